#include "policy/yaml.h"

#include <gtest/gtest.h>

namespace fugong::policy {
namespace {

std::string value_of(std::string_view text) {
  const auto yaml = read_yaml(text, "f.yaml");
  return yaml ? json::write_value(yaml->value) : yaml.error().code;
}

std::string param(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.params)
    if (key == name) return value;
  return {};
}

struct Scalar {
  const char* yaml;
  const char* json;
};
const Scalar scalars[] = {
    {"v: 1", R"({"v":1})"},
    {"v: -17", R"({"v":-17})"},
    {"v: +5", R"({"v":5})"},
    {"v: +-5", R"({"v":"+-5"})"},
    {"v: 1.5", R"({"v":1.5})"},
    {"v: .5", R"({"v":0.5})"},
    {"v: \"1\"", R"({"v":"1"})"},
    {"v: '1.5'", R"({"v":"1.5"})"},
    {"v: !!str 15", R"({"v":"15"})"},
    {"v: \"true\"", R"({"v":"true"})"},
    {"v: true", R"({"v":true})"},
    {"v: False", R"({"v":false})"},
    {"v: yes", R"({"v":"yes"})"},
    {"v: null", R"({"v":null})"},
    {"v: ~", R"({"v":null})"},
    {"v:", R"({"v":null})"},
    {"v: \"\"", R"({"v":""})"},
    {"v: 2022-04-24", R"({"v":"2022-04-24"})"},
    {"v: 8:30", R"({"v":"8:30"})"},
    {"v: 1-2", R"({"v":"1-2"})"},
    {"v: .inf", R"({"v":".inf"})"},
    {"v: 91210100MA0000000X", R"({"v":"91210100MA0000000X"})"},
    {"v: 99999999999999999999", R"({"v":1e+20})"},
    {"v: 保供", R"({"v":"保供"})"},
    {"v: |-\n  a\n  b", R"({"v":"a\nb"})"},
    {"v: [1, two, {three: 3}]", R"({"v":[1,"two",{"three":3}]})"},
    {"", "null"},
    {"# only a comment", "null"},
};

TEST(Yaml, reads_scalars_as_the_core_schema_says) {
  for (const Scalar& s : scalars) EXPECT_EQ(value_of(s.yaml), s.json) << s.yaml;
}

struct Fault {
  const char* yaml;
  const char* code;
  int line;
};
const Fault faults[] = {
    {"a: 1\na: 2\n", "yaml.duplicate_key", 2}, {"a:\n  b: 1\n  c: 2\n  b: 3\n", "yaml.duplicate_key", 4},
    {"a: 1\n? [x, y]\n: 2\n", "yaml.key", 2},  {"a: [1, 2\nb: 3\n", "yaml.bracket", 2},
    {"a: {b: 1\n", "yaml.bracket", 1},         {"a:\n\t- b\n", "yaml.tab", 2},
    {"a: 1\n b: 2\n", "yaml.indentation", 2},  {"a: 'open\nb: 1\n", "yaml.quote", 2},
    {"a: 1\nb: \"open\n", "yaml.quote", 2},    {"a:\n  b: 1\n\tc: 2\n", "yaml.tab", 3},
    {"a: 1\nb: *nowhere\n", "yaml.anchor", 2}, {"a: 1\n---\nb: 2\n", "yaml.documents", 2},
    {"a: \"\\q\"\n", "yaml.syntax", 1},
};

TEST(Yaml, names_the_line_of_what_it_cannot_read) {
  for (const Fault& f : faults) {
    const auto yaml = read_yaml(f.yaml, "f.yaml");
    ASSERT_FALSE(yaml) << f.yaml;
    EXPECT_EQ(yaml.error().code, f.code) << f.yaml << param(yaml.error(), "reason");
    EXPECT_EQ(param(yaml.error(), "line"), std::to_string(f.line)) << f.yaml;
    EXPECT_EQ(param(yaml.error(), "file"), "f.yaml");
    EXPECT_EQ(yaml.error().kind, ErrorKind::malformed);
    for (Language language : {Language::zh_cn, Language::en}) {
      EXPECT_TRUE(has_message(language, f.code)) << f.code;
      EXPECT_TRUE(has_message(language, std::string(f.code) + ".here")) << f.code;
    }
  }
}

TEST(Yaml, follows_aliases) { EXPECT_EQ(value_of("a: &x {k: [1]}\nb: *x\n"), R"({"a":{"k":[1]},"b":{"k":[1]}})"); }

TEST(Yaml, refuses_aliases_that_mean_billions) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 1; k < 10; ++k) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_EQ(value_of(bomb), "yaml.too_large");
}

TEST(Yaml, refuses_an_anchor_within_itself) { EXPECT_EQ(value_of("a: &a [*a]\n"), "yaml.too_large"); }

TEST(Yaml, refuses_what_is_nested_too_deeply) {
  const auto nested = [](int n) {
    return std::string(static_cast<std::size_t>(n), '[') + std::string(static_cast<std::size_t>(n), ']');
  };
  EXPECT_TRUE(read_yaml(nested(yaml_depth_max), "f.yaml"));
  EXPECT_EQ(value_of(nested(yaml_depth_max + 2)), "yaml.too_large");
  EXPECT_FALSE(read_yaml(nested(100'000), "f.yaml"));
}

TEST(Yaml, comes_to_an_end_on_a_lone_comma) { EXPECT_EQ(value_of("\n\n\n,"), "yaml.documents"); }

TEST(Yaml, refuses_a_file_that_is_too_long) {
  EXPECT_EQ(value_of(std::string(yaml_bytes_max + 1, '#')), "yaml.too_large");
}

TEST(Yaml, knows_the_place_of_every_value) {
  const auto yaml =
      read_yaml("routes:\n  - id: a\n    steps:\n      - {id: s}\n      - id: t\n        after:\n", "f.yaml");
  ASSERT_TRUE(yaml);
  EXPECT_EQ(yaml->place_of("routes").line, 1);
  EXPECT_EQ(yaml->place_of("routes[0].steps[0].id").line, 4);
  EXPECT_EQ(yaml->place_of("routes[0].steps[1].after").line, 6);
  EXPECT_EQ(yaml->place_of("routes[0].steps[1].missing").line, 5);
  EXPECT_EQ(yaml->place_of("routes[0].steps[1].after[3].x").line, 6);
  EXPECT_EQ(yaml->place_of("elsewhere").line, 1);
  EXPECT_EQ(yaml->place_of("elsewhere").file, "f.yaml");
  EXPECT_EQ(read_yaml("", "f.yaml")->place_of("a").line, 1);
}

TEST(Yaml, says_which_file_it_cannot_open) {
  const auto yaml = read_yaml_file("/nowhere/at/all.yaml");
  ASSERT_FALSE(yaml);
  EXPECT_EQ(yaml.error().code, "yaml.unreadable");
  EXPECT_EQ(param(yaml.error(), "file"), "/nowhere/at/all.yaml");
}

}  // namespace
}  // namespace fugong::policy
