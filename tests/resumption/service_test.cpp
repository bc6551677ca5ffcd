// The life of a case through the service, on both engines.
#include <gmock/gmock.h>

#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

using enum CaseState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class Life : public World {};
FUGONG_BOTH_ENGINES(Life);

TEST_P(Life, an_application_goes_from_submission_to_work) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(2)));
  EXPECT_EQ(applied.state, reviewing);  // the screening was done by the rules
  EXPECT_EQ(applied.opened.size(), 3u);
  EXPECT_EQ(applied.due_at, clock_.now() + hours(2));

  must(approve(industry, task_of(applied.opened, "industry")));
  must(approve(safety, task_of(applied.opened, "safety")));
  const auto reviewed = must(approve(inspector, task_of(applied.opened, "210104012")));
  EXPECT_EQ(reviewed.case_receipt.state, deciding);
  EXPECT_EQ(reviewed.case_receipt.due_at, clock_.now() + hours(4));

  const auto decided = must(approve(officer, task_of(reviewed.case_receipt.opened, "office")));
  EXPECT_EQ(decided.case_receipt.state, preparing);
  EXPECT_EQ(code_of(start(clerk(e), applied.id)), "case.steps_open");

  const auto inspected = must(inspect(task_of(decided.case_receipt.opened, "210104012")));
  EXPECT_EQ(inspected.case_receipt.state, preparing);
  const auto started = must(start(clerk(e), applied.id));
  EXPECT_EQ(started.state, resumed);

  const CaseView page = view(applied.id);
  for (const StepView& s : page.steps) EXPECT_EQ(s.state, StepState::done) << s.step;
  for (const ClockView& c : page.clocks) EXPECT_EQ(c.state, ClockState::done) << c.clock;
  for (const TaskView& t : page.tasks) EXPECT_EQ(t.state, TaskState::done) << t.step;
  std::vector<EventKind> kinds;
  for (const EventView& event : page.events) kinds.push_back(event.kind);
  using K = EventKind;
  EXPECT_THAT(kinds, UnorderedElementsAre(K::submitted, K::desk_decided, K::desk_decided, K::desk_decided, K::reviewed,
                                          K::decided, K::inspected, K::resumed));
  EXPECT_EQ(timer_->armed(), 0u);
}

TEST_P(Life, an_enterprise_has_one_open_case) {
  const auto e = enterprise();
  const CaseId first = must(apply(e, papers(2), false)).id;
  const auto second = apply(e, papers(2));
  EXPECT_EQ(code_of(second), "case.open_exists");
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  must(act(clerk(e), &Service::withdraw, first));
  EXPECT_TRUE(apply(e, papers(2)));
}

TEST_P(Life, what_the_phase_asks_for_is_named_field_by_field_and_nothing_is_written) {
  const auto e = enterprise();
  const auto refused = apply(e, json::Object{{"plan", json::Object{}}});
  ASSERT_EQ(code_of(refused), "case.unmet");
  EXPECT_GE(refused.error().more.size(), 2u);
  EXPECT_EQ(code_of(apply(e, json::Object{{"poem", json::Object{}}}, false)), "case.unknown_document");
  EXPECT_EQ(code_of(apply(e, json::Object{{"plan", "paper"}}, false)), "case.document_not_object");
  EXPECT_TRUE(apply(e, papers(2)));
}

