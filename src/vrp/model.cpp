#include "vrp/model.h"

#include <algorithm>
#include <cstdlib>

namespace fugong::vrp {
namespace {

// Sums of costs stay far below 2^63 however many of them there are.
constexpr std::int64_t cost_max = 1'000'000'000'000;

std::string place(const char* list, std::size_t index, const char* member) {
  return std::string(list) + "[" + std::to_string(index) + "]." + member;
}
bool is_window(const Window& w) { return w.open >= 0 && w.open <= w.close && w.close <= time_max; }
bool is_cost(std::int64_t cost) { return cost >= 0 && cost <= cost_max; }

Status check_matrix(const Matrix& matrix, std::size_t nodes, const char* field) {
  if (matrix.nodes() != nodes) return invalid("vrp.matrix_size", field);
  if (std::ranges::any_of(matrix.values(), [](std::int32_t v) { return v < 0 || v > no_way; }))
    return invalid("vrp.matrix_value", field);
  for (std::size_t i = 0; i < nodes; ++i)
    if (matrix.at(i, i) != 0) return invalid("vrp.matrix_value", field);
  return {};
}
// Where no way leads, it leads nowhere by distance and by time alike.
bool same_ways(const Matrix& a, const Matrix& b) {
  return std::ranges::equal(
      a.values(), b.values(), {}, [](std::int32_t v) { return v == no_way; },
      [](std::int32_t v) { return v == no_way; });
}

Status check_site(const Problem& p, std::size_t i) {
  const Site& site = p.sites[i];
  if (!is_window(site.window)) return invalid("vrp.window", place("sites", i, "window"));
  if (site.service < 0 || site.service > time_max || site.work < 0 || site.work > time_max)
    return invalid("vrp.service", place("sites", i, "service"));
  if (site.load < 0) return invalid("vrp.load", place("sites", i, "load"));
  if (site.prize && !is_cost(*site.prize)) return invalid("vrp.cost", place("sites", i, "prize"));
  if (site.hand_over_max && (*site.hand_over_max < 0 || *site.hand_over_max > time_max))
    return invalid("vrp.hand_over", place("sites", i, "hand_over_max"));
  for (const std::uint32_t vehicle : site.vehicles)
    if (vehicle >= p.vehicles.size()) return invalid("vrp.wish", place("sites", i, "vehicles"));
  if (site.home && site.home->vehicle >= p.vehicles.size()) return invalid("vrp.wish", place("sites", i, "home"));
  if (site.home && !is_cost(site.home->away_cost)) return invalid("vrp.cost", place("sites", i, "home"));
  return {};
}

Status check_vehicle(const Problem& p, std::size_t i) {
  const Vehicle& vehicle = p.vehicles[i];
  if (vehicle.start >= p.nodes()) return invalid("vrp.node", place("vehicles", i, "start"));
  if (vehicle.end >= p.nodes()) return invalid("vrp.node", place("vehicles", i, "end"));
  if (!is_window(vehicle.shift)) return invalid("vrp.window", place("vehicles", i, "shift"));
  if (vehicle.capacity <= 0) return invalid("vrp.capacity", place("vehicles", i, "capacity"));
  if (vehicle.aboard < 0) return invalid("vrp.load", place("vehicles", i, "aboard"));
  if (vehicle.pace <= 0 || vehicle.pace > pace_max) return invalid("vrp.pace", place("vehicles", i, "pace"));
  if (vehicle.duration_max && (*vehicle.duration_max < 0 || *vehicle.duration_max > time_max))
    return invalid("vrp.duration", place("vehicles", i, "duration_max"));
  if (!is_cost(vehicle.fixed_cost)) return invalid("vrp.cost", place("vehicles", i, "fixed_cost"));
  return {};
}

}  // namespace

Status check(const Problem& p) {
  const auto limit = [](std::size_t value) {
    return std::vector{std::pair(std::string("limit"), std::to_string(value))};
  };
  if (p.depots.empty()) return invalid("vrp.no_depot", "depots");
  if (p.vehicles.empty()) return invalid("vrp.no_vehicle", "vehicles");
  if (p.depots.size() > depots_max) return invalid("vrp.too_many_depots", "depots", limit(depots_max));
  if (p.sites.size() > sites_max) return invalid("vrp.too_many_sites", "sites", limit(sites_max));
  if (p.vehicles.size() > vehicles_max) return invalid("vrp.too_many_vehicles", "vehicles", limit(vehicles_max));
  FG_CHECK(check_matrix(p.distance, p.nodes(), "distance"));
  if (p.duration) {
    FG_CHECK(check_matrix(*p.duration, p.nodes(), "duration"));
    if (!same_ways(p.distance, *p.duration)) return invalid("vrp.matrix_value", "duration");
  }
  for (std::size_t i = 0; i < p.sites.size(); ++i) FG_CHECK(check_site(p, i));
  for (std::size_t i = 0; i < p.vehicles.size(); ++i) FG_CHECK(check_vehicle(p, i));
  return {};
}

std::int32_t service_time(const Vehicle& vehicle, const Site& site) {
  const std::int64_t work = (std::int64_t{site.work} * vehicle.pace + 99) / 100;
  return static_cast<std::int32_t>(std::min<std::int64_t>(site.service + work, time_max));
}

bool may_visit(const Vehicle& vehicle, std::uint32_t vehicle_number, const Site& site) {
  const auto has = [](const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); };
  return !vehicle.is_out && (site.zone.empty() || has(vehicle.zones, site.zone)) &&
         (site.vehicles.empty() || has(site.vehicles, vehicle_number));
}

std::string cost_text(std::int64_t cost, int decimals) {
  std::string text = std::to_string(std::abs(cost));
  if (decimals > 0) {
    const auto places = static_cast<std::size_t>(decimals);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    text.insert(text.size() - places, ".");
  }
  return cost < 0 ? "-" + text : text;
}

}  // namespace fugong::vrp
