// Argon2id (RFC 9106) through libsodium, and the cost it is run at.
// Thread rule: every call is safe from any thread; each takes as long and as much memory as the cost says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fugong::identity {

struct PasswordCost {
  unsigned long long passes = 2;
  std::size_t memory_bytes = 32 * 1024 * 1024;

  // Above OWASP's least (19 MiB, 2 passes) and light enough for a few at once on a small machine.
  static PasswordCost standard() { return {}; }
  // The least that libsodium does: rehearsals and tests only.
  static PasswordCost cheap() { return {1, 8192}; }
};

// Throws std::runtime_error when there is no memory for it.
std::string make_password_hash(std::string_view password, const PasswordCost& cost);
bool verify_password(const std::string& hash, std::string_view password);
// Made at another cost than this one.
bool wants_new_hash(const std::string& hash, const PasswordCost& cost);

}  // namespace fugong::identity
