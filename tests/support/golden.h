// Printed pages beside pictures of them that somebody has looked at and approved: tests/golden/NAME.png.
//
//   expect_golden_page("pass-card", print::to_pdf(document).value());
//
// The page is drawn from the PDF by poppler's pdftoppm, which is another program than the one that wrote it. With
// FUGONG_GOLDEN=write the pictures are written anew: look at them before they are committed.
//
// Pictures agree when nearly every point has its colour, or one that stands beside it. Other versions of the font
// libraries smooth edges a little differently; a character, a colour or a line that is another one differs by more. It
// is looked for in tiles, since on a whole page it would be next to nothing.
#pragma once

#include <algorithm>
#include <cstdlib>

#include "support/pdf.h"

namespace fugong::golden_test {

namespace fs = std::filesystem;
using picture_test::Picture;

constexpr int colour_differs = 56;            // of 255, in any of red, green and blue
constexpr int tile = 16;                      // points; at 96 to the inch a character of 10 pt is 13 of them high
constexpr double tile_differs_percent = 2;    // of a tile's points: a 3 that became an 8 are 7 of 256
constexpr double page_differs_percent = 0.3;  // of all
constexpr int dots_per_inch = 96;

struct Difference {
  double page_percent = 100, tile_percent = 100;  // of the whole page, and of the worst tile
  int x = 0, y = 0;                               // where that is
  Picture shown{};                                // the second picture, pale, and red where it differs
  bool is_too_much() const { return page_percent > page_differs_percent || tile_percent > tile_differs_percent; }
};

inline bool is_like(const Picture& a, int ax, int ay, const Picture& b, int bx, int by) {
  const auto from = [](const Picture& p, int x, int y) {
    return p.rgb.begin() + 3 * (std::ptrdiff_t{y} * p.width + x);
  };
  return std::equal(from(a, ax, ay), from(a, ax, ay) + 3, from(b, bx, by),
                    [](int one, int other) { return std::abs(one - other) <= colour_differs; });
}

// Whether the point's colour is found in the other picture, at its place or beside it.
inline bool is_near(const Picture& a, int x, int y, const Picture& b) {
  if (is_like(a, x, y, b, x, y)) return true;
  for (int other_y = std::max(y - 1, 0); other_y <= std::min(y + 1, b.height - 1); ++other_y)
    for (int other_x = std::max(x - 1, 0); other_x <= std::min(x + 1, b.width - 1); ++other_x)
      if (is_like(a, x, y, b, other_x, other_y)) return true;
  return false;
}

inline Difference difference(const Picture& approved, const Picture& seen) {
  Difference out;
  if (approved.width != seen.width || approved.height != seen.height || seen.rgb.empty()) return out;
  out = {.page_percent = 0, .tile_percent = 0, .shown = seen};
  for (std::uint8_t& value : out.shown.rgb) value = static_cast<std::uint8_t>(170 + value / 3);
  std::int64_t all = 0;
  for (int top = 0; top < seen.height; top += tile)
    for (int left = 0; left < seen.width; left += tile) {
      int different = 0;
      for (int y = top; y < std::min(top + tile, seen.height); ++y)
        for (int x = left; x < std::min(left + tile, seen.width); ++x) {
          if (is_near(seen, x, y, approved) && is_near(approved, x, y, seen)) continue;
          ++different;
          const std::uint8_t red[] = {220, 0, 0};
          std::ranges::copy(red, out.shown.rgb.begin() + 3 * (std::ptrdiff_t{y} * seen.width + x));
        }
      all += different;
      // A tile at the edge counts as a whole one: a few points there are not a character either.
      const double percent = 100.0 * different / (tile * tile);
      if (percent > out.tile_percent) out.tile_percent = percent, out.x = left, out.y = top;
    }
  out.page_percent = 100.0 * static_cast<double>(all) / (static_cast<double>(seen.width) * seen.height);
  return out;
}

inline bool is_written_anew() {
  const char* wish = std::getenv("FUGONG_GOLDEN");
  return wish && std::string(wish) == "write";
}

inline void expect_golden(const std::string& name, const std::string& png) {
  const fs::path file = fs::path(FUGONG_SOURCE_DIR) / "tests/golden" / (name + ".png");
  if (is_written_anew()) std::ofstream(file, std::ios::binary) << png;
  ASSERT_TRUE(fs::exists(file)) << file << " has not been approved yet: run with FUGONG_GOLDEN=write and look at it";
  const Difference d =
      difference(picture_test::picture_from_png(pdf_test::read(file)), picture_test::picture_from_png(png));
  if (!d.is_too_much()) return;
  const fs::path seen = fs::temp_directory_path() / ("fugong-golden-" + name + ".png");
  const fs::path compared = fs::temp_directory_path() / ("fugong-golden-" + name + "-differs.png");
  std::ofstream(seen, std::ios::binary) << png;
  std::ofstream(compared, std::ios::binary) << picture_test::to_png(d.shown);
  ADD_FAILURE() << name << " differs in " << d.page_percent << " % of its points, and in " << d.tile_percent
                << " % of those around " << d.x << ", " << d.y << "; look at " << seen << " and, red where it differs, "
                << compared;
}

inline void expect_golden_page(const std::string& name, const std::string& pdf, int page = 1,
                               int dots = dots_per_inch) {
  expect_golden(name, pdf_test::PdfFile(pdf).page_png(page, dots));
}

}  // namespace fugong::golden_test
