#include "bulletin/printed.h"

#include "print/official.h"
#include "sheet/table.h"

namespace fugong::bulletin {
namespace {

using print::Align;
using print::Face;
using print::Type;

print::Table table_of(const Edition& edition, Language language) {
  const std::vector<Figure> figures = figures_of(edition.bulletin, edition.before, language);
  const Type head{.face = Face::hei, .size_pt = 12, .line_spacing = 1.5};
  print::Table table{
      .columns = {{1, Align::centre}, {4.6}, {1.8, Align::right}, {1.8, Align::right}, {2.1, Align::right}},
      .head_rows = 1,
      .type = {.size_pt = 12, .line_spacing = 1.5},
      .head = head,
      .padding_mm = 1.6,
      .before_mm = 4};
  const auto heading = [&](const char* code) {
    return print::Cell{.text = message(language, code), .head = true, .align = Align::centre};
  };
  table.rows.push_back({heading("bulletin.number_column"), heading("bulletin.figure_column"),
                        heading("bulletin.value_column"), heading("bulletin.before_column"),
                        heading("bulletin.change_column")});
  for (std::size_t i = 1; i < figures.size(); ++i) {  // the first is the day
    const Figure& f = figures[i];
    table.rows.push_back(
        {{.text = std::to_string(i)}, {.text = f.name}, {.text = f.value}, {.text = f.before}, {.text = f.difference}});
  }
  return table;
}

}  // namespace

Result<std::string> to_pdf(const Edition& edition, Language language, Timestamp made_at) {
  const Wording words = wording_of(edition.bulletin, *edition.pack, language);
  print::Flow flow;
  auto& blocks = flow.blocks;
  if (!words.head.empty()) blocks.emplace_back(print::red_head(words.head, words.number));
  blocks.emplace_back(
      print::Text{.runs = {{words.title}}, .type = print::official_title, .after_mm = 10, .keep_with_next = true});
  for (const std::string& text : words.paragraphs) blocks.emplace_back(print::paragraph(text, language));
  blocks.emplace_back(print::signature(words.signed_by, words.date));
  blocks.emplace_back(print::PageBreak{});
  const std::string annex = message(language, "bulletin.annex", {{"as_of", words.date}});
  blocks.emplace_back(print::Text{
      .runs = {{annex}}, .type = {.face = Face::hei, .size_pt = 16, .align = Align::centre}, .keep_with_next = true});
  blocks.emplace_back(table_of(edition, language));
  flow.foot = print::page_numbers(language);
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = words.title, .author = words.signed_by, .made_at = made_at}));
  return print::to_pdf(document);
}

Result<std::string> to_xlsx(const Edition& edition, Language language) {
  sheet::Table table;
  for (const Figure& f : figures_of(edition.bulletin, edition.before, language))
    table.rows.push_back({.cells = {f.name, f.value, f.before, f.difference}});
  const auto titled = [&](const char* code) { return sheet::Column{message(language, code), 18}; };
  return sheet::write_xlsx(message(language, "bulletin.sheet"),
                           {{wording_of(edition.bulletin, *edition.pack, language).title, 48},
                            titled("bulletin.value_column"),
                            titled("bulletin.before_column"),
                            titled("bulletin.change_column")},
                           table);
}

}  // namespace fugong::bulletin
