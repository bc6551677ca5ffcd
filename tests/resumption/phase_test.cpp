// A switch of phase judges every open case again, in one transaction, and loses nothing.
#include <gmock/gmock.h>

#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

using enum CaseState;

class PhaseSwitch : public World {
 protected:
  // One case in every state, each with as many isolation rooms.
  std::map<CaseState, CaseId> one_in_every_state(int rooms, bool above_scale = true) {
    std::map<CaseState, CaseId> cases;
    const auto fresh = [&] {
      const auto e = enterprise(above_scale);
      const CaseId id = must(apply(e, papers(rooms))).id;
      return std::pair{e, id};
    };
    const auto e0 = enterprise(above_scale);
    cases[draft] = must(apply(e0, papers(rooms), false)).id;
    cases[reviewing] = fresh().second;
    cases[deciding] = fresh().second;
    review(cases[deciding]);
    cases[preparing] = fresh().second;
    to_preparing(cases[preparing]);
    const auto [e1, at_work] = fresh();
    to_work(e1, cases[resumed] = at_work);
    const auto [e2, stopped] = fresh();
    to_work(e2, cases[suspended] = stopped);
    must(act(officer, &Service::suspend, stopped));
    const auto [e3, over] = fresh();
    to_work(e3, cases[closed] = over);
    must(act(officer, &Service::close, over));
    cases[returned] = fresh().second;
    for (const auto& [who, owner] : {std::pair{industry, "industry"}, {safety, "safety"}})
      must(approve(who, open_task(cases[returned], owner)));
    must(give_back(inspector, open_task(cases[returned], "210104012"), {{"plan.rooms", "请核实"}}));
    const auto [e4, no] = fresh();
    must(decide(
        safety, open_task(cases[refused] = no, "safety"),
        {.decision = Decision::refuse, .reasons = std::vector<Reason>{{"", "隐患"}}, .comment = {}, .findings = {}}));
    const auto [e5, gone] = fresh();
    must(act(clerk(e5), &Service::withdraw, cases[withdrawn] = gone, {}));
    return cases;
  }
};
FUGONG_BOTH_ENGINES(PhaseSwitch);

TEST_P(PhaseSwitch, what_is_no_longer_accepted_goes_back_with_the_reasons) {
  auto cases = one_in_every_state(1);
  later(minutes(10));
  const auto preview = must(engine().template query<PhaseSwitchReport>(
      [&](db::Session& s) { return service_->preview_phase(s, context(leader), "closed"); }));
  EXPECT_EQ(view(cases[reviewing]).line.state, reviewing);  // a preview changes nothing
  const auto report = must(switch_phase("closed"));
  EXPECT_EQ(json::write(report), json::write(preview));
  EXPECT_EQ(report.judged, 7);
  EXPECT_EQ(report.returned, 3);
  EXPECT_EQ(report.at_work_unmet, 2);
  EXPECT_EQ(report.drafts_unmet, 2);
  for (const CaseState was : {reviewing, deciding, preparing}) {
    const CaseView page = view(cases[was]);
    EXPECT_EQ(page.line.state, returned);
    ASSERT_EQ(page.reasons.size(), 1u);
    EXPECT_EQ(page.reasons[0].field, "plan.rooms");
    for (const ClockView& c : page.clocks) EXPECT_TRUE(c.state == ClockState::paused || c.state == ClockState::done);
    for (const TaskView& t : page.tasks) EXPECT_NE(t.state, TaskState::open);
  }
  for (const CaseState was : {draft, resumed, suspended, closed, returned, refused, withdrawn})
    EXPECT_EQ(view(cases[was]).line.state, was);
  EXPECT_EQ(view(cases[resumed]).reasons.size(), 1u);
}

