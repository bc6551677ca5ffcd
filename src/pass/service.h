// The use cases of passes: ask, issue, revoke, suspend, restore, publish, scan.
//
// Every function runs on the caller's session and checks the actor's right first. Those that write belong in a command
// (db::Engine::submit) and may run more than once; prepare_… runs before it on a reader and does what takes the
// processor: reading the roster, signing, verifying.
// Thread rule: a Service may be called from any thread.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/actor.h"
#include "base/random.h"
#include "crypto/sealed.h"
#include "db/engine.h"
#include "db/tally.h"
#include "http/events.h"
#include "http/message.h"
#include "pass/keys.h"
#include "pass/view.h"
#include "policy/store.h"
#include "token/gate_policy.h"

namespace fugong::enterprise {
class Service;
}
namespace fugong::outbound {
class Outbox;
}

namespace fugong::pass {

constexpr std::size_t passes_per_act_max = 20'000;  // one roster; the writer is held for a fraction of a second
constexpr std::size_t colours_max = 5'000;          // people in one act: 0.6 MB of JSON, a tenth of a second of signing
constexpr std::size_t scans_max = 500;              // of one upload: an hour of a busy gate
constexpr std::size_t passes_printed_max = 5'000;   // in one document: 500 sheets of paper, 9 MB
constexpr std::size_t skipped_shown_max = 100;      // in one answer
constexpr std::size_t checkpoint_code_bytes_max = 32;
constexpr std::size_t reason_bytes_max = 600;  // 200 Chinese characters
constexpr int page_size_default = 50, page_size_max = 200;
constexpr std::int64_t serial_block = 1024;          // serials taken from the database at once
constexpr std::int64_t status_ttl_s = 900;           // a gate should ask again after a quarter of an hour
constexpr std::int64_t trust_refresh_s = 86'400;     // the trust list is signed anew every day …
constexpr std::int64_t trust_valid_s = 30 * 86'400;  // … and ends after thirty

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

// The city's trust list as exchange/ keeps it, checked against the pinned root key.
struct CityTrust {
  token::Trust trust;
  std::string bytes;  // as the city signed it
};
using CityTrustPtr = std::shared_ptr<const CityTrust>;

// What other rooms know or do in the same transaction; app/ wires them. An empty one allows, or does nothing.
struct DistrictQuestion {
  PassId pass;
  EnterpriseId enterprise;
  std::string kind, plate, route;
  std::string district;            // GB/T 2260 code of the one that is asked
  std::vector<std::string> zones;  // of the pack in force, all of that district
};
// A person whom a checkpoint let through, at one that somebody watches.
struct Passage {
  ScanId scan;
  std::string checkpoint;
  Timestamp at{};
  std::optional<Heading> heading;
  PassId pass;
  std::string holder;   // WorkerId; empty: of another district
  std::string subject;  // the masked name, as the pass shows it
};
struct Hooks {
  // Scans are being stored: whether somebody watches the checkpoint, and who is then told, in the same transaction.
  std::function<bool(db::Session&, const std::string& checkpoint)> watches;
  std::function<Status(db::Session&, std::span<const Passage>, Timestamp now)> on_passages;
  // Whether the enterprise may have passes now: its case is approved and it is not suspended.
  std::function<bool(db::Session&, const EnterpriseId&)> may_issue;
  // Whether the case is the enterprise's and still open.
  std::function<bool(db::Session&, const EnterpriseId&, const CaseId&)> is_case_of;
  // A pass was issued whose request wants to lead into another district: it leads there when that one agrees.
  std::function<Status(db::Session&, const DistrictQuestion&, Timestamp now, const Actor&)> ask_other_district;
  // Districts under a city root: its trust list, nullptr when the district is alone; and the status list that speaks
  // for another district's pass, nullptr when none is kept.
  std::function<CityTrustPtr(db::Session&, Timestamp now)> city_trust;
  std::function<std::shared_ptr<const token::SignedStatusList>(db::Session&, const token::Claims&, Timestamp now)>
      list_for;
  // After issuing: so many passes asked for with the case are still wanted.
  std::function<Status(db::Session&, const CaseId&, std::int64_t remaining, Timestamp now, const Actor&)> on_issued;
};

struct ServiceOptions {
  DistrictCode district;
  std::string name{};      // as trust lists show it; empty: the code
  std::string name_en{};   // as gates show it; empty: `name`
  std::string base_url{};  // before /api/v1/status-list/N in the trust list; empty: a relative reference
  db::Engine& engine;      // takes blocks of serials in commands of their own
  policy::Store& policies;
  enterprise::Service& enterprises;
  Random& random;
  crypto::Vault vault;                 // of phone numbers and people on trips
  outbound::Outbox* outbox = nullptr;  // text messages; nullptr: none
  http::EventHub* events = nullptr;    // nullptr: nobody listens
  KeyRing keys;
  Hooks hooks{};
  unsigned signing_threads = 2;
};

// ---- what the bulletin asks ----
struct KindCount {
  std::string kind;
  std::int64_t issued = 0;       // cumulative, renewals included
  std::int64_t enterprises = 0;  // that were issued any
};
struct VerdictCount {
  std::string verdict;
  std::int64_t count = 0;
};
struct Counts {
  std::vector<KindCount> kinds;
  std::vector<VerdictCount> scans;  // of the last 24 hours
};

// ---- what exchange tells another district of a vehicle's pass; nobody's name ----
struct RecognitionFacts {
  EnterpriseId enterprise;
  std::string plate, route;
  std::vector<std::string> entry_points;
  Timestamp not_before{}, expires_at{};
};

struct PreparedRequest {
  PassRequest request;
  std::vector<Trip> trips;
  std::optional<std::int64_t> most;  // passes of the kind that the enterprise may hold
};

// Signed or judged ahead of the writer; shared, because a command may run more than once.
struct PreparedIssue;
using PreparedIssuePtr = std::shared_ptr<const PreparedIssue>;
struct PreparedDecisions;
using PreparedDecisionsPtr = std::shared_ptr<const PreparedDecisions>;
struct PreparedColours;
using PreparedColoursPtr = std::shared_ptr<const PreparedColours>;
// The next of a stream; nullopt at its end. Never called by two threads at once.
using ColourSource = std::function<std::optional<ColourBody>()>;
struct PreparedScans;
struct SeenPassage;  // service_scan.cpp
struct Printing;     // printed.h
using PrintingPtr = std::shared_ptr<const Printing>;
using PreparedScansPtr = std::shared_ptr<const PreparedScans>;

class Store;                       // store.h
class SerialPool;                  // serials.h
class Publisher;                   // publisher.h
class Wallets;                     // wallets.h
class Travel;                      // travel.h
enum class Change : std::uint8_t;  // rules.h

class Service {
 public:
  explicit Service(ServiceOptions options);
  ~Service();

