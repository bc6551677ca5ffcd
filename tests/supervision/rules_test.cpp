// Duty, deadlines, one policy, draws: pure rules, case by case.
#include "supervision/rules.h"

#include <gtest/gtest.h>

#include <map>

#include "supervision/draw.h"
#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

const Date day{"2022-04-11"};

Assignment assigned(const char* id, const char* officer, Timestamp from = at(0), Timestamp until = never) {
  return {AssignmentId{id}, {}, PersonId{officer}, officer, from, until};
}

TEST(Duty, two_officers_take_turns_and_one_keeps_every_shift) {
  const auto rules = small_rules().coverage;
  const auto shifts = shifts_of(rules, day, zone);
  ASSERT_EQ(shifts.size(), 2u);
  EXPECT_EQ(shifts[0].from, at(8));
  EXPECT_EQ(shifts[1].to, at(32));
  const std::vector one{assigned("1", "wang")}, both{assigned("1", "wang"), assigned("2", "zhao")};
  for (const Shift& s : shifts) EXPECT_EQ(duty_of(s, one, {}).officer_name, "wang");
  EXPECT_NE(duty_of(shifts[0], both, {}).officer, duty_of(shifts[1], both, {}).officer);
  EXPECT_EQ(duty_of(shifts[0], both, {}).officer, duty_of(shifts_of(rules, next_day(day), zone)[0], both, {}).officer);
}

TEST(Duty, a_plan_names_another_one_only_while_he_is_assigned) {
  const auto shift = shifts_of(small_rules().coverage, day, zone)[0];
  const std::vector both{assigned("1", "wang"), assigned("2", "zhao")};
  for (const char* who : {"wang", "zhao"})
    EXPECT_EQ(duty_of(shift, both, std::vector{ShiftPlan{{}, day, "day", PersonId{who}, who}}).officer_name, who);
  EXPECT_NE(duty_of(shift, both, std::vector{ShiftPlan{{}, day, "day", PersonId{"li"}, "li"}}).officer_name, "li");
  EXPECT_TRUE(duty_of(shift, {}, {}).officer.empty());
  EXPECT_TRUE(duty_of(shift, std::vector{assigned("1", "wang", at(0), at(8))}, {}).officer.empty());
}

TEST(Duty, a_check_in_is_for_the_own_shift_from_an_hour_before_it) {
  const auto rules = small_rules().coverage;
  const std::vector one{assigned("1", "wang", at(-48))};
  const auto shift_at = [&](Timestamp t) {
    const auto duty = duty_for(rules, t, PersonId{"wang"}, one, {}, zone);
    return duty ? duty->shift.day.text + "/" + duty->shift.id : "";
  };
  EXPECT_EQ(shift_at(at(6, 59)), "2022-04-10/night");
  EXPECT_EQ(shift_at(at(7)), "2022-04-11/day");
  EXPECT_EQ(shift_at(at(18, 59)), "2022-04-11/day");
  EXPECT_EQ(shift_at(at(19)), "2022-04-11/night");
  EXPECT_EQ(shift_at(at(31)), "2022-04-12/day");
}

TEST(GateCode, is_the_time_based_password_of_rfc_6238) {
  // Appendix B, SHA-256, the last six of its eight digits.
  const std::string seed = "12345678901234567890123456789012";
  for (const auto& [second, code] : {std::pair(59, "119246"), {1111111109, "084774"}, {1234567890, "819424"}})
    EXPECT_EQ(gate_code(seed, Timestamp{std::int64_t{second} * 1000}, 30), code);
}

TEST(GateCode, is_good_for_the_periods_that_the_pack_keeps) {
  const auto rules = small_rules().coverage;  // 60 s, one before and one after
  const std::string secret(32, 's'), code = gate_code(secret, at(8), 60);
  EXPECT_TRUE(is_gate_code(code, secret, at(8) + seconds(119), rules));
  EXPECT_TRUE(is_gate_code(code, secret, at(8) - seconds(60), rules));
  EXPECT_FALSE(is_gate_code(code, secret, at(8) + seconds(120), rules));
  EXPECT_FALSE(is_gate_code(code, std::string(32, 't'), at(8), rules));
  EXPECT_FALSE(is_gate_code("", secret, at(8), rules));
}

