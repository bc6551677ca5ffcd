#include "resumption/sla.h"

#include <gtest/gtest.h>

namespace fugong::resumption {
namespace {

policy::Calendar around_the_clock() { return {.zone = "Asia/Shanghai", .working_days = {}, .holidays = {}}; }

// Monday to Friday, nine to five; 2022-04-05 is Tomb Sweeping Day.
policy::Calendar office_hours() {
  return {.zone = "Asia/Shanghai",
          .working_days = {1, 2, 3, 4, 5},
          .open_minute = 9 * 60,
          .close_minute = 17 * 60,
          .holidays = {"2022-04-05"}};
}

Timestamp at(const char* local) { return *parse_rfc3339(std::string(local) + "+08:00"); }

policy::CaseClock promise(Duration limit) {
  return {.id = "review",
          .name = {"审核", "Review"},
          .stops_when_done = policy::StepKind::joint_review,
          .limit = limit,
          .warn_percent = 75};
}

struct AddRow {
  const char* from;
  Duration d;
  const char* due;
};

TEST(Calendar, around_the_clock_time_just_passes) {
  const AddRow rows[] = {{"2022-04-09T23:30:00", hours(2), "2022-04-10T01:30:00"},
                         {"2022-04-09T23:30:00", hours(0), "2022-04-09T23:30:00"}};
  for (const AddRow& row : rows) EXPECT_EQ(add_counted(around_the_clock(), at(row.from), row.d), at(row.due));
  EXPECT_EQ(counted_between(around_the_clock(), at("2022-04-09T23:30:00"), at("2022-04-10T01:30:00")), hours(2));
}

TEST(Calendar, only_working_hours_count_where_the_pack_has_them) {
  const AddRow rows[] = {
      {"2022-04-06T10:00:00", hours(2), "2022-04-06T12:00:00"},   // within a day
      {"2022-04-06T16:00:00", hours(2), "2022-04-07T10:00:00"},   // over night
      {"2022-04-06T07:00:00", hours(2), "2022-04-06T11:00:00"},   // before opening
      {"2022-04-06T18:00:00", hours(1), "2022-04-07T10:00:00"},   // after closing
      {"2022-04-08T16:00:00", hours(2), "2022-04-11T10:00:00"},   // over the weekend
      {"2022-04-04T16:30:00", hours(1), "2022-04-06T09:30:00"},   // over the holiday
      {"2022-04-06T09:00:00", hours(8), "2022-04-06T17:00:00"},   // to the last minute
      {"2022-04-06T09:00:00", hours(24), "2022-04-08T17:00:00"},  // three working days
  };
  for (const AddRow& row : rows) {
    EXPECT_EQ(to_rfc3339(add_counted(office_hours(), at(row.from), row.d)), to_rfc3339(at(row.due))) << row.from;
    EXPECT_EQ(counted_between(office_hours(), at(row.from), at(row.due)), row.d) << row.from;
  }
}

TEST(Calendar, one_that_never_works_never_gets_there) {
  policy::Calendar closed = office_hours();
  closed.open_minute = closed.close_minute = 0;
  EXPECT_EQ(add_counted(closed, at("2022-04-06T10:00:00"), hours(1)), never);
}

TEST(Calendar, time_between_is_never_negative) {
  EXPECT_EQ(counted_between(office_hours(), at("2022-04-07T10:00:00"), at("2022-04-06T10:00:00")), hours(0));
}

TEST(Clock, is_due_a_limit_after_submission_and_warns_before) {
  const Timestamp t = at("2022-04-06T10:00:00");
  const SlaClock clock = start_clock(around_the_clock(), promise(hours(2)), {}, t);
  EXPECT_EQ(clock.due_at, t + hours(2));
  EXPECT_EQ(clock.warn_at, t + minutes(90));
  EXPECT_EQ(next_due(clock), t + minutes(90));
}

TEST(Clock, pausing_while_the_enterprise_mends_shifts_the_due_time) {
  const auto calendar = around_the_clock();
  const Timestamp t = at("2022-04-06T10:00:00");
  SlaClock clock = start_clock(calendar, promise(hours(2)), {}, t);
  pause_clock(calendar, clock, t + minutes(30));
  EXPECT_EQ(clock.due_at, never);
  EXPECT_EQ(next_due(clock), never);
  EXPECT_EQ(used_of(calendar, clock, t + hours(9)), minutes(30));
  resume_clock(calendar, clock, t + hours(10));
  EXPECT_EQ(clock.due_at, t + hours(10) + minutes(90));
  EXPECT_EQ(clock.warn_at, t + hours(11));
  stop_clock(calendar, clock, t + hours(11));
  EXPECT_EQ(clock.used_ms, minutes(90).ms);
  EXPECT_FALSE(clock.breached_at);
}

TEST(Clock, what_is_done_twice_has_no_effect) {
  const auto calendar = around_the_clock();
  const Timestamp t = at("2022-04-06T10:00:00");
  SlaClock clock = start_clock(calendar, promise(hours(2)), {}, t);
  resume_clock(calendar, clock, t + hours(1));
  EXPECT_EQ(clock.due_at, t + hours(2));
  pause_clock(calendar, clock, t + hours(1));
  pause_clock(calendar, clock, t + hours(3));
  EXPECT_EQ(clock.used_ms, hours(1).ms);
  stop_clock(calendar, clock, t + hours(4));
  const Timestamp stopped = *clock.stopped_at;
  stop_clock(calendar, clock, t + hours(5));
  resume_clock(calendar, clock, t + hours(5));
  lapse_clock(calendar, clock, t + hours(5));
  EXPECT_EQ(clock.stopped_at, stopped);
  EXPECT_EQ(clock.state, ClockState::done);
}

TEST(Clock, at_the_very_instant_is_in_time_and_a_millisecond_later_is_not) {
  const auto calendar = around_the_clock();
  const Timestamp t = at("2022-04-06T10:00:00");
  SlaClock clock = start_clock(calendar, promise(hours(2)), {}, t);
  clock.warned_at = clock.warn_at;
  EXPECT_EQ(next_due(clock), t + hours(2) + milliseconds(1));
  EXPECT_FALSE(due_of(clock, t + hours(2)).breach);
  EXPECT_TRUE(due_of(clock, t + hours(2) + milliseconds(1)).breach);
  SlaClock late = clock;
  stop_clock(calendar, clock, t + hours(2));
  EXPECT_FALSE(clock.breached_at);
  stop_clock(calendar, late, t + hours(2) + milliseconds(1));
  EXPECT_EQ(late.breached_at, t + hours(2));
}

TEST(Clock, a_lapsed_one_is_neither_kept_nor_broken) {
  const auto calendar = around_the_clock();
  const Timestamp t = at("2022-04-06T10:00:00");
  SlaClock clock = start_clock(calendar, promise(hours(2)), {}, t);
  lapse_clock(calendar, clock, t + hours(1));
  EXPECT_EQ(clock.state, ClockState::lapsed);
  EXPECT_FALSE(due_of(clock, t + hours(9)).breach);
}

TEST(TaskTimes, a_task_is_due_by_its_step_limit_and_never_without_one) {
  Task task;
  task.opened_at = at("2022-04-06T16:00:00");
  set_task_times(office_hours(), task, hours(2));
  EXPECT_EQ(task.due_at, at("2022-04-07T10:00:00"));
  EXPECT_EQ(task.warn_at, at("2022-04-07T09:30:00"));
  set_task_times(office_hours(), task, {});
  EXPECT_EQ(task.due_at, never);
  EXPECT_EQ(next_due(task), never);
}

}  // namespace
}  // namespace fugong::resumption
