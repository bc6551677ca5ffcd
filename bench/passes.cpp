// Issuing passes in bulk, stored and durable, and verifying them, beside what OpenSSL's own measure says of the same
// signature on the same cores.
#include <time.h>

#include <stdexcept>

#include "openssl_speed.h"
#include "pass_holders.h"
#include "row.h"
#include "token/verdict.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t enterprises_per_round = 16;
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// As `fugong pass verify` and every gate's program do it, from the scanned text to the verdict.
void measure_verifying(const Options& options, District& district, const Clerk& clerk) {
  const std::vector<std::string> tokens = some_tokens(district, clerk);
  auto trust = token::Trust::open(ask(district.port(), http_get("/api/v1/trust-list")));
  if (!trust) throw std::runtime_error("the trust list does not open");
  auto list = token::open_status_list(ask(district.port(), http_get("/api/v1/status-list/0")), *trust);
  if (!list) throw std::runtime_error("the status list does not open");
  const std::vector<token::SignedStatusList> lists{std::move(*list)};
  const token::Circumstances here{.at = SystemClock().now()};
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    pairs.reference.push_back(openssl_speed(options.seconds, 1).verifies);
    const double begin = thread_seconds();
    std::int64_t count = 0;
    for (; thread_seconds() - begin < options.seconds / 2; ++count) {
      const auto& scanned = tokens[static_cast<std::size_t>(count) % tokens.size()];
      if (token::verify(scanned, *trust, lists, here, Language::zh_cn).verdict != token::Verdict::green)
        throw std::runtime_error("a good pass is not green");
    }
    pairs.subject.push_back(static_cast<double>(count) / (thread_seconds() - begin));
  }
  bench::print(options,
               {.name = "passes verified by the library, one core",
                .unit = "/s",
                .reference = "openssl speed ecdsap256, verify"},
               pairs, at_least(0.9));
}

void measure(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::int64_t people = options.brief ? 20 : 2500;
  const auto clerks =
      settle_with_people(district, static_cast<std::size_t>(options.rounds) * enterprises_per_round, people);
  Pairs pairs;
  for (std::size_t first = 0; first < clerks.size(); first += enterprises_per_round) {
    const auto paths = ask_for_passes(district, std::span(clerks).subspan(first, enterprises_per_round));
    const double before = openssl_speed(options.seconds / 2, 2).signs;
    pairs.subject.push_back(issue_passes(district, paths, people));
    pairs.reference.push_back((before + openssl_speed(options.seconds / 2, 2).signs) / 2);
  }
  bench::print(options,
               {.name = "passes issued in bulk, stored and durable, two cores",
                .unit = "/s",
                .reference = "openssl speed -multi 2 ecdsap256, sign"},
               pairs, at_least(0.7));
  measure_verifying(options, district, clerks.front());
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
