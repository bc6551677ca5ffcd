#include "base/language.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/day_words.h"
#include "base/ids.h"
#include "base/texts.h"

namespace fugong {
namespace {

TEST(Days, are_said_in_the_readers_language) {
  EXPECT_EQ(in_words({"2022-04-24"}, Language::zh_cn), "2022年4月24日");
  EXPECT_EQ(in_words({"2022-04-24"}, Language::en), "24 April 2022");
  EXPECT_EQ(in_words({"2022-12-01"}, Language::en), "1 December 2022");
  EXPECT_EQ(in_words({"nonsense"}, Language::en), "nonsense");
}

TEST(Language, PicksWhatTheReaderPrefers) {
  EXPECT_EQ(pick_language(""), Language::zh_cn);
  EXPECT_EQ(pick_language("en"), Language::en);
  EXPECT_EQ(pick_language("en-GB,en;q=0.8"), Language::en);
  EXPECT_EQ(pick_language("zh-CN,zh;q=0.9,en;q=0.8"), Language::zh_cn);
  EXPECT_EQ(pick_language("en;q=0.3, zh;q=0.5"), Language::zh_cn);
  EXPECT_EQ(pick_language("EN-us"), Language::en);
  EXPECT_EQ(pick_language("eng"), Language::zh_cn);
  EXPECT_EQ(pick_language("fr, de"), Language::zh_cn);
  EXPECT_EQ(pick_language("en;q=x"), Language::zh_cn);
  EXPECT_EQ(pick_language(";;,,;q"), Language::zh_cn);
}

TEST(Texts, FillPlaceholdersAndLeaveUnknownOnes) {
  EXPECT_EQ(fill_text("{a} 与 {b}", {{"a", "1"}, {"b", "{a}"}}), "1 与 {a}");
  EXPECT_EQ(fill_text("{c", {{"c", "1"}}), "{c");
  EXPECT_EQ(fill_text("{x}", {}), "{x}");
}

TEST(Texts, TheCatalogueIsSortedAndSpeaksBothLanguages) {
  const auto all = texts::catalogue();
  ASSERT_GT(all.size(), 50u);
  EXPECT_TRUE(std::ranges::is_sorted(all, {}, &texts::Entry::code));
  EXPECT_EQ(message(Language::en, "json.out_of_range", {{"low", "1"}, {"high", "9"}}),
            "The number has to be between 1 and 9.");
  EXPECT_EQ(message(Language::zh_cn, "no.such.code"), "no.such.code");
  EXPECT_FALSE(has_message(Language::zh_cn, "no.such.code"));
  EXPECT_TRUE(has_message(Language::zh_cn, "plate.format"));
}

TEST(Ids, AreUuidV7AndOrderedByTime) {
  SeededRandom random(1);
  std::string last;
  for (int i = 0; i < 200; ++i) {
    const std::string id = make_uuid_v7({1650000000000 + i}, random);
    EXPECT_TRUE(is_uuid(id));
    EXPECT_EQ(id[14], '7');
    EXPECT_TRUE(id[19] == '8' || id[19] == '9' || id[19] == 'a' || id[19] == 'b') << id;
    EXPECT_LT(last, id);
    EXPECT_EQ(uuid_text(uuid_bytes(id)), id);
    last = id;
  }
  for (const char* bad : {"", "0180", "01800000-0000-7000-8000-00000000000G", "01800000-0000-7000-8000-00000000000A",
                          "0180000000007000800000000000000000000"})
    EXPECT_FALSE(is_uuid(bad)) << bad;
}

TEST(Random, SameSeedSameBytesAndBelowStaysBelow) {
  SeededRandom a(7), b(7), c(8);
  EXPECT_EQ(a.next_u64(), b.next_u64());
  EXPECT_NE(a.next_u64(), c.next_u64());
  std::array<int, 3> seen{};
  for (int i = 0; i < 3000; ++i) ++seen[a.below(3)];
  for (int n : seen) EXPECT_NEAR(n, 1000, 150);
}

}  // namespace
}  // namespace fugong
