// A resumption case and what hangs on it: plain values, as stored.
//
// The life of a case (states in the field's words):
//
//   draft ──submit──▶ screening ─▶ reviewing ─▶ deciding ─▶ preparing ──start──▶ resumed ◀──▶ suspended
//                         ▲   └────────┴───────────┴────┬────┘                      └─────┬──────┘
//                         └──resubmit── returned ◀──────┘ return                        closed
//
// refused ends a case from any step of the review, withdrawn from anywhere before resumed.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/never.h"
#include "policy/pack.h"

namespace fugong::resumption {

enum class CaseState : std::uint8_t {
  draft,      // the enterprise is still writing
  screening,  // formal check
  reviewing,  // joint review by the departments
  deciding,   // the command's office decides
  preparing,  // approved: pass issuance and filing inspection side by side, then the start
  resumed,    // at work
  suspended,  // stopped for a while by the command
  closed,     // ended in good order
  returned,   // the enterprise is mending; promises are paused
  refused,
  withdrawn,
};
BOOST_DESCRIBE_ENUM(CaseState, draft, screening, reviewing, deciding, preparing, resumed, suspended, closed, returned,
                    refused, withdrawn)

// Who has a task on the desk.
enum class OwnerKind : std::uint8_t {
  office,       // the command's case officers; owner "office"
  department,   // owner: department id of the pack
  subdistrict,  // owner: GB/T 2260 code of the enterprise's subdistrict
  enterprise,   // owner: enterprise id
  pass_office,  // owner "pass_office": the passes asked for with the case
};
BOOST_DESCRIBE_ENUM(OwnerKind, office, department, subdistrict, enterprise, pass_office)

enum class TaskState : std::uint8_t { open, done, cancelled };
BOOST_DESCRIBE_ENUM(TaskState, open, done, cancelled)

enum class Decision : std::uint8_t { approve, give_back, refuse };
// Written "return" outside, which C++ does not allow as a name.
BOOST_DESCRIBE_ENUM_BEGIN(Decision)
#define FG_DECISION(member, text)                                         \
  , [] {                                                                  \
    struct Entry {                                                        \
      static constexpr auto value() noexcept { return Decision::member; } \
      static constexpr auto name() noexcept { return text; }              \
    };                                                                    \
    return Entry();                                                       \
  }()
FG_DECISION(approve, "approve")
FG_DECISION(give_back, "return")
FG_DECISION(refuse, "refuse")
#undef FG_DECISION
BOOST_DESCRIBE_ENUM_END(Decision)

enum class ClockState : std::uint8_t {
  running,
  paused,  // the enterprise is mending
  done,    // what was promised has happened; counts in the figures
  lapsed,  // the case ended otherwise; does not count
};
BOOST_DESCRIBE_ENUM(ClockState, running, paused, done, lapsed)

enum class EventKind : std::uint8_t {
  submitted,
  resubmitted,
  edited,
  withdrawn,
  screened,
  reviewed,
  returned,
  refused,
  decided,
  passes_done,
  inspected,
  resumed,
  suspended,
  restored,
  closed,
  phase_changed,
  no_longer_accepted,
  sla_warning,
  sla_breach,
  sla_escalated,
  desk_decided,  // of a joint review; read from the task, not stored as an event
};
BOOST_DESCRIBE_ENUM(EventKind, submitted, resubmitted, edited, withdrawn, screened, reviewed, returned, refused,
                    decided, passes_done, inspected, resumed, suspended, restored, closed, phase_changed,
                    no_longer_accepted, sla_warning, sla_breach, sla_escalated, desk_decided)

// One thing to mend; `field` is a path such as "resumption_plan.isolation_rooms", empty: the case as a whole.
struct Reason {
  std::string field;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Reason, (), (field, text))

// What an inspector found, item by item of the pack's checklist.
struct Finding {
  std::string item;
  bool passed = false;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Finding, (), (item, passed, note))

// Where and how an inspection was made, as the inspector's phone says; the page may have been offline for hours.
struct Evidence {
  std::optional<double> latitude, longitude, accuracy_metres;
  std::optional<Timestamp> made_at;      // by the phone's clock
  std::optional<std::string> signature;  // the finger's strokes: an SVG path in a box of signature_box units
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (latitude, longitude, accuracy_metres, made_at, signature))

using fugong::never;

struct Case {
  CaseId id;
  EnterpriseId enterprise;
  std::string enterprise_name;  // as it was at submission, like the other facts beside it
  std::string subdistrict;
  std::string enterprise_class;
  bool above_scale = false;
  std::string pack_id, pack_version;  // the rules it is judged by
  std::string phase, route;
  CaseState state = CaseState::draft;
  std::string steps_done;    // ids, each followed by one blank
  int round = 0;             // submissions so far
  std::int64_t version = 1;  // grows with every change; optimistic locking
  std::int64_t events = 0;   // so far; numbers the time line
  Timestamp created_at{};
  std::optional<Timestamp> submitted_at;  // the first time: promises count from here
  std::optional<Timestamp> decided_at, resumed_at, ended_at;
  Timestamp due_at = never;  // of the promise that is due next
};
BOOST_DESCRIBE_STRUCT(Case, (),
                      (id, enterprise, enterprise_name, subdistrict, enterprise_class, above_scale, pack_id,
                       pack_version, phase, route, state, steps_done, round, version, events, created_at, submitted_at,
                       decided_at, resumed_at, ended_at, due_at))

struct Task {
  TaskId id;
  CaseId case_id;
  std::string step;  // id in the route
  policy::StepKind kind = policy::StepKind::screening;
  OwnerKind owner_kind = OwnerKind::office;
  std::string owner;
  int round = 0;  // of the case when it was opened
  TaskState state = TaskState::open;
  Timestamp opened_at{};
  Timestamp due_at = never, warn_at = never;
  std::optional<Timestamp> warned_at, breached_at;
  std::optional<Decision> decision;
  std::optional<Timestamp> decided_at;
  std::string decided_by, decided_by_name;
  std::int64_t used_ms = 0;  // in the calendar, when decided
  std::string comment;
  std::string reasons_json;         // [Reason]; empty: none
  std::string findings_json;        // [Finding]; empty: none
  std::string holder, holder_name;  // a colleague to whom the task was handed; empty: whoever sits at the desk
  std::string decided_for, decided_for_name;  // the person in whose name a substitute decided; empty: the own
  std::string evidence_json;                  // Evidence; empty: none
  std::string request;                        // the decision's key, made by whoever sent it; empty: none
};
BOOST_DESCRIBE_STRUCT(Task, (),
                      (id, case_id, step, kind, owner_kind, owner, round, state, opened_at, due_at, warn_at, warned_at,
                       breached_at, decision, decided_at, decided_by, decided_by_name, used_ms, comment, reasons_json,
                       findings_json, holder, holder_name, decided_for, decided_for_name, evidence_json, request))

// A promise to the applicant over the whole case. Times used count in the pack's calendar.
struct SlaClock {
  CaseId case_id;
  std::string clock;  // id in the pack
  policy::StepKind stops_when_done = policy::StepKind::joint_review;
  ClockState state = ClockState::running;
  std::int64_t limit_ms = 0, warn_ms = 0;
  Timestamp started_at{};
  std::int64_t used_ms = 0;                   // up to running_since
  Timestamp running_since{};                  // while running
  Timestamp due_at = never, warn_at = never;  // while running
  std::optional<Timestamp> warned_at, breached_at, stopped_at;
};
BOOST_DESCRIBE_STRUCT(SlaClock, (),
                      (case_id, clock, stops_when_done, state, limit_ms, warn_ms, started_at, used_ms, running_since,
                       due_at, warn_at, warned_at, breached_at, stopped_at))

struct CaseEvent {
  CaseId case_id;
  std::int64_t number = 0;  // 1, 2, … within the case
  Timestamp at{};
  EventKind kind = EventKind::submitted;
  std::string by;  // person id; empty: the system
  std::string by_name;
  std::string subject;  // a step, a clock, a phase
  std::string detail;   // words, or a JSON list of reasons
};
BOOST_DESCRIBE_STRUCT(CaseEvent, (), (case_id, number, at, kind, by, by_name, subject, detail))

// A note between departments on a case; the enterprise does not see it.
struct Note {
  CaseId case_id;
  std::int64_t number = 0;  // 1, 2, … within the case
  Timestamp at{};
  std::string by, by_name;
  OwnerKind desk_kind = OwnerKind::office;
  std::string desk;  // as Task::owner
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Note, (), (case_id, number, at, by, by_name, desk_kind, desk, text))

// How an enterprise stands towards the district: by its case that has not ended.
enum class Standing : std::uint8_t {
  none,  // it has not applied, or is still writing
  in_progress,
  resumed,
  suspended,
};
BOOST_DESCRIBE_ENUM(Standing, none, in_progress, resumed, suspended)

// An enterprise as the figures see it: what the register, its case and its latest daily figures say of it, in one row.
struct Plant {
  EnterpriseId enterprise;
  std::string subdistrict;
  std::string enterprise_class;  // of its case; without one, what the register alone makes of it
  Standing standing = Standing::none;
  bool above_scale = false, military = false, ever_suspended = false;
  std::int64_t normal_workers = 0;
  double normal_output = 0;
  std::optional<std::int64_t> latitude_micro, longitude_micro;  // millionths of a degree
  std::string day;                                              // of its latest daily figures; empty: none
  std::int64_t on_site = 0;
  double output = 0;
  std::int64_t tests_done = 0;
  Timestamp reported_at{};
  bool operator==(const Plant&) const = default;
};
BOOST_DESCRIBE_STRUCT(Plant, (),
                      (enterprise, subdistrict, enterprise_class, standing, above_scale, military, ever_suspended,
                       normal_workers, normal_output, latitude_micro, longitude_micro, day, on_site, output, tests_done,
                       reported_at))

// How an enterprise's open case stands.
struct CaseStanding {
  CaseState state = CaseState::draft;
  std::string phase, enterprise_class;
};
BOOST_DESCRIBE_STRUCT(CaseStanding, (), (state, phase, enterprise_class))

// An enterprise at work, as its case knows it.
struct AtWork {
  EnterpriseId enterprise;
  std::string subdistrict;
  bool above_scale = false;
};

// What a resumed enterprise reports for one day; reported again, it replaces the day's earlier figures.
struct DailyFigures {
  EnterpriseId enterprise;
  Date day;
  std::int64_t on_site = 0;  // people
  double output = 0;         // in the unit of the enterprise's normal output
  std::int64_t tests_done = 0;
  Timestamp reported_at{};
};
BOOST_DESCRIBE_STRUCT(DailyFigures, (), (enterprise, day, on_site, output, tests_done, reported_at))

}  // namespace fugong::resumption