  // -- asking (pass.request) --
  // Codes: pass.unknown_kind, pass.kind_not_in_phase, pass.holders_needed, pass.wrong_holders, pass.unknown_holder,
  // pass.nobody, pass.too_many, pass.not_own_case, pass.request_open (conflict: the same has been asked for).
  // Trips besides: pass.no_trips, pass.trips_needed, pass.faults with those of trip_rules.h; pass.limit (conflict).
  Result<PreparedRequest> prepare_request(db::Session&, const Context&, const PassRequestBody&);
  Result<PassRequestView> request(db::Session&, const Context&, const PreparedRequest&);
  // A returned request anew, in all its parts. Codes pass.request_not_found, pass.request_done, pass.other_kind.
  Result<PassRequestView> mend_request(db::Session&, const Context&, const PassRequestId&, const PreparedRequest&);
  Result<PassRequestDetail> request_detail(db::Session&, const Context&, const PassRequestId&);  // pass.read
  Result<PassRequestView> withdraw_request(db::Session&, const Context&, const PassRequestId&);
  Result<http::Page<PassRequestView>> requests(db::Session&, const Context&, const PassRequestFilter&);

  // -- deciding (pass.review): each department on its own desk, the commissioner on the last one --
  Result<http::Page<QueueLine>> queue(db::Session&, const Context&, const QueueFilter&);
  // Codes of the whole: pass.too_many, pass.request_twice. Each row for itself: pass.request_not_found,
  // pass.request_done, pass.other_desk, pass.reason_needed, those of issuing.
  Result<PreparedDecisionsPtr> prepare_decisions(db::Session&, const Context&, const DecisionsBody&);
  Result<DecisionsReceipt> decide(db::Session&, const Context&, const PreparedDecisionsPtr&);

  // -- issuing (pass.issue) --
  // Codes: pass.nothing_open, pass.request_done (conflict), pass.kind_not_in_phase, pass.not_approved,
  // key.not_here.
  Result<PreparedIssuePtr> prepare_issue(db::Session&, const Context&, const IssueBody&);
  // Codes: pass.request_done, pass.rules_changed, pass.issued_meanwhile (conflicts: prepare again).
  Result<IssueReceipt> issue(db::Session&, const Context&, const PreparedIssuePtr&);
  // How many passes asked for with the case are not issued yet (resumption::Hooks::passes_wanted).
  std::int64_t wanted(db::Session&, const CaseId&);

