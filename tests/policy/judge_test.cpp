// What an applicant is told: fields, conditions, classes, and the printed form.
#include <set>

#include "policy/logic.h"
#include "policy/packs.h"

namespace fugong::policy {
namespace {

using namespace policy_test;
using Strings = std::vector<std::string>;

json::Value spring_facts() {
  return *json::parse(R"({
    "enterprise": {"id": "e", "name": "甲厂", "usc": "91210100MA0YQ4XK3T", "scale": "above", "industry": "C36", "subdistrict": "210104001",
      "park": "", "address": "大东路1号", "legal_representative": "张三", "normal_workers": 300, "normal_output": 1,
      "key_supply": false, "military": false, "phone": "13800000000"},
    "application": {
      "special_meeting": {"held_on": "2026-02-24", "chair": "张三", "led_by_principal": true, "decisions": "分工到人，隐患不除不开工"},
      "restart_plan": {"name": "甲厂", "responsible": "张三", "contact_phone": "13800000000", "start_date": "2026-02-26",
        "returning": 280, "newcomers": 20, "order": "先公用工程，后总装线，逐线试车", "accepted": true},
      "all_hands_assembly": {"held_on": "2026-02-24", "speaker": "张三", "attended": 280},
      "safety_training": {"held_on": "2026-02-25", "hours": 8, "trained": 280, "passed": 280, "topics": ["duties", "fire"]},
      "emergency_plan": {"leader": "张三", "leader_phone": "13800000000", "drilled": true,
        "measures": "火灾、触电、机械伤害分别处置：断电、报警、疏散、救护、上报街道。"},
      "safety_check": {"checked_on": "2026-02-25", "inspector": "李四", "hazards_found": 6, "hazards_mended": 6, "special_equipment": false}}})");
}

// A unified social credit code with sound check characters, whichever they are.
std::string sound_usc() {
  const Document document{
      .id = "d", .name = {}, .fields = {{.id = "u", .label = {}, .type = FieldType::usc}}, .template_html = {}};
  const std::string digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (char a : digits)
    for (char b : digits) {
      std::string usc = "91210100MA0YQ4XK";
      usc.append(1, a).append(1, b);
      if (check_document(document, json::Object{{"u", usc}}, true).empty()) return usc;
    }
  return {};
}

struct Bite {
  const char* condition;
  std::vector<const char*> phases;  // where it stands
  const char* document;
  const char* field;
  const char* bad;   // JSON
  const char* good;  // the nearest value that is accepted
};

void bites_and_lifts(const Pack& pack, const json::Value& sound, const std::vector<Bite>& bites,
                     std::set<std::string> tried = {}) {
  for (const Bite& b : bites) {
    for (const char* id : b.phases) {
      SCOPED_TRACE(std::string(id) + ": " + b.condition);
      const Phase* phase = pack.phase(id);
      ASSERT_TRUE(phase);
      json::Value facts = sound;
      put(facts, b.document, b.field, *json::parse(b.bad));
      const Strings expected{"condition." + std::string(b.condition) + "@" + b.document + "." + b.field};
      const auto unmet = judge(pack, *phase, facts);
      EXPECT_EQ(codes(unmet), expected);
      if (!unmet.empty()) EXPECT_FALSE(unmet[0].reason.zh_cn.empty() || unmet[0].reason.en.empty());
      put(facts, b.document, b.field, *json::parse(b.good));
      EXPECT_EQ(codes(judge(pack, *phase, facts)), Strings{});
      tried.insert(std::string(id) + "/" + b.condition);
    }
  }
  for (const Phase& phase : pack.phases)
    for (const Condition& c : phase.conditions)
      EXPECT_TRUE(tried.contains(phase.id + "/" + c.id)) << phase.id << "/" << c.id;
}

TEST(DadongPack, every_condition_of_every_phase_bites_and_lifts) {
  const PackPtr pack = pack_of("dadong-2022");
  ASSERT_TRUE(pack);
  json::Value facts = dadong_facts();
  put(facts, "application_form", "usc", json::Value(sound_usc()));
  const char *form = "application_form", *plan = "resumption_plan";
  bites_and_lifts(*pack, facts,
                  {{"stocks_14", {"key_supply"}, form, "stocks_days", "13", "14"},
                   {"stocks_7", {"closed_management"}, form, "stocks_days", "6", "7"},
                   {"stocks_5", {"orderly_resumption"}, form, "stocks_days", "4", "5"},
                   {"stocks_3", {"full_advance"}, form, "stocks_days", "2", "3"},
                   {"isolation_rooms_50", {"key_supply", "closed_management"}, plan, "isolation_rooms", "17", "18"},
                   {"isolation_rooms_100", {"orderly_resumption", "full_advance"}, plan, "isolation_rooms", "8", "9"},
                   {"housed_in", {"key_supply", "closed_management"}, form, "housed_in_plant", "799", "800"},
                   {"first_batch_80", {"key_supply", "closed_management"}, form, "first_batch", "801", "800"},
                   {"tested_48",
                    {"key_supply", "closed_management", "orderly_resumption", "full_advance"},
                    form,
                    "tests_within_hours",
                    "49",
                    "48"}});
}

TEST(DadongPack, puts_every_enterprise_into_the_first_class_that_fits) {
  const PackPtr pack = pack_of("dadong-2022");
  ASSERT_TRUE(pack);
  const auto class_of = [&](const char* enterprise) {
    return classify(*pack, json::Object{{"enterprise", *json::parse(enterprise)}, {"application", json::Object{}}}).id;
  };
  EXPECT_EQ(class_of(R"({"key_supply":true,"military":true,"scale":"above"})"), "key_supply");
  EXPECT_EQ(class_of(R"({"key_supply":false,"military":true,"scale":"below"})"), "military");
  EXPECT_EQ(class_of(R"({"key_supply":false,"military":false,"scale":"above"})"), "above_scale");
  EXPECT_EQ(class_of(R"({"key_supply":false,"military":false,"scale":"below"})"), "below_scale");
  EXPECT_EQ(class_of(R"({})"), "below_scale");
}

TEST(DadongPack, asks_for_every_document_of_the_phase) {
  const PackPtr pack = pack_of("dadong-2022");
  ASSERT_TRUE(pack);
  const Phase& phase = *pack->phase("key_supply");
  const auto unmet = judge(*pack, phase, json::Object{{"enterprise", json::Object{}}});
  for (const char* id :
       {"application_form.stocks_days", "commitment.signed_by", "resumption_plan.mode", "emergency_plan.leader"})
    EXPECT_TRUE(std::ranges::any_of(unmet, [&](const Unmet& u) { return u.field == id && u.code == "field.required"; }))
        << id;
}

TEST(SpringPack, every_condition_of_every_phase_bites_and_lifts) {
  const PackPtr pack = pack_of("spring-restart");
  ASSERT_TRUE(pack);
  json::Value facts = spring_facts();
  put(facts, "restart_plan", "usc", json::Value(sound_usc()));
  const std::vector<const char*> all{"preparation", "restart", "normal"}, first_two{"preparation", "restart"};
  bites_and_lifts(
      *pack, facts,
      {{"promised", all, "restart_plan", "accepted", "false", "true"},
       {"meeting_led", first_two, "special_meeting", "led_by_principal", "false", "true"},
       {"assembly_all", first_two, "all_hands_assembly", "attended", "279", "280"},
       {"passed_all", first_two, "safety_training", "passed", "279", "280"},
       {"trained_8_hours", {"preparation"}, "safety_training", "hours", "7.5", "8"},
       {"trained_4_hours", {"restart"}, "safety_training", "hours", "3.5", "4"},
       {"drilled", first_two, "emergency_plan", "drilled", "false", "true"},
       {"hazards_mended", all, "safety_check", "hazards_mended", "5", "6"},
       {"trained_all", {"normal"}, "safety_training", "trained", "279", "280"}},
      {"preparation/trained_all", "restart/trained_all", "preparation/equipment_inspected",
       "restart/equipment_inspected", "normal/equipment_inspected"});  // in the next test: they take two fields
}

TEST(SpringPack, wants_special_equipment_inspected_and_the_untrained_trained) {
  const PackPtr pack = pack_of("spring-restart");
  ASSERT_TRUE(pack);
  json::Value facts = spring_facts();
  put(facts, "restart_plan", "usc", json::Value(sound_usc()));
  for (const Phase& phase : pack->phases) {
    json::Value crane = facts;
    put(crane, "safety_check", "special_equipment", true);
    EXPECT_EQ(codes(judge(*pack, phase, crane)), Strings{"condition.equipment_inspected@safety_check.equipment_valid"});
    put(crane, "safety_check", "equipment_valid", true);
    EXPECT_EQ(codes(judge(*pack, phase, crane)), Strings{});
    json::Value untrained = facts;
    put(untrained, "safety_training", "trained", 279);
    put(untrained, "safety_training", "passed", 279);
    EXPECT_EQ(codes(judge(*pack, phase, untrained)), Strings{"condition.trained_all@safety_training.trained"});
  }
}

TEST(SpringPack, sends_an_enterprise_through_its_class_s_route_without_passes) {
  const PackPtr pack = pack_of("spring-restart");
  ASSERT_TRUE(pack);
  json::Value facts = spring_facts();
  EXPECT_EQ(classify(*pack, facts).id, "above_scale");
  EXPECT_EQ(pack->phase("preparation")->route_of_class.at("above_scale"), "full_review");
  EXPECT_FALSE(pack->phase("preparation")->route_of_class.contains("below_scale"));
  facts.at("enterprise").get_object()["scale"] = "below";
  EXPECT_EQ(pack->phase("restart")->route_of_class.at(classify(*pack, facts).id), "subdistrict_review");
  EXPECT_TRUE(pack->pass_kinds.empty());
  for (const ReviewRoute& route : pack->routes)
    for (const Step& step : route.steps) EXPECT_NE(step.kind, StepKind::pass_issuance);
  const auto& review = *pack->route("full_review")->find("review");
  put(facts, "safety_check", "special_equipment", true);
  EXPECT_TRUE(holds(review.participants.back().when, facts))
      << "market supervision takes part where there is special equipment";
  EXPECT_EQ(pack->calendar.working_days, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(pack->calendar.open_minute, 8 * 60 + 30);
  EXPECT_EQ(pack->calendar.close_minute, 17 * 60 + 30);
}

// ---- fields ----
Field make_field(FieldType type) {
  Field f;
  f.id = "f";
  f.type = type;
  return f;
}

std::string code_of(const Field& field, const char* value) {
  const Document document{.id = "d", .name = {}, .fields = {field}, .template_html = {}};
  const auto unmet = check_document(document, json::Object{{"f", *json::parse(value)}}, true);
  EXPECT_LE(unmet.size(), 1u) << value;
  if (unmet.empty()) return "";
  EXPECT_EQ(unmet[0].field, "d.f");
  EXPECT_NE(unmet[0].reason.zh_cn, unmet[0].code) << "a code without a message";
  return unmet[0].code;
}

TEST(Fields, are_checked_by_their_type) {
  const std::string usc = "\"" + sound_usc() + "\"";
  const std::vector<std::tuple<FieldType, const char*, const char*>> cases{
      {FieldType::text, R"("任意")", ""},
      {FieldType::text, "1", "field.text"},
      {FieldType::text, R"(["a"])", "field.text"},
      {FieldType::paragraph, R"("a\nb")", ""},
      {FieldType::paragraph, "true", "field.text"},
      {FieldType::integer, "5", ""},
      {FieldType::integer, "5.0", ""},
      {FieldType::integer, "5.5", "field.integer"},
      {FieldType::integer, R"("5")", "field.number"},
      {FieldType::number, "5.5", ""},
      {FieldType::number, R"("x")", "field.number"},
      {FieldType::boolean, "false", ""},
      {FieldType::boolean, R"("true")", "json.expected_boolean"},
      {FieldType::boolean, "1", "json.expected_boolean"},
      {FieldType::date, R"("2024-02-29")", ""},
      {FieldType::date, R"("2023-02-29")", "json.expected_date"},
      {FieldType::date, R"("29.2.2024")", "json.expected_date"},
      {FieldType::phone, R"("13800000000")", ""},
      {FieldType::phone, R"("138000000")", "phone.format"},
      {FieldType::usc, usc.c_str(), ""},
      {FieldType::usc, R"("9121")", "usc.length"},
      {FieldType::resident_id, R"("11010519491231002X")", ""},
      {FieldType::resident_id, R"("110105194912310021")", "resident_id.check_digit"},
      {FieldType::plate, R"("辽A12345")", ""},
      {FieldType::plate, R"("ABC")", "plate.format"},
      {FieldType::text, R"("")", "field.required"},
      {FieldType::text, "null", "field.required"},
      {FieldType::multi_choice, "[]", "field.required"},
      {FieldType::choice, R"("a")", ""},
      {FieldType::choice, R"("z")", "field.choice"},
      {FieldType::choice, R"(["a"])", "field.choice"},
      {FieldType::multi_choice, R"(["a","b"])", ""},
      {FieldType::multi_choice, R"(["a","z"])", "field.choice"},
      {FieldType::multi_choice, R"("a")", "field.choice"},
  };
  for (const auto& [type, value, code] : cases) {
    Field field = make_field(type);
    field.required = true;
    field.choices = {{"a", {"甲", "A"}}, {"b", {"乙", "B"}}};
    EXPECT_EQ(code_of(field, value), code) << json::enum_name(type) << " " << value;
  }
}

TEST(Fields, keep_their_limits) {
  Field number = make_field(FieldType::number);
  number.minimum = 1;
  number.maximum = 2.5;
  EXPECT_EQ(code_of(number, "0.5"), "field.minimum");
  EXPECT_EQ(code_of(number, "1"), "");
  EXPECT_EQ(code_of(number, "2.5"), "");
  EXPECT_EQ(code_of(number, "2.6"), "field.maximum");
  Field text = make_field(FieldType::text);
  text.length_min = 2;
  text.length_max = 3;
  EXPECT_EQ(code_of(text, R"("沈")"), "field.length_min");
  EXPECT_EQ(code_of(text, R"("沈阳")"), "");
  EXPECT_EQ(code_of(text, R"("沈阳市")"), "");
  EXPECT_EQ(code_of(text, R"("沈阳市区")"), "field.length_max");
}

TEST(Fields, match_their_pattern_by_characters_and_in_bounded_time) {
  Field text = make_field(FieldType::text);
  text.pattern = "[\xE4\xB8\x80-\xE9\xBE\xA5]{2,4}";  // 一-龥
  EXPECT_EQ(code_of(text, R"("张三")"), "");
  EXPECT_EQ(code_of(text, R"("张")"), "field.pattern");
  EXPECT_EQ(code_of(text, R"("Zhang")"), "field.pattern");
  text.pattern = "(a+)+b";
  EXPECT_EQ(code_of(text, (std::string("\"") + std::string(200, 'a') + "\"").c_str()), "field.pattern");
  text.pattern = ".*";
  EXPECT_EQ(code_of(text, (std::string("\"") + std::string(300, 'a') + "\"").c_str()), "field.pattern");
}

TEST(Fields, of_a_draft_may_be_missing_but_not_wrong) {
  Field field = make_field(FieldType::integer);
  field.required = true;
  const Document document{.id = "d", .name = {}, .fields = {field}, .template_html = {}};
  EXPECT_EQ(codes(check_document(document, json::Object{}, false)), Strings{});
  EXPECT_EQ(codes(check_document(document, json::Object{}, true)), Strings{"field.required@d.f"});
  EXPECT_EQ(codes(check_document(document, json::Object{{"f", "x"}}, false)), Strings{"field.number@d.f"});
  EXPECT_EQ(codes(check_document(document, json::Object{{"g", 1}}, false)), Strings{"field.unknown@d.g"});
  EXPECT_EQ(codes(check_document(document, json::Array{}, false)), Strings{"json.expected_object@d"});
}

// ---- the printed form ----
std::string body_of(const std::string& page) {
  const auto from = page.find("<body>") + 6;
  return page.substr(from, page.rfind("</body>") - from);
}

TEST(Print, fills_and_escapes_every_placeholder) {
  Field kind = make_field(FieldType::multi_choice);
  kind.label = {"种类", "Kinds"};
  kind.choices = {{"a", {"甲", "A"}}, {"b", {"乙", "B"}}};
  Field note = make_field(FieldType::paragraph);
  note.id = "note";
  note.label = {"备注", "Note"};
  Field yes = make_field(FieldType::boolean);
  yes.id = "yes";
  yes.label = {"是否", "Whether"};
  const Document document{
      .id = "d",
      .name = {"表", "Form"},
      .fields = {kind, note, yes},
      .template_html = "<h1>{{title}}</h1>{{table}}<p>{{enterprise.name}} {{note}} {{enterprise.none}}</p>"};
  const json::Value facts = *json::parse(
      R"({"enterprise":{"name":"A&B <\"'> {{title}}"},"application":{"d":{"f":["a","b"],"note":"1\n<script>","yes":true}}})");
  EXPECT_EQ(
      body_of(render_document(document, facts, Language::en)),
      "<h1>Form</h1><table><tr><th>Kinds</th><td>A, B</td></tr><tr><th>Note</th><td>1<br>&lt;script&gt;</td></tr>"
      "<tr><th>Whether</th><td>yes</td></tr></table><p>A&amp;B &lt;&quot;&#39;&gt; {{title}} 1<br>&lt;script&gt; </p>");
  EXPECT_EQ(
      body_of(render_document(document, facts, Language::zh_cn)),
      "<h1>表</h1><table><tr><th>种类</th><td>甲、乙</td></tr><tr><th>备注</th><td>1<br>&lt;script&gt;</td></tr>"
      "<tr><th>是否</th><td>是</td></tr></table><p>A&amp;B &lt;&quot;&#39;&gt; {{title}} 1<br>&lt;script&gt; </p>");
}

