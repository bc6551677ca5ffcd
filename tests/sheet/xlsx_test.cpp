#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "base/language.h"
#include "sheet/numbers.h"
#include "sheet/reading.h"
#include "sheet/workbook.h"

namespace fugong::sheet_test {
namespace {

using sheet::read_table;

TEST(Xlsx, reads_every_kind_of_cell) {
  const auto table = read_table(workbook(
      R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>直接</t></is></c></row>)"
      R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="str"><f>1+1</f><v>公式</v></c><c t="b"><v>1</v></c></row>)"
      R"(<row><c r="A4"><v>210199199001010</v></c><c><v>1.38E+10</v></c><c><v>0.10000000000000001</v></c></row>)"
      R"(<row r="5"><c s="1"><v>44671</v></c><c s="2"><v>44671.354166666664</v></c><c s="3"><v>2.5</v></c><c t="d"><v>2022-04-20T08:30:00Z</v></c></row>)"
      R"(<row r="6"><c t="e"><v>#N/A</v></c><c/></row>)"));
  EXPECT_EQ(cells_of(table), (Rows{{"姓名", "", "直接"},
                                   {"两段", "公式", "TRUE"},
                                   {"210199199001010", "13800000000", "0.1"},
                                   {"2022-04-20", "2022-04-20 08:30", "2.5", "2022-04-20 08:30"},
                                   {"#N/A"}}));
  EXPECT_EQ(table->rows[1].number, 3u);
  EXPECT_EQ(table->rows[2].number, 4u);
}

