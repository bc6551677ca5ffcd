#include "search/service.h"

namespace fugong::search {
namespace {

// On SQLite the entries are the content of an FTS5 table that keeps only which entries have which pair (detail=none);
// triggers keep the two together in the transaction that writes the entry. On PostgreSQL a GIN index does the same,
// without an extension.
constexpr std::string_view first = R"(
CREATE TABLE search_entries (
{sqlite}  number INTEGER PRIMARY KEY,
  district TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, enterprise TEXT NOT NULL, subdistrict TEXT NOT NULL,
  title TEXT NOT NULL, detail TEXT NOT NULL, normal TEXT NOT NULL, grams TEXT NOT NULL, phone TEXT NOT NULL
);
CREATE UNIQUE INDEX search_entries_record ON search_entries (district, kind, id);
CREATE INDEX search_entries_enterprise ON search_entries (district, enterprise, kind);
CREATE INDEX search_entries_phone ON search_entries (district, phone) WHERE phone <> '';
{sqlite}CREATE VIRTUAL TABLE search_grams USING fts5 (grams, content='search_entries', content_rowid='number', tokenize='ascii', detail=none, columnsize=0);
{sqlite}CREATE TRIGGER search_entries_added AFTER INSERT ON search_entries BEGIN INSERT INTO search_grams (rowid, grams) VALUES (new.number, new.grams); END;
{sqlite}CREATE TRIGGER search_entries_removed AFTER DELETE ON search_entries BEGIN INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', old.number, old.grams); END;
{sqlite}CREATE TRIGGER search_entries_changed AFTER UPDATE OF grams ON search_entries WHEN old.grams <> new.grams BEGIN INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', old.number, old.grams); INSERT INTO search_grams (rowid, grams) VALUES (new.number, new.grams); END;
{postgresql}CREATE INDEX search_entries_grams ON search_entries USING gin ((string_to_array(grams, ' ')));
)";

// Whether the index was ever built from all records; from then on it is kept with them.
constexpr std::string_view whole = R"(
CREATE TABLE search_heads (
  district TEXT NOT NULL, built BIGINT NOT NULL,
  PRIMARY KEY (district)
) {without_rowid}
)";

constexpr db::Migration all[] = {{"search", 1, first}, {"search", 2, whole}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

}  // namespace fugong::search
