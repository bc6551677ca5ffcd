// A day's routing problem: vans that start somewhere, sites that want to be visited, and what is promised to whom.
//
// Every quantity is a whole number in the problem's own unit, so that the same seed gives the same plan on every
// machine: distances and times as the file or the caller says (docs/vrp.md), loads in tubes. Nodes are counted from 0:
// the depots first, then the sites; site i is node depots.size() + i. Plain values, safe to read from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fugong::vrp {

// Stands in a matrix where no way leads; no time or distance is as large.
inline constexpr std::int32_t no_way = 1'000'000'000;
inline constexpr std::int32_t time_max = no_way - 1;
inline constexpr std::size_t sites_max = 5000;  // a matrix of 100 MB; a district's day has some hundreds
inline constexpr std::size_t depots_max = 200;
inline constexpr std::size_t vehicles_max = 5000;
inline constexpr std::int32_t pace_max = 1000;  // ten times as slow

// Service may begin from `open` to `close`, both included; who is early waits.
struct Window {
  std::int32_t open = 0, close = time_max;
};

struct Depot {
  std::string name;
};

struct Site {
  std::string name;
  std::int32_t load = 0;  // what it takes of a van's capacity
  Window window{};
  std::int32_t service = 0;  // the same for every van: setting up
  std::int32_t work = 0;     // at a van's usual pace: people to sample
  // What leaving it out costs; absent: it must not be left out.
  std::optional<std::int64_t> prize{};
  // From the beginning of its service to the arrival at the van's end: how long samples keep.
  std::optional<std::int32_t> hand_over_max{};
  std::string zone{};                     // only vans with a permit for it come here; empty: every van may
  std::vector<std::uint32_t> vehicles{};  // wished for: only these come; empty: any
  // The van that the site has been told, and what sending another one costs.
  struct Home {
    std::uint32_t vehicle = 0;
    std::int64_t away_cost = 0;
  };
  std::optional<Home> home{};
};

struct Vehicle {
  std::string name;
  std::uint32_t start = 0, end = 0;  // nodes; depots, or a site where a van on its way stands now
  Window shift{};                    // leaves its start and arrives at its end within it
  std::int32_t capacity = 0;
  std::int32_t aboard = 0;  // of it, taken already
  std::int32_t pace = 100;  // per cent of the usual time that its crew needs for a site's work
  std::optional<std::int32_t>
      duration_max{};                // from leaving its start to arriving at its end; it leaves as late as it can
  bool is_out = false;               // it serves nobody: broken down, or without a crew
  std::int64_t fixed_cost = 0;       // of sending it at all
  std::vector<std::string> zones{};  // that it has a permit for
};

class Matrix {
 public:
  Matrix() = default;
  explicit Matrix(std::size_t nodes) : nodes_(nodes), values_(nodes * nodes) {}

  std::size_t nodes() const { return nodes_; }
  std::int32_t at(std::size_t from, std::size_t to) const { return values_[from * nodes_ + to]; }
  void set(std::size_t from, std::size_t to, std::int32_t value) { values_[from * nodes_ + to] = value; }
  const std::vector<std::int32_t>& values() const { return values_; }

 private:
  std::size_t nodes_ = 0;
  std::vector<std::int32_t> values_;
};

struct Problem {
  std::string name;
  std::vector<Depot> depots;
  std::vector<Site> sites;
  std::vector<Vehicle> vehicles;
  Matrix distance;
  std::optional<Matrix> duration{};  // absent: as long as it is far
  int cost_decimals = 0;             // costs are printed with so many: 413378 as 41337.8

  std::size_t nodes() const { return depots.size() + sites.size(); }
  std::size_t node_of(std::size_t site) const { return depots.size() + site; }
  const Matrix& durations() const { return duration ? *duration : distance; }
};

struct Route {
  std::uint32_t vehicle = 0;
  std::vector<std::uint32_t> stops;  // sites in the order in which they are visited

  bool operator==(const Route&) const = default;
};
// Vans without a route stay where they are; a site in no route is left out.
struct Plan {
  std::vector<Route> routes;

  bool operator==(const Plan&) const = default;
};

// Whether the figures make sense at all: everything else (search, evaluation) is only defined for a sound problem.
// Codes: vrp.too_many_sites, .too_many_depots, .too_many_vehicles, .no_depot, .no_vehicle, .matrix_size, .matrix_value,
// .window, .service, .load, .capacity, .pace, .duration, .node, .cost, .hand_over, .wish; the field names the place.
Status check(const Problem& problem);

// How long the van stays there: its set-up and the work at the van's pace, rounded up.
std::int32_t service_time(const Vehicle& vehicle, const Site& site);

// Whether the van may come to the site at all: its zone and its wishes.
bool may_visit(const Vehicle& vehicle, std::uint32_t vehicle_number, const Site& site);

// 413378 with one decimal is "41337.8".
std::string cost_text(std::int64_t cost, int decimals);

}  // namespace fugong::vrp
