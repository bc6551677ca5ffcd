#include "resumption/printed.h"

#include "print/guilloche.h"
#include "print/markup.h"
#include "print/official.h"

namespace fugong::resumption {
namespace {

using print::Align;
using print::Box;
using print::Canvas;
using print::Colour;
using print::Face;
using print::Type;

constexpr Type table_type{.size_pt = 12, .line_spacing = 1.55}, table_head{.face = Face::hei, .size_pt = 12};
constexpr Colour threads{0.86, 0.78, 0.66}, rule{0.72, 0.53, 0.25};  // of the certificate
constexpr double signature_width = 600, signature_height = 240;      // units of the strokes

http::File file_of(const std::string& enterprise, const std::string& title, std::string bytes) {
  return {"application/pdf", enterprise + "-" + title + ".pdf", std::move(bytes)};
}

print::Table facts_table(const Paper& paper) {
  print::Table table{.columns = {{3}, {8}}, .type = table_type, .head = table_head, .padding_mm = 1.5, .before_mm = 2};
  for (const auto& [label, value] : paper.facts) table.rows.push_back({{.text = label, .head = true}, {.text = value}});
  return table;
}

print::Table findings_table(const Paper& paper, Language language) {
  print::Table table{.columns = {{1.4, Align::centre}, {7}, {1.6, Align::centre}, {3}},
                     .head_rows = 1,
                     .type = table_type,
                     .head = table_head,
                     .padding_mm = 1.5,
                     .before_mm = 6};
  print::Row head;
  for (const char* code :
       {"case.paper.column.number", "case.paper.column.item", "case.paper.column.result", "case.paper.column.note"})
    head.push_back({.text = message(language, code), .head = true, .align = Align::centre});
  table.rows.push_back(std::move(head));
  int number = 0;
  for (const PaperFinding& one : paper.findings)
    table.rows.push_back(
        {{.text = std::to_string(++number)}, {.text = one.text}, {.text = one.result}, {.text = one.note}});
  return table;
}

// The name in words, the strokes of the finger beside it, the day below.
print::Drawing signed_line(const Paper& paper, Language language) {
  const std::string words = message(language, "case.paper.inspector", {{"name", paper.signed_by}});
  return {34, [paper, words](Canvas& canvas, const Box& box) {
            const double width = 50, height = width * signature_height / signature_width;
            const double left = box.x + box.width - width;
            canvas.text({box.x, box.y + 6, box.width - width - 3, 10}, words, {.size_pt = 14, .align = Align::right});
            for (const Stroke& stroke : paper.signature) {
              std::vector<std::pair<double, double>> points;
              for (const auto& [x, y] : stroke)
                points.emplace_back(left + x / signature_width * width, box.y + y / signature_height * height);
              canvas.curve(points, print::black, 0.45);
            }
            canvas.line(left, box.y + height, box.x + box.width, box.y + height, print::black, 0.2);
            canvas.text({box.x, box.y + height + 2, box.width, 10}, paper.day, {.size_pt = 14, .align = Align::right});
          }};
}

print::Text small_print(const std::string& text) {
  return {.runs = {{text}}, .type = {.face = Face::hei, .size_pt = 8, .colour = {0.35, 0.35, 0.35}}, .before_mm = 6};
}

print::Flow decision_flow(const Paper& paper, Language language) {
  print::Flow flow;
  auto& blocks = flow.blocks;
  if (!paper.head.empty()) blocks.emplace_back(print::red_head(paper.head, paper.number));
  blocks.emplace_back(
      print::Text{.runs = {{paper.title}}, .type = print::official_title, .after_mm = 10, .keep_with_next = true});
  blocks.emplace_back(print::Text{.runs = {{paper.to}}, .type = print::official_body});
  for (const std::string& text : paper.paragraphs) blocks.emplace_back(print::paragraph(text, language));
  blocks.emplace_back(print::signature(paper.signed_by, paper.day));
  blocks.emplace_back(small_print(paper.reference));
  flow.foot = print::page_numbers(language);
  return flow;
}

print::Flow inspection_flow(const Paper& paper, Language language) {
  print::Flow flow;
  flow.margins = {.top = 30, .right = 26, .bottom = 30, .left = 28};
  auto& blocks = flow.blocks;
  blocks.emplace_back(
      print::Text{.runs = {{paper.title}}, .type = print::official_title, .after_mm = 4, .keep_with_next = true});
  blocks.emplace_back(facts_table(paper));
  blocks.emplace_back(findings_table(paper, language));
  for (const std::string& text : paper.paragraphs) {
    blocks.emplace_back(print::Text{.runs = {{text}}, .type = {.size_pt = 12, .line_spacing = 1.7}, .before_mm = 4});
  }
  blocks.emplace_back(print::Space{4});
  blocks.emplace_back(signed_line(paper, language));
  blocks.emplace_back(small_print(paper.reference));
  flow.foot = print::page_numbers(language);
  return flow;
}

// To be framed and hung by the gate: one page, landscape, on a fine ground.
print::Document certificate(const Paper& paper) {
  const auto draw = [paper](std::size_t, Canvas& canvas) {
    const Box page{0, 0, print::a4_landscape.width_mm, print::a4_landscape.height_mm};
    const Box frame = page.inset(12), inner = page.inset(34);
    print::guilloche(canvas, frame.inset(3), {.bands = 4, .lines_per_band = 10, .colour = threads});
    canvas.frame(frame, rule, 1.2);
    canvas.frame(frame.inset(2.2), rule, 0.3);
    canvas.text(
        {inner.x, 26, inner.width, 20}, paper.title,
        {.size_pt = 38, .bold = true, .colour = print::official_red, .align = Align::centre, .tracking_em = 0.12},
        {.size_min_pt = 20, .lines_max = 1});
    std::string words;
    for (const std::string& text : paper.paragraphs) words += (words.empty() ? "" : "\n") + text;
    canvas.text({inner.x, 52, inner.width, 26}, words, {.size_pt = 15, .align = Align::centre, .line_spacing = 1.7},
                {.size_min_pt = 10, .lines_max = 4});
    double y = 84;
    const double column = inner.width / 2;
    for (std::size_t i = 0; i < paper.facts.size(); ++i) {
      const double x = inner.x + (i % 2 ? column + 4 : 0);
      canvas.text({x, y, 34, 10}, paper.facts[i].first,
                  {.face = Face::hei, .size_pt = 11, .colour = {0.35, 0.3, 0.22}});
      canvas.text({x + 34, y, column - 40, 10}, paper.facts[i].second, {.size_pt = 14},
                  {.size_min_pt = 8, .lines_max = 2});
      canvas.line(x + 34, y + 10, x + column - 6, y + 10, rule, 0.15);
      if (i % 2) y += 14;
    }
    const double foot = page.height - 54;
    canvas.text({inner.x + inner.width - 110, foot, 110, 9}, paper.signed_by, {.size_pt = 15, .align = Align::centre});
    canvas.text({inner.x + inner.width - 110, foot + 10, 110, 9}, paper.day, {.size_pt = 15, .align = Align::centre});
    canvas.text({inner.x, page.height - 26, inner.width, 5}, paper.reference,
                {.face = Face::hei, .size_pt = 7.5, .colour = {0.4, 0.35, 0.3}});
  };
  return {.size = print::a4_landscape, .pages = 1, .draw = draw};
}

Result<print::Document> document_of(const Paper& paper, Language language) {
  const print::Properties properties{.title = paper.title, .author = paper.signed_by, .made_at = paper.at};
  if (paper.kind == PaperKind::certificate) {
    print::Document document = certificate(paper);
    document.properties = properties;
    return document;
  }
  return print::lay_out(
      paper.kind == PaperKind::decision ? decision_flow(paper, language) : inspection_flow(paper, language),
      properties);
}

}  // namespace

Result<http::File> to_pdf(const Form& form, Language language) {
  print::Flow flow;
  FG_TRY(flow.blocks, print::blocks_of(form.html));
  flow.margins = {.top = 30, .right = 26, .bottom = 30, .left = 28};
  flow.foot = print::page_numbers(language);
  FG_TRY(const print::Document document,
         print::lay_out(std::move(flow), {.title = form.title, .author = form.enterprise_name, .made_at = form.at}));
  FG_TRY(std::string bytes, print::to_pdf(document));
  return file_of(form.enterprise_name, form.title, std::move(bytes));
}

Result<http::File> to_pdf(const Paper& paper, Language language) {
  FG_TRY(const print::Document document, document_of(paper, language));
  FG_TRY(std::string bytes, print::to_pdf(document));
  return file_of(paper.enterprise_name, paper.title, std::move(bytes));
}

}  // namespace fugong::resumption
