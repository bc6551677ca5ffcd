#include "vrp/tours.h"

#include <algorithm>

namespace fugong::vrp {
namespace {

// What is beyond all time is clipped: it is late anyway.
std::int32_t clip(std::int64_t time) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(time, -no_way, no_way));
}

}  // namespace

Tours::Tours(const Compiled& problem)
    : problem_(problem), tours_(problem.vans.size()), van_of_(problem.nodes, nobody), free_(problem.kinds),
      saved_in_(problem.vans.size(), 0), is_changed_(problem.vans.size(), false) {
  for (auto& vans : free_) std::ranges::reverse(vans);
  for (std::uint32_t van = 0; van < tours_.size(); ++van) clear(van);
  for (std::size_t node = problem.depots; node < problem.nodes; ++node) make_absent(static_cast<std::int32_t>(node));
}

void Tours::clear(std::uint32_t van) {
  Tour& tour = tours_[van];
  tour.at.assign(2, {});
  tour.at.front().node = problem_.vans[van].start;
  tour.at.back().node = problem_.vans[van].end;
  tour.shape.assign(problem_.has_shape ? 2 : 0, {});
  tour.load = tour.cost = 0;
  forward(tour, van, 1);
  backward(tour, van, 1);
}

void Tours::make_absent(std::int32_t node) {
  van_of_[static_cast<std::size_t>(node)] = nobody;
  absent_.push_back(node);
  cost_ += problem_.absence[static_cast<std::size_t>(node)];
}

void Tours::mark_used(std::uint32_t van) {
  auto& vans = free_[problem_.vans[van].kind];
  vans.erase(std::ranges::find(vans, van));
  tours_[van].place = static_cast<std::uint32_t>(used_.size());
  used_.push_back(van);
}

void Tours::mark_free(std::uint32_t van) {
  free_[problem_.vans[van].kind].push_back(van);
  const std::uint32_t place = tours_[van].place;
  used_[place] = used_.back();
  tours_[used_[place]].place = place;
  used_.pop_back();
}

void Tours::begin() {
  ++change_;
  saved_count_ = 0;
  absent_before_ = absent_;
  cost_before_ = cost_;
}

void Tours::save(std::uint32_t van) {
  if (!is_changed_[van]) {
    is_changed_[van] = true;
    changed_.push_back(van);
  }
  if (saved_in_[van] == change_) return;
  saved_in_[van] = change_;
  if (saved_count_ == saved_.size()) saved_.emplace_back();
  Saved& saved = saved_[saved_count_++];
  saved.van = van;
  saved.tour = tours_[van];
}

void Tours::undo() {
  for (std::size_t i = 0; i < saved_count_; ++i) {
    Saved& saved = saved_[i];
    Tour& tour = tours_[saved.van];
    const bool was_used = saved.tour.stops() > 0, is_used = tour.stops() > 0;
    if (was_used && !is_used) mark_used(saved.van);
    if (!was_used && is_used) mark_free(saved.van);
    const std::uint32_t place = tour.place;
    std::swap(tour, saved.tour);
    tour.place = place;
    for (std::size_t p = 1; p + 1 < tour.at.size(); ++p) van_of_[static_cast<std::size_t>(tour.at[p].node)] = saved.van;
  }
  absent_ = absent_before_;
  for (const std::int32_t node : absent_) van_of_[static_cast<std::size_t>(node)] = nobody;
  cost_ = cost_before_;
}

void Tours::settle_changed() {
  for (const std::uint32_t van : changed_) is_changed_[van] = false;
  changed_.clear();
}

bool Tours::forward(Tour& tour, std::uint32_t van, std::size_t from) const {
  std::vector<Position>& at = tour.at;
  const Compiled::Van& limits = problem_.vans[van];
  at.front().leave = limits.open;
  const Compiled::Node* nodes = problem_.nodes_for(van);
  bool in_time = true;
  std::int64_t now = at[from - 1].leave;
  for (std::size_t p = from; p < at.size(); ++p) {
    const bool is_end = p + 1 == at.size();
    at[p].leg = problem_.distance_to(at[p].node)[at[p - 1].node];
    now += problem_.duration_to(at[p].node)[at[p - 1].node];
    const Compiled::Node& node = nodes[at[p].node];
    if (is_end) {
      in_time = in_time && now <= limits.close;
    } else {
      now = std::max<std::int64_t>(now, node.open);
      in_time = in_time && now <= node.close;
      now += node.service;
    }
    at[p].leave = clip(now);
  }
  if (problem_.has_shape) forward_shape(tour, van, from);
  return in_time;
}

