// PNG pictures as grey points, and as coloured ones.
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

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // three to a point
};

inline Picture picture_from_png(const std::string& bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, bytes.data(), bytes.size())) return {};
  png.format = PNG_FORMAT_RGB;
  Picture out{static_cast<int>(png.width), static_cast<int>(png.height),
              std::vector<std::uint8_t>(PNG_IMAGE_SIZE(png))};
  const png_color white{255, 255, 255};
  png_image_finish_read(&png, &white, out.rgb.data(), 0, nullptr);
  return out;
}

inline std::string to_png(const Picture& picture) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(picture.width);
  png.height = static_cast<png_uint_32>(picture.height);
  png.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  if (!png_image_write_get_memory_size(png, size, 0, picture.rgb.data(), 0, nullptr)) return {};
  std::string out(size, '\0');
  png_image_write_to_memory(&png, out.data(), &size, 0, picture.rgb.data(), 0, nullptr);
  out.resize(size);
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
