// Scans that gates upload in batches, stored and durable: the storing alone beside a bare loop that inserts the same
// rows into the same table, and the whole way over HTTP with every pass verified.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <thread>

#include "bare_sqlite.h"
#include "pass_holders.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t per_upload = 500;  // pass::scans_max
constexpr std::int64_t plants = 16, people = 2'500;

using SteadyClock = std::chrono::steady_clock;
double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

// A gate with its guard and the passes that come by, each once before any comes again.
struct Gate {
  Actor guard;
  std::string bearer_token;
  std::vector<std::string> tokens;
  std::size_t next = 0;
};

// Everybody's pass, in the order in which people happen to come, at one gate each: nobody is at two places.
std::vector<Gate> gates_of(District& district, const std::filesystem::path& database) {
  std::vector<Gate> gates;
  for (auto& [checkpoint, guard] : district.people().guards) {
    if (!guard.logged_in()) guard.log_in(SystemClock().now() + days(1));
    const std::string login = guard.login();
    gates.push_back({*district.platform().engine().query<Actor>([&](db::Session& session) -> Result<Actor> {
                       return *district.platform().identities().actor_of(session, login);
                     }),
                     guard.token(),
                     {}});
  }
  const Database source = open(database);
  std::vector<BareRow> rows = rows_of(source.get(), "SELECT token FROM passes ORDER BY serial");
  std::ranges::shuffle(rows, std::mt19937_64(2022));
  for (std::size_t i = 0; i < rows.size(); ++i)
    gates[i % gates.size()].tokens.emplace_back(reinterpret_cast<const char*>(sqlite3_value_text(rows[i][0].get())));
  return gates;
}

class Uploads {
 public:
  Uploads(District& district, std::vector<Gate> gates, std::size_t per_batch)
      : district_(district), gates_(std::move(gates)), per_batch_(per_batch) {}

  Gate& gate_of(std::size_t batch) { return gates_[batch % gates_.size()]; }
  pass::ScanUpload upload(std::size_t batch, Timestamp now) {
    Gate& gate = gate_of(batch);
    pass::ScanUpload out;
    for (std::size_t i = 0; i < per_batch_; ++i)
      out.scans.push_back(
          {.id = pass::ScanId::make(now, random_), .token = gate.tokens[gate.next++ % gate.tokens.size()]});
    return out;
  }
  std::size_t per_batch() const { return per_batch_; }
  std::size_t gates() const { return gates_.size(); }
  District& district() { return district_; }

 private:
  District& district_;
  std::vector<Gate> gates_;
  const std::size_t per_batch_;
  SystemRandom random_;
};

// Scans a second; every upload has been judged before the clock starts.
double store(Uploads& uploads, std::size_t batches) {
  app::Platform& platform = uploads.district().platform();
  const Timestamp now = SystemClock().now();
  std::vector<pass::PreparedScansPtr> prepared;
  for (std::size_t i = 0; i < batches; ++i)
    prepared.push_back(*platform.engine().query<pass::PreparedScansPtr>([&](db::Session& session) {
      return platform.passes().prepare_scans(session, {uploads.gate_of(i).guard, now, Language::zh_cn},
                                             uploads.upload(i, now));
    }));
  std::atomic<std::size_t> next = 0, stored = 0;
  const auto begin = SteadyClock::now();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < uploads.gates(); ++i)
      threads.emplace_back([&] {
        for (std::size_t at = next++; at < prepared.size(); at = next++)
          if (const auto receipt = platform.engine().write<pass::ScanReceipt>([&](db::Session& session) {
                return platform.passes().store_scans(session, {uploads.gate_of(at).guard, now, Language::zh_cn},
                                                     prepared[at]);
              }))
            stored += static_cast<std::size_t>(receipt->stored);
      });
  }
  const double seconds = seconds_since(begin);
  if (stored != batches * uploads.per_batch()) throw std::runtime_error("not every scan was stored");
  return static_cast<double>(stored) / seconds;
}

