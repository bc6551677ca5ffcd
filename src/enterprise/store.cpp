#include "enterprise/store.h"

// The columns of the described structs, in their members' order.
#define FG_ENTERPRISE                                                                                       \
  "id, name, usc, scale, industry, subdistrict, park, address, latitude, longitude, legal_representative, " \
  "phone_sealed, normal_workers, normal_output, output_unit, key_supply, military, registered_at, version"
#define FG_WORKER                                                                                                 \
  "id, enterprise, name, resident_id_sealed, resident_id_index, resident_id_masked, phone_sealed, phone_masked, " \
  "post, team, residence, commuting, vaccine_doses, last_test_at, last_test_result, status, changed_at"
#define FG_VEHICLE                                                                                                   \
  "id, enterprise, plate, use, model, seats, load_tonnes, route, driver, driver_phone_sealed, driver_phone_masked, " \
  "changed_at"

namespace fugong::enterprise {
namespace {

// A district has some ten thousand vehicles; looking one up costs as much as reading ten.
constexpr std::size_t plates_one_by_one_max = 1000;

// A LIKE pattern that finds `text` anywhere, or at the beginning; its own % and _ stand for themselves.
std::string pattern(std::string_view text, bool anywhere) {
  if (text.empty()) return {};
  std::string out = anywhere ? "%" : "";
  for (char c : text) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + "%";
}

}  // namespace

void Store::insert(const Enterprise& e) {
  s_.exec(
      "INSERT INTO enterprises (district, " FG_ENTERPRISE
      ") VALUES (:d, :id, :na, :us, :sc, :in, :sd, :pa, :ad, :la, :lo, :le, :ph, :nw, :no, :ou, :ks, :mi, :re, :ve)",
      d_, e.id, e.name, e.usc, e.scale, e.industry, e.subdistrict, e.park, e.address, e.latitude, e.longitude,
      e.legal_representative, e.phone_sealed, e.normal_workers, e.normal_output, e.output_unit, e.key_supply,
      e.military, e.registered_at, e.version);
}

void Store::insert_all(std::span<const Enterprise> enterprises) {
  for (const Enterprise& e : enterprises) insert(e);
}

void Store::save(const Enterprise& e) {
  s_.exec(
      "UPDATE enterprises SET name = :na, scale = :sc, industry = :in, subdistrict = :sd, park = :pa, address = :ad, "
      "latitude = :la, longitude = :lo, legal_representative = :le, phone_sealed = :ph, normal_workers = :nw, "
      "normal_output = :no, output_unit = :ou, key_supply = :ks, military = :mi, version = :ve "
      "WHERE district = :d AND id = :id",
      e.name, e.scale, e.industry, e.subdistrict, e.park, e.address, e.latitude, e.longitude, e.legal_representative,
      e.phone_sealed, e.normal_workers, e.normal_output, e.output_unit, e.key_supply, e.military, e.version, d_, e.id);
}

std::optional<Enterprise> Store::find(const EnterpriseId& id) {
  return s_.one<Enterprise>("SELECT " FG_ENTERPRISE " FROM enterprises WHERE district = :d AND id = :id", d_, id);
}

std::optional<EnterpriseId> Store::by_usc(const std::string& usc) {
  return s_.one<EnterpriseId>("SELECT id FROM enterprises WHERE district = :d AND usc = :u", d_, usc);
}

std::vector<std::string> Store::all_usc() {
  return s_.query<std::string>("SELECT usc FROM enterprises WHERE district = :d", d_);
}

std::vector<Enterprise> Store::enterprises_after(const std::string& id, int limit) {
  return s_.query<Enterprise>("SELECT " FG_ENTERPRISE
                              " FROM enterprises WHERE district = :d AND id > :after ORDER BY id LIMIT :n",
                              d_, id, limit);
}

std::vector<EnterpriseLine> Store::list(const EnterpriseQuery& q) {
  const std::string part = pattern(q.search, true), beginning = pattern(q.search, false);
  return s_.query<EnterpriseLine>(
      "SELECT id, name, usc, scale, industry, subdistrict, park, address, legal_representative, normal_workers, "
      "key_supply, military FROM enterprises WHERE district = :d AND id > :after AND (:o = '' OR id = :o2) "
      "AND (:sd = '' OR subdistrict = :sd2) AND (:sc = '' OR scale = :sc2) "
      "AND (:se = '' OR name LIKE :part ESCAPE '!' OR usc LIKE :begin ESCAPE '!') ORDER BY id LIMIT :n",
      d_, q.after, q.only, q.only, q.subdistrict, q.subdistrict, q.scale, q.scale, q.search, part, beginning, q.limit);
}

void Store::insert(const Worker& w) {
  s_.exec("INSERT INTO enterprise_workers (district, " FG_WORKER
          ") VALUES (:d, :id, :e, :na, :rs, :ri, :rm, :ps, :pm, :po, :te, :re, :co, :va, :la, :lr, :st, :ch)",
          d_, w.id, w.enterprise, w.name, w.resident_id_sealed, w.resident_id_index, w.resident_id_masked,
          w.phone_sealed, w.phone_masked, w.post, w.team, w.residence, w.commuting, w.vaccine_doses, w.last_test_at,
          w.last_test_result, w.status, w.changed_at);
}

std::optional<Worker> Store::find_worker(const EnterpriseId& enterprise, const WorkerId& id) {
  return s_.one<Worker>("SELECT " FG_WORKER
                        " FROM enterprise_workers WHERE district = :d AND enterprise = :e AND id = :id",
                        d_, enterprise, id);
}

std::optional<WorkerId> Store::worker_by_resident_id(const EnterpriseId& enterprise, const std::string& index) {
  return s_.one<WorkerId>(
      "SELECT id FROM enterprise_workers WHERE district = :d AND enterprise = :e AND resident_id_index = :i", d_,
      enterprise, index);
}

std::unordered_map<std::string, WorkerId> Store::workers_by_resident_id(const EnterpriseId& enterprise) {
  std::unordered_map<std::string, WorkerId> out;
  s_.each<std::tuple<std::string, WorkerId>>(
      "SELECT resident_id_index, id FROM enterprise_workers WHERE district = :d AND enterprise = :e",
      [&](std::tuple<std::string, WorkerId>&& row) {
        out.emplace(std::move(std::get<0>(row)), std::move(std::get<1>(row)));
      },
      d_, enterprise);
  return out;
}

void Store::save(const Worker& w) {
  s_.exec(
      "UPDATE enterprise_workers SET name = :na, phone_sealed = :ps, phone_masked = :pm, post = :po, team = :te, "
      "residence = :re, commuting = :co, vaccine_doses = :va, status = :st, changed_at = :ch "
      "WHERE district = :d AND enterprise = :e AND id = :id",
      w.name, w.phone_sealed, w.phone_masked, w.post, w.team, w.residence, w.commuting, w.vaccine_doses, w.status,
      w.changed_at, d_, w.enterprise, w.id);
}

std::vector<Worker> Store::roster(const EnterpriseId& enterprise, const std::string& status, const std::string& name,
                                  const std::string& index, const std::string& after, int limit) {
  const std::string part = pattern(name, true);
  return s_.query<Worker>("SELECT " FG_WORKER
                          " FROM enterprise_workers WHERE district = :d AND enterprise = :e AND id > :after "
                          "AND (:st = '' OR status = :st2) AND (:na = '' OR name LIKE :part ESCAPE '!') "
                          "AND (:ix = '' OR resident_id_index = :ix2) ORDER BY id LIMIT :n",
                          d_, enterprise, after, status, status, name, part, index, index, limit);
}

void Store::insert(const Vehicle& v) {
  s_.exec("INSERT INTO enterprise_vehicles (district, " FG_VEHICLE
          ") VALUES (:d, :id, :e, :pl, :us, :mo, :se, :lo, :ro, :dr, :ps, :pm, :ch)",
          d_, v.id, v.enterprise, v.plate, v.use, v.model, v.seats, v.load_tonnes, v.route, v.driver,
          v.driver_phone_sealed, v.driver_phone_masked, v.changed_at);
}

std::optional<Vehicle> Store::find_vehicle(const EnterpriseId& enterprise, const VehicleId& id) {
  return s_.one<Vehicle>("SELECT " FG_VEHICLE
                         " FROM enterprise_vehicles WHERE district = :d AND enterprise = :e AND id = :id",
                         d_, enterprise, id);
}

void Store::save(const Vehicle& v) {
  s_.exec(
      "UPDATE enterprise_vehicles SET use = :us, model = :mo, seats = :se, load_tonnes = :lo, route = :ro, "
      "driver = :dr, driver_phone_sealed = :ps, driver_phone_masked = :pm, changed_at = :ch "
      "WHERE district = :d AND enterprise = :e AND id = :id",
      v.use, v.model, v.seats, v.load_tonnes, v.route, v.driver, v.driver_phone_sealed, v.driver_phone_masked,
      v.changed_at, d_, v.enterprise, v.id);
}

void Store::remove(const EnterpriseId& enterprise, const VehicleId& id) {
  s_.exec("DELETE FROM enterprise_vehicles WHERE district = :d AND enterprise = :e AND id = :id", d_, enterprise, id);
}

void Store::change(const Vehicle& v) {
  s_.exec(
      "UPDATE enterprise_vehicles SET use = :us, model = COALESCE(NULLIF(:mo, ''), model), "
      "seats = COALESCE(NULLIF(CAST(:se AS BIGINT), 0), seats), "
      "load_tonnes = COALESCE(NULLIF(CAST(:lo AS DOUBLE PRECISION), 0), load_tonnes), "
      "route = COALESCE(NULLIF(:ro, ''), route), driver = COALESCE(NULLIF(:dr, ''), driver), "
      "driver_phone_sealed = COALESCE(NULLIF(:ps, ''), driver_phone_sealed), "
      "driver_phone_masked = COALESCE(NULLIF(:pm, ''), driver_phone_masked), changed_at = :ch "
      "WHERE district = :d AND enterprise = :e AND id = :id",
      v.use, v.model, v.seats, v.load_tonnes, v.route, v.driver, v.driver_phone_sealed, v.driver_phone_masked,
      v.changed_at, d_, v.enterprise, v.id);
}

std::optional<Store::PlateHolder> Store::by_plate(const std::string& plate) {
  const auto row = s_.one<std::tuple<EnterpriseId, VehicleId>>(
      "SELECT enterprise, id FROM enterprise_vehicles WHERE district = :d AND plate = :p", d_, plate);
  if (!row) return std::nullopt;
  return PlateHolder{std::get<0>(*row), std::get<1>(*row)};
}

std::unordered_map<std::string, Store::PlateHolder> Store::by_plates(std::span<const std::string> plates) {
  std::unordered_map<std::string, PlateHolder> out;
  if (plates.size() <= plates_one_by_one_max) {
    for (const std::string& plate : plates)
      if (auto holder = by_plate(plate)) out.emplace(plate, std::move(*holder));
    return out;
  }
  using Row = std::tuple<std::string, EnterpriseId, VehicleId>;
  s_.each<Row>(
      "SELECT plate, enterprise, id FROM enterprise_vehicles WHERE district = :d",
      [&](Row&& row) { out.emplace(std::get<0>(row), PlateHolder{std::get<1>(row), std::get<2>(row)}); }, d_);
  return out;
}

std::vector<Vehicle> Store::vehicles(const EnterpriseId& enterprise, const std::string& use, const std::string& after,
                                     int limit) {
  return s_.query<Vehicle>("SELECT " FG_VEHICLE
                           " FROM enterprise_vehicles WHERE district = :d AND enterprise = :e AND id > :after "
                           "AND (:us = '' OR use = :us2) ORDER BY id LIMIT :n",
                           d_, enterprise, after, use, use, limit);
}

void Store::insert(const Import& i) {
  s_.exec(
      "INSERT INTO enterprise_imports (district, id, enterprise, kind, at, by_person, rows_read, imported, updated, "
      "rejected) VALUES (:d, :id, :e, :k, :at, :by, :rows, :im, :up, :re)",
      d_, i.id, i.enterprise, i.kind, i.at, i.by_person, i.rows, i.imported, i.updated, i.rejected);
}

std::optional<Import> Store::find_import(const ImportId& id) {
  return s_.one<Import>(
      "SELECT id, enterprise, kind, at, by_person, rows_read, imported, updated, rejected FROM enterprise_imports "
      "WHERE district = :d AND id = :id",
      d_, id);
}

void Store::insert_rejects(const ImportId& id, std::span<const std::string> sealed) {
  for (std::size_t i = 0; i < sealed.size(); ++i)
    s_.exec(
        "INSERT INTO enterprise_import_rejects (district, import_id, number, rows_sealed) VALUES (:d, :id, :n, :rows)",
        d_, id, i, sealed[i]);
}

std::vector<std::string> Store::rejects(const ImportId& id) {
  return s_.query<std::string>(
      "SELECT rows_sealed FROM enterprise_import_rejects WHERE district = :d AND import_id = :id ORDER BY number", d_,
      id);
}

void Store::forget_earlier_rejects(const Import& i) {
  s_.exec(
      "DELETE FROM enterprise_import_rejects WHERE district = :d AND import_id IN (SELECT id FROM enterprise_imports "
      "WHERE district = :d2 AND enterprise = :e AND kind = :k AND id <> :id)",
      d_, d_, i.enterprise, i.kind, i.id);
}

}  // namespace fugong::enterprise
