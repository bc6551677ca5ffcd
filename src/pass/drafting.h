// Internal to pass/: what one act of issuing gathers on a reader before it signs, and what is left to be written.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "base/random.h"
#include "pass/acts.h"
#include "pass/serials.h"
#include "token/token.h"

namespace fugong::pass {

struct PreparedIssue {
  struct Act {  // of one request
    PassRequest request;
    Issuance issuance;
    std::vector<std::string> replaced;                  // passes that are revoked by a replacement
    std::vector<std::pair<std::string, PassId>> trips;  // of which vehicle, and the pass that it got
    std::vector<DistrictQuestion> questions;
    std::size_t first = 0, count = 0;  // its rows of the columns
  };
  std::string pack_id, pack_version;
  std::vector<Act> acts;
  std::vector<db::BulkColumn> columns;  // of all passes
  IssueReceipt receipt;                 // its requests stand in the acts' order
};

// Random bytes in larger pieces: the system is asked once for a hundred ids.
class BufferedRandom final : public Random {
 public:
  explicit BufferedRandom(Random& source) : source_(source) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  Random& source_;
  std::array<std::uint8_t, 1024> buffer_;
  std::size_t used_ = buffer_.size();
};

class Drafting {
 public:
  Drafting(const ServiceOptions& o, db::Session& session, const Context& context, const policy::InForce& rules);

  // Why this request cannot be issued now, if so. Codes pass.unknown_kind, pass.kind_not_in_phase, pass.in_review,
  // pass.not_approved.
  Status check(const PassRequest& request);
  void add(const PassRequest& request);
  std::size_t passes() const { return claims_.size(); }
  // Once, at the end. Codes of SerialPool.
  Result<std::shared_ptr<PreparedIssue>> sign(SerialPool& pool, std::int64_t left);

 private:
  using Texts = std::vector<std::string>;
  using Integers = std::vector<std::int64_t>;
  using Trips = std::unordered_map<std::string, Trip>;  // by vehicle

  // A holder as the register has it.
  struct Holder {
    std::string id, subject, id_hash, route;
    const Trip* trip = nullptr;
  };
  // One pass to be issued: what the row has beyond the claims.
  struct Draft {
    std::size_t act = 0;
    std::string holder, replaces;
    std::string asked_zones;  // of other districts
    bool has_trip = false;
  };
  struct Held {  // by one enterprise of one kind
    std::unordered_map<std::string, LivePass> live;
    std::int64_t issuance = 0;
    std::size_t seen = 0;  // drafts that `live` knows of
  };

  std::vector<Holder> holders_of(const PassRequest& request, const policy::PassKind& kind, const Trips& trips) const;
  std::string_view skip_code(const PassRequest& request, const policy::PassKind& kind, const Holder& holder,
                             const LivePass* old, const token::HolderKey* key) const;
  Held& held_of(const PassRequest& request);
  // Of the phone that the holder has bound; nullptr: none.
  const token::HolderKey* key_of(const EnterpriseId& enterprise, const std::string& holder);
  std::optional<token::Health> health_of(const PassId& old);
  void skip(IssuedRequest& answer, const std::string& holder, std::string_view code);
  void draft(const PassRequest& request, const policy::PassKind& kind, Holder& holder, const LivePass* old,
             const token::HolderKey* key);
  void number(const Integers& serials);
  void ask_districts(std::size_t i);
  void fill_columns(const Integers& serials, Texts tokens);

  const ServiceOptions& o_;
  db::Session& session_;
  Store store_;
  const Context& context_;
  const policy::InForce& rules_;
  BufferedRandom random_;
  std::map<std::pair<std::string, std::string>, Held> held_;
  std::map<std::string, std::unordered_map<std::string, token::HolderKey>> keys_;  // by enterprise and holder
  std::vector<token::Claims> claims_;
  std::vector<Draft> drafts_;
  std::shared_ptr<PreparedIssue> out_;
};

// ---- in the command ----
// Checks an act again and writes all of it but the rows of its passes; nothing is written when it is refused. Codes of
// check(), pass.request_done, pass.issued_meanwhile.
Status write_act(const ServiceOptions& o, db::Session& session, const policy::InForce& rules, const Context& context,
                 const PreparedIssue::Act& act);
audit::Entry issue_entry(const ServiceOptions& o, const Context& context, const PreparedIssue::Act& act,
                         const IssuedRequest& answer);
// The rows of some acts only.
std::vector<db::BulkColumn> rows_of(const PreparedIssue& prepared, const std::vector<std::size_t>& acts);

}  // namespace fugong::pass
