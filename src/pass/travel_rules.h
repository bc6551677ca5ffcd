// Whether one pass can have been at two checkpoints. Pure.
#pragma once

#include <optional>

#include "base/clock.h"

namespace fugong::pass {

struct Position {
  double latitude = 0, longitude = 0;  // degrees
};

// Where and when a pass was seen.
struct Sighting {
  Position place;
  Timestamp at{};
};

// Two that no vehicle could make.
struct Impossible {
  double distance_m = 0;
  Duration gap{};        // between the two clocks
  double speed_kmh = 0;  // that it would have taken at least
};

constexpr double travel_distance_min_m = 1000;  // a checkpoint is as wide as its queue, and maps differ by half as much
constexpr Duration travel_slack = minutes(2);   // two gates' clocks

// Great circle on a sphere of the earth's mean radius (6371 km): within 0.6 % of the truth.
double distance_m(const Position& a, const Position& b);

// The order of the two plays no part: what is uploaded late is judged the same.
std::optional<Impossible> impossible_between(const Sighting& a, const Sighting& b, int speed_kmh_max);

}  // namespace fugong::pass
