#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <shared_mutex>
#include <thread>

#include "db/command_queue.h"
#include "db/engines.h"
#include "db/migrate.h"
#include "db/postgres_connection.h"
#include "db/reader_pool.h"

namespace fugong::db {
namespace {

// Tries per command before it is answered busy; the pauses between them add up to at most two seconds.
constexpr int tries_max = 16;
constexpr int pause_first_us = 500;
constexpr int pause_max_us = 200'000;

// Commands of one district meet at its row of audit_head, so under load nearly all of them conflict. A conflict heats
// the engine; while it is hot, commands of this process run one batch at a time, as savepoints of one transaction like
// SQLite's writer: no retries, one fsync for many. Each batch without a conflict cools it by one.
constexpr int heat_per_conflict = 4;
constexpr int heat_max = 64;

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(std::string url, const EngineOptions& options)
      : url_(std::move(url)), batch_limit_(options.group_commit ? std::max<std::size_t>(options.batch_limit, 1) : 1),
        queue_(options.queue_limit),
        readers_(options.readers, [this] { return std::make_unique<PostgresConnection>(url_); }) {
    auto first = std::make_unique<PostgresConnection>(url_);  // a wrong URL is a fault of start-up
    for (int i = 0; i < std::max(options.writers, 1); ++i)
      workers_.emplace_back([this, connection = i == 0 ? std::move(first) : nullptr]() mutable {
        Worker worker{std::move(connection), std::minstd_rand(std::random_device{}())};
        work_until_closed(worker);
      });
  }
  ~PostgresEngine() override {
    queue_.close();
    for (auto& worker : workers_) worker.join();
  }

  Dialect dialect() const override { return Dialect::postgresql; }
  void migrate(std::span<const Migration> migrations) override {
    PostgresConnection connection(url_);
    apply_migrations(connection, migrations);
  }
  void submit(Command command, Done done) override { queue_.push(std::move(command), std::move(done)); }
  void read(const std::function<void(Session&)>& work) override { readers_.read(work); }
  std::size_t queued() const override { return queue_.size(); }

 private:
  struct Worker {
    std::unique_ptr<PostgresConnection> connection;
    std::minstd_rand random;
    std::vector<Queued> batch{};
    std::vector<Fate> fates{};
    bool may_grow = true;
  };

  void work_until_closed(Worker& worker);
  void run(Worker& worker);
  void run_singly(Worker& worker);
  Fault run_once(Worker& worker, bool side_by_side);
  bool reconnect(Worker& worker) const;
  void pause(Worker& worker, int tries) const;

  const std::string url_;
  const std::size_t batch_limit_;
  CommandQueue queue_;
  ReaderPool readers_;
  std::atomic<int> heat_ = 0;
  std::shared_mutex turn_;  // shared: commands side by side; exclusive: one batch at a time
  std::vector<std::jthread> workers_;
};

void PostgresEngine::work_until_closed(Worker& worker) {
  for (queue_.pop(1, worker.batch); !worker.batch.empty(); queue_.pop(1, worker.batch)) run(worker);
}

// Runs the batch until its fate is sealed. A batch grows only here, under the exclusive turn.
void PostgresEngine::run(Worker& worker) {
  Fault fault = Fault::none;
  for (int tries = 0; tries < tries_max; ++tries) {
    if (tries > 1) pause(worker, tries - 2);  // the second try has its turn alone: only other processes disturb it
    fault = run_once(worker, tries == 0 && heat_.load(std::memory_order_relaxed) == 0);
    if (fault == Fault::none) return answer(worker.batch, worker.fates);
    if (fault == Fault::unsure) break;
    if (fault == Fault::refused && worker.batch.size() == 1) break;
    // One of them brought all down: alone, each meets its own fate.
    if (worker.batch.size() > 1 && (fault == Fault::refused || tries >= 4)) return run_singly(worker);
  }
  if (worker.connection)
    spdlog::error("db: gave up a transaction of {} commands: {}", worker.batch.size(), worker.connection->fault_text());
  const bool later = fault == Fault::serialization || fault == Fault::busy;
  worker.fates.assign(worker.batch.size(), Fate{later ? Outcome::busy : Outcome::failed});
  answer(worker.batch, worker.fates);
}

void PostgresEngine::run_singly(Worker& worker) {
  std::vector<Queued> all = std::exchange(worker.batch, {});
  worker.may_grow = false;
  for (Queued& queued : all) {
    worker.batch.clear();
    worker.batch.push_back(std::move(queued));
    run(worker);
  }
  worker.may_grow = true;
}

Fault PostgresEngine::run_once(Worker& worker, bool side_by_side) {
  std::shared_lock shared(turn_, std::defer_lock);
  std::unique_lock alone(turn_, std::defer_lock);
  if (side_by_side) {
    shared.lock();
  } else {
    alone.lock();
    if (worker.may_grow) queue_.pop_ready(batch_limit_, worker.batch);
  }
  if (!reconnect(worker)) return Fault::lost;
  const Fault fault = run_transaction(*worker.connection, worker.batch, worker.fates);
  if (fault == Fault::serialization)
    heat_.store(std::min(heat_.load(std::memory_order_relaxed) + heat_per_conflict, heat_max),
                std::memory_order_relaxed);
  else if (!side_by_side && heat_.load(std::memory_order_relaxed) > 0) heat_.fetch_sub(1, std::memory_order_relaxed);
  return fault;
}

bool PostgresEngine::reconnect(Worker& worker) const {
  if (worker.connection && worker.connection->is_alive()) return true;
  try {
    worker.connection.reset();
    worker.connection = std::make_unique<PostgresConnection>(url_);
    return true;
  } catch (const Failure& e) {
    spdlog::warn("db: {}", e.what());
    return false;
  }
}

void PostgresEngine::pause(Worker& worker, int tries) const {
  const int ceiling = std::min(pause_first_us << std::min(tries, 10), pause_max_us);
  std::uniform_int_distribution<int> jitter(ceiling / 2, ceiling);
  std::this_thread::sleep_for(std::chrono::microseconds(jitter(worker.random)));
}

}  // namespace

std::unique_ptr<Engine> open_postgres(const std::string& url, const EngineOptions& options) {
  return std::make_unique<PostgresEngine>(url, options);
}

}  // namespace fugong::db
