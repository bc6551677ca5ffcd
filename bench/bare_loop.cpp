#include "bare_loop.h"

#include <sqlite3.h>

#include <chrono>
#include <stdexcept>

namespace fugong::bench {
namespace {

constexpr int rows_max = 20'000;

struct Close {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

Database open(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) throw std::runtime_error("cannot open " + path.string());
  return Database(db);
}

Statement prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    throw std::runtime_error(std::string(sqlite3_errmsg(db)) + " in " + sql);
  return Statement(statement);
}

void step(const Statement& statement) {
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {}
  if (sqlite3_reset(statement.get()) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(statement.get())));
}

// A row as SQLite gave it: bound again just so.
using Row = std::vector<std::unique_ptr<sqlite3_value, void (*)(sqlite3_value*)>>;

std::vector<Row> rows_of(sqlite3* db, const char* sql) {
  const Statement statement = prepare(db, sql);
  std::vector<Row> rows;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    Row& row = rows.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
      row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement.get(), i)), sqlite3_value_free);
  }
  if (rows.empty()) throw std::runtime_error("the platform has stored no rows to write again");
  return rows;
}

void bind(const Statement& statement, const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i)
    sqlite3_bind_value(statement.get(), static_cast<int>(i) + 1, row[i].get());
}

}  // namespace

struct BareLoop::Impl {
  Database db;
  std::vector<Row> figures, entries;
  Statement begin, commit, size, figure, entry;
  std::int64_t number = 0;

  // As the platform's command writes them; seq is the entry's second column, reported_at the figure's seventh.
  void write_command() {
    const auto at = static_cast<std::size_t>(number) % figures.size();
    bind(figure, figures[at]);
    sqlite3_bind_int64(figure.get(), 7, number);
    step(figure);
    sqlite3_bind_text(size.get(), 1, "210104", -1, SQLITE_STATIC);
    step(size);
    bind(entry, entries[at % entries.size()]);
    sqlite3_bind_int64(entry.get(), 2, number);
    step(entry);
    ++number;
  }
};

BareLoop::BareLoop(const std::filesystem::path& served, const std::filesystem::path& own)
    : impl_(std::make_unique<Impl>()) {
  const Database source = open(served);
  const std::string limit = " LIMIT " + std::to_string(rows_max);
  impl_->figures =
      rows_of(source.get(), ("SELECT district, enterprise, day, on_site, output, tests_done, reported_at, reported_by "
                             "FROM resumption_daily_figures ORDER BY reported_at" +
                             limit)
                                .c_str());
  impl_->entries = rows_of(
      source.get(), ("SELECT district, seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash "
                     "FROM audit_entry WHERE action = 'figures.report'" +
                     limit)
                        .c_str());
  impl_->db = open(own);
  sqlite3* db = impl_->db.get();
  // As src/db/sqlite_connection.cpp sets its writer up.
  sqlite3_exec(db,
               "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
               "PRAGMA wal_autocheckpoint=4000;PRAGMA cache_size=-32768;PRAGMA mmap_size=268435456;"
               "DELETE FROM audit_entry;DELETE FROM audit_head;DELETE FROM resumption_daily_figures;",
               nullptr, nullptr, nullptr);
  impl_->begin = prepare(db, "BEGIN IMMEDIATE");
  impl_->commit = prepare(db, "COMMIT");
  impl_->size = prepare(db,
                        "INSERT INTO audit_head (district, size) VALUES (?, 1) "
                        "ON CONFLICT (district) DO UPDATE SET size = audit_head.size + excluded.size RETURNING size");
  impl_->figure = prepare(db,
                          "INSERT INTO resumption_daily_figures (district, enterprise, day, on_site, output, "
                          "tests_done, reported_at, reported_by) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  impl_->entry = prepare(db,
                         "INSERT INTO audit_entry (district, seq, at, actor, actor_name, action, subject_kind, "
                         "subject_id, detail, leaf_hash) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}
BareLoop::~BareLoop() = default;

double BareLoop::run(double seconds, int commands_per_transaction) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto until = start + std::chrono::duration<double>(seconds);
  const std::int64_t first = impl_->number;
  while (Clock::now() < until) {
    step(impl_->begin);
    for (int i = 0; i < commands_per_transaction; ++i) impl_->write_command();
    step(impl_->commit);
  }
  return static_cast<double>(impl_->number - first) / std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace fugong::bench
