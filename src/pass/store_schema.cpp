#include "pass/service.h"

namespace fugong::pass {
namespace {

// passes keeps its rowid on SQLite: its rows are wide, and a b-tree that carries them in its inner nodes is deep.
// Partial indexes hold what is rare: passes that are stopped, requests that are open.
constexpr std::string_view first = R"(
CREATE TABLE pass_heads (
  district TEXT NOT NULL, serials BIGINT NOT NULL, status_version BIGINT NOT NULL,
  PRIMARY KEY (district)
) {without_rowid};
CREATE TABLE passes (
  district TEXT NOT NULL, id TEXT NOT NULL, serial BIGINT NOT NULL, kind TEXT NOT NULL, enterprise TEXT NOT NULL,
  issuance BIGINT NOT NULL, holder TEXT NOT NULL, subject TEXT NOT NULL, issued_at BIGINT NOT NULL,
  not_before BIGINT NOT NULL, expires_at BIGINT NOT NULL, state TEXT NOT NULL DEFAULT 'valid',
  hold TEXT NOT NULL DEFAULT 'none', changed_at BIGINT NOT NULL, reason TEXT NOT NULL DEFAULT '', replaces TEXT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (district, id)
);
CREATE UNIQUE INDEX passes_serial ON passes (district, serial);
CREATE INDEX passes_enterprise ON passes (district, enterprise, serial);
CREATE INDEX passes_stopped ON passes (district, serial) WHERE state <> 'valid';
CREATE TABLE pass_requests (
  district TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, case_id TEXT, kind TEXT NOT NULL,
  purpose TEXT NOT NULL, holders TEXT NOT NULL, wanted BIGINT NOT NULL, state TEXT NOT NULL,
  requested_at BIGINT NOT NULL, requested_by TEXT NOT NULL, issued BIGINT NOT NULL, done_at BIGINT,
  PRIMARY KEY (district, id)
);
CREATE INDEX pass_requests_enterprise ON pass_requests (district, enterprise, id);
CREATE INDEX pass_requests_case ON pass_requests (district, case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX pass_requests_open ON pass_requests (district, id) WHERE state = 'open';
CREATE TABLE pass_issuances (
  district TEXT NOT NULL, enterprise TEXT NOT NULL, kind TEXT NOT NULL, number BIGINT NOT NULL, request TEXT NOT NULL,
  case_id TEXT, passes BIGINT NOT NULL, issued_at BIGINT NOT NULL, issued_by TEXT NOT NULL,
  PRIMARY KEY (district, enterprise, kind, number)
) {without_rowid};
CREATE INDEX pass_issuances_counted ON pass_issuances (district, issued_at, kind, enterprise, passes);
CREATE TABLE pass_scans (
  district TEXT NOT NULL, id TEXT NOT NULL, checkpoint TEXT NOT NULL, at BIGINT NOT NULL, received_at BIGINT NOT NULL,
  token_hash TEXT NOT NULL, pass TEXT, verdict TEXT NOT NULL, reason TEXT NOT NULL, offline INTEGER NOT NULL,
  gate_verdict TEXT NOT NULL, gate_reason TEXT NOT NULL, uploaded_by TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX pass_scans_day ON pass_scans (district, at, verdict)
)";

// Passes in phones. Of secrets, links and codes only hashes stand here.
constexpr std::string_view wallets = R"(
CREATE INDEX passes_holder ON passes (district, holder, serial);
CREATE TABLE wallets (
  district TEXT NOT NULL, id TEXT NOT NULL, secret_hash TEXT NOT NULL, key_x TEXT NOT NULL, key_y_is_odd INTEGER NOT NULL,
  bound_at BIGINT NOT NULL, ended_at BIGINT,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE TABLE wallet_holders (
  district TEXT NOT NULL, holder TEXT NOT NULL, kind TEXT NOT NULL, enterprise TEXT NOT NULL, wallet TEXT NOT NULL,
  bound_at BIGINT NOT NULL,
  PRIMARY KEY (district, holder)
) {without_rowid};
CREATE INDEX wallet_holders_wallet ON wallet_holders (district, wallet, holder);
CREATE INDEX wallet_holders_enterprise ON wallet_holders (district, enterprise, holder);
CREATE TABLE wallet_claims (
  district TEXT NOT NULL, code_hash TEXT NOT NULL, holder TEXT NOT NULL, kind TEXT NOT NULL, enterprise TEXT NOT NULL,
  expires_at BIGINT NOT NULL, made_by TEXT NOT NULL, made_at BIGINT NOT NULL,
  PRIMARY KEY (district, code_hash)
) {without_rowid};
CREATE INDEX wallet_claims_holder ON wallet_claims (district, holder);
CREATE INDEX wallet_claims_end ON wallet_claims (district, expires_at);
CREATE TABLE wallet_codes (
  district TEXT NOT NULL, phone_index TEXT NOT NULL, code_hash TEXT NOT NULL, sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, tries BIGINT NOT NULL, window_at BIGINT NOT NULL, asked BIGINT NOT NULL,
  PRIMARY KEY (district, phone_index)
) {without_rowid};
CREATE INDEX wallet_codes_end ON wallet_codes (district, sent_at)
)";

// Two sightings that no vehicle could make. One pair raises one alert, in whatever order its scans arrive.
constexpr std::string_view travel = R"(
CREATE INDEX pass_scans_pass ON pass_scans (district, pass, at) WHERE pass IS NOT NULL;
CREATE TABLE pass_checkpoints (
  district TEXT NOT NULL, code TEXT NOT NULL, latitude DOUBLE PRECISION NOT NULL, longitude DOUBLE PRECISION NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, code)
) {without_rowid};
CREATE TABLE pass_travel_alerts (
  district TEXT NOT NULL, id TEXT NOT NULL, pass TEXT NOT NULL, kind TEXT NOT NULL, first_scan TEXT NOT NULL,
  second_scan TEXT NOT NULL, distance_m BIGINT NOT NULL, gap_s BIGINT NOT NULL, speed_kmh BIGINT NOT NULL,
  limit_kmh BIGINT NOT NULL, raised_at BIGINT NOT NULL, closed_at BIGINT, note TEXT NOT NULL DEFAULT '',
  closed_by TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX pass_travel_alerts_pair ON pass_travel_alerts (district, first_scan, second_scan);
CREATE INDEX pass_travel_alerts_open ON pass_travel_alerts (district, id) WHERE closed_at IS NULL
)";

// Requests lie on one desk after another. What journeys say of people is sealed.
constexpr std::string_view desks = R"(
ALTER TABLE pass_requests ADD COLUMN waiting_for TEXT NOT NULL DEFAULT 'commissioner';
ALTER TABLE pass_requests ADD COLUMN then_to TEXT NOT NULL DEFAULT '';
ALTER TABLE pass_requests ADD COLUMN green INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pass_requests ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pass_requests ADD COLUMN due_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pass_requests ADD COLUMN reasons TEXT NOT NULL DEFAULT '';
CREATE INDEX pass_requests_queue ON pass_requests (district, waiting_for, due_at, id) WHERE state = 'open';
CREATE TABLE pass_trips (
  district TEXT NOT NULL, request TEXT NOT NULL, vehicle TEXT NOT NULL, plate TEXT NOT NULL, vehicle_kind TEXT NOT NULL,
  plate_colour TEXT NOT NULL, validity TEXT NOT NULL, starts_at BIGINT, ends_at BIGINT, route TEXT NOT NULL,
  zones TEXT NOT NULL, asked_zones TEXT NOT NULL, licence TEXT NOT NULL, goods TEXT NOT NULL,
  tonnes DOUBLE PRECISION NOT NULL, people_sealed TEXT NOT NULL, people_shown TEXT NOT NULL, pass TEXT NOT NULL,
  PRIMARY KEY (district, request, vehicle)
) {without_rowid};
CREATE INDEX pass_trips_pass ON pass_trips (district, pass) WHERE pass <> ''
)";

// Keys and schemes roll over; what changed since an instant is found by its own index, which new passes are not in.
constexpr std::string_view roll_over = R"(
CREATE TABLE pass_keys (
  district TEXT NOT NULL, key_id TEXT NOT NULL, public_key TEXT NOT NULL, state TEXT NOT NULL, from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL, changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, key_id)
) {without_rowid};
CREATE TABLE pass_schemes (
  district TEXT NOT NULL, kind TEXT NOT NULL, scheme BIGINT NOT NULL, from_at BIGINT NOT NULL, grace_until BIGINT NOT NULL,
  PRIMARY KEY (district, kind, scheme)
) {without_rowid};
CREATE INDEX passes_changed ON passes (district, changed_at, serial) WHERE changed_at <> issued_at
)";

