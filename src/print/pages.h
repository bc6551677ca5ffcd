// Internal to print/: where each part of a flow stands.
#pragma once

#include "print/flow.h"
#include "print/typesetter.h"

namespace fugong::print {

// A part of one block on one page. Lines are of a text, of the index, or of all cells of a table's row.
struct Part {
  std::size_t page = 1;
  std::size_t block = 0;
  std::size_t row = 0;     // of tables
  int first = 0, end = 0;  // lines
  double y_mm = 0, height_mm = 0;
};

struct Pages {
  Flow flow;
  std::vector<Part> parts;              // in order
  std::vector<std::size_t> first_part;  // of each page
  std::vector<OutlineEntry> index;
  Box area;  // of the type, on every page
};

// ---- tables ----
double cell_x_mm(const Table& table, std::size_t column, double width_mm);  // also of the right edge
SetText set_cell(const Typesetter& typesetter, const Table& table, const Row& row, std::size_t cell, double width_mm);
// The lines of the row's longest cell.
int lines_of(const Typesetter& typesetter, const Table& table, const Row& row, double width_mm);
double pitch_mm(const Type& type);
double row_height_mm(const Table& table, int lines);
void draw_row(Canvas& canvas, const Table& table, const Part& part, const Box& area);

}  // namespace fugong::print
