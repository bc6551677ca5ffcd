// Messages to browsers through somebody else's push service, which is to learn nothing from them (RFC 8291), and the
// token by which that service knows who sends (VAPID, RFC 8292).
//
//   body   = salt (16) || record size 4096 (4, big-endian) || 65 (1) || our public key (65) || one AES-128-GCM record
//   record = AES-128-GCM(plain text || 0x02)                                                   (RFC 8188, aes128gcm)
//
// Thread rule: every call is safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/keys.h"
#include "crypto/signature.h"

namespace fugong::crypto {

constexpr std::size_t push_key_bytes = 65, push_auth_bytes = 16, push_salt_bytes = 16;
constexpr std::size_t push_plain_bytes_max = 3993;  // in one record of 4096 bytes, all that services have to take

// What a browser hands over when it subscribes: its public key (an uncompressed point) and its secret.
struct PushReceiver {
  std::string p256dh, auth;  // raw bytes
};

// Code push.receiver: no such key. `ephemeral` is used once and `salt` never again; throws for one of another length.
Result<std::string> seal_push(std::string_view plain, const PushReceiver& receiver, const KeyPair& ephemeral,
                              std::string_view salt);
// With a new key and salt.
Result<std::string> seal_push(std::string_view plain, const PushReceiver& receiver);
// What the browser does; for tests and for whoever checks. Code push.damaged.
Result<std::string> open_push(std::string_view body, const KeyPair& own, std::string_view auth);

// The uncompressed point of an es256 key.
std::string push_point(const PublicKey& key);
// The value of the Authorization header: "vapid t=JWT, k=KEY". `audience`: the push service's origin; `subject`:
// mailto: or https: of whoever operates us.
std::string vapid(const Signer& signer, std::string_view audience, std::string_view subject, Timestamp expires_at);

}  // namespace fugong::crypto
