#include "db/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <iterator>
#include <memory>

namespace fugong::db {
namespace {

// Rows per statement of a bulk insert or update: bounds the text held in memory at either end.
constexpr std::size_t bulk_rows_max = 10'000;

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// SOCI takes keyword='value' pairs only, so the URL is taken apart by libpq itself.
std::string conninfo(const std::string& url) {
  char* error = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &error);
  if (!options) {
    std::string text = error ? error : "";
    PQfreemem(error);
    throw Failure("db: not a PostgreSQL URL: " + text);
  }
  std::string out;
  for (const PQconninfoOption* o = options; o->keyword; ++o) {
    if (!o->val || !*o->val) continue;
    out += std::string(o->keyword) + "='";
    for (const char* c = o->val; *c; ++c) {
      if (*c == '\'' || *c == '\\') out += '\\';
      out += *c;
    }
    out += "' ";
  }
  PQconninfoFree(options);
  return out + "connect_timeout='10' client_encoding='UTF8' application_name='fugong'";
}

std::string_view array_type(const BulkColumn& column) {
  struct Name {
    std::string_view operator()(const std::vector<std::int64_t>&) const { return "bigint[]"; }
    std::string_view operator()(const std::vector<std::optional<std::int64_t>>&) const { return "bigint[]"; }
    std::string_view operator()(const std::vector<double>&) const { return "double precision[]"; }
    std::string_view operator()(const std::vector<std::string>&) const { return "text[]"; }
    std::string_view operator()(const std::vector<std::optional<std::string>>&) const { return "text[]"; }
    std::string_view operator()(const std::vector<Bytes>&) const { return "bytea[]"; }
  };
  return std::visit(Name{}, column.values);
}

void append_item(std::string& out, std::int64_t v) { fmt::format_to(std::back_inserter(out), "{}", v); }
void append_item(std::string& out, double v) { fmt::format_to(std::back_inserter(out), "{}", v); }
void append_item(std::string& out, const std::string& v) {
  out += '"';
  for (char c : v) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}
// "\\x00ff": PostgreSQL's hex form, its backslash doubled because it stands in an array literal.
void append_item(std::string& out, const Bytes& v) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += R"("\\x)";
  for (const char c : v.value) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  out += '"';
}
template <class T>
void append_item(std::string& out, const std::optional<T>& v) {
  if (v) append_item(out, *v);
  else out += "NULL";
}

// PostgreSQL's array literal of rows [from, to): {1,2,NULL} or {"a","b"}.
std::string array_literal(const BulkColumn& column, std::size_t from, std::size_t to) {
  return std::visit(
      [&](const auto& values) {
        std::string out = "{";
        for (std::size_t i = from; i < to; ++i) {
          if (i > from) out += ',';
          append_item(out, values[i]);
        }
        return out += '}';
      },
      column.values);
}

std::string insertion(std::string_view table, std::span<const BulkColumn> columns) {
  std::string names;
  std::string arrays;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    names += fmt::format("{}{}", i ? "," : "", columns[i].name);
    arrays += fmt::format("{}${}::{}", i ? "," : "", i + 1, array_type(columns[i]));
  }
  return fmt::format("INSERT INTO {} ({}) SELECT * FROM unnest({})", table, names, arrays);
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

Fault fault_of(std::string_view state, const PGconn* connection) {
  if (PQstatus(connection) != CONNECTION_OK || state.starts_with("57P") || state.starts_with("08")) return Fault::lost;
  if (state == "40001" || state == "40P01") return Fault::serialization;
  return state == "55P03" ? Fault::busy : Fault::refused;
}

}  // namespace

PostgresConnection::PostgresConnection(const std::string& url)
    : Connection(Dialect::postgresql, "postgresql", conninfo(url)) {
  // A limit on everything: no statement may hold a worker for ever.
  script(
      "SET statement_timeout = '60s'; SET idle_in_transaction_session_timeout = '60s'; SET jit = off; "
      "SET client_min_messages = warning");
}

