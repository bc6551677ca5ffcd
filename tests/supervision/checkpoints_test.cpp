// Scans of checkpoints at a plant's gate are the plant's entries and exits.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

using pass::Heading;
using testing::ElementsAre;
using testing::IsEmpty;

class Checkpoints : public World {
 protected:
  Timestamp now() const { return clock_.now(); }
  // A plant with one who lives in and one who does not, an entrance and an exit.
  void SetUp() override {
    World::SetUp();
    e_ = plant();
    inside_ = worker(e_, "甲", now()), outside_ = worker(e_, "乙", now());
    live_in(e_, {inside_});
    link(e_, "gate-in", Facing::in), link(e_, "gate-out", Facing::out), link(e_, "gate-both", Facing::both);
    later(hours(1));
  }
  EnterpriseId e_;
  WorkerId inside_, outside_;
};

TEST_P(Checkpoints, tell_who_went_in_and_out_by_the_way_they_face) {
  scanned({passage(inside_, "gate-in", now()), passage(outside_, "gate-out", now())});
  EXPECT_THAT(violations(e_), IsEmpty());
  scanned({passage(outside_, "gate-in", now())});
  scanned({passage(inside_, "gate-out", now())});
  EXPECT_THAT(violations(e_), ElementsAre("insider_left/2022-04-11/raised", "outsider_entered/2022-04-11/raised"));
}

TEST_P(Checkpoints, where_people_pass_both_ways_the_guard_says_which) {
  scanned({passage(inside_, "gate-both", now()), passage(outside_, "gate-both", now())});
  EXPECT_THAT(violations(e_), IsEmpty());
  scanned({passage(outside_, "gate-both", now(), Heading::in)});
  EXPECT_THAT(violations(e_), ElementsAre("outsider_entered/2022-04-11/raised"));
}

TEST_P(Checkpoints, the_evidence_names_the_checkpoint_and_that_it_was_a_scan) {
  scanned({passage(outside_, "gate-in", now())});
  const auto view = must(look(officer, &Service::violation, only_violation(e_)));
  ASSERT_EQ(view.evidence.size(), 1u);
  EXPECT_EQ(view.evidence[0].source, Source::scan);
  EXPECT_EQ(view.evidence[0].gate, "gate-in");
}

TEST_P(Checkpoints, somebody_of_another_enterprise_or_district_is_an_outsider) {
  pass::Passage stranger = passage(WorkerId{uuid(77)}, "gate-in", now()), foreign = passage({}, "gate-in", now());
  scanned({stranger, foreign});
  EXPECT_EQ(violations(e_).size(), 4u);  // both outsiders, and both without a test that the register knows
}

TEST_P(Checkpoints, the_same_scan_again_and_elsewhere_tells_nothing_new) {
  const pass::Passage p = passage(outside_, "gate-in", now());
  scanned({p, p});
  scanned({p});
  scanned({passage(outside_, "gate-elsewhere", now())});
  const auto view = must(look(officer, &Service::violation, only_violation(e_)));
  EXPECT_EQ(view.evidence.size(), 1u);
}

TEST_P(Checkpoints, what_was_seen_before_the_link_and_after_its_end_is_not_the_plant_s) {
  scanned({passage(outside_, "gate-in", now() - hours(2))});
  const Timestamp end = now();
  must(act(officer, &Service::unlink_checkpoint, e_, std::string("gate-in")));
  later(minutes(10));
  scanned({passage(outside_, "gate-in", now())});
  EXPECT_THAT(violations(e_), IsEmpty());
  scanned({passage(outside_, "gate-in", end - minutes(30))});  // told late
  EXPECT_THAT(violations(e_), ElementsAre("outsider_entered/2022-04-11/raised"));
}

