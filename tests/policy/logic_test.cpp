// The table follows json-logic-js (jsonlogic.com/operations.html and its test suite), JavaScript's conversions
// included.
#include <gtest/gtest.h>

#include "policy/logic.h"

namespace fugong::policy {
namespace {

using json::Value;

Value parsed(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << text;
  return value ? *value : Value(nullptr);
}

struct Case {
  const char* rule;
  const char* data;
  const char* expected;
};

const Case literals[] = {
    {R"(17)", R"({})", R"(17)"},           {R"(3.25)", R"({})", R"(3.25)"},
    {R"("apple")", R"({})", R"("apple")"}, {R"(true)", R"({})", R"(true)"},
    {R"(null)", R"({})", R"(null)"},       {R"(["a",{"var":"b"}])", R"({"b":2})", R"(["a",2])"},
    {R"({})", R"({})", R"({})"},           {R"({"a":1,"b":2})", R"({})", R"({"a":1,"b":2})"},
};

const Case equality[] = {
    {R"({"==":[1,1]})", R"({})", R"(true)"},
    {R"({"==":[1,"1"]})", R"({})", R"(true)"},
    {R"({"==":[1," 1.0 "]})", R"({})", R"(true)"},
    {R"({"==":[1,2]})", R"({})", R"(false)"},
    {R"({"==":[0,false]})", R"({})", R"(true)"},
    {R"({"==":["",0]})", R"({})", R"(true)"},
    {R"({"==":["1",true]})", R"({})", R"(true)"},
    {R"({"==":["true",true]})", R"({})", R"(false)"},
    {R"({"==":[null,null]})", R"({})", R"(true)"},
    {R"({"==":[null,0]})", R"({})", R"(false)"},
    {R"({"==":[null,false]})", R"({})", R"(false)"},
    {R"({"==":[null,""]})", R"({})", R"(false)"},
    {R"({"==":[[],false]})", R"({})", R"(true)"},
    {R"({"==":[[1],1]})", R"({})", R"(true)"},
    {R"({"==":[["a","b"],"a,b"]})", R"({})", R"(true)"},
    {R"({"==":[[1],[1]]})", R"({})", R"(false)"},
    {R"({"==":["abc",0]})", R"({})", R"(false)"},
    {R"({"==":["inf","inf"]})", R"({})", R"(true)"},
    {R"({"==":[1.0,1]})", R"({})", R"(true)"},
    {R"({"===":[1,1]})", R"({})", R"(true)"},
    {R"({"===":[1,1.0]})", R"({})", R"(true)"},
    {R"({"===":[1,"1"]})", R"({})", R"(false)"},
    {R"({"===":[null,null]})", R"({})", R"(true)"},
    {R"({"===":[[1],[1]]})", R"({})", R"(false)"},
    {R"({"!=":[1,2]})", R"({})", R"(true)"},
    {R"({"!=":[1,"1"]})", R"({})", R"(false)"},
    {R"({"!==":[1,"1"]})", R"({})", R"(true)"},
    {R"({"!==":["a","a"]})", R"({})", R"(false)"},
};

const Case order[] = {
    {R"({">":[2,1]})", R"({})", R"(true)"},
    {R"({">":[1,1]})", R"({})", R"(false)"},
    {R"({">":["2",1]})", R"({})", R"(true)"},
    {R"({">=":[1,1]})", R"({})", R"(true)"},
    {R"({">=":[null,0]})", R"({})", R"(true)"},
    {R"({"<":[1,2]})", R"({})", R"(true)"},
    {R"({"<":["10","9"]})", R"({})", R"(true)"},
    {R"({"<":["10",9]})", R"({})", R"(false)"},
    {R"({"<":["a","b"]})", R"({})", R"(true)"},
    {R"({"<":["a",1]})", R"({})", R"(false)"},
    {R"({">":["a",1]})", R"({})", R"(false)"},
    {R"({"<":[[10],"9"]})", R"({})", R"(true)"},
    {R"({"<=":[1,1]})", R"({})", R"(true)"},
    {R"({"<=":["",0]})", R"({})", R"(true)"},
    {R"({"<=":["+-5",9]})", R"({})", R"(false)"},
    {R"({"<":[1,2,3]})", R"({})", R"(true)"},
    {R"({"<":[1,1,3]})", R"({})", R"(false)"},
    {R"({"<":[1,4,3]})", R"({})", R"(false)"},
    {R"({"<=":[1,1,3]})", R"({})", R"(true)"},
    {R"({"<=":[1,4,3]})", R"({})", R"(false)"},
    {R"({"<=":[{"*":[{"var":"missing"},2]},5]})", R"({})", R"(false)"},
};

const Case truth[] = {
    {R"({"!":[false]})", R"({})", R"(true)"},
    {R"({"!":true})", R"({})", R"(false)"},
    {R"({"!":[0]})", R"({})", R"(true)"},
    {R"({"!":["0"]})", R"({})", R"(false)"},
    {R"({"!":[[]]})", R"({})", R"(true)"},
    {R"({"!":[]})", R"({})", R"(true)"},
    {R"({"!!":["0"]})", R"({})", R"(true)"},
    {R"({"!!":[""]})", R"({})", R"(false)"},
    {R"({"!!":[[0]]})", R"({})", R"(true)"},
    {R"({"!!":{"var":"o"}})", R"({"o":{}})", R"(true)"},
    {R"({"!!":[{"/":[0,0]}]})", R"({})", R"(false)"},
    {R"({"or":[false,"a"]})", R"({})", R"("a")"},
    {R"({"or":[0,"",[]]})", R"({})", R"([])"},
    {R"({"or":[]})", R"({})", R"(null)"},
    {R"({"and":[true,3]})", R"({})", R"(3)"},
    {R"({"and":[true,"",3]})", R"({})", R"("")"},
    {R"({"and":[1,[],3]})", R"({})", R"([])"},
    {R"({"if":[true,"yes","no"]})", R"({})", R"("yes")"},
    {R"({"if":[0,"yes","no"]})", R"({})", R"("no")"},
    {R"({"if":[false,"yes"]})", R"({})", R"(null)"},
    {R"({"if":[]})", R"({})", R"(null)"},
    {R"({"if":["only"]})", R"({})", R"("only")"},
    {R"({"if":[false,"a",false,"b","c"]})", R"({})", R"("c")"},
    {R"({"if":[false,"a",true,"b","c"]})", R"({})", R"("b")"},
    {R"({"?:":[true,1,2]})", R"({})", R"(1)"},
};

const Case variables[] = {
    {R"({"var":"a"})", R"({"a":1})", R"(1)"},
    {R"({"var":["a"]})", R"({"a":1})", R"(1)"},
    {R"({"var":"b"})", R"({"a":1})", R"(null)"},
    {R"({"var":["b",2]})", R"({"a":1})", R"(2)"},
    {R"({"var":["a",2]})", R"({"a":null})", R"(null)"},
    {R"({"var":["a.b",2]})", R"({"a":null})", R"(2)"},
    {R"({"var":"a.b"})", R"({"a":{"b":"c"}})", R"("c")"},
    {R"({"var":["a.q",{"var":"d"}]})", R"({"a":{"b":"c"},"d":9})", R"(9)"},
    {R"({"var":["x",{"var":["y",{"var":["z",7]}]}]})", R"({})", R"(7)"},
    {R"({"var":1})", R"(["apple","banana"])", R"("banana")"},
    {R"({"var":"1.1"})", R"(["a",["b","c"]])", R"("c")"},
    {R"({"var":"-1"})", R"(["a"])", R"(null)"},
    {R"({"var":"a."})", R"({"a":1})", R"(null)"},
    {R"({"var":""})", R"(5)", R"(5)"},
    {R"({"var":[]})", R"(5)", R"(5)"},
    {R"({"var":null})", R"(5)", R"(5)"},
    {R"({"var":{"cat":["a",".b"]}})", R"({"a":{"b":3}})", R"(3)"},
    {R"({"var":["a",1]})", R"(null)", R"(1)"},
    {R"({"missing":["a","b"]})", R"({"a":1})", R"(["b"])"},
    {R"({"missing":"a"})", R"({"a":""})", R"(["a"])"},
    {R"({"missing":[["a","b"]]})", R"({"b":0})", R"(["a"])"},
    {R"({"missing":{"merge":["a",{"if":[true,["b"],[]]}]}})", R"({})", R"(["a","b"])"},
    {R"({"missing":[]})", R"({})", R"([])"},
    {R"({"missing":["a.b"]})", R"({"a":{"b":false}})", R"([])"},
    {R"({"missing_some":[1,["a","b"]]})", R"({"a":1})", R"([])"},
    {R"({"missing_some":[2,["a","b","c"]]})", R"({"a":1})", R"(["b","c"])"},
    {R"({"missing_some":["1",["a"]]})", R"({})", R"(["a"])"},
    {R"({"missing_some":[0,["a"]]})", R"({})", R"([])"},
    {R"({"missing_some":[1]})", R"({})", R"([])"},
};

const Case arithmetic[] = {
    {R"({"+":[1,2,3]})", R"({})", R"(6)"},
    {R"({"+":["3.14"]})", R"({})", R"(3.14)"},
    {R"({"+":"5 people"})", R"({})", R"(5)"},
    {R"({"+":[null,1]})", R"({})", R"(null)"},
    {R"({"+":[]})", R"({})", R"(0)"},
    {R"({"+":[0.1,0.2]})", R"({})", R"(0.30000000000000004)"},
    {R"({"*":[2,"3",4]})", R"({})", R"(24)"},
    {R"({"*":["x",4]})", R"({})", R"(null)"},
    {R"({"-":[3,2]})", R"({})", R"(1)"},
    {R"({"-":2})", R"({})", R"(-2)"},
    {R"({"-":["5 people",1]})", R"({})", R"(null)"},
    {R"({"-":[null,1]})", R"({})", R"(-1)"},
    {R"({"/":[4,2]})", R"({})", R"(2)"},
    {R"({"/":[1,0]})", R"({})", R"(null)"},
    {R"({"/":[5]})", R"({})", R"(null)"},
    {R"({"%":[101,2]})", R"({})", R"(1)"},
    {R"({"%":[-5,3]})", R"({})", R"(-2)"},
    {R"({"%":[5,0]})", R"({})", R"(null)"},
    {R"({"min":[3,1,2]})", R"({})", R"(1)"},
    {R"({"max":[3,"10",2]})", R"({})", R"(10)"},
    {R"({"max":[1,"x"]})", R"({})", R"(null)"},
    {R"({"max":["x",1]})", R"({})", R"(null)"},
    {R"({"min":[null,1]})", R"({})", R"(0)"},
};

const Case texts[] = {
    {R"({"cat":["I love"," pie"]})", R"({})", R"("I love pie")"},
    {R"({"cat":["n=",1,", ",1.5,", ",true]})", R"({})", R"("n=1, 1.5, true")"},
    {R"({"cat":["a",null,"b"]})", R"({})", R"("ab")"},
    {R"({"cat":[[1,[2,null]],{"var":""}]})", R"({"a":1})", R"("1,2,[object Object]")"},
    {R"({"cat":[100000.0]})", R"({})", R"("100000")"},
    {R"({"cat":[{"/":[1,0]}]})", R"({})", R"("Infinity")"},
    {R"({"cat":[]})", R"({})", R"("")"},
    {R"({"substr":["jsonlogic",4]})", R"({})", R"("logic")"},
    {R"({"substr":["jsonlogic",-5]})", R"({})", R"("logic")"},
    {R"({"substr":["jsonlogic",-5,-2]})", R"({})", R"("log")"},
    {R"({"substr":["jsonlogic",1,3]})", R"({})", R"("son")"},
    {R"({"substr":["jsonlogic",4,-2]})", R"({})", R"("log")"},
    {R"({"substr":["jsonlogic",99]})", R"({})", R"("")"},
    {R"({"substr":["沈阳市大东区",3,2]})", R"({})", R"("大东")"},
    {R"({"substr":["abc",-99]})", R"({})", R"("abc")"},
    {R"({"in":["Spring","Springfield"]})", R"({})", R"(true)"},
    {R"({"in":["i","team"]})", R"({})", R"(false)"},
    {R"({"in":["a",["a","b"]]})", R"({})", R"(true)"},
    {R"({"in":[1,["1"]]})", R"({})", R"(false)"},
    {R"({"in":["a",null]})", R"({})", R"(false)"},
    {R"({"in":[1,"123"]})", R"({})", R"(true)"},
};

const Case lists[] = {
    {R"({"merge":[[1,2],[3]]})", R"({})", R"([1,2,3])"},
    {R"({"merge":[1,[2],[[3]]]})", R"({})", R"([1,2,[3]])"},
    {R"({"merge":[]})", R"({})", R"([])"},
    {R"({"map":[{"var":"n"},{"*":[{"var":""},2]}]})", R"({"n":[1,2]})", R"([2,4])"},
    {R"({"map":[{"var":"none"},1]})", R"({})", R"([])"},
    {R"({"filter":[{"var":"n"},{">":[{"var":""},1]}]})", R"({"n":[1,2,3]})", R"([2,3])"},
    {R"({"filter":[{"var":"none"},true]})", R"({})", R"([])"},
    {R"({"reduce":[{"var":"n"},{"+":[{"var":"current"},{"var":"accumulator"}]},0]})", R"({"n":[1,2,3]})", R"(6)"},
    {R"({"reduce":[{"var":"none"},{"var":"current"},4]})", R"({})", R"(4)"},
    {R"({"all":[{"var":"n"},{">":[{"var":""},0]}]})", R"({"n":[1,2]})", R"(true)"},
    {R"({"all":[{"var":"n"},{">":[{"var":""},1]}]})", R"({"n":[1,2]})", R"(false)"},
    {R"({"all":[[],true]})", R"({})", R"(false)"},
    {R"({"none":[{"var":"n"},{">":[{"var":""},2]}]})", R"({"n":[1,2]})", R"(true)"},
    {R"({"none":[[],true]})", R"({})", R"(true)"},
    {R"({"some":[{"var":"n"},{"==":[{"var":"k"},2]}]})", R"({"n":[{"k":1},{"k":2}]})", R"(true)"},
    {R"({"some":[[],true]})", R"({})", R"(false)"},
    {R"({"log":"said"})", R"({})", R"("said")"},
    {R"({"nonsense":[5]})", R"({})", R"(null)"},
};

class Logic : public testing::TestWithParam<Case> {};

TEST_P(Logic, gives_what_the_reference_gives) {
  const Case& c = GetParam();
  EXPECT_EQ(json::write_value(apply_logic(parsed(c.rule), parsed(c.data))), json::write_value(parsed(c.expected)))
      << c.rule << " over " << c.data;
}

INSTANTIATE_TEST_SUITE_P(of_literals, Logic, testing::ValuesIn(literals));
INSTANTIATE_TEST_SUITE_P(of_equality, Logic, testing::ValuesIn(equality));
INSTANTIATE_TEST_SUITE_P(of_order, Logic, testing::ValuesIn(order));
INSTANTIATE_TEST_SUITE_P(of_truth, Logic, testing::ValuesIn(truth));
INSTANTIATE_TEST_SUITE_P(of_variables, Logic, testing::ValuesIn(variables));
INSTANTIATE_TEST_SUITE_P(of_arithmetic, Logic, testing::ValuesIn(arithmetic));
INSTANTIATE_TEST_SUITE_P(of_texts, Logic, testing::ValuesIn(texts));
INSTANTIATE_TEST_SUITE_P(of_lists, Logic, testing::ValuesIn(lists));

TEST(LogicLimits, what_is_nested_too_deeply_gives_nothing) {
  Value rule = true;
  for (int i = 0; i <= logic_depth_max; ++i) rule = json::Object{{"!!", json::Array{rule}}};
  EXPECT_FALSE(holds(rule, nullptr));
}

TEST(LogicLimits, a_text_that_doubles_at_every_item_ends_as_nothing) {
  json::Array forty(40, Value(1));
  const Value rule = json::Object{
      {"reduce", json::Array{forty, parsed(R"({"cat":[{"var":"accumulator"},{"var":"accumulator"}]})"), "ab"}}};
  EXPECT_LT(json::write_value(apply_logic(rule, nullptr)).size(), 70'000u);
}

TEST(LogicLimits, loops_within_loops_come_to_an_end) {
  Value rule = 1;
  const json::Array twenty(20, Value(1));
  for (int i = 0; i < 12; ++i) rule = json::Object{{"map", json::Array{twenty, rule}}};  // 20^12 steps
  EXPECT_TRUE(apply_logic(rule, nullptr).is_array());
}

// ---- check_rule ----
std::vector<std::string> faults_in(const Value& rule) {
  std::vector<std::string> out;
  check_rule(
      rule,
      [&](const std::string& where, const char* code, const std::string& what) {
        out.push_back(where + " " + code + " " + what);
      },
      [](const std::string&, const std::string&) {});
  return out;
}

std::vector<std::string> faults_of(std::string_view rule) { return faults_in(parsed(rule)); }

std::vector<std::string> variables_of(std::string_view rule) {
  std::vector<std::string> out;
  check_rule(
      parsed(rule), [](const std::string&, const char*, const std::string&) {},
      [&](const std::string&, const std::string& variable) { out.push_back(variable); });
  return out;
}

using Strings = std::vector<std::string>;

TEST(CheckRule, names_the_place_of_an_unknown_operator) {
  EXPECT_EQ(faults_of(R"({"and":[true,{"=":[1,1]}]})"), (Strings{"and[1].= logic.operator ="}));
}

TEST(CheckRule, refuses_an_object_that_is_no_operation) {
  EXPECT_EQ(faults_of(R"({"and":[{"==":[1,1],"!=":[1,2]}]})"), (Strings{"and[0] logic.shape "}));
  EXPECT_EQ(faults_of(R"({})"), (Strings{" logic.shape "}));
}

TEST(CheckRule, knows_every_standard_operator) {
  for (const char* op :
       {"var", "missing", "missing_some", "if",  "?:",   "==",   "===",   "!=", "!==", "!",      "!!", "or",
        "and", ">",       ">=",           "<",   "<=",   "max",  "min",   "+",  "-",   "*",      "/",  "%",
        "map", "reduce",  "filter",       "all", "none", "some", "merge", "in", "cat", "substr", "log"})
    EXPECT_EQ(faults_of("{\"" + std::string(op) + "\":[1]}"), Strings{}) << op;
}

TEST(CheckRule, refuses_what_is_nested_too_deeply) {
  Value rule = true;
  for (int i = 0; i <= logic_depth_max; ++i) rule = json::Object{{"!", json::Array{rule}}};
  EXPECT_NE(faults_in(rule), Strings{});
}

TEST(CheckRule, hears_of_variables_but_not_of_those_of_an_item) {
  EXPECT_EQ(
      variables_of(R"({"and":[{"var":"a.b"},{"==":[{"var":["c",1]},2]},{"some":[{"var":"list"},{"var":"item"}]}]})"),
      (Strings{"a.b", "c", "list"}));
}

}  // namespace
}  // namespace fugong::policy
