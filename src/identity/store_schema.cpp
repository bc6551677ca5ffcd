#include "identity/service.h"

namespace fugong::identity {
namespace {

// Sessions and tokens are keyed by the hash of what the browser holds: whoever reads the table can log in as nobody.
constexpr std::string_view first = R"(
CREATE TABLE identity_organisations (
  district TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
  name_en TEXT NOT NULL, subdistrict TEXT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX identity_organisations_code ON identity_organisations (district, kind, code);
CREATE TABLE identity_people (
  district TEXT NOT NULL, id TEXT NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, password_hash TEXT NOT NULL,
  roles TEXT NOT NULL, organisation TEXT NOT NULL, phone_sealed TEXT NOT NULL, phone_index TEXT NOT NULL,
  disabled INTEGER NOT NULL, created_at BIGINT NOT NULL, password_changed_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX identity_people_login ON identity_people (district, login);
CREATE INDEX identity_people_organisation ON identity_people (district, organisation, id);
CREATE INDEX identity_people_phone ON identity_people (district, phone_index) WHERE phone_index <> '';
CREATE TABLE identity_failures (
  district TEXT NOT NULL, login_index TEXT NOT NULL, failures INTEGER NOT NULL, last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  PRIMARY KEY (district, login_index)
) {without_rowid};
CREATE INDEX identity_failures_last ON identity_failures (district, last_at);
CREATE TABLE identity_sessions (
  district TEXT NOT NULL, token_hash TEXT NOT NULL, person TEXT NOT NULL, created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (district, token_hash)
) {without_rowid};
CREATE INDEX identity_sessions_person ON identity_sessions (district, person);
CREATE INDEX identity_sessions_created ON identity_sessions (district, created_at);
CREATE TABLE identity_api_tokens (
  district TEXT NOT NULL, id TEXT NOT NULL, token_hash TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE UNIQUE INDEX identity_api_tokens_hash ON identity_api_tokens (district, token_hash);
CREATE INDEX identity_api_tokens_person ON identity_api_tokens (district, person)
)";

// Who acts for whom, from when to when; ended early: until_at is that instant.
constexpr std::string_view second = R"(
CREATE TABLE identity_substitutes (
  district TEXT NOT NULL, id TEXT NOT NULL, person TEXT NOT NULL, substitute TEXT NOT NULL, from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX identity_substitutes_substitute ON identity_substitutes (district, substitute, until_at);
CREATE INDEX identity_substitutes_person ON identity_substitutes (district, person, until_at)
)";

constexpr db::Migration all[] = {{"identity", 1, first}, {"identity", 2, second}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::identity