void Tours::backward(Tour& tour, std::uint32_t van, std::size_t from) const {
  std::vector<Position>& at = tour.at;
  const Compiled::Node* nodes = problem_.nodes_for(van);
  std::size_t p = std::min(from, at.size() - 1);
  if (p + 1 == at.size()) at[p--].latest = problem_.vans[van].close;
  for (; p > 0; --p) {
    const Compiled::Node& node = nodes[at[p].node];
    const std::int64_t in_time =
        std::int64_t{at[p + 1].latest} - problem_.duration_from(at[p].node)[at[p + 1].node] - node.service;
    at[p].latest = clip(std::min<std::int64_t>(in_time, node.close));
  }
  if (problem_.has_shape) backward_shape(tour, van, from);
}

void Tours::forward_shape(Tour& tour, std::uint32_t van, std::size_t from) const {
  const Compiled::Node* nodes = problem_.nodes_for(van);
  tour.shape.resize(tour.at.size());
  tour.shape.front().before = 0;
  tour.shape.front().begin_latest = problem_.vans[van].close;
  for (std::size_t p = from; p < tour.at.size(); ++p) {
    const Position& last = tour.at[p - 1];
    const Compiled::Node& node = nodes[tour.at[p].node];
    const bool is_end = p + 1 == tour.at.size();
    const std::int64_t way = problem_.duration_to(tour.at[p].node)[last.node];
    const std::int64_t latest = tour.shape[p - 1].begin_latest, passed = tour.shape[p - 1].before + way;
    const std::int64_t wait = is_end ? 0 : std::max<std::int64_t>(node.open - passed - latest, 0);
    const std::int64_t close = is_end ? problem_.vans[van].close : node.close;
    tour.shape[p].before = clip(passed + wait + (is_end ? 0 : node.service));
    tour.shape[p].begin_latest = clip(std::min(latest, close - passed - wait));
  }
}

void Tours::backward_shape(Tour& tour, std::uint32_t van, std::size_t from) const {
  const Compiled::Node* nodes = problem_.nodes_for(van);
  tour.shape.resize(tour.at.size());
  std::size_t p = std::min(from, tour.at.size() - 1);
  if (p + 1 == tour.at.size()) {
    tour.shape[p].after = 0;
    tour.shape[p--].begin_earliest = 0;
  }
  for (; p > 0; --p) {
    const Compiled::Node& node = nodes[tour.at[p].node];
    const std::int64_t way = problem_.duration_from(tour.at[p].node)[tour.at[p + 1].node] + std::int64_t{node.service};
    const std::int64_t earliest = tour.shape[p + 1].begin_earliest - way;
    const std::int64_t wait = std::max<std::int64_t>(earliest - node.close, 0);
    tour.shape[p].after = clip(tour.shape[p + 1].after + way + wait);
    tour.shape[p].begin_earliest = clip(std::max<std::int64_t>(earliest - wait, node.open));
  }
}

bool Tours::is_drivable(const Tour& tour, std::uint32_t van) const {
  for (std::size_t p = 1; p < tour.at.size(); ++p) {
    if (tour.at[p].leg == no_way || problem_.duration_to(tour.at[p].node)[tour.at[p - 1].node] == no_way) return false;
    if (!problem_.hand_over.empty() && p + 1 < tour.at.size() &&
        tour.shape[p].after > problem_.hand_over[static_cast<std::size_t>(tour.at[p].node)])
      return false;
  }
  return tour.load <= problem_.vans[van].capacity &&
         (!problem_.has_shape || tour.shape.back().before <= problem_.vans[van].duration_max);
}

// After stops were taken out or set: everything anew.
void Tours::refresh(std::uint32_t van) {
  Tour& tour = tours_[van];
  cost_ -= tour.cost;
  tour.cost = 0;
  if (tour.stops() == 0) {
    clear(van);
    return;
  }
  const Compiled::Node* nodes = problem_.nodes_for(van);
  const bool in_time = forward(tour, van, 1);
  backward(tour, van, tour.at.size() - 1);
  tour.load = 0;
  tour.cost = problem_.vans[van].fixed_cost + tour.at.back().leg;
  for (std::size_t p = 1; p + 1 < tour.at.size(); ++p) {
    tour.load += nodes[tour.at[p].node].load;
    tour.cost += tour.at[p].leg + problem_.away_cost(van, tour.at[p].node);
  }
  cost_ += tour.cost;
  if (in_time && is_drivable(tour, van)) return;
  cost_ -= tour.cost;
  for (std::size_t p = 1; p + 1 < tour.at.size(); ++p) make_absent(tour.at[p].node);
  clear(van);
}

