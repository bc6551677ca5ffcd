#include "print/markup.h"

#include <gtest/gtest.h>

#include "print/samples.h"

namespace fugong::print_test {
namespace {

// What the blocks say: a text as itself, a table as [a|b/c|d], anything else as #.
std::string said(const std::string& markup) {
  const auto blocks = blocks_of(markup);
  if (!blocks) return blocks.error().code;
  std::string out;
  for (const Block& block : *blocks) {
    if (!out.empty()) out += " ¦ ";
    if (const Text* text = std::get_if<Text>(&block)) {
      for (const Run& run : text->runs) out += run.bold ? "*" + run.text + "*" : run.text;
    } else if (const Table* table = std::get_if<Table>(&block)) {
      out += "[";
      for (std::size_t r = 0; r < table->rows.size(); ++r) {
        if (r > 0) out += "/";
        for (std::size_t c = 0; c < table->rows[r].size(); ++c) out += (c > 0 ? "|" : "") + table->rows[r][c].text;
      }
      out += "]";
    } else {
      out += "#";
    }
  }
  return out;
}

TEST(Markup, what_templates_use_becomes_blocks) {
  struct Row {
    const char *markup, *blocks;
  };
  for (const Row& row : {
           Row{"<h1>方案</h1><p>甲 乙</p>", "方案 ¦ 甲 乙"},
           Row{"<h1>甲厂<br>方案</h1>", "甲厂\n方案"},
           Row{"<table><tr><th>名称</th><td>甲厂</td></tr><tr><th>人数</th><td>5</td></tr></table>",
               "[名称|甲厂/人数|5]"},
           Row{"<p>一<b>二</b>三</p>", "一*二*三"},
           Row{"<ul><li>一</li><li>二</li></ul><ol><li>三<li>四</ol>", "• 一 ¦ • 二 ¦ 1. 三 ¦ 2. 四"},
           Row{"上<hr>下", "上 ¦ # ¦ 下"},
           Row{"  <p>\n  空白\n  很多 </p>\n", "空白 很多"},
           Row{"<p>&lt;b&gt; &amp;amp; &#39;&#x4e1c;&#0; &unknown; &</p>", "<b> &amp; '东\xEF\xBF\xBD &unknown; &"},
           Row{"<table><tr><td>一<br>二<p>三</p></td></tr></table>", "[一\n二\n三]"},
       })
    EXPECT_EQ(said(row.markup), row.blocks) << row.markup;
}

TEST(Markup, what_is_not_known_is_left_out_and_never_run) {
  struct Row {
    const char *markup, *blocks;
  };
  for (const Row& row : {
           Row{"<style>p{color:red}</style><p>文</p>", "文"},
           Row{"<SCRIPT>alert(1)</ScRiPt>文", "文"},
           Row{"<script>never ends", ""},
           Row{"<p onclick=\"x()\">文<img src=file:///etc/passwd></p>", "文"},
           Row{"<iframe src=http://x>里</iframe>", "里"},
           Row{"<!-- <p>藏</p> -->文<!-- 未完", "文"},
           Row{"1 < 2 <3", "1 < 2 <3"},
           Row{"<", "<"},
           Row{"</table></td><td>外</td>", "外"},
           Row{"<table><tr><td>甲<table><tr><td>乙", "[乙]"},
           Row{"", ""},
       })
    EXPECT_EQ(said(row.markup), row.blocks) << row.markup;
}

TEST(Markup, signatures_stand_at_the_right_and_stay_together) {
  const auto blocks = blocks_of("<p class=\"sign\">申请单位（盖章）：<br>年 月 日</p>").value();
  const Text& text = std::get<Text>(blocks.at(0));
  EXPECT_EQ(text.type.align, Align::right);
  EXPECT_TRUE(text.keep_together);
}

TEST(Markup, spans_and_rows_of_heads_are_kept) {
  const auto blocks =
      blocks_of("<table><tr><th colspan=2>总表</th></tr><tr><td>甲</td><td>乙</td></tr></table>").value();
  const Table& table = std::get<Table>(blocks.at(0));
  EXPECT_EQ(table.rows[0][0].span, 2);
  EXPECT_EQ(table.head_rows, 1u);
  EXPECT_EQ(table.columns.size(), 2u);
}

TEST(Markup, size_and_depth_are_limited) {
  EXPECT_EQ(said(std::string(markup_bytes_max + 1, 'x')), "print.markup_too_large");
  EXPECT_EQ(said(repeated("<div>", markup_depth_max + 1)), "print.markup_too_deep");
  EXPECT_TRUE(blocks_of(repeated("<script></script>", 50'000)));
  EXPECT_TRUE(blocks_of(repeated("<p>x", 20)));
}

}  // namespace
}  // namespace fugong::print_test
