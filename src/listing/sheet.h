// A list as it leaves the house: plain text in rows, as a workbook or on paper. Pure; draw it aside (Router::recorded).
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "base/result.h"
#include "http/message.h"

namespace fugong::listing {

enum class Format : std::uint8_t { xlsx, pdf };
BOOST_DESCRIBE_ENUM(Format, xlsx, pdf)

// A district's whole register at --scale 10 fits into a workbook; paper is for what people read.
constexpr std::size_t rows_max_xlsx = 20'000;
constexpr std::size_t rows_max_pdf = 3'000;
constexpr std::size_t rows_max(Format format) { return format == Format::pdf ? rows_max_pdf : rows_max_xlsx; }

struct Heading {
  std::string title;
  double width_characters = 16;  // of western letters; a share of the width on paper
};

struct Sheet {
  Format format = Format::xlsx;
  Language language = Language::zh_cn;
  std::string title, district;
  std::string made_by, made_at;  // who took it out, and when in the district's zone
  Timestamp at{};
  std::vector<Heading> headings;
  std::vector<std::vector<std::string>> rows;  // each as long as the headings
};

// Named by title and day. Codes: those of sheet/ and print/.
Result<http::File> to_file(const Sheet& sheet);

}  // namespace fugong::listing
