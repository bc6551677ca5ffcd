// The rules of identity by table.
#include "identity/rules.h"

#include <gtest/gtest.h>

namespace fugong::identity {
namespace {

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

TEST(Passwords, are_long_or_mixed_and_not_what_guessers_try_first) {
  struct Case {
    std::string password, login, code;
  };
  const std::vector<Case> cases = {
      {"", "zhang", "password.short"},
      {"Kx7#mQ2pL", "zhang", "password.short"},    // 9, four kinds
      {"kx7mq2plzw", "zhang", "password.short"},   // 10, two kinds
      {"Kx7mq2plzw", "zhang", ""},                 // 10, three kinds
      {"kxqmplzwvbn", "zhang", "password.short"},  // 11, one kind
      {"kxqmplzwvbnt", "zhang", ""},               // 12, one kind
      {"correct horse battery", "zhang", ""},
      {"春眠不觉晓处处闻啼鸟来", "zhang", "password.short"},  // 11 characters, 33 bytes
      {"春眠不觉晓处处闻啼鸟来也", "zhang", ""},
      {"aaaaaaaaaaaaaaaa", "zhang", "password.common"},
      {"121212121212", "zhang", "password.common"},
      {"123456789012", "zhang", "password.common"},
      {"210987654321", "zhang", "password.common"},
      {"abcdefghijklm", "zhang", "password.common"},
      {"Admin@123456", "zhang", "password.common"},
      {"PassWord1234", "zhang", "password.common"},
      {"my-ZHANG-secret-9", "zhang", "password.contains_login"},
      {"my-ZHANG-secret-9", "", ""},
      {std::string(257, 'a') + "bcdefg", "zhang", "password.long"},
  };
  for (const Case& c : cases) EXPECT_EQ(code_of(check_password(c.password, c.login, "password")), c.code) << c.password;
}

TEST(Logins, are_small_letters_digits_and_a_few_signs) {
  struct Case {
    std::string text, login;  // "": refused
  };
  const std::string longest(64, 'a');
  const std::vector<Case> cases = {
      {"zhang.san", "zhang.san"},
      {" Zhang_San ", "zhang_san"},
      {"a@b-c", "a@b-c"},
      {longest, longest},
      {longest + "a", ""},
      {"ab", ""},
      {"", ""},
      {"zhang san", ""},
      {"张三三", ""},
      {"a'--x", ""},
      {std::string("ab\0c", 4), ""},
  };
  for (const Case& c : cases) {
    const auto login = parse_login(c.text, "login");
    EXPECT_EQ(login.value_or(""), c.login) << c.text;
    if (!login) {
      EXPECT_EQ(login.error().code, "person.login");
    }
  }
}

TEST(Failures, lock_at_the_fifth_for_half_an_hour_and_are_forgotten_in_time) {
  const Timestamp start{1'650'000'000'000};
  Failures f;
  for (int i = 1; i <= 4; ++i) {
    f = after_failure(f, start + minutes(i));
    EXPECT_EQ(f.count, i);
    EXPECT_FALSE(is_locked(f, start + minutes(i)));
  }
  const Failures four = f;
  f = after_failure(f, start + minutes(5));
  EXPECT_TRUE(is_locked(f, start + minutes(5)));
  EXPECT_TRUE(is_locked(f, start + minutes(35) - milliseconds(1)));
  EXPECT_FALSE(is_locked(f, start + minutes(35)));
  // A failure that was on its way during the lock does not lengthen it.
  EXPECT_EQ(after_failure(f, start + minutes(6)).locked_until, f.locked_until);
  // After the lock, and after half an hour without a failure, counting starts over.
  EXPECT_EQ(after_failure(f, start + minutes(36)).count, 1);
  EXPECT_EQ(after_failure(four, start + minutes(4) + failures_forgotten_after).count, 1);
  EXPECT_EQ(after_failure(four, start + minutes(3) + failures_forgotten_after).count, 5);
}

TEST(Sessions, end_after_half_an_hour_idle_and_after_twelve_hours) {
  const Timestamp t{1'650'000'000'000};
  struct Case {
    Duration seen, now;
    bool expired;
  };
  for (const Case& c : std::vector<Case>{{minutes(0), minutes(0), false},
                                         {minutes(0), minutes(29), false},
                                         {minutes(0), minutes(30), true},
                                         {minutes(600), minutes(629), false},
                                         {minutes(719), milliseconds(43'199'999), false},
                                         {minutes(719), hours(12), true}})
    EXPECT_EQ(session_expired(t, t + c.seen, t + c.now), c.expired) << c.seen.ms << " " << c.now.ms;
}

TEST(Csrf, is_asked_of_cookies_on_unsafe_methods_only) {
  struct Case {
    Carrier carrier;
    Effect effect;
    std::string given, expected;
    bool allowed;
  };
  using enum Carrier;
  using enum Effect;
  for (const Case& c : std::vector<Case>{{cookie, safe, "", "right", true},
                                         {cookie, unsafe, "right", "right", true},
                                         {cookie, unsafe, "wrong", "right", false},
                                         {cookie, unsafe, "righ", "right", false},
                                         {cookie, unsafe, "", "right", false},
                                         {cookie, unsafe, "", "", false},
                                         {bearer, unsafe, "", "", true}})
    EXPECT_EQ(check_csrf(c.carrier, c.effect, c.given, c.expected).has_value(), c.allowed) << c.given;
}

TEST(ApiTokens, expire_within_a_year) {
  const Timestamp now{1'650'000'000'000};
  EXPECT_EQ(code_of(check_expiry(now, now)), "token.expiry");
  EXPECT_EQ(code_of(check_expiry(now - days(1), now)), "token.expiry");
  EXPECT_EQ(code_of(check_expiry(now + milliseconds(1), now)), "");
  EXPECT_EQ(code_of(check_expiry(now + days(366), now)), "");
  EXPECT_EQ(code_of(check_expiry(now + days(366) + milliseconds(1), now)), "token.expiry");
}

TEST(Organisations, have_a_code_of_their_kind) {
  const DistrictCode d{"210104"};
  using enum OrganisationKind;
  struct Case {
    OrganisationKind kind;
    std::string code;
    bool good;
  };
  for (const Case& c : std::vector<Case>{{district, "", true},
                                         {district, "x", false},
                                         {department, "industry_it", true},
                                         {department, "", false},
                                         {department, "工信", false},
                                         {subdistrict, "210104012", true},
                                         {subdistrict, "210105012", false},
                                         {subdistrict, "2101040120", false},
                                         {subdistrict, "21010401x", false},
                                         {enterprise, "01800000-0000-7000-8000-000000000001", true},
                                         {enterprise, "acme", false},
                                         {checkpoint, "G1-east", true},
                                         {checkpoint, "G1 east", false}})
    EXPECT_EQ(check_organisation_code(c.kind, c.code, d).has_value(), c.good) << c.code;
}

TEST(Roles, sit_where_they_belong_and_administration_stands_alone) {
  using enum OrganisationKind;
  using enum Role;
  struct Case {
    std::vector<Role> roles;
    OrganisationKind kind;
    std::string code;
  };
  for (const Case& c : std::vector<Case>{{{}, district, "person.roles_missing"},
                                         {{case_officer, case_officer}, district, "person.role_twice"},
                                         {{case_officer, pass_commissioner}, district, ""},
                                         {{case_officer}, department, ""},
                                         {{department_reviewer, pass_commissioner}, department, ""},
                                         {{enterprise_clerk}, enterprise, ""},
                                         {{enterprise_clerk}, district, "person.role_misplaced"},
                                         {{case_officer}, enterprise, "person.role_misplaced"},
                                         {{administrator}, enterprise, "person.role_misplaced"},
                                         {{subdistrict_inspector}, subdistrict, ""},
                                         {{checkpoint_guard}, checkpoint, ""},
                                         {{administrator}, district, ""},
                                         {{administrator, auditor}, district, "person.role_alone"},
                                         {{case_officer, administrator}, district, "person.role_alone"},
                                         {{auditor, district_leader}, district, "person.role_alone"}})
    EXPECT_EQ(code_of(check_roles(c.roles, c.kind)), c.code) << join_roles(c.roles);
}

TEST(Roles, stand_as_names_and_an_unknown_name_gives_nothing) {
  const std::vector<Role> roles = {Role::case_officer, Role::pass_commissioner};
  EXPECT_EQ(join_roles(roles), "case_officer pass_commissioner");
  EXPECT_EQ(split_roles(join_roles(roles)), roles);
  EXPECT_EQ(split_roles("emperor case_officer"), std::vector<Role>{Role::case_officer});
  EXPECT_TRUE(split_roles("").empty());
  EXPECT_TRUE(split_roles("  ").empty());
}

}  // namespace
}  // namespace fugong::identity
