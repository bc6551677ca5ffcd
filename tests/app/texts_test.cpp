// Every error code that the program can say has its words.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/language.h"

namespace fugong {
namespace {

// Codes stand in the sources as first argument of fail(kind, "…"), invalid("…") and in Error{kind, "…"}.
TEST(Texts, every_code_in_the_sources_has_a_message_in_both_languages) {
  const std::regex code(R"re((?:ErrorKind::\w+,\s*|invalid\()"([a-z_]+(?:\.[a-z_]+)+)")re");
  std::size_t found = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::string(FUGONG_SOURCE_DIR) + "/src")) {
    if (file.path().extension() != ".cpp" && file.path().extension() != ".h") continue;
    std::ifstream in(file.path());
    std::ostringstream text;
    text << in.rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator m(source.begin(), source.end(), code), end; m != end; ++m, ++found) {
      EXPECT_TRUE(has_message(Language::zh_cn, (*m)[1].str())) << file.path() << " says " << (*m)[1];
      EXPECT_TRUE(has_message(Language::en, (*m)[1].str())) << file.path() << " says " << (*m)[1];
    }
  }
  EXPECT_GT(found, 150u);
}

}  // namespace
}  // namespace fugong
