// The rules of identity, pure: passwords, lock-out, session expiry, CSRF, which role sits in which organisation.
// GB/T 22239-2019 8.1.4.1 (level 3) asks for complex passwords, a limit on failed log-ins and a time-out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/result.h"
#include "identity/model.h"

namespace fugong::identity {

// ---- logins and passwords ----
constexpr std::size_t login_bytes_max = 64;
constexpr std::size_t password_bytes_max = 256;            // hashing costs the same for all, reading does not
constexpr std::size_t password_characters_min = 12;        // of any kinds
constexpr std::size_t password_characters_mixed_min = 10;  // of at least password_kinds_mixed kinds
constexpr int password_kinds_mixed = 3;

// Lower case, 3 to 64 of a-z 0-9 . _ - @. Code person.login.
Result<std::string> parse_login(std::string_view text, std::string field);
// Codes password.short, password.long, password.common, password.contains_login. `login` may be empty.
Status check_password(std::string_view password, std::string_view login, std::string field);

// A name of a person, an organisation or a token: something to read, at most name_bytes_max, no control characters.
constexpr std::size_t name_bytes_max = 200;
bool is_plain_name(std::string_view text);

// ---- failed log-ins ----
constexpr int failures_max = 5;
constexpr Duration lock_duration = minutes(30);
constexpr Duration failures_forgotten_after = minutes(30);  // since the last one

bool is_locked(const Failures& failures, Timestamp now);
Failures after_failure(const Failures& before, Timestamp now);

// ---- sessions ----
constexpr Duration session_idle_max = minutes(30);
constexpr Duration session_age_max = hours(12);

bool session_expired(Timestamp created_at, Timestamp seen_at, Timestamp now);

// What a request carries. A bearer token is sent by a program on purpose; a cookie is sent by the browser for anyone.
enum class Carrier : std::uint8_t { cookie, bearer };
enum class Effect : std::uint8_t { safe, unsafe };  // RFC 9110 section 9.2.1
// Code auth.csrf. The token given must be the session's own.
Status check_csrf(Carrier carrier, Effect effect, std::string_view given, std::string_view expected);

// ---- API tokens ----
constexpr Duration api_token_age_default = days(90);
constexpr Duration api_token_age_max = days(366);
constexpr int api_tokens_per_person_max = 20;
// Code token.expiry.
Status check_expiry(Timestamp expires_at, Timestamp now);

// ---- substitutes ----
constexpr Duration substitute_length_max = days(184);  // half a year; longer is a change of office
constexpr std::size_t substitutes_per_person_max = 10;
constexpr int colleagues_max = 500;  // of one organisation, for a list to choose from
// Code substitute.period.
Status check_substitute_period(Timestamp from, Timestamp until, Timestamp now);

// ---- organisations and roles ----
// Department id, 9-digit subdistrict of this district, enterprise id, checkpoint code; empty for the district.
// Code organisation.code.
Status check_organisation_code(OrganisationKind kind, std::string_view code, const DistrictCode& district);
bool role_fits(Role role, OrganisationKind kind);
// Every role fits its organisation; administrators and auditors do nothing else (GB/T 22239-2019 8.1.5: separate
// administration, audit and security). Codes person.roles_missing, person.role_twice, person.role_misplaced,
// person.role_alone.
Status check_roles(const std::vector<Role>& roles, OrganisationKind kind);

}  // namespace fugong::identity
