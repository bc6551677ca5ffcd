#include "sheet/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>

namespace fugong::sheet {
namespace {

bool parse(std::string_view text, double& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
}

// The shortest digits that give the same double, with zeros up to the point: what a spreadsheet shows of 2.1E+17.
std::string expand(double value) {
  std::array<char, 64> out;
  const auto fixed = [&] {
    const auto [end, error] = std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::fixed);
    return error == std::errc{} ? std::string(out.data(), end) : std::string();
  };
  constexpr double exact_max = 9'007'199'254'740'992;  // 2^53: below it, fixed notation is the shortest anyway
  if (std::fabs(value) < exact_max) return fixed();
  const auto [end, error] = std::to_chars(out.data(), out.data() + out.size(), value, std::chars_format::scientific);
  if (error != std::errc{}) return fixed();
  const std::string_view text(out.data(), static_cast<std::size_t>(end - out.data()));
  const std::size_t e = text.find('e');
  std::string digits;
  for (char c : text.substr(0, e))
    if (c != '.') digits += c;
  std::size_t exponent = 0;
  std::from_chars(text.data() + e + 2, end, exponent);
  const std::size_t sign = digits.starts_with('-') ? 1 : 0;
  digits.resize(std::max(digits.size(), exponent + 1 + sign), '0');
  return digits;
}

}  // namespace

std::string plain_number(std::string_view text) {
  // Whole numbers of any length stay: a double holds only 15 of the 18 digits of a resident id.
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.find_first_not_of("0123456789") == std::string_view::npos) return std::string(text);
  double value = 0;
  if (!parse(text, value) || std::fabs(value) >= 1e21 || (value != 0 && std::fabs(value) < 1e-9))
    return std::string(text);
  return expand(value);
}

std::string date_of_serial(std::string_view text, bool from_1904) {
  constexpr double serial_max = 2'958'466;  // 10000-01-01
  double value = 0;
  if (!parse(text, value) || value < 0 || value >= serial_max) return plain_number(text);
  const auto minutes = static_cast<std::int64_t>(std::llround(value * 1440));
  const std::int64_t day = minutes / 1440, minute = minutes % 1440;
  std::array<char, 48> out;
  int size = 0;
  if (day == 0) {
    size = std::snprintf(out.data(), out.size(), "%02d:%02d", int(minute / 60), int(minute % 60));
    return std::string(out.data(), static_cast<std::size_t>(size));
  }
  using namespace std::chrono;
  // Excel believes in 1900-02-29; the epoch of 1899-12-30 is right from 1900-03-01 on, where people live.
  const sys_days epoch = from_1904 ? sys_days{1904y / January / 1} : sys_days{1899y / December / 30};
  const year_month_day date{epoch + days{day}};
  size = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()));
  if (minute != 0)
    size += std::snprintf(out.data() + size, out.size() - static_cast<std::size_t>(size), " %02d:%02d",
                          int(minute / 60), int(minute % 60));
  return std::string(out.data(), static_cast<std::size_t>(size));
}

std::string date_of_iso(std::string_view text) {
  std::string out(text.substr(0, 16));
  if (out.size() > 10 && out[10] == 'T') out[10] = ' ';
  if (out.ends_with(" 00:00")) out.resize(10);
  return out;
}

bool is_builtin_date_format(std::size_t id) {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

bool is_date_format(std::string_view code) {
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '"' || c == '[') {
      const std::size_t close = code.find(c == '"' ? '"' : ']', i + 1);
      if (close == std::string_view::npos) return false;
      i = close;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (std::string_view("yYmMdDhHsS").contains(c)) {
      return true;
    }
  }
  return false;
}

}  // namespace fugong::sheet
