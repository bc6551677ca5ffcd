#include "attachment/store.h"

#include "attachment/service.h"

#define FG_ATTACHMENT "id, owner_kind, owner, round, name, bytes, state, type, sha256, created_at, by_person, by_name"

namespace fugong::attachment {
namespace {

// Pieces stand apart from the files' own rows, so that a list never reads them; a backup of the database has them.
constexpr std::string_view first = R"(
CREATE TABLE attachment_files (
  district TEXT NOT NULL, id TEXT NOT NULL, owner_kind TEXT NOT NULL, owner TEXT NOT NULL, round BIGINT NOT NULL,
  name TEXT NOT NULL, bytes BIGINT NOT NULL, state TEXT NOT NULL, type TEXT, sha256 TEXT NOT NULL,
  created_at BIGINT NOT NULL, by_person TEXT NOT NULL, by_name TEXT NOT NULL,
  PRIMARY KEY (district, id)
) {without_rowid};
CREATE INDEX attachment_files_owner ON attachment_files (district, owner_kind, owner, id);
CREATE INDEX attachment_files_unfinished ON attachment_files (district, created_at) WHERE state = 'receiving';
CREATE TABLE attachment_pieces (
  district TEXT NOT NULL, attachment TEXT NOT NULL, number BIGINT NOT NULL, sealed {bytes} NOT NULL,
  PRIMARY KEY (district, attachment, number)
)
)";

constexpr db::Migration all[] = {{"attachment", 1, first}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

void Store::insert(const Attachment& a) {
  s_.exec("INSERT INTO attachment_files (district, " FG_ATTACHMENT
          ") VALUES (:d, :id, :ok, :o, :r, :na, :by, :st, :ty, :sh, :at, :p, :pn)",
          d_, a.id, a.owner_kind, a.owner, a.round, a.name, a.bytes, a.state, a.type, a.sha256, a.created_at,
          a.by_person, a.by_name);
}

std::optional<Attachment> Store::find(const AttachmentId& id) {
  return s_.one<Attachment>("SELECT " FG_ATTACHMENT " FROM attachment_files WHERE district = :d AND id = :id", d_, id);
}

std::vector<Attachment> Store::of(const Owner& owner) {
  return s_.query<Attachment>(
      "SELECT " FG_ATTACHMENT
      " FROM attachment_files WHERE district = :d AND owner_kind = :k AND owner = :o ORDER BY id",
      d_, owner.kind, owner.id);
}

void Store::complete(const Attachment& a) {
  s_.exec("UPDATE attachment_files SET state = :st, type = :ty, sha256 = :sh WHERE district = :d AND id = :id", a.state,
          a.type, a.sha256, d_, a.id);
}

void Store::remove(const AttachmentId& id) {
  s_.exec("DELETE FROM attachment_pieces WHERE district = :d AND attachment = :id", d_, id);
  s_.exec("DELETE FROM attachment_files WHERE district = :d AND id = :id", d_, id);
}

std::vector<AttachmentId> Store::unfinished_before(Timestamp t, int limit) {
  return s_.query<AttachmentId>(
      "SELECT id FROM attachment_files WHERE district = :d AND state = 'receiving' AND created_at < :t ORDER BY created_at "
      "LIMIT :n",
      d_, t, limit);
}

bool Store::has_piece(const AttachmentId& id, std::int64_t number) {
  return s_
      .one<std::int64_t>("SELECT 1 FROM attachment_pieces WHERE district = :d AND attachment = :id AND number = :n", d_,
                         id, number)
      .has_value();
}

void Store::insert_piece(const AttachmentId& id, std::int64_t number, std::string sealed) {
  const db::BulkColumn columns[] = {{"district", std::vector<std::string>{d_.text}},
                                    {"attachment", std::vector<std::string>{id.text}},
                                    {"number", std::vector<std::int64_t>{number}},
                                    {"sealed", std::vector<db::Bytes>{{std::move(sealed)}}}};
  s_.bulk_insert("attachment_pieces", columns);
}

std::vector<std::int64_t> Store::pieces(const AttachmentId& id) {
  return s_.query<std::int64_t>(
      "SELECT number FROM attachment_pieces WHERE district = :d AND attachment = :id ORDER BY number", d_, id);
}

void Store::each_piece(const AttachmentId& id, const std::function<void(std::string&&)>& visit) {
  s_.each<db::Bytes>(
      "SELECT sealed FROM attachment_pieces WHERE district = :d AND attachment = :id ORDER BY number",
      [&](db::Bytes&& piece) { visit(std::move(piece.value)); }, d_, id);
}

}  // namespace fugong::attachment
