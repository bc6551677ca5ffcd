#include "vrp/replan.h"

#include <algorithm>
#include <map>

namespace fugong::vrp {
namespace {

constexpr std::uint32_t nowhere = ~std::uint32_t{0};

// The rest of the day as a problem of its own: what is driven is gone from it, and each van on its way starts where it
// will be free next. Its numbers are its own; the lists say whose they are.
struct Rest {
  Problem problem;                         // vans keep their numbers, sites do not
  std::vector<std::uint32_t> sites;        // of the day, by number in the rest
  std::vector<std::uint32_t> site_number;  // in the rest, by number of the day; driven: not in it
};
constexpr std::uint32_t driven_already = ~std::uint32_t{0};

class RestMaker {
 public:
  RestMaker(const Problem& day, const DayUnderWay& under_way) : day_(day), under_way_(under_way) {}

  Result<Rest> make() {
    rest_.site_number.assign(day_.sites.size(), 0);
    FG_CHECK(collect());
    rest_.problem.depots = day_.depots;
    rest_.problem.vehicles = day_.vehicles;
    rest_.problem.cost_decimals = day_.cost_decimals;
    for (std::uint32_t d = 0; d < day_.depots.size(); ++d) nodes_.push_back(d);
    for (std::uint32_t v = 0; v < day_.vehicles.size(); ++v) FG_CHECK(vehicle(v));
    for (std::uint32_t s = 0; s < day_.sites.size(); ++s) {
      if (rest_.site_number[s] == driven_already) continue;
      rest_.site_number[s] = static_cast<std::uint32_t>(rest_.sites.size());
      rest_.sites.push_back(s);
      rest_.problem.sites.push_back(day_.sites[s]);
      nodes_.push_back(static_cast<std::uint32_t>(day_.node_of(s)));
    }
    rest_.problem.distance = part_of(day_.distance);
    if (day_.duration) rest_.problem.duration = part_of(*day_.duration);
    return std::move(rest_);
  }

 private:
  Status collect() {
    const auto wrong = [] { return invalid("vrp.progress", "driven"); };
    if (under_way_.now < 0 || under_way_.now > time_max) return wrong();
    for (const Driven& driven : under_way_.driven) {
      if (driven.vehicle >= day_.vehicles.size() || !driven_.emplace(driven.vehicle, &driven).second) return wrong();
      for (const StopTimes& stop : driven.stops) {
        if (stop.site >= day_.sites.size() || rest_.site_number[stop.site] == driven_already) return wrong();
        if (stop.begin < 0 || stop.begin > stop.departure || stop.departure > time_max) return wrong();
        rest_.site_number[stop.site] = driven_already;
      }
    }
    return {};
  }

  // Vans start and end the day at depots, which keep their numbers; the places of vans on their way come behind these.
  Status vehicle(std::uint32_t v) {
    Vehicle& vehicle = rest_.problem.vehicles[v];
    if (vehicle.start >= day_.depots.size() || vehicle.end >= day_.depots.size())
      return invalid("vrp.node", "vehicles[" + std::to_string(v) + "].start");
    const auto found = driven_.find(v);
    std::int64_t open = std::max(vehicle.shift.open, under_way_.now), close = vehicle.shift.close;
    if (found != driven_.end()) {
      vehicle.is_out = vehicle.is_out || found->second->is_out;
      if (!found->second->stops.empty()) on_its_way(vehicle, *found->second, open, close);
    }
    // A van that cannot be back in time any more takes nobody on.
    if (open > close) vehicle.is_out = true;
    else vehicle.shift = {static_cast<std::int32_t>(open), static_cast<std::int32_t>(close)};
    return {};
  }

  void on_its_way(Vehicle& vehicle, const Driven& driven, std::int64_t& open, std::int64_t& close) {
    vehicle.start = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back(static_cast<std::uint32_t>(day_.node_of(driven.stops.back().site)));
    rest_.problem.depots.push_back({vehicle.name});
    open = driven.stops.back().departure;
    if (vehicle.duration_max) close = std::min(close, driven.left + *vehicle.duration_max);
    vehicle.duration_max.reset();
    vehicle.fixed_cost = 0;
    std::int64_t aboard = vehicle.aboard;
    for (const StopTimes& stop : driven.stops) {
      const Site& site = day_.sites[stop.site];
      aboard += site.load;
      if (site.hand_over_max) close = std::min(close, stop.begin + *site.hand_over_max);
    }
    vehicle.aboard = static_cast<std::int32_t>(std::min<std::int64_t>(aboard, time_max));
  }

  Matrix part_of(const Matrix& whole) const {
    Matrix out(nodes_.size());
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      for (std::size_t j = 0; j < nodes_.size(); ++j) out.set(i, j, whole.at(nodes_[i], nodes_[j]));
    return out;
  }

