// Workbooks written part by part, good and evil; for tests and fuzzers alike.
#pragma once

#include <zip.h>

#include <cstdlib>
#include <map>
#include <string>

#include "sheet/table.h"

namespace fugong::sheet_test {

using Parts = std::map<std::string, std::string>;

inline std::string archive_of(const Parts& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts)
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
  if (zip_close(zip) != 0) std::abort();
  zip_source_open(target);
  std::string out;
  char piece[4096];
  for (zip_int64_t got; (got = zip_source_read(target, piece, sizeof piece)) > 0;)
    out.append(piece, static_cast<std::size_t>(got));
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

// A whole workbook around one sheet's <sheetData>; parts of the same name in `more` replace the usual ones.
inline std::string workbook(const std::string& sheet_data, const Parts& more = {}) {
  Parts parts{
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels",
       R"(<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>)"},
      {"xl/workbook.xml",
       R"(<workbook xmlns:r="http://r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="rId1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>)"
       R"(<Relationship Id="rId2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/>)"
       R"(<Relationship Id="rId3" Type="http://x/styles" Target="/xl/styles.xml"/></Relationships>)"},
      {"xl/sharedStrings.xml",
       R"(<sst><si><t>姓名</t></si><si><r><t>两</t></r><r><t>段</t></r><rPh><t>liang</t></rPh></si></sst>)"},
      {"xl/styles.xml",
       R"(<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/>)"
       R"(<numFmt numFmtId="177" formatCode="[Red]0.00&quot;days&quot;"/></numFmts>)"
       R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>)"
       R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs></styleSheet>)"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"},
  };
  for (const auto& [name, text] : more) parts[name] = text;
  std::erase_if(parts, [](const auto& part) { return part.second == "(none)"; });
  return archive_of(parts);
}

}  // namespace fugong::sheet_test
