#include "token/qr.h"

#include <ZXing/BarcodeFormat.h>
#include <ZXing/DecodeHints.h>
#include <ZXing/ImageView.h>
#include <ZXing/ReadBarcode.h>
#include <ZXing/Result.h>
#include <ZXing/TextUtfEncoding.h>
#include <gtest/gtest.h>
#include <png.h>

#include <regex>
#include <vector>

#include "sample.h"

namespace fugong::token {
namespace {

struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> grey;
};

Image from_png(const std::string& bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes.data(), bytes.size())) return {};
  png.format = PNG_FORMAT_GRAY;
  Image out{static_cast<int>(png.width), static_cast<int>(png.height), std::vector<std::uint8_t>(PNG_IMAGE_SIZE(png))};
  png_image_finish_read(&png, nullptr, out.grey.data(), 0, nullptr);
  return out;
}

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

std::string scanned(const Image& image) {
  if (image.grey.empty()) return "no picture";
  const ZXing::ImageView view(image.grey.data(), image.width, image.height, ZXing::ImageFormat::Lum);
  const auto result = ZXing::ReadBarcode(view, ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode));
  return result.isValid() ? ZXing::TextUtfEncoding::ToUtf8(result.text()) : "not read";
}

TEST(Qr, png_and_svg_are_read_back_by_another_implementation) {
  const std::string token = sample::Issuer().token();
  for (const int pixels : {2, 6}) EXPECT_EQ(scanned(from_png(qr_png(token, pixels).value())), token) << pixels;
  EXPECT_EQ(scanned(from_svg(qr_svg(token).value(), 3)), token);
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
