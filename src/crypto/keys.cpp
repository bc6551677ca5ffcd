#include "crypto/keys.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <cstring>
#include <stdexcept>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

constexpr std::size_t coordinate_bytes = 32;  // of P-256, of SM2 and of Ed25519
constexpr std::size_t pem_bytes_max = 8192;   // a key takes about 250

struct Free {
  void operator()(BIO* p) const { BIO_free_all(p); }
  void operator()(BIGNUM* p) const { BN_clear_free(p); }
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
  void operator()(OSSL_PARAM_BLD* p) const { OSSL_PARAM_BLD_free(p); }
  void operator()(OSSL_PARAM* p) const { OSSL_PARAM_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

KeyHandle own(EVP_PKEY* key) {
  return KeyHandle(key, [](EVP_PKEY* p) { EVP_PKEY_free(p); });
}
const unsigned char* octets(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

std::unexpected<Error> malformed(const char* field = "") { return fail(ErrorKind::invalid, "key.malformed", field); }
std::unexpected<Error> unsupported(const char* field = "") {
  return fail(ErrorKind::invalid, "key.unsupported", field);
}

// A key's coordinate or secret scalar, padded to its full length.
std::string number_of(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Owned<BIGNUM> number(raw);
  std::string out(coordinate_bytes, '\0');
  if (BN_bn2binpad(number.get(), reinterpret_cast<unsigned char*>(out.data()), coordinate_bytes) < 0) return {};
  return out;
}

struct Curve {
  const char* kind;  // of OpenSSL's key
  const char* group;
  const char* jwk;  // RFC 7518 section 6.2.1.1; SM2 has no registered name
};
constexpr Curve p256{"EC", "prime256v1", "P-256"}, sm2{"SM2", "SM2", "SM2"};

const Curve& curve_of(Algorithm algorithm) { return algorithm == Algorithm::sm2 ? sm2 : p256; }

// Builds a key from an encoded point (SEC 1) and, for a pair, its secret scalar.
KeyHandle build(const Curve& curve, std::string_view point, std::string_view secret) {
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  Owned<BIGNUM> scalar;
  bool ok = builder && OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.group, 0) &&
            OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  if (ok && !secret.empty()) {
    scalar.reset(BN_secure_new());
    ok = scalar && BN_bin2bn(octets(secret), static_cast<int>(secret.size()), scalar.get()) &&
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar.get());
  }
  if (!ok) return {};
  const Owned<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, curve.kind, nullptr));
  EVP_PKEY* key = nullptr;
  const int selection = secret.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1)
    return {};
  KeyHandle handle = own(key);
  const Owned<EVP_PKEY_CTX> check(EVP_PKEY_CTX_new(key, nullptr));
  // A pair whose halves do not belong together would sign what nobody can verify.
  const bool sound = check && (secret.empty() ? EVP_PKEY_public_check(check.get()) : EVP_PKEY_check(check.get())) == 1;
  return sound ? handle : KeyHandle{};
}

// RFC 9679: the key's required members only, as deterministic CBOR, hashed.
std::string thumbprint_of(Algorithm algorithm, const std::string& x, const std::string& y) {
  std::string cbor;
  if (algorithm == Algorithm::eddsa) cbor = std::string("\xa3\x01\x01\x20\x06\x21\x58\x20") + x;
  else if (algorithm == Algorithm::sm2)  // -65561 takes five bytes
    cbor = std::string("\xa4\x01\x02\x20\x3a\x00\x01\x00\x18\x21\x58\x20", 12) + x + "\x22\x58\x20" + y;
  else cbor = std::string("\xa4\x01\x02\x20\x01\x21\x58\x20") + x + "\x22\x58\x20" + y;
  return std::string(as_bytes(sha256(cbor)));
}

