#include "vrp/evaluate.h"

#include <algorithm>

namespace fugong::vrp {
namespace {

class Drive {
 public:
  Drive(const Problem& problem, const Route& route, Evaluation& out)
      : problem_(problem), van_(problem.vehicles[route.vehicle]), route_(route), out_(out) {}

  void go() {
    times_.vehicle = route_.vehicle;
    forward();
    backward();
    judge();
    out_.cost += times_.cost;
    out_.routes.push_back(std::move(times_));
  }

 private:
  const Site& site(std::size_t k) const { return problem_.sites[route_.stops[k]]; }
  std::size_t node(std::size_t k) const {
    return k < route_.stops.size() ? problem_.node_of(route_.stops[k]) : van_.end;
  }
  bool has_way(std::size_t from, std::size_t to) const {
    return problem_.distance.at(from, to) != no_way && problem_.durations().at(from, to) != no_way;
  }
  // Where no way leads, the van is taken to be there at once: one fault is told, not all that would follow from it.
  std::int64_t way(std::size_t from, std::size_t to) const {
    return has_way(from, to) ? problem_.durations().at(from, to) : 0;
  }
  void breaks(Promise promise, std::int64_t amount, std::optional<std::uint32_t> at = std::nullopt) {
    out_.broken.push_back({promise, route_.vehicle, at, amount});
  }

  // As early as can be, without a look at closing times.
  void forward() {
    std::size_t here = van_.start;
    std::int64_t now = van_.shift.open;
    times_.leaves = now;
    times_.load = van_.aboard;
    times_.cost = van_.fixed_cost;
    for (std::size_t k = 0; k <= route_.stops.size(); ++k) {
      const std::size_t next = node(k);
      const bool is_end = k == route_.stops.size();
      if (has_way(here, next)) times_.cost += problem_.distance.at(here, next);
      else breaks(Promise::way, 0, is_end ? std::nullopt : std::optional(route_.stops[k]));
      now += way(here, next);
      here = next;
      if (is_end) break;
      const Site& s = site(k);
      const std::int64_t begin = std::max<std::int64_t>(now, s.window.open);
      if (begin > s.window.close) breaks(Promise::window, begin - s.window.close, route_.stops[k]);
      const std::int64_t departure = begin + service_time(van_, s);
      times_.stops.push_back({route_.stops[k], now, begin, departure});
      times_.load += s.load;
      now = departure;
      if (!may_visit(van_, route_.vehicle, s)) breaks(Promise::zone, 0, route_.stops[k]);
      if (s.home && s.home->vehicle != route_.vehicle) times_.cost += s.home->away_cost;
    }
    times_.returns = now;
  }

  // Then everything as late as the same return allows. A stop that is late already stays where it is.
  void backward() {
    std::int64_t next = times_.returns;
    for (std::size_t k = route_.stops.size(); k-- > 0;) {
      StopTimes& stop = times_.stops[k];
      const Site& s = site(k);
      const std::int64_t in_time = next - way(node(k), node(k + 1)) - service_time(van_, s);
      latest_.push_back(std::min(in_time, std::max<std::int64_t>(stop.begin, s.window.close)));
      next = latest_.back();
    }
    std::ranges::reverse(latest_);
    const std::int64_t leaves = next - way(van_.start, node(0));
    latest_leave_ = std::max(std::min<std::int64_t>(leaves, van_.shift.close), times_.leaves);
  }

  void judge() {
    if (times_.load > van_.capacity) breaks(Promise::capacity, times_.load - van_.capacity);
    if (times_.returns > van_.shift.close) breaks(Promise::shift, times_.returns - van_.shift.close);
    const std::int64_t out = times_.returns - latest_leave_;
    if (van_.duration_max && out > *van_.duration_max) breaks(Promise::duration, out - *van_.duration_max);
    bool late = van_.duration_max.has_value();
    for (std::size_t k = 0; k < route_.stops.size(); ++k) {
      const std::optional<std::int32_t>& limit = site(k).hand_over_max;
      if (!limit) continue;
      late = true;
      const std::int64_t age = times_.returns - latest_[k];
      if (age > *limit) breaks(Promise::hand_over, age - *limit, route_.stops[k]);
    }
    if (late) leave_late();
  }

  void leave_late() {
    times_.leaves = latest_leave_;
    std::int64_t now = latest_leave_;
    std::size_t here = van_.start;
    for (std::size_t k = 0; k < route_.stops.size(); ++k) {
      StopTimes& stop = times_.stops[k];
      stop.arrival = now + way(here, node(k));
      stop.begin = latest_[k];
      stop.departure = now = stop.begin + service_time(van_, site(k));
      here = node(k);
    }
  }

  const Problem& problem_;
  const Vehicle& van_;
  const Route& route_;
  Evaluation& out_;
  RouteTimes times_;
  std::vector<std::int64_t> latest_;
  std::int64_t latest_leave_ = 0;
};

}  // namespace

Evaluation evaluate(const Problem& problem, const Plan& plan) {
  Evaluation out;
  std::vector<std::uint32_t> visits(problem.sites.size(), 0);
  std::vector<bool> out_already(problem.vehicles.size(), false);
  for (const Route& route : plan.routes) {
    if (route.stops.empty()) continue;
    const auto unknown =
        std::ranges::find_if(route.stops, [&](std::uint32_t site) { return site >= problem.sites.size(); });
    if (unknown != route.stops.end() || route.vehicle >= problem.vehicles.size() || out_already[route.vehicle] ||
        problem.vehicles[route.vehicle].is_out) {
      out.broken.push_back(
          {Promise::known, route.vehicle, unknown == route.stops.end() ? std::nullopt : std::optional(*unknown), 0});
      continue;
    }
    out_already[route.vehicle] = true;
    for (const std::uint32_t site : route.stops) ++visits[site];
    Drive(problem, route, out).go();
  }
  for (std::uint32_t site = 0; site < visits.size(); ++site) {
    if (visits[site] > 1) out.broken.push_back({Promise::once, std::nullopt, site, visits[site] - 1});
    if (visits[site] > 0) continue;
    out.left_out.push_back(site);
    if (problem.sites[site].prize) out.cost += *problem.sites[site].prize;
    else out.broken.push_back({Promise::everyone, std::nullopt, site, 0});
  }
  return out;
}

}  // namespace fugong::vrp
