// The ladder on a virtual clock: a problem raised at any minute of a day meets each limit at the right minute, across
// midnight, month end and changes of duty; and after a restart, however late.
#include "servicedesk/world.h"

namespace fugong::servicedesk_test {
namespace {

using enum ActKind;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

struct Step {
  Timestamp at;
  ActKind kind;
  bool operator==(const Step&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Step& s) {
  return out << to_local_minutes(s.at, zone) << " " << json::enum_name(s.kind);
}

// What happens by itself to an urgent ticket, in minutes after it was raised, while the day lasts: two people in each
// of three teams have ten minutes each.
struct Rung {
  int minute;
  ActKind kind;
};
const std::vector<Rung> nobody_acknowledges{{10, called_next}, {20, escalated},  {30, called_next}, {40, escalated},
                                            {50, called_next}, {60, unanswered}, {160, overdue}};
// The first one acknowledges at once and then does nothing: an hour is the department's.
const std::vector<Rung> first_one_acknowledges{{60, escalated},   {70, called_next}, {80, escalated},
                                               {90, called_next}, {100, unanswered}, {200, overdue}};

// From a formula of its own, not from the rules: the rungs until midnight; at midnight the leader has it, whatever
// happened before; whoever is called then has ten minutes, the leaders two hours.
std::vector<Step> expected(Timestamp raised, Timestamp midnight, Timestamp end, const std::vector<Rung>& rungs) {
  std::vector<Step> out;
  bool with_leader = false, warned = false;
  int escalations = 0;
  const auto warn = [&](Timestamp before) {
    const Timestamp at = midnight - minutes(120);
    if (!warned && at > raised && at <= before) out.push_back({at, ActKind::warned}), warned = true;
  };
  for (const Rung& r : rungs) {
    const Timestamp at = raised + minutes(r.minute);
    if (!with_leader && at >= midnight) break;
    if (at >= end) break;
    warn(at);
    if (at >= midnight && out.back().at < midnight) out.push_back({midnight, overnight});
    out.push_back({at, r.kind});
    with_leader = (r.kind == escalated ? ++escalations : escalations) == 2;
  }
  warn(midnight);
  if (std::ranges::find(out, overnight, &Step::kind) == out.end()) out.push_back({midnight, overnight});
  if (!with_leader)
    for (const Rung& r : {Rung{10, called_next}, {20, unanswered}, {120, overdue}})
      if (midnight + minutes(r.minute) < end) out.push_back({midnight + minutes(r.minute), r.kind});
  return out;
}

class Ladder : public World {
 protected:
  static constexpr std::array<ActKind, 7> by_clock{called_next, escalated, unanswered, overdue,
                                                   warned,      overnight, closed};
  std::vector<servicedesk::Act> stored_acts(const TicketId& id) {
    std::vector<servicedesk::Act> out;
    engine().read([&](db::Session& s) { out = servicedesk::Store(district_, s).acts(id); });
    return out;
  }
  std::vector<Step> steps(const TicketId& id) {
    std::vector<Step> out;
    for (const servicedesk::Act& a : stored_acts(id))
      if (std::ranges::find(by_clock, a.kind) != by_clock.end()) out.push_back({a.at, a.kind});
    return out;
  }
  void plan(const char* team, const char* day, const char* shift, const Actor& first, const Actor& second) {
    must(act(team_a, &servicedesk::Service::plan_duty, std::string(team),
             DutyRequest{Date{day}, shift, first.person, second.person}));
  }
  // Raises a ticket in each `step`th minute of the last day of April, while the clock goes on; gives when and which.
  std::vector<std::pair<Timestamp, TicketId>> raise_all_day(const EnterpriseId& e, int step, bool at_once) {
    std::vector<std::pair<Timestamp, TicketId>> out;
    for (int minute = 0; minute < 24 * 60; minute += step) {
      until(on("2022-04-30", 0, minute));
      const TicketView v = raise(next_enterprise(e, minute), "logistics");
      if (at_once)
        must(act(by_name(v.line.handler_name), &servicedesk::Service::acknowledge, v.line.id,
                 VersionRequest{v.line.version}));
      out.emplace_back(clock_.now(), v.line.id);
    }
    return out;
  }
  // An enterprise may have so many open tickets; these are spread over some.
  EnterpriseId next_enterprise(const EnterpriseId& first, int minute) {
    const std::size_t which = std::size_t(minute) / 180;
    while (several_.size() <= which) several_.push_back(several_.empty() ? first : enterprise());
    return several_[which];
  }
  int step() const { return GetParam() == db::Dialect::sqlite ? 1 : 9; }

