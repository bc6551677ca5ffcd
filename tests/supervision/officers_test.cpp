// Officers who live in plants: shifts, check-ins, hand-over, gaps; exceptions to the policy; what falls due.
#include <gmock/gmock.h>

#include "supervision/world.h"

namespace fugong::supervision_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class Officers : public World {};

TEST_P(Officers, a_check_in_needs_the_gate_s_code_and_the_plant_s_ground) {
  const auto e = plant();
  assign(e, wang);
  CheckInRequest request = check_in_now(e);
  request.code = "000000" == request.code ? "000001" : "000000";
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, request)), "check_in.code");
  request = check_in_now(e);
  request.latitude += 0.01;  // a kilometre away
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, request)), "check_in.outside");
  request.latitude = 200;
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, request)), "check_in.position");
  const auto receipt = must(check_in(wang, e));
  EXPECT_EQ(receipt.shift, "day");
  EXPECT_FALSE(receipt.late);
  EXPECT_LT(receipt.distance_m, 10);
  const auto line = must(look(officer, &Service::overview)).at(0);
  EXPECT_EQ(line.shift->state, DutyState::on_duty);
  EXPECT_EQ(line.shift->officer_name, "wang");
}

TEST_P(Officers, yesterday_s_code_from_home_is_of_no_use) {
  const auto e = plant();
  assign(e, wang);
  CheckInRequest old = check_in_now(e);
  later(hours(24));
  old.at = clock_.now();
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, old)), "check_in.code");
}

TEST_P(Officers, a_phone_without_a_network_tells_later_and_once) {
  const auto e = plant();
  assign(e, wang);
  const CheckInRequest kept = check_in_now(e);
  later(hours(6));
  EXPECT_THAT(violations(e), ElementsAre("officer_absent/2022-04-11/raised"));
  const auto receipt = must(act(wang, &Service::check_in, e, kept));
  EXPECT_EQ(receipt.at, kept.at);
  EXPECT_FALSE(receipt.late);
  EXPECT_THAT(violations(e), ElementsAre("officer_absent/2022-04-11/withdrawn"));  // he was there
  must(act(wang, &Service::check_in, e, kept));
  EXPECT_EQ(must(look(officer, &Service::shifts, e, DaysFilter{})).at(0).checked_in_at, kept.at);
  CheckInRequest future = check_in_now(e);
  future.at = clock_.now() + minutes(6);
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, future)), "check_in.future");
  later(hours(19));
  EXPECT_EQ(code_of(act(wang, &Service::check_in, e, kept)), "check_in.too_old");
}

TEST_P(Officers, nobody_checks_in_at_a_plant_that_is_not_his) {
  const auto e = plant(), other = plant();
  assign(e, wang);
  EXPECT_EQ(code_of(act(wang, &Service::check_in, other, check_in_now(other))), "officer.not_assigned");
  EXPECT_EQ(code_of(look(wang, &Service::policy, other)), "officer.not_assigned");
  EXPECT_EQ(must(look(wang, &Service::own_duty)).size(), 1u);
  EXPECT_EQ(must(look(wang, &Service::overview)).size(), 1u);
}

TEST_P(Officers, the_next_officer_reads_what_the_one_before_handed_over) {
  const auto e = plant();
  assign(e, wang);
  assign(e, zhao);
  const bool wang_first = must(look(officer, &Service::shifts, e, DaysFilter{})).at(0).officer == wang.person;
  const Actor& first = wang_first ? wang : zhao;
  const Actor& second = wang_first ? zhao : wang;
  must(check_in(first, e));
  const NoteRequest note{uuid(900), clock_.now(), NoteKind::hand_over, "二号门锁已换"};
  must(act(first, &Service::note, e, note));
  must(act(first, &Service::note, e, note));
  EXPECT_EQ(must(look(officer, &Service::notes, e)).size(), 1u);
  later(hours(12));
  const auto receipt = must(check_in(second, e));
  EXPECT_EQ(receipt.shift, "night");
  ASSERT_TRUE(receipt.hand_over.has_value());
  EXPECT_EQ(receipt.hand_over->text, "二号门锁已换");
}

