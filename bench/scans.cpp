// Scans that gates upload in batches, stored and durable: the storing alone beside a bare loop that inserts the same
// rows into the same table, and the whole way over HTTP with every pass verified.
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "bare_sqlite.h"
#include "pass_holders.h"
#include "row.h"

namespace {

using namespace fugong;
using namespace fugong::bench;

constexpr std::size_t per_upload = 500;  // pass::scans_max
constexpr int gates = 4;

using SteadyClock = std::chrono::steady_clock;
double seconds_since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

class Uploads {
 public:
  Uploads(District& district, std::vector<std::string> tokens, std::size_t per_batch)
      : district_(district), tokens_(std::move(tokens)), per_batch_(per_batch) {}

  pass::ScanUpload upload(Timestamp now) {
    const std::lock_guard lock(mutex_);
    pass::ScanUpload out;
    for (std::size_t i = 0; i < per_batch_; ++i)
      out.scans.push_back({.id = pass::ScanId::make(now, random_), .token = tokens_[next_++ % tokens_.size()]});
    return out;
  }
  std::size_t per_batch() const { return per_batch_; }
  District& district() { return district_; }

 private:
  District& district_;
  const std::vector<std::string> tokens_;
  const std::size_t per_batch_;
  SystemRandom random_;
  std::mutex mutex_;
  std::size_t next_ = 0;
};

Actor guard_of(District& district) {
  const std::string login = district.people().guards.begin()->second.login();
  return *district.platform().engine().query<Actor>([&](db::Session& session) -> Result<Actor> {
    return *district.platform().identities().actor_of(session, login);
  });
}

// Scans a second; every upload has been judged before the clock starts.
double store(Uploads& uploads, const Actor& guard, std::size_t batches) {
  app::Platform& platform = uploads.district().platform();
  const pass::Context context{guard, SystemClock().now(), Language::zh_cn};
  std::vector<pass::PreparedScansPtr> prepared;
  for (std::size_t i = 0; i < batches; ++i)
    prepared.push_back(*platform.engine().query<pass::PreparedScansPtr>([&](db::Session& session) {
      return platform.passes().prepare_scans(session, context, uploads.upload(context.now));
    }));
  std::atomic<std::size_t> next = 0, stored = 0;
  const auto begin = SteadyClock::now();
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < gates; ++i)
      threads.emplace_back([&] {
        for (std::size_t at = next++; at < prepared.size(); at = next++)
          if (const auto receipt = platform.engine().write<pass::ScanReceipt>(
                  [&](db::Session& session) { return platform.passes().store_scans(session, context, prepared[at]); }))
            stored += static_cast<std::size_t>(receipt->stored);
      });
  }
  const double seconds = seconds_since(begin);
  if (stored != batches * uploads.per_batch()) throw std::runtime_error("not every scan was stored");
  return static_cast<double>(stored) / seconds;
}

// Over HTTP, from the scanned text to the verdict's durable row.
double send(Uploads& uploads, const std::string& guard_token, std::size_t batches) {
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < batches; ++i) bodies.push_back(json::write(uploads.upload(SystemClock().now())));
  HttpLoad load;
  load.port = uploads.district().port();
  load.connections = gates;
  load.seconds = 600;
  load.requests_max = batches;
  load.request = [&](int, std::uint64_t number) {
    return http_post("/api/v1/scans", bodies[number], bearer(guard_token));
  };
  const HttpLoadResult result = run_http_load(load);
  if (result.succeeded != batches) throw std::runtime_error("an upload was not taken");
  return static_cast<double>(batches * uploads.per_batch()) / result.seconds;
}

// The rows that the platform has stored, inserted again by SQLite's own calls, 500 to a transaction.
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
    step(prepare(db_.get(), "DELETE FROM pass_scans"));
    const Statement start = prepare(db_.get(), "BEGIN IMMEDIATE"), commit = prepare(db_.get(), "COMMIT");
    const auto begin = SteadyClock::now();
    for (std::size_t at = 0; at < rows_.size();) {
      step(start);
      for (std::size_t i = 0; i < per_upload && at < rows_.size(); ++i, ++at) {
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

void measure(const Options& options) {
  const Folder folder;
  const auto database = folder.path / "district.db";
  District district("sqlite:" + database.string(), folder.path);
  const auto clerks = settle_with_people(district, 1, options.brief ? 20 : 200);
  issue_passes(district, ask_for_passes(district, clerks), options.brief ? 20 : 200);
  Uploads uploads(district, some_tokens(district, clerks[0]), options.brief ? 20 : per_upload);
  const Actor guard = guard_of(district);
  const std::string guard_token = district.people().guards.begin()->second.token();
  const std::size_t batches = options.brief ? 2 : 80;
  store(uploads, guard, batches);  // warm, and rows to copy
  BareScans bare(database, folder.path / "bare.db");
  Pairs alone, whole;
  for (int round = 0; round < options.rounds; ++round) {
    const double before = bare.run();
    alone.subject.push_back(store(uploads, guard, batches));
    whole.subject.push_back(send(uploads, guard_token, batches));
    alone.reference.push_back((before + bare.run()) / 2);
    whole.reference.push_back(alone.reference.back());
  }
  print(options,
        {.name = "scans stored in uploads of 500, judged before",
         .unit = "/s",
         .reference = "bare SQLite inserts of the same rows, 500 a transaction"},
        alone, at_least(0.5));
  print(options,
        {.name = "scans uploaded over HTTP, each verified, two cores",
         .unit = "/s",
         .reference = "bare SQLite inserts of the same rows, 500 a transaction"},
        whole, {});
}

}  // namespace

int main(int argc, char** argv) { return run(read_options(argc, argv), measure); }