TEST_P(Life, a_draft_is_edited_under_its_version_and_submitted_once) {
  const auto e = enterprise();
  const CaseReceipt draft_case = must(apply(e, json::Object{}, false));
  EXPECT_EQ(draft_case.state, draft);
  EXPECT_EQ(code_of(submit(e, draft_case.id)), "case.unmet");
  EXPECT_FALSE(view_as(clerk(e), draft_case.id).unmet.empty());
  const CaseReceipt edited = must(edit(e, draft_case.id, papers(2)));
  const Actor a = clerk(e);
  const auto stale = write<CaseReceipt>(
      [&](db::Session& s) { return service_->edit(s, context(a), draft_case.id, {edited.version - 1, papers(3)}); });
  EXPECT_EQ(code_of(stale), "case.version");
  EXPECT_THAT(view_as(a, draft_case.id).unmet, IsEmpty());
  EXPECT_EQ(must(submit(e, draft_case.id)).state, reviewing);
  EXPECT_EQ(code_of(submit(e, draft_case.id)), "case.already_submitted");
  EXPECT_EQ(code_of(edit(e, draft_case.id, papers(3))), "case.not_editable");
}

TEST_P(Life, the_second_decision_on_a_task_is_told_who_was_first) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(2)));
  const TaskId task = task_of(applied.opened, "industry");
  must(approve(industry, task));
  const auto second = give_back(industry, task, {{"plan.rooms", "不足"}});
  ASSERT_EQ(code_of(second), "task.already_decided");
  EXPECT_EQ(second.error().kind, ErrorKind::conflict);
  EXPECT_EQ(second.error().params.at(0).second, industry.person_name);
  EXPECT_EQ(second.error().params.at(1).second, to_rfc3339(clock_.now()));
}

TEST_P(Life, everybody_decides_only_the_own_tasks) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(2)));
  const TaskId task = task_of(applied.opened, "industry");
  for (const Actor& other : {safety, inspector, officer, leader, clerk(e), Actor{}}) {
    const auto result = approve(other, task);
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().kind == ErrorKind::forbidden || result.error().kind == ErrorKind::unauthenticated);
  }
  const Actor elsewhere = actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector);
  EXPECT_EQ(approve(elsewhere, task_of(applied.opened, "210104012")).error().kind, ErrorKind::forbidden);
  const Actor stranger = clerk(enterprise());
  EXPECT_EQ(
      engine()
          .template query<CaseView>([&](db::Session& s) { return service_->view(s, context(stranger), applied.id); })
          .error()
          .kind,
      ErrorKind::forbidden);
}

TEST_P(Life, a_return_waits_for_all_desks_and_pauses_the_promises) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(1)));
  later(minutes(30));
  EXPECT_EQ(code_of(give_back(industry, task_of(applied.opened, "industry"), {})), "task.reasons_needed");
  EXPECT_EQ(must(give_back(industry, task_of(applied.opened, "industry"), {{"plan.rooms", "隔离房间不足"}}))
                .case_receipt.state,
            reviewing);
  must(give_back(safety, task_of(applied.opened, "safety"), {{"plan.rooms", "请注明楼层"}}));
  const auto last = must(approve(inspector, task_of(applied.opened, "210104012")));
  EXPECT_EQ(last.case_receipt.state, returned);
  EXPECT_FALSE(last.case_receipt.due_at);
  EXPECT_EQ(view(applied.id).reasons.size(), 2u);
  for (const ClockView& c : view(applied.id).clocks) EXPECT_EQ(c.state, ClockState::paused);

  later(hours(10));  // mending takes its time and costs no promise
  EXPECT_EQ(count_events(applied.id, EventKind::sla_breach), 0);
  must(edit(e, applied.id, json::Object{{"plan", json::Object{{"rooms", 4}}}}));
  const CaseReceipt again = must(submit(e, applied.id));
  EXPECT_EQ(again.state, reviewing);
  EXPECT_EQ(again.due_at, clock_.now() + minutes(90));
  std::vector<std::string> desks;
  for (const OpenedTask& t : again.opened) desks.push_back(t.owner);
  EXPECT_THAT(desks, UnorderedElementsAre("industry", "safety"));  // the subdistrict's approval stands
  EXPECT_THAT(view(applied.id).reasons, IsEmpty());
  must(approve(industry, task_of(again.opened, "industry")));
  EXPECT_EQ(must(approve(safety, task_of(again.opened, "safety"))).case_receipt.state, deciding);
}

