// Plans for a problem: the best found within a budget. Blocks its caller's thread; every call is independent of others.
#pragma once

#include <functional>

#include "vrp/evaluate.h"

namespace fugong::vrp {

inline constexpr std::uint32_t threads_max = 64;

// The search cools down over its budget, so that a longer one gives a better plan, not the same one later. Processor
// time is counted, because other work on the machine must not make plans worse; only a budget in steps gives the same
// plan every time. Where both are given, the search ends with the first.
struct Budget {
  std::optional<double> processor_s{};
  std::optional<std::int64_t> steps{};
};

struct Improvement {
  double processor_s = 0;
  std::int64_t steps = 0;
  std::int64_t cost = 0;
  std::size_t left_out = 0;  // sites that are not optional
};

struct SolveOptions {
  Budget budget{};
  std::uint64_t seed = 1;
  std::uint32_t threads = 1;  // so many searches side by side with seeds of their own; the best is taken
  Plan start{};               // begin with the stops of this plan that can be driven
};

// Why no van comes to a site, the first that holds.
enum class Reason : std::uint8_t {
  not_worth,    // it is optional, and coming costs more than leaving it out
  no_van,       // no van is on duty
  no_permit,    // no van has a permit for its zone, or those it wishes for have none
  too_large,    // more load than such a van holds
  no_way,       // no way leads there and back
  too_late,     // even a van that goes straight there comes after its window, or back after its shift
  too_long,     // even alone the van would be out longer than it may
  samples_age,  // even alone the samples would come too late
  vans_full,    // a van of its own could come; all have their day full
};
BOOST_DESCRIBE_ENUM(Reason, not_worth, no_van, no_permit, too_large, no_way, too_late, too_long, samples_age, vans_full)

struct LeftOut {
  std::uint32_t site = 0;
  Reason reason = Reason::vans_full;
};

struct Solution {
  Plan plan;                      // vans ascending
  std::int64_t cost = 0;          // as evaluate says
  std::vector<LeftOut> left_out;  // ascending
  std::int64_t steps = 0;
  std::vector<Improvement> curve;  // of the search that found it
};

// Codes: those of check, vrp.no_budget, vrp.threads.
Result<Solution> solve(const Problem& problem, const SolveOptions& options);

// For sites in no route of a plan.
Reason reason_of(const Problem& problem, std::uint32_t site);

}  // namespace fugong::vrp
