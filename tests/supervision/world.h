// A plant under supervision on a fresh database, with a clock that stands still until it is told to move.
#pragma once

#include <gtest/gtest.h>

#include "pass/service.h"
#include "resumption/world.h"
#include "supervision/gate_rules.h"
#include "supervision/service.h"
#include "supervision/store.h"

namespace fugong::supervision_test {

using namespace supervision;
using resumption_test::actor;

inline policy::ViolationRule violation_rule(policy::ViolationKind kind, policy::Severity severity) {
  const std::string id(json::enum_name(kind));
  return {.id = id, .name = {id, id}, .kind = kind, .severity = severity, .answer = hours(4)};
}

// Two shifts, a report due at 20:00, everything that can be found, every sanction.
inline policy::SupervisionRules small_rules() {
  using policy::ViolationKind, policy::Severity, policy::SanctionKind;
  policy::SupervisionRules r;
  r.report = {.document = "daily", .due_minute = 1200, .remind_minutes = {60}, .escalate_minutes = {0, 120}};
  r.coverage.shifts = {{"day", {"白班", "Day"}, 480, 1200}, {"night", {"夜班", "Night"}, 1200, 480}};
  for (const auto& [kind, severity] : {std::pair(ViolationKind::outsider_entered, Severity::grave),
                                       {ViolationKind::insider_left, Severity::grave},
                                       {ViolationKind::untested_entered, Severity::serious},
                                       {ViolationKind::over_cap, Severity::serious},
                                       {ViolationKind::report_missing, Severity::minor},
                                       {ViolationKind::officer_absent, Severity::serious},
                                       {ViolationKind::inspection_failed, Severity::serious}})
    r.violations.push_back(violation_rule(kind, severity));
  r.violations[4].days = 2;
  r.violations[5].minutes = 120;
  r.sanctions = {{"warning", {"警示", "Warning"}, SanctionKind::warning},
                 {"rectification", {"整改", "Rectify"}, SanctionKind::rectification, hours(24)},
                 {"suspension", {"停工", "Suspend"}, SanctionKind::suspension, hours(72), hours(2), {"truck"}},
                 {"closing", {"关停", "Close"}, SanctionKind::closing}};
  r.inspections = {.per_day = 2, .checklist = "site", .per_violation = 4, .again_days = 2};
  r.overdue_escalate_hours = {0, 24};
  return r;
}

inline policy::PackPtr pack() {
  auto pack = std::make_shared<policy::Pack>(*resumption_test::small_pack());
  pack->version = "00000000000000aa";
  pack->supervision = small_rules();
  auto daily = resumption_test::document(
      "daily", {resumption_test::integer_field("on_site"), resumption_test::integer_field("stocks")});
  daily.fields[0].prefill = "day.inside";
  daily.fields[1].prefill = "last.stocks";
  pack->documents.push_back(daily);
  for (policy::Phase& phase : pack->phases) phase.closed = true;
  return pack;
}

// The world's first day in the district's zone; its clock begins at 8:00.
inline const std::string zone = "Asia/Shanghai";
inline Timestamp at(int hour, int minute = 0) {
  return start_of_day(Date{"2022-04-11"}, zone) + hours(hour) + minutes(minute);
}

class World : public resumption_test::World {
 protected:
  using Base = resumption_test::World;
  void SetUp() override {
    Base::SetUp();
    engine().migrate(supervision::migrations());
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack(), "{}", clock_.now(), "system"));
      return 0;
    }));
    Base::service_->hooks().suspend_passes = [this](db::Session&, const EnterpriseId&, const std::string&,
                                                    std::span<const std::string> spared, Timestamp,
                                                    const Actor&) -> Status {
      passes_suspended_ = true;
      trucks_go_ = !spared.empty();
      return {};
    };
    Base::service_->hooks().restore_passes = [this](db::Session&, const EnterpriseId&, const std::string&, Timestamp,
                                                    const Actor&) -> Status {
      passes_suspended_ = trucks_go_ = false;
      return {};
    };
    make_service();
  }
  void TearDown() override {
    due_.reset();
    watch_.reset();
    Base::TearDown();
  }
  void make_service() {
    due_.reset();
    watch_ = std::make_unique<supervision::Service>(supervision::ServiceOptions{
        .district = district_,
        .vault = crypto::Vault(std::string(32, 'k')),
        .policies = policies_,
        .enterprises = enterprises_.service(),
        .resumption = *Base::service_,
        .attachments = attachments_,
        .random = random_,
        .hooks = {.officer_of_login = [this](db::Session&, const std::string& login) -> std::optional<Actor> {
                    for (const Actor* a : {&wang, &zhao})
                      if (a->person_name == login) return *a;
                    return std::nullopt;
                  },
                  .is_checkpoint = [](db::Session&, const std::string& code) { return code.starts_with("gate-"); },
                  .stop_passes = [this](db::Session&, const EnterpriseId&, const std::string&, Timestamp) -> Status {
                    trucks_go_ = false;
                    ++stopped_;
                    return {};
                  }}});
    due_ = make_timer(engine(), *watch_, clock_);
    due_->restore();
  }

  // ---- people ----
  static Actor officer_named(const char* name) {
    Actor a = actor(OrganisationKind::district, "", Role::resident_officer);
    a.person_name = name;
    return a;
  }
  Actor wang = officer_named("wang"), zhao = officer_named("zhao");
  Actor other_officer = actor(OrganisationKind::district, "", Role::case_officer);

  supervision::Context as(const Actor& a) { return {a, clock_.now(), Language::en}; }

  // ---- acts ----
  template <class Res, class... Args, class... Given>
  Result<Res> act(const Actor& a,
                  Result<Res> (supervision::Service::*use)(db::Session&, const supervision::Context&, Args...),
                  Given&&... given) {
    return write<Res>([&](db::Session& s) { return (watch_.get()->*use)(s, as(a), given...); });
  }
  template <class Res, class... Args, class... Given>
  Result<Res> look(const Actor& a,
                   Result<Res> (supervision::Service::*use)(db::Session&, const supervision::Context&, Args...),
                   Given&&... given) {
    return engine().template query<Res>([&](db::Session& s) { return (watch_.get()->*use)(s, as(a), given...); });
  }

  EnterpriseId place(const EnterpriseId& e) {
    must(act(officer, &supervision::Service::place, PlantRequest{e, 41.8, 123.45}));
    return e;
  }
  EnterpriseId plant() { return place(enterprise()); }
  OfficerView assign(const EnterpriseId& e, const Actor& a, std::optional<Timestamp> until = {}) {
    return must(act(officer, &supervision::Service::assign, e, AssignRequest{a.person_name, {}, until}));
  }
  std::string code_at(const EnterpriseId& e) { return must(look(clerk(e), &supervision::Service::gate_code, e)).code; }
  static std::string uuid(int n) {
    const std::string tail = std::to_string(100'000'000'000 + n);
    return "01900000-0000-7000-8000-" + tail;
  }
  // As a phone at the plant measures: the register's position taken back to WGS 84.
  static Position at_plant() {
    const Position there{41.8, 123.45}, off = to_gcj02(there);
    return {2 * there.latitude - off.latitude, 2 * there.longitude - off.longitude};
  }
  CheckInRequest check_in_now(const EnterpriseId& e) {
    const Position p = at_plant();
    return {uuid(++number_), clock_.now(), p.latitude, p.longitude, 20.0, code_at(e)};
  }
  Result<CheckInReceipt> check_in(const Actor& a, const EnterpriseId& e) {
    return act(a, &supervision::Service::check_in, e, check_in_now(e));
  }
  ReportRequest report_for(const std::string& day, std::int64_t on_site = 90, std::int64_t base_version = 0) {
    ReportRequest r{.client = uuid(++number_), .day = Date{day}, .base_version = base_version};
    r.data = json::Object{{"on_site", on_site}, {"stocks", 14}};
    if (base_version > 0) r.reason = "人数填错";
    return r;
  }

  // ---- the roster and the gate ----
  WorkerId worker(const EnterpriseId& e, const std::string& name, std::optional<Timestamp> tested = {}) {
    std::string id = "21019919900101" + std::to_string(100 + ++people_);
    id += resident_id_check_character(id);
    enterprise::WorkerRequest request{.name = name, .resident_id = id};
    if (tested) request.last_test_at = tested, request.last_test_result = enterprise::TestResult::negative;
    const Actor a = clerk(e);
    return must(write<enterprise::WorkerLine>([&](db::Session& s) {
             return enterprises_.service().add_worker(s, {a, clock_.now()}, e, request);
           }))
        .id;
  }
  RosterReceipt live_in(const EnterpriseId& e, std::vector<WorkerId> workers) {
    return must(act(clerk(e), &supervision::Service::replace_roster, e, RosterRequest{std::move(workers), {}}));
  }
  EventBody seen(const WorkerId& w, Direction direction, Timestamp at, std::optional<Timestamp> tested = {}) {
    return {.id = uuid(++number_), .direction = direction, .at = at, .worker = w.text, .test_at = tested};
  }
  Result<EventsReceipt> tell(const EnterpriseId& e, std::vector<EventBody> events) {
    return tell_as(clerk(e), e, std::move(events));
  }
  Result<EventsReceipt> tell_as(const Actor& a, const EnterpriseId& e, std::vector<EventBody> events) {
    const auto prepared = engine().template query<PreparedEventsPtr>(
        [&](db::Session& s) { return watch_->prepare_events(s, as(a), e, {events}); });
    if (!prepared) return std::unexpected(prepared.error());
    return act(a, &supervision::Service::tell, e, *prepared);
  }
  // As pass/ tells what checkpoints let through, in one upload.
  void scanned(std::vector<pass::Passage> passages) {
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(watch_->take_passages(s, passages, clock_.now()));
      return 0;
    }));
  }
  pass::Passage passage(const WorkerId& w, const std::string& checkpoint, Timestamp when,
                        std::optional<pass::Heading> heading = {}) {
    return {pass::ScanId{uuid(++number_)}, checkpoint, when, heading, PassId{uuid(++number_)}, w.text, "张*"};
  }
  void link(const EnterpriseId& e, const std::string& code, Facing facing) {
    must(act(officer, &supervision::Service::link_checkpoint, e, code, CheckpointRequest{facing}));
  }
  // "rule/day/state", sorted.
  std::vector<std::string> violations(const EnterpriseId& e) {
    std::vector<std::string> out;
    for (const ViolationLine& v :
         must(look(officer, &supervision::Service::violations, ListFilter{.enterprise = e, .limit = 200})).items)
      out.push_back(v.rule + "/" + v.day.text + "/" + std::string(json::enum_name(v.state)));
    std::ranges::sort(out);
    return out;
  }
  ViolationId only_violation(const EnterpriseId& e) {
    const auto page = must(look(officer, &supervision::Service::violations, ListFilter{.enterprise = e}));
    EXPECT_EQ(page.items.size(), 1u);
    return page.items.empty() ? ViolationId{} : page.items[0].id;
  }
  // "kind subject level", of what a reader is told.
  std::vector<std::string> alerts(const Actor& a) {
    std::vector<std::string> out;
    for (const Alert& alert : must(look(a, &supervision::Service::alerts)))
      out.push_back(std::string(json::enum_name(alert.kind)) + " " + alert.subject + " " + std::to_string(alert.level));
    std::ranges::sort(out);
    return out;
  }
  // A confirmed violation of a plant at work.
  ViolationId confirmed(const EnterpriseId& e) {
    must(tell(e, {{.id = uuid(++number_),
                   .direction = Direction::in,
                   .at = clock_.now(),
                   .name = "外来人",
                   .test_at = clock_.now()}}));
    const ViolationId id = only_violation(e);
    must(act(inspector, &supervision::Service::judge, id, VerdictRequest{Verdict::confirm, "核实属实"}));
    return id;
  }
  EnterpriseId plant_at_work() {
    const EnterpriseId e = plant();
    case_ = must(apply(e, papers(2))).id;
    to_work(e, case_);
    return e;
  }
  void later(Duration d) {
    clock_.advance_to(clock_.now() + d);
    due_->run_due(clock_.now());
  }

  std::unique_ptr<supervision::Service> watch_;
  std::unique_ptr<db::DueTimer> due_;
  bool passes_suspended_ = false, trucks_go_ = false;
  int stopped_ = 0;  // how often a grace has ended
  CaseId case_;
  int number_ = 0, people_ = 0;
};

}  // namespace fugong::supervision_test
