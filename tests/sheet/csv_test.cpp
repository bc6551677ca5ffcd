#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/language.h"
#include "sheet/reading.h"

namespace fugong::sheet_test {
namespace {

using sheet::read_table;

TEST(Csv, reads_what_people_write) {
  struct Case {
    const char* what;
    std::string bytes;
    Rows rows;
  };
  const std::vector<Case> cases{
      {"plain", "a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
      {"no end of line at the end", "a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
      {"old Macintosh", "a,b\rc,d\r", {{"a", "b"}, {"c", "d"}}},
      {"semicolons", "a;b;c\n1,5;2;3\n", {{"a", "b", "c"}, {"1,5", "2", "3"}}},
      {"tabs", "a\tb\nc\td\n", {{"a", "b"}, {"c", "d"}}},
      {"quotes", "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\n", {{"a,b", "say \"hi\"", "two\nlines"}}},
      {"separators in a quoted heading", "\"a;b;c\",x\n1,2\n", {{"a;b;c", "x"}, {"1", "2"}}},
      {"a quote inside a plain field", "5\" pipe,x\n", {{"5\" pipe", "x"}}},
      {"byte order mark", "\xEF\xBB\xBF姓名,a\n", {{"姓名", "a"}}},
      {"GB 18030", "\xD0\xD5\xC3\xFB,\xD5\xC5\xC8\xFD\n", {{"姓名", "张三"}}},
      {"GB 18030 with extension B and a middle dot",
       "\x95\x34\xB2\x35\xCC\xEF,\xB0\xAC\xC1\xA6\xA1\xA4\xC2\xF2\xC2\xF2\xCC\xE1\n",
       {{"𠮷田", "艾力·买买提"}}},
      {"UTF-16 of Excel", std::string("\xFF\xFE\x13\x4E,\0a\0\n\0", 10), {{"专", "a"}}},
      {"blank rows and cells", "\n , \na,,b,,\n\n", {{"a", "", "b"}}},
      {"wide blanks", "　张三　,\u00A0x\n", {{"张三", "x"}}},
      {"long numbers as formulas", "=\"210199199001010015\",'13800000000\n", {{"210199199001010015", "13800000000"}}},
      {"one cell", "x", {{"x"}}},
  };
  for (const Case& c : cases) EXPECT_EQ(cells_of(read_table(c.bytes)), c.rows) << c.what;
}

TEST(Csv, counts_rows_as_the_spreadsheet_does) {
  const auto table = read_table("a\n\n\nb\n");
  ASSERT_TRUE(table);
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[0].number, 1u);
  EXPECT_EQ(table->rows[1].number, 4u);
}

TEST(Csv, says_what_is_wrong_and_where) {
  struct Case {
    const char* what;
    std::string bytes;
    std::string code, param;
  };
  const std::vector<Case> cases{
      {"nothing", "", "sheet.empty", ""},
      {"blanks only", " \n,,\n", "sheet.empty", ""},
      {"an open quote", "a\n\"b\n", "sheet.quote", "2"},
      {"text after a quote", "a\n\"b\"c\n", "sheet.quote", "2"},
      {"neither UTF-8 nor GB 18030", "a\nb\n\xFF\xFF\n", "sheet.encoding", "3"},
      {"a mark that promises UTF-8",
       "\xEF\xBB\xBF"
       "a\n\xD0\xD5\n",
       "sheet.encoding", "2"},
      {"a picture", std::string("\x89PNG\r\n\x1a\n\0\0", 10), "", ""},
      {"control characters", std::string("a\nb\0c", 5), "sheet.not_a_table", "2"},
      {"Excel 97", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "sheet.old_excel", ""},
  };
  for (const Case& c : cases) {
    const auto table = read_table(c.bytes);
    ASSERT_FALSE(table) << c.what;
    if (!c.code.empty()) {
      EXPECT_EQ(table.error().code, c.code) << c.what;
    }
    if (!c.param.empty()) {
      ASSERT_FALSE(table.error().params.empty()) << c.what;
      EXPECT_EQ(table.error().params[0].second, c.param) << c.what;
    }
    for (Language language : {Language::zh_cn, Language::en})
      EXPECT_EQ(message(language, table.error().code, table.error().params).find('{'), std::string::npos) << c.what;
  }
}

TEST(Csv, keeps_every_limit) {
  const sheet::Limits limits{
      .bytes_max = 100, .rows_max = 3, .columns_max = 3, .cell_bytes_max = 5, .text_bytes_max = 12};
  EXPECT_EQ(code_of(read_table(std::string(101, 'x'), limits)), "sheet.too_large");
  EXPECT_EQ(code_of(read_table("a\nb\nc\n\n\n", limits)), "");
  EXPECT_EQ(code_of(read_table("a\nb\nc\nd\n", limits)), "sheet.too_many_rows");
  EXPECT_EQ(code_of(read_table("a,b,c,,,\n", limits)), "");
  EXPECT_EQ(code_of(read_table("a,b,c,d\n", limits)), "sheet.too_many_columns");
  EXPECT_EQ(code_of(read_table("12345\n", limits)), "");
  EXPECT_EQ(code_of(read_table("123456\n", limits)), "sheet.cell_too_long");
  EXPECT_EQ(code_of(read_table("12345,12345,123\n", limits)), "sheet.too_much_text");
}

TEST(Csv, writes_nothing_that_a_spreadsheet_runs) {
  sheet::Table table;
  table.rows.push_back({1, {"=1+1", "+86", "-1", "@x", "a,b", "say \"hi\"", "plain", "'=x"}});
  EXPECT_EQ(write_csv(table), "\xEF\xBB\xBF'=1+1,'+86,'-1,'@x,\"a,b\",\"say \"\"hi\"\"\",plain,''=x\r\n");
}

// Texts of characters that make trouble, as a reader leaves them: no blanks at the ends.
rc::Gen<std::string> cell() {
  const auto piece =
      rc::gen::element<std::string>("=", "+", "-", "@", "'", "\"", ",", ";", "x", "7", "张", "𠮷", "\n", "\t");
  const auto joined =
      rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& parts) {
        std::string text = "x";
        for (const std::string& part : parts) text += part;
        return text + "x";
      });
  return rc::gen::oneOf(joined, rc::gen::map(joined, [](std::string text) { return text.substr(1); }),
                        rc::gen::just(std::string()));
}

RC_GTEST_PROP(Csv, what_is_written_is_read_back, ()) {
  const auto rows = *rc::gen::container<Rows>(rc::gen::container<std::vector<std::string>>(cell()));
  sheet::Table table;
  Rows expected;
  for (const auto& cells : rows) {
    auto kept = cells;
    // A cell that starts with a line end or a tab loses it to trimming; ="x" is read as x.
    for (auto& text : kept)
      while (!text.empty() && (text[0] == '\n' || text[0] == '\t')) text.erase(0, 1);
    table.rows.push_back({table.rows.size() + 1, kept});
    while (!kept.empty() && kept.back().empty()) kept.pop_back();
    if (!kept.empty()) expected.push_back(kept);
  }
  const auto back = read_table("heading,that,settles,the,separator\n" + sheet::write_csv(table).substr(3));
  RC_ASSERT(back.has_value());
  RC_ASSERT(cells_of(back).size() == expected.size() + 1);
  const Rows all = cells_of(back);
  RC_ASSERT(Rows(all.begin() + 1, all.end()) == expected);
}

}  // namespace
}  // namespace fugong::sheet_test
