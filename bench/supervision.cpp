// Supervision at the size of a district: what gates saw, judged against closed rosters, beside a bare loop that inserts
// the same rows; and how long after the decision the signed lists say that an enterprise's passes stand still.
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bare_sqlite.h"
#include "base/validators.h"
#include "enterprise/service.h"
#include "pass_holders.h"
#include "row.h"
#include "token/status_list.h"
#include "token/trust.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t events_per_upload = 200;  // a day of a plant of a hundred people
constexpr int gates = 4;

using SteadyClock = std::chrono::steady_clock;
double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().code + " " + result.error().field);
  return std::move(*result);
}

Actor actor_of(District& district, const std::string& login) {
  return must(district.platform().engine().query<Actor>([&](db::Session& session) -> Result<Actor> {
    return *district.platform().identities().actor_of(session, login);
  }));
}

json::Value post(District& district, const std::string& path, const std::string& body, const std::string& token) {
  return *json::parse(ask(district.port(), http_post(path, body, bearer(token))));
}

// From now on, and for what is told of the days before, plants are closed.
void close_plants(District& district) {
  post(district, "/api/v1/policy/phase", R"({"phase":"closed_management"})", district.people().leader[0].token());
}

// Plants whose people all live in, with what their gates see on one day after another.
class Plants {
 public:
  Plants(District& district, const std::vector<Clerk>& clerks) : district_(district) {
    const std::string office = district.people().officers[0].token();
    for (const Clerk& clerk : clerks) {
      post(district, "/api/v1/supervision/plants",
           R"({"enterprise":")" + clerk.enterprise + R"(","latitude":41.8,"longitude":123.4})", office);
      ask(district.port(), "PUT /api/v1/supervision/plants/" + clerk.enterprise +
                               "/closed-roster HTTP/1.1\r\nHost: localhost\r\n" + bearer(clerk.token) +
                               "Content-Length: 0\r\n\r\n");
      workers_.push_back(must(district.platform().engine().query<std::vector<enterprise::WorkerBrief>>(
          [&](db::Session& session) -> Result<std::vector<enterprise::WorkerBrief>> {
            return district.platform().enterprises().workers_brief(session, EnterpriseId{clerk.enterprise});
          })));
      ids_.push_back(EnterpriseId{clerk.enterprise});
    }
  }

  std::size_t count() const { return ids_.size(); }
  const EnterpriseId& id(std::size_t plant) const { return ids_[plant]; }

  // Everybody comes in some times; one in two hundred is a stranger.
  supervision::EventsRequest day(std::size_t plant, Timestamp begin) {
    supervision::EventsRequest out;
    for (std::size_t i = 0; i < events_per_upload; ++i) {
      const enterprise::WorkerBrief& w = workers_[plant][i % workers_[plant].size()];
      const Timestamp at = begin + minutes(30) + seconds(static_cast<std::int64_t>(i) * 7 * 30);
      supervision::EventBody e{.id = make_uuid_v7(at, random_), .at = at, .test_at = at - hours(10)};
      if (i == plant % events_per_upload) e.name = "陌生人";
      else e.worker = w.id.text;
      out.events.push_back(std::move(e));
    }
    return out;
  }

 private:
  District& district_;
  std::vector<EnterpriseId> ids_;
  std::vector<std::vector<enterprise::WorkerBrief>> workers_;
  SystemRandom random_;
};

// Events a second: read, told apart from those known, stored, and their days judged, by gates side by side.
double tell(District& district, Plants& plants, const Actor& guard, Timestamp day) {
  app::Platform& platform = district.platform();
  const supervision::Context context{guard, SystemClock().now(), Language::zh_cn};
  std::vector<supervision::EventsRequest> uploads;
  for (std::size_t i = 0; i < plants.count(); ++i) uploads.push_back(plants.day(i, day));
  std::atomic<std::size_t> next = 0, stored = 0, raised = 0;
  const auto begin = SteadyClock::now();
  {
    std::vector<std::jthread> threads;
    for (int g = 0; g < gates; ++g)
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < uploads.size(); i = next++) {
          const auto prepared = platform.engine().query<supervision::PreparedEventsPtr>([&](db::Session& session) {
            return platform.supervisions().prepare_events(session, context, plants.id(i), uploads[i]);
          });
          if (!prepared) continue;
          const auto receipt = platform.engine().write<supervision::EventsReceipt>([&](db::Session& session) {
            return platform.supervisions().tell(session, context, plants.id(i), *prepared);
          });
          if (!receipt) continue;
          stored += static_cast<std::size_t>(receipt->stored);
          raised += static_cast<std::size_t>(receipt->raised);
        }
      });
  }
  const double seconds = seconds_since(begin);
  if (stored != uploads.size() * events_per_upload) throw std::runtime_error("not every event was stored");
  if (raised < uploads.size()) throw std::runtime_error("not every stranger was found");
  return static_cast<double>(stored) / seconds;
}

