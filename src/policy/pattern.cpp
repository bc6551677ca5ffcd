#include "policy/pattern.h"

#include <optional>
#include <regex>
#include <unordered_map>

namespace fugong::policy {
namespace {

// UTF-8 that the JSON reader or the YAML reader has let in; a stray byte stands for itself.
std::wstring wide(const std::string& text) {
  std::wstring out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (length == 1 || i + length > text.size()) {
      out += static_cast<wchar_t>(lead);
      ++i;
      continue;
    }
    unsigned code = lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length; ++k) code = code << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    out += static_cast<wchar_t>(code);
    i += length;
  }
  return out;
}

std::optional<std::wregex> compile(const std::string& pattern) {
  try {
    // libstdc++'s breadth-first matcher: the other one backtracks, and "(a+)+b" would stop a thread for years.
    return std::wregex(wide(pattern), std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

}  // namespace

bool is_pattern(const std::string& pattern) { return compile(pattern).has_value(); }

bool matches_pattern(const std::string& pattern, const std::string& text) {
  // Compiling costs far more than matching.
  thread_local std::unordered_map<std::string, std::optional<std::wregex>> compiled;
  auto found = compiled.find(pattern);
  if (found == compiled.end()) found = compiled.emplace(pattern, compile(pattern)).first;
  return found->second && text.size() <= pattern_text_max && std::regex_match(wide(text), *found->second);
}

}  // namespace fugong::policy