TEST_P(Life, changing_what_nobody_asked_for_starts_the_review_anew) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(1)));
  must(approve(safety, task_of(applied.opened, "safety")));
  must(approve(inspector, task_of(applied.opened, "210104012")));
  must(give_back(industry, task_of(applied.opened, "industry"), {{"plan.rooms", "不足"}}));
  must(
      edit(e, applied.id, json::Object{{"plan", json::Object{{"rooms", 4}}}, {"form", json::Object{{"people", 900}}}}));
  EXPECT_EQ(must(submit(e, applied.id)).opened.size(), 3u);
}

TEST_P(Life, an_inspection_that_fails_goes_back_and_only_the_inspection_is_repeated) {
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  to_preparing(id);
  const TaskId task = open_task(id, "210104012");
  const auto failed = [&](Decision decision) {
    return decide(inspector, task,
                  {.decision = decision,
                   .reasons = decision == Decision::approve ? std::nullopt
                                                            : std::optional(std::vector<Reason>{{"", "测温点未设"}}),
                   .comment = {},
                   .findings = std::vector<Finding>{{"gate", false, {}}, {"posters", true, {}}}});
  };
  EXPECT_EQ(code_of(failed(Decision::approve)), "inspection.mandatory_failed");
  EXPECT_EQ(must(failed(Decision::give_back)).case_receipt.state, returned);
  const CaseReceipt again = must(submit(e, id));
  EXPECT_EQ(again.state, preparing);
  must(inspect(task_of(again.opened, "210104012")));
  EXPECT_EQ(must(start(officer, id)).state, resumed);
}

TEST_P(Life, a_refusal_ends_the_case_at_once) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(2)));
  const auto refused_case = must(decide(
      safety, task_of(applied.opened, "safety"),
      {.decision = Decision::refuse, .reasons = std::vector<Reason>{{"", "重大隐患"}}, .comment = {}, .findings = {}}));
  EXPECT_EQ(refused_case.case_receipt.state, refused);
  EXPECT_EQ(code_of(approve(industry, task_of(applied.opened, "industry"))), "task.cancelled");
  for (const ClockView& c : view(applied.id).clocks)
    EXPECT_EQ(c.state, c.clock == "started" ? ClockState::lapsed : ClockState::done);
  EXPECT_TRUE(apply(e, papers(2)));
}

TEST_P(Life, withdrawal_ends_everything_that_runs) {
  const auto e = enterprise();
  const CaseReceipt applied = must(apply(e, papers(2)));
  EXPECT_EQ(must(act(clerk(e), &Service::withdraw, applied.id, {})).state, withdrawn);
  EXPECT_EQ(timer_->armed(), 0u);
  EXPECT_EQ(code_of(act(clerk(e), &Service::withdraw, applied.id, {})), "case.not_withdrawable");
  EXPECT_EQ(code_of(submit(e, applied.id)), "case.ended");
  later(days(2));
  EXPECT_EQ(count_events(applied.id, EventKind::sla_breach), 0);
}

