// A small district with the whole row of rooms behind its bulletin.
#pragma once

#include "bulletin/service.h"
#include "pass/service.h"
#include "resumption/world.h"
#include "servicedesk/service.h"
#include "supervision/service.h"

namespace fugong::bulletin_test {

using namespace fugong::resumption_test;  // NOLINT: the district is theirs

inline policy::PackPtr pack_with_passes() {
  auto pack = std::make_shared<policy::Pack>(*small_pack());
  pack->version = "0000000000000002";
  pack->pass_kinds = {{.id = "employee",
                       .name = {"职工通行证", "Employee pass"},
                       .holder = policy::HolderKind::worker,
                       .validity = days(30),
                       .zones = {"210104"}},
                      {.id = "truck",
                       .name = {"货车通行证", "Truck pass"},
                       .holder = policy::HolderKind::vehicle,
                       .validity = days(15),
                       .zones = {"210104"},
                       .vehicle_use = "truck"}};
  for (policy::Phase& phase : pack->phases) phase.pass_kinds = {"employee", "truck"};
  pack->texts["bulletin.title"] = {"小区复工复产通报", "Bulletin of Small"};
  pack->texts["bulletin.body"] = {
      "截至{as_of}，复工{enterprises_resumed}家，返岗{employees_returned}人（{return_rate_percent}%）。",
      "As of {as_of}: {enterprises_resumed} at work, {employees_returned} people back "
      "({return_rate_percent} %)."};
  pack->texts["subdistrict.210104012"] = {"长安街道", "Chang'an Subdistrict"};
  return pack;
}

class District : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    engine().migrate(pass::migrations());
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack_with_passes(), "{}", clock_.now(), "system"));
      return 0;
    }));
    passes_ = std::make_unique<pass::Service>(pass::ServiceOptions{.district = district_,
                                                                   .engine = engine(),
                                                                   .policies = policies_,
                                                                   .enterprises = enterprises_.service(),
                                                                   .random = random_,
                                                                   .vault = crypto::Vault(std::string(32, 'k')),
                                                                   .keys = pass::KeyRing::generate()});
    engine().migrate(supervision::migrations());
    supervisions_ =
        std::make_unique<supervision::Service>(supervision::ServiceOptions{.district = district_,
                                                                           .vault = crypto::Vault(std::string(32, 'k')),
                                                                           .policies = policies_,
                                                                           .enterprises = enterprises_.service(),
                                                                           .resumption = *service_,
                                                                           .attachments = attachments_,
                                                                           .random = random_});
    engine().migrate(servicedesk::migrations());
    servicedesk_ =
        std::make_unique<servicedesk::Service>(servicedesk::ServiceOptions{.district = district_,
                                                                           .policies = policies_,
                                                                           .enterprises = enterprises_.service(),
                                                                           .resumption = *service_,
                                                                           .attachments = attachments_,
                                                                           .random = random_});
    bulletins_ = std::make_unique<bulletin::Service>(bulletin::ServiceOptions{
        .district = district_,
        .policies = policies_,
        .enterprises = enterprises_.service(),
        .passes = *passes_,
        .resumption = *service_,
        .supervision = *supervisions_,
        .servicedesk = *servicedesk_,
        .place_name = [](db::Session&, const std::string& code) { return code == "210104" ? "小区" : std::string(); }});
  }
  void TearDown() override {
    bulletins_.reset();
    servicedesk_.reset();
    supervisions_.reset();
    passes_.reset();
    World::TearDown();
  }

  EnterpriseId plant(bool above_scale, std::int64_t normal_workers, double normal_output) {
    return enterprises_.add(engine(), clock_.now(),
                            {.subdistrict = "210104012",
                             .above_scale = above_scale,
                             .normal_workers = normal_workers,
                             .normal_output = normal_output});
  }
  CaseId put_to_work(const EnterpriseId& e) {
    const CaseId id = must(apply(e, papers(2))).id;
    to_work(e, id);
    return id;
  }
  Result<resumption::DailyFigures> report(const EnterpriseId& e, const char* day, std::int64_t people, double output) {
    const Actor a = clerk(e);
    return write<resumption::DailyFigures>(
        [&](db::Session& s) { return service_->report_figures(s, context(a), e, {Date{day}, people, output, 0}); });
  }

  // Workers onto the roster and a pass for each.
  void issue_employee_passes(const EnterpriseId& e, int workers) {
    const Actor a = clerk(e), commissioner = actor(OrganisationKind::district, "", Role::pass_commissioner);
    must(write<int>([&](db::Session& s) -> Result<int> {
      for (int i = 0; i < workers; ++i) {
        std::string id = "21019919900101" + std::to_string(100 + i);
        id += resident_id_check_character(id);
        enterprise::WorkerRequest worker;
        worker.name = "张三";
        worker.resident_id = id;
        FG_CHECK(enterprises_.service().add_worker(s, {a, clock_.now()}, e, worker));
      }
      pass::PassRequestBody body;
      body.kind = "employee";
      body.all = true;
      FG_TRY(const pass::PreparedRequest asked, passes_->prepare_request(s, {a, clock_.now()}, body));
      FG_CHECK(passes_->request(s, {a, clock_.now()}, asked));
      return 0;
    }));
    const pass::Context issuing{commissioner, clock_.now()};
    auto prepared =
        engine().query<pass::PreparedIssuePtr>([&](db::Session& s) { return passes_->prepare_issue(s, issuing, {}); });
    ASSERT_TRUE(prepared) << prepared.error().code;
    const auto receipt =
        must(write<pass::IssueReceipt>([&](db::Session& s) { return passes_->issue(s, issuing, *prepared); }));
    ASSERT_EQ(receipt.issued, workers);
  }

  Result<bulletin::Bulletin> at(const char* day) {
    return engine().query<bulletin::Bulletin>([&](db::Session& s) { return bulletins_->at(s, {day}, clock_.now()); });
  }
  Result<bulletin::Bulletin> read(const Actor& a, std::optional<Date> day = {}) {
    return engine().query<bulletin::Bulletin>(
        [&](db::Session& s) { return bulletins_->read(s, {a, clock_.now()}, day); });
  }
  Result<bulletin::Dashboard> dashboard(const Actor& a, Language language = Language::zh_cn) {
    return engine().query<bulletin::Dashboard>(
        [&](db::Session& s) { return bulletins_->dashboard(s, {a, clock_.now(), language}); });
  }

  std::unique_ptr<pass::Service> passes_;
  std::unique_ptr<supervision::Service> supervisions_;
  std::unique_ptr<servicedesk::Service> servicedesk_;
  std::unique_ptr<bulletin::Service> bulletins_;
};

}  // namespace fugong::bulletin_test
