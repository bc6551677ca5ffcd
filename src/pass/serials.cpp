#include "pass/serials.h"

#include <algorithm>
#include <memory>

#include "pass/store.h"

namespace fugong::pass {

Result<std::vector<std::int64_t>> SerialPool::take(std::int64_t count) {
  std::unique_lock lock(mutex_);
  const bool in_bulk = count >= serial_block;
  std::vector<std::int64_t> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int64_t wanted = count; wanted > 0;) {
    arrived_.wait(lock, [this] { return !blocks_.empty() || !ordered_; });
    if (blocks_.empty()) {
      const std::int64_t size = std::max(wanted, serial_block);
      FG_TRY(const std::int64_t first, o_.engine.write<std::int64_t>([&](db::Session& session) -> Result<std::int64_t> {
        return Store(o_.district, session).take_serials(size);
      }));
      blocks_.push_back({first, first + size});
    }
    Block& block = blocks_.front();
    for (; wanted > 0 && block.next < block.end; --wanted) out.push_back(block.next++);
    if (block.next == block.end) blocks_.pop_front();
  }
  // While the passes of one act are written, those of the next are to be signed and not to wait for their numbers.
  if (in_bulk && blocks_.empty() && !ordered_) {
    ordered_ = true;
    lock.unlock();
    order(count);
  }
  return out;
}

void SerialPool::order(std::int64_t count) {
  const auto first = std::make_shared<std::int64_t>(0);
  o_.engine.submit(
      [this, count, first](db::Session& session) {
        *first = Store(o_.district, session).take_serials(count);
        return true;
      },
      [this, count, first](db::Outcome outcome) {
        const std::lock_guard lock(mutex_);
        if (outcome == db::Outcome::durable) blocks_.push_back({*first, *first + count});
        ordered_ = false;
        arrived_.notify_all();
      });
}

}  // namespace fugong::pass
