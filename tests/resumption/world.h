// A district on a fresh database, with a clock that stands still until it is told to move.
#pragma once

#include <gtest/gtest.h>

#include "audit/log.h"
#include "resumption/enterprise_fixture.h"
#include "resumption/pack_fixture.h"
#include "resumption/service.h"
#include "resumption/sla_timer.h"
#include "support/databases.h"

namespace fugong::resumption_test {

using namespace resumption;

inline Actor actor(OrganisationKind kind, std::string code, Role role) {
  static int number = 0;
  Actor a;
  a.person = PersonId{"01800000-0000-7000-8000-00000000" + std::to_string(1000 + ++number)};
  a.person_name = std::string(json::enum_name(role));
  a.kind = kind;
  a.organisation_code = std::move(code);
  a.roles = {role};
  return a;
}

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    engine().migrate(policy::migrations());
    enterprises_.migrate(engine());
    engine().migrate(attachment::migrations());
    engine().migrate(migrations());
    service_ = std::make_unique<Service>(ServiceOptions{.district = district_,
                                                        .policies = policies_,
                                                        .enterprises = enterprises_.service(),
                                                        .attachments = attachments_,
                                                        .random = random_});
    enterprises_.kept = [this](db::Session& s, const EnterpriseId& id) { service_->enterprise_kept(s, id); };
    timer_ = std::make_unique<SlaTimer>(engine(), *service_, clock_);
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, small_pack(), "{}", clock_.now(), "system"));
      return 0;
    }));
  }
  void TearDown() override {
    timer_.reset();
    service_.reset();
    EngineTest::TearDown();
  }

  template <class T>
  Result<T> write(std::function<Result<T>(db::Session&)> command) {
    return engine().template write<T>(std::move(command));
  }
  template <class T>
  static T must(Result<T> result) {
    if (result) return std::move(*result);
    std::string more;
    for (const auto& m : result.error().more) more += " " + m.field + ":" + m.code;
    ADD_FAILURE() << result.error().code << " " << result.error().field << more;
    return T{};
  }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }

  // ---- people ----
  Actor clerk(const EnterpriseId& e) { return actor(OrganisationKind::enterprise, e.text, Role::enterprise_clerk); }
  Actor officer = actor(OrganisationKind::district, "", Role::case_officer);
  Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
  Actor industry = actor(OrganisationKind::department, "industry", Role::department_reviewer);
  Actor safety = actor(OrganisationKind::department, "safety", Role::department_reviewer);
  Actor inspector = actor(OrganisationKind::subdistrict, "210104012", Role::subdistrict_inspector);

  EnterpriseId enterprise(bool above_scale = true) {
    return enterprises_.add(engine(), clock_.now(), {.subdistrict = "210104012", .above_scale = above_scale});
  }

  static json::Object papers(int rooms) {
    return json::Object{{"plan", json::Object{{"rooms", rooms}}}, {"form", json::Object{{"people", 120}}}};
  }

  // ---- acts ----
  Context context(const Actor& a) { return {a, clock_.now(), Language::zh_cn}; }

  Result<CaseReceipt> apply(const EnterpriseId& e, json::Object application, bool submit = true) {
    const Actor a = clerk(e);
    return apply_as(a, {.enterprise = {}, .application = std::move(application), .submit = submit});
  }
  Result<CaseReceipt> apply_as(const Actor& a, const ApplyRequest& request) {
    auto judged = engine().template query<JudgedPtr>(
        [&](db::Session& s) { return service_->prepare_apply(s, context(a), request); });
    if (!judged) return std::unexpected(judged.error());
    return write<CaseReceipt>([&](db::Session& s) { return service_->apply(s, context(a), *judged); });
  }
  Result<CaseReceipt> submit(const EnterpriseId& e, const CaseId& id) {
    const Actor a = clerk(e);
    auto judged =
        engine().template query<JudgedPtr>([&](db::Session& s) { return service_->prepare_submit(s, context(a), id); });
    if (!judged) return std::unexpected(judged.error());
    return write<CaseReceipt>([&](db::Session& s) { return service_->submit(s, context(a), id, *judged); });
  }
  Result<CaseReceipt> edit(const EnterpriseId& e, const CaseId& id, json::Object application) {
    const Actor a = clerk(e);
    const auto version = view(id).line.version;
    return write<CaseReceipt>(
        [&](db::Session& s) { return service_->edit(s, context(a), id, {version, application}); });
  }
  Result<DecisionReceipt> decide(const Actor& a, const TaskId& task, const DecisionRequest& request) {
    return write<DecisionReceipt>([&](db::Session& s) { return service_->decide(s, context(a), task, request); });
  }
  Result<DecisionReceipt> approve(const Actor& a, const TaskId& task) { return decide(a, task, {}); }
  Result<DecisionReceipt> give_back(const Actor& a, const TaskId& task, std::vector<Reason> reasons) {
    return decide(a, task,
                  {.decision = Decision::give_back, .reasons = std::move(reasons), .comment = {}, .findings = {}});
  }
  Result<DecisionReceipt> inspect(const TaskId& task) {
    return decide(inspector, task,
                  {.decision = Decision::approve,
                   .reasons = {},
                   .comment = {},
                   .findings = std::vector<Finding>{{"gate", true, {}}, {"posters", true, {}}}});
  }
  Result<CaseReceipt> start(const Actor& a, const CaseId& id) {
    return write<CaseReceipt>([&](db::Session& s) { return service_->start(s, context(a), id); });
  }
  using Act = Result<CaseReceipt> (Service::*)(db::Session&, const Context&, const CaseId&, const WordRequest&);
  Result<CaseReceipt> act(const Actor& a, Act what, const CaseId& id,
                          std::optional<std::string> reason = "现场发现违规") {
    return write<CaseReceipt>([&](db::Session& s) { return (service_.get()->*what)(s, context(a), id, {reason}); });
  }
  Result<PhaseSwitchReport> switch_phase(const std::string& phase) {
    return write<PhaseSwitchReport>([&](db::Session& s) { return service_->switch_phase(s, context(leader), phase); });
  }

  CaseView view(const CaseId& id) { return view_as(leader, id); }
  CaseView view_as(const Actor& a, const CaseId& id) {
    return must(engine().template query<CaseView>([&](db::Session& s) { return service_->view(s, context(a), id); }));
  }

  // ---- shortcuts ----
  static TaskId task_of(const std::vector<OpenedTask>& opened, const std::string& owner) {
    for (const OpenedTask& t : opened)
      if (t.owner == owner) return t.id;
    ADD_FAILURE() << "no task for " << owner;
    return {};
  }
  // The open task of a desk, from the case page.
  TaskId open_task(const CaseId& id, const std::string& owner) {
    for (const TaskView& t : view(id).tasks)
      if (t.state == TaskState::open && t.owner == owner) return t.id;
    ADD_FAILURE() << "no open task for " << owner;
    return {};
  }
  // All three desks approve; gives the last receipt.
  CaseReceipt review(const CaseId& id) {
    must(approve(industry, open_task(id, "industry")));
    must(approve(safety, open_task(id, "safety")));
    return must(approve(inspector, open_task(id, "210104012"))).case_receipt;
  }
  CaseReceipt to_preparing(const CaseId& id) {
    review(id);
    return must(approve(officer, open_task(id, "office"))).case_receipt;
  }
  CaseReceipt to_work(const EnterpriseId& e, const CaseId& id) {
    to_preparing(id);
    must(inspect(open_task(id, "210104012")));
    return must(start(clerk(e), id));
  }
  void later(Duration d) {
    clock_.advance_to(clock_.now() + d);
    timer_->run_due(clock_.now());
  }
  std::int64_t count_events(const CaseId& id, EventKind kind) {
    std::int64_t n = 0;
    for (const EventView& e : view(id).events) n += e.kind == kind;
    return n;
  }

  const DistrictCode district_{"210104"};
  VirtualClock clock_{*parse_rfc3339("2022-04-11T00:00:00Z")};
  SeededRandom random_{7};
  policy::Store policies_{district_};
  Enterprises enterprises_;
  attachment::Service attachments_{
      {.district = district_, .vault = crypto::Vault(std::string(32, 'k')), .random = random_}};
  std::unique_ptr<Service> service_;
  std::unique_ptr<SlaTimer> timer_;
};

}  // namespace fugong::resumption_test
