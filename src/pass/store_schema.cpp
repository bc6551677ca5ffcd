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

constexpr db::Migration all[] = {{"pass", 1, first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::pass
