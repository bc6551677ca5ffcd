// What is accepted has one encoding only.
#include <cstdlib>

#include "pass/cbor.h"
#include "pass/cose.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto value = fugong::pass::cbor::decode(bytes)) {
    if (fugong::pass::cbor::encode(*value) != bytes) std::abort();
    fugong::pass::cose::key_from_cbor(*value);
  }
  fugong::pass::cose::parse(bytes);
  return 0;
}
