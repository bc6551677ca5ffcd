#include "base/validators.h"

#include <gtest/gtest.h>

namespace fugong {
namespace {

template <class F>
std::string outcome(F parse, std::string_view text) {
  const auto result = parse(text, "f");
  return result ? *result : result.error().code;
}

struct Row {
  const char* text;
  const char* outcome;  // the normalised text, or the code
};

TEST(UnifiedSocialCreditCode, AcceptsRealOnesAndSaysWhatIsWrong) {
  const Row rows[] = {
      {"91350100M000100Y43", "91350100M000100Y43"},
      {"11320000MB151840XJ", "11320000MB151840XJ"},
      {" 91350100m000100y43 ", "91350100M000100Y43"},
      {"９１３５０１００Ｍ０００１００Ｙ４３", "91350100M000100Y43"},
      {"", "usc.length"},
      {"91350100M000100Y4", "usc.length"},
      {"91350100M000100Y433", "usc.length"},
      {"91350100I000100Y43", "usc.character"},
      {"91350100M000100Y44", "usc.check_digit"},
      {"91350100M000101Y43", "usc.check_digit"},
      {"91350100\xff"
       "000100Y43",
       "usc.character"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(parse_usc, row.text), row.outcome) << row.text;
}

TEST(UnifiedSocialCreditCode, ChecksTheOrganisationCodeInsideToo) {
  std::string code = "91350100M000100Z4";  // its ninth to seventeenth characters carry GB 11714's own check
  code[15] = '0';
  code[16] = organisation_check_character(code.substr(8, 8)) == '1' ? '2' : '1';
  code += usc_check_character(code);
  EXPECT_EQ(outcome(parse_usc, code), "usc.organisation_check_digit");
}

TEST(UnifiedSocialCreditCode, EverySingleWrongCharacterIsNoticed) {
  const std::string good = "91350100M000100Y43";
  for (std::size_t i = 0; i < good.size(); ++i)
    for (char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      std::string bad = good;
      if (bad[i] == c) continue;
      bad[i] = c;
      EXPECT_FALSE(parse_usc(bad, "f").has_value()) << bad;
    }
}

TEST(ResidentId, AcceptsWellFormedOnesAndSaysWhatIsWrong) {
  const std::string first17 = "21019919900307123";
  const std::string good = first17 + resident_id_check_character(first17);
  EXPECT_EQ(outcome(parse_resident_id, good), good);
  EXPECT_EQ(outcome(parse_resident_id, "11010519491231002X"), "11010519491231002X");
  EXPECT_EQ(outcome(parse_resident_id, "11010519491231002x"), "11010519491231002X");
  EXPECT_EQ(outcome(parse_resident_id, "110105194912310021"), "resident_id.check_digit");
  EXPECT_EQ(outcome(parse_resident_id, "11010519490231002X"), "resident_id.birth_date");
  EXPECT_EQ(outcome(parse_resident_id, "1101051949123100X2"), "resident_id.character");
  EXPECT_EQ(outcome(parse_resident_id, "110105491231002"), "resident_id.length");
  const std::string permit17 = "81000019900307123";  // a residence permit of Hong Kong
  EXPECT_TRUE(parse_resident_id(permit17 + resident_id_check_character(permit17), "f").has_value());
}

TEST(Plate, KnowsTheThreeForms) {
  const Row rows[] = {
      {"辽A12345", "辽A12345"},      {"辽a·1234k", "辽A1234K"},     {"辽A 123 4挂", "辽A1234挂"},
      {"京A1234警", "京A1234警"},    {"辽AD12345", "辽AD12345"},    {"辽A12345D", "辽A12345D"},
      {"辽AF1234", "辽AF1234"},      {"辽AI2345", "plate.format"},  {"辽AO2345", "plate.format"},
      {"辽A1234", "plate.format"},   {"A12345", "plate.format"},    {"王A12345", "plate.format"},
      {"辽A123456", "plate.format"}, {"辽AL12345", "plate.format"}, {"", "plate.format"},
  };
  for (const Row& row : rows) EXPECT_EQ(outcome(parse_plate, row.text), row.outcome) << row.text;
}

TEST(Mobile, ElevenDigitsFromThirteenUp) {
  const Row rows[] = {{"13812345678", "13812345678"},
                      {"138 1234 5678", "13812345678"},
                      {"１３８１２３４５６７８", "13812345678"},
                      {"12812345678", "phone.format"},
                      {"1381234567", "phone.format"},
                      {"138123456789", "phone.format"},
                      {"1381234567x", "phone.format"},
                      {"", "phone.format"}};
  for (const Row& row : rows) EXPECT_EQ(outcome(parse_mobile, row.text), row.outcome) << row.text;
}

TEST(Masks, ShowNoMoreThanNeeded) {
  EXPECT_EQ(mask_name("张三丰"), "张*");
  EXPECT_EQ(mask_name(""), "");
  EXPECT_EQ(mask_resident_id("210199199003071234"), "210199********1234");
  EXPECT_EQ(mask_resident_id("12345"), "*****");
  EXPECT_EQ(mask_mobile("13812345678"), "138****5678");
  EXPECT_EQ(mask_mobile("123"), "***");
}

}  // namespace
}  // namespace fugong
