#include "vrp/great_circle.h"

#include <cmath>
#include <numbers>

namespace fugong::vrp {
namespace {

constexpr double earth_radius_m = 6'371'008.8;  // mean, IUGG

double haversine_m(const Position84& a, const Position84& b) {
  const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
  const double latitude = std::sin(radians(b.latitude - a.latitude) / 2);
  const double longitude = std::sin(radians(b.longitude - a.longitude) / 2);
  const double h =
      latitude * latitude + std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * longitude * longitude;
  return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(h)));
}

}  // namespace

Result<Ways> great_circle_ways(std::span<const Position84> places, const RoadModel& roads) {
  if (places.size() > sites_max + depots_max)
    return invalid("vrp.too_many_sites", {}, {{"limit", std::to_string(sites_max)}});
  if (!(roads.detour >= 1 && roads.detour <= 10)) return invalid("vrp.speed", "detour");
  if (!(roads.speed_kmh >= 1 && roads.speed_kmh <= 200)) return invalid("vrp.speed", "speed_kmh");
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Position84& p = places[i];
    if (!(std::abs(p.latitude) <= 90 && std::abs(p.longitude) <= 180))
      return invalid("vrp.position", "[" + std::to_string(i) + "]");
  }
  Ways ways{Matrix(places.size()), Matrix(places.size())};
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = 0; j < places.size(); ++j) {
      const double metres = roads.detour * haversine_m(places[i], places[j]);
      ways.distance.set(i, j, static_cast<std::int32_t>(std::ceil(metres)));
      ways.duration.set(i, j, static_cast<std::int32_t>(std::ceil(metres * 3.6 / roads.speed_kmh)));
    }
  return ways;
}

}  // namespace fugong::vrp
