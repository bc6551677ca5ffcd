#include "enterprise/rules.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "base/validators.h"
#include "enterprise/import_table.h"

namespace fugong::enterprise {
namespace {

TEST(Industry, is_a_code_of_the_standard) {
  struct Case {
    const char *in, *out;  // out nullptr: refused
  };
  for (const Case& c : std::vector<Case>{{"3670", "3670"},  {"36", "36"},        {"367", "367"},   {"C3670", "3670"},
                                         {"c36", "36"},     {" 9700 ", nullptr}, {"9710", "9710"}, {"0111", "0111"},
                                         {"A0111", "0111"}, {"A3670", nullptr},  {"C", nullptr},   {"3", nullptr},
                                         {"00", nullptr},   {"98", nullptr},     {"360", nullptr}, {"36700", nullptr},
                                         {"36x0", nullptr}, {"Z3670", nullptr},  {"", nullptr},    {"汽车", nullptr}}) {
    const auto code = parse_industry(c.in, "industry");
    ASSERT_EQ(code.has_value(), c.out != nullptr) << c.in;
    EXPECT_EQ(code ? *code : code.error().code, c.out ? c.out : "enterprise.industry") << c.in;
  }
}

TEST(Subdistrict, belongs_to_the_district) {
  const DistrictCode dadong{"210104"};
  EXPECT_EQ(*parse_subdistrict(" 210104012 ", dadong, "f"), "210104012");
  for (const char* bad : {"210105012", "210104", "21010401", "2101040121", "21010401x", ""})
    EXPECT_FALSE(parse_subdistrict(bad, dadong, "f")) << bad;
}

RegisterRequest good_request() {
  RegisterRequest r;
  r.name = " 机械厂 ";
  r.usc = "91350100m000100y43";
  r.industry = "3670";
  r.subdistrict = "210104012";
  r.address = "路 1 号";
  r.legal_representative = "王伟";
  return r;
}

TEST(Registration, names_every_fault_at_once) {
  struct Case {
    const char* what;
    std::function<void(RegisterRequest&)> spoil;
    std::vector<std::string> faults;
  };
  const std::vector<Case> cases{
      {"nothing", [](auto&) {}, {}},
      {"no name", [](auto& r) { r.name = "  "; }, {"name:enterprise.text_missing"}},
      {"a name of many pages", [](auto& r) { r.name = std::string(601, 'x'); }, {"name:enterprise.text_too_long"}},
      {"a line break", [](auto& r) { r.address = "a\nb"; }, {"address:enterprise.text_control"}},
      {"another check character", [](auto& r) { r.usc = "91350100M000100Y44"; }, {"usc:usc.check_digit"}},
      {"a fixed line", [](auto& r) { r.phone = "024-88880000"; }, {}},
      {"words for a phone", [](auto& r) { r.phone = "ask me"; }, {"phone:phone.format"}},
      {"half a position", [](auto& r) { r.latitude = 41.8; }, {"longitude:enterprise.half_position"}},
      {"off the earth", [](auto& r) { r.latitude = 91, r.longitude = 0; }, {"latitude:enterprise.range"}},
      {"no number", [](auto& r) { r.normal_output = std::nan(""); }, {"normal_output:enterprise.range"}},
      {"fewer than none", [](auto& r) { r.normal_workers = -1; }, {"normal_workers:enterprise.range"}},
      {"several",
       [](auto& r) { r.name.clear(), r.industry = "x", r.subdistrict = "210105012"; },
       {"name:enterprise.text_missing", "industry:enterprise.industry", "subdistrict:enterprise.subdistrict"}},
  };
  for (const Case& c : cases) {
    RegisterRequest r = good_request();
    c.spoil(r);
    Faults faults;
    check_registration(r, {"210104"}, faults);
    std::vector<std::string> found;
    for (const FieldError& f : faults) found.push_back(f.field + ":" + f.code);
    EXPECT_EQ(found, c.faults) << c.what;
    if (faults.empty()) {
      EXPECT_EQ(r.usc, "91350100M000100Y43");
      EXPECT_EQ(r.name, "机械厂");
    }
  }
}

TEST(Registration, an_official_accepts_wrong_check_characters_and_nothing_else) {
  struct Case {
    const char* usc;
    bool accepted;
  };
  for (const Case& c :
       std::vector<Case>{{"91350100m000100Y44", true}, {"91350100M000100Y4", false}, {"91350100I000100Y43", false}}) {
    RegisterRequest r = good_request();
    r.usc = c.usc;
    r.override_usc_check = true;
    Faults faults;
    const UscCheck check = check_registration(r, {"210104"}, faults);
    EXPECT_EQ(faults.empty(), c.accepted) << c.usc;
    EXPECT_EQ(check == UscCheck::overridden, c.accepted) << c.usc;
  }
  RegisterRequest right = good_request();
  right.override_usc_check = true;
  Faults faults;
  EXPECT_EQ(check_registration(right, {"210104"}, faults), UscCheck::passed);
}

TEST(LocalMinute, is_read_as_people_write_it) {
  struct Case {
    const char *in, *day;
    int minute;
  };
  for (const Case& c : std::vector<Case>{{"2022-04-20", "2022-04-20", 0},
                                         {"2022/4/2 8:30", "2022-04-02", 510},
                                         {"2022年4月20日 8时5分", "2022-04-20", 485},
                                         {"2022.4.20 23:59:59", "2022-04-20", 1439},
                                         {"2022-02-30", nullptr, 0},
                                         {"2022-13-01", nullptr, 0},
                                         {"20-04-2022", nullptr, 0},
                                         {"yesterday", nullptr, 0},
                                         {"2022", nullptr, 0},
                                         {"", nullptr, 0},
                                         {"99999999999999-1-1", nullptr, 0},
                                         {"2022-04-20 25:00", nullptr, 0}}) {
    const auto local = parse_local_minute(c.in);
    ASSERT_EQ(local.has_value(), c.day != nullptr) << c.in;
    if (!local) continue;
    EXPECT_EQ(local->day.text, c.day) << c.in;
    EXPECT_EQ(local->minute, c.minute) << c.in;
  }
}

TEST(Headings, are_found_in_any_order_and_either_language) {
  struct Case {
    const char *what, *file, *code;
  };
  for (const Case& c : std::vector<Case>{
           {"the template's own", "姓名*,身份证号*,手机号\nx,y,z\n", ""},
           {"other words and order", "手 机 号 码,证件号码（必填）,员工姓名\nx,y,z\n", ""},
           {"English", "Resident_ID,NAME\nx,y\n", ""},
           {"a title above, a number beside", "某厂员工花名册\n序号,姓名,身份证号\n1,x,y\n", ""},
           {"one is missing", "姓名,手机号\nx,y\n", "import.heading_missing"},
           {"none is there", "1,2\n3,4\n", "import.heading_missing"},
           {"one twice", "姓名,身份证号,身份证号码\nx,y,z\n", "import.heading_twice"},
           {"nothing under them", "姓名,身份证号\n", "import.no_rows"},
       }) {
    const auto table = ImportTable::read(c.file, ImportKind::roster, Language::en);
    EXPECT_EQ(table ? "" : table.error().code, c.code) << c.what;
    EXPECT_EQ(table ? table->rows().size() : 1u, 1u) << c.what;
  }
  const auto turned = ImportTable::read("手机号,身份证号,姓名\n1,2,3\n", ImportKind::roster, Language::en);
  ASSERT_TRUE(turned);
  EXPECT_EQ(turned->cell(turned->rows()[0], "name"), "3");
  EXPECT_EQ(turned->cell(turned->rows()[0], "team"), "");
}

TEST(Headings, of_a_template_each_find_their_own_column) {
  for (ImportKind kind : {ImportKind::roster, ImportKind::vehicles, ImportKind::enterprises}) {
    for (bool english : {false, true}) {
      std::string heading, values;
      for (const Heading& h : headings(kind)) {
        heading.append(english ? h.en : h.zh_cn).append(",");
        values.append(h.field).append(",");
      }
      const auto table = ImportTable::read(heading + "\n" + values + "\n", kind, Language::en);
      ASSERT_TRUE(table) << table.error().code;
      for (const Heading& h : headings(kind)) EXPECT_EQ(table->cell(table->rows()[0], h.field), h.field);
    }
  }
}

}  // namespace
}  // namespace fugong::enterprise
