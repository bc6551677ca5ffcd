#include "base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fugong {
namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Row {
  std::string plate;
  std::optional<int> seats;
};
BOOST_DESCRIBE_STRUCT(Row, (), (plate, seats))

struct Form {
  std::string name;
  std::int32_t people = 0;
  double share = 0;
  bool agreed = false;
  Colour colour = Colour::red;
  Timestamp at{};
  std::vector<Row> rows;
  std::map<std::string, std::int64_t> counts;
};
BOOST_DESCRIBE_STRUCT(Form, (), (name, people, share, agreed, colour, at, rows, counts))

const char* good =
    R"({"name":"沈阳","people":3,"share":0.5,"agreed":true,"colour":"green","at":"2022-04-24T08:00:00Z","rows":[{"plate":"辽A12345"},{"plate":"辽A1","seats":4}],"counts":{"a":1}})";

std::string with(std::string from, std::string to) {
  std::string text = good;
  return text.replace(text.find(from), from.size(), to);
}

TEST(Json, ReadsAndWritesADescribedStruct) {
  const auto form = json::read<Form>(good);
  ASSERT_TRUE(form.has_value()) << form.error().code << form.error().field;
  EXPECT_EQ(form->name, "沈阳");
  EXPECT_EQ(form->rows[1].seats, 4);
  EXPECT_FALSE(form->rows[0].seats.has_value());
  EXPECT_EQ(form->colour, Colour::green);
  const auto again = json::read<Form>(json::write(*form));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(json::write(*again), json::write(*form));
}

TEST(Json, NamesTheFieldAtFault) {
  struct Case {
    std::string text;
    const char* code;
    const char* field;
  };
  const Case cases[] = {
      {with(R"("people":3)", R"("people":"3")"), "json.expected_integer", "people"},
      {with(R"("people":3)", R"("people":3.5)"), "json.expected_integer", "people"},
      {with(R"("people":3)", R"("people":3000000000)"), "json.out_of_range", "people"},
      {with(R"("people":3)", R"("people":18446744073709551615)"), "json.out_of_range", "people"},
      {with(R"("people":3,)", ""), "json.missing", "people"},
      {with(R"("people":3)", R"("people":3,"other":1)"), "json.unknown_member", "other"},
      {with(R"("green")", R"("blue")"), "json.unknown_choice", "colour"},
      {with(R"("2022-04-24T08:00:00Z")", R"("yesterday")"), "json.expected_time", "at"},
      {with(R"("seats":4)", R"("seats":"four")"), "json.expected_integer", "rows[1].seats"},
      {with(R"({"a":1})", R"({"a":null})"), "json.expected_integer", "counts.a"},
      {with(R"("agreed":true)", R"("agreed":1)"), "json.expected_boolean", "agreed"},
      {with(R"({"a":1})", "[]"), "json.expected_object", "counts"},
      {"[]", "json.expected_object", ""},
  };
  for (const Case& c : cases) {
    const auto form = json::read<Form>(c.text);
    ASSERT_FALSE(form.has_value()) << c.text;
    EXPECT_EQ(form.error().code, c.code) << c.text;
    EXPECT_EQ(form.error().field, c.field) << c.text;
    EXPECT_EQ(form.error().kind, ErrorKind::invalid);
  }
}

TEST(Json, ReportsAllFaultsOfOneInput) {
  const auto form = json::read<Form>(R"({"name":1,"people":"x","share":0,"agreed":true,"colour":"red"})");
  ASSERT_FALSE(form.has_value());
  ASSERT_EQ(form.error().more.size(), 5u);  // name, people, at, rows, counts
  EXPECT_EQ(form.error().more[0].field, "name");
  EXPECT_EQ(form.error().more[4].field, "counts");
}

TEST(Json, RefusesWhatCannotBeRead) {
  struct Case {
    std::string text;
    const char* code;
    const char* line;
  };
  const Case cases[] = {
      {"", "json.syntax", "1"},
      {"{", "json.syntax", "1"},
      {"{}\n x", "json.syntax", "2"},
      {"{\"a\":1,}", "json.syntax", "1"},
      {"{\"a\":1,\n\"a\":2}", "json.duplicate_key", "2"},
      {"\"\xff\"", "json.syntax", "1"},
      {"\"a\\u0000b\"", "json.nul", "1"},
      {"NaN", "json.syntax", "1"},
      {"01", "json.syntax", "1"},
      {std::string(40, '['), "json.too_deep", "1"},
      {"\"\\ud800\"", "json.syntax", "1"},
      {"/* x */ 1", "json.syntax", "1"},
      {"{\"a\" 1}", "json.syntax", "1"},
  };
  for (const Case& c : cases) {
    const auto value = json::parse(c.text);
    ASSERT_FALSE(value.has_value()) << c.text;
    EXPECT_EQ(value.error().code, c.code) << c.text;
    EXPECT_EQ(value.error().kind, ErrorKind::malformed);
    EXPECT_EQ(value.error().params[0].second, c.line) << c.text;
  }
}

TEST(Json, KeepsLongStringsAndTheirOrderOfMembers) {
  const std::string text = "{\"b\":\"" + std::string(100'000, 'x') + "\",\"a\":[1,2.5,null,true,{}]}";
  const auto value = json::parse(text);
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(json::write_value(*value), text);
}

TEST(Json, WritesDoublesShortAndNeverAsNonsense) {
  std::string out;
  for (double d : {1.0, 0.1, 78.8, 1e300, -0.5}) json::append_double(out, d), out += ' ';
  EXPECT_EQ(out, "1 0.1 78.8 1e+300 -0.5 ");
  out.clear();
  json::append_double(out, std::numeric_limits<double>::infinity());
  EXPECT_EQ(out, "null");
}

RC_GTEST_PROP(JsonProperty, StringsComeBack, (const std::string& bytes)) {
  std::string text;
  for (char c : bytes)
    if (c != 0) text += static_cast<char>(c & 0x7F);
  std::erase(text, '\0');
  std::string out;
  json::append_string(out, text);
  const auto value = json::parse(out);
  RC_ASSERT(value.has_value());
  RC_ASSERT(std::string_view(value->get_string()) == text);
}

RC_GTEST_PROP(JsonProperty, NoBytesMakeItFall, (const std::string& bytes)) { (void)json::read<Form>(bytes); }

TEST(JsonSchema, DescribesTheStruct) {
  const json::Value schema = json::schema<Form>();
  EXPECT_EQ(schema.at("properties").at("colour").at("enum").as_array().size(), 2u);
  EXPECT_EQ(schema.at("properties").at("rows").at("items").at("required").as_array().size(), 1u);
  EXPECT_EQ(schema.at("additionalProperties"), false);
}

}  // namespace
}  // namespace fugong
