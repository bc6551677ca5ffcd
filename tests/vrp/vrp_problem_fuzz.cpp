#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vrp/evaluate.h"
#include "vrp/read.h"
#include "vrp/solve.h"

// A problem's file through the one door; what is read is searched for some steps, and no plan breaks what it says to
// keep.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto problem = fugong::vrp::read_problem(text);
  if (!problem || problem->nodes() > 60) return 0;
  (void)fugong::vrp::read_sol(text, *problem);
  fugong::vrp::SolveOptions options;
  options.budget.steps = 20;
  const auto solution = fugong::vrp::solve(*problem, options);
  if (!solution) __builtin_trap();
  for (const auto& broken : fugong::vrp::evaluate(*problem, solution->plan).broken)
    if (broken.promise != fugong::vrp::Promise::everyone) __builtin_trap();
  return 0;
}
