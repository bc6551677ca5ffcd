#include "identity/attempt_limiter.h"

#include <arpa/inet.h>

#include <algorithm>

namespace fugong::identity {
namespace {

// A household or an attacker has a whole /64 of IPv6 addresses to choose from.
std::string network_of(std::string_view address) {
  std::string text(address);
  in6_addr v6{};
  if (inet_pton(AF_INET6, text.c_str(), &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6)) return text;
  return {reinterpret_cast<const char*>(v6.s6_addr), 8};
}

}  // namespace

double AttemptLimiter::refilled(const Bucket& bucket, Timestamp now) const {
  const double seconds = static_cast<double>(std::max<std::int64_t>(0, (now - bucket.at).ms)) / 1000;
  return std::min(rate_.burst, bucket.left + seconds * rate_.refill_per_second);
}

bool AttemptLimiter::admit(std::string_view address, Timestamp now) {
  if (address.empty()) return true;
  const std::string network = network_of(address);
  std::lock_guard lock(mutex_);
  auto found = buckets_.find(network);
  if (found == buckets_.end()) {
    if (buckets_.size() >= addresses_max) make_room(now);
    found = buckets_.emplace(network, Bucket{rate_.burst, now}).first;
  }
  Bucket& bucket = found->second;
  bucket.left = refilled(bucket, now);
  bucket.at = now;
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

void AttemptLimiter::make_room(Timestamp now) {
  std::erase_if(buckets_, [&](const auto& b) { return refilled(b.second, now) >= rate_.burst; });
  if (buckets_.size() >= addresses_max) buckets_.clear();
}

}  // namespace fugong::identity
