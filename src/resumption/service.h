// The use cases of resumption: apply, review, decide, inspect, start, suspend, close; daily figures; phase switch.
//
// Every function runs on the caller's session and checks the actor's right first. Those that write belong in a command
// (db::Engine::submit) and may run more than once; what others hear of it goes out after the commit.
// Thread rule: a Service may be called from any thread; it keeps no state of its own between calls.
#pragma once

#include <functional>
#include <variant>

#include "attachment/service.h"
#include "base/actor.h"
#include "base/random.h"
#include "db/engine.h"
#include "db/tally.h"
#include "http/events.h"
#include "policy/store.h"
#include "resumption/papers.h"
#include "resumption/tallies.h"

namespace fugong::enterprise {
class Service;
}

namespace fugong::resumption {

using attachment::AttachmentId;
using attachment::AttachmentLine;
// Whose files: an application's, or an inspection's.
using FilesOf = std::variant<CaseId, TaskId>;

constexpr std::size_t bulk_decisions_max = 200;  // rows of one bulk decision: one screen of an inbox, some times over
constexpr std::size_t reasons_max = 50;          // of one return
constexpr std::size_t text_bytes_max = 4000;     // of one reason, comment or note (about 1,300 Chinese characters)
constexpr std::size_t application_bytes_max = 256 * 1024;  // stored text of a whole application
constexpr std::int64_t notes_max = 500;                    // of one case
constexpr std::size_t signature_bytes_max = 32 * 1024;     // strokes of a finger, thinned out by the page
constexpr int page_size_default = 50, page_size_max = 200;

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

// What other rooms do in the same transaction; app/ wires them. An empty one does nothing.
struct Hooks {
  using OnEnterprise =
      std::function<Status(db::Session&, const EnterpriseId&, const std::string& reason, Timestamp, const Actor&)>;
  // When a case is suspended or closed: all passes, but for those of the spared kinds.
  std::function<Status(db::Session&, const EnterpriseId&, const std::string& reason,
                       std::span<const std::string> spared, Timestamp, const Actor&)>
      suspend_passes;
  OnEnterprise restore_passes;  // when a suspended case is restored
  // How many passes asked for with this case are not issued yet; 0 ends the step at once.
  std::function<std::int64_t(db::Session&, const CaseId&)> passes_wanted;
  // A case is new, or its enterprise has another name or place; search keeps its index.
  std::function<void(db::Session&, const Case&)> kept;
  // Something stands on the case's time line, in the transaction that wrote it; and a desk's time is nearly over.
  std::function<void(db::Session&, const Case&, EventKind, Timestamp)> happened;
  std::function<void(db::Session&, const Case&, const Task&, Timestamp)> nearly_due;
  // The person as an actor, when there is one on duty; asked when a task is handed over.
  std::function<std::optional<Actor>(db::Session&, const PersonId&)> person;
  // After commit: the case has something due at `due` (never: nothing any more). Feeds the SLA timer.
  std::function<void(const CaseId&, Timestamp due)> arm_timer;
};

// ---- requests ----
struct ApplyRequest {
  std::optional<EnterpriseId> enterprise;  // absent: the actor's own
  json::Object application;                // {document id: {field: value}}
  bool submit = false;
};
BOOST_DESCRIBE_STRUCT(ApplyRequest, (), (enterprise, application, submit))

struct EditRequest {
  std::int64_t version = 0;
  json::Object application;  // the documents given replace the stored ones; null removes one
};
BOOST_DESCRIBE_STRUCT(EditRequest, (), (version, application))

struct CaseFilter {
  std::optional<std::string> state;  // a CaseState; absent: all
  std::optional<std::string> scope;  // "under_way" (default: by time left) or "all" (newest first)
  std::optional<std::string> subdistrict, phase, enterprise_class;
  std::optional<EnterpriseId> enterprise;
  std::optional<bool> overdue;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(CaseFilter, (),
                      (state, scope, subdistrict, phase, enterprise_class, enterprise, overdue, after, limit))

struct InboxFilter {
  std::optional<std::string> kind;  // a policy::StepKind
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(InboxFilter, (), (kind, after, limit))

struct DecisionRequest {
  Decision decision = Decision::approve;
  std::optional<std::vector<Reason>> reasons;  // needed to return or refuse
  std::optional<std::string> comment;
  std::optional<std::vector<Finding>> findings;  // inspections: every item of the checklist
  std::optional<Evidence> evidence;              // inspections
  // A UUID made by whoever sends it: the same again gives the first answer again, so a phone may send until it hears.
  std::optional<std::string> request;
};
BOOST_DESCRIBE_STRUCT(DecisionRequest, (), (decision, reasons, comment, findings, evidence, request))

struct BulkDecision {
  TaskId task;
  Decision decision = Decision::approve;
  std::optional<std::vector<Reason>> reasons;
  std::optional<std::string> comment;
  std::optional<std::vector<Finding>> findings;
};
BOOST_DESCRIBE_STRUCT(BulkDecision, (), (task, decision, reasons, comment, findings))

struct BulkRequest {
  std::vector<BulkDecision> rows;
};
BOOST_DESCRIBE_STRUCT(BulkRequest, (), (rows))

struct HandOverRequest {
  PersonId to;  // a colleague of the same desk; oneself: take it over
};
BOOST_DESCRIBE_STRUCT(HandOverRequest, (), (to))

struct NoteRequest {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(NoteRequest, (), (text))

struct WordRequest {  // of a suspension, a closing, a withdrawal
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(WordRequest, (), (reason))

struct FiguresRequest {
  Date date;
  std::int64_t on_site = 0;
  double output = 0;
  std::int64_t tests_done = 0;
};
BOOST_DESCRIBE_STRUCT(FiguresRequest, (), (date, on_site, output, tests_done))

struct FiguresFilter {
  std::optional<Date> from, to;
};
BOOST_DESCRIBE_STRUCT(FiguresFilter, (), (from, to))

struct PhaseRequest {
  std::string phase;
};
BOOST_DESCRIBE_STRUCT(PhaseRequest, (), (phase))

// ---- what the bulletin asks ----
struct ResumedCount {
  std::int64_t total = 0, above_scale = 0;
};
struct DayCounts {
  std::int64_t received = 0, decided = 0;
  std::int64_t overdue = 0;  // cases with a promise broken in that time
};
// From the rollup, whatever the number of records.
struct DayFlows {
  std::int64_t received = 0, decided = 0;
  std::int64_t started = 0, ended = 0;    // work
  std::int64_t stopped = 0, went_on = 0;  // suspensions
};
struct SubdistrictFigures {
  std::string subdistrict;
  std::int64_t enterprises = 0, in_progress = 0, resumed = 0, suspended = 0;
  std::int64_t normal_workers = 0, on_site = 0, above_threshold = 0;  // of those at work
};
struct ClassFigures {
  std::string enterprise_class;
  std::int64_t enterprises = 0, in_progress = 0, resumed = 0, suspended = 0;
};
struct DistrictFigures {
  std::vector<SubdistrictFigures> subdistricts;
  std::vector<ClassFigures> classes;
  std::int64_t above_scale = 0, above_scale_resumed = 0, suspended_ever = 0;
};
// The enterprises of one square of the map.
struct Square {
  double latitude = 0, longitude = 0;  // their middle
  std::int64_t enterprises = 0, in_progress = 0, resumed = 0, suspended = 0;
};

// The outcome of judging an application outside the writer; submit() uses it if nothing has changed meanwhile.
struct Judged;
using JudgedPtr = std::shared_ptr<const Judged>;

struct ServiceOptions {
  DistrictCode district;
  policy::Store& policies;
  enterprise::Service& enterprises;
  attachment::Service& attachments;
  Random& random;
  http::EventHub* events = nullptr;  // nullptr: nobody listens
  Hooks hooks{};
};

// Puts the lines' names into another language.
void name_lines(SlaFigures& figures, const policy::Pack& pack, Language language);

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)) {}