// The rows that the platform has stored, inserted again by SQLite's own calls, a transaction for each upload.
class BareEvents {
 public:
  BareEvents(const std::filesystem::path& served, const std::filesystem::path& own) : db_(open(own)) {
    const Database source = open(served);
    as_the_writer(db_.get());
    for (const BareRow& row :
         rows_of(source.get(),
                 "SELECT sql FROM sqlite_master WHERE tbl_name = 'supervision_gate_events' AND sql IS NOT NULL"))
      step(prepare(db_.get(), reinterpret_cast<const char*>(sqlite3_value_text(row[0].get()))));
    rows_ = rows_of(source.get(), "SELECT * FROM supervision_gate_events ORDER BY received_at, enterprise, id");
    std::string marks = "?";
    for (std::size_t i = 1; i < rows_[0].size(); ++i) marks += ", ?";
    insert_ = prepare(db_.get(), "INSERT INTO supervision_gate_events VALUES (" + marks + ")");
  }

  double run() {
    step(prepare(db_.get(), "DELETE FROM supervision_gate_events"));
    const Statement start = prepare(db_.get(), "BEGIN IMMEDIATE"), commit = prepare(db_.get(), "COMMIT");
    const auto begin = SteadyClock::now();
    for (std::size_t at = 0; at < rows_.size();) {
      step(start);
      for (std::size_t i = 0; i < events_per_upload && at < rows_.size(); ++i, ++at) {
        bind_row(insert_, rows_[at]);
        step(insert_);
      }
      step(commit);
    }
    return static_cast<double>(rows_.size()) / seconds_since(begin);
  }

 private:
  Database db_;
  std::vector<BareRow> rows_;
  Statement insert_;
};

void measure_events(const Options& options) {
  const Folder folder;
  const auto database = folder.path / "district.db";
  District district("sqlite:" + database.string(), folder.path);
  const std::int64_t people = options.brief ? 10 : 100;
  const auto clerks = settle_with_people(district, options.brief ? 10 : 1'000, people);
  close_plants(district);
  Plants plants(district, clerks);
  const Actor guard = actor_of(district, district.people().guards.begin()->second.login());
  const Timestamp today = SystemClock().now();
  int days_ago = 20;
  tell(district, plants, guard, today - days(days_ago--));  // warm, and rows to copy
  BareEvents bare(database, folder.path / "bare.db");
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    const double before = bare.run();
    pairs.subject.push_back(tell(district, plants, guard, today - days(days_ago--)));
    pairs.reference.push_back((before + bare.run()) / 2);
  }
  bench::print(options,
               {.name = "gate events judged: " + std::to_string(clerks.size()) + " enterprises, " +
                        std::to_string(static_cast<std::int64_t>(clerks.size()) * people) + " people on closed rosters",
                .unit = "/s",
                .reference = "bare SQLite inserts of the same rows, an upload a transaction"},
               pairs, at_least(0.3));
}

// ---- the suspension of a large enterprise ----

constexpr std::int64_t request_holders = 10'000;

void issue_to_all(District& district, const Clerk& clerk, std::int64_t people) {
  const auto workers = must(district.platform().engine().query<std::vector<enterprise::WorkerBrief>>(
      [&](db::Session& session) -> Result<std::vector<enterprise::WorkerBrief>> {
        return district.platform().enterprises().workers_brief(session, EnterpriseId{clerk.enterprise});
      }));
  if (std::int64_t(workers.size()) != people) throw std::runtime_error("not everybody is on the roster");
  std::int64_t issued = 0;
  for (std::size_t first = 0; first < workers.size(); first += request_holders) {
    json::Array ids;
    for (std::size_t i = first; i < std::min<std::size_t>(first + request_holders, workers.size()); ++i)
      ids.emplace_back(workers[i].id.text);
    const auto asked = post(district, "/api/v1/pass-requests",
                            json::write_value(json::Object{{"kind", "employee"}, {"workers", ids}}), clerk.token);
    const auto receipt = post(district, "/api/v1/pass-requests/" + std::string(asked.at("id").as_string()) + "/issue",
                              "{}", district.people().commissioners[0].token());
    issued += receipt.at("issued").as_int64();
  }
  if (issued != people) throw std::runtime_error("not every pass was issued");
}

