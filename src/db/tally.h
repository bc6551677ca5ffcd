// Counts that are kept while records change, so that no screen has to count again: a table of each room's own,
//
//   (district, name, slot, key) -> value        e.g. ("started", quarter of an hour, "") -> 3 cases
//
// The room says in pure functions what a record counts for. Whoever writes a record takes away what it counted for
// before and gives what it counts for now, in the same transaction. So the table is at any time the sum over all
// records, which a recount can prove, and nothing is lost or counted twice when a command is undone or run again.
//
// One row is written by many commands. That makes no new conflicts: every command of a district appends to the audit
// log, whose head orders them already. Thread rule: as its session's.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <vector>

#include "db/session.h"

namespace fugong::db {

struct Count {
  std::string name;
  std::int64_t slot = 0;  // of time, or of a measure; 0 where there is none
  std::string key;
  std::int64_t value = 0;
  auto operator<=>(const Count&) const = default;
};
BOOST_DESCRIBE_STRUCT(Count, (), (name, slot, key, value))
using Counts = std::vector<Count>;

// Two sums of the same name, slot and key that ought to agree.
struct CountDifference {
  std::string name;
  std::int64_t slot = 0;
  std::string key;
  std::int64_t kept = 0, counted = 0;
};
BOOST_DESCRIBE_STRUCT(CountDifference, (), (name, slot, key, kept, counted))

class Tally {
 public:
  // `table`: a plain name; its columns are district, name, slot, key, value, all but the last its primary key.
  Tally(std::string_view table, const DistrictCode& district, Session& session)
      : table_(table), d_(district), s_(session) {}

  void give(const Counts& counts);
  void take(const Counts& counts);
  // Writes what has been given and taken since the last call: one statement. Nothing is written before.
  void write();

  Counts of(std::string_view name);
  Counts of(std::string_view name, std::int64_t first_slot, std::int64_t last_slot);  // both included
  Counts of(std::string_view name, int limit);                                        // the first so many rows
  Counts all();
  bool is_empty();
  // The table is what `counts` say, and nothing else.
  void replace(const Counts& counts);

 private:
  void add(const Count& count, std::int64_t value);

  const std::string_view table_;
  const DistrictCode& d_;
  Session& s_;
  // By place, so that two commands never hold a row each that the other waits for.
  std::map<std::tuple<std::string, std::int64_t, std::string>, std::int64_t> changes_;
};

// Sums counts of the same name, slot and key, in order; without those that come to nothing.
Counts summed(Counts counts);
// What the two disagree about; both as summed() or as they come.
std::vector<CountDifference> differences(Counts kept, Counts counted);

}  // namespace fugong::db
