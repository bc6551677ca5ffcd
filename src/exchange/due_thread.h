// A thread that sleeps until something falls due. Nothing polls.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.h"

namespace fugong::exchange {

constexpr Timestamp nothing_due{INT64_MAX};

class DueThread {
 public:
  // `run` does what is due at the instant and gives the next one, or nothing_due. It must not throw.
  DueThread(const Clock& clock, std::function<Timestamp(Timestamp)> run) : clock_(clock), run_(std::move(run)) {}
  ~DueThread() { stop(); }
  DueThread(const DueThread&) = delete;
  DueThread& operator=(const DueThread&) = delete;

  void start();
  void stop();  // after what is just being done
  void wake();  // from any thread: something may have fallen due earlier

 private:
  void loop();

  const Clock& clock_;
  const std::function<Timestamp(Timestamp)> run_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false, woken_ = false;
  std::thread thread_;
};

// Calls work(0) to work(count - 1), several at a time, and waits: one slow neighbour does not hold up the others.
void for_each_neighbour(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace fugong::exchange
