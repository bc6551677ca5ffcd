#include "notify/pace.h"

#include <algorithm>
#include <array>

namespace fugong::notify {
namespace {

constexpr Limit robot_limits[] = {{20, minutes(1)}};  // WeCom, DingTalk
constexpr Limit feishu_limits[] = {{100, minutes(1)}, {5, seconds(1)}};
constexpr std::size_t given_max = 100;    // the largest count above
constexpr Duration late_by = seconds(1);  // whoever comes later than this for its instant is given another
constexpr Duration rest_first = seconds(2), rest_last = minutes(1);

}  // namespace

std::span<const Limit> limits_of(ChannelKind kind) {
  switch (kind) {
    case ChannelKind::wecom:
    case ChannelKind::dingtalk: return robot_limits;
    case ChannelKind::feishu: return feishu_limits;
    case ChannelKind::webhook:
    case ChannelKind::email:
    case ChannelKind::push: return {};
  }
  return {};
}

Duration Pace::wait(ChannelKind kind, std::string_view lane, const std::string& message, Timestamp now) {
  std::lock_guard lock(mutex_);
  auto found = lanes_.find(lane);
  const auto limits = limits_of(kind);
  if (found == lanes_.end()) {
    if (limits.empty()) return {};
    found = lanes_.emplace(lane, Lane{}).first;
  }
  Lane& l = found->second;
  if (const auto own = l.waiting.find(message); own != l.waiting.end()) {
    if (own->second > now) return std::max(own->second, l.rest_until) - now;
    const bool in_time = now - own->second <= late_by && l.rest_until <= now;
    l.waiting.erase(own);
    if (in_time) return {};
  }
  Timestamp at = std::max(now, l.rest_until);
  for (const Limit& limit : limits)
    if (l.given.size() >= limit.count) at = std::max(at, l.given[l.given.size() - limit.count] + limit.per);
  if (!limits.empty()) {
    l.given.push_back(at);
    if (l.given.size() > given_max) l.given.pop_front();
    if (at > now) l.waiting.emplace(message, at);
  }
  return at - now;
}

void Pace::slow_down(std::string_view lane, Timestamp until) {
  std::lock_guard lock(mutex_);
  Lane& l = lanes_.try_emplace(std::string(lane)).first->second;
  l.rest_until = std::max(l.rest_until, until);
}

Timestamp Pace::failed(std::string_view lane, Timestamp now) {
  std::lock_guard lock(mutex_);
  Lane& l = lanes_.try_emplace(std::string(lane)).first->second;
  const std::int64_t rest = std::min(rest_first.ms << std::min(l.failures, 8), rest_last.ms);
  ++l.failures;
  l.rest_until = std::max(l.rest_until, now + milliseconds(rest));
  return l.rest_until;
}

void Pace::worked(std::string_view lane) {
  std::lock_guard lock(mutex_);
  if (const auto found = lanes_.find(lane); found != lanes_.end()) found->second.failures = 0;
}

Timestamp Pace::resting_until(std::string_view lane) const {
  std::lock_guard lock(mutex_);
  const auto found = lanes_.find(lane);
  return found == lanes_.end() ? Timestamp{} : found->second.rest_until;
}

}  // namespace fugong::notify
