// Many rows at once: columns instead of rows, so that an engine binds or sends them in one go.
#include "enterprise/store.h"

namespace fugong::enterprise {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

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

template <class Rows>
std::vector<std::optional<std::int64_t>> test_times(const Rows& rows) {
  return column(rows, [](const WorkerChange& c) -> std::optional<std::int64_t> {
    if (!c.worker.last_test_at) return std::nullopt;
    return c.worker.last_test_at->ms;
  });
}

template <class Rows>
std::vector<std::optional<std::string>> test_results(const Rows& rows) {
  return column(rows, [](const WorkerChange& c) -> std::optional<std::string> {
    if (!c.worker.last_test_result) return std::nullopt;
    return std::string(json::enum_name(*c.worker.last_test_result));
  });
}

template <class Rows>
Numbers worker_changed_at(const Rows& rows) {
  return column(rows, [](const WorkerChange& c) { return c.worker.changed_at.ms; });
}

}  // namespace

void Store::insert_all(std::span<const WorkerChange* const> rows) {
  const db::BulkColumn columns[] = {
      {"district", Texts(rows.size(), d_.text)},
      {"id", column(rows, [](const WorkerChange& c) { return c.worker.id.text; })},
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
      {"vaccine_doses", column(rows, [](const WorkerChange& c) { return c.worker.vaccine_doses; })},
      {"last_test_at", test_times(rows)},
      {"last_test_result", test_results(rows)},
      {"status", Texts(rows.size(), std::string(json::enum_name(WorkerStatus::active)))},
      {"changed_at", worker_changed_at(rows)},
  };
  s_.bulk_insert("enterprise_workers", columns);
}

void Store::change_all(const ImportId& import, std::span<const WorkerChange* const> rows, std::span<const WorkerId> ids) {
  Texts id_texts;
  id_texts.reserve(ids.size());
  for (const WorkerId& id : ids) id_texts.push_back(id.text);
  const db::BulkColumn columns[] = {
      {"district", Texts(rows.size(), d_.text)},
      {"import_id", Texts(rows.size(), import.text)},
      {"id", std::move(id_texts)},
      {"name", worker_texts(rows, &Worker::name)},
      {"phone_sealed", worker_texts(rows, &Worker::phone_sealed)},
      {"phone_masked", worker_texts(rows, &Worker::phone_masked)},
      {"post", worker_texts(rows, &Worker::post)},
      {"team", worker_texts(rows, &Worker::team)},
      {"residence", worker_texts(rows, &Worker::residence)},
      {"commuting", worker_texts(rows, &Worker::commuting)},
      {"vaccine_doses", column(rows, [](const WorkerChange& c) -> std::optional<std::int64_t> {
         if (!c.has_doses) return std::nullopt;
         return c.worker.vaccine_doses;
       })},
      {"last_test_at", test_times(rows)},
      {"last_test_result", test_results(rows)},
      {"changed_at", worker_changed_at(rows)},
  };
  s_.bulk_insert("enterprise_roster_changes", columns);
  s_.exec(
      "UPDATE enterprise_workers SET name = c.name, "
      "phone_sealed = CASE WHEN c.phone_sealed = '' THEN enterprise_workers.phone_sealed ELSE c.phone_sealed END, "
      "phone_masked = CASE WHEN c.phone_sealed = '' THEN enterprise_workers.phone_masked ELSE c.phone_masked END, "
      "post = COALESCE(NULLIF(c.post, ''), enterprise_workers.post), "
      "team = COALESCE(NULLIF(c.team, ''), enterprise_workers.team), "
      "residence = COALESCE(NULLIF(c.residence, ''), enterprise_workers.residence), "
      "commuting = COALESCE(NULLIF(c.commuting, ''), enterprise_workers.commuting), "
      "vaccine_doses = COALESCE(c.vaccine_doses, enterprise_workers.vaccine_doses), "
      "last_test_at = COALESCE(c.last_test_at, enterprise_workers.last_test_at), "
      "last_test_result = COALESCE(c.last_test_result, enterprise_workers.last_test_result), "
      "status = 'active', changed_at = c.changed_at "
      "FROM enterprise_roster_changes c WHERE c.district = :d AND c.import_id = :i "
      "AND enterprise_workers.district = :d2 AND enterprise_workers.enterprise = :e AND enterprise_workers.id = c.id",
      d_, import, d_, rows.front()->worker.enterprise);
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
