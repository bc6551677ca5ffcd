// fugong vrp solve FILE --seconds N --seed S [--threads T] [--steps N]
#pragma once

#include "base/language.h"
#include "vrp/solve.h"

namespace fugong::vrp {

struct SolveCommand {
  std::string file;               // .vrp or Solomon text
  std::optional<double> seconds;  // of processor time, per thread
  std::optional<std::int64_t> steps;
  std::uint64_t seed = 1;
  std::uint32_t threads = 1;
  Language language = Language::zh_cn;
};

struct SolveAnswer {
  std::string plan;     // in the .sol form, the cost last
  std::string notes;    // for people: a line for each site that is left out, and why
  int exit_status = 0;  // 1 when a site is left out
};

// Codes: file.unreadable, those of read_problem and solve.
Result<SolveAnswer> run_solve(const SolveCommand& command);

// The sentence for a site that no van comes to.
std::string left_out_text(const Problem& problem, const LeftOut& left_out, Language language);

}  // namespace fugong::vrp
