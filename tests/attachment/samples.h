// Small files of every kind, good and evil.
#pragma once

#include <string>

#include "sheet/workbook.h"

namespace fugong::attachment_test {

inline std::string pdf() { return "%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"; }
inline std::string png() {
  const std::string ihdr("\0\0\0\x0DIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1F\x15\xC4\x89", 25);
  return "\x89PNG\r\n\x1A\n" + ihdr + std::string("\0\0\0\0IEND\xAE\x42\x60\x82", 12);
}
inline std::string jpeg() { return "\xFF\xD8\xFF\xE0" + std::string("\0\x10JFIF", 6) + "\xFF\xD9"; }
inline std::string webp() { return std::string("RIFF\x0C\0\0\0WEBPVP8 \0\0\0\0", 20); }
inline std::string docx() {
  return sheet_test::archive_of({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w:document/>"}});
}
inline std::string xlsx() { return sheet_test::workbook(""); }

}  // namespace fugong::attachment_test
