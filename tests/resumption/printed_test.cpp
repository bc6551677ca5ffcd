// The documents of the pack that ships, filled in and printed.
#include "resumption/printed.h"

#include <gtest/gtest.h>

#include "policy/loader.h"
#include "support/pdf.h"

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

}  // namespace
}  // namespace fugong::resumption
