#include "vrp/compiled.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace fugong::vrp {
namespace {

// Beyond so many neighbours nothing is torn out together.
constexpr std::size_t near_max = 400;

// The other way round; nothing when it is the same.
std::vector<std::int32_t> turned(const Matrix& matrix) {
  const std::size_t n = matrix.nodes();
  std::vector<std::int32_t> out(n * n);
  bool same = true;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      out[j * n + i] = matrix.at(i, j);
      same = same && matrix.at(i, j) == matrix.at(j, i);
    }
  if (same) out.clear();
  return out;
}

}  // namespace

Compiled::Compiled(const Problem& problem)
    : nodes(problem.nodes()), depots(problem.depots.size()), distance_turned_(turned(problem.distance)),
      distance_from_(&problem.distance.values()),
      distance_to_(distance_turned_.empty() ? distance_from_ : &distance_turned_), duration_from_(distance_from_),
      duration_to_(distance_to_) {
  if (problem.duration) {
    duration_turned_ = turned(*problem.duration);
    duration_from_ = &problem.duration->values();
    duration_to_ = duration_turned_.empty() ? duration_from_ : &duration_turned_;
  }
  fill_sites(problem);
  fill_paces(problem);
  fill_vans(problem);
  fill_near();
}

void Compiled::fill_sites(const Problem& problem) {
  absence.resize(nodes, 0);
  is_optional.resize(nodes, false);
  // Dearer than any two ways and a van together, so that nothing is gained by leaving out what must not be.
  std::int64_t dearest = 1;
  for (const std::int32_t way : problem.distance.values())
    if (way != no_way) dearest = std::max<std::int64_t>(dearest, way);
  for (const Vehicle& vehicle : problem.vehicles) dearest = std::max(dearest, vehicle.fixed_cost);
  for (const Site& site : problem.sites) {
    if (site.home) dearest = std::max(dearest, site.home->away_cost);
    if (site.prize) dearest = std::max(dearest, *site.prize);
  }
  for (std::size_t i = 0; i < problem.sites.size(); ++i) {
    const Site& site = problem.sites[i];
    const std::size_t at = problem.node_of(i);
    is_optional[at] = site.prize.has_value();
    absence[at] = site.prize.value_or(dearest * 10);
    if (site.hand_over_max && hand_over.empty()) hand_over.assign(nodes, no_limit);
    if (site.home && homes.empty()) homes.assign(nodes, {});
    if (site.hand_over_max) hand_over[at] = *site.hand_over_max;
    if (site.home) homes[at] = *site.home;
  }
  has_shape = !hand_over.empty();
}

void Compiled::fill_paces(const Problem& problem) {
  vans.resize(problem.vehicles.size());
  std::map<std::int32_t, std::uint32_t> known;
  for (std::size_t v = 0; v < vans.size(); ++v) {
    const Vehicle& vehicle = problem.vehicles[v];
    const auto [entry, is_new] = known.try_emplace(vehicle.pace, static_cast<std::uint32_t>(nodes_by_pace.size()));
    vans[v].pace = entry->second;
    if (!is_new) continue;
    std::vector<Node>& list = nodes_by_pace.emplace_back(nodes);
    for (std::size_t i = 0; i < problem.sites.size(); ++i) {
      const Site& site = problem.sites[i];
      list[problem.node_of(i)] = {site.window.open, site.window.close, service_time(vehicle, site), site.load};
    }
  }
}

void Compiled::fill_vans(const Problem& problem) {
  const bool open_to_all =
      std::ranges::all_of(problem.sites, [](const Site& s) { return s.zone.empty() && s.vehicles.empty(); }) &&
      std::ranges::none_of(problem.vehicles, &Vehicle::is_out);
  std::vector<bool> is_home(problem.vehicles.size(), false);
  for (const Site& site : problem.sites)
    if (site.home) is_home[site.home->vehicle] = true;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t,
                      std::int32_t, std::int64_t, std::vector<std::uint8_t>, std::size_t>,
           std::uint32_t>
      known;
  for (std::uint32_t v = 0; v < problem.vehicles.size(); ++v) {
    const Vehicle& from = problem.vehicles[v];
    const std::int32_t room = from.capacity - from.aboard;
    const std::int32_t longest = from.duration_max.value_or(no_limit);
    has_shape = has_shape || from.duration_max.has_value();
    std::vector<std::uint8_t> visits;
    if (!open_to_all) {
      visits.resize(nodes, 1);
      for (std::size_t i = 0; i < problem.sites.size(); ++i)
        visits[problem.node_of(i)] = vrp::may_visit(from, v, problem.sites[i]);
    }
    const auto [entry, is_new] =
        known.try_emplace({from.start, from.end, from.shift.open, from.shift.close, room, longest, from.pace,
                           from.fixed_cost, visits, is_home[v] ? v + 1 : 0},
                          static_cast<std::uint32_t>(kinds.size()));
    if (is_new) {
      kinds.emplace_back();
      visits_.insert(visits_.end(), visits.begin(), visits.end());
    }
    kinds[entry->second].push_back(v);
    vans[v] = {static_cast<std::int32_t>(from.start),
               static_cast<std::int32_t>(from.end),
               from.shift.open,
               from.shift.close,
               room,
               longest,
               from.fixed_cost,
               entry->second,
               vans[v].pace};
  }
  all_may_visit = open_to_all;
}

void Compiled::fill_near() {
  const std::size_t sites = nodes - depots;
  near_count = std::min(near_max, sites);
  near_.resize(nodes * near_count);
  std::vector<std::int32_t> order(sites);
  for (std::size_t at = depots; at < nodes; ++at) {
    std::iota(order.begin(), order.end(), static_cast<std::int32_t>(depots));
    const std::int32_t* from = distance_from(static_cast<std::int32_t>(at));
    const std::int32_t* to = distance_to(static_cast<std::int32_t>(at));
    const auto nearer = [&](std::int32_t a, std::int32_t b) {
      return std::pair(std::int64_t{from[a]} + to[a], a) < std::pair(std::int64_t{from[b]} + to[b], b);
    };
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(near_count), nearer);
    std::copy_n(order.begin(), near_count, near_.begin() + static_cast<std::ptrdiff_t>(at * near_count));
  }
}

}  // namespace fugong::vrp
