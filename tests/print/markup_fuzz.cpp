#include <cstdint>

#include "print/markup.h"

// Templates come with policy packs; what is filled in comes from strangers.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)fugong::print::blocks_of({reinterpret_cast<const char*>(data), size});
  return 0;
}
