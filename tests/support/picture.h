// PNG pictures as grey points.
#pragma once

#include <png.h>

#include <cstdint>
#include <string>
#include <vector>

namespace fugong::picture_test {

struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> grey;
};

inline Image from_png(const std::string& bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes.data(), bytes.size())) return {};
  png.format = PNG_FORMAT_GRAY;
  Image out{static_cast<int>(png.width), static_cast<int>(png.height), std::vector<std::uint8_t>(PNG_IMAGE_SIZE(png))};
  png_image_finish_read(&png, nullptr, out.grey.data(), 0, nullptr);
  return out;
}

inline Image cut(const Image& from, int left, int top, int width, int height) {
  Image out{width, height, {}};
  for (int y = top; y < top + height; ++y)
    for (int x = left; x < left + width; ++x)
      out.grey.push_back(from.grey.at(static_cast<std::size_t>(y * from.width + x)));
  return out;
}

}  // namespace fugong::picture_test
