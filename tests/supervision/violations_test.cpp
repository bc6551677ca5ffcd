// From what a gate saw to a violation, its decision, the sanction and the restoration; draws of inspections.
#include <gmock/gmock.h>

#include "resumption/service.h"
#include "supervision/draw.h"
#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class Gates : public World {
 protected:
  Timestamp now() const { return clock_.now(); }
};

TEST_P(Gates, raise_outsiders_insiders_and_the_untested) {
  const auto e = plant();
  const auto inside = worker(e, "甲", now() - hours(1)), outside = worker(e, "乙", now() - hours(1)),
             untested = worker(e, "丙");
  live_in(e, {inside, untested});
  later(hours(1));
  const auto receipt = must(tell(e, {seen(inside, Direction::out, now()), seen(outside, Direction::in, now()),
                                     seen(untested, Direction::in, now()), seen(inside, Direction::in, now())}));
  EXPECT_EQ(receipt.stored, 4);
  EXPECT_EQ(receipt.raised, 3);
  EXPECT_THAT(violations(e), ElementsAre("insider_left/2022-04-11/raised", "outsider_entered/2022-04-11/raised",
                                         "untested_entered/2022-04-11/raised"));
  EXPECT_EQ(alerts(leader).size(), 2u);  // the grave ones
}

TEST_P(Gates, the_same_events_again_tell_nothing_new) {
  const auto e = plant();
  const std::vector<EventBody> events{seen(WorkerId{uuid(7)}, Direction::in, now())};
  must(tell(e, events));
  const auto again = must(tell(e, {events[0], events[0]}));
  EXPECT_EQ(again.stored, 0);
  EXPECT_EQ(again.duplicates, 2);
  EXPECT_THAT(violations(e).size(), 2u);  // an outsider, without a test
}

TEST_P(Gates, a_late_roster_takes_back_what_nobody_has_decided_yet) {
  const auto e = plant();
  const auto w = worker(e, "甲", now());
  must(tell(e, {seen(w, Direction::in, now())}));
  EXPECT_THAT(violations(e), ElementsAre("outsider_entered/2022-04-11/raised"));
  must(act(clerk(e), &Service::replace_roster, e, RosterRequest{std::vector{w}, now() - hours(1)}));
  EXPECT_THAT(violations(e), ElementsAre("outsider_entered/2022-04-11/withdrawn"));
  EXPECT_THAT(alerts(leader), IsEmpty());
}

TEST_P(Gates, a_roster_replaced_later_does_not_touch_what_was_decided) {
  const auto e = plant();
  const auto w = worker(e, "甲", now());
  must(tell(e, {seen(w, Direction::in, now())}));
  must(act(inspector, &Service::judge, only_violation(e), VerdictRequest{Verdict::confirm, "属实"}));
  must(act(clerk(e), &Service::replace_roster, e, RosterRequest{std::vector{w}, now() - hours(1)}));
  EXPECT_THAT(violations(e), ElementsAre("outsider_entered/2022-04-11/confirmed"));
}

// The same passages in two plants, in order at one and turned round in pieces at the other.
TEST_P(Gates, late_and_early_arrivals_end_in_the_same_violations) {
  const auto a = plant(), b = plant();
  std::vector<EventBody> events;
  const Timestamp begin = now();
  for (int i = 0; i < 12; ++i)
    events.push_back(seen(WorkerId{uuid(i % 3)}, i % 2 ? Direction::out : Direction::in, begin + hours(i),
                          begin - hours(i % 4 == 0 ? 60 : 1)));
  clock_.advance_to(begin + hours(12));
  for (const EventBody& event : events) must(tell(a, {event}));
  for (std::size_t i = events.size(); i > 0; i -= 3) must(tell(b, {events[i - 1], events[i - 3], events[i - 2]}));
  EXPECT_EQ(violations(a), violations(b));
  EXPECT_GT(violations(a).size(), 3u);
}

TEST_P(Gates, more_inside_than_the_own_cap_is_found) {
  const auto e = plant();
  const auto o = must(
      act(officer, &Service::propose, e, OverrideRequest{PolicyKey::head_count_cap, 1, {}, "r", {}, now() + days(7)}));
  must(act(leader, &Service::decide, e, o.id, Answer::yes));
  const auto w = worker(e, "甲", now()), v = worker(e, "乙", now());
  live_in(e, {w, v});
  later(minutes(30));
  must(tell(e, {seen(w, Direction::in, now())}));
  EXPECT_THAT(violations(e), ElementsAre("over_cap/2022-04-11/raised"));
}

