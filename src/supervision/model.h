// Watching enterprises at work: plain values, as stored.
//
// A plant is an enterprise under supervision. The life of what is found there:
//
//   violation  raised ⇄ withdrawn (the evidence no longer says so); raised → dismissed | confirmed;
//              confirmed → appealed → upheld | overturned
//   sanction   in_force → rectified (the enterprise has shown that it mended) → passed (inspected again) → lifted;
//              a failed inspection leads back to in_force; a warning is noted and a closing is final
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/never.h"
#include "policy/supervision.h"

namespace fugong::supervision {

using AssignmentId = Id<struct AssignmentTag>;
using OverrideId = Id<struct OverrideTag>;
using ReportId = Id<struct ReportTag>;
using ViolationId = Id<struct ViolationTag>;
using SanctionId = Id<struct SanctionTag>;
using AlertId = Id<struct AlertTag>;
using InspectionId = Id<struct InspectionTag>;

struct Plant {
  EnterpriseId enterprise;
  std::string name, subdistrict;
  bool key_supply = false, above_scale = false;
  std::int64_t normal_workers = 0;
  double latitude = 0, longitude = 0;  // degrees, GCJ-02 as the register has them
  std::string secret_sealed;           // of the gate's code; crypto::Vault, purpose "supervision.gate"
  Timestamp since{};
  std::optional<Timestamp> until;
  Timestamp checked_until{};  // what fell due until then has been said
};
BOOST_DESCRIBE_STRUCT(Plant, (),
                      (enterprise, name, subdistrict, key_supply, above_scale, normal_workers, latitude, longitude,
                       secret_sealed, since, until, checked_until))

// ---- resident officers ----
struct Assignment {
  AssignmentId id;
  EnterpriseId enterprise;
  PersonId officer;
  std::string officer_name;
  Timestamp from{}, until = never;
};
BOOST_DESCRIBE_STRUCT(Assignment, (), (id, enterprise, officer, officer_name, from, until))

// Who keeps one shift where the officers do not simply take turns.
struct ShiftPlan {
  EnterpriseId enterprise;
  Date day;
  std::string shift;
  PersonId officer;
  std::string officer_name;
};
BOOST_DESCRIBE_STRUCT(ShiftPlan, (), (enterprise, day, shift, officer, officer_name))

struct CheckIn {
  std::string client;  // made by the phone, so that it may be sent again
  EnterpriseId enterprise;
  Date day;
  std::string shift;
  PersonId officer;
  std::string officer_name;
  Timestamp at{}, received_at{};
  std::int64_t distance_m = 0;
  bool late = false;
};
BOOST_DESCRIBE_STRUCT(CheckIn, (),
                      (client, enterprise, day, shift, officer, officer_name, at, received_at, distance_m, late))

enum class NoteKind : std::uint8_t { note, hand_over };
BOOST_DESCRIBE_ENUM(NoteKind, note, hand_over)

struct Note {
  std::string client;
  EnterpriseId enterprise;
  NoteKind kind = NoteKind::note;
  std::string words;
  PersonId officer;
  std::string officer_name;
  Timestamp at{}, received_at{};
};
BOOST_DESCRIBE_STRUCT(Note, (), (client, enterprise, kind, words, officer, officer_name, at, received_at))

// ---- one enterprise, one policy ----
enum class PolicyKey : std::uint8_t { closed, head_count_cap, test_hours, report_due_minute, extra_checks };
BOOST_DESCRIBE_ENUM(PolicyKey, closed, head_count_cap, test_hours, report_due_minute, extra_checks)

enum class OverrideState : std::uint8_t { proposed, approved, refused, ended };
BOOST_DESCRIBE_ENUM(OverrideState, proposed, approved, refused, ended)

struct Override {
  OverrideId id;
  EnterpriseId enterprise;
  PolicyKey key = PolicyKey::closed;
  std::int64_t value = 0;  // closed: 0 or 1
  std::string words;       // extra_checks
  std::string reason;
  Timestamp from{}, until{};
  OverrideState state = OverrideState::proposed;
  Timestamp proposed_at{};
  std::string proposed_by, proposed_by_name;
  std::optional<Timestamp> decided_at;
  std::string decided_by, decided_by_name;
};
BOOST_DESCRIBE_STRUCT(Override, (),
                      (id, enterprise, key, value, words, reason, from, until, state, proposed_at, proposed_by,
                       proposed_by_name, decided_at, decided_by, decided_by_name))

// ---- one daily report ----
// Every version is kept; the last one counts.
struct Report {
  EnterpriseId enterprise;
  Date day;
  std::int64_t version = 1;
  std::string client;
  std::string data_json;  // {field: value} of the pack's document
  std::string reason;     // of a correction
  Timestamp written_at{}, received_at{};
  bool late = false;
  std::string by, by_name;
};
BOOST_DESCRIBE_STRUCT(Report, (),
                      (enterprise, day, version, client, data_json, reason, written_at, received_at, late, by, by_name))

// ---- closed roster and gates ----
enum class Direction : std::uint8_t { in, out };
BOOST_DESCRIBE_ENUM(Direction, in, out)
enum class Source : std::uint8_t { scan, gate, officer };
BOOST_DESCRIBE_ENUM(Source, scan, gate, officer)

// Which way people go at a checkpoint that belongs to a plant; both: the guard says it of each.
enum class Facing : std::uint8_t { in, out, both };
BOOST_DESCRIBE_ENUM(Facing, in, out, both)

struct PlantCheckpoint {
  std::string checkpoint;  // code
  EnterpriseId enterprise;
  Facing facing = Facing::both;
  Timestamp from{}, until = never;  // what it sees in between is the plant's, however late it tells
};
BOOST_DESCRIBE_STRUCT(PlantCheckpoint, (), (checkpoint, enterprise, facing, from, until))

// Who lives in. `subject` is a WorkerId.
struct Member {
  std::string subject, name;
  Timestamp from{}, until = never;
};
BOOST_DESCRIBE_STRUCT(Member, (), (subject, name, from, until))

struct GateEvent {
  std::string id;       // made by whoever saw it, so that it may be told again
  std::string subject;  // WorkerId; or "?" and a keyed hash, for somebody whom the register does not know
  std::string name;     // masked
  Direction direction = Direction::in;
  Timestamp at{};  // by the gate's clock
  Source source = Source::gate;
  std::string gate;
  std::optional<Timestamp> test_at;  // the newest test that was known at the gate
};
BOOST_DESCRIBE_STRUCT(GateEvent, (), (id, subject, name, direction, at, source, gate, test_at))

// ---- violations ----
enum class ViolationState : std::uint8_t { raised, withdrawn, dismissed, confirmed, appealed, upheld, overturned };
BOOST_DESCRIBE_ENUM(ViolationState, raised, withdrawn, dismissed, confirmed, appealed, upheld, overturned)

// One per rule, subject and local day.
struct Violation {
  ViolationId id;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  std::string rule;  // of the pack
  policy::Severity severity = policy::Severity::minor;
  std::string subject, subject_name;
  Date day;
  Timestamp at{};        // when it happened
  std::string evidence;  // ids of gate events, days without a report, a shift: each followed by one blank
  ViolationState state = ViolationState::raised;
  Timestamp raised_at{}, answer_due{};
  bool answered = false;
  std::string decided_by;  // who confirmed; another one hears the appeal
};
BOOST_DESCRIBE_STRUCT(Violation, (),
                      (id, enterprise, enterprise_name, subdistrict, rule, severity, subject, subject_name, day, at,
                       evidence, state, raised_at, answer_due, answered, decided_by))

// ---- sanctions ----
enum class SanctionState : std::uint8_t { noted, in_force, rectified, passed, lifted, final };
BOOST_DESCRIBE_ENUM(SanctionState, noted, in_force, rectified, passed, lifted, final)

struct Sanction {
  SanctionId id;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  std::string rule;
  policy::SanctionKind kind = policy::SanctionKind::warning;
  std::string reason;
  std::string violations;  // ids, each followed by one blank
  std::string case_id;     // of a suspension or a closing
  SanctionState state = SanctionState::in_force;
  Timestamp ordered_at{}, rectify_due = never;
  std::optional<Timestamp> trucks_until;  // a suspension's grace for vehicles under way …
  bool trucks_stopped = false;            // … and whether it is over
  std::optional<Timestamp> ended_at;
};
BOOST_DESCRIBE_STRUCT(Sanction, (),
                      (id, enterprise, enterprise_name, subdistrict, rule, kind, reason, violations, case_id, state,
                       ordered_at, rectify_due, trucks_until, trucks_stopped, ended_at))

// What somebody did about a violation or a sanction.
enum class ActKind : std::uint8_t {
  raised,
  withdrawn,
  answered,
  confirmed,
  dismissed,
  appealed,
  upheld,
  overturned,
  ordered,
  rectified,
  inspected_passed,
  inspected_failed,
  lifted,
};
BOOST_DESCRIBE_ENUM(ActKind, raised, withdrawn, answered, confirmed, dismissed, appealed, upheld, overturned, ordered,
                    rectified, inspected_passed, inspected_failed, lifted)

struct Act {
  std::int64_t number = 0;  // 1, 2, … within its violation or sanction
  ActKind kind = ActKind::raised;
  Timestamp at{};
  std::string by, by_name;  // empty: the rules
  std::string words;
};
BOOST_DESCRIBE_STRUCT(Act, (), (number, kind, at, by, by_name, words))

struct ActView {  // without the person's id
  ActKind kind = ActKind::raised;
  Timestamp at{};
  std::string by_name, text;
};
BOOST_DESCRIBE_STRUCT(ActView, (), (kind, at, by_name, text))

// ---- alerts ----
enum class AlertKind : std::uint8_t {
  report_reminder,
  report_missing,
  officer_late,
  coverage_gap,
  violation_raised,
  answer_overdue,
  rectification_overdue,
  suspended,
  restored,
  inspection_failed,
  inspection_overdue,
};
BOOST_DESCRIBE_ENUM(AlertKind, report_reminder, report_missing, officer_late, coverage_gap, violation_raised,
                    answer_overdue, rectification_overdue, suspended, restored, inspection_failed, inspection_overdue)

// One per enterprise, kind, subject and level: said twice, it stands once.
struct Alert {
  AlertId id;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  AlertKind kind = AlertKind::report_missing;
  std::string subject;  // a day, a day and shift, an id
  int level = 0;        // 0 enterprise and subdistrict, 1 the command's office, 2 the district leader
  Timestamp at{};
  std::optional<Timestamp> closed_at;
};
BOOST_DESCRIBE_STRUCT(Alert, (), (id, enterprise, enterprise_name, subdistrict, kind, subject, level, at, closed_at))

// ---- inspections ----
// A day's draw; whoever has seed and candidates draws the same (draw.h).
struct InspectionPlan {
  Date day;
  std::string seed;             // hexadecimal, made by the program
  std::string candidates_json;  // DrawRecord (view.h)
  std::int64_t drawn = 0;
  Timestamp drawn_at{};
  std::string by_name;
};
BOOST_DESCRIBE_STRUCT(InspectionPlan, (), (day, seed, candidates_json, drawn, drawn_at, by_name))

struct Inspection {
  InspectionId id;
  Date day;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict;
  std::int64_t weight = 1;
  std::optional<Timestamp> done_at;
  std::string by_name;
  std::string findings_json;  // [Finding]; empty: not done
  bool passed = false;
  std::string note;
  std::string follows;  // InspectionId of the failed one that this looks at again; empty: drawn
};
BOOST_DESCRIBE_STRUCT(Inspection, (),
                      (id, day, enterprise, enterprise_name, subdistrict, weight, done_at, by_name, findings_json,
                       passed, note, follows))

}  // namespace fugong::supervision
