#include "sheet/office.h"

#include "sheet/archive.h"

namespace fugong::sheet {

Result<OfficeKind> office_kind(std::string_view bytes) {
  FG_TRY(const Archive archive, Archive::open(bytes, Limits{}));
  if (!archive.has("[Content_Types].xml")) return OfficeKind::other;
  const bool document = archive.has("word/document.xml"), workbook = archive.has("xl/workbook.xml");
  if (archive.has("word/vbaProject.bin") || archive.has("xl/vbaProject.bin")) return OfficeKind::with_macros;
  if (document == workbook) return OfficeKind::other;
  return document ? OfficeKind::document : OfficeKind::workbook;
}

}  // namespace fugong::sheet
