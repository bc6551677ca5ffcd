// A testing day as a district has it: vans of several laboratories, plants with windows, head-counts and zones.
#pragma once

#include <algorithm>

#include "base/random.h"
#include "vrp/great_circle.h"
#include "vrp/model.h"

namespace fugong::vrp_test {

struct DaySize {
  std::uint32_t depots = 4, vans = 12, sites = 150;
};

// Seconds from midnight, metres. The same seed gives the same day. Samples keep for four hours, so that every van has a
// tour in the morning and one in the afternoon: two vehicles of the problem, 2 v and 2 v + 1.
inline vrp::Problem sample_day(std::uint64_t seed, const DaySize& size = {}) {
  SeededRandom random(seed);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::int32_t>(
        low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1))));
  };
  vrp::Problem day{.name = "day " + std::to_string(seed)};
  std::vector<vrp::Position84> places;
  const auto somewhere = [&] { places.push_back({41.70 + between(0, 2000) * 1e-4, 123.30 + between(0, 2500) * 1e-4}); };
  for (std::uint32_t d = 0; d < size.depots; ++d) {
    day.depots.push_back({"laboratory " + std::to_string(d + 1)});
    somewhere();
  }
  const std::vector<std::string> zones{"river", "rail yard", "old town"};
  for (std::uint32_t s = 0; s < size.sites; ++s) {
    vrp::Site site{.name = "plant " + std::to_string(s + 1)};
    const std::int32_t people = between(1, 10) == 1 ? between(150, 400) : between(10, 90);
    site.load = (people + 9) / 10;  // tubes, ten people each
    site.service = 5 * 60;          // setting up
    site.work = people * 12;        // a crew samples five people a minute
    site.hand_over_max = 4 * 3600;
    const std::int32_t opens = between(7, 13) * 3600;
    site.window = between(1, 3) == 1 ? vrp::Window{opens, opens + 2 * 3600} : vrp::Window{6 * 3600, 20 * 3600};
    if (between(1, 8) == 1) site.zone = zones[static_cast<std::size_t>(between(0, 2))];
    if (between(1, 40) == 1) {
      const auto van = static_cast<std::uint32_t>(between(0, size.vans - 1));
      site.vehicles = {2 * van, 2 * van + 1};
    }
    if (!site.vehicles.empty()) site.zone.clear();
    day.sites.push_back(std::move(site));
    somewhere();
  }
  for (std::uint32_t v = 0; v < 2 * size.vans; ++v) {
    const std::uint32_t number = v / 2;
    vrp::Vehicle van{.name = "van " + std::to_string(number + 1) + (v % 2 == 0 ? " morning" : " afternoon")};
    van.start = van.end = number % size.depots;
    van.shift = v % 2 == 0 ? vrp::Window{6 * 3600, 13 * 3600} : vrp::Window{13 * 3600, 20 * 3600};
    van.capacity = 250;
    van.pace = number % 4 == 0 ? 80 : 100;
    van.duration_max = 6 * 3600;
    van.zones = {zones[number % 3], zones[(number + 1) % 3]};
    day.vehicles.push_back(std::move(van));
  }
  vrp::Ways ways = *vrp::great_circle_ways(places);
  day.distance = std::move(ways.distance);
  day.duration = std::move(ways.duration);
  return day;
}

}  // namespace fugong::vrp_test
