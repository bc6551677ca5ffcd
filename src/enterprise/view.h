// What goes in and out of the register, as JSON.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "enterprise/model.h"

namespace fugong::enterprise {

using ImportId = Id<struct ImportTag>;

// ---- requests ----
struct RegisterRequest {
  std::string name;
  std::string usc;
  Scale scale = Scale::below;
  std::string industry;
  std::string subdistrict;
  std::optional<std::string> park;
  std::string address;
  std::optional<double> latitude, longitude;
  std::string legal_representative;
  std::optional<std::string> phone;
  std::int64_t normal_workers = 0;
  std::optional<double> normal_output;
  std::optional<std::string> output_unit;
  std::optional<bool> key_supply, military;
  // Some codes in use carry wrong check characters: the official who sees the licence may accept one.
  std::optional<bool> override_usc_check;
};
BOOST_DESCRIBE_STRUCT(RegisterRequest, (),
                      (name, usc, scale, industry, subdistrict, park, address, latitude, longitude,
                       legal_representative, phone, normal_workers, normal_output, output_unit, key_supply, military,
                       override_usc_check))

// Only what is given changes. Name, scale, subdistrict and the two flags decide which rules an enterprise is judged by
// and who sees it, so only officers change them.
struct UpdateRequest {
  std::int64_t version = 0;
  std::optional<std::string> name, industry, subdistrict, park, address, legal_representative, phone, output_unit;
  std::optional<Scale> scale;
  std::optional<double> latitude, longitude, normal_output;
  std::optional<std::int64_t> normal_workers;
  std::optional<bool> key_supply, military;
};
BOOST_DESCRIBE_STRUCT(UpdateRequest, (),
                      (version, name, industry, subdistrict, park, address, legal_representative, phone, output_unit,
                       scale, latitude, longitude, normal_output, normal_workers, key_supply, military))

struct EnterpriseFilter {
  std::optional<std::string> subdistrict;
  std::optional<Scale> scale;
  std::optional<std::string> search;  // part of a name, or the beginning of a code
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(EnterpriseFilter, (), (subdistrict, scale, search, after, limit))

struct RosterFilter {
  std::optional<WorkerStatus> status;  // absent: all
  std::optional<std::string> search;   // part of a name, or a whole resident id
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(RosterFilter, (), (status, search, after, limit))

struct VehicleFilter {
  std::optional<VehicleUse> use;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(VehicleFilter, (), (use, after, limit))

struct WorkerRequest {
  std::string name, resident_id;
  std::optional<std::string> phone, post, team, residence, commuting;
  std::optional<std::int64_t> vaccine_doses;
  std::optional<Timestamp> last_test_at;
  std::optional<TestResult> last_test_result;
};
BOOST_DESCRIBE_STRUCT(WorkerRequest, (),
                      (name, resident_id, phone, post, team, residence, commuting, vaccine_doses, last_test_at,
                       last_test_result))

// Only what is given changes; an empty text empties. Whose resident id is wrong leaves, and the right one is entered.
struct WorkerPatch {
  std::optional<WorkerStatus> status;
  std::optional<std::string> name, phone, post, team, residence, commuting;
  std::optional<std::int64_t> vaccine_doses;
};
BOOST_DESCRIBE_STRUCT(WorkerPatch, (), (status, name, phone, post, team, residence, commuting, vaccine_doses))

struct VehicleRequest {
  std::string plate;
  VehicleUse use = VehicleUse::truck;
  std::optional<std::string> model, route, driver, driver_phone;
  std::optional<std::int64_t> seats;
  std::optional<double> load_tonnes;
};
BOOST_DESCRIBE_STRUCT(VehicleRequest, (), (plate, use, model, route, driver, driver_phone, seats, load_tonnes))

// Only what is given changes; an empty text empties. Whose plate is wrong is removed, and the right one is entered.
struct VehiclePatch {
  std::optional<VehicleUse> use;
  std::optional<std::string> model, route, driver, driver_phone;
  std::optional<std::int64_t> seats;
  std::optional<double> load_tonnes;
};
BOOST_DESCRIBE_STRUCT(VehiclePatch, (), (use, model, route, driver, driver_phone, seats, load_tonnes))

// ---- answers ----
// A line of a list. Of a military enterprise, address and legal representative only with the right to them.
struct EnterpriseLine {
  EnterpriseId id;
  std::string name, usc;
  Scale scale = Scale::below;
  std::string industry, subdistrict, park, address, legal_representative;
  std::int64_t normal_workers = 0;
  bool key_supply = false, military = false;
};
BOOST_DESCRIBE_STRUCT(EnterpriseLine, (),
                      (id, name, usc, scale, industry, subdistrict, park, address, legal_representative, normal_workers,
                       key_supply, military))

// One enterprise. `phone` is whole for the enterprise itself and the officers, masked for others.
struct EnterpriseView {
  EnterpriseId id;
  std::string name, usc;
  Scale scale = Scale::below;
  std::string industry, subdistrict, park, address;
  std::optional<double> latitude, longitude;
  std::string legal_representative;
  std::optional<std::string> phone;
  std::int64_t normal_workers = 0;
  double normal_output = 0;
  std::string output_unit;
  bool key_supply = false, military = false;
  Timestamp registered_at{};
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(EnterpriseView, (),
                      (id, name, usc, scale, industry, subdistrict, park, address, latitude, longitude,
                       legal_representative, phone, normal_workers, normal_output, output_unit, key_supply, military,
                       registered_at, version))

struct WorkerLine {
  WorkerId id;
  std::string name;
  std::string resident_id, phone;  // masked
  std::string post, team, residence, commuting;
  std::int64_t vaccine_doses = 0;
  std::optional<Timestamp> last_test_at;
  std::optional<TestResult> last_test_result;
  WorkerStatus status = WorkerStatus::active;
};
BOOST_DESCRIBE_STRUCT(WorkerLine, (),
                      (id, name, resident_id, phone, post, team, residence, commuting, vaccine_doses, last_test_at,
                       last_test_result, status))

struct VehicleLine {
  VehicleId id;
  std::string plate;
  VehicleUse use = VehicleUse::truck;
  std::string model;
  std::int64_t seats = 0;
  double load_tonnes = 0;
  std::string route, driver;
  std::string driver_phone;  // masked
};
BOOST_DESCRIBE_STRUCT(VehicleLine, (), (id, plate, use, model, seats, load_tonnes, route, driver, driver_phone))

// One thing wrong in one row; `row` as the spreadsheet counts, `detail` in the reader's language.
struct ImportFault {
  std::int64_t row = 0;
  std::string field, code, detail;
};
BOOST_DESCRIBE_STRUCT(ImportFault, (), (row, field, code, detail))

struct ImportReceipt {
  ImportId id;
  std::int64_t rows = 0, imported = 0, updated = 0, rejected = 0;  // rows = imported + updated + rejected
  std::vector<ImportFault> errors;                                 // the first import_errors_shown
  std::optional<ImportId> error_file;                              // absent: nothing was rejected
};
BOOST_DESCRIBE_STRUCT(ImportReceipt, (), (id, rows, imported, updated, rejected, errors, error_file))

// Rejected rows to be mended and sent again: the cells as they were sent, under the headings that they came under.
struct RejectedCells {
  std::int64_t row = 0;
  std::vector<std::string> cells;
  std::vector<ImportFault> faults;  // `field` as in `fields`
};
BOOST_DESCRIBE_STRUCT(RejectedCells, (), (row, cells, faults))

struct RejectedRows {
  std::vector<std::string> headings;
  std::vector<std::string> fields;  // what each heading stands for; empty: nobody knows
  std::int64_t total = 0;
  std::vector<RejectedCells> rows;  // the first rejected_rows_shown
};
BOOST_DESCRIBE_STRUCT(RejectedRows, (), (headings, fields, total, rows))

}  // namespace fugong::enterprise