void Tours::take_out(std::uint32_t van, std::size_t first, std::size_t count, std::size_t keep, std::size_t kept) {
  save(van);
  Tour& tour = tours_[van];
  std::size_t to = first;
  for (std::size_t p = first; p < tour.at.size(); ++p) {
    const bool goes = p < first + count && (p < keep || p >= keep + kept);
    if (goes) make_absent(tour.at[p].node);
    else tour.at[to++] = tour.at[p];
  }
  tour.at.resize(to);
  refresh(van);
  if (tour.stops() == 0) mark_free(van);
}

void Tours::insert(std::int32_t node, const Insertion& where) {
  save(where.van);
  Tour& tour = tours_[where.van];
  if (tour.stops() == 0) mark_used(where.van);
  tour.at.insert(tour.at.begin() + where.before, Position{node});
  if (problem_.has_shape) tour.shape.insert(tour.shape.begin() + where.before, Shape{});
  forward(tour, where.van, where.before);
  backward(tour, where.van, where.before);
  tour.load += problem_.nodes_for(where.van)[node].load;
  tour.cost += where.cost;
  cost_ += where.cost - problem_.absence[static_cast<std::size_t>(node)];
  van_of_[static_cast<std::size_t>(node)] = where.van;
}

bool Tours::assign(std::uint32_t van, const std::vector<std::int32_t>& nodes) {
  save(van);
  Tour& tour = tours_[van];
  if (tour.stops() > 0 || nodes.empty()) return false;
  for (const std::int32_t node : nodes) {
    tour.at.insert(tour.at.end() - 1, Position{node});
    cost_ -= problem_.absence[static_cast<std::size_t>(node)];
    van_of_[static_cast<std::size_t>(node)] = van;
    absent_.erase(std::ranges::find(absent_, node));
  }
  mark_used(van);
  refresh(van);
  if (tour.stops() == 0) mark_free(van);
  return tour.stops() > 0;
}

bool Tours::fits(const Tour& tour, std::uint32_t van, std::size_t before, std::int32_t node) const {
  const Position& last = tour.at[before - 1];
  const Position& next = tour.at[before];
  const Compiled::Node& wanted = problem_.nodes_for(van)[node];
  const std::int64_t to = problem_.duration_to(node)[last.node], on = problem_.duration_from(node)[next.node];
  const std::int64_t arrival = last.leave + to;
  if (arrival > wanted.close) return false;
  const std::int64_t begin = std::max<std::int64_t>(arrival, wanted.open);
  if (begin + wanted.service + on > next.latest) return false;
  if (!problem_.has_shape) return true;

  // The site and all that comes after it, as one piece.
  const Shape& rest = tour.shape[before];
  const std::int64_t way = wanted.service + on;
  const std::int64_t wait = std::max<std::int64_t>(rest.begin_earliest - way - wanted.close, 0);
  const std::int64_t after = rest.after + way + wait;
  const std::int64_t earliest = std::max<std::int64_t>(rest.begin_earliest - way - wait, wanted.open);
  const Shape& part = tour.shape[before - 1];
  const std::int64_t passed = part.before + to;
  const std::int64_t total = passed + after + std::max<std::int64_t>(earliest - passed - part.begin_latest, 0);
  if (total > problem_.vans[van].duration_max) return false;
  if (problem_.hand_over.empty()) return true;
  return keeps_hand_overs(tour, van, before, node, after, earliest);
}

bool Tours::keeps_hand_overs(const Tour& tour, std::uint32_t van, std::size_t before, std::int32_t node,
                             std::int64_t after, std::int64_t earliest) const {
  if (after > problem_.hand_over[static_cast<std::size_t>(node)]) return false;
  const Compiled::Node* nodes = problem_.nodes_for(van);
  std::int32_t next = node;
  for (std::size_t p = before - 1; p > 0; --p) {
    const std::int32_t here = tour.at[p].node;
    const Compiled::Node& stop = nodes[here];
    const std::int64_t way = problem_.duration_from(here)[next] + std::int64_t{stop.service};
    const std::int64_t wait = std::max<std::int64_t>(earliest - way - stop.close, 0);
    after += way + wait;
    earliest = std::max<std::int64_t>(earliest - way - wait, stop.open);
    if (after > problem_.hand_over[static_cast<std::size_t>(here)]) return false;
    next = here;
  }
  return true;
}

}  // namespace fugong::vrp
