#include "exchange/due_thread.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <vector>

namespace fugong::exchange {
namespace {

// Real clocks are adjusted; never sleep longer than this without looking at them again.
constexpr Duration sleep_max = hours(1);

// The districts of a city are some ten to twenty; they are asked for a few hundred bytes, mostly.
constexpr std::size_t threads_max = 8;

}  // namespace

void DueThread::start() {
  std::lock_guard lock(mutex_);
  stopping_ = false;
  woken_ = true;
  thread_ = std::thread([this] { loop(); });
}

void DueThread::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void DueThread::wake() {
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_all();
}

void DueThread::loop() {
  Timestamp next = nothing_due;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const Timestamp now = clock_.now();
    if (woken_ || now >= next) {
      woken_ = false;
      lock.unlock();
      next = run_(now);
      lock.lock();
      continue;
    }
    const Duration wait = next == nothing_due ? sleep_max : std::min(next - now, sleep_max);
    changed_.wait_for(lock, std::chrono::milliseconds(wait.ms), [this] { return stopping_ || woken_; });
  }
}

void for_each_neighbour(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto help = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(count, threads_max); ++i) helpers.emplace_back(help);
  help();
}

}  // namespace fugong::exchange
