#include "vrp/lines.h"

#include <charconv>
#include <cmath>

namespace fugong::vrp {
namespace {

constexpr std::string_view blanks = " \t\r";
// What a complaint quotes of a line.
constexpr std::size_t quoted_max = 40;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

bool Lines::next() {
  while (!text_.empty()) {
    const std::size_t end = text_.find('\n');
    whole_ = trimmed(text_.substr(0, end));
    text_ = end == std::string_view::npos ? std::string_view() : text_.substr(end + 1);
    ++number_;
    if (whole_.empty()) continue;
    words_.clear();
    for (std::size_t at = 0; at < whole_.size();) {
      const std::size_t to = std::min(whole_.find_first_of(blanks, at), whole_.size());
      words_.push_back(whole_.substr(at, to - at));
      at = std::min(whole_.find_first_not_of(blanks, to), whole_.size());
    }
    return true;
  }
  whole_ = {};
  words_.clear();
  return false;
}

std::unexpected<Error> Lines::fails(std::string code, std::string_view what) const {
  // Only what can be printed; the file may be anything.
  std::string quoted;
  for (const char c : what.substr(0, quoted_max)) quoted += c >= ' ' && c <= '~' ? c : '?';
  return invalid(std::move(code), {}, {{"line", std::to_string(number_)}, {"what", std::move(quoted)}});
}

Result<double> Lines::decimal(std::string_view word, double max) const {
  double value = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (fault == std::errc::result_out_of_range) return fails("vrp.range", word);
  if (fault != std::errc() || end != word.data() + word.size() || !std::isfinite(value))
    return fails("vrp.number", word);
  if (std::abs(value) > max) return fails("vrp.range", word);
  return value;
}

Result<std::int64_t> Lines::whole_number(std::string_view word, std::int64_t min, std::int64_t max) const {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (fault == std::errc::result_out_of_range) return fails("vrp.range", word);
  if (fault != std::errc() || end != word.data() + word.size()) return fails("vrp.number", word);
  if (value < min || value > max) return fails("vrp.range", word);
  return value;
}

}  // namespace fugong::vrp
