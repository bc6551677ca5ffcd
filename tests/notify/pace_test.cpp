#include "notify/pace.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace fugong::notify {
namespace {

constexpr Timestamp start{1'650'000'000'000};

// When each of many messages that come at once may go, asked again at its own time.
std::vector<Timestamp> instants(Pace& pace, ChannelKind kind, int count, Timestamp now) {
  std::vector<Timestamp> out;
  for (int i = 0; i < count; ++i) out.push_back(now + pace.wait(kind, "robot", std::to_string(i), now));
  for (int i = 0; i < count; ++i)
    if (out[std::size_t(i)] > now)
      EXPECT_EQ(pace.wait(kind, "robot", std::to_string(i), out[std::size_t(i)]).ms, 0) << i;
  return out;
}

std::size_t most_within(const std::vector<Timestamp>& sorted, Duration window) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto end = std::ranges::lower_bound(sorted, sorted[i] + window);
    most = std::max(most, std::size_t(end - sorted.begin()) - i);
  }
  return most;
}

TEST(Pace, no_more_go_in_any_stretch_of_time_than_the_provider_allows) {
  struct Row {
    ChannelKind kind;
    Duration window;
    std::size_t most;
  };
  for (const Row& row : {Row{ChannelKind::wecom, minutes(1), 20}, Row{ChannelKind::dingtalk, minutes(1), 20},
                         Row{ChannelKind::feishu, minutes(1), 100}, Row{ChannelKind::feishu, seconds(1), 5}}) {
    Pace pace;
    auto at = instants(pace, row.kind, 500, start);
    std::ranges::sort(at);
    EXPECT_EQ(most_within(at, row.window), row.most) << json::enum_name(row.kind);
  }
}

TEST(Pace, five_hundred_messages_to_a_robot_take_as_long_as_they_have_to_and_no_longer) {
  Pace pace;
  const auto at = instants(pace, ChannelKind::wecom, 500, start);
  EXPECT_EQ(std::ranges::max(at), start + minutes(24));
}

TEST(Pace, a_message_asked_about_again_keeps_its_turn) {
  Pace pace;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", std::to_string(i), start).ms, 0);
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", "x", start), minutes(1));
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", "x", start + seconds(20)), seconds(40));
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", "x", start + minutes(1)).ms, 0);
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "b", "y", start).ms, 0) << "another robot has a pace of its own";
}

TEST(Pace, a_message_that_comes_late_for_its_turn_gets_another_one) {
  Pace pace;
  for (int i = 0; i < 40; ++i) (void)pace.wait(ChannelKind::wecom, "a", std::to_string(i), start);
  // All twenty that waited come ten minutes late, at once: they are counted as of now.
  const Timestamp late = start + minutes(10);
  for (int i = 20; i < 40; ++i) EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", std::to_string(i), late).ms, 0);
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "a", "next", late), minutes(1));
}

TEST(Pace, a_server_that_fails_is_left_alone_for_twice_as_long_each_time) {
  Pace pace;
  Timestamp now = start;
  std::vector<std::int64_t> rests;
  for (int i = 0; i < 8; ++i) {
    const Timestamp until = pace.failed("hook", now);
    rests.push_back((until - now).ms / 1000);
    EXPECT_EQ(pace.wait(ChannelKind::webhook, "hook", std::to_string(i), now), until - now);
    now = until;
  }
  EXPECT_EQ(rests, (std::vector<std::int64_t>{2, 4, 8, 16, 32, 60, 60, 60}));
  pace.worked("hook");
  EXPECT_EQ(pace.failed("hook", now) - now, seconds(2));
}

TEST(Pace, a_server_that_asks_for_a_pause_gets_it) {
  Pace pace;
  pace.slow_down("hook", start + minutes(10));
  EXPECT_EQ(pace.wait(ChannelKind::wecom, "hook", "m", start), minutes(10));
  EXPECT_EQ(pace.resting_until("hook"), start + minutes(10));
  EXPECT_EQ(pace.wait(ChannelKind::email, "other", "m", start).ms, 0);
}

}  // namespace
}  // namespace fugong::notify