  // -- one pass (pass.revoke; pass.suspend for the other two) --
  // Codes: pass.not_found, pass.reason_needed; conflicts: pass.already_revoked, pass.already_suspended,
  // pass.not_suspended, pass.has_expired, pass.enterprise_suspended.
  Result<PassReceipt> revoke(db::Session&, const Context&, const PassId&, const PassWord&);
  Result<PassReceipt> suspend(db::Session&, const Context&, const PassId&, const PassWord&);
  Result<PassReceipt> restore(db::Session&, const Context&, const PassId&, const PassWord&);

  // -- all passes of an enterprise; resumption calls these, which has checked the right --
  // Passes of the spared kinds stay good for now: vehicles under way finish their journeys. Whoever spares them calls
  // again, sparing nothing, when that is over.
  Status suspend_enterprise(db::Session&, const EnterpriseId&, const std::string& reason,
                            std::span<const std::string> spared, Timestamp now, const Actor&);
  Status restore_enterprise(db::Session&, const EnterpriseId&, const std::string& reason, Timestamp now, const Actor&);

  // -- health colours (pass.colour): results have arrived; the valid passes of those people are made anew with the
  // colour and the instant it ends. Id, number, place in the status list and state stay; the same again changes
  // nothing. Codes: pass.too_many, pass.colour_time (an end beyond what the policy gives the colour), key.not_here;
  // pass.changed_meanwhile (conflict: prepare again).
  Result<PreparedColoursPtr> prepare_colours(db::Session&, const Context&, const ColoursBody&);
  Result<ColoursReceipt> store_colours(db::Session&, const Context&, const PreparedColoursPtr&);
  // A whole city's, as a stream: on all cores, each batch durable and in the log by itself, in a memory that does not
  // grow. It opens sessions of its own, so never call it within one. What was durable before an error stays; the same
  // stream once more does the rest. A person is to stand in it once.
  Result<ColoursReceipt> recolour(const Context&, const ColourSource& next);

  // -- reading (pass.read); an enterprise sees its own --
  Result<http::Page<PassLine>> list(db::Session&, const Context&, const PassFilter&);
  Result<PassView> view(db::Session&, const Context&, const PassId&);
  Result<http::File> qr_svg_file(db::Session&, const Context&, const PassId&);
  Result<http::File> qr_png_file(db::Session&, const Context&, const PassId&);
  // The valid pass for other makers' programs, which have no trust list to find the status list by: signed anew, with
  // the full reference of the Token Status List. Codes pass.not_valid_to_export (conflict), key.not_here.
  Result<http::File> cwt_file(db::Session&, const Context&, const PassId&);

  // -- on paper (pass.read): valid passes that are not bound to a phone; prepare on a reader, then draw without one --
  // Codes: pass.not_found, pass.not_printable, pass.not_valid_to_print (conflicts), pass.wrong_paper, pass.bad_cursor,
  // pass.nothing_to_print; those of print/.
  Result<PrintingPtr> prepare_print(db::Session&, const Context&, const PassId&, const PaperChoice&);
  Result<PrintingPtr> prepare_print_many(db::Session&, const Context&, const PrintFilter&);
  static Result<http::File> print(const PrintingPtr&);

  // -- public: signed, kept until they change or grow old --
  Result<std::string> trust_list(db::Session&, Timestamp now);
  Result<std::string> status_list(db::Session&, std::int64_t number, Timestamp now);  // code status.unknown_list
  // What gates ask and rely on, by the pack in force.
  Result<token::GatePolicy> gate_policy(db::Session&, Timestamp now);

  // -- for exchange/, which has its own rights --
  // The district's own entry of a trust list: its keys, announced, present and retired, and its status lists.
  token::TrustedIssuer issuer(db::Session&, Timestamp now);
  // What the district says to others, signed by the key of its status lists, which is on the trust list.
  std::string seal(db::Session&, token::cose::Type, std::string_view payload, Timestamp now);
  const crypto::Signer& root() const { return o_.keys.root; }
  // Codes: pass.not_found; pass.no_route (a worker's pass, or one without a route); conflicts: pass.already_revoked,
  // pass.already_suspended, pass.has_expired.
  Result<RecognitionFacts> recognition_facts(db::Session&, const PassId&, Timestamp now);
  // What another district has granted: the pass keeps its id, number and end, its token is made anew. A pass without
  // zones, which is good for the whole district, gets the district's zones beside the new ones. Codes: as
  // recognition_facts, and pass.zones_full.
  Result<PassReceipt> add_zones(db::Session&, const PassId&, const std::vector<std::string>& zones, Timestamp now,
                                const Actor& by);

