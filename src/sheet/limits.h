// Internal to sheet/: rows are gathered here, whatever they come from, and the limits on them are kept here.
#pragma once

#include "sheet/table.h"

namespace fugong::sheet {

// Without blanks at both ends, the ideographic and the invisible ones that people paste too.
std::string_view trim(std::string_view text);

class Gatherer {
 public:
  explicit Gatherer(const Limits& limits) : limits_(limits) {}

  void begin_row(std::size_t number) { row_ = {number, {}}; }
  // Cells may come in any order of columns; a column given twice keeps the last.
  Status cell(std::size_t column, std::string_view text);
  Status end_row();
  Result<Table> finish();

 private:
  const Limits& limits_;
  Table table_;
  Row row_;
  std::size_t text_bytes_ = 0;
};

Result<Table> read_csv(std::string_view bytes, const Limits& limits);
Result<Table> read_xlsx(std::string_view bytes, const Limits& limits);

}  // namespace fugong::sheet
