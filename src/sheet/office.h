// What an Office Open XML file is (ECMA-376), told from its parts without reading them.
#pragma once

#include <string_view>

#include "base/result.h"

namespace fugong::sheet {

enum class OfficeKind : std::uint8_t { document, workbook, with_macros, other };

// Codes sheet.archive, sheet.too_many_parts.
Result<OfficeKind> office_kind(std::string_view bytes);

}  // namespace fugong::sheet
