#include "rehearsal/scenario.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "policy/yaml.h"

namespace fugong::rehearsal {
namespace {

using policy::Yaml;

std::unexpected<Error> at_line(const Yaml& yaml, const std::string& path, const std::string& reason) {
  const policy::Place place = yaml.place_of(path);
  return invalid("scenario.fault", path,
                 {{"file", place.file}, {"line", std::to_string(place.line)}, {"path", path}, {"reason", reason}});
}

// What the binder cannot know: numbers that contradict each other.
Status check(const Scenario& s, const Yaml& yaml, Language language) {
  const World& w = s.world;
  struct Rule {
    const char* path;
    bool holds;
    const char* reason;
  };
  const Rule rules[] = {
      {"world.enterprises", w.enterprises >= 1 && w.enterprises <= 200'000, "scenario.enterprises"},
      {"world.above_scale", w.above_scale >= 0 && w.above_scale <= w.enterprises, "scenario.more_than_enterprises"},
      {"world.key_supply", w.key_supply >= 0 && w.key_supply <= w.above_scale, "scenario.more_than_above_scale"},
      {"world.returning_workers", w.returning_workers >= w.enterprises && w.returning_workers <= w.normal_workers,
       "scenario.returning"},
      {"world.capacity_recovered", w.capacity_recovered >= 0 && w.capacity_recovered <= w.enterprises,
       "scenario.more_than_enterprises"},
      {"world.employee_passes", w.employee_passes >= w.returning_workers, "scenario.fewer_passes"},
      {"world.trucks", w.trucks.vehicles >= w.trucks.enterprises && w.trucks.enterprises <= w.enterprises,
       "scenario.fewer_vehicles"},
      {"world.buses", w.buses.vehicles >= w.buses.enterprises && w.buses.enterprises <= w.enterprises,
       "scenario.fewer_vehicles"},
      {"world.residents",
       w.residents.enterprises >= 0 && w.residents.enterprises <= w.key_supply &&
           w.residents.officers >= w.residents.enterprises,
       "scenario.residents"},
      {"wave.suspensions",
       std::ranges::all_of(s.wave.suspensions,
                           [&](const Suspension& x) {
                             return x.enterprise >= 0 && x.enterprise < w.residents.enterprises && x.people > 0;
                           }),
       "scenario.suspensions"},
      {"wave.problems",
       s.wave.problems.solved >= 0 && s.wave.problems.open >= 0 &&
           (s.wave.problems.solved + s.wave.problems.open == 0 || !s.wave.problems.kinds.empty()) &&
           std::ranges::all_of(s.wave.problems.kinds, [](const ProblemKind& k) { return k.share > 0; }),
       "scenario.problems"},
      {"world.subdistricts", !w.subdistricts.empty(), "scenario.none"},
      {"world.industries", !w.industries.empty(), "scenario.none"},
      {"world.checkpoints", !w.checkpoints.empty(), "scenario.none"},
      {"world.destinations", !s.passes.trips || !w.destinations.empty(), "scenario.none_for_journeys"},
      {"world.company_stems",
       !w.company_stems.empty() && !w.company_suffixes.empty() && !w.surnames.empty() && !w.given_names.empty() &&
           !w.streets.empty() && !w.posts.empty(),
       "scenario.names"},
      {"wave.end", s.wave.end > s.wave.start, "scenario.end"},
      {"wave.phases", !s.wave.phases.empty(), "scenario.none"},
      {"wave.applications", !s.wave.applications.empty(), "scenario.no_day"},
      {"staff.password", s.staff.password.size() >= 10, "scenario.password"},
  };
  for (const Rule& rule : rules)
    if (!rule.holds) return at_line(yaml, rule.path, message(language, rule.reason));
  return {};
}

std::int64_t times(std::int64_t n, double scale) {
  return std::max<std::int64_t>(n > 0 ? 1 : 0, std::llround(static_cast<double>(n) * scale));
}

Fleet times(const Fleet& fleet, double scale) {
  Fleet out{times(fleet.vehicles, scale), times(fleet.enterprises, scale)};
  out.vehicles = std::max(out.vehicles, out.enterprises);
  return out;
}

}  // namespace

Result<Scenario> load_scenario(const std::string& path, Language language) {
  FG_TRY(const Yaml yaml, policy::read_yaml_file(path));
  auto scenario = json::from_value<Scenario>(yaml.value);
  if (!scenario) {
    const Error& e = scenario.error();
    return at_line(yaml, e.field, message(language, e.code, e.params));
  }
  FG_CHECK(check(*scenario, yaml, language));
  scenario->policy = (std::filesystem::path(path).parent_path() / scenario->policy).lexically_normal().string();
  return scenario;
}

Scenario scaled(const Scenario& scenario, double scale) {
  Scenario s = scenario;
  World& w = s.world;
  w.enterprises = times(w.enterprises, scale);
  w.above_scale = std::min(times(w.above_scale, scale), w.enterprises);
  w.key_supply = std::min(times(w.key_supply, scale), w.above_scale);
  w.military = std::min(times(w.military, scale), w.above_scale);
  w.normal_workers = std::max(times(w.normal_workers, scale), w.enterprises * 2);
  w.returning_workers = std::clamp(times(w.returning_workers, scale), w.enterprises, w.normal_workers);
  w.capacity_recovered = std::min(times(w.capacity_recovered, scale), w.enterprises);
  w.employee_passes = std::max(times(w.employee_passes, scale), w.returning_workers);
  w.trucks = times(w.trucks, scale);
  w.buses = times(w.buses, scale);
  w.trucks.enterprises = std::min(w.trucks.enterprises, w.enterprises);
  w.buses.enterprises = std::min(w.buses.enterprises, w.enterprises);
  s.wave.scans_per_day = static_cast<int>(times(s.wave.scans_per_day, scale));
  s.wave.problems.solved = times(s.wave.problems.solved, scale);
  s.wave.problems.open = times(s.wave.problems.open, scale);
  w.residents.enterprises = std::min(times(w.residents.enterprises, scale), w.key_supply);
  w.residents.officers = std::max(times(w.residents.officers, scale), w.residents.enterprises);
  // Who is suspended has officers; with fewer such plants there are fewer suspensions.
  const std::int64_t watched = w.residents.enterprises;
  if (std::int64_t(s.wave.suspensions.size()) > watched) s.wave.suspensions.resize(static_cast<std::size_t>(watched));
  for (Suspension& suspension : s.wave.suspensions)
    suspension.enterprise = std::min(times(suspension.enterprise, scale), watched - 1);
  // Two suspensions of one enterprise would be one: move apart.
  for (std::size_t i = 1; i < s.wave.suspensions.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (s.wave.suspensions[i].enterprise == s.wave.suspensions[k].enterprise)
        s.wave.suspensions[i].enterprise = (s.wave.suspensions[i].enterprise + 1) % watched;
  if (scale != 1) s.expect.clear();
  return s;
}

}  // namespace fugong::rehearsal
