#include "pass/serials.h"

#include <algorithm>

#include "pass/store.h"

namespace fugong::pass {

Result<std::vector<std::int64_t>> SerialPool::take(std::int64_t count) {
  std::lock_guard lock(mutex_);
  std::vector<std::int64_t> out;
  out.reserve(static_cast<std::size_t>(count));
  while (count > 0) {
    if (next_ == end_) {
      const std::int64_t size = std::max(count, serial_block);
      FG_TRY(next_, o_.engine.write<std::int64_t>([&](db::Session& session) -> Result<std::int64_t> {
        return Store(o_.district, session).take_serials(size);
      }));
      end_ = next_ + size;
    }
    for (; count > 0 && next_ < end_; --count) out.push_back(next_++);
  }
  return out;
}

}  // namespace fugong::pass
