#include "audit/log.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <stdexcept>

#include "audit/store.h"
#include "base/json.h"

namespace fugong::audit {
namespace {

constexpr db::Migration all[] = {{"audit", 1, R"sql(
CREATE TABLE audit_head (
  district TEXT NOT NULL PRIMARY KEY,
  size BIGINT NOT NULL
) {without_rowid};
CREATE TABLE audit_entry (
  district TEXT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  action TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  leaf_hash TEXT NOT NULL,
  PRIMARY KEY (district, seq)
) {without_rowid};
CREATE INDEX audit_entry_by_subject ON audit_entry (district, subject_kind, subject_id, seq);
CREATE TABLE audit_tile (
  district TEXT NOT NULL,
  level INTEGER NOT NULL,
  number BIGINT NOT NULL,
  root TEXT NOT NULL,
  PRIMARY KEY (district, level, number)
) {without_rowid};
CREATE TABLE audit_tree_head (
  district TEXT NOT NULL,
  size BIGINT NOT NULL,
  at BIGINT NOT NULL,
  root TEXT NOT NULL,
  key_id TEXT NOT NULL,
  signature TEXT NOT NULL,
  PRIMARY KEY (district, size)
) {without_rowid}
)sql"}};

// Takes the next `count` numbers of the district and, on PostgreSQL, locks its row until the command ends.
std::int64_t take_numbers(db::Session& session, const DistrictCode& district, std::int64_t count) {
  const auto size = session.one<std::int64_t>(
      "INSERT INTO audit_head (district, size) VALUES (:district, :count) "
      "ON CONFLICT (district) DO UPDATE SET size = audit_head.size + excluded.size RETURNING size",
      district, count);
  return *size - count;
}

void insert_one(db::Session& session, const Entry& e, std::int64_t seq) {
  session.exec(
      "INSERT INTO audit_entry (district, seq, at, actor, actor_name, action, subject_kind, subject_id, detail, "
      "leaf_hash) VALUES (:district, :seq, :at, :actor, :actor_name, :action, :kind, :id, :detail, :hash)",
      e.district, seq, e.at, e.actor, e.actor_name, e.action, e.subject_kind, e.subject_id, e.detail,
      to_hex(leaf_hash(leaf_data(e, seq))));
}

void insert_many(db::Session& session, std::span<const Entry> entries, std::int64_t first) {
  using Texts = std::vector<std::string>;
  Texts district, actor, actor_name, action, kind, id, detail, hash;
  std::vector<std::int64_t> seq, at;
  for (const Entry& e : entries) {
    seq.push_back(first + static_cast<std::int64_t>(seq.size()));
    at.push_back(e.at.ms);
    district.push_back(e.district.text);
    actor.push_back(e.actor);
    actor_name.push_back(e.actor_name);
    action.push_back(e.action);
    kind.push_back(e.subject_kind);
    id.push_back(e.subject_id);
    detail.push_back(e.detail);
    hash.push_back(to_hex(leaf_hash(leaf_data(e, seq.back()))));
  }
  const db::BulkColumn columns[] = {{"district", std::move(district)},
                                    {"seq", std::move(seq)},
                                    {"at", std::move(at)},
                                    {"actor", std::move(actor)},
                                    {"actor_name", std::move(actor_name)},
                                    {"action", std::move(action)},
                                    {"subject_kind", std::move(kind)},
                                    {"subject_id", std::move(id)},
                                    {"detail", std::move(detail)},
                                    {"leaf_hash", std::move(hash)}};
  session.bulk_insert("audit_entry", columns);
}

std::optional<Hash> tile_root(db::Session& session, const DistrictCode& district, int level, std::int64_t tile) {
  try {
    Frontier frontier;
    for (const Hash& hash : stored_hashes(session, district, level, tile * tile_width, tile_width)) frontier.add(hash);
    return frontier.root();
  } catch (const DamagedLog& e) {
    spdlog::error("{} (district {}, tile {} of level {})", e.what(), district.text, tile, level);
    return std::nullopt;
  }
}

// Writes the tiles that the leaves [first, end) completed, from the lowest level up. A log that was tampered with must
// not stop the district's work: the tile is left out then, which audit::verify reports.
void complete_tiles(db::Session& session, const DistrictCode& district, std::int64_t first, std::int64_t end) {
  std::int64_t from = first;
  std::int64_t to = end;
  for (int level = 0; from / tile_width != to / tile_width; ++level) {
    for (std::int64_t tile = from / tile_width; tile < to / tile_width; ++tile) {
      const auto root = tile_root(session, district, level, tile);
      if (!root) continue;
      session.exec("INSERT INTO audit_tile (district, level, number, root) VALUES (:district, :level, :number, :root)",
                   district, level, tile, to_hex(*root));
    }
    from /= tile_width;
    to /= tile_width;
  }
}

}  // namespace

std::string leaf_data(const Entry& e, std::int64_t seq) {
  std::string out = "[\"fugong.audit.1\",";
  json::append_string(out, e.district.text);
  out += ',' + std::to_string(seq) + ',' + std::to_string(e.at.ms);
  for (const std::string* text : {&e.actor, &e.actor_name, &e.action, &e.subject_kind, &e.subject_id, &e.detail}) {
    out += ',';
    json::append_string(out, *text);
  }
  return out += ']';
}

std::vector<Hash> stored_hashes(db::Session& session, const DistrictCode& district, int level, std::int64_t first,
                                std::int64_t count) {
  std::vector<Hash> out;
  const auto take = [&](const std::string& hex) {
    const auto hash = hash_from_hex(hex);
    if (!hash) throw DamagedLog("audit: a stored hash is damaged; run `fugong audit verify`");
    out.push_back(*hash);
  };
  if (level == 0)
    session.each<std::string>(
        "SELECT leaf_hash FROM audit_entry WHERE district = :district AND seq >= :first AND "
        "seq < :end ORDER BY seq",
        take, district, first, first + count);
  else
    session.each<std::string>(
        "SELECT root FROM audit_tile WHERE district = :district AND level = :level AND "
        "number >= :first AND number < :end ORDER BY number",
        take, district, level - 1, first, first + count);
  if (out.size() != static_cast<std::size_t>(count))
    throw DamagedLog("audit: stored hashes are missing; run `fugong audit verify`");
  return out;
}

std::int64_t append(db::Session& session, const Entry& entry) {
  const std::int64_t seq = take_numbers(session, entry.district, 1);
  insert_one(session, entry, seq);
  complete_tiles(session, entry.district, seq, seq + 1);
  return seq;
}

std::int64_t append_all(db::Session& session, std::span<const Entry> entries) {
  if (entries.empty()) throw std::invalid_argument("audit: nothing to append");
  const DistrictCode& district = entries.front().district;
  if (std::ranges::any_of(entries, [&](const Entry& e) { return e.district != district; }))
    throw std::invalid_argument("audit: entries of several districts");
  const auto count = static_cast<std::int64_t>(entries.size());
  const std::int64_t first = take_numbers(session, district, count);
  insert_many(session, entries, first);
  complete_tiles(session, district, first, first + count);
  return first;
}

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::audit
