#include "db/connection.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace fugong::db {
namespace {

struct Input {
  CellType type;
  soci::indicator indicator = soci::i_ok;
  long integer = 0;
  double real = 0;
  std::string text;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

// SOCI's libraries hide the type information of their back ends, which UBSan's vptr check would ask for.
#define FG_SOCI_DOWNCAST __attribute__((no_sanitize("vptr")))

FG_SOCI_DOWNCAST sqlite_api::sqlite3* sqlite_of(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}
FG_SOCI_DOWNCAST PGconn* postgres_of(soci::session& session) {
  return static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
}

// SOCI's own what() repeats the bound values, and PostgreSQL's DETAIL line the key: neither may reach a log.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// PostgreSQL sends bytes as "\x00ff".
std::string from_postgres_hex(const std::string& text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2)
    out += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  return out;
}

}  // namespace

// Everything SOCI is bound to has a fixed address for the statement's life.
struct Connection::Statement {
  explicit Statement(soci::session& session) : handle(session) {}
  std::vector<Input> inputs;
  std::vector<Cell> cells;
  std::vector<soci::indicator> indicators;
  std::vector<std::size_t> hex_cells;  // of bytes, as PostgreSQL writes them
  soci::statement handle;              // after what it points to, so that it goes first
  bool running = false;
};

struct Connection::Kept {
  soci::session session;
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> statements;
  std::unique_ptr<Statement> passing;  // for a statement that runs inside its own visitor
};

Connection::Connection(Dialect dialect, const std::string& backend, const std::string& connect)
    : dialect_(dialect), kept_(std::make_unique<Kept>()) {
  try {
    // The factories themselves, not their names: no plug-in is looked for at run time.
    if (backend == "sqlite3") kept_->session.open(*soci::factory_sqlite3(), connect);
    else kept_->session.open(*soci::factory_postgresql(), connect);
  } catch (const soci::soci_error& e) {
    throw Failure("db: cannot open: " + first_line(e.get_error_message()));
  }
}

Connection::~Connection() { kept_->statements.clear(); }

void* Connection::native() const {
  if (dialect_ == Dialect::sqlite) return sqlite_of(kept_->session);
  return postgres_of(kept_->session);
}

void Connection::after_commit(std::function<void()> action) {
  if (!accepts_actions_) throw Failure("db: after_commit outside a command");
  actions_.push_back(std::move(action));
}

void Connection::raise(Fault fault, std::string text, bool unique) {
  fault_ = fault;
  fault_text_ = text;
  if (unique) throw UniqueViolation(text);
  if (fault == Fault::serialization) throw SerializationFailure(text);
  throw Failure(text);
}

void Connection::refuse_after_fault() const {
  if (fault_ != Fault::none) throw Failure("db: a statement failed, the command can only be undone: " + fault_text_);
}

void Connection::translate_current(std::string_view sql) {
  try {
    throw;
  } catch (const soci::soci_error& e) {
    std::string state;
    if (auto* known = dynamic_cast<const soci::postgresql_soci_error*>(&e)) state = known->sqlstate();
    auto fault = Fault::refused;
    if (state == "40001" || state == "40P01") fault = Fault::serialization;
    else if (state == "55P03") fault = Fault::busy;
    else if (state.starts_with("57P") || state.starts_with("08")) fault = Fault::lost;
    if (PQstatus(static_cast<PGconn*>(native())) != CONNECTION_OK) fault = Fault::lost;
    raise(fault, "postgresql: " + state + " " + first_line(e.get_error_message()) + " in " + std::string(sql),
          state == "23505");
  }
}

std::string_view Connection::text_without_nul(const Param& param) {
  // Neither engine's TEXT holds a NUL; PostgreSQL would cut the text there without a word.
  if (param.text.find('\0') != std::string_view::npos) raise(Fault::refused, "db: a text with a NUL character");
  return param.text;
}

