// Time comes in from outside, so that a rehearsal runs weeks in seconds and tests never sleep.
#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fugong {

// An instant: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
struct Timestamp {
  std::int64_t ms = 0;
  auto operator<=>(const Timestamp&) const = default;
};

// A length of time in milliseconds; may be negative.
struct Duration {
  std::int64_t ms = 0;
  auto operator<=>(const Duration&) const = default;
};

constexpr Duration milliseconds(std::int64_t n) { return {n}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return {n * 60'000}; }
constexpr Duration hours(std::int64_t n) { return {n * 3'600'000}; }
constexpr Duration days(std::int64_t n) { return {n * 86'400'000}; }

constexpr Timestamp operator+(Timestamp t, Duration d) { return {t.ms + d.ms}; }
constexpr Timestamp operator-(Timestamp t, Duration d) { return {t.ms - d.ms}; }
constexpr Duration operator-(Timestamp a, Timestamp b) { return {a.ms - b.ms}; }
constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }

// A calendar day in the district's zone, as "2022-04-24"; ordering is the text's.
struct Date {
  std::string text;
  auto operator<=>(const Date&) const = default;
};

// "2022-04-24T08:00:00.000Z" and back (RFC 3339; any offset is accepted on input). nullopt when malformed.
std::string to_rfc3339(Timestamp t);
std::optional<Timestamp> parse_rfc3339(std::string_view text);
std::optional<Date> parse_date(std::string_view text);

// The district's zone, used only at the edges. `zone` is an IANA name such as "Asia/Shanghai".
// Throws std::runtime_error for a zone that the machine does not know (a start-up fault).
Date local_date(Timestamp t, std::string_view zone);
Timestamp start_of_day(const Date& day, std::string_view zone);
// "2022-04-24 16:00" in the zone, for printed documents.
std::string to_local_minutes(Timestamp t, std::string_view zone);
Date next_day(const Date& day);

// Thread rule: now() may be called from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp now() const override;
};

// Stands still until it is told to move; moving is for one thread at a time, reading for all.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Timestamp start) : now_ms_(start.ms) {}
  Timestamp now() const override { return {now_ms_.load(std::memory_order_acquire)}; }
  void advance_to(Timestamp t) { now_ms_.store(t.ms, std::memory_order_release); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace fugong
