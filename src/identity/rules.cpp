#include "identity/rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json.h"
#include "crypto/hash.h"

namespace fugong::identity {
namespace {

// Long enough for the rule and still what guessers try first; compared without case.
constexpr std::array<std::string_view, 30> common_passwords = {
    "password1234",  "password12345", "password123456", "passwordpassword", "password@123", "password!123",
    "p@ssw0rd123",   "p@ssw0rd1234",  "passw0rd123",    "passw0rd1234",     "admin123456",  "admin@123456",
    "admin@12345",   "admin12345678", "administrator1", "administrator",    "root@123456",  "qwerty123456",
    "qwertyuiop123", "1qaz2wsx3edc",  "1qaz@wsx3edc",   "zaq12wsxcde3",     "abc123456789", "abcd12345678",
    "a123456789",    "woaini1314520", "woaini123456",   "iloveyou1234",     "huawei@123",   "welcome@123"};
constexpr std::size_t distinct_min = 5;  // "aaaaaaaaaaaa" and "121212121212" are long and worth nothing

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
  return out;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

int kinds(std::string_view text) {
  const auto other = [](char c) { return !is_digit(c) && !is_lower(c) && !is_upper(c); };
  return int(std::ranges::any_of(text, is_lower)) + int(std::ranges::any_of(text, is_upper)) +
         int(std::ranges::any_of(text, is_digit)) + int(std::ranges::any_of(text, other));
}

// "123456789012", "abcdefghijkl", "9876543210": each character one step from the last; 9 and 0 are neighbours.
bool is_sequence(std::string_view text) {
  const auto steps = [&](int step) {
    for (std::size_t i = 1; i < text.size(); ++i) {
      const int apart = text[i] - text[i - 1];
      if (apart != step && !(is_digit(text[i]) && is_digit(text[i - 1]) && apart == -9 * step)) return false;
    }
    return true;
  };
  return steps(1) || steps(-1);
}

bool is_common(std::string_view password) {
  const std::string folded = lower(password);
  if (std::ranges::find(common_passwords, folded) != common_passwords.end()) return true;
  return std::set<char>(folded.begin(), folded.end()).size() < distinct_min || is_sequence(folded);
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || is_lower(c) || is_upper(c) || c == '_' || c == '-';
  });
}

}  // namespace

std::string join_roles(const std::vector<Role>& roles) {
  std::string out;
  for (const Role role : roles) {
    if (!out.empty()) out += ' ';
    out += json::enum_name(role);
  }
  return out;
}

std::vector<Role> split_roles(std::string_view text) {
  std::vector<Role> roles;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    // A name that a later program wrote says nothing here: deny.
    if (const auto role = json::enum_value<Role>(text.substr(0, end))) roles.push_back(*role);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return roles;
}

Result<std::string> parse_login(std::string_view text, std::string field) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const std::string login = lower(text);
  const bool plain = std::ranges::all_of(
      login, [](char c) { return is_digit(c) || is_lower(c) || c == '.' || c == '_' || c == '-' || c == '@'; });
  if (!plain || login.size() < 3 || login.size() > login_bytes_max) return invalid("person.login", std::move(field));
  return login;
}

Status check_password(std::string_view password, std::string_view login, std::string field) {
  if (password.size() > password_bytes_max)
    return invalid("password.long", std::move(field), {{"limit", std::to_string(password_bytes_max)}});
  const std::size_t length = characters(password);
  const bool long_enough = length >= password_characters_min ||
                           (length >= password_characters_mixed_min && kinds(password) >= password_kinds_mixed);
  if (!long_enough) return invalid("password.short", std::move(field));
  if (login.size() >= 3 && lower(password).find(lower(login)) != std::string::npos)
    return invalid("password.contains_login", std::move(field));
  if (is_common(password)) return invalid("password.common", std::move(field));
  return {};
}

bool is_plain_name(std::string_view text) {
  const bool blank = std::ranges::all_of(text, [](char c) { return c == ' '; });
  const bool control = std::ranges::any_of(text, [](char c) { return (c >= 0 && c < ' ') || c == 127; });
  return !blank && !control && text.size() <= name_bytes_max;
}

bool is_locked(const Failures& failures, Timestamp now) { return now < failures.locked_until; }

Failures after_failure(const Failures& before, Timestamp now) {
  Failures after = before;
  const bool lock_is_over = before.locked_until != Timestamp{} && !is_locked(before, now);
  if (lock_is_over || now - before.last_at >= failures_forgotten_after) after = {};
  ++after.count;
  after.last_at = now;
  if (after.count >= failures_max && !is_locked(after, now)) after.locked_until = now + lock_duration;
  return after;
}

bool session_expired(Timestamp created_at, Timestamp seen_at, Timestamp now) {
  return now - created_at >= session_age_max || now - seen_at >= session_idle_max;
}

Status check_csrf(Carrier carrier, Effect effect, std::string_view given, std::string_view expected) {
  if (carrier == Carrier::bearer || effect == Effect::safe) return {};
  if (expected.empty() || !crypto::equal_secrets(given, expected)) return fail(ErrorKind::forbidden, "auth.csrf");
  return {};
}

Status check_expiry(Timestamp expires_at, Timestamp now) {
  if (expires_at > now && expires_at - now <= api_token_age_max) return {};
  return invalid("token.expiry", "expires_at", {{"days", std::to_string(api_token_age_max.ms / days(1).ms)}});
}

Status check_organisation_code(OrganisationKind kind, std::string_view code, const DistrictCode& district) {
  bool good = false;
  switch (kind) {
    case OrganisationKind::district: good = code.empty(); break;
    case OrganisationKind::department:
    case OrganisationKind::checkpoint: good = is_code(code); break;
    case OrganisationKind::subdistrict:  // GB/T 10114: the district's six digits and three more
      good = code.size() == 9 && code.starts_with(district.text) && std::ranges::all_of(code, is_digit);
      break;
    case OrganisationKind::enterprise: good = is_uuid(code); break;
  }
  if (good) return {};
  return invalid("organisation.code", "code");
}

bool role_fits(Role role, OrganisationKind kind) {
  switch (role) {
    case Role::enterprise_clerk: return kind == OrganisationKind::enterprise;
    case Role::department_reviewer: return kind == OrganisationKind::department;
    case Role::subdistrict_inspector: return kind == OrganisationKind::subdistrict;
    case Role::checkpoint_guard: return kind == OrganisationKind::checkpoint;
    // The command's offices are staffed by departments in some districts.
    case Role::case_officer:
    case Role::resident_officer:
    case Role::pass_commissioner: return kind == OrganisationKind::district || kind == OrganisationKind::department;
    case Role::district_leader:
    case Role::administrator:
    case Role::auditor: return kind == OrganisationKind::district;
  }
  return false;
}

Status check_roles(const std::vector<Role>& roles, OrganisationKind kind) {
  if (roles.empty()) return invalid("person.roles_missing", "roles");
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const std::string field = "roles[" + std::to_string(i) + "]";
    const std::string name(json::enum_name(roles[i]));
    if (std::ranges::count(roles, roles[i]) > 1) return invalid("person.role_twice", field, {{"role", name}});
    if (!role_fits(roles[i], kind)) return invalid("person.role_misplaced", field, {{"role", name}});
    const bool apart = roles[i] == Role::administrator || roles[i] == Role::auditor;
    if (apart && roles.size() > 1) return invalid("person.role_alone", field, {{"role", name}});
  }
  return {};
}

}  // namespace fugong::identity
