// Whole case lifecycles over HTTP with 1,000,000 cases stored, beside the same district when it was empty.
#include "case_rates.h"
#include "child.h"
#include "stored_cases.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr double promised = 700, ready_s = 0.5;

void measure(const Options& options) {
  const Folder folder;
  const auto database = folder.path / "district.db";
  const std::string url = "sqlite:" + database.string();
  const std::int64_t stored = options.brief ? 1000 : 1'000'000;
  Pairs to_promise, to_empty;
  {
    District district(url, folder.path);
    const double empty = lifecycle_rate(district, options.seconds).lifecycles;
    store_cases(district, database, stored);
    lifecycle_rate(district, options.seconds / 3);  // its pages are in memory again
    for (int round = 0; round < options.rounds; ++round) {
      to_promise.subject.push_back(lifecycle_rate(district, options.seconds).lifecycles);
      to_promise.reference.push_back(promised);
      to_empty.subject.push_back(to_promise.subject.back());
      to_empty.reference.push_back(empty);
    }
    bench::print(options,
                 {.name = "case lifecycles over HTTP, 1,000,000 cases stored",
                  .unit = "/s",
                  .reference = "/s promised on 2 cores"},
                 to_promise, at_least(1));
    bench::print(options,
                 {.name = "case lifecycles over HTTP, 1,000,000 cases stored",
                  .unit = "/s",
                  .reference = "/s when it was empty"},
                 to_empty, {});
    measure_read_back(options, district);
  }
  Pairs ready;
  for (int round = 0; round < options.rounds; ++round) {
    ready.subject.push_back(ServedChild(options.program, url, folder.path / "keys").ready_seconds());
    ready.reference.push_back(ready_s);
  }
  bench::print(options, {.name = "ready on a database of 1,000,000 cases", .unit = "s", .reference = "s promised"},
               ready, at_most(1));
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
