// How fast each lane may go: what the providers allow, and how long a server that fails is left alone.
//
// The bound is exact: never more than `count` in any stretch of `per`. (A bucket of tokens would let almost twice as
// many through in one minute: all that it holds, and those that it gains.) Whoever has to wait gets an instant of its
// own, so that forty thousand messages to one robot are each put off once, not every few seconds.
// Each process paces itself; where several nodes share a robot, its own answer slows them down.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "notify/model.h"

namespace fugong::notify {

struct Limit {
  std::size_t count = 0;
  Duration per{};
};

// What providers document (docs/notify.md); empty: no limit that we know.
std::span<const Limit> limits_of(ChannelKind kind);

// Thread rule: every call is safe from any thread.
class Pace {
 public:
  // How long `message` has to wait on its lane; zero: it may go now, and is counted. Asked again before its time, the
  // same message gets the rest of its time.
  Duration wait(ChannelKind kind, std::string_view lane, const std::string& message, Timestamp now);

  // The lane's server asked for a pause.
  void slow_down(std::string_view lane, Timestamp until);
  // It did not answer: it is left alone for twice as long each time. Gives until when.
  Timestamp failed(std::string_view lane, Timestamp now);
  void worked(std::string_view lane);
  // Until when the lane rests; at most `now`: it does not.
  Timestamp resting_until(std::string_view lane) const;

 private:
  struct Lane {
    std::deque<Timestamp> given;  // instants, in order, of those that went and those that wait; as many as limits ask
    std::unordered_map<std::string, Timestamp> waiting;
    Timestamp rest_until{};
    int failures = 0;
  };

  mutable std::mutex mutex_;
  std::map<std::string, Lane, std::less<>> lanes_;
};

}  // namespace fugong::notify
