// The bulletin on paper and as a spreadsheet, worded by the pack that ships.
#include "bulletin/printed.h"

#include <gtest/gtest.h>

#include "policy/loader.h"
#include "print/document.h"
#include "sheet/table.h"
#include "support/golden.h"

namespace fugong::bulletin {
namespace {

using pdf_test::PdfFile;

policy::PackPtr pack_of(const std::string& name) {
  auto loaded = policy::load_folder(std::string(FUGONG_SOURCE_DIR) + "/policies/" + name);
  EXPECT_TRUE(loaded.pack);
  return loaded.pack;
}

Bulletin some_figures() {
  Bulletin b{.as_of = {"2022-04-24"}};
  b.enterprises_resumed = 405;
  b.employees_returned = 48'480;
  b.employees_normal = 61'523;
  b.return_rate_percent = 78.8;
  b.capacity_over_80 = 303;
  b.above_scale_resumed = b.above_scale_total = 135;
  b.passes_employee = 72'676;
  return b;
}

// The day before: fewer at work, more still on their way.
Edition some_edition(policy::PackPtr pack) {
  Bulletin before = some_figures();
  before.as_of = {"2022-04-23"};
  before.enterprises_resumed = 393;
  before.return_rate_percent = 79.1;
  before.passes_employee = 70'441;
  return {some_figures(), before, std::move(pack)};
}

const Timestamp made_at{1'650'816'000'000};

TEST(PrintedBulletin, a_pack_with_a_head_is_printed_as_a_red_headed_document) {
  const auto pack = pack_of("dadong-2022");
  const PdfFile file(to_pdf(some_edition(pack), Language::zh_cn, made_at).value());
  EXPECT_EQ(file.pages(), 2);
  for (const char* shown : {"沈阳市大东区复工复产工作专班", "企业复工复产情况通报", "48,480", "78.8%", "2022年4月24日",
                            "附件：复工复产主要指标", "累计签发员工通行证（张）72,67670,441+2,235", "405393+12",
                            "78.8%79.1%−0.3个百分点", "303303持平", "第2页共2页"})
    EXPECT_NE(file.words().find(shown), std::string::npos) << shown << file.text();
  EXPECT_TRUE(file.missing_fonts().empty());
}

TEST(PrintedBulletin, looks_as_it_was_approved) {
  const std::string bytes = to_pdf(some_edition(pack_of("dadong-2022")), Language::zh_cn, made_at).value();
  golden_test::expect_golden_page("bulletin", bytes, 1);
  golden_test::expect_golden_page("bulletin-figures", bytes, 2);
}

TEST(PrintedBulletin, a_pack_without_one_is_printed_plainly) {
  const auto pack = pack_of("spring-restart");
  const Wording words = wording_of(some_figures(), *pack, Language::zh_cn);
  EXPECT_TRUE(words.head.empty());
  EXPECT_EQ(words.paragraphs.size(), 3u);
  const PdfFile file(to_pdf(some_edition(pack), Language::zh_cn, made_at).value());
  EXPECT_NE(file.words().find("春节后企业复工复产情况通报"), std::string::npos);
}

TEST(PrintedBulletin, every_figure_has_a_name_in_both_languages) {
  for (const Language language : {Language::zh_cn, Language::en})
    for (const Figure& f : figures_of(some_figures(), some_figures(), language))
      EXPECT_FALSE(f.name.starts_with("bulletin.")) << f.name;
}

TEST(PrintedBulletin, the_same_figures_give_the_same_bytes) {
  const auto pack = pack_of("dadong-2022");
  const auto bytes = [&] { return to_pdf(some_edition(pack), Language::en, made_at).value(); };
  EXPECT_EQ(bytes(), bytes());
}

TEST(PrintedBulletin, the_spreadsheet_holds_every_figure_beside_the_day_before) {
  const Edition edition = some_edition(pack_of("dadong-2022"));
  const auto table = sheet::read_table(to_xlsx(edition, Language::zh_cn).value()).value();
  const auto figures = figures_of(edition.bulletin, edition.before, Language::zh_cn);
  ASSERT_EQ(table.rows.size(), figures.size() + 1);
  for (std::size_t i = 0; i < figures.size(); ++i) {
    EXPECT_EQ(table.rows[i + 1].at(0), figures[i].name);
    EXPECT_EQ(table.rows[i + 1].at(1), figures[i].value);
    EXPECT_EQ(table.rows[i + 1].at(2), figures[i].before);
    EXPECT_EQ(table.rows[i + 1].at(3), figures[i].difference);
  }
  EXPECT_EQ(table.rows[2].at(3), "+12");
  EXPECT_EQ(table.rows[0].at(2), "前一日");
}

}  // namespace
}  // namespace fugong::bulletin
