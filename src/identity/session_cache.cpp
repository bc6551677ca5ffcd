#include "identity/session_cache.h"

namespace fugong::identity {

SessionCache::Shard& SessionCache::shard(std::string_view key) { return shards_[Hash{}(key) % shards_count]; }

StandingPtr SessionCache::find(std::string_view key) const {
  const Shard& s = shard(key);
  std::lock_guard lock(s.mutex);
  const auto found = s.entries.find(key);
  if (found == s.entries.end() || found->second->epoch != epoch_.load()) return nullptr;
  return found->second;
}

SessionCache::Mark SessionCache::mark() const { return {epoch_.load(), generation_.load()}; }

void SessionCache::put(std::string_view key, StandingPtr standing, Mark mark) {
  standing->epoch = mark.epoch;
  Shard& s = shard(key);
  std::lock_guard lock(s.mutex);
  if (generation_.load() != mark.generation) return;
  if (s.entries.size() >= entries_max / shards_count) {
    std::erase_if(s.entries, [&](const auto& e) { return e.second->epoch != mark.epoch; });
    // Nothing old to drop: everybody of this shard asks the database once more.
    if (s.entries.size() >= entries_max / shards_count) s.entries.clear();
  }
  s.entries.insert_or_assign(std::string(key), std::move(standing));
}

void SessionCache::forget(std::string_view key) {
  ++generation_;  // before the entry goes: a reader on its way must not put it back
  Shard& s = shard(key);
  std::lock_guard lock(s.mutex);
  if (const auto found = s.entries.find(key); found != s.entries.end()) s.entries.erase(found);
}

void SessionCache::forget_all() {
  ++epoch_;
  ++generation_;
}

}  // namespace fugong::identity
