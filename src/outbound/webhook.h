// Signed web hooks after the Standard Webhooks specification (standardwebhooks.com, version 1): whoever has the secret
// can tell that a message is ours, whole, and of now.
//
//   webhook-id: ID     webhook-timestamp: SECONDS
//   webhook-signature: v1,BASE64(HMAC-SHA256(secret, ID "." SECONDS "." BODY))
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "outbound/http_client.h"

namespace fugong::outbound {

class WebhookSecret {
 public:
  // "whsec_" + Base64 of 24 to 64 bytes, as a line of a file. Code outbound.bad_secret.
  static Result<WebhookSecret> parse(std::string_view text);
  // The text form of a new one.
  static std::string generate();

  // The three headers of a message; `id` stays the same when it is sent again.
  std::vector<Header> sign(std::string_view id, Timestamp at, std::string_view body) const;
  // Whether one of the space-separated signatures is right; for tests and for what we receive.
  bool verifies(std::string_view id, std::string_view timestamp, std::string_view body,
                std::string_view signatures) const;

 private:
  explicit WebhookSecret(std::string key) : key_(std::move(key)) {}
  std::string signature(std::string_view id, std::string_view timestamp, std::string_view body) const;
  std::string key_;
};

}  // namespace fugong::outbound
