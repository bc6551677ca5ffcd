// What a guard is told about a pass: never a bare yes or no. The decision itself is pure (judge); check_token does the
// reading and the cryptography before it.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "token/status_list.h"
#include "token/token.h"
#include "token/trust.h"

namespace fugong::token {

enum class Verdict : std::uint8_t { green, grey, red, unknown };
BOOST_DESCRIBE_ENUM(Verdict, green, grey, red, unknown)

// Texts in both languages: verdict.NAME in texts/pass.yaml.
enum class Reason : std::uint8_t {
  valid,         // green
  test_pending,  // grey: sampled, no result yet
  malformed,     // red from here on …
  bad_signature,
  not_yet_valid,
  expired,
  revoked,
  suspended,
  wrong_plate,
  wrong_zone,
  test_overdue,
  scheme_too_old,
  clock_wrong,
  proof_stale,
  replayed,
  unknown_issuer,  // unknown from here on: this gate cannot tell
  trust_too_old,
  status_missing,
  status_too_old,
};
BOOST_DESCRIBE_ENUM(Reason, valid, test_pending, malformed, bad_signature, not_yet_valid, expired, revoked, suspended,
                    wrong_plate, wrong_zone, test_overdue, scheme_too_old, clock_wrong, proof_stale, replayed,
                    unknown_issuer, trust_too_old, status_missing, status_too_old)

// What is shown of a pass whose signature is good.
struct ShownPass {
  PassId id;
  std::string issuer, kind;
  std::optional<std::string> holder, plate, route;
  std::optional<EnterpriseId> enterprise;
  std::vector<std::string> zones;
  Timestamp issued_at, not_before, expires_at;
  std::optional<std::string> health;  // colour now
  std::optional<Timestamp> health_until;
};
BOOST_DESCRIBE_STRUCT(ShownPass, (),
                      (id, issuer, kind, holder, plate, route, enterprise, zones, issued_at, not_before, expires_at,
                       health, health_until))

struct Judgement {
  Verdict verdict = Verdict::unknown;
  Reason reason = Reason::malformed;
  std::optional<ReadFault> fault;  // of a malformed pass: what to do about it
  std::optional<ShownPass> pass;
  std::optional<std::int64_t> scheme;
  bool upgrade_due = false;               // the scheme is still accepted, but not for long
  std::optional<std::int64_t> list_age;   // seconds; absent: no status list for this pass
  std::optional<std::int64_t> trust_age;  // seconds
  std::optional<std::int64_t>
      clock_offset;     // seconds that the holder's clock is before the gate's; of shown proofs only
  std::string message;  // in the reader's language
};
BOOST_DESCRIBE_STRUCT(Judgement, (),
                      (verdict, reason, fault, pass, scheme, upgrade_due, list_age, trust_age, clock_offset, message))

constexpr std::int64_t clock_wrong_s_max =
    12 * 3600;  // a proof from farther in the future comes from no clock gone wrong

// The schemes that passes of one kind may have now.
struct KindSchemes {
  std::string kind;
  std::int64_t min = 1, wanted = 1;
};

// A pass that this gate has let through before.
struct Seen {
  PassId id;
  std::optional<std::int64_t> proof_s{};  // the time in its proof; none of a printed pass
  Timestamp at{};
};

// What the district's policy asks of a gate, and what the gate knows of the traveller.
struct Circumstances {
  Timestamp at;
  std::int64_t leeway_s = 60;  // clocks of gates and issuers differ a little
  std::int64_t trust_age_s_max = 30 * 86'400;
  std::int64_t list_age_s_max = 24 * 3'600;             // older: green becomes unknown
  bool status_required = false;                         // whether a pass without a status list can be green
  std::int64_t scheme_min = 1, scheme_wanted = 1;       // below min: refused; below wanted: upgrade due
  std::vector<KindSchemes> schemes{};                   // kinds with limits of their own
  std::int64_t proof_past_s = 30, proof_future_s = 60;  // how far a phone's time may be from the gate's
  std::int64_t repeat_s = 0;                            // a printed pass shown again within it is refused; 0: it is not
  std::int64_t key_notice_s = 3 * 86'400;  // new keys have been on every trust list for so long before they sign
  std::string challenge{};                 // what this gate asked the phone to sign; empty: nothing
  std::vector<Seen> seen{};
  std::string plate{};  // read at the gate; empty: not read
  std::string zone{};   // where the gate leads; empty: not asked
};

// What a proof says that the pass's own phone has signed.
struct Shown {
  std::int64_t at_s = 0;
  std::string challenge{};
};

// A pass after reading and cryptography.
struct Checked {
  std::optional<ReadFault> fault{};                        // set: nothing else is
  Trust::Answer signature = Trust::Answer::bad_signature;  // of the pass; of its proof too when there is one
  Claims claims{};
  std::optional<Shown> proof{};
};
Checked check_token(std::string_view text, const Trust& trust);

// The newest of `lists` that speaks for the pass; nullptr when there is none.
const SignedStatusList* list_for(const Claims& claims, const Trust& trust, std::span<const SignedStatusList> lists);

// Pure. `trust_issued_s` is the trust list's own time; `list` may be nullptr.
Judgement judge(const Checked& checked, std::int64_t trust_issued_s, const SignedStatusList* list,
                const Circumstances& circumstances);

// What the guard is told, in the reader's language.
std::string explanation(const Judgement& judgement, Language language);

// All of it. The message is in `language`.
Judgement verify(std::string_view token, const Trust& trust, std::span<const SignedStatusList> lists,
                 const Circumstances& circumstances, Language language);

}  // namespace fugong::token
