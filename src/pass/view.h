// What the API takes and shows of passes.
#pragma once

#include <map>

#include "pass/trip_model.h"
#include "token/verdict.h"

namespace fugong::pass {

// ---- asking for passes ----
// Exactly one of workers, vehicles, trips and all, as the kind's holders are.
struct PassRequestBody {
  std::string kind;
  std::optional<EnterpriseId> enterprise;  // absent: the actor's own
  std::optional<CaseId> case_id;           // asked for with this application
  std::optional<Purpose> purpose;          // absent: first
  std::optional<std::vector<WorkerId>> workers;
  std::optional<std::vector<VehicleId>> vehicles;
  std::optional<std::vector<TripBody>> trips;  // vehicles, and where each is to go
  std::optional<bool> urgent;                  // it cannot wait
  std::optional<bool> all;                     // everybody, or every vehicle of the right use, on the register
};
BOOST_DESCRIBE_STRUCT(PassRequestBody, (), (kind, enterprise, case_id, purpose, workers, vehicles, trips, urgent, all))

struct PassRequestView {
  PassRequestId id;
  EnterpriseId enterprise;
  std::optional<CaseId> case_id;
  std::string kind, kind_name;
  Purpose purpose = Purpose::first;
  bool all = false;
  std::int64_t wanted = 0, issued = 0;
  RequestState state = RequestState::open;
  Timestamp requested_at{};
  std::optional<Timestamp> done_at;
  std::string waiting_for;  // a department, or commissioner
  bool green = false, urgent = false;
  Timestamp due_at{};
  std::vector<FieldReason> reasons;  // why it was returned or refused
};
BOOST_DESCRIBE_STRUCT(PassRequestView, (),
                      (id, enterprise, case_id, kind, kind_name, purpose, all, wanted, issued, state, requested_at,
                       done_at, waiting_for, green, urgent, due_at, reasons))

struct PassRequestDetail {
  PassRequestView request;
  std::string enterprise_name;
  std::vector<TripView> trips;
};
BOOST_DESCRIBE_STRUCT(PassRequestDetail, (), (request, enterprise_name, trips))

struct PassRequestFilter {
  std::optional<EnterpriseId> enterprise;
  std::optional<CaseId> case_id;
  std::optional<RequestState> state;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PassRequestFilter, (), (enterprise, case_id, state, after, limit))

// ---- the queue of those who decide ----
enum class QueueOrder : std::uint8_t { urgency, age };  // what falls due first, what was asked first
BOOST_DESCRIBE_ENUM(QueueOrder, urgency, age)

struct QueueFilter {
  std::optional<std::string> waiting_for;  // absent: the actor's own desk
  std::optional<std::string> kind;
  std::optional<EnterpriseId> enterprise;
  std::optional<bool> urgent, green, overdue;
  std::optional<QueueOrder> order;  // absent: urgency
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(QueueFilter, (), (waiting_for, kind, enterprise, urgent, green, overdue, order, after, limit))

struct QueueLine {
  PassRequestView request;
  std::string enterprise_name;
  std::int64_t age_minutes = 0;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(QueueLine, (), (request, enterprise_name, age_minutes, overdue))

enum class RequestDecision : std::uint8_t { approve, give_back, refuse };
BOOST_DESCRIBE_ENUM(RequestDecision, approve, give_back, refuse)

struct DecisionBody {
  PassRequestId request;
  RequestDecision decision = RequestDecision::approve;
  std::optional<std::vector<FieldReason>> reasons;  // needed to give back and to refuse
};
BOOST_DESCRIBE_STRUCT(DecisionBody, (), (request, decision, reasons))

struct DecisionsBody {
  std::vector<DecisionBody> decisions;
};
BOOST_DESCRIBE_STRUCT(DecisionsBody, (), (decisions))

// Each row whole, or refused with its reason and as it was before.
struct DecisionResult {
  PassRequestId request;
  std::optional<RequestState> state;  // absent: nothing was decided
  std::string waiting_for;
  std::int64_t issued = 0, skipped = 0;
  std::optional<std::string> first_number, last_number;
  std::optional<std::string> code, message;  // why nothing was decided
};
BOOST_DESCRIBE_STRUCT(DecisionResult, (),
                      (request, state, waiting_for, issued, skipped, first_number, last_number, code, message))

struct DecisionsReceipt {
  std::int64_t decided = 0, failed = 0, issued = 0;
  std::vector<DecisionResult> results;  // in the order of the request
};
BOOST_DESCRIBE_STRUCT(DecisionsReceipt, (), (decided, failed, issued, results))

// ---- issuing ----
// All open requests of one case, or those that are listed; with neither, the oldest open ones.
struct IssueBody {
  std::optional<CaseId> case_id;
  std::optional<std::vector<PassRequestId>> requests;
};
BOOST_DESCRIBE_STRUCT(IssueBody, (), (case_id, requests))

struct SkippedHolder {
  std::string holder;  // WorkerId or VehicleId
  std::string code;    // pass.has_one, pass.not_due, pass.suspended_one, pass.route_missing, pass.text_too_long
  std::string reason;  // in the reader's language
};
BOOST_DESCRIBE_STRUCT(SkippedHolder, (), (holder, code, reason))

struct IssuedRequest {
  PassRequestId request;
  EnterpriseId enterprise;
  std::string kind;
  std::int64_t issued = 0, skipped = 0;
  std::optional<std::string> first_number, last_number;
  std::vector<SkippedHolder> skipped_holders;  // the first of them
};
BOOST_DESCRIBE_STRUCT(IssuedRequest, (),
                      (request, enterprise, kind, issued, skipped, first_number, last_number, skipped_holders))

struct IssueReceipt {
  std::int64_t issued = 0, skipped = 0;
  std::int64_t left = 0;  // requests of the selection that were too many for one act: ask again
  std::vector<IssuedRequest> requests;
};
BOOST_DESCRIBE_STRUCT(IssueReceipt, (), (issued, skipped, left, requests))

// ---- passes ----
struct PassFilter {
  std::optional<EnterpriseId> enterprise;
  std::optional<std::string> kind;
  std::optional<PassState> state;
  std::optional<std::string> number;  // as printed
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PassFilter, (), (enterprise, kind, state, number, after, limit))

struct PassLine {
  PassId id;
  std::string number;
  std::string kind, kind_name;
  EnterpriseId enterprise;
  std::string holder, subject;  // id on the register; masked name or plate
  Timestamp issued_at{}, not_before{}, expires_at{};
  PassState state = PassState::valid;
};
BOOST_DESCRIBE_STRUCT(PassLine, (),
                      (id, number, kind, kind_name, enterprise, holder, subject, issued_at, not_before, expires_at,
                       state))

struct PassView {
  PassLine line;
  std::vector<std::string> zones;
  std::optional<std::string> route;
  std::string token;
  std::string key_id;  // hex, of the key that signed it
  std::int64_t status_list = 0, status_index = 0;
  std::int64_t scheme = 1;
  std::optional<PassId> replaces;
  std::optional<Timestamp> changed_at;  // of the last revocation, suspension or restoration
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(PassView, (),
                      (line, zones, route, token, key_id, status_list, status_index, scheme, replaces, changed_at,
                       reason))

// ---- on paper ----
enum class Paper : std::uint8_t { windscreen, card, sheet };  // sheet: ten cards on A4
BOOST_DESCRIBE_ENUM(Paper, windscreen, card, sheet)

struct PaperChoice {
  std::optional<Paper> paper;  // absent: as the kind and the number of passes suggest
};
BOOST_DESCRIBE_STRUCT(PaperChoice, (), (paper))

struct PrintFilter {
  std::string kind;
  std::optional<EnterpriseId> enterprise;  // absent: the actor's own; whoever may see all: all
  std::optional<Paper> paper;
  std::optional<std::string> after;  // where the document before ended: its last number
};
BOOST_DESCRIBE_STRUCT(PrintFilter, (), (kind, enterprise, paper, after))

struct PassWord {
  std::optional<std::string> reason;  // needed to revoke and to suspend
};
BOOST_DESCRIBE_STRUCT(PassWord, (), (reason))

struct PassReceipt {
  PassId id;
  std::string number;
  PassState state = PassState::valid;
  Timestamp changed_at{};
};
BOOST_DESCRIBE_STRUCT(PassReceipt, (), (id, number, state, changed_at))

// ---- health colours ----
// What a test has shown of somebody. Without `until` the colour counts from `sampled_at` (absent: now) for as long as
// the policy lets it.
struct ColourBody {
  WorkerId worker;
  token::Colour colour = token::Colour::green;
  std::optional<Timestamp> sampled_at, until;
};
BOOST_DESCRIBE_STRUCT(ColourBody, (), (worker, colour, sampled_at, until))

struct ColoursBody {
  std::vector<ColourBody> people;  // 1 to colours_max
};
BOOST_DESCRIBE_STRUCT(ColoursBody, (), (people))

struct ColoursReceipt {
  std::int64_t passes = 0;             // made anew
  std::int64_t unchanged = 0;          // say so already, or say something that this does not change
  std::int64_t suspended = 0;          // stay as they are
  std::int64_t without = 0;            // people who have no pass here
  std::vector<WorkerId> without_pass;  // the first of them
};
BOOST_DESCRIBE_STRUCT(ColoursReceipt, (), (passes, unchanged, suspended, without, without_pass))

// ---- keys and schemes ----
struct KeyAnnouncement {
  std::optional<crypto::Algorithm> algorithm;  // absent: ES256
};
BOOST_DESCRIBE_STRUCT(KeyAnnouncement, (), (algorithm))

struct PassKeyView {
  std::string key;  // hex, its id
  crypto::Algorithm algorithm = crypto::Algorithm::es256;
  KeyState state = KeyState::announced;
  bool here = false;  // whether this node has the private key
  Timestamp from{};
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(PassKeyView, (), (key, algorithm, state, here, from, until))

struct SchemeBody {
  std::string kind;
  int scheme = 0;
  std::optional<Timestamp> from;         // absent: now
  std::optional<Timestamp> grace_until;  // absent: as soon as no printed pass that is still good is refused
};
BOOST_DESCRIBE_STRUCT(SchemeBody, (), (kind, scheme, from, grace_until))

struct SchemeView {
  std::string kind;
  int scheme = 0;
  Timestamp from{}, grace_until{};
};
BOOST_DESCRIBE_STRUCT(SchemeView, (), (kind, scheme, from, grace_until))

// ---- scans ----
// What a guard saw that no code tells.
enum class Flag : std::uint8_t { person, vehicle, paper, other };
BOOST_DESCRIBE_ENUM(Flag, person, vehicle, paper, other)

enum class Heading : std::uint8_t { in, out };
BOOST_DESCRIBE_ENUM(Heading, in, out)

struct ScanBody {
  ScanId id;                               // UUIDv7 made by the gate; the same again is the same scan
  std::string token;                       // what was read, garbled or not
  std::optional<Timestamp> at;             // by the gate's clock; absent: now
  std::optional<std::string> checkpoint;   // of those who are no guard of a checkpoint
  std::optional<std::string> plate, zone;  // read at the gate
  std::optional<std::string> challenge;    // what the gate's own code said, "FC1:…"
  std::optional<bool> offline;
  std::optional<token::Verdict> gate_verdict;  // what an offline gate decided
  std::optional<token::Reason> gate_reason;
  std::optional<Flag> flag;
  std::optional<Heading> heading;  // which way the holder went, at a checkpoint that people pass both ways
};
BOOST_DESCRIBE_STRUCT(ScanBody, (),
                      (id, token, at, checkpoint, plate, zone, challenge, offline, gate_verdict, gate_reason, flag,
                       heading))

struct ScanUpload {
  std::vector<ScanBody> scans;  // 1 to scans_max
};
BOOST_DESCRIBE_STRUCT(ScanUpload, (), (scans))

struct ScanResult {
  ScanId id;
  bool duplicate = false;  // known already: this is the first verdict
  token::Verdict verdict = token::Verdict::unknown;
  token::Reason reason = token::Reason::malformed;
  std::string message;
  std::optional<token::ShownPass> pass;  // of a good signature; absent from duplicates
  bool upgrade_due = false;
  std::optional<std::int64_t> clock_offset;  // seconds that the holder's clock is before the gate's
};
BOOST_DESCRIBE_STRUCT(ScanResult, (), (id, duplicate, verdict, reason, message, pass, upgrade_due, clock_offset))

struct ScanReceipt {
  std::int64_t stored = 0, duplicates = 0;
  std::vector<ScanResult> results;  // in the order of the upload
};
BOOST_DESCRIBE_STRUCT(ScanReceipt, (), (stored, duplicates, results))

// What a guard gets for a number read off a pass: the pass itself, to be judged like one that was scanned.
struct NumberedPass {
  std::string token;
};
BOOST_DESCRIBE_STRUCT(NumberedPass, (), (token))

struct ScanSummaryFilter {
  std::optional<Date> day;  // in the district's zone; absent: today
};
BOOST_DESCRIBE_STRUCT(ScanSummaryFilter, (), (day))

struct CheckpointCount {
  std::string checkpoint;
  std::int64_t scans = 0, green = 0;
};
BOOST_DESCRIBE_STRUCT(CheckpointCount, (), (checkpoint, scans, green))

struct ScanSummary {
  Date day;
  std::int64_t total = 0;
  std::map<std::string, std::int64_t> verdicts, reasons;
  std::int64_t disagreements = 0;             // gate and server judged differently
  std::map<std::string, std::int64_t> flags;  // what guards saw that no code tells
  std::vector<CheckpointCount> checkpoints;
};
BOOST_DESCRIBE_STRUCT(ScanSummary, (), (day, total, verdicts, reasons, disagreements, flags, checkpoints))

}  // namespace fugong::pass