TEST_P(Life, suspension_and_restoration_take_the_passes_along) {
  std::vector<std::string> said;
  const auto hook = [&](const char* what) {
    return [&said, what](db::Session&, const EnterpriseId&, const std::string&, Timestamp, const Actor&) -> Status {
      said.emplace_back(what);
      return {};
    };
  };
  service_->hooks().suspend_passes = [&said](db::Session&, const EnterpriseId&, const std::string&,
                                             std::span<const std::string> spared, Timestamp, const Actor&) -> Status {
    said.push_back("suspend " + std::to_string(spared.size()));
    return {};
  };
  service_->hooks().restore_passes = hook("restore");
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  to_work(e, id);
  EXPECT_EQ(code_of(act(officer, &Service::suspend, id, std::nullopt)), "case.reason_needed");
  EXPECT_EQ(act(clerk(e), &Service::suspend, id).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(must(act(officer, &Service::suspend, id)).state, suspended);
  EXPECT_EQ(code_of(act(officer, &Service::suspend, id)), "case.already_suspended");
  later(hours(1));
  EXPECT_EQ(must(act(officer, &Service::restore, id)).state, resumed);
  EXPECT_EQ(must(act(officer, &Service::close, id)).state, closed);
  EXPECT_THAT(said, ElementsAre("suspend 0", "restore", "suspend 0"));
}

TEST_P(Life, a_closing_takes_what_a_suspension_spared) {
  std::vector<std::string> said;
  service_->hooks().suspend_passes = [&said](db::Session&, const EnterpriseId&, const std::string&,
                                             std::span<const std::string> spared, Timestamp, const Actor&) -> Status {
    said.push_back(spared.empty() ? "all" : "but for " + spared[0]);
    return {};
  };
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  to_work(e, id);
  const std::vector<std::string> spared{"truck"};
  must(write<CaseReceipt>([&](db::Session& s) {
    return service_->suspend_sparing(s, {officer, clock_.now(), Language::en}, id, {"违规"}, spared);
  }));
  must(act(officer, &Service::close, id));
  EXPECT_THAT(said, ElementsAre("but for truck", "all"));
}

TEST_P(Life, a_hook_that_fails_undoes_the_suspension) {
  service_->hooks().suspend_passes = [](db::Session&, const EnterpriseId&, const std::string&,
                                        std::span<const std::string>, Timestamp,
                                        const Actor&) -> Status { return fail(ErrorKind::conflict, "pass.busy"); };
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  to_work(e, id);
  EXPECT_EQ(code_of(act(officer, &Service::suspend, id)), "pass.busy");
  EXPECT_EQ(view(id).line.state, resumed);
}

TEST_P(Life, passes_asked_for_keep_their_step_open_but_not_the_start) {
  std::int64_t wanted = 3;
  service_->hooks().passes_wanted = [&](db::Session&, const CaseId&) { return wanted; };
  const auto e = enterprise();
  const CaseId id = must(apply(e, papers(2))).id;
  to_work(e, id);
  EXPECT_EQ(view(id).steps.at(3).state, StepState::open);
  const auto done = [&] {
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(service_->pass_issuance_done(s, id, clock_.now(), officer));
      return 0;
    }));
  };
  done();
  EXPECT_EQ(view(id).steps.at(3).state, StepState::open);
  wanted = 0;
  done();
  done();
  EXPECT_EQ(view(id).steps.at(3).state, StepState::done);
  EXPECT_EQ(count_events(id, EventKind::passes_done), 1);
  EXPECT_EQ(view(id).line.state, resumed);
}

TEST_P(Life, passes_may_be_issued_from_approval_on_but_not_while_suspended) {
  const auto e = enterprise();
  const auto may_issue = [&] {
    bool yes = false;
    engine().read([&](db::Session& s) { yes = service_->may_issue(s, e); });
    return yes;
  };
  EXPECT_FALSE(may_issue());
  const CaseId id = must(apply(e, papers(2))).id;
  review(id);
  EXPECT_FALSE(may_issue());
  must(approve(officer, open_task(id, "office")));
  EXPECT_TRUE(may_issue());
  must(inspect(open_task(id, "210104012")));
  must(start(clerk(e), id));
  EXPECT_TRUE(may_issue());
  must(act(officer, &Service::suspend, id));
  EXPECT_FALSE(may_issue());
  must(act(officer, &Service::restore, id));
  EXPECT_TRUE(may_issue());
  must(act(officer, &Service::close, id));
  EXPECT_FALSE(may_issue());
}