  // -- the applicant (right case.apply) --
  // Reads and judges ahead of the writer; a bad application fails here with case.unmet and every reason in `more`.
  Result<JudgedPtr> prepare_apply(db::Session&, const Context&, const ApplyRequest&);
  // Codes: case.open_exists (conflict: one open case per enterprise), case.unmet, case.unknown_document.
  Result<CaseReceipt> apply(db::Session&, const Context&, const JudgedPtr&);
  // Of drafts and returned cases. Codes: case.version (conflict), case.not_editable. Clocks are never touched.
  Result<CaseReceipt> edit(db::Session&, const Context&, const CaseId&, const EditRequest&);
  Result<JudgedPtr> prepare_submit(db::Session&, const Context&, const CaseId&);
  // First submission and resubmission. Submitted already: conflict case.already_submitted.
  Result<CaseReceipt> submit(db::Session&, const Context&, const CaseId&, const JudgedPtr&);
  Result<CaseReceipt> withdraw(db::Session&, const Context&, const CaseId&, const WordRequest&);

  // -- files, read with case.read. Of an application: written with case.apply while it is in hand (case.not_editable).
  // Of an inspection, photos only (inspection.not_a_photo): by who may decide its open task (task.no_photos of others).
  // Further codes in attachment/service.h --
  Result<std::vector<AttachmentLine>> attachments(db::Session&, const Context&, const FilesOf&);
  Result<http::File> read_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);
  Result<AttachmentLine> begin_attachment(db::Session&, const Context&, const FilesOf&,
                                          const attachment::BeginRequest&);
  Result<attachment::SealedPiecePtr> prepare_piece(db::Session&, const Context&, const FilesOf&, const AttachmentId&,
                                                   std::int64_t number, std::string_view bytes);
  Result<AttachmentLine> put_piece(db::Session&, const Context&, const FilesOf&, const attachment::SealedPiecePtr&);
  Result<attachment::Examined> examine_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);
  Result<AttachmentLine> complete_attachment(db::Session&, const Context&, const FilesOf&, const attachment::Examined&);
  Status remove_attachment(db::Session&, const Context&, const FilesOf&, const AttachmentId&);

