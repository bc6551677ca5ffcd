#include "supervision/service.h"

namespace fugong::supervision {
namespace {

constexpr std::string_view first = R"(
CREATE TABLE supervision_plants (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, name TEXT NOT NULL, subdistrict TEXT NOT NULL,
  key_supply INTEGER NOT NULL, above_scale INTEGER NOT NULL, normal_workers BIGINT NOT NULL,
  latitude DOUBLE PRECISION NOT NULL, longitude DOUBLE PRECISION NOT NULL, secret_sealed TEXT NOT NULL,
  since_at BIGINT NOT NULL, until_at BIGINT, checked_until BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise)
) {without_rowid};
CREATE TABLE supervision_assignments (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, officer TEXT NOT NULL,
  officer_name TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX supervision_assignments_enterprise ON supervision_assignments (district, enterprise, until_at);
CREATE INDEX supervision_assignments_officer ON supervision_assignments (district, officer, until_at);
CREATE TABLE supervision_shift_plans (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, day TEXT NOT NULL, shift TEXT NOT NULL, officer TEXT NOT NULL,
  officer_name TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, day, shift)
) {without_rowid};
CREATE TABLE supervision_check_ins (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, day TEXT NOT NULL, shift TEXT NOT NULL, officer TEXT NOT NULL,
  client TEXT NOT NULL, officer_name TEXT NOT NULL, at BIGINT NOT NULL, received_at BIGINT NOT NULL,
  distance_m BIGINT NOT NULL, late INTEGER NOT NULL,
  PRIMARY KEY (district, enterprise, day, shift, officer)
) {without_rowid};
CREATE TABLE supervision_notes (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, client TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
  officer TEXT NOT NULL, officer_name TEXT NOT NULL, at BIGINT NOT NULL, received_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise, client)
) {without_rowid};
CREATE INDEX supervision_notes_at ON supervision_notes (district, enterprise, at);
CREATE TABLE supervision_overrides (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, id TEXT NOT NULL, policy_key TEXT NOT NULL, value BIGINT NOT NULL,
  text TEXT NOT NULL, reason TEXT NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT NOT NULL, state TEXT NOT NULL,
  proposed_at BIGINT NOT NULL, proposed_by TEXT NOT NULL, proposed_by_name TEXT NOT NULL, decided_at BIGINT,
  decided_by TEXT NOT NULL, decided_by_name TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, id)
) {without_rowid};
CREATE TABLE supervision_reports (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, day TEXT NOT NULL, version BIGINT NOT NULL, client TEXT NOT NULL,
  data_json TEXT NOT NULL, reason TEXT NOT NULL, written_at BIGINT NOT NULL, received_at BIGINT NOT NULL,
  late INTEGER NOT NULL, by_person TEXT NOT NULL, by_name TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, day, version)
) {without_rowid};
CREATE UNIQUE INDEX supervision_reports_client ON supervision_reports (district, enterprise, client);
CREATE INDEX supervision_reports_day ON supervision_reports (district, day);
CREATE TABLE supervision_members (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, subject TEXT NOT NULL, from_at BIGINT NOT NULL, name TEXT NOT NULL,
  until_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise, subject, from_at)
) {without_rowid};
CREATE TABLE supervision_gate_events (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, id TEXT NOT NULL, subject TEXT NOT NULL, name TEXT NOT NULL,
  direction TEXT NOT NULL, at BIGINT NOT NULL, source TEXT NOT NULL, gate TEXT NOT NULL, test_at BIGINT,
  received_at BIGINT NOT NULL, by_person TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, id)
) {without_rowid};
CREATE INDEX supervision_gate_events_at ON supervision_gate_events (district, enterprise, at);
CREATE INDEX supervision_gate_events_subject ON supervision_gate_events (district, enterprise, subject, at);
CREATE TABLE supervision_violations (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, enterprise_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL, subject TEXT NOT NULL,
  subject_name TEXT NOT NULL, day TEXT NOT NULL, at BIGINT NOT NULL, evidence TEXT NOT NULL, state TEXT NOT NULL,
  raised_at BIGINT NOT NULL, answer_due BIGINT NOT NULL, answered INTEGER NOT NULL, decided_by TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX supervision_violations_of ON supervision_violations (district, enterprise, day, rule, subject);
CREATE INDEX supervision_violations_due ON supervision_violations (district, enterprise, answer_due) WHERE state = 'raised' AND answered = 0;
CREATE TABLE supervision_sanctions (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, enterprise_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, rule TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, violations TEXT NOT NULL,
  case_id TEXT NOT NULL, state TEXT NOT NULL, ordered_at BIGINT NOT NULL, rectify_due BIGINT NOT NULL,
  trucks_until BIGINT, ended_at BIGINT,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX supervision_sanctions_enterprise ON supervision_sanctions (district, enterprise, id);
CREATE TABLE supervision_acts (
  district TEXT NOT NULL, about TEXT NOT NULL, number BIGINT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL,
  by_person TEXT NOT NULL, by_name TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (district, about, number)
) {without_rowid};
CREATE TABLE supervision_alerts (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, enterprise_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, level INTEGER NOT NULL, at BIGINT NOT NULL,
  closed_at BIGINT,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX supervision_alerts_of ON supervision_alerts (district, enterprise, kind, subject, level);
CREATE INDEX supervision_alerts_open ON supervision_alerts (district, id) WHERE closed_at IS NULL;
CREATE TABLE supervision_inspection_plans (
  district TEXT NOT NULL, day TEXT NOT NULL, seed TEXT NOT NULL, candidates_json TEXT NOT NULL, drawn BIGINT NOT NULL,
  drawn_at BIGINT NOT NULL, by_name TEXT NOT NULL,
  PRIMARY KEY (district, day)
) {without_rowid};
CREATE TABLE supervision_inspections (
  district TEXT NOT NULL, id TEXT NOT NULL, day TEXT NOT NULL, enterprise TEXT NOT NULL, enterprise_name TEXT NOT NULL,
  subdistrict TEXT NOT NULL, weight BIGINT NOT NULL, done_at BIGINT, by_name TEXT NOT NULL, findings_json TEXT NOT NULL,
  passed INTEGER NOT NULL, note TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX supervision_inspections_day ON supervision_inspections (district, day, id)
)";

// Checkpoints that stand at a plant's gate, and the grace of vehicles under way when it is suspended.
constexpr std::string_view gates_and_graces = R"(
CREATE TABLE supervision_checkpoints (
  district TEXT NOT NULL, checkpoint TEXT NOT NULL, enterprise TEXT NOT NULL, facing TEXT NOT NULL,
  from_at BIGINT NOT NULL, until_at BIGINT NOT NULL,
  PRIMARY KEY (district, checkpoint, from_at)
) {without_rowid};
CREATE INDEX supervision_checkpoints_enterprise ON supervision_checkpoints (district, enterprise);
ALTER TABLE supervision_sanctions ADD COLUMN trucks_stopped INTEGER NOT NULL DEFAULT 0
)";

// A failed inspection is followed by another one. Who is inside by the last sighting, for lists of many plants.
constexpr std::string_view follow_ups = R"(
ALTER TABLE supervision_inspections ADD COLUMN follows TEXT NOT NULL DEFAULT '';
CREATE INDEX supervision_inspections_undone ON supervision_inspections (district, enterprise) WHERE done_at IS NULL;
CREATE INDEX supervision_inspections_enterprise ON supervision_inspections (district, enterprise, id);
CREATE TABLE supervision_presence (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, subject TEXT NOT NULL, direction TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise, subject)
) {without_rowid};
INSERT INTO supervision_presence (district, enterprise, subject, direction, at)
  SELECT e.district, e.enterprise, e.subject, MIN(e.direction), e.at FROM supervision_gate_events e
  JOIN (SELECT district, enterprise, subject, MAX(at) AS at FROM supervision_gate_events
        GROUP BY district, enterprise, subject) l
  ON l.district = e.district AND l.enterprise = e.enterprise AND l.subject = e.subject AND l.at = e.at
  GROUP BY e.district, e.enterprise, e.subject, e.at;
CREATE INDEX supervision_violations_raised ON supervision_violations (district, enterprise) WHERE state = 'raised'
)";

constexpr db::Migration all[] = {
    {"supervision", 1, first}, {"supervision", 2, gates_and_graces}, {"supervision", 3, follow_ups}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::supervision
