#include "enterprise/routes.h"

namespace fugong::enterprise {
namespace {

using http::Call;
using http::Empty;
using http::File;
using http::Method;
using http::Upload;

void declare_register(http::Router& router, Service& service) {
  router.command<RegisterRequest, EnterpriseView>(
      {Method::post, "/api/v1/enterprises", "enterprise.register", "registerEnterprise", "Enter an enterprise", 201},
      [&service](Call& call, db::Session& session, const RegisterRequest& body) {
        return service.register_enterprise(session, call.as<Context>(), body);
      });
  router.query<EnterpriseFilter, http::Page<EnterpriseLine>>(
      {Method::get, "/api/v1/enterprises", "enterprise.read", "listEnterprises", "The enterprises one may see"},
      [&service](Call& call, db::Session& session, const EnterpriseFilter& filter) {
        return service.list(session, call.as<Context>(), filter);
      });
  router.query<Empty, EnterpriseView>(
      {Method::get, "/api/v1/enterprises/{id}", "enterprise.read", "getEnterprise", "One enterprise"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<EnterpriseView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.get(session, call.as<Context>(), id);
      });
  router.command<UpdateRequest, EnterpriseView>(
      {Method::patch, "/api/v1/enterprises/{id}", "enterprise.update", "updateEnterprise", "Change what is given"},
      [&service](Call& call, db::Session& session, const UpdateRequest& body) -> Result<EnterpriseView> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.update(session, call.as<Context>(), id, body);
      });
}

void declare_people(http::Router& router, Service& service) {
  router.query<RosterFilter, http::Page<WorkerLine>>(
      {Method::get, "/api/v1/enterprises/{id}/roster", "roster.read", "listRoster",
       "The roster; ids and phones masked"},
      [&service](Call& call, db::Session& session, const RosterFilter& filter) -> Result<http::Page<WorkerLine>> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.roster(session, call.as<Context>(), id, filter);
      });
  router.command<WorkerRequest, WorkerLine>(
      {Method::post, "/api/v1/enterprises/{id}/roster", "roster.write", "addWorker", "Enter one person", 201},
      [&service](Call& call, db::Session& session, const WorkerRequest& body) -> Result<WorkerLine> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.add_worker(session, call.as<Context>(), id, body);
      });
  router.command<WorkerPatch, WorkerLine>(
      {Method::patch, "/api/v1/enterprises/{id}/roster/{worker}", "roster.write", "changeWorker",
       "Change what is given; also say that a person has left, or is back"},
      [&service](Call& call, db::Session& session, const WorkerPatch& body) -> Result<WorkerLine> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const WorkerId worker, call.id<WorkerTag>("worker"));
        return service.change_worker(session, call.as<Context>(), id, worker, body);
      });
  router.query<VehicleFilter, http::Page<VehicleLine>>(
      {Method::get, "/api/v1/enterprises/{id}/vehicles", "roster.read", "listVehicles", "Trucks and shuttle buses"},
      [&service](Call& call, db::Session& session, const VehicleFilter& filter) -> Result<http::Page<VehicleLine>> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.vehicles(session, call.as<Context>(), id, filter);
      });
  router.command<VehicleRequest, VehicleLine>(
      {Method::post, "/api/v1/enterprises/{id}/vehicles", "roster.write", "addVehicle", "Enter one vehicle", 201},
      [&service](Call& call, db::Session& session, const VehicleRequest& body) -> Result<VehicleLine> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.add_vehicle(session, call.as<Context>(), id, body);
      });
  router.command<VehiclePatch, VehicleLine>(
      {Method::patch, "/api/v1/enterprises/{id}/vehicles/{vehicle}", "roster.write", "changeVehicle",
       "Change what is given, all but the plate"},
      [&service](Call& call, db::Session& session, const VehiclePatch& body) -> Result<VehicleLine> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const VehicleId vehicle, call.id<VehicleTag>("vehicle"));
        return service.change_vehicle(session, call.as<Context>(), id, vehicle, body);
      });
  router.command<Empty, Empty>({Method::del, "/api/v1/enterprises/{id}/vehicles/{vehicle}", "roster.write",
                                "removeVehicle", "Take a vehicle without a pass off the register"},
                               [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
                                 FG_TRY(const VehicleId vehicle, call.id<VehicleTag>("vehicle"));
                                 FG_CHECK(service.remove_vehicle(session, call.as<Context>(), id, vehicle));
                                 return Empty{};
                               });
}

