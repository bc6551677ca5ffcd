// Documents with what stands in real ones, and with what nobody should write.
#pragma once

#include "print/document.h"
#include "print/flow.h"
#include "print/markup.h"

namespace fugong::print_test {

using namespace print;

constexpr Timestamp made_at{1'650'780'000'000};  // 2022-04-24T06:00:00Z

inline Document one_page(std::function<void(Canvas&)> draw, Size size = a4_upright) {
  return {.properties = {.title = "样张", .author = "区指挥部", .made_at = made_at},
          .size = size,
          .pages = 1,
          .draw = [draw = std::move(draw)](std::size_t, Canvas& canvas) { draw(canvas); }};
}

inline Result<Document> flow_of(std::vector<Block> blocks) {
  Flow flow;
  flow.blocks = std::move(blocks);
  flow.foot = page_numbers(Language::zh_cn);
  return lay_out(std::move(flow), {.title = "样张", .made_at = made_at});
}

inline std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

inline Text heading(const std::string& text) {
  return {.runs = {{text}},
          .type = {.face = Face::hei, .size_pt = 16},
          .before_mm = 4,
          .keep_with_next = true,
          .index_level = 1};
}

inline Table ledger(int rows) {
  Table table{.columns = {{1}, {3}, {1, Align::right}},
              .head_rows = 1,
              .head = {.face = Face::hei, .size_pt = 10.5, .line_spacing = 1.45},
              .head_ground = {0.92, 0.95, 0.92}};
  table.rows.push_back(
      {{.text = "序号", .head = true}, {.text = "企业名称", .head = true}, {.text = "返岗人数", .head = true}});
  for (int i = 1; i <= rows; ++i)
    table.rows.push_back({{.text = std::to_string(i)},
                          {.text = "第" + std::to_string(i) + "机械制造厂"},
                          {.text = std::to_string(i * 37)}});
  return table;
}

}  // namespace fugong::print_test
