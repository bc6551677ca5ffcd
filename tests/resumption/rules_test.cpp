#include "resumption/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "resumption/route_fixture.h"

namespace fugong::resumption {
namespace {

using enum CaseState;
using resumption_test::full_route;
using resumption_test::short_route;
using testing::ElementsAre;
using testing::IsEmpty;

StepIds ids(const std::vector<const policy::Step*>& steps) {
  StepIds out;
  for (const policy::Step* s : steps) out.push_back(s->id);
  return out;
}

// ---- moves ----

struct MoveRow {
  Move move;
  std::vector<CaseState> allowed;
};

constexpr CaseState all_states[] = {draft,     screening, reviewing, deciding, preparing, resumed,
                                    suspended, closed,    returned,  refused,  withdrawn};

TEST(Moves, each_is_allowed_in_its_states_and_a_conflict_in_every_other) {
  const MoveRow rows[] = {
      {Move::edit, {draft, returned}},
      {Move::submit, {draft, returned}},
      {Move::withdraw, {draft, screening, reviewing, deciding, preparing, returned}},
      {Move::decide, {screening, reviewing, deciding, preparing, returned}},
      {Move::start, {preparing}},
      {Move::suspend, {resumed}},
      {Move::restore, {suspended}},
      {Move::close, {resumed, suspended}},
  };
  for (const MoveRow& row : rows)
    for (const CaseState state : all_states) {
      const bool expected = std::ranges::find(row.allowed, state) != row.allowed.end();
      const Status status = check_move(state, row.move);
      EXPECT_EQ(status.has_value(), expected) << int(row.move) << " in " << json::enum_name(state);
      if (status) continue;
      EXPECT_EQ(status.error().kind, ErrorKind::conflict);
      EXPECT_EQ(status.error().params.at(0).second, json::enum_name(state));
    }
}

TEST(Moves, the_code_tells_the_clerk_what_is_the_matter) {
  EXPECT_EQ(check_move(reviewing, Move::submit).error().code, "case.already_submitted");
  EXPECT_EQ(check_move(closed, Move::submit).error().code, "case.ended");
  EXPECT_EQ(check_move(resumed, Move::start).error().code, "case.already_started");
  EXPECT_EQ(check_move(reviewing, Move::start).error().code, "case.not_approved");
  EXPECT_EQ(check_move(suspended, Move::suspend).error().code, "case.already_suspended");
  EXPECT_EQ(check_move(preparing, Move::suspend).error().code, "case.not_at_work");
}

// ---- steps ----

TEST(Steps, ids_survive_their_stored_form) {
  EXPECT_EQ(split_steps(join_steps({"screening", "review"})), (StepIds{"screening", "review"}));
  EXPECT_THAT(split_steps(""), IsEmpty());
  EXPECT_THAT(split_steps("  a  b "), ElementsAre("a", "b"));
}

TEST(Steps, the_case_walks_along_its_route) {
  const auto route = full_route();
  struct Row {
    StepIds done;
    StepIds open;
    CaseState state;
  };
  const Row rows[] = {
      {{}, {"screening"}, screening},
      {{"screening"}, {"review"}, reviewing},
      {{"screening", "review"}, {"decision"}, deciding},
      {{"screening", "review", "decision"}, {"passes", "inspection"}, preparing},
      {{"screening", "review", "decision", "passes"}, {"inspection"}, preparing},
      {{"screening", "review", "decision", "inspection"}, {"passes", "start"}, preparing},
      {{"screening", "review", "decision", "inspection", "start"}, {"passes"}, resumed},
      {{"screening", "review", "decision", "passes", "inspection", "start"}, {}, resumed},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(ids(open_steps(route, row.done)), row.open);
    EXPECT_EQ(state_of(route, row.done), row.state);
  }
}

TEST(Steps, approval_opens_passes_and_inspection_side_by_side) {
  const auto route = full_route();
  const Advance advance = finish_step(route, {"screening", "review"}, "decision");
  EXPECT_THAT(ids(advance.opened), ElementsAre("passes", "inspection"));
  EXPECT_EQ(advance.state, preparing);
}

TEST(Steps, passes_hold_up_the_start_only_when_the_pack_says_so) {
  auto route = full_route();
  EXPECT_TRUE(contains(ids(open_steps(route, {"screening", "review", "decision", "inspection"})), "start"));
  route.steps.back().after = {"inspection", "passes"};
  EXPECT_FALSE(contains(ids(open_steps(route, {"screening", "review", "decision", "inspection"})), "start"));
}

TEST(Steps, a_route_without_a_start_ends_when_all_but_the_passes_is_done) {
  auto route = full_route();
  route.steps.pop_back();
  EXPECT_EQ(state_of(route, {"screening", "review", "decision"}), preparing);
  EXPECT_EQ(state_of(route, {"screening", "review", "decision", "inspection"}), resumed);
}

TEST(Steps, finishing_a_step_twice_changes_nothing) {
  const auto route = full_route();
  const Advance advance = finish_step(route, {"screening", "review"}, "review");
  EXPECT_EQ(advance.done, (StepIds{"screening", "review"}));
  EXPECT_THAT(advance.opened, IsEmpty());
}

TEST(Steps, a_kind_is_done_when_all_its_steps_are) {
  auto route = full_route();
  route.steps.push_back(resumption_test::step("second_review", policy::StepKind::joint_review, {"review"}));
  EXPECT_FALSE(kind_done(route, {"review"}, policy::StepKind::joint_review));
  EXPECT_TRUE(kind_done(route, {"review", "second_review"}, policy::StepKind::joint_review));
  EXPECT_FALSE(kind_done(short_route(), {"decision"}, policy::StepKind::inspection));
}

// ---- desks ----

bool in_park(const json::Value& rule, const json::Value& facts) { return facts.as_object().contains(rule.as_string()); }

TEST(Desks, a_joint_review_asks_those_whose_condition_holds) {
  auto route = full_route();
  policy::Step& review = route.steps[1];
  review.participants.push_back({"auto_city", json::Value("park")});
  const EnterpriseId enterprise{"01800000-0000-7000-8000-000000000001"};
  const json::Value outside = json::Object{};
  const json::Value inside = json::Object{{"park", true}};
  EXPECT_EQ(desks_of(review, enterprise, "210104012", outside, in_park).size(), 3u);
  const auto desks = desks_of(review, enterprise, "210104012", inside, in_park);
  EXPECT_THAT(desks, ElementsAre(Desk{OwnerKind::department, "industry"}, Desk{OwnerKind::department, "safety"},
                                 Desk{OwnerKind::subdistrict, "210104012"}, Desk{OwnerKind::department, "auto_city"}));
}

TEST(Desks, other_steps_have_one_desk_by_their_kind) {
  const auto route = full_route();
  const EnterpriseId enterprise{"01800000-0000-7000-8000-000000000001"};
  const auto desk_of = [&](std::size_t i) {
    return desks_of(route.steps[i], enterprise, "210104012", {}, in_park).at(0);
  };
  EXPECT_EQ(desk_of(0), (Desk{OwnerKind::office, "office"}));
  EXPECT_EQ(desk_of(2), (Desk{OwnerKind::office, "office"}));
  EXPECT_EQ(desk_of(3), (Desk{OwnerKind::pass_office, "pass_office"}));
  EXPECT_EQ(desk_of(4), (Desk{OwnerKind::subdistrict, "210104012"}));
  EXPECT_EQ(desk_of(5), (Desk{OwnerKind::enterprise, enterprise.text}));
}

struct VoteRow {
  const char* what;
  std::vector<std::optional<Decision>> votes;
  policy::OnRefusal on_refusal;
  StepOutcome outcome;
};

TEST(Votes, a_step_waits_for_all_and_then_says_everything_at_once) {
  constexpr auto yes = Decision::approve;
  constexpr auto back = Decision::give_back;
  constexpr auto no = Decision::refuse;
  constexpr auto end = policy::OnRefusal::refuse_case;
  constexpr auto pass_on = policy::OnRefusal::to_decision;
  const VoteRow rows[] = {
      {"nobody asked", {}, end, StepOutcome::finished},
      {"one is silent", {yes, std::nullopt}, end, StepOutcome::waiting},
      {"all approve", {yes, yes}, end, StepOutcome::finished},
      {"one returns while another is silent", {back, std::nullopt}, end, StepOutcome::waiting},
      {"one returns", {yes, back}, end, StepOutcome::returned},
      {"a refusal does not wait", {no, std::nullopt}, end, StepOutcome::refused},
      {"a refusal for the decision waits", {no, std::nullopt}, pass_on, StepOutcome::waiting},
      {"a refusal for the decision goes on", {no, yes}, pass_on, StepOutcome::finished},
      {"mending comes before dissent", {no, back}, pass_on, StepOutcome::returned},
  };
  for (const VoteRow& row : rows) {
    policy::Step review = full_route().steps[1];
    review.on_refusal = row.on_refusal;
    std::vector<Vote> votes;
    for (std::size_t i = 0; i < row.votes.size(); ++i)
      votes.push_back({{OwnerKind::department, "d" + std::to_string(i)}, row.votes[i]});
    EXPECT_EQ(outcome_of(review, votes), row.outcome) << row.what;
  }
}

// ---- mending ----

TEST(Mending, only_what_was_asked_for_is_reviewed_again) {
  const Reason rooms{"resumption_plan.isolation_rooms", "不足"};
  const Reason general{"", "消防通道堵塞"};
  struct Row {
    std::vector<Reason> reasons;
    std::vector<std::string> changed;
    Redo redo;
  };
  const Row rows[] = {
      {{rooms}, {}, Redo::returned_part},
      {{rooms}, {"resumption_plan"}, Redo::returned_part},
      {{rooms}, {"resumption_plan", "application_form"}, Redo::anew},
      {{general}, {}, Redo::returned_part},
      {{general}, {"application_form"}, Redo::whole_step},
      {{rooms, general}, {"application_form"}, Redo::whole_step},
  };
  for (const Row& row : rows) EXPECT_EQ(redo_of(row.reasons, row.changed), row.redo);
}

TEST(Mending, the_desks_that_speak_again) {
  const Desk a{OwnerKind::department, "a"}, b{OwnerKind::department, "b"}, c{OwnerKind::department, "c"},
      d{OwnerKind::department, "d"};
  const std::vector<Desk> asked{a, b, c, d};
  const std::vector<Vote> votes{{a, Decision::approve}, {b, Decision::give_back}, {c, std::nullopt}};
  EXPECT_THAT(desks_to_open(asked, votes, Reopen::missing_only), ElementsAre(d));
  EXPECT_THAT(desks_to_open(asked, votes, Reopen::not_approved), ElementsAre(b, d));
  EXPECT_THAT(desks_to_open(asked, votes, Reopen::everybody), ElementsAre(a, b, d));  // c has its task still
}

// ---- phase switch ----

TEST(PhaseSwitch, finished_steps_are_carried_over) {
  const auto full = full_route();
  const auto brief = short_route();
  EXPECT_THAT(map_steps(full, brief, {"screening", "review"}), IsEmpty());
  EXPECT_THAT(map_steps(full, brief, {"screening", "review", "decision"}), ElementsAre("decision"));
  EXPECT_THAT(map_steps(brief, full, {"decision"}), ElementsAre("decision"));
  // What is done stays done, but the missing steps before it come first.
  EXPECT_EQ(ids(open_steps(full, map_steps(brief, full, {"decision"}))), (StepIds{"screening"}));
}

TEST(PhaseSwitch, steps_of_another_name_are_matched_by_kind) {
  auto renamed = full_route();
  renamed.steps[1].id = "departments";
  renamed.steps[2].after = {"departments"};
  EXPECT_THAT(map_steps(full_route(), renamed, {"screening", "review"}), ElementsAre("screening", "departments"));
  EXPECT_EQ(map_step(full_route(), renamed, "review"), "departments");
  EXPECT_EQ(map_step(full_route(), renamed, "decision"), "decision");
  EXPECT_EQ(map_step(full_route(), short_route(), "review"), "");
}

// ---- inspections ----

TEST(Inspection, findings_answer_every_item_once) {
  policy::Checklist list{.id = "site", .name = {"现场", "Site"}, .items = {}};
  list.items.push_back({"gate", {"大门", "Gate"}, true});
  list.items.push_back({"posters", {"宣传", "Posters"}, false});
  struct Row {
    std::vector<Finding> findings;
    Decision decision;
    const char* code;  // empty: fine
  };
  const Row rows[] = {
      {{{"gate", true, {}}, {"posters", true, {}}}, Decision::approve, ""},
      {{{"gate", true, {}}, {"posters", false, {}}}, Decision::approve, ""},
      {{{"gate", false, {}}, {"posters", true, {}}}, Decision::approve, "inspection.mandatory_failed"},
      {{{"gate", false, {}}, {"posters", true, {}}}, Decision::give_back, ""},
      {{{"gate", true, {}}}, Decision::approve, "inspection.missing_item"},
      {{}, Decision::give_back, "inspection.missing_item"},
      {{{"gate", true, {}}, {"gate", true, {}}}, Decision::approve, "inspection.duplicate_item"},
      {{{"roof", true, {}}}, Decision::approve, "inspection.unknown_item"},
  };
  for (const Row& row : rows) {
    const Status status = check_findings(&list, row.findings, row.decision);
    EXPECT_EQ(status ? "" : status.error().code, row.code);
  }
  EXPECT_TRUE(check_findings(nullptr, {}, Decision::approve));
  EXPECT_FALSE(check_findings(nullptr, std::vector<Finding>{{"gate", true, {}}}, Decision::approve));
}

}  // namespace
}  // namespace fugong::resumption
