// What is accepted has one encoding only.
#include <cstdlib>

#include "token/cbor.h"
#include "token/cose.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto value = fugong::token::cbor::decode(bytes)) {
    if (fugong::token::cbor::encode(*value) != bytes) std::abort();
    fugong::token::cose::key_from_cbor(*value);
  }
  fugong::token::cose::parse(bytes);
  return 0;
}