TEST_P(PhaseSwitch, a_returned_case_goes_on_where_it_was) {
  auto cases = one_in_every_state(1);
  must(switch_phase("closed"));
  const CaseId id = cases[deciding];
  const EnterpriseId e = view(id).line.enterprise;
  must(edit(e, id, json::Object{{"plan", json::Object{{"rooms", 3}}}}));
  const CaseReceipt again = must(submit(e, id));
  EXPECT_EQ(again.state, deciding);  // the review stands: only what was asked for was changed
  must(approve(officer, task_of(again.opened, "office")));
}

TEST_P(PhaseSwitch, to_a_shorter_route_keeps_what_is_done_and_drops_what_is_not_asked_any_more) {
  auto cases = one_in_every_state(1);
  const auto due_before = view(cases[deciding]).line.due_at;
  later(minutes(5));
  const auto report = must(switch_phase("open"));
  EXPECT_EQ(report.returned, 0);
  EXPECT_EQ(report.rerouted, 3);
  EXPECT_EQ(view(cases[deciding]).line.due_at, due_before);  // clocks are kept
  EXPECT_EQ(view(cases[reviewing]).line.state, deciding);
  EXPECT_EQ(view(cases[preparing]).line.state, preparing);
  const EnterpriseId e = view(cases[preparing]).line.enterprise;
  EXPECT_EQ(must(start(clerk(e), cases[preparing])).state, resumed);  // no inspection any more
  for (const CaseState was : {reviewing, deciding}) {
    const CaseId id = cases[was];
    must(approve(officer, open_task(id, "office")));
    EXPECT_EQ(must(start(officer, id)).state, resumed);
  }
}

TEST_P(PhaseSwitch, there_and_back_asks_for_the_missing_steps_only) {
  auto cases = one_in_every_state(2);
  must(switch_phase("open"));
  const auto report = must(switch_phase("orderly"));
  EXPECT_EQ(report.returned, 0);
  EXPECT_EQ(view(cases[reviewing]).line.state, reviewing);
  review(cases[reviewing]);
  // The decision that was taken stays taken; the inspection it skipped is asked for.
  EXPECT_EQ(view(cases[resumed]).line.state, resumed);
}

TEST_P(PhaseSwitch, a_class_the_phase_does_not_know_goes_back) {
  const CaseId id = must(apply(enterprise(false), papers(5))).id;
  const auto report = must(switch_phase("closed"));
  EXPECT_EQ(report.returned, 1);
  EXPECT_EQ(report.by_condition.at("case.class_not_accepted"), 1);
  EXPECT_EQ(view(id).line.state, returned);
  const EnterpriseId e = view(id).line.enterprise;
  EXPECT_EQ(code_of(submit(e, id)), "case.unmet");
  must(switch_phase("orderly"));
  EXPECT_EQ(must(submit(e, id)).state, reviewing);
  EXPECT_EQ(code_of(apply(enterprise(false), papers(5), false)), "");
}

TEST_P(PhaseSwitch, is_for_the_leader_and_to_another_phase_of_the_pack) {
  EXPECT_EQ(code_of(switch_phase("orderly")), "case.phase_in_force");
  EXPECT_EQ(code_of(switch_phase("carnival")), "case.unknown_phase");
  EXPECT_EQ(
      write<PhaseSwitchReport>([&](db::Session& s) { return service_->switch_phase(s, context(officer), "open"); })
          .error()
          .kind,
      ErrorKind::forbidden);
}

TEST_P(PhaseSwitch, between_reading_and_writing_an_application_is_judged_again) {
  const Actor a = clerk(enterprise());
  const ApplyRequest request{.enterprise = {}, .application = papers(1), .submit = true};
  const auto judged = must(engine().template query<JudgedPtr>(
      [&](db::Session& s) { return service_->prepare_apply(s, context(a), request); }));
  must(switch_phase("closed"));
  const auto late = write<CaseReceipt>([&](db::Session& s) { return service_->apply(s, context(a), judged); });
  EXPECT_EQ(code_of(late), "case.unmet");
}

}  // namespace
}  // namespace fugong::resumption_test
