// Internal to identity/: how session tokens and API tokens look. 256 random bits each behind a prefix, so that a token
// that leaked into a file is recognised there. Only the SHA-256 is stored; a random secret needs no slow hash.
#pragma once

#include <string>
#include <string_view>

#include "crypto/hash.h"

namespace fugong::identity {

constexpr std::string_view session_token_prefix = "fgs_";
constexpr std::string_view api_token_prefix = "fgt_";
constexpr std::size_t token_random_bytes = 32;
constexpr std::size_t token_random_characters = 43;  // base64url of them

inline std::string new_token(std::string_view prefix) {
  return std::string(prefix) + crypto::to_base64url(crypto::random_bytes(token_random_bytes));
}
inline bool is_token(std::string_view text, std::string_view prefix) {
  return text.size() == prefix.size() + token_random_characters && text.starts_with(prefix);
}
inline std::string token_key(std::string_view token) {
  return crypto::to_base64url(crypto::as_bytes(crypto::sha256(token)));
}

}  // namespace fugong::identity
