// One interface over the signature algorithms. Signatures are raw: r || s (64 bytes) for ES256 and SM2, RFC 8032 for
// EdDSA. SM2 is always computed with the signer id 1234567812345678 (GB/T 35276), which everybody but OpenSSL assumes.
//
// Thread rule: a Signer or Verifier may be used from any number of threads at once; each thread keeps its own prepared
// OpenSSL context per key, because setting one up for every call costs a tenth of the signing speed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/keys.h"

namespace fugong::crypto {

constexpr std::size_t signature_bytes = 64;  // of every algorithm

class Signer {
 public:
  explicit Signer(KeyPair key);
  // Throws std::runtime_error when OpenSSL fails (out of memory, no random bytes).
  std::string sign(std::string_view message) const;
  Algorithm algorithm() const { return key_.public_key().algorithm(); }
  const std::string& key_id() const { return key_.public_key().key_id(); }
  const PublicKey& public_key() const { return key_.public_key(); }

 private:
  KeyPair key_;
  std::string ed25519_secret_;  // libsodium's 64-byte form
  std::uint64_t serial_ = 0;    // names the key in the threads' context tables
};

class Verifier {
 public:
  explicit Verifier(PublicKey key);
  // False for anything but a valid signature: wrong length, r or s out of range, another key, another message.
  bool verify(std::string_view message, std::string_view signature) const;
  Algorithm algorithm() const { return key_.algorithm(); }
  const std::string& key_id() const { return key_.key_id(); }
  const PublicKey& public_key() const { return key_; }

 private:
  PublicKey key_;
  std::uint64_t serial_ = 0;
};

}  // namespace fugong::crypto
