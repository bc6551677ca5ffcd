// Internal to db/: commands waiting for a writer. Every call is safe from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "db/transaction.h"

namespace fugong::db {

class CommandQueue {
 public:
  explicit CommandQueue(std::size_t limit) : limit_(limit) {}

  // Answers busy at once when the queue is full or closed.
  void push(Engine::Command command, Engine::Done done) {
    bool taken = false;
    {
      std::lock_guard lock(mutex_);
      if (!closed_ && queue_.size() < limit_) {
        queue_.push_back({std::move(command), std::move(done)});
        taken = true;
      }
    }
    if (taken) ready_.notify_one();
    else done(Outcome::busy);
  }

  // Waits for commands and takes at most `count`: what is there, never waiting for more. Empty: closed and drained.
  void pop(std::size_t count, std::vector<Queued>& out) {
    out.clear();
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    take(count, out);
  }

  // Fills `out` up to `count` with what is there now.
  void pop_ready(std::size_t count, std::vector<Queued>& out) {
    std::lock_guard lock(mutex_);
    take(count, out);
  }

  void close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  std::size_t size() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  void take(std::size_t count, std::vector<Queued>& out) {
    while (!queue_.empty() && out.size() < count) {
      out.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
  }

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Queued> queue_;
  bool closed_ = false;
};

}  // namespace fugong::db
