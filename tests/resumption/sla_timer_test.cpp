// Promises fall due to the millisecond, once, whatever happens in between.
#include <gmock/gmock.h>

#include <thread>

#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

using testing::ElementsAre;

class Promises : public World {
 protected:
  std::vector<std::pair<EventKind, std::string>> said(const CaseId& id) {
    std::vector<std::pair<EventKind, std::string>> out;
    for (const EventView& e : view(id).events)
      if (e.kind == EventKind::sla_warning || e.kind == EventKind::sla_breach || e.kind == EventKind::sla_escalated)
        out.emplace_back(e.kind, e.subject);
    return out;
  }
};
FUGONG_BOTH_ENGINES(Promises);

TEST_P(Promises, warn_at_three_quarters_and_break_after_the_limit) {
  const CaseId id = must(apply(enterprise(), papers(2))).id;
  const Timestamp t = clock_.now();
  EXPECT_EQ(timer_->next(), t + minutes(90));
  later(milliseconds(minutes(90).ms - 1));
  EXPECT_TRUE(said(id).empty());
  later(milliseconds(1));
  EXPECT_EQ(count_events(id, EventKind::sla_warning), 4);  // the case's clock and three desks
  EXPECT_EQ(timer_->next(), t + hours(2) + milliseconds(1));
  later(minutes(30));
  EXPECT_EQ(count_events(id, EventKind::sla_breach), 0);
  later(milliseconds(1));
  EXPECT_EQ(count_events(id, EventKind::sla_breach), 4);
  EXPECT_EQ(count_events(id, EventKind::sla_escalated), 4);
  for (const EventView& e : view(id).events)
    if (e.kind == EventKind::sla_breach) {
      EXPECT_EQ(e.at, t + hours(2));
    }
}

TEST_P(Promises, a_breach_is_shown_to_the_leader_until_it_is_made_good) {
  const CaseId id = must(apply(enterprise(), papers(2))).id;
  later(hours(3));
  const auto alerts = [&] {
    return must(engine().template query<std::vector<SlaAlert>>(
        [&](db::Session& s) { return service_->alerts(s, context(leader)); }));
  };
  ASSERT_EQ(alerts().size(), 4u);
  EXPECT_EQ(alerts()[0].late_ms, hours(1).ms);
  review(id);
  EXPECT_TRUE(alerts().empty());
  engine().read([&](db::Session& s) {
    EXPECT_EQ(service_->day_counts(s, clock_.now() - hours(4), clock_.now()).overdue, 1);
    const SlaFigures figures = service_->sla_now(s, *small_pack(), clock_.now(), Language::en);
    EXPECT_EQ(figures.lines.at(0).id, "reviewed");
    EXPECT_EQ(figures.lines.at(0).finished, 1);
    EXPECT_EQ(figures.lines.at(0).in_time, 0);
    EXPECT_NEAR(double(figures.lines.at(0).median_ms), double(hours(3).ms), double(hours(3).ms) / 32);
    EXPECT_EQ(figures.lines.at(1).running, 1);
  });
}

TEST_P(Promises, what_is_done_in_time_says_nothing_later) {
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  later(hours(1));
  to_work(e, id);
  later(days(3));
  EXPECT_TRUE(said(id).empty());
}

TEST_P(Promises, a_timer_that_comes_late_names_the_instant_that_was_due) {
  const CaseId id = must(apply(enterprise(), papers(2))).id;
  const Timestamp t = clock_.now();
  clock_.advance_to(t + days(2));
  timer_->run_due(clock_.now());
  for (const EventView& e : view(id).events)
    if (e.kind == EventKind::sla_warning && e.subject == "reviewed") {
      EXPECT_EQ(e.at, t + minutes(90));
    }
  EXPECT_EQ(count_events(id, EventKind::sla_breach), 6);  // three clocks, three desks
}

TEST_P(Promises, a_decision_that_beats_a_late_timer_still_counts_as_late) {
  const CaseReceipt applied = must(apply(enterprise(), papers(2)));
  clock_.advance_to(clock_.now() + hours(5));  // the timer has not run
  must(approve(industry, task_of(applied.opened, "industry")));
  EXPECT_EQ(count_events(applied.id, EventKind::sla_breach), 1);
  timer_->run_due(clock_.now());
  EXPECT_EQ(count_events(applied.id, EventKind::sla_breach), 5);  // two more desks and two clocks, none twice
}

TEST_P(Promises, are_restored_after_a_restart_and_fire_exactly_once) {
  const CaseId a = must(apply(enterprise(), papers(2))).id;
  later(minutes(100));  // warned
  const CaseId b = must(apply(enterprise(), papers(2))).id;
  const auto before = timer_->next();
  const auto armed = timer_->armed();

  timer_ = std::make_unique<SlaTimer>(reopen(), *service_, clock_);
  EXPECT_EQ(timer_->armed(), 0u);
  timer_->restore();
  EXPECT_EQ(timer_->next(), before);
  EXPECT_EQ(timer_->armed(), armed);
  later(milliseconds(hours(2).ms + 1));
  EXPECT_EQ(count_events(a, EventKind::sla_warning), 5);  // the decision, due in 4 h, is near by now
  EXPECT_EQ(count_events(b, EventKind::sla_warning), 4);
  EXPECT_EQ(count_events(a, EventKind::sla_breach), 4);
  EXPECT_EQ(count_events(b, EventKind::sla_breach), 4);
  timer_ = std::make_unique<SlaTimer>(reopen(), *service_, clock_);
  timer_->restore();
  timer_->run_due(clock_.now());
  EXPECT_EQ(count_events(a, EventKind::sla_breach), 4);
}

TEST_P(Promises, a_real_timer_sleeps_until_the_next_instant) {
  const CaseId id = must(apply(enterprise(), papers(2))).id;
  clock_.advance_to(clock_.now() + minutes(90) - milliseconds(1));
  timer_->start();
  clock_.advance_to(clock_.now() + milliseconds(1));
  timer_->arm(CaseId{"01800000-0000-7000-8000-000000000001"}, clock_.now());  // wakes it; nobody's case
  for (int i = 0; i < 200 && count_events(id, EventKind::sla_warning) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  timer_->stop();
  EXPECT_EQ(count_events(id, EventKind::sla_warning), 4);
}

TEST(Timer, removes_and_rearms_without_growing) {
  struct Nothing {};
  VirtualClock clock{Timestamp{0}};
  // Only arm() and next() are used: neither engine nor service is touched.
  alignas(8) std::byte nowhere[8]{};
  policy::Store policies{DistrictCode{"210104"}};
  SeededRandom random{1};
  auto& nobody = reinterpret_cast<enterprise::Service&>(nowhere);
  auto& no_files = reinterpret_cast<attachment::Service&>(nowhere);
  Service service(
      {.district = {"210104"}, .policies = policies, .enterprises = nobody, .attachments = no_files, .random = random});
  SlaTimer timer(reinterpret_cast<db::Engine&>(nowhere), service, clock);
  for (int i = 0; i < 20'000; ++i) {
    const CaseId id = CaseId::make(Timestamp{i}, random);
    timer.arm(id, Timestamp{1'000 + i});
    timer.arm(id, Timestamp{2'000 + i});  // later: ignored
    if (i % 2) timer.arm(id, never);
  }
  EXPECT_EQ(timer.armed(), 10'000u);
  EXPECT_EQ(timer.next(), Timestamp{1'000});
}

}  // namespace
}  // namespace fugong::resumption_test
