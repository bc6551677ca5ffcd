#include "sheet/table.h"

#include "sheet/limits.h"

namespace fugong::sheet {

std::string_view trim(std::string_view text) {
  // Ideographic space, no-break space, byte order mark, zero-width space.
  static constexpr std::string_view wide[] = {"\u3000", "\u00A0", "\uFEFF", "\u200B"};
  const auto ascii = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  for (bool again = true; again && !text.empty();) {
    again = false;
    if (ascii(text.front())) text.remove_prefix(1), again = true;
    if (!text.empty() && ascii(text.back())) text.remove_suffix(1), again = true;
    for (std::string_view blank : wide) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

Status Gatherer::cell(std::size_t column, std::string_view text) {
  text = trim(text);
  if (text.empty()) return {};
  const auto row = [&] { return std::to_string(row_.number); };
  if (column >= limits_.columns_max)
    return invalid("sheet.too_many_columns", {}, {{"row", row()}, {"limit", std::to_string(limits_.columns_max)}});
  if (text.size() > limits_.cell_bytes_max)
    return invalid(
        "sheet.cell_too_long", {},
        {{"row", row()}, {"column", std::to_string(column + 1)}, {"limit", std::to_string(limits_.cell_bytes_max)}});
  text_bytes_ += text.size();
  if (text_bytes_ > limits_.text_bytes_max)
    return fail(ErrorKind::too_large, "sheet.too_much_text", {},
                {{"limit_mib", std::to_string(limits_.text_bytes_max >> 20)}});
  if (row_.cells.size() <= column) row_.cells.resize(column + 1);
  row_.cells[column] = text;
  return {};
}

Status Gatherer::end_row() {
  if (row_.cells.empty()) return {};
  if (table_.rows.size() >= limits_.rows_max)
    return invalid("sheet.too_many_rows", {}, {{"limit", std::to_string(limits_.rows_max - 1)}});
  table_.rows.push_back(std::move(row_));
  row_ = {};
  return {};
}

Result<Table> Gatherer::finish() {
  if (table_.rows.empty()) return invalid("sheet.empty");
  return std::move(table_);
}

Result<Table> read_table(std::string_view bytes, const Limits& limits) {
  if (bytes.size() > limits.bytes_max)
    return fail(ErrorKind::too_large, "sheet.too_large", {}, {{"limit_mib", std::to_string(limits.bytes_max >> 20)}});
  if (bytes.empty()) return invalid("sheet.empty");
  // APPNOTE 4.3.7 and 4.3.16: a local file header, or the end record of an empty archive.
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return read_xlsx(bytes, limits);
  // A compound file: Excel before 2007, or an XLSX under a password.
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return fail(ErrorKind::unsupported_media, "sheet.old_excel");
  return read_csv(bytes, limits);
}

}  // namespace fugong::sheet
