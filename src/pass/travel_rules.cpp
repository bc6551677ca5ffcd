#include "pass/travel_rules.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace fugong::pass {

double distance_m(const Position& a, const Position& b) {
  constexpr double earth_m = 6'371'000, degree = std::numbers::pi / 180;
  const double north = std::sin((b.latitude - a.latitude) * degree / 2);
  const double east = std::sin((b.longitude - a.longitude) * degree / 2);
  const double h = north * north + std::cos(a.latitude * degree) * std::cos(b.latitude * degree) * east * east;
  return 2 * earth_m * std::asin(std::sqrt(std::clamp(h, 0.0, 1.0)));
}

std::optional<Impossible> impossible_between(const Sighting& a, const Sighting& b, int speed_kmh_max) {
  if (speed_kmh_max <= 0) return std::nullopt;
  const double metres = distance_m(a.place, b.place);
  if (metres < travel_distance_min_m) return std::nullopt;
  const Duration gap{std::abs((a.at - b.at).ms)};
  const double hours_at_most = static_cast<double>((gap + travel_slack).ms) / 3'600'000;
  const double speed_kmh = metres / 1000 / hours_at_most;
  if (speed_kmh <= speed_kmh_max) return std::nullopt;
  return Impossible{metres, gap, speed_kmh};
}

}  // namespace fugong::pass
