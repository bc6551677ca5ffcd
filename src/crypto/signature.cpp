#include "crypto/signature.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <stdexcept>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

constexpr std::size_t number_bytes = 32;  // r and s of P-256 and SM2
constexpr std::size_t der_bytes_max = 72;
constexpr std::string_view signer_id = "1234567812345678";

struct FreeContext {
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
};

// The prepared contexts of one thread. A district has a handful of keys; a verifier of many districts replaces the
// slot that was filled longest ago.
class ThreadContexts {
 public:
  template <class Prepare>
  EVP_PKEY_CTX* get(std::uint64_t serial, EVP_PKEY* key, Prepare prepare) {
    for (Slot& slot : slots_)
      if (slot.serial == serial) return slot.context.get();
    Slot& slot = slots_[next_++ % slots_.size()];
    slot.serial = 0;
    slot.context.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!slot.context || prepare(slot.context.get()) != 1) throw std::runtime_error("OpenSSL refused a key");
    slot.serial = serial;
    return slot.context.get();
  }

 private:
  struct Slot {
    std::uint64_t serial = 0;
    std::unique_ptr<EVP_PKEY_CTX, FreeContext> context;
  };
  std::array<Slot, 32> slots_;
  std::size_t next_ = 0;
};

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium could not be started");
}

unsigned char* octets(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
const unsigned char* octets(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

// One DER INTEGER of OpenSSL's own making into its fixed width; returns what follows it.
const unsigned char* unpack_integer(const unsigned char* der, unsigned char* out) {
  std::size_t size = der[1];
  const unsigned char* digits = der + 2;
  const unsigned char* end = digits + size;
  if (size > number_bytes) {  // a leading zero keeps it positive
    digits += size - number_bytes;
    size = number_bytes;
  }
  std::copy(digits, end, out + (number_bytes - size));
  return end;
}

// DER INTEGER, minimal: what X.690 asks for and OpenSSL insists on.
unsigned char* pack_integer(const unsigned char* number, unsigned char* out) {
  std::size_t skip = 0;
  while (skip < number_bytes - 1 && number[skip] == 0) ++skip;
  const bool pad = number[skip] & 0x80;
  *out++ = 0x02;
  *out++ = static_cast<unsigned char>(number_bytes - skip + pad);
  if (pad) *out++ = 0;
  return std::copy(number + skip, number + number_bytes, out);
}

std::string to_raw(const unsigned char* der) {
  std::string out(signature_bytes, '\0');
  const unsigned char* second = unpack_integer(der + 2, octets(out));
  unpack_integer(second, octets(out) + number_bytes);
  return out;
}

struct Der {
  std::array<unsigned char, der_bytes_max> bytes;
  std::size_t size = 0;
};

Der to_der(std::string_view raw) {
  Der out;
  unsigned char* end = pack_integer(octets(raw), out.bytes.data() + 2);
  end = pack_integer(octets(raw) + number_bytes, end);
  out.size = static_cast<std::size_t>(end - out.bytes.data());
  out.bytes[0] = 0x30;
  out.bytes[1] = static_cast<unsigned char>(out.size - 2);
  return out;
}

// SM2 hashes the signer's id and key before the message, so OpenSSL wants to hash by itself. It takes ten times as long
// as P-256 there; a fresh context for each call does not show.
class Sm2 {
 public:
  using Start = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const char*, OSSL_LIB_CTX*, const char*, EVP_PKEY*,
                        const OSSL_PARAM*);
  Sm2(Start start, EVP_PKEY* key) : context_(EVP_MD_CTX_new()) {
    EVP_PKEY_CTX* parameters = nullptr;  // of context_
    if (!context_ || start(context_.get(), &parameters, "SM3", nullptr, nullptr, key, nullptr) != 1 ||
        EVP_PKEY_CTX_set1_id(parameters, signer_id.data(), static_cast<int>(signer_id.size())) != 1)
      throw std::runtime_error("OpenSSL refused an SM2 key");
  }

  std::string sign(std::string_view message) {
    std::array<unsigned char, der_bytes_max> der;
    std::size_t size = der.size();
    if (EVP_DigestSign(context_.get(), der.data(), &size, octets(message), message.size()) != 1)
      throw std::runtime_error("OpenSSL could not sign");
    return to_raw(der.data());
  }

  bool verify(std::string_view message, std::string_view signature) {
    const Der der = to_der(signature);
    return EVP_DigestVerify(context_.get(), der.bytes.data(), der.size, octets(message), message.size()) == 1;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

}  // namespace

Signer::Signer(KeyPair key) : key_(std::move(key)), serial_(next_serial()) {
  if (algorithm() != Algorithm::eddsa) return;
  start_sodium();
  std::string seed = key_.secret(), shown(crypto_sign_PUBLICKEYBYTES, '\0');
  ed25519_secret_.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(octets(shown), octets(ed25519_secret_), octets(seed));
}

std::string Signer::sign(std::string_view message) const {
  if (algorithm() == Algorithm::eddsa) {
    std::string out(signature_bytes, '\0');
    crypto_sign_detached(octets(out), nullptr, octets(message), message.size(),
                         octets(std::string_view(ed25519_secret_)));
    return out;
  }
  if (algorithm() == Algorithm::sm2) return Sm2(EVP_DigestSignInit_ex, key_.public_key().handle().get()).sign(message);
  thread_local ThreadContexts contexts;
  EVP_PKEY_CTX* context =
      contexts.get(serial_, key_.public_key().handle().get(), [](EVP_PKEY_CTX* c) { return EVP_PKEY_sign_init(c); });
  const Digest digest = sha256(message);
  std::array<unsigned char, der_bytes_max> der;
  std::size_t size = der.size();
  if (EVP_PKEY_sign(context, der.data(), &size, digest.data(), digest.size()) != 1)
    throw std::runtime_error("OpenSSL could not sign");
  return to_raw(der.data());
}

Verifier::Verifier(PublicKey key) : key_(std::move(key)), serial_(next_serial()) {
  if (algorithm() == Algorithm::eddsa) start_sodium();
}

bool Verifier::verify(std::string_view message, std::string_view signature) const {
  if (signature.size() != signature_bytes) return false;
  if (algorithm() == Algorithm::eddsa)
    return crypto_sign_verify_detached(octets(signature), octets(message), message.size(),
                                       octets(std::string_view(key_.x()))) == 0;
  int answer = 0;
  if (algorithm() == Algorithm::sm2) {
    answer = Sm2(EVP_DigestVerifyInit_ex, key_.handle().get()).verify(message, signature);
  } else {
    thread_local ThreadContexts contexts;
    EVP_PKEY_CTX* context =
        contexts.get(serial_, key_.handle().get(), [](EVP_PKEY_CTX* c) { return EVP_PKEY_verify_init(c); });
    const Der der = to_der(signature);
    const Digest digest = sha256(message);
    answer = EVP_PKEY_verify(context, der.bytes.data(), der.size, digest.data(), digest.size());
  }
  if (answer != 1) ERR_clear_error();  // or the thread's error queue grows with every forgery
  return answer == 1;
}

}  // namespace fugong::crypto
