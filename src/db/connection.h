// Internal to db/: one database connection with its kept statements. It is the Session that commands see.
//
// Once a statement of a command has failed, the command can only be undone: PostgreSQL aborts the transaction then,
// and SQLite is held to the same rule so that a service behaves alike on both. fault() says what happened.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/session.h"

namespace fugong::db {

enum class Fault : std::uint8_t {
  none,
  refused,        // the statement itself: a constraint, a full disk, wrong SQL
  serialization,  // another transaction was in the way: run the command again
  busy,           // another process holds the database
  lost,           // the connection is gone, and the transaction with it
  unsure,         // the connection went while committing: it may be durable or not, so it must not run again
};

class Connection : public Session {
 public:
  // Kept statements per connection; texts are constants of the program, so this is never reached in earnest.
  static constexpr std::size_t statements_max = 4096;

  ~Connection() override;
  Dialect dialect() const final { return dialect_; }
  void after_commit(std::function<void()> action) final;

  virtual void begin_command() = 0;
  virtual void begin_read() = 0;
  // Throws when the transaction did not become durable.
  virtual void commit() = 0;
  // Never throws; a rollback that fails leaves fault() == lost.
  virtual void rollback() noexcept = 0;
  // One command within a transaction of several: kept with release(), taken back with undo().
  virtual void savepoint() = 0;
  virtual void release() = 0;
  virtual void undo() = 0;
  // False when the engine has rolled everything back by itself (disk full, connection gone).
  virtual bool in_transaction() const = 0;
  // Runs several statements separated by ';', keeping nothing.
  virtual void script(const std::string& sql) = 0;

  Fault fault() const { return fault_; }
  const std::string& fault_text() const { return fault_text_; }
  void clear_fault() {
    fault_ = Fault::none;
    fault_text_.clear();
  }
  std::vector<std::function<void()>> take_actions() { return std::exchange(actions_, {}); }
  void accept_actions(bool accept) { accepts_actions_ = accept; }

 protected:
  // `backend` is SOCI's name, `connect` its connection string.
  Connection(Dialect dialect, const std::string& backend, const std::string& connect);

  // Through SOCI.
  std::int64_t run(std::string_view sql, std::span<const Param> params, std::span<const CellType> columns,
                   const RowSink* sink) override;

  // sqlite3* or PGconn*, for what SOCI has no words for.
  void* native() const;
  // Remembers the fault and throws the exception for it.
  [[noreturn]] void raise(Fault fault, std::string text, bool unique = false);
  void refuse_after_fault() const;
  std::string_view text_without_nul(const Param& param);

 private:
  struct Statement;
  struct Kept;
  Statement& statement_for(std::string_view sql, std::span<const Param> params, std::span<const CellType> columns);
  std::int64_t run_prepared(Statement& statement, std::span<const Param> params, const RowSink* sink);
  [[noreturn]] void translate_current(std::string_view sql);

  const Dialect dialect_;
  std::unique_ptr<Kept> kept_;
  Fault fault_ = Fault::none;
  std::string fault_text_;
  bool accepts_actions_ = false;
  std::vector<std::function<void()>> actions_;
};

// Names of tables and columns stand in the SQL text as they are, so only the plainest are let through.
void require_plain_name(std::string_view name);
// The number of rows of a bulk insert; throws Failure when columns differ in length.
std::size_t bulk_rows(std::string_view table, std::span<const BulkColumn> columns);
// What makes an INSERT of these columns add its last one to the row that is there already; the same on both engines.
std::string on_conflict_add(std::string_view table, std::span<const BulkColumn> columns);

}  // namespace fugong::db
