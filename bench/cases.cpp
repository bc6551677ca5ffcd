// Whole case lifecycles over HTTP from an empty database; reads after writes; a ten-fold burst.
#include "case_rates.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double promised = 1000;  // lifecycles a second on 2 cores

void measure(const Options& options) {
  Pairs rates;
  std::vector<double> calls;
  for (int round = 0; round < options.rounds; ++round) {
    const Folder folder;
    District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
    const Rate rate = lifecycle_rate(district, options.seconds);
    rates.subject.push_back(rate.lifecycles);
    rates.reference.push_back(promised);
    calls.push_back(rate.calls);
    if (round + 1 < options.rounds) continue;
    bench::print(
        options,
        {.name = "case lifecycles over HTTP, empty database", .unit = "/s", .reference = "/s promised on 2 cores"},
        rates, at_least(1));
    measure_read_back(options, district);
    measure_burst(options, district, median(calls));
  }
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
