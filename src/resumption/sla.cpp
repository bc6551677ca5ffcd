#include "resumption/sla.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace fugong::resumption {
namespace {

constexpr int days_searched_max = 3660;  // ten years: a calendar without a working day ends there

bool around_the_clock(const policy::Calendar& c) {
  return c.working_days.empty() && c.holidays.empty() && c.open_minute <= 0 && c.close_minute >= 24 * 60;
}

int iso_weekday(const Date& day) {
  int part[3] = {1970, 1, 1};
  const char* at = day.text.data();
  const char* end = at + day.text.size();
  for (int& p : part) {
    at = std::from_chars(at, end, p).ptr;
    if (at != end) ++at;
  }
  const std::chrono::year_month_day date{std::chrono::year(part[0]), std::chrono::month(unsigned(part[1])),
                                         std::chrono::day(unsigned(part[2]))};
  return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding());
}

bool works_on(const policy::Calendar& c, const Date& day) {
  if (std::ranges::find(c.holidays, day.text) != c.holidays.end()) return false;
  return c.working_days.empty() || std::ranges::find(c.working_days, iso_weekday(day)) != c.working_days.end();
}

struct Window {
  Timestamp open, close;
};

// The working window of a local day, cut at the next midnight.
Window window_of(const policy::Calendar& c, const Date& day) {
  const Timestamp midnight = start_of_day(day, c.zone);
  const Timestamp next = start_of_day(next_day(day), c.zone);
  const Timestamp open = midnight + minutes(std::max(c.open_minute, 0));
  const Timestamp close = c.close_minute >= 24 * 60 ? next : midnight + minutes(c.close_minute);
  return {open, std::min(close, next)};
}

void halt(const policy::Calendar& calendar, SlaClock& clock, Timestamp now, ClockState state) {
  if (clock.state != ClockState::running && clock.state != ClockState::paused) return;
  // The timer may be a little behind: what is late is late, whoever notices first.
  if (clock.state == ClockState::running && now > clock.due_at && !clock.breached_at && state == ClockState::done)
    clock.breached_at = clock.due_at;
  clock.used_ms = used_of(calendar, clock, now).ms;
  clock.state = state;
  clock.due_at = clock.warn_at = never;
}

}  // namespace

Duration counted_between(const policy::Calendar& calendar, Timestamp a, Timestamp b) {
  if (b <= a) return {};
  if (around_the_clock(calendar)) return b - a;
  Duration sum{};
  Date day = local_date(a, calendar.zone);
  for (int i = 0; i < days_searched_max; ++i, day = next_day(day)) {
    const Window w = window_of(calendar, day);
    if (start_of_day(day, calendar.zone) >= b) break;
    if (!works_on(calendar, day)) continue;
    const Timestamp from = std::max(a, w.open);
    const Timestamp to = std::min(b, w.close);
    if (to > from) sum = sum + (to - from);
  }
  return sum;
}

Timestamp add_counted(const policy::Calendar& calendar, Timestamp from, Duration d) {
  if (d.ms <= 0) return from;
  if (around_the_clock(calendar)) return from + d;
  Date day = local_date(from, calendar.zone);
  for (int i = 0; i < days_searched_max; ++i, day = next_day(day)) {
    if (!works_on(calendar, day)) continue;
    const Window w = window_of(calendar, day);
    const Timestamp start = std::max(from, w.open);
    if (w.close <= start) continue;
    const Duration here = w.close - start;
    if (d <= here) return start + d;
    d = d + Duration{-here.ms};
  }
  return never;
}

SlaClock start_clock(const policy::Calendar& calendar, const policy::CaseClock& promise, const CaseId& case_id,
                     Timestamp now) {
  SlaClock clock;
  clock.case_id = case_id;
  clock.clock = promise.id;
  clock.stops_when_done = promise.stops_when_done;
  clock.limit_ms = promise.limit.ms;
  clock.warn_ms = promise.limit.ms / 100 * promise.warn_percent;
  clock.started_at = now;
  clock.state = ClockState::paused;
  resume_clock(calendar, clock, now);
  return clock;
}

void pause_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::running) return;
  if (now > clock.due_at && !clock.breached_at) clock.breached_at = clock.due_at;
  clock.used_ms = used_of(calendar, clock, now).ms;
  clock.state = ClockState::paused;
  clock.due_at = clock.warn_at = never;
}

void resume_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::paused) return;
  clock.state = ClockState::running;
  clock.running_since = now;
  clock.due_at = add_counted(calendar, now, Duration{clock.limit_ms - clock.used_ms});
  clock.warn_at = add_counted(calendar, now, Duration{clock.warn_ms - clock.used_ms});
}

void stop_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::running && clock.state != ClockState::paused) return;
  halt(calendar, clock, now, ClockState::done);
  clock.stopped_at = now;
}

void lapse_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::running && clock.state != ClockState::paused) return;
  halt(calendar, clock, now, ClockState::lapsed);
  clock.stopped_at = now;
}

Duration used_of(const policy::Calendar& calendar, const SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::running) return Duration{clock.used_ms};
  return Duration{clock.used_ms} + counted_between(calendar, clock.running_since, now);
}

void set_task_times(const policy::Calendar& calendar, Task& task, Duration limit) {
  task.due_at = task.warn_at = never;
  if (limit.ms <= 0) return;
  task.due_at = add_counted(calendar, task.opened_at, limit);
  task.warn_at = add_counted(calendar, task.opened_at, Duration{limit.ms / 100 * task_warn_percent});
}

namespace {
// Done at the very instant is still in time; the promise is broken one millisecond later.
Timestamp after(Timestamp due) { return due == never ? never : due + milliseconds(1); }
}  // namespace

Due due_of(const SlaClock& clock, Timestamp now) {
  if (clock.state != ClockState::running) return {};
  return {.warning = !clock.warned_at && clock.warn_at <= now && clock.warn_at < clock.due_at,
          .breach = !clock.breached_at && clock.due_at < now};
}

Due due_of(const Task& task, Timestamp now) {
  if (task.state != TaskState::open) return {};
  return {.warning = !task.warned_at && task.warn_at <= now && task.warn_at < task.due_at,
          .breach = !task.breached_at && task.due_at < now};
}

Timestamp next_due(const SlaClock& clock) {
  if (clock.state != ClockState::running || clock.breached_at) return never;
  if (!clock.warned_at && clock.warn_at < clock.due_at) return clock.warn_at;
  return after(clock.due_at);
}

Timestamp next_due(const Task& task) {
  if (task.state != TaskState::open || task.breached_at) return never;
  if (!task.warned_at && task.warn_at < task.due_at) return task.warn_at;
  return after(task.due_at);
}

}  // namespace fugong::resumption
