#include "vrp/search.h"

#include <algorithm>
#include <cmath>

namespace fugong::vrp {
namespace {

// The figures of the paper, but for half as many stops more, which did better here in short times, and the
// temperatures, which follow the problem's own scale.
constexpr double torn_mean = 15;          // stops torn out at a time
constexpr double string_length_max = 10;  // of one tour
constexpr double split_share = 0.5;       // of strings that leave a part in the middle
constexpr double split_growth = 0.01;
constexpr std::uint32_t blink = 42'949'673;      // of 2^32: one position in a hundred is overlooked
constexpr std::uint32_t generous = 536'870'912;  // of 2^32: once in eight times
constexpr double hot_share = 1, warm_share = 0.1, cold_share = 0.03;  // of the mean cost of a stop
constexpr std::uint32_t changes_van = 134'217'728;  // of 2^32: a step in 32 hands a whole tour to another kind of van
constexpr std::size_t neighbours = 30;              // of a site, whose tours it is tried in
constexpr std::int64_t steps_between_looks = 128;

}  // namespace

Search::Search(const Compiled& problem, std::uint64_t seed)
    : problem_(problem), draws_(seed), tours_(problem), best_(problem.vans.size()), torn_in_(problem.vans.size(), 0),
      looked_in_(problem.vans.size(), 0) {}

void Search::start_from(const Plan& plan) {
  is_warm_ = true;
  tours_.begin();
  std::vector<std::int32_t> nodes;
  for (const Route& route : plan.routes) {
    nodes.clear();
    if (route.vehicle >= problem_.vans.size()) continue;
    for (const std::uint32_t site : route.stops) {
      if (site >= problem_.nodes - problem_.depots) continue;
      const auto node = static_cast<std::int32_t>(problem_.depots + site);
      if (!tours_.is_placed(node) && problem_.may_visit(problem_.vans[route.vehicle].kind, node)) nodes.push_back(node);
    }
    tours_.assign(route.vehicle, nodes);
  }
}

std::int64_t Search::run(const Progress& progress, const Improved& improved) {
  tours_.begin();
  recreate();
  best_cost_ = tours_.cost() + 1;
  keep_best(0, improved);
  set_temperatures();
  double temperature = hot_;
  std::int64_t steps = 0;
  for (;; ++steps) {
    if (steps % steps_between_looks == 0) {
      const double done = progress(steps);
      if (done >= 1) break;
      temperature = hot_ * std::pow(cold_ / hot_, done);
    }
    const std::int64_t before = tours_.cost();
    tours_.begin();
    if (problem_.kinds.size() > 1 && draws_.rarely(changes_van)) change_van();
    else ruin();
    recreate();
    const double bound = static_cast<double>(before) - temperature * std::log(1 - draws_.unit());
    if (static_cast<double>(tours_.cost()) >= bound) tours_.undo();
    else if (tours_.cost() < best_cost_) keep_best(steps + 1, improved);
  }
  return steps;
}

// Some stops are placed by now; what one of them costs on average is the scale of all changes.
void Search::set_temperatures() {
  std::int64_t ways = 0, stops = 1;
  for (const std::uint32_t van : tours_.used()) {
    ways += tours_.tour(van).cost;
    stops += static_cast<std::int64_t>(tours_.tour(van).stops());
  }
  const double mean = std::max(1.0, static_cast<double>(ways) / static_cast<double>(stops));
  hot_ = (is_warm_ ? warm_share : hot_share) * mean;
  cold_ = cold_share * mean;
}

void Search::keep_best(std::int64_t steps, const Improved& improved) {
  best_cost_ = tours_.cost();
  for (const std::uint32_t van : tours_.changed()) {
    best_[van].clear();
    const std::vector<Position>& at = tours_.tour(van).at;
    for (std::size_t p = 1; p + 1 < at.size(); ++p) best_[van].push_back(at[p].node);
  }
  tours_.settle_changed();
  const auto left_out = std::ranges::count_if(
      tours_.absent(), [&](std::int32_t node) { return !problem_.is_optional[static_cast<std::size_t>(node)]; });
  if (improved) improved(steps, best_cost_, static_cast<std::size_t>(left_out));
}

Plan Search::best() const {
  Plan plan;
  for (std::uint32_t van = 0; van < best_.size(); ++van) {
    if (best_[van].empty()) continue;
    Route& route = plan.routes.emplace_back();
    route.vehicle = van;
    for (const std::int32_t node : best_[van])
      route.stops.push_back(static_cast<std::uint32_t>(node) - static_cast<std::uint32_t>(problem_.depots));
  }
  return plan;
}

void Search::ruin() {
  ++step_;
  if (tours_.used().empty()) return;
  const std::size_t sites = problem_.nodes - problem_.depots;
  const double mean = static_cast<double>(sites - tours_.absent().size()) / static_cast<double>(tours_.used().size());
  const double longest = std::min(string_length_max, mean);
  const double strings_max = 4 * torn_mean / (1 + longest) - 1;
  auto strings = static_cast<std::size_t>(draws_.unit() * strings_max + 1);
  const auto seed = static_cast<std::int32_t>(problem_.depots + draws_.below(sites));
  const std::int32_t* near = problem_.near(seed);
  for (std::size_t i = 0; i < problem_.near_count && strings > 0; ++i) {
    const std::uint32_t van = tours_.van_of(near[i]);
    if (van == Tours::nobody || torn_in_[van] == step_) continue;
    torn_in_[van] = step_;
    tear(van, near[i], static_cast<std::size_t>(longest));
    --strings;
  }
}

void Search::tear(std::uint32_t van, std::int32_t through, std::size_t longest) {
  const Tour& tour = tours_.tour(van);
  const std::size_t stops = tour.stops();
  const std::size_t bound = std::max<std::size_t>(1, std::min(stops, longest));
  const std::size_t length = 1 + draws_.below(bound);
  std::size_t at = 1;
  while (tour.at[at].node != through) ++at;
  std::size_t kept = 0;
  if (length > 1 && length < stops && draws_.unit() < split_share) {
    kept = 1;
    while (length + kept < stops && draws_.unit() < split_growth) ++kept;
  }
  const std::size_t whole = length + kept;
  // The string passes through the stop and lies within the tour.
  const std::size_t low = at + 1 > whole ? at + 1 - whole : 1, high = std::min(at, stops + 1 - whole);
  const std::size_t first = low + draws_.below(high - low + 1);
  const std::size_t keep = kept == 0 ? 0 : first + 1 + draws_.below(length - 1);
  tours_.take_out(van, first, whole, keep, kept);
}

// What greed does not find: every stop by itself stays with the van that has stops already. Where the new van cannot
// drive the tour, its stops wait to go back like any others.
void Search::change_van() {
  if (tours_.used().empty()) return;
  const std::uint32_t from = tours_.used()[draws_.below(tours_.used().size())];
  const std::uint32_t kind = draws_.below(problem_.kinds.size());
  const std::uint32_t to = tours_.free_van(kind);
  if (to == Tours::nobody || kind == problem_.vans[from].kind) return;
  const std::vector<Position>& at = tours_.tour(from).at;
  moving_.clear();
  for (std::size_t p = 1; p + 1 < at.size(); ++p) {
    if (!problem_.may_visit(kind, at[p].node)) return;
    moving_.push_back(at[p].node);
  }
  tours_.take_out(from, 1, moving_.size(), 0, 0);
  tours_.assign(to, moving_);
}

void Search::order_absent() {
  std::vector<std::int32_t>& absent = tours_.absent_order();
  const std::uint32_t by = draws_.below(17);
  keys_.clear();
  for (const std::int32_t node : absent) {
    const Compiled::Node& n = problem_.nodes_for(0)[node];  // windows and loads are the same for every van
    std::int64_t key = 0;
    if (by < 4) key = draws_.below(1u << 30);
    else if (by < 8) key = -std::int64_t{n.load};
    else if (by < 10) key = -std::int64_t{problem_.distance_from(node)[0]};
    else if (by < 11) key = problem_.distance_from(node)[0];
    else if (by < 13) key = std::int64_t{n.close} - n.open;
    else if (by < 15) key = n.open;
    else key = -std::int64_t{n.close};
    keys_.emplace_back(key, node);
  }
  std::ranges::sort(keys_);
  for (std::size_t i = 0; i < keys_.size(); ++i) absent[i] = keys_[i].second;
}

void Search::recreate() {
  order_absent();
  std::vector<std::int32_t>& absent = tours_.absent_order();
  std::size_t left = 0;
  for (std::size_t i = 0; i < absent.size(); ++i) {
    const std::int32_t node = absent[i];
    const Insertion where = place_for(node);
    if (where.before > 0) tours_.insert(node, where);
    else absent[left++] = node;
  }
  absent.resize(left);
}

Insertion Search::place_for(std::int32_t node) {
  // An optional site is now and then placed for more than it is worth: others may come in for less on the way there.
  const std::int64_t generosity = draws_.rarely(generous) ? 3 : 1;
  Insertion best{problem_.absence[static_cast<std::size_t>(node)] * generosity, Tours::nobody, 0};
  // Tours that come near the site, the nearest first: a good place found early spares a look at many others.
  ++look_;
  const std::int32_t* near = problem_.near(node);
  const std::size_t count = std::min(neighbours, problem_.near_count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t van = tours_.van_of(near[i]);
    if (van == Tours::nobody || looked_in_[van] == look_) continue;
    looked_in_[van] = look_;
    try_tour(node, van, best);
  }
  if (best.before == 0)
    for (const std::uint32_t van : tours_.used()) try_tour(node, van, best);
  try_free_vans(node, best);
  return best;
}

void Search::try_tour(std::int32_t node, std::uint32_t van, Insertion& best) {
  const Tour& tour = tours_.tour(van);
  const Compiled::Node& wanted = problem_.nodes_for(van)[node];
  const Compiled::Van& limits = problem_.vans[van];
  if (tour.load + wanted.load > limits.capacity || !problem_.may_visit(limits.kind, node)) return;
  const std::int32_t* to = problem_.distance_to(node);
  const std::int32_t* on = problem_.distance_from(node);
  const std::int64_t away = problem_.away_cost(van, node);
  const Position* at = tour.at.data();
  const std::size_t end = tour.at.size();
  for (std::size_t p = 1; p < end; ++p) {
    if (at[p - 1].leave > wanted.close) return;
    const std::int64_t cost = std::int64_t{to[at[p - 1].node]} + on[at[p].node] - at[p].leg + away;
    if (cost >= best.cost || draws_.rarely(blink) || !tours_.fits(tour, van, p, node)) continue;
    best = {cost, van, static_cast<std::uint32_t>(p)};
  }
}

void Search::try_free_vans(std::int32_t node, Insertion& best) {
  for (std::uint32_t kind = 0; kind < problem_.kinds.size(); ++kind) {
    const std::uint32_t van = tours_.free_van(kind);
    if (van == Tours::nobody || !problem_.may_visit(kind, node)) continue;
    const Compiled::Van& limits = problem_.vans[van];
    const std::int64_t cost = std::int64_t{problem_.distance_to(node)[limits.start]} +
                              problem_.distance_from(node)[limits.end] + limits.fixed_cost +
                              problem_.away_cost(van, node);
    if (problem_.nodes_for(van)[node].load > limits.capacity || cost >= best.cost) continue;
    if (draws_.rarely(blink) || !tours_.fits(tours_.tour(van), van, 1, node)) continue;
    best = {cost, van, 1};
  }
}

}  // namespace fugong::vrp
