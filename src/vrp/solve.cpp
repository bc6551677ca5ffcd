#include "vrp/solve.h"

#include <time.h>

#include <algorithm>
#include <thread>

#include "vrp/search.h"

namespace fugong::vrp {
namespace {

double processor_s() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

struct Found {
  Plan plan;
  std::int64_t cost = 0;  // absences included
  std::int64_t steps = 0;
  std::size_t left_out = 0;
  std::vector<Improvement> curve;
};

Found search_once(const Compiled& compiled, const SolveOptions& options, std::uint64_t seed) {
  const double begin = processor_s();
  const Budget& budget = options.budget;
  Search search(compiled, seed);
  if (!options.start.routes.empty()) search.start_from(options.start);
  double spent = 0;
  const auto progress = [&](std::int64_t steps) {
    double done = 0;
    spent = processor_s() - begin;
    if (budget.processor_s) done = *budget.processor_s > 0 ? spent / *budget.processor_s : 1;
    if (budget.steps)
      done = std::max(done, static_cast<double>(steps) / static_cast<double>(std::max<std::int64_t>(1, *budget.steps)));
    return done;
  };
  Found found;
  const auto improved = [&](std::int64_t steps, std::int64_t cost, std::size_t left_out) {
    found.left_out = left_out;
    // A point of the curve each time that it got visibly better, not each of some ten thousand times.
    if (!found.curve.empty() && found.curve.back().cost - cost < found.curve.back().cost / 5000) return;
    found.curve.push_back({processor_s() - begin, steps, cost, left_out});
  };
  found.steps = search.run(progress, improved);
  found.plan = search.best();
  found.cost = search.best_cost();
  found.curve.push_back({processor_s() - begin, found.steps, found.cost, found.left_out});
  return found;
}

}  // namespace

Reason reason_of(const Problem& problem, std::uint32_t site) {
  // Every van on the way to this site alone; the reason is what the most promising one fails at.
  Reason furthest = Reason::no_van;
  for (std::uint32_t v = 0; v < problem.vehicles.size(); ++v) {
    const Plan alone{{Route{v, {site}}}};
    const Evaluation evaluation = evaluate(problem, alone);
    const auto breaks = [&](Promise promise) {
      return std::ranges::any_of(evaluation.broken, [&](const Broken& b) { return b.promise == promise && b.vehicle; });
    };
    Reason reason = Reason::vans_full;
    if (breaks(Promise::known)) reason = Reason::no_van;
    else if (breaks(Promise::zone)) reason = Reason::no_permit;
    else if (breaks(Promise::capacity)) reason = Reason::too_large;
    else if (breaks(Promise::way)) reason = Reason::no_way;
    else if (breaks(Promise::window) || breaks(Promise::shift)) reason = Reason::too_late;
    else if (breaks(Promise::duration)) reason = Reason::too_long;
    else if (breaks(Promise::hand_over)) reason = Reason::samples_age;
    furthest = std::max(furthest, reason);
  }
  if (furthest == Reason::vans_full && problem.sites[site].prize) return Reason::not_worth;
  return furthest;
}

Result<Solution> solve(const Problem& problem, const SolveOptions& options) {
  FG_CHECK(check(problem));
  if (!options.budget.processor_s && !options.budget.steps) return invalid("vrp.no_budget", "budget");
  if (options.threads == 0 || options.threads > threads_max)
    return invalid("vrp.threads", "threads", {{"limit", std::to_string(threads_max)}});
  const Compiled compiled(problem);
  std::vector<Found> found(options.threads);
  {
    std::vector<std::jthread> others;
    for (std::uint32_t t = 1; t < options.threads; ++t)
      others.emplace_back(
          [&, t] { found[t] = search_once(compiled, options, options.seed + 0x9E3779B97F4A7C15u * t); });
    found[0] = search_once(compiled, options, options.seed);
  }
  Found& best = *std::ranges::min_element(found, {}, &Found::cost);
  Solution solution{std::move(best.plan), 0, {}, best.steps, std::move(best.curve)};
  const Evaluation evaluation = evaluate(problem, solution.plan);
  solution.cost = evaluation.cost;
  for (const std::uint32_t site : evaluation.left_out) solution.left_out.push_back({site, reason_of(problem, site)});
  return solution;
}

}  // namespace fugong::vrp
