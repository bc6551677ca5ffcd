// Imports: everything that can be done ahead of the writer is done in prepare; the writer only writes.
#include <unordered_set>

#include "audit/log.h"
#include "enterprise/imports.h"
#include "enterprise/purposes.h"
#include "enterprise/service.h"
#include "identity/rights.h"

namespace fugong::enterprise {
namespace {

// The row under which a person, a plate or a code stood first, if it did.
class Seen {
 public:
  bool twice(const std::string& key, std::size_t row, const char* field, Faults& faults) {
    const auto [at, fresh] = rows_.try_emplace(key, row);
    if (!fresh) faults.push_back({field, "import.twice", {{"row", std::to_string(at->second)}}});
    return !fresh;
  }

 private:
  std::unordered_map<std::string, std::size_t> rows_;
};

Import start_import(const ServiceOptions& o, Timestamp now, const ImportTable& table, std::string enterprise) {
  return {.id = ImportId::make(now, o.random),
          .enterprise = std::move(enterprise),
          .rows = static_cast<std::int64_t>(table.rows().size())};
}

std::unexpected<Error> changed_meanwhile() { return fail(ErrorKind::conflict, "import.changed_meanwhile"); }

}  // namespace

Result<RosterImportPtr> Service::prepare_roster(db::Session& session, const Context& context, const EnterpriseId& id,
                                                std::string_view file) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  FG_TRY(const ImportTable table, ImportTable::read(file, ImportKind::roster, context.language));
  auto out = std::make_shared<RosterImport>();
  out->enterprise = id;
  out->import = start_import(o_, context.now, table, id.text);
  out->good.reserve(table.rows().size());
  Rejects rejects(o_, ImportKind::roster, table.heading_row(), context.language);
  RowReader reader(table, o_.zone);
  Seen people;
  for (const sheet::Row& row : table.rows()) {
    auto [request, faults] = reader.worker(row);
    if (faults.empty()) people.twice(request.resident_id, row.number, "resident_id", faults);
    if (faults.empty())
      out->good.push_back({make_worker(o_, id, request, context.now), request.vaccine_doses.has_value()});
    else rejects.add(row, faults);
  }
  const auto ids = make_ids<WorkerTag>(out->good.size(), context.now, o_.random);
  for (std::size_t i = 0; i < ids.size(); ++i) out->good[i].worker.id = ids[i];
  rejects.finish(*out);
  return RosterImportPtr(std::move(out));
}

namespace {

void tell_of_workers(db::Session& session, const Hooks& hooks, std::span<const WorkerChange* const> fresh,
                     std::span<const WorkerChange* const> changed, std::span<const WorkerId> changed_ids) {
  std::vector<const Worker*> workers;
  for (const WorkerChange* row : fresh) workers.push_back(&row->worker);
  hooks.workers_kept(session, workers, Novelty::fresh);
  std::vector<Worker> known;
  known.reserve(changed.size());
  for (std::size_t i = 0; i < changed.size(); ++i) {
    known.push_back(changed[i]->worker);
    known.back().id = changed_ids[i];
  }
  workers.clear();
  for (const Worker& w : known) workers.push_back(&w);
  hooks.workers_kept(session, workers, Novelty::changed_in_part);
}

}  // namespace

Result<ImportReceipt> Service::import_roster(db::Session& session, const Context& context,
                                             const RosterImportPtr& prepared) {
  const EnterpriseId& id = prepared->enterprise;
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  const auto known = store.workers_by_resident_id(id);
  std::vector<const WorkerChange*> fresh, changed;
  std::vector<WorkerId> changed_ids;
  for (const WorkerChange& row : prepared->good) {
    const auto found = known.find(row.worker.resident_id_index);
    if (found == known.end()) {
      fresh.push_back(&row);
    } else {
      changed.push_back(&row);
      changed_ids.push_back(found->second);
    }
  }
  if (!fresh.empty()) store.insert_all(fresh);
  if (!changed.empty()) store.change_all(prepared->import.id, changed, changed_ids);
  if (o_.hooks.workers_kept) tell_of_workers(session, o_.hooks, fresh, changed, changed_ids);
  return record(session, o_, context, *prepared, static_cast<std::int64_t>(fresh.size()),
                static_cast<std::int64_t>(changed.size()));
}

