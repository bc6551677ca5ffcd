// The closed roster, what gates saw, and what came of it.
#include "supervision/store.h"

namespace fugong::supervision {

#define FG_EVENT "id, subject, name, direction, at, source, gate, test_at"
#define FG_VIOLATION                                                                                                \
  "id, enterprise, enterprise_name, subdistrict, rule, severity, subject, subject_name, day, at, evidence, state, " \
  "raised_at, answer_due, answered, decided_by"
#define FG_SANCTION                                                                                            \
  "id, enterprise, enterprise_name, subdistrict, rule, kind, reason, violations, case_id, state, ordered_at, " \
  "rectify_due, trucks_until, trucks_stopped, ended_at"

namespace {

template <class T, class F>
auto column(std::span<const T> rows, F value) {
  std::vector<std::remove_cvref_t<decltype(value(rows[0]))>> out;
  out.reserve(rows.size());
  for (const T& row : rows) out.push_back(value(row));
  return out;
}

std::string text_of(auto e) { return std::string(json::enum_name(e)); }

}  // namespace

void Store::insert(const EnterpriseId& enterprise, std::span<const Member> members) {
  const db::BulkColumn columns[] = {{"district", column(members, [&](const Member&) { return d_.text; })},
                                    {"enterprise", column(members, [&](const Member&) { return enterprise.text; })},
                                    {"subject", column(members, [](const Member& m) { return m.subject; })},
                                    {"from_at", column(members, [](const Member& m) { return m.from.ms; })},
                                    {"name", column(members, [](const Member& m) { return m.name; })},
                                    {"until_at", column(members, [](const Member& m) { return m.until.ms; })}};
  s_.bulk_insert("supervision_members", columns);
}

void Store::end_member(const EnterpriseId& enterprise, const Member& m, Timestamp until) {
  s_.exec(
      "UPDATE supervision_members SET until_at = :u WHERE district = :d AND enterprise = :e AND subject = :s AND "
      "from_at = :f",
      until, d_, enterprise, m.subject, m.from);
}

std::vector<Member> Store::members(const EnterpriseId& enterprise) {
  return s_.query<Member>(
      "SELECT subject, name, from_at, until_at FROM supervision_members WHERE district = :d AND enterprise = :e "
      "ORDER BY subject, from_at",
      d_, enterprise);
}

void Store::insert(const PlantCheckpoint& c) {
  s_.exec(
      "INSERT INTO supervision_checkpoints (district, checkpoint, enterprise, facing, from_at, until_at) "
      "VALUES (:d, :c, :e, :f, :from, :until)",
      d_, c.checkpoint, c.enterprise, c.facing, c.from, c.until);
}

void Store::end_checkpoint(const PlantCheckpoint& c, Timestamp until) {
  s_.exec("UPDATE supervision_checkpoints SET until_at = :u WHERE district = :d AND checkpoint = :c AND from_at = :f",
          until, d_, c.checkpoint, c.from);
}

std::vector<PlantCheckpoint> Store::checkpoint(const std::string& code) {
  return s_.query<PlantCheckpoint>(
      "SELECT checkpoint, enterprise, facing, from_at, until_at FROM supervision_checkpoints WHERE district = :d AND "
      "checkpoint = :c ORDER BY from_at",
      d_, code);
}

std::vector<PlantCheckpoint> Store::checkpoints(const EnterpriseId& enterprise) {
  return s_.query<PlantCheckpoint>(
      "SELECT checkpoint, enterprise, facing, from_at, until_at FROM supervision_checkpoints WHERE district = :d AND "
      "enterprise = :e ORDER BY checkpoint, from_at",
      d_, enterprise);
}

std::vector<Member> Store::members_after(const EnterpriseId& enterprise, Timestamp at, const std::string& subject,
                                         int limit) {
  return s_.query<Member>(
      "SELECT subject, name, from_at, until_at FROM supervision_members WHERE district = :d AND enterprise = :e "
      "AND until_at > :t AND subject > :s ORDER BY subject, from_at LIMIT :n",
      d_, enterprise, at, subject, limit);
}

bool Store::knows_event(const EnterpriseId& enterprise, const std::string& id) {
  return s_
      .one<std::int64_t>("SELECT at FROM supervision_gate_events WHERE district = :d AND enterprise = :e AND id = :i",
                         d_, enterprise, id)
      .has_value();
}

void Store::insert(const EnterpriseId& enterprise, std::span<const GateEvent> events, Timestamp now,
                   const std::string& by) {
  if (events.empty()) return;
  const db::BulkColumn columns[] = {
      {"district", column(events, [&](const GateEvent&) { return d_.text; })},
      {"enterprise", column(events, [&](const GateEvent&) { return enterprise.text; })},
      {"id", column(events, [](const GateEvent& e) { return e.id; })},
      {"subject", column(events, [](const GateEvent& e) { return e.subject; })},
      {"name", column(events, [](const GateEvent& e) { return e.name; })},
      {"direction", column(events, [](const GateEvent& e) { return text_of(e.direction); })},
      {"at", column(events, [](const GateEvent& e) { return e.at.ms; })},
      {"source", column(events, [](const GateEvent& e) { return text_of(e.source); })},
      {"gate", column(events, [](const GateEvent& e) { return e.gate; })},
      {"test_at", column(events,
                         [](const GateEvent& e) {
                           return e.test_at ? std::optional(e.test_at->ms) : std::optional<std::int64_t>();
                         })},
      {"received_at", column(events, [&](const GateEvent&) { return now.ms; })},
      {"by_person", column(events, [&](const GateEvent&) { return by; })}};
  s_.bulk_insert("supervision_gate_events", columns);
}

std::vector<GateEvent> Store::events(const EnterpriseId& enterprise, Timestamp from, Timestamp to) {
  return s_.query<GateEvent>("SELECT " FG_EVENT
                             " FROM supervision_gate_events WHERE district = :d AND enterprise = :e AND at >= :f "
                             "AND at < :t",
                             d_, enterprise, from, to);
}

std::vector<GateEvent> Store::last_events_before(const EnterpriseId& enterprise, Timestamp at) {
  return s_.query<GateEvent>(
      "SELECT e.id, e.subject, e.name, e.direction, e.at, e.source, e.gate, e.test_at FROM "
      "(SELECT subject, MAX(at) AS at FROM supervision_gate_events WHERE district = :d AND enterprise = :e "
      "AND at < :t GROUP BY subject) l JOIN supervision_gate_events e ON e.district = :d2 AND e.enterprise = :e2 "
      "AND e.subject = l.subject AND e.at = l.at",
      d_, enterprise, at, d_, enterprise);
}

void Store::see(const EnterpriseId& enterprise, const GateEvent& e) {
  s_.exec(
      "INSERT INTO supervision_presence (district, enterprise, subject, direction, at) VALUES (:d, :e, :s, :di, :at) "
      "ON CONFLICT (district, enterprise, subject) DO UPDATE SET direction = excluded.direction, at = excluded.at "
      "WHERE excluded.at > supervision_presence.at",
      d_, enterprise, e.subject, e.direction, e.at);
}

std::vector<std::tuple<std::string, std::int64_t>> Store::inside(Timestamp now) {
  return s_.query<std::tuple<std::string, std::int64_t>>(
      "SELECT enterprise, CAST(SUM(n) AS BIGINT) FROM ("
      "SELECT enterprise, COUNT(*) AS n FROM supervision_presence WHERE district = :d AND direction = 'in' "
      "GROUP BY enterprise UNION ALL "
      "SELECT m.enterprise, COUNT(DISTINCT m.subject) FROM supervision_members m WHERE m.district = :d2 AND "
      "m.from_at <= :t AND m.until_at > :t2 AND NOT EXISTS (SELECT 1 FROM supervision_presence p WHERE "
      "p.district = m.district AND p.enterprise = m.enterprise AND p.subject = m.subject) GROUP BY m.enterprise"
      ") inside GROUP BY enterprise",
      d_, d_, now, now);
}

std::optional<GateEvent> Store::event(const EnterpriseId& enterprise, const std::string& id) {
  return s_.one<GateEvent>("SELECT " FG_EVENT
                           " FROM supervision_gate_events WHERE district = :d AND enterprise = :e AND id = :i",
                           d_, enterprise, id);
}

std::vector<GateEvent> Store::events_before(const EnterpriseId& enterprise, Timestamp from, Timestamp before,
                                            const std::string& before_id, const std::string& direction, int limit) {
  return s_.query<GateEvent>(
      "SELECT " FG_EVENT
      " FROM supervision_gate_events WHERE district = :d AND enterprise = :e AND at >= :f AND (at < :b OR (at = :b2 AND "
      "id < :i)) AND (:di = '' OR direction = :di2) ORDER BY at DESC, id DESC LIMIT :n",
      d_, enterprise, from, before, before, before_id, direction, direction, limit);
}

// ---- violations ----

void Store::insert(const Violation& v) {
  s_.exec("INSERT INTO supervision_violations (district, " FG_VIOLATION
          ") VALUES (:d, :i, :e, :en, :sd, :r, :sv, :s, :sn, :day, :at, :ev, :st, :ra, :ad, :a, :db)",
          d_, v.id, v.enterprise, v.enterprise_name, v.subdistrict, v.rule, v.severity, v.subject, v.subject_name,
          v.day, v.at, v.evidence, v.state, v.raised_at, v.answer_due, v.answered, v.decided_by);
}

void Store::save(const Violation& v) {
  s_.exec(
      "UPDATE supervision_violations SET at = :at, evidence = :ev, state = :st, answered = :a, decided_by = :db "
      "WHERE district = :d AND id = :i",
      v.at, v.evidence, v.state, v.answered, v.decided_by, d_, v.id);
}

std::optional<Violation> Store::violation(const ViolationId& id) {
  return s_.one<Violation>("SELECT " FG_VIOLATION " FROM supervision_violations WHERE district = :d AND id = :i", d_,
                           id);
}

std::vector<Violation> Store::violations(const EnterpriseId& enterprise, const Date& from, const Date& to) {
  return s_.query<Violation>("SELECT " FG_VIOLATION
                             " FROM supervision_violations WHERE district = :d AND enterprise = :e AND day >= :f "
                             "AND day <= :t ORDER BY id",
                             d_, enterprise, from, to);
}

std::vector<Violation> Store::violations(const ListQuery& q) {
  return s_.query<Violation>(
      "SELECT " FG_VIOLATION
      " FROM supervision_violations WHERE district = :d AND (:e = '' OR enterprise = :e2) AND (:sd = '' OR "
      "subdistrict = :sd2) AND (:st = '' OR state = :st2) AND (:b = '' OR id < :b2) ORDER BY id DESC LIMIT :n",
      d_, q.enterprise, q.enterprise, q.subdistrict, q.subdistrict, q.state, q.state, q.before_id, q.before_id,
      q.limit);
}

std::vector<std::tuple<std::string, std::int64_t>> Store::raised_counts() {
  return s_.query<std::tuple<std::string, std::int64_t>>(
      "SELECT enterprise, COUNT(*) FROM supervision_violations WHERE district = :d AND state = 'raised' "
      "GROUP BY enterprise",
      d_);
}

std::int64_t Store::raised_count(const EnterpriseId& enterprise) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(*) FROM supervision_violations WHERE district = :d AND enterprise = :e AND state = 'raised'",
          d_, enterprise)
      .value_or(0);
}

