#include "notify/push_address.h"

#include "crypto/hash.h"

namespace fugong::notify {

Result<crypto::PushReceiver> receiver_of(const PushAddress& address) {
  const auto point = crypto::from_base64url(address.p256dh), auth = crypto::from_base64url(address.auth);
  if (!point || point->size() != crypto::push_key_bytes) return invalid("push.receiver", "p256dh");
  if (!auth || auth->size() != crypto::push_auth_bytes) return invalid("push.receiver", "auth");
  return crypto::PushReceiver{*point, *auth};
}

}  // namespace fugong::notify
