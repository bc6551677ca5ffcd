#include "print/flow.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "print/samples.h"
#include "support/pdf.h"

namespace fugong::print_test {
namespace {

using pdf_test::PdfFile;

std::string pdf_of(std::vector<Block> blocks) {
  const auto document = flow_of(std::move(blocks));
  EXPECT_TRUE(document);
  return to_pdf(document.value()).value();
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

TEST(Flow, a_long_table_repeats_its_head_and_loses_no_row) {
  const PdfFile file(pdf_of({ledger(200)}));
  EXPECT_GT(file.pages(), 3);
  EXPECT_EQ(count(file.words(), "企业名称"), file.pages());
  for (int i : {1, 57, 133, 200}) EXPECT_EQ(count(file.words(), "第" + std::to_string(i) + "机械制造厂"), 1) << i;
}

TEST(Flow, every_page_says_which_of_how_many_it_is) {
  const PdfFile file(pdf_of({ledger(200)}));
  for (int page = 1; page <= file.pages(); ++page)
    EXPECT_EQ(count(file.words(), "第" + std::to_string(page) + "页共" + std::to_string(file.pages()) + "页"), 1);
}

TEST(Flow, a_cell_longer_than_a_page_goes_on_over_it_whole) {
  Table table{.columns = {{1}, {2}}};
  std::string text;
  for (int i = 0; i < 400; ++i) text += "〔" + std::to_string(1000 + i) + "〕每日消毒两次并记录。";
  table.rows = {{{.text = "措施"}, {.text = text}}};
  const PdfFile file(pdf_of({heading("预案"), table}));
  EXPECT_GT(file.pages(), 1);
  for (int i : {1000, 1200, 1399}) EXPECT_EQ(count(file.words(), "〔" + std::to_string(i) + "〕"), 1) << i;
}

TEST(Flow, a_heading_never_stands_alone_at_the_end_of_a_page) {
  for (int lines = 20; lines < 32; ++lines) {
    const PdfFile file(
        pdf_of({Text{.runs = {{repeated("行\n", lines) + "行"}}, .type = {.size_pt = 16, .line_spacing = 1.75}},
                heading("二、保障措施"), Text{.runs = {{repeated("落实责任。", 60)}}}}));
    const std::string text = file.text();
    const auto at = text.find("保障措施"), page_end = text.find('\f', at);
    EXPECT_NE(text.substr(at, page_end - at).find("落实责任"), std::string::npos) << lines;
  }
}

TEST(Flow, signatures_stay_together) {
  for (int lines = 20; lines < 30; ++lines) {
    const PdfFile file(
        pdf_of({Text{.runs = {{repeated("行\n", lines) + "行"}}, .type = {.size_pt = 16, .line_spacing = 1.75}},
                Text{.runs = {{"申请单位\n（盖章）\n年月日"}},
                     .type = {.size_pt = 16, .align = Align::right},
                     .keep_together = true}}));
    const std::string text = file.text();
    const auto from = text.find("申请单位"), to = text.find("年月日");
    EXPECT_EQ(text.substr(from, to - from).find('\f'), std::string::npos) << lines;
  }
}

TEST(Flow, the_index_names_the_pages_where_the_headings_stand) {
  std::vector<Block> blocks{Index{}, PageBreak{}};
  for (int i = 1; i <= 5; ++i) {
    blocks.push_back(heading("第" + std::to_string(i) + "章"));
    blocks.push_back(ledger(60));
  }
  const auto document = flow_of(blocks).value();
  ASSERT_EQ(document.outline.size(), 5u);
  EXPECT_EQ(document.outline[0].page, 2u);
  EXPECT_TRUE(std::ranges::is_sorted(document.outline, {}, &OutlineEntry::page));
  const PdfFile file(to_pdf(document).value());
  const std::string text = file.text(), index = text.substr(0, text.find('\f'));
  for (const OutlineEntry& e : document.outline) {
    const auto line = index.find(e.title);
    ASSERT_NE(line, std::string::npos);
    EXPECT_NE(index.substr(line, index.find('\n', line) - line).find(std::to_string(e.page)), std::string::npos)
        << e.title;
  }
}

TEST(Flow, a_word_wider_than_its_cell_is_broken) {
  Table table{.columns = {{1}, {1}}};
  table.rows = {{{.text = repeated("W", 300)}, {.text = "末"}}};
  const PdfFile file(pdf_of({table}));
  EXPECT_EQ(count(file.words(), "W"), 300);
}

TEST(Flow, nothing_at_all_is_one_empty_page) { EXPECT_EQ(PdfFile(pdf_of({})).pages(), 1); }

}  // namespace
}  // namespace fugong::print_test
