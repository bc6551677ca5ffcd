// How fast whole case lifecycles go through a served district, and what a burst does to it.
#pragma once

#include "life_cycles.h"
#include "row.h"

namespace fugong::bench {

constexpr int connections = 64;

// Lifecycles a second in a few seconds of load; enters the enterprises that it needs first. Throws std::runtime_error
// when a call was refused.
struct Rate {
  double lifecycles = 0, calls = 0, p99_ms = 0;
};
Rate lifecycle_rate(District& district, double seconds);

// A burst of ten times `steady_calls`, paced by the clock and not by the answers, and the time until the rate is back.
void measure_burst(const Options& options, District& district, double steady_calls);

// Reads after each write, by the writer.
void measure_read_back(const Options& options, District& district);

}  // namespace fugong::bench
