#include "pass_holders.h"

#include <stdexcept>

namespace fugong::bench {
namespace {

constexpr int commissioners = 4;  // acts under way at once: while one is written, the next ones are signed

}  // namespace

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

std::vector<Clerk> settle_with_people(District& district, std::size_t enterprises, std::int64_t people) {
  const auto clerks = district.settle(enterprises);
  LifeCycles life(district, clerks, 8);
  run_http_load(life.load(8, 600));
  for (std::size_t i = 0; i < clerks.size(); ++i)
    bring_people(district, clerks[i], static_cast<std::int64_t>(i) * people, people);
  return clerks;
}

std::vector<std::string> ask_for_passes(const District& district, std::span<const Clerk> clerks) {
  std::vector<std::string> paths;
  for (const Clerk& clerk : clerks) {
    const json::Value asked = *json::parse(ask(
        district.port(), http_post("/api/v1/pass-requests", R"({"kind":"employee","all":true})", bearer(clerk.token))));
    paths.push_back("/api/v1/pass-requests/" + std::string(asked.at("id").as_string()) + "/issue");
  }
  return paths;
}

double issue_passes(District& district, const std::vector<std::string>& paths, std::int64_t people) {
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

std::vector<std::string> some_tokens(const District& district, const Clerk& clerk) {
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

}  // namespace fugong::bench
