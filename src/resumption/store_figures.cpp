// What the figures, the timer and the leader's screen read.
#include <algorithm>
#include <map>
#include <unordered_set>

#include "resumption/store.h"

namespace fugong::resumption {

std::string first_id_of(Timestamp t) {
  constexpr char digits[] = "0123456789abcdef";
  std::string hex(12, '0');
  auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(t.ms, 0));
  for (int i = 11; i >= 0; --i, ms >>= 4) hex[std::size_t(i)] = digits[ms & 15];
  return hex.substr(0, 8) + "-" + hex.substr(8) + "-0000-0000-000000000000";
}

// The rollup says it of all whose last report is not too new; only of the others the older reports are read.
void Store::each_latest_figures(const Date& as_of, Timestamp until, const std::function<void(DailyFigures&&)>& visit) {
  s_.each<DailyFigures>(
      "SELECT enterprise, day, on_site, output, tests_done, reported_at FROM resumption_plants "
      "WHERE district = :d AND day <> '' AND day <= :day AND reported_at <= :at",
      visit, d_, as_of, until);
  std::optional<DailyFigures> last;  // of the enterprise being read
  s_.each<DailyFigures>(
      "SELECT f.enterprise, f.day, f.on_site, f.output, f.tests_done, f.reported_at "
      "FROM (SELECT r.enterprise, MAX(r.day) AS day FROM resumption_plants newer "
      "JOIN resumption_daily_figures r ON r.district = newer.district AND r.enterprise = newer.enterprise "
      "WHERE newer.district = :d AND (newer.day > :day OR newer.reported_at > :at) "
      "AND r.day <= :day2 AND r.reported_at <= :at2 GROUP BY r.enterprise) latest "
      "JOIN resumption_daily_figures f ON f.district = :d2 AND f.enterprise = latest.enterprise AND f.day = latest.day "
      "WHERE f.reported_at <= :at3 ORDER BY f.enterprise, f.reported_at",
      [&](DailyFigures&& figures) {
        if (last && last->enterprise != figures.enterprise) visit(std::move(*last));
        last = std::move(figures);
      },
      d_, as_of, until, as_of, until, d_, until);
  if (last) visit(std::move(*last));
}

std::vector<std::pair<CaseId, Timestamp>> Store::next_instants() {
  using Row = std::tuple<CaseId, std::optional<Timestamp>, Timestamp, Timestamp>;
  std::map<CaseId, Timestamp> earliest;
  const auto visit = [&](Row&& row) {
    const auto& [id, warned, warn, due] = row;
    const Timestamp at = !warned && warn < due ? warn : due + milliseconds(1);
    auto [entry, fresh] = earliest.try_emplace(id, at);
    if (!fresh && at < entry->second) entry->second = at;
  };
  s_.each<Row>(
      "SELECT case_id, warned_at, warn_at, due_at FROM resumption_clocks "
      "WHERE district = :d AND state = 'running' AND due_at < :never AND breached_at IS NULL",
      visit, d_, never);
  s_.each<Row>(
      "SELECT t.case_id, t.warned_at, t.warn_at, t.due_at FROM resumption_tasks t "
      "WHERE t.district = :d AND t.state = 'open' AND t.due_at < :never AND t.breached_at IS NULL",
      visit, d_, never);
  return {earliest.begin(), earliest.end()};
}

std::pair<std::int64_t, std::int64_t> Store::resumed_count(Timestamp as_of) {
  using Row = std::tuple<std::int64_t, std::int64_t>;
  // What has not ended stands in one partial index, what ended after that instant in another: old cases cost nothing.
  const auto lasting = s_.one<Row>(
      "SELECT COUNT(*), COALESCE(SUM(above_scale), 0) FROM resumption_cases "
      "WHERE district = :d AND resumed_at <= :at AND ended_at IS NULL",
      d_, as_of);
  const auto ended = s_.one<Row>(
      "SELECT COUNT(*), COALESCE(SUM(above_scale), 0) FROM resumption_cases "
      "WHERE district = :d AND ended_at > :at AND resumed_at <= :at2",
      d_, as_of, as_of);
  const auto stopped = s_.one<Row>(
      "SELECT COUNT(*), COALESCE(SUM(p.above_scale), 0) FROM resumption_suspensions p "
      "JOIN resumption_cases c ON c.district = p.district AND c.id = p.case_id "
      "WHERE p.district = :d AND p.from_at <= :at AND (p.until_at IS NULL OR p.until_at > :at2) "
      "AND (c.ended_at IS NULL OR c.ended_at > :at3)",
      d_, as_of, as_of, as_of);
  return {std::get<0>(*lasting) + std::get<0>(*ended) - std::get<0>(*stopped),
          std::get<1>(*lasting) + std::get<1>(*ended) - std::get<1>(*stopped)};
}

