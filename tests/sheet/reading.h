// What a table reads as, in a shape that tests compare.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sheet/table.h"

namespace fugong::sheet_test {

using Rows = std::vector<std::vector<std::string>>;

inline Rows cells_of(const Result<sheet::Table>& table) {
  if (!table) {
    ADD_FAILURE() << table.error().code;
    return {};
  }
  Rows rows;
  for (const sheet::Row& row : table->rows) rows.push_back(row.cells);
  return rows;
}

inline std::string code_of(const Result<sheet::Table>& table) { return table ? "" : table.error().code; }

}  // namespace fugong::sheet_test
