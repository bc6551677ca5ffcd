#include "resumption/service.h"

namespace fugong::resumption {
namespace {

// Partial indexes hold only what is alive, so that a million old cases cost an inbox nothing. Each indexed column is
// written by a statement of its own (store.cpp), because an UPDATE that names it rewrites the index entry.
constexpr std::string_view first = R"(
CREATE TABLE resumption_cases (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, enterprise_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, enterprise_class TEXT NOT NULL, above_scale INTEGER NOT NULL,
  pack_id TEXT NOT NULL, pack_version TEXT NOT NULL, phase TEXT NOT NULL, route TEXT NOT NULL,
  state TEXT NOT NULL, steps_done TEXT NOT NULL, round INTEGER NOT NULL, version BIGINT NOT NULL,
  events BIGINT NOT NULL, created_at BIGINT NOT NULL, submitted_at BIGINT, decided_at BIGINT, resumed_at BIGINT,
  ended_at BIGINT, due_at BIGINT NOT NULL, under_way INTEGER NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX resumption_cases_enterprise ON resumption_cases (district, enterprise);
CREATE INDEX resumption_cases_under_way ON resumption_cases (district, due_at, id) WHERE under_way = 1;
CREATE INDEX resumption_cases_submitted ON resumption_cases (district, submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX resumption_cases_decided ON resumption_cases (district, decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX resumption_cases_at_work ON resumption_cases (district, resumed_at, id, enterprise, subdistrict, above_scale) WHERE resumed_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX resumption_cases_ended ON resumption_cases (district, ended_at, resumed_at, id, enterprise, subdistrict, above_scale) WHERE ended_at IS NOT NULL;
CREATE INDEX resumption_cases_worked ON resumption_cases (district, resumed_at) WHERE resumed_at IS NOT NULL AND ended_at IS NOT NULL;
CREATE TABLE resumption_papers (
  district TEXT NOT NULL, case_id TEXT NOT NULL, application_json TEXT NOT NULL, changed_documents TEXT NOT NULL,
  reasons_json TEXT NOT NULL,
  PRIMARY KEY (district, case_id)
) {without_rowid};
CREATE TABLE resumption_tasks (
  district TEXT NOT NULL, id TEXT NOT NULL, case_id TEXT NOT NULL, step TEXT NOT NULL, kind TEXT NOT NULL,
  owner_kind TEXT NOT NULL, owner TEXT NOT NULL, round INTEGER NOT NULL, state TEXT NOT NULL,
  opened_at BIGINT NOT NULL, due_at BIGINT NOT NULL, warn_at BIGINT NOT NULL, warned_at BIGINT, breached_at BIGINT,
  decision TEXT, decided_at BIGINT, decided_by TEXT NOT NULL DEFAULT '', decided_by_name TEXT NOT NULL DEFAULT '',
  used_ms BIGINT NOT NULL DEFAULT 0, comment TEXT NOT NULL DEFAULT '', reasons_json TEXT NOT NULL DEFAULT '',
  findings_json TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX resumption_tasks_case ON resumption_tasks (district, case_id);
CREATE INDEX resumption_tasks_open ON resumption_tasks (district, owner, due_at, id) WHERE state = 'open';
CREATE INDEX resumption_tasks_broken ON resumption_tasks (district, breached_at) WHERE breached_at IS NOT NULL AND state = 'open';
CREATE TABLE resumption_clocks (
  district TEXT NOT NULL, case_id TEXT NOT NULL, clock TEXT NOT NULL, stops_when_done TEXT NOT NULL,
  state TEXT NOT NULL, limit_ms BIGINT NOT NULL, warn_ms BIGINT NOT NULL, started_at BIGINT NOT NULL,
  used_ms BIGINT NOT NULL, running_since BIGINT NOT NULL, due_at BIGINT NOT NULL, warn_at BIGINT NOT NULL,
  warned_at BIGINT, breached_at BIGINT, stopped_at BIGINT,
  PRIMARY KEY (district, case_id, clock)
) {without_rowid};
CREATE INDEX resumption_clocks_running ON resumption_clocks (district, due_at) WHERE state = 'running';
CREATE INDEX resumption_clocks_broken ON resumption_clocks (district, breached_at) WHERE breached_at IS NOT NULL;
CREATE TABLE resumption_events (
  district TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
  by_person TEXT NOT NULL, by_name TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (district, case_id, number)
) {without_rowid};
CREATE TABLE resumption_suspensions (
  district TEXT NOT NULL, case_id TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT, enterprise TEXT NOT NULL,
  above_scale INTEGER NOT NULL, reason TEXT NOT NULL, by_person TEXT NOT NULL,
  PRIMARY KEY (district, case_id, from_at)
) {without_rowid};
CREATE TABLE resumption_daily_figures (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, day TEXT NOT NULL, on_site BIGINT NOT NULL,
  output DOUBLE PRECISION NOT NULL, tests_done BIGINT NOT NULL, reported_at BIGINT NOT NULL, reported_by TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, day, reported_at)
) {without_rowid}
)";

// Hand-over, substitutes, evidence of inspections, decisions sent twice, notes between departments.
constexpr std::string_view second = R"(
ALTER TABLE resumption_tasks ADD COLUMN holder TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption_tasks ADD COLUMN holder_name TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption_tasks ADD COLUMN decided_for TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption_tasks ADD COLUMN decided_for_name TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption_tasks ADD COLUMN evidence_json TEXT NOT NULL DEFAULT '';
ALTER TABLE resumption_tasks ADD COLUMN request TEXT NOT NULL DEFAULT '';
CREATE TABLE resumption_notes (
  district TEXT NOT NULL, case_id TEXT NOT NULL, number BIGINT NOT NULL, at BIGINT NOT NULL, by_person TEXT NOT NULL,
  by_name TEXT NOT NULL, desk_kind TEXT NOT NULL, desk TEXT NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (district, case_id, number)
) {without_rowid}
)";

// Rollups: what the leader's screen counts stands ready, however many days have been reported.
constexpr std::string_view rollups = R"(
CREATE INDEX resumption_cases_class ON resumption_cases (district, enterprise_class) WHERE resumed_at IS NOT NULL AND ended_at IS NULL;
CREATE TABLE resumption_latest_figures (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, day TEXT NOT NULL, on_site BIGINT NOT NULL,
  output DOUBLE PRECISION NOT NULL, tests_done BIGINT NOT NULL, reported_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise)
) {without_rowid};
INSERT INTO resumption_latest_figures SELECT district, enterprise, day, on_site, output, tests_done, reported_at
  FROM resumption_daily_figures f WHERE NOT EXISTS (
    SELECT 1 FROM resumption_daily_figures later WHERE later.district = f.district AND later.enterprise = f.enterprise
    AND (later.day > f.day OR (later.day = f.day AND later.reported_at > f.reported_at)))
)";

// Every enterprise as the figures see it, and the sums over them, over cases and over promises (tallies.h). What was
// there before is counted once, when the platform opens the database. Lists that a reader narrows have an index each.
constexpr std::string_view tallies = R"(
DROP TABLE resumption_latest_figures;
DROP INDEX resumption_cases_class;
CREATE TABLE resumption_plants (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, subdistrict TEXT NOT NULL, enterprise_class TEXT NOT NULL,
  standing TEXT NOT NULL, above_scale INTEGER NOT NULL, military INTEGER NOT NULL, ever_suspended INTEGER NOT NULL,
  normal_workers BIGINT NOT NULL, normal_output DOUBLE PRECISION NOT NULL, latitude_micro BIGINT, longitude_micro BIGINT,
  day TEXT NOT NULL, on_site BIGINT NOT NULL, output DOUBLE PRECISION NOT NULL, tests_done BIGINT NOT NULL,
  reported_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise)
) {without_rowid};
CREATE TABLE resumption_tallies (
  district TEXT NOT NULL, name TEXT NOT NULL, slot BIGINT NOT NULL, key TEXT NOT NULL, value BIGINT NOT NULL,
  PRIMARY KEY (district, name, slot, key)
) {without_rowid};
CREATE INDEX resumption_cases_class_due ON resumption_cases (district, enterprise_class, due_at, id) WHERE under_way = 1;
CREATE INDEX resumption_cases_place_due ON resumption_cases (district, subdistrict, due_at, id) WHERE under_way = 1;
DROP INDEX resumption_clocks_running;
CREATE INDEX resumption_clocks_due ON resumption_clocks (district, due_at, clock) WHERE state = 'running' AND breached_at IS NULL;
CREATE INDEX resumption_clocks_late ON resumption_clocks (district, due_at) WHERE state = 'running' AND breached_at IS NOT NULL;
CREATE INDEX resumption_cases_place ON resumption_cases (district, subdistrict, id)
)";

constexpr db::Migration all[] = {
    {"resumption", 1, first}, {"resumption", 2, second}, {"resumption", 3, rollups}, {"resumption", 4, tallies}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::resumption
