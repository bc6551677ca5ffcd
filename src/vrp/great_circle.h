// Distances and driving times between places where no road service is asked: great circle times a detour.
#pragma once

#include <span>

#include "vrp/model.h"

namespace fugong::vrp {

struct Position84 {
  double latitude = 0, longitude = 0;  // degrees, WGS 84
};

struct RoadModel {
  double detour = 1.4;    // ways over streets are so much longer; 1.2 to 1.5 in Chinese cities
  double speed_kmh = 30;  // of a van in town, lights included
};

struct Ways {
  Matrix distance;  // metres
  Matrix duration;  // seconds
};

// Codes: vrp.position (the field is "[index]"), vrp.speed, vrp.too_many_sites.
Result<Ways> great_circle_ways(std::span<const Position84> places, const RoadModel& roads = {});

}  // namespace fugong::vrp