Result<VehicleImportPtr> Service::prepare_vehicles(db::Session& session, const Context& context, const EnterpriseId& id,
                                                   std::string_view file) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  FG_TRY(const ImportTable table, ImportTable::read(file, ImportKind::vehicles, context.language));
  auto out = std::make_shared<VehicleImport>();
  out->enterprise = id;
  out->import = start_import(o_, context.now, table, id.text);
  Rejects rejects(o_, ImportKind::vehicles, table.heading_row(), context.language);
  RowReader reader(table, o_.zone);
  std::vector<ReadRow<VehicleRequest>> rows;
  std::vector<std::string> wanted;
  for (const sheet::Row& row : table.rows()) {
    rows.push_back(reader.vehicle(row));
    if (rows.back().faults.empty()) wanted.push_back(rows.back().request.plate);
  }
  const auto holders = Store(o_.district, session).by_plates(wanted);
  Seen plates;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const sheet::Row& row = table.rows()[i];
    auto& [request, faults] = rows[i];
    const auto holder = holders.find(request.plate);
    if (faults.empty() && holder != holders.end() && holder->second.enterprise != id)
      faults.push_back({"plate", "enterprise.plate_taken", {{"plate", request.plate}}});
    if (faults.empty()) plates.twice(request.plate, row.number, "plate", faults);
    if (faults.empty()) out->good.push_back(make_vehicle(o_, id, request, context.now));
    else rejects.add(row, faults);
  }
  const auto ids = make_ids<VehicleTag>(out->good.size(), context.now, o_.random);
  for (std::size_t i = 0; i < ids.size(); ++i) out->good[i].id = ids[i];
  rejects.finish(*out);
  return VehicleImportPtr(std::move(out));
}

Result<ImportReceipt> Service::import_vehicles(db::Session& session, const Context& context,
                                               const VehicleImportPtr& prepared) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", prepared->enterprise));
  Store store(o_.district, session);
  std::vector<std::string> plates;
  for (const Vehicle& v : prepared->good) plates.push_back(v.plate);
  const auto holders = store.by_plates(plates);
  std::vector<const Vehicle*> fresh;
  std::int64_t updated = 0;
  for (const Vehicle& v : prepared->good) {
    const auto holder = holders.find(v.plate);
    if (holder == holders.end()) {
      fresh.push_back(&v);
      continue;
    }
    if (holder->second.enterprise != prepared->enterprise) return changed_meanwhile();
    Vehicle known = v;
    known.id = holder->second.id;
    store.change(known);
    if (o_.hooks.vehicles_kept)
      if (const auto now = store.find_vehicle(known.enterprise, known.id)) {
        const Vehicle* one = &*now;
        o_.hooks.vehicles_kept(session, std::span(&one, 1), Novelty::changed);
      }
    ++updated;
  }
  if (!fresh.empty()) store.insert_all(fresh);
  if (o_.hooks.vehicles_kept) o_.hooks.vehicles_kept(session, fresh, Novelty::fresh);
  return record(session, o_, context, *prepared, static_cast<std::int64_t>(fresh.size()), updated);
}

Result<RegisterImportPtr> Service::prepare_register(db::Session& session, const Context& context,
                                                    std::string_view file) {
  if (!identity::allows(context.actor, "enterprise.register")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const ImportTable table, ImportTable::read(file, ImportKind::enterprises, context.language));
  const auto codes = Store(o_.district, session).all_usc();
  const std::unordered_set<std::string> known(codes.begin(), codes.end());
  auto out = std::make_shared<RegisterImport>();
  out->import = start_import(o_, context.now, table, {});
  Rejects rejects(o_, ImportKind::enterprises, table.heading_row(), context.language);
  RowReader reader(table, o_.zone);
  Seen usc;
  for (const sheet::Row& row : table.rows()) {
    auto [request, faults] = reader.enterprise(row, o_.district);
    if (faults.empty() && known.contains(request.usc))
      faults.push_back({"usc", "enterprise.usc_taken", {{"usc", request.usc}}});
    if (faults.empty()) usc.twice(request.usc, row.number, "usc", faults);
    // A subdistrict registers its own only.
    if (faults.empty() &&
        !identity::require(context.actor, "enterprise.register", {.subdistrict = request.subdistrict}))
      faults.push_back({"subdistrict", "enterprise.other_subdistrict"});
    if (faults.empty()) out->good.push_back(make_enterprise(o_, request, context.now));
    else rejects.add(row, faults);
  }
  const auto ids = make_ids<EnterpriseTag>(out->good.size(), context.now, o_.random);
  for (std::size_t i = 0; i < ids.size(); ++i) out->good[i].id = ids[i];
  rejects.finish(*out);
  return RegisterImportPtr(std::move(out));
}

