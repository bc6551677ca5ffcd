// Tables as people send and receive them: CSV and XLSX, nothing but text in the cells.
//
// Reading trusts nothing: every size is limited, XML document types are refused, archives are measured while they
// unpack. The format is told from the bytes themselves, because file names and content types lie.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fugong::sheet {

struct Limits {
  std::size_t bytes_max = 20u << 20;  // of the file as sent; the upload limit of http/
  std::size_t unpacked_bytes_max =
      100u << 20;                 // of all parts of an XLSX that are read; a 20,000-row roster has about 15 MB
  std::size_t ratio_max = 200;    // unpacked to packed, per part; real sheets reach about 20
  std::size_t parts_max = 2000;   // entries of the archive; pictures count
  std::size_t rows_max = 20'001;  // the header and 20,000 rows; blank rows do not count
  std::size_t columns_max = 200;
  std::size_t cell_bytes_max = 4000;       // about 1,300 Chinese characters
  std::size_t text_bytes_max = 64u << 20;  // of all cells: one shared string may stand in a million of them
};

// One row that is not blank. Cells stand at their columns, trimmed of blanks; trailing empty cells are left out.
struct Row {
  std::size_t number = 0;  // as the spreadsheet counts, from 1
  std::vector<std::string> cells;

  // Empty beyond the last cell.
  std::string_view at(std::size_t column) const {
    return column < cells.size() ? std::string_view(cells[column]) : std::string_view();
  }
};

struct Table {
  std::vector<Row> rows;
};

// UTF-8 text out of CSV (RFC 4180; comma, semicolon or tab; UTF-8 or GB 18030; LF, CRLF or CR) or the first sheet of an
// XLSX (ECMA-376). Numbers come without exponent and dates as "2022-04-24" or "2022-04-24 08:30".
// Codes: sheet.empty, .too_large, .too_many_rows, .too_many_columns, .cell_too_long, .encoding, .quote, .old_excel,
// .not_a_table, .archive, .too_many_parts, .unpacks_too_large, .too_much_text, .part_missing, .xml, .bad_cell,
// .document_type; params name the limit or the place ({row}, {line}, {part}).
Result<Table> read_table(std::string_view bytes, const Limits& limits = {});

// CSV with a byte order mark, because Excel takes a file without one for GB 18030. A cell that begins with = + - @ or a
// control character gets an apostrophe in front, so that no spreadsheet runs it as a formula.
std::string write_csv(const Table& table);

struct Column {
  std::string title;
  double width_characters = 16;
};
// One sheet of text cells under a bold, frozen header; made in memory.
Result<std::string> write_xlsx(const std::string& sheet_name, const std::vector<Column>& columns, const Table& table);

}  // namespace fugong::sheet
