#include <array>

#include "vrp/file_problem.h"

namespace fugong::vrp {
namespace {

constexpr std::size_t columns = 7;  // number x y demand ready due service

Status expect(Lines& lines, std::string_view first_word) {
  if (!lines.next()) return lines.fails("vrp.missing", first_word);
  if (lines.words().front() != first_word) return lines.fails("vrp.line", lines.whole());
  return {};
}

Result<FileNode> read_customer(const Lines& lines, std::size_t number) {
  const auto& words = lines.words();
  if (words.size() != columns) return lines.fails("vrp.line", lines.whole());
  FG_TRY(const std::int64_t id, lines.whole_number(words[0], 0, sites_max));
  if (static_cast<std::size_t>(id) != number) return lines.fails("vrp.line", lines.whole());
  FileNode node;
  FG_TRY(node.x, lines.decimal(words[1], coordinate_max));
  FG_TRY(node.y, lines.decimal(words[2], coordinate_max));
  FG_TRY(node.load, lines.whole_number(words[3], 0, file_load_max));
  FG_TRY(node.open, lines.decimal(words[4], file_time_max));
  FG_TRY(node.close, lines.decimal(words[5], file_time_max));
  FG_TRY(node.service, lines.decimal(words[6], file_time_max));
  if (node.open < 0 || node.service < 0) return lines.fails("vrp.range", lines.whole());
  if (node.close < node.open) return lines.fails("vrp.file_window", lines.whole());
  return node;
}

}  // namespace

Result<FileProblem> read_solomon(std::string_view text) {
  Lines lines(text);
  FileProblem file;
  if (!lines.next()) return lines.fails("vrp.missing", "VEHICLE");
  file.name = lines.whole();
  FG_CHECK(expect(lines, "VEHICLE"));
  FG_CHECK(expect(lines, "NUMBER"));
  if (!lines.next() || lines.words().size() != 2) return lines.fails("vrp.line", lines.whole());
  FG_TRY(const std::int64_t vehicles, lines.whole_number(lines.words()[0], 1, vehicles_max));
  FG_TRY(file.capacity, lines.whole_number(lines.words()[1], 0, file_load_max));
  if (file.capacity == 0) return lines.fails("vrp.file_capacity");
  file.vehicles.assign(static_cast<std::size_t>(vehicles), 0);
  FG_CHECK(expect(lines, "CUSTOMER"));
  FG_CHECK(expect(lines, "CUST"));
  while (lines.next()) {
    FG_TRY(const FileNode node, read_customer(lines, file.nodes.size()));
    file.nodes.push_back(node);
  }
  if (file.nodes.empty()) return lines.fails("vrp.missing", "CUSTOMER");
  return file;
}

}  // namespace fugong::vrp
