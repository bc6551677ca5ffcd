// What a table that people upload says: which column is what, and each row as a request with its faults.
// Headings are known in Chinese and English, in any order; a title above them and columns that nobody knows are
// skipped.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "enterprise/rules.h"
#include "enterprise/store.h"
#include "sheet/table.h"

namespace fugong::enterprise {

// Smaller than sheet/'s own: a rejected row goes back whole, sealed.
constexpr std::size_t import_columns_max = 60;
constexpr std::size_t import_cell_bytes_max = 2000;

struct Heading {
  std::string_view field;
  bool needed = false;
  double width_characters = 14;
  std::string_view zh_cn, en;            // as the template writes them
  std::vector<std::string_view> also{};  // as people write them, blanks and case aside
};
std::span<const Heading> headings(ImportKind kind);
// What a heading stands for, however it is written; empty: nothing known.
std::string_view field_of(ImportKind kind, std::string_view heading);

// A table whose columns are known.
class ImportTable {
 public:
  // Codes: sheet's own, import.no_rows, import.heading_missing {headings}, import.heading_twice {heading}.
  static Result<ImportTable> read(std::string_view file, ImportKind kind, Language language);

  std::span<const sheet::Row> rows() const { return std::span(table_.rows).subspan(first_row_); }
  const sheet::Row& heading_row() const { return table_.rows[first_row_ - 1]; }
  // The row's cell under a heading; empty when there is none.
  std::string_view cell(const sheet::Row& row, std::string_view field) const;

 private:
  sheet::Table table_;
  std::size_t first_row_ = 0;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

// One row, checked by the rules.
template <class Request>
struct ReadRow {
  Request request;
  Faults faults;
};
// Remembers the last day's beginning, because a time zone costs more than a row.
class RowReader {
 public:
  RowReader(const ImportTable& table, std::string zone) : table_(table), zone_(std::move(zone)) {}
  ReadRow<WorkerRequest> worker(const sheet::Row& row);
  ReadRow<VehicleRequest> vehicle(const sheet::Row& row);
  ReadRow<RegisterRequest> enterprise(const sheet::Row& row, const DistrictCode& district);

 private:
  std::string text(const sheet::Row& row, std::string_view field) const;
  std::optional<std::string> given(const sheet::Row& row, std::string_view field) const;
  std::optional<std::int64_t> whole(const sheet::Row& row, std::string_view field, Faults& faults) const;
  std::optional<double> number(const sheet::Row& row, std::string_view field, Faults& faults) const;
  std::optional<Timestamp> instant(const sheet::Row& row, std::string_view field, Faults& faults);
  bool flag(const sheet::Row& row, std::string_view field, Faults& faults) const;

  const ImportTable& table_;
  std::string zone_;
  Date last_day_;
  Timestamp last_day_start_{};
};

// "2022-04-20 08:30", "2022/4/20", "2022年4月20日 8:30" → the day as "2022-04-20" and the minutes into it.
struct LocalMinute {
  Date day;
  int minute = 0;
};
std::optional<LocalMinute> parse_local_minute(std::string_view text);

}  // namespace fugong::enterprise
