#include "rehearsal/district.h"

#include <fmt/core.h>

#include <stdexcept>

#include "app/installation.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

[[noreturn]] void refuse(const Error& e) { throw std::runtime_error(message(Language::en, e.code, e.params)); }

}  // namespace

DistrictBuilder::DistrictBuilder(app::Platform& platform, const Scenario& scenario, const VirtualClock& clock)
    : platform_(platform), scenario_(scenario), clock_(clock), tokens_until_(scenario.wave.end + days(1)),
      admin_(platform.router(), "admin", scenario.staff.password) {}

People DistrictBuilder::build(const policy::Loaded& policy) {
  install(policy);
  admin_.log_in(tokens_until_);
  for (const Subdistrict& s : scenario_.world.subdistricts) make_organisation("subdistrict", s.code, s.name);
  for (const Checkpoint& c : scenario_.world.checkpoints) make_organisation("checkpoint", c.code, c.name);
  for (const char* kind : {"district", "department", "subdistrict", "checkpoint"}) read_organisations(kind);

  People people;
  const std::string district = "district/";  // the district itself has no code
  people.leader.push_back(hire("leader", person_name("leader", 0), "district_leader", district));
  account(people, people.leader[0], "district_leader", "");
  for (int i = 1; i <= scenario_.staff.case_officers; ++i)
    people.officers.push_back(hire(fmt::format("officer{}", i), person_name("officer", i), "case_officer", district));
  account(people, people.officers[0], "case_officer", "");
  for (const policy::Department& d : policy.pack->departments) {
    for (int i = 1; i <= scenario_.staff.reviewers_per_department; ++i)
      people.reviewers[d.id].push_back(
          hire(fmt::format("{}{}", d.id, i), person_name(d.id, i), "department_reviewer", "department/" + d.id));
    account(people, people.reviewers[d.id][0], "department_reviewer", d.name.zh_cn);
  }
  for (const Subdistrict& s : scenario_.world.subdistricts) {
    for (int i = 1; i <= scenario_.staff.inspectors_per_subdistrict; ++i)
      people.inspectors[s.code].push_back(hire(fmt::format("s{}-{}", s.code, i), person_name(s.code, i),
                                               "subdistrict_inspector", "subdistrict/" + s.code));
    account(people, people.inspectors[s.code][0], "subdistrict_inspector", s.name.zh_cn);
  }
  for (int i = 1; i <= scenario_.staff.pass_commissioners; ++i)
    people.commissioners.push_back(
        hire(fmt::format("passes{}", i), person_name("passes", i), "pass_commissioner", district));
  account(people, people.commissioners[0], "pass_commissioner", "");
  for (std::int64_t i = 1; i <= scenario_.world.residents.officers; ++i)
    people.residents.push_back(
        hire(fmt::format("resident{}", i), person_name("resident", i), "resident_officer", district));
  if (!people.residents.empty()) account(people, people.residents[0], "resident_officer", "");
  for (const Checkpoint& c : scenario_.world.checkpoints)
    people.officers[0].must(Method::put, "/api/v1/checkpoints/" + c.code,
                            Object{{"latitude", c.latitude}, {"longitude", c.longitude}});
  for (const Checkpoint& c : scenario_.world.checkpoints)
    people.guards.emplace(c.code,
                          hire("gate-" + c.code, person_name(c.code, 0), "checkpoint_guard", "checkpoint/" + c.code));
  account(people, people.guards.begin()->second, "checkpoint_guard", scenario_.world.checkpoints.front().name.zh_cn);
  account(people, admin_, "administrator", "");
  account(people, hire("auditor", person_name("auditor", 0), "auditor", district), "auditor", "");
  return people;
}

void DistrictBuilder::install(const policy::Loaded& policy) {
  auto hash = platform_.identities().hash_password(scenario_.staff.password, "admin");
  if (!hash) refuse(hash.error());
  const app::NewDistrict district{scenario_.district.code,
                                  scenario_.district.name.zh_cn,
                                  scenario_.district.name.en,
                                  policy,
                                  "admin",
                                  person_name("admin", 0),
                                  *hash};
  auto done = platform_.engine().write<bool>([&](db::Session& session) -> Result<bool> {
    FG_CHECK(app::install(session, district, platform_.policies(), platform_.identities(), clock_.now()));
    return true;
  });
  if (!done) refuse(done.error());
}

void DistrictBuilder::make_organisation(const std::string& kind, const std::string& code, const Words& name) {
  admin_.must(Method::post, "/api/v1/organisations",
              Object{{"kind", kind}, {"code", code}, {"name", name.zh_cn}, {"name_en", name.en}});
}

void DistrictBuilder::read_organisations(const std::string& kind) {
  const json::Value page = admin_.get("/api/v1/organisations", "kind=" + kind + "&limit=500");
  for (const json::Value& o : page.at("items").as_array())
    organisations_[kind + "/" + std::string(o.at("code").as_string())] = std::string(o.at("id").as_string());
}

