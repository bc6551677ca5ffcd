// What is accepted must be exactly what the encoder writes.
#include <cstdlib>

#include "token/base45.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto bytes = fugong::token::base45_decode(text); bytes && fugong::token::base45_encode(*bytes) != text)
    std::abort();
  if (fugong::token::base45_decode(fugong::token::base45_encode(text)) != std::string(text)) std::abort();
  return 0;
}
