#include "db/planner_statistics.h"

#include <algorithm>

namespace fugong::db {
namespace {

constexpr std::int64_t rows_of_table = 1'000'000;
constexpr std::int64_t rows_of_partial_index = 10'000;  // what is alive
constexpr int rows_of_second_column = 10;               // SQLite's own guess for a selective column

// "rows, rows per value of the first column, of the first two, …" as in sqlite_stat1.
std::string shape_of(const std::vector<std::string>& columns, bool unique, bool partial) {
  const std::int64_t rows = partial ? rows_of_partial_index : rows_of_table;
  std::string shape = std::to_string(rows);
  int guess = rows_of_second_column;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool last_of_unique = unique && i + 1 == columns.size();
    const bool district = i == 0 && columns[i] == "district";
    const std::int64_t same = last_of_unique ? 1 : district ? rows : guess;
    if (!district) guess = std::max(guess - 1, 2);
    shape += " " + std::to_string(same);
  }
  return shape;
}

void write_table(Connection& connection, const std::string& table, bool without_rowid) {
  using Index = std::tuple<std::string, bool, std::string, bool>;
  for (const auto& [name, unique, origin, partial] :
       connection.query<Index>("SELECT name, \"unique\", origin, partial FROM pragma_index_list(:table)", table)) {
    auto columns = connection.query<std::string>(
        "SELECT name FROM pragma_index_info(:name) WHERE name IS NOT NULL ORDER BY seqno", name);
    if (columns.empty()) continue;
    connection.exec("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:table, :index, :stat)", table,
                    origin == "pk" && without_rowid ? table : name, shape_of(columns, unique, partial));
  }
}

}  // namespace

void write_planner_statistics(Connection& connection) {
  connection.script("ANALYZE sqlite_schema");  // makes sqlite_stat1
  connection.exec("DELETE FROM sqlite_stat1");
  using Table = std::tuple<std::string, bool>;
  for (
      const auto& [table, without_rowid] : connection.query<Table>(
          "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"))
    write_table(connection, table, without_rowid);
  connection.script("ANALYZE sqlite_schema");  // loads it
}

}  // namespace fugong::db
