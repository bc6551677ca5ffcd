// A district's register on a fresh database, with the people who use it.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "audit/log.h"
#include "base/validators.h"
#include "enterprise/service.h"
#include "support/databases.h"

namespace fugong::enterprise_test {

using namespace enterprise;

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

inline std::string usc_of(int number) {
  std::string organisation = std::to_string(10'000'000 + number);
  organisation += organisation_check_character(organisation);
  const std::string first17 = "91210104" + organisation;
  return first17 + usc_check_character(first17);
}

// A division that is assigned to nobody, so that no real person can match.
inline std::string resident_id_of(int number) {
  const std::string serial = std::to_string(1000 + number % 1000).substr(1);
  const std::string year = std::to_string(1960 + number / 1000 % 45);
  const std::string day = std::to_string(101 + number / 45'000 % 28).substr(1);
  const std::string first17 = "210199" + year + "01" + day + serial;
  return first17 + resident_id_check_character(first17);
}

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    engine().migrate(migrations());
    service_ = std::make_unique<Service>(options());
  }
  void TearDown() override {
    service_.reset();
    EngineTest::TearDown();
  }
  virtual ServiceOptions options() {
    return {.district = district_, .vault = crypto::Vault(std::string(32, 'k')), .random = random_, .hooks = hooks()};
  }
  // Stands for identity: who acts for whom.
  Hooks hooks() {
    Hooks h;
    h.make_clerk = [this](db::Session&, const EnterpriseId& e, const Clerk& clerk, Timestamp) -> Status {
      if (!clerks_.emplace(clerk.login, e.text).second)
        return fail(ErrorKind::conflict, "person.login_taken", "clerk.login");
      return {};
    };
    h.hash_password = [](std::string_view password, std::string_view) -> Result<std::string> {
      return "hash of " + std::string(password);
    };
    h.login_taken = [this](db::Session&, const std::string& login) { return clerks_.contains(login); };
    h.vehicle_has_pass = [this](db::Session&, const VehicleId& id, Timestamp) {
      return passes_held_.contains(id.text);
    };
    h.places = [](db::Session&, Language) { return std::vector<Place>{{"210104012", "长安街道"}}; };
    return h;
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
  Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
  Actor reviewer = actor(OrganisationKind::department, "industry", Role::department_reviewer);
  Actor inspector = actor(OrganisationKind::subdistrict, "210104012", Role::subdistrict_inspector);
  Actor auditor = actor(OrganisationKind::district, "", Role::auditor);
  Actor nobody;
  static Actor clerk(const EnterpriseId& e) {
    return actor(OrganisationKind::enterprise, e.text, Role::enterprise_clerk);
  }

  static RegisterRequest request(int number) {
    RegisterRequest r;
    r.name = "第" + std::to_string(number) + "机械厂";
    r.usc = usc_of(number);
    r.scale = Scale::above;
    r.industry = "C3670";
    r.subdistrict = "210104012";
    r.address = "东贸路 1 号";
    r.legal_representative = "王伟";
    r.phone = "13800001234";
    r.normal_workers = 120;
    r.normal_output = 50;
    r.output_unit = "万元";
    return r;
  }
  Result<EnterpriseView> enter(const Actor& a, const RegisterRequest& r) {
    return write<EnterpriseView>([&](db::Session& s) { return service_->register_enterprise(s, by(a), r); });
  }
  EnterpriseView enter(int number) { return must(enter(officer, request(number))); }

  static WorkerRequest person(int number) {
    WorkerRequest r;
    r.name = "张三";
    r.resident_id = resident_id_of(number);
    r.phone = "13900005678";
    r.post = "焊工";
    return r;
  }
  Result<WorkerLine> add(const Actor& a, const EnterpriseId& e, const WorkerRequest& r) {
    return write<WorkerLine>([&](db::Session& s) { return service_->add_worker(s, by(a), e, r); });
  }
  Result<http::Page<WorkerLine>> roster(const Actor& a, const EnterpriseId& e, const RosterFilter& filter = {}) {
    return read<http::Page<WorkerLine>>([&](db::Session& s) { return service_->roster(s, by(a), e, filter); });
  }
  Result<http::Page<EnterpriseLine>> list(const Actor& a, const EnterpriseFilter& filter = {}) {
    return read<http::Page<EnterpriseLine>>([&](db::Session& s) { return service_->list(s, by(a), filter); });
  }
  Result<EnterpriseView> get(const Actor& a, const EnterpriseId& e) {
    return read<EnterpriseView>([&](db::Session& s) { return service_->get(s, by(a), e); });
  }
  // Everything that the audit log holds, as one text.
  std::string audit_text() {
    std::string out;
    must(read<int>([&](db::Session& s) -> Result<int> {
      for (const auto& [action, detail] :
           s.query<std::tuple<std::string, std::string>>("SELECT action, detail FROM audit_entry ORDER BY seq"))
        out += action + " " + detail + "\n";
      return 0;
    }));
    return out;
  }

  DistrictCode district_{"210104"};
  Timestamp now_{1'650'000'000'000};
  SeededRandom random_{1};
  std::map<std::string, std::string> clerks_;  // login → enterprise
  std::set<std::string> passes_held_;          // vehicles with a pass
  std::unique_ptr<Service> service_;
};

}  // namespace fugong::enterprise_test
