#include "token/qr.h"

#include <gtest/gtest.h>

#include <regex>
#include <vector>

#include "sample.h"
#include "support/qr.h"

namespace fugong::token {
namespace {

using picture_test::from_png;
using picture_test::Image;
using picture_test::scanned;

// Paints the runs "Mx yhN" of our own SVG.
Image from_svg(const std::string& svg, int scale) {
  std::smatch size;
  if (!std::regex_search(svg, size, std::regex("viewBox=\"0 0 (\\d+) "))) return {};
  const int side = std::stoi(size[1]) * scale;
  Image out{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 255)};
  const std::string dark = svg.substr(svg.rfind("d=\""));
  const std::regex run("M(\\d+) (\\d+)h(\\d+)v1h-\\d+z");
  for (std::sregex_iterator it(dark.begin(), dark.end(), run), end; it != end; ++it)
    for (int y = std::stoi((*it)[2]) * scale; y < (std::stoi((*it)[2]) + 1) * scale; ++y)
      for (int x = std::stoi((*it)[1]) * scale; x < (std::stoi((*it)[1]) + std::stoi((*it)[3])) * scale; ++x)
        out.grey[static_cast<std::size_t>(y * side + x)] = 0;
  return out;
}

TEST(Qr, png_and_svg_are_read_back_by_another_implementation) {
  const std::string token = sample::Issuer().token();
  for (const int pixels : {2, 6}) EXPECT_EQ(scanned(from_png(qr_png(token, pixels).value())), token) << pixels;
  EXPECT_EQ(scanned(from_svg(qr_svg(token).value(), 3)), token);
}

TEST(Qr, the_bare_code_is_the_same_one) {
  const std::string token = sample::Issuer().token();
  const QrModules code = qr_modules(token).value();
  ASSERT_EQ(code.dark.size(), static_cast<std::size_t>(code.side * code.side));
  constexpr int scale = 4, margin = 4;
  const int side = (code.side + 2 * margin) * scale;
  Image image{side, side, std::vector<std::uint8_t>(static_cast<std::size_t>(side * side), 255)};
  for (int y = 0; y < code.side * scale; ++y)
    for (int x = 0; x < code.side * scale; ++x)
      if (code.dark[static_cast<std::size_t>(y / scale * code.side + x / scale)])
        image.grey[static_cast<std::size_t>((y + margin * scale) * side + x + margin * scale)] = 0;
  EXPECT_EQ(scanned(image), token);
  EXPECT_EQ(qr_modules("大东").error().code, "qr.character");
}

TEST(Qr, the_longest_token_still_fits_and_one_more_does_not) {
  const std::string longest(token_characters_max, 'A');
  EXPECT_EQ(scanned(from_png(qr_png(longest, 4).value())), longest);
  EXPECT_EQ(qr_png(longest + "A").error().code, "qr.too_long");
  EXPECT_EQ(qr_svg(std::string(100000, 'A')).error().code, "qr.too_long");
}

TEST(Qr, other_characters_are_refused) {
  for (const char* text : {"", "fg1:abc", "FG1:\n", "大东"})
    EXPECT_EQ(qr_svg(text).error().code, "qr.character") << text;
}

}  // namespace
}  // namespace fugong::token
