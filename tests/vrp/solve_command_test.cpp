// The command as its user meets it: a file in, routes and cost out, complaints as sentences.
#include "vrp/solve_command.h"

#include <gtest/gtest.h>

#include <fstream>

#include "vrp/line_problem.h"
#include "vrp/read.h"

namespace fugong::vrp {
namespace {

SolveCommand solving(const std::string& file) {
  SolveCommand command;
  command.file = file;
  command.steps = 300;
  command.language = Language::en;
  return command;
}

TEST(SolveCommand, prints_routes_and_cost_that_hold_against_the_evaluation) {
  const std::string path = vrp_test::vector_path("PR11A.vrp");
  const auto answer = run_solve(solving(path));
  ASSERT_TRUE(answer) << answer.error().code;
  EXPECT_EQ(answer->exit_status, 0);
  EXPECT_EQ(answer->notes, "");
  const Problem problem = *read_problem(vrp_test::file_text(path));
  const auto read = read_sol(answer->plan, problem);
  ASSERT_TRUE(read);
  const Evaluation evaluation = evaluate(problem, read->plan);
  EXPECT_TRUE(evaluation.is_kept());
  EXPECT_EQ(evaluation.cost, read->cost);
}

TEST(SolveCommand, a_site_that_no_van_can_serve_is_named_and_the_others_are_served) {
  const std::string path = testing::TempDir() + "fugong-too-large.txt";
  std::ofstream(path) << "tiny\nVEHICLE\nNUMBER CAPACITY\n2 10\nCUSTOMER\nCUST NO.\n0 0 0 0 0 100 0\n1 1 1 4 0 50 5\n"
                         "2 0 2 11 10 60 5\n";
  const auto answer = run_solve(solving(path));
  std::remove(path.c_str());
  ASSERT_TRUE(answer) << answer.error().code;
  EXPECT_EQ(answer->plan, "Route #1: 1\nCost 2.8\n");
  EXPECT_EQ(answer->notes, "2: it needs more than any vehicle that may come holds.\n");
  EXPECT_EQ(answer->exit_status, 1);
}

TEST(SolveCommand, a_file_that_is_not_there_is_said_so) {
  EXPECT_EQ(run_solve(solving("/nowhere/at/all.vrp")).error().code, "file.unreadable");
}

TEST(SolveCommand, every_reason_has_its_sentence_in_both_languages) {
  const Problem p = vrp_test::on_a_line({3});
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Reason>>([&](auto reason) {
    for (const Language language : {Language::zh_cn, Language::en}) {
      const std::string text = left_out_text(p, {0, reason.value}, language);
      EXPECT_TRUE(text.starts_with("site 0")) << text;
    }
  });
}

}  // namespace
}  // namespace fugong::vrp