std::vector<Violation> Store::unanswered(const EnterpriseId& enterprise) {
  return s_.query<Violation>("SELECT " FG_VIOLATION
                             " FROM supervision_violations WHERE district = :d AND enterprise = :e AND "
                             "state = 'raised' AND answered = 0 ORDER BY answer_due",
                             d_, enterprise);
}

std::int64_t Store::violations_since(const EnterpriseId& enterprise, const Date& day) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(*) FROM supervision_violations WHERE district = :d AND enterprise = :e AND day >= :day AND "
          "state <> 'dismissed' AND state <> 'withdrawn' AND state <> 'overturned'",
          d_, enterprise, day)
      .value_or(0);
}

// ---- sanctions ----

void Store::insert(const Sanction& v) {
  s_.exec("INSERT INTO supervision_sanctions (district, " FG_SANCTION
          ") VALUES (:d, :i, :e, :en, :sd, :r, :k, :re, :vi, :c, :st, :at, :due, :tr, :ts, :en2)",
          d_, v.id, v.enterprise, v.enterprise_name, v.subdistrict, v.rule, v.kind, v.reason, v.violations, v.case_id,
          v.state, v.ordered_at, v.rectify_due, v.trucks_until, v.trucks_stopped, v.ended_at);
}

void Store::save(const Sanction& v) {
  s_.exec(
      "UPDATE supervision_sanctions SET state = :st, trucks_stopped = :ts, ended_at = :e WHERE district = :d AND id = :i",
      v.state, v.trucks_stopped, v.ended_at, d_, v.id);
}