TEST_P(Gates, bad_rows_are_refused_each_on_its_own) {
  const auto e = plant();
  std::vector<EventBody> rows(4, seen(WorkerId{uuid(1)}, Direction::in, now()));
  rows[0].at = now() + minutes(6);
  rows[1].at = now() - days(32);
  rows[2].worker.reset();
  rows[3].resident_id = "210199199001010000";
  const auto receipt = must(tell(e, rows));
  EXPECT_EQ(receipt.stored, 0);
  std::vector<std::string> codes;
  for (const RefusedEvent& r : receipt.refused) codes.push_back(r.code);
  EXPECT_THAT(codes, ElementsAre("event.future", "event.too_old", "event.nobody", "resident_id.check_digit"));
  EXPECT_EQ(code_of(tell(e, {})), "event.count");
  EXPECT_EQ(code_of(tell(enterprise(), rows)), "plant.not_found");
}

TEST_P(Gates, a_plant_s_own_gate_sends_a_table) {
  const auto e = plant();
  const Actor a = clerk(e);
  const auto import = [&](std::string_view csv) -> Result<EventsReceipt> {
    const auto prepared =
        engine().query<PreparedEventsPtr>([&](db::Session& s) { return watch_->prepare_import(s, as(a), e, csv); });
    if (!prepared) return std::unexpected(prepared.error());
    return act(a, &Service::tell, e, *prepared);
  };
  const std::string csv =
      "时间,方向,姓名,闸机\n2022-04-11 07:30,进,李四,南门\n2022-04-11 07:40,横,李四,南门\n昨天,进,李四,南门\n";
  const auto receipt = must(import(csv));
  EXPECT_EQ(receipt.stored, 1);
  ASSERT_EQ(receipt.refused.size(), 2u);
  EXPECT_EQ(receipt.refused[0].row, 3);
  EXPECT_EQ(receipt.refused[0].code, "event.direction");
  EXPECT_EQ(receipt.refused[1].code, "event.time");
  EXPECT_EQ(must(import(csv)).duplicates, 1);
  EXPECT_EQ(code_of(import("姓名\n李四\n")), "event.headings");
}
FUGONG_BOTH_ENGINES(Gates);

class Violations : public World {};

TEST_P(Violations, are_answered_confirmed_appealed_and_heard_by_somebody_else) {
  const auto e = plant();
  const ViolationId id = confirmed(e);
  must(act(clerk(e), &Service::answer, id, TextRequest{"系临时维修人员"}));
  must(act(clerk(e), &Service::appeal, id, TextRequest{"已报备"}));
  EXPECT_EQ(code_of(act(clerk(e), &Service::appeal, id, TextRequest{"再次"})), "violation.state");
  const auto heard = must(act(other_officer, &Service::hear, id, HearingRequest{Hearing::overturn, "查有报备记录"}));
  EXPECT_EQ(heard.line.state, ViolationState::overturned);
  std::vector<ActKind> acts;
  for (const ActView& a : heard.acts) acts.push_back(a.kind);
  EXPECT_THAT(acts, ElementsAre(ActKind::raised, ActKind::confirmed, ActKind::answered, ActKind::appealed,
                                ActKind::overturned));
}

TEST_P(Violations, whoever_confirmed_does_not_hear_the_appeal) {
  const auto e = plant();
  must(tell(
      e, {{.id = uuid(5), .direction = Direction::in, .at = clock_.now(), .name = "外来人", .test_at = clock_.now()}}));
  const ViolationId id = only_violation(e);
  must(act(officer, &Service::judge, id, VerdictRequest{Verdict::confirm, "属实"}));
  must(act(clerk(e), &Service::appeal, id, TextRequest{"不服"}));
  EXPECT_EQ(code_of(act(officer, &Service::hear, id, HearingRequest{Hearing::uphold, "维持"})),
            "violation.own_decision");
}

TEST_P(Violations, show_their_evidence_and_are_decided_once) {
  const auto e = plant();
  const ViolationId id = confirmed(e);
  const auto view = must(look(clerk(e), &Service::violation, id));
  ASSERT_EQ(view.evidence.size(), 1u);
  EXPECT_EQ(view.evidence[0].name, "外*");
  EXPECT_EQ(code_of(act(officer, &Service::judge, id, VerdictRequest{Verdict::dismiss, "无"})), "violation.state");
  EXPECT_EQ(code_of(look(clerk(enterprise()), &Service::violation, id)), "auth.forbidden");
  EXPECT_EQ(code_of(look(officer, &Service::violation, ViolationId{uuid(1)})), "violation.not_found");
}

