#include "reports.h"

#include <stdexcept>

namespace fugong::bench {

Reports::Reports(District& district) : district_(district), clerks_(district.settle(writers)) {
  LifeCycles life(district, clerks_, writers);
  run_http_load(life.load(writers, 60));
  if (life.finished() != writers)
    throw std::runtime_error("not every enterprise came to work: " + life.first_refusal());
}

double Reports::run(double seconds) {
  const std::string today = local_date(SystemClock().now(), district_.scenario().district.zone).text;
  HttpLoad load;
  load.port = district_.port();
  load.connections = writers;
  load.seconds = seconds;
  load.request = [&](int connection, std::uint64_t number) {
    const Clerk& clerk = clerks_[static_cast<std::size_t>(connection)];
    const std::string count = std::to_string(100 + number % 900);
    return http_post("/api/v1/enterprises/" + clerk.enterprise + "/daily-figures",
                     R"({"date":")" + today + R"(","on_site":)" + count + R"(,"output":)" + count +
                         R"(.5,"tests_done":)" + count + "}",
                     bearer(clerk.token));
  };
  std::string refusal;
  std::atomic<bool> refused = false;
  load.answered = [&](int, int status, std::string_view body) {
    if (status >= 300 && !refused.exchange(true)) refusal = std::string(body);
  };
  const HttpLoadResult result = run_http_load(load);
  if (result.succeeded != result.answered || result.broken)
    throw std::runtime_error("a report was not taken: " + refusal);
  return result.requests_per_second;
}

}  // namespace fugong::bench
