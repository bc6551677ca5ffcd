// What the API shows of cases; the names of steps, departments and promises come in the reader's language.
#pragma once

#include <map>

#include "resumption/model.h"

namespace fugong::resumption {

// A task that somebody now has on the desk.
struct OpenedTask {
  TaskId id;
  std::string step;
  policy::StepKind kind = policy::StepKind::screening;
  OwnerKind owner_kind = OwnerKind::office;
  std::string owner;
  std::optional<Timestamp> due_at;
};
BOOST_DESCRIBE_STRUCT(OpenedTask, (), (id, step, kind, owner_kind, owner, due_at))

// The answer to every command on a case: small, because it is made inside the writer. GET the case for more.
struct CaseReceipt {
  CaseId id;
  CaseState state = CaseState::draft;
  std::int64_t version = 0;
  std::optional<Timestamp> due_at;  // of the next promise
  std::vector<OpenedTask> opened;   // by this command
};
BOOST_DESCRIBE_STRUCT(CaseReceipt, (), (id, state, version, due_at, opened))

struct DecisionReceipt {
  TaskId task;
  Decision decision = Decision::approve;
  Timestamp decided_at{};
  CaseReceipt case_receipt;
};
BOOST_DESCRIBE_STRUCT(DecisionReceipt, (), (task, decision, decided_at, case_receipt))

// One line of the case list.
struct CaseLine {
  CaseId id;
  EnterpriseId enterprise;
  std::string enterprise_name;
  std::string subdistrict;
  std::string enterprise_class;
  bool above_scale = false;
  std::string phase;
  CaseState state = CaseState::draft;
  int round = 0;
  std::int64_t version = 0;
  Timestamp created_at{};
  std::optional<Timestamp> submitted_at, decided_at, resumed_at, ended_at;
  std::optional<Timestamp> due_at;
  std::optional<std::int64_t> time_left_ms;  // until due_at; negative: overdue by so much
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(CaseLine, (),
                      (id, enterprise, enterprise_name, subdistrict, enterprise_class, above_scale, phase, state, round,
                       version, created_at, submitted_at, decided_at, resumed_at, ended_at, due_at, time_left_ms,
                       overdue))

struct TaskView {
  TaskId id;
  CaseId case_id;
  std::string step, step_name;
  policy::StepKind kind = policy::StepKind::screening;
  OwnerKind owner_kind = OwnerKind::office;
  std::string owner, owner_name;
  int round = 0;
  TaskState state = TaskState::open;
  Timestamp opened_at{};
  std::optional<Timestamp> due_at;
  std::optional<std::int64_t> time_left_ms;
  bool overdue = false;  // still open after due_at, or decided after it
  std::optional<Decision> decision;
  std::optional<Timestamp> decided_at;
  std::optional<std::string> decided_by_name;
  std::optional<std::string> comment;
  std::vector<Reason> reasons;
  std::vector<Finding> findings;
  std::optional<std::string> checklist;  // id in the pack, of inspections
  std::optional<PersonId> holder;        // a colleague to whom it was handed; nobody else decides it
  std::optional<std::string> holder_name, decided_for_name;
  std::optional<Evidence> evidence;  // of inspections
  bool bulk = false;                 // many of its step may be decided with one act
};
BOOST_DESCRIBE_STRUCT(TaskView, (),
                      (id, case_id, step, step_name, kind, owner_kind, owner, owner_name, round, state, opened_at,
                       due_at, time_left_ms, overdue, decision, decided_at, decided_by_name, comment, reasons, findings,
                       checklist, holder, holder_name, decided_for_name, evidence, bulk))

struct NoteView {
  std::int64_t number = 0;
  Timestamp at{};
  std::string by_name, desk_name;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteView, (), (number, at, by_name, desk_name, text))

// One line of somebody's inbox: the task, and whose case it is.
struct InboxLine {
  TaskView task;
  EnterpriseId enterprise;
  std::string enterprise_name;
  std::string subdistrict;
  CaseState state = CaseState::draft;
};
BOOST_DESCRIBE_STRUCT(InboxLine, (), (task, enterprise, enterprise_name, subdistrict, state))

struct ClockView {
  std::string clock, name;
  ClockState state = ClockState::running;
  std::int64_t limit_ms = 0;
  std::int64_t used_ms = 0;         // in the calendar, pauses left out
  std::int64_t remaining_ms = 0;    // limit - used; negative: overdue by so much
  std::optional<Timestamp> due_at;  // while running
  bool warned = false, breached = false;
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (clock, name, state, limit_ms, used_ms, remaining_ms, due_at, warned, breached))

enum class StepState : std::uint8_t { waiting, open, done };
BOOST_DESCRIBE_ENUM(StepState, waiting, open, done)

struct StepView {
  std::string step, name;
  policy::StepKind kind = policy::StepKind::screening;
  StepState state = StepState::waiting;
  std::vector<std::string> after;
};
BOOST_DESCRIBE_STRUCT(StepView, (), (step, name, kind, state, after))

struct EventView {
  std::int64_t number = 0;
  Timestamp at{};
  EventKind kind = EventKind::submitted;
  std::optional<std::string> by_name;   // absent: the system
  std::optional<std::string> for_name;  // in whose name a substitute acted
  std::string subject, subject_name;    // a step, a clock, a phase
  std::string detail;
  std::vector<Reason> reasons;
};
BOOST_DESCRIBE_STRUCT(EventView, (), (number, at, kind, by_name, for_name, subject, subject_name, detail, reasons))

// The official papers of a case (papers.h).
enum class PaperKind : std::uint8_t { decision, certificate, inspection };
BOOST_DESCRIBE_ENUM(PaperKind, decision, certificate, inspection)

// Everything the case page shows.
struct CaseView {
  CaseLine line;
  std::string phase_name, class_name, route, route_name;
  json::Value application;             // {document id: {field: value}}
  std::vector<std::string> documents;  // ids that the phase asks for, in order
  std::vector<Reason> unmet;    // conditions that the application does not meet (of cases still with the applicant)
  std::vector<Reason> reasons;  // why it was returned, refused, or is no longer accepted
  std::vector<StepView> steps;
  std::vector<TaskView> tasks;  // in the order they were opened
  std::vector<ClockView> clocks;
  std::vector<EventView> events;     // the time line, oldest first
  std::vector<std::string> actions;  // what the reader may do now: edit submit withdraw start suspend restore close
  std::vector<PaperKind> papers;     // that it has now
};
BOOST_DESCRIBE_STRUCT(CaseView, (),
                      (line, phase_name, class_name, route, route_name, application, documents, unmet, reasons, steps,
                       tasks, clocks, events, actions, papers))

// A document of the application, ready to print.
struct Form {
  std::string title, html;
  std::string enterprise_name;
  Timestamp at{};
};

struct BulkRow {
  TaskId task;
  bool decided = false;
  std::optional<CaseState> state;     // of the case, when decided
  std::optional<std::string> code;    // why not
  std::optional<std::string> reason;  // the same in the reader's language
};
BOOST_DESCRIBE_STRUCT(BulkRow, (), (task, decided, state, code, reason))

struct BulkReceipt {
  std::int64_t decided = 0, refused = 0;
  std::vector<BulkRow> rows;
};
BOOST_DESCRIBE_STRUCT(BulkReceipt, (), (decided, refused, rows))

// What a phase switch did, or (preview) would do.
struct PhaseSwitchReport {
  std::string from, to;
  std::int64_t judged = 0;         // open cases
  std::int64_t kept = 0;           // go on as they are
  std::int64_t rerouted = 0;       // of the kept: on another route, with their finished steps
  std::int64_t returned = 0;       // back to the applicant with the reasons
  std::int64_t drafts_unmet = 0;   // still with the applicant, and not acceptable as they stand
  std::int64_t at_work_unmet = 0;  // resumed or suspended and no longer acceptable: told, and left to the command
  std::map<std::string, std::int64_t> by_condition;  // how many cases fail each condition
};
BOOST_DESCRIBE_STRUCT(PhaseSwitchReport, (),
                      (from, to, judged, kept, rerouted, returned, drafts_unmet, at_work_unmet, by_condition))

// How well one promise was kept: a clock of the whole case, or the tasks of one step and owner.
struct SlaLine {
  std::string id;  // clock id, or "step/owner"
  std::string name;
  bool of_case = true;  // a promise to the applicant; false: one desk's part
  std::int64_t finished = 0, in_time = 0;
  std::int64_t running = 0;
  std::int64_t overdue = 0;                // still running after the limit
  double in_time_percent = 0;              // of the finished; one decimal
  std::int64_t median_ms = 0, p95_ms = 0;  // of the finished
};
BOOST_DESCRIBE_STRUCT(SlaLine, (),
                      (id, name, of_case, finished, in_time, running, overdue, in_time_percent, median_ms, p95_ms))

struct SlaFigures {
  Timestamp as_of{};
  std::vector<SlaLine> lines;  // clocks in the pack's order, then desks
};
BOOST_DESCRIBE_STRUCT(SlaFigures, (), (as_of, lines))

// A promise that is broken and not yet made good; what the district leader is shown.
struct SlaAlert {
  CaseId case_id;
  std::string enterprise_name;
  std::string subject, name;  // clock, or step/owner
  Timestamp due_at{};
  Timestamp breached_at{};
  std::int64_t late_ms = 0;
};
BOOST_DESCRIBE_STRUCT(SlaAlert, (), (case_id, enterprise_name, subject, name, due_at, breached_at, late_ms))

}  // namespace fugong::resumption
