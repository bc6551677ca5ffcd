#include <cstddef>
#include <cstdint>
#include <string>

#include "workbook.h"

// Zip's checksums keep a fuzzer outside: here the sheet's XML itself is the input, wrapped anew each time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)fugong::sheet::read_table(fugong::sheet_test::workbook(text));
  (void)fugong::sheet::read_table(
      fugong::sheet_test::workbook("<row><c t=\"s\"><v>0</v></c></row>", {{"xl/sharedStrings.xml", text}}));
  (void)fugong::sheet::read_table(
      fugong::sheet_test::workbook("<row><c s=\"1\"><v>1</v></c></row>", {{"xl/styles.xml", text}}));
  return 0;
}