// A violation that has been found and confirmed.
std::string confirmed_violation(District& district, const Clerk& clerk) {
  const std::string office = district.people().officers[0].token();
  post(district, "/api/v1/supervision/plants",
       R"({"enterprise":")" + clerk.enterprise + R"(","latitude":41.8,"longitude":123.4})", office);
  post(district, "/api/v1/supervision/plants/" + clerk.enterprise + "/gate-events",
       R"({"events":[{"id":"e1","direction":"in","at":")" + to_rfc3339(SystemClock().now()) + R"(","name":"陌生人"}]})",
       clerk.token);
  const auto found = *json::parse(
      ask(district.port(),
          http_get("/api/v1/supervision/violations?enterprise=" + clerk.enterprise + "&state=raised", bearer(office))));
  const std::string id(found.at("items").as_array().at(0).at("id").as_string());
  post(district, "/api/v1/supervision/violations/" + id + "/decision", R"({"verdict":"confirm","reason":"属实"})",
       office);
  return id;
}

// The answer's body.
std::string body_of(District& district, const std::string& path) { return ask(district.port(), http_get(path, "")); }

std::int64_t suspended_in_lists(District& district, std::int64_t lists) {
  const auto trust = token::Trust::open(body_of(district, "/api/v1/trust-list"));
  if (!trust) throw std::runtime_error("no trust list");
  std::int64_t suspended = 0;
  for (std::int64_t number = 0; number < lists; ++number) {
    const auto list =
        token::open_status_list(body_of(district, "/api/v1/status-list/" + std::to_string(number)), *trust);
    if (!list) throw std::runtime_error("no status list");
    for (std::int64_t i = 0; i < token::status_list_entries; ++i)
      suspended += list->entries.at(i) == token::PassStatus::suspended;
  }
  return suspended;
}

void measure_suspension(const Options& options) {
  const Folder folder;
  District district("sqlite:" + (folder.path / "district.db").string(), folder.path);
  const std::int64_t people = options.brief ? 50 : 50'000;
  const auto clerks = settle_with_people(district, 1, options.brief ? 50 : request_holders);
  for (std::int64_t first = request_holders; first < people; first += request_holders)
    bring_people(district, clerks[0], first, request_holders);
  issue_to_all(district, clerks[0], people);
  close_plants(district);
  const std::string office = district.people().officers[0].token();
  const std::string violation = confirmed_violation(district, clerks[0]);
  const std::int64_t lists = people / token::status_list_entries + 1;
  if (suspended_in_lists(district, lists) != 0) throw std::runtime_error("passes are suspended already");
  Pairs pairs;
  for (int round = 0; round < options.rounds; ++round) {
    const auto begin = SteadyClock::now();
    const auto ordered = post(district, "/api/v1/supervision/sanctions",
                              json::write_value(json::Object{{"enterprise", clerks[0].enterprise},
                                                             {"rule", "suspension"},
                                                             {"reason", "闭环外人员进厂"},
                                                             {"violations", json::Array{json::Value(violation)}}}),
                              office);
    if (suspended_in_lists(district, lists) != people) throw std::runtime_error("not every pass stands still");
    pairs.subject.push_back(seconds_since(begin));
    pairs.reference.push_back(5);
    const std::string path = "/api/v1/supervision/sanctions/" + std::string(ordered.at("line").at("id").as_string());
    post(district, path + "/rectification", R"({"text":"已整改"})", clerks[0].token);
    post(district, path + "/inspection", R"({"outcome":"passed","text":"合格"})", office);
    post(district, path + "/lifting", R"({"text":"恢复"})", office);
    if (suspended_in_lists(district, lists) != 0) throw std::runtime_error("not every pass works again");
  }
  bench::print(options,
               {.name = "suspension of an enterprise with " + std::to_string(people) +
                        " passes, from the decision sent to every signed list read",
                .unit = "s",
                .reference = "the promise"},
               pairs, at_most(1));
}

void measure(const Options& options) {
  measure_suspension(options);
  measure_events(options);
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
