// The room's tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include <span>

#include "db/engine.h"
#include "supervision/model.h"

namespace fugong::supervision {

struct ReportLine {  // the newest version of a day
  EnterpriseId enterprise;
  Date day;
  std::int64_t version = 0;
  bool late = false;  // of the first version
};
BOOST_DESCRIBE_STRUCT(ReportLine, (), (enterprise, day, version, late))

// Lists newest first, by id; empty texts: any.
struct ListQuery {
  std::string enterprise, subdistrict, state, before_id;
  int limit = 50;
};

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- plants --
  void insert(const Plant& p);
  void save(const Plant& p);
  std::optional<Plant> plant(const EnterpriseId& enterprise);
  std::vector<Plant> plants();

  // -- officers --
  void insert(const Assignment& a);
  void end_assignment(const AssignmentId& id, Timestamp until);
  std::optional<Assignment> assignment(const AssignmentId& id);
  std::vector<Assignment> assignments(const EnterpriseId& enterprise, Timestamp ending_after);
  std::vector<Assignment> assignments_of(const PersonId& officer, Timestamp ending_after);
  std::vector<Assignment> assignments_at(Timestamp at);
  std::vector<Assignment> assignments_ending_after(Timestamp at);
  void put(const ShiftPlan& p);
  std::vector<ShiftPlan> shift_plans(const EnterpriseId& enterprise, const Date& from, const Date& to);
  void insert(const CheckIn& c);
  std::vector<CheckIn> check_ins(const EnterpriseId& enterprise, const Date& from, const Date& to);
  bool insert(const Note& n);  // false: it was there
  std::vector<Note> notes(const EnterpriseId& enterprise, Timestamp from, int limit);

  // The same of every plant at once, for lists of many.
  std::vector<Assignment> all_assignments(Timestamp ending_after);
  std::vector<ShiftPlan> all_shift_plans(const Date& from, const Date& to);
  std::vector<CheckIn> all_check_ins(const Date& from, const Date& to);
  std::vector<Override> all_overrides();

  // -- one policy --
  void insert(const Override& o);
  void save(const Override& o);
  std::vector<Override> overrides(const EnterpriseId& enterprise);

  // -- reports --
  void insert(const Report& r);
  std::vector<Report> reports(const EnterpriseId& enterprise, const Date& day);  // versions, oldest first
  std::optional<Report> latest_before(const EnterpriseId& enterprise, const Date& day);
  std::optional<Report> report_of_client(const EnterpriseId& enterprise, const std::string& client);
  std::vector<Report> all_reports(const EnterpriseId& enterprise);  // every version, by day
  bool has_report(const EnterpriseId& enterprise, const Date& day);
  std::vector<ReportLine> report_lines(const Date& from, const Date& to);

  // -- roster and gates --
  void insert(const EnterpriseId& enterprise, std::span<const Member> members);
  void end_member(const EnterpriseId& enterprise, const Member& m, Timestamp until);
  std::vector<Member> members(const EnterpriseId& enterprise);  // past ones too
  void insert(const PlantCheckpoint& c);
  void end_checkpoint(const PlantCheckpoint& c, Timestamp until);
  std::vector<PlantCheckpoint> checkpoint(const std::string& code);  // whose it was and is
  std::vector<PlantCheckpoint> checkpoints(const EnterpriseId& enterprise);
  // Who lives in at that instant or will; by subject.
  std::vector<Member> members_after(const EnterpriseId& enterprise, Timestamp at, const std::string& subject,
                                    int limit);
  bool knows_event(const EnterpriseId& enterprise, const std::string& id);
  void insert(const EnterpriseId& enterprise, std::span<const GateEvent> events, Timestamp now, const std::string& by);
  std::vector<GateEvent> events(const EnterpriseId& enterprise, Timestamp from, Timestamp to);
  std::vector<GateEvent> last_events_before(const EnterpriseId& enterprise, Timestamp at);  // of each person one
  void see(const EnterpriseId& enterprise, const GateEvent& e);  // where its person was last seen to go
  // Of each plant, how many are inside now: who was last seen to go in, and who lives in and was never seen.
  std::vector<std::tuple<std::string, std::int64_t>> inside(Timestamp now);
  std::optional<GateEvent> event(const EnterpriseId& enterprise, const std::string& id);
  // In [from, before), the newest first; `before_id`: of those at `before` the ones with a smaller id too.
  std::vector<GateEvent> events_before(const EnterpriseId& enterprise, Timestamp from, Timestamp before,
                                       const std::string& before_id, const std::string& direction, int limit);

  // -- violations and sanctions --
  void insert(const Violation& v);
  void save(const Violation& v);
  std::optional<Violation> violation(const ViolationId& id);
  std::vector<Violation> violations(const EnterpriseId& enterprise, const Date& from, const Date& to);
  std::vector<Violation> violations(const ListQuery& q);
  std::vector<std::tuple<std::string, std::int64_t>> raised_counts();  // of each plant that has any
  std::int64_t raised_count(const EnterpriseId& enterprise);
  std::vector<Violation> unanswered(const EnterpriseId& enterprise);
  std::int64_t violations_since(const EnterpriseId& enterprise, const Date& day);  // neither dismissed nor withdrawn
  void insert(const Sanction& s);
  void save(const Sanction& s);
  std::optional<Sanction> sanction(const SanctionId& id);
  std::vector<Sanction> sanctions(const ListQuery& q);
  std::vector<Sanction> graces(const EnterpriseId& enterprise);  // whose vehicles may still finish their journeys
  void add_act(const std::string& about, Act act);               // numbers it
  std::vector<Act> acts(const std::string& about);

  // -- alerts --
  bool insert(const Alert& a);  // false: it was said already
  void close_alerts(const EnterpriseId& enterprise, AlertKind kind, const std::string& subject, Timestamp now);
  std::vector<Alert> open_alerts(const ListQuery& q, int level_min);

  // -- inspections --
  std::optional<InspectionPlan> plan(const Date& day);
  void insert(const InspectionPlan& p);
  void insert(const Inspection& i);
  void save(const Inspection& i);
  std::optional<Inspection> inspection(const InspectionId& id);
  std::vector<Inspection> inspections(const Date& day);
  std::vector<Inspection> all_inspections(const EnterpriseId& enterprise);
  std::vector<Inspection> undone_inspections(const EnterpriseId& enterprise);
  std::vector<Inspection> follow_ups(const std::string& subdistrict, int limit);  // undone; empty: of any

  // -- figures --
  std::pair<std::int64_t, std::int64_t> officers_at(Timestamp at);  // officers, enterprises

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::supervision
