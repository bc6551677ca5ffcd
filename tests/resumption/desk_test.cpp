// Hand-over, substitutes, bulk, decisions sent twice, notes, evidence; on both engines.
#include <gmock/gmock.h>

#include "resumption/world.h"

namespace fugong::resumption_test {
namespace {

using testing::IsEmpty;

class Desks : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    service_->hooks().person = [this](db::Session&, const PersonId& id) -> std::optional<Actor> {
      for (const Actor& one : {industry, colleague_, safety, officer})
        if (one.person == id) return one;
      return std::nullopt;
    };
    applied_ = must(apply(enterprise(), papers(2)));
    task_ = task_of(applied_.opened, "industry");
  }
  Result<TaskView> hand_over(const Actor& by, const PersonId& to) {
    return write<TaskView>([&](db::Session& s) { return service_->hand_over(s, context(by), task_, {to}); });
  }
  Result<BulkReceipt> bulk(const Actor& by, std::vector<BulkDecision> rows) {
    return write<BulkReceipt>([&](db::Session& s) { return service_->decide_all(s, context(by), {std::move(rows)}); });
  }
  Result<NoteView> note(const Actor& by, const std::string& text) {
    return write<NoteView>([&](db::Session& s) { return service_->add_note(s, context(by), applied_.id, {text}); });
  }
  Result<std::vector<NoteView>> notes(const Actor& by) {
    return engine().template query<std::vector<NoteView>>(
        [&](db::Session& s) { return service_->notes(s, context(by), applied_.id); });
  }
  TaskView task_view(const TaskId& id) {
    for (const TaskView& t : view(applied_.id).tasks)
      if (t.id == id) return t;
    ADD_FAILURE() << "no such task";
    return {};
  }
  std::string audit_detail(const std::string& action) {
    std::string out;
    engine().read([&](db::Session& s) {
      out = s.one<std::string>("SELECT detail FROM audit_entry WHERE action = :a ORDER BY seq DESC LIMIT 1", action)
                .value_or("");
    });
    return out;
  }

  Actor colleague_ = actor(OrganisationKind::department, "industry", Role::department_reviewer);
  CaseReceipt applied_;
  TaskId task_;
};
FUGONG_BOTH_ENGINES(Desks);

TEST_P(Desks, a_task_handed_over_is_decided_by_the_colleague_alone) {
  EXPECT_EQ(must(hand_over(industry, colleague_.person)).holder_name, colleague_.person_name);
  const auto mine = approve(industry, task_);
  EXPECT_EQ(code_of(mine), "task.with_colleague");
  EXPECT_EQ(mine.error().kind, ErrorKind::conflict);
  EXPECT_TRUE(approve(colleague_, task_));
  EXPECT_EQ(code_of(hand_over(industry, colleague_.person)), "task.already_decided");
}

TEST_P(Desks, a_colleague_may_take_a_task_over_when_its_holder_is_away) {
  must(hand_over(industry, colleague_.person));
  must(hand_over(industry, industry.person));
  EXPECT_TRUE(approve(industry, task_));
  EXPECT_NE(audit_detail("task.hand_over").find("\"from\":\"" + colleague_.person.text), std::string::npos);
}

TEST_P(Desks, tasks_go_only_to_those_who_may_decide_them) {
  EXPECT_EQ(code_of(hand_over(industry, safety.person)), "task.colleague");
  EXPECT_EQ(code_of(hand_over(industry, officer.person)), "task.colleague");
  EXPECT_EQ(code_of(hand_over(industry, leader.person)), "task.colleague");
  EXPECT_EQ(hand_over(safety, safety.person).error().kind, ErrorKind::forbidden);
}

TEST_P(Desks, a_substitute_decides_in_the_persons_name_and_the_records_say_so) {
  must(hand_over(industry, industry.person));
  Actor chief = actor(OrganisationKind::department, "industry", Role::enterprise_clerk);
  EXPECT_EQ(approve(chief, task_).error().kind, ErrorKind::forbidden);
  chief.represents = {{industry.person, "李科长", {Role::department_reviewer}}};
  must(approve(chief, task_));
  const TaskView decided = task_view(task_);
  EXPECT_EQ(decided.decided_by_name, chief.person_name);
  EXPECT_EQ(decided.decided_for_name, "李科长");
  EXPECT_NE(audit_detail("case.joint_review").find("\"for\":\"" + industry.person.text), std::string::npos);
}

