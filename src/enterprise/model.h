// Enterprises, their people and their vehicles: plain values, as stored.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/json.h"

namespace fugong::enterprise {

// Designated size: an industrial legal unit with a yearly main-business revenue of 20 million yuan or more.
enum class Scale : std::uint8_t { above, below };
BOOST_DESCRIBE_ENUM(Scale, above, below)

enum class WorkerStatus : std::uint8_t { active, left };
BOOST_DESCRIBE_ENUM(WorkerStatus, active, left)

enum class TestResult : std::uint8_t { negative, positive, pending };
BOOST_DESCRIBE_ENUM(TestResult, negative, positive, pending)

// What a vehicle is used for decides which kind of pass it can get.
enum class VehicleUse : std::uint8_t { truck, bus };
BOOST_DESCRIBE_ENUM(VehicleUse, truck, bus)

struct Enterprise {
  EnterpriseId id;
  std::string name;
  std::string usc;  // unified social credit code, GB 32100
  Scale scale = Scale::below;
  std::string industry;     // GB/T 4754-2017, e.g. "3670"
  std::string subdistrict;  // GB/T 2260 with three more digits
  std::string park;         // code of a park committee; empty: none
  std::string address;
  std::optional<double> latitude, longitude;  // degrees, GCJ-02 as Chinese maps give them
  std::string legal_representative;
  std::string phone_sealed;  // crypto::Vault, purpose "enterprise.phone"; empty: none
  std::int64_t normal_workers = 0;
  double normal_output = 0;  // a day, in output_unit
  std::string output_unit;
  bool key_supply = false;  // must keep running: food, power, medicine
  bool military = false;    // details only for those with the right enterprise.read_military
  Timestamp registered_at{};
  std::int64_t version = 1;  // grows with every change; optimistic locking
};
BOOST_DESCRIBE_STRUCT(Enterprise, (),
                      (id, name, usc, scale, industry, subdistrict, park, address, latitude, longitude,
                       legal_representative, phone_sealed, normal_workers, normal_output, output_unit, key_supply,
                       military, registered_at, version))

struct Worker {
  WorkerId id;
  EnterpriseId enterprise;
  std::string name;
  std::string resident_id_sealed;  // crypto::Vault, purpose "worker.resident_id"
  std::string resident_id_index;   // blind index of the same purpose; unique within the enterprise
  std::string resident_id_masked;  // what lists show, so that a page of them opens no seal
  std::string phone_sealed;        // purpose "worker.phone"; empty: none
  std::string phone_masked;
  std::string post, team;  // the team is the smallest unit that is told apart when somebody falls ill
  std::string residence, commuting;
  std::int64_t vaccine_doses = 0;
  std::optional<Timestamp> last_test_at;
  std::optional<TestResult> last_test_result;
  WorkerStatus status = WorkerStatus::active;
  Timestamp changed_at{};
};
BOOST_DESCRIBE_STRUCT(Worker, (),
                      (id, enterprise, name, resident_id_sealed, resident_id_index, resident_id_masked, phone_sealed,
                       phone_masked, post, team, residence, commuting, vaccine_doses, last_test_at, last_test_result,
                       status, changed_at))

struct Vehicle {
  VehicleId id;
  EnterpriseId enterprise;
  std::string plate;  // GA 36; unique in the district
  VehicleUse use = VehicleUse::truck;
  std::string model;
  std::int64_t seats = 0;
  double load_tonnes = 0;
  std::string route;
  std::string driver;
  std::string driver_phone_sealed;  // purpose "vehicle.driver_phone"; empty: none
  std::string driver_phone_masked;
  Timestamp changed_at{};
};
BOOST_DESCRIBE_STRUCT(Vehicle, (),
                      (id, enterprise, plate, use, model, seats, load_tonnes, route, driver, driver_phone_sealed,
                       driver_phone_masked, changed_at))

// How much of a record is told: a new one, a known one as it stands now, or what a row of a table said of a known one,
// where what is empty stands as it did.
enum class Novelty : std::uint8_t { fresh, changed, changed_in_part };

// ---- what other rooms ask ----

// The facts by which an application is judged.
struct Facts {
  EnterpriseId id;
  std::string name, subdistrict;
  bool above_scale = false;
  bool military = false;
  std::int64_t normal_workers = 0;
  double normal_output = 0;
  std::optional<double> latitude, longitude;
  // {"scale": "above|below", "industry", "subdistrict", "park", "normal_workers", "key_supply", "military", "name",
  //  "usc", "address", "legal_representative"}
  json::Value json;
};

// One line per enterprise for the district's figures.
struct BulletinFacts {
  EnterpriseId id;
  std::string subdistrict;
  bool above_scale = false;
  std::int64_t normal_workers = 0;
  double normal_output = 0;
};
BOOST_DESCRIBE_STRUCT(BulletinFacts, (), (id, subdistrict, above_scale, normal_workers, normal_output))

// Where an enterprise stands on the map; those of the military are on none.
struct Position {
  EnterpriseId id;
  std::string name;
  double latitude = 0, longitude = 0;
};
BOOST_DESCRIBE_STRUCT(Position, (), (id, name, latitude, longitude))

struct Totals {
  std::int64_t total = 0, above_scale = 0;
};
BOOST_DESCRIBE_STRUCT(Totals, (), (total, above_scale))

struct SubdistrictTotal {
  std::string subdistrict;
  std::int64_t total = 0, above_scale = 0;
};
BOOST_DESCRIBE_STRUCT(SubdistrictTotal, (), (subdistrict, total, above_scale))

// Holders of passes. The index is the keyed hash of the resident id (22 characters of base64url).
struct WorkerBrief {
  WorkerId id;
  std::string name, post, resident_id_index;
  std::optional<Timestamp> tested_at;  // the last test, where it was negative
};
BOOST_DESCRIBE_STRUCT(WorkerBrief, (), (id, name, post, resident_id_index, tested_at))

struct VehicleBrief {
  VehicleId id;
  std::string plate;
  VehicleUse use = VehicleUse::truck;
  std::string route;
};
BOOST_DESCRIBE_STRUCT(VehicleBrief, (), (id, plate, use, route))

// Somebody, or something with a driver, that a phone number is registered for.
struct PhoneHolder {
  EnterpriseId enterprise;
  std::string id;  // WorkerId or VehicleId
  bool is_vehicle = false;
};

}  // namespace fugong::enterprise
