#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sheet/table.h"

// CSV and XLSX through the one door; small limits, so that a run spends its time on shapes and not on sizes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fugong::sheet::Limits limits{.unpacked_bytes_max = 4u << 20, .rows_max = 1000, .text_bytes_max = 1u << 20};
  (void)fugong::sheet::read_table({reinterpret_cast<const char*>(data), size}, limits);
  return 0;
}
