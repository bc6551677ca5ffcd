// What a browser gives when it subscribes to Web Push (PushSubscription.toJSON()); kept sealed.
#pragma once

#include <boost/describe.hpp>
#include <string>

#include "crypto/push.h"

namespace fugong::notify {

struct PushAddress {
  std::string endpoint;      // https, at the browser maker's push service
  std::string p256dh, auth;  // base64url
};
BOOST_DESCRIBE_STRUCT(PushAddress, (), (endpoint, p256dh, auth))

// Code push.receiver.
Result<crypto::PushReceiver> receiver_of(const PushAddress& address);

}  // namespace fugong::notify
