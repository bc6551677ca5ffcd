// Internal to pass/: serial numbers, taken from the database a block at a time, so that tokens are signed before the
// writer is entered and no two nodes ever use one twice. What a restart leaves over of a block is never used: numbers
// may have gaps, but no number stands twice.
//
// Serials go up with time instead of being spread at random over the status list: a token names its pass anyway, so
// there is nothing to hide, and neighbours are mostly of one enterprise, which packs well when all are suspended.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "pass/service.h"

namespace fugong::pass {

class SerialPool {
 public:
  explicit SerialPool(const ServiceOptions& options) : o_(options) {}

  // `count` serials, ascending. Waits for a command when the blocks run out, so never call it inside one.
  // Codes: db.busy, db.failed. Safe from any thread.
  Result<std::vector<std::int64_t>> take(std::int64_t count);

 private:
  struct Block {
    std::int64_t next, end;
  };
  void order(std::int64_t count);

  const ServiceOptions& o_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Block> blocks_;
  bool ordered_ = false;  // a block is on its way
};

}  // namespace fugong::pass
