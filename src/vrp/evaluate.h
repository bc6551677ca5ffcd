// What a plan costs and which promises it breaks, by driving it stop by stop. Shares nothing with the search but the
// model: it is the search's checker, and it judges a plan that somebody has dragged by hand.
#pragma once

#include <boost/describe.hpp>

#include "vrp/model.h"

namespace fugong::vrp {

// A van drives on at once and waits before a door; where a hand-over or the longest duration asks for it, stops are
// begun as late as the same arrival at the end allows, so that samples are no older and crews out no longer than
// needed.
struct StopTimes {
  std::uint32_t site = 0;
  std::int64_t arrival = 0, begin = 0, departure = 0;
};

enum class Promise : std::uint8_t {
  once,       // a site is visited more than once (amount: how often too many)
  everyone,   // a site that must not be left out is
  known,      // no such van or site, a van with two routes, or one that serves nobody
  way,        // no way leads to the stop, or from the last one to the end
  window,     // begun after the window has closed (amount: by how much)
  capacity,   // more load than the van holds
  shift,      // back after the shift's end
  duration,   // out longer than the van may be
  hand_over,  // samples older at the end than they may be
  zone,       // a zone without a permit, or a van that the site does not wish for
};
BOOST_DESCRIBE_ENUM(Promise, once, everyone, known, way, window, capacity, shift, duration, hand_over, zone)

struct Broken {
  Promise promise = Promise::known;
  std::optional<std::uint32_t> vehicle{}, site{};
  std::int64_t amount = 0;

  bool operator==(const Broken&) const = default;
};

struct RouteTimes {
  std::uint32_t vehicle = 0;
  std::int64_t leaves = 0, returns = 0;
  std::int64_t load = 0, cost = 0;
  std::vector<StopTimes> stops;
};

struct Evaluation {
  std::int64_t cost = 0;                // distances, vans sent, prizes missed, sites away from their home van
  std::vector<RouteTimes> routes;       // those of known vans, in the plan's order; empty ones left out
  std::vector<std::uint32_t> left_out;  // sites in no route, ascending
  std::vector<Broken> broken;

  bool is_kept() const { return broken.empty(); }
};

// The problem has to be sound (check in model.h); the plan may be anything.
Evaluation evaluate(const Problem& problem, const Plan& plan);

}  // namespace fugong::vrp