TEST(Print, gives_an_empty_form_for_every_document_of_every_pack) {
  for (const char* name : {"dadong-2022", "spring-restart"}) {
    const PackPtr pack = pack_of(name);
    ASSERT_TRUE(pack);
    for (const Document& d : pack->documents)
      for (Language language : {Language::zh_cn, Language::en}) {
        const std::string page = render_document(d, json::Object{}, language);
        EXPECT_NE(page.find(d.name.in(language)), std::string::npos) << d.id;
        EXPECT_EQ(page.find("{{"), std::string::npos) << d.id;
        EXPECT_EQ(page.find("null"), std::string::npos) << d.id;
      }
  }
}

TEST(Print, shows_a_pack_s_form_as_it_was_filled_in) {
  const PackPtr pack = pack_of("dadong-2022");
  ASSERT_TRUE(pack);
  EXPECT_EQ(
      body_of(render_document(*pack->document("commitment"), dadong_facts(), Language::zh_cn)),
      "<h1>复工复产承诺书</h1><p>沈阳&lt;甲&gt;厂郑重承诺：严格落实疫情防控主体责任和安全生产主体责任，所填内容真实有效，返岗人员名单与实际一致，"
      "服从街道和驻厂干部监督管理，如有违反，愿承担停产整改等一切后果。</p><table><tr><th>承诺人</th><td>张三</td></tr>"
      "<tr><th>已阅读并承诺遵守全部防控要求</th><td>是</td></tr></table><p class=\"sign\">承诺人：张三</p>");
}

}  // namespace
}  // namespace fugong::policy