TEST_P(Desks, a_substitute_who_has_the_right_decides_in_the_own_name) {
  colleague_.represents = {{industry.person, "李科长", {Role::department_reviewer}}};
  must(approve(colleague_, task_));
  EXPECT_FALSE(task_view(task_).decided_for_name.has_value());
}

TEST_P(Desks, bulk_is_for_the_steps_that_the_pack_names) {
  const CaseReceipt other = must(apply(enterprise(), papers(2)));
  review(applied_.id);
  const TaskId decision = open_task(applied_.id, "office");
  const auto refused = must(bulk(officer, {{.task = decision}}));
  EXPECT_EQ(refused.refused, 1);
  EXPECT_EQ(refused.rows.at(0).code, "task.not_in_bulk");
  EXPECT_EQ(task_view(decision).state, TaskState::open);
  EXPECT_EQ(must(bulk(industry, {{.task = task_of(other.opened, "industry")}})).decided, 1);
}

TEST_P(Desks, a_decision_sent_twice_is_answered_twice_and_written_once) {
  const DecisionRequest request{.decision = Decision::approve, .request = "01800000-0000-7000-8000-0000000000aa"};
  const auto first = must(decide(industry, task_, request));
  later(minutes(3));
  const auto again = must(decide(industry, task_, request));
  EXPECT_EQ(again.decided_at, first.decided_at);
  EXPECT_EQ(again.case_receipt.version, first.case_receipt.version);
  EXPECT_EQ(code_of(decide(colleague_, task_, request)), "task.already_decided");
  DecisionRequest another = request;
  another.request = "01800000-0000-7000-8000-0000000000ab";
  EXPECT_EQ(code_of(decide(industry, task_, another)), "task.already_decided");
  another.request = "once";
  EXPECT_EQ(code_of(decide(safety, task_of(applied_.opened, "safety"), another)), "task.bad_request_key");
}

TEST_P(Desks, an_inspection_keeps_place_time_and_signature) {
  to_preparing(applied_.id);
  const TaskId inspection = open_task(applied_.id, "210104012");
  DecisionRequest request{.decision = Decision::approve,
                          .findings = std::vector<Finding>{{"gate", true, {}}, {"posters", true, {}}}};
  const auto refused = [&](Evidence evidence) {
    request.evidence = std::move(evidence);
    return code_of(decide(inspector, inspection, request));
  };
  EXPECT_EQ(refused({.latitude = 41.8}), "inspection.position");
  EXPECT_EQ(refused({.latitude = 91, .longitude = 123.4}), "inspection.position");
  EXPECT_EQ(refused({.made_at = clock_.now() + hours(1)}), "inspection.made_in_future");
  EXPECT_EQ(refused({.signature = "M1 1\"/><script>"}), "inspection.signature");
  EXPECT_EQ(refused({.signature = std::string(signature_bytes_max + 1, '1')}), "inspection.signature");
  request.evidence = Evidence{41.8, 123.47, 12.0, clock_.now() - hours(2), "M10 10L20 20"};
  must(decide(inspector, inspection, request));
  const auto kept = task_view(inspection).evidence;
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->latitude, 41.8);
  EXPECT_EQ(kept->made_at, clock_.now() - hours(2));
  EXPECT_EQ(kept->signature, "M10 10L20 20");
}

TEST_P(Desks, notes_pass_between_departments_and_never_to_the_enterprise) {
  const std::string attack = "<script>alert(1)</script>";
  EXPECT_EQ(must(note(industry, "请应急局留意锅炉房")).desk_name, "工信局");
  must(note(officer, attack));
  const auto all = must(notes(safety));
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].text, attack) << "kept as typed; the page shows it literally";
  const Actor owner = clerk(view(applied_.id).line.enterprise);
  EXPECT_EQ(notes(owner).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(note(owner, "看得到吗").error().kind, ErrorKind::forbidden);
  const Actor elsewhere = actor(OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector);
  EXPECT_EQ(notes(elsewhere).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(code_of(note(industry, "")), "note.empty");
  EXPECT_EQ(code_of(note(industry, std::string(text_bytes_max + 1, 'x'))), "case.text_too_long");
}

}  // namespace
}  // namespace fugong::resumption_test