TEST(Fence, knows_how_far_somebody_is_and_believes_a_phone_only_so_much) {
  EXPECT_NEAR(distance_m({41.8, 123.4}, {41.8, 123.412}), 994.7, 1);
  // A published pair: Beijing, Tiananmen.
  const Position there = to_gcj02({39.90733, 116.39113});
  EXPECT_NEAR(there.latitude, 39.90873, 0.0001);
  EXPECT_NEAR(there.longitude, 116.39737, 0.0001);
  EXPECT_EQ(to_gcj02({48.2, 16.4}).latitude, 48.2);  // Vienna
  const auto rules = small_rules().coverage;
  Plant plant;
  plant.latitude = 48.2, plant.longitude = 16.4;  // where both maps agree
  const auto from = [&](double north_m, double accuracy) {
    return check_position(rules, plant, {{48.2 + north_m / 111'195, 16.4}, accuracy, {}, {}}).has_value();
  };
  EXPECT_TRUE(from(499, 0));
  EXPECT_FALSE(from(501, 0));
  EXPECT_TRUE(from(599, 100));
  EXPECT_FALSE(from(700, 5'000));
  EXPECT_FALSE(check_position(rules, plant, {{91, 0}, 0, {}, {}}).has_value());
  EXPECT_FALSE(check_position(rules, plant, {{48.2, 16.4}, -1, {}, {}}).has_value());
}

TEST(Deadlines, fall_due_each_at_its_own_instant) {
  Plant plant;
  plant.since = at(9);  // after the day shift has begun
  std::vector<std::string> said;
  for (const Due& d : due_between(small_rules(), plant, zone, [](const Date&) { return 1200; }, at(9), at(32)))
    said.push_back(std::to_string((d.at - at(0)).ms / 60'000) + " " + std::to_string(int(d.kind)) + " " + d.day.text +
                   d.shift);
  // 19:00 reminder; 20:00 night shift begins, 1 ms later the report is missing; 20:30 late; 22:00 absent and two
  // levels; 8:00 the next day's shift.
  EXPECT_EQ(said, (std::vector<std::string>{"1140 0 2022-04-11", "1200 2 2022-04-11night", "1200 1 2022-04-11",
                                            "1230 3 2022-04-11night", "1320 1 2022-04-11", "1320 4 2022-04-11night",
                                            "1920 2 2022-04-12day"}));
}

TEST(OnePolicy, names_the_source_of_each_value_and_takes_the_override_approved_last) {
  const policy::SupervisionRules rules = [] {
    auto r = small_rules();
    r.head_count_cap_percent = 80;
    return r;
  }();
  const PhaseFacts phase{"small", "closed", true, 3};
  Override first{OverrideId{"1"}, {}, PolicyKey::head_count_cap, 50, {}, "扩散风险", at(8), at(20)};
  first.state = OverrideState::approved, first.decided_at = at(7);
  Override second = first;
  second.id = OverrideId{"2"}, second.value = 60, second.decided_at = at(9);
  const auto cap = [&](Timestamp t, std::vector<Override> overrides) {
    const auto values = effective_policy(rules, phase, 100, overrides, t);
    const EffectiveValue& v = value_of(values, PolicyKey::head_count_cap);
    return std::to_string(v.value) + " " + std::string(json::enum_name(v.source)) + " " + v.source_id;
  };
  EXPECT_EQ(cap(at(7), {first, second}), "80 pack small");
  EXPECT_EQ(cap(at(8), {first}), "50 override 1");
  EXPECT_EQ(cap(at(10), {second, first}), "60 override 2");
  EXPECT_EQ(cap(at(20), {first}), "80 pack small");
  first.state = OverrideState::proposed;
  EXPECT_EQ(cap(at(8), {first}), "80 pack small");
  const auto values = effective_policy(rules, phase, 100, {}, at(8));
  EXPECT_EQ(value_of(values, PolicyKey::closed).source, ValueSource::phase);
  EXPECT_EQ(value_of(values, PolicyKey::test_hours).value, 72);
}

TEST(Draw, gives_the_same_from_the_same_seed_and_follows_the_weights) {
  std::vector<Candidate> candidates;
  for (int i = 0; i < 20; ++i) candidates.push_back({EnterpriseId{"e" + std::to_string(i)}, i == 0 ? 10 : 1});
  const auto ids = [](const std::vector<Candidate>& drawn) {
    std::vector<std::string> out;
    for (const Candidate& c : drawn) out.push_back(c.enterprise.text);
    return out;
  };
  const auto again = [&](const char* seed) { return ids(draw(seed, candidates, 5)); };
  EXPECT_EQ(again("a"), again("a"));
  EXPECT_NE(again("a"), again("b"));
  auto turned = candidates;
  std::ranges::reverse(turned);
  EXPECT_EQ(ids(draw("a", turned, 5)), again("a"));
  std::map<std::string, int> first;
  for (int i = 0; i < 2'900; ++i) ++first[draw(std::to_string(i), candidates, 1)[0].enterprise.text];
  EXPECT_NEAR(first["e0"], 1'000, 100);  // 10 of 29
  EXPECT_NEAR(first["e1"], 100, 40);
}

TEST(Moves, of_violations_and_sanctions_are_those_of_the_model) {
  using V = ViolationState;
  EXPECT_EQ(move(V::raised, ActKind::confirmed).value(), V::confirmed);
  EXPECT_EQ(move(V::confirmed, ActKind::appealed).value(), V::appealed);
  EXPECT_EQ(move(V::appealed, ActKind::overturned).value(), V::overturned);
  EXPECT_FALSE(move(V::dismissed, ActKind::confirmed).has_value());
  EXPECT_FALSE(move(V::raised, ActKind::appealed).has_value());
  EXPECT_FALSE(move(V::confirmed, ActKind::withdrawn).has_value());
  using S = SanctionState;
  using policy::SanctionKind;
  EXPECT_EQ(move(S::in_force, SanctionKind::suspension, ActKind::rectified).value(), S::rectified);
  EXPECT_EQ(move(S::rectified, SanctionKind::suspension, ActKind::inspected_passed).value(), S::passed);
  EXPECT_EQ(move(S::rectified, SanctionKind::rectification, ActKind::inspected_passed).value(), S::lifted);
  EXPECT_EQ(move(S::rectified, SanctionKind::suspension, ActKind::inspected_failed).value(), S::in_force);
  EXPECT_FALSE(move(S::in_force, SanctionKind::suspension, ActKind::lifted).has_value());
  EXPECT_EQ(first_state(SanctionKind::warning), S::noted);
  EXPECT_EQ(first_state(SanctionKind::closing), S::final);
}

}  // namespace
}  // namespace fugong::supervision_test
