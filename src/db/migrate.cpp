#include "db/migrate.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "db/planner_statistics.h"

namespace fugong::db {
namespace {

// FNV-1a: tells an edited migration from the one that ran; not a defence against anybody.
std::string fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

// Without the lines that are for the other engine.
std::string own_lines(std::string_view sql, Dialect dialect) {
  constexpr std::string_view sqlite = "{sqlite}", postgresql = "{postgresql}";
  std::string out;
  while (!sql.empty()) {
    const auto end = std::min(sql.find('\n'), sql.size() - 1);
    std::string_view line = sql.substr(0, end + 1);
    sql.remove_prefix(end + 1);
    const bool for_sqlite = line.starts_with(sqlite), for_postgresql = line.starts_with(postgresql);
    if (for_sqlite) line.remove_prefix(sqlite.size());
    if (for_postgresql) line.remove_prefix(postgresql.size());
    if (for_sqlite && dialect != Dialect::sqlite) continue;
    if (for_postgresql && dialect != Dialect::postgresql) continue;
    out += line;
  }
  return out;
}

std::string for_dialect(std::string_view sql, Dialect dialect) {
  const bool sqlite = dialect == Dialect::sqlite;
  const std::pair<std::string_view, std::string_view> words[] = {{"{without_rowid}", sqlite ? "WITHOUT ROWID" : ""},
                                                                 {"{bytes}", sqlite ? "BLOB" : "BYTEA"}};
  std::string out = own_lines(sql, dialect);
  for (const auto& [token, word] : words)
    for (auto at = out.find(token); at != std::string::npos; at = out.find(token, at))
      out.replace(at, token.size(), word);
  return out;
}

// SQLite's write lock, or an advisory lock of PostgreSQL; both end with the transaction. READ COMMITTED on purpose:
// whoever waited for the lock has to see what the other one did.
void begin_locked(Connection& connection) {
  if (connection.dialect() == Dialect::sqlite) return connection.begin_command();
  constexpr std::string_view lock_key = "7306040912";  // any constant of this program's own
  connection.script(
      fmt::format("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = 0; "
                  "SELECT pg_advisory_xact_lock({})",
                  lock_key));
}

bool is_applied(Connection& connection, const Migration& migration) {
  const auto found =
      connection.one<std::string>("SELECT fingerprint FROM schema_migration WHERE room = :room AND number = :number",
                                  migration.room, migration.number);
  if (found && *found != fingerprint(migration.sql))
    throw Failure(fmt::format("db: migration {} {} of this database is not the one of this program", migration.room,
                              migration.number));
  return found.has_value();
}

void refuse_newer(Connection& connection, std::span<const Migration> migrations) {
  std::map<std::string_view, int> newest;
  for (const Migration& migration : migrations) {
    int& number = newest[migration.room];
    number = std::max(number, migration.number);
  }
  for (const auto& [room, number] : newest) {
    const auto found =
        connection.one<std::int64_t>("SELECT COALESCE(MAX(number), 0) FROM schema_migration WHERE room = :room", room);
    if (found && *found > number)
      throw Failure(
          fmt::format("db: the database is newer than this program ({} {}, known up to {}): update the "
                      "program",
                      room, *found, number));
  }
}

template <class F>
void in_transaction(Connection& connection, F&& work) {
  begin_locked(connection);
  try {
    work();
    connection.commit();
  } catch (...) {
    connection.rollback();
    throw;
  }
}

}  // namespace

void apply_migrations(Connection& connection, std::span<const Migration> migrations) {
  in_transaction(connection, [&] {
    connection.script(
        "CREATE TABLE IF NOT EXISTS schema_migration (room TEXT NOT NULL, number INTEGER NOT NULL, "
        "fingerprint TEXT NOT NULL, PRIMARY KEY (room, number))");
    refuse_newer(connection, migrations);
  });
  bool changed = false;
  for (const Migration& migration : migrations) {
    in_transaction(connection, [&] {
      if (is_applied(connection, migration)) return;
      connection.script(for_dialect(migration.sql, connection.dialect()));
      connection.exec("INSERT INTO schema_migration (room, number, fingerprint) VALUES (:room, :number, :fingerprint)",
                      migration.room, migration.number, fingerprint(migration.sql));
      spdlog::debug("db: applied migration {} {}", migration.room, migration.number);
      changed = true;
    });
  }
  if (changed && connection.dialect() == Dialect::sqlite)
    in_transaction(connection, [&] { write_planner_statistics(connection); });
}

}  // namespace fugong::db