Caller DistrictBuilder::hire(const std::string& login, const std::string& name, const std::string& role,
                             const std::string& organisation) {
  const auto found = organisations_.find(organisation);
  if (found == organisations_.end()) throw std::runtime_error("no organisation " + organisation);
  admin_.must(Method::post, "/api/v1/people",
              Object{{"login", login},
                     {"name", name},
                     {"password", scenario_.staff.password},
                     {"roles", json::Array{role}},
                     {"organisation", found->second}});
  Caller caller(platform_.router(), login, scenario_.staff.password);
  caller.log_in(tokens_until_);
  return caller;
}

void DistrictBuilder::account(People& people, const Caller& caller, const std::string& role,
                              const std::string& name) const {
  people.accounts.push_back({caller.login(), scenario_.staff.password, role, name});
}

std::string DistrictBuilder::person_name(std::string_view purpose, std::uint64_t index) const {
  Draw draw(scenario_.seed, std::string("staff/") + std::string(purpose), index);
  return draw.pick(scenario_.world.surnames) + draw.pick(scenario_.world.given_names);
}

Plant DistrictBuilder::settle(const Firm& firm, People& people) {
  Object body{{"name", firm.name},
              {"usc", firm.usc},
              {"scale", firm.above_scale ? "above" : "below"},
              {"industry", firm.industry},
              {"subdistrict", firm.subdistrict},
              {"address", firm.address},
              {"latitude", firm.latitude},
              {"longitude", firm.longitude},
              {"legal_representative", firm.legal_representative},
              {"phone", firm.phone},
              {"normal_workers", firm.normal_workers},
              {"normal_output", firm.normal_output},
              {"output_unit", "万元"},
              {"key_supply", firm.key_supply},
              {"military", firm.military}};
  if (!firm.park.empty()) body["park"] = firm.park;
  const json::Value made =
      people.officers[firm.index % people.officers.size()].must(Method::post, "/api/v1/enterprises", body);
  const std::string id(made.at("id").as_string());
  // The enterprise's organisation came with it; the newest of its kind.
  std::optional<identity::Organisation> own;
  platform_.engine().read(
      [&](db::Session& s) { own = platform_.identities().find_organisation(s, OrganisationKind::enterprise, id); });
  if (!own) throw std::runtime_error("the register made no organisation for " + firm.name);
  organisations_["enterprise/" + id] = own->id.text;
  const std::string login = fmt::format("e{:04d}", firm.index + 1);
  Plant plant{firm, id, hire(login, person_name("clerk", firm.index), "enterprise_clerk", "enterprise/" + id)};
  // A few of each size make the demo's accounts.
  const auto last = static_cast<std::size_t>(scenario_.world.enterprises) - 1;
  if (firm.index == 0 || firm.index >= last || firm.index == static_cast<std::size_t>(scenario_.world.above_scale))
    people.accounts.push_back({login, scenario_.staff.password, "enterprise_clerk", firm.name});
  bring_people(plant);
  bring_vehicles(plant);
  return plant;
}

void DistrictBuilder::bring_people(Plant& plant) const {
  std::string csv = "姓名,身份证号,手机号,岗位\r\n";
  const std::vector<std::string>& posts = scenario_.world.posts;
  for (std::int64_t n = 0; n < plant.firm.returning_workers; ++n) {
    const Person person = draw_worker(scenario_, plant.firm, n);
    csv += person.name + "," + person.resident_id + "," + person.phone + "," +
           posts[static_cast<std::size_t>(n) % posts.size()] + "\r\n";
  }
  const Answer answer = plant.clerk.send(Method::post, "/api/v1/enterprises/" + plant.id + "/roster/import",
                                         std::move(csv), {}, "text/csv");
  if (!answer.ok() || answer.value().at("rejected").as_int64() > 0)
    throw std::runtime_error("roster of " + plant.firm.name + ": " + answer.body);
}

void DistrictBuilder::bring_vehicles(Plant& plant) const {
  const std::int64_t count = plant.firm.trucks + plant.firm.buses;
  if (count == 0) return;
  std::string csv = "车牌号,用途,路线\r\n";
  for (std::int64_t n = 0; n < count; ++n) {
    const bool truck = n < plant.firm.trucks;
    const std::string& street =
        scenario_.world
            .streets[static_cast<std::size_t>(plant.firm.first_vehicle + n) % scenario_.world.streets.size()];
    csv += draw_plate(scenario_, plant.firm.first_vehicle + n) + (truck ? ",货车," : ",通勤车,") + street + "—厂区\r\n";
  }
  const Answer answer = plant.clerk.send(Method::post, "/api/v1/enterprises/" + plant.id + "/vehicles/import",
                                         std::move(csv), {}, "text/csv");
  if (!answer.ok() || answer.value().at("rejected").as_int64() > 0)
    throw std::runtime_error("vehicles of " + plant.firm.name + ": " + answer.body);
}

}  // namespace fugong::rehearsal
