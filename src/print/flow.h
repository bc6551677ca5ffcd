// A text of any length: blocks from top to bottom, broken into pages with a head and a foot.
//
//   Flow flow;
//   flow.blocks.push_back(Text{.runs = {{"复工复产方案"}}, .type = {.size_pt = 22, .align = Align::centre}});
//   flow.blocks.push_back(Table{...});
//   flow.foot = page_numbers(language);
//   FG_TRY(std::string pdf, to_pdf(lay_out(std::move(flow), {.title = ..., .made_at = ...})));
//
// Long texts, tables and even single cells go on over the page; a table repeats its head rows there. Numbers of pages
// are known when the first page is drawn. Nothing overflows: what is wider than the page is broken, also inside a word.
#pragma once

#include <optional>
#include <variant>

#include "base/language.h"
#include "print/document.h"

namespace fugong::print {

struct Text {
  std::vector<Run> runs{};
  Type type{};
  double indent_first_em = 0;  // 2 in Chinese paragraphs
  double before_mm = 0, after_mm = 0;
  bool keep_together = false;   // on one page, when one page can hold it
  bool keep_with_next = false;  // of headings: never the last thing of a page
  int index_level = 0;          // 1, 2, …: stands in the Index and in the reader's side bar
};

struct Cell {
  std::string text{};
  int span = 1;                  // columns
  bool head = false;             // set as the head is, on the head's ground
  std::optional<Align> align{};  // absent: the column's
};
struct Column {
  double share = 1;  // of the width
  Align align = Align::left;
};
using Row = std::vector<Cell>;
struct Table {
  std::vector<Column> columns{};
  std::vector<Row> rows{};
  std::size_t head_rows = 0;  // the first of them, repeated on every page
  Type type{.size_pt = 10.5, .line_spacing = 1.45};
  Type head{.size_pt = 10.5, .line_spacing = 1.45};
  Colour head_ground = white;
  double line_mm = 0.18;
  double padding_mm = 1.2;
  double row_height_min_mm = 0;
  double before_mm = 0, after_mm = 0;
};

// A place to draw freely, as wide as the text: a rule, a seal's place, a diagram.
struct Drawing {
  double height_mm = 10;
  std::function<void(Canvas&, const Box&)> draw;
};
struct Picture {
  std::string png;
  double height_mm = 60;
};
struct Space {
  double height_mm = 5;
};
struct PageBreak {};
// One line for every Text with an index level, with its page.
struct Index {
  Type type{.size_pt = 12, .line_spacing = 1.8};
};
using Block = std::variant<Text, Table, Drawing, Picture, Space, PageBreak, Index>;

struct Margins {
  double top = 37, right = 26, bottom = 35, left = 28;  // GB/T 9704-2012, 5.1: type area 156 × 225 mm
};

// Drawn in the margin of every page.
using Edge = std::function<void(Canvas&, const Box& margin, std::size_t page, std::size_t pages)>;

struct Flow {
  Size size = a4_upright;
  Margins margins{};
  std::vector<Block> blocks{};
  Edge head{}, foot{};
};

// "第 2 页 共 5 页" in the middle of the foot.
Edge page_numbers(Language language);

// Breaks into pages; the document keeps the flow. Code print.fonts_missing.
Result<Document> lay_out(Flow flow, Properties properties);

}  // namespace fugong::print
