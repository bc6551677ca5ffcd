#include "enterprise/store_registration.h"

#define FG_REGISTRATION \
  "id, state, at, usc, name, subdistrict, login, request_sealed, password_hash, decided_at, decided_by, reason"

namespace fugong::enterprise {

void RegistrationStore::insert(const Registration& r) {
  s_.exec("INSERT INTO enterprise_registrations (district, " FG_REGISTRATION
          ") VALUES (:d, :id, :st, :at, :us, :na, :sd, :lo, :re, :ha, :da, :db, :rs)",
          d_, r.id, r.state, r.at, r.usc, r.name, r.subdistrict, r.login, r.request_sealed, r.password_hash,
          r.decided_at, r.decided_by, r.reason);
}

std::optional<Registration> RegistrationStore::find(const RegistrationId& id) {
  return s_.one<Registration>(
      "SELECT " FG_REGISTRATION " FROM enterprise_registrations WHERE district = :d AND id = :id", d_, id);
}

bool RegistrationStore::usc_pending(const std::string& usc) {
  return s_
      .one<std::int64_t>(
          "SELECT 1 FROM enterprise_registrations WHERE district = :d AND usc = :u AND state = 'pending'", d_, usc)
      .has_value();
}

bool RegistrationStore::login_pending(const std::string& login) {
  return s_
      .one<std::int64_t>(
          "SELECT 1 FROM enterprise_registrations WHERE district = :d AND login = :l AND state = 'pending'", d_, login)
      .has_value();
}

std::int64_t RegistrationStore::pending_count() {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM enterprise_registrations WHERE district = :d AND state = 'pending'", d_);
}

std::vector<Registration> RegistrationStore::pending(const std::string& subdistrict, const std::string& after,
                                                     int limit) {
  return s_.query<Registration>(
      "SELECT " FG_REGISTRATION
      " FROM enterprise_registrations WHERE district = :d AND state = 'pending' AND id > :after "
      "AND (:sd = '' OR subdistrict = :sd2) ORDER BY id LIMIT :n",
      d_, after, subdistrict, subdistrict, limit);
}

void RegistrationStore::decide(const Registration& r) {
  s_.exec(
      "UPDATE enterprise_registrations SET state = :st, decided_at = :at, decided_by = :by, reason = :r, "
      "request_sealed = '', password_hash = '' WHERE district = :d AND id = :id",
      r.state, r.decided_at, r.decided_by, r.reason, d_, r.id);
}

void RegistrationStore::save_code(const ClaimCodeRow& row, const std::string& made_by) {
  s_.exec(
      "INSERT INTO enterprise_claim_codes (district, enterprise, code_index, expires_at, wrong, made_by) "
      "VALUES (:d, :e, :c, :x, :w, :by) ON CONFLICT (district, enterprise) DO UPDATE SET "
      "code_index = excluded.code_index, expires_at = excluded.expires_at, wrong = excluded.wrong, "
      "made_by = excluded.made_by",
      d_, row.enterprise, row.code_index, row.expires_at, row.wrong, made_by);
}

std::optional<ClaimCodeRow> RegistrationStore::code_of(const EnterpriseId& enterprise) {
  return s_.one<ClaimCodeRow>(
      "SELECT enterprise, code_index, expires_at, wrong FROM enterprise_claim_codes WHERE district = :d AND enterprise = :e",
      d_, enterprise);
}

void RegistrationStore::count_wrong(const EnterpriseId& enterprise) {
  s_.exec("UPDATE enterprise_claim_codes SET wrong = wrong + 1 WHERE district = :d AND enterprise = :e", d_,
          enterprise);
}

void RegistrationStore::remove_code(const EnterpriseId& enterprise) {
  s_.exec("DELETE FROM enterprise_claim_codes WHERE district = :d AND enterprise = :e", d_, enterprise);
}

}  // namespace fugong::enterprise
