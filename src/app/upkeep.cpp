#include "app/upkeep.h"

#include <spdlog/spdlog.h>

#include "search/reindex.h"

namespace fugong::app {
namespace {

// Every room that keeps sums.
struct Sums {
  std::string room;
  std::function<bool(db::Session&)> is_counted;
  std::function<std::vector<db::CountDifference>(db::Session&)> check;
  std::function<void(db::Session&)> count_again;
};

template <class Service>
Sums sums_of(const char* room, Service& service) {
  return {room, [&service](db::Session& s) { return service.is_counted(s); },
          [&service](db::Session& s) { return service.check_counts(s); },
          [&service](db::Session& s) { service.count_again(s); }};
}

std::vector<Sums> all_sums(Platform& platform) {
  return {sums_of("resumption", platform.resumptions()), sums_of("pass", platform.passes())};
}

}  // namespace

Status count_the_uncounted(Platform& platform) {
  for (const Sums& sums : all_sums(platform)) {
    bool counted = false;
    platform.engine().read([&](db::Session& session) { counted = sums.is_counted(session); });
    if (counted) continue;
    FG_CHECK(platform.engine().write<bool>([&](db::Session& session) -> Result<bool> {
      if (!sums.is_counted(session)) sums.count_again(session);
      return true;
    }));
    spdlog::info("{}: its sums were counted from the records", sums.room);
  }
  return {};
}

std::vector<KeptDifference> check_counts(Platform& platform, db::Session& session) {
  std::vector<KeptDifference> out;
  for (const Sums& sums : all_sums(platform))
    for (db::CountDifference& difference : sums.check(session)) out.push_back({sums.room, std::move(difference)});
  return out;
}

void count_again(Platform& platform, db::Session& session) {
  for (const Sums& sums : all_sums(platform)) sums.count_again(session);
}

void index_the_unindexed(Platform& platform, const std::stop_token& stop) {
  bool whole = false;
  platform.engine().read([&](db::Session& session) { whole = platform.searches().is_whole(session); });
  if (whole) return;
  const auto indexed = search::reindex(platform.engine(), platform.searches(),
                                       {platform.enterprises(), platform.identities(), platform.resumptions()}, stop);
  if (indexed) spdlog::info("search: the index was built of {} records", *indexed);
  else if (!stop.stop_requested()) spdlog::error("search: the index could not be built: {}", indexed.error().code);
}

}  // namespace fugong::app
