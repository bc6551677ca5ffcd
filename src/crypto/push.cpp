#include "crypto/push.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/json.h"
#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

constexpr std::size_t content_key_bytes = 16, nonce_bytes = 12, tag_bytes = 16, secret_bytes = 32;
constexpr std::size_t head_bytes = push_salt_bytes + 4 + 1 + push_key_bytes;
constexpr std::string_view record_size{"\x00\x00\x10\x00", 4};
constexpr char last_record = 2;  // the byte after the text, RFC 8188 section 2

struct FreeKeyContext {
  void operator()(EVP_PKEY_CTX* p) const { EVP_PKEY_CTX_free(p); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* p) const { EVP_CIPHER_CTX_free(p); }
};

unsigned char* octets(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }
const unsigned char* octets(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }

Result<PublicKey> key_of_point(std::string_view point) {
  if (point.size() != push_key_bytes || point[0] != '\x04') return invalid("push.receiver", "keys.p256dh");
  auto key = PublicKey::from_p256(point.substr(1, 32), point.substr(33));
  if (!key) return invalid("push.receiver", "keys.p256dh");
  return key;
}

std::string agree(const KeyPair& own, const PublicKey& other) {
  const std::unique_ptr<EVP_PKEY_CTX, FreeKeyContext> context(
      EVP_PKEY_CTX_new(own.public_key().handle().get(), nullptr));
  std::string secret(secret_bytes, '\0');
  std::size_t size = secret.size();
  if (!context || EVP_PKEY_derive_init(context.get()) != 1 ||
      EVP_PKEY_derive_set_peer(context.get(), other.handle().get()) != 1 ||
      EVP_PKEY_derive(context.get(), octets(secret), &size) != 1 || size != secret_bytes)
    throw std::runtime_error("OpenSSL could not agree on a key");
  return secret;
}

struct RecordKeys {
  std::string key, nonce;
};

// RFC 8291 section 3.4.
RecordKeys record_keys(std::string_view shared, std::string_view auth, std::string_view salt,
                       std::string_view browser_point, std::string_view our_point) {
  std::string info("WebPush: info\0", 14);
  info.append(browser_point).append(our_point);
  const std::string ikm = hkdf_sha256(shared, auth, info, secret_bytes);
  return {hkdf_sha256(ikm, salt, std::string_view("Content-Encoding: aes128gcm\0", 28), content_key_bytes),
          hkdf_sha256(ikm, salt, std::string_view("Content-Encoding: nonce\0", 24), nonce_bytes)};
}

}  // namespace

std::string push_point(const PublicKey& key) { return '\x04' + key.x() + key.y(); }

Result<std::string> seal_push(std::string_view plain, const PushReceiver& receiver, const KeyPair& ephemeral,
                              std::string_view salt) {
  if (plain.size() > push_plain_bytes_max || salt.size() != push_salt_bytes)
    throw std::length_error("a push message has one record and 16 bytes of salt");
  if (receiver.auth.size() != push_auth_bytes) return invalid("push.receiver", "keys.auth");
  FG_TRY(const PublicKey browser, key_of_point(receiver.p256dh));
  const std::string our_point = push_point(ephemeral.public_key());
  const RecordKeys keys = record_keys(agree(ephemeral, browser), receiver.auth, salt, receiver.p256dh, our_point);
  std::string text(plain);
  text += last_record;
  std::string record(text.size() + tag_bytes, '\0');
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> cipher(EVP_CIPHER_CTX_new());
  int size = 0, rest = 0;
  const bool ok =
      cipher &&
      EVP_EncryptInit_ex2(cipher.get(), EVP_aes_128_gcm(), octets(keys.key), octets(keys.nonce), nullptr) == 1 &&
      EVP_EncryptUpdate(cipher.get(), octets(record), &size, octets(text), static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), octets(record) + size, &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, tag_bytes, record.data() + text.size()) == 1;
  if (!ok) throw std::runtime_error("OpenSSL could not encrypt");
  std::string out(salt);
  out.append(record_size).append(1, static_cast<char>(push_key_bytes)).append(our_point);
  return out + record;
}

Result<std::string> seal_push(std::string_view plain, const PushReceiver& receiver) {
  return seal_push(plain, receiver, KeyPair::generate(Algorithm::es256), random_bytes(push_salt_bytes));
}

Result<std::string> open_push(std::string_view body, const KeyPair& own, std::string_view auth) {
  const auto damaged = [] { return invalid("push.damaged"); };
  if (body.size() < head_bytes + 1 + tag_bytes || body[push_salt_bytes + 4] != static_cast<char>(push_key_bytes))
    return damaged();
  const std::string_view salt = body.substr(0, push_salt_bytes),
                         point = body.substr(push_salt_bytes + 5, push_key_bytes);
  const std::string_view record = body.substr(head_bytes);
  const auto other = key_of_point(point);
  if (!other) return damaged();
  const RecordKeys keys = record_keys(agree(own, *other), auth, salt, push_point(own.public_key()), point);
  std::string text(record.size() - tag_bytes, '\0'), tag(record.substr(text.size()));
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> cipher(EVP_CIPHER_CTX_new());
  int size = 0, rest = 0;
  const bool ok =
      cipher &&
      EVP_DecryptInit_ex2(cipher.get(), EVP_aes_128_gcm(), octets(keys.key), octets(keys.nonce), nullptr) == 1 &&
      EVP_DecryptUpdate(cipher.get(), octets(text), &size, octets(record), static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), octets(text) + size, &rest) == 1;
  if (!ok || text.empty()) return damaged();
  const auto end = text.find_last_not_of('\0');  // padding stands behind the delimiter
  if (end == std::string::npos || text[end] != last_record) return damaged();
  return text.substr(0, end);
}

std::string vapid(const Signer& signer, std::string_view audience, std::string_view subject, Timestamp expires_at) {
  const json::Object claims{
      {"aud", std::string(audience)}, {"exp", expires_at.ms / 1000}, {"sub", std::string(subject)}};
  std::string token = to_base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + to_base64url(json::write_value(claims));
  token += "." + to_base64url(signer.sign(token));
  return "vapid t=" + token + ", k=" + to_base64url(push_point(signer.public_key()));
}

}  // namespace fugong::crypto