TEST_P(Violations, an_answer_that_stays_away_is_told) {
  const auto e = plant();
  must(tell(
      e, {{.id = uuid(5), .direction = Direction::in, .at = clock_.now(), .name = "外来人", .test_at = clock_.now()}}));
  const ViolationId id = only_violation(e);
  later(hours(4));
  EXPECT_THAT(alerts(officer), testing::Not(Contains("answer_overdue " + id.text + " 1")));
  later(milliseconds(1));
  EXPECT_THAT(alerts(officer), Contains("answer_overdue " + id.text + " 1"));
  must(act(clerk(e), &Service::answer, id, TextRequest{"说明"}));
  EXPECT_THAT(alerts(officer), testing::Not(Contains("answer_overdue " + id.text + " 1")));
}
FUGONG_BOTH_ENGINES(Violations);

class Trucks : public World {
 protected:
  SanctionView suspend(const EnterpriseId& e) {
    const ViolationId v = confirmed(e);
    return must(act(officer, &Service::order, SanctionRequest{e, "suspension", "闭环外人员进厂", {v}}));
  }
};

TEST_P(Trucks, under_way_stop_when_their_grace_is_over_and_not_before) {
  const auto e = plant_at_work();
  const auto s = suspend(e);
  ASSERT_EQ(s.line.trucks_until, clock_.now() + hours(2));
  EXPECT_TRUE(trucks_go_);
  later(minutes(119));
  EXPECT_TRUE(trucks_go_);
  later(minutes(1));
  EXPECT_FALSE(trucks_go_);
  later(days(1));
  EXPECT_EQ(stopped_, 1);
}

TEST_P(Trucks, stop_after_a_restart_in_their_grace_too) {
  const auto e = plant_at_work();
  suspend(e);
  clock_.advance_to(clock_.now() + hours(3));
  make_service();
  due_->run_due(clock_.now());
  EXPECT_FALSE(trucks_go_);
  EXPECT_EQ(stopped_, 1);
}

TEST_P(Trucks, stop_although_the_enterprise_has_mended_meanwhile) {
  const auto e = plant_at_work();
  const SanctionId id = suspend(e).line.id;
  must(act(clerk(e), &Service::rectify, id, TextRequest{"已整改"}));
  later(hours(2));
  EXPECT_EQ(stopped_, 1);
}

TEST_P(Trucks, go_on_when_the_enterprise_is_restored_before) {
  const auto e = plant_at_work();
  const SanctionId id = suspend(e).line.id;
  must(act(clerk(e), &Service::rectify, id, TextRequest{"已整改"}));
  must(act(inspector, &Service::inspect_again, id, InspectRequest{Outcome::passed, "合格"}));
  must(act(officer, &Service::lift, id, TextRequest{"恢复"}));
  later(hours(3));
  EXPECT_EQ(stopped_, 0);
}

TEST_P(Trucks, go_on_when_the_case_is_restored_by_another_way) {
  const auto e = plant_at_work();
  suspend(e);
  must(write<resumption::CaseReceipt>([&](db::Session& s) {
    return Base::service_->restore(s, {officer, clock_.now(), Language::en}, case_, {"恢复"});
  }));
  later(hours(3));
  EXPECT_EQ(stopped_, 0);
}
FUGONG_BOTH_ENGINES(Trucks);

class Sanctions : public World {
 protected:
  resumption::CaseState state() { return view(case_).line.state; }
  Result<SanctionView> order(const EnterpriseId& e, const char* rule, const ViolationId& v) {
    return act(officer, &Service::order, SanctionRequest{e, rule, "闭环外人员进厂", {v}});
  }
};

