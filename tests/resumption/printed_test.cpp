// The documents of the pack that ships, filled in and printed.
#include "resumption/printed.h"

#include <gtest/gtest.h>

#include "policy/loader.h"
#include "resumption/paper_samples.h"
#include "support/golden.h"

namespace fugong::resumption {
namespace {

using pdf_test::PdfFile;

const std::string long_name = "中国人民武装部队沈阳重型机械装备制造集团有限责任公司第一分厂（筹）𠮷";  // 34 characters

Form form_of(const std::string& document, const json::Object& fields, const std::string& name = long_name) {
  auto loaded = policy::load_folder(std::string(FUGONG_SOURCE_DIR) + "/policies/dadong-2022");
  const policy::Document* found = loaded.pack->document(document);
  const json::Value facts = json::Object{{"enterprise", json::Object{{"name", name}, {"legal_representative", "王伟"}}},
                                         {"application", json::Object{{document, fields}}}};
  return {found->name.in(Language::zh_cn),
          policy::render_document(*found, facts, Language::zh_cn),
          name,
          {1'650'513'600'000}};
}

json::Object plan() {
  std::string zones;
  for (int i = 1; i <= 60; ++i) zones += std::to_string(i) + "号区域由班组长负责，每日消毒两次并登记。";
  return {{"mode", "live_in"},
          {"isolation_rooms", 4},
          {"dormitory", true},
          {"zones", zones},
          {"commuting", "点对点班车，单座就位。"},
          {"production", "两班制，逐步达产。"}};
}

TEST(PrintedForm, a_plan_is_printed_whole_over_as_many_pages_as_it_needs) {
  const http::File file = to_pdf(form_of("resumption_plan", plan()), Language::zh_cn).value();
  EXPECT_EQ(file.content_type, "application/pdf");
  const PdfFile pdf(file.bytes);
  EXPECT_GT(pdf.pages(), 1);
  for (const char* shown :
       {"复工复产方案", "吃住在厂闭环", "60号区域由班组长负责", "分区管理措施", "逐步达产", "第1页共"})
    EXPECT_NE(pdf.words().find(shown), std::string::npos) << shown;
  EXPECT_TRUE(pdf.missing_fonts().empty());
}

TEST(PrintedForm, every_document_of_the_pack_can_be_printed) {
  for (const char* document : {"application_form", "commitment", "resumption_plan", "emergency_plan"}) {
    const Form form = form_of(document, {});
    const PdfFile pdf(to_pdf(form, Language::zh_cn).value().bytes);
    EXPECT_NE(pdf.words().find(form.title), std::string::npos) << document << pdf.text();
  }
}

TEST(PrintedForm, what_the_applicant_wrote_stays_text) {
  const PdfFile pdf(
      to_pdf(form_of("application_form", {{"address", "<b>x</b><table>\x02&amp;{{title}}"}}, "<h1>甲厂</h1>"),
             Language::zh_cn)
          .value()
          .bytes);
  EXPECT_NE(pdf.words().find("<b>x</b><table>&amp;{{title}}"), std::string::npos) << pdf.text();
  EXPECT_NE(pdf.words().find("<h1>甲厂</h1>"), std::string::npos) << pdf.text();
}

// What a works would write.
json::Object as_filled(const std::string& document) {
  if (document == "application_form")
    return {{"name", "沈阳新航齿轮有限公司"},
            {"usc", "91210104MA0QWERT2X"},
            {"address", "沈阳市大东区东贸路 8 号"},
            {"responsible", "王伟"},
            {"contact_phone", "13800001234"},
            {"start_date", "2022-04-22"},
            {"normal_workers", 300},
            {"first_batch", 120},
            {"returning_total", 280},
            {"housed_in_plant", 150},
            {"from_outside", 0},
            {"tests_within_hours", 24},
            {"stocks_days", 14},
            {"production_load", 80}};
  if (document == "commitment") return {{"signed_by", "王伟"}, {"accepted", true}};
  if (document == "emergency_plan")
    return {{"leader", "王伟"},
            {"leader_phone", "13800001234"},
            {"hospital", "沈阳市第六人民医院"},
            {"measures",
             "发现体温异常人员，立即就地隔离并报告属地街道和区疾控中心，十五分钟内封控所在班组区域；"
             "由专车转运至定点医疗机构，对接触人员逐一登记，连续三天核酸检测。\n厂区每日演练一次，记录在册。"}};
  return {{"mode", "live_in"},
          {"isolation_rooms", 10},
          {"dormitory", true},
          {"zones", "厂区分为生产、生活、隔离三区，各设一个出入口，班组固定区域作业，互不交叉。每日消杀两次并登记。"},
          {"commuting", "首批返岗人员由企业班车点对点接送，单座就位，到厂后不离厂。"},
          {"production", "先恢复两条齿轮总成线，两班制；一周后视到岗情况恢复其余三条，月底达到八成产能。"}};
}

TEST(PrintedForm, looks_as_it_was_approved) {
  for (const char* document : {"application_form", "commitment", "resumption_plan", "emergency_plan"}) {
    const http::File file =
        to_pdf(form_of(document, as_filled(document), "沈阳新航齿轮有限公司"), Language::zh_cn).value();
    EXPECT_TRUE(PdfFile(file.bytes).missing_fonts().empty()) << document;
    golden_test::expect_golden_page(std::string("form-") + document, file.bytes);
  }
}

http::File printed(PaperKind kind, const CaseView& view, Language language = Language::zh_cn) {
  const auto paper =
      word_paper(kind, view, paper_test::a_card(), *paper_test::dadong(), language, paper_test::printed_at);
  return to_pdf(paper.value(), language).value();
}

TEST(PrintedPaper, looks_as_it_was_approved) {
  const std::pair<const char*, PaperKind> papers[] = {{"paper-decision", PaperKind::decision},
                                                      {"paper-certificate", PaperKind::certificate},
                                                      {"paper-inspection", PaperKind::inspection}};
  for (const auto& [name, kind] : papers) {
    const http::File file = printed(kind, paper_test::a_view());
    const PdfFile pdf(file.bytes);
    EXPECT_EQ(pdf.pages(), 1) << name;
    EXPECT_TRUE(pdf.missing_fonts().empty()) << name;
    golden_test::expect_golden_page(name, file.bytes);
  }
  CaseView refused = paper_test::a_view();
  refused.line.state = CaseState::refused;
  refused.reasons = {{"", "厂区与居民楼共用出入口，无法封闭管理。"},
                     {"resumption_plan.isolation_rooms", "隔离房间 2 间，不足每 100 名返岗人员 1 间的要求。"}};
  golden_test::expect_golden_page("paper-refusal", printed(PaperKind::decision, refused).bytes);
}

TEST(PrintedPaper, long_names_and_english_stay_whole_and_the_certificate_on_its_page) {
  CaseView view = paper_test::a_view();
  view.line.enterprise_name = long_name;
  for (const PaperKind kind : {PaperKind::decision, PaperKind::certificate, PaperKind::inspection})
    for (const Language language : {Language::zh_cn, Language::en}) {
      const PdfFile pdf(printed(kind, view, language).bytes);
      EXPECT_LE(pdf.pages(), kind == PaperKind::certificate ? 1 : 2) << static_cast<int>(kind);
      EXPECT_NE(pdf.words().find("第一分厂"), std::string::npos) << pdf.text();
    }
}

}  // namespace
}  // namespace fugong::resumption