void Store::each_at_work(Timestamp as_of, const std::function<void(const AtWork&)>& visit) {
  std::unordered_set<CaseId> stopped;
  s_.each<CaseId>(
      "SELECT case_id FROM resumption_suspensions "
      "WHERE district = :d AND from_at <= :at AND (until_at IS NULL OR until_at > :at2)",
      [&](CaseId&& id) { stopped.insert(std::move(id)); }, d_, as_of, as_of);
  using Row = std::tuple<CaseId, EnterpriseId, std::string, bool>;
  const auto each = [&](Row&& row) {
    auto& [id, enterprise, subdistrict, above_scale] = row;
    if (!stopped.contains(id)) visit({std::move(enterprise), std::move(subdistrict), above_scale});
  };
  s_.each<Row>(
      "SELECT id, enterprise, subdistrict, above_scale FROM resumption_cases "
      "WHERE district = :d AND resumed_at <= :at AND ended_at IS NULL",
      each, d_, as_of);
  s_.each<Row>(
      "SELECT id, enterprise, subdistrict, above_scale FROM resumption_cases "
      "WHERE district = :d AND ended_at > :at AND resumed_at <= :at2",
      each, d_, as_of, as_of);
}

std::int64_t Store::suspended_ever(Timestamp as_of) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(DISTINCT enterprise) FROM resumption_suspensions WHERE district = :d AND from_at <= :at", d_,
          as_of)
      .value_or(0);
}

std::int64_t Store::received(Timestamp from, Timestamp to) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(*) FROM resumption_cases WHERE district = :d AND submitted_at >= :f AND submitted_at < :t", d_,
          from, to)
      .value_or(0);
}

std::int64_t Store::decided(Timestamp from, Timestamp to) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(*) FROM resumption_cases WHERE district = :d AND decided_at >= :f AND decided_at < :t", d_,
          from, to)
      .value_or(0);
}

std::int64_t Store::broken(Timestamp from, Timestamp to) {
  return s_
      .one<std::int64_t>(
          "SELECT COUNT(DISTINCT case_id) FROM resumption_clocks "
          "WHERE district = :d AND breached_at >= :f AND breached_at < :t",
          d_, from, to)
      .value_or(0);
}

std::optional<CaseId> Store::newest_but(Timestamp as_of, int skipped) {
  return s_.one<CaseId>(
      "SELECT id FROM resumption_cases WHERE district = :d AND id < :at ORDER BY id DESC LIMIT 1 OFFSET :n", d_,
      first_id_of(as_of + milliseconds(1)), skipped);
}

std::vector<SlaClock> Store::clocks_since(const std::string& first, Timestamp as_of) {
  return s_.query<SlaClock>(
      "SELECT case_id, clock, stops_when_done, state, limit_ms, warn_ms, started_at, used_ms, running_since, due_at, "
      "warn_at, warned_at, breached_at, stopped_at FROM resumption_clocks "
      "WHERE district = :d AND case_id >= :since AND started_at <= :at",
      d_, first, as_of);
}

std::vector<Task> Store::tasks_since(const std::string& first, Timestamp as_of) {
  using Row = std::tuple<std::string, policy::StepKind, OwnerKind, std::string, TaskState, Timestamp, Timestamp,
                         std::optional<Timestamp>, std::int64_t>;
  std::vector<Task> tasks;
  s_.each<Row>(
      "SELECT step, kind, owner_kind, owner, state, opened_at, due_at, decided_at, used_ms FROM resumption_tasks "
      "WHERE district = :d AND id >= :since AND opened_at <= :at AND state <> 'cancelled' AND due_at < :never",
      [&](Row&& r) {
        Task t;
        std::tie(t.step, t.kind, t.owner_kind, t.owner, t.state, t.opened_at, t.due_at, t.decided_at, t.used_ms) =
            std::move(r);
        tasks.push_back(std::move(t));
      },
      d_, first, as_of, never);
  return tasks;
}

std::vector<SlaAlert> Store::alerts(Timestamp now, int limit) {
  using Row = std::tuple<CaseId, std::string, std::string, Timestamp, Timestamp>;
  std::vector<SlaAlert> alerts;
  const auto visit = [&](Row&& r) {
    SlaAlert a;
    std::tie(a.case_id, a.enterprise_name, a.subject, a.due_at, a.breached_at) = std::move(r);
    a.late_ms = (now - a.due_at).ms;
    alerts.push_back(std::move(a));
  };
  s_.each<Row>(
      "SELECT c.id, c.enterprise_name, k.clock, k.due_at, k.breached_at FROM resumption_clocks k "
      "JOIN resumption_cases c ON c.district = k.district AND c.id = k.case_id "
      "WHERE k.district = :d AND k.state = 'running' AND k.due_at < :now AND k.breached_at IS NOT NULL "
      "ORDER BY k.due_at LIMIT :n",
      visit, d_, now, limit);
  s_.each<Row>(
      "SELECT c.id, c.enterprise_name, t.step || '/' || t.owner, t.due_at, t.breached_at FROM resumption_tasks t "
      "JOIN resumption_cases c ON c.district = t.district AND c.id = t.case_id "
      "WHERE t.district = :d AND t.breached_at IS NOT NULL AND t.state = 'open' ORDER BY t.breached_at LIMIT :n",
      visit, d_, limit);
  return alerts;
}

}  // namespace fugong::resumption
