// Internal to vrp/: a text line by line, a line word by word, and complaints that name the line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fugong::vrp {

class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  // The next line that is not blank, as words; false at the end.
  bool next();
  const std::vector<std::string_view>& words() const { return words_; }
  std::string_view whole() const { return whole_; }  // without blanks at its ends
  std::size_t number() const { return number_; }

  std::unexpected<Error> fails(std::string code, std::string_view what = {}) const;
  // A finite number of at most `max` in size, read to its last character. Codes vrp.number, vrp.range.
  Result<double> decimal(std::string_view word, double max) const;
  Result<std::int64_t> whole_number(std::string_view word, std::int64_t min, std::int64_t max) const;

 private:
  std::string_view text_, whole_;
  std::size_t number_ = 0;
  std::vector<std::string_view> words_;
};

}  // namespace fugong::vrp