std::optional<Sanction> Store::sanction(const SanctionId& id) {
  return s_.one<Sanction>("SELECT " FG_SANCTION " FROM supervision_sanctions WHERE district = :d AND id = :i", d_, id);
}

std::vector<Sanction> Store::sanctions(const ListQuery& q) {
  return s_.query<Sanction>(
      "SELECT " FG_SANCTION
      " FROM supervision_sanctions WHERE district = :d AND (:e = '' OR enterprise = :e2) AND (:sd = '' OR "
      "subdistrict = :sd2) AND (:st = '' OR state = :st2) AND (:b = '' OR id < :b2) ORDER BY id DESC LIMIT :n",
      d_, q.enterprise, q.enterprise, q.subdistrict, q.subdistrict, q.state, q.state, q.before_id, q.before_id,
      q.limit);
}

std::vector<Sanction> Store::graces(const EnterpriseId& enterprise) {
  return s_.query<Sanction>("SELECT " FG_SANCTION
                            " FROM supervision_sanctions WHERE district = :d AND enterprise = :e AND "
                            "trucks_until IS NOT NULL AND trucks_stopped = 0 AND ended_at IS NULL ORDER BY id",
                            d_, enterprise);
}

void Store::add_act(const std::string& about, Act act) {
  act.number =
      1 + s_.one<std::int64_t>(
                "SELECT COALESCE(MAX(number), 0) FROM supervision_acts WHERE district = :d AND about = :a", d_, about)
              .value_or(0);
  s_.exec(
      "INSERT INTO supervision_acts (district, about, number, kind, at, by_person, by_name, text) "
      "VALUES (:d, :a, :n, :k, :at, :b, :bn, :t)",
      d_, about, act.number, act.kind, act.at, act.by, act.by_name, act.words);
}

std::vector<Act> Store::acts(const std::string& about) {
  return s_.query<Act>(
      "SELECT number, kind, at, by_person, by_name, text FROM supervision_acts WHERE district = :d AND about = :a "
      "ORDER BY number",
      d_, about);
}

}  // namespace fugong::supervision
