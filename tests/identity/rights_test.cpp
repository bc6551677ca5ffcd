// The rights table: deny by default, own means own.
#include "identity/rights.h"

#include <gtest/gtest.h>

#include <set>

#include "base/json.h"

namespace fugong::identity {
namespace {

constexpr OrganisationKind home_of(Role role) {
  switch (role) {
    case Role::enterprise_clerk: return OrganisationKind::enterprise;
    case Role::department_reviewer: return OrganisationKind::department;
    case Role::subdistrict_inspector: return OrganisationKind::subdistrict;
    case Role::checkpoint_guard: return OrganisationKind::checkpoint;
    default: return OrganisationKind::district;
  }
}

Actor actor_of(Role role, std::string code = "mine") {
  Actor a;
  a.person = PersonId{"01800000-0000-7000-8000-000000000001"};
  a.kind = home_of(role);
  a.organisation_code = a.kind == OrganisationKind::district ? "" : std::move(code);
  a.roles = {role};
  return a;
}

const Subject mine{"mine", "mine", "mine"};
const Subject other{"other", "other", "other"};

template <class F>
void each_role(F f) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Role>>([&](auto d) { f(d.value); });
}

TEST(RightsTable, names_each_right_once_and_each_role_once_within_it) {
  std::set<std::string_view> names;
  std::set<Role> used;
  for (const Right& right : rights()) {
    EXPECT_TRUE(names.insert(right.name).second) << right.name;
    EXPECT_NE(right.name.find('.'), std::string_view::npos) << right.name;
    EXPECT_FALSE(right.grants.empty()) << right.name;
    std::set<Role> roles;
    for (const Grant& grant : right.grants) {
      EXPECT_NE(json::enum_name(grant.role), "?") << right.name;
      EXPECT_TRUE(roles.insert(grant.role).second) << right.name << " " << json::enum_name(grant.role);
      used.insert(grant.role);
    }
  }
  each_role([&](Role role) { EXPECT_TRUE(used.contains(role)) << json::enum_name(role); });
}

TEST(RightsTable, grants_own_only_to_roles_whose_organisation_owns_something) {
  for (const Right& right : rights())
    for (const Grant& grant : right.grants)
      if (grant.scope == Scope::own) {
        const OrganisationKind home = home_of(grant.role);
        EXPECT_TRUE(home == OrganisationKind::enterprise || home == OrganisationKind::subdistrict ||
                    home == OrganisationKind::department)
            << right.name << " " << json::enum_name(grant.role);
      }
}

TEST(RightsTable, allows_exactly_what_a_row_says_for_every_right_and_role) {
  for (const Right& right : rights())
    each_role([&](Role role) {
      const auto row = std::ranges::find(right.grants, role, &Grant::role);
      const bool granted = row != right.grants.end();
      const bool everywhere = granted && row->scope == Scope::any;
      const Actor actor = actor_of(role);
      const std::string what = std::string(right.name) + " " + std::string(json::enum_name(role));
      EXPECT_EQ(allows(actor, right.name), granted) << what;
      EXPECT_EQ(allows_everywhere(actor, right.name), everywhere) << what;
      EXPECT_EQ(require(actor, right.name, mine).has_value(), granted) << what;
      EXPECT_EQ(require(actor, right.name, other).has_value(), everywhere) << what;
      EXPECT_EQ(require(actor, right.name, {}).has_value(), everywhere) << what;
    });
}

TEST(RightsTable, denies_nobody_and_unknown_rights) {
  for (const Right& right : rights()) {
    const Status refused = require(Actor{}, right.name, mine);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unauthenticated);
    EXPECT_FALSE(allows(Actor{}, right.name));
  }
  each_role([&](Role role) {
    for (const char* unknown : {"", "case", "case.", "CASE.READ", "everything", "case.read "}) {
      EXPECT_FALSE(allows(actor_of(role), unknown)) << unknown;
      EXPECT_FALSE(require(actor_of(role), unknown, mine)) << unknown;
    }
  });
  EXPECT_TRUE(allows(Actor{}, "public"));
  EXPECT_FALSE(allows(Actor{}, "session.self"));
  EXPECT_TRUE(allows(actor_of(Role::auditor), "session.self"));
}

TEST(RightsTable, keeps_an_enterprise_to_itself_and_a_subdistrict_to_its_own) {
  const Actor clerk = actor_of(Role::enterprise_clerk, "A");
  EXPECT_TRUE(require(clerk, "case.read", {.enterprise = "A", .subdistrict = "S"}));
  EXPECT_FALSE(require(clerk, "case.read", {.enterprise = "B", .subdistrict = "S"}));
  EXPECT_FALSE(require(clerk, "case.read", {.enterprise = "B", .subdistrict = "A"}));  // a code of another kind
  const Actor inspector = actor_of(Role::subdistrict_inspector, "S");
  EXPECT_TRUE(require(inspector, "case.inspect", {.enterprise = "A", .subdistrict = "S"}));
  EXPECT_FALSE(require(inspector, "case.inspect", {.enterprise = "S", .subdistrict = "T"}));
  // Without a code nothing is one's own: empty equals empty must not open the door.
  Actor nowhere = clerk;
  nowhere.organisation_code = "";
  EXPECT_FALSE(require(nowhere, "case.read", {}));
}

TEST(RightsTable, lets_administrators_and_auditors_decide_nothing) {
  for (const char* decision : {"case.decide", "case.review", "case.inspect", "task.decide", "case.apply",
                               "case.suspend", "case.close", "pass.issue", "pass.revoke", "policy.switch"}) {
    EXPECT_FALSE(allows(actor_of(Role::administrator), decision)) << decision;
    EXPECT_FALSE(allows(actor_of(Role::auditor), decision)) << decision;
  }
  EXPECT_FALSE(allows(actor_of(Role::administrator), "audit.read"));
  each_role([&](Role role) {
    EXPECT_EQ(allows(actor_of(role), "identity.manage"), role == Role::administrator);
    EXPECT_EQ(allows(actor_of(role), "audit.read"), role == Role::auditor);
  });
}

}  // namespace
}  // namespace fugong::identity