TEST_P(Officers, a_plant_without_an_officer_is_a_gap_from_the_first_minute_of_the_shift) {
  const auto e = plant();
  later(minutes(1));
  EXPECT_THAT(alerts(officer), IsEmpty());
  later(hours(12));
  EXPECT_THAT(alerts(officer), Contains("coverage_gap 2022-04-11/night 1"));
  EXPECT_EQ(must(look(officer, &Service::overview)).at(0).shift->state, DutyState::gap);
  assign(e, wang);
  EXPECT_THAT(alerts(officer), Contains("coverage_gap 2022-04-11/night 1"));  // the shift began without him
  must(check_in(wang, e));
  EXPECT_THAT(alerts(officer), Not(Contains("coverage_gap 2022-04-11/night 1")));
}

TEST_P(Officers, an_officer_removed_in_mid_shift_leaves_a_gap_and_an_alert) {
  const auto e = plant();
  const auto assignment = assign(e, wang).id;
  later(hours(13));
  must(check_in(wang, e));
  must(act(officer, &Service::end_assignment, assignment));
  EXPECT_EQ(must(look(officer, &Service::overview)).at(0).shift->state, DutyState::gap);
  EXPECT_THAT(alerts(officer), Contains("coverage_gap 2022-04-11/night 1"));
  EXPECT_EQ(code_of(act(officer, &Service::end_assignment, assignment)), "officer.ended");
}

TEST_P(Officers, who_does_not_come_is_late_after_the_grace_and_absent_after_the_rule) {
  const auto e = plant();
  assign(e, wang);
  must(check_in(wang, e));
  const Timestamp night = clock_.now() + hours(12);
  clock_.advance_to(night + minutes(30));
  due_->run_due(clock_.now());
  EXPECT_THAT(alerts(officer), Not(Contains("officer_late 2022-04-11/night 1")));
  later(milliseconds(1));
  EXPECT_THAT(alerts(officer), Contains("officer_late 2022-04-11/night 1"));
  EXPECT_THAT(violations(e), IsEmpty());
  later(minutes(90));
  EXPECT_THAT(violations(e), ElementsAre("officer_absent/2022-04-11/raised"));
  EXPECT_TRUE(must(check_in(wang, e)).late);
  EXPECT_THAT(alerts(officer), Not(Contains("officer_late 2022-04-11/night 1")));
}

TEST_P(Officers, assignments_are_checked) {
  const auto e = plant();
  assign(e, wang);
  EXPECT_EQ(code_of(act(officer, &Service::assign, e, AssignRequest{"wang", {}, {}})), "officer.assigned");
  EXPECT_EQ(code_of(act(officer, &Service::assign, e, AssignRequest{"nobody", {}, {}})), "officer.unknown");
  EXPECT_EQ(code_of(act(officer, &Service::assign, e, AssignRequest{"zhao", clock_.now(), clock_.now()})),
            "officer.period");
  EXPECT_EQ(code_of(act(officer, &Service::place, PlantRequest{e, 41.8, 123.4})), "plant.exists");
  EXPECT_EQ(code_of(act(officer, &Service::place, PlantRequest{enterprise(), {}, {}})), "plant.no_position");
  EXPECT_EQ(code_of(act(officer, &Service::plan_shift, e, ShiftRequest{Date{"2022-04-12"}, "noon", wang.person})),
            "shift.unknown");
  EXPECT_EQ(code_of(act(officer, &Service::plan_shift, e, ShiftRequest{Date{"2022-04-12"}, "day", zhao.person})),
            "officer.not_assigned");
  engine().read([&](db::Session& s) {
    EXPECT_EQ(watch_->officers_at(s, clock_.now()), (std::pair<std::int64_t, std::int64_t>{1, 1}));
    EXPECT_EQ(watch_->officers_at(s, clock_.now() - milliseconds(1)), (std::pair<std::int64_t, std::int64_t>{0, 0}));
  });
}

