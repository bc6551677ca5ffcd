#include <cstddef>
#include <cstdint>
#include <string_view>

#include "attachment/rules.h"

// The content and the name of a file, as strangers send them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)fugong::attachment::type_of(bytes);
  (void)fugong::attachment::clean_name(bytes);
  return 0;
}
