// The one place where resumption asks the register of enterprises.
#include <cmath>

#include "enterprise/service.h"
#include "resumption/judged.h"

namespace fugong::resumption {
namespace {

std::optional<std::int64_t> in_micro(const std::optional<double>& degrees) {
  if (!degrees) return std::nullopt;
  return std::llround(*degrees * 1e6);
}

// Empty while no rules are in force.
std::string class_of(const ServiceOptions& o, db::Session& session, const json::Value& enterprise) {
  const auto rules = o.policies.in_force(session);
  if (!rules) return {};
  return policy::classify(*rules->pack, json::Object{{"enterprise", enterprise}, {"application", json::Object{}}}).id;
}

}  // namespace

Result<EnterpriseCard> load_card(enterprise::Service& enterprises, db::Session& session, const EnterpriseId& id) {
  FG_TRY(enterprise::Facts facts, enterprises.facts(session, id));
  return EnterpriseCard{std::move(facts.id), std::move(facts.name), std::move(facts.subdistrict), facts.above_scale,
                        std::move(facts.json)};
}

Plant plant_of_register(const ServiceOptions& o, db::Session& session, const EnterpriseId& id) {
  Plant plant{.enterprise = id, .subdistrict = {}, .enterprise_class = {}, .day = {}};
  const auto facts = o.enterprises.facts(session, id);
  if (!facts) return plant;
  plant.subdistrict = facts->subdistrict;
  plant.enterprise_class = class_of(o, session, facts->json);
  plant.above_scale = facts->above_scale;
  plant.military = facts->military;
  plant.normal_workers = facts->normal_workers;
  plant.normal_output = facts->normal_output;
  plant.latitude_micro = in_micro(facts->latitude);
  plant.longitude_micro = in_micro(facts->longitude);
  return plant;
}

std::string class_of_register(const ServiceOptions& o, db::Session& session, const EnterpriseId& id) {
  return plant_of_register(o, session, id).enterprise_class;
}

}  // namespace fugong::resumption
