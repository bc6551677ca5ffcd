// What driving a plan costs and breaks, one promise at a time.
#include "vrp/evaluate.h"

#include <gtest/gtest.h>

#include "vrp/line_problem.h"

namespace fugong::vrp {
namespace {

using vrp_test::on_a_line;

Plan one_route(std::vector<std::uint32_t> stops) { return {{Route{0, std::move(stops)}}}; }

TEST(Evaluate, a_plan_that_keeps_everything_has_its_cost_and_times) {
  Problem p = on_a_line({3, 5});
  p.sites[1].window = {20, 30};
  p.sites[0].service = 2;
  const Evaluation e = evaluate(p, one_route({0, 1}));
  EXPECT_TRUE(e.is_kept());
  EXPECT_EQ(e.cost, 10);
  ASSERT_EQ(e.routes.size(), 1u);
  EXPECT_EQ(e.routes[0].leaves, 0);
  EXPECT_EQ(e.routes[0].stops[0].departure, 5);
  EXPECT_EQ(e.routes[0].stops[1].arrival, 7);
  EXPECT_EQ(e.routes[0].stops[1].begin, 20);
  EXPECT_EQ(e.routes[0].returns, 25);
  EXPECT_EQ(e.routes[0].load, 2);
}

TEST(Evaluate, a_van_with_a_longest_duration_leaves_as_late_as_it_can) {
  Problem p = on_a_line({3, 5});
  p.sites[1].window = {20, 30};
  p.vehicles[0].duration_max = 10;
  const Evaluation e = evaluate(p, one_route({0, 1}));
  EXPECT_TRUE(e.is_kept());
  EXPECT_EQ(e.routes[0].leaves, 15);
  EXPECT_EQ(e.routes[0].stops[0].begin, 18);
  EXPECT_EQ(e.routes[0].returns, 25);
}

TEST(Evaluate, samples_are_taken_as_late_as_the_same_return_allows) {
  Problem p = on_a_line({3, 5});
  p.sites[1].window = {20, 30};
  p.sites[0].hand_over_max = 7;  // 2 on, 5 back
  EXPECT_TRUE(evaluate(p, one_route({0, 1})).is_kept());
  p.sites[0].hand_over_max = 6;
  const Evaluation e = evaluate(p, one_route({0, 1}));
  EXPECT_EQ(e.broken, (std::vector<Broken>{{Promise::hand_over, 0, 0, 1}}));
}

TEST(Evaluate, a_slower_crew_stays_longer) {
  Problem p = on_a_line({3});
  p.sites[0].service = 5;
  p.sites[0].work = 10;
  p.vehicles[0].pace = 125;
  EXPECT_EQ(evaluate(p, one_route({0})).routes[0].returns, 3 + 5 + 13 + 3);
}

struct Fault {
  const char* name;
  void (*spoil)(Problem&);
  Broken expected;
};
class EvaluateFault : public testing::TestWithParam<Fault> {};

TEST_P(EvaluateFault, is_found_with_its_amount) {
  Problem p = on_a_line({3, 5});
  GetParam().spoil(p);
  EXPECT_EQ(evaluate(p, one_route({0, 1})).broken, std::vector<Broken>{GetParam().expected});
}

INSTANTIATE_TEST_SUITE_P(
    each, EvaluateFault,
    testing::Values(
        Fault{"window", [](Problem& p) { p.sites[1].window.close = 4; }, {Promise::window, 0, 1, 1}},
        Fault{"capacity", [](Problem& p) { p.sites[0].load = 12; }, {Promise::capacity, 0, std::nullopt, 3}},
        Fault{"aboard", [](Problem& p) { p.vehicles[0].aboard = 9; }, {Promise::capacity, 0, std::nullopt, 1}},
        Fault{"shift", [](Problem& p) { p.vehicles[0].shift.close = 8; }, {Promise::shift, 0, std::nullopt, 2}},
        Fault{"duration", [](Problem& p) { p.vehicles[0].duration_max = 9; }, {Promise::duration, 0, std::nullopt, 1}},
        Fault{"zone", [](Problem& p) { p.sites[1].zone = "river"; }, {Promise::zone, 0, 1, 0}},
        Fault{"way", [](Problem& p) { p.distance.set(1, 2, no_way); }, {Promise::way, 0, 1, 0}}),
    [](const auto& test) { return test.param.name; });

TEST(Evaluate, a_site_twice_and_a_site_nowhere_are_found) {
  const Problem p = on_a_line({3, 5});
  EXPECT_EQ(evaluate(p, one_route({0, 0})).broken,
            (std::vector<Broken>{{Promise::once, std::nullopt, 0, 1}, {Promise::everyone, std::nullopt, 1, 0}}));
}

TEST(Evaluate, an_optional_site_left_out_costs_its_prize_and_breaks_nothing) {
  Problem p = on_a_line({3, 5});
  p.sites[1].prize = 100;
  const Evaluation e = evaluate(p, one_route({0}));
  EXPECT_TRUE(e.is_kept());
  EXPECT_EQ(e.cost, 106);
  EXPECT_EQ(e.left_out, std::vector<std::uint32_t>{1});
}

TEST(Evaluate, vans_and_sites_that_do_not_exist_or_serve_nobody_are_not_driven) {
  Problem p = on_a_line({3});
  p.sites[0].prize = 0;
  EXPECT_EQ(evaluate(p, {{Route{7, {0}}}}).broken, (std::vector<Broken>{{Promise::known, 7, std::nullopt, 0}}));
  EXPECT_EQ(evaluate(p, one_route({9})).broken, (std::vector<Broken>{{Promise::known, 0, 9, 0}}));
  EXPECT_EQ(evaluate(p, {{Route{0, {0}}, Route{0, {0}}}}).broken.front().promise, Promise::known);
  p.vehicles[0].is_out = true;
  EXPECT_EQ(evaluate(p, one_route({0})).broken, (std::vector<Broken>{{Promise::known, 0, std::nullopt, 0}}));
}

TEST(Evaluate, another_van_than_the_one_told_costs_more) {
  Problem p = on_a_line({3});
  p.vehicles.push_back(p.vehicles[0]);
  p.sites[0].home = Site::Home{1, 40};
  EXPECT_EQ(evaluate(p, {{Route{0, {0}}}}).cost, 46);
  EXPECT_EQ(evaluate(p, {{Route{1, {0}}}}).cost, 6);
}

}  // namespace
}  // namespace fugong::vrp
