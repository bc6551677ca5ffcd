#include "db/tally.h"

#include <algorithm>

namespace fugong::db {
namespace {

auto place_of(const Count& c) { return std::tie(c.name, c.slot, c.key); }

// The statements of one table; the texts are the program's own, but for the table's plain name.
std::string select(std::string_view table, std::string_view where) {
  return "SELECT name, slot, key, value FROM " + std::string(table) + " WHERE district = :d" + std::string(where) +
         " ORDER BY name, slot, key";
}

std::vector<BulkColumn> columns_of(const DistrictCode& district, const Counts& counts) {
  std::vector<std::string> districts(counts.size(), district.text), names, keys;
  std::vector<std::int64_t> slots, values;
  for (const Count& c : counts) {
    names.push_back(c.name);
    slots.push_back(c.slot);
    keys.push_back(c.key);
    values.push_back(c.value);
  }
  return {{"district", std::move(districts)},
          {"name", std::move(names)},
          {"slot", std::move(slots)},
          {"key", std::move(keys)},
          {"value", std::move(values)}};
}

}  // namespace

void Tally::add(const Count& count, std::int64_t value) { changes_[{count.name, count.slot, count.key}] += value; }

void Tally::give(const Counts& counts) {
  for (const Count& c : counts) add(c, c.value);
}

void Tally::take(const Counts& counts) {
  for (const Count& c : counts) add(c, -c.value);
}

void Tally::write() {
  Counts counts;
  for (const auto& [place, value] : changes_)
    if (value != 0) counts.push_back({std::get<0>(place), std::get<1>(place), std::get<2>(place), value});
  changes_.clear();
  if (!counts.empty()) s_.bulk_add(table_, columns_of(d_, counts));
}

Counts Tally::of(std::string_view name) { return s_.query<Count>(select(table_, " AND name = :n"), d_, name); }

Counts Tally::of(std::string_view name, std::int64_t first, std::int64_t last) {
  return s_.query<Count>(select(table_, " AND name = :n AND slot >= :f AND slot <= :l"), d_, name, first, last);
}

Counts Tally::of(std::string_view name, int limit) {
  return s_.query<Count>(select(table_, " AND name = :n") + " LIMIT :m", d_, name, limit);
}

Counts Tally::all() { return s_.query<Count>(select(table_, ""), d_); }

bool Tally::is_empty() { return !s_.one<Count>(select(table_, "") + " LIMIT 1", d_); }

void Tally::replace(const Counts& counts) {
  changes_.clear();
  s_.exec("DELETE FROM " + std::string(table_) + " WHERE district = :d", d_);
  s_.bulk_insert(table_, columns_of(d_, summed(counts)));
}

Counts summed(Counts counts) {
  std::ranges::sort(counts, {}, place_of);
  Counts out;
  for (Count& c : counts) {
    if (!out.empty() && place_of(out.back()) == place_of(c)) out.back().value += c.value;
    else out.push_back(std::move(c));
  }
  std::erase_if(out, [](const Count& c) { return c.value == 0; });
  return out;
}

std::vector<CountDifference> differences(Counts kept, Counts counted) {
  std::map<std::tuple<std::string, std::int64_t, std::string>, CountDifference> found;
  const auto line = [&](Count& c) -> CountDifference& {
    auto& d = found[{c.name, c.slot, c.key}];
    std::tie(d.name, d.slot, d.key) = std::tie(c.name, c.slot, c.key);
    return d;
  };
  for (Count& c : kept) line(c).kept += c.value;
  for (Count& c : counted) line(c).counted += c.value;
  std::vector<CountDifference> out;
  for (auto& [place, d] : found)
    if (d.kept != d.counted) out.push_back(std::move(d));
  return out;
}

}  // namespace fugong::db
