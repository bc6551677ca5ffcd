#include "base/day_words.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace fugong {
namespace {

int number_at(const std::string& text, std::size_t at, std::size_t size) {
  int number = 0;
  if (at + size <= text.size()) std::from_chars(text.data() + at, text.data() + at + size, number);
  return number;
}

}  // namespace

std::string in_words(const Date& day, Language language) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const int year = number_at(day.text, 0, 4), month = number_at(day.text, 5, 2), date = number_at(day.text, 8, 2);
  if (month < 1 || month > 12) return day.text;
  if (language == Language::en) return fmt::format("{} {} {}", date, months[std::size_t(month - 1)], year);
  return fmt::format("{}年{}月{}日", year, month, date);
}

}  // namespace fugong
