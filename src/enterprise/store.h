// The room's tables and nobody else's. Each call is one statement unless it says otherwise.
//
// Workers and vehicles lie together by enterprise, because they are read by enterprise.
#pragma once

#include <span>
#include <unordered_map>

#include "db/session.h"
#include "enterprise/view.h"

namespace fugong::enterprise {

enum class ImportKind : std::uint8_t { roster, vehicles, enterprises };
BOOST_DESCRIBE_ENUM(ImportKind, roster, vehicles, enterprises)

struct Import {
  ImportId id;
  std::string enterprise;  // empty: the district's register
  ImportKind kind = ImportKind::roster;
  Timestamp at{};
  std::string by_person;
  std::int64_t rows = 0, imported = 0, updated = 0, rejected = 0;
};
BOOST_DESCRIBE_STRUCT(Import, (), (id, enterprise, kind, at, by_person, rows, imported, updated, rejected))

// An imported worker, as far as the row says; an empty cell leaves what is known of the person already.
struct WorkerChange {
  Worker worker;
  bool has_doses = false;
};

struct EnterpriseQuery {
  std::string only, subdistrict, scale, search;  // empty: any
  std::string after;
  int limit = 50;
};

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- enterprises --
  void insert(const Enterprise& e);
  void insert_all(std::span<const Enterprise> enterprises);
  void save(const Enterprise& e);
  std::optional<Enterprise> find(const EnterpriseId& id);
  std::optional<EnterpriseId> by_usc(const std::string& usc);
  std::vector<std::string> all_usc();
  std::vector<Enterprise> enterprises_after(const std::string& id, int limit);
  std::vector<EnterpriseLine> list(const EnterpriseQuery& q);

  // -- workers --
  void insert(const Worker& w);
  std::optional<Worker> find_worker(const EnterpriseId& enterprise, const WorkerId& id);
  std::optional<WorkerId> worker_by_resident_id(const EnterpriseId& enterprise, const std::string& index);
  std::unordered_map<std::string, WorkerId> workers_by_resident_id(const EnterpriseId& enterprise);
  void save(const Worker& w);  // all but the resident id
  // `name` finds parts of names, `index` one person.
  std::vector<Worker> roster(const EnterpriseId& enterprise, const std::string& status, const std::string& name,
                             const std::string& index, const std::string& after, int limit);
  void insert_all(std::span<const WorkerChange* const> workers);
  // Three statements, whatever the number of workers. `ids` say whom, in the changes' order.
  void change_all(const ImportId& import, std::span<const WorkerChange* const> changes, std::span<const WorkerId> ids);

  // -- vehicles --
  void insert(const Vehicle& v);
  void insert_all(std::span<const Vehicle* const> vehicles);
  std::optional<Vehicle> find_vehicle(const EnterpriseId& enterprise, const VehicleId& id);
  void save(const Vehicle& v);  // all but the plate
  void remove(const EnterpriseId& enterprise, const VehicleId& id);
  // What is empty or 0 in `v` leaves what is there.
  void change(const Vehicle& v);
  struct PlateHolder {
    EnterpriseId enterprise;
    VehicleId id;
  };
  std::optional<PlateHolder> by_plate(const std::string& plate);
  // Who holds these plates; those that nobody holds are left out. A statement each, or one over the whole district
  // when that is less.
  std::unordered_map<std::string, PlateHolder> by_plates(std::span<const std::string> plates);
  std::vector<Vehicle> vehicles(const EnterpriseId& enterprise, const std::string& use, const std::string& after,
                                int limit);

  // -- imports --
  void insert(const Import& import);
  std::optional<Import> find_import(const ImportId& id);
  void insert_rejects(const ImportId& id, std::span<const std::string> sealed);
  std::vector<std::string> rejects(const ImportId& id);
  // Personal data of earlier imports' rejected rows are not needed once the file was sent again.
  void forget_earlier_rejects(const Import& import);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::enterprise
