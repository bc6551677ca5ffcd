// A day that is under way: what is driven stays, the rest is planned anew or judged as somebody has dragged it.
#pragma once

#include "vrp/solve.h"

namespace fugong::vrp {

// What a van has done. A stop that it is driving to counts as driven, with the times expected: nobody turns round on
// the way. Vans that have not left need no entry.
struct Driven {
  std::uint32_t vehicle = 0;
  std::int64_t left = 0;         // its start
  std::vector<StopTimes> stops;  // the first of its route, in their order
  bool is_out = false;           // broken down: it serves nobody after these
};

struct DayUnderWay {
  std::int32_t now = 0;  // vans that have not left yet leave no earlier
  std::vector<Driven> driven;
};

struct Replanned {
  Plan plan;                         // whole routes, the driven stops first
  Evaluation evaluation;             // as evaluate_rest gives it
  std::vector<LeftOut> left_out;     // ascending
  std::vector<std::uint32_t> moved;  // sites that another van visits than the one of `before`, ascending
};

// `before` is the plan that crews and sites have been told; a site of it that another van should visit costs
// `away_cost` more. Sites of the problem that `before` has not are new. Sites that were left out may come in. Codes:
// vrp.progress, when what is driven is not the beginning of its route in `before` or is told twice; those of solve.
Result<Replanned> replan(const Problem& problem, const Plan& before, const DayUnderWay& day, std::int64_t away_cost,
                         const SolveOptions& options);

// Cost and broken promises of the rest of the day under a plan whose routes begin with what is driven; a route that
// does not breaks Promise::known. Samples that are aboard already count: Promise::shift is broken when they come too
// late. Codes: vrp.progress, when what is driven does not exist or is told twice.
Result<Evaluation> evaluate_rest(const Problem& problem, const Plan& plan, const DayUnderWay& day);

}  // namespace fugong::vrp