  // -- reviewers (case.screen, case.review, case.decide, case.inspect by the task's kind) --
  // Decided already: conflict task.already_decided with params by, at, decision.
  Result<DecisionReceipt> decide(db::Session&, const Context&, const TaskId&, const DecisionRequest&);
  // Each row decided, or refused with its reason; rows are independent. Only steps that the pack allows it for
  // (task.not_in_bulk).
  Result<BulkReceipt> decide_all(db::Session&, const Context&, const BulkRequest&);

  // Codes task.colleague (not a colleague who may decide it), and those of decide.
  Result<TaskView> hand_over(db::Session&, const Context&, const TaskId&, const HandOverRequest&);

  // -- notes between departments (case.note) --
  Result<NoteView> add_note(db::Session&, const Context&, const CaseId&, const NoteRequest&);
  Result<std::vector<NoteView>> notes(db::Session&, const Context&, const CaseId&);

  // -- at work --
  Result<CaseReceipt> start(db::Session&, const Context&, const CaseId&);
  Result<CaseReceipt> suspend(db::Session&, const Context&, const CaseId&, const WordRequest&);
  // Passes of the spared kinds stay good until whoever spares them ends it (pass::Service::suspend_enterprise).
  Result<CaseReceipt> suspend_sparing(db::Session&, const Context&, const CaseId&, const WordRequest&,
                                      std::span<const std::string> spared);
  Result<CaseReceipt> restore(db::Session&, const Context&, const CaseId&, const WordRequest&);
  Result<CaseReceipt> close(db::Session&, const Context&, const CaseId&, const WordRequest&);
  // The pass room calls it after issuing: ends the step when nothing asked for is missing any more.
  Status pass_issuance_done(db::Session&, const CaseId&, Timestamp now, const Actor&);
  // Whether passes may be issued to the enterprise: its case is approved (preparing or resumed, not suspended).
  bool may_issue(db::Session&, const EnterpriseId&);
  // The enterprise's case that has not ended, if any, and how it stands.
  std::optional<std::pair<CaseId, CaseState>> open_case(db::Session&, const EnterpriseId&);
  // How that case stands, and by which phase and class it is judged; for whoever writes to enterprises.
  std::optional<CaseStanding> standing(db::Session&, const EnterpriseId&);
  // Whether the case is this enterprise's and has not ended.
  bool is_open_case_of(db::Session&, const EnterpriseId&, const CaseId&);
  Result<DailyFigures> report_figures(db::Session&, const Context&, const EnterpriseId&, const FiguresRequest&);

