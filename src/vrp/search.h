// Internal to vrp/: slack induction by string removals (Christiaens and Vanden Berghe, Transportation Science 54,
// 2020). Neighbouring tours lose a string of stops each, the stops go back greedily where they cost least, and
// simulated annealing decides whether the change is kept. Every plan on the way keeps every limit; a site that fits
// nowhere waits outside at the price of its absence.
#pragma once

#include <functional>

#include "vrp/draws.h"
#include "vrp/tours.h"

namespace fugong::vrp {

// How far the search has come, from 0 to 1; it ends at 1. Asked every few steps with the number of steps done.
using Progress = std::function<double(std::int64_t)>;
using Improved = std::function<void(std::int64_t steps, std::int64_t cost, std::size_t left_out)>;

class Search {
 public:
  Search(const Compiled& problem, std::uint64_t seed);

  // Begins with the stops of such a plan that can be driven, instead of with nothing.
  void start_from(const Plan& plan);
  // Gives the number of steps done.
  std::int64_t run(const Progress& progress, const Improved& improved);

  std::int64_t best_cost() const { return best_cost_; }  // absences included
  Plan best() const;

 private:
  void ruin();
  void tear(std::uint32_t van, std::int32_t through, std::size_t longest);
  void change_van();
  void recreate();
  void order_absent();
  Insertion place_for(std::int32_t node);
  void try_tour(std::int32_t node, std::uint32_t van, Insertion& best);
  void try_free_vans(std::int32_t node, Insertion& best);
  void keep_best(std::int64_t steps, const Improved& improved);
  void set_temperatures();

  const Compiled& problem_;
  Draws draws_;
  Tours tours_;
  std::vector<std::vector<std::int32_t>> best_;  // stops by van
  std::int64_t best_cost_ = 0;
  double hot_ = 0, cold_ = 0;
  bool is_warm_ = false;                  // began with a plan, which is not to be forgotten at once
  std::vector<std::uint64_t> torn_in_;    // by van: the step in which it was torn
  std::vector<std::uint64_t> looked_in_;  // by van: the look for a place in which it was tried
  std::uint64_t step_ = 0, look_ = 0;
  std::vector<std::pair<std::int64_t, std::int32_t>> keys_;
  std::vector<std::int32_t> moving_;
};

}  // namespace fugong::vrp
