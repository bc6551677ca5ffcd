// Many rows at once: columns instead of rows, so that an engine binds or sends them in one go.
#include "enterprise/store.h"

#define FG_WORKER                                                                                                 \
  "id, enterprise, name, resident_id_sealed, resident_id_index, resident_id_masked, phone_sealed, phone_masked, " \
  "post, team, residence, commuting, vaccine_doses, last_test_at, last_test_result, status, changed_at"

namespace fugong::enterprise {
namespace {

using Texts = std::vector<std::string>;

template <class Rows, class F>
auto column(const Rows& rows, F&& value) {
  std::vector<std::remove_cvref_t<decltype(value(*rows[0]))>> out;
  out.reserve(rows.size());
  for (const auto* row : rows) out.push_back(value(*row));
  return out;
}

template <class Rows, class Member>
Texts worker_texts(const Rows& rows, Member Worker::* member) {
  return column(rows, [&](const WorkerChange& c) { return c.worker.*member; });
}

constexpr std::int64_t doses_not_given = -1;

// All columns of a worker but the district; `ids` instead of the rows' own when they are known people.
std::vector<db::BulkColumn> worker_columns(std::span<const WorkerChange* const> rows, Texts ids, bool changes) {
  return {
      {"id", std::move(ids)},
      {"enterprise", column(rows, [](const WorkerChange& c) { return c.worker.enterprise.text; })},
      {"name", worker_texts(rows, &Worker::name)},
      {"resident_id_sealed", worker_texts(rows, &Worker::resident_id_sealed)},
      {"resident_id_index", worker_texts(rows, &Worker::resident_id_index)},
      {"resident_id_masked", worker_texts(rows, &Worker::resident_id_masked)},
      {"phone_sealed", worker_texts(rows, &Worker::phone_sealed)},
      {"phone_masked", worker_texts(rows, &Worker::phone_masked)},
      {"post", worker_texts(rows, &Worker::post)},
      {"team", worker_texts(rows, &Worker::team)},
      {"residence", worker_texts(rows, &Worker::residence)},
      {"commuting", worker_texts(rows, &Worker::commuting)},
      {"vaccine_doses", column(rows,
                               [&](const WorkerChange& c) {
                                 return changes && !c.has_doses ? doses_not_given : c.worker.vaccine_doses;
                               })},
      {"last_test_at", column(rows,
                              [](const WorkerChange& c) -> std::optional<std::int64_t> {
                                if (!c.worker.last_test_at) return std::nullopt;
                                return c.worker.last_test_at->ms;
                              })},
      {"last_test_result", column(rows,
                                  [](const WorkerChange& c) -> std::optional<std::string> {
                                    if (!c.worker.last_test_result) return std::nullopt;
                                    return std::string(json::enum_name(*c.worker.last_test_result));
                                  })},
      {"status", Texts(rows.size(), std::string(json::enum_name(WorkerStatus::active)))},
      {"changed_at", column(rows, [](const WorkerChange& c) { return c.worker.changed_at.ms; })},
  };
}

}  // namespace

void Store::insert_all(std::span<const WorkerChange* const> rows) {
  auto columns = worker_columns(rows, column(rows, [](const WorkerChange& c) { return c.worker.id.text; }), false);
  columns.push_back({"district", Texts(rows.size(), d_.text)});
  s_.bulk_insert("enterprise_workers", columns);
}

void Store::change_all(const ImportId& import, std::span<const WorkerChange* const> rows,
                       std::span<const WorkerId> ids) {
  Texts id_texts;
  id_texts.reserve(ids.size());
  for (const WorkerId& id : ids) id_texts.push_back(id.text);
  auto columns = worker_columns(rows, std::move(id_texts), true);
  columns.push_back({"district", Texts(rows.size(), d_.text)});
  columns.push_back({"import_id", Texts(rows.size(), import.text)});
  s_.bulk_insert("enterprise_roster_changes", columns);
  s_.exec("INSERT INTO enterprise_workers (district, " FG_WORKER
          ") "
          "SELECT district, " FG_WORKER
          " FROM enterprise_roster_changes c WHERE c.district = :d AND c.import_id = :i "
          "ON CONFLICT (district, enterprise, id) DO UPDATE SET name = excluded.name, "
          "phone_sealed = COALESCE(NULLIF(excluded.phone_sealed, ''), enterprise_workers.phone_sealed), "
          "phone_masked = COALESCE(NULLIF(excluded.phone_masked, ''), enterprise_workers.phone_masked), "
          "post = COALESCE(NULLIF(excluded.post, ''), enterprise_workers.post), "
          "team = COALESCE(NULLIF(excluded.team, ''), enterprise_workers.team), "
          "residence = COALESCE(NULLIF(excluded.residence, ''), enterprise_workers.residence), "
          "commuting = COALESCE(NULLIF(excluded.commuting, ''), enterprise_workers.commuting), "
          "vaccine_doses = CASE WHEN excluded.vaccine_doses < 0 THEN enterprise_workers.vaccine_doses "
          "ELSE excluded.vaccine_doses END, "
          "last_test_at = COALESCE(excluded.last_test_at, enterprise_workers.last_test_at), "
          "last_test_result = COALESCE(excluded.last_test_result, enterprise_workers.last_test_result), "
          "status = excluded.status, changed_at = excluded.changed_at",
          d_, import);
  s_.exec("DELETE FROM enterprise_roster_changes WHERE district = :d AND import_id = :i", d_, import);
}

void Store::insert_all(std::span<const Vehicle* const> rows) {
  const auto texts = [&](std::string Vehicle::* member) {
    return column(rows, [&](const Vehicle& v) { return v.*member; });
  };
  const db::BulkColumn columns[] = {
      {"district", Texts(rows.size(), d_.text)},
      {"id", column(rows, [](const Vehicle& v) { return v.id.text; })},
      {"enterprise", column(rows, [](const Vehicle& v) { return v.enterprise.text; })},
      {"plate", texts(&Vehicle::plate)},
      {"use", column(rows, [](const Vehicle& v) { return std::string(json::enum_name(v.use)); })},
      {"model", texts(&Vehicle::model)},
      {"seats", column(rows, [](const Vehicle& v) { return v.seats; })},
      {"load_tonnes", column(rows, [](const Vehicle& v) { return v.load_tonnes; })},
      {"route", texts(&Vehicle::route)},
      {"driver", texts(&Vehicle::driver)},
      {"driver_phone_sealed", texts(&Vehicle::driver_phone_sealed)},
      {"driver_phone_masked", texts(&Vehicle::driver_phone_masked)},
      {"changed_at", column(rows, [](const Vehicle& v) { return v.changed_at.ms; })},
  };
  s_.bulk_insert("enterprise_vehicles", columns);
}

}  // namespace fugong::enterprise