TEST_P(Sanctions, a_suspension_stops_work_and_passes_at_once_and_is_lifted_after_inspection) {
  const auto e = plant_at_work();
  const auto s = must(order(e, "suspension", confirmed(e)));
  EXPECT_EQ(state(), resumption::CaseState::suspended);
  EXPECT_TRUE(passes_suspended_);
  EXPECT_EQ(s.line.trucks_until, clock_.now() + hours(2));
  EXPECT_EQ(s.line.rectify_due, clock_.now() + hours(72));
  EXPECT_THAT(alerts(leader), Contains("suspended " + s.line.id.text + " 2"));
  EXPECT_THAT(alerts(clerk(e)), Contains("suspended " + s.line.id.text + " 2"));
  EXPECT_TRUE(must(look(officer, &Service::overview)).at(0).suspended);
  const SanctionId id = s.line.id;
  EXPECT_EQ(code_of(act(officer, &Service::lift, id, TextRequest{"恢复"})), "sanction.state");
  must(act(clerk(e), &Service::rectify, id, TextRequest{"已封闭侧门并加派值守"}));
  must(act(inspector, &Service::inspect_again, id, InspectRequest{Outcome::failed, "侧门仍可通行"}));
  EXPECT_EQ(code_of(act(officer, &Service::lift, id, TextRequest{"恢复"})), "sanction.state");
  must(act(clerk(e), &Service::rectify, id, TextRequest{"已砌封侧门"}));
  must(act(inspector, &Service::inspect_again, id, InspectRequest{Outcome::passed, "合格"}));
  EXPECT_EQ(state(), resumption::CaseState::suspended);
  const auto lifted = must(act(officer, &Service::lift, id, TextRequest{"同意恢复"}));
  EXPECT_EQ(lifted.line.state, SanctionState::lifted);
  EXPECT_EQ(state(), resumption::CaseState::resumed);
  EXPECT_FALSE(passes_suspended_);
  EXPECT_THAT(alerts(leader), IsEmpty());
}

TEST_P(Sanctions, need_confirmed_violations_of_that_enterprise) {
  const auto e = plant_at_work(), other = plant();
  must(tell(
      e, {{.id = uuid(5), .direction = Direction::in, .at = clock_.now(), .name = "外来人", .test_at = clock_.now()}}));
  const ViolationId raised = only_violation(e);
  EXPECT_EQ(code_of(order(e, "suspension", raised)), "sanction.violation");
  EXPECT_EQ(code_of(order(e, "suspension", confirmed(other))), "violation.not_found");
  EXPECT_EQ(code_of(order(e, "prison", raised)), "sanction.unknown");
  EXPECT_EQ(code_of(act(officer, &Service::order, SanctionRequest{e, "warning", "无", {}})), "sanction.violations");
  EXPECT_EQ(state(), resumption::CaseState::resumed);
}

TEST_P(Sanctions, a_suspension_that_the_case_refuses_leaves_nothing_behind) {
  const auto e = plant_at_work();
  const ViolationId v = confirmed(e);
  must(order(e, "suspension", v));
  EXPECT_EQ(code_of(order(e, "suspension", v)), "case.already_suspended");
  EXPECT_EQ(must(look(officer, &Service::sanctions, ListFilter{})).items.size(), 1u);
  const auto f = plant();  // no case at all
  EXPECT_EQ(code_of(order(f, "suspension", confirmed(f))), "sanction.no_case");
}

TEST_P(Sanctions, an_order_to_rectify_ends_with_the_inspection_and_its_deadline_is_watched) {
  const auto e = plant_at_work();
  const auto s = must(order(e, "rectification", confirmed(e)));
  EXPECT_EQ(state(), resumption::CaseState::resumed);
  later(hours(24) + milliseconds(1));
  EXPECT_THAT(alerts(officer), Contains("rectification_overdue " + s.line.id.text + " 1"));
  must(act(clerk(e), &Service::rectify, s.line.id, TextRequest{"已整改"}));
  EXPECT_EQ(
      must(act(inspector, &Service::inspect_again, s.line.id, InspectRequest{Outcome::passed, "合格"})).line.state,
      SanctionState::lifted);
}

TEST_P(Sanctions, a_warning_is_noted_and_a_closing_ends_the_case) {
  const auto e = plant_at_work();
  const ViolationId v = confirmed(e);
  EXPECT_EQ(must(order(e, "warning", v)).line.state, SanctionState::noted);
  EXPECT_EQ(must(order(e, "closing", v)).line.state, SanctionState::final);
  EXPECT_EQ(state(), resumption::CaseState::closed);
}
FUGONG_BOTH_ENGINES(Sanctions);

class Inspections : public World {};

