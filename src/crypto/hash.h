// Hashes and the text forms of bytes. Bytes are carried in std::string, so that a hash, a token and a request body
// meet without copying.
//
// Thread rule: every call is safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong::crypto {

using Digest = std::array<std::uint8_t, 32>;

inline std::string_view as_bytes(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest sha256(std::string_view message);                             // FIPS 180-4
Digest hmac_sha256(std::string_view key, std::string_view message);  // RFC 2104
// RFC 5869; length <= 8160 bytes.
std::string hkdf_sha256(std::string_view secret, std::string_view salt, std::string_view info, std::size_t length);

// Cryptographically strong random bytes from the operating system.
std::string random_bytes(std::size_t count);

// Compares in time that depends on the lengths only.
bool equal_secrets(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);                        // lower case
std::optional<std::string> from_hex(std::string_view text);        // either case
std::string to_base64url(std::string_view bytes);                  // RFC 4648 section 5, no padding
std::optional<std::string> from_base64url(std::string_view text);  // canonical only: no padding, no stray bits
std::string to_base64(std::string_view bytes);                     // RFC 4648 section 4, with padding
std::optional<std::string> from_base64(std::string_view text);     // with padding or without

}  // namespace fugong::crypto
