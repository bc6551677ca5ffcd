// Who acts for whom: named by the person, for a while, inside one organisation.
#include <gmock/gmock.h>

#include "identity/rights.h"
#include "identity/world.h"

namespace fugong::identity_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Substitutes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    health_ = organisation(OrganisationKind::department, "health");
    person("zhao", {Role::department_reviewer}, health_);
    person("wang", {Role::department_reviewer}, health_);
  }
  Result<SubstituteLine> name(const std::string& who, const std::string& substitute, Duration from, Duration until) {
    const Actor by = actor(who), other = actor(substitute);
    return write<SubstituteLine>([&](db::Session& s) {
      return service_->name_substitute(s, {by, clock_.now()},
                                       {other.person, clock_.now() + from, clock_.now() + until});
    });
  }
  std::vector<std::string> represented_by(const LoggedIn& session) {
    std::vector<std::string> out;
    for (const Represented& r : must(seen(session)).represents) out.push_back(r.person.text);
    return out;
  }
  OrganisationId health_;
};
FUGONG_BOTH_ENGINES(Substitutes);

TEST_P(Substitutes, a_substitute_represents_the_person_for_the_period_and_no_longer) {
  const LoggedIn wang = must(log_in("wang"));
  must(name("zhao", "wang", minutes(5), minutes(20)));
  EXPECT_THAT(represented_by(wang), IsEmpty());
  later(minutes(6));
  EXPECT_THAT(represented_by(wang), ElementsAre(actor("zhao").person.text));
  later(minutes(15));
  EXPECT_THAT(represented_by(wang), IsEmpty());
}

TEST_P(Substitutes, ending_it_early_takes_effect_at_once_and_both_may) {
  const LoggedIn wang = must(log_in("wang"));
  for (const char* who : {"zhao", "wang"}) {
    const auto line = must(name("zhao", "wang", {}, days(2)));
    EXPECT_TRUE(line.running);
    EXPECT_EQ(represented_by(wang).size(), 1u) << who;
    const Actor by = actor(who);
    EXPECT_TRUE(act([&](db::Session& s) { return service_->end_substitute(s, {by, clock_.now()}, line.id); }));
    EXPECT_THAT(represented_by(wang), IsEmpty()) << who;
    const Status again = act([&](db::Session& s) { return service_->end_substitute(s, {by, clock_.now()}, line.id); });
    EXPECT_EQ(again.error().code, "substitute.not_found");
  }
  EXPECT_THAT(audited(actor("zhao").person.text), testing::IsSupersetOf({"substitute.name", "substitute.end"}));
}

TEST_P(Substitutes, a_disabled_person_is_represented_by_nobody) {
  const LoggedIn wang = must(log_in("wang"));
  must(name("zhao", "wang", {}, days(2)));
  must(change(actor("zhao").person, {.name = {}, .roles = {}, .disabled = true, .phone = {}, .password_hash = {}}));
  EXPECT_THAT(represented_by(wang), IsEmpty());
}

TEST_P(Substitutes, only_a_colleague_for_a_sound_period) {
  person("stranger", {Role::case_officer}, district());
  person("clerk", {Role::auditor}, district());
  EXPECT_EQ(code_of(name("zhao", "stranger", {}, days(1))), "substitute.colleague");
  EXPECT_EQ(code_of(name("zhao", "zhao", {}, days(1))), "substitute.self");
  EXPECT_EQ(code_of(name("zhao", "wang", hours(2), hours(1))), "substitute.period");
  EXPECT_EQ(code_of(name("zhao", "wang", {}, days(200))), "substitute.period");
  EXPECT_EQ(code_of(name("stranger", "clerk", {}, days(1))), "person.role_alone") << "audit and business stay apart";
  for (std::size_t i = 0; i < substitutes_per_person_max; ++i) must(name("zhao", "wang", {}, days(1)));
  EXPECT_EQ(code_of(name("zhao", "wang", {}, days(1))), "substitute.too_many");
}

TEST(Rights, a_substitute_has_the_rights_of_the_desk_and_no_others) {
  Actor actor;
  actor.person = PersonId{"01800000-0000-7000-8000-000000000001"};
  actor.kind = OrganisationKind::district;
  actor.roles = {Role::pass_commissioner};
  EXPECT_FALSE(require(actor, "case.decide"));
  actor.represents = {
      {PersonId{"01800000-0000-7000-8000-000000000002"}, "李", {Role::case_officer, Role::district_leader}}};
  EXPECT_TRUE(require(actor, "case.decide"));
  EXPECT_TRUE(allows(actor, "case.screen"));
  for (const char* never : {"policy.switch", "case.suspend", "case.close", "bulletin.read", "identity.manage"})
    EXPECT_FALSE(allows(actor, never)) << never;
}

}  // namespace
}  // namespace fugong::identity_test
