#include "life_cycles.h"

namespace fugong::bench {
namespace {

constexpr const char* approval = R"({"decision":"approve"})";

// The text value of `key` from `at` on; receipts are our own, so no parser is needed to find our way in them.
std::string_view value_of(std::string_view body, std::string_view key, std::size_t at = 0) {
  const std::string quoted = "\"" + std::string(key) + "\":\"";
  const auto found = body.find(quoted, at);
  if (found == std::string_view::npos) return {};
  const auto begin = found + quoted.size();
  return body.substr(begin, body.find('"', begin) - begin);
}

// State and version: of a receipt, what was written; of a case read, what is seen.
std::string written(std::string_view body) {
  const auto version = body.find("\"version\":");
  return std::string(value_of(body, "state")) + '/' +
         std::string(body.substr(version, body.find_first_of(",}", version) - version));
}

}  // namespace

LifeCycles::LifeCycles(District& district, std::vector<Clerk> clerks, int connections, ReadBack read_back)
    : district_(district), clerks_(std::move(clerks)), read_back_(read_back),
      ways_(static_cast<std::size_t>(connections)) {
  json::Array findings;
  for (const policy::ChecklistItem& item : district.pack().checklists.at(0).items)
    findings.push_back(json::Object{{"item", item.id}, {"passed", true}});
  inspection_body_ = json::write_value(json::Object{{"decision", "approve"}, {"findings", std::move(findings)}});
}

HttpLoad LifeCycles::load(int connections, double seconds, double rate) {
  HttpLoad load;
  load.port = district_.port();
  load.connections = connections;
  load.seconds = seconds;
  load.rate = rate;
  load.request = [this](int connection, std::uint64_t) { return request(connection); };
  load.answered = [this](int connection, int status, std::string_view body) { answered(connection, status, body); };
  return load;
}

std::string LifeCycles::request(int connection) {
  Way& way = ways_[static_cast<std::size_t>(connection)];
  if (!way.clerk) {
    const std::size_t place = next_clerk_.fetch_add(1);
    if (place >= clerks_.size()) return {};
    way = Way{.clerk = &clerks_[place], .case_id = {}, .written = {}, .open = {}};
  }
  if (way.reading) return http_get("/api/v1/cases/" + way.case_id, bearer(way.clerk->token));
  if (way.case_id.empty()) return http_post("/api/v1/cases", way.clerk->application, bearer(way.clerk->token));
  const Task& task = way.open.back();
  if (task.kind == "start")
    return http_post("/api/v1/cases/" + way.case_id + "/resumption", "{}", bearer(way.clerk->token));
  return http_post("/api/v1/tasks/" + task.id + "/decision", task.kind == "inspection" ? inspection_body_ : approval,
                   district_.reviewer(task.owner));
}

void LifeCycles::answered(int connection, int status, std::string_view body) {
  Way& way = ways_[static_cast<std::size_t>(connection)];
  if (status == 429 || status == 503) return;  // the same again
  if (status >= 300) {
    if (!refused_.exchange(true)) refusal_ = std::string(body);
    way = Way{};  // counted as failed by the load
    return;
  }
  if (way.reading) look(way, body);
  else take_receipt(way, body);
  if (!way.reading && !way.case_id.empty() && way.open.empty()) {
    ++finished_;
    way = Way{};
  }
}

void LifeCycles::take_receipt(Way& way, std::string_view body) {
  if (way.case_id.empty()) way.case_id = std::string(value_of(body, "id"));
  else way.open.pop_back();
  way.written = written(body);
  const auto list = body.find("\"opened\":[");
  for (auto at = body.find("{\"id\":\"", list); list != std::string_view::npos && at != std::string_view::npos;
       at = body.find("{\"id\":\"", at + 1))
    way.open.insert(way.open.begin(), {std::string(value_of(body, "id", at)), std::string(value_of(body, "kind", at)),
                                       std::string(value_of(body, "owner", at))});
  way.reading = read_back_ == ReadBack::yes;
}

void LifeCycles::look(Way& way, std::string_view body) {
  ++(written(body) == way.written ? seen_ : missed_);
  way.reading = false;
}

}  // namespace fugong::bench
