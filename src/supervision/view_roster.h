// What goes in and out of closed rosters and lists of gate events, as JSON.
#pragma once

#include "supervision/view.h"

namespace fugong::supervision {

// ---- the closed roster ----
struct MembersFilter {
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(MembersFilter, (), (after, limit))

struct MemberLine {
  std::string worker, name;
  Timestamp from{};
  std::optional<Timestamp> until;
};
BOOST_DESCRIBE_STRUCT(MemberLine, (), (worker, name, from, until))
struct NamedWorker {
  std::string worker, name;
};
BOOST_DESCRIBE_STRUCT(NamedWorker, (), (worker, name))
// What a replacement would change; nothing is written.
struct RosterPreview {
  std::int64_t rows = 0, kept = 0;
  std::vector<WorkerId> workers;  // who would live in: what replaceClosedRoster is then asked
  std::vector<NamedWorker> added, ended;
  std::vector<RefusedEvent> refused;  // rows of a file that name nobody on the register
};
BOOST_DESCRIBE_STRUCT(RosterPreview, (), (rows, kept, workers, added, ended, refused))

// ---- what gates saw ----
struct EventsFilter {
  std::optional<Date> from, to;  // days in the district's zone
  std::optional<Direction> direction;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(EventsFilter, (), (from, to, direction, after, limit))

struct GateEventLine {
  std::string id;
  Direction direction = Direction::in;
  Timestamp at{};
  Source source = Source::gate;
  std::string gate, name;
  bool known = false;  // on the enterprise's register
  std::optional<Timestamp> test_at;
};
BOOST_DESCRIBE_STRUCT(GateEventLine, (), (id, direction, at, source, gate, name, known, test_at))

}  // namespace fugong::supervision
