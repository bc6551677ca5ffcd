// Which team a problem belongs to, who is called, and what falls due when. Pure.
#pragma once

#include <functional>
#include <span>

#include "base/result.h"
#include "servicedesk/model.h"
#include "supervision/rules.h"

namespace fugong::servicedesk {

// ---- routing ----
// A team as one of a subdistrict or department: "TEAM@SUBDISTRICT", "TEAM@DEPARTMENT", or "TEAM" alone.
std::string team_key(const policy::ServiceTeam& team, const std::string& subdistrict);
// The pack's id of a key.
std::string_view team_id(std::string_view key);
// The team that a category goes to at a level.
const policy::ServiceTeam& team_at(const policy::ServiceRules& rules, const policy::ServiceCategory& category,
                                   const std::string& subdistrict, policy::ServiceLevel level);
std::optional<policy::ServiceLevel> above(policy::ServiceLevel level);

// ---- duty ----
// Of a team in the order they are called at an instant: who is on duty, the substitute, then the other members. A
// person stands once. Without shifts in the pack or a plan the members take turns shift by shift (day by day).
std::vector<Candidate> call_order(const policy::ServiceRules& rules, const std::string& zone,
                                  std::span<const Candidate> members, std::span<const DutyPlan> plans, Timestamp at);
// The first that `called` (ids, each followed by one blank) does not name; nullptr: all were called.
const Candidate* next_to_call(std::span<const Candidate> order, std::string_view called);
// The shift that runs at an instant; nullopt: the pack has none, or none covers it.
std::optional<supervision::Shift> shift_at(const policy::ServiceRules& rules, const std::string& zone, Timestamp at);

// ---- what falls due ----
// In the order in which they are looked at when they fall on the same instant.
enum class DueKind : std::uint8_t { warning, overnight, acknowledge, level, closing };
BOOST_DESCRIBE_ENUM(DueKind, warning, overnight, acknowledge, level, closing)
struct Due {
  Timestamp at = never;
  DueKind kind = DueKind::warning;
  auto operator<=>(const Due&) const = default;
};
// The next thing to happen to a ticket by itself; `at` is never where nothing is.
Due next_due(const policy::ServiceRules& rules, const Ticket& ticket);
// What people work towards: the level's limit or the end of the day, whichever comes first; never: nothing runs.
Timestamp due_at(const policy::ServiceRules& rules, const Ticket& ticket);
// An accepted plan and a leader's exception stop the level's clock until their day ends.
Timestamp level_due(const policy::ServiceRules& rules, const Ticket& ticket);

Timestamp end_of_day(Timestamp at, const std::string& zone);
// The end of the day that somebody plans for; codes plan.past, plan.too_far {days}.
Result<Timestamp> end_of_planned_day(const policy::ServiceRules& rules, const Date& day, Timestamp now,
                                     const std::string& zone);

// A ticket begins its first day, or a new one when it is opened again.
void begin_day(Ticket& ticket, Timestamp at, const std::string& zone);
// The day has ended: one night more, and the next day's end counts.
void stay_overnight(Ticket& ticket, const std::string& zone);

// ---- what may be done ----
// Codes ticket.state {state}: the ticket's state does not allow it.
Status check_open(const Ticket& ticket);
Status check_reopen(const policy::ServiceRules& rules, const Ticket& ticket, Timestamp now);

// ---- likeness ----
// Pairs of neighbouring letters of title and words, each once, at most grams_max of them.
constexpr std::size_t grams_max = 64;
constexpr int alike_percent_min = 35;  // of the shorter one's pairs
std::vector<std::string> grams_of(std::string_view title, std::string_view words);
// How much of what was typed an earlier text has, in percent.
int likeness_percent(std::size_t shared, std::size_t typed);

// ---- figures ----
struct Spread {
  std::int64_t count = 0;
  std::int64_t median_s = 0, p95_s = 0;
};
BOOST_DESCRIBE_STRUCT(Spread, (), (count, median_s, p95_s))
// Nearest rank; all zero when there is none.
Spread spread_of(std::vector<std::int64_t> seconds);

}  // namespace fugong::servicedesk
