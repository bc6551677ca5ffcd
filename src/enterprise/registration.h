// An enterprise comes by itself: it asks to be registered, and the district confirms it; or the district has entered it
// already and gives it a claim code. Until one of the two has happened nobody acts for it.
#pragma once

#include <functional>
#include <memory>

#include "base/random.h"
#include "crypto/sealed.h"
#include "enterprise/view.h"
#include "http/message.h"
#include "identity/attempt_limiter.h"

namespace fugong::enterprise {

struct Context;
struct ServiceOptions;
using RegistrationId = Id<struct RegistrationTag>;

constexpr std::int64_t registrations_pending_max = 5000;  // of a district; more is somebody's program
constexpr Duration claim_code_valid_for = days(7);
constexpr std::int64_t claim_code_wrong_max = 5;  // tries, then a new code has to be asked for

enum class RegistrationState : std::uint8_t { pending, accepted, refused };
BOOST_DESCRIBE_ENUM(RegistrationState, pending, accepted, refused)

// ---- what strangers send ----
// Who will act for the enterprise.
struct ClerkRequest {
  std::string name, phone, login, password;
};
BOOST_DESCRIBE_STRUCT(ClerkRequest, (), (name, phone, login, password))

struct SelfRegistration {
  std::string name, usc;
  Scale scale = Scale::below;
  std::string industry, subdistrict, address, legal_representative;
  std::int64_t normal_workers = 0;
  ClerkRequest clerk;
};
BOOST_DESCRIBE_STRUCT(SelfRegistration, (),
                      (name, usc, scale, industry, subdistrict, address, legal_representative, normal_workers, clerk))

struct ClaimRequest {
  std::string usc, code;
  ClerkRequest clerk;
};
BOOST_DESCRIBE_STRUCT(ClaimRequest, (), (usc, code, clerk))

// ---- what they are told ----
struct RegistrationStatus {
  RegistrationId id;
  RegistrationState state = RegistrationState::pending;
  std::string name;
  Timestamp at{};
  std::string reason;  // of a refusal
};
BOOST_DESCRIBE_STRUCT(RegistrationStatus, (), (id, state, name, at, reason))

struct ClaimReceipt {
  EnterpriseId enterprise;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ClaimReceipt, (), (enterprise, name))

struct Place {
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(Place, (), (code, name))

// ---- what officials see and say ----
struct RegistrationLine {
  RegistrationId id;
  RegistrationState state = RegistrationState::pending;
  Timestamp at{};
  std::string name, usc;
  Scale scale = Scale::below;
  std::string industry, subdistrict, address, legal_representative;
  std::int64_t normal_workers = 0;
  std::string clerk, phone;  // whole: the official calls back before confirming
};
BOOST_DESCRIBE_STRUCT(RegistrationLine, (),
                      (id, state, at, name, usc, scale, industry, subdistrict, address, legal_representative,
                       normal_workers, clerk, phone))

struct RegistrationFilter {
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(RegistrationFilter, (), (after, limit))

enum class Confirmation : std::uint8_t { accept, refuse };
BOOST_DESCRIBE_ENUM(Confirmation, accept, refuse)

struct ConfirmationRequest {
  Confirmation decision = Confirmation::accept;
  std::optional<std::string> reason;  // needed to refuse
};
BOOST_DESCRIBE_STRUCT(ConfirmationRequest, (), (decision, reason))

struct ClaimCode {
  std::string code;  // shown this once
  Timestamp expires_at{};
};
BOOST_DESCRIBE_STRUCT(ClaimCode, (), (code, expires_at))

// ---- between a worker and the writer ----
struct Clerk {
  std::string name, phone, login, password_hash;
};
struct PreparedRegistration {
  RegisterRequest request;
  Clerk clerk;
};
struct PreparedClaim {
  EnterpriseId enterprise;
  std::string code_index;
  Clerk clerk;
};

// A registration as stored.
struct Registration {
  RegistrationId id;
  RegistrationState state = RegistrationState::pending;
  Timestamp at{};
  std::string usc, name, subdistrict, login;
  std::string request_sealed;  // SealedRegistration
  std::string password_hash;   // forgotten when decided
  std::optional<Timestamp> decided_at;
  std::string decided_by, reason;
};
BOOST_DESCRIBE_STRUCT(Registration, (),
                      (id, state, at, usc, name, subdistrict, login, request_sealed, password_hash, decided_at,
                       decided_by, reason))

struct ClaimCodeRow {
  EnterpriseId enterprise;
  std::string code_index;
  Timestamp expires_at{};
  std::int64_t wrong = 0;
};
BOOST_DESCRIBE_STRUCT(ClaimCodeRow, (), (enterprise, code_index, expires_at, wrong))

class Service;

// Thread rule: safe from any thread; it keeps the attempts per address.
class Registrations {
 public:
  Registrations(const ServiceOptions& options, Service& enterprises) : o_(options), enterprises_(enterprises) {}

  // -- public; codes registration.too_many (429), and those of the register's rules and of identity --
  // Ahead of the writer: rules, and the password's hash. Also usc_known (conflict: the district has the enterprise).
  Result<PreparedRegistration> prepare(db::Session& reader, Timestamp now, const SelfRegistration&,
                                       std::string_view remote_address);
  // Codes registration.usc_known, registration.pending_already, person.login_taken, registration.full.
  Result<RegistrationStatus> add(db::Session&, Timestamp now, const PreparedRegistration&);
  Result<RegistrationStatus> status(db::Session&, const RegistrationId&);
  // A wrong code is counted in a command of its own. Code claim.wrong, whatever was wrong.
  Result<PreparedClaim> prepare_claim(db::Engine&, db::Session& reader, Timestamp now, const ClaimRequest&,
                                      std::string_view remote_address);
  Result<ClaimReceipt> claim(db::Session&, Timestamp now, const PreparedClaim&);
  std::vector<Place> places(db::Session&, Language);

  // -- officials (enterprise.confirm) --
  // What waits for the actor, the oldest first.
  Result<http::Page<RegistrationLine>> pending(db::Session&, const Context&, const RegistrationFilter&);
  // Codes registration.not_found, registration.decided (conflict), registration.reason_missing.
  Result<RegistrationStatus> confirm(db::Session&, const Context&, const RegistrationId&, const ConfirmationRequest&);
  // A new code; an earlier one is void.
  Result<ClaimCode> give_code(db::Session&, const Context&, const EnterpriseId&);

 private:
  // An office or a works registers once; ten from one address, then one a minute.
  static constexpr identity::AttemptLimiter::Rate attempts{10, 1.0 / 60};

  Status admit_clerk(db::Session&, const std::string& password, Clerk&) const;
  const ServiceOptions& o_;
  Service& enterprises_;
  identity::AttemptLimiter limiter_{attempts};
};

}  // namespace fugong::enterprise
