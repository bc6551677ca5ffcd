// How many log-ins one address may try: a token bucket each, in memory.
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
  // An office behind one address logs in together in the morning; a guesser gets 30 a minute, spread over all logins.
  static constexpr double burst = 60;
  static constexpr double refill_per_second = 0.5;
  static constexpr std::size_t addresses_max = 16'384;

  // False: too many, try later. An IPv6 address counts as its /64 network; an empty address is the program itself.
  bool admit(std::string_view address, Timestamp now);

 private:
  struct Bucket {
    double left = burst;
    Timestamp at{};
  };
  void make_room(Timestamp now);

  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace fugong::identity
