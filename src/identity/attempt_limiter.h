// How many log-ins (or what else strangers may try) one address may make: a token bucket each, in memory.
// Thread rule: every call is safe from any thread.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace fugong::identity {

class AttemptLimiter {
 public:
  struct Rate {
    double burst, refill_per_second;
  };
  // An office behind one address logs in together in the morning; a guesser gets 30 a minute, spread over all logins.
  static constexpr Rate log_ins{60, 0.5};
  static constexpr std::size_t addresses_max = 16'384;

  explicit AttemptLimiter(Rate rate = log_ins) : rate_(rate) {}

  // False: too many, try later. An IPv6 address counts as its /64 network; an empty address is the program itself.
  bool admit(std::string_view address, Timestamp now);

 private:
  struct Bucket {
    double left = 0;
    Timestamp at{};
  };
  double refilled(const Bucket& bucket, Timestamp now) const;
  void make_room(Timestamp now);

  const Rate rate_;

  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace fugong::identity