TEST_P(Inspections, are_drawn_once_a_day_from_a_published_seed) {
  for (int i = 0; i < 4; ++i) plant();
  const auto risky = plant();
  confirmed(risky);
  const auto plan = must(act(officer, &Service::draw_inspections, PlanRequest{}));
  EXPECT_EQ(plan.candidates.size(), 5u);
  for (const CandidateLine& c : plan.candidates) {
    EXPECT_EQ(c.weight, c.enterprise == risky ? 5 : 1);
    EXPECT_EQ(c.violations, c.enterprise == risky ? 1 : 0);
    EXPECT_FALSE(c.name.empty());
  }
  std::vector<std::string> again, drawn;
  std::vector<Candidate> candidates;
  for (const CandidateLine& c : plan.candidates) candidates.push_back({c.enterprise, c.weight});
  for (const Candidate& c : draw(plan.seed, candidates, 2)) again.push_back(c.enterprise.text);
  for (const InspectionView& i : plan.inspections) drawn.push_back(i.enterprise.text);
  EXPECT_EQ(again, drawn);
  EXPECT_EQ(code_of(act(officer, &Service::draw_inspections, PlanRequest{})), "inspection.drawn");
  EXPECT_EQ(code_of(look(officer, &Service::inspection_plan, Date{"2022-05-01"})), "inspection.not_drawn");
}

TEST_P(Inspections, record_every_item_and_fail_by_the_mandatory_ones) {
  plant();
  const auto plan = must(act(officer, &Service::draw_inspections, PlanRequest{}));
  const InspectionId id = plan.inspections.at(0).id;
  EXPECT_EQ(code_of(act(inspector, &Service::record_inspection, id, ResultRequest{{{"gate", true, {}}}, {}})),
            "inspection.items");
  const auto done = must(act(inspector, &Service::record_inspection, id,
                             ResultRequest{{{"gate", false, "无人值守"}, {"posters", true, {}}}, "复查"}));
  EXPECT_FALSE(done.passed);
  EXPECT_EQ(code_of(act(inspector, &Service::record_inspection, id,
                        ResultRequest{{{"gate", true, {}}, {"posters", true, {}}}, {}})),
            "inspection.done");
}
TEST_P(Inspections, that_fail_lead_to_a_violation_and_a_second_look) {
  const auto e = plant();
  const auto plan = must(act(officer, &Service::draw_inspections, PlanRequest{}));
  const InspectionId first = plan.inspections.at(0).id;
  const auto record = [&](const InspectionId& id, bool passed) {
    return must(act(inspector, &Service::record_inspection, id,
                    ResultRequest{{{"gate", passed, "无人值守"}, {"posters", true, {}}}, {}}));
  };
  record(first, false);
  EXPECT_THAT(violations(e), ElementsAre("inspection_failed/2022-04-11/raised"));
  EXPECT_THAT(must(look(clerk(e), &Service::violation, only_violation(e))).facts,
              ElementsAre(testing::HasSubstr("无人值守")));
  EXPECT_THAT(alerts(officer), Contains("inspection_failed " + first.text + " 1"));
  auto again = must(look(inspector, &Service::follow_ups));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].day, Date{"2022-04-13"});
  EXPECT_EQ(again[0].follows, first);
  record(again[0].id, false);  // and once more
  again = must(look(inspector, &Service::follow_ups));
  ASSERT_EQ(again.size(), 1u);
  record(again[0].id, true);
  EXPECT_TRUE(must(look(inspector, &Service::follow_ups)).empty());
  EXPECT_THAT(alerts(officer), testing::Not(Contains(testing::HasSubstr("inspection_failed"))));
}

TEST_P(Inspections, that_nobody_makes_climb) {
  plant();
  const InspectionId id = must(act(officer, &Service::draw_inspections, PlanRequest{})).inspections.at(0).id;
  const std::string overdue = "inspection_overdue " + id.text;
  clock_.advance_to(at(24));
  due_->run_due(clock_.now());
  EXPECT_THAT(alerts(officer), testing::Not(Contains(overdue + " 1")));
  later(milliseconds(1));
  EXPECT_THAT(alerts(officer), Contains(overdue + " 1"));
  EXPECT_THAT(alerts(leader), testing::Not(Contains(overdue + " 2")));
  later(hours(24));
  EXPECT_THAT(alerts(leader), Contains(overdue + " 2"));
  must(act(inspector, &Service::record_inspection, id, ResultRequest{{{"gate", true, {}}, {"posters", true, {}}}, {}}));
  EXPECT_THAT(alerts(leader), testing::Not(Contains(overdue + " 2")));
}
FUGONG_BOTH_ENGINES(Inspections);

}  // namespace
}  // namespace fugong::supervision_test
