// The room's tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include <optional>
#include <span>

#include "db/engine.h"
#include "identity/model.h"

namespace fugong::identity {

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- organisations --
  void insert(const Organisation& o);
  std::optional<Organisation> find(const OrganisationId& id);
  std::optional<Organisation> find_organisation(OrganisationKind kind, const std::string& code);
  std::vector<Organisation> organisations(const std::string& kind, const std::string& after_id,
                                          int limit);  // "": any kind

  // -- people --
  void insert(std::span<const Person> people);
  std::optional<Person> find(const PersonId& id);
  std::optional<Person> find_login(const std::string& login);
  bool login_taken(const std::string& login);
  std::vector<Person> people(const std::string& organisation, const std::string& login, const std::string& after_id,
                             int limit);
  std::vector<Person> people_of_role(std::string_view role, int limit);  // not disabled, by name
  std::vector<Person> people_of_phone(const std::string& phone_index);
  void save_profile(const Person& p);   // name, roles, disabled, phone
  void save_password(const Person& p);  // hash and when it was set

  std::vector<Person> colleagues(const OrganisationId& organisation, int limit);  // not disabled

  // -- substitutes --
  void insert(const Substitution& s);
  std::optional<Substitution> find_substitution(const SubstitutionId& id);
  std::vector<Substitution> substitutions(const PersonId& person, Timestamp now);  // of or by the person, not over yet
  void end_substitution(const SubstitutionId& id, Timestamp now);
  std::vector<Represented> represented(const PersonId& substitute, Timestamp now);  // enabled people, at this instant

  // -- failed log-ins --
  std::optional<Failures> failures(const std::string& login_index);
  void save_failures(const std::string& login_index, const Failures& f);
  void clear_failures(const std::string& login_index);
  void forget_failures_before(Timestamp t);

  // -- sessions: `key` is the token's SHA-256 in base64url --
  void insert_session(const std::string& key, const PersonId& person, Timestamp now);
  std::optional<Holder> session_holder(const std::string& key);
  std::vector<std::string> session_keys(const PersonId& person);  // the newest first
  void end_session(const std::string& key);
  void end_sessions(const PersonId& person, const std::string& but_key);
  void end_sessions_created_before(Timestamp t);

  // -- API tokens --
  void insert(const ApiToken& t, const std::string& key);
  std::optional<Holder> token_holder(const std::string& key);
  std::vector<ApiToken> tokens(const PersonId& person);
  bool remove_token(const PersonId& person, const ApiTokenId& id);
  void remove_tokens(const PersonId& person);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

// Says that the session was used; a command of its own.
void touch_session(db::Session& session, const DistrictCode& district, const std::string& key, Timestamp now);

}  // namespace fugong::identity
