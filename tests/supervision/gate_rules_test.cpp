// What gates saw, judged: the same set of events ends in the same violations, whatever the order and however often.
#include "supervision/gate_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

GateEvent event(std::string subject, Direction direction, Timestamp when, std::optional<Timestamp> tested = at(0)) {
  static int number = 0;
  return {"e" + std::to_string(++number), std::move(subject), {}, direction, when, Source::gate, "G", tested};
}

struct Law {
  policy::SupervisionRules pack = small_rules();
  GateLaw law{.closed = true, .head_count_cap = 0, .test_good_for = hours(48)};
  GateRules rules() const {
    return {pack, [law = law](Timestamp) { return law; }, zone};
  }
};

// "rule subject day", sorted.
std::vector<std::string> judged(const Law& law, std::vector<GateEvent> events, const std::vector<Member>& members) {
  std::vector<std::string> out;
  const GateRules rules = law.rules();
  const auto seen = sightings_of(std::move(events), rules.skew());
  for (const Finding& f : judge_people(rules, seen, members))
    out.push_back(f.rule->id + " " + f.subject + " " + f.day.text);
  std::set<std::string> days;
  for (const Sighting& s : seen) days.insert(local_date(s.at, zone).text);
  for (const std::string& day : days) {
    std::vector<Sighting> before, that_day;
    for (const Sighting& s : seen) (local_date(s.at, zone).text < day ? before : that_day).push_back(s);
    std::erase_if(that_day, [&](const Sighting& s) { return local_date(s.at, zone).text != day; });
    if (const auto f = judge_head_count(rules, Date{day}, before, that_day, members))
      out.push_back(f->rule->id + " " + f->subject + " " + day);
  }
  std::ranges::sort(out);
  return out;
}
using Found = std::vector<std::string>;
const std::vector<Member> two{{"a", "甲", at(-48), never}, {"b", "乙", at(-48), never}};

TEST(GateRules, an_outsider_who_enters_is_found_and_one_who_lives_in_is_not) {
  EXPECT_EQ(judged({}, {event("a", Direction::in, at(9)), event("x", Direction::in, at(10))}, two),
            Found{"outsider_entered x 2022-04-11"});
}

TEST(GateRules, an_insider_who_leaves_is_found) {
  EXPECT_EQ(judged({}, {event("a", Direction::out, at(9)), event("x", Direction::out, at(10))}, two),
            Found{"insider_left a 2022-04-11"});
}

TEST(GateRules, nobody_is_found_where_the_plant_is_not_closed) {
  Law open;
  open.law.closed = false;
  EXPECT_EQ(judged(open, {event("a", Direction::out, at(9)), event("x", Direction::in, at(10))}, two), Found{});
}

TEST(GateRules, a_test_is_good_for_as_long_as_the_rules_say_and_no_longer) {
  const auto entering = [&](std::optional<Timestamp> tested) {
    return judged({}, {event("a", Direction::in, at(10), tested)}, two);
  };
  EXPECT_EQ(entering(at(10) - hours(48)), Found{});
  EXPECT_EQ(entering(at(10) - hours(48) - minutes(10)), Found{});  // clocks may differ
  EXPECT_EQ(entering(at(10) - hours(48) - minutes(11)), Found{"untested_entered a 2022-04-11"});
  EXPECT_EQ(entering(std::nullopt), Found{"untested_entered a 2022-04-11"});
}

TEST(GateRules, near_the_roster_s_ends_the_benefit_of_the_doubt_decides) {
  const std::vector<Member> member{{"a", "甲", at(9), at(18)}};
  EXPECT_EQ(judged({}, {event("a", Direction::in, at(8, 55))}, member), Found{});
  EXPECT_EQ(judged({}, {event("a", Direction::in, at(8, 54))}, member), Found{"outsider_entered a 2022-04-11"});
  EXPECT_EQ(judged({}, {event("a", Direction::out, at(17, 55))}, member), Found{});
  EXPECT_EQ(judged({}, {event("a", Direction::out, at(17, 54))}, member), Found{"insider_left a 2022-04-11"});
}