// What a guard said of a scan, and the phone's time in it: a proof is good for one passage, whoever uploads it.
constexpr std::string_view passages = R"(
ALTER TABLE pass_scans ADD COLUMN flag TEXT NOT NULL DEFAULT '';
ALTER TABLE pass_scans ADD COLUMN proof_s BIGINT
)";

// Sums of what was issued and scanned, kept as it happens (store_tallies.cpp).
constexpr std::string_view tallies = R"(
CREATE TABLE pass_tallies (
  district TEXT NOT NULL, name TEXT NOT NULL, slot BIGINT NOT NULL, key TEXT NOT NULL, value BIGINT NOT NULL,
  PRIMARY KEY (district, name, slot, key)
) {without_rowid}
)";

// Which way the holder went, where a guard says so.
constexpr std::string_view headings = "ALTER TABLE pass_scans ADD COLUMN heading TEXT NOT NULL DEFAULT ''";

// All that one sighting is held against another by stands in the index: a scan that is stored reads no row of an
// earlier one, which lie all over the table.
constexpr std::string_view sightings = R"(
DROP INDEX pass_scans_pass;
CREATE INDEX pass_scans_pass ON pass_scans (district, pass, at, id, checkpoint, verdict, proof_s) WHERE pass IS NOT NULL
)";

constexpr db::Migration all[] = {{"pass", 1, first},   {"pass", 2, wallets},   {"pass", 3, travel},
                                 {"pass", 4, desks},   {"pass", 5, roll_over}, {"pass", 6, passages},
                                 {"pass", 7, tallies}, {"pass", 8, headings},  {"pass", 9, sightings}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::pass
