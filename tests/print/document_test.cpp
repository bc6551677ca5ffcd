#include "print/document.h"

#include <gtest/gtest.h>

#include "print/guilloche.h"
#include "print/samples.h"
#include "support/pdf.h"

namespace fugong::print_test {
namespace {

using pdf_test::PdfFile;

std::string pdf_of(const Document& document) {
  const auto bytes = to_pdf(document);
  EXPECT_TRUE(bytes) << bytes.error().code;
  return bytes.value_or("");
}

Document say(const std::string& text, const Type& type = {}, const Box& box = {20, 20, 170, 200}) {
  return one_page([=](Canvas& c) { c.text(box, text, type, {.stand = Stand::top}); });
}

TEST(Document, chinese_text_can_be_taken_out_of_the_pdf_and_its_fonts_are_inside) {
  const PdfFile file(pdf_of(one_page([](Canvas& c) {
    c.text({20, 20, 170, 20}, "复工复产通行证 辽A·12345", {.face = Face::hei, .size_pt = 24, .bold = true});
    c.text({20, 60, 170, 20}, "沈阳市大东区，规上企业135家。", {.size_pt = 16});
  })));
  EXPECT_NE(file.words().find("复工复产通行证辽A·12345"), std::string::npos) << file.text();
  EXPECT_NE(file.words().find("沈阳市大东区，规上企业135家。"), std::string::npos) << file.text();
  EXPECT_EQ(file.fonts().size(), 2u);
  EXPECT_TRUE(file.missing_fonts().empty());
}

TEST(Document, rare_characters_of_names_come_from_the_fall_back_fonts) {
  // U+20BB7, U+2A6D6 and U+2B740: extensions B and C; U+9FA6: added to GB 18030 in 2022.
  const PdfFile file(pdf_of(say("𠮷𪛖𫝀 龦 王𬱖")));
  for (const char* rare : {"𠮷", "𪛖", "𫝀", "龦", "𬱖"}) EXPECT_NE(file.words().find(rare), std::string::npos) << rare;
  EXPECT_TRUE(file.missing_fonts().empty());
  bool hanazono = false;
  for (const auto& [name, embedded] : file.fonts()) hanazono = hanazono || name.find("HanaMin") != std::string::npos;
  EXPECT_TRUE(hanazono);
}

TEST(Document, the_same_document_gives_the_same_bytes_and_carries_its_own_date) {
  const Document document = say("同样的输入，同样的文件。");
  const std::string first = pdf_of(document);
  EXPECT_EQ(first, pdf_of(document));
  const PdfFile file(first);
  EXPECT_NE(file.info().find("2022"), std::string::npos) << file.info();
  EXPECT_NE(file.info().find("样张"), std::string::npos) << file.info();
}

TEST(Document, control_characters_and_marks_of_direction_are_left_out) {
  std::string text = "甲";
  text += '\x01';
  text += '\x1b';
  text += "\u202e乙\u2066丙\xff丁\x7f<script>alert(1)</script>&amp;";
  text.push_back('\0');
  text += "戊";
  const std::string words = PdfFile(pdf_of(say(text))).words();
  EXPECT_NE(words.find("甲乙丙"), std::string::npos) << words;
  EXPECT_NE(words.find("丁<script>alert(1)</script>&amp;\uFFFD戊"), std::string::npos) << words;
}

TEST(Document, a_text_shrinks_until_it_fits_and_is_then_cut_inside_its_box) {
  std::vector<double> sizes;
  const Document document = one_page([&](Canvas& c) {
    const Type type{.size_pt = 20, .line_spacing = 1.2};
    for (const char* text : {"短名", "中国人民武装部队沈阳重型机械装备制造集团有限责任公司第一分厂"})
      sizes.push_back(c.text({20, 20, 80, 10}, text, type, {.size_min_pt = 6, .lines_max = 1}));
    sizes.push_back(c.text({20, 50, 80, 10}, repeated("很长的名字", 400), type, {.size_min_pt = 6, .lines_max = 1}));
  });
  const PdfFile file(pdf_of(document));
  EXPECT_EQ(sizes[0], 20);
  EXPECT_LT(sizes[1], 10);
  EXPECT_GT(sizes[1], 6);
  EXPECT_GE(sizes[2], 6);
  EXPECT_NE(file.words().find("中国人民武装部队沈阳重型机械装备制造集团有限责任公司第一分厂"), std::string::npos);
  const auto page = pdf_test::from_png(to_png(document, 1, 72).value());
  for (int y = 0; y < page.height; ++y)
    for (int x = 290; x < page.width; ++x)  // 102 mm
      ASSERT_EQ(page.grey[static_cast<std::size_t>(y * page.width + x)], 255) << x << " " << y;
}

TEST(Document, a_stamp_is_stored_once_however_often_it_is_used) {
  const auto passes = [](std::size_t pages) {
    return pdf_of({.properties = {.made_at = made_at}, .pages = pages, .draw = [](std::size_t, Canvas& c) {
                     c.stamp("ground", {10, 10, 190, 277}, [](Canvas& on, const Box& box) { guilloche(on, box, {}); });
                   }});
  };
  const std::size_t one = passes(1).size(), ten = passes(10).size();
  EXPECT_GT(one, 5'000u);
  EXPECT_LT(ten, one + 10'000);
}

TEST(Document, a_picture_that_cannot_be_read_leaves_a_crossed_frame) {
  const auto with = [](const std::string& png) {
    return pdf_of(one_page([&](Canvas& c) { c.picture({20, 20, 50, 50}, png); }));
  };
  std::string bomb("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff", 24);
  for (const std::string& bad : {std::string(), std::string("not a picture"), bomb}) EXPECT_EQ(with(bad), with(""));
}

TEST(Document, a_sink_that_fails_is_heard) {
  const Document document = say("写到一半");
  EXPECT_THROW((void)write_pdf(document, [](std::string_view) { throw std::runtime_error("disk full"); }),
               std::runtime_error);
}

TEST(Document, pages_are_limited_and_counted_from_one) {
  Document document = say("一页");
  EXPECT_EQ(to_png(document, 0).error().code, "print.no_page");
  EXPECT_EQ(to_png(document, 2).error().code, "print.no_page");
  document.pages = pages_max + 1;
  EXPECT_EQ(to_pdf(document).error().code, "print.too_long");
}

}  // namespace
}  // namespace fugong::print_test
