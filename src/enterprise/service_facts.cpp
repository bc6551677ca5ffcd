// What other rooms ask of the register: rules, figures, holders of passes. No right is checked here.
#include <algorithm>
#include <unordered_set>

#include "base/validators.h"
#include "enterprise/purposes.h"
#include "enterprise/service.h"
#include "enterprise/store.h"

namespace fugong::enterprise {
namespace {

// Up to so many rows are cheaper one by one than the whole roster.
constexpr std::size_t by_id_max = 64;
// Numbers that look alike behind their mask: of a million people, one more than chance is surprising.
constexpr int same_mask_max = 200;

struct FactsRow {
  std::string name, usc;
  Scale scale = Scale::below;
  std::string industry, subdistrict, park, address, legal_representative;
  std::int64_t normal_workers = 0;
  double normal_output = 0;
  bool key_supply = false, military = false;
  std::optional<double> latitude, longitude;
};
BOOST_DESCRIBE_STRUCT(FactsRow, (),
                      (name, usc, scale, industry, subdistrict, park, address, legal_representative, normal_workers,
                       normal_output, key_supply, military, latitude, longitude))

template <class T, class Tag>
void keep_only(std::vector<T>& rows, const std::vector<Id<Tag>>& ids) {
  const std::unordered_set<Id<Tag>> wanted(ids.begin(), ids.end());
  std::erase_if(rows, [&](const T& row) { return !wanted.contains(row.id); });
}

}  // namespace

std::optional<std::string> Service::phone_of(db::Session& session, const EnterpriseId& id) {
  const auto sealed = session.one<std::string>("SELECT phone_sealed FROM enterprises WHERE district = :d AND id = :id",
                                               o_.district, id);
  if (!sealed || sealed->empty()) return std::nullopt;
  auto phone = o_.vault.open(*sealed, "enterprise.phone");
  return phone ? std::optional(std::move(*phone)) : std::nullopt;
}

Result<Facts> Service::facts(db::Session& session, const EnterpriseId& id) {
  auto row = session.one<FactsRow>(
      "SELECT name, usc, scale, industry, subdistrict, park, address, legal_representative, normal_workers, "
      "normal_output, key_supply, military, latitude, longitude FROM enterprises WHERE district = :d AND id = :id",
      o_.district, id);
  if (!row) return fail(ErrorKind::not_found, "enterprise.not_found");
  Facts facts{id,
              row->name,
              row->subdistrict,
              row->scale == Scale::above,
              row->military,
              row->normal_workers,
              row->normal_output,
              row->latitude,
              row->longitude,
              {}};
  facts.json = json::Object{{"scale", json::enum_name(row->scale)},
                            {"industry", row->industry},
                            {"subdistrict", row->subdistrict},
                            {"park", row->park},
                            {"normal_workers", row->normal_workers},
                            {"key_supply", row->key_supply},
                            {"military", row->military},
                            {"name", row->name},
                            {"usc", row->usc},
                            {"address", row->address},
                            {"legal_representative", row->legal_representative}};
  return facts;
}

Totals Service::totals(db::Session& session) {
  return *session.one<Totals>(
      "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN scale = 'above' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM enterprises "
      "WHERE district = :d",
      o_.district);
}

std::vector<SubdistrictTotal> Service::subdistrict_totals(db::Session& session) {
  return session.query<SubdistrictTotal>(
      "SELECT subdistrict, COUNT(*), CAST(SUM(CASE WHEN scale = 'above' THEN 1 ELSE 0 END) AS BIGINT) FROM enterprises "
      "WHERE district = :d GROUP BY subdistrict ORDER BY subdistrict",
      o_.district);
}

void Service::each_for_figures(db::Session& session, const std::function<void(const BulletinFacts&)>& visit) {
  session.each<BulletinFacts>(
      "SELECT id, subdistrict, CASE WHEN scale = 'above' THEN 1 ELSE 0 END, normal_workers, normal_output "
      "FROM enterprises WHERE district = :d ORDER BY id",
      [&](BulletinFacts&& facts) { visit(facts); }, o_.district);
}

void Service::each_position(db::Session& session, const std::function<void(Position&&)>& visit) {
  session.each<Position>(
      "SELECT id, name, latitude, longitude FROM enterprises "
      "WHERE district = :d AND latitude IS NOT NULL AND longitude IS NOT NULL AND military = 0 ORDER BY id",
      visit, o_.district);
}

std::vector<WorkerBrief> Service::workers_brief(db::Session& session, const EnterpriseId& id,
                                                const std::optional<std::vector<WorkerId>>& ids) {
  std::vector<WorkerBrief> out;
  if (ids && ids->size() <= by_id_max) {
    for (const WorkerId& worker : *ids)
      if (auto row = session.one<WorkerBrief>(
              "SELECT id, name, post, resident_id_index, CASE WHEN last_test_result = 'negative' THEN last_test_at END FROM enterprise_workers "
              "WHERE district = :d AND enterprise = :e AND id = :id AND status = 'active'",
              o_.district, id, worker))
        out.push_back(std::move(*row));
    std::ranges::sort(out, {}, &WorkerBrief::id);
    const auto twice = std::ranges::unique(out, {}, &WorkerBrief::id);
    out.erase(twice.begin(), twice.end());
    return out;
  }
  out = session.query<WorkerBrief>(
      "SELECT id, name, post, resident_id_index, CASE WHEN last_test_result = 'negative' THEN last_test_at END FROM enterprise_workers "
      "WHERE district = :d AND enterprise = :e AND status = 'active' ORDER BY id",
      o_.district, id);
  if (ids) keep_only(out, *ids);
  return out;
}

std::vector<VehicleBrief> Service::vehicles_brief(db::Session& session, const EnterpriseId& id,
                                                  std::optional<VehicleUse> use,
                                                  const std::optional<std::vector<VehicleId>>& ids) {
  const std::string wanted = use ? std::string(json::enum_name(*use)) : std::string();
  auto out = session.query<VehicleBrief>(
      "SELECT id, plate, use, route FROM enterprise_vehicles "
      "WHERE district = :d AND enterprise = :e AND (:u = '' OR use = :u2) ORDER BY id",
      o_.district, id, wanted, wanted);
  if (ids) keep_only(out, *ids);
  return out;
}

// The mask that lists show leaves a handful of candidates, whose seals are opened: no second index of numbers to guard.
std::vector<PhoneHolder> Service::holders_of_phone(db::Session& session, const std::string& phone) {
  std::vector<PhoneHolder> out;
  const auto add = [&](const std::vector<std::tuple<EnterpriseId, std::string, std::string>>& candidates,
                       std::string_view why, bool is_vehicle) {
    for (const auto& [enterprise, id, sealed] : candidates)
      if (const auto plain = o_.vault.open(sealed, why); plain && *plain == phone)
        out.push_back({enterprise, id, is_vehicle});
  };
  const std::string mask = mask_mobile(phone);
  add(session.query<std::tuple<EnterpriseId, std::string, std::string>>(
          "SELECT enterprise, id, phone_sealed FROM enterprise_workers WHERE district = :d AND phone_masked = :m AND "
          "phone_masked <> '' AND status = 'active' ORDER BY id LIMIT :n",
          o_.district, mask, same_mask_max),
      purpose::worker_phone, false);
  add(session.query<std::tuple<EnterpriseId, std::string, std::string>>(
          "SELECT enterprise, id, driver_phone_sealed FROM enterprise_vehicles WHERE district = :d AND "
          "driver_phone_masked = :m AND driver_phone_masked <> '' ORDER BY id LIMIT :n",
          o_.district, mask, same_mask_max),
      purpose::driver_phone, true);
  return out;
}

std::vector<Enterprise> Service::enterprises_after(db::Session& session, const std::string& id, int limit) {
  return Store(o_.district, session).enterprises_after(id, limit);
}

std::vector<Worker> Service::workers_after(db::Session& session, const EnterpriseId& enterprise, const std::string& id,
                                           int limit) {
  return Store(o_.district, session).roster(enterprise, {}, {}, {}, id, limit);
}

std::vector<Vehicle> Service::vehicles_after(db::Session& session, const EnterpriseId& enterprise,
                                             const std::string& id, int limit) {
  return Store(o_.district, session).vehicles(enterprise, {}, id, limit);
}

}  // namespace fugong::enterprise