Result<ImportReceipt> Service::import_register(db::Session& session, const Context& context,
                                               const RegisterImportPtr& prepared) {
  Store store(o_.district, session);
  const auto codes = store.all_usc();
  const std::unordered_set<std::string> known(codes.begin(), codes.end());
  std::vector<audit::Entry> entries;
  for (const Enterprise& e : prepared->good) {
    FG_CHECK(identity::require(context.actor, "enterprise.register", {.subdistrict = e.subdistrict}));
    if (known.contains(e.usc)) return changed_meanwhile();
    store.insert(e);
    if (o_.hooks.registered) FG_CHECK(o_.hooks.registered(session, e, context.now));
    if (o_.hooks.enterprise_kept) o_.hooks.enterprise_kept(session, e, nullptr);
    entries.push_back(
        {.district = o_.district,
         .at = context.now,
         .actor = context.actor.person.text,
         .actor_name = context.actor.person_name,
         .action = "enterprise.register",
         .subject_kind = "enterprise",
         .subject_id = e.id.text,
         .detail = json::write_value(json::Object{{"usc", e.usc}, {"import", prepared->import.id.text}})});
  }
  if (!entries.empty()) audit::append_all(session, entries);
  return record(session, o_, context, *prepared, static_cast<std::int64_t>(prepared->good.size()), 0);
}

// The rows carry resident ids in full, as they were sent: only who may write the roster gets them back.
Result<http::File> Service::rejected(db::Session& session, const Context& context, const EnterpriseId& id,
                                     const ImportId& import_id) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  const auto import = store.find_import(import_id);
  if (!import || import->enterprise != id.text) return fail(ErrorKind::not_found, "import.not_found");
  const auto sealed = store.rejects(import_id);
  if (sealed.empty()) return fail(ErrorKind::not_found, "import.nothing_rejected");
  return rejected_file(o_, import->kind, sealed, context.language);
}

Result<RejectedRows> Service::rejected_rows(db::Session& session, const Context& context, const EnterpriseId& id,
                                            const ImportId& import_id) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "roster.write", id));
  Store store(o_.district, session);
  const auto import = store.find_import(import_id);
  if (!import || import->enterprise != id.text) return fail(ErrorKind::not_found, "import.not_found");
  return rejected_cells(o_, import->kind, store.rejects(import_id), context.language);
}

Result<http::File> Service::rejected_register(db::Session& session, const Context& context, const ImportId& import_id) {
  if (!identity::allows(context.actor, "enterprise.register")) return fail(ErrorKind::forbidden, "auth.forbidden");
  Store store(o_.district, session);
  const auto import = store.find_import(import_id);
  const bool own = import && (import->by_person == context.actor.person.text ||
                              identity::allows_everywhere(context.actor, "enterprise.register"));
  if (!own || import->kind != ImportKind::enterprises) return fail(ErrorKind::not_found, "import.not_found");
  const auto sealed = store.rejects(import_id);
  if (sealed.empty()) return fail(ErrorKind::not_found, "import.nothing_rejected");
  return rejected_file(o_, import->kind, sealed, context.language);
}

Result<http::File> Service::roster_template(const Context& context) {
  return template_file(ImportKind::roster, context.language);
}
Result<http::File> Service::vehicle_template(const Context& context) {
  return template_file(ImportKind::vehicles, context.language);
}
Result<http::File> Service::register_template(const Context& context) {
  return template_file(ImportKind::enterprises, context.language);
}

}  // namespace fugong::enterprise
