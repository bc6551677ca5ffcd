#include "db/due_timer.h"

#include <algorithm>
#include <chrono>

namespace fugong::db {
namespace {

// Real clocks are adjusted; never sleep longer than this without looking at them again.
constexpr Duration sleep_max = hours(1);

// Nodes may share a PostgreSQL database. What one had armed when it died the others find by asking the database again
// so often; an SQLite file has one process, which asks at its start.
constexpr Duration others_looked_for_every = minutes(5);

}  // namespace

DueTimer::DueTimer(Engine& engine, const Clock& clock, DueSource source)
    : engine_(engine), clock_(clock), source_(std::move(source)) {}

DueTimer::~DueTimer() { stop(); }

void DueTimer::restore() {
  std::vector<std::pair<std::string, Timestamp>> pending;
  engine_.read([&](Session& session) { pending = source_.pending(session); });
  for (const auto& [id, at] : pending) arm(id, at);
}

void DueTimer::arm(const std::string& id, Timestamp at) {
  std::lock_guard lock(mutex_);
  if (at == never) {
    current_.erase(id);
    return;
  }
  const auto found = current_.find(id);
  if (found != current_.end() && found->second <= at) return;
  push(id, at);
}

void DueTimer::push(const std::string& id, Timestamp at) {
  current_[id] = at;
  // Stale entries are dropped when they reach the top; when they outnumber the live ones, all at once.
  if (heap_.size() > 2 * current_.size() + 1024) {
    heap_.clear();
    for (const auto& [live, instant] : current_) heap_.push_back({instant, live});
    std::ranges::make_heap(heap_, std::greater<>());
  } else {
    heap_.push_back({at, id});
    std::ranges::push_heap(heap_, std::greater<>());
  }
  if (heap_.front().id == id && heap_.front().at == at) changed_.notify_one();
}

void DueTimer::drop_stale_top() {
  while (!heap_.empty()) {
    const auto live = current_.find(heap_.front().id);
    if (live != current_.end() && live->second == heap_.front().at) return;
    std::ranges::pop_heap(heap_, std::greater<>());
    heap_.pop_back();
  }
}

std::vector<std::string> DueTimer::take_due(Timestamp now) {
  std::vector<std::string> due;
  for (drop_stale_top(); !heap_.empty() && heap_.front().at <= now && due.size() < timer_batch_max; drop_stale_top()) {
    due.push_back(heap_.front().id);
    current_.erase(heap_.front().id);
  }
  return due;
}

std::size_t DueTimer::run_due(Timestamp now) {
  std::size_t looked_at = 0;
  for (;;) {
    std::vector<std::string> due;
    {
      std::lock_guard lock(mutex_);
      due = take_due(now);
    }
    if (due.empty()) return looked_at;
    looked_at += due.size();
    using Next = std::vector<std::pair<std::string, Timestamp>>;
    const auto fired = engine_.write<Next>([&](Session& session) -> Result<Next> {
      Next next;
      for (const std::string& id : due) {
        // What cannot be read (its pack is gone, say) must not hold up the others; it has written nothing.
        if (const auto at = source_.fire(session, id, now)) next.emplace_back(id, *at);
      }
      return next;
    });
    if (!fired) {
      for (const std::string& id : due) arm(id, now + timer_retry);
      return looked_at;
    }
    for (const auto& [id, at] : *fired)
      if (at != never) arm(id, at);
  }
}

Timestamp DueTimer::next() const {
  std::lock_guard lock(mutex_);
  const_cast<DueTimer*>(this)->drop_stale_top();
  return heap_.empty() ? never : heap_.front().at;
}

std::size_t DueTimer::armed() const {
  std::lock_guard lock(mutex_);
  return current_.size();
}

void DueTimer::start() {
  std::lock_guard lock(mutex_);
  stopping_ = false;
  thread_ = std::thread([this] { loop(); });
}

void DueTimer::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DueTimer::look_for_others() {
  try {
    restore();
  } catch (const Failure&) {  // the engine has logged it; next time, then
  }
}

void DueTimer::loop() {
  const bool shared = engine_.dialect() == Dialect::postgresql;
  Timestamp look_at = shared ? clock_.now() + others_looked_for_every : never;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    drop_stale_top();
    const Timestamp now = clock_.now();
    if (now >= look_at) {
      look_at = now + others_looked_for_every;
      lock.unlock();
      look_for_others();
      lock.lock();
      continue;
    }
    if (!heap_.empty() && heap_.front().at <= now) {
      lock.unlock();
      run_due(now);
      lock.lock();
      continue;
    }
    const Timestamp next = heap_.empty() ? look_at : std::min(heap_.front().at, look_at);
    const Duration wait = std::min(next - now, sleep_max);
    changed_.wait_for(lock, std::chrono::milliseconds(wait.ms));
  }
}

}  // namespace fugong::db
