// A small wave on both engines: its bulletin finds the scenario's totals again, and the same seed writes the same log.
#include "rehearsal/rehearse.h"

#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "bulletin/model.h"
#include "policy/yaml.h"
#include "rehearsal/scenario.h"
#include "support/databases.h"

namespace fugong::rehearsal {
namespace {

const std::string scenario_file = std::string(FUGONG_SOURCE_DIR) + "/scenarios/dadong-2022-04.yaml";
constexpr double small = 0.03;

struct Outcome {
  int status = 0;
  std::string out, err;
};

Outcome run(const std::string& url, const std::string& keys, const std::string& file, double scale) {
  std::ostringstream out, err;
  RehearseOptions options{
      .platform = {.db_url = url, .keys_folder = keys}, .scenario_file = file, .scale = scale, .quiet = true};
  const int status = rehearse(options, {Language::en, out, err});
  return {status, out.str(), err.str()};
}

std::string bulletin_json(const std::string& url, const std::string& keys, const std::string& day) {
  std::ostringstream out, err;
  EXPECT_EQ(app::print_bulletin({.db_url = url, .keys_folder = keys}, day, "json", {}, {Language::en, out, err}), 0)
      << err.str();
  return out.str();
}

// Every decision of the log, in order, without what only signatures decide: they are random in every run.
std::string decisions(const std::string& url) {
  std::string all;
  const std::regex signature(R"("tokens_sha256":"[0-9a-f]*")");
  db::Engine::open(url)->read([&](db::Session& s) {
    using Row = std::tuple<Timestamp, std::string, std::string, std::string, std::string>;
    s.each<Row>("SELECT at, actor, action, subject_id, detail FROM audit_entry ORDER BY seq", [&](Row&& row) {
      const auto& [at, actor, action, subject, detail] = row;
      all += to_rfc3339(at) + " " + actor + " " + action + " " + subject + " " +
             std::regex_replace(detail, signature, "") + "\n";
    });
  });
  return all;
}

class Rehearsal : public db_test::EngineTest {};

TEST_P(Rehearsal, the_bulletin_finds_the_scenarios_totals_in_the_records) {
  db_test::TemporaryFolder keys;
  const Outcome played = run(url(), keys.path().string(), scenario_file, small);
  ASSERT_EQ(played.status, 0) << played.err;
  const Scenario scenario = scaled(*load_scenario(scenario_file), small);
  const World& w = scenario.world;
  const auto b = json::read<bulletin::Bulletin>(bulletin_json(url(), keys.path().string(), "2022-04-24"));
  ASSERT_TRUE(b.has_value()) << b.error().field;
  EXPECT_EQ(b->enterprises_resumed, w.enterprises);
  EXPECT_EQ(b->above_scale_resumed, w.above_scale);
  EXPECT_EQ(b->employees_returned, w.returning_workers);
  EXPECT_EQ(b->employees_normal, w.normal_workers);
  EXPECT_EQ(b->capacity_over_80, w.capacity_recovered);
  EXPECT_EQ(b->passes_employee, w.employee_passes);
  EXPECT_EQ(b->passes_truck, w.trucks.vehicles);
  EXPECT_EQ(b->truck_enterprises, w.trucks.enterprises);
  EXPECT_EQ(b->passes_commuter, w.buses.vehicles);
  EXPECT_EQ(b->resident_officers, w.residents.officers);
  EXPECT_EQ(b->resident_enterprises, w.residents.enterprises);
  EXPECT_GT(b->tickets_solved, 0);
  EXPECT_EQ(b->tickets_solved, scenario.wave.problems.solved);
  EXPECT_GT(b->suspensions, 0);
  EXPECT_EQ(b->suspensions, std::int64_t(scenario.wave.suspensions.size()));
  const auto earlier = json::read<bulletin::Bulletin>(bulletin_json(url(), keys.path().string(), "2022-04-14"));
  ASSERT_TRUE(earlier.has_value());
  EXPECT_LT(earlier->enterprises_resumed, b->enterprises_resumed);
  EXPECT_GT(earlier->enterprises_resumed, 0);
  EXPECT_EQ(earlier->passes_commuter, 0);
}

TEST_P(Rehearsal, a_database_with_a_district_is_left_alone) {
  db_test::TemporaryFolder keys;
  ASSERT_EQ(run(url(), keys.path().string(), scenario_file, small).status, 0);
  const std::string before = bulletin_json(url(), keys.path().string(), "2022-04-24");
  const Outcome again = run(url(), keys.path().string(), scenario_file, small);
  EXPECT_EQ(again.status, 1);
  EXPECT_NE(again.err.find("holds a district already"), std::string::npos) << again.err;
  EXPECT_EQ(bulletin_json(url(), keys.path().string(), "2022-04-24"), before);
}

FUGONG_BOTH_ENGINES(Rehearsal);

TEST(RehearsalSeed, the_same_seed_takes_the_same_decisions) {
  std::string logs[2];
  for (std::string& log : logs) {
    db_test::TemporaryFolder folder;
    const std::string url = "sqlite:" + (folder.path() / "d.db").string(), keys = (folder.path() / "k").string();
    const Outcome played = run(url, keys, scenario_file, small);
    ASSERT_EQ(played.status, 0) << played.err;
    std::ostringstream out, err;
    EXPECT_EQ(app::verify_audit({.db_url = url, .keys_folder = keys}, {Language::en, out, err}), 0) << err.str();
    log = decisions(url);
  }
  EXPECT_GT(logs[0].size(), 10'000u);
  EXPECT_TRUE(logs[0] == logs[1]);
}

TEST(ScenarioFile, AFaultIsNamedWithItsLine) {
  struct Case {
    const char* from;
    const char* to;
    const char* said;
  };
  const Case cases[] = {
      {"enterprises: 405\n", "enterprises: many\n", ":18: world.enterprises"},
      {"above_scale: 135\n", "above_scale: 500\n", "world.above_scale"},
      {"returning_workers: 48480\n", "returning_workers: 98480\n", "world.returning_workers"},
      {"seed: 20220424\n", "seed: 20220424\nsed: 1\n", "sed: "},
      {"seed: 20220424\n", "", "seed: "},
      {"  enterprises: 405\n", "  enterprises: 405\n  enterprises: 5\n", "twice"},
      {"world:\n", "world: [\n", "scenario.yaml"},
      {"end: 2022-04-24T20:00:00+08:00", "end: 2022-04-01T20:00:00+08:00", "wave.end"},
      {"enterprises: 405\n", "enterprises: 9223372036854775807\n", "world.enterprises"},
  };
  const std::string good = *policy::read_file(scenario_file);
  for (const Case& c : cases) {
    db_test::TemporaryFolder folder;
    const std::string path = (folder.path() / "scenario.yaml").string();
    std::string text = good;
    const auto at = text.find(c.from);
    ASSERT_NE(at, std::string::npos) << c.from;
    std::ofstream(path) << text.replace(at, std::string_view(c.from).size(), c.to);
    const auto loaded = load_scenario(path);
    ASSERT_FALSE(loaded.has_value()) << c.to;
    const std::string said = message(Language::en, loaded.error().code, loaded.error().params);
    EXPECT_NE(said.find(c.said), std::string::npos) << c.to << " → " << said;
    EXPECT_NE(said.find("scenario.yaml"), std::string::npos) << said;
  }
  EXPECT_FALSE(load_scenario("/nowhere.yaml").has_value());
}

}  // namespace
}  // namespace fugong::rehearsal