  std::vector<EnterpriseId> several_;
};

TEST_P(Ladder, nobody_acknowledges_at_any_minute_of_the_last_day_of_a_month) {
  plan("desk@industry", "2022-04-29", "night", desk_b, desk_a);
  plan("desk@industry", "2022-04-30", "day", desk_a, desk_b);
  plan("desk@industry", "2022-04-30", "night", desk_b, desk_a);
  const auto raised = raise_all_day(enterprise(), step(), false);
  const Timestamp midnight = on("2022-05-01", 0), end = on("2022-05-01", 3);
  for (int minute = 0; minute <= 180; minute += step()) until(midnight + minutes(minute));
  until(end - milliseconds(1));
  for (const auto& [at, id] : raised) {
    EXPECT_EQ(steps(id), expected(at, midnight, end, nobody_acknowledges)) << to_local_minutes(at, zone);
    const bool day = at >= on("2022-04-30", 8) && at < on("2022-04-30", 20);
    EXPECT_EQ(stored_acts(id).front().to_name, day ? "desk_a" : "desk_b") << to_local_minutes(at, zone);
  }
}

TEST_P(Ladder, the_first_one_acknowledges_and_does_nothing_at_any_minute) {
  const auto raised = raise_all_day(enterprise(), step() * 3, true);
  const Timestamp midnight = on("2022-05-01", 0), end = on("2022-05-01", 4);
  until(end - milliseconds(1));
  for (const auto& [at, id] : raised)
    EXPECT_EQ(steps(id), expected(at, midnight, end, first_one_acknowledges)) << to_local_minutes(at, zone);
}

TEST_P(Ladder, a_ticket_at_three_in_the_morning_wakes_whoever_is_on_duty_and_then_the_next) {
  plan("desk@industry", "2022-04-29", "night", desk_b, desk_a);
  until(on("2022-04-30", 3));
  const TicketId id = raise(enterprise(), "logistics").line.id;
  EXPECT_EQ(view(id).line.handler_name, "desk_b");
  ASSERT_FALSE(told_.empty());
  EXPECT_EQ(told_.back().handler, desk_b.person);
  later(minutes(9));
  EXPECT_EQ(view(id).line.handler_name, "desk_b");
  later(minutes(1));
  EXPECT_EQ(view(id).line.handler_name, "desk_a");
  EXPECT_EQ(told_.back().act, called_next);
  EXPECT_EQ(told_.back().handler, desk_a.person);
  acknowledge(id);
  later(minutes(45));
  EXPECT_EQ(view(id).line.handler_name, "desk_a") << "who has acknowledged keeps it until the level's limit";
}

TEST_P(Ladder, a_change_of_duty_calls_whoever_is_on_duty_then) {
  plan("desk@industry", "2022-04-30", "day", desk_a, desk_b);
  plan("desk@industry", "2022-04-30", "night", desk_b, desk_a);
  until(on("2022-04-30", 19, 59));
  const TicketId early = raise(enterprise(), "logistics").line.id;
  until(on("2022-04-30", 20));
  const TicketId late = raise(enterprise(), "logistics").line.id;
  EXPECT_EQ(view(early).line.handler_name, "desk_a");
  EXPECT_EQ(view(late).line.handler_name, "desk_b");
  until(on("2022-04-30", 20, 9));
  EXPECT_EQ(view(early).line.handler_name, "desk_b");
}

TEST_P(Ladder, what_was_missed_while_the_program_was_down_happens_at_its_own_minute) {
  until(on("2022-04-30", 23, 30));
  const TicketId id = raise(enterprise(), "logistics").line.id;
  clock_.advance_to(on("2022-05-01", 9));
  make_desk();
  due_->run_due(clock_.now());
  const Timestamp midnight = on("2022-05-01", 0);
  EXPECT_EQ(steps(id), expected(on("2022-04-30", 23, 30), midnight, clock_.now(), nobody_acknowledges));
  due_->run_due(clock_.now());
  EXPECT_EQ(steps(id).size(), 6u) << "said once";
}

TEST_P(Ladder, after_a_restart_the_same_instants_are_armed) {
  until(on("2022-04-30", 10));
  const TicketId open = raise(enterprise(), "logistics").line.id;
  const TicketId solved = raise(enterprise()).line.id;
  solve(solved);
  make_desk();
  EXPECT_EQ(due_->armed(), 2u);
  EXPECT_EQ(due_->next(), on("2022-04-30", 10, 10));
  acknowledge(open);
  make_desk();
  EXPECT_EQ(due_->next(), on("2022-04-30", 11));
}

TEST_P(Ladder, an_accepted_plan_holds_until_its_day_ends_and_then_the_leader_has_it) {
  const EnterpriseId e = enterprise();
  until(on("2022-04-30", 22));
  const TicketId id = raise(e, "logistics").line.id;
  acknowledge(id);
  must(handle(id, &servicedesk::Service::plan, PlanRequest{version(id), Date{"2022-05-02"}, "明天调车"}));
  const Actor c = clerk(e);
  must(act(c, &servicedesk::Service::decide_plan, id, PlanVerdict{version(id), Verdict::accept, {}}));
  until(on("2022-05-02", 23, 59));
  EXPECT_THAT(steps(id), ElementsAre(Step{on("2022-05-02", 22), warned}));
  EXPECT_EQ(view(id).line.nights, 0);
  until(on("2022-05-03", 0));
  const TicketView v = view(id);
  EXPECT_EQ(v.line.plan, PlanState::broken);
  EXPECT_EQ(v.line.nights, 1);
  EXPECT_EQ(v.line.level, ServiceLevel::district_leader);
  EXPECT_THAT(acts(v), Contains("plan_broken"));
}

TEST_P(Ladder, a_plan_that_the_enterprise_has_not_accepted_does_not_save_the_day) {
  const EnterpriseId e = enterprise();
  until(on("2022-04-30", 22));
  const TicketId id = raise(e).line.id;
  must(handle(id, &servicedesk::Service::plan, PlanRequest{version(id), Date{"2022-05-02"}, "明天调车"}));
  until(on("2022-05-01", 0));
  EXPECT_EQ(view(id).line.nights, 1);
  EXPECT_EQ(view(id).line.level, ServiceLevel::district_leader);
}

TEST_P(Ladder, an_exception_by_a_named_leader_lets_it_stay_until_its_day_ends) {
  until(on("2022-04-30", 21));
  const TicketId id = raise(enterprise()).line.id;
  acknowledge(id);
  const PlanRequest until_monday{version(id), Date{"2022-05-02"}, "等外区放行"};
  EXPECT_EQ(code_of(act(team_a, &servicedesk::Service::except, id, until_monday)), "auth.forbidden");
  const TicketView v = must(act(leader_a, &servicedesk::Service::except, id, until_monday));
  EXPECT_EQ(v.line.excepted_by, "leader_a");
  until(on("2022-05-02", 23, 59));
  EXPECT_EQ(view(id).line.level, ServiceLevel::department);
  EXPECT_EQ(view(id).line.nights, 0);
  until(on("2022-05-03", 0));
  EXPECT_EQ(view(id).line.level, ServiceLevel::district_leader);
  EXPECT_EQ(view(id).line.nights, 1);
}

TEST_P(Ladder, in_silence_a_solved_ticket_is_closed_after_three_days) {
  until(on("2022-04-30", 10));
  const TicketId id = raise(enterprise()).line.id;
  solve(id);
  until(on("2022-05-03", 9, 59));
  EXPECT_EQ(view(id).line.state, TicketState::solved);
  until(on("2022-05-03", 10));
  EXPECT_EQ(view(id).line.state, TicketState::closed);
  EXPECT_EQ(due_->armed(), 0u);
}

FUGONG_BOTH_ENGINES(Ladder);

}  // namespace
}  // namespace fugong::servicedesk_test
