// A scenario: the world of a district and the wave that goes through it, as data (scenarios/*.yaml).
//
// A scenario says how many enterprises, people and vehicles of what sizes there are, who comes back, produces and asks
// for what on which day, and how the reviewers work. It never says what the bulletin will read: the totals under
// `expect` are only compared with the bulletin that the records give.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace fugong::rehearsal {

struct Words {
  std::string zh_cn;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(Words, (), (zh_cn, en))

struct District {
  std::string code;  // GB/T 2260
  Words name;
  Words city;                      // what companies' names begin with
  std::string zone;                // IANA
  std::string plate_prefix;        // province and city letter of its plates
  std::string resident_id_prefix;  // an unassigned division, so that no real person can match
};
BOOST_DESCRIBE_STRUCT(District, (), (code, name, city, zone, plate_prefix, resident_id_prefix))

struct Subdistrict {
  std::string code;
  Words name;
  double share = 0;                    // of the enterprises; any unit
  double latitude = 0, longitude = 0;  // centre, degrees WGS 84
  std::string park;                    // park id of those enterprises that lie in it; empty: none
  int park_percent = 0;
};
BOOST_DESCRIBE_STRUCT(Subdistrict, (), (code, name, share, latitude, longitude, park, park_percent))

struct Industry {
  std::string code;   // GB/T 4754
  std::string trade;  // the word in a company's name
  double share = 0;
};
BOOST_DESCRIBE_STRUCT(Industry, (), (code, trade, share))

struct Checkpoint {
  std::string code;
  Words name;
  double latitude = 0, longitude = 0;  // degrees, on the same map as the subdistricts
};
BOOST_DESCRIBE_STRUCT(Checkpoint, (), (code, name, latitude, longitude))

struct Destination {     // where goods come from and go to
  std::string division;  // GB/T 2260, county level
  std::string place;
};
BOOST_DESCRIBE_STRUCT(Destination, (), (division, place))

struct Fleet {  // vehicles spread over so many enterprises
  std::int64_t vehicles = 0;
  std::int64_t enterprises = 0;
};
BOOST_DESCRIBE_STRUCT(Fleet, (), (vehicles, enterprises))

struct Residents {  // officers who live in the first so many key plants, in turns
  std::int64_t officers = 0, enterprises = 0;
};
BOOST_DESCRIBE_STRUCT(Residents, (), (officers, enterprises))

struct World {
  std::int64_t enterprises = 0;
  std::int64_t above_scale = 0;  // of them above designated size
  std::int64_t key_supply = 0;
  std::int64_t military = 0;
  std::int64_t normal_workers = 0;
  std::int64_t returning_workers = 0;
  std::int64_t capacity_recovered = 0;  // enterprises that reach more than capacity_percent of normal output
  int capacity_percent = 80;
  std::int64_t employee_passes = 0;  // first passes and renewals
  Fleet trucks;
  Fleet buses;
  Residents residents;
  std::vector<Subdistrict> subdistricts;
  std::vector<Industry> industries;
  std::vector<Checkpoint> checkpoints;
  std::vector<Destination> destinations;
  std::vector<std::string> company_stems, company_suffixes, surnames, given_names, streets, posts;
};
BOOST_DESCRIBE_STRUCT(World, (),
                      (enterprises, above_scale, key_supply, military, normal_workers, returning_workers,
                       capacity_recovered, capacity_percent, employee_passes, trucks, buses, residents, subdistricts,
                       industries, checkpoints, destinations, company_stems, company_suffixes, surnames, given_names,
                       streets, posts))

struct PhaseDay {
  Date day;
  std::string phase;
};
BOOST_DESCRIBE_STRUCT(PhaseDay, (), (day, phase))

struct DayShare {
  Date day;
  std::int64_t share = 0;  // of the enterprises that apply on that day; any unit
};
BOOST_DESCRIBE_STRUCT(DayShare, (), (day, share))

struct MinuteRange {
  std::int64_t from = 0, to = 0;
};
BOOST_DESCRIBE_STRUCT(MinuteRange, (), (from, to))

enum class Breach : std::uint8_t { outsiders, insiders };
BOOST_DESCRIBE_ENUM(Breach, outsiders, insiders)
struct Suspension {             // a plant's gate sees what the closure rules forbid
  std::int64_t enterprise = 0;  // by its place in the order of application; one with resident officers
  Date day, restored;
  Breach breach = Breach::outsiders;
  std::int64_t people = 1;
  Words reason;
};
BOOST_DESCRIBE_STRUCT(Suspension, (), (enterprise, day, restored, breach, people, reason))

struct Latecomers {  // apply at the very end and are still under way then: what the demo's inboxes hold
  std::int64_t enterprises = 0;
  Timestamp from{}, to{};
};
BOOST_DESCRIBE_STRUCT(Latecomers, (), (enterprises, from, to))

struct Clones {  // passes that are copied: seen at two distant gates within a minute
  Date day;
  std::int64_t passes = 0;
};
BOOST_DESCRIBE_STRUCT(Clones, (), (day, passes))

struct ProblemKind {     // what enterprises ask the district for, and how it is solved
  std::string category;  // of the pack
  std::int64_t share = 0;
  std::string title, text, solution;
};
BOOST_DESCRIBE_STRUCT(ProblemKind, (), (category, share, title, text, solution))

struct Problems {
  std::int64_t solved = 0, open = 0;  // open: raised in the last minutes
  MinuteRange acknowledge_minutes, solve_minutes;
  std::vector<ProblemKind> kinds;
};
BOOST_DESCRIBE_STRUCT(Problems, (), (solved, open, acknowledge_minutes, solve_minutes, kinds))

struct Wave {
  Timestamp start, end;
  std::vector<PhaseDay> phases;
  std::vector<DayShare> applications;
  int first_return_percent = 0;  // applications that are sent back once
  int slow_review_percent = 0;   // tasks that overrun their limit
  MinuteRange review_minutes, slow_minutes, mend_minutes, decision_minutes, inspection_minutes, start_minutes;
  int scans_per_day = 0;
  int bad_scan_percent = 0;  // forged, copied to another plate, damaged
  std::vector<Suspension> suspensions;
  Latecomers latecomers;
  int wallet_percent = 0;  // enterprises that try the phone's pass with a few workers
  Clones clones;
  Problems problems;
};
BOOST_DESCRIBE_STRUCT(Wave, (),
                      (start, end, phases, applications, first_return_percent, slow_review_percent, review_minutes,
                       slow_minutes, mend_minutes, decision_minutes, inspection_minutes, start_minutes, scans_per_day,
                       bad_scan_percent, suspensions, latecomers, wallet_percent, clones, problems))

// What an enterprise writes into its application. Values are JsonLogic over {"firm": {name, usc, address,
// legal_representative, phone, normal_workers, returning_workers, above_scale, key_supply, start_date}}.
struct Flaw {         // what is sent back at first, and how it is mended
  std::string field;  // "document.field"
  json::Value at_first, mended;
  Words reason;
};
BOOST_DESCRIBE_STRUCT(Flaw, (), (field, at_first, mended, reason))

struct PassKinds {  // ids in the policy pack
  std::string worker, truck, bus;
  bool trips = false;                   // vehicles' passes are asked for with each one's journey
  std::int64_t renew_hours_before = 0;  // an expiry, the holder's enterprise asks for the next one
};
BOOST_DESCRIBE_STRUCT(PassKinds, (), (worker, truck, bus, trips, renew_hours_before))

struct Staff {
  std::int64_t case_officers = 1, reviewers_per_department = 1, inspectors_per_subdistrict = 1, pass_commissioners = 1;
  std::string password;  // of the demo accounts; a rehearsal's database is never a real district's
};
BOOST_DESCRIBE_STRUCT(Staff, (),
                      (case_officers, reviewers_per_department, inspectors_per_subdistrict, pass_commissioners,
                       password))

struct Scenario {
  std::string id;
  Words title;
  std::uint64_t seed = 0;
  std::string policy;  // folder of the pack, relative to the scenario's file
  District district;
  World world;
  Staff staff;
  Wave wave;
  std::map<std::string, std::map<std::string, json::Value>> application;  // document → field → rule
  std::vector<Flaw> flaws;
  PassKinds passes;
  std::map<std::string, double> expect;  // bulletin key → value at scale 1
};
BOOST_DESCRIBE_STRUCT(Scenario, (),
                      (id, title, seed, policy, district, world, staff, wave, application, flaws, passes, expect))

// Reads and checks a scenario file; the error names file, line and, in `language`, the reason.
Result<Scenario> load_scenario(const std::string& path, Language language = Language::en);

// The same world with `scale` times as many enterprises, people and vehicles (0 < scale <= 100).
Scenario scaled(const Scenario& scenario, double scale);

}  // namespace fugong::rehearsal
