// Personal data at rest. One master key per district; everything else is derived from it (HKDF, RFC 5869), so that
// there is one secret to guard and to replace.
//
// A sealed text is base64url of: version (1 byte, 1) || nonce (12) || AES-256-GCM ciphertext || tag (16); the purpose
// is authenticated with it, so that a phone number cannot be moved into the column of a resident id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace fugong::crypto {

constexpr std::size_t master_key_bytes = 32;

// Thread rule: safe from any thread.
class Vault {
 public:
  // `master_key` has master_key_bytes; throws std::invalid_argument otherwise.
  explicit Vault(std::string_view master_key);
  ~Vault();
  Vault(const Vault&) = default;
  Vault& operator=(const Vault&) = default;

  // `purpose` names the column, e.g. "worker.resident_id". Twice the same text gives two different seals.
  std::string seal(std::string_view plain, std::string_view purpose) const;
  // Code sealed.damaged: cut, changed, of another purpose or of another district.
  Result<std::string> open(std::string_view sealed, std::string_view purpose) const;
  // The same without base64url, for pieces of files; at most 1 MiB each.
  std::string seal_bytes(std::string_view plain, std::string_view purpose) const;
  Result<std::string> open_bytes(std::string_view sealed, std::string_view purpose) const;

  // Finds equal texts without opening them: keyed, so that nobody without the key can try all resident ids.
  // 22 characters of base64url (128 bits); deterministic per purpose.
  std::string blind_index(std::string_view plain, std::string_view purpose) const;
  // The raw 32 bytes, for what needs another length.
  std::string keyed_hash(std::string_view plain, std::string_view purpose) const;

 private:
  std::string seal_key_, index_key_;
  std::uint64_t serial_ = 0;
};

}  // namespace fugong::crypto
