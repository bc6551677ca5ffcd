// Routes of vans: published problems beside the best plans known of them, and a district's day.
//   build/release/bench/vrp                 every published problem for its whole time: 44 minutes of processor time
//   build/release/bench/vrp PR11A C1_10_2   some of them
//   --seconds N (not 3)                     so long instead of the goal's time, for a look
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/core.h>

#include "row.h"
#include "vrp/read.h"
#include "vrp/sample_day.h"
#include "vrp/solve.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::uint64_t seed = 1;
constexpr double looks_s[] = {1, 5, 10, 30, 60, 120, 300};
constexpr double day_s_max = 5;

struct Promised {
  double seconds = 0, gap = 0;  // per cent over the best known
};
Promised promised_of(const vrp::Problem& problem) {
  if (problem.depots.size() == 1) return {300, 2.5};
  return problem.sites.size() <= 360 ? Promised{60, 1.0} : Promised{120, 1.5};
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
template <class T>
T sound(Result<T> result, const std::string& what) {
  if (!result) throw std::runtime_error(what + ": " + result.error().code);
  return *std::move(result);
}

const vrp::Improvement* at(const std::vector<vrp::Improvement>& curve, double second) {
  const vrp::Improvement* last = nullptr;
  for (const vrp::Improvement& point : curve)
    if (point.processor_s <= second) last = &point;
  return last;
}

void measure_published(const Options& options, const std::filesystem::path& path) {
  const std::string name = path.stem().string();
  const vrp::Problem problem = sound(vrp::read_problem(text_of(path)), name);
  auto best_path = path;
  const vrp::Published best = sound(vrp::read_sol(text_of(best_path.replace_extension(".sol")), problem), name);
  const Promised promised = promised_of(problem);
  const bool is_look = options.seconds != Options().seconds;
  const double seconds = options.brief ? 0.3 : is_look ? options.seconds : promised.seconds;
  vrp::SolveOptions solving;
  solving.budget.processor_s = seconds;
  solving.seed = seed;
  const vrp::Solution found = sound(vrp::solve(problem, solving), name);
  const vrp::Evaluation evaluation = vrp::evaluate(problem, found.plan);
  if (evaluation.cost != found.cost) throw std::runtime_error(name + ": the cost is not the plan's");
  if (!options.brief && !evaluation.is_kept()) throw std::runtime_error(name + ": the plan breaks a promise");

  const auto gap = [&](std::int64_t cost) {
    return 100.0 * static_cast<double>(cost - best.cost) / static_cast<double>(best.cost);
  };
  std::string curve;
  for (const double second : looks_s)
    if (const vrp::Improvement* point = at(found.curve, second); point && second < seconds)
      curve += fmt::format("{}{:g} s {}", curve.empty() ? "" : ", ", second,
                           point->left_out > 0 ? fmt::format("{} left out", point->left_out)
                                               : fmt::format("{:.2f} %", gap(point->cost)));
  bench::print(options,
               {.name = fmt::format("{} at cost {}, {:g} s, seed {} ({})", name,
                                    vrp::cost_text(found.cost, problem.cost_decimals), seconds, seed, curve),
                .value = gap(found.cost),
                .unit = "% over " + vrp::cost_text(best.cost, problem.cost_decimals),
                .reference = fmt::format("% allowed after {:g} s", promised.seconds),
                .reference_value = promised.gap,
                .ratio = gap(found.cost) / promised.gap},
               at_most(1));
}

// As the room that sends vans would plan it: the whole budget, and nobody left out.
void measure_day(const Options& options) {
  const vrp::Problem day = vrp_test::sample_day(1);
  vrp::SolveOptions solving;
  solving.budget.processor_s = options.brief ? 0.3 : 4;
  solving.seed = seed;
  const vrp::Solution found = sound(vrp::solve(day, solving), day.name);
  const double whole_s = found.curve.back().processor_s;
  if (!options.brief && !vrp::evaluate(day, found.plan).is_kept())
    throw std::runtime_error("the day's plan breaks a promise");
  bench::print(options,
               {.name = fmt::format("a day of {} sites and 12 vans in two tours each, planned", day.sites.size()),
                .value = whole_s,
                .unit = "s",
                .reference = "s promised",
                .reference_value = day_s_max,
                .ratio = whole_s / day_s_max},
               at_most(1));
}

void measure(const Options& options) {
  const std::filesystem::path folder = std::filesystem::path(FUGONG_SOURCE_DIR) / "tests" / "vectors" / "vrp";
  std::vector<std::string> names = options.arguments;
  if (names.empty() && options.brief) names = {"PR11A"};
  if (names.empty()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".vrp") names.push_back(entry.path().stem().string());
    std::ranges::sort(names);
  }
  measure_day(options);
  for (const std::string& name : names) measure_published(options, folder / (name + ".vrp"));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
