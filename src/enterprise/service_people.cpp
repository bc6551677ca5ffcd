// Rosters and vehicles, one person and one vehicle at a time.
#include "audit/log.h"
#include "base/validators.h"
#include "enterprise/paging.h"
#include "enterprise/purposes.h"
#include "enterprise/rules.h"
#include "enterprise/service.h"
#include "enterprise/store.h"
#include "identity/rights.h"

namespace fugong::enterprise {
namespace {

WorkerLine line_of(const Worker& w) {
  return {w.id,        w.name,          w.resident_id_masked, w.phone_masked,     w.post,  w.team, w.residence,
          w.commuting, w.vaccine_doses, w.last_test_at,       w.last_test_result, w.status};
}

VehicleLine line_of(const Vehicle& v) {
  return {v.id, v.plate, v.use, v.model, v.seats, v.load_tonnes, v.route, v.driver, v.driver_phone_masked};
}

void append_audit(db::Session& session, const ServiceOptions& o, const Context& context, const char* action,
                  const char* kind, const std::string& id, json::Object detail) {
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = action,
                          .subject_kind = kind,
                          .subject_id = id,
                          .detail = json::write_value(detail)});
}

void apply(const WorkerPatch& p, const crypto::Vault& vault, Worker& w) {
  const auto set = [](auto& to, const auto& from) {
    if (from) to = *from;
  };
  set(w.status, p.status);
  set(w.name, p.name);
  set(w.post, p.post);
  set(w.team, p.team);
  set(w.residence, p.residence);
  set(w.commuting, p.commuting);
  set(w.vaccine_doses, p.vaccine_doses);
  if (!p.phone) return;
  w.phone_sealed = seal_text(vault, *p.phone, purpose::worker_phone);
  w.phone_masked = mask_mobile(*p.phone);
}

void apply(const VehiclePatch& p, const crypto::Vault& vault, Vehicle& v) {
  const auto set = [](auto& to, const auto& from) {
    if (from) to = *from;
  };
  set(v.use, p.use);
  set(v.model, p.model);
  set(v.route, p.route);
  set(v.driver, p.driver);
  set(v.seats, p.seats);
  set(v.load_tonnes, p.load_tonnes);
  if (!p.driver_phone) return;
  v.driver_phone_sealed = seal_text(vault, *p.driver_phone, purpose::driver_phone);
  v.driver_phone_masked = mask_mobile(*p.driver_phone);
}

}  // namespace

identity::Subject subject_of(db::Session& session, const DistrictCode& district, const EnterpriseId& id) {
  const auto subdistrict =
      session.one<std::string>("SELECT subdistrict FROM enterprises WHERE district = :d AND id = :id", district, id);
  if (!subdistrict) return {};
  return {.enterprise = id.text, .subdistrict = *subdistrict};
}

Result<identity::Subject> admit(db::Session& session, const ServiceOptions& o, const Context& context,
                                std::string_view right, const EnterpriseId& id) {
  identity::Subject subject = subject_of(session, o.district, id);
  FG_CHECK(identity::require(context.actor, right, subject));
  if (subject.enterprise.empty()) return fail(ErrorKind::not_found, "enterprise.not_found");
  return subject;
}

Worker make_worker(const ServiceOptions& o, const EnterpriseId& enterprise, const WorkerRequest& r, Timestamp now) {
  Worker w;
  w.id = WorkerId::make(now, o.random);
  w.enterprise = enterprise;
  w.name = r.name;
  w.resident_id_sealed = o.vault.seal(r.resident_id, purpose::resident_id);
  w.resident_id_index = o.vault.blind_index(r.resident_id, purpose::resident_id);
  w.resident_id_masked = mask_resident_id(r.resident_id);
  w.phone_sealed = seal_text(o.vault, r.phone.value_or(""), purpose::worker_phone);
  w.phone_masked = mask_mobile(r.phone.value_or(""));
  w.post = r.post.value_or("");
  w.team = r.team.value_or("");
  w.residence = r.residence.value_or("");
  w.commuting = r.commuting.value_or("");
  w.vaccine_doses = r.vaccine_doses.value_or(0);
  w.last_test_at = r.last_test_at;
  w.last_test_result = r.last_test_result;
  w.changed_at = now;
  return w;
}

Vehicle make_vehicle(const ServiceOptions& o, const EnterpriseId& enterprise, const VehicleRequest& r, Timestamp now) {
  Vehicle v;
  v.id = VehicleId::make(now, o.random);
  v.enterprise = enterprise;
  v.plate = r.plate;
  v.use = r.use;
  v.model = r.model.value_or("");
  v.seats = r.seats.value_or(0);
  v.load_tonnes = r.load_tonnes.value_or(0);
  v.route = r.route.value_or("");
  v.driver = r.driver.value_or("");
  v.driver_phone_sealed = seal_text(o.vault, r.driver_phone.value_or(""), purpose::driver_phone);
  v.driver_phone_masked = mask_mobile(r.driver_phone.value_or(""));
  v.changed_at = now;
  return v;
}

std::string Service::resident_id_index(std::string_view resident_id) const {
  return o_.vault.blind_index(resident_id, purpose::resident_id);
}

