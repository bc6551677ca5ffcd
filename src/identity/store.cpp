#include "identity/store.h"

// The columns of the described structs, in their members' order.
#define FG_ORGANISATION "id, kind, code, name, name_en, subdistrict, created_at"
#define FG_PERSON                                                                                          \
  "id, login, name, password_hash, roles, organisation, phone_sealed, phone_index, disabled, created_at, " \
  "password_changed_at"
#define FG_SUBSTITUTION "id, person, substitute, from_at, until_at, created_at"
#define FG_TOKEN "id, person, name, created_at, expires_at"
#define FG_HOLDER_OF(last) \
  "SELECT p.id, p.name, p.roles, p.disabled, o.id, o.kind, o.code, t.created_at, t." last " FROM "
#define FG_HOLDER_JOIN                                                                  \
  " t JOIN identity_people p ON p.district = t.district AND p.id = t.person "           \
  "JOIN identity_organisations o ON o.district = p.district AND o.id = p.organisation " \
  "WHERE t.district = :d AND t.token_hash = :k"

namespace fugong::identity {

void Store::insert(const Organisation& o) {
  s_.exec("INSERT INTO identity_organisations (district, " FG_ORGANISATION
          ") VALUES (:d, :id, :k, :c, :n, :ne, :s, :at)",
          d_, o.id, o.kind, o.code, o.name, o.name_en, o.subdistrict, o.created_at);
}

std::optional<Organisation> Store::find(const OrganisationId& id) {
  return s_.one<Organisation>("SELECT " FG_ORGANISATION " FROM identity_organisations WHERE district = :d AND id = :id",
                              d_, id);
}

std::optional<Organisation> Store::find_organisation(OrganisationKind kind, const std::string& code) {
  return s_.one<Organisation>("SELECT " FG_ORGANISATION
                              " FROM identity_organisations WHERE district = :d AND kind = :k AND code = :c",
                              d_, kind, code);
}

std::vector<Organisation> Store::organisations(const std::string& kind, const std::string& after_id, int limit) {
  return s_.query<Organisation>("SELECT " FG_ORGANISATION
                                " FROM identity_organisations WHERE district = :d AND id > :after "
                                "AND (:k = '' OR kind = :k2) ORDER BY id LIMIT :n",
                                d_, after_id, kind, kind, limit);
}

void Store::insert(std::span<const Person> people) {
  if (people.empty()) return;
  std::vector<std::string> district, id, login, name, hash, roles, organisation, phone_sealed, phone_index;
  std::vector<std::int64_t> disabled, created_at, password_changed_at;
  for (const Person& p : people) {
    district.push_back(d_.text);
    id.push_back(p.id.text);
    login.push_back(p.login);
    name.push_back(p.name);
    hash.push_back(p.password_hash);
    roles.push_back(p.roles);
    organisation.push_back(p.organisation.text);
    phone_sealed.push_back(p.phone_sealed);
    phone_index.push_back(p.phone_index);
    disabled.push_back(p.disabled);
    created_at.push_back(p.created_at.ms);
    password_changed_at.push_back(p.password_changed_at.ms);
  }
  const db::BulkColumn columns[] = {{"district", std::move(district)},
                                    {"id", std::move(id)},
                                    {"login", std::move(login)},
                                    {"name", std::move(name)},
                                    {"password_hash", std::move(hash)},
                                    {"roles", std::move(roles)},
                                    {"organisation", std::move(organisation)},
                                    {"phone_sealed", std::move(phone_sealed)},
                                    {"phone_index", std::move(phone_index)},
                                    {"disabled", std::move(disabled)},
                                    {"created_at", std::move(created_at)},
                                    {"password_changed_at", std::move(password_changed_at)}};
  s_.bulk_insert("identity_people", columns);
}

std::optional<Person> Store::find(const PersonId& id) {
  return s_.one<Person>("SELECT " FG_PERSON " FROM identity_people WHERE district = :d AND id = :id", d_, id);
}

std::optional<Person> Store::find_login(const std::string& login) {
  return s_.one<Person>("SELECT " FG_PERSON " FROM identity_people WHERE district = :d AND login = :l", d_, login);
}

bool Store::login_taken(const std::string& login) {
  return s_.one<int>("SELECT 1 FROM identity_people WHERE district = :d AND login = :l", d_, login).has_value();
}

std::vector<Person> Store::people(const std::string& organisation, const std::string& login,
                                  const std::string& after_id, int limit) {
  if (!organisation.empty())
    return s_.query<Person>("SELECT " FG_PERSON
                            " FROM identity_people WHERE district = :d AND organisation = :o AND id > :after "
                            "AND (:l = '' OR login = :l2) ORDER BY id LIMIT :n",
                            d_, organisation, after_id, login, login, limit);
  return s_.query<Person>("SELECT " FG_PERSON
                          " FROM identity_people WHERE district = :d AND id > :after AND (:l = '' OR login = :l2) "
                          "ORDER BY id LIMIT :n",
                          d_, after_id, login, login, limit);
}

std::vector<Person> Store::people_of_role(std::string_view role, int limit) {
  // Roles stand in one text, parted by blanks.
  return s_.query<Person>("SELECT " FG_PERSON
                          " FROM identity_people WHERE district = :d AND disabled = 0 AND "
                          "' ' || roles || ' ' LIKE :r ORDER BY name, id LIMIT :n",
                          d_, "% " + std::string(role) + " %", limit);
}

std::vector<Person> Store::people_of_phone(const std::string& phone_index) {
  return s_.query<Person>(
      "SELECT " FG_PERSON
      " FROM identity_people WHERE district = :d AND phone_index = :p AND phone_index <> '' ORDER BY id",
      d_, phone_index);
}

void Store::save_profile(const Person& p) {
  s_.exec(
      "UPDATE identity_people SET name = :n, roles = :r, disabled = :x, phone_sealed = :ps, phone_index = :pi "
      "WHERE district = :d AND id = :id",
      p.name, p.roles, p.disabled, p.phone_sealed, p.phone_index, d_, p.id);
}

void Store::save_password(const Person& p) {
  s_.exec("UPDATE identity_people SET password_hash = :h, password_changed_at = :at WHERE district = :d AND id = :id",
          p.password_hash, p.password_changed_at, d_, p.id);
}

std::vector<Person> Store::colleagues(const OrganisationId& organisation, int limit) {
  return s_.query<Person>("SELECT " FG_PERSON
                          " FROM identity_people WHERE district = :d AND organisation = :o AND disabled = 0 "
                          "ORDER BY id LIMIT :n",
                          d_, organisation, limit);
}

void Store::insert(const Substitution& s) {
  s_.exec("INSERT INTO identity_substitutes (district, " FG_SUBSTITUTION ") VALUES (:d, :id, :p, :s, :f, :u, :at)", d_,
          s.id, s.person, s.substitute, s.from_at, s.until_at, s.created_at);
}

std::optional<Substitution> Store::find_substitution(const SubstitutionId& id) {
  return s_.one<Substitution>("SELECT " FG_SUBSTITUTION " FROM identity_substitutes WHERE district = :d AND id = :id",
                              d_, id);
}

std::vector<Substitution> Store::substitutions(const PersonId& person, Timestamp now) {
  return s_.query<Substitution>(
      "SELECT " FG_SUBSTITUTION
      " FROM identity_substitutes WHERE district = :d AND (person = :p OR substitute = :s) AND until_at > :now "
      "ORDER BY from_at, id",
      d_, person, person, now);
}

void Store::end_substitution(const SubstitutionId& id, Timestamp now) {
  s_.exec("UPDATE identity_substitutes SET until_at = :at WHERE district = :d AND id = :id AND until_at > :at2", now,
          d_, id, now);
}

std::vector<Represented> Store::represented(const PersonId& substitute, Timestamp now) {
  std::vector<Represented> out;
  s_.each<std::tuple<PersonId, std::string, std::string>>(
      "SELECT p.id, p.name, p.roles FROM identity_substitutes s "
      "JOIN identity_people p ON p.district = s.district AND p.id = s.person "
      "WHERE s.district = :d AND s.substitute = :s AND s.until_at > :now AND s.from_at <= :now2 AND p.disabled = 0 "
      "ORDER BY s.from_at, s.id",
      [&](std::tuple<PersonId, std::string, std::string>&& row) {
        out.push_back({std::get<0>(row), std::get<1>(row), split_roles(std::get<2>(row))});
      },
      d_, substitute, now, now);
  return out;
}

std::optional<Failures> Store::failures(const std::string& login_index) {
  return s_.one<Failures>(
      "SELECT failures, last_at, locked_until FROM identity_failures WHERE district = :d AND login_index = :l", d_,
      login_index);
}

void Store::save_failures(const std::string& login_index, const Failures& f) {
  s_.exec(
      "INSERT INTO identity_failures (district, login_index, failures, last_at, locked_until) "
      "VALUES (:d, :l, :n, :at, :until) ON CONFLICT (district, login_index) DO UPDATE SET "
      "failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until",
      d_, login_index, f.count, f.last_at, f.locked_until);
}

void Store::clear_failures(const std::string& login_index) {
  s_.exec("DELETE FROM identity_failures WHERE district = :d AND login_index = :l", d_, login_index);
}

void Store::forget_failures_before(Timestamp t) {
  s_.exec("DELETE FROM identity_failures WHERE district = :d AND last_at < :t", d_, t);
}

void Store::insert_session(const std::string& key, const PersonId& person, Timestamp now) {
  s_.exec(
      "INSERT INTO identity_sessions (district, token_hash, person, created_at, seen_at) VALUES (:d, :k, :p, :at, :seen)",
      d_, key, person, now, now);
}

std::optional<Holder> Store::session_holder(const std::string& key) {
  return s_.one<Holder>(FG_HOLDER_OF("seen_at") "identity_sessions" FG_HOLDER_JOIN, d_, key);
}

std::vector<std::string> Store::session_keys(const PersonId& person) {
  return s_.query<std::string>(
      "SELECT token_hash FROM identity_sessions WHERE district = :d AND person = :p ORDER BY created_at DESC, token_hash",
      d_, person);
}

void Store::end_session(const std::string& key) {
  s_.exec("DELETE FROM identity_sessions WHERE district = :d AND token_hash = :k", d_, key);
}

void Store::end_sessions(const PersonId& person, const std::string& but_key) {
  s_.exec("DELETE FROM identity_sessions WHERE district = :d AND person = :p AND token_hash <> :k", d_, person,
          but_key);
}

void Store::end_sessions_created_before(Timestamp t) {
  s_.exec("DELETE FROM identity_sessions WHERE district = :d AND created_at < :t", d_, t);
}

void touch_session(db::Session& session, const DistrictCode& district, const std::string& key, Timestamp now) {
  session.exec("UPDATE identity_sessions SET seen_at = :t WHERE district = :d AND token_hash = :k AND seen_at < :t2",
               now, district, key, now);
}

void Store::insert(const ApiToken& t, const std::string& key) {
  s_.exec("INSERT INTO identity_api_tokens (district, " FG_TOKEN ", token_hash) VALUES (:d, :id, :p, :n, :at, :x, :k)",
          d_, t.id, t.person, t.name, t.created_at, t.expires_at, key);
}

std::optional<Holder> Store::token_holder(const std::string& key) {
  return s_.one<Holder>(FG_HOLDER_OF("expires_at") "identity_api_tokens" FG_HOLDER_JOIN, d_, key);
}

std::vector<ApiToken> Store::tokens(const PersonId& person) {
  return s_.query<ApiToken>(
      "SELECT " FG_TOKEN " FROM identity_api_tokens WHERE district = :d AND person = :p ORDER BY id", d_, person);
}

bool Store::remove_token(const PersonId& person, const ApiTokenId& id) {
  return s_.exec("DELETE FROM identity_api_tokens WHERE district = :d AND id = :id AND person = :p", d_, id, person) >
         0;
}

void Store::remove_tokens(const PersonId& person) {
  s_.exec("DELETE FROM identity_api_tokens WHERE district = :d AND person = :p", d_, person);
}

}  // namespace fugong::identity
