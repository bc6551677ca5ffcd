#include "policy/store.h"

#include <algorithm>

#include "audit/log.h"
#include "policy/loader.h"

namespace fugong::policy {
namespace {

constexpr std::string_view first =
    "CREATE TABLE policy_pack (\n"
    "  district TEXT NOT NULL, id TEXT NOT NULL, version TEXT NOT NULL, files TEXT NOT NULL,\n"
    "  installed_at BIGINT NOT NULL, installed_by TEXT NOT NULL,\n"
    "  PRIMARY KEY (district, id, version)){without_rowid};\n"
    "CREATE TABLE policy_phase (\n"
    "  district TEXT NOT NULL, number BIGINT NOT NULL, pack_id TEXT NOT NULL, pack_version TEXT NOT NULL,\n"
    "  phase TEXT NOT NULL, at BIGINT NOT NULL, by_person TEXT NOT NULL,\n"
    "  PRIMARY KEY (district, number)){without_rowid}";

constexpr db::Migration all[] = {{"policy", 1, first}};

struct PhaseRow {
  std::int64_t number = 0;
  std::string pack_id, pack_version, phase;
  Timestamp at{};
  std::string by;
};
BOOST_DESCRIBE_STRUCT(PhaseRow, (), (number, pack_id, pack_version, phase, at, by))

std::optional<PhaseRow> last_row(db::Session& session, const DistrictCode& district) {
  return session.one<PhaseRow>(
      "SELECT number, pack_id, pack_version, phase, at, by_person FROM policy_phase WHERE district = :d "
      "ORDER BY number DESC LIMIT 1",
      district);
}

void insert_row(db::Session& session, const DistrictCode& district, const PhaseRow& row) {
  session.exec(
      "INSERT INTO policy_phase (district, number, pack_id, pack_version, phase, at, by_person) "
      "VALUES (:d, :n, :i, :v, :p, :a, :b)",
      district, row.number, row.pack_id, row.pack_version, row.phase, row.at, row.by);
}

void note(db::Session& session, const DistrictCode& district, const char* action, const PhaseRow& row) {
  audit::append(session,
                {.district = district,
                 .at = row.at,
                 .actor = row.by,
                 .action = action,
                 .subject_kind = "policy",
                 .subject_id = row.pack_id,
                 .detail = json::write_value(json::Object{{"version", row.pack_version}, {"phase", row.phase}})});
}

}  // namespace

std::span<const db::Migration> migrations() { return all; }

Store::Store(DistrictCode district) : district_(std::move(district)) {}

Result<InForce> Store::in_force(db::Session& session) {
  const auto row = last_row(session, district_);
  if (!row) return fail(ErrorKind::conflict, "policy.none");
  FG_TRY(PackPtr found, pack(session, row->pack_id, row->pack_version));
  if (!found->phase(row->phase)) return fail(ErrorKind::conflict, "policy.none");
  return InForce{std::move(found), row->phase, row->at};
}

Status Store::install(db::Session& session, PackPtr pack, const std::string& files_json, Timestamp now,
                      const std::string& by) {
  session.exec(
      "INSERT INTO policy_pack (district, id, version, files, installed_at, installed_by) "
      "VALUES (:d, :i, :v, :f, :a, :b) ON CONFLICT (district, id, version) DO NOTHING",
      district_, pack->id, pack->version, files_json, now, by);
  {
    std::lock_guard lock(mutex_);
    const bool known = std::ranges::any_of(
        parsed_, [&](const PackPtr& p) { return p->id == pack->id && p->version == pack->version; });
    if (!known) parsed_.push_back(pack);
  }
  const auto before = last_row(session, district_);
  if (before && before->pack_id == pack->id && before->pack_version == pack->version) return {};
  const bool keeps = before && pack->phase(before->phase);
  const PhaseRow row{
      before ? before->number + 1 : 1, pack->id, pack->version, keeps ? before->phase : pack->default_phase, now, by};
  insert_row(session, district_, row);
  note(session, district_, "policy.install", row);
  return {};
}

Status Store::set_phase(db::Session& session, const std::string& phase, Timestamp now, const std::string& by) {
  auto row = last_row(session, district_);
  if (!row) return fail(ErrorKind::conflict, "policy.none");
  FG_TRY(const PackPtr current, pack(session, row->pack_id, row->pack_version));
  if (!current->phase(phase)) return invalid("policy.unknown_phase", "phase", {{"phase", phase}});
  ++row->number;
  row->phase = phase;
  row->at = now;
  row->by = by;
  insert_row(session, district_, *row);
  return {};
}

Result<PackPtr> Store::pack(db::Session& session, const std::string& id, const std::string& version) {
  {
    std::lock_guard lock(mutex_);
    for (const PackPtr& p : parsed_)
      if (p->id == id && p->version == version) return p;
  }
  const auto text = session.one<std::string>(
      "SELECT files FROM policy_pack WHERE district = :d AND id = :i AND version = :v", district_, id, version);
  if (!text) return fail(ErrorKind::not_found, "policy.unknown_pack", {}, {{"pack", id}});
  FG_TRY(Files files, json::read<Files>(*text));
  Loaded loaded = load_files(std::move(files));
  // It was sound when it was stored; a newer program may read it more strictly.
  if (!loaded.pack) return fail(ErrorKind::internal, "policy.unknown_pack", {}, {{"pack", id}});
  std::lock_guard lock(mutex_);
  parsed_.push_back(loaded.pack);
  return loaded.pack;
}

std::vector<PhaseChange> Store::history(db::Session& session) {
  std::vector<PhaseChange> out;
  session.each<PhaseRow>(
      "SELECT number, pack_id, pack_version, phase, at, by_person FROM policy_phase WHERE district = :d ORDER BY number",
      [&](PhaseRow&& r) { out.push_back({r.pack_id, r.pack_version, r.phase, r.at, r.by}); }, district_);
  return out;
}

}  // namespace fugong::policy
