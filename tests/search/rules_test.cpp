// How what is typed meets what is stored.
#include "search/rules.h"

#include <gmock/gmock.h>

namespace fugong::search {
namespace {

using testing::ElementsAre;

TEST(Folding, forgets_width_case_and_punctuation) {
  const std::pair<const char*, const char*> cases[] = {{"沈阳 机床（集团）有限公司", "沈阳机床集团有限公司"},
                                                       {"ＡＢＣ１２３", "abc123"},
                                                       {"辽A·12345", "辽a12345"},
                                                       {"艾力·买买提", "艾力买买提"},
                                                       {"𠮷野家", "𠮷野家"},
                                                       {"one\n\nTwo\n", "one\ntwo"},
                                                       {"<script>alert(1)</script>", "scriptalert1script"},
                                                       {"", ""}};
  for (const auto& [text, folded] : cases) EXPECT_EQ(fold(text), folded) << text;
}

TEST(Folding, takes_any_bytes_and_gives_single_tokens) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = std::string("a") + static_cast<char>(byte) + "b" + static_cast<char>(byte);
    const std::string grams = grams_of(Kind::person, fold(text));
    EXPECT_EQ(grams.find_first_of("\"'()*:^-+\n\t"), std::string::npos) << byte;
  }
}

TEST(Grams, are_pairs_of_the_kind_without_repeats_and_not_across_words) {
  EXPECT_EQ(grams_of(Kind::person, "王小明"), "p小明 p王小");
  EXPECT_EQ(grams_of(Kind::enterprise, "沈沈沈"), "e沈沈");
  EXPECT_EQ(grams_of(Kind::enterprise, "机床\nab"), "eab e机床");
  EXPECT_EQ(grams_of(Kind::person, "王"), "");
}

TEST(Grams, of_an_entry_bind_it_to_its_owner) {
  const Entry entry{
      .kind = Kind::person, .id = "1", .enterprise = "01-02", .subdistrict = "210104012", .title = "王明"};
  EXPECT_EQ(grams_of(entry, fold(entry.title)), "p王明 pe0102 ps210104012");
}

TEST(Terms, are_split_at_blanks_and_limited) {
  EXPECT_THAT(terms_of(" 沈阳　机床 "), ElementsAre("沈阳", "机床"));
  EXPECT_THAT(terms_of("a b c d"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(terms_of(" ·· "), ElementsAre());
  EXPECT_FALSE(can_be_looked_up(terms_of("王")));
  EXPECT_TRUE(can_be_looked_up(terms_of("王 机床")));
  EXPECT_TRUE(can_be_looked_up(terms_of("王明")));
}

TEST(Ranks, put_the_whole_title_first) {
  const auto terms = terms_of("机床");
  EXPECT_LT(rank("机床", terms), rank("机床厂", terms));
  EXPECT_LT(rank("机床厂", terms), rank("沈阳机床厂", terms));
  EXPECT_LT(rank("沈阳机床厂", terms), rank("别的", terms));
}

}  // namespace
}  // namespace fugong::search
