// Files as they are published, and files as they should not be.
#include "vrp/read.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "vrp/evaluate.h"
#include "vrp/line_problem.h"

namespace fugong::vrp {
namespace {

using vrp_test::file_text;
using vrp_test::vector_path;

const std::string vrplib =
    "NAME : tiny\nTYPE : VRPTW\nDIMENSION : 3\nVEHICLES : 2\nCAPACITY : 10\nSERVICE_TIME : 5\n"
    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 1 1\n3 0 2\nDEMAND_SECTION\n1 0\n2 4\n3 6\n"
    "TIME_WINDOW_SECTION\n1 0 100\n2 0 50\n3 10 60\nDEPOT_SECTION\n1\n-1\nEOF\n";
const std::string solomon =
    "tiny\n\nVEHICLE\nNUMBER     CAPACITY\n  2  10\n\nCUSTOMER\nCUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  "
    "SERVICE TIME\n\n 0 0 0 0 0 100 0\n 1 1 1 4 0 50 5\n 2 0 2 6 10 60 5\n";

std::string with(std::string text, const std::string& old, const std::string& fresh) {
  const std::size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), fresh);
}
std::string fault_of(const std::string& text) {
  const auto problem = read_problem(text);
  if (problem) return "";
  std::string out = problem.error().code;
  for (const auto& [name, value] : problem.error().params)
    if (name == "line") out += ":" + value;
  return out;
}

class Published : public testing::TestWithParam<std::string> {};

TEST_P(Published, best_plan_costs_what_is_published_and_keeps_every_promise) {
  const auto problem = read_problem(file_text(vector_path(GetParam() + ".vrp")));
  ASSERT_TRUE(problem) << problem.error().code;
  const auto best = read_sol(file_text(vector_path(GetParam() + ".sol")), *problem);
  ASSERT_TRUE(best) << best.error().code;
  const Evaluation evaluation = evaluate(*problem, best->plan);
  EXPECT_EQ(evaluation.cost, best->cost);
  EXPECT_TRUE(evaluation.is_kept());
}

std::vector<std::string> published_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(vector_path("")))
    if (entry.path().extension() == ".vrp") names.push_back(entry.path().stem());
  std::ranges::sort(names);
  return names;
}
INSTANTIATE_TEST_SUITE_P(each, Published, testing::ValuesIn(published_names()),
                         [](const auto& test) { return test.param; });

TEST(Read, both_forms_of_a_problem_are_the_same) {
  const auto a = read_problem(vrplib), b = read_problem(solomon);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->distance.values(), b->distance.values());
  EXPECT_EQ(a->distance.at(0, 1), 14);  // 14.14…, cut off
  EXPECT_EQ(a->cost_decimals, 1);
  ASSERT_EQ(a->sites.size(), 2u);
  for (const std::size_t i : {0u, 1u}) {
    EXPECT_EQ(a->sites[i].window.close, b->sites[i].window.close);
    EXPECT_EQ(a->sites[i].service, b->sites[i].service);
    EXPECT_EQ(a->sites[i].load, b->sites[i].load);
  }
  EXPECT_EQ(a->vehicles.size(), b->vehicles.size());
}

