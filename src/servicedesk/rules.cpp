#include "servicedesk/rules.h"

#include <algorithm>

#include "search/rules.h"

namespace fugong::servicedesk {
namespace {

policy::CoverageRules coverage_of(const policy::ServiceRules& rules) {
  policy::CoverageRules coverage;
  coverage.shifts = rules.shifts;
  return coverage;
}

// Whose turn it is: so many members further on with every shift, or with every day where there are none.
std::size_t turn_of(const policy::ServiceRules& rules, const std::string& zone, Timestamp at) {
  if (const auto shift = shift_at(rules, zone, at)) return shift->number;
  const Timestamp day = start_of_day(local_date(at, zone), zone);
  return static_cast<std::size_t>((day.ms + 43'200'000) / 86'400'000);
}

bool names(std::string_view called, const PersonId& person) { return called.find(person.text) != std::string::npos; }

// Everything that runs for an open ticket.
std::vector<Due> running(const policy::ServiceRules& rules, const Ticket& t) {
  std::vector<Due> out;
  const Timestamp warning = t.day_until - minutes(rules.warn_minutes);
  if (!t.warned && warning > t.day_from) out.push_back({warning, DueKind::warning});
  out.push_back({t.day_until, DueKind::overnight});
  const policy::ServicePriority* priority = rules.priority(t.priority);
  if (!priority) return out;
  if (!t.acknowledged_at && !t.unanswered) out.push_back({t.called_at + priority->acknowledge, DueKind::acknowledge});
  if (!t.breached) out.push_back({level_due(rules, t), DueKind::level});
  return out;
}

}  // namespace

// ---- routing ----

std::string team_key(const policy::ServiceTeam& team, const std::string& subdistrict) {
  switch (team.of) {
    case policy::TeamOf::subdistrict: return team.id + "@" + subdistrict;
    case policy::TeamOf::department: return team.id + "@" + team.department;
    case policy::TeamOf::district: return team.id;
  }
  return team.id;
}

std::string_view team_id(std::string_view key) { return key.substr(0, key.find('@')); }

const policy::ServiceTeam& team_at(const policy::ServiceRules& rules, const policy::ServiceCategory& category,
                                   const std::string& subdistrict, policy::ServiceLevel level) {
  const std::string* id = &category.teams[static_cast<std::size_t>(level)];
  if (level == policy::ServiceLevel::department)
    for (const policy::ServicePlace& place : category.places)
      if (std::ranges::find(place.subdistricts, subdistrict) != place.subdistricts.end()) id = &place.team;
  return *rules.team(*id);  // the pack was checked
}

std::optional<policy::ServiceLevel> above(policy::ServiceLevel level) {
  using enum policy::ServiceLevel;
  if (level == department) return special_team;
  if (level == special_team) return district_leader;
  return std::nullopt;
}

// ---- duty ----

std::optional<supervision::Shift> shift_at(const policy::ServiceRules& rules, const std::string& zone, Timestamp at) {
  if (rules.shifts.empty()) return std::nullopt;
  const Date today = local_date(at, zone);
  const Date yesterday = local_date(start_of_day(today, zone) - milliseconds(1), zone);
  for (const Date& day : {today, yesterday})
    for (const supervision::Shift& shift : supervision::shifts_of(coverage_of(rules), day, zone))
      if (shift.from <= at && at < shift.to) return shift;
  return std::nullopt;
}

std::vector<Candidate> call_order(const policy::ServiceRules& rules, const std::string& zone,
                                  std::span<const Candidate> members, std::span<const DutyPlan> plans, Timestamp at) {
  std::vector<Candidate> order;
  const auto add = [&](Candidate c) {
    if (!c.person.empty() && std::ranges::find(order, c.person, &Candidate::person) == order.end())
      order.push_back(std::move(c));
  };
  if (const auto shift = shift_at(rules, zone, at))
    for (const DutyPlan& plan : plans) {
      if (plan.day != shift->day || plan.shift != shift->id) continue;
      add({plan.person, plan.name});
      add({PersonId{plan.substitute}, plan.substitute_name});
    }
  const std::size_t turn = turn_of(rules, zone, at);
  for (std::size_t i = 0; i < members.size(); ++i) add(members[(turn + i) % members.size()]);
  return order;
}

const Candidate* next_to_call(std::span<const Candidate> order, std::string_view called) {
  const auto found = std::ranges::find_if(order, [&](const Candidate& c) { return !names(called, c.person); });
  return found == order.end() ? nullptr : &*found;
}

// ---- what falls due ----

Timestamp end_of_day(Timestamp at, const std::string& zone) {
  return start_of_day(next_day(local_date(at, zone)), zone);
}

Timestamp level_due(const policy::ServiceRules& rules, const Ticket& t) {
  const policy::ServicePriority* priority = rules.priority(t.priority);
  if (!priority) return never;
  const Timestamp due = t.level_at + priority->limit_at(t.level);
  const bool stopped = t.plan == PlanState::accepted || (t.excepted_until && *t.excepted_until == t.day_until);
  return stopped ? std::max(due, t.day_until) : due;
}

Timestamp due_at(const policy::ServiceRules& rules, const Ticket& t) {
  if (t.state != TicketState::open) return never;
  return t.breached ? t.day_until : std::min(t.day_until, level_due(rules, t));
}

Due next_due(const policy::ServiceRules& rules, const Ticket& t) {
  if (t.state == TicketState::solved) return {*t.solved_at + rules.confirm, DueKind::closing};
  if (t.state != TicketState::open) return {};
  return std::ranges::min(running(rules, t));
}

Result<Timestamp> end_of_planned_day(const policy::ServiceRules& rules, const Date& day, Timestamp now,
                                     const std::string& zone) {
  const Date today = local_date(now, zone);
  if (day < today) return invalid("plan.past", "day", {{"today", today.text}});
  const Timestamp until = start_of_day(next_day(day), zone);
  if (until > end_of_day(now, zone) + days(rules.plan_days_max))
    return invalid("plan.too_far", "day", {{"days", std::to_string(rules.plan_days_max)}});
  return until;
}

void begin_day(Ticket& t, Timestamp at, const std::string& zone) {
  t.day_from = at;
  t.day_until = end_of_day(at, zone);
  t.warned = false;
}

void stay_overnight(Ticket& t, const std::string& zone) {
  if (t.plan == PlanState::accepted) t.plan = PlanState::broken;
  ++t.nights;
  t.day_until = end_of_day(t.day_until, zone);
  t.warned = false;
}

// ---- what may be done ----

Status check_open(const Ticket& t) {
  if (t.state == TicketState::open) return {};
  return fail(ErrorKind::conflict, "ticket.state", {}, {{"state", std::string(json::enum_name(t.state))}});
}

Status check_reopen(const policy::ServiceRules& rules, const Ticket& t, Timestamp now) {
  if (t.state != TicketState::solved && t.state != TicketState::closed)
    return fail(ErrorKind::conflict, "ticket.state", {}, {{"state", std::string(json::enum_name(t.state))}});
  if (t.solved_at && now > *t.solved_at + rules.reopen)
    return fail(ErrorKind::conflict, "ticket.reopen_late", {},
                {{"days", std::to_string(rules.reopen.ms / days(1).ms)}});
  return {};
}

// ---- likeness ----

std::vector<std::string> grams_of(std::string_view title, std::string_view words) {
  std::string text(title);
  text.append(1, '\n').append(words);
  std::vector<std::string> grams;
  for (const std::string& pair : search::pairs_of(search::fold(text))) {
    if (grams.size() == grams_max) break;
    if (std::ranges::find(grams, pair) == grams.end()) grams.push_back(pair);
  }
  return grams;
}

int likeness_percent(std::size_t shared, std::size_t typed) {
  return typed == 0 ? 0 : static_cast<int>(shared * 100 / typed);
}

// ---- figures ----

Spread spread_of(std::vector<std::int64_t> seconds) {
  if (seconds.empty()) return {};
  std::ranges::sort(seconds);
  const auto rank = [&](std::size_t percent) {
    return seconds[std::max<std::size_t>((seconds.size() * percent + 99) / 100, 1) - 1];
  };
  return {static_cast<std::int64_t>(seconds.size()), rank(50), rank(95)};
}

}  // namespace fugong::servicedesk
