// Enterprises for a test district, registered through the real register.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/validators.h"
#include "enterprise/service.h"

namespace fugong::resumption_test {

struct EnterpriseTraits {
  std::string subdistrict;
  bool above_scale = true;
  std::string park{};
  std::int64_t normal_workers = 100;
  double normal_output = 50;
};

class Enterprises {
 public:
  void migrate(db::Engine& engine) { engine.migrate(enterprise::migrations()); }
  enterprise::Service& service() { return service_; }
  std::function<void(db::Session&, const EnterpriseId&)> kept{};  // after the register has written one

  EnterpriseId add(db::Engine& engine, Timestamp now, const EnterpriseTraits& traits) {
    const auto view = engine.write<enterprise::EnterpriseView>(
        [&](db::Session& session) { return service_.register_enterprise(session, {officer_, now}, request(traits)); });
    if (view) return view->id;
    ADD_FAILURE() << "cannot register: " << view.error().code << " " << view.error().field;
    return {};
  }

 private:
  enterprise::Hooks hooks() {
    enterprise::Hooks hooks;
    hooks.enterprise_kept = [this](db::Session& s, const enterprise::Enterprise& e, const enterprise::Enterprise*) {
      if (kept) kept(s, e.id);
    };
    return hooks;
  }
  enterprise::RegisterRequest request(const EnterpriseTraits& traits) {
    ++count_;
    enterprise::RegisterRequest r;
    r.name = "第" + std::to_string(count_) + "机械厂";
    r.usc = usc(count_);
    r.scale = traits.above_scale ? enterprise::Scale::above : enterprise::Scale::below;
    r.industry = "3670";
    r.subdistrict = traits.subdistrict;
    if (!traits.park.empty()) r.park = traits.park;
    r.address = "东贸路 " + std::to_string(count_) + " 号";
    r.legal_representative = "王伟";
    r.normal_workers = traits.normal_workers;
    r.normal_output = traits.normal_output;
    r.latitude = 41.8 + 0.001 * count_;
    r.longitude = 123.4;
    r.output_unit = "万元";
    return r;
  }
  static std::string usc(int number) {
    std::string organisation = std::to_string(10'000'000 + number);
    organisation += organisation_check_character(organisation);
    const std::string first17 = "91210104" + organisation;
    return first17 + usc_check_character(first17);
  }
  static Actor officer() {
    Actor a;
    a.person = PersonId{"01800000-0000-7000-8000-000000000001"};
    a.person_name = "登记员";
    a.kind = OrganisationKind::district;
    a.roles = {Role::case_officer};
    return a;
  }

  int count_ = 0;
  Actor officer_ = officer();
  SeededRandom random_{1};
  enterprise::Service service_{
      {.district = {"210104"}, .vault = crypto::Vault(std::string(32, 'k')), .random = random_, .hooks = hooks()}};
};

}  // namespace fugong::resumption_test
