// The register of enterprises with their rosters and vehicles.
//
// Every use case runs on the caller's session and checks the actor's right first. Those that write belong in a command
// (db::Engine::submit) and may run more than once. What other rooms ask (below) checks no right: the asking room has.
// Thread rule: a Service may be called from any thread; it keeps no state of its own between calls but registrations().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/language.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/sealed.h"
#include "db/engine.h"
#include "enterprise/model.h"
#include "enterprise/registration.h"
#include "enterprise/view.h"
#include "http/message.h"

namespace fugong::enterprise {

constexpr std::size_t import_rows_max = 20'000;
constexpr std::size_t import_errors_shown = 100;  // in the reply; all of them are in the file of rejected rows
constexpr std::size_t rejected_rows_shown = 200;  // what somebody mends by hand; more are mended in the file
constexpr int page_size_default = 50, page_size_max = 200;

std::span<const db::Migration> migrations();

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
};

// What other rooms do in the same transaction; app/ wires them. An empty one does nothing.
struct Hooks {
  // A new enterprise stands in the register; identity makes its organisation.
  std::function<Status(db::Session&, const Enterprise&, Timestamp)> registered;
  // Somebody acts for an enterprise from now on; codes person.login_taken and identity's others.
  std::function<Status(db::Session&, const EnterpriseId&, const Clerk&, Timestamp)> make_clerk;
  std::function<Result<std::string>(std::string_view password, std::string_view login)> hash_password;
  std::function<bool(db::Session&, const std::string& login)> login_taken;
  // Whether the vehicle holds a pass that has neither ended nor been revoked.
  std::function<bool(db::Session&, const VehicleId&, Timestamp now)> vehicle_has_pass;
  // The district's subdistricts, by code.
  std::function<std::vector<Place>(db::Session&, Language)> places;
  // Records were written; search keeps its index. `before`: as it stood, nullptr when it is new. All people or vehicles
  // of one call belong to one enterprise.
  std::function<void(db::Session&, const Enterprise& now, const Enterprise* before)> enterprise_kept{};
  std::function<void(db::Session&, std::span<const Worker* const>, Novelty)> workers_kept{};
  std::function<void(db::Session&, std::span<const Vehicle* const>, Novelty)> vehicles_kept{};
  std::function<void(db::Session&, const VehicleId&)> vehicle_gone{};
};

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  Random& random;
  std::string zone = "Asia/Shanghai";  // of dates and times in imported tables
  Hooks hooks{};
};

// A file read, checked and sealed ahead of the writer.
struct RosterImport;
struct VehicleImport;
struct RegisterImport;
using RosterImportPtr = std::shared_ptr<const RosterImport>;
using VehicleImportPtr = std::shared_ptr<const VehicleImport>;
using RegisterImportPtr = std::shared_ptr<const RegisterImport>;

class Service {
 public:
  explicit Service(ServiceOptions options) : o_(std::move(options)), registrations_(o_, *this) {}
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Enterprises that come by themselves.
  Registrations& registrations() { return registrations_; }

  // -- the register --
  // Codes: the validators' own, enterprise.usc_taken (conflict), enterprise.industry, enterprise.subdistrict, ….
  // `override_usc_check` accepts a code whose check characters are wrong; audited.
  Result<EnterpriseView> register_enterprise(db::Session&, const Context&, const RegisterRequest&);
  Result<EnterpriseView> update(db::Session&, const Context&, const EnterpriseId&, const UpdateRequest&);
  Result<EnterpriseView> get(db::Session&, const Context&, const EnterpriseId&);
  // What the actor may see, by name; `usc_or_name` finds parts of names and beginnings of codes.
  Result<http::Page<EnterpriseLine>> list(db::Session&, const Context&, const EnterpriseFilter&);

