// Internal to vrp/: a sound problem laid out for the search, rows of matrices in both directions and vans that are
// alike gathered into kinds. Made once, then only read.
#pragma once

#include <limits>

#include "vrp/model.h"

namespace fugong::vrp {

inline constexpr std::int32_t no_limit = std::numeric_limits<std::int32_t>::max();

struct Compiled {
  explicit Compiled(const Problem& problem);

  struct Node {
    std::int32_t open = 0, close = time_max, service = 0, load = 0;
  };
  struct Van {
    std::int32_t start = 0, end = 0, open = 0, close = 0, capacity = 0, duration_max = no_limit;
    std::int64_t fixed_cost = 0;
    std::uint32_t kind = 0, pace = 0;
  };

  // Row of a node: what it is from every other node to it, and from it to every other.
  const std::int32_t* distance_to(std::int32_t node) const { return row(*distance_to_, node); }
  const std::int32_t* distance_from(std::int32_t node) const { return row(*distance_from_, node); }
  const std::int32_t* duration_to(std::int32_t node) const { return row(*duration_to_, node); }
  const std::int32_t* duration_from(std::int32_t node) const { return row(*duration_from_, node); }
  // Sites by how near they are, the nearest first.
  const std::int32_t* near(std::int32_t node) const { return near_.data() + offset(node, near_count); }
  // Windows, loads and the time that this van needs, by node.
  const Node* nodes_for(std::uint32_t van) const { return nodes_by_pace[vans[van].pace].data(); }
  bool may_visit(std::uint32_t kind, std::int32_t node) const {
    return all_may_visit || visits_[kind * nodes + static_cast<std::size_t>(node)];
  }
  // What it costs that this van, and not the one that the site has been told, comes.
  std::int64_t away_cost(std::uint32_t vehicle, std::int32_t node) const {
    if (homes.empty()) return 0;
    const Site::Home& home = homes[static_cast<std::size_t>(node)];
    return home.vehicle == vehicle ? 0 : home.away_cost;
  }

  const std::size_t nodes, depots;
  std::vector<std::vector<Node>> nodes_by_pace;
  std::vector<Van> vans;
  std::vector<std::vector<std::uint32_t>> kinds;  // the vans of each kind
  std::vector<std::int32_t> hand_over;            // by node; empty when no site has a limit
  std::vector<Site::Home> homes;                  // by node; empty when no site has one
  std::vector<std::int64_t> absence;  // what leaving a node out costs; far above any way for one that must not
  std::vector<bool> is_optional;      // by node
  bool all_may_visit = true;
  bool has_shape = false;  // whether durations of routes or hand-overs are limited: more has to be looked at
  std::size_t near_count = 0;

 private:
  static std::size_t offset(std::int32_t node, std::size_t width) { return static_cast<std::size_t>(node) * width; }
  const std::int32_t* row(const std::vector<std::int32_t>& values, std::int32_t of) const {
    return values.data() + offset(of, nodes);
  }
  void fill_sites(const Problem& problem);
  void fill_paces(const Problem& problem);
  void fill_vans(const Problem& problem);
  void fill_near();

  std::vector<std::int32_t> distance_turned_, duration_turned_;  // empty where ways back are as long
  const std::vector<std::int32_t>*distance_from_, *distance_to_, *duration_from_, *duration_to_;
  std::vector<std::int32_t> near_;
  std::vector<std::uint8_t> visits_;
};

}  // namespace fugong::vrp
