#include "bulletin/printed.h"

#include "print/flow.h"
#include "sheet/table.h"

namespace fugong::bulletin {
namespace {

using print::Align;
using print::Box;
using print::Canvas;
using print::Face;
using print::Type;

// GB/T 9704-2012, 5.2.3: 22 lines of size 3 (16 points) on a page of 225 mm.
constexpr double line_spacing = 225.0 / 22 / (16 * 25.4 / 72);
constexpr Type body{.size_pt = 16, .align = Align::justified, .line_spacing = line_spacing};
constexpr Type title{.size_pt = 22, .bold = true, .align = Align::centre, .line_spacing = 1.5};

// 7.2: the mark in red, the number below it, a red line as wide as the text.
print::Drawing red_head(const Wording& words) {
  return {62, [words](Canvas& canvas, const Box& box) {
            canvas.text({box.x, box.y, box.width, 28}, words.head,
                        {.size_pt = 40,
                         .bold = true,
                         .colour = print::official_red,
                         .align = Align::centre,
                         .line_spacing = 1.2,
                         .tracking_em = 0.08},
                        {.size_min_pt = 16, .lines_max = 1});
            canvas.text({box.x, box.y + 36, box.width, 10}, words.number, {.size_pt = 16, .align = Align::centre},
                        {.lines_max = 1});
            canvas.line(box.x, box.y + 50, box.x + box.width, box.y + 50, print::official_red, 0.7);
          }};
}

print::Table table_of(const std::vector<Figure>& figures, Language language) {
  const Type head{.face = Face::hei, .size_pt = 12, .line_spacing = 1.5};
  print::Table table{.columns = {{1, Align::centre}, {5}, {2, Align::right}},
                     .head_rows = 1,
                     .type = {.size_pt = 12, .line_spacing = 1.5},
                     .head = head,
                     .padding_mm = 1.6,
                     .before_mm = 4};
  const auto heading = [&](const char* code) {
    return print::Cell{.text = message(language, code), .head = true, .align = Align::centre};
  };
  table.rows.push_back(
      {heading("bulletin.number_column"), heading("bulletin.figure_column"), heading("bulletin.value_column")});
  for (std::size_t i = 1; i < figures.size(); ++i)  // the first is the day
    table.rows.push_back({{.text = std::to_string(i)}, {.text = figures[i].name}, {.text = figures[i].value}});
  return table;
}

}  // namespace

Result<std::string> to_pdf(const Bulletin& bulletin, const policy::Pack& pack, Language language, Timestamp made_at) {
  const Wording words = wording_of(bulletin, pack, language);
  print::Flow flow;
  auto& blocks = flow.blocks;
  if (!words.head.empty()) blocks.emplace_back(red_head(words));
  blocks.emplace_back(print::Text{.runs = {{words.title}}, .type = title, .after_mm = 10, .keep_with_next = true});
  for (const std::string& paragraph : words.paragraphs)
    blocks.emplace_back(
        print::Text{.runs = {{paragraph}}, .type = body, .indent_first_em = language == Language::en ? 0.0 : 2.0});
  Type sign = body;
  sign.align = Align::right;
  const std::string signature = words.signed_by.empty() ? words.date : words.signed_by + "\n" + words.date;
  blocks.emplace_back(print::Text{.runs = {{signature}}, .type = sign, .before_mm = 20, .keep_together = true});
  blocks.emplace_back(print::PageBreak{});
  const std::string annex = message(language, "bulletin.annex", {{"as_of", words.date}});
  blocks.emplace_back(print::Text{
      .runs = {{annex}}, .type = {.face = Face::hei, .size_pt = 16, .align = Align::centre}, .keep_with_next = true});
  blocks.emplace_back(table_of(figures_of(bulletin, language), language));
  flow.foot = print::page_numbers(language);
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = words.title, .author = words.signed_by, .made_at = made_at}));
  return print::to_pdf(document);
}

Result<std::string> to_xlsx(const Bulletin& bulletin, const policy::Pack& pack, Language language) {
  sheet::Table table;
  for (const Figure& f : figures_of(bulletin, language)) table.rows.push_back({.cells = {f.name, f.value}});
  const std::string name = message(language, "bulletin.sheet");
  return sheet::write_xlsx(
      name, {{wording_of(bulletin, pack, language).title, 48}, {message(language, "bulletin.value_column"), 20}},
      table);
}

}  // namespace fugong::bulletin