  const Problem& day_;
  const DayUnderWay& under_way_;
  std::map<std::uint32_t, const Driven*> driven_;
  std::vector<std::uint32_t> nodes_;  // of the day, by number in the rest
  Rest rest_;
};

const Driven* driven_by(const DayUnderWay& day, std::uint32_t vehicle) {
  const auto found = std::ranges::find(day.driven, vehicle, &Driven::vehicle);
  return found == day.driven.end() ? nullptr : &*found;
}

bool begins_with_driven(const Route& route, const Driven& driven) {
  return driven.stops.size() <= route.stops.size() &&
         std::equal(driven.stops.begin(), driven.stops.end(), route.stops.begin(),
                    [](const StopTimes& stop, std::uint32_t site) { return stop.site == site; });
}

// The plan's stops that are not driven yet, in the numbers of the rest.
Plan rest_of(const Plan& plan, const Rest& rest) {
  Plan out;
  for (const Route& route : plan.routes) {
    Route& left = out.routes.emplace_back(Route{route.vehicle, {}});
    for (const std::uint32_t site : route.stops) {
      if (site >= rest.site_number.size()) left.stops.push_back(site);  // unknown there, too
      else if (rest.site_number[site] != driven_already) left.stops.push_back(rest.site_number[site]);
    }
  }
  return out;
}

Evaluation in_numbers_of_day(Evaluation evaluation, const Rest& rest) {
  const auto turn = [&](std::uint32_t& site) {
    if (site < rest.sites.size()) site = rest.sites[site];
  };
  for (RouteTimes& route : evaluation.routes)
    for (StopTimes& stop : route.stops) turn(stop.site);
  for (std::uint32_t& site : evaluation.left_out) turn(site);
  for (Broken& broken : evaluation.broken)
    if (broken.site) turn(*broken.site);
  return evaluation;
}

Evaluation judge_rest(const Plan& plan, const DayUnderWay& day, const Rest& rest) {
  Evaluation out = in_numbers_of_day(evaluate(rest.problem, rest_of(plan, rest)), rest);
  for (const Driven& driven : day.driven) {
    if (driven.stops.empty()) continue;
    const auto route = std::ranges::find(plan.routes, driven.vehicle, &Route::vehicle);
    if (route == plan.routes.end() || !begins_with_driven(*route, driven))
      out.broken.push_back({Promise::known, driven.vehicle, driven.stops.front().site, 0});
  }
  return out;
}

std::map<std::uint32_t, std::uint32_t> vans_of(const Plan& plan) {
  std::map<std::uint32_t, std::uint32_t> out;
  for (const Route& route : plan.routes)
    for (const std::uint32_t site : route.stops) out.emplace(site, route.vehicle);
  return out;
}

}  // namespace

Result<Evaluation> evaluate_rest(const Problem& problem, const Plan& plan, const DayUnderWay& day) {
  FG_CHECK(check(problem));
  FG_TRY(const Rest rest, RestMaker(problem, day).make());
  return judge_rest(plan, day, rest);
}

Result<Replanned> replan(const Problem& problem, const Plan& before, const DayUnderWay& day, std::int64_t away_cost,
                         const SolveOptions& options) {
  FG_CHECK(check(problem));
  for (const Driven& driven : day.driven) {
    const auto route = std::ranges::find(before.routes, driven.vehicle, &Route::vehicle);
    if (!driven.stops.empty() && (route == before.routes.end() || !begins_with_driven(*route, driven)))
      return invalid("vrp.progress", "driven");
  }
  FG_TRY(Rest rest, RestMaker(problem, day).make());
  const auto told = vans_of(before);
  for (std::uint32_t s = 0; s < rest.sites.size(); ++s) {
    const auto van = told.find(rest.sites[s]);
    // Whoever's van has broken down has to be moved: that costs nothing.
    if (van == told.end() || van->second >= problem.vehicles.size() || rest.problem.vehicles[van->second].is_out)
      continue;
    rest.problem.sites[s].home = Site::Home{van->second, away_cost};
  }
  SolveOptions warm = options;
  warm.start = rest_of(before, rest);
  FG_TRY(const Solution solution, solve(rest.problem, warm));

  for (std::uint32_t s = 0; s < rest.sites.size(); ++s) rest.problem.sites[s].home = problem.sites[rest.sites[s]].home;

  Replanned out;
  for (std::uint32_t v = 0; v < problem.vehicles.size(); ++v) {
    Route route{v, {}};
    if (const Driven* driven = driven_by(day, v))
      for (const StopTimes& stop : driven->stops) route.stops.push_back(stop.site);
    const auto planned = std::ranges::find(solution.plan.routes, v, &Route::vehicle);
    if (planned != solution.plan.routes.end())
      for (const std::uint32_t site : planned->stops) route.stops.push_back(rest.sites[site]);
    if (!route.stops.empty()) out.plan.routes.push_back(std::move(route));
  }
  out.evaluation = judge_rest(out.plan, day, rest);
  for (const LeftOut& left_out : solution.left_out)
    out.left_out.push_back({rest.sites[left_out.site], left_out.reason});
  for (const auto& [site, van] : vans_of(out.plan))
    if (const auto was = told.find(site); was != told.end() && was->second != van) out.moved.push_back(site);
  return out;
}

}  // namespace fugong::vrp
