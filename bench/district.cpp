#include "district.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>

namespace fugong::bench {
namespace {

constexpr const char* scenario_file = FUGONG_SOURCE_DIR "/scenarios/dadong-2022-04.yaml";
constexpr std::size_t settled_at_once = 500;

// The first phase in which the route of every class has four departments side by side.
constexpr const char* phase = "orderly_resumption";

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(message(Language::en, result.error().code, result.error().params));
  return std::move(*result);
}

}  // namespace

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

District::District(const std::string& db_url, const std::filesystem::path& folder, const db::EngineOptions& engine)
    : scenario_(must(rehearsal::load_scenario(scenario_file))), policy_(policy::load_folder(scenario_.policy)) {
  if (!policy_.pack) throw std::runtime_error("the policy pack is not sound");
  scenario_.wave.end = clock_.now() + days(30);  // API tokens last as long
  app::PlatformOptions options{.db_url = db_url,
                               .keys_folder = (folder / "keys").string(),
                               .password_cost = identity::PasswordCost::cheap(),
                               .engine = engine};
  platform_ = must(app::Platform::assemble(
      must(app::open_engine(options)), options,
      {{scenario_.district.code}, scenario_.district.name.zh_cn, scenario_.district.zone}, clock_, random_));
  const VirtualClock now(clock_.now());
  people_ = rehearsal::DistrictBuilder(*platform_, scenario_, now).build(policy_);
  people_.leader[0].must(http::Method::post, "/api/v1/policy/phase", json::Object{{"phase", phase}});
  for (auto& [department, callers] : people_.reviewers) desks_[department] = bearer(callers[0].token());
  for (auto& [subdistrict, callers] : people_.inspectors) desks_[subdistrict] = bearer(callers[0].token());
  desks_[""] = bearer(people_.officers[0].token());
  server_ = std::make_unique<http::Server>(platform_->router(), http::ServerOptions{.events = &platform_->events()});
  platform_->timer().start();
}

District::~District() { server_.reset(); }

const std::string& District::reviewer(const std::string& owner) const {
  const auto found = desks_.find(owner);
  return found == desks_.end() ? desks_.at("") : found->second;
}

std::vector<Clerk> District::settle(std::size_t count) {
  // Firms of the scenario's own district, so many that those with a dormitory or in a park can be left out.
  const double scale = std::clamp(
      static_cast<double>(settled_ + count) * 1.2 / static_cast<double>(scenario_.world.enterprises), 1.0, 100.0);
  std::vector<rehearsal::Firm> firms;
  for (rehearsal::Firm& firm : rehearsal::draw_firms(rehearsal::scaled(scenario_, scale))) {
    if (firm.index % 9 == 0) continue;  // the scenario gives every ninth a dormitory, which the fire service looks at
    firm.park.clear();
    firms.push_back(std::move(firm));
  }
  if (firms.size() < settled_ + count) throw std::runtime_error("the scenario has no more enterprises");
  const std::string hash = must(platform_->identities().hash_password(scenario_.staff.password, "bench"));
  std::vector<Clerk> all;
  for (std::size_t done = 0; done < count;) {
    const std::size_t some = std::min(settled_at_once, count - done);
    const std::span<const rehearsal::Firm> part(firms.data() + settled_, some);
    auto clerks = must(platform_->engine().write<std::vector<Clerk>>(
        [&](db::Session& session) -> Result<std::vector<Clerk>> { return settle_some(session, part, hash); }));
    std::ranges::move(clerks, std::back_inserter(all));
    settled_ += some, done += some;
  }
  return all;
}

std::vector<Clerk> District::settle_some(db::Session& session, std::span<const rehearsal::Firm> firms,
                                         const std::string& hash) {
  const Timestamp now = clock_.now();
  identity::Service& identities = platform_->identities();
  const auto officer = identities.actor_of(session, people_.officers[0].login());
  const auto context = identity::Context::system(now);
  std::vector<Clerk> clerks;
  std::vector<identity::NewPerson> people;
  const Date tomorrow = next_day(local_date(now, scenario_.district.zone));
  for (const rehearsal::Firm& f : firms) {
    const enterprise::RegisterRequest request{.name = f.name,
                                              .usc = f.usc,
                                              .scale = enterprise::Scale::below,
                                              .industry = f.industry,
                                              .subdistrict = f.subdistrict,
                                              .park = {},
                                              .address = f.address,
                                              .latitude = f.latitude,
                                              .longitude = f.longitude,
                                              .legal_representative = f.legal_representative,
                                              .phone = f.phone,
                                              .normal_workers = f.normal_workers,
                                              .normal_output = static_cast<double>(f.normal_output),
                                              .output_unit = "万元",
                                              .key_supply = {},
                                              .military = {},
                                              .override_usc_check = {}};
    const std::string id =
        must(platform_->enterprises().register_enterprise(session, {*officer, now, Language::zh_cn}, request)).id.text;
    const auto own = identities.find_organisation(session, OrganisationKind::enterprise, id);
    people.push_back({.login = fmt::format("bench{:06d}", f.index),
                      .name = f.legal_representative,
                      .password_hash = hash,
                      .roles = {Role::enterprise_clerk},
                      .organisation = own->id});
    const json::Object body{{"application", rehearsal::application_of(scenario_, rehearsal::facts_of(f, tomorrow))},
                            {"submit", true}};
    clerks.push_back({id, {}, json::write_value(body)});
  }
  must(identities.create_people(session, context, people));
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto actor = identities.actor_of(session, people[i].login);
    clerks[i].token = must(identities.create_token(session, {*actor, now}, {"bench", {}})).token;
  }
  return clerks;
}

}  // namespace fugong::bench
