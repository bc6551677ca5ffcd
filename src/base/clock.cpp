#include "base/clock.h"

#include <date/tz.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace fugong {
namespace {

using Ms = std::chrono::milliseconds;
using SysMs = date::sys_time<Ms>;

SysMs to_sys(Timestamp t) { return SysMs{Ms{t.ms}}; }

// Digits only, exactly `count` of them.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

std::optional<date::year_month_day> read_day(std::string_view text) {
  const auto y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  if (!y || !m || !d || text[4] != '-' || text[7] != '-') return std::nullopt;
  const date::year_month_day day{date::year{*y}, date::month{unsigned(*m)}, date::day{unsigned(*d)}};
  if (!day.ok()) return std::nullopt;
  return day;
}

// "Z", "+08:00", "-05:30" → minutes east.
std::optional<int> read_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto h = digits(text, 1, 2), m = digits(text, 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const int minutes_east = *h * 60 + *m;
  return text[0] == '-' ? -minutes_east : minutes_east;
}

date::local_days to_local_days(const Date& day) {
  const auto read = read_day(day.text);
  if (!read) throw std::invalid_argument("not a date: " + day.text);
  return date::local_days{*read};
}

// date-tz looks a name up by binary search over strings; kept, because every case view asks for it.
const date::time_zone& zone_of(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, const date::time_zone*, std::less<>> known;
  std::lock_guard lock(mutex);
  if (const auto found = known.find(name); found != known.end()) return *found->second;
  const date::time_zone* zone = date::locate_zone(std::string(name));
  known.emplace(std::string(name), zone);
  return *zone;
}

date::local_time<Ms> to_local(Timestamp t, std::string_view zone) {
  const auto offset = zone_of(zone).get_info(date::floor<std::chrono::seconds>(to_sys(t))).offset;
  return date::local_time<Ms>{to_sys(t).time_since_epoch() + offset};
}

std::string day_text(const date::year_month_day& day) {
  std::array<char, 16> out;
  const int n = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", int(day.year()), unsigned(day.month()),
                              unsigned(day.day()));
  return {out.data(), static_cast<std::size_t>(n)};
}

}  // namespace

std::string to_rfc3339(Timestamp t) {
  const auto day = date::floor<date::days>(to_sys(t));
  const date::hh_mm_ss<Ms> time{to_sys(t) - day};
  std::array<char, 24> tail;
  const int n = std::snprintf(tail.data(), tail.size(), "T%02d:%02d:%02d.%03dZ", int(time.hours().count()),
                              int(time.minutes().count()), int(time.seconds().count()), int(time.subseconds().count()));
  return day_text(date::year_month_day{day}).append(tail.data(), static_cast<std::size_t>(n));
}

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  if (text.size() < 20) return std::nullopt;
  const auto day = read_day(text.substr(0, 10));
  const auto h = digits(text, 11, 2), m = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!day || !h || !m || !s || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  // Second 60 is a leap second (RFC 3339 section 5.6); taken as the next minute's first, as POSIX does.
  if (*h > 23 || *m > 59 || *s > 60) return std::nullopt;
  std::size_t at = 19;
  std::int64_t fraction_ms = 0;
  if (text[at] == '.') {
    std::size_t count = 0;
    std::int64_t unit = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, ++count, unit /= 10)
      fraction_ms += unit * (text[at] - '0');
    if (count == 0) return std::nullopt;
  }
  const auto offset = read_offset(text.substr(at));
  if (!offset) return std::nullopt;
  const auto days = date::sys_days{*day}.time_since_epoch().count();
  const std::int64_t total_s = std::int64_t(days) * 86'400 + *h * 3'600 + *m * 60 + *s - std::int64_t(*offset) * 60;
  return Timestamp{total_s * 1000 + fraction_ms};
}

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || !read_day(text)) return std::nullopt;
  return Date{std::string(text)};
}

Date local_date(Timestamp t, std::string_view zone) {
  return {day_text(date::year_month_day{date::floor<date::days>(to_local(t, zone))})};
}

Timestamp start_of_day(const Date& day, std::string_view zone) {
  // A day that begins inside a gap of the zone begins at the gap's end.
  const auto start = zone_of(zone).to_sys(date::local_seconds{to_local_days(day)}, date::choose::earliest);
  return {std::chrono::duration_cast<Ms>(start.time_since_epoch()).count()};
}

std::string to_local_minutes(Timestamp t, std::string_view zone) {
  const auto local = to_local(t, zone);
  const auto day = date::floor<date::days>(local);
  const date::hh_mm_ss<Ms> time{local - day};
  std::array<char, 8> tail;
  const int n =
      std::snprintf(tail.data(), tail.size(), " %02d:%02d", int(time.hours().count()), int(time.minutes().count()));
  return day_text(date::year_month_day{day}).append(tail.data(), static_cast<std::size_t>(n));
}

Date next_day(const Date& day) { return {day_text(date::year_month_day{to_local_days(day) + date::days{1}})}; }

Timestamp SystemClock::now() const {
  return {std::chrono::duration_cast<Ms>(std::chrono::system_clock::now().time_since_epoch()).count()};
}

}  // namespace fugong
