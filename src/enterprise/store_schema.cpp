#include "enterprise/service.h"

namespace fugong::enterprise {
namespace {

// enterprise_roster_changes holds rows only within the command that writes them: one INSERT … SELECT … ON CONFLICT from
// there changes 20,000 people by their keys on both engines. (UPDATE … FROM leaves the way to a planner, and one that
// had no statistics yet took minutes.)
constexpr std::string_view first = R"(
CREATE TABLE enterprises (
  district TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, usc TEXT NOT NULL, scale TEXT NOT NULL,
  industry TEXT NOT NULL, subdistrict TEXT NOT NULL, park TEXT NOT NULL, address TEXT NOT NULL,
  latitude DOUBLE PRECISION, longitude DOUBLE PRECISION, legal_representative TEXT NOT NULL, phone_sealed TEXT NOT NULL,
  normal_workers BIGINT NOT NULL, normal_output DOUBLE PRECISION NOT NULL, output_unit TEXT NOT NULL,
  key_supply INTEGER NOT NULL, military INTEGER NOT NULL, registered_at BIGINT NOT NULL, version BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX enterprises_usc ON enterprises (district, usc);
CREATE INDEX enterprises_subdistrict ON enterprises (district, subdistrict, id);
CREATE TABLE enterprise_workers (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, name TEXT NOT NULL,
  resident_id_sealed TEXT NOT NULL, resident_id_index TEXT NOT NULL, resident_id_masked TEXT NOT NULL,
  phone_sealed TEXT NOT NULL, phone_masked TEXT NOT NULL, post TEXT NOT NULL, team TEXT NOT NULL,
  residence TEXT NOT NULL, commuting TEXT NOT NULL, vaccine_doses BIGINT NOT NULL, last_test_at BIGINT,
  last_test_result TEXT, status TEXT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise, id)
) {without_rowid};
CREATE UNIQUE INDEX enterprise_workers_person ON enterprise_workers (district, enterprise, resident_id_index);
CREATE TABLE enterprise_roster_changes (
  district TEXT NOT NULL, import_id TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, name TEXT NOT NULL,
  resident_id_sealed TEXT NOT NULL, resident_id_index TEXT NOT NULL, resident_id_masked TEXT NOT NULL,
  phone_sealed TEXT NOT NULL, phone_masked TEXT NOT NULL, post TEXT NOT NULL, team TEXT NOT NULL,
  residence TEXT NOT NULL, commuting TEXT NOT NULL, vaccine_doses BIGINT NOT NULL, last_test_at BIGINT,
  last_test_result TEXT, status TEXT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, import_id, id)
) {without_rowid};
CREATE TABLE enterprise_vehicles (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, plate TEXT NOT NULL, use TEXT NOT NULL,
  model TEXT NOT NULL, seats BIGINT NOT NULL, load_tonnes DOUBLE PRECISION NOT NULL, route TEXT NOT NULL,
  driver TEXT NOT NULL, driver_phone_sealed TEXT NOT NULL, driver_phone_masked TEXT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, enterprise, id)
) {without_rowid};
CREATE UNIQUE INDEX enterprise_vehicles_plate ON enterprise_vehicles (district, plate);
CREATE TABLE enterprise_imports (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, kind TEXT NOT NULL, at BIGINT NOT NULL,
  by_person TEXT NOT NULL, rows_read BIGINT NOT NULL, imported BIGINT NOT NULL, updated BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX enterprise_imports_enterprise ON enterprise_imports (district, enterprise, kind);
CREATE TABLE enterprise_import_rejects (
  district TEXT NOT NULL, import_id TEXT NOT NULL, number BIGINT NOT NULL, rows_sealed TEXT NOT NULL,
  PRIMARY KEY (district, import_id, number)
) {without_rowid}
)";

// Whose phone it is: found by the mask, decided by the seal (Service::holders_of_phone).
constexpr std::string_view phones = R"(
CREATE INDEX enterprise_workers_phone ON enterprise_workers (district, phone_masked) WHERE phone_masked <> '';
CREATE INDEX enterprise_vehicles_phone ON enterprise_vehicles (district, driver_phone_masked) WHERE driver_phone_masked <> ''
)";

// What strangers sent is sealed whole: it names a person and a phone before anybody has confirmed anything.
constexpr std::string_view registrations = R"(
CREATE TABLE enterprise_registrations (
  district TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL, usc TEXT NOT NULL,
  name TEXT NOT NULL, subdistrict TEXT NOT NULL, login TEXT NOT NULL, request_sealed TEXT NOT NULL,
  password_hash TEXT NOT NULL, decided_at BIGINT, decided_by TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX enterprise_registrations_pending ON enterprise_registrations (district, subdistrict, id) WHERE state = 'pending';
CREATE UNIQUE INDEX enterprise_registrations_usc ON enterprise_registrations (district, usc) WHERE state = 'pending';
CREATE UNIQUE INDEX enterprise_registrations_login ON enterprise_registrations (district, login) WHERE state = 'pending';
CREATE TABLE enterprise_claim_codes (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, code_index TEXT NOT NULL, expires_at BIGINT NOT NULL,
  wrong BIGINT NOT NULL, made_by TEXT NOT NULL,
  PRIMARY KEY (district, enterprise)
) {without_rowid}
)";

constexpr db::Migration all[] = {{"enterprise", 1, first}, {"enterprise", 2, phones}, {"enterprise", 3, registrations}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::enterprise