TEST_P(Checkpoints, belong_to_one_plant_at_a_time) {
  const auto other = plant();
  const auto linked = [&](const Actor& a, const EnterpriseId& e, const char* code) {
    return code_of(act(a, &Service::link_checkpoint, e, std::string(code), CheckpointRequest{Facing::in}));
  };
  EXPECT_EQ(linked(officer, other, "gate-in"), "checkpoint.taken");
  EXPECT_EQ(linked(officer, other, "nowhere"), "checkpoint.unknown");
  EXPECT_EQ(linked(clerk(other), other, "gate-x"), "auth.forbidden");
  EXPECT_EQ(code_of(act(officer, &Service::unlink_checkpoint, other, std::string("gate-in"))), "checkpoint.not_here");
  must(act(officer, &Service::unlink_checkpoint, e_, std::string("gate-in")));
  EXPECT_EQ(linked(officer, other, "gate-in"), "");
  EXPECT_EQ(must(look(officer, &Service::checkpoints, e_)).size(), 2u);
}

TEST_P(Checkpoints, turn_round_when_they_are_linked_anew) {
  later(minutes(1));
  link(e_, "gate-in", Facing::out);
  later(minutes(1));
  scanned({passage(outside_, "gate-in", now())});
  EXPECT_THAT(violations(e_), IsEmpty());
  EXPECT_EQ(must(look(officer, &Service::checkpoints, e_)).size(), 3u);
}

// The same sightings at two plants: in order and from one gate at one of them; at the other scattered over a checkpoint
// and the plant's own gate, some told twice and with clocks up to five minutes wrong, in any order.
TEST_P(Checkpoints, scans_and_gates_end_in_the_same_violations_in_any_order) {
  struct Place {
    EnterpriseId id;
    WorkerId lives_in, does_not;
    std::string gate;
  };
  std::size_t most = 0;
  int places = 0;
  const auto open = [&] {
    Place p{plant(), {}, {}, "gate-" + std::to_string(++places)};
    p.lives_in = worker(p.id, "甲", now()), p.does_not = worker(p.id, "乙", now());
    live_in(p.id, {p.lives_in});
    link(p.id, p.gate, Facing::both);
    return p;
  };
  const bool good = rc::check("neither order nor source matters", [&] {
    using rc::gen::inRange;
    const Place a = open(), b = open();
    const Timestamp begin = now() + hours(1);
    clock_.advance_to(begin + days(2));
    std::set<int> slots;  // half hours from a quarter past: never at midnight, never two at once
    const int count = *inRange(1, 7);
    while (slots.size() < std::size_t(count)) slots.insert(*inRange(0, 90));
    std::vector<std::function<void()>> told;
    for (const int slot : slots) {
      const Timestamp at = begin + minutes(15 + 30 * slot);
      const bool lives_in = *rc::gen::arbitrary<bool>(), out = *rc::gen::arbitrary<bool>();
      const Direction direction = out ? Direction::out : Direction::in;
      must(tell(a.id, {seen(lives_in ? a.lives_in : a.does_not, direction, at)}));
      const WorkerId who = lives_in ? b.lives_in : b.does_not;
      const auto wrong = [&] { return seconds(*inRange(-299, 300)); };
      const auto scan = passage(who, b.gate, at + wrong(), out ? Heading::out : Heading::in);
      const int copies = *inRange(1, 3);
      for (int c = 0; c < copies; ++c) told.push_back([this, scan] { scanned({scan}); });
      if (*rc::gen::arbitrary<bool>())
        told.push_back([this, &b, event = seen(who, direction, at + wrong())] { must(tell(b.id, {event})); });
    }
    for (std::size_t i = told.size(); i > 1; --i) std::swap(told[i - 1], told[*inRange<std::size_t>(0, i)]);
    for (const auto& say : told) say();
    most = std::max(most, violations(b.id).size());
    RC_ASSERT(violations(a.id) == violations(b.id));
  });
  EXPECT_TRUE(good);
  EXPECT_GT(most, 1u) << "nothing was ever found";
}
FUGONG_BOTH_ENGINES(Checkpoints);

}  // namespace
}  // namespace fugong::supervision_test