TEST_P(Life, the_way_back_from_today_agrees_with_counting_each_instant) {
  const Timestamp begin = clock_.now();
  const CaseId a = [&] {
    const auto e = enterprise();
    const CaseId id = must(apply(e, papers(2))).id;
    to_work(e, id);
    return id;
  }();
  later(hours(1));
  const auto e2 = enterprise();
  const CaseId b = must(apply(e2, papers(2))).id;
  to_work(e2, b);
  later(hours(1));
  must(act(officer, &Service::suspend, b));
  later(hours(1));
  must(act(officer, &Service::close, b));  // suspended until the end
  later(hours(1));
  must(act(officer, &Service::suspend, a));
  later(hours(1));
  must(act(officer, &Service::restore, a));
  const Timestamp now = clock_.now();
  engine().read([&](db::Session& s) {
    std::int64_t resumed_now = 0;
    for (const SubdistrictFigures& line : service_->figures_now(s, 800).subdistricts) resumed_now += line.resumed;
    const Timestamp end = now + minutes(15);  // the quarter of an hour that is under way, whole
    for (Timestamp t = begin - hours(1); t < now; t = t + minutes(30)) {
      const DayFlows since = service_->flows(s, t, end);
      EXPECT_EQ(resumed_now - since.started + since.ended + since.stopped - since.went_on,
                service_->resumed(s, t - milliseconds(1)).total)
          << to_rfc3339(t);
    }
  });
}

TEST_P(Life, many_decisions_at_once_stand_each_on_its_own) {
  std::vector<TaskId> tasks;
  for (int i = 0; i < 3; ++i) tasks.push_back(task_of(must(apply(enterprise(), papers(2))).opened, "industry"));
  must(approve(industry, tasks[1]));
  BulkRequest request;
  for (const TaskId& t : tasks) request.rows.push_back({.task = t, .reasons = {}, .comment = {}, .findings = {}});
  request.rows.push_back(
      {.task = TaskId{"01800000-0000-7000-8000-000000000000"}, .reasons = {}, .comment = {}, .findings = {}});
  const auto receipt =
      must(write<BulkReceipt>([&](db::Session& s) { return service_->decide_all(s, context(industry), request); }));
  EXPECT_EQ(receipt.decided, 2);
  EXPECT_EQ(receipt.refused, 2);
  EXPECT_EQ(receipt.rows[1].code, "task.already_decided");
  EXPECT_EQ(receipt.rows[3].code, "task.not_found");
}

TEST_P(Life, daily_figures_are_reported_at_work_and_corrected) {
  const auto e = enterprise();
  const auto report = [&](const char* day, std::int64_t people) {
    const Actor a = clerk(e);
    return write<DailyFigures>(
        [&](db::Session& s) { return service_->report_figures(s, context(a), e, {Date{day}, people, 80.5, people}); });
  };
  EXPECT_EQ(code_of(report("2022-04-11", 100)), "figures.not_at_work");
  to_work(e, must(apply(e, papers(2))).id);
  EXPECT_EQ(code_of(report("2022-04-12", 100)), "figures.future");
  EXPECT_EQ(code_of(report("2022-04-11", -1)), "figures.out_of_range");
  must(report("2022-04-10", 90));
  must(report("2022-04-11", 100));
  const Timestamp before_the_correction = clock_.now();
  later(minutes(5));
  must(report("2022-04-11", 120));
  engine().read([&](db::Session& s) {
    const auto latest = [&](const char* day, Timestamp until) {
      std::vector<std::int64_t> on_site;
      service_->each_latest_figures(s, Date{day}, until, [&](DailyFigures&& f) { on_site.push_back(f.on_site); });
      return on_site;
    };
    EXPECT_THAT(latest("2022-04-30", clock_.now()), ElementsAre(120));
    EXPECT_THAT(latest("2022-04-30", before_the_correction), ElementsAre(100));
    EXPECT_THAT(latest("2022-04-10", clock_.now()), ElementsAre(90));
    EXPECT_THAT(latest("2022-04-09", clock_.now()), IsEmpty());
    const Actor a = clerk(e);
    EXPECT_EQ(must(service_->figures(s, context(a), e, {})).size(), 2u);
  });
}

