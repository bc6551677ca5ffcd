// Internal to db/: a connection to PostgreSQL. Transactions and bulk inserts go through libpq on SOCI's own handle.
#pragma once

#include <map>
#include <string>

#include "db/connection.h"

struct pg_conn;

namespace fugong::db {

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(const std::string& url);

  void begin_command() override;  // SERIALIZABLE
  void begin_read() override;     // one snapshot for all statements, read only
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
  bool is_alive() const;

 private:
  pg_conn* handle() const { return static_cast<pg_conn*>(native()); }
  void simple(const char* sql);
  const std::string& bulk_statement(const std::string& sql);
  std::int64_t run_rows(const std::string& sql, std::size_t rows, std::span<const BulkColumn> columns);

  std::map<std::string, std::string, std::less<>> bulk_names_;
};

}  // namespace fugong::db
