#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>

#include "db/command_queue.h"
#include "db/engines.h"
#include "db/migrate.h"
#include "db/reader_pool.h"
#include "db/sqlite_connection.h"

namespace fugong::db {
namespace {

using Purpose = SqliteConnection::Purpose;

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(std::string path, const EngineOptions& options)
      : path_(std::move(path)), batch_limit_(options.group_commit ? std::max<std::size_t>(options.batch_limit, 1) : 1),
        queue_(options.queue_limit), writer_(std::make_unique<SqliteConnection>(path_, Purpose::write)),
        readers_(options.readers, [this] { return std::make_unique<SqliteConnection>(path_, Purpose::read); }),
        thread_([this] { write_until_closed(); }) {}

  ~SqliteEngine() override {
    queue_.close();
    thread_.join();
  }

  Dialect dialect() const override { return Dialect::sqlite; }
  void migrate(std::span<const Migration> migrations) override {
    SqliteConnection connection(path_, Purpose::write);
    apply_migrations(connection, migrations);
  }
  void submit(Command command, Done done) override { queue_.push(std::move(command), std::move(done)); }
  void read(const std::function<void(Session&)>& work) override { readers_.read(work); }
  std::size_t queued() const override { return queue_.size(); }

 private:
  void write_until_closed();
  void run(std::span<const Queued> batch);
  void reopen_if_lost();

  const std::string path_;
  const std::size_t batch_limit_;
  CommandQueue queue_;
  std::unique_ptr<SqliteConnection> writer_;  // the thread's own
  ReaderPool readers_;
  std::vector<Fate> fates_;
  std::thread thread_;
};

void SqliteEngine::write_until_closed() {
  std::vector<Queued> batch;
  for (queue_.pop(batch_limit_, batch); !batch.empty(); queue_.pop(batch_limit_, batch)) run(batch);
}

void SqliteEngine::run(std::span<const Queued> batch) {
  const Fault fault = run_transaction(*writer_, batch, fates_);
  if (fault == Fault::none) return answer(batch, fates_);
  spdlog::warn("db: a transaction of {} commands fell: {}", batch.size(), writer_->fault_text());
  reopen_if_lost();
  if (fault != Fault::busy && batch.size() > 1) {
    // One of them brought all down (a full disk, say): alone, each meets its own fate.
    for (const Queued& queued : batch) run({&queued, 1});
    return;
  }
  for (Fate& fate : fates_) fate.outcome = fault == Fault::busy ? Outcome::busy : Outcome::failed;
  answer(batch, fates_);
}

void SqliteEngine::reopen_if_lost() {
  if (writer_->fault() != Fault::lost) return;
  try {
    auto fresh = std::make_unique<SqliteConnection>(path_, Purpose::write);
    writer_ = std::move(fresh);
  } catch (const Failure& e) {
    spdlog::error("db: cannot open the database again: {}", e.what());
  }
}

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::string& path, const EngineOptions& options) {
  return std::make_unique<SqliteEngine>(path, options);
}

}  // namespace fugong::db