Owned<BIO> reading(std::string_view pem) {
  return Owned<BIO>(pem.size() > pem_bytes_max ? nullptr : BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::string written(const BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(const_cast<BIO*>(bio), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

// A PEM with a passphrase is refused rather than asked for on the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

std::optional<std::string> jwk_bytes(const json::Object& jwk, const char* name) {
  const json::Value* value = jwk.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  auto bytes = from_base64url(std::string_view(value->get_string()));
  if (!bytes || bytes->size() != coordinate_bytes) return std::nullopt;
  return bytes;
}

bool jwk_is(const json::Object& jwk, const char* name, std::string_view text) {
  const json::Value* value = jwk.if_contains(name);
  return value && value->is_string() && value->get_string() == text;
}

}  // namespace

Result<PublicKey> PublicKey::from_handle(KeyHandle handle) {
  PublicKey out;
  if (!handle) return malformed();
  if (EVP_PKEY_is_a(handle.get(), "ED25519")) {
    out.algorithm_ = Algorithm::eddsa;
    out.x_.resize(coordinate_bytes);
    std::size_t size = coordinate_bytes;
    if (EVP_PKEY_get_raw_public_key(handle.get(), reinterpret_cast<unsigned char*>(out.x_.data()), &size) != 1)
      return malformed();
  } else if (EVP_PKEY_is_a(handle.get(), p256.kind) || EVP_PKEY_is_a(handle.get(), sm2.kind)) {
    char group[64] = {};
    std::size_t size = 0;
    if (EVP_PKEY_get_group_name(handle.get(), group, sizeof group, &size) != 1) return unsupported();
    if (EVP_PKEY_is_a(handle.get(), sm2.kind)) out.algorithm_ = Algorithm::sm2;
    if (std::string_view(group) != curve_of(out.algorithm_).group) return unsupported();
    out.x_ = number_of(handle.get(), OSSL_PKEY_PARAM_EC_PUB_X);
    out.y_ = number_of(handle.get(), OSSL_PKEY_PARAM_EC_PUB_Y);
    if (out.x_.empty() || out.y_.empty()) return malformed();
  } else {
    return unsupported();
  }
  out.key_id_ = out.thumbprint().substr(0, key_id_bytes);
  out.handle_ = std::move(handle);
  return out;
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  const auto bio = reading(pem);
  if (!bio) return malformed();
  return from_handle(own(PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr)));
}

Result<PublicKey> PublicKey::from_p256(std::string_view x, std::string_view y) {
  if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return malformed();
  return from_handle(build(p256, "\x04" + std::string(x) + std::string(y), {}));
}

Result<PublicKey> PublicKey::from_sm2(std::string_view x, std::string_view y) {
  if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return malformed();
  return from_handle(build(sm2, "\x04" + std::string(x) + std::string(y), {}));
}

Result<PublicKey> PublicKey::from_p256_compressed(std::string_view x, bool y_is_odd) {
  if (x.size() != coordinate_bytes) return malformed();
  return from_handle(build(p256, (y_is_odd ? "\x03" : "\x02") + std::string(x), {}));
}

Result<PublicKey> PublicKey::from_ed25519(std::string_view x) {
  if (x.size() != coordinate_bytes) return malformed();
  return from_handle(own(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, octets(x), x.size())));
}

Result<PublicKey> PublicKey::from_jwk(const json::Object& jwk) {
  const auto x = jwk_bytes(jwk, "x");
  if (!x) return malformed("x");
  if (jwk_is(jwk, "kty", "OKP") && jwk_is(jwk, "crv", "Ed25519")) return from_ed25519(*x);
  const bool on_sm2 = jwk_is(jwk, "crv", sm2.jwk);
  if (!jwk_is(jwk, "kty", "EC") || (!on_sm2 && !jwk_is(jwk, "crv", p256.jwk))) return unsupported("crv");
  const auto y = jwk_bytes(jwk, "y");
  if (!y) return malformed("y");
  return on_sm2 ? from_sm2(*x, *y) : from_p256(*x, *y);
}

std::string PublicKey::thumbprint() const { return thumbprint_of(algorithm_, x_, y_); }

std::string PublicKey::pem() const {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), handle_.get()) != 1)
    throw std::runtime_error("cannot write a public key");
  return written(bio.get());
}

json::Object PublicKey::jwk() const {
  const std::string kid = to_base64url(key_id_);
  if (algorithm_ == Algorithm::eddsa)
    return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", to_base64url(x_)}, {"alg", "EdDSA"}, {"kid", kid}};
  return {{"kty", "EC"},
          {"crv", curve_of(algorithm_).jwk},
          {"x", to_base64url(x_)},
          {"y", to_base64url(y_)},
          {"alg", algorithm_ == Algorithm::sm2 ? "SM2SM3" : "ES256"},
          {"kid", kid}};
}

KeyPair KeyPair::generate(Algorithm algorithm) {
  EVP_PKEY* key = nullptr;
  switch (algorithm) {
    case Algorithm::es256: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"); break;
    case Algorithm::eddsa: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"); break;
    case Algorithm::sm2: key = EVP_PKEY_Q_keygen(nullptr, nullptr, sm2.kind); break;
  }
  if (!key) throw std::runtime_error("OpenSSL could not make a key");
  auto pair = from_handle(own(key));
  if (!pair) throw std::runtime_error("OpenSSL made an unusable key");
  return *pair;
}

Result<KeyPair> KeyPair::from_handle(KeyHandle handle) {
  KeyPair out;
  FG_TRY(out.public_, PublicKey::from_handle(std::move(handle)));
  return out;
}

Result<KeyPair> KeyPair::from_pem(std::string_view pem) {
  const auto bio = reading(pem);
  if (!bio) return malformed();
  return from_handle(own(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)));
}

Result<KeyPair> KeyPair::from_jwk(const json::Object& jwk) {
  FG_TRY(const PublicKey shown, PublicKey::from_jwk(jwk));
  const auto secret = jwk_bytes(jwk, "d");
  if (!secret) return malformed("d");
  if (shown.algorithm() != Algorithm::eddsa)
    return from_handle(build(curve_of(shown.algorithm()), "\x04" + shown.x() + shown.y(), *secret));
  FG_TRY(
      KeyPair pair,
      from_handle(own(EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, octets(*secret), secret->size()))));
  if (pair.public_key().x() != shown.x()) return malformed("d");
  return pair;
}

std::string KeyPair::pem() const {
  const Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  if (!bio ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), public_.handle().get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("cannot write a private key");
  return written(bio.get());
}

std::string KeyPair::secret() const {
  if (public_.algorithm() != Algorithm::eddsa) return number_of(public_.handle().get(), OSSL_PKEY_PARAM_PRIV_KEY);
  std::string out(coordinate_bytes, '\0');
  std::size_t size = coordinate_bytes;
  if (EVP_PKEY_get_raw_private_key(public_.handle().get(), reinterpret_cast<unsigned char*>(out.data()), &size) != 1)
    throw std::runtime_error("cannot read a private key");
  return out;
}

json::Object KeyPair::jwk() const {
  json::Object out = public_.jwk();
  out["d"] = to_base64url(secret());
  return out;
}

}  // namespace fugong::crypto
