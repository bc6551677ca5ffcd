#include "base/language.h"

#include <algorithm>
#include <charconv>

#include "base/texts.h"

namespace fugong {
namespace {

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

bool has_prefix_ci(std::string_view text, std::string_view prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i)
    if ((text[i] | 0x20) != prefix[i]) return false;
  return text.size() == prefix.size() || text[prefix.size()] == '-';
}

// RFC 9110 section 12.4.2: three decimals at most; absent: 1.
double weight_of(std::string_view range) {
  const auto at = range.find(";");
  if (at == std::string_view::npos) return 1;
  const std::string_view parameter = trim(range.substr(at + 1));
  if (parameter.size() < 3 || (parameter[0] | 0x20) != 'q' || parameter[1] != '=') return 1;
  double q = 0;
  const auto [end, error] = std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), q);
  return error == std::errc{} && q >= 0 && q <= 1 ? q : 0;
}

const texts::Entry* find(std::string_view code) {
  const auto all = texts::catalogue();
  const auto found = std::ranges::lower_bound(all, code, {}, &texts::Entry::code);
  return found != all.end() && found->code == code ? &*found : nullptr;
}

}  // namespace

Language pick_language(std::string_view accept_language) {
  double zh = 0, en = 0;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    const std::string_view range = trim(accept_language.substr(0, comma));
    accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
    const std::string_view tag = trim(range.substr(0, range.find(';')));
    if (has_prefix_ci(tag, "zh")) zh = std::max(zh, weight_of(range));
    if (has_prefix_ci(tag, "en")) en = std::max(en, weight_of(range));
  }
  return en > zh ? Language::en : Language::zh_cn;
}

std::string_view language_tag(Language language) { return language == Language::en ? "en" : "zh-CN"; }

std::string fill_text(std::string_view text, const TextParams& params) {
  std::string out;
  out.reserve(text.size() + 32);
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) {
      out += text.substr(open);
      break;
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto found = std::ranges::find(params, name, &TextParams::value_type::first);
    out += found == params.end() ? text.substr(open, close - open + 1) : std::string_view(found->second);
    text.remove_prefix(close + 1);
  }
  return out;
}

std::string message(Language language, std::string_view code, const TextParams& params) {
  const texts::Entry* entry = find(code);
  if (!entry) return std::string(code);
  return fill_text(language == Language::en ? entry->en : entry->zh_cn, params);
}

bool has_message(Language language, std::string_view code) {
  const texts::Entry* entry = find(code);
  return entry && !(language == Language::en ? entry->en : entry->zh_cn).empty();
}

}  // namespace fugong
