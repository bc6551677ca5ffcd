#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <array>
#include <ctime>

#include "sheet/table.h"

namespace fugong::sheet {
namespace {

// The same table gives the same bytes: no clock in the file's properties. 2000-01-01.
constexpr time_t created_s = 946'684'800;

void append_field(std::string& out, std::string_view text) {
  const bool guard = !text.empty() && std::string_view("=+-@'\t\r\n").find(text.front()) != std::string_view::npos;
  const bool quote =
      text.find_first_of(",;\t\"\r\n") != std::string_view::npos || text.starts_with(' ') || text.ends_with(' ');
  if (quote) out += '"';
  if (guard) out += '\'';
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  if (quote) out += '"';
}

struct MemoryFile {
  int descriptor = memfd_create("sheet", MFD_CLOEXEC);

  MemoryFile() = default;
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() {
    if (descriptor >= 0) close(descriptor);
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor); }
  std::string read() const {
    std::string out;
    std::array<char, 65536> piece;
    for (off_t at = 0;;) {
      const ssize_t got = pread(descriptor, piece.data(), piece.size(), at);
      if (got <= 0) return out;
      out.append(piece.data(), static_cast<std::size_t>(got));
      at += got;
    }
  }
};

}  // namespace

std::string write_csv(const Table& table) {
  std::string out = "\xEF\xBB\xBF";
  for (const Row& row : table.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (i > 0) out += ',';
      append_field(out, row.cells[i]);
    }
    out += "\r\n";
  }
  return out;
}

Result<std::string> write_xlsx(const std::string& sheet_name, const std::vector<Column>& columns, const Table& table) {
  const auto failed = [] { return fail(ErrorKind::internal, "sheet.write_failed"); };
  // libxlsxwriter 1.1 writes to a path only: give it one that is memory.
  const MemoryFile file;
  if (file.descriptor < 0) return failed();
  lxw_workbook* book = workbook_new(file.path().c_str());
  if (!book) return failed();
  lxw_doc_properties properties{};
  properties.created = created_s;
  workbook_set_properties(book, &properties);
  lxw_worksheet* sheet = workbook_add_worksheet(book, sheet_name.c_str());
  lxw_format* head = workbook_add_format(book);
  lxw_format* text = workbook_add_format(book);
  lxw_error error = sheet && head && text ? LXW_NO_ERROR : LXW_ERROR_MEMORY_MALLOC_FAILED;
  if (error == LXW_NO_ERROR) {
    format_set_bold(head);
    format_set_num_format(head, "@");
    format_set_num_format(text, "@");  // a resident id typed into the template stays whole
    worksheet_freeze_panes(sheet, 1, 0);
  }
  for (lxw_col_t c = 0; error == LXW_NO_ERROR && c < columns.size(); ++c) {
    worksheet_set_column(sheet, c, c, columns[c].width_characters, text);
    error = worksheet_write_string(sheet, 0, c, columns[c].title.c_str(), head);
  }
  for (lxw_row_t r = 0; error == LXW_NO_ERROR && r < table.rows.size(); ++r)
    for (lxw_col_t c = 0; error == LXW_NO_ERROR && c < table.rows[r].cells.size(); ++c)
      if (!table.rows[r].cells[c].empty())
        error = worksheet_write_string(sheet, r + 1, c, table.rows[r].cells[c].c_str(), text);
  const lxw_error closed = workbook_close(book);  // frees it in any case
  if (error != LXW_NO_ERROR || closed != LXW_NO_ERROR) return failed();
  std::string out = file.read();
  if (out.empty()) return failed();
  return out;
}

}  // namespace fugong::sheet
