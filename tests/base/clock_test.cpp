#include "base/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fugong {
namespace {

TEST(Rfc3339, ReadsEveryOffsetAndRefusesWhatIsNoTime) {
  struct Row {
    const char* text;
    std::optional<std::int64_t> ms;
  };
  const Row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01T08:00:00+08:00", 0},
      {"1969-12-31T23:59:59.999Z", -1},
      {"2022-04-24T08:00:00.5Z", 1650787200500},
      {"2022-04-24T16:00:00.1239+08:00", 1650787200123},
      {"2016-12-31T23:59:60Z", 1483228800000},
      {"2022-02-29T00:00:00Z", {}},
      {"2024-02-29T00:00:00Z", 1709164800000},
      {"2022-04-24 08:00:00Z", {}},
      {"2022-04-24T08:00:00", {}},
      {"2022-04-24T24:00:00Z", {}},
      {"2022-04-24T08:60:00Z", {}},
      {"2022-04-24T08:00:00.Z", {}},
      {"2022-04-24T08:00:00+8:00", {}},
      {"2022-04-24T08:00:00Z ", {}},
      {"", {}},
      {"2022-13-01T00:00:00Z", {}},
      {"2022-00-10T00:00:00Z", {}},
      {"20220424T080000Z00000", {}},
  };
  for (const Row& row : rows) {
    const auto t = parse_rfc3339(row.text);
    ASSERT_EQ(t.has_value(), row.ms.has_value()) << row.text;
    if (t) {
      EXPECT_EQ(t->ms, *row.ms) << row.text;
    }
  }
}

RC_GTEST_PROP(Rfc3339Property, WhatIsWrittenIsReadBack, ()) {
  const Timestamp t{*rc::gen::inRange<std::int64_t>(-62135596800000, 253402300799999)};
  const auto back = parse_rfc3339(to_rfc3339(t));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*back == t);
}

RC_GTEST_PROP(Rfc3339Property, NoTextMakesItFall, (const std::string& text)) { parse_rfc3339(text); }

TEST(Zone, TheDayTurnsAtLocalMidnight) {
  EXPECT_EQ(local_date(*parse_rfc3339("2022-04-23T15:59:59.999Z"), "Asia/Shanghai").text, "2022-04-23");
  EXPECT_EQ(local_date(*parse_rfc3339("2022-04-23T16:00:00Z"), "Asia/Shanghai").text, "2022-04-24");
  EXPECT_EQ(start_of_day({"2022-04-24"}, "Asia/Shanghai"), *parse_rfc3339("2022-04-23T16:00:00Z"));
  EXPECT_EQ(to_local_minutes(*parse_rfc3339("2022-04-24T08:05:00Z"), "Asia/Shanghai"), "2022-04-24 16:05");
  EXPECT_EQ(next_day({"2022-12-31"}).text, "2023-01-01");
  EXPECT_EQ(next_day({"2024-02-28"}).text, "2024-02-29");
}

TEST(Zone, DaylightSavingDoesNotLoseADay) {
  EXPECT_EQ(start_of_day({"2022-03-28"}, "Europe/Berlin").ms - start_of_day({"2022-03-27"}, "Europe/Berlin").ms,
            hours(23).ms);
  EXPECT_THROW(local_date({0}, "Mars/Olympus"), std::runtime_error);
}

TEST(VirtualClockTest, StandsStillUntilMoved) {
  VirtualClock clock({1000});
  EXPECT_EQ(clock.now().ms, 1000);
  clock.advance_to({2000});
  EXPECT_EQ(clock.now().ms, 2000);
}

}  // namespace
}  // namespace fugong
