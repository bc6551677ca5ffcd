// What goes in and out of supervision, as JSON.
#pragma once

#include <variant>

#include "attachment/model.h"
#include "base/json.h"
#include "supervision/draw.h"
#include "supervision/model.h"
#include "supervision/rules.h"

namespace fugong::supervision {

using attachment::AttachmentId;
using attachment::AttachmentLine;

// Whose files: of a day's report, of a violation, of a sanction, of an inspection.
struct ReportDay {
  EnterpriseId enterprise;
  Date day;
};
using FilesOf = std::variant<ReportDay, ViolationId, SanctionId, InspectionId>;

// ---- requests ----
struct PlantRequest {
  EnterpriseId enterprise;
  std::optional<double> latitude, longitude;  // GCJ-02; absent: as registered
};
BOOST_DESCRIBE_STRUCT(PlantRequest, (), (enterprise, latitude, longitude))

struct AssignRequest {
  std::string login;  // of a resident officer
  std::optional<Timestamp> from, until;
};
BOOST_DESCRIBE_STRUCT(AssignRequest, (), (login, from, until))

struct ShiftRequest {
  Date day;
  std::string shift;
  PersonId officer;
};
BOOST_DESCRIBE_STRUCT(ShiftRequest, (), (day, shift, officer))

struct ShiftsRequest {
  std::vector<ShiftRequest> shifts;
};
BOOST_DESCRIBE_STRUCT(ShiftsRequest, (), (shifts))

struct CheckInRequest {
  std::string client;  // a UUID of the phone
  Timestamp at{};
  double latitude = 0, longitude = 0;  // WGS 84, as phones measure
  std::optional<double> accuracy_m;
  std::string code;  // as the gate shows it
};
BOOST_DESCRIBE_STRUCT(CheckInRequest, (), (client, at, latitude, longitude, accuracy_m, code))

struct NoteRequest {
  std::string client;
  Timestamp at{};
  NoteKind kind = NoteKind::note;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteRequest, (), (client, at, kind, text))

struct OverrideRequest {
  PolicyKey key = PolicyKey::closed;
  std::optional<std::int64_t> value;
  std::optional<std::string> text;
  std::string reason;
  std::optional<Timestamp> from;
  Timestamp until{};
};
BOOST_DESCRIBE_STRUCT(OverrideRequest, (), (key, value, text, reason, from, until))

enum class Answer : std::uint8_t { yes, no };
BOOST_DESCRIBE_ENUM(Answer, yes, no)
struct AnswerRequest {
  Answer approve = Answer::no;
};
BOOST_DESCRIBE_STRUCT(AnswerRequest, (), (approve))

struct ReportRequest {
  std::string client;
  Date day;
  json::Object data;
  std::int64_t base_version = 0;      // 0: the first report of the day; else the one that is corrected
  std::optional<std::string> reason;  // of a correction
  std::optional<Timestamp> written_at;
};
BOOST_DESCRIBE_STRUCT(ReportRequest, (), (client, day, data, base_version, reason, written_at))

struct DaysFilter {
  std::optional<Date> from, to;
};
BOOST_DESCRIBE_STRUCT(DaysFilter, (), (from, to))

struct RosterRequest {
  std::optional<std::vector<WorkerId>> workers;  // absent: everybody on the register
  std::optional<Timestamp> from;
};
BOOST_DESCRIBE_STRUCT(RosterRequest, (), (workers, from))

struct CheckpointRequest {
  Facing facing = Facing::both;
};
BOOST_DESCRIBE_STRUCT(CheckpointRequest, (), (facing))

struct EventBody {
  std::string id;
  Direction direction = Direction::in;
  Timestamp at{};
  std::optional<Source> source;
  std::optional<std::string> worker;       // WorkerId, as passes and rosters have it
  std::optional<std::string> resident_id;  // of the card, for those whose WorkerId the gate does not know
  std::optional<std::string> name, gate;
  std::optional<Timestamp> test_at;
};
BOOST_DESCRIBE_STRUCT(EventBody, (), (id, direction, at, source, worker, resident_id, name, gate, test_at))

struct EventsRequest {
  std::vector<EventBody> events;
};
BOOST_DESCRIBE_STRUCT(EventsRequest, (), (events))

struct ListFilter {
  std::optional<EnterpriseId> enterprise;
  std::optional<std::string> state, after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ListFilter, (), (enterprise, state, after, limit))

struct TextRequest {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TextRequest, (), (text))

enum class Verdict : std::uint8_t { confirm, dismiss };
BOOST_DESCRIBE_ENUM(Verdict, confirm, dismiss)
struct VerdictRequest {
  Verdict verdict = Verdict::dismiss;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(VerdictRequest, (), (verdict, reason))

enum class Hearing : std::uint8_t { uphold, overturn };
BOOST_DESCRIBE_ENUM(Hearing, uphold, overturn)
struct HearingRequest {
  Hearing outcome = Hearing::uphold;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(HearingRequest, (), (outcome, reason))

struct SanctionRequest {
  EnterpriseId enterprise;
  std::string rule;  // of the pack's catalogue
  std::string reason;
  std::vector<ViolationId> violations;
};
BOOST_DESCRIBE_STRUCT(SanctionRequest, (), (enterprise, rule, reason, violations))

enum class Outcome : std::uint8_t { passed, failed };
BOOST_DESCRIBE_ENUM(Outcome, passed, failed)
struct InspectRequest {
  Outcome outcome = Outcome::failed;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(InspectRequest, (), (outcome, text))

struct PlanRequest {
  std::optional<Date> day;
};
BOOST_DESCRIBE_STRUCT(PlanRequest, (), (day))

struct CheckedItem {
  std::string item;
  bool passed = false;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(CheckedItem, (), (item, passed, note))
struct ResultRequest {
  std::vector<CheckedItem> findings;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(ResultRequest, (), (findings, note))

// ---- answers ----
enum class DutyState : std::uint8_t { waiting, on_duty, late, absent, gap };
BOOST_DESCRIBE_ENUM(DutyState, waiting, on_duty, late, absent, gap)

struct ShiftView {
  Date day;
  std::string shift, name;
  Timestamp from{}, to{};
  DutyState state = DutyState::waiting;
  std::optional<PersonId> officer;
  std::string officer_name;
  std::optional<Timestamp> checked_in_at;
  std::int64_t distance_m = 0;
};
BOOST_DESCRIBE_STRUCT(ShiftView, (),
                      (day, shift, name, from, to, state, officer, officer_name, checked_in_at, distance_m))

struct OfficerView {
  AssignmentId id;
  PersonId officer;
  std::string name;
  Timestamp from{};
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(OfficerView, (), (id, officer, name, from, until))

// Whom one may assign, and where he is or will be.
struct OfficerPlace {
  EnterpriseId enterprise;
  std::string name;
  Timestamp from{};
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(OfficerPlace, (), (enterprise, name, from, until))
struct OfficerChoice {
  PersonId officer;
  std::string login, name;
  std::vector<OfficerPlace> places;
};
BOOST_DESCRIBE_STRUCT(OfficerChoice, (), (officer, login, name, places))

enum class ReportState : std::uint8_t { not_asked, open, missing, done, late };
BOOST_DESCRIBE_ENUM(ReportState, not_asked, open, missing, done, late)

struct PlantLine {
  EnterpriseId enterprise;
  std::string name, subdistrict;
  std::optional<ShiftView> shift;  // the one that runs
  std::vector<OfficerView> officers;
  ReportState report_today = ReportState::not_asked;
  Timestamp report_due_at{};
  std::int64_t inside = 0, head_count_cap = 0;
  std::int64_t open_violations = 0;
  bool closed = false, suspended = false;
};
BOOST_DESCRIBE_STRUCT(PlantLine, (),
                      (enterprise, name, subdistrict, shift, officers, report_today, report_due_at, inside,
                       head_count_cap, open_violations, closed, suspended))

struct NoteView {
  NoteKind kind = NoteKind::note;
  std::string text, officer_name;
  Timestamp at{};
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (kind, text, officer_name, at))

// An officer's own page: everything the phone needs for a shift without a network.
struct DutyPage {
  PlantLine plant;
  std::vector<ShiftView> shifts;  // the next two days
  std::vector<NoteView> notes;    // the newest
  std::string document;           // the report's form in the pack
};
BOOST_DESCRIBE_STRUCT(DutyPage, (), (plant, shifts, notes, document))

struct GateCode {
  std::string code;
  Timestamp valid_until{};
  int period_s = 0;
};
BOOST_DESCRIBE_STRUCT(GateCode, (), (code, valid_until, period_s))

struct CheckInReceipt {
  Date day;
  std::string shift;
  Timestamp at{};
  std::int64_t distance_m = 0;
  bool late = false;
  std::optional<NoteView> hand_over;  // the last one's words
};
BOOST_DESCRIBE_STRUCT(CheckInReceipt, (), (day, shift, at, distance_m, late, hand_over))

struct PolicyLine {
  PolicyKey key = PolicyKey::closed;
  std::int64_t value = 0;
  std::string text;
  ValueSource source = ValueSource::pack;
  std::string source_id, source_name, reason;
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(PolicyLine, (), (key, value, text, source, source_id, source_name, reason, until))

struct OverrideView {
  OverrideId id;
  PolicyKey key = PolicyKey::closed;
  std::int64_t value = 0;
  std::string text, reason;
  Timestamp from{}, until{};
  OverrideState state = OverrideState::proposed;
  std::string proposed_by_name, decided_by_name;
  Timestamp proposed_at{};
  std::optional<Timestamp> decided_at;
  bool own = false;  // proposed by the reader, who does not decide on it
};
BOOST_DESCRIBE_STRUCT(OverrideView, (),
                      (id, key, value, text, reason, from, until, state, proposed_by_name, decided_by_name, proposed_at,
                       decided_at, own))

struct PolicyView {
  std::vector<PolicyLine> values;
  std::vector<OverrideView> overrides;
};
BOOST_DESCRIBE_STRUCT(PolicyView, (), (values, overrides))

struct ReportVersion {
  std::int64_t version = 1;
  json::Value data;
  std::string reason, by_name;
  Timestamp written_at{}, received_at{};
  bool late = false;
};
BOOST_DESCRIBE_STRUCT(ReportVersion, (), (version, data, reason, by_name, written_at, received_at, late))

struct ReportView {
  EnterpriseId enterprise;
  Date day;
  std::string document;
  ReportState state = ReportState::not_asked;
  Timestamp due_at{};
  json::Value prefill;  // {field: value} from what the system knows
  std::vector<ReportVersion> versions;
  std::vector<AttachmentLine> photos;
  int photos_max = 0;
};
BOOST_DESCRIBE_STRUCT(ReportView, (), (enterprise, day, document, state, due_at, prefill, versions, photos, photos_max))

struct CompletenessLine {
  EnterpriseId enterprise;
  std::string name, subdistrict;
  std::vector<ReportState> days;
};
BOOST_DESCRIBE_STRUCT(CompletenessLine, (), (enterprise, name, subdistrict, days))
struct Completeness {
  std::vector<Date> days;
  std::vector<CompletenessLine> lines;
  std::int64_t asked = 0, done = 0, late = 0, missing = 0;
};
BOOST_DESCRIBE_STRUCT(Completeness, (), (days, lines, asked, done, late, missing))

struct RosterReceipt {
  std::int64_t inside = 0, added = 0, ended = 0;
};
BOOST_DESCRIBE_STRUCT(RosterReceipt, (), (inside, added, ended))

struct RefusedEvent {
  std::int64_t row = 0;  // from 0
  std::string code, reason;
};
BOOST_DESCRIBE_STRUCT(RefusedEvent, (), (row, code, reason))
struct EventsReceipt {
  std::int64_t stored = 0, duplicates = 0, raised = 0, withdrawn = 0;
  std::vector<RefusedEvent> refused;
};
BOOST_DESCRIBE_STRUCT(EventsReceipt, (), (stored, duplicates, raised, withdrawn, refused))

struct CheckpointView {
  std::string checkpoint;
  Facing facing = Facing::both;
  Timestamp from{};
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(CheckpointView, (), (checkpoint, facing, from, until))

struct EvidenceView {
  Direction direction = Direction::in;
  Timestamp at{};
  Source source = Source::gate;
  std::string gate, name;
  std::optional<Timestamp> test_at;
};
BOOST_DESCRIBE_STRUCT(EvidenceView, (), (direction, at, source, gate, name, test_at))

struct ViolationLine {
  ViolationId id;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict, rule, rule_name;
  policy::Severity severity = policy::Severity::minor;
  std::string subject_name;
  Date day;
  Timestamp at{};
  ViolationState state = ViolationState::raised;
  Timestamp answer_due{};
  bool answered = false;
};
BOOST_DESCRIBE_STRUCT(ViolationLine, (),
                      (id, enterprise, enterprise_name, subdistrict, rule, rule_name, severity, subject_name, day, at,
                       state, answer_due, answered))

struct ViolationView {
  ViolationLine line;
  std::vector<EvidenceView> evidence;
  std::vector<std::string> facts;  // days without a report, a shift
  std::vector<ActView> acts;
  std::string advised;  // a sanction of the pack; empty: none
  std::vector<std::string> actions;
  std::vector<AttachmentLine> files;  // photos and papers of both sides
};
BOOST_DESCRIBE_STRUCT(ViolationView, (), (line, evidence, facts, acts, advised, actions, files))

struct SanctionLine {
  SanctionId id;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict, rule, rule_name;
  policy::SanctionKind kind = policy::SanctionKind::warning;
  std::string reason;
  SanctionState state = SanctionState::noted;
  Timestamp ordered_at{};
  std::optional<Timestamp> rectify_due, trucks_until, ended_at;
};
BOOST_DESCRIBE_STRUCT(SanctionLine, (),
                      (id, enterprise, enterprise_name, subdistrict, rule, rule_name, kind, reason, state, ordered_at,
                       rectify_due, trucks_until, ended_at))

struct SanctionView {
  SanctionLine line;
  std::vector<ViolationId> violations;
  std::vector<ActView> acts;
  std::vector<std::string> actions;
  std::vector<AttachmentLine> files;  // of the rectification and the inspection
};
BOOST_DESCRIBE_STRUCT(SanctionView, (), (line, violations, acts, actions, files))

struct InspectionView {
  InspectionId id;
  Date day;  // until the end of which it is to be done
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  std::int64_t weight = 1;
  std::optional<Timestamp> done_at;
  std::string by_name;
  bool passed = false;
  std::vector<CheckedItem> findings;
  std::string note;
  std::optional<InspectionId> follows;  // the failed one that this looks at again
};
BOOST_DESCRIBE_STRUCT(InspectionView, (),
                      (id, day, enterprise, enterprise_name, subdistrict, weight, done_at, by_name, passed, findings,
                       note, follows))

// Why an enterprise weighs what it does.
struct CandidateLine {
  EnterpriseId enterprise;
  std::string name;
  std::int64_t weight = 1, violations = 0, late_reports = 0;
  bool key_supply = false, above_scale = false;
};
BOOST_DESCRIBE_STRUCT(CandidateLine, (), (enterprise, name, weight, violations, late_reports, key_supply, above_scale))
struct WeightsView {  // the pack's of then
  int base = 1, per_violation = 0, per_late_report = 0, key_supply = 0, above_scale = 0, days_back = 0;
};
BOOST_DESCRIBE_STRUCT(WeightsView, (), (base, per_violation, per_late_report, key_supply, above_scale, days_back))
struct DrawRecord {  // as kept with the plan
  WeightsView weights;
  std::vector<CandidateLine> candidates;
};
BOOST_DESCRIBE_STRUCT(DrawRecord, (), (weights, candidates))

struct InspectionPlanView {
  Date day;
  std::string seed;
  WeightsView weights;
  std::vector<CandidateLine> candidates;
  Timestamp drawn_at{};
  std::string by_name, checklist;
  std::vector<InspectionView> inspections;  // in the order drawn
};
BOOST_DESCRIBE_STRUCT(InspectionPlanView, (),
                      (day, seed, weights, candidates, drawn_at, by_name, checklist, inspections))

}  // namespace fugong::supervision
