// A day under way: what is driven stays driven, and the rest is disturbed as little as can be.
#include "vrp/replan.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "vrp/line_problem.h"
#include "vrp/random_problem.h"
#include "vrp/sample_day.h"

namespace fugong::vrp {
namespace {

using vrp_test::on_a_line;

SolveOptions some_steps(std::int64_t count) {
  SolveOptions options;
  options.budget.steps = count;
  return options;
}

// Every van has driven the stops that it has begun by `now`, as planned.
DayUnderWay driven_until(const Problem& problem, const Plan& plan, std::int32_t now) {
  DayUnderWay day{now, {}};
  for (const RouteTimes& route : evaluate(problem, plan).routes) {
    Driven driven{route.vehicle, route.leaves, {}};
    for (const StopTimes& stop : route.stops)
      if (stop.begin <= now) driven.stops.push_back(stop);
    if (!driven.stops.empty()) day.driven.push_back(std::move(driven));
  }
  return day;
}

const Route* route_of(const Plan& plan, std::uint32_t vehicle) {
  const auto found = std::ranges::find(plan.routes, vehicle, &Route::vehicle);
  return found == plan.routes.end() ? nullptr : &*found;
}

TEST(Replan, a_late_call_is_taken_in_and_nobody_is_moved_for_it) {
  Problem p = on_a_line({10, 20, 30, -10, -20});
  p.vehicles.push_back(p.vehicles[0]);
  const Plan before{{Route{0, {0, 2}}, Route{1, {3, 4}}}};  // site 1 calls late
  const DayUnderWay day = driven_until(p, before, 10);
  const auto after = replan(p, before, day, 1000, some_steps(500));
  ASSERT_TRUE(after) << after.error().code;
  EXPECT_EQ(after->plan, (Plan{{Route{0, {0, 1, 2}}, Route{1, {3, 4}}}}));
  EXPECT_TRUE(after->moved.empty());
  EXPECT_TRUE(after->evaluation.is_kept());
}

TEST(Replan, a_stop_is_moved_only_when_that_saves_more_than_the_disturbance) {
  Problem p = on_a_line({10, -10, -20});
  p.vehicles.push_back(p.vehicles[0]);
  const Plan before{{Route{0, {0, 2}}, Route{1, {1}}}};  // the first van is to turn round for site 2
  const DayUnderWay day = driven_until(p, before, 10);
  EXPECT_EQ(replan(p, before, day, 1000, some_steps(500))->moved, std::vector<std::uint32_t>{});
  EXPECT_EQ(replan(p, before, day, 1, some_steps(500))->moved, std::vector<std::uint32_t>{2});
}

TEST(Replan, a_broken_van_serves_nobody_after_what_it_has_served) {
  Problem p = on_a_line({10, 20, 30});
  p.vehicles.push_back(p.vehicles[0]);
  const Plan before{{Route{0, {0, 1, 2}}}};
  DayUnderWay day = driven_until(p, before, 10);
  day.driven[0].is_out = true;
  const auto after = replan(p, before, day, 1000, some_steps(500));
  ASSERT_TRUE(after) << after.error().code;
  EXPECT_EQ(after->plan.routes[0], (Route{0, {0}}));
  ASSERT_EQ(after->plan.routes.size(), 2u);
  EXPECT_EQ(std::set<std::uint32_t>(after->plan.routes[1].stops.begin(), after->plan.routes[1].stops.end()),
            (std::set<std::uint32_t>{1, 2}));
  EXPECT_EQ(after->moved, (std::vector<std::uint32_t>{1, 2}));
}

TEST(Replan, without_any_other_van_the_stranded_sites_are_named) {
  const Problem p = on_a_line({10, 20});
  const Plan before{{Route{0, {0, 1}}}};
  DayUnderWay day = driven_until(p, before, 10);
  day.driven[0].is_out = true;
  const auto after = replan(p, before, day, 0, some_steps(50));
  ASSERT_TRUE(after);
  ASSERT_EQ(after->left_out.size(), 1u);
  EXPECT_EQ(after->left_out[0].site, 1u);
  EXPECT_EQ(after->left_out[0].reason, Reason::no_van);
}

TEST(Replan, samples_aboard_bring_their_van_home_in_time) {
  Problem p = on_a_line({10, 20});
  p.sites[0].hand_over_max = 25;
  const Plan before{{Route{0, {0}}}};
  const DayUnderWay day = driven_until(p, before, 10);
  // Going on to site 1 would bring the samples home 30 after they were taken.
  const auto after = replan(p, before, day, 0, some_steps(50));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->plan, before);
  ASSERT_EQ(after->left_out.size(), 1u);
  const auto dragged = evaluate_rest(p, {{Route{0, {0, 1}}}}, day);
  ASSERT_TRUE(dragged);
  EXPECT_EQ(dragged->broken, (std::vector<Broken>{{Promise::shift, 0, std::nullopt, 5}}));
}

TEST(Replan, a_dragged_plan_that_forgets_what_is_driven_is_told_so) {
  const Problem p = on_a_line({10, 20});
  const DayUnderWay day = driven_until(p, {{Route{0, {0, 1}}}}, 10);
  const auto e = evaluate_rest(p, {{Route{0, {1, 0}}}}, day);
  ASSERT_TRUE(e);
  EXPECT_EQ(e->broken, (std::vector<Broken>{{Promise::known, 0, 0, 0}}));
}

TEST(Replan, progress_that_does_not_fit_the_plan_is_refused) {
  const Problem p = on_a_line({10, 20});
  const Plan before{{Route{0, {0, 1}}}};
  const auto code = [&](DayUnderWay day) {
    const auto result = replan(p, before, day, 0, some_steps(5));
    return result ? std::string() : result.error().code;
  };
  EXPECT_EQ(code({0, {{0, 0, {{1, 0, 0, 0}}}}}), "vrp.progress");                // not its first stop
  EXPECT_EQ(code({0, {{9, 0, {}}}}), "vrp.progress");                            // no such van
  EXPECT_EQ(code({0, {{0, 0, {}}, {0, 0, {}}}}), "vrp.progress");                // told twice
  EXPECT_EQ(code({0, {{0, 0, {{0, 0, 0, 0}, {0, 0, 0, 0}}}}}), "vrp.progress");  // driven twice
  EXPECT_EQ(code({0, {{0, 0, {{0, 0, 5, 4}}}}}), "vrp.progress");                // leaves before it begins
  EXPECT_EQ(code({-1, {}}), "vrp.progress");
  EXPECT_EQ(code({0, {}}), "");
}

RC_GTEST_PROP(Replan, whatever_happens_nobody_is_lost_or_visited_twice_and_no_promise_is_broken, (std::uint64_t seed)) {
  Problem p = vrp_test::random_problem(seed);
  for (Site& site : p.sites) site.home.reset();
  const auto before = solve(p, some_steps(200));
  RC_ASSERT(before.has_value());
  DayUnderWay day = driven_until(p, before->plan, *rc::gen::inRange(0, 400));
  for (Driven& driven : day.driven) driven.is_out = *rc::gen::inRange(0, 5) == 0;
  const auto after = replan(p, before->plan, day, *rc::gen::inRange(0, 200), some_steps(200));
  RC_ASSERT(after.has_value());
  std::multiset<std::uint32_t> seen;
  for (const Route& route : after->plan.routes) seen.insert(route.stops.begin(), route.stops.end());
  for (const LeftOut& left_out : after->left_out) seen.insert(left_out.site);
  RC_ASSERT(seen.size() == p.sites.size());
  RC_ASSERT(std::set<std::uint32_t>(seen.begin(), seen.end()).size() == p.sites.size());
  for (const Driven& driven : day.driven) {
    const Route* route = route_of(after->plan, driven.vehicle);
    RC_ASSERT(route != nullptr && route->stops.size() >= driven.stops.size());
    for (std::size_t k = 0; k < driven.stops.size(); ++k) RC_ASSERT(route->stops[k] == driven.stops[k].site);
    if (driven.is_out) RC_ASSERT(route->stops.size() == driven.stops.size());
  }
  for (const Broken& broken : after->evaluation.broken) RC_ASSERT(broken.promise == Promise::everyone);
  const auto judged = evaluate_rest(p, after->plan, day);
  RC_ASSERT(judged.has_value() && judged->cost == after->evaluation.cost);
}

TEST(Replan, a_breakdown_in_a_day_of_150_sites_disturbs_hardly_anybody_else) {
  const Problem p = vrp_test::sample_day(11);
  const auto before = solve(p, some_steps(20'000));
  ASSERT_TRUE(before);
  ASSERT_TRUE(before->left_out.empty());
  DayUnderWay day = driven_until(p, before->plan, 9 * 3600);
  ASSERT_FALSE(day.driven.empty());
  const std::uint32_t broken = day.driven[0].vehicle;
  day.driven[0].is_out = true;
  const auto after = replan(p, before->plan, day, 20'000, some_steps(4000));
  ASSERT_TRUE(after);
  const std::size_t stranded = route_of(before->plan, broken)->stops.size() - day.driven[0].stops.size();
  EXPECT_GT(stranded, 0u);
  EXPECT_LE(after->moved.size() + after->left_out.size(), stranded + 4);
  for (const Broken& b : after->evaluation.broken) EXPECT_EQ(b.promise, Promise::everyone);
}

}  // namespace
}  // namespace fugong::vrp
