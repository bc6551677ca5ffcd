// The district's enterprises, drawn deterministically from the scenario's seed: same seed, same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rehearsal/scenario.h"

namespace fugong::rehearsal {

// One enterprise as the scenario wants it to behave; nothing of this is written to a table but through the services.
struct Firm {
  std::size_t index = 0;  // order of application
  std::string name, usc, industry, trade, subdistrict, park, address, legal_representative, phone;
  double latitude = 0, longitude = 0;
  bool above_scale = false, key_supply = false, military = false;
  std::int64_t normal_workers = 0, returning_workers = 0;
  std::int64_t first_worker = 0;   // workers are counted through over all firms
  std::int64_t first_vehicle = 0;  // vehicles too: trucks, then buses
  std::int64_t normal_output = 0;  // 10,000 yuan a day
  int recovery_percent = 0;        // of normal output, on the last day
  std::int64_t trucks = 0, buses = 0;
};

struct Person {
  std::string name, resident_id, phone;
};

// Firms in the order in which they apply: key supply first, then above designated size, then the others.
// Sums over all firms equal the scenario's totals exactly.
std::vector<Firm> draw_firms(const Scenario& scenario);

// The n-th returning worker of a firm; valid check characters, an unassigned division.
Person draw_worker(const Scenario& scenario, const Firm& firm, std::int64_t n);

// A plate that no other vehicle of the scenario has.
std::string draw_plate(const Scenario& scenario, std::int64_t serial);

// A deterministic stream of numbers for one purpose, so that one purpose's draws do not shift another's.
class Draw {
 public:
  Draw(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);
  std::uint64_t next();
  std::int64_t between(std::int64_t low, std::int64_t high);  // inclusive
  bool chance(int percent);
  double unit();  // [0, 1)
  template <class T>
  const T& pick(const std::vector<T>& items) {
    return items[static_cast<std::size_t>(next() % items.size())];
  }

 private:
  std::uint64_t state_;
};

// Splits `total` into parts in proportion to `weights`, exactly, each part at least `least` (largest remainder).
std::vector<std::int64_t> split(std::int64_t total, const std::vector<double>& weights, std::int64_t least = 0);

}  // namespace fugong::rehearsal
