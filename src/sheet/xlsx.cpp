// The first visible sheet of an XLSX (ECMA-376 part 1, SpreadsheetML), streamed:
//
//   _rels/.rels ─▶ xl/workbook.xml ─▶ xl/_rels/workbook.xml.rels ─▶ sharedStrings, styles, worksheets/sheet1.xml
//
// Cells (18.3.1.4 c): t="s" shared, "inlineStr", "str", "b", "e", "d"; otherwise a number, which its style may make a
// date.
#include <charconv>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "base/clock.h"
#include "sheet/archive.h"
#include "sheet/limits.h"
#include "sheet/numbers.h"

namespace fugong::sheet {
namespace {

constexpr std::size_t shared_strings_max = 1'000'000;  // an empty one is 5 bytes of file and 32 of memory
constexpr std::size_t styles_max = 65'536;             // Excel's own limit is 65,490

struct Relationship {
  std::string type, target;
};
using Relationships = std::map<std::string, Relationship, std::less<>>;

std::string folder_of(const std::string& part) {
  const auto slash = part.rfind('/');
  return slash == std::string::npos ? std::string() : part.substr(0, slash + 1);
}
// "../x" is followed within the archive only; a name that is not there is simply missing.
std::string resolve(std::string folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  while (target.starts_with("../") || target.starts_with("./")) {
    if (target.starts_with("../") && !folder.empty()) folder = folder_of(folder.substr(0, folder.size() - 1));
    target.remove_prefix(target.starts_with("../") ? 3 : 2);
  }
  return folder + std::string(target);
}

std::size_t number_of(std::string_view text, std::size_t otherwise) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

// "BC12" → 54; `otherwise` when there are no letters or more than a sheet can have.
std::size_t column_of(std::string_view reference, std::size_t otherwise) {
  std::size_t column = 0;
  for (char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    if (column > 16'384) return 16'384;
  }
  return column == 0 ? otherwise : column - 1;
}

class Workbook {
 public:
  Workbook(Archive& archive, const Limits& limits) : archive_(archive), limits_(limits), rows_(limits) {}

  Result<Table> read() {
    FG_TRY(const Relationships roots, relationships("_rels/.rels", ""));
    std::string book = "xl/workbook.xml";
    for (const auto& [id, r] : roots)
      if (r.type == "officeDocument") book = r.target;
    FG_TRY(const std::string sheet_id, first_sheet(book));
    const std::string folder = folder_of(book);
    FG_TRY(const Relationships parts, relationships(folder + "_rels/" + book.substr(folder.size()) + ".rels", folder));
    std::string sheet = folder + "worksheets/sheet1.xml";
    for (const auto& [id, r] : parts) {
      if (r.type == "sharedStrings") FG_CHECK(read_shared_strings(r.target));
      if (r.type == "styles") FG_CHECK(read_styles(r.target));
      if (id == sheet_id) sheet = r.target;
    }
    FG_CHECK(read_sheet(sheet));
    return rows_.finish();
  }

 private:
  Result<Relationships> relationships(const std::string& part, const std::string& folder) {
    Relationships out;
    if (!archive_.has(part)) return out;
    FG_CHECK(read_xml(archive_, part, {.start = [&](const Element& e) -> Status {
                        if (e.name() != "Relationship" || e.attribute("TargetMode") == "External" ||
                            out.size() >= limits_.parts_max)
                          return {};
                        const std::string_view type = e.attribute("Type");
                        out[std::string(e.attribute("Id"))] = {std::string(type.substr(type.rfind('/') + 1)),
                                                               resolve(folder, e.attribute("Target"))};
                        return {};
                      }}));
    return out;
  }

  Result<std::string> first_sheet(const std::string& part) {
    std::string id;
    bool found = false;
    FG_CHECK(read_xml(archive_, part, {.start = [&](const Element& e) -> Status {
                        if (e.name() == "workbookPr") {
                          const std::string_view flag = e.attribute("date1904");
                          date_1904_ = flag == "1" || flag == "true";
                        } else if (e.name() == "sheet" && !found && !e.attribute("state").ends_with("idden")) {
                          id = e.prefixed_attribute("id");
                          found = true;
                        }
                        return {};
                      }}));
    if (!found) return fail(ErrorKind::malformed, "sheet.part_missing", {}, {{"part", "sheet"}});
    return id;
  }

  // si = t / *( r( t ) ); phonetic runs (rPh) are readings, not text.
  Status read_shared_strings(const std::string& part) {
    std::string text;
    bool in_text = false;
    int phonetic = 0;
    return read_xml(archive_, part,
                    {.start = [&](const Element& e) -> Status {
                       if (e.name() == "si") text.clear();
                       else if (e.name() == "rPh") ++phonetic;
                       else if (e.name() == "t") in_text = phonetic == 0;
                       return {};
                     },
                     .end = [&](std::string_view name) -> Status {
                       if (name == "t") in_text = false;
                       else if (name == "rPh") --phonetic;
                       else if (name == "si") {
                         if (shared_.size() >= shared_strings_max)
                           return fail(ErrorKind::too_large, "sheet.too_much_text", {},
                                       {{"limit_mib", std::to_string(limits_.text_bytes_max >> 20)}});
                         shared_.push_back(text);
                       }
                       return {};
                     },
                     .text =
                         [&](std::string_view piece) {
                           if (in_text) text += piece;
                         }});
  }

  Status read_styles(const std::string& part) {
    std::map<std::size_t, bool> custom;
    bool in_cells = false;
    return read_xml(archive_, part,
                    {.start = [&](const Element& e) -> Status {
                       if (e.name() == "numFmt" && custom.size() < styles_max)
                         custom[number_of(e.attribute("numFmtId"), 0)] = is_date_format(e.attribute("formatCode"));
                       else if (e.name() == "cellXfs") in_cells = true;
                       else if (e.name() == "xf" && in_cells && date_style_.size() < styles_max) {
                         const std::size_t format = number_of(e.attribute("numFmtId"), 0);
                         const auto own = custom.find(format);
                         date_style_.push_back(own != custom.end() ? own->second : is_builtin_date_format(format));
                       }
                       return {};
                     },
                     .end = [&](std::string_view name) -> Status {
                       if (name == "cellXfs") in_cells = false;
                       return {};
                     }});
  }

  struct Cell {
    std::string type;
    std::size_t column = 0, style = 0;
    std::string value;
    void clear() { type.clear(), value.clear(), style = 0; }
  };

  Result<std::string> text_of(const Cell& cell, std::size_t row) const {
    if (cell.type == "s") {
      const std::size_t index = number_of(cell.value, shared_.size());
      if (index < shared_.size()) return shared_[index];
      return fail(ErrorKind::malformed, "sheet.bad_cell", {}, {{"row", std::to_string(row)}});
    }
    if (cell.type == "b") return std::string(cell.value == "1" ? "TRUE" : "FALSE");
    if (cell.type == "d") return date_of_iso(cell.value);
    if (cell.type == "inlineStr" || cell.type == "str" || cell.type == "e") return cell.value;
    const bool date = cell.style < date_style_.size() && date_style_[cell.style];
    return date ? date_of_serial(cell.value, date_1904_) : plain_number(cell.value);
  }

  Status read_sheet(const std::string& part) {
    Cell cell;
    std::size_t row = 0, next_column = 0;
    bool in_value = false, in_row = false;
    int phonetic = 0;
    return read_xml(archive_, part,
                    {.start = [&](const Element& e) -> Status {
                       const std::string_view name = e.name();
                       if (name == "c") {
                         cell.clear();
                         cell.type = e.attribute("t");
                         cell.style = number_of(e.attribute("s"), 0);
                         cell.column = column_of(e.attribute("r"), next_column);
                         next_column = cell.column + 1;
                       } else if (name == "v" || name == "t") {
                         in_value = phonetic == 0;
                       } else if (name == "rPh") {
                         ++phonetic;
                       } else if (name == "row") {
                         row = number_of(e.attribute("r"), row + 1);
                         next_column = 0;
                         in_row = true;
                         rows_.begin_row(row);
                       }
                       return {};
                     },
                     .end = [&](std::string_view name) -> Status {
                       if (name == "v" || name == "t") in_value = false;
                       else if (name == "rPh") --phonetic;
                       else if (name == "c" && in_row && !cell.value.empty()) {
                         FG_TRY(const std::string text, text_of(cell, row));
                         FG_CHECK(rows_.cell(cell.column, text));
                       } else if (name == "row" && in_row) {
                         in_row = false;
                         FG_CHECK(rows_.end_row());
                       }
                       return {};
                     },
                     .text =
                         [&](std::string_view piece) {
                           if (in_value) cell.value += piece;
                         }});
  }

  Archive& archive_;
  const Limits& limits_;
  Gatherer rows_;
  std::vector<std::string> shared_;
  std::vector<bool> date_style_;
  bool date_1904_ = false;
};

}  // namespace

Result<Table> read_xlsx(std::string_view bytes, const Limits& limits) {
  FG_TRY(Archive archive, Archive::open(bytes, limits));
  return Workbook(archive, limits).read();
}

}  // namespace fugong::sheet
