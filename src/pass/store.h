// The room's tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include <functional>
#include <tuple>

#include "db/engine.h"
#include "db/tally.h"
#include "pass/rules.h"
#include "pass/trip_model.h"

namespace fugong::pass {

constexpr std::string_view after_every_id = "g";  // of a page's first look, as UUIDs are written

struct PassQuery {
  std::string enterprise, kind;     // empty: any
  std::optional<PassState> state;   // as seen at `now`
  std::int64_t serial = -1;         // -1: any
  std::int64_t before = INT64_MAX;  // page cursor: the last serial of the page before
  int limit = 50;
  Timestamp now{};
};

struct RequestQuery {
  std::string enterprise, case_id, state;
  std::string before;
  int limit = 50;
};

struct QueueQuery {
  std::string waiting_for, kind, enterprise;  // empty: any, but for the first
  std::optional<bool> urgent, green;
  Timestamp due_before{INT64_MAX};
  bool by_age = false;
  Timestamp after_due{INT64_MIN};  // page cursor: of the last row of the page before
  std::string after_id;
  int limit = 50;
};

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session)
      : d_(district), s_(session), tally_("pass_tallies", d_, s_) {}

  // -- the rollup (store_tallies.cpp): what was issued by kind, what was scanned by verdict and quarter of an hour --
  db::Tally& tally() { return tally_; }
  void count(const Issuance& issuance);
  void count(const std::vector<const Scan*>& scans);
  db::Counts counted_again();  // from the records

  // -- serials and the version of the status lists --
  std::int64_t take_serials(std::int64_t count);  // the first of them
  std::int64_t serials_taken();
  std::int64_t status_version();
  void new_status_version();

  // -- passes --
  static constexpr std::string_view table = "passes";  // bulk inserts name the columns of model.h's Pass
  std::optional<Pass> find(const PassId& id);
  std::vector<LivePass> live(const EnterpriseId& enterprise, const std::string& kind, Timestamp now);
  std::vector<Pass> live_of_holder(const std::string& holder, Timestamp now);  // neither ended nor revoked
  // The holder's passes that have neither ended nor been revoked: id, kind, state and token.
  void each_live(const std::string& holder, Timestamp now,
                 const std::function<void(std::tuple<std::string, std::string, PassState, std::string>&&)>& visit);
  // Valid passes get other tokens, each in place of the one it had; how many were still as they are said to be.
  std::int64_t save_tokens(std::vector<std::string> ids, std::vector<std::string> before,
                           std::vector<std::string> tokens);
  void insert(const Pass& pass);
  std::vector<Pass> page(const PassQuery& query);  // newest first
  // Writes the state and what goes with it; nothing when the stored state is not `before` any more.
  bool save_state(const Pass& pass, PassState before);
  bool save_token(const PassId& id, const std::string& token, const std::string& before);  // as save_state
  // All that are valid, but for those of the spared kinds.
  std::int64_t hold_enterprise(const EnterpriseId& enterprise, const std::string& reason,
                               std::span<const std::string> spared, Timestamp now);
  std::int64_t free_enterprise(const EnterpriseId& enterprise, const std::string& reason, Timestamp now);
  // Every pass of [first, end) that is revoked or suspended.
  void each_stopped(std::int64_t first, std::int64_t end, const std::function<void(std::int64_t, PassState)>& visit);

  // Passes of [first, end) whose state changed at `since` or later, rising by serial; new ones have not changed.
  std::vector<std::tuple<std::int64_t, PassState>> changed(std::int64_t first, std::int64_t end, Timestamp since,
                                                           int limit);
  // When the last pass ends that was issued before `issued_before` and is not revoked; of one kind or of any (empty).
  Timestamp last_end(const std::string& kind, Timestamp issued_before, Timestamp now);

  // -- keys and schemes --
  std::vector<PassKey> keys();   // by id
  void put(const PassKey& key);  // new, or in its place
  std::vector<policy::SchemeStep> called_in(const std::string& kind);
  void put(const std::string& kind, const SchemeCall& call);
  // The kind with the schemes that the district called in beside those of its pack.
  policy::PassKind with_calls(policy::PassKind kind);

  // -- requests --
  void insert(const PassRequest& request);
  std::optional<PassRequest> find_request(const PassRequestId& id);
  bool same_open_request(const PassRequest& request);
  std::vector<PassRequest> requests(const RequestQuery& query);                   // newest first
  std::vector<PassRequest> open_requests(const std::string& case_id, int limit);  // oldest first; empty: of any case
  std::int64_t count_open(const std::string& case_id);
  std::vector<PassRequest> queue(const QueueQuery& query);
  // Writes all of an open or returned request but who asked for it; false when it is neither any more.
  bool save(const PassRequest& request);
  // Holders with a live pass of the kind, and those whom open first requests ask for.
  std::int64_t held_or_asked(const EnterpriseId& enterprise, const std::string& kind, Timestamp now);

  // -- trips --
  void insert(const Trip& trip);
  void drop_trips(const PassRequestId& request);
  std::vector<Trip> trips(const PassRequestId& request);
  std::optional<Trip> trip_of(const PassId& pass);
  void set_pass(const PassRequestId& request, const std::string& vehicle, const PassId& pass);
  void move_trip(const PassId& from, const PassId& to);

  // False when it is not open any more.
  bool end_request(const PassRequestId& id, RequestState state, std::int64_t issued, Timestamp now);
  std::int64_t wanted(const CaseId& id);

  // -- issuances --
  std::int64_t last_issuance(const EnterpriseId& enterprise, const std::string& kind);  // 0: none yet
  void insert(const Issuance& issuance);
  std::vector<Issuance> issuances(const EnterpriseId& enterprise);  // oldest first
  std::vector<std::tuple<std::string, std::int64_t, std::int64_t>> counts(
      Timestamp until);  // kind, passes, enterprises

  // -- scans --
  std::optional<Scan> find_scan(const ScanId& id);
  static std::vector<db::BulkColumn> columns_of(const DistrictCode& district, const std::vector<const Scan*>& scans);
  void insert_scans(std::span<const db::BulkColumn> columns, const std::vector<const Scan*>& scans);
  void flag_scan(const ScanId& id, const std::string& flag);
  // Whether the pass was let through with the same proof in another scan; and, without one, from `since` to `until`.
  bool has_passed_with(const PassId& pass, std::int64_t proof_s, const ScanId& but, Timestamp since, Timestamp until);
  bool has_passed(const PassId& pass, const ScanId& but, Timestamp since, Timestamp until);
  std::vector<SeenPass> seen(const PassId& pass, Timestamp from, Timestamp until, int limit);  // from ≤ at ≤ until
  std::vector<std::tuple<std::string, std::int64_t>> flags(Timestamp from, Timestamp to);
  std::vector<std::tuple<std::string, std::int64_t>> verdicts(Timestamp from, Timestamp to);
  // verdict, reason, checkpoint, scans, of them judged otherwise at the gate
  std::vector<std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t>> scan_groups(Timestamp from,
                                                                                                         Timestamp to);

 private:
  const DistrictCode& d_;
  db::Session& s_;
  db::Tally tally_;
};

}  // namespace fugong::pass