TEST_P(Officers, what_fell_due_is_said_once_also_after_a_restart) {
  const auto e = plant();
  assign(e, wang);
  const auto next = due_->next();
  due_.reset();
  reopen();
  make_service();
  EXPECT_EQ(due_->next(), next);
  clock_.advance_to(clock_.now() + hours(15));
  due_->run_due(clock_.now());
  const auto said = alerts(leader);
  EXPECT_THAT(alerts(officer), Contains("report_missing 2022-04-11 1"));
  due_.reset();
  reopen();
  make_service();
  due_->run_due(clock_.now());
  EXPECT_EQ(alerts(leader), said);
  EXPECT_THAT(violations(e), ElementsAre("officer_absent/2022-04-11/raised", "officer_absent/2022-04-11/raised"));
}
FUGONG_BOTH_ENGINES(Officers);

class OnePolicy : public World {
 protected:
  OverrideRequest cap(std::int64_t value) {
    return {PolicyKey::head_count_cap, value, {}, "厂区较小", {}, clock_.now() + days(7)};
  }
  PolicyLine value(const EnterpriseId& e, PolicyKey key) {
    for (const PolicyLine& line : must(look(officer, &Service::policy, e)).values)
      if (line.key == key) return line;
    return {};
  }
};

TEST_P(OnePolicy, an_exception_holds_when_somebody_else_has_approved_it_and_says_where_it_comes_from) {
  const auto e = plant();
  const auto o = must(act(officer, &Service::propose, e, cap(50)));
  EXPECT_EQ(value(e, PolicyKey::head_count_cap).source, ValueSource::pack);
  EXPECT_EQ(code_of(act(officer, &Service::decide, e, o.id, Answer::yes)), "override.own");
  must(act(leader, &Service::decide, e, o.id, Answer::yes));
  EXPECT_EQ(code_of(act(other_officer, &Service::decide, e, o.id, Answer::no)), "override.decided");
  const PolicyLine line = value(e, PolicyKey::head_count_cap);
  EXPECT_EQ(line.value, 50);
  EXPECT_EQ(line.source, ValueSource::override);
  EXPECT_EQ(line.source_name, "district_leader");
  EXPECT_EQ(line.reason, "厂区较小");
  later(days(7));
  EXPECT_EQ(value(e, PolicyKey::head_count_cap).source, ValueSource::pack);
}

TEST_P(OnePolicy, nonsense_is_refused) {
  const auto e = plant();
  EXPECT_EQ(code_of(act(officer, &Service::propose, e, cap(-1))), "override.value");
  auto past = cap(1);
  past.until = clock_.now();
  EXPECT_EQ(code_of(act(officer, &Service::propose, e, past)), "override.period");
  EXPECT_EQ(code_of(act(officer, &Service::propose, e,
                        OverrideRequest{PolicyKey::extra_checks, {}, {}, "r", {}, clock_.now() + days(1)})),
            "override.text");
  EXPECT_EQ(code_of(act(officer, &Service::propose, e,
                        OverrideRequest{PolicyKey::closed, 1, {}, "", {}, clock_.now() + days(1)})),
            "supervision.text_needed");
  EXPECT_EQ(code_of(act(clerk(e), &Service::propose, e, cap(5))), "auth.forbidden");
}

TEST_P(OnePolicy, the_own_deadline_moves_the_timer) {
  const auto e = plant();
  const auto o = must(act(officer, &Service::propose, e,
                          OverrideRequest{PolicyKey::report_due_minute, 600, {}, "早报", {}, clock_.now() + days(7)}));
  must(act(leader, &Service::decide, e, o.id, Answer::yes));
  later(hours(2));
  EXPECT_THAT(alerts(inspector), Not(Contains("report_missing 2022-04-11 0")));
  later(milliseconds(1));
  EXPECT_THAT(alerts(inspector), Contains("report_missing 2022-04-11 0"));
}
FUGONG_BOTH_ENGINES(OnePolicy);

class Reports : public World {};

