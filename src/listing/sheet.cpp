#include "listing/sheet.h"

#include "print/flow.h"
#include "sheet/table.h"

namespace fugong::listing {
namespace {

constexpr print::Margins margins{.top = 18, .right = 12, .bottom = 16, .left = 12};
constexpr print::Type type{.face = print::Face::hei, .size_pt = 8.5, .line_spacing = 1.35};

Result<std::string> to_xlsx(const Sheet& list) {
  std::vector<sheet::Column> columns;
  for (const Heading& heading : list.headings) columns.push_back({heading.title, heading.width_characters});
  sheet::Table table;
  table.rows.reserve(list.rows.size());
  for (const auto& cells : list.rows) table.rows.push_back({.number = 0, .cells = cells});
  return sheet::write_xlsx(list.title, columns, table);
}

print::Table table_of(const Sheet& list) {
  print::Table table{.head_rows = 1, .type = type, .head = type, .padding_mm = 0.9, .before_mm = 3};
  table.head_ground = {0.92, 0.94, 0.96};
  print::Row head;
  for (const Heading& heading : list.headings) {
    table.columns.push_back({heading.width_characters});
    head.push_back({.text = heading.title, .head = true});
  }
  table.rows.reserve(list.rows.size() + 1);
  table.rows.push_back(std::move(head));
  for (const auto& cells : list.rows) {
    print::Row row;
    for (const std::string& cell : cells) row.push_back({.text = cell});
    table.rows.push_back(std::move(row));
  }
  return table;
}

Result<std::string> to_pdf(const Sheet& list) {
  print::Flow flow{.size = print::a4_landscape, .margins = margins};
  const std::string note =
      message(list.language, "listing.note",
              {{"rows", std::to_string(list.rows.size())}, {"time", list.made_at}, {"who", list.made_by}});
  flow.blocks.emplace_back(
      print::Text{.runs = {{list.district + (list.language == Language::en ? " " : "") + list.title}},
                  .type = {.face = print::Face::hei, .size_pt = 15, .bold = true, .align = print::Align::centre},
                  .keep_with_next = true});
  flow.blocks.emplace_back(
      print::Text{.runs = {{note}},
                  .type = {.face = print::Face::hei, .size_pt = 8.5, .align = print::Align::centre},
                  .before_mm = 1.5,
                  .keep_with_next = true});
  if (!list.rows.empty()) flow.blocks.emplace_back(table_of(list));
  flow.foot = print::page_numbers(list.language);
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = list.title, .author = list.district, .made_at = list.at}));
  return print::to_pdf(document);
}

}  // namespace

Result<http::File> to_file(const Sheet& list) {
  const std::string name = list.title + "-" + list.made_at.substr(0, 10);
  if (list.format == Format::pdf) {
    FG_TRY(std::string bytes, to_pdf(list));
    return http::File{"application/pdf", name + ".pdf", std::move(bytes)};
  }
  FG_TRY(std::string bytes, to_xlsx(list));
  return http::File{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx",
                    std::move(bytes)};
}

}  // namespace fugong::listing
