#include "case_rates.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace fugong::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double enterprises_per_second = 1800;  // the load ends early when it has got through them
constexpr int burst_connections = 2560;          // more than the server works on at once: some have to be told to wait
constexpr double burst_factor = 10;
constexpr double calls_per_lifecycle = 8;
constexpr double recovered_share = 0.9;
constexpr double recovery_seconds_max = 5;

void check(const HttpLoadResult& result, const LifeCycles& life) {
  if (result.failed || result.broken)
    throw std::runtime_error("of " + std::to_string(result.answered) + " calls " + std::to_string(result.failed) +
                             " were refused and " + std::to_string(result.broken) + " lost: " + life.first_refusal());
}

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

// Both ends of every connection are in this process.
void allow_many_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Rate lifecycle_rate(District& district, double seconds) {
  LifeCycles life(district, district.settle(static_cast<std::size_t>(enterprises_per_second * seconds)), connections);
  const HttpLoadResult result = run_http_load(life.load(connections, seconds));
  check(result, life);
  return {static_cast<double>(life.finished()) / result.seconds, result.requests_per_second, result.p99_ms};
}

void measure_read_back(const Options& options, District& district) {
  LifeCycles life(district, district.settle(static_cast<std::size_t>(enterprises_per_second * options.seconds)),
                  connections, LifeCycles::ReadBack::yes);
  check(run_http_load(life.load(connections, options.seconds)), life);
  const double all = static_cast<double>(life.read_back_seen() + life.read_back_missed());
  const double share = all > 0 ? static_cast<double>(life.read_back_seen()) / all : 0;
  bench::print(options,
               {.name = "reads right after a write that saw it",
                .value = share * 100,
                .unit = "%",
                .reference = "% of them",
                .reference_value = 100,
                .ratio = share},
               at_least(1));
}

void measure_burst(const Options& options, District& district, double steady_calls) {
  allow_many_files();
  const double seconds = options.seconds;
  const double calls = steady_calls * (seconds + 2 * recovery_seconds_max);
  LifeCycles life(district, district.settle(burst_connections + static_cast<std::size_t>(calls / calls_per_lifecycle)),
                  burst_connections);
  const auto begin = Clock::now();
  const HttpLoadResult burst = run_http_load(life.load(burst_connections, seconds, burst_factor * steady_calls));
  const double drained = seconds_since(begin) - seconds;  // its last answers came so long after its end

  const double window = std::min(0.5, seconds);
  double back = drained;
  for (double rate = 0; rate < recovered_share * steady_calls && back < 4 * recovery_seconds_max;) {
    const HttpLoadResult after = run_http_load(life.load(connections, window));
    check(after, life);
    rate = after.requests_per_second;
    back = seconds_since(begin) - seconds;
  }
  const double good = static_cast<double>(burst.succeeded + burst.busy),
               all = static_cast<double>(burst.answered + burst.broken);
  bench::print(options,
               {.name = "answers in a ten-fold burst that are done, 429 or 503",
                .value = 100 * good / all,
                .unit = "%",
                .reference = "% of them (" + std::to_string(100 * burst.busy / burst.answered) + " % told to wait)",
                .reference_value = 100,
                .ratio = good / all},
               at_least(1));
  bench::print(options,
               {.name = "steady rate is back after the burst's end",
                .value = back,
                .unit = "s",
                .reference = "s promised",
                .reference_value = recovery_seconds_max,
                .ratio = back / recovery_seconds_max},
               at_most(1));
}

}  // namespace fugong::bench
