// One thing changed in a copy of a sound pack: exactly that is complained of, with its file and line.
#include "policy/loader.h"

#include <sstream>

#include "policy/packs.h"

namespace fugong::policy {
namespace {

using namespace policy_test;

struct Break {
  const char* file;
  const char* from;
  const char* to;
  const char* code;
  int line_offset = 0;  // of the complaint, after the line of the change
};

const Break breaks[] = {
    // the YAML itself
    {"pack.yaml", "zone: Asia/Shanghai", "zone: [Asia/Shanghai", "yaml.bracket", 1},
    {"routes.yaml", "        kind: joint_review\n", "        kind: joint_review\n        kind: joint_review\n",
     "yaml.duplicate_key", 1},
    {"phases.yaml", "      - *housed_in", "      - *housed_out", "yaml.anchor"},
    // the shape
    {"pack.yaml", "default_phase: key_supply", "defualt_phase: key_supply", "json.unknown_member"},
    {"departments.yaml", "departments:\n", "extra: 1\ndepartments:\n", "json.unknown_member"},
    {"routes.yaml", "kind: decision", "kind: deciding", "json.unknown_choice"},
    {"routes.yaml", "limit_minutes: 120", "limit_minutes: soon", "json.expected_integer"},
    {"routes.yaml", "limit_minutes: 120", "limit_minutes: 1.5", "json.expected_integer"},
    {"documents.yaml", "type: usc", "type: iban", "json.unknown_choice"},
    {"documents.yaml", "required: true", "required: yes", "json.expected_boolean"},
    {"passes.yaml", "    holder: worker\n", "", "json.missing", -2},
    {"checklists.yaml", "mandatory: false", "mandatary: false", "json.unknown_member"},
    {"phases.yaml", "    conditions:\n      - &stocks_14", "    condition:\n      - &stocks_14", "json.unknown_member"},
    // references
    {"pack.yaml", "default_phase: key_supply", "default_phase: nowhere", "policy.unknown"},
    {"pack.yaml", "zone: Asia/Shanghai", "zone: Asia/Atlantis", "policy.unknown"},
    {"phases.yaml", "documents: [application_form, commitment", "documents: [application_form, oath", "policy.unknown"},
    {"phases.yaml", "route_of_class: {key_supply: full_review}", "route_of_class: {key_supply: fast_review}",
     "policy.unknown"},
    {"phases.yaml", "route_of_class: {key_supply: full_review}", "route_of_class: {key_supplies: full_review}",
     "policy.unknown"},
    {"phases.yaml", "route_of_class: {key_supply: full_review}", "route_of_class: {}", "policy.empty_list"},
    {"phases.yaml", "pass_kinds: [employee, truck]", "pass_kinds: [employee, lorry]", "policy.unknown"},
    {"phases.yaml", "field: application_form.stocks_days", "field: application_form.stock_days", "policy.unknown"},
    {"phases.yaml", "{var: application.application_form.stocks_days}", "{var: application.application_form.stock_days}",
     "policy.unknown"},
    {"phases.yaml", "{var: enterprise.normal_workers}", "{var: enterprise.workers}", "policy.unknown"},
    {"phases.yaml", "{\">=\": [{var: application.application_form.stocks_days}",
     "{\"=>\": [{var: application.application_form.stocks_days}", "logic.operator"},
    {"routes.yaml", "department: industry", "department: industrie", "policy.unknown"},
    {"routes.yaml", "after: [screening]", "after: [scanning]", "policy.unreachable"},
    {"routes.yaml", "checklist: five_readinesses", "checklist: six_readinesses", "policy.unknown"},
    {"routes.yaml", "        checklist: five_readinesses\n", "", "policy.needs_checklist", -5},
    {"routes.yaml", "limit_minutes: 120", "limit_minutes: -1", "policy.range"},
    {"routes.yaml", "kind: decision", "kind: start", "policy.no_decision", -21},
    {"classes.yaml", "rule: true", "rule: false", "policy.last_class"},
    {"classes.yaml", "{var: enterprise.military}", "{var: enterprise.army}", "policy.unknown"},
    {"classes.yaml", "{var: enterprise.military}", "{var: enterprise.military, or: []}", "logic.shape"},
    {"classes.yaml", "id: military", "id: key_supply", "policy.duplicate"},
    {"indicators.yaml", "measure: enterprises_resumed", "measure: happiness", "policy.unknown"},
    {"service.yaml", "priority: urgent, teams", "priority: soon, teams", "policy.unknown"},
    {"service.yaml", "team: auto_city_desk}]", "team: nobody}]", "policy.unknown"},
    {"service.yaml", "special_team: passage", "special_team: leaders", "policy.team_level"},
    {"service.yaml", "department: transport, name", "department: trains, name", "policy.unknown"},
    {"service.yaml", "acknowledge_minutes: 10", "acknowledge_minutes: 0", "policy.range"},
    {"service.yaml", "warn_minutes: 120", "warn_minutes: 1500", "policy.range"},
    {"service.yaml", "id: night", "id: day", "policy.duplicate"},
    {"service.yaml", "of: subdistrict", "of: planet", "json.unknown_choice"},
    {"supervision.yaml", "document: daily_report", "document: weekly_report", "policy.unknown"},
    {"supervision.yaml", "due_minute: 1200", "due_minute: 1500", "policy.range"},
    {"supervision.yaml", "from_minute: 480", "from_minute: 1440", "policy.range"},
    {"supervision.yaml", "id: night", "id: day", "policy.duplicate"},
    {"supervision.yaml", "kind: outsider_entered", "kind: outsider_seen", "json.unknown_choice"},
    {"supervision.yaml", "sanction: suspension", "sanction: prison", "policy.unknown"},
    {"supervision.yaml", "rectify_hours: 24", "rectify_hours: 9000", "policy.range"},
    {"supervision.yaml", "checklist: five_readinesses", "checklist: six_readinesses", "policy.unknown"},
    {"documents.yaml", "prefill: day.inside", "prefill: day.outside", "policy.unknown"},
    {"documents.yaml", "prefill: last.stocks_days", "prefill: last.stocks", "policy.unknown"},
    {"documents.yaml", "prefill: enterprise.usc", "prefill: enterprise.tax_number", "policy.unknown"},
    {"documents.yaml", "{{table}}", "{{tabel}}", "policy.unknown", -1},
    {"documents.yaml", "{{table}}", "{{table", "policy.unknown", -1},
    // the values
    {"documents.yaml", "{id: usc, type: usc", "{id: name, type: usc", "policy.duplicate"},
    {"documents.yaml", "type: usc, required: true", "type: usc, pattern: \"(\", required: true", "policy.pattern"},
    {"documents.yaml", "type: usc, required: true", "type: usc, pattern: \"(a)\\\\1\", required: true",
     "policy.pattern"},
    {"documents.yaml", "type: date, required: true", "type: choice, required: true", "policy.choices"},
    {"documents.yaml", "minimum: 1, maximum: 200000", "minimum: 9, maximum: 2", "policy.range"},
    {"documents.yaml", "en: Unified social credit code", "en: \"\"", "policy.missing_text"},
    {"pack.yaml", "warn_percent: 75", "warn_percent: 101", "policy.range"},
    {"pack.yaml", "limit_minutes: 120", "limit_minutes: 0", "policy.range"},
    {"pack.yaml", "zone: Asia/Shanghai", "working_days: [1, 8]\n  zone: Asia/Shanghai", "policy.range"},
    {"pack.yaml", "zone: Asia/Shanghai", "open_minute: 1050\n  close_minute: 510\n  zone: Asia/Shanghai",
     "policy.range", -1},
    {"pack.yaml", "zone: Asia/Shanghai", "holidays: [2022-02-30]\n  zone: Asia/Shanghai", "json.expected_date"},
    {"texts.yaml", "bulletin.title:", "bulletin.titel:", "policy.needs_text", -1},
};

std::string codes_of(const Loaded& loaded) {
  std::string out;
  for (const Complaint& c : loaded.complaints) out += (out.empty() ? "" : "+") + (c.reason.empty() ? c.code : c.reason);
  return out;
}

bool has_complaint(const Loaded& loaded, std::string_view code, std::string_view file, int line) {
  return std::ranges::any_of(loaded.complaints, [&](const Complaint& c) {
    return (c.reason.empty() ? c.code : c.reason) == code && c.place.file == file && c.place.line == line;
  });
}

std::string all_of(const Loaded& loaded) {
  std::string out;
  for (const Complaint& c : loaded.complaints) out += to_line(c, Language::en) + " [" + c.code + "]\n";
  return out;
}

TEST(Loader, complains_of_exactly_what_is_broken) {
  const Files sound = files_of("dadong-2022");
  ASSERT_TRUE(load_files(sound).pack);
  for (const Break& b : breaks) {
    SCOPED_TRACE(std::string(b.file) + ": " + b.to);
    Files files = sound;
    const int line = change(files, b.file, b.from, b.to);
    ASSERT_GT(line, 0);
    const Loaded loaded = load_files(files);
    EXPECT_EQ(loaded.pack == nullptr, !loaded.complaints.empty());
    const std::string_view code = b.code;
    EXPECT_TRUE(has_complaint(loaded, code, b.file, line + b.line_offset)) << all_of(loaded);
  }
}

TEST(Loader, misses_a_part_that_no_file_has) {
  Files files = files_of("dadong-2022");
  files.erase("routes.yaml");
  const Loaded loaded = load_files(files);
  ASSERT_EQ(codes_of(loaded), "json.missing");
  EXPECT_EQ(to_line(loaded.complaints[0], Language::en), "pack.yaml:1: routes: This is required. Please fill it in.");
  EXPECT_EQ(to_line(loaded.complaints[0], Language::zh_cn), "pack.yaml:1: routes：此项必填，请补充。");
}

TEST(Loader, speaks_the_reader_s_language_of_an_unknown_part) {
  Files files = files_of("dadong-2022");
  files["more.yaml"] = "\nextras: {}\n";
  const Loaded loaded = load_files(files);
  ASSERT_EQ(codes_of(loaded), "json.unknown_member");
  EXPECT_EQ(to_line(loaded.complaints[0], Language::en),
            "more.yaml:2: extras: This is not known. Please remove it or check its name.");
  EXPECT_EQ(to_line(loaded.complaints[0], Language::zh_cn), "more.yaml:2: extras：系统不认识此项，请删除或核对名称。");
}

TEST(Loader, speaks_the_reader_s_language_of_a_slip_in_the_yaml) {
  Files files = files_of("dadong-2022");
  const int line = change(files, "phases.yaml", "    closed: true", "\tclosed: true");
  const Loaded loaded = load_files(files);
  ASSERT_EQ(codes_of(loaded), "yaml.tab");
  const std::string place = "phases.yaml:" + std::to_string(line) + ": ";
  EXPECT_EQ(to_line(loaded.complaints[0], Language::en), place + "indent with blanks, not with tabs");
  EXPECT_EQ(to_line(loaded.complaints[0], Language::zh_cn), place + "缩进不能用制表符，请改用空格");
}

TEST(Loader, speaks_the_reader_s_language_of_an_unknown_name) {
  Files files = files_of("dadong-2022");
  change(files, "routes.yaml", "{department: health}", "{department: helath}");
  const Loaded loaded = load_files(files);
  ASSERT_EQ(codes_of(loaded), "policy.unknown");
  EXPECT_NE(to_line(loaded.complaints[0], Language::en).find("unknown department 'helath'"), std::string::npos);
  EXPECT_NE(to_line(loaded.complaints[0], Language::zh_cn).find("没有名为“helath”的 部门"), std::string::npos);
}

TEST(Loader, says_all_faults_at_once) {
  Files files = files_of("dadong-2022");
  change(files, "routes.yaml", "{department: health}", "{department: helath}");
  change(files, "pack.yaml", "zone: Asia/Shanghai", "zone: Asia/Atlantis");
  change(files, "indicators.yaml", "enterprises_resumed", "happiness");
  EXPECT_EQ(load_files(files).complaints.size(), 3u);
}

TEST(Loader, refuses_a_part_said_in_two_files) {
  Files files = files_of("dadong-2022");
  files["zz.yaml"] = "\ntexts: {}\n";
  const Loaded loaded = load_files(files);
  EXPECT_TRUE(has_complaint(loaded, "policy.duplicate", "zz.yaml", 2)) << all_of(loaded);
}

TEST(Loader, refuses_steps_that_wait_in_a_circle) {
  Files files = files_of("dadong-2022");
  change(files, "routes.yaml", "        automatic: true\n", "        automatic: true\n        after: [start]\n");
  const std::string all = codes_of(load_files(files));
  EXPECT_EQ(
      all,
      "policy.unreachable+policy.unreachable+policy.unreachable+policy.unreachable+policy.unreachable+policy.unreachable");
}

TEST(Loader, refuses_files_that_hold_no_parts) {
  for (const char* text : {"", "- a\n- b\n", "just words\n", "42\n"}) {
    Files files = files_of("dadong-2022");
    files["more.yaml"] = text;
    EXPECT_EQ(codes_of(load_files(files)), "policy.no_parts") << text;
  }
  EXPECT_FALSE(load_files({}).pack);
}

TEST(Loader, gives_every_content_its_version) {
  Files files = files_of("dadong-2022");
  const std::string version = load_files(files).pack->version;
  EXPECT_EQ(version.size(), 16u);
  EXPECT_EQ(load_files(files).pack->version, version);
  files["pack.yaml"] += "# a comment\n";
  EXPECT_NE(load_files(files).pack->version, version);
}

TEST(Loader, refuses_a_folder_without_a_pack) {
  for (const std::string& folder : {std::string("/nowhere/at/all"), std::string(FUGONG_SOURCE_DIR) + "/src/policy"}) {
    const Loaded loaded = load_folder(folder);
    EXPECT_FALSE(loaded.pack);
    EXPECT_EQ(codes_of(loaded), "policy.no_files");
  }
}

TEST(PolicyCheck, prints_one_line_about_each_shipped_pack) {
  for (const char* name : {"dadong-2022", "spring-restart"}) {
    for (Language language : {Language::zh_cn, Language::en}) {
      std::ostringstream out, err;
      EXPECT_EQ(check_command(shipped(name), language, out, err), 0);
      EXPECT_EQ(err.str(), "");
      EXPECT_NE(out.str().find(name), std::string::npos) << out.str();
    }
  }
}

TEST(PolicyCheck, prints_each_complaint_and_fails) {
  std::ostringstream out, err;
  EXPECT_EQ(check_command("/nowhere/at/all", Language::en, out, err), 1);
  EXPECT_EQ(out.str(), "");
  EXPECT_NE(err.str().find("/nowhere/at/all:0: no readable *.yaml files"), std::string::npos) << err.str();
}

TEST(PackSchema, is_the_published_one) {
  const auto text = read_file(std::string(FUGONG_SOURCE_DIR) + "/policies/SCHEMA.json");
  ASSERT_TRUE(text);
  const auto published = json::parse(*text);
  ASSERT_TRUE(published);
  EXPECT_TRUE(*published == pack_schema()) << json::write_value(pack_schema());
}

}  // namespace
}  // namespace fugong::policy
