// Routing, calling, clocks, likeness, figures: pure rules, case by case.
#include "servicedesk/rules.h"

#include <gtest/gtest.h>

#include "servicedesk/world.h"

namespace fugong::servicedesk_test {
namespace {

using enum policy::ServiceLevel;

TEST(Routing, goes_by_category_level_and_subdistrict) {
  const auto rules = small_rules();
  struct Case {
    const char* category;
    const char* subdistrict;
    ServiceLevel level;
    const char* team;
  };
  for (const Case& c : {Case{"staff", "210104012", department, "local@210104012"},
                        {"staff", "210104018", department, "local@210104018"},
                        {"logistics", "210104012", department, "desk@industry"},
                        {"logistics", "210104012", special_team, "special"},
                        {"logistics", "210104012", district_leader, "leaders"},
                        {"supplies", "210104018", department, "desk@industry"},
                        {"supplies", "210104012", department, "local@210104012"},
                        {"supplies", "210104012", special_team, "special"}})
    EXPECT_EQ(team_key(team_at(rules, *rules.category(c.category), c.subdistrict, c.level), c.subdistrict), c.team)
        << c.category << " " << c.subdistrict;
  EXPECT_EQ(above(department), special_team);
  EXPECT_EQ(above(special_team), district_leader);
  EXPECT_EQ(above(district_leader), std::nullopt);
  EXPECT_EQ(team_id("local@210104012"), "local");
  EXPECT_EQ(team_id("leaders"), "leaders");
}

const std::vector<Candidate> three{{PersonId{"a"}, "A"}, {PersonId{"b"}, "B"}, {PersonId{"c"}, "C"}};

std::string order_at(Timestamp at, const std::vector<DutyPlan>& plans,
                     const policy::ServiceRules& rules = small_rules()) {
  std::string out;
  for (const Candidate& c : call_order(rules, zone, three, plans, at)) out += c.name;
  return out;
}

TEST(Calling, whom_the_plan_names_comes_first_then_the_substitute_then_the_others) {
  const std::vector<DutyPlan> plans{{"t", Date{"2022-04-30"}, "night", PersonId{"c"}, "C", "b", "B"},
                                    {"t", Date{"2022-05-01"}, "day", PersonId{"b"}, "B", "", ""}};
  for (const auto& [at, first] : {std::pair(on("2022-04-30", 20), "CB"),
                                  {on("2022-04-30", 23, 59), "CB"},
                                  {on("2022-05-01", 0), "CB"},  // the night goes on after the month's end
                                  {on("2022-05-01", 7, 59), "CB"},
                                  {on("2022-05-01", 8), "B"},
                                  {on("2022-05-01", 19, 59), "B"}}) {
    const std::string order = order_at(at, plans);
    EXPECT_TRUE(order.starts_with(first)) << order << " at " << to_local_minutes(at, zone);
    EXPECT_EQ(order.size(), 3u) << "everybody once";
  }
}

TEST(Calling, without_a_plan_the_members_take_turns_shift_by_shift) {
  const std::string day = order_at(on("2022-04-30", 12), {}), night = order_at(on("2022-04-30", 21), {}),
                    next = order_at(on("2022-05-01", 12), {});
  EXPECT_NE(day[0], night[0]);
  EXPECT_NE(night[0], next[0]);
  EXPECT_NE(day[0], next[0]);
  auto without_shifts = small_rules();
  without_shifts.shifts.clear();
  EXPECT_EQ(order_at(on("2022-04-30", 0), {}, without_shifts), order_at(on("2022-04-30", 23, 59), {}, without_shifts));
  EXPECT_NE(order_at(on("2022-04-30", 1), {}, without_shifts), order_at(on("2022-05-01", 1), {}, without_shifts));
  EXPECT_TRUE(call_order(small_rules(), zone, {}, {}, on("2022-04-30", 1)).empty());
}

TEST(Calling, nobody_is_called_twice) {
  EXPECT_EQ(next_to_call(three, "")->name, "A");
  EXPECT_EQ(next_to_call(three, "a c ")->name, "B");
  EXPECT_EQ(next_to_call(three, "a b c "), nullptr);
}

Ticket open_ticket(Timestamp at, const char* priority = "urgent") {
  Ticket t;
  t.priority = priority;
  t.raised_at = t.called_at = t.level_at = at;
  begin_day(t, at, zone);
  return t;
}

std::string due_text(const Ticket& t) {
  const Due due = next_due(small_rules(), t);
  if (due.at == never) return "never";
  return std::string(json::enum_name(due.kind)) + " " + to_local_minutes(due.at, zone);
}

TEST(Clocks, say_what_falls_due_next) {
  struct Case {
    const char* what;
    Timestamp raised;
    void (*change)(Ticket&);
    const char* due;
  };
  const Timestamp ten = on("2022-04-30", 10);
  for (const Case& c : {
           Case{"not acknowledged", ten, [](Ticket&) {}, "acknowledge 2022-04-30 10:10"},
           {"acknowledged", ten, [](Ticket& t) { t.acknowledged_at = t.raised_at; }, "level 2022-04-30 11:00"},
           {"everybody was called", ten, [](Ticket& t) { t.unanswered = true; }, "level 2022-04-30 11:00"},
           {"the last limit has passed", ten, [](Ticket& t) { t.acknowledged_at = t.raised_at, t.breached = true; },
            "warning 2022-04-30 22:00"},
           {"warned", ten, [](Ticket& t) { t.acknowledged_at = t.raised_at, t.breached = t.warned = true; },
            "overnight 2022-05-01 00:00"},
           {"late in the evening nobody is warned", on("2022-04-30", 22, 30),
            [](Ticket& t) { t.acknowledged_at = t.raised_at, t.breached = true; }, "overnight 2022-05-01 00:00"},
           {"the day's end comes before the limit", on("2022-04-30", 23, 55), [](Ticket&) {},
            "overnight 2022-05-01 00:00"},
           {"at the same instant the day's end comes first", on("2022-04-30", 23, 50), [](Ticket&) {},
            "overnight 2022-05-01 00:00"},
           {"an accepted plan stops the level's clock", ten,
            [](Ticket& t) {
              t.acknowledged_at = t.raised_at, t.plan = PlanState::accepted, t.warned = true;
              t.day_until = on("2022-05-03", 0);
            },
            "overnight 2022-05-03 00:00"},
           {"a proposed one does not", ten,
            [](Ticket& t) { t.acknowledged_at = t.raised_at, t.plan = PlanState::proposed; }, "level 2022-04-30 11:00"},
           {"solved", ten, [](Ticket& t) { t.state = TicketState::solved, t.solved_at = t.raised_at; },
            "closing 2022-05-03 10:00"},
           {"closed", ten, [](Ticket& t) { t.state = TicketState::closed; }, "never"},
           {"merged", ten, [](Ticket& t) { t.state = TicketState::merged; }, "never"},
       }) {
    Ticket t = open_ticket(c.raised);
    c.change(t);
    EXPECT_EQ(due_text(t), c.due) << c.what;
  }
}

TEST(Clocks, each_night_moves_the_end_by_a_day_and_breaks_a_plan) {
  Ticket t = open_ticket(on("2022-04-30", 10));
  t.plan = PlanState::accepted;
  stay_overnight(t, zone);
  EXPECT_EQ(t.nights, 1);
  EXPECT_EQ(t.plan, PlanState::broken);
  EXPECT_EQ(t.day_until, on("2022-05-02", 0));
  stay_overnight(t, zone);
  EXPECT_EQ(t.day_until, on("2022-05-03", 0));
}

TEST(Clocks, a_plan_is_for_today_or_some_days_ahead) {
  const Timestamp now = on("2022-04-30", 10);
  for (const auto& [day, answer] : {std::pair("2022-04-29", "plan.past"),
                                    {"2022-04-30", "2022-05-01 00:00"},
                                    {"2022-05-07", "2022-05-08 00:00"},
                                    {"2022-05-08", "plan.too_far"}}) {
    const auto until = end_of_planned_day(small_rules(), Date{day}, now, zone);
    EXPECT_EQ(until ? to_local_minutes(*until, zone) : until.error().code, answer) << day;
  }
}

TEST(Likeness, pairs_of_letters_stand_once_and_are_limited) {
  EXPECT_EQ(grams_of("货车 货车", "").size(), 2u);  // 货车, 车货
  EXPECT_TRUE(grams_of("货", "").empty());
  std::string long_text;
  for (int i = 0; i < 400; ++i) long_text += std::to_string(i);
  EXPECT_EQ(grams_of(long_text, "").size(), grams_max);
  EXPECT_EQ(likeness_percent(3, 4), 75);
  EXPECT_EQ(likeness_percent(0, 0), 0);
}

TEST(Figures, spread_is_by_nearest_rank) {
  EXPECT_EQ(spread_of({}).count, 0);
  std::vector<std::int64_t> hundred;
  for (int i = 100; i >= 1; --i) hundred.push_back(i);
  EXPECT_EQ(spread_of(hundred).median_s, 50);
  EXPECT_EQ(spread_of(hundred).p95_s, 95);
  EXPECT_EQ(spread_of({7}).median_s, 7);
  EXPECT_EQ(spread_of({7}).p95_s, 7);
}

}  // namespace
}  // namespace fugong::servicedesk_test