TEST(Read, several_depots_round_thousandths_and_limit_durations) {
  std::string text = with(vrplib, "TYPE : VRPTW", "TYPE: MDVRPTW\nVEHICLES_MAX_DURATION: 40.5");
  text = with(text, "DEPOT_SECTION\n1\n-1", "VEHICLES_DEPOT_SECTION\n1 1\n2 2\nDEPOT_SECTION\n1\n2");
  const auto p = read_problem(text);
  ASSERT_TRUE(p) << fault_of(text);
  EXPECT_EQ(p->depots.size(), 2u);
  EXPECT_EQ(p->distance.at(0, 1), 1414);
  EXPECT_EQ(p->vehicles[1].start, 1u);
  EXPECT_EQ(p->vehicles[1].duration_max, 40'500);
  EXPECT_EQ(p->sites[0].service, 5'000);
}

TEST(Read, faults_are_named_with_their_line) {
  const std::vector<std::tuple<std::string, std::string, std::string>> cases{
      {"TYPE : VRPTW", "TYPE : CVRP", "vrp.type:2"},
      {"EUC_2D", "GEO", "vrp.weights:7"},
      {"CAPACITY : 10", "CAPACITY : 0", "vrp.file_capacity:5"},
      {"CAPACITY : 10", "CAPACITY : -1", "vrp.range:5"},
      {"CAPACITY : 10", "CAPACITY : ten", "vrp.number:5"},
      {"CAPACITY : 10", "CAPACITY : 1\nCAPACITY : 2", "vrp.twice:6"},
      {"CAPACITY : 10\n", "", "vrp.missing:7"},
      {"CAPACITY : 10", "CAPABILITY : 10", "vrp.key:5"},
      {"VEHICLES : 2", "VEHICLES : 0", "vrp.range:4"},
      {"DIMENSION : 3", "DIMENSION : 4", "vrp.missing:23"},
      {"DIMENSION : 3", "DIMENSION : 2", "vrp.range:11"},
      {"DIMENSION : 3", "DIMENSION : 99999999999999999999", "vrp.range:3"},
      {"2 1 1\n", "2 1\n", "vrp.line:10"},
      {"2 1 1\n", "2 1e9 1\n", "vrp.range:10"},
      {"2 1 1\n", "2 nan 1\n", "vrp.number:10"},
      {"2 1 1\n", "1 1 1\n", "vrp.twice:10"},
      {"2 4\n", "2 4.5\n", "vrp.number:14"},
      {"2 4\n", "2 -4\n", "vrp.range:14"},
      {"3 10 60", "3 60 10", "vrp.file_window:19"},
      {"3 10 60", "3 -1 10", "vrp.range:19"},
      {"TIME_WINDOW_SECTION", "DEMAND_SECTION", "vrp.twice:16"},
      {"DEPOT_SECTION\n1\n", "DEPOT_SECTION\n2\n", "vrp.depots_first:21"},
      {"DEPOT_SECTION\n1\n-1\n", "", "vrp.missing:20"},
      {"-1\n", "-1\n1\n", "vrp.line:23"},
  };
  for (const auto& [old, fresh, expected] : cases) EXPECT_EQ(fault_of(with(vrplib, old, fresh)), expected) << fresh;
  EXPECT_EQ(fault_of(with(solomon, "  2  10", "  2  0")), "vrp.file_capacity:5");
  EXPECT_EQ(fault_of(with(solomon, " 2 0 2 6 10 60 5", " 2 0 2 6 60 10 5")), "vrp.file_window:12");
  EXPECT_EQ(fault_of(with(solomon, " 2 0 2", " 3 0 2")), "vrp.line:12");
  EXPECT_EQ(fault_of(with(solomon, "CUSTOMER", "CLIENTS")), "vrp.line:7");
  EXPECT_EQ(fault_of(""), "vrp.missing:0");
  EXPECT_EQ(fault_of("tiny\nVEHICLE\nNUMBER CAPACITY\n1 1\n"), "vrp.missing:4");
  EXPECT_EQ(fault_of(std::string(file_bytes_max + 1, 'x')), "vrp.file_too_large");
}

TEST(Read, a_plan_that_was_written_is_read_again) {
  const Problem p = *read_problem(vrplib);
  const Plan plan{{Route{1, {1, 0}}}};
  const std::string text = write_sol(p, plan, 485);
  EXPECT_EQ(text, "Route #2: 2 1\nCost 48.5\n");
  const auto again = read_sol(text, p);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->plan, plan);
  EXPECT_EQ(again->cost, 485);
  for (const char* bad : {"Route #3: 1\nCost 1", "Route #1: 0\nCost 1", "Route #1: 3\nCost 1", "Route 1: 1\nCost 1",
                          "Route #1: 1", "Cost", "Cost x", "Tour #1: 1\nCost 1"})
    EXPECT_FALSE(read_sol(bad, p)) << bad;
}

TEST(Read, costs_below_one_keep_their_zero) {
  EXPECT_EQ(cost_text(5, 1), "0.5");
  EXPECT_EQ(cost_text(0, 1), "0.0");
  EXPECT_EQ(cost_text(413'378, 1), "41337.8");
  EXPECT_EQ(cost_text(413'378, 0), "413378");
}

}  // namespace
}  // namespace fugong::vrp
