// A document: pages that know how to draw themselves, written as PDF or, page by page, as PNG.
//
//   Document passes{.properties = {...}, .pages = 3, .size = ..., .draw = [&](std::size_t page, Canvas& c) { ... }};
//   FG_CHECK(write_pdf(passes, file));
//
// Pages are drawn one after another and given away as they are done: five thousand take no more memory than one. The
// same document gives the same bytes; its dates are the properties', never the machine's. Fonts are embedded, and only
// the characters used. The first document of a thread opens the fonts (about 40 ms); a program that prints nothing
// never does. Thread rule: free functions, any thread. They compute: keep them off the network thread and the writer.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "print/canvas.h"

namespace fugong::print {

struct Size {
  double width_mm = 0, height_mm = 0;
};
constexpr Size a4_upright{210, 297};
constexpr Size a4_landscape{297, 210};
constexpr Size id_card{85.6, 54};  // ISO/IEC 7810 ID-1

constexpr std::size_t pages_max = 20'000;  // a dossier of 40 volumes; past that something is wrong

struct Properties {
  std::string title{}, author{}, subject{};
  Timestamp made_at{};
};

// A line of the reader's side bar; pages count from 1.
struct OutlineEntry {
  std::string title;
  std::size_t page = 1;
  int level = 1;
};

struct Document {
  Properties properties{};
  Size size = a4_upright;
  std::size_t pages = 0;
  std::function<void(std::size_t page, Canvas&)> draw;  // pages count from 1
  std::vector<OutlineEntry> outline{};
};

using Sink = std::function<void(std::string_view)>;

// Codes print.fonts_missing (unavailable), print.too_long.
Status write_pdf(const Document& document, const Sink& sink);
Result<std::string> to_pdf(const Document& document);
// Codes as above and print.no_page.
Result<std::string> to_png(const Document& document, std::size_t page, double dots_per_inch = 144);

}  // namespace fugong::print
