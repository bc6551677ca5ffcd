// What a plant's gates saw, judged. Pure: the same set of events gives the same findings, in whatever order and however
// often they were told.
//
// Clocks of gates differ by up to `skew`. So several reports of one person in one direction within twice that are one
// sighting, and where an event lies nearer than that to a boundary – the roster's, the rules' –, the benefit of the
// doubt decides. Of each rule, person and local day there is one finding at most.
#pragma once

#include <functional>
#include <span>

#include "supervision/model.h"

namespace fugong::supervision {

// What is asked of a plant at one instant.
struct GateLaw {
  bool closed = false;
  std::int64_t head_count_cap = 0;  // 0: none
  Duration test_good_for{};         // 0: no test is asked for
  bool operator==(const GateLaw&) const = default;
};

struct GateRules {
  const policy::SupervisionRules& pack;
  std::function<GateLaw(Timestamp)> law_at;
  std::string zone;
  Duration skew() const { return seconds(pack.clock_skew_s); }
};

struct Sighting {
  std::string subject, name;
  Direction direction = Direction::in;
  Timestamp at{};                    // the first report of it
  std::optional<Timestamp> test_at;  // the newest that any report knows
  std::vector<std::string> events;   // ids, sorted
};
// By subject and time.
std::vector<Sighting> sightings_of(std::vector<GateEvent> events, Duration skew);

struct Finding {
  const policy::ViolationRule* rule = nullptr;
  std::string subject, subject_name;
  Date day;
  Timestamp at{};
  std::vector<std::string> events;
};

// Outsiders, insiders, untested. `members`: of all persons seen.
std::vector<Finding> judge_people(const GateRules& rules, std::span<const Sighting> sightings,
                                  std::span<const Member> members);

// Whether too many were inside on a day. `before`: the sightings up to the day, at least the last one of each person;
// who was never seen and lives in is inside.
std::optional<Finding> judge_head_count(const GateRules& rules, const Date& day, std::span<const Sighting> before,
                                        std::span<const Sighting> that_day, std::span<const Member> members);

// How many are inside at an instant.
std::int64_t head_count(Timestamp at, std::span<const Sighting> until_then, std::span<const Member> members);

}  // namespace fugong::supervision
