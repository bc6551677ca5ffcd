// The room's one table and its index of pairs: FTS5 on SQLite, GIN over the pairs on PostgreSQL. An index may find too
// much (pairs that stand apart); the folded words, compared in the same statement, decide.
#pragma once

#include <span>

#include "db/engine.h"
#include "search/model.h"

namespace fugong::search {

struct Found {
  std::string id, enterprise, subdistrict, title, detail;
};
BOOST_DESCRIBE_STRUCT(Found, (), (id, enterprise, subdistrict, title, detail))

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // The entry as it stands now. `stays`: of a known entry, an empty detail or phone is as it was.
  enum class Empty : std::uint8_t { clears, stays };
  void put(const Entry& entry, Empty empty = Empty::clears);
  // New ones only, by the engine's fast path.
  void insert_all(std::span<const Entry> entries);
  void remove(Kind kind, const std::string& id);
  // An enterprise that moves takes its entries along.
  void move(const std::string& enterprise, const std::string& from_subdistrict, const std::string& to_subdistrict);

  // Which build of the index the district has; 0: none.
  std::int64_t built();
  void set_built(std::int64_t build);

  // Entries with all of `grams` and all of `terms` (at most terms_max).
  std::vector<Found> find(Kind kind, const std::string& grams, const std::vector<std::string>& terms, int limit);
  std::vector<std::pair<Kind, Found>> by_phone(const std::string& phone, int limit);
  std::string subdistrict_of(const EnterpriseId& enterprise);  // empty: not in the index
  std::optional<std::string> title(Kind kind, const std::string& id);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::search
