#include "db/sqlite_connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cstring>

namespace fugong::db {
namespace {

// A connection is never used by two threads at once, so SQLite need not lock it at every call, nor count its
// allocations under a lock of the whole process: a tenth of the writer's time.
[[maybe_unused]] const bool unlocked =
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK && sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;

// Waiting for another process that writes the same file, such as `fugong policy switch`.
constexpr int busy_timeout_ms = 5000;

const std::string pragmas =
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"  // a command is answered only after fsync
    "PRAGMA foreign_keys=ON;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA wal_autocheckpoint=4000;"  // 16 MB: fewer checkpoints than the default 4 MB, still a quick recovery
    "PRAGMA journal_size_limit=67108864;";
const std::string writer_pragmas = "PRAGMA cache_size=-32768;PRAGMA mmap_size=268435456;";
const std::string reader_pragmas = "PRAGMA cache_size=-8192;PRAGMA mmap_size=268435456;PRAGMA query_only=ON;";

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

std::string insertion(std::string_view table, std::span<const BulkColumn> columns) {
  std::string names;
  std::string marks;
  for (const BulkColumn& column : columns) {
    names.append(names.empty() ? "" : ",").append(column.name);
    marks.append(marks.empty() ? "?" : ",?");
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", table, names, marks);
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
  } catch (const Failure&) {}
}

void SqliteConnection::raise_current(std::string_view doing) {
  const int code = sqlite3_extended_errcode(handle());
  const int primary = code & 0xff;
  const bool unique =
      code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID;
  raise(primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? Fault::busy : Fault::refused,
        "sqlite: " + std::string(sqlite3_errmsg(handle())) + " in " + std::string(doing), unique);
}

void SqliteConnection::prepare(RawStatement& statement, std::string_view sql) {
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

std::size_t SqliteConnection::TextHash::operator()(std::string_view text) const {
  std::uint64_t middle = 0, end = 0;
  if (text.size() >= 16) {
    std::memcpy(&middle, text.data() + text.size() / 2, sizeof middle);
    std::memcpy(&end, text.data() + text.size() - sizeof end, sizeof end);
  }
  return (text.size() * 0x9e3779b97f4a7c15u) ^ middle ^ (end * 31);
}

SqliteConnection::Kept& SqliteConnection::kept(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
  if (statements_.size() >= statements_max)
    std::erase_if(statements_, [](const auto& entry) { return !entry.second.running; });
  RawStatement made;
  prepare(made, sql);
  return statements_.emplace(sql, Kept{std::move(made), {}}).first->second;
}

void SqliteConnection::bind_all(sqlite3_stmt* statement, std::span<const Param> params, std::string_view sql) {
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(params.size()))
    raise(Fault::refused, "sqlite: a wrong number of parameters for " + std::string(sql));
  for (int at = 1; const Param& param : params) {
    if (param.null) sqlite3_bind_null(statement, at);
    else if (param.type == CellType::integer) sqlite3_bind_int64(statement, at, param.integer);
    else if (param.type == CellType::real) sqlite3_bind_double(statement, at, param.real);
    else if (const auto text = text_without_nul(param); true)
      sqlite3_bind_text64(statement, at, text.data() ? text.data() : "", text.size(), SQLITE_STATIC, SQLITE_UTF8);
    ++at;
  }
}

int SqliteConnection::visit_rows(Kept& statement, std::span<const CellType> columns, const RowSink& sink,
                                 std::string_view sql) {
  sqlite3_stmt* raw = statement.raw.get();
  if (sqlite3_column_count(raw) != static_cast<int>(columns.size()))
    raise(Fault::refused, "sqlite: a wrong number of columns in " + std::string(sql));
  std::vector<Cell>& cells = statement.cells;
  cells.resize(columns.size());
  int code = sqlite3_step(raw);
  for (; code == SQLITE_ROW; code = sqlite3_step(raw)) {
    for (int i = 0; Cell & cell : cells) {
      cell.null = sqlite3_column_type(raw, i) == SQLITE_NULL;
      cell.integer = 0;
      cell.real = 0;
      if (columns[static_cast<std::size_t>(i)] == CellType::integer) cell.integer = sqlite3_column_int64(raw, i);
      else if (columns[static_cast<std::size_t>(i)] == CellType::real) cell.real = sqlite3_column_double(raw, i);
      else if (cell.null) cell.text.clear();
      else
        cell.text.assign(reinterpret_cast<const char*>(sqlite3_column_text(raw, i)),
                         static_cast<std::size_t>(sqlite3_column_bytes(raw, i)));
      ++i;
    }
    sink(cells);
  }
  return code;
}

std::int64_t SqliteConnection::run(std::string_view sql, std::span<const Param> params,
                                   std::span<const CellType> columns, const RowSink* sink) {
  refuse_after_fault();
  Kept* statement = &kept(sql);
  Kept passing;  // for a statement that runs inside its own visitor
  if (statement->running) {
    prepare(passing.raw, sql);
    statement = &passing;
  }
  sqlite3_stmt* raw = statement->raw.get();
  // A statement that is not reset keeps its snapshot, and so the whole write-ahead log; its texts are only borrowed.
  struct Reset {
    Kept& statement;
    ~Reset() {
      statement.running = false;
      sqlite3_reset(statement.raw.get());
      sqlite3_clear_bindings(statement.raw.get());
    }
  } const reset{*statement};
  statement->running = true;
  bind_all(raw, params, sql);
  int code = SQLITE_ROW;
  if (sink) code = visit_rows(*statement, columns, *sink, sql);
  else
    while (code == SQLITE_ROW) code = sqlite3_step(raw);
  if (code != SQLITE_DONE) raise_current(sql);
  return sink ? 0 : sqlite3_changes64(handle());
}

// The statement once for each row, whose values stand in the columns' order; how many rows it touched in all.
std::int64_t SqliteConnection::run_rows(const std::string& sql, std::size_t rows, std::span<const BulkColumn> columns) {
  RawStatement& statement = bulk_[sql];
  if (!statement) prepare(statement, sql);
  sqlite3_stmt* raw = statement.get();
  std::int64_t touched = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.size(); ++i)
      std::visit([&](const auto& values) { bind(raw, static_cast<int>(i) + 1, values[row]); }, columns[i].values);
    const int code = sqlite3_step(raw);
    sqlite3_reset(raw);
    if (code != SQLITE_DONE) raise_current(sql);
    touched += sqlite3_changes64(handle());
  }
  sqlite3_clear_bindings(raw);  // they pointed into the caller's columns
  return touched;
}

void SqliteConnection::bulk_insert(std::string_view table, std::span<const BulkColumn> columns) {
  refuse_after_fault();
  if (const std::size_t rows = bulk_rows(table, columns)) run_rows(insertion(table, columns), rows, columns);
}

void SqliteConnection::bulk_add(std::string_view table, std::span<const BulkColumn> columns) {
  refuse_after_fault();
  if (const std::size_t rows = bulk_rows(table, columns))
    run_rows(insertion(table, columns) + on_conflict_add(table, columns), rows, columns);
}

std::int64_t SqliteConnection::bulk_update(std::string_view table, std::size_t keys,
                                           std::span<const BulkColumn> columns) {
  refuse_after_fault();
  const std::size_t rows = bulk_rows(table, columns);
  if (rows == 0) return 0;
  std::string which;
  std::string gets;
  for (std::size_t i = 0; i < columns.size(); ++i)
    (i < keys ? which.append(which.empty() ? "" : " AND ") : gets.append(gets.empty() ? "" : ","))
        .append(fmt::format("{} = ?{}", columns[i].name, i + 1));
  return run_rows(fmt::format("UPDATE {} SET {} WHERE {}", table, gets, which), rows, columns);
}

}  // namespace fugong::db
