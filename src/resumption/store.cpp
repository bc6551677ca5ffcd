#include "resumption/store.h"

#include <algorithm>

#include "resumption/rules.h"

// The columns of the described structs, in their members' order.
#define FG_CASE                                                                                                    \
  "id, enterprise, enterprise_name, subdistrict, enterprise_class, above_scale, pack_id, pack_version, phase, "    \
  "route, state, steps_done, round, version, events, created_at, submitted_at, decided_at, resumed_at, ended_at, " \
  "due_at"
#define FG_TASK                                                                                                    \
  "id, case_id, step, kind, owner_kind, owner, round, state, opened_at, due_at, warn_at, warned_at, breached_at, " \
  "decision, decided_at, decided_by, decided_by_name, used_ms, comment, reasons_json, findings_json, holder, "     \
  "holder_name, decided_for, decided_for_name, evidence_json, request"
#define FG_CLOCK                                                                                                     \
  "case_id, clock, stops_when_done, state, limit_ms, warn_ms, started_at, used_ms, running_since, due_at, warn_at, " \
  "warned_at, breached_at, stopped_at"
#define FG_FIGURES "enterprise, day, on_site, output, tests_done, reported_at"

namespace fugong::resumption {
namespace {

// A page cursor before every UUID, and one after.
constexpr std::string_view last_id = "g";

}  // namespace

void Store::insert(const Case& c) {
  s_.exec(
      "INSERT INTO resumption_cases (district, " FG_CASE
      ", under_way) VALUES (:d, :id, :e, :en, :sd, :ec, :ab, :pi, :pv, :ph, :ro, :st, :do, :rn, :ve, :ev, :cr, :su, "
      ":de, :re, :end, :due, :uw)",
      d_, c.id, c.enterprise, c.enterprise_name, c.subdistrict, c.enterprise_class, c.above_scale, c.pack_id,
      c.pack_version, c.phase, c.route, c.state, c.steps_done, c.round, c.version, c.events, c.created_at,
      c.submitted_at, c.decided_at, c.resumed_at, c.ended_at, c.due_at, is_under_way(c.state));
  tally_.give(counts_of(c));
}

std::optional<Case> Store::find(const CaseId& id) {
  return s_.one<Case>("SELECT " FG_CASE " FROM resumption_cases WHERE district = :d AND id = :id", d_, id);
}

std::optional<std::pair<CaseId, CaseState>> Store::open_case(const EnterpriseId& enterprise) {
  const auto row = s_.one<std::tuple<CaseId, CaseState>>(
      "SELECT id, state FROM resumption_cases WHERE district = :d AND enterprise = :e AND ended_at IS NULL", d_,
      enterprise);
  if (!row) return std::nullopt;
  return std::pair{std::get<0>(*row), std::get<1>(*row)};
}

std::optional<CaseStanding> Store::standing(const EnterpriseId& enterprise) {
  return s_.one<CaseStanding>(
      "SELECT state, phase, enterprise_class FROM resumption_cases WHERE district = :d AND enterprise = :e AND ended_at "
      "IS NULL",
      d_, enterprise);
}

void Store::save(const Case& before, const Case& c) {
  tally_.take(counts_of(before));
  tally_.give(counts_of(c));
  s_.exec(
      "UPDATE resumption_cases SET state = :st, steps_done = :do, round = :rn, version = :ve, events = :ev "
      "WHERE district = :d AND id = :id",
      c.state, c.steps_done, c.round, c.version, c.events, d_, c.id);
  if (c.due_at != before.due_at || is_under_way(c.state) != is_under_way(before.state))
    s_.exec("UPDATE resumption_cases SET due_at = :due, under_way = :uw WHERE district = :d AND id = :id", c.due_at,
            is_under_way(c.state), d_, c.id);
  if (c.submitted_at != before.submitted_at)
    s_.exec("UPDATE resumption_cases SET submitted_at = :at WHERE district = :d AND id = :id", c.submitted_at, d_,
            c.id);
  if (c.decided_at != before.decided_at)
    s_.exec("UPDATE resumption_cases SET decided_at = :at WHERE district = :d AND id = :id", c.decided_at, d_, c.id);
  if (c.resumed_at != before.resumed_at)
    s_.exec("UPDATE resumption_cases SET resumed_at = :at WHERE district = :d AND id = :id", c.resumed_at, d_, c.id);
  if (c.ended_at != before.ended_at)
    s_.exec("UPDATE resumption_cases SET ended_at = :at WHERE district = :d AND id = :id", c.ended_at, d_, c.id);
  if (c.pack_version != before.pack_version || c.pack_id != before.pack_id || c.phase != before.phase ||
      c.route != before.route || c.enterprise_class != before.enterprise_class || c.subdistrict != before.subdistrict ||
      c.enterprise_name != before.enterprise_name || c.above_scale != before.above_scale)
    s_.exec(
        "UPDATE resumption_cases SET pack_id = :pi, pack_version = :pv, phase = :ph, route = :ro, "
        "enterprise_class = :ec, subdistrict = :sd, enterprise_name = :en, above_scale = :ab "
        "WHERE district = :d AND id = :id",
        c.pack_id, c.pack_version, c.phase, c.route, c.enterprise_class, c.subdistrict, c.enterprise_name,
        c.above_scale, d_, c.id);
}

// One text per index: what narrows most says where to read along; the rest is looked at there.
#define FG_UNDER_WAY(narrow)                                                               \
  "SELECT " FG_CASE " FROM resumption_cases WHERE district = :d AND under_way = 1 " narrow \
  "AND due_at < :before AND (due_at, id) > (:due, :id) AND (:st = '' OR state = :st2) AND (:ph = '' OR phase = :ph2) "

std::vector<Case> Store::under_way(const CaseQuery& q) {
  if (!q.enterprise.empty())
    return s_.query<Case>(FG_UNDER_WAY("AND enterprise = :e ") "AND (:sd = '' OR subdistrict = :sd2) "
                          "AND (:ec = '' OR enterprise_class = :ec2) ORDER BY due_at, id LIMIT :n",
                          d_, q.enterprise, q.due_before, q.after_due, q.after_id, q.state, q.state, q.phase, q.phase,
                          q.subdistrict, q.subdistrict, q.enterprise_class, q.enterprise_class, q.limit);
  if (!q.subdistrict.empty())
    return s_.query<Case>(
        FG_UNDER_WAY("AND subdistrict = :sd ") "AND (:ec = '' OR enterprise_class = :ec2) ORDER BY due_at, id LIMIT :n",
        d_, q.subdistrict, q.due_before, q.after_due, q.after_id, q.state, q.state, q.phase, q.phase,
        q.enterprise_class, q.enterprise_class, q.limit);
  if (!q.enterprise_class.empty())
    return s_.query<Case>(FG_UNDER_WAY("AND enterprise_class = :ec ") "ORDER BY due_at, id LIMIT :n", d_,
                          q.enterprise_class, q.due_before, q.after_due, q.after_id, q.state, q.state, q.phase, q.phase,
                          q.limit);
  return s_.query<Case>(FG_UNDER_WAY("") "ORDER BY due_at, id LIMIT :n", d_, q.due_before, q.after_due, q.after_id,
                        q.state, q.state, q.phase, q.phase, q.limit);
}

#define FG_NEWEST(narrow)                                                \
  "SELECT " FG_CASE " FROM resumption_cases WHERE district = :d " narrow \
  "AND id < :after AND due_at < :before "                                \
  "AND (:st = '' OR state = :st2) AND (:ph = '' OR phase = :ph2) AND (:ec = '' OR enterprise_class = :ec2) "

std::vector<Case> Store::newest(const CaseQuery& q) {
  const std::string after = q.after_id.empty() ? std::string(last_id) : q.after_id;
  if (!q.enterprise.empty())
    return s_.query<Case>(
        FG_NEWEST("AND enterprise = :e ") "AND (:sd = '' OR subdistrict = :sd2) ORDER BY id DESC LIMIT :n", d_,
        q.enterprise, after, q.due_before, q.state, q.state, q.phase, q.phase, q.enterprise_class, q.enterprise_class,
        q.subdistrict, q.subdistrict, q.limit);
  if (!q.subdistrict.empty())
    return s_.query<Case>(FG_NEWEST("AND subdistrict = :sd ") "ORDER BY id DESC LIMIT :n", d_, q.subdistrict, after,
                          q.due_before, q.state, q.state, q.phase, q.phase, q.enterprise_class, q.enterprise_class,
                          q.limit);
  return s_.query<Case>(FG_NEWEST("") "ORDER BY id DESC LIMIT :n", d_, after, q.due_before, q.state, q.state, q.phase,
                        q.phase, q.enterprise_class, q.enterprise_class, q.limit);
}

std::vector<CaseId> Store::not_ended() {
  // Two partial indexes hold them between them; suspended ones stand in both. In the order they were made.
  auto ids = s_.query<CaseId>("SELECT id FROM resumption_cases WHERE district = :d AND under_way = 1", d_);
  auto at_work = s_.query<CaseId>(
      "SELECT id FROM resumption_cases WHERE district = :d AND resumed_at IS NOT NULL AND ended_at IS NULL", d_);
  std::ranges::move(at_work, std::back_inserter(ids));
  std::ranges::sort(ids);
  const auto twice = std::ranges::unique(ids);
  ids.erase(twice.begin(), twice.end());
  return ids;
}

void Store::insert_papers(const CaseId& id, const Papers& papers) {
  s_.exec(
      "INSERT INTO resumption_papers (district, case_id, application_json, changed_documents, reasons_json) "
      "VALUES (:d, :id, :a, :c, :r)",
      d_, id, papers.application_json, papers.changed_documents, papers.reasons_json);
}

Papers Store::papers(const CaseId& id) {
  auto found = s_.one<Papers>(
      "SELECT application_json, changed_documents, reasons_json FROM resumption_papers "
      "WHERE district = :d AND case_id = :id",
      d_, id);
  return found ? std::move(*found) : Papers{};
}

void Store::save_application(const CaseId& id, const std::string& application_json,
                             const std::string& changed_documents) {
  s_.exec(
      "UPDATE resumption_papers SET application_json = :a, changed_documents = :c "
      "WHERE district = :d AND case_id = :id",
      application_json, changed_documents, d_, id);
}

void Store::save_reasons(const CaseId& id, const std::string& reasons_json) {
  s_.exec(
      "UPDATE resumption_papers SET reasons_json = :r, changed_documents = '' WHERE district = :d AND case_id = :id",
      reasons_json, d_, id);
}

void Store::insert(const Task& t) {
  s_.exec(
      "INSERT INTO resumption_tasks (district, id, case_id, step, kind, owner_kind, owner, round, state, opened_at, "
      "due_at, warn_at) VALUES (:d, :id, :c, :s, :k, :ok, :o, :r, :st, :op, :due, :warn)",
      d_, t.id, t.case_id, t.step, t.kind, t.owner_kind, t.owner, t.round, t.state, t.opened_at, t.due_at, t.warn_at);
  tally_.give(counts_of(t));
}

std::optional<Task> Store::find_task(const TaskId& id) {
  return s_.one<Task>("SELECT " FG_TASK " FROM resumption_tasks WHERE district = :d AND id = :id", d_, id);
}

std::vector<Task> Store::tasks(const CaseId& id) {
  return s_.query<Task>("SELECT " FG_TASK
                        " FROM resumption_tasks WHERE district = :d AND case_id = :c ORDER BY opened_at, round, id",
                        d_, id);
}

void Store::save_decision(const Task& before, const Task& t) {
  tally_.take(counts_of(before));
  tally_.give(counts_of(t));
  s_.exec(
      "UPDATE resumption_tasks SET state = :st, decision = :de, decided_at = :at, decided_by = :by, "
      "decided_by_name = :bn, used_ms = :u, comment = :c, reasons_json = :r, findings_json = :f, decided_for = :df, "
      "decided_for_name = :dn, evidence_json = :ev, request = :rq WHERE district = :d AND id = :id",
      t.state, t.decision, t.decided_at, t.decided_by, t.decided_by_name, t.used_ms, t.comment, t.reasons_json,
      t.findings_json, t.decided_for, t.decided_for_name, t.evidence_json, t.request, d_, t.id);
}

void Store::cancel_task(const Task& t, Timestamp now) {
  tally_.take(counts_of(t));
  s_.exec(
      "UPDATE resumption_tasks SET state = 'cancelled', decided_at = :at "
      "WHERE district = :d AND id = :id AND state = 'open'",
      now, d_, t.id);
}

void Store::retire_task(const Task& t) {
  tally_.take(counts_of(t));
  s_.exec("UPDATE resumption_tasks SET state = 'cancelled' WHERE district = :d AND id = :id", d_, t.id);
}

void Store::move_task(const Task& t, const std::string& step) {
  tally_.take(counts_of(t));
  Task moved = t;
  moved.step = step;
  tally_.give(counts_of(moved));
  s_.exec("UPDATE resumption_tasks SET step = :s WHERE district = :d AND id = :id", step, d_, t.id);
}

void Store::mark(const Task& before, const Task& t) {
  tally_.take(counts_of(before));
  tally_.give(counts_of(t));
  s_.exec("UPDATE resumption_tasks SET warned_at = :w, breached_at = :b WHERE district = :d AND id = :id", t.warned_at,
          t.breached_at, d_, t.id);
}

void Store::hand_over(const Task& t) {
  s_.exec("UPDATE resumption_tasks SET holder = :h, holder_name = :n WHERE district = :d AND id = :id", t.holder,
          t.holder_name, d_, t.id);
}

std::vector<InboxRow> Store::inbox(OwnerKind kind, const std::string& owner, const std::string& step_kind,
                                   Timestamp after_due, const std::string& after_id, int limit) {
  using Row = std::tuple<TaskId, CaseId, std::string, policy::StepKind, OwnerKind, std::string, int, TaskState,
                         Timestamp, Timestamp, EnterpriseId, std::string, std::string, std::string, std::string,
                         std::string, CaseState, std::string, std::string>;
  std::vector<InboxRow> rows;
  s_.each<Row>(
      "SELECT t.id, t.case_id, t.step, t.kind, t.owner_kind, t.owner, t.round, t.state, t.opened_at, t.due_at, "
      "c.enterprise, c.enterprise_name, c.subdistrict, c.pack_id, c.pack_version, c.route, c.state, t.holder, "
      "t.holder_name "
      "FROM resumption_tasks t JOIN resumption_cases c ON c.district = t.district AND c.id = t.case_id "
      "WHERE t.district = :d AND t.state = 'open' AND t.owner = :o AND t.owner_kind = :k "
      "AND (t.due_at, t.id) > (:due, :id) AND (:sk = '' OR t.kind = :sk2) ORDER BY t.due_at, t.id LIMIT :n",
      [&](Row&& r) {
        InboxRow row;
        std::tie(row.task.id, row.task.case_id, row.task.step, row.task.kind, row.task.owner_kind, row.task.owner,
                 row.task.round, row.task.state, row.task.opened_at, row.task.due_at, row.enterprise,
                 row.enterprise_name, row.subdistrict, row.pack_id, row.pack_version, row.route, row.state,
                 row.task.holder, row.task.holder_name) = std::move(r);
        rows.push_back(std::move(row));
      },
      d_, owner, kind, after_due, after_id, step_kind, step_kind, limit);
  return rows;
}

std::int64_t Store::notes_count(const CaseId& id) {
  return s_.one<std::int64_t>("SELECT COUNT(*) FROM resumption_notes WHERE district = :d AND case_id = :c", d_, id)
      .value_or(0);
}

void Store::insert(const Note& n) {
  s_.exec(
      "INSERT INTO resumption_notes (district, case_id, number, at, by_person, by_name, desk_kind, desk, note) "
      "VALUES (:d, :c, :n, :at, :by, :bn, :k, :o, :t)",
      d_, n.case_id, n.number, n.at, n.by, n.by_name, n.desk_kind, n.desk, n.text);
}

std::vector<Note> Store::notes(const CaseId& id) {
  // Not as a Note: whatever has a text counts as an id, which stands in one column.
  using Row =
      std::tuple<CaseId, std::int64_t, Timestamp, std::string, std::string, OwnerKind, std::string, std::string>;
  std::vector<Note> notes;
  s_.each<Row>(
      "SELECT case_id, number, at, by_person, by_name, desk_kind, desk, note FROM resumption_notes "
      "WHERE district = :d AND case_id = :c ORDER BY number",
      [&](Row&& row) { notes.push_back(std::make_from_tuple<Note>(std::move(row))); }, d_, id);
  return notes;
}

void Store::insert(const SlaClock& c) {
  s_.exec("INSERT INTO resumption_clocks (district, " FG_CLOCK
          ") VALUES (:d, :id, :c, :k, :st, :l, :w, :s, :u, :rs, :due, :warn, :wd, :bd, :sp)",
          d_, c.case_id, c.clock, c.stops_when_done, c.state, c.limit_ms, c.warn_ms, c.started_at, c.used_ms,
          c.running_since, c.due_at, c.warn_at, c.warned_at, c.breached_at, c.stopped_at);
  tally_.give(counts_of(c));
}

std::vector<SlaClock> Store::clocks(const CaseId& id) {
  return s_.query<SlaClock>("SELECT " FG_CLOCK " FROM resumption_clocks WHERE district = :d AND case_id = :c", d_, id);
}

void Store::save(const SlaClock& before, const SlaClock& c) {
  tally_.take(counts_of(before));
  tally_.give(counts_of(c));
  s_.exec(
      "UPDATE resumption_clocks SET state = :st, used_ms = :u, running_since = :rs, due_at = :due, warn_at = :warn, "
      "warned_at = :wd, breached_at = :bd, stopped_at = :sp WHERE district = :d AND case_id = :id AND clock = :c",
      c.state, c.used_ms, c.running_since, c.due_at, c.warn_at, c.warned_at, c.breached_at, c.stopped_at, d_, c.case_id,
      c.clock);
}

void Store::insert(const CaseEvent& e) {
  s_.exec(
      "INSERT INTO resumption_events (district, case_id, number, at, kind, by_person, by_name, subject, detail) "
      "VALUES (:d, :c, :n, :at, :k, :by, :bn, :s, :de)",
      d_, e.case_id, e.number, e.at, e.kind, e.by, e.by_name, e.subject, e.detail);
}

std::vector<CaseEvent> Store::events(const CaseId& id) {
  return s_.query<CaseEvent>(
      "SELECT case_id, number, at, kind, by_person, by_name, subject, detail FROM resumption_events "
      "WHERE district = :d AND case_id = :c ORDER BY number",
      d_, id);
}

void Store::begin_suspension(const Case& c, Timestamp now, const std::string& reason, const std::string& by) {
  s_.exec(
      "INSERT INTO resumption_suspensions (district, case_id, from_at, enterprise, above_scale, reason, by_person) "
      "VALUES (:d, :c, :at, :e, :ab, :r, :by)",
      d_, c.id, now, c.enterprise, c.above_scale, reason, by);
  tally_.give({stopped_at(now)});
}

void Store::end_suspension(const CaseId& id, Timestamp now) {
  const std::int64_t ended = s_.exec(
      "UPDATE resumption_suspensions SET until_at = :at WHERE district = :d AND case_id = :c AND until_at IS NULL", now,
      d_, id);
  if (ended > 0) tally_.give({went_on_at(now)});
}

void Store::insert(const DailyFigures& f, const std::string& by) {
  s_.exec("INSERT INTO resumption_daily_figures (district, " FG_FIGURES
          ", reported_by) VALUES (:d, :e, :day, :os, :o, :t, :at, :by) "
          "ON CONFLICT (district, enterprise, day, reported_at) DO UPDATE SET on_site = excluded.on_site, "
          "output = excluded.output, tests_done = excluded.tests_done, reported_by = excluded.reported_by",
          d_, f.enterprise, f.day, f.on_site, f.output, f.tests_done, f.reported_at, by);
}

std::vector<DailyFigures> Store::figures(const EnterpriseId& enterprise, const Date& from, const Date& to) {
  std::vector<DailyFigures> days;
  s_.each<DailyFigures>(
      "SELECT " FG_FIGURES
      " FROM resumption_daily_figures WHERE district = :d AND enterprise = :e "
      "AND day >= :f AND day <= :t ORDER BY day, reported_at",
      [&](DailyFigures&& f) {
        if (!days.empty() && days.back().day == f.day) days.back() = std::move(f);
        else days.push_back(std::move(f));
      },
      d_, enterprise, from, to);
  return days;
}

bool Store::may_work(const EnterpriseId& enterprise) {
  return s_
      .one<std::int64_t>(
          "SELECT 1 FROM resumption_cases WHERE district = :d AND enterprise = :e AND ended_at IS NULL "
          "AND state IN ('preparing', 'resumed')",
          d_, enterprise)
      .has_value();
}

}  // namespace fugong::resumption