  // -- people and vehicles --
  Result<http::Page<WorkerLine>> roster(db::Session&, const Context&, const EnterpriseId&, const RosterFilter&);
  Result<WorkerLine> add_worker(db::Session&, const Context&, const EnterpriseId&, const WorkerRequest&);
  Result<WorkerLine> change_worker(db::Session&, const Context&, const EnterpriseId&, const WorkerId&,
                                   const WorkerPatch&);
  Result<http::Page<VehicleLine>> vehicles(db::Session&, const Context&, const EnterpriseId&, const VehicleFilter&);
  Result<VehicleLine> add_vehicle(db::Session&, const Context&, const EnterpriseId&, const VehicleRequest&);
  // Code enterprise.vehicle_not_found.
  Result<VehicleLine> change_vehicle(db::Session&, const Context&, const EnterpriseId&, const VehicleId&,
                                     const VehiclePatch&);
  // For good. Codes enterprise.vehicle_not_found; enterprise.vehicle_has_pass (conflict) while it may pass a gate.
  Status remove_vehicle(db::Session&, const Context&, const EnterpriseId&, const VehicleId&);

  // -- imports: prepare on a reader, then write --
  Result<RosterImportPtr> prepare_roster(db::Session&, const Context&, const EnterpriseId&, std::string_view file);
  Result<ImportReceipt> import_roster(db::Session&, const Context&, const RosterImportPtr&);
  Result<VehicleImportPtr> prepare_vehicles(db::Session&, const Context&, const EnterpriseId&, std::string_view file);
  Result<ImportReceipt> import_vehicles(db::Session&, const Context&, const VehicleImportPtr&);
  Result<RegisterImportPtr> prepare_register(db::Session&, const Context&, std::string_view file);
  Result<ImportReceipt> import_register(db::Session&, const Context&, const RegisterImportPtr&);
  // The rejected rows of an import as CSV: the cells as they were sent and why each row was rejected.
  Result<http::File> rejected(db::Session&, const Context&, const EnterpriseId&, const ImportId&);
  // The same to be mended on the screen.
  Result<RejectedRows> rejected_rows(db::Session&, const Context&, const EnterpriseId&, const ImportId&);
  Result<http::File> rejected_register(db::Session&, const Context&, const ImportId&);
  Result<http::File> roster_template(const Context&);
  Result<http::File> vehicle_template(const Context&);
  Result<http::File> register_template(const Context&);

  // -- what other rooms ask; no right is checked --
  // One statement. Code enterprise.not_found.
  Result<Facts> facts(db::Session&, const EnterpriseId&);
  std::optional<std::string> phone_of(db::Session&, const EnterpriseId&);  // whole; for whoever has to ring there
  Totals totals(db::Session&);
  std::vector<SubdistrictTotal> subdistrict_totals(db::Session&);
  void each_for_figures(db::Session&, const std::function<void(const BulletinFacts&)>& visit);
  void each_position(db::Session&, const std::function<void(Position&&)>& visit);
  // Active workers only; without `ids` all of them. Ids of other enterprises' workers are left out. By id.
  std::vector<WorkerBrief> workers_brief(db::Session&, const EnterpriseId&,
                                         const std::optional<std::vector<WorkerId>>& ids = {});
  std::vector<VehicleBrief> vehicles_brief(db::Session&, const EnterpriseId&, std::optional<VehicleUse> use = {},
                                           const std::optional<std::vector<VehicleId>>& ids = {});
  // The active workers and the vehicles' drivers with this mobile number (normalised), of whatever enterprise.
  std::vector<PhoneHolder> holders_of_phone(db::Session&, const std::string& phone);

  // Records by id, a page at a time, for whoever keeps an index of them.
  std::vector<Enterprise> enterprises_after(db::Session&, const std::string& id, int limit);
  std::vector<Worker> workers_after(db::Session&, const EnterpriseId&, const std::string& id, int limit);
  std::vector<Vehicle> vehicles_after(db::Session&, const EnterpriseId&, const std::string& id, int limit);

  // The keyed hash of a resident id, as WorkerBrief carries it; for whoever looks up a person by the card.
  std::string resident_id_index(std::string_view resident_id) const;

 private:
  ServiceOptions o_;
  Registrations registrations_;
};

}  // namespace fugong::enterprise