void PostgresConnection::simple(const char* sql) {
  PgResult result(PQexec(handle(), sql), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
  const char* field = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const std::string state = field ? field : "";
  raise(fault_of(state, handle()), "postgresql: " + state + " " + first_line(PQerrorMessage(handle())) + " in " + sql,
        state == "23505");
}

void PostgresConnection::begin_command() { simple("BEGIN ISOLATION LEVEL SERIALIZABLE"); }
void PostgresConnection::begin_read() { simple("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }

void PostgresConnection::commit() {
  // COMMIT of an aborted transaction answers ROLLBACK, and no error.
  if (PQtransactionStatus(handle()) == PQTRANS_INERROR) raise(Fault::refused, "postgresql: the transaction is aborted");
  try {
    simple("COMMIT");
  } catch (const Failure&) {
    if (fault() == Fault::lost) raise(Fault::unsure, "postgresql: the connection went while committing");
    throw;
  }
}

void PostgresConnection::rollback() noexcept {
  if (PQtransactionStatus(handle()) == PQTRANS_IDLE) return;
  try {
    PgResult result(PQexec(handle(), "ROLLBACK"), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) raise(Fault::lost, "postgresql: cannot roll back");
  } catch (const Failure&) {}
}

void PostgresConnection::script(const std::string& sql) { simple(sql.c_str()); }

void PostgresConnection::savepoint() { simple("SAVEPOINT command"); }
void PostgresConnection::release() { simple("RELEASE SAVEPOINT command"); }
void PostgresConnection::undo() { simple("ROLLBACK TO SAVEPOINT command; RELEASE SAVEPOINT command"); }

bool PostgresConnection::is_alive() const { return PQstatus(handle()) == CONNECTION_OK; }

bool PostgresConnection::in_transaction() const {
  const auto status = PQtransactionStatus(handle());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

const std::string& PostgresConnection::bulk_statement(const std::string& sql) {
  if (auto found = bulk_names_.find(sql); found != bulk_names_.end()) return found->second;
  const std::string name = "bulk_" + std::to_string(bulk_names_.size());
  PgResult result(PQprepare(handle(), name.c_str(), sql.c_str(), 0, nullptr), &PQclear);
  if (PQresultStatus(result.get()) != PGRES_COMMAND_OK)
    raise(fault_of("", handle()), "postgresql: " + first_line(PQerrorMessage(handle())) + " in " + sql);
  return bulk_names_.emplace(sql, name).first->second;
}

// The statement with an array for each column, so many rows at a time; how many rows it touched in all.
std::int64_t PostgresConnection::run_rows(const std::string& sql, std::size_t rows,
                                          std::span<const BulkColumn> columns) {
  const std::string& name = bulk_statement(sql);
  std::int64_t touched = 0;
  for (std::size_t from = 0; from < rows; from += bulk_rows_max) {
    const std::size_t to = std::min(rows, from + bulk_rows_max);
    std::vector<std::string> literals;
    std::vector<const char*> values;
    for (const BulkColumn& column : columns) literals.push_back(array_literal(column, from, to));
    for (const std::string& literal : literals) values.push_back(literal.c_str());
    PgResult result(
        PQexecPrepared(handle(), name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr, 0),
        &PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
      const char* field = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
      const std::string state = field ? field : "";
      raise(fault_of(state, handle()),
            fmt::format("postgresql: {} {} in {}", state, first_line(PQerrorMessage(handle())), sql), state == "23505");
    }
    touched += std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
  }
  return touched;
}

void PostgresConnection::bulk_insert(std::string_view table, std::span<const BulkColumn> columns) {
  refuse_after_fault();
  if (const std::size_t rows = bulk_rows(table, columns)) run_rows(insertion(table, columns), rows, columns);
}

void PostgresConnection::bulk_add(std::string_view table, std::span<const BulkColumn> columns) {
  refuse_after_fault();
  if (const std::size_t rows = bulk_rows(table, columns))
    run_rows(insertion(table, columns) + on_conflict_add(table, columns), rows, columns);
}

std::int64_t PostgresConnection::bulk_update(std::string_view table, std::size_t keys,
                                             std::span<const BulkColumn> columns) {
  refuse_after_fault();
  const std::size_t rows = bulk_rows(table, columns);
  if (rows == 0) return 0;
  std::string which, gets, given, arrays;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i < keys) which += fmt::format("{}{}.{} = given.v{}", i ? " AND " : "", table, columns[i].name, i);
    else gets += fmt::format("{}{} = given.v{}", i > keys ? "," : "", columns[i].name, i);
    given += fmt::format("{}v{}", i ? "," : "", i);
    arrays += fmt::format("{}${}::{}", i ? "," : "", i + 1, array_type(columns[i]));
  }
  return run_rows(
      fmt::format("UPDATE {} SET {} FROM unnest({}) AS given({}) WHERE {}", table, gets, arrays, given, which), rows,
      columns);
}

}  // namespace fugong::db
