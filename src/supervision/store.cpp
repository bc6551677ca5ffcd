// Plants, officers, policy overrides, reports, alerts, inspections; what gates saw is in store_gate.cpp.
#include "supervision/store.h"

namespace fugong::supervision {

#define FG_PLANT                                                                                                 \
  "enterprise, name, subdistrict, key_supply, above_scale, normal_workers, latitude, longitude, secret_sealed, " \
  "since_at, until_at, checked_until"
#define FG_ASSIGNMENT "id, enterprise, officer, officer_name, from_at, until_at"
#define FG_CHECK_IN "client, enterprise, day, shift, officer, officer_name, at, received_at, distance_m, late"
#define FG_OVERRIDE                                                                                       \
  "id, enterprise, policy_key, value, text, reason, from_at, until_at, state, proposed_at, proposed_by, " \
  "proposed_by_name, decided_at, decided_by, decided_by_name"
#define FG_REPORT \
  "enterprise, day, version, client, data_json, reason, written_at, received_at, late, by_person, by_name"
#define FG_INSPECTION                                                                                          \
  "id, day, enterprise, enterprise_name, subdistrict, weight, done_at, by_name, findings_json, passed, note, " \
  "follows"

// ---- plants ----

void Store::insert(const Plant& p) {
  s_.exec("INSERT INTO supervision_plants (district, " FG_PLANT
          ") VALUES (:d, :e, :n, :sd, :k, :a, :w, :lat, :lon, :sec, :since, :until, :c)",
          d_, p.enterprise, p.name, p.subdistrict, p.key_supply, p.above_scale, p.normal_workers, p.latitude,
          p.longitude, p.secret_sealed, p.since, p.until, p.checked_until);
}

void Store::save(const Plant& p) {
  s_.exec(
      "UPDATE supervision_plants SET latitude = :lat, longitude = :lon, since_at = :s, until_at = :u, "
      "checked_until = :c, normal_workers = :w WHERE district = :d AND enterprise = :e",
      p.latitude, p.longitude, p.since, p.until, p.checked_until, p.normal_workers, d_, p.enterprise);
}

std::optional<Plant> Store::plant(const EnterpriseId& enterprise) {
  return s_.one<Plant>("SELECT " FG_PLANT " FROM supervision_plants WHERE district = :d AND enterprise = :e", d_,
                       enterprise);
}

std::vector<Plant> Store::plants() {
  return s_.query<Plant>("SELECT " FG_PLANT " FROM supervision_plants WHERE district = :d ORDER BY enterprise", d_);
}

// ---- officers ----

void Store::insert(const Assignment& a) {
  s_.exec("INSERT INTO supervision_assignments (district, " FG_ASSIGNMENT ") VALUES (:d, :i, :e, :o, :n, :f, :u)", d_,
          a.id, a.enterprise, a.officer, a.officer_name, a.from, a.until);
}

void Store::end_assignment(const AssignmentId& id, Timestamp until) {
  s_.exec("UPDATE supervision_assignments SET until_at = :u WHERE district = :d AND id = :i", until, d_, id);
}

std::optional<Assignment> Store::assignment(const AssignmentId& id) {
  return s_.one<Assignment>("SELECT " FG_ASSIGNMENT " FROM supervision_assignments WHERE district = :d AND id = :i", d_,
                            id);
}

std::vector<Assignment> Store::assignments(const EnterpriseId& enterprise, Timestamp ending_after) {
  return s_.query<Assignment>(
      "SELECT " FG_ASSIGNMENT
      " FROM supervision_assignments WHERE district = :d AND enterprise = :e AND until_at > :t ORDER BY id",
      d_, enterprise, ending_after);
}

std::vector<Assignment> Store::assignments_of(const PersonId& officer, Timestamp ending_after) {
  return s_.query<Assignment>(
      "SELECT " FG_ASSIGNMENT
      " FROM supervision_assignments WHERE district = :d AND officer = :o AND until_at > :t ORDER BY id",
      d_, officer, ending_after);
}

std::vector<Assignment> Store::assignments_at(Timestamp at) {
  return s_.query<Assignment>(
      "SELECT " FG_ASSIGNMENT
      " FROM supervision_assignments WHERE district = :d AND from_at <= :t AND until_at > :t2 ORDER BY enterprise, id",
      d_, at, at);
}

std::vector<Assignment> Store::assignments_ending_after(Timestamp at) {
  return s_.query<Assignment>(
      "SELECT " FG_ASSIGNMENT
      " FROM supervision_assignments WHERE district = :d AND until_at > :t ORDER BY from_at, id",
      d_, at);
}

std::pair<std::int64_t, std::int64_t> Store::officers_at(Timestamp at) {
  const auto counted = s_.one<std::tuple<std::int64_t, std::int64_t>>(
      "SELECT COUNT(DISTINCT officer), COUNT(DISTINCT enterprise) FROM supervision_assignments "
      "WHERE district = :d AND from_at <= :t AND until_at > :t2",
      d_, at, at);
  return {std::get<0>(*counted), std::get<1>(*counted)};
}

void Store::put(const ShiftPlan& p) {
  s_.exec(
      "INSERT INTO supervision_shift_plans (district, enterprise, day, shift, officer, officer_name) "
      "VALUES (:d, :e, :day, :s, :o, :n) ON CONFLICT (district, enterprise, day, shift) DO UPDATE SET "
      "officer = EXCLUDED.officer, officer_name = EXCLUDED.officer_name",
      d_, p.enterprise, p.day, p.shift, p.officer, p.officer_name);
}

std::vector<ShiftPlan> Store::shift_plans(const EnterpriseId& enterprise, const Date& from, const Date& to) {
  return s_.query<ShiftPlan>(
      "SELECT enterprise, day, shift, officer, officer_name FROM supervision_shift_plans "
      "WHERE district = :d AND enterprise = :e AND day >= :f AND day <= :t ORDER BY day, shift",
      d_, enterprise, from, to);
}

void Store::insert(const CheckIn& c) {
  s_.exec(
      "INSERT INTO supervision_check_ins (district, client, enterprise, day, shift, officer, officer_name, at, "
      "received_at, distance_m, late) VALUES (:d, :c, :e, :day, :s, :o, :n, :at, :r, :m, :l)",
      d_, c.client, c.enterprise, c.day, c.shift, c.officer, c.officer_name, c.at, c.received_at, c.distance_m, c.late);
}

std::vector<CheckIn> Store::check_ins(const EnterpriseId& enterprise, const Date& from, const Date& to) {
  return s_.query<CheckIn>(
      "SELECT " FG_CHECK_IN
      " FROM supervision_check_ins WHERE district = :d AND enterprise = :e AND day >= :f AND day <= :t "
      "ORDER BY at",
      d_, enterprise, from, to);
}

bool Store::insert(const Note& n) {
  return s_.exec(
             "INSERT INTO supervision_notes (district, client, enterprise, kind, text, officer, officer_name, at, "
             "received_at) VALUES (:d, :c, :e, :k, :t, :o, :n, :at, :r) "
             "ON CONFLICT (district, enterprise, client) DO NOTHING",
             d_, n.client, n.enterprise, n.kind, n.words, n.officer, n.officer_name, n.at, n.received_at) > 0;
}

std::vector<Note> Store::notes(const EnterpriseId& enterprise, Timestamp from, int limit) {
  return s_.query<Note>(
      "SELECT client, enterprise, kind, text, officer, officer_name, at, received_at FROM supervision_notes "
      "WHERE district = :d AND enterprise = :e AND at >= :f ORDER BY at DESC LIMIT :n",
      d_, enterprise, from, limit);
}

std::vector<Assignment> Store::all_assignments(Timestamp ending_after) {
  return s_.query<Assignment>(
      "SELECT " FG_ASSIGNMENT
      " FROM supervision_assignments WHERE district = :d AND until_at > :t ORDER BY enterprise, id",
      d_, ending_after);
}

std::vector<ShiftPlan> Store::all_shift_plans(const Date& from, const Date& to) {
  return s_.query<ShiftPlan>(
      "SELECT enterprise, day, shift, officer, officer_name FROM supervision_shift_plans "
      "WHERE district = :d AND day >= :f AND day <= :t ORDER BY enterprise, day, shift",
      d_, from, to);
}

std::vector<CheckIn> Store::all_check_ins(const Date& from, const Date& to) {
  return s_.query<CheckIn>("SELECT " FG_CHECK_IN
                           " FROM supervision_check_ins WHERE district = :d AND day >= :f AND day <= :t "
                           "ORDER BY enterprise, at",
                           d_, from, to);
}

std::vector<Override> Store::all_overrides() {
  return s_.query<Override>(
      "SELECT " FG_OVERRIDE " FROM supervision_overrides WHERE district = :d ORDER BY enterprise, id", d_);
}

// ---- one policy ----

void Store::insert(const Override& o) {
  s_.exec("INSERT INTO supervision_overrides (district, " FG_OVERRIDE
          ") VALUES (:d, :i, :e, :k, :v, :t, :r, :f, :u, :s, :pa, :pb, :pn, :da, :db, :dn)",
          d_, o.id, o.enterprise, o.key, o.value, o.words, o.reason, o.from, o.until, o.state, o.proposed_at,
          o.proposed_by, o.proposed_by_name, o.decided_at, o.decided_by, o.decided_by_name);
}

void Store::save(const Override& o) {
  s_.exec(
      "UPDATE supervision_overrides SET state = :s, until_at = :u, decided_at = :da, decided_by = :db, "
      "decided_by_name = :dn WHERE district = :d AND enterprise = :e AND id = :i",
      o.state, o.until, o.decided_at, o.decided_by, o.decided_by_name, d_, o.enterprise, o.id);
}

std::vector<Override> Store::overrides(const EnterpriseId& enterprise) {
  return s_.query<Override>("SELECT " FG_OVERRIDE
                            " FROM supervision_overrides WHERE district = :d AND enterprise = :e ORDER BY id",
                            d_, enterprise);
}

// ---- reports ----

void Store::insert(const Report& r) {
  s_.exec("INSERT INTO supervision_reports (district, " FG_REPORT
          ") VALUES (:d, :e, :day, :v, :c, :j, :r, :w, :ra, :l, :b, :bn)",
          d_, r.enterprise, r.day, r.version, r.client, r.data_json, r.reason, r.written_at, r.received_at, r.late,
          r.by, r.by_name);
}

std::vector<Report> Store::reports(const EnterpriseId& enterprise, const Date& day) {
  return s_.query<Report>("SELECT " FG_REPORT
                          " FROM supervision_reports WHERE district = :d AND enterprise = :e AND day = :day "
                          "ORDER BY version",
                          d_, enterprise, day);
}

std::vector<Report> Store::all_reports(const EnterpriseId& enterprise) {
  return s_.query<Report>("SELECT " FG_REPORT
                          " FROM supervision_reports WHERE district = :d AND enterprise = :e ORDER BY day, version",
                          d_, enterprise);
}

std::optional<Report> Store::latest_before(const EnterpriseId& enterprise, const Date& day) {
  return s_.one<Report>("SELECT " FG_REPORT
                        " FROM supervision_reports WHERE district = :d AND enterprise = :e AND day < :day "
                        "ORDER BY day DESC, version DESC LIMIT 1",
                        d_, enterprise, day);
}

std::optional<Report> Store::report_of_client(const EnterpriseId& enterprise, const std::string& client) {
  return s_.one<Report>("SELECT " FG_REPORT
                        " FROM supervision_reports WHERE district = :d AND enterprise = :e AND client = :c",
                        d_, enterprise, client);
}

bool Store::has_report(const EnterpriseId& enterprise, const Date& day) {
  return s_
      .one<std::int64_t>(
          "SELECT version FROM supervision_reports WHERE district = :d AND enterprise = :e AND day = :day AND "
          "version = 1",
          d_, enterprise, day)
      .has_value();
}

std::vector<ReportLine> Store::report_lines(const Date& from, const Date& to) {
  return s_.query<ReportLine>(
      "SELECT enterprise, day, MAX(version), MAX(late) FROM supervision_reports "
      "WHERE district = :d AND day >= :f AND day <= :t GROUP BY enterprise, day",
      d_, from, to);
}

// ---- alerts ----

bool Store::insert(const Alert& a) {
  return s_.exec(
             "INSERT INTO supervision_alerts (district, id, enterprise, enterprise_name, subdistrict, kind, subject, "
             "level, at, closed_at) VALUES (:d, :i, :e, :n, :sd, :k, :s, :l, :at, :c) "
             "ON CONFLICT (district, enterprise, kind, subject, level) DO NOTHING",
             d_, a.id, a.enterprise, a.enterprise_name, a.subdistrict, a.kind, a.subject, a.level, a.at,
             a.closed_at) > 0;
}

void Store::close_alerts(const EnterpriseId& enterprise, AlertKind kind, const std::string& subject, Timestamp now) {
  s_.exec(
      "UPDATE supervision_alerts SET closed_at = :t WHERE district = :d AND enterprise = :e AND kind = :k AND "
      "subject = :s AND closed_at IS NULL",
      now, d_, enterprise, kind, subject);
}

std::vector<Alert> Store::open_alerts(const ListQuery& q, int level_min) {
  return s_.query<Alert>(
      "SELECT id, enterprise, enterprise_name, subdistrict, kind, subject, level, at, closed_at "
      "FROM supervision_alerts WHERE district = :d AND closed_at IS NULL AND (:e = '' OR enterprise = :e2) "
      "AND (:sd = '' OR subdistrict = :sd2) AND level >= :l AND (:b = '' OR id < :b2) ORDER BY id DESC LIMIT :n",
      d_, q.enterprise, q.enterprise, q.subdistrict, q.subdistrict, level_min, q.before_id, q.before_id, q.limit);
}

// ---- inspections ----

std::optional<InspectionPlan> Store::plan(const Date& day) {
  return s_.one<InspectionPlan>(
      "SELECT day, seed, candidates_json, drawn, drawn_at, by_name FROM supervision_inspection_plans "
      "WHERE district = :d AND day = :day",
      d_, day);
}

void Store::insert(const InspectionPlan& p) {
  s_.exec(
      "INSERT INTO supervision_inspection_plans (district, day, seed, candidates_json, drawn, drawn_at, by_name) "
      "VALUES (:d, :day, :s, :c, :n, :at, :b)",
      d_, p.day, p.seed, p.candidates_json, p.drawn, p.drawn_at, p.by_name);
}

void Store::insert(const Inspection& i) {
  s_.exec("INSERT INTO supervision_inspections (district, " FG_INSPECTION
          ") VALUES (:d, :i, :day, :e, :n, :sd, :w, :at, :b, :f, :p, :no, :fo)",
          d_, i.id, i.day, i.enterprise, i.enterprise_name, i.subdistrict, i.weight, i.done_at, i.by_name,
          i.findings_json, i.passed, i.note, i.follows);
}

void Store::save(const Inspection& i) {
  s_.exec(
      "UPDATE supervision_inspections SET done_at = :at, by_name = :b, findings_json = :f, passed = :p, note = :n "
      "WHERE district = :d AND id = :i",
      i.done_at, i.by_name, i.findings_json, i.passed, i.note, d_, i.id);
}

std::optional<Inspection> Store::inspection(const InspectionId& id) {
  return s_.one<Inspection>("SELECT " FG_INSPECTION " FROM supervision_inspections WHERE district = :d AND id = :i", d_,
                            id);
}

std::vector<Inspection> Store::all_inspections(const EnterpriseId& enterprise) {
  return s_.query<Inspection>("SELECT " FG_INSPECTION
                              " FROM supervision_inspections WHERE district = :d AND enterprise = :e ORDER BY id",
                              d_, enterprise);
}

std::vector<Inspection> Store::undone_inspections(const EnterpriseId& enterprise) {
  return s_.query<Inspection>(
      "SELECT " FG_INSPECTION
      " FROM supervision_inspections WHERE district = :d AND enterprise = :e AND done_at IS NULL "
      "ORDER BY id",
      d_, enterprise);
}

std::vector<Inspection> Store::follow_ups(const std::string& subdistrict, int limit) {
  return s_.query<Inspection>("SELECT " FG_INSPECTION
                              " FROM supervision_inspections WHERE district = :d AND done_at IS NULL AND follows <> '' "
                              "AND (:s = '' OR subdistrict = :s2) ORDER BY day, id LIMIT :n",
                              d_, subdistrict, subdistrict, limit);
}

std::vector<Inspection> Store::inspections(const Date& day) {
  return s_.query<Inspection>(
      "SELECT " FG_INSPECTION " FROM supervision_inspections WHERE district = :d AND day = :day ORDER BY id", d_, day);
}

}  // namespace fugong::supervision
