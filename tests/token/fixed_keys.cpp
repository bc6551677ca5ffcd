#include "fixed_keys.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>

#include <memory>
#include <stdexcept>

#include "crypto/hash.h"
#include "token/cose.h"

namespace fugong::token::vectors {
namespace {

constexpr int number_bytes = 32;

struct Free {
  void operator()(BIGNUM* p) const { BN_free(p); }
  void operator()(BN_CTX* p) const { BN_CTX_free(p); }
  void operator()(EC_GROUP* p) const { EC_GROUP_free(p); }
  void operator()(EC_POINT* p) const { EC_POINT_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;
using Number = Owned<BIGNUM>;

Number number(std::string_view bytes) {
  return Number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}
std::string bytes(const BIGNUM* n) {
  std::string out(number_bytes, '\0');
  if (BN_bn2binpad(n, reinterpret_cast<unsigned char*>(out.data()), number_bytes) < 0)
    throw std::logic_error("too large");
  return out;
}
std::string digest(const EVP_MD* kind, std::string_view message) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(message.data(), message.size(), out, &size, kind, nullptr);
  return {reinterpret_cast<char*>(out), size};
}

struct Curve {
  explicit Curve(crypto::Algorithm algorithm)
      : group(EC_GROUP_new_by_curve_name(algorithm == crypto::Algorithm::sm2 ? NID_sm2 : NID_X9_62_prime256v1)),
        work(BN_CTX_new()), n(EC_GROUP_get0_order(group.get())) {}
  // (x, y) of k times the generator.
  std::pair<Number, Number> times(const BIGNUM* k) const {
    const Owned<EC_POINT> point(EC_POINT_new(group.get()));
    std::pair<Number, Number> out{BN_new(), BN_new()};
    EC_POINT_mul(group.get(), point.get(), k, nullptr, nullptr, work.get());
    EC_POINT_get_affine_coordinates(group.get(), point.get(), out.first.get(), out.second.get(), work.get());
    return out;
  }
  // A number from 1 to n - 1 out of 32 bytes.
  Number within(std::string_view raw) const {
    Number out = number(raw), top(BN_dup(n));
    BN_sub_word(top.get(), 1);
    BN_mod(out.get(), out.get(), top.get(), work.get());
    BN_add_word(out.get(), 1);
    return out;
  }
  Number product(const BIGNUM* a, const BIGNUM* b) const {
    Number out(BN_new());
    BN_mod_mul(out.get(), a, b, n, work.get());
    return out;
  }
  Number inverse(const BIGNUM* a) const { return Number(BN_mod_inverse(nullptr, a, n, work.get())); }
  Number sum(const BIGNUM* a, const BIGNUM* b) const {
    Number out(BN_new());
    BN_mod_add(out.get(), a, b, n, work.get());
    return out;
  }

  Owned<EC_GROUP> group;
  Owned<BN_CTX> work;
  const BIGNUM* n;
};

// GB/T 32918.2 section 5.5: the hash of the signer's id, the curve and the key, before the message.
std::string sm2_hash(const Curve& curve, const crypto::PublicKey& key, std::string_view message) {
  const Number p(BN_new()), a(BN_new()), b(BN_new()), one(BN_new());
  EC_GROUP_get_curve(curve.group.get(), p.get(), a.get(), b.get(), curve.work.get());
  BN_one(one.get());
  const auto [gx, gy] = curve.times(one.get());
  const std::string z = digest(EVP_sm3(), std::string("\x00\x80", 2) + "1234567812345678" + bytes(a.get()) +
                                              bytes(b.get()) + bytes(gx.get()) + bytes(gy.get()) + key.x() + key.y());
  return digest(EVP_sm3(), z + std::string(message));
}

}  // namespace

crypto::KeyPair fixed_key(std::string_view name, crypto::Algorithm algorithm) {
  const std::string seed(crypto::as_bytes(crypto::sha256("fugong vectors: " + std::string(name))));
  json::Object jwk;
  if (algorithm == crypto::Algorithm::eddsa) {
    const std::shared_ptr<EVP_PKEY> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()),
                                     seed.size()),
        EVP_PKEY_free);
    std::string x(number_bytes, '\0');
    std::size_t size = x.size();
    EVP_PKEY_get_raw_public_key(key.get(), reinterpret_cast<unsigned char*>(x.data()), &size);
    jwk = {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", crypto::to_base64url(x)}, {"d", crypto::to_base64url(seed)}};
  } else {
    const Curve curve(algorithm);
    const Number d = curve.within(seed);
    const auto [x, y] = curve.times(d.get());
    jwk = {{"kty", "EC"},
           {"crv", algorithm == crypto::Algorithm::sm2 ? "SM2" : "P-256"},
           {"x", crypto::to_base64url(bytes(x.get()))},
           {"y", crypto::to_base64url(bytes(y.get()))},
           {"d", crypto::to_base64url(bytes(d.get()))}};
  }
  return crypto::KeyPair::from_jwk(jwk).value();
}

std::string fixed_signature(const crypto::KeyPair& key, std::string_view message) {
  const crypto::Algorithm algorithm = key.public_key().algorithm();
  if (algorithm == crypto::Algorithm::eddsa) return crypto::Signer(key).sign(message);
  const Curve curve(algorithm);
  const Number d = number(key.secret());
  const Number k = curve.within(crypto::as_bytes(crypto::hmac_sha256(key.secret(), message)));
  const auto [x, y] = curve.times(k.get());
  Number r(BN_new()), s;
  if (algorithm == crypto::Algorithm::es256) {  // s = (z + r d) / k
    BN_mod(r.get(), x.get(), curve.n, curve.work.get());
    const Number z = number(digest(EVP_sha256(), message));
    const Number rd = curve.product(r.get(), d.get());
    s = curve.product(curve.sum(z.get(), rd.get()).get(), curve.inverse(k.get()).get());
  } else {  // r = e + x, s = (k - r d) / (1 + d)
    const Number e = number(sm2_hash(curve, key.public_key(), message));
    r = curve.sum(e.get(), x.get());
    Number rd = curve.product(r.get(), d.get()), one(BN_new());
    BN_set_negative(rd.get(), 1);
    BN_one(one.get());
    const Number above = curve.sum(k.get(), rd.get()), below = curve.sum(one.get(), d.get());
    BN_nnmod(above.get(), above.get(), curve.n, curve.work.get());
    s = curve.product(above.get(), curve.inverse(below.get()).get());
  }
  return bytes(r.get()) + bytes(s.get());
}

std::string sign_again(std::string_view message, const crypto::KeyPair& key) {
  const auto parsed = cose::parse(message).value();
  std::string out;
  cbor::Writer(out).tag(cose::tag_sign1).array(4).bytes(parsed.protected_bytes);
  out += cbor::encode(parsed.unprotected_header);
  cbor::Writer(out).bytes(parsed.payload);
  cbor::Writer(out).bytes(fixed_signature(key, cose::to_be_signed(parsed.protected_bytes, {}, parsed.payload)));
  return out;
}

}  // namespace fugong::token::vectors
