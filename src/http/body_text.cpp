#include "http/body_text.h"

#include <algorithm>
#include <string>

#include "base/json.h"

namespace fugong::http {
namespace {

bool is_turning_mark(std::string_view text, std::size_t at) {
  const std::string_view three = text.substr(at, 3);
  return (three >= "\xe2\x80\xaa" && three <= "\xe2\x80\xae") || (three >= "\xe2\x81\xa6" && three <= "\xe2\x81\xa9");
}

bool is_unseen(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return true;
    if (c == 0xe2 && is_turning_mark(text, at)) return true;
  }
  return false;
}

// In JSON a control character can only be written as an escape.
bool may_hold_unseen(std::string_view body) {
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char c = body[at];
    if (c == '\x7f' || (c == '\xe2' && is_turning_mark(body, at))) return true;
    if (c != '\\' || at + 1 == body.size()) continue;
    const char escape = body[++at];
    if (escape == 'u' || escape == 'b' || escape == 'f') return true;
  }
  return false;
}

// The path of the first text at fault, as problem details name it: "reasons[0].text".
std::optional<std::string> unseen_in(const json::Value& value, const std::string& path) {
  if (const auto* text = value.if_string()) return is_unseen(*text) ? std::optional(path) : std::nullopt;
  if (const auto* list = value.if_array()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      if (auto found = unseen_in((*list)[i], path + "[" + std::to_string(i) + "]")) return found;
  }
  if (const auto* object = value.if_object()) {
    for (const auto& [key, member] : *object) {
      const std::string inside = path.empty() ? std::string(key) : path + "." + std::string(key);
      if (is_unseen(key)) return path;
      if (auto found = unseen_in(member, inside)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace

Status check_texts(std::string_view body) {
  if (!may_hold_unseen(body)) return {};
  const auto value = json::parse(body);
  if (!value) return {};
  if (auto field = unseen_in(*value, {})) return invalid("json.control", std::move(*field));
  return {};
}

}  // namespace fugong::http
