#include "crypto/sealed.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <atomic>
#include <memory>
#include <stdexcept>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

constexpr char version = 1;
constexpr std::size_t nonce_bytes = 12, tag_bytes = 16, key_bytes = 32;
constexpr std::size_t index_bytes = 16;
constexpr std::size_t plain_bytes_max = 1024 * 1024;  // personal fields are short, and files come in pieces

unsigned char* octets(char* s) { return reinterpret_cast<unsigned char*>(s); }
const unsigned char* octets(const char* s) { return reinterpret_cast<const unsigned char*>(s); }

// Keeps the expanded key of the vault that this thread used last.
class ThreadCipher {
 public:
  EVP_CIPHER_CTX* keyed(std::uint64_t serial, const std::string& key, bool encrypt) {
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    if (!context_) context_.reset(EVP_CIPHER_CTX_new());
    if (!cipher || !context_) throw std::runtime_error("OpenSSL offers no AES-256-GCM");
    if (serial_ == serial) return context_.get();
    if (EVP_CipherInit_ex2(context_.get(), cipher, octets(key.data()), nullptr, encrypt, nullptr) != 1)
      throw std::runtime_error("OpenSSL refused an AES key");
    serial_ = serial;
    return context_.get();
  }

 private:
  struct Free {
    void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
  };
  std::unique_ptr<EVP_CIPHER_CTX, Free> context_;
  std::uint64_t serial_ = 0;
};

std::uint64_t next_serial() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

}  // namespace

Vault::Vault(std::string_view master_key) : serial_(next_serial()) {
  if (master_key.size() != master_key_bytes) throw std::invalid_argument("a master key has 32 bytes");
  seal_key_ = hkdf_sha256(master_key, "fugong", "seal 1", key_bytes);
  index_key_ = hkdf_sha256(master_key, "fugong", "index 1", key_bytes);
}

Vault::~Vault() {
  OPENSSL_cleanse(seal_key_.data(), seal_key_.size());
  OPENSSL_cleanse(index_key_.data(), index_key_.size());
}

std::string Vault::seal_bytes(std::string_view plain, std::string_view purpose) const {
  if (plain.size() > plain_bytes_max) throw std::length_error("too long to be sealed");
  thread_local ThreadCipher ciphers;
  EVP_CIPHER_CTX* cipher = ciphers.keyed(serial_, seal_key_, true);
  const std::string nonce = random_bytes(nonce_bytes);
  std::string out(1 + nonce_bytes + plain.size() + tag_bytes, '\0');
  out[0] = version;
  nonce.copy(out.data() + 1, nonce_bytes);
  char* body = out.data() + 1 + nonce_bytes;
  int size = 0, rest = 0;
  const bool ok =
      EVP_EncryptInit_ex2(cipher, nullptr, nullptr, octets(nonce.data()), nullptr) == 1 &&
      EVP_EncryptUpdate(cipher, nullptr, &size, octets(purpose.data()), static_cast<int>(purpose.size())) == 1 &&
      EVP_EncryptUpdate(cipher, octets(body), &size, octets(plain.data()), static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher, octets(body + plain.size()), &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, tag_bytes, body + plain.size()) == 1;
  if (!ok) throw std::runtime_error("OpenSSL could not encrypt");
  return out;
}

std::string Vault::seal(std::string_view plain, std::string_view purpose) const {
  return to_base64url(seal_bytes(plain, purpose));
}

Result<std::string> Vault::open(std::string_view sealed, std::string_view purpose) const {
  if (sealed.size() > 2 * plain_bytes_max) return fail(ErrorKind::internal, "sealed.damaged");
  const auto bytes = from_base64url(sealed);
  if (!bytes) return fail(ErrorKind::internal, "sealed.damaged");
  return open_bytes(*bytes, purpose);
}

Result<std::string> Vault::open_bytes(std::string_view sealed, std::string_view purpose) const {
  const auto damaged = [] { return fail(ErrorKind::internal, "sealed.damaged"); };
  if (sealed.size() < 1 + nonce_bytes + tag_bytes || sealed.size() > 2 * plain_bytes_max || sealed[0] != version)
    return damaged();
  thread_local ThreadCipher ciphers;
  EVP_CIPHER_CTX* cipher = ciphers.keyed(serial_, seal_key_, false);
  const std::size_t length = sealed.size() - 1 - nonce_bytes - tag_bytes;
  const char* body = sealed.data() + 1 + nonce_bytes;
  std::string plain(length, '\0');
  int size = 0, rest = 0;
  const bool ok =
      EVP_DecryptInit_ex2(cipher, nullptr, nullptr, octets(sealed.data() + 1), nullptr) == 1 &&
      EVP_DecryptUpdate(cipher, nullptr, &size, octets(purpose.data()), static_cast<int>(purpose.size())) == 1 &&
      EVP_DecryptUpdate(cipher, octets(plain.data()), &size, octets(body), static_cast<int>(length)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, tag_bytes, const_cast<char*>(body + length)) == 1 &&
      EVP_DecryptFinal_ex(cipher, octets(plain.data() + length), &rest) == 1;
  if (!ok) return damaged();
  return plain;
}

std::string Vault::keyed_hash(std::string_view plain, std::string_view purpose) const {
  // The purpose's length first: "ab" + "c" and "a" + "bc" must differ.
  std::string message = std::to_string(purpose.size()) + ":";
  message += purpose;
  message += plain;
  return std::string(as_bytes(hmac_sha256(index_key_, message)));
}

std::string Vault::blind_index(std::string_view plain, std::string_view purpose) const {
  return to_base64url(keyed_hash(plain, purpose).substr(0, index_bytes));
}

}  // namespace fugong::crypto
