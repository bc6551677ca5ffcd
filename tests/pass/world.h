// A district that issues passes on a fresh database, with the people who use them and a clock that stands still.
#pragma once

#include <gtest/gtest.h>

#include "audit/log.h"
#include "base/validators.h"
#include "enterprise/service.h"
#include "outbound/outbox.h"
#include "pass/service.h"
#include "support/databases.h"
#include "token/status_list.h"
#include "token/trust.h"

namespace fugong::pass_test {

using namespace pass;
using namespace token;

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

inline policy::PassKind pass_kind(std::string id, policy::HolderKind holder, Duration validity) {
  policy::PassKind kind;
  kind.id = id;
  kind.name = {"证-" + id, "pass-" + id};
  kind.holder = holder;
  kind.validity = validity;
  return kind;
}

// employee and truck passes in the phase at work, none at all in the phase before; night passes need scheme 2.
inline std::shared_ptr<policy::Pack> small_pack() {
  auto pack = std::make_shared<policy::Pack>();
  pack->id = "small";
  pack->version = "0000000000000001";
  pack->name = {"小区", "Small"};
  pack->default_phase = "at_work";
  pack->calendar.zone = "Asia/Shanghai";
  pack->pass_kinds = {pass_kind("employee", policy::HolderKind::worker, days(7)),
                      pass_kind("truck", policy::HolderKind::vehicle, days(15)),
                      pass_kind("commuter", policy::HolderKind::vehicle, days(15)),
                      pass_kind("night", policy::HolderKind::worker, days(1))};
  pack->pass_kinds[0].zones = {"dadong"};
  pack->pass_kinds[1].needs_route = true;
  pack->pass_kinds[1].vehicle_use = "truck";
  pack->pass_kinds[2].vehicle_use = "bus";
  pack->pass_kinds[3].scheme = 2;
  for (const char* id : {"at_work", "closed"}) {
    policy::Phase phase;
    phase.id = id;
    phase.name = {id, id};
    if (phase.id == "at_work") phase.pass_kinds = {"employee", "truck", "night"};
    pack->phases.push_back(std::move(phase));
  }
  return pack;
}

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    for (const auto migrations : {audit::migrations(), policy::migrations(), enterprise::migrations(),
                                  outbound::migrations(), pass::migrations()})
      engine().migrate(migrations);
    start();
    write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, small_pack(), "{}", now_, "system"));
      return 0;
    }).value();
  }
  void TearDown() override {
    service_.reset();
    outbox_.reset();
    enterprises_.reset();
    EngineTest::TearDown();
  }

  void start() {
    enterprises_ = std::make_unique<enterprise::Service>(
        enterprise::ServiceOptions{.district = district_, .vault = vault_, .random = random_});
    outbox_ = std::make_unique<outbound::Outbox>(outbound::OutboxOptions{district_, vault_, random_}, engine(),
                                                 sending_clock_);
    service_ = std::make_unique<Service>(ServiceOptions{.district = district_,
                                                        .name = "大东区",
                                                        .base_url = "https://pass.example",
                                                        .engine = engine(),
                                                        .policies = policies_,
                                                        .enterprises = *enterprises_,
                                                        .random = random_,
                                                        .vault = vault_,
                                                        .outbox = outbox_.get(),
                                                        .keys = keys_});
  }
  // As after a restart of the server.
  void restart() {
    service_.reset();
    outbox_.reset();
    enterprises_.reset();
    reopen();
    start();
  }

  template <class T>
  Result<T> write(std::function<Result<T>(db::Session&)> command) {
    return engine().template write<T>(std::move(command));
  }
  template <class T>
  Result<T> read(std::function<Result<T>(db::Session&)> work) {
    return engine().template query<T>(std::move(work));
  }
  template <class T>
  static T must(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().code << " " << result.error().field;
    return T{};
  }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }
  Context by(const Actor& a) const { return {a, now_, Language::en}; }

  // ---- people ----
  Actor officer = actor(OrganisationKind::district, "", Role::case_officer);
  Actor commissioner = actor(OrganisationKind::district, "", Role::pass_commissioner);
  Actor guard = actor(OrganisationKind::checkpoint, "east-1", Role::checkpoint_guard);
  Actor inspector = actor(OrganisationKind::subdistrict, "210104012", Role::subdistrict_inspector);
  static Actor clerk(const EnterpriseId& e) {
    return actor(OrganisationKind::enterprise, e.text, Role::enterprise_clerk);
  }

  EnterpriseId enter(int number) {
    enterprise::RegisterRequest r;
    std::string organisation = std::to_string(10'000'000 + number);
    organisation += organisation_check_character(organisation);
    r.name = "第" + std::to_string(number) + "机械厂";
    r.usc = "91210104" + organisation;
    r.usc += usc_check_character(r.usc);
    r.industry = "C3670";
    r.subdistrict = "210104012";
    r.address = "东贸路 1 号";
    r.legal_representative = "王伟";
    r.normal_workers = 120;
    r.normal_output = 50;
    r.output_unit = "万元";
    return must(write<enterprise::EnterpriseView>(
                    [&](db::Session& s) { return enterprises_->register_enterprise(s, {officer, now_}, r); }))
        .id;
  }
  static std::string resident_id(int number) {
    const std::string first17 = "210199" + std::to_string(1960 + number / 1000 % 45) + "01" +
                                std::to_string(101 + number / 45'000 % 28).substr(1) +
                                std::to_string(1000 + number % 1000).substr(1);
    return first17 + resident_id_check_character(first17);
  }
  // A roster of so many people, named 张三.
  void hire(const EnterpriseId& e, int people) {
    const Actor own = clerk(e);
    std::string file = "姓名,身份证号,岗位\n";
    for (int i = 0; i < people; ++i) file += "张三," + resident_id(i) + ",焊工\n";
    const auto prepared = must(read<enterprise::RosterImportPtr>(
        [&](db::Session& s) { return enterprises_->prepare_roster(s, {own, now_}, e, file); }));
    must(write<enterprise::ImportReceipt>(
        [&](db::Session& s) { return enterprises_->import_roster(s, {own, now_}, prepared); }));
  }
  VehicleId buy(const EnterpriseId& e, const std::string& plate, const std::string& route,
                enterprise::VehicleUse use = {}) {
    const Actor own = clerk(e);
    enterprise::VehicleRequest r{.plate = plate, .use = use};
    if (!route.empty()) r.route = route;
    return must(write<enterprise::VehicleLine>(
                    [&](db::Session& s) { return enterprises_->add_vehicle(s, {own, now_}, e, r); }))
        .id;
  }
  std::vector<WorkerId> workers(const EnterpriseId& e) {
    std::vector<WorkerId> out;
    must(read<int>([&](db::Session& s) -> Result<int> {
      for (const auto& w : enterprises_->workers_brief(s, e)) out.push_back(w.id);
      return 0;
    }));
    return out;
  }

  // ---- acts ----
  Result<PassRequestView> ask_as(const Actor& a, const PassRequestBody& body) {
    const auto request =
        read<PreparedRequest>([&](db::Session& s) { return service_->prepare_request(s, by(a), body); });
    if (!request) return std::unexpected(request.error());
    return write<PassRequestView>([&](db::Session& s) { return service_->request(s, by(a), *request); });
  }
  Result<PassRequestView> ask(const EnterpriseId& e, const std::string& kind, Purpose purpose = Purpose::first,
                              std::optional<CaseId> of_case = {}) {
    return ask_as(clerk(e), {.kind = kind, .case_id = of_case, .purpose = purpose, .all = true});
  }
  Result<PreparedIssuePtr> prepare(const IssueBody& body) {
    return read<PreparedIssuePtr>([&](db::Session& s) { return service_->prepare_issue(s, by(commissioner), body); });
  }
  Result<IssueReceipt> issue(const PreparedIssuePtr& prepared) {
    return write<IssueReceipt>([&](db::Session& s) { return service_->issue(s, by(commissioner), prepared); });
  }
  Result<IssueReceipt> issue(const IssueBody& body = {}) {
    const auto prepared = prepare(body);
    if (!prepared) return std::unexpected(prepared.error());
    return issue(*prepared);
  }
  // Asks for everybody of the enterprise and issues.
  IssueReceipt issue_all(const EnterpriseId& e, const std::string& kind, Purpose purpose = Purpose::first) {
    const auto request = must(ask(e, kind, purpose));
    return must(issue({.requests = std::vector{request.id}}));
  }
  using Act = Result<PassReceipt> (Service::*)(db::Session&, const Context&, const PassId&, const PassWord&);
  Result<PassReceipt> act(const Actor& a, Act what, const PassId& id, const std::string& reason = "冒用") {
    return write<PassReceipt>([&](db::Session& s) { return (service_.get()->*what)(s, by(a), id, {reason}); });
  }
  void stop(const EnterpriseId& e, const std::vector<std::string>& spared = {}) {
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(service_->suspend_enterprise(s, e, "违规", spared, now_, officer));
      return 0;
    }));
  }
  void go_on(const EnterpriseId& e) {
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(service_->restore_enterprise(s, e, "整改完成", now_, officer));
      return 0;
    }));
  }

  // ---- reading ----
  std::vector<PassLine> list(const PassFilter& filter = {}) { return page(commissioner, filter).items; }
  http::Page<PassLine> page(const Actor& a, const PassFilter& filter) {
    return must(read<http::Page<PassLine>>([&](db::Session& s) { return service_->list(s, by(a), filter); }));
  }
  PassView view(const PassId& id) {
    return must(read<PassView>([&](db::Session& s) { return service_->view(s, by(commissioner), id); }));
  }
  std::string trust_bytes() {
    return must(read<std::string>([&](db::Session& s) { return service_->trust_list(s, now_); }));
  }
  std::string status_bytes(std::int64_t number = 0) {
    return must(read<std::string>([&](db::Session& s) { return service_->status_list(s, number, now_); }));
  }
  // What a gate without a network says that has just fetched both lists.
  Judgement at_gate(const std::string& token) {
    const auto trust = Trust::open(trust_bytes());
    const auto list = open_status_list(status_bytes(), trust.value());
    return verify(token, *trust, std::vector{list.value()}, {.at = now_, .status_required = true}, Language::en);
  }
  Counts counts() {
    return must(read<Counts>([&](db::Session& s) -> Result<Counts> { return service_->counts(s, now_ + seconds(1)); }));
  }
  std::int64_t number(const char* sql) {
    return must(read<std::int64_t>([&](db::Session& s) -> Result<std::int64_t> { return *s.one<std::int64_t>(sql); }));
  }

  DistrictCode district_{"210104"};
  Timestamp now_{1'650'513'600'000};  // 2022-04-21T04:00:00Z
  SeededRandom random_{1};
  KeyRing keys_ = KeyRing::generate();
  policy::Store policies_{district_};
  crypto::Vault vault_{std::string(32, 'k')};
  VirtualClock sending_clock_{{}};
  std::unique_ptr<enterprise::Service> enterprises_;
  std::unique_ptr<outbound::Outbox> outbox_;
  std::unique_ptr<Service> service_;
};

}  // namespace fugong::pass_test
