#include "policy/words.h"

namespace fugong::policy {

std::string text_of(const Pack& pack, const std::string& key, const char* code, Language language) {
  const auto found = pack.texts.find(key);
  if (found != pack.texts.end() && !found->second.in(language).empty()) return found->second.in(language);
  return code ? message(language, code) : std::string();
}

std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

}  // namespace fugong::policy
