// Internal to db/: a connection to an SQLite file in write-ahead mode. Savepoints and bulk inserts go to the native
// handle; they are on the writer's hottest path.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "db/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace fugong::db {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const;
};

class SqliteConnection final : public Connection {
 public:
  enum class Purpose : std::uint8_t { write, read };
  SqliteConnection(const std::string& path, Purpose purpose);

  void begin_command() override;  // takes the write lock at once
  void begin_read() override;
  void commit() override;
  void rollback() noexcept override;
  void script(const std::string& sql) override;
  void bulk_insert(std::string_view table, std::span<const BulkColumn> columns) override;
  void savepoint() override;
  void release() override;
  void undo() override;
  bool in_transaction() const override;

 private:
  using RawStatement = std::unique_ptr<sqlite3_stmt, Finalize>;
  sqlite3* handle() const { return static_cast<sqlite3*>(native()); }
  void lose() noexcept;
  [[noreturn]] void raise_current(std::string_view doing);
  void prepare(RawStatement& statement, const std::string& sql);
  void step(RawStatement& statement, const char* sql);

  RawStatement begin_, begin_read_, commit_, savepoint_, release_, undo_;
  std::map<std::string, RawStatement, std::less<>> inserts_;
};

}  // namespace fugong::db
