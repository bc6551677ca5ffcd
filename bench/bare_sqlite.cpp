#include "bare_sqlite.h"

#include <stdexcept>

namespace fugong::bench {

Database open(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) throw std::runtime_error("cannot open " + path.string());
  return Database(db);
}

Statement prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
  return Statement(statement);
}

void step(const Statement& statement) {
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {}
  if (sqlite3_reset(statement.get()) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(statement.get())));
}

std::vector<BareRow> rows_of(sqlite3* db, const std::string& sql) {
  const Statement statement = prepare(db, sql);
  std::vector<BareRow> rows;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    BareRow& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
      row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)), sqlite3_value_free);
  }
  if (rows.empty()) throw std::runtime_error("the platform has stored no rows to write again");
  return rows;
}

void bind_row(const Statement& statement, const BareRow& row) {
  for (std::size_t i = 0; i < row.size(); ++i)
    sqlite3_bind_value(statement.get(), static_cast<int>(i) + 1, row[i].get());
}

void as_the_writer(sqlite3* db) {
  sqlite3_exec(db,
               "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
               "PRAGMA wal_autocheckpoint=4000;PRAGMA cache_size=-32768;PRAGMA mmap_size=268435456;",
               nullptr, nullptr, nullptr);
}

}  // namespace fugong::bench
