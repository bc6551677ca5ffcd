// What people type never crashes the reader, and what it accepts is JSON with a place for the whole.
#include <cstdlib>

#include "policy/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto yaml = fugong::policy::read_yaml(text, "f.yaml");
  if (!yaml) {
    if (yaml.error().code.empty()) std::abort();
    return 0;
  }
  if (yaml->place_of("a[0].b").line < 1) std::abort();
  fugong::json::write_value(yaml->value);
  return 0;
}
