// multiply DATABASE FACTOR: a rehearsed district so many times as large, for trying the desk at that size.
#include <fmt/core.h>

#include <charconv>
#include <cstring>
#include <exception>

#include "copied_district.h"

int main(int argc, char** argv) {
  long factor = 0;
  if (argc == 3) std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), factor);
  if (factor < 2 || factor > 1000) {
    fmt::print(stderr, "usage: multiply DATABASE FACTOR   (a SQLite file that a rehearsal has written; 2 to 1000)\n");
    return 2;
  }
  try {
    fugong::bench::multiply_district(argv[1], factor);
  } catch (const std::exception& e) {
    fmt::print(stderr, "multiply: {}\n", e.what());
    return 1;
  }
}