Result<http::Page<WorkerLine>> Service::roster(db::Session& session, const Context& context, const EnterpriseId& id,
                                               const RosterFilter& filter) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.read", id));
  FG_TRY(const PageLimits page, page_limits(filter.after, filter.limit));
  std::string name = filter.search.value_or(""), index;
  if (name.size() > text_bytes_max) return invalid("enterprise.text_too_long", "search", {{"characters", "200"}});
  if (const auto whole = parse_resident_id(name, "search")) {
    index = resident_id_index(*whole);
    name.clear();
  }
  const std::string status = filter.status ? std::string(json::enum_name(*filter.status)) : std::string();
  const auto workers = Store(o_.district, session).roster(id, status, name, index, page.after, page.limit + 1);
  std::vector<WorkerLine> lines;
  for (const Worker& w : workers) lines.push_back(line_of(w));
  return to_page(std::move(lines), page.limit);
}

Result<WorkerLine> Service::add_worker(db::Session& session, const Context& context, const EnterpriseId& id,
                                       const WorkerRequest& request) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  WorkerRequest r = request;
  Faults faults;
  check_worker(r, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  Store store(o_.district, session);
  const Worker w = make_worker(o_, id, r, context.now);
  if (store.worker_by_resident_id(id, w.resident_id_index))
    return fail(ErrorKind::conflict, "enterprise.worker_exists", "resident_id");
  store.insert(w);
  if (const Worker* one = &w; o_.hooks.workers_kept) o_.hooks.workers_kept(session, std::span(&one, 1), Novelty::fresh);
  append_audit(session, o_, context, "roster.add", "worker", w.id.text, {{"enterprise", id.text}});
  return line_of(w);
}

Result<WorkerLine> Service::change_worker(db::Session& session, const Context& context, const EnterpriseId& id,
                                          const WorkerId& worker, const WorkerPatch& request) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  auto w = store.find_worker(id, worker);
  if (!w) return fail(ErrorKind::not_found, "enterprise.worker_not_found");
  WorkerPatch patch = request;
  Faults faults;
  check_patch(patch, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  const std::string before = json::write(*w);
  apply(patch, o_.vault, *w);
  if (json::write(*w) == before) return line_of(*w);
  w->changed_at = context.now;
  store.save(*w);
  if (const Worker* one = &*w; o_.hooks.workers_kept)
    o_.hooks.workers_kept(session, std::span(&one, 1), Novelty::changed);
  append_audit(session, o_, context, patch.status ? "roster.status" : "roster.change", "worker", worker.text,
               {{"enterprise", id.text}, {"status", json::enum_name(w->status)}});
  return line_of(*w);
}

Result<http::Page<VehicleLine>> Service::vehicles(db::Session& session, const Context& context, const EnterpriseId& id,
                                                  const VehicleFilter& filter) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.read", id));
  FG_TRY(const PageLimits page, page_limits(filter.after, filter.limit));
  const std::string use = filter.use ? std::string(json::enum_name(*filter.use)) : std::string();
  std::vector<VehicleLine> lines;
  for (const Vehicle& v : Store(o_.district, session).vehicles(id, use, page.after, page.limit + 1))
    lines.push_back(line_of(v));
  return to_page(std::move(lines), page.limit);
}

Result<VehicleLine> Service::add_vehicle(db::Session& session, const Context& context, const EnterpriseId& id,
                                         const VehicleRequest& request) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  VehicleRequest r = request;
  Faults faults;
  check_vehicle(r, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  Store store(o_.district, session);
  if (store.by_plate(r.plate))
    return fail(ErrorKind::conflict, "enterprise.plate_taken", "plate", {{"plate", r.plate}});
  const Vehicle v = make_vehicle(o_, id, r, context.now);
  store.insert(v);
  if (const Vehicle* one = &v; o_.hooks.vehicles_kept)
    o_.hooks.vehicles_kept(session, std::span(&one, 1), Novelty::fresh);
  append_audit(session, o_, context, "vehicle.add", "vehicle", v.id.text, {{"enterprise", id.text}});
  return line_of(v);
}

Result<VehicleLine> Service::change_vehicle(db::Session& session, const Context& context, const EnterpriseId& id,
                                            const VehicleId& vehicle, const VehiclePatch& request) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  auto v = store.find_vehicle(id, vehicle);
  if (!v) return fail(ErrorKind::not_found, "enterprise.vehicle_not_found");
  VehiclePatch patch = request;
  Faults faults;
  check_patch(patch, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  const std::string before = json::write(*v);
  apply(patch, o_.vault, *v);
  if (json::write(*v) == before) return line_of(*v);
  v->changed_at = context.now;
  store.save(*v);
  if (const Vehicle* one = &*v; o_.hooks.vehicles_kept)
    o_.hooks.vehicles_kept(session, std::span(&one, 1), Novelty::changed);
  append_audit(session, o_, context, "vehicle.change", "vehicle", vehicle.text, {{"enterprise", id.text}});
  return line_of(*v);
}

Status Service::remove_vehicle(db::Session& session, const Context& context, const EnterpriseId& id,
                               const VehicleId& vehicle) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  const auto v = store.find_vehicle(id, vehicle);
  if (!v) return fail(ErrorKind::not_found, "enterprise.vehicle_not_found");
  if (o_.hooks.vehicle_has_pass && o_.hooks.vehicle_has_pass(session, vehicle, context.now))
    return fail(ErrorKind::conflict, "enterprise.vehicle_has_pass", {}, {{"plate", v->plate}});
  store.remove(id, vehicle);
  if (o_.hooks.vehicle_gone) o_.hooks.vehicle_gone(session, vehicle);
  append_audit(session, o_, context, "vehicle.remove", "vehicle", vehicle.text,
               {{"enterprise", id.text}, {"plate", v->plate}});
  return {};
}

}  // namespace fugong::enterprise
