#include "vrp/solve_command.h"

#include <fstream>

#include "base/json.h"
#include "vrp/read.h"

namespace fugong::vrp {
namespace {

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string out;
  out.resize(file_bytes_max + 1);  // one more than is read, so that the reader complains of the size
  if (file) file.read(out.data(), static_cast<std::streamsize>(out.size()));
  out.resize(static_cast<std::size_t>(file.gcount()));
  if (out.empty()) return invalid("file.unreadable", {}, {{"path", path}});
  return out;
}

}  // namespace

std::string left_out_text(const Problem& problem, const LeftOut& left_out, Language language) {
  const std::string code = "vrp.left_out." + std::string(json::enum_name(left_out.reason));
  return message(language, code, {{"site", problem.sites[left_out.site].name}});
}

Result<SolveAnswer> run_solve(const SolveCommand& command) {
  FG_TRY(const std::string text, read_file(command.file));
  FG_TRY(const Problem problem, read_problem(text));
  SolveOptions options;
  options.budget = {command.seconds, command.steps};
  options.seed = command.seed;
  options.threads = command.threads;
  FG_TRY(const Solution solution, solve(problem, options));
  SolveAnswer answer{write_sol(problem, solution.plan, solution.cost), {}, solution.left_out.empty() ? 0 : 1};
  for (const LeftOut& left_out : solution.left_out)
    answer.notes += left_out_text(problem, left_out, command.language) + '\n';
  return answer;
}

}  // namespace fugong::vrp
