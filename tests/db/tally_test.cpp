// Sums that are kept while records change, on both engines.
#include "db/tally.h"

#include <gmock/gmock.h>

#include <thread>

#include "support/databases.h"

namespace fugong::db {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const DistrictCode here{"210104"}, elsewhere{"210102"};
constexpr Migration table[] = {
    {"test", 1,
     "CREATE TABLE test_tallies (district TEXT NOT NULL, name TEXT NOT NULL, slot BIGINT NOT "
     "NULL, key TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (district, name, slot, "
     "key)) {without_rowid}"}};

class Tallies : public db_test::EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    engine().migrate(table);
  }
  void change(const DistrictCode& district, const Counts& given, const Counts& taken = {}) {
    const auto done = engine().write<int>([&](Session& s) -> Result<int> {
      Tally tally("test_tallies", district, s);
      tally.give(given);
      tally.take(taken);
      tally.write();
      return 0;
    });
    EXPECT_TRUE(done.has_value());
  }
  Counts all(const DistrictCode& district = here) {
    Counts out;
    engine().read([&](Session& s) { out = Tally("test_tallies", district, s).all(); });
    return out;
  }
};
FUGONG_BOTH_ENGINES(Tallies);

TEST_P(Tallies, add_up_what_is_given_less_what_is_taken) {
  change(here, {{"cases", 0, "a", 2}, {"cases", 0, "b", 1}, {"cases", 0, "a", 1}});
  change(here, {{"cases", 0, "b", 4}}, {{"cases", 0, "a", 1}});
  change(elsewhere, {{"cases", 0, "a", 100}});
  EXPECT_THAT(all(), ElementsAre(Count{"cases", 0, "a", 2}, Count{"cases", 0, "b", 5}));
  EXPECT_THAT(all(elsewhere), ElementsAre(Count{"cases", 0, "a", 100}));
}

TEST_P(Tallies, are_not_touched_by_what_is_taken_and_given_again_or_undone) {
  change(here, {{"cases", 0, "a", 2}}, {{"cases", 0, "a", 2}});
  EXPECT_THAT(all(), IsEmpty());
  const auto undone = engine().write<int>([&](Session& s) -> Result<int> {
    Tally tally("test_tallies", here, s);
    tally.give({{"cases", 0, "a", 2}});
    tally.write();
    return fail(ErrorKind::conflict, "test.undone");
  });
  EXPECT_FALSE(undone.has_value());
  EXPECT_THAT(all(), IsEmpty());
}

TEST_P(Tallies, are_read_by_name_and_by_a_range_of_slots) {
  change(here, {{"a", 1, "", 1}, {"a", 2, "x", 2}, {"a", 2, "y", 3}, {"a", 3, "", 4}, {"b", 2, "", 5}});
  engine().read([&](Session& s) {
    Tally tally("test_tallies", here, s);
    EXPECT_EQ(tally.of("a").size(), 4u);
    EXPECT_THAT(tally.of("a", 2, 3), ElementsAre(Count{"a", 2, "x", 2}, Count{"a", 2, "y", 3}, Count{"a", 3, "", 4}));
    EXPECT_THAT(tally.of("a", 1), ElementsAre(Count{"a", 1, "", 1}));
    EXPECT_FALSE(tally.is_empty());
  });
}

TEST_P(Tallies, of_many_commands_at_once_lose_nothing) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) change(here, {{"cases", 0, "a", 1}, {"cases", i, "b", 1}});
    });
  threads.clear();
  std::int64_t sum = 0;
  for (const Count& c : all())
    if (c.key == "b") sum += c.value;
    else EXPECT_EQ(c.value, 200);
  EXPECT_EQ(sum, 200);
}

TEST_P(Tallies, are_made_anew_and_compared) {
  change(here, {{"cases", 0, "a", 2}, {"cases", 0, "b", 1}});
  const Counts records{{"cases", 0, "a", 1}, {"cases", 0, "a", 2}, {"cases", 0, "c", 1}};
  const auto found = differences(all(), records);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(json::write(found[0]), R"({"name":"cases","slot":0,"key":"a","kept":2,"counted":3})");
  EXPECT_EQ(json::write(found[1]), R"({"name":"cases","slot":0,"key":"b","kept":1,"counted":0})");
  const auto done = engine().write<int>([&](Session& s) -> Result<int> {
    Tally("test_tallies", here, s).replace(records);
    return 0;
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_THAT(differences(all(), records), IsEmpty());
}

}  // namespace
}  // namespace fugong::db
