// Problems of every shape, for what has to hold whatever the problem: ways that lead back differently or not at all, no
// triangle inequality, windows, zones, wishes, hand-overs, optional sites, vans of many kinds.
#pragma once

#include "base/random.h"
#include "vrp/model.h"

namespace fugong::vrp_test {

inline vrp::Problem random_problem(std::uint64_t seed, std::uint64_t sites_max = 14) {
  SeededRandom random(seed);
  const auto below = [&](std::uint64_t bound) { return static_cast<std::int32_t>(random.below(bound)); };
  vrp::Problem p{.name = "random"};
  p.depots.resize(1 + static_cast<std::size_t>(below(3)));
  p.sites.resize(random.below(sites_max + 1));
  p.vehicles.resize(1 + static_cast<std::size_t>(below(4)));
  const bool with_durations = below(2) == 0, with_gaps = below(3) == 0;
  p.distance = vrp::Matrix(p.nodes());
  if (with_durations) p.duration = vrp::Matrix(p.nodes());
  for (std::size_t i = 0; i < p.nodes(); ++i)
    for (std::size_t j = 0; j < p.nodes(); ++j) {
      if (i == j) continue;
      const bool gap = with_gaps && below(8) == 0;
      p.distance.set(i, j, gap ? vrp::no_way : 1 + below(100));
      if (with_durations) p.duration->set(i, j, gap ? vrp::no_way : 1 + below(100));
    }
  for (vrp::Vehicle& van : p.vehicles) {
    van.start = static_cast<std::uint32_t>(random.below(p.depots.size()));
    van.end = static_cast<std::uint32_t>(random.below(p.depots.size()));
    van.shift.open = below(50);
    van.shift.close = van.shift.open + 100 + below(600);
    van.capacity = 5 + below(30);
    van.aboard = below(5) == 0 ? below(4) : 0;
    van.pace = 50 + below(100);
    if (below(2) == 0) van.duration_max = 100 + below(400);
    van.fixed_cost = below(2) * below(60);
    if (below(2) == 0) van.zones = {"a"};
    van.is_out = below(12) == 0;
  }
  for (vrp::Site& site : p.sites) {
    site.load = below(8);
    site.service = below(10);
    site.work = below(20);
    if (below(2) == 0) site.window = {below(200), 0}, site.window.close = site.window.open + below(200);
    if (below(3) == 0) site.hand_over_max = 30 + below(300);
    if (below(4) == 0) site.zone = "a";
    if (below(5) == 0) site.prize = below(300);
    if (below(6) == 0) site.vehicles = {static_cast<std::uint32_t>(random.below(p.vehicles.size()))};
    if (below(4) == 0)
      site.home = vrp::Site::Home{static_cast<std::uint32_t>(random.below(p.vehicles.size())), below(80)};
  }
  return p;
}

}  // namespace fugong::vrp_test
