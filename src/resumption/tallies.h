// What each record counts for in the room's rollup (resumption_tallies; db/tally.h). Pure.
//
//   name            slot              key                       value
//   standing        0                 SUBDISTRICT|STANDING      enterprises
//   class           0                 CLASS|STANDING            enterprises
//   above           0                 STANDING                  enterprises above designated size
//   workers         0                 SUBDISTRICT               normal work force of those at work
//   on_site         0                 SUBDISTRICT               people on site there, by the latest daily figures
//   capacity        tenths of percent SUBDISTRICT               enterprises at work with exactly that output
//   suspended_ever  0                                           enterprises
//   placed          0                                           enterprises that a map may show
//   square0 … 3     square            enterprises, STANDING, latitude, longitude
//   received, decided, started, ended, stopped, went_on   quarter of an hour   cases
//   promise, desk   span of 30 days   LINE|running, LINE|overdue, LINE|in_time|BUCKET, LINE|late|BUCKET
#pragma once

#include "db/tally.h"
#include "resumption/model.h"

namespace fugong::resumption {

constexpr std::string_view tallies_table = "resumption_tallies";

Standing standing_of(CaseState state);

// Quarters of an hour since 1970, because days begin at one in every time zone; spans of 30 days likewise.
std::int64_t quarter_of(Timestamp t);
std::int64_t span_of(Timestamp t);

// The output in tenths of a percent of the normal one, rounded up: an enterprise is above a threshold of so many tenths
// when this is greater. 0: no normal output is known. At most capacity_tenths_max.
constexpr std::int64_t capacity_tenths_max = 3000;
std::int64_t capacity_tenths(double output, double normal_output);

// Lengths of time in buckets, each at most a sixteenth wide: exact up to half a minute. `middle_ms` stands for all of
// one.
int bucket_of(std::int64_t used_ms);
std::int64_t middle_ms(int bucket);

// The plant after these figures, which are of its latest day.
Plant with_figures(Plant plant, const DailyFigures& figures);

// Squares of the map, from fine to coarse, in millionths of a degree.
constexpr std::int64_t squares_micro[] = {1'000, 4'000, 16'000, 64'000};
std::string square_name(std::size_t level);

db::Counts counts_of(const Case& c);
db::Counts counts_of(const Plant& p);
db::Counts counts_of(const SlaClock& c);
db::Counts counts_of(const Task& t);
db::Count stopped_at(Timestamp from);   // a suspension
db::Count went_on_at(Timestamp until);  // and its end

// The parts of a key, which are separated by "|".
std::vector<std::string_view> parts_of(std::string_view key);

}  // namespace fugong::resumption
