// The arithmetic of promises. Pure: an instant and a calendar in, an instant or a length of time out.
//
// A clock runs from the first submission. It is paused while the enterprise is mending, and what it has used up until
// then is kept; so resumption shifts the due time and nothing ever sets a clock back. A clock that has stopped stays
// stopped, even if a later return opens the step again: the promise was kept or broken once.
#pragma once

#include "policy/pack.h"
#include "resumption/model.h"

namespace fugong::resumption {

// Tasks carry no warn_percent of their own: warn when a quarter of the limit is left, as the default promise does.
constexpr int task_warn_percent = 75;

// Time that counts between two instants; 0 when b is not after a.
Duration counted_between(const policy::Calendar& calendar, Timestamp a, Timestamp b);
// The first instant by which `d` has counted since `from`; `from` itself for d <= 0; never when the calendar has no
// time to offer within ten years.
Timestamp add_counted(const policy::Calendar& calendar, Timestamp from, Duration d);

SlaClock start_clock(const policy::Calendar& calendar, const policy::CaseClock& promise, const CaseId& case_id,
                     Timestamp now);
// Each does nothing to a clock that is not in the state it starts from.
void pause_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now);
void resume_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now);
void stop_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now);   // the promised thing happened
void lapse_clock(const policy::Calendar& calendar, SlaClock& clock, Timestamp now);  // the case ended otherwise

Duration used_of(const policy::Calendar& calendar, const SlaClock& clock, Timestamp now);

// Sets due_at and warn_at of a task that begins at its opened_at.
void set_task_times(const policy::Calendar& calendar, Task& task, Duration limit);

// What has fallen due by `now` and was not yet said; the instants are the due ones, not `now`.
struct Due {
  bool warning = false;
  bool breach = false;
};
Due due_of(const SlaClock& clock, Timestamp now);
Due due_of(const Task& task, Timestamp now);
// The next instant at which something will be due; never when nothing will.
Timestamp next_due(const SlaClock& clock);
Timestamp next_due(const Task& task);

}  // namespace fugong::resumption
