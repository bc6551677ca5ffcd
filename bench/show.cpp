// Rows as JSON from standard input, as a table or as Markdown to standard output.
#include <iostream>
#include <stdexcept>

#include "base/json.h"
#include "row.h"

int main(int argc, char** argv) {
  using namespace fugong;
  const bool markdown = argc > 1 && std::string_view(argv[1]) == "markdown";
  for (std::string line; std::getline(std::cin, line);) {
    const auto row = json::read<bench::Row>(line);
    if (!row) {
      std::cerr << "show: this is no row: " << line << '\n';
      return 1;
    }
    std::cout << (markdown ? bench::to_markdown(*row) : bench::to_line(*row)) << '\n';
  }
}
