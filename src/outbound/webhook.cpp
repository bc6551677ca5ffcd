#include "outbound/webhook.h"

#include <algorithm>

#include "crypto/hash.h"

namespace fugong::outbound {
namespace {

constexpr std::string_view prefix = "whsec_", version = "v1,";
constexpr std::size_t key_bytes_min = 24, key_bytes_max = 64, key_bytes = 32;

}  // namespace

Result<WebhookSecret> WebhookSecret::parse(std::string_view text) {
  const auto end = text.find_last_not_of(" \t\r\n");
  text = end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
  if (!text.starts_with(prefix)) return invalid("outbound.bad_secret");
  auto key = crypto::from_base64(text.substr(prefix.size()));
  if (!key || key->size() < key_bytes_min || key->size() > key_bytes_max) return invalid("outbound.bad_secret");
  return WebhookSecret(std::move(*key));
}

std::string WebhookSecret::generate() {
  return std::string(prefix) + crypto::to_base64(crypto::random_bytes(key_bytes));
}

std::string WebhookSecret::signature(std::string_view id, std::string_view timestamp, std::string_view body) const {
  std::string message(id);
  message.append(".").append(timestamp).append(".").append(body);
  return std::string(version) + crypto::to_base64(crypto::as_bytes(crypto::hmac_sha256(key_, message)));
}

std::vector<Header> WebhookSecret::sign(std::string_view id, Timestamp at, std::string_view body) const {
  const std::string timestamp = std::to_string(at.ms / 1000);
  return {{"webhook-id", std::string(id)},
          {"webhook-timestamp", timestamp},
          {"webhook-signature", signature(id, timestamp, body)}};
}

bool WebhookSecret::verifies(std::string_view id, std::string_view timestamp, std::string_view body,
                             std::string_view signatures) const {
  const std::string right = signature(id, timestamp, body);
  while (!signatures.empty()) {
    const auto end = signatures.find(' ');
    if (crypto::equal_secrets(signatures.substr(0, end), right)) return true;
    signatures.remove_prefix(end == std::string_view::npos ? signatures.size() : end + 1);
  }
  return false;
}

}  // namespace fugong::outbound