Connection::Statement& Connection::statement_for(std::string_view sql, std::span<const Param> params,
                                                 std::span<const CellType> columns) {
  auto& statements = kept_->statements;
  bool keep = true;
  if (auto found = statements.find(sql); found != statements.end()) {
    Statement& statement = *found->second;
    const bool same = std::ranges::equal(statement.inputs, params, {}, &Input::type, &Param::type) &&
                      statement.cells.size() == columns.size();
    if (!statement.running && same) return statement;
    if (statement.running) keep = false;
    else statements.erase(found);
  }
  if (statements.size() >= statements_max)
    std::erase_if(statements, [](const auto& entry) { return !entry.second->running; });

  auto made = std::make_unique<Statement>(kept_->session);
  for (const Param& param : params) made->inputs.push_back({.type = param.type, .text = {}});
  made->cells.resize(columns.size());
  made->indicators.resize(columns.size(), soci::i_null);
  for (Input& input : made->inputs) {
    if (input.type == CellType::integer) made->handle.exchange(soci::use(input.integer, input.indicator));
    else if (input.type == CellType::real) made->handle.exchange(soci::use(input.real, input.indicator));
    else made->handle.exchange(soci::use(input.text, input.indicator));
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Cell& cell = made->cells[i];
    soci::indicator& indicator = made->indicators[i];
    if (columns[i] == CellType::integer) made->handle.exchange(soci::into(cell.integer, indicator));
    else if (columns[i] == CellType::real) made->handle.exchange(soci::into(cell.real, indicator));
    else made->handle.exchange(soci::into(cell.text, indicator));
    if (columns[i] == CellType::bytes && dialect_ == Dialect::postgresql) made->hex_cells.push_back(i);
  }
  made->handle.alloc();
  made->handle.prepare(std::string(sql), soci::details::st_repeatable_query);
  made->handle.define_and_bind();
  if (!keep) {
    kept_->passing = std::move(made);
    return *kept_->passing;
  }
  return *statements.emplace(sql, std::move(made)).first->second;
}

std::int64_t Connection::run_prepared(Statement& statement, std::span<const Param> params, const RowSink* sink) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    Input& input = statement.inputs[i];
    const Param& param = params[i];
    input.indicator = param.null ? soci::i_null : soci::i_ok;
    if (input.type == CellType::integer) input.integer = param.integer;
    else if (input.type == CellType::real) input.real = param.real;
    else input.text.assign(text_without_nul(param));
  }
  // With data exchange, the statement runs and the first row is there.
  bool row = statement.handle.execute(true);
  if (!sink) return statement.handle.get_affected_rows();
  for (; row; row = statement.handle.fetch()) {
    for (std::size_t i = 0; i < statement.cells.size(); ++i) {
      Cell& cell = statement.cells[i];
      cell.null = statement.indicators[i] == soci::i_null;
      if (!cell.null) continue;
      cell.integer = 0;  // a NULL leaves the last row's value behind
      cell.real = 0;
      cell.text.clear();
    }
    for (const std::size_t i : statement.hex_cells)
      statement.cells[i].text = from_postgres_hex(statement.cells[i].text);
    (*sink)(statement.cells);
  }
  return 0;
}

std::int64_t Connection::run(std::string_view sql, std::span<const Param> params, std::span<const CellType> columns,
                             const RowSink* sink) {
  refuse_after_fault();
  Statement* statement = nullptr;
  std::unique_ptr<Statement> passing;
  try {
    statement = &statement_for(sql, params, columns);
    passing = std::move(kept_->passing);
    statement->running = true;
    const std::int64_t touched = run_prepared(*statement, params, sink);
    statement->running = false;
    return touched;
  } catch (...) {
    // The statement may be half-way through its rows: forget it, it is prepared again when needed.
    if (statement && !passing) {
      if (auto found = kept_->statements.find(sql); found != kept_->statements.end()) kept_->statements.erase(found);
    }
    try {
      throw;
    } catch (const soci::soci_error&) {
      translate_current(sql);
    }
    throw;
  }
}

void require_plain_name(std::string_view name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (!plain) throw Failure("db: not a plain name: " + std::string(name));
}

std::size_t bulk_rows(std::string_view table, std::span<const BulkColumn> columns) {
  require_plain_name(table);
  if (columns.empty()) return 0;
  const auto length = [](const BulkColumn& column) {
    return std::visit([](const auto& values) { return values.size(); }, column.values);
  };
  for (const BulkColumn& column : columns) {
    require_plain_name(column.name);
    if (length(column) != length(columns[0]))
      throw Failure("db: bulk columns of different length for " + std::string(table));
  }
  return length(columns[0]);
}

std::string on_conflict_add(std::string_view table, std::span<const BulkColumn> columns) {
  std::string keys;
  for (const BulkColumn& column : columns.first(columns.size() - 1))
    keys.append(keys.empty() ? "" : ",").append(column.name);
  const std::string_view number = columns.back().name;
  return fmt::format(" ON CONFLICT ({}) DO UPDATE SET {} = {}.{} + excluded.{}", keys, number, table, number, number);
}

}  // namespace fugong::db
