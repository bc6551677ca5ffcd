// Internal to vrp/: the search's one plan, always within every limit, and what it needs to try an insertion in a few
// steps. A change is begun by `open`, and is either kept or undone as a whole.
//
// For each stop stand the earliest instant at which the van leaves it and the latest at which its service may begin, so
// that one comparison says whether a site fits before it (after Savelsbergh 1992). Where durations are limited, the
// shortest durations from the start to the stop and from the stop to the end stand there, too (Vidal et al. 2013).
#pragma once

#include <cstdint>
#include <vector>

#include "vrp/compiled.h"

namespace fugong::vrp {

// One stop as the innermost loop reads it: 16 bytes. Position 0 is the start, the last one the end.
struct Position {
  std::int32_t node = 0;
  std::int32_t leg = 0;     // distance from the position before
  std::int32_t leave = 0;   // earliest
  std::int32_t latest = 0;  // beginning of service
};
// Beginning the part from the start to here between `leave` - `before` and `begin_latest` keeps it as short as can be;
// `after` and `begin_earliest` are the same for the part from here to the end.
struct Shape {
  std::int32_t before = 0, begin_latest = 0, after = 0, begin_earliest = 0;
};

struct Tour {
  std::vector<Position> at;
  std::vector<Shape> shape;
  std::int64_t load = 0, cost = 0;
  std::uint32_t place = 0;  // in the list of those with stops

  std::size_t stops() const { return at.size() - 2; }
};

struct Insertion {
  std::int64_t cost = 0;  // an upper bound on what is looked for, then what was found
  std::uint32_t van = 0;
  std::uint32_t before = 0;  // position; 0: none found
};

class Tours {
 public:
  explicit Tours(const Compiled& problem);

  std::int64_t cost() const { return cost_; }
  const std::vector<std::int32_t>& absent() const { return absent_; }
  const std::vector<std::uint32_t>& used() const { return used_; }
  const Tour& tour(std::uint32_t van) const { return tours_[van]; }
  bool is_placed(std::int32_t node) const { return van_of_[static_cast<std::size_t>(node)] != nobody; }
  std::uint32_t van_of(std::int32_t node) const { return van_of_[static_cast<std::size_t>(node)]; }
  // An unused van of each kind, the lowest first; nobody when all are out.
  std::uint32_t free_van(std::uint32_t kind) const { return free_[kind].empty() ? nobody : free_[kind].back(); }
  // Vans whose tours differ from those at the last call of settle_changed.
  const std::vector<std::uint32_t>& changed() const { return changed_; }
  void settle_changed();

  void begin();  // of a change
  void undo();   // everything since begin
  // Takes `count` stops out, beginning with position `first`, but for `kept` of them from position `keep` on. A van
  // whose rest is not drivable then (matrices need not be metric) loses all its stops.
  void take_out(std::uint32_t van, std::size_t first, std::size_t count, std::size_t keep, std::size_t kept);
  void insert(std::int32_t node, const Insertion& where);
  // Sets a van's stops, or leaves it empty when they cannot be driven.
  bool assign(std::uint32_t van, const std::vector<std::int32_t>& nodes);

  // Whether the site fits before that position.
  bool fits(const Tour& tour, std::uint32_t van, std::size_t before, std::int32_t node) const;

  std::vector<std::int32_t>& absent_order() { return absent_; }

  static constexpr std::uint32_t nobody = ~std::uint32_t{0};

 private:
  struct Saved {
    std::uint32_t van = 0;
    Tour tour;
  };
  void save(std::uint32_t van);
  void refresh(std::uint32_t van);
  bool forward(Tour& tour, std::uint32_t van, std::size_t from) const;
  void backward(Tour& tour, std::uint32_t van, std::size_t from) const;
  void forward_shape(Tour& tour, std::uint32_t van, std::size_t from) const;
  void backward_shape(Tour& tour, std::uint32_t van, std::size_t from) const;
  bool is_drivable(const Tour& tour, std::uint32_t van) const;
  bool keeps_hand_overs(const Tour& tour, std::uint32_t van, std::size_t before, std::int32_t node, std::int64_t after,
                        std::int64_t earliest) const;
  void clear(std::uint32_t van);
  void mark_used(std::uint32_t van);
  void mark_free(std::uint32_t van);
  void make_absent(std::int32_t node);

  const Compiled& problem_;
  std::vector<Tour> tours_;
  std::vector<std::uint32_t> van_of_;  // by node
  std::vector<std::uint32_t> used_;
  std::vector<std::vector<std::uint32_t>> free_;
  std::vector<std::int32_t> absent_;
  std::int64_t cost_ = 0;

  std::vector<Saved> saved_;  // the first saved_count_ are in use; the others keep their memory
  std::size_t saved_count_ = 0;
  std::vector<std::uint64_t> saved_in_;  // by van: the change in which it was saved
  std::uint64_t change_ = 0;
  std::vector<std::int32_t> absent_before_;
  std::int64_t cost_before_ = 0;
  std::vector<std::uint32_t> changed_;
  std::vector<bool> is_changed_;
};

}  // namespace fugong::vrp
