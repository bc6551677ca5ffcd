// How passes look on paper: a windscreen sheet for vehicles (A4 landscape, green ground, as the national truck pass of
// April 2022), a card for people (85.6 × 54 mm), and A4 sheets of ten cards with marks to cut along. Pure drawing.
#pragma once

#include "pass/view.h"
#include "print/document.h"

namespace fugong::pass {

// What is printed of one pass; the QR carries the token as it was issued.
struct PrintedPass {
  std::string number;
  std::string kind_name, enterprise_name;
  std::string subject;  // the plate, or the masked name
  std::string route;
  std::string driver{};              // of a journey, masked; empty: not told
  std::vector<std::string> mates{};  // likewise
  std::vector<std::string> zones;    // empty: the whole district
  Timestamp issued_at{}, not_before{}, expires_at{};
  std::string token;
};

struct Printing {
  Paper paper = Paper::windscreen;
  Language language = Language::zh_cn;
  std::string district_name;
  std::string zone;  // of the clock, IANA
  Timestamp made_at{};
  std::vector<PrintedPass> passes;
  std::optional<std::string> next{};  // where more go on, as PrintFilter::after
};

constexpr double windscreen_qr_mm = 62;  // at least 50: read from 40 cm through a windscreen
constexpr double card_qr_mm = 31;
constexpr std::size_t cards_per_sheet = 10;

// The pages in the order of the passes. Codes qr.too_long, qr.character.
Result<print::Document> lay_out(Printing printing);

}  // namespace fugong::pass
