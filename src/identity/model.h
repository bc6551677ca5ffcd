// What identity keeps: organisations, people, sessions, API tokens, failed log-ins.
#pragma once

#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "base/actor.h"
#include "base/clock.h"

namespace fugong::identity {

using ApiTokenId = Id<struct ApiTokenTag>;
using SubstitutionId = Id<struct SubstitutionTag>;

struct Organisation {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::district;
  std::string code;  // as Actor::organisation_code; unique per kind
  std::string name;
  std::string name_en;      // empty: the Chinese name is shown
  std::string subdistrict;  // where an enterprise or a checkpoint lies; empty: not said
  Timestamp created_at{};
};
BOOST_DESCRIBE_STRUCT(Organisation, (), (id, kind, code, name, name_en, subdistrict, created_at))

struct Person {
  PersonId id;
  std::string login;  // normalised (rules.h); unique in the district
  std::string name;
  std::string password_hash;  // Argon2id in libsodium's text form
  std::string roles;          // names, separated by a blank
  OrganisationId organisation;
  std::string phone_sealed, phone_index;  // empty: none
  bool disabled = false;
  Timestamp created_at{}, password_changed_at{};
};
BOOST_DESCRIBE_STRUCT(Person, (),
                      (id, login, name, password_hash, roles, organisation, phone_sealed, phone_index, disabled,
                       created_at, password_changed_at))

// Wrong passwords in a row, kept per login as typed (keyed hash), so that a login that does not exist locks like one
// that does.
struct Failures {
  int count = 0;
  Timestamp last_at{};
  Timestamp locked_until{};
};
BOOST_DESCRIBE_STRUCT(Failures, (), (count, last_at, locked_until))

struct ApiToken {
  ApiTokenId id;
  PersonId person;
  std::string name;
  Timestamp created_at{}, expires_at{};
};
BOOST_DESCRIBE_STRUCT(ApiToken, (), (id, person, name, created_at, expires_at))

// `substitute` acts for `person` in [from_at, until_at).
struct Substitution {
  SubstitutionId id;
  PersonId person, substitute;
  Timestamp from_at{}, until_at{}, created_at{};
};
BOOST_DESCRIBE_STRUCT(Substitution, (), (id, person, substitute, from_at, until_at, created_at))

// Whom a session cookie or an API token stands for, read in one statement.
struct Holder {
  PersonId person;
  std::string person_name, roles;
  bool disabled = false;
  OrganisationId organisation;
  OrganisationKind kind = OrganisationKind::district;
  std::string organisation_code;
  Timestamp created_at{};
  Timestamp last{};  // session: last seen; API token: expiry
};
BOOST_DESCRIBE_STRUCT(Holder, (),
                      (person, person_name, roles, disabled, organisation, kind, organisation_code, created_at, last))

std::string join_roles(const std::vector<Role>& roles);
std::vector<Role> split_roles(std::string_view text);

}  // namespace fugong::identity
