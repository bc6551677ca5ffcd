// Rows of tables: cells side by side, all of one pitch, so that a row can be cut between any two lines.
#include <algorithm>
#include <cmath>

#include "print/pages.h"
#include "print/surface.h"

namespace fugong::print {
namespace {

std::size_t column_of(const Row& row, std::size_t cell) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < cell; ++i) column += static_cast<std::size_t>(std::max(1, row[i].span));
  return column;
}

Box cell_box(const Table& table, const Row& row, std::size_t cell, const Box& area, const Part& part) {
  const std::size_t from = column_of(row, cell);
  const auto span = static_cast<std::size_t>(std::max(1, row[cell].span));
  const double left = cell_x_mm(table, from, area.width);
  const double right = cell + 1 == row.size() ? area.width : cell_x_mm(table, from + span, area.width);
  return {area.x + left, part.y_mm, right - left, part.height_mm};
}

}  // namespace

double pitch_mm(const Type& type) { return type.size_pt * type.line_spacing / points_per_mm; }

double cell_x_mm(const Table& table, std::size_t column, double width_mm) {
  double before = 0, all = 0;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i < column) before += table.columns[i].share;
    all += table.columns[i].share;
  }
  return all > 0 ? width_mm * before / all : 0;
}

SetText set_cell(const Typesetter& typesetter, const Table& table, const Row& row, std::size_t cell, double width_mm) {
  const Cell& c = row[cell];
  const Box box = cell_box(table, row, cell, {.width = width_mm}, {});
  Type type = c.head ? table.head : table.type;
  const std::size_t column = column_of(row, cell);
  type.align = c.align ? *c.align : column < table.columns.size() ? table.columns[column].align : Align::left;
  const Run run{c.text};
  return typesetter.set({&run, 1}, type, std::max(1.0, (box.width - 2 * table.padding_mm) * points_per_mm));
}

int lines_of(const Typesetter& typesetter, const Table& table, const Row& row, double width_mm) {
  int lines = 1;
  for (std::size_t i = 0; i < row.size(); ++i)
    lines = std::max(lines, set_cell(typesetter, table, row, i, width_mm).lines());
  return lines;
}

double row_height_mm(const Table& table, int lines) {
  return std::max(table.row_height_min_mm, lines * pitch_mm(table.type) + 2 * table.padding_mm);
}

void draw_row(Canvas& canvas, const Table& table, const Part& part, const Box& area) {
  const Row& row = table.rows[part.row];
  const Canvas::Surface& surface = canvas.surface();
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Box box = cell_box(table, row, i, area, part);
    if (row[i].head && table.head_ground.red + table.head_ground.green + table.head_ground.blue < 3)
      canvas.fill(box, table.head_ground);
    canvas.frame(box, black, table.line_mm);
    const SetText set = set_cell(surface.typesetter, table, row, i, area.width);
    const int end = std::min(part.end, set.lines());
    const double rest = box.height * points_per_mm - (end - part.first) * set.pitch();
    // A short cell stands in the middle of its row; one that is cut goes on from the top.
    const double top = part.first == 0 && end == set.lines() ? rest / 2 : table.padding_mm * points_per_mm;
    if (part.first < end)
      set.draw(surface.cairo, (box.x + table.padding_mm) * points_per_mm, box.y * points_per_mm + top, part.first, end);
  }
}

}  // namespace fugong::print
