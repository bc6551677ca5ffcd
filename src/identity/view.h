// Requests and replies of identity. A list shows masked phones; no reply carries a password, a hash or a session token.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/message.h"
#include "identity/model.h"

namespace fugong::identity {

struct OrganisationView {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::district;
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(OrganisationView, (), (id, kind, code, name))

struct SessionView {
  PersonId person;
  std::string name, login;
  OrganisationView organisation;
  std::vector<Role> roles;
  std::vector<Represented> represents;  // colleagues for whom the person acts now
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (person, name, login, organisation, roles, represents))

struct LogInRequest {
  std::string login, password;
};
BOOST_DESCRIBE_STRUCT(LogInRequest, (), (login, password))

struct OwnPasswordRequest {
  std::string current, password;
};
BOOST_DESCRIBE_STRUCT(OwnPasswordRequest, (), (current, password))

struct OrganisationRequest {
  OrganisationKind kind = OrganisationKind::district;
  std::string code, name;
  std::optional<std::string> name_en, subdistrict;
};
BOOST_DESCRIBE_STRUCT(OrganisationRequest, (), (kind, code, name, name_en, subdistrict))

struct OrganisationLine {
  OrganisationId id;
  OrganisationKind kind = OrganisationKind::district;
  std::string code, name, name_en, subdistrict;
};
BOOST_DESCRIBE_STRUCT(OrganisationLine, (), (id, kind, code, name, name_en, subdistrict))

struct OrganisationFilter {
  std::optional<OrganisationKind> kind;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(OrganisationFilter, (), (kind, after, limit))

struct PersonRequest {
  std::string login, name, password;
  std::vector<Role> roles;
  OrganisationId organisation;
  std::optional<std::string> phone;
};
BOOST_DESCRIBE_STRUCT(PersonRequest, (), (login, name, password, roles, organisation, phone))

struct PersonPatch {
  std::optional<std::string> name;
  std::optional<std::vector<Role>> roles;
  std::optional<bool> disabled;
  std::optional<std::string> password;  // ends the person's sessions and API tokens, lifts a lock
  std::optional<std::string> phone;     // "" removes it
};
BOOST_DESCRIBE_STRUCT(PersonPatch, (), (name, roles, disabled, password, phone))

struct PersonLine {
  PersonId id;
  std::string login, name;
  std::vector<Role> roles;
  OrganisationId organisation;
  std::string phone_masked;  // empty: none
  bool disabled = false;
  Timestamp created_at{};
};
BOOST_DESCRIBE_STRUCT(PersonLine, (), (id, login, name, roles, organisation, phone_masked, disabled, created_at))

struct PersonFilter {
  std::optional<OrganisationId> organisation;
  std::optional<std::string> login;  // exact
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PersonFilter, (), (organisation, login, after, limit))

struct PhoneRequest {
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(PhoneRequest, (), (phone))

// A colleague of the own organisation: whom one can hand a task to, or name as substitute.
struct ColleagueLine {
  PersonId id;
  std::string name;
  std::vector<Role> roles;
};
BOOST_DESCRIBE_STRUCT(ColleagueLine, (), (id, name, roles))

struct SubstituteRequest {
  PersonId substitute;
  std::optional<Timestamp> from_at;  // absent: from now on
  Timestamp until_at{};
};
BOOST_DESCRIBE_STRUCT(SubstituteRequest, (), (substitute, from_at, until_at))

struct SubstituteLine {
  SubstitutionId id;
  PersonId person, substitute;
  std::string person_name, substitute_name;
  Timestamp from_at{}, until_at{};
  bool running = false;  // now
};
BOOST_DESCRIBE_STRUCT(SubstituteLine, (),
                      (id, person, substitute, person_name, substitute_name, from_at, until_at, running))

struct TokenRequest {
  std::string name;
  std::optional<Timestamp> expires_at;  // absent: in api_token_age_default
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (name, expires_at))

struct TokenLine {
  ApiTokenId id;
  std::string name;
  Timestamp created_at{}, expires_at{};
};
BOOST_DESCRIBE_STRUCT(TokenLine, (), (id, name, created_at, expires_at))

// The only time that a token is shown: the district keeps its hash.
struct IssuedToken {
  ApiTokenId id;
  std::string name;
  Timestamp expires_at{};
  std::string token;
};
BOOST_DESCRIBE_STRUCT(IssuedToken, (), (id, name, expires_at, token))

struct GrantLine {
  Role role = Role::auditor;
  std::string scope;  // "any", "own"
};
BOOST_DESCRIBE_STRUCT(GrantLine, (), (role, scope))

struct RightLine {
  std::string right;
  std::vector<GrantLine> grants;
};
BOOST_DESCRIBE_STRUCT(RightLine, (), (right, grants))

}  // namespace fugong::identity
