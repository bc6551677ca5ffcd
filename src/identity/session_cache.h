// Whom a token stands for, kept in memory so that a request costs no database read.
//
// A change that touches anybody's standing makes every entry old at once (forget_all); a log-out removes its own. A
// reader that began before such a change cannot put back what it read: it hands in the mark it took first.
// Thread rule: every call is safe from any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/actor.h"
#include "base/clock.h"
#include "identity/rules.h"

namespace fugong::identity {

struct Standing {
  Actor actor;
  Carrier carrier = Carrier::cookie;
  Timestamp created_at{};
  Timestamp expires_at{};                   // API token
  std::string csrf;                         // session: what X-CSRF-Token has to be
  Timestamp read_at{};                      // when the database said so
  std::atomic<std::int64_t> seen_ms{0};     // session: last request
  std::atomic<std::int64_t> written_ms{0};  // session: last request that the database knows of
  std::uint64_t epoch = 0;
};
using StandingPtr = std::shared_ptr<Standing>;

class SessionCache {
 public:
  static constexpr std::size_t entries_max = 65'536;  // about 30 MB; a district has some thousand people on duty

  struct Mark {
    std::uint64_t epoch = 0, generation = 0;
  };

  // nullptr: not known, or known from before the last change. `key` is a SHA-256.
  StandingPtr find(std::string_view key) const;
  Mark mark() const;
  void put(std::string_view key, StandingPtr standing, Mark mark);
  void forget(std::string_view key);
  void forget_all();

 private:
  static constexpr std::size_t shards_count = 16;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>{}(key); }
  };
  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, StandingPtr, Hash, std::equal_to<>> entries;
  };
  Shard& shard(std::string_view key);
  const Shard& shard(std::string_view key) const { return const_cast<SessionCache*>(this)->shard(key); }

  std::array<Shard, shards_count> shards_;
  std::atomic<std::uint64_t> epoch_{0}, generation_{0};
};

}  // namespace fugong::identity
