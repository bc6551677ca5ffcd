// The message catalogue, generated at build time from texts/*.yaml by cmake/tools/texts.cpp.
#pragma once

#include <span>
#include <string_view>

namespace fugong::texts {

struct Entry {
  std::string_view code, zh_cn, en;
};

// Sorted by code.
std::span<const Entry> catalogue();

}  // namespace fugong::texts
