// The cases that the program and the web app's own reading of the rules (web/shared/rules.ts) are both held against.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "policy/logic.h"
#include "policy/pack.h"

namespace fugong::policy {
namespace {

json::Object shared_cases() {
  std::ifstream file(std::string(FUGONG_SOURCE_DIR) + "/tests/vectors/rules/cases.json");
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str())->as_object();
}

Field field_of(const json::Object& rule) {
  Field field{
      .id = "f", .label = {}, .type = *json::enum_value<FieldType>(std::string_view(rule.at("type").as_string()))};
  const auto number = [&](const char* name) -> std::optional<double> {
    const json::Value* v = rule.if_contains(name);
    if (!v) return std::nullopt;
    return v->to_number<double>();
  };
  if (const json::Value* v = rule.if_contains("required")) field.required = v->as_bool();
  if (const json::Value* v = rule.if_contains("pattern")) field.pattern = std::string(v->as_string());
  if (const json::Value* v = rule.if_contains("choices"))
    for (const json::Value& choice : v->as_array()) field.choices.push_back({std::string(choice.as_string()), {}});
  field.minimum = number("minimum");
  field.maximum = number("maximum");
  if (const auto v = number("length_min")) field.length_min = static_cast<int>(*v);
  if (const auto v = number("length_max")) field.length_max = static_cast<int>(*v);
  return field;
}

TEST(SharedCases, fields_are_judged_as_the_web_app_judges_them) {
  const json::Object cases = shared_cases();
  std::size_t seen = 0;
  for (const json::Value& one : cases.at("fields").as_array()) {
    const json::Object& c = one.as_object();
    const std::string name(c.at("name").as_string());
    const Document document{
        .id = "d", .name = {}, .fields = {field_of(c.at("field").as_object())}, .template_html = {}};
    const auto unmet = check_document(document, json::Object{{"f", c.at("value")}}, true);
    ++seen;
    if (c.at("code").is_null()) {
      EXPECT_TRUE(unmet.empty()) << name << ": " << (unmet.empty() ? "" : unmet[0].code);
      continue;
    }
    ASSERT_EQ(unmet.size(), 1u) << name;
    EXPECT_EQ(unmet[0].code, c.at("code").as_string()) << name;
    if (const json::Value* params = c.if_contains("params")) {
      TextParams expected;
      for (const auto& p : params->as_object())
        expected.emplace_back(std::string(p.key()), std::string(p.value().as_string()));
      EXPECT_EQ(unmet[0].reason.in(Language::en), message(Language::en, unmet[0].code, expected)) << name;
    }
  }
  EXPECT_GT(seen, 60u);
}

TEST(SharedCases, conditions_hold_as_they_do_in_the_web_app) {
  const json::Object cases = shared_cases();
  std::size_t seen = 0;
  for (const json::Value& one : cases.at("rules").as_array()) {
    const json::Object& c = one.as_object();
    EXPECT_EQ(holds(c.at("rule"), c.at("data")), c.at("holds").as_bool()) << c.at("name").as_string();
    ++seen;
  }
  EXPECT_GT(seen, 35u);
}

}  // namespace
}  // namespace fugong::policy