TEST(Xlsx, takes_the_first_sheet_that_is_not_hidden) {
  const Parts parts{
      {"xl/workbook.xml",
       R"(<w:workbook xmlns:w="w" xmlns:r="http://r"><w:workbookPr date1904="1"/><w:sheets>)"
       R"(<w:sheet name="h" state="veryHidden" sheetId="1" r:id="rId2"/><w:sheet name="S" sheetId="2" r:id="rId1"/></w:sheets></w:workbook>)"},
      {"xl/worksheets/sheet1.xml",
       R"(<x:worksheet xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="B1" s="1"><x:v>0.5</x:v></x:c><x:c s="1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>)"}};
  EXPECT_EQ(cells_of(read_table(workbook("", parts))), (Rows{{"", "12:00", "1904-01-02"}}));
}

TEST(Xlsx, numbers_read_as_people_see_them) {
  const std::vector<std::pair<const char*, const char*>> cases{{"0", "0"},
                                                               {"-5", "-5"},
                                                               {"210199199001010015", "210199199001010015"},
                                                               {"2.1019919900101E+17", "210199199001010000"},
                                                               {"1E-3", "0.001"},
                                                               {"3.1400000000000001", "3.14"},
                                                               {"1e400", "1e400"},
                                                               {"nan", "nan"},
                                                               {"12abc", "12abc"}};
  for (const auto& [in, out] : cases) EXPECT_EQ(sheet::plain_number(in), out) << in;
  EXPECT_EQ(sheet::date_of_serial("-1", false), "-1");
  EXPECT_EQ(sheet::date_of_serial("99999999", false), "99999999");
  EXPECT_EQ(sheet::date_of_serial("x", false), "x");
}

TEST(Xlsx, refuses_what_is_no_workbook) {
  const std::string good = workbook(R"(<row><c><v>1</v></c></row>)");
  struct Case {
    const char* what;
    std::string bytes;
    const char* code;
  };
  const std::vector<Case> cases{
      {"an empty archive", std::string("PK\x05\x06") + std::string(18, '\0'), "sheet.part_missing"},
      {"only a beginning", "PK\x03\x04 and nothing else", "sheet.archive"},
      {"another kind of archive", archive_of({{"word/document.xml", "<w/>"}}), "sheet.part_missing"},
      {"no sheet in the list", workbook("", {{"xl/workbook.xml", "<workbook/>"}}), "sheet.part_missing"},
      {"the sheet itself is missing", workbook("", {{"xl/worksheets/sheet1.xml", "(none)"}}), "sheet.part_missing"},
      {"shared strings promised, not there", workbook("", {{"xl/sharedStrings.xml", "(none)"}}), "sheet.part_missing"},
      {"XML that breaks off", workbook("", {{"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>"}}), "sheet.xml"},
      {"XML that is none", workbook("", {{"xl/worksheets/sheet1.xml", "hello"}}), "sheet.xml"},
      {"an empty part", workbook("", {{"xl/worksheets/sheet1.xml", ""}}), "sheet.xml"},
      {"a shared string that is not there", workbook(R"(<row><c t="s"><v>2</v></c></row>)"), "sheet.bad_cell"},
      {"a shared string of words", workbook(R"(<row><c t="s"><v>one</v></c></row>)"), "sheet.bad_cell"},
      {"no rows", workbook(""), "sheet.empty"},
      {"rows of nothing", workbook("<row/><row><c/><c><v></v></c></row>"), "sheet.empty"},
      {"a column that no sheet has", workbook(R"(<row><c r="ZZZZ1"><v>1</v></c></row>)"), "sheet.too_many_columns"},
  };
  EXPECT_EQ(code_of(read_table(good)), "");
  for (const Case& c : cases) {
    const auto table = read_table(c.bytes);
    ASSERT_FALSE(table) << c.what;
    EXPECT_EQ(table.error().code, c.code) << c.what;
    EXPECT_TRUE(has_message(Language::zh_cn, table.error().code)) << c.what;
  }
}

TEST(Xlsx, reads_no_document_type_whatever_it_promises) {
  const std::string laughs =
      R"(<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>)"
      R"(<worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>)";
  const std::string outside =
      R"(<!DOCTYPE w SYSTEM "file:///etc/passwd"><worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>)";
  for (const char* part :
       {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels", "xl/styles.xml"})
    for (const std::string& text : {laughs, outside})
      EXPECT_EQ(code_of(read_table(workbook("<row><c><v>1</v></c></row>", {{part, text}}))), "sheet.document_type")
          << part;
}

TEST(Xlsx, stops_bombs_while_they_unpack) {
  // 300 MB of blanks pack into 300 KB.
  const std::string bomb = workbook("", {{"xl/worksheets/sheet1.xml", "<worksheet>" + std::string(300u << 20, ' ')}});
  ASSERT_LT(bomb.size(), 1u << 20);
  EXPECT_EQ(code_of(read_table(bomb)), "sheet.unpacks_too_large");
  // Below the limit on the whole, but 1,000 times its packed size.
  const std::string thin = workbook("", {{"xl/worksheets/sheet1.xml", "<worksheet>" + std::string(20u << 20, ' ')}});
  EXPECT_EQ(code_of(read_table(thin)), "sheet.unpacks_too_large");
  // Small parts may pack as well as they like.
  const std::string small =
      workbook("", {{"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + std::string(900'000, ' ') +
                                                     "<row><c><v>1</v></c></row></sheetData></worksheet>"}});
  EXPECT_EQ(cells_of(read_table(small)), (Rows{{"1"}}));
  // One string in a million cells.
  std::string cells;
  for (int i = 0; i < 30'000; ++i) cells += R"(<row><c t="s"><v>0</v></c></row>)";
  const std::string many =
      workbook(cells, {{"xl/sharedStrings.xml", "<sst><si><t>" + std::string(3900, 'x') + "</t></si></sst>"}});
  EXPECT_EQ(code_of(read_table(many)), "sheet.too_much_text");
  Parts crowd;
  for (int i = 0; i < 2100; ++i) crowd[std::to_string(i)].push_back('x');
  EXPECT_EQ(code_of(read_table(workbook("", crowd))), "sheet.too_many_parts");
}

TEST(Xlsx, survives_being_cut_and_changed_anywhere) {
  const std::string good = workbook(R"(<row><c t="s"><v>0</v></c><c><v>44671</v></c></row>)");
  for (std::size_t size = 3; size < good.size(); ++size) {  // "PK" alone is a table of one cell
    const auto table = read_table(std::string_view(good).substr(0, size));
    EXPECT_FALSE(table) << size;
  }
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    (void)read_table(bad);  // may be fine: not every byte matters
  }
}

RC_GTEST_PROP(Xlsx, what_is_written_is_read_back, ()) {
  const auto text = rc::gen::map(rc::gen::container<std::vector<std::string>>(
                                     rc::gen::element<std::string>("a", "<", "&", "\"", "=", "7", "张", "𠮷", ">")),
                                 [](const std::vector<std::string>& parts) {
                                   std::string out;
                                   for (const std::string& part : parts) out += part;
                                   return out;
                                 });
  const auto rows = *rc::gen::container<Rows>(rc::gen::container<std::vector<std::string>>(text));
  sheet::Table table;
  Rows expected{{"编号", "b"}};
  for (const auto& cells : rows) {
    table.rows.push_back({0, cells});
    auto kept = cells;
    while (!kept.empty() && kept.back().empty()) kept.pop_back();
    if (!kept.empty()) expected.push_back(kept);
  }
  const auto bytes = sheet::write_xlsx("表", {{"编号", 10}, {"b", 10}}, table);
  RC_ASSERT(bytes.has_value());
  const auto again = sheet::write_xlsx("表", {{"编号", 10}, {"b", 10}}, table);
  RC_ASSERT(*bytes == *again);
  RC_ASSERT(cells_of(read_table(*bytes)) == expected);
}

}  // namespace
}  // namespace fugong::sheet_test
