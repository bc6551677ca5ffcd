// SQLite by its own calls, for the loops that subjects are measured beside.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fugong::bench {

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

// All throw std::runtime_error.
Database open(const std::filesystem::path& path);
void as_the_writer(sqlite3* db);  // set up as src/db/sqlite_connection.cpp sets its writer up
Statement prepare(sqlite3* db, const std::string& sql);
void step(const Statement& statement);

// A row as SQLite gave it: bound again just so.
using BareRow = std::vector<std::unique_ptr<sqlite3_value, void (*)(sqlite3_value*)>>;
std::vector<BareRow> rows_of(sqlite3* db, const std::string& sql);
void bind_row(const Statement& statement, const BareRow& row);

}  // namespace fugong::bench
