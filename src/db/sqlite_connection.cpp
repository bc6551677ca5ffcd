#include "db/sqlite_connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace fugong::db {
namespace {

// A connection is never used by two threads at once, so SQLite need not lock it at every call, nor count its
// allocations under a lock of the whole process: a tenth of the writer's time.
[[maybe_unused]] const bool unlocked = sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK &&
                                       sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;

// Waiting for another process that writes the same file, such as `fugong policy switch`.
constexpr int busy_timeout_ms = 5000;

const std::string pragmas =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"          // a command is answered only after fsync
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA wal_autocheckpoint=4000;"   // 16 MB: fewer checkpoints than the default 4 MB, still a quick recovery
    "PRAGMA journal_size_limit=67108864;";
const std::string writer_pragmas = "PRAGMA cache_size=-32768;PRAGMA mmap_size=268435456;";
const std::string reader_pragmas =
    "PRAGMA cache_size=-8192;PRAGMA mmap_size=268435456;PRAGMA query_only=ON;";

void bind(sqlite3_stmt* s, int at, std::int64_t v) { sqlite3_bind_int64(s, at, v); }
void bind(sqlite3_stmt* s, int at, double v) { sqlite3_bind_double(s, at, v); }
void bind(sqlite3_stmt* s, int at, const std::string& v) {
  sqlite3_bind_text64(s, at, v.data(), v.size(), SQLITE_STATIC, SQLITE_UTF8);
}
void bind(sqlite3_stmt* s, int at, const Bytes& v) {
  sqlite3_bind_blob64(s, at, v.value.data(), v.value.size(), SQLITE_STATIC);
}
template <class T>
void bind(sqlite3_stmt* s, int at, const std::optional<T>& v) {
  if (v) bind(s, at, *v);
  else sqlite3_bind_null(s, at);
}

}  // namespace

void Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(const std::string& path, Purpose purpose)
    : Connection(Dialect::sqlite, "sqlite3", "db=\"" + path + "\"") {
  sqlite3_extended_result_codes(handle(), 1);
  sqlite3_busy_timeout(handle(), busy_timeout_ms);
  script(pragmas);
  script(purpose == Purpose::write ? writer_pragmas : reader_pragmas);
}

void SqliteConnection::begin_command() { step(begin_, "BEGIN IMMEDIATE"); }
void SqliteConnection::begin_read() { step(begin_read_, "BEGIN"); }
void SqliteConnection::commit() { step(commit_, "COMMIT"); }
void SqliteConnection::savepoint() { step(savepoint_, "SAVEPOINT command"); }
void SqliteConnection::release() { step(release_, "RELEASE command"); }
void SqliteConnection::undo() {
  step(undo_, "ROLLBACK TO command");
  release();
}
bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

void SqliteConnection::rollback() noexcept {
  if (in_transaction() && sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr) != SQLITE_OK) lose();
}

void SqliteConnection::script(const std::string& sql) {
  if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) raise_current(sql);
}

void SqliteConnection::lose() noexcept {
  try {
    raise(Fault::lost, "sqlite: cannot roll back");
  } catch (const Failure&) {
  }
}

void SqliteConnection::raise_current(std::string_view doing) {
  const int code = sqlite3_extended_errcode(handle());
  const int primary = code & 0xff;
  const bool unique =
      code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
  raise(primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? Fault::busy : Fault::refused,
        "sqlite: " + std::string(sqlite3_errmsg(handle())) + " in " + std::string(doing), unique);
}

void SqliteConnection::prepare(RawStatement& statement, const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
                         nullptr) != SQLITE_OK)
    raise_current(sql);
  statement.reset(made);
}

void SqliteConnection::step(RawStatement& statement, const char* sql) {
  if (!statement) prepare(statement, sql);
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_DONE) {
    sqlite3_reset(statement.get());
    raise_current(sql);
  }
  sqlite3_reset(statement.get());
}

void SqliteConnection::bulk_insert(std::string_view table, std::span<const BulkColumn> columns) {
  refuse_after_fault();
  const std::size_t rows = bulk_rows(table, columns);
  if (rows == 0) return;
  std::string names;
  std::string marks;
  for (const BulkColumn& column : columns) {
    names.append(names.empty() ? "" : ",").append(column.name);
    marks.append(marks.empty() ? "?" : ",?");
  }
  const std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, marks);
  RawStatement& statement = inserts_[sql];
  if (!statement) prepare(statement, sql);
  sqlite3_stmt* raw = statement.get();
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      std::visit([&](const auto& values) { bind(raw, static_cast<int>(i) + 1, values[row]); }, columns[i].values);
    const int code = sqlite3_step(raw);
    sqlite3_reset(raw);
    if (code != SQLITE_DONE) raise_current(sql);
  }
  sqlite3_clear_bindings(raw);  // they pointed into the caller's columns
}

}  // namespace fugong::db
