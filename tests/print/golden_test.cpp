// What the comparison with approved pictures tells apart, and what it lets pass.
#include "support/golden.h"

#include "print/guilloche.h"
#include "print/samples.h"

namespace fugong::print_test {
namespace {

using golden_test::Difference;

// A page of text with one line and one colour of the caller's.
picture_test::Picture page_with(const std::string& line, Colour colour = {0.03, 0.42, 0.22}) {
  const auto pdf = to_pdf(one_page([&](Canvas& c) {
    guilloche(c, {10, 10, 190, 60}, {});
    c.text({20, 20, 170, 12}, line, {.face = Face::hei, .size_pt = 12, .bold = true});
    c.text({20, 40, 170, 200}, repeated("大东区规上企业一百三十五家，全部复工。", 40), {.size_pt = 12},
           {.stand = Stand::top});
    c.fill({20, 240, 40, 10}, colour);
  }));
  return picture_test::picture_from_png(pdf_test::PdfFile(pdf.value()).page_png(1, golden_test::dots_per_inch));
}

const char* const line = "通行证编号 210104000123 辽A·12345";

TEST(Golden, the_same_page_is_the_same) {
  const Difference d = golden_test::difference(page_with(line), page_with(line));
  EXPECT_EQ(d.page_percent, 0);
  EXPECT_FALSE(d.is_too_much());
}

TEST(Golden, one_other_character_of_a_page_is_found_and_told_where) {
  for (const char* other : {"通行证编号 210104000128 辽A·12345", "通行证编号 210104000123 辽B·12345",
                            "通行证编码 210104000123 辽A·12345"}) {
    const Difference d = golden_test::difference(page_with(line), page_with(other));
    EXPECT_TRUE(d.is_too_much()) << other << d.tile_percent;
    EXPECT_LT(d.page_percent, golden_test::page_differs_percent) << "else the tiles were not needed";
    EXPECT_NEAR(d.y, 26 / 25.4 * golden_test::dots_per_inch, 24) << other;
  }
}

TEST(Golden, another_colour_as_bright_is_found) {
  EXPECT_TRUE(golden_test::difference(page_with(line), page_with(line, {0.42, 0.25, 0.03})).is_too_much());
}

TEST(Golden, points_that_are_a_little_lighter_or_darker_are_let_pass) {
  const auto page = page_with(line);
  picture_test::Picture smoothed = page;
  for (std::size_t i = 0; i < smoothed.rgb.size(); ++i) {
    const int other = smoothed.rgb[i] + static_cast<int>(i * 37 % 81) - 40;
    smoothed.rgb[i] = static_cast<std::uint8_t>(std::clamp(other, 0, 255));
  }
  const Difference d = golden_test::difference(page, smoothed);
  EXPECT_FALSE(d.is_too_much()) << d.page_percent << " " << d.tile_percent << " at " << d.x << ", " << d.y;
}

TEST(Golden, a_page_of_another_size_is_another_page) {
  picture_test::Picture cut = page_with(line);
  cut.rgb.resize(cut.rgb.size() - 3 * static_cast<std::size_t>(cut.width));
  --cut.height;
  EXPECT_EQ(golden_test::difference(page_with(line), cut).page_percent, 100);
  EXPECT_TRUE(golden_test::difference({}, {}).is_too_much());
}

}  // namespace
}  // namespace fugong::print_test
