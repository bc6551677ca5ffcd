// Regular expressions of a pack (ECMAScript), tried on what strangers write: over characters, not bytes, and in time
// that grows with the text's length only. Back references are refused, because no such bound holds for them.
#pragma once

#include <string>

namespace fugong::policy {

constexpr std::size_t pattern_text_max = 256;  // bytes of text; a longer one never matches

bool is_pattern(const std::string& pattern);
// Of the whole text. False too where the pattern is none.
bool matches_pattern(const std::string& pattern, const std::string& text);

}  // namespace fugong::policy
