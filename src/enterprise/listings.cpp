#include "enterprise/listings.h"

#include <fmt/format.h>

namespace fugong::enterprise {
namespace {

using http::Call;
using http::Method;
using listing::Words;

listing::List<EnterpriseFilter, EnterpriseLine> enterprise_list(Service& service) {
  return {
      .route = {Method::post, "/api/v1/enterprises/export", "enterprise.read", "exportEnterprises",
                "The enterprises one may see, as a file"},
      .name = "enterprises",
      .page = [&service](Call& call, db::Session& session,
                         const EnterpriseFilter& filter) { return service.list(session, call.as<Context>(), filter); },
      .columns = {
          {"name", 32, [](const EnterpriseLine& e, const Words&) { return e.name; }},
          {"usc", 22, [](const EnterpriseLine& e, const Words&) { return e.usc; }},
          {"scale", 12, [](const EnterpriseLine& e, const Words& w) { return w.choice("scale", e.scale); }},
          {"subdistrict", 16, [](const EnterpriseLine& e, const Words& w) { return w.place(e.subdistrict); }},
          {"industry", 10, [](const EnterpriseLine& e, const Words&) { return e.industry; }},
          {"address", 32, [](const EnterpriseLine& e, const Words&) { return e.address; }},
          {"representative", 14, [](const EnterpriseLine& e, const Words&) { return e.legal_representative; }},
          {"normal_workers", 10,
           [](const EnterpriseLine& e, const Words&) { return std::to_string(e.normal_workers); }},
          {"key_supply", 10, [](const EnterpriseLine& e, const Words& w) { return w.yes(e.key_supply); }},
      }};
}

listing::List<RosterFilter, WorkerLine> roster_list(Service& service) {
  return {.route = {Method::post, "/api/v1/enterprises/{id}/roster/export", "roster.read", "exportRoster",
                    "The roster as a file; ids and phones masked"},
          .name = "roster",
          .page = [&service](Call& call, db::Session& session,
                             const RosterFilter& filter) -> Result<http::Page<WorkerLine>> {
            FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
            return service.roster(session, call.as<Context>(), id, filter);
          },
          .columns = {
              {"worker", 14, [](const WorkerLine& p, const Words&) { return p.name; }},
              {"resident_id", 22, [](const WorkerLine& p, const Words&) { return p.resident_id; }},
              {"phone", 16, [](const WorkerLine& p, const Words&) { return p.phone; }},
              {"post", 16, [](const WorkerLine& p, const Words&) { return p.post; }},
              {"team", 14, [](const WorkerLine& p, const Words&) { return p.team; }},
              {"residence", 30, [](const WorkerLine& p, const Words&) { return p.residence; }},
              {"commuting", 16, [](const WorkerLine& p, const Words&) { return p.commuting; }},
              {"doses", 8, [](const WorkerLine& p, const Words&) { return std::to_string(p.vaccine_doses); }},
              {"last_test", 18, [](const WorkerLine& p, const Words& w) { return w.time(p.last_test_at); }},
              {"result", 10,
               [](const WorkerLine& p, const Words& w) {
                 return p.last_test_result ? w.choice("result", *p.last_test_result) : std::string();
               }},
              {"status", 10, [](const WorkerLine& p, const Words& w) { return w.choice("status", p.status); }},
          }};
}

listing::List<VehicleFilter, VehicleLine> vehicle_list(Service& service) {
  return {.route = {Method::post, "/api/v1/enterprises/{id}/vehicles/export", "roster.read", "exportVehicles",
                    "Trucks and shuttle buses as a file; phones masked"},
          .name = "vehicles",
          .page = [&service](Call& call, db::Session& session,
                             const VehicleFilter& filter) -> Result<http::Page<VehicleLine>> {
            FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
            return service.vehicles(session, call.as<Context>(), id, filter);
          },
          .columns = {
              {"plate", 12, [](const VehicleLine& v, const Words&) { return v.plate; }},
              {"use", 12, [](const VehicleLine& v, const Words& w) { return w.choice("use", v.use); }},
              {"model", 18, [](const VehicleLine& v, const Words&) { return v.model; }},
              {"seats", 8, [](const VehicleLine& v, const Words&) { return v.seats ? std::to_string(v.seats) : ""; }},
              {"tonnes", 8,
               [](const VehicleLine& v, const Words&) {
                 return v.load_tonnes > 0 ? fmt::format("{}", v.load_tonnes) : "";
               }},
              {"route", 36, [](const VehicleLine& v, const Words&) { return v.route; }},
              {"driver", 14, [](const VehicleLine& v, const Words&) { return v.driver; }},
              {"phone", 16, [](const VehicleLine& v, const Words&) { return v.driver_phone; }},
          }};
}

}  // namespace

void declare_listings(http::Router& router, const listing::Desk& desk, Service& service) {
  listing::declare(router, desk, enterprise_list(service));
  listing::declare(router, desk, roster_list(service));
  listing::declare(router, desk, vehicle_list(service));
}

}  // namespace fugong::enterprise
