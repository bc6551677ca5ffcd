// Plants, and what a recount reads.
#include "resumption/store.h"

#define FG_PLANT                                                                                                 \
  "enterprise, subdistrict, enterprise_class, standing, above_scale, military, ever_suspended, normal_workers, " \
  "normal_output, latitude_micro, longitude_micro, day, on_site, output, tests_done, reported_at"

namespace fugong::resumption {

std::optional<Plant> Store::plant(const EnterpriseId& enterprise) {
  return s_.one<Plant>("SELECT " FG_PLANT " FROM resumption_plants WHERE district = :d AND enterprise = :e", d_,
                       enterprise);
}

void Store::save(const std::optional<Plant>& before, const Plant& p) {
  if (before) {
    if (*before == p) return;
    tally_.take(counts_of(*before));
    s_.exec(
        "UPDATE resumption_plants SET subdistrict = :sd, enterprise_class = :ec, standing = :st, above_scale = :ab, "
        "military = :mi, ever_suspended = :es, normal_workers = :nw, normal_output = :no, latitude_micro = :la, "
        "longitude_micro = :lo, day = :day, on_site = :os, output = :ou, tests_done = :td, reported_at = :at "
        "WHERE district = :d AND enterprise = :e",
        p.subdistrict, p.enterprise_class, p.standing, p.above_scale, p.military, p.ever_suspended, p.normal_workers,
        p.normal_output, p.latitude_micro, p.longitude_micro, p.day, p.on_site, p.output, p.tests_done, p.reported_at,
        d_, p.enterprise);
  } else {
    s_.exec("INSERT INTO resumption_plants (district, " FG_PLANT
            ") VALUES (:d, :e, :sd, :ec, :st, :ab, :mi, :es, :nw, :no, :la, :lo, :day, :os, :ou, :td, :at)",
            d_, p.enterprise, p.subdistrict, p.enterprise_class, p.standing, p.above_scale, p.military,
            p.ever_suspended, p.normal_workers, p.normal_output, p.latitude_micro, p.longitude_micro, p.day, p.on_site,
            p.output, p.tests_done, p.reported_at);
  }
  tally_.give(counts_of(p));
}

std::vector<Plant> Store::plants() {
  return s_.query<Plant>("SELECT " FG_PLANT " FROM resumption_plants WHERE district = :d ORDER BY enterprise", d_);
}

void Store::replace_plants(const std::vector<Plant>& plants) {
  s_.exec("DELETE FROM resumption_plants WHERE district = :d", d_);
  for (const Plant& p : plants) save(std::nullopt, p);
}

std::vector<EnterpriseId> Store::standing_still() {
  return s_.query<EnterpriseId>(
      "SELECT enterprise FROM resumption_plants WHERE district = :d AND standing = :s ORDER BY enterprise", d_,
      Standing::suspended);
}

std::vector<std::tuple<EnterpriseId, Standing>> Store::placed(int limit) {
  return s_.query<std::tuple<EnterpriseId, Standing>>(
      "SELECT enterprise, standing FROM resumption_plants WHERE district = :d AND latitude_micro IS NOT NULL "
      "AND longitude_micro IS NOT NULL AND military = 0 LIMIT :n",
      d_, limit);
}

std::vector<std::tuple<EnterpriseId, CaseState, std::string>> Store::open_cases() {
  return s_.query<std::tuple<EnterpriseId, CaseState, std::string>>(
      "SELECT enterprise, state, enterprise_class FROM resumption_cases WHERE district = :d AND ended_at IS NULL", d_);
}

void Store::each_counted_case(const std::function<void(const Case&)>& visit) {
  using At = std::optional<Timestamp>;
  s_.each<std::tuple<At, At, At, At>>(
      "SELECT submitted_at, decided_at, resumed_at, ended_at FROM resumption_cases WHERE district = :d",
      [&](const std::tuple<At, At, At, At>& row) {
        Case c;
        std::tie(c.submitted_at, c.decided_at, c.resumed_at, c.ended_at) = row;
        visit(c);
      },
      d_);
}

void Store::each_counted_clock(const std::function<void(const SlaClock&)>& visit) {
  using Row = std::tuple<std::string, ClockState, std::int64_t, Timestamp, std::int64_t, std::optional<Timestamp>>;
  s_.each<Row>(
      "SELECT clock, state, limit_ms, started_at, used_ms, breached_at FROM resumption_clocks WHERE district = :d",
      [&](const Row& row) {
        SlaClock c;
        std::tie(c.clock, c.state, c.limit_ms, c.started_at, c.used_ms, c.breached_at) = row;
        visit(c);
      },
      d_);
}

void Store::each_counted_task(const std::function<void(const Task&)>& visit) {
  using At = std::optional<Timestamp>;
  using Row = std::tuple<std::string, OwnerKind, std::string, TaskState, Timestamp, Timestamp, At, At, std::int64_t>;
  s_.each<Row>(
      "SELECT step, owner_kind, owner, state, opened_at, due_at, breached_at, decided_at, used_ms "
      "FROM resumption_tasks WHERE district = :d",
      [&](const Row& row) {
        Task t;
        std::tie(t.step, t.owner_kind, t.owner, t.state, t.opened_at, t.due_at, t.breached_at, t.decided_at,
                 t.used_ms) = row;
        visit(t);
      },
      d_);
}

std::vector<std::tuple<EnterpriseId, Timestamp, std::optional<Timestamp>>> Store::suspensions() {
  return s_.query<std::tuple<EnterpriseId, Timestamp, std::optional<Timestamp>>>(
      "SELECT enterprise, from_at, until_at FROM resumption_suspensions WHERE district = :d", d_);
}

std::vector<DailyFigures> Store::latest_figures() {
  std::vector<DailyFigures> latest;
  s_.each<DailyFigures>(
      "SELECT enterprise, day, on_site, output, tests_done, reported_at FROM resumption_daily_figures "
      "WHERE district = :d ORDER BY enterprise, day, reported_at",
      [&](DailyFigures&& f) {
        if (!latest.empty() && latest.back().enterprise == f.enterprise) latest.back() = std::move(f);
        else latest.push_back(std::move(f));
      },
      d_);
  return latest;
}

std::vector<std::tuple<std::string, std::int64_t>> Store::unsaid(Timestamp now) {
  return s_.query<std::tuple<std::string, std::int64_t>>(
      "SELECT clock, COUNT(*) FROM resumption_clocks WHERE district = :d AND state = 'running' AND breached_at IS NULL "
      "AND due_at < :now GROUP BY clock",
      d_, now);
}

}  // namespace fugong::resumption
