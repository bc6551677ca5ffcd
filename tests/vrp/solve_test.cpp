// What has to hold of every plan, held against the evaluation, which knows nothing of the search.
#include "vrp/solve.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/json.h"
#include "vrp/line_problem.h"
#include "vrp/random_problem.h"
#include "vrp/read.h"
#include "vrp/sample_day.h"

namespace fugong::vrp {
namespace {

using vrp_test::on_a_line;
using vrp_test::random_problem;

SolveOptions steps(std::int64_t count, std::uint64_t seed = 1) {
  SolveOptions options;
  options.budget.steps = count;
  options.seed = seed;
  return options;
}

RC_GTEST_PROP(Solve, no_plan_breaks_a_promise_but_that_of_sites_it_names, (std::uint64_t seed)) {
  const Problem p = random_problem(seed);
  const auto solution = solve(p, steps(400, seed));
  RC_ASSERT(solution.has_value());
  const Evaluation e = evaluate(p, solution->plan);
  RC_ASSERT(e.cost == solution->cost);
  for (const Broken& broken : e.broken) RC_ASSERT(broken.promise == Promise::everyone);
  RC_ASSERT(e.left_out.size() == solution->left_out.size());
  for (std::size_t i = 0; i < e.left_out.size(); ++i) {
    const LeftOut& left_out = solution->left_out[i];
    RC_ASSERT(left_out.site == e.left_out[i]);
    const bool optional = p.sites[left_out.site].prize.has_value();
    if (left_out.reason == Reason::not_worth) RC_ASSERT(optional);
    if (left_out.reason == Reason::vans_full) RC_ASSERT(!optional);
  }
}

// Every way to share out and to order the sites that are not optional.
std::optional<std::int64_t> least_cost(const Problem& p, Plan& plan, std::uint32_t next) {
  if (next == p.sites.size()) {
    const Evaluation e = evaluate(p, plan);
    return e.is_kept() ? std::optional(e.cost) : std::nullopt;
  }
  std::optional<std::int64_t> least;
  const auto consider = [&](std::optional<std::int64_t> cost) {
    if (cost && (!least || *cost < *least)) least = cost;
  };
  if (p.sites[next].prize) consider(least_cost(p, plan, next + 1));
  for (Route& route : plan.routes)
    for (std::size_t at = 0; at <= route.stops.size(); ++at) {
      route.stops.insert(route.stops.begin() + static_cast<std::ptrdiff_t>(at), next);
      consider(least_cost(p, plan, next + 1));
      route.stops.erase(route.stops.begin() + static_cast<std::ptrdiff_t>(at));
    }
  return least;
}

TEST(Solve, nearly_all_small_problems_are_solved_to_the_optimum) {
  int solvable = 0, missed = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Problem p = random_problem(seed, 5);
    Plan plan;
    for (std::uint32_t v = 0; v < p.vehicles.size(); ++v)
      if (!p.vehicles[v].is_out) plan.routes.push_back({v, {}});
    const auto least = least_cost(p, plan, 0);
    if (!least) continue;
    ++solvable;
    const auto solution = solve(p, steps(3000));
    ASSERT_TRUE(solution);
    missed += solution->cost != *least;
  }
  EXPECT_GT(solvable, 60);
  EXPECT_LE(missed, 2) << "of " << solvable;
}

TEST(Solve, the_same_seed_gives_the_same_plan_and_another_seed_another_search) {
  const Problem day = vrp_test::sample_day(5);
  const auto a = solve(day, steps(500, 3)), b = solve(day, steps(500, 3)), c = solve(day, steps(500, 4));
  ASSERT_TRUE(a && b && c);
  EXPECT_EQ(a->plan, b->plan);
  EXPECT_NE(a->plan, c->plan);
}

TEST(Solve, several_searches_give_the_best_of_them) {
  const Problem day = vrp_test::sample_day(5);
  SolveOptions both = steps(500, 3);
  both.threads = 2;
  const auto one = solve(day, steps(500, 3)), two = solve(day, both), again = solve(day, both);
  ASSERT_TRUE(one && two && again);
  EXPECT_LE(two->cost, one->cost);
  EXPECT_EQ(two->plan, again->plan);
}

TEST(Solve, a_start_is_never_made_worse) {
  const Problem day = vrp_test::sample_day(6);
  const auto good = solve(day, steps(4000));
  ASSERT_TRUE(good);
  SolveOptions options = steps(1);
  options.start = good->plan;
  const auto again = solve(day, options);
  ASSERT_TRUE(again);
  EXPECT_LE(again->cost, good->cost);
  // What cannot be driven of a start is passed over.
  options.start = {{Route{99, {0}}, Route{0, {9999, 1, 1}}}};
  EXPECT_TRUE(solve(day, options));
}

struct Hopeless {
  Reason reason;
  void (*spoil)(Problem&);
};
class SolveReason : public testing::TestWithParam<Hopeless> {};

TEST_P(SolveReason, is_given_for_the_site_that_is_left_out) {
  Problem p = on_a_line({3, 50});
  GetParam().spoil(p);
  const auto solution = solve(p, steps(200));
  ASSERT_TRUE(solution) << solution.error().code;
  ASSERT_EQ(solution->left_out.size(), 1u);
  EXPECT_EQ(solution->left_out[0].site, 1u);
  EXPECT_EQ(solution->left_out[0].reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    each, SolveReason,
    testing::Values(Hopeless{Reason::not_worth, [](Problem& p) { p.sites[1].prize = 20; }},
                    Hopeless{Reason::no_permit, [](Problem& p) { p.sites[1].zone = "river"; }},
                    Hopeless{Reason::too_large, [](Problem& p) { p.sites[1].load = 11; }},
                    Hopeless{Reason::no_way,
                             [](Problem& p) { p.distance.set(0, 2, no_way), p.distance.set(1, 2, no_way); }},
                    Hopeless{Reason::too_late, [](Problem& p) { p.sites[1].window.close = 49; }},
                    Hopeless{Reason::too_long, [](Problem& p) { p.vehicles[0].duration_max = 99; }},
                    Hopeless{Reason::samples_age, [](Problem& p) { p.sites[1].hand_over_max = 49; }},
                    Hopeless{Reason::vans_full, [](Problem& p) { p.sites[0].load = 4, p.sites[1].load = 7; }}),
    [](const auto& test) { return std::string(json::enum_name(test.param.reason)); });

TEST(Solve, a_day_without_any_van_on_duty_says_so) {
  Problem p = on_a_line({3});
  p.vehicles[0].is_out = true;
  const auto solution = solve(p, steps(10));
  ASSERT_TRUE(solution);
  ASSERT_EQ(solution->left_out.size(), 1u);
  EXPECT_EQ(solution->left_out[0].reason, Reason::no_van);
}

TEST(Solve, problems_that_make_no_sense_are_refused) {
  const auto code_after = [](auto spoil) {
    Problem p = on_a_line({3, 5});
    spoil(p);
    const auto solution = solve(p, steps(10));
    return solution ? std::string() : solution.error().code + " " + solution.error().field;
  };
  EXPECT_EQ(code_after([](Problem& p) { p.sites[1].window = {9, 8}; }), "vrp.window sites[1].window");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].shift = {9, 8}; }), "vrp.window vehicles[0].shift");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].capacity = 0; }), "vrp.capacity vehicles[0].capacity");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].aboard = -1; }), "vrp.load vehicles[0].aboard");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].pace = 0; }), "vrp.pace vehicles[0].pace");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].start = 3; }), "vrp.node vehicles[0].start");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles[0].fixed_cost = -1; }), "vrp.cost vehicles[0].fixed_cost");
  EXPECT_EQ(code_after([](Problem& p) { p.vehicles.clear(); }), "vrp.no_vehicle vehicles");
  EXPECT_EQ(code_after([](Problem& p) { p.sites[0].load = -1; }), "vrp.load sites[0].load");
  EXPECT_EQ(code_after([](Problem& p) { p.sites[0].service = -1; }), "vrp.service sites[0].service");
  EXPECT_EQ(code_after([](Problem& p) { p.sites[0].vehicles = {4}; }), "vrp.wish sites[0].vehicles");
  EXPECT_EQ(code_after([](Problem& p) { p.sites[0].home = Site::Home{4, 0}; }), "vrp.wish sites[0].home");
  EXPECT_EQ(code_after([](Problem& p) { p.sites[0].hand_over_max = -1; }), "vrp.hand_over sites[0].hand_over_max");
  EXPECT_EQ(code_after([](Problem& p) { p.distance.set(1, 1, 1); }), "vrp.matrix_value distance");
  EXPECT_EQ(code_after([](Problem& p) { p.distance.set(0, 1, -1); }), "vrp.matrix_value distance");
  EXPECT_EQ(code_after([](Problem& p) { p.duration = Matrix(2); }), "vrp.matrix_size duration");
  EXPECT_EQ(code_after([](Problem& p) { p.depots.clear(); }), "vrp.no_depot depots");
}