  // -- the SLA timer (sla_timer.h) --
  // Says what has fallen due by `now` and was not said yet: warning, breach, escalation to the district leader.
  // Gives the next instant to look at the case again; never: none. Fired twice, it says nothing twice.
  Result<Timestamp> fire_due(db::Session&, const CaseId&, Timestamp now);
  std::vector<std::pair<CaseId, Timestamp>> pending_instants(db::Session&);

  // -- phases (policy.switch) --
  Result<PhaseSwitchReport> switch_phase(db::Session&, const Context&, const std::string& phase);
  Result<PhaseSwitchReport> preview_phase(db::Session&, const Context&, const std::string& phase);

  // -- reading (case.read, figures.read); lists show only what the actor may see --
  Result<std::pair<std::vector<CaseLine>, std::optional<std::string>>> list(db::Session&, const Context&,
                                                                            const CaseFilter&);
  Result<std::pair<std::vector<InboxLine>, std::optional<std::string>>> inbox(db::Session&, const Context&,
                                                                              const InboxFilter&);
  Result<CaseView> view(db::Session&, const Context&, const CaseId&);
  // A document of the application, filled in, as the pack's template has it. Code case.unknown_document.
  Result<Form> form(db::Session&, const Context&, const CaseId&, const std::string& document);
  // An official paper of the case. Code case.no_paper: there is none of this kind, or none any more.
  Result<Paper> paper(db::Session&, const Context&, const CaseId&, PaperKind kind);
  Result<std::vector<DailyFigures>> figures(db::Session&, const Context&, const EnterpriseId&, const FiguresFilter&);
  Result<SlaFigures> sla(db::Session&, const Context&, Timestamp as_of);
  Result<std::vector<SlaAlert>> alerts(db::Session&, const Context&);

  // -- for the bulletin: no right of their own, the bulletin's routes have one --
  ResumedCount resumed(db::Session&, Timestamp as_of);  // at work at that instant
  void each_at_work(db::Session&, Timestamp as_of, const std::function<void(const AtWork&)>& visit);
  std::int64_t suspended_ever(db::Session&, Timestamp as_of);  // enterprises suspended at any time until then
  // Of each enterprise its latest day up to `as_of`, as far as it was reported by `until`.
  void each_latest_figures(db::Session&, const Date& as_of, Timestamp until,
                           const std::function<void(DailyFigures&&)>& visit);
  DayCounts day_counts(db::Session&, Timestamp from, Timestamp to);  // [from, to)
  // The newest first, a page at a time, for whoever keeps an index of them.
  std::vector<Case> cases_before(db::Session&, const std::string& id, int limit);
  SlaFigures sla_figures(db::Session&, const policy::Pack&, Timestamp as_of, Language language);  // of the past

  // -- the same as things stand now, from the rollup (tallies.h): as fast for a city as for a park --
  // `threshold_tenths`: of a percent of the normal output, above which an enterprise counts as recovered.
  DistrictFigures figures_now(db::Session&, std::int64_t threshold_tenths);
  std::int64_t broken(db::Session&, Timestamp from, Timestamp to);  // cases with a promise broken in [from, to)
  DayFlows flows(db::Session&, Timestamp from, Timestamp to);       // [from, to), which begin with a quarter of an hour
  SlaFigures sla_now(db::Session&, const policy::Pack&, Timestamp now, Language language);
  // The enterprises that are suspended at this moment.
  std::vector<EnterpriseId> suspended(db::Session&);
  // Enterprises that a map may show: how many, how each stands, and square by square, at most so many as it can be
  // done.
  std::int64_t placed(db::Session&);
  void each_placed(db::Session&, int limit, const std::function<void(EnterpriseId&&, Standing)>& visit);
  std::vector<Square> squares(db::Session&, std::size_t squares_max);

  // -- keeping the rollup --
  // The register has written this enterprise.
  void enterprise_kept(db::Session&, const EnterpriseId&);
  // Other rules are in force: which class each enterprise belongs to.
  void reclassify(db::Session&);
  bool is_counted(db::Session&);
  // Counts everything from the records, and says where that disagrees with what is kept.
  std::vector<db::CountDifference> check_counts(db::Session&);
  void count_again(db::Session&);

  const DistrictCode& district() const { return o_.district; }
  // To be completed before the first call.
  Hooks& hooks() { return o_.hooks; }

 private:
  ServiceOptions o_;
};

}  // namespace fugong::resumption
