// Whatever the route and whatever the order, nothing is lost and no time is negative.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "resumption/route_fixture.h"
#include "resumption/rules.h"
#include "resumption/sla.h"

namespace fugong::resumption {
namespace {

constexpr policy::StepKind kinds[] = {policy::StepKind::screening, policy::StepKind::joint_review,
                                      policy::StepKind::decision, policy::StepKind::pass_issuance,
                                      policy::StepKind::inspection};

// A random graph without circles: each step comes after some of those before it; a start after all.
policy::ReviewRoute random_route() {
  policy::ReviewRoute route{.id = "random", .name = {}, .steps = {}};
  const int count = *rc::gen::inRange(1, 9);
  StepIds all;
  for (int i = 0; i < count; ++i) {
    StepIds after;
    for (const std::string& id : all)
      if (*rc::gen::inRange(0, 3) == 0) after.push_back(id);
    std::string id = "s" + std::to_string(i);
    route.steps.push_back(resumption_test::step(id, kinds[*rc::gen::inRange(0, 5)], after));
    all.push_back(std::move(id));
  }
  route.steps.push_back(resumption_test::step("start", policy::StepKind::start, all));
  return route;
}

RC_GTEST_PROP(Route, every_step_is_opened_exactly_once_and_the_walk_ends_at_work, ()) {
  const auto route = random_route();
  StepIds done, opened;
  for (const policy::Step* s : open_steps(route, done)) opened.push_back(s->id);
  while (done.size() < route.steps.size()) {
    const auto open = open_steps(route, done);
    RC_ASSERT(!open.empty());  // never stuck
    const CaseState before = state_of(route, done);
    RC_ASSERT(before != CaseState::resumed || kind_done(route, done, policy::StepKind::start));
    const policy::Step* next = open[*rc::gen::inRange<std::size_t>(0, open.size())];
    const Advance advance = finish_step(route, done, next->id);
    for (const policy::Step* s : advance.opened) {
      RC_ASSERT(!contains(opened, s->id));
      for (const std::string& before_it : s->after) RC_ASSERT(contains(advance.done, before_it));
      opened.push_back(s->id);
    }
    RC_ASSERT(advance.done.size() == done.size() + 1);
    done = advance.done;
  }
  RC_ASSERT(opened.size() == route.steps.size());
  RC_ASSERT(state_of(route, done) == CaseState::resumed);
}

RC_GTEST_PROP(Route, a_switch_there_and_back_loses_no_finished_step, ()) {
  const auto route = random_route();
  StepIds done;
  const int walked = *rc::gen::inRange(0, int(route.steps.size()) + 1);
  for (int i = 0; i < walked; ++i) done = finish_step(route, done, open_steps(route, done).front()->id).done;
  auto longer = route;
  longer.steps.insert(longer.steps.begin(), resumption_test::step("extra", policy::StepKind::screening));
  const StepIds there = map_steps(route, longer, done);
  for (const std::string& id : done) RC_ASSERT(contains(there, id));
  StepIds back = map_steps(longer, route, there);
  std::ranges::sort(back);
  std::ranges::sort(done);
  RC_ASSERT(back == done);
}

policy::Calendar random_calendar() {
  policy::Calendar calendar{.zone = "Asia/Shanghai", .working_days = {}, .holidays = {}};
  if (*rc::gen::arbitrary<bool>()) return calendar;
  for (int day = 1; day <= 7; ++day)
    if (*rc::gen::inRange(0, 4) != 0) calendar.working_days.push_back(day);
  calendar.open_minute = *rc::gen::inRange(0, 700);
  calendar.close_minute = *rc::gen::inRange(760, 24 * 60 + 1);
  if (*rc::gen::arbitrary<bool>()) calendar.holidays = {"2022-04-05", "2022-04-06"};
  return calendar;
}

Timestamp random_instant() {
  return Timestamp{*rc::gen::inRange<std::int64_t>(1'648'742'400'000, 1'651'334'400'000)};  // April 2022
}

RC_GTEST_PROP(Calendar, adding_counted_time_and_counting_it_agree, ()) {
  const auto calendar = random_calendar();
  const Timestamp from = random_instant();
  const Duration d{*rc::gen::inRange<std::int64_t>(1, hours(60).ms)};
  const Timestamp due = add_counted(calendar, from, d);
  RC_ASSERT(due > from);
  RC_ASSERT(counted_between(calendar, from, due) == d);
  RC_ASSERT(counted_between(calendar, from, due - milliseconds(1)) < d);
}

// A clock under any sequence of pauses and resumptions: what is used grows only while it runs, and the due time is
// always the limit's rest away.
RC_GTEST_PROP(Clock, never_runs_backwards_and_is_never_reset, ()) {
  const auto calendar = random_calendar();
  Timestamp now = random_instant();
  const policy::CaseClock promise{
      .id = "c", .name = {}, .stops_when_done = policy::StepKind::decision, .limit = hours(4), .warn_percent = 75};
  SlaClock clock = start_clock(calendar, promise, {}, now);
  Duration used{};
  const int moves = *rc::gen::inRange(1, 12);
  for (int i = 0; i < moves; ++i) {
    const Timestamp next = now + Duration{*rc::gen::inRange<std::int64_t>(0, hours(9).ms)};
    if (clock.state == ClockState::running) used = used + counted_between(calendar, now, next);
    now = next;
    RC_ASSERT(used_of(calendar, clock, now) == used);
    switch (*rc::gen::inRange(0, 3)) {
      case 0: pause_clock(calendar, clock, now); break;
      case 1: resume_clock(calendar, clock, now); break;
      default: break;
    }
    RC_ASSERT(used_of(calendar, clock, now) == used);
    RC_ASSERT(clock.started_at <= now);
    if (clock.state == ClockState::running && clock.due_at > now)
      RC_ASSERT(used + counted_between(calendar, now, clock.due_at) == Duration{clock.limit_ms});
    if (clock.state == ClockState::paused) RC_ASSERT(next_due(clock) == never);
  }
  stop_clock(calendar, clock, now);
  RC_ASSERT(clock.used_ms == used.ms);
  RC_ASSERT(clock.used_ms >= 0);
}

}  // namespace
}  // namespace fugong::resumption
