// Issuing passes in bulk, stored and durable, and verifying them, beside what OpenSSL's own measure says of the same
// signature on the same cores.
#include <time.h>

#include <array>
#include <cstdio>
#include <span>
#include <stdexcept>

#include "life_cycles.h"
#include "row.h"
#include "token/verdict.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t enterprises_per_round = 16;
constexpr int commissioners = 4;  // acts under way at once: while one is written, the next ones are signed

struct Speed {
  double signs = 0, verifies = 0;  // a second
};

// `openssl speed ecdsap256`: on `cores` cores by the wall clock, or on one by its own processor time.
Speed openssl_speed(double seconds, int cores) {
  const std::string command =
      "openssl speed -mr -seconds " + std::to_string(std::max(1, static_cast<int>(seconds / 2))) +
      (cores > 1 ? " -elapsed -multi " + std::to_string(cores) : std::string()) + " ecdsap256 2>/dev/null";
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  Speed speed;
  std::array<char, 512> line{};
  while (fgets(line.data(), line.size(), pipe))
    std::sscanf(line.data(), "+F%*d:%*d:256:%lf:%lf", &speed.signs, &speed.verifies);
  pclose(pipe);
  if (speed.signs <= 0) throw std::runtime_error("no figure from: " + command);
  return speed;
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void bring_people(const District& district, const Clerk& clerk, std::int64_t first, std::int64_t count) {
  rehearsal::Firm firm = rehearsal::draw_firms(district.scenario()).front();
  firm.first_worker = first;
  std::string csv = "姓名,身份证号,手机号,岗位\r\n";
  for (std::int64_t n = 0; n < count; ++n) {
    const rehearsal::Person person = rehearsal::draw_worker(district.scenario(), firm, n);
    csv += person.name + "," + person.resident_id + "," + person.phone + ",装配工\r\n";
  }
  ask(district.port(), "POST /api/v1/enterprises/" + clerk.enterprise +
                           "/roster/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n" +
                           bearer(clerk.token) + "Content-Length: " + std::to_string(csv.size()) + "\r\n\r\n" + csv);
}

// Asks for passes for everybody of each enterprise; the paths at which they are issued.
std::vector<std::string> ask_for_passes(const District& district, std::span<const Clerk> clerks) {
  std::vector<std::string> paths;
  for (const Clerk& clerk : clerks) {
    const json::Value asked = *json::parse(ask(
        district.port(), http_post("/api/v1/pass-requests", R"({"kind":"employee","all":true})", bearer(clerk.token))));
    paths.push_back("/api/v1/pass-requests/" + std::string(asked.at("id").as_string()) + "/issue");
  }
  return paths;
}

// All of them issued by some commissioners side by side; passes a second, from the first request to the last durable
// answer.
double issue(District& district, const std::vector<std::string>& paths, std::int64_t people) {
  HttpLoad load;
  load.port = district.port();
  load.connections = commissioners;
  load.seconds = 600;
  load.requests_max = paths.size();
  load.request = [&](int, std::uint64_t number) {
    return http_post(paths[number], "{}", bearer(district.people().commissioners[0].token()));
  };
  std::int64_t issued = 0;
  load.answered = [&](int, int status, std::string_view body) {
    if (status == 200) issued += json::parse(body)->at("issued").as_int64();
  };
  const HttpLoadResult result = run_http_load(load);
  if (issued != people * static_cast<std::int64_t>(paths.size())) throw std::runtime_error("not every pass was issued");
  return static_cast<double>(issued) / result.seconds;
}

std::vector<std::string> some_tokens(District& district, const Clerk& clerk) {
  std::vector<std::string> tokens;
  const json::Value page =
      *json::parse(ask(district.port(), http_get("/api/v1/passes?limit=200", bearer(clerk.token))));
  for (const json::Value& line : page.at("items").as_array()) {
    const json::Value pass = *json::parse(ask(
        district.port(), http_get("/api/v1/passes/" + std::string(line.at("id").as_string()), bearer(clerk.token))));
    tokens.emplace_back(pass.at("token").as_string());
  }
  return tokens;
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
  print(options,
        {.name = "passes verified by the library, one core",
         .unit = "/s",
         .reference = "openssl speed ecdsap256, verify"},
        pairs, at_least(0.9));
}

void measure(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::int64_t people = options.brief ? 20 : 2500;
  const auto clerks = district.settle(static_cast<std::size_t>(options.rounds) * enterprises_per_round);
  LifeCycles life(district, clerks, 8);
  run_http_load(life.load(8, 60));
  for (std::size_t i = 0; i < clerks.size(); ++i)
    bring_people(district, clerks[i], static_cast<std::int64_t>(i) * people, people);
  Pairs pairs;
  for (std::size_t first = 0; first < clerks.size(); first += enterprises_per_round) {
    const auto paths = ask_for_passes(district, std::span(clerks).subspan(first, enterprises_per_round));
    const double before = openssl_speed(options.seconds / 2, 2).signs;
    pairs.subject.push_back(issue(district, paths, people));
    pairs.reference.push_back((before + openssl_speed(options.seconds / 2, 2).signs) / 2);
  }
  print(options,
        {.name = "passes issued in bulk, stored and durable, two cores",
         .unit = "/s",
         .reference = "openssl speed -multi 2 ecdsap256, sign"},
        pairs, at_least(0.7));
  measure_verifying(options, district, clerks.front());
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
