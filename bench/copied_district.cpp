#include "copied_district.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace fugong::bench {
namespace {

constexpr std::int64_t hour_ms =
    3'600'000;  // each copy is so much older than the one before, so that its rows lie together

constexpr std::array tables = {"enterprises",
                               "enterprise_workers",
                               "enterprise_vehicles",
                               "resumption_cases",
                               "resumption_papers",
                               "resumption_tasks",
                               "resumption_clocks",
                               "resumption_events",
                               "resumption_suspensions",
                               "resumption_daily_figures",
                               "pass_requests",
                               "pass_issuances",
                               "pass_trips",
                               "passes",
                               "supervision_assignments",
                               "search_entries"};

// moved(TEXT, MS): a UUIDv7 (RFC 9562) that much older; everything else as it is. The same id moves to the same id in
// whatever table it stands, so that the copies belong together as the originals do.
void moved(sqlite3_context* context, int, sqlite3_value** arguments) {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  const std::string text(bytes ? bytes : "");
  if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT || text.size() != 36 || text[8] != '-' || text[14] != '7')
    return sqlite3_result_value(context, arguments[0]);
  const std::int64_t ms =
      std::stoll(text.substr(0, 8) + text.substr(9, 4), nullptr, 16) - sqlite3_value_int64(arguments[1]);
  const std::string older = fmt::format("{:08x}-{:04x}{}", ms >> 16, ms & 0xffff, text.substr(13));
  sqlite3_result_text(context, older.data(), static_cast<int>(older.size()), SQLITE_TRANSIENT);
}

class File {
 public:
  explicit File(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open " + path.string());
    sqlite3_create_function(db_, "moved", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, moved, nullptr, nullptr);
    run("PRAGMA synchronous=OFF");
    run("PRAGMA cache_size=-1048576");
  }
  ~File() { sqlite3_close(db_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void run(const std::string& sql) {
    char* fault = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &fault) == SQLITE_OK) return;
    const std::string said = fault ? fault : "";
    sqlite3_free(fault);
    throw std::runtime_error(sql.substr(0, 80) + ": " + said);
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> out;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(db_));
    while (sqlite3_step(statement) == SQLITE_ROW)
      out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    return out;
  }

 private:
  sqlite3* db_ = nullptr;
};

// What must be unique gets the copy's number.
std::string expression(const char* table, const std::string& column, std::int64_t copy, const std::string& serials) {
  if (column == "usc" || column == "plate") return fmt::format("{} || '/{}'", column, copy);
  if (column == "number" && std::string_view(table) == "search_entries") return "NULL";  // the next one
  if (column == "serial") return fmt::format("serial + {} * {}", copy, serials);
  return fmt::format("moved({}, {})", column, copy * hour_ms);
}

}  // namespace

void multiply_district(const std::filesystem::path& database, std::int64_t factor) {
  File file(database);
  const std::string serials = file.texts("SELECT CAST(MAX(serials) AS TEXT) FROM pass_heads").at(0);
  // The originals stand apart, so that a copy never reads what the copies before it have added.
  file.run("PRAGMA temp_store=FILE");
  std::vector<std::vector<std::string>> columns;
  for (const char* table : tables) {
    columns.push_back(file.texts(fmt::format("SELECT name FROM pragma_table_info('{}')", table)));
    const char* order = std::string_view(table) == "passes" ? " ORDER BY serial" : "";
    file.run(fmt::format("CREATE TEMP TABLE original_{0} AS SELECT * FROM {0}{1}", table, order));
  }
  for (std::int64_t copy = factor - 1; copy > 0; --copy) {  // the oldest first
    file.run("BEGIN IMMEDIATE");
    for (std::size_t t = 0; t < tables.size(); ++t) {
      std::string into, from;
      for (const std::string& column : columns[t]) {
        into += (into.empty() ? "" : ", ") + column;
        from += (from.empty() ? "" : ", ") + expression(tables[t], column, copy, serials);
      }
      file.run(fmt::format("INSERT INTO {0} ({1}) SELECT {2} FROM original_{0}", tables[t], into, from));
    }
    file.run("COMMIT");
    if (copy % 5 == 0) fmt::print(stderr, "bench: {} of {} copies to go\n", copy - 1, factor - 1);
  }
  file.run(fmt::format("UPDATE pass_heads SET serials = serials * {}", factor));
  // Whoever opens the district counts what is kept of it.
  file.run("DELETE FROM resumption_tallies");
  file.run("DELETE FROM pass_tallies");
  file.run("ANALYZE");
}

}  // namespace fugong::bench
