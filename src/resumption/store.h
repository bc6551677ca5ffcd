// The room's tables and nobody else's. Each call is one statement, narrow and by an index; what is old is never
// scanned.
//
// Task and case ids are UUIDv7, so a key range is a range of time: figures over a window read only that window.
#pragma once

#include <functional>

#include "db/engine.h"
#include "resumption/view.h"

namespace fugong::resumption {

// What the applicant handed in, and why it was last sent back; apart from the case, because it is large.
struct Papers {
  std::string application_json = "{}";  // {document id: {field: value}}
  std::string changed_documents;        // since it was returned, each followed by one blank
  std::string reasons_json;             // [Reason]; empty: none
};
BOOST_DESCRIBE_STRUCT(Papers, (), (application_json, changed_documents, reasons_json))

struct CaseQuery {
  std::string state, subdistrict, phase, enterprise_class, enterprise;  // empty: any
  Timestamp due_before = never;
  Timestamp after_due{};  // page cursor of the under-way list
  std::string after_id;
  int limit = 50;
};

struct InboxRow {
  Task task;
  EnterpriseId enterprise;
  std::string enterprise_name, subdistrict, pack_id, pack_version, route;
  CaseState state = CaseState::draft;
};

// The lowest UUIDv7 of an instant: ids made from then on are not below it.
std::string first_id_of(Timestamp t);

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- cases --
  void insert(const Case& c);
  std::optional<Case> find(const CaseId& id);
  // The case of the enterprise that has not ended, if any.
  std::optional<std::pair<CaseId, CaseState>> open_case(const EnterpriseId& enterprise);
  std::optional<Standing> standing(const EnterpriseId& enterprise);
  // Writes what differs from `before`; the columns of an index only when they have changed.
  void save(const Case& before, const Case& after);
  std::vector<Case> under_way(const CaseQuery& q);  // by time left
  std::vector<Case> newest(const CaseQuery& q);
  std::vector<CaseId> not_ended();

  // -- papers --
  void insert_papers(const CaseId& id, const Papers& papers);
  Papers papers(const CaseId& id);
  void save_application(const CaseId& id, const std::string& application_json, const std::string& changed_documents);
  void save_reasons(const CaseId& id, const std::string& reasons_json);

  // -- tasks --
  void insert(const Task& t);
  std::optional<Task> find_task(const TaskId& id);
  std::vector<Task> tasks(const CaseId& id);  // in the order they were opened
  void save_decision(const Task& t);
  void cancel_task(const TaskId& id, Timestamp now);
  void retire_task(const TaskId& id);  // decided or not, it counts no more
  void move_task(const TaskId& id, const std::string& step);
  void mark(const Task& t);       // warned_at, breached_at
  void hand_over(const Task& t);  // holder
  std::vector<InboxRow> inbox(OwnerKind kind, const std::string& owner, const std::string& step_kind,
                              Timestamp after_due, const std::string& after_id, int limit);

  // -- notes --
  std::int64_t notes_count(const CaseId& id);
  void insert(const Note& n);
  std::vector<Note> notes(const CaseId& id);

  // -- clocks --
  void insert(const SlaClock& c);
  std::vector<SlaClock> clocks(const CaseId& id);
  void save(const SlaClock& c);

  // -- time line --
  void insert(const CaseEvent& e);
  std::vector<CaseEvent> events(const CaseId& id);

  // -- suspensions --
  void begin_suspension(const Case& c, Timestamp now, const std::string& reason, const std::string& by);
  void end_suspension(const CaseId& id, Timestamp now);

  // -- daily figures --
  // Every report is kept; of each day the last one counts.
  void insert(const DailyFigures& f, const std::string& by);
  std::vector<DailyFigures> figures(const EnterpriseId& enterprise, const Date& from, const Date& to);
  void each_latest_figures(const Date& as_of, Timestamp until, const std::function<void(DailyFigures&&)>& visit);
  bool ever_resumed(const EnterpriseId& enterprise);
  bool may_work(const EnterpriseId& enterprise);  // its case is approved and not suspended

  // -- the timer --
  // Every case with a running clock or an open task that can fall due, with the earliest instant.
  std::vector<std::pair<CaseId, Timestamp>> next_instants();

  // -- figures --
  std::pair<std::int64_t, std::int64_t> resumed_count(Timestamp as_of);  // total, above scale
  void each_at_work(Timestamp as_of, const std::function<void(const AtWork&)>& visit);
  std::int64_t suspended_ever(Timestamp as_of);
  std::int64_t received(Timestamp from, Timestamp to);
  std::int64_t decided(Timestamp from, Timestamp to);
  std::int64_t broken(Timestamp from, Timestamp to);
  std::int64_t started(Timestamp from, Timestamp to);           // work
  std::int64_t stopped_for_good(Timestamp from, Timestamp to);  // closed after they had been at work
  std::int64_t suspended(Timestamp as_of);
  // (subdistrict, state, count) of cases on somebody's desk, and (subdistrict, count) of those resumed or suspended.
  std::vector<std::tuple<std::string, CaseState, std::int64_t>> counts_under_way();
  std::vector<std::tuple<std::string, std::int64_t>> counts_at_work();
  // The same by enterprise class.
  std::vector<std::tuple<std::string, CaseState, std::int64_t>> classes_under_way();
  std::vector<std::tuple<std::string, std::int64_t>> classes_at_work();
  void each_under_way(const std::function<void(EnterpriseId&&, CaseState)>& visit);  // no drafts
  // The newest case made by `as_of` with exactly `skipped` newer ones.
  std::optional<CaseId> newest_but(Timestamp as_of, int skipped);
  // From this case on: every clock, and every decided or open task with a limit.
  std::vector<SlaClock> clocks_since(const std::string& first, Timestamp as_of);
  std::vector<Task> tasks_since(const std::string& first, Timestamp as_of);
  std::vector<SlaAlert> alerts(Timestamp now, int limit);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::resumption