http::Route upload(std::string_view path, std::string_view right, std::string_view operation,
                   std::string_view summary) {
  return {Method::post, path, right, operation, summary, 200, http::body_bytes_upload};
}

void declare_imports(http::Router& router, Service& service) {
  router.staged<Upload, RosterImportPtr, ImportReceipt>(
      upload("/api/v1/enterprises/{id}/roster/import", "roster.write", "importRoster",
             "Import people from CSV or XLSX; good rows stay, bad rows come back"),
      [&service](Call& call, db::Session& reader, const Upload& file) -> Result<RosterImportPtr> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.prepare_roster(reader, call.as<Context>(), id, file.bytes);
      },
      [&service](Call& call, db::Session& session, const RosterImportPtr& prepared) {
        return service.import_roster(session, call.as<Context>(), prepared);
      });
  router.staged<Upload, VehicleImportPtr, ImportReceipt>(
      upload("/api/v1/enterprises/{id}/vehicles/import", "roster.write", "importVehicles",
             "Import vehicles from CSV or XLSX; good rows stay, bad rows come back"),
      [&service](Call& call, db::Session& reader, const Upload& file) -> Result<VehicleImportPtr> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return service.prepare_vehicles(reader, call.as<Context>(), id, file.bytes);
      },
      [&service](Call& call, db::Session& session, const VehicleImportPtr& prepared) {
        return service.import_vehicles(session, call.as<Context>(), prepared);
      });
  router.staged<Upload, RegisterImportPtr, ImportReceipt>(
      upload("/api/v1/enterprises/import", "enterprise.register", "importEnterprises",
             "Import the district's list of enterprises from CSV or XLSX"),
      [&service](Call& call, db::Session& reader, const Upload& file) {
        return service.prepare_register(reader, call.as<Context>(), file.bytes);
      },
      [&service](Call& call, db::Session& session, const RegisterImportPtr& prepared) {
        return service.import_register(session, call.as<Context>(), prepared);
      });
}

void declare_files(http::Router& router, Service& service) {
  router.query<Empty, File>({Method::get, "/api/v1/enterprises/{id}/imports/{import}/rejected", "roster.write",
                             "downloadRejectedRows", "The rejected rows of an import, with the reasons"},
                            [&service](Call& call, db::Session& session, const Empty&) -> Result<File> {
                              FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
                              FG_TRY(const ImportId import, call.id<ImportTag>("import"));
                              return service.rejected(session, call.as<Context>(), id, import);
                            });
  router.query<Empty, RejectedRows>(
      {Method::get, "/api/v1/enterprises/{id}/imports/{import}/rows", "roster.write", "listRejectedRows",
       "The first rejected rows of an import, to be mended and sent again"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<RejectedRows> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        FG_TRY(const ImportId import, call.id<ImportTag>("import"));
        return service.rejected_rows(session, call.as<Context>(), id, import);
      });
  router.query<Empty, File>(
      {Method::get, "/api/v1/enterprises/imports/{import}/rejected", "enterprise.register",
       "downloadRejectedEnterprises", "The rejected rows of an import of the register, with the reasons"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<File> {
        FG_TRY(const ImportId import, call.id<ImportTag>("import"));
        return service.rejected_register(session, call.as<Context>(), import);
      });
  using Template = Result<File> (Service::*)(const Context&);
  const auto declare = [&](const http::Route& route, Template make) {
    router.query<Empty, File>(route, [&service, make](Call& call, db::Session&, const Empty&) {
      return (service.*make)(call.as<Context>());
    });
  };
  declare({Method::get, "/api/v1/enterprises/{id}/roster/template", "roster.write", "downloadRosterTemplate",
           "An empty roster to fill in"},
          &Service::roster_template);
  declare({Method::get, "/api/v1/enterprises/{id}/vehicles/template", "roster.write", "downloadVehicleTemplate",
           "An empty list of vehicles to fill in"},
          &Service::vehicle_template);
  declare({Method::get, "/api/v1/enterprises/import/template", "enterprise.register", "downloadRegisterTemplate",
           "An empty list of enterprises to fill in"},
          &Service::register_template);
}

}  // namespace

void declare_routes(http::Router& router, Service& service) {
  declare_register(router, service);
  declare_people(router, service);
  declare_imports(router, service);
  declare_files(router, service);
}

}  // namespace fugong::enterprise
