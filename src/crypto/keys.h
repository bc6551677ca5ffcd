// Signing keys as values. A key never leaves this room but as PEM (RFC 7468 / RFC 5958) or JWK (RFC 7517, RFC 8037).
//
// Thread rule: keys are immutable and may be used from any thread; copies share the same key.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY

namespace fugong::crypto {

// es256: ECDSA P-256 with SHA-256. eddsa: Ed25519. sm2: SM2 with SM3 (GB/T 32918).
enum class Algorithm : std::uint8_t { es256, eddsa, sm2 };
BOOST_DESCRIBE_ENUM(Algorithm, es256, eddsa, sm2)

constexpr std::size_t key_id_bytes = 8;

// COSE has no number for SM2's curve (RFC 9053 table 18), so ours is from the range for private use; the key id, which
// hashes it, depends on it.
constexpr std::int64_t cose_curve_sm2 = -65561;

using KeyHandle = std::shared_ptr<evp_pkey_st>;

class PublicKey {
 public:
  // Codes of all readers: key.malformed, key.unsupported (another curve or kind).
  static Result<PublicKey> from_pem(std::string_view pem);
  static Result<PublicKey> from_jwk(const json::Object& jwk);
  static Result<PublicKey> from_p256(std::string_view x, std::string_view y);  // 32 bytes each, big-endian
  static Result<PublicKey> from_p256_compressed(std::string_view x, bool y_is_odd);
  static Result<PublicKey> from_sm2(std::string_view x, std::string_view y);  // 32 bytes each
  static Result<PublicKey> from_ed25519(std::string_view x);                  // 32 bytes

  Algorithm algorithm() const { return algorithm_; }
  const std::string& x() const { return x_; }
  const std::string& y() const { return y_; }  // empty for Ed25519
  // The first 8 bytes of the COSE key thumbprint (RFC 9679, SHA-256): the same wherever the key is seen.
  const std::string& key_id() const { return key_id_; }
  // All 32 bytes of it: what people compare when they hand a key to one another.
  std::string thumbprint() const;
  std::string pem() const;
  json::Object jwk() const;

  bool operator==(const PublicKey& other) const {
    return algorithm_ == other.algorithm_ && x_ == other.x_ && y_ == other.y_;
  }

  const KeyHandle& handle() const { return handle_; }  // for signature.cpp

 private:
  friend class KeyPair;
  static Result<PublicKey> from_handle(KeyHandle handle);

  Algorithm algorithm_ = Algorithm::es256;
  std::string x_, y_, key_id_;
  KeyHandle handle_;
};

class KeyPair {
 public:
  // Throws std::runtime_error when the machine's OpenSSL cannot make the key.
  static KeyPair generate(Algorithm algorithm);
  static Result<KeyPair> from_pem(std::string_view pem);
  static Result<KeyPair> from_jwk(const json::Object& jwk);

  const PublicKey& public_key() const { return public_; }
  std::string pem() const;  // the private key, unencrypted PKCS#8: only for a sealed or 0600 place
  json::Object jwk() const;

  // The 32 private bytes: a scalar of P-256 or SM2, or an Ed25519 seed.
  std::string secret() const;

 private:
  static Result<KeyPair> from_handle(KeyHandle handle);
  PublicKey public_;
};

}  // namespace fugong::crypto