TEST_P(Life, lists_show_each_actor_the_own_cases_in_order_of_time_left) {
  const auto e1 = enterprise(), e2 = enterprise();
  const CaseId first = must(apply(e1, papers(2))).id;
  later(minutes(10));
  const CaseId second = must(apply(e2, papers(2))).id;
  const auto list = [&](const Actor& a, CaseFilter filter) {
    return must(engine().template query<std::pair<std::vector<CaseLine>, std::optional<std::string>>>(
        [&](db::Session& s) { return service_->list(s, context(a), filter); }));
  };
  CaseFilter one;
  one.limit = 1;
  const auto page = list(officer, one);
  ASSERT_EQ(page.first.size(), 1u);
  EXPECT_EQ(page.first[0].id, first);
  EXPECT_EQ(page.first[0].time_left_ms, minutes(110).ms);
  one.after = page.second;
  EXPECT_EQ(list(officer, one).first.at(0).id, second);
  EXPECT_EQ(list(clerk(e2), {}).first.at(0).id, second);
  EXPECT_EQ(list(clerk(e2), {}).first.size(), 1u);
  CaseFilter others;
  others.enterprise = e1;
  EXPECT_THAT(list(clerk(e2), others).first, IsEmpty());
  const Actor elsewhere = actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector);
  EXPECT_THAT(list(elsewhere, {}).first, IsEmpty());
  EXPECT_EQ(list(inspector, {}).first.size(), 2u);
  const auto inbox = must(engine().template query<std::pair<std::vector<InboxLine>, std::optional<std::string>>>(
      [&](db::Session& s) { return service_->inbox(s, context(industry), {}); }));
  ASSERT_EQ(inbox.first.size(), 2u);
  EXPECT_EQ(inbox.first[0].enterprise, e1);
}

TEST_P(Life, figures_tell_what_was_at_work_at_any_instant) {
  const Timestamp before = clock_.now();
  const auto e1 = enterprise(true), e2 = enterprise(false);
  later(minutes(1));
  const CaseId c1 = must(apply(e1, papers(2))).id;
  to_work(e1, c1);
  later(hours(1));
  to_work(e2, must(apply(e2, papers(2))).id);
  const Timestamp both = clock_.now();
  later(hours(1));
  must(act(officer, &Service::suspend, c1));
  const Timestamp stopped = clock_.now();
  later(hours(1));
  must(act(officer, &Service::restore, c1));
  engine().read([&](db::Session& s) {
    const auto at = [&](Timestamp t) {
      const ResumedCount n = service_->resumed(s, t);
      std::int64_t visited = 0, above_scale = 0;
      service_->each_at_work(s, t, [&](const AtWork& e) { ++visited, above_scale += e.above_scale; });
      EXPECT_EQ(n.total, visited);
      EXPECT_EQ(n.above_scale, above_scale);
      return std::pair{n.total, n.above_scale};
    };
    EXPECT_EQ(at(before), (std::pair<std::int64_t, std::int64_t>{0, 0}));
    EXPECT_EQ(at(both), (std::pair<std::int64_t, std::int64_t>{2, 1}));
    EXPECT_EQ(at(stopped), (std::pair<std::int64_t, std::int64_t>{1, 0}));
    EXPECT_EQ(at(clock_.now()), (std::pair<std::int64_t, std::int64_t>{2, 1}));
    EXPECT_EQ(service_->suspended_ever(s, both), 0);
    EXPECT_EQ(service_->suspended_ever(s, clock_.now()), 1);
    const DayCounts day = service_->day_counts(s, before, clock_.now());
    EXPECT_EQ(day.received, 2);
    EXPECT_EQ(day.decided, 2);
    EXPECT_EQ(service_->figures_now(s, 800).subdistricts.at(0).resumed, 2);
  });
}

}  // namespace
}  // namespace fugong::resumption_test
