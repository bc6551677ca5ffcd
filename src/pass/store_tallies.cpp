// What was issued and scanned, summed up as it happens (db/tally.h).
//
//   issued        0                    KIND       passes, renewals included
//   enterprises   0                    KIND       with a pass of the kind
//   scans         quarter of an hour   VERDICT    scans
#include <map>

#include "pass/rules.h"
#include "pass/store.h"

namespace fugong::pass {
namespace {

db::Counts counts_of(const Issuance& i) {
  db::Counts out{{"issued", 0, i.kind, i.passes}};
  if (i.number == 1) out.push_back({"enterprises", 0, i.kind, 1});
  return out;
}

}  // namespace

void Store::count(const Issuance& issuance) {
  tally_.give(counts_of(issuance));
  tally_.write();
}

void Store::count(const std::vector<const Scan*>& scans) {
  std::map<std::pair<std::int64_t, std::string_view>, std::int64_t> sums;
  for (const Scan* scan : scans) ++sums[{quarter_of(scan->at), scan->verdict}];
  for (const auto& [place, count] : sums) tally_.give({{"scans", place.first, std::string(place.second), count}});
  tally_.write();
}

db::Counts Store::counted_again() {
  // Summed as it goes: the records are many, their sums are few.
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::int64_t> sums;
  const auto add = [&](const db::Counts& counts) {
    for (const db::Count& c : counts) sums[{c.name, c.slot, c.key}] += c.value;
  };
  add({{"version", tallies_version, "", 1}});
  s_.each<std::tuple<std::string, std::int64_t, std::int64_t>>(
      "SELECT kind, number, passes FROM pass_issuances WHERE district = :d",
      [&](const auto& row) {
        Issuance i;
        std::tie(i.kind, i.number, i.passes) = row;
        add(counts_of(i));
      },
      d_);
  s_.each<std::tuple<Timestamp, std::string>>(
      "SELECT at, verdict FROM pass_scans WHERE district = :d",
      [&](const auto& row) { add({{"scans", quarter_of(std::get<0>(row)), std::get<1>(row), 1}}); }, d_);
  db::Counts out;
  for (const auto& [place, value] : sums)
    out.push_back({std::get<0>(place), std::get<1>(place), std::get<2>(place), value});
  return out;
}

}  // namespace fugong::pass