// Over HTTP, from the scanned text to the verdict's durable row.
double send(Uploads& uploads, std::size_t batches) {
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < batches; ++i) bodies.push_back(json::write(uploads.upload(i, SystemClock().now())));
  HttpLoad load;
  load.port = uploads.district().port();
  load.connections = static_cast<int>(uploads.gates());
  load.seconds = 600;
  load.requests_max = batches;
  load.request = [&](int, std::uint64_t number) {
    return http_post("/api/v1/scans", bodies[number], bearer(uploads.gate_of(number).bearer_token));
  };
  const HttpLoadResult result = run_http_load(load);
  if (result.succeeded != batches) throw std::runtime_error("an upload was not taken");
  return static_cast<double>(batches * uploads.per_batch()) / result.seconds;
}

// The rows that the platform has stored, inserted again by SQLite's own calls, 500 to a transaction, into a table that
// grows as the platform's does: each time under other ids, as large as the ones before and later.
class BareScans {
 public:
  BareScans(const std::filesystem::path& served, const std::filesystem::path& own) : db_(open(own)) {
    const Database source = open(served);
    as_the_writer(db_.get());
    for (const BareRow& row :
         rows_of(source.get(), "SELECT sql FROM sqlite_master WHERE tbl_name = 'pass_scans' AND sql IS NOT NULL"))
      step(prepare(db_.get(), reinterpret_cast<const char*>(sqlite3_value_text(row[0].get()))));
    rows_ = rows_of(source.get(), "SELECT * FROM pass_scans");
    std::string marks = "?";
    for (std::size_t i = 1; i < rows_[0].size(); ++i) marks += ", ?";
    insert_ = prepare(db_.get(), "INSERT INTO pass_scans VALUES (" + marks + ")");
  }

  double run() {
    char era[9];
    std::snprintf(era, sizeof era, "ff%06d", ++runs_);
    for (BareRow& row : rows_) {
      const std::string id = era + std::string(reinterpret_cast<const char*>(sqlite3_value_text(row[1].get())) + 8);
      ids_.push_back(id);
    }
    const Statement start = prepare(db_.get(), "BEGIN IMMEDIATE"), commit = prepare(db_.get(), "COMMIT");
    const auto begin = SteadyClock::now();
    for (std::size_t at = 0; at < rows_.size();) {
      step(start);
      for (std::size_t i = 0; i < per_upload && at < rows_.size(); ++i, ++at) {
        bind_row(insert_, rows_[at]);
        sqlite3_bind_text(insert_.get(), 2, ids_[at].data(), static_cast<int>(ids_[at].size()), SQLITE_STATIC);
        step(insert_);
      }
      step(commit);
    }
    const double seconds = seconds_since(begin);
    ids_.clear();
    return static_cast<double>(rows_.size()) / seconds;
  }

 private:
  Database db_;
  std::vector<BareRow> rows_;
  std::vector<std::string> ids_;
  int runs_ = 0;
  Statement insert_;
};

void measure(const Options& options) {
  const Folder folder;
  const auto database = folder.path / "district.db";
  District district("sqlite:" + database.string(), folder.path);
  const auto clerks = settle_with_people(district, options.brief ? 1 : plants, options.brief ? 20 : people);
  issue_passes(district, ask_for_passes(district, clerks), options.brief ? 20 : people);
  Uploads uploads(district, gates_of(district, database), options.brief ? 5 : per_upload);
  const std::size_t batches = options.brief ? 4 : plants * people / per_upload;
  store(uploads, batches);  // warm, and rows to copy
  BareScans bare(database, folder.path / "bare.db");
  Pairs alone, whole;
  for (int round = 0; round < options.rounds; ++round) {
    const double before = bare.run();
    alone.subject.push_back(store(uploads, batches));
    whole.subject.push_back(send(uploads, batches));
    alone.reference.push_back((before + bare.run()) / 2);
    whole.reference.push_back(alone.reference.back());
  }
  bench::print(options,
               {.name = "scans stored in uploads of 500, judged before",
                .unit = "/s",
                .reference = "bare SQLite inserts of the same rows, 500 a transaction"},
               alone, at_least(0.5));
  bench::print(options,
               {.name = "scans uploaded over HTTP, each verified, two cores",
                .unit = "/s",
                .reference = "bare SQLite inserts of the same rows, 500 a transaction"},
               whole, {});
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