  // What has changed in a status list since its issue of `since_s`, signed. Codes: status.unknown_list; status.no_delta
  // when that is too long ago, or too much has changed: the whole list is shorter then.
  Result<std::string> status_delta(db::Session&, std::int64_t number, std::int64_t since_s, Timestamp now);

  // -- roll-over of the key that signs passes (key.manage): announce → activate → retire --
  // The new key is on the trust list from now on and may sign after the pack's notice, when every gate knows it.
  // Makes the key (prepare, in a file of this node) and announces it. Code key.already_announced (conflict).
  Result<PassKey> prepare_key(db::Session&, const Context&, const KeyAnnouncement&);
  Result<PassKeyView> announce_key(db::Session&, const Context&, const PassKey&);
  // From now on passes are signed with it; those that the key before has signed stay good. Every node needs the private
  // key: one that lacks it issues nothing (key.not_here). Codes: key.unknown; conflicts: key.not_announced,
  // key.too_early.
  Result<PassKeyView> activate_key(db::Session&, const Context&, const std::string& key);
  // Off the trust list. Codes: key.unknown; conflicts: key.not_retiring, key.still_needed (with the end of its last
  // pass).
  Result<PassKeyView> retire_key(db::Session&, const Context&, const std::string& key);
  Result<std::vector<PassKeyView>> pass_keys(db::Session&, const Context&);

  // -- a harder scheme for one kind of pass (pass.upgrade) --
  // Codes: pass.unknown_kind, pass.scheme_order, pass.scheme_past; pass.grace_too_short (with the instant that is
  // needed: until then passes of the scheme before are still good).
  Result<SchemeView> call_in_scheme(db::Session&, const Context&, const SchemeBody&);

  // -- scans (scan.upload, scan.read) --
  // Codes: scan.count, scan.checkpoint_needed, scan.in_future, scan.duplicate_id, plate.format.
  Result<PreparedScansPtr> prepare_scans(db::Session&, const Context&, const ScanUpload&);
  Result<ScanReceipt> store_scans(db::Session&, const Context&, const PreparedScansPtr&);
  Result<ScanSummary> scan_summary(db::Session&, const Context&, const ScanSummaryFilter&);
  // For a code that cannot be read. Codes: pass.bad_number, pass.not_found.
  Result<NumberedPass> pass_of_number(db::Session&, const Context&, const std::string& number);

  // -- for the bulletin: no right of their own, the bulletin's routes have one --
  Counts counts(db::Session&, Timestamp until);    // how things stood at that instant
  Counts counts_now(db::Session&, Timestamp now);  // the same from the rollup, however many there are
  std::vector<VerdictCount> scan_counts(db::Session&, Timestamp from, Timestamp to);  // [from, to)
  // The rollup beside a recount from the records, and made anew from them.
  bool is_counted(db::Session&);
  std::vector<db::CountDifference> check_counts(db::Session&);
  void count_again(db::Session&);

  // Every act of issuing for an enterprise, oldest first; no right of its own.
  std::vector<Issuance> issuances(db::Session&, const EnterpriseId&);
  // Whether a worker or vehicle holds a pass that has neither ended nor been revoked; no right of its own.
  bool holds_pass(db::Session&, const std::string& holder, Timestamp now);
  // The journey that a pass was asked for with; no right of its own.
  std::optional<TripView> trip_of(db::Session&, const PassId&);

  // Passes in phones.
  Wallets& wallets() { return *wallets_; }
  // Sightings that cannot be.
  Travel& travel() { return *travel_; }

  const DistrictCode& district() const { return o_.district; }
  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  Result<ColoursReceipt> recolour_batch(const Context&, const std::vector<ColourBody>&);
  Result<PassReceipt> change(db::Session&, const Context&, const PassId&, const PassWord&, Change);
  Status finish_issue(db::Session&, const Context&, const PreparedIssue&, const std::vector<std::size_t>& acts);
  Status tell_passages(db::Session&, const std::vector<SeenPassage>&, Timestamp now);
  Result<DecisionResult> decide_row(db::Session&, const Context&, const DecisionBody&);
  Status check_limit(Store&, const PreparedRequest&, Timestamp now, const PassRequest* before = nullptr);

  ServiceOptions o_;
  std::unique_ptr<SerialPool> serials_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Wallets> wallets_;
  std::unique_ptr<Travel> travel_;
};

}  // namespace fugong::pass