TEST_P(Reports, are_filled_in_from_what_is_known_and_sent_twice_stand_once) {
  const auto e = plant();
  const auto w = worker(e, "甲");
  live_in(e, {w});
  auto view = must(look(clerk(e), &Service::report_of, e, Date{"2022-04-11"}));
  EXPECT_EQ(view.state, ReportState::open);
  EXPECT_EQ(json::write_value(view.prefill), R"({"on_site":1})");
  const auto request = report_for("2022-04-11");
  must(act(clerk(e), &Service::report, e, request));
  view = must(act(clerk(e), &Service::report, e, request));
  EXPECT_EQ(view.versions.size(), 1u);
  EXPECT_EQ(view.state, ReportState::done);
  later(days(1));
  view = must(look(clerk(e), &Service::report_of, e, Date{"2022-04-12"}));
  EXPECT_EQ(view.prefill.at("stocks"), 14);
}

TEST_P(Reports, two_who_correct_one_report_do_not_overwrite_each_other) {
  const auto e = plant();
  assign(e, wang);
  must(act(clerk(e), &Service::report, e, report_for("2022-04-11")));
  must(act(wang, &Service::report, e, report_for("2022-04-11", 91, 1)));
  const auto second = act(clerk(e), &Service::report, e, report_for("2022-04-11", 92, 1));
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "report.changed");
  EXPECT_EQ(second.error().params.at(1).second, "wang");
  const auto view = must(act(clerk(e), &Service::report, e, report_for("2022-04-11", 92, 2)));
  ASSERT_EQ(view.versions.size(), 3u);
  EXPECT_EQ(view.versions[0].data.at("on_site"), 90);
  EXPECT_EQ(view.versions[1].by_name, "wang");
  EXPECT_EQ(view.versions[2].reason, "人数填错");
}

TEST_P(Reports, a_late_one_climbs_until_it_is_there) {
  const auto e = plant();
  assign(e, wang);
  later(hours(11));
  EXPECT_THAT(alerts(clerk(e)), Contains("report_reminder 2022-04-11 0"));
  later(hours(1) + milliseconds(1));
  EXPECT_THAT(alerts(inspector), Contains("report_missing 2022-04-11 0"));
  EXPECT_THAT(alerts(officer), Not(Contains("report_missing 2022-04-11 1")));
  later(hours(2));
  EXPECT_THAT(alerts(officer), Contains("report_missing 2022-04-11 1"));
  const auto completeness = must(look(officer, &Service::completeness, DaysFilter{}));
  EXPECT_EQ(completeness.missing, 1);
  const auto view = must(act(wang, &Service::report, e, report_for("2022-04-11")));
  EXPECT_TRUE(view.versions[0].late);
  EXPECT_THAT(alerts(officer), Not(Contains("report_missing 2022-04-11 1")));
  EXPECT_EQ(must(look(officer, &Service::completeness, DaysFilter{})).late, 1);
}

TEST_P(Reports, two_days_without_one_are_a_violation_and_a_third_is_the_same) {
  const auto e = plant();
  later(days(1) + hours(13));
  EXPECT_THAT(violations(e), Contains("report_missing/2022-04-12/raised"));
  later(days(1));
  EXPECT_THAT(violations(e), Not(Contains("report_missing/2022-04-13/raised")));
}

TEST_P(Reports, bad_ones_name_what_is_wrong) {
  const auto e = plant();
  auto bad = report_for("2022-04-11");
  bad.data["on_site"] = "many";
  const auto refused = act(clerk(e), &Service::report, e, bad);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "report.faults");
  EXPECT_EQ(refused.error().more.at(0).field, "data.on_site");
  EXPECT_EQ(code_of(act(clerk(e), &Service::report, e, report_for("2022-04-12"))), "report.future");
  EXPECT_EQ(code_of(act(clerk(e), &Service::report, e, report_for("2022-04-10"))), "report.not_asked");
  auto nameless = report_for("2022-04-11");
  nameless.client = "1";
  EXPECT_EQ(code_of(act(clerk(e), &Service::report, e, nameless)), "supervision.client");
  must(act(clerk(e), &Service::report, e, report_for("2022-04-11")));
  auto silent = report_for("2022-04-11", 5, 1);
  silent.reason = "";
  EXPECT_EQ(code_of(act(clerk(e), &Service::report, e, silent)), "supervision.text_needed");
}
FUGONG_BOTH_ENGINES(Reports);

}  // namespace
}  // namespace fugong::supervision_test
