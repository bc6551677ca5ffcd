// The room's tables and nobody else's. Each call is one statement, narrow and by an index; what is old is never
// scanned.
//
// Task and case ids are UUIDv7, so a key range is a range of time: figures over a window read only that window.
#pragma once

#include <functional>

#include "db/engine.h"
#include "resumption/tallies.h"
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
  Store(const DistrictCode& district, db::Session& session)
      : d_(district), s_(session), tally_(tallies_table, d_, s_) {}

  // -- the rollup; whoever changes what counts takes and gives, and writes it once at the end --
  db::Tally& tally() { return tally_; }
  std::optional<Plant> plant(const EnterpriseId& enterprise);
  // Writes the plant and counts it; `before`: as it stood, nothing: it is new.
  void save(const std::optional<Plant>& before, const Plant& after);
  std::vector<Plant> plants();
  void replace_plants(const std::vector<Plant>& plants);
  std::vector<EnterpriseId> standing_still();                         // suspended at this moment
  std::vector<std::tuple<EnterpriseId, Standing>> placed(int limit);  // that a map may show
  // For a recount: of each enterprise its case that has not ended.
  std::vector<std::tuple<EnterpriseId, CaseState, std::string>> open_cases();
  void each_counted_case(const std::function<void(const Case&)>& visit);  // only what counts
  void each_counted_clock(const std::function<void(const SlaClock&)>& visit);
  void each_counted_task(const std::function<void(const Task&)>& visit);
  std::vector<std::tuple<EnterpriseId, Timestamp, std::optional<Timestamp>>> suspensions();
  std::vector<DailyFigures> latest_figures();  // of each enterprise
  // Clocks that are due and of which the timer has not said so yet.
  std::vector<std::tuple<std::string, std::int64_t>> unsaid(Timestamp now);

  // -- cases --
  void insert(const Case& c);
  std::optional<Case> find(const CaseId& id);
  // The case of the enterprise that has not ended, if any.
  std::optional<std::pair<CaseId, CaseState>> open_case(const EnterpriseId& enterprise);
  std::optional<CaseStanding> standing(const EnterpriseId& enterprise);
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
  void save_decision(const Task& before, const Task& t);
  void cancel_task(const Task& t, Timestamp now);
  void retire_task(const Task& t);  // decided or not, it counts no more
  void move_task(const Task& t, const std::string& step);
  void mark(const Task& before, const Task& t);  // warned_at, breached_at
  void hand_over(const Task& t);                 // holder
  std::vector<InboxRow> inbox(OwnerKind kind, const std::string& owner, const std::string& step_kind,
                              Timestamp after_due, const std::string& after_id, int limit);

  // -- notes --
  std::int64_t notes_count(const CaseId& id);
  void insert(const Note& n);
  std::vector<Note> notes(const CaseId& id);

  // -- clocks --
  void insert(const SlaClock& c);
  std::vector<SlaClock> clocks(const CaseId& id);
  void save(const SlaClock& before, const SlaClock& c);

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
  // The newest case made by `as_of` with exactly `skipped` newer ones.
  std::optional<CaseId> newest_but(Timestamp as_of, int skipped);
  // From this case on: every clock, and every decided or open task with a limit.
  std::vector<SlaClock> clocks_since(const std::string& first, Timestamp as_of);
  std::vector<Task> tasks_since(const std::string& first, Timestamp as_of);
  std::vector<SlaAlert> alerts(Timestamp now, int limit);

 private:
  const DistrictCode& d_;
  db::Session& s_;
  db::Tally tally_;
};

}  // namespace fugong::resumption