TEST(Solve, a_budget_and_a_sane_number_of_threads_are_asked_for) {
  const Problem p = on_a_line({3});
  EXPECT_EQ(solve(p, {}).error().code, "vrp.no_budget");
  SolveOptions options = steps(10);
  options.threads = 0;
  EXPECT_EQ(solve(p, options).error().code, "vrp.threads");
  options.threads = threads_max + 1;
  EXPECT_EQ(solve(p, options).error().code, "vrp.threads");
}

TEST(Solve, a_day_of_150_sites_and_12_vans_is_served_whole_within_5_seconds) {
  SolveOptions options;
  options.budget = {4.5, 20'000};
  const Problem day = vrp_test::sample_day(12);
  const auto solution = solve(day, options);
  ASSERT_TRUE(solution);
  EXPECT_TRUE(solution->left_out.empty());
  EXPECT_TRUE(evaluate(day, solution->plan).is_kept());
}

TEST(Solve, published_problems_are_served_whole_after_a_few_hundred_steps) {
  for (const char* name : {"PR11A", "C2_10_3"}) {
    const auto problem = read_problem(vrp_test::file_text(vrp_test::vector_path(std::string(name) + ".vrp")));
    ASSERT_TRUE(problem);
    const auto solution = solve(*problem, steps(400));
    ASSERT_TRUE(solution);
    EXPECT_TRUE(solution->left_out.empty()) << name;
    EXPECT_TRUE(evaluate(*problem, solution->plan).is_kept()) << name;
  }
}

}  // namespace
}  // namespace fugong::vrp
