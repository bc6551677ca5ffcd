// Paths and queries as strangers send them (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fugong::http {

// "%E5%A4%A7" → "大"; nullopt for a broken escape, a NUL, or what is not UTF-8. `plus_is_blank` as in forms.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);
std::string percent_encode(std::string_view text);

// "a=1&b=2" decoded, in order; nullopt when a part cannot be decoded.
std::optional<std::vector<std::pair<std::string, std::string>>> split_query(std::string_view query);

bool is_utf8(std::string_view bytes);

}  // namespace fugong::http
