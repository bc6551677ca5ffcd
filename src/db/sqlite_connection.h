// Internal to db/: a connection to an SQLite file in write-ahead mode. Statements go to the native handle: SOCI copies
// every value once more and costs the writer, which is the scarcest of all, a quarter of its time (docs/bench.md).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

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
  void bulk_add(std::string_view table, std::span<const BulkColumn> columns) override;
  std::int64_t bulk_update(std::string_view table, std::size_t keys, std::span<const BulkColumn> columns) override;
  void savepoint() override;
  void release() override;
  void undo() override;
  bool in_transaction() const override;

 protected:
  std::int64_t run(std::string_view sql, std::span<const Param> params, std::span<const CellType> columns,
                   const RowSink* sink) override;

 private:
  using RawStatement = std::unique_ptr<sqlite3_stmt, Finalize>;
  // The statement's text is a constant of the program, so that a few of its bytes tell it from nearly all others.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const;
  };
  struct Kept {
    RawStatement raw;
    std::vector<Cell> cells;
    bool running = false;
  };
  Kept& kept(std::string_view sql);
  void bind_all(sqlite3_stmt* statement, std::span<const Param> params, std::string_view sql);
  int visit_rows(Kept& statement, std::span<const CellType> columns, const RowSink& sink, std::string_view sql);
  sqlite3* handle() const { return static_cast<sqlite3*>(native()); }
  void lose() noexcept;
  [[noreturn]] void raise_current(std::string_view doing);
  void prepare(RawStatement& statement, std::string_view sql);
  void step(RawStatement& statement, const char* sql);
  std::int64_t run_rows(const std::string& sql, std::size_t rows, std::span<const BulkColumn> columns);

  RawStatement begin_, begin_read_, commit_, savepoint_, release_, undo_;
  std::map<std::string, RawStatement, std::less<>> bulk_;
  std::unordered_map<std::string, Kept, TextHash, std::equal_to<>> statements_;
};

}  // namespace fugong::db