TEST(GateRules, a_person_breaks_a_rule_once_a_day_however_often) {
  EXPECT_EQ(judged({},
                   {event("x", Direction::in, at(9)), event("x", Direction::out, at(11)),
                    event("x", Direction::in, at(13)), event("x", Direction::in, at(33))},
                   two),
            (Found{"outsider_entered x 2022-04-11", "outsider_entered x 2022-04-12"}));
}

TEST(GateRules, more_inside_than_the_cap_is_found_when_it_lasts) {
  Law capped;
  capped.law.head_count_cap = 2;
  const std::vector<Member> three{{"a", "", at(-48), never}, {"b", "", at(-48), never}, {"c", "", at(20), never}};
  // Two live in; a third one comes for ten minutes, then for eleven.
  const auto visit = [&](int length) {
    return judged(capped, {event("c", Direction::in, at(9)), event("c", Direction::out, at(9, length))},
                  {three[0], three[1], {"c", "", at(8), at(12)}});
  };
  capped.law.closed = false;
  EXPECT_EQ(visit(10), Found{});
  EXPECT_EQ(visit(11), Found{"over_cap head_count 2022-04-11"});
}

TEST(GateRules, reports_of_one_sighting_are_one) {
  const auto seen = sightings_of({event("a", Direction::in, at(9, 4)), event("a", Direction::in, at(9)),
                                  event("a", Direction::in, at(9, 15)), event("a", Direction::out, at(9, 2))},
                                 minutes(5));
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].at, at(9));
  EXPECT_EQ(seen[0].events.size(), 2u);
}

// A plant's days in truth: people come and go on a grid of half hours, on rosters that begin and end on it too. Each
// passage is told by one to three gates whose clocks are up to five minutes wrong, some of it twice, in any order.
struct Days {
  std::vector<GateEvent> truth, told;
  std::vector<Member> members;
};

Days some_days() {
  using rc::gen::inRange;
  Days out;
  std::set<int> taken;  // slots: two passages of one half hour could not be told apart in order
  const int passages = *inRange(1, 40);
  for (int i = 0; i < passages; ++i) {
    const int slot = *inRange(1, 3 * 48 - 1);
    if (slot % 48 == 0 || !taken.insert(slot).second) continue;  // not at midnight
    const std::string subject(1, static_cast<char>('a' + *inRange(0, 6)));
    const Direction direction = *rc::gen::element(Direction::in, Direction::out);
    const Timestamp when = at(0) + minutes(30 * slot);
    const auto tested = *rc::gen::element<std::optional<Timestamp>>(std::nullopt, when - hours(1), when - hours(60));
    out.truth.push_back({"t" + std::to_string(i), subject, {}, direction, when, Source::gate, "", tested});
    const int gates = *inRange(1, 4);
    for (int g = 0; g < gates; ++g) {
      GateEvent e = out.truth.back();
      e.id += "/" + std::to_string(g);
      e.at = when + seconds(*inRange(-299, 300));
      const int copies = *inRange(1, 3);
      for (int c = 0; c < copies; ++c) out.told.push_back(e);
    }
  }
  for (char c = 'a'; c < 'e'; ++c) {
    const int from = *inRange(-48, 96), length = *inRange(1, 96);
    // A quarter past: never at an instant of the grid.
    out.members.push_back(
        {std::string(1, c), {}, at(0) + minutes(30 * from + 15), at(0) + minutes(30 * (from + length) + 15)});
  }
  return out;
}

RC_GTEST_PROP(GateRules, the_same_set_of_events_ends_in_the_same_violations, ()) {
  const Days days = some_days();
  Law law;
  law.law.head_count_cap = *rc::gen::inRange(0, 4);
  auto shuffled = days.told;
  for (std::size_t i = shuffled.size(); i > 1; --i)
    std::swap(shuffled[i - 1], shuffled[*rc::gen::inRange<std::size_t>(0, i)]);
  RC_ASSERT(judged(law, days.told, days.members) == judged(law, shuffled, days.members));
}

RC_GTEST_PROP(GateRules, clocks_that_differ_by_five_minutes_change_nothing, ()) {
  const Days days = some_days();
  Law law;
  law.law.head_count_cap = *rc::gen::inRange(0, 4);
  RC_ASSERT(judged(law, days.told, days.members) == judged(law, days.truth, days.members));
}

}  // namespace
}  // namespace fugong::supervision_test
