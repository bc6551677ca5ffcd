// The district's figures, computed from the records and from nothing else.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "supervision/model.h"

namespace fugong::bulletin {

// One bulletin: how things stood when the day `as_of` ended in the district's zone (or stand now, if it has not ended).
// Counts unless the name says otherwise; cumulative ones count from the beginning of the records.
struct Bulletin {
  Date as_of;
  std::int64_t enterprises_resumed = 0;  // at work at that instant
  std::int64_t employees_returned = 0;   // on site, by each enterprise's latest daily figures
  std::int64_t employees_normal = 0;     // normal work force of the resumed enterprises
  double return_rate_percent = 0;        // one decimal
  std::int64_t capacity_over_80 = 0;     // enterprises above the pack's capacity threshold (80 % where it is silent)
  std::int64_t above_scale_resumed = 0;
  std::int64_t above_scale_total = 0;
  std::int64_t passes_employee = 0;  // issued, cumulative, renewals included
  std::int64_t passes_truck = 0;
  std::int64_t truck_enterprises = 0;
  std::int64_t passes_commuter = 0;
  std::int64_t commuter_enterprises = 0;
  std::int64_t resident_officers = 0;
  std::int64_t resident_enterprises = 0;
  std::int64_t suspensions = 0;  // enterprises suspended at any time until then
  std::int64_t tickets_solved = 0;
  std::int64_t received_today = 0;
  std::int64_t decided_today = 0;
  std::int64_t overdue_today = 0;  // promises broken on that day
};
BOOST_DESCRIBE_STRUCT(Bulletin, (),
                      (as_of, enterprises_resumed, employees_returned, employees_normal, return_rate_percent,
                       capacity_over_80, above_scale_resumed, above_scale_total, passes_employee, passes_truck,
                       truck_enterprises, passes_commuter, commuter_enterprises, resident_officers,
                       resident_enterprises, suspensions, tickets_solved, received_today, decided_today, overdue_today))

// One figure beside what it was when the day before ended.
struct FigureChange {
  std::string name;  // as in Bulletin
  double value = 0, before = 0;
  double difference = 0;  // value - before; points, of percentages
};
BOOST_DESCRIBE_STRUCT(FigureChange, (), (name, value, before, difference))

struct BulletinChanges {
  Date as_of, before;
  std::vector<FigureChange> figures;  // in the bulletin's order
};
BOOST_DESCRIBE_STRUCT(BulletinChanges, (), (as_of, before, figures))

// A subdistrict's line on the command centre.
struct SubdistrictLine {
  std::string code;
  std::string name;
  std::int64_t enterprises = 0;
  std::int64_t resumed = 0;
  std::int64_t in_progress = 0;
  std::int64_t suspended = 0;
  std::int64_t employees_returned = 0, employees_normal = 0;  // of those at work
  double return_rate_percent = 0;
  std::int64_t capacity_over_80 = 0;
};
BOOST_DESCRIBE_STRUCT(SubdistrictLine, (),
                      (code, name, enterprises, resumed, in_progress, suspended, employees_returned, employees_normal,
                       return_rate_percent, capacity_over_80))

// A class of the pack.
struct ClassLine {
  std::string id;
  std::string name;
  std::int64_t enterprises = 0;
  std::int64_t applied = 0;  // resumed, in progress and suspended together
  std::int64_t resumed = 0;
  std::int64_t in_progress = 0;
  std::int64_t suspended = 0;
};
BOOST_DESCRIBE_STRUCT(ClassLine, (), (id, name, enterprises, applied, resumed, in_progress, suspended))

struct PassKindLine {
  std::string kind;
  std::string name;
  std::int64_t issued = 0;  // cumulative, renewals included
  std::int64_t enterprises = 0;
};
BOOST_DESCRIBE_STRUCT(PassKindLine, (), (kind, name, issued, enterprises))

// One place on the leader's map: an enterprise, or, where they are many, those of one square.
struct Spot {
  double latitude = 0, longitude = 0;
  std::int64_t enterprises = 0, resumed = 0, in_progress = 0, suspended = 0;
  std::optional<EnterpriseId> enterprise;  // of one
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(Spot, (), (latitude, longitude, enterprises, resumed, in_progress, suspended, enterprise, name))

// The URL template of map pictures ("https://…/{z}/{x}/{y}.png") and whose they are; absent: none is configured.
struct MapPictures {
  std::optional<std::string> tiles, attribution;
};
struct DistrictMap {
  std::optional<std::string> tiles, attribution;
  std::vector<Spot> spots;
};
BOOST_DESCRIBE_STRUCT(DistrictMap, (), (tiles, attribution, spots))

// How well one promise was kept.
struct PromiseLine {
  std::string id;  // of the pack's clock, or step/department
  std::string name;
  bool of_case = true;  // a promise to the applicant; false: one desk's part of it
  std::int64_t finished = 0;
  std::int64_t in_time = 0;
  std::int64_t running = 0;
  std::int64_t overdue = 0;    // still running after its limit
  double in_time_percent = 0;  // of the finished; one decimal
  std::int64_t median_seconds = 0;
  std::int64_t p95_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(PromiseLine, (),
                      (id, name, of_case, finished, in_time, running, overdue, in_time_percent, median_seconds,
                       p95_seconds))

// One day of the wave, for the trend.
struct TrendPoint {
  Date day;
  std::int64_t received = 0;
  std::int64_t decided = 0;
  std::int64_t resumed_total = 0;
};
BOOST_DESCRIBE_STRUCT(TrendPoint, (), (day, received, decided, resumed_total))

struct VerdictCount {
  std::string verdict;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(VerdictCount, (), (verdict, count))

// Everything the leader's one screen shows.
struct Dashboard {
  Timestamp now;
  std::string district;
  std::string phase;       // id
  std::string phase_name;  // in the reader's language
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::vector<PromiseLine> promises;
  std::vector<SubdistrictLine> subdistricts;
  std::vector<ClassLine> classes;
  std::vector<PassKindLine> passes;
  std::vector<TrendPoint> trend;
  std::vector<VerdictCount> scans;  // of the last 24 hours, at all checkpoints
  // Open alerts of supervision that have come up to the command, the newest first: suspensions, gaps in coverage,
  // officers who are away, reports that are missing.
  std::vector<supervision::Alert> watch;
};
BOOST_DESCRIBE_STRUCT(Dashboard, (),
                      (now, district, phase, phase_name, figures, enterprises_total, promises, subdistricts, classes,
                       passes, trend, scans, watch))

}  // namespace fugong::bulletin
