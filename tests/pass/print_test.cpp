// Passes on paper: read back as a guard's scanner, a clerk's search and an official's eye would.
#include <algorithm>

#include "http/router.h"
#include "pass/printed.h"
#include "support/golden.h"
#include "support/qr.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

using golden_test::expect_golden_page;
using pdf_test::PdfFile;
using picture_test::cut;
using picture_test::from_png;
using picture_test::scanned;

// Looks like a token; the goldens must not change with the keys.
std::string token_like(int seed) {
  std::string out = "FG1:";
  for (int i = 0; i < 430; ++i)
    out += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"[(i * 7 + i * i + seed * (i + 3)) % 45];
  return out;
}

PrintedPass a_pass(int number = 123) {
  return {.number = "210104000" + std::to_string(number),
          .kind_name = "货车通行证",
          .enterprise_name = "沈阳华晨东兴汽车零部件有限公司",
          .subject = "辽A12345",
          .route = "京哈高速沈北出口（入沈）—望花卡口—东贸路1号厂区",
          .zones = {},
          .issued_at = {1'650'513'600'000},
          .not_before = {1'650'513'600'000},
          .expires_at = {1'651'809'600'000},
          .token = token_like(number)};
}

// 34 characters, one of them of extension B.
PrintedPass a_long_pass(int number = 124) {
  PrintedPass pass = a_pass(number);
  pass.kind_name = "重点物资运输车辆专用通行证";
  pass.subject = "辽AD12345";
  pass.enterprise_name = "中国人民武装部队沈阳重型机械装备制造集团有限责任公司第一分厂（筹）𠮷";
  pass.route = "沈阳市苏家屯区沙河收费站—浑南区白塔堡卡口—大东区东贸路卡口—厂南门";
  pass.zones = {"汽车城", "东塔街道", "万泉街道"};
  return pass;
}

Printing printing(Paper paper, std::vector<PrintedPass> passes) {
  return {.paper = paper,
          .district_name = "沈阳市大东区",
          .zone = "Asia/Shanghai",
          .made_at = {1'650'780'000'000},
          .passes = std::move(passes)};
}

std::vector<PrintedPass> cards(int count) {
  std::vector<PrintedPass> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(i % 2 == 0 ? a_pass(100 + i) : a_long_pass(100 + i));
    out.back().kind_name = "职工通行证";
    out.back().subject = i % 2 == 0 ? "王*伟" : "买买提*·艾*";
  }
  return out;
}

TEST(PrintedPass, the_windscreen_sheet_shows_what_a_guard_compares_and_can_be_scanned) {
  const PrintedPass pass = a_pass();
  const PdfFile file(print::to_pdf(lay_out(printing(Paper::windscreen, {pass})).value()).value());
  EXPECT_EQ(file.pages(), 1);
  EXPECT_NE(file.info().find("841.89 x 595.276"), std::string::npos) << file.info();
  for (const char* shown : {"辽A·12345", "货车通行证", "210104000123", "2022-04-2112:00至2022-05-0612:00", "望花卡口",
                            "沈阳华晨东兴汽车零部件有限公司", "沈阳市大东区", "核验"})
    EXPECT_NE(file.words().find(shown), std::string::npos) << shown << file.text();
  EXPECT_TRUE(file.missing_fonts().empty());
  EXPECT_EQ(scanned(from_png(file.page_png(1, 150))), pass.token);
  static_assert(windscreen_qr_mm >= 50);
}

TEST(PrintedPass, the_windscreen_sheet_names_driver_and_mates_of_a_journey) {
  PrintedPass pass = a_pass();
  pass.driver = "王*伟";
  pass.mates = {"李*", "欧阳**"};
  const PdfFile file(print::to_pdf(lay_out(printing(Paper::windscreen, {pass})).value()).value());
  for (const char* shown : {"驾驶员及随车人员", "王*伟；随车李*、欧阳**", "2022-04-2112:00至2022-05-0612:00"})
    EXPECT_NE(file.words().find(shown), std::string::npos) << shown << file.text();
  const PdfFile without(print::to_pdf(lay_out(printing(Paper::windscreen, {a_pass()})).value()).value());
  EXPECT_EQ(without.words().find("驾驶员"), std::string::npos);
}

TEST(PrintedPass, a_long_name_is_whole_on_both_papers) {
  for (const Paper paper : {Paper::windscreen, Paper::card}) {
    const PrintedPass pass = a_long_pass();
    const PdfFile file(print::to_pdf(lay_out(printing(paper, {pass})).value()).value());
    EXPECT_NE(file.words().find("公司第一分厂（筹）𠮷"), std::string::npos) << file.text();
    EXPECT_EQ(scanned(from_png(file.page_png(1, 200))), pass.token);
  }
}

TEST(PrintedPass, every_card_of_a_sheet_can_be_scanned) {
  const auto all = cards(13);
  const PdfFile file(print::to_pdf(lay_out(printing(Paper::sheet, all)).value()).value());
  ASSERT_EQ(file.pages(), 2);
  picture_test::Image last;
  constexpr double dots_per_mm = 200 / 25.4;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const picture_test::Image page = i % 10 == 0 ? from_png(file.page_png(static_cast<int>(i / 10) + 1, 200)) : last;
    last = page;
    const double x = (210 - 2 * 85.6) / 2 + static_cast<double>(i % 2) * 85.6 + 43;
    const double y = (297 - 5 * 54) / 2 + static_cast<double>(i % 10 / 2) * 54;
    EXPECT_EQ(
        scanned(cut(page, int(x * dots_per_mm), int(y * dots_per_mm), int(42 * dots_per_mm), int(54 * dots_per_mm))),
        all[i].token)
        << i;
  }
}

TEST(PrintedPass, the_same_passes_give_the_same_bytes) {
  const auto bytes = [] { return print::to_pdf(lay_out(printing(Paper::sheet, cards(3))).value()).value(); };
  EXPECT_EQ(bytes(), bytes());
}

TEST(PrintedPass, what_a_stranger_wrote_stays_text) {
  PrintedPass pass = a_pass();
  pass.enterprise_name = "<b>甲</b>\x01厂&amp;";
  pass.route = std::string(100'000, 'x') + "\n\n\n\u202e";
  const PdfFile file(print::to_pdf(lay_out(printing(Paper::windscreen, {pass})).value()).value());
  EXPECT_NE(file.words().find("<b>甲</b>厂&amp;"), std::string::npos);
  EXPECT_EQ(file.pages(), 1);
}

TEST(PrintedPass, a_token_that_is_no_code_is_refused) {
  PrintedPass pass = a_pass();
  pass.token = "大东";
  EXPECT_EQ(lay_out(printing(Paper::card, {pass})).error().code, "qr.character");
}

PrintedPass a_commuter() {
  PrintedPass pass = a_pass(125);
  pass.kind_name = "通勤车通行证";
  pass.subject = "辽AD06688";
  pass.route = "沈河区方明街—望花卡口—东贸路厂区";
  pass.driver = "王*伟";
  pass.zones = {"大东区", "沈河区方明街"};
  return pass;
}

TEST(PrintedPass, looks_as_it_was_approved) {
  const auto pdf = [](Paper paper, std::vector<PrintedPass> passes, Language language = Language::zh_cn) {
    Printing job = printing(paper, std::move(passes));
    job.language = language;
    return print::to_pdf(lay_out(std::move(job)).value()).value();
  };
  PrintedPass manned = a_pass();
  manned.driver = "王*伟";
  manned.mates = {"李*", "欧阳**"};
  expect_golden_page("pass-truck", pdf(Paper::windscreen, {manned}));
  expect_golden_page("pass-truck-long", pdf(Paper::windscreen, {a_long_pass()}));
  expect_golden_page("pass-commuter", pdf(Paper::windscreen, {a_commuter()}));
  expect_golden_page("pass-card", pdf(Paper::card, {cards(1)[0]}), 1, 200);
  expect_golden_page("pass-card-long", pdf(Paper::card, {cards(2)[1]}), 1, 200);
  expect_golden_page("pass-sheet", pdf(Paper::sheet, cards(13)), 2);
  PrintedPass english = manned;
  english.kind_name = "Truck pass";
  expect_golden_page("pass-truck-en", pdf(Paper::windscreen, {english}, Language::en));
}

class Print : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    e_ = enter(1);
    hire(e_, 3);
    buy(e_, "辽A12345", "望花卡口—厂区");
    issue_all(e_, "employee");
    issue_all(e_, "truck");
  }
  Result<http::File> one(const Actor& a, const PassId& id, std::optional<Paper> paper = {}) {
    const auto printing =
        read<PrintingPtr>([&](db::Session& s) { return service_->prepare_print(s, by(a), id, {paper}); });
    if (!printing) return std::unexpected(printing.error());
    return Service::print(*printing);
  }
  Result<PrintingPtr> many(const Actor& a, const PrintFilter& filter) {
    return read<PrintingPtr>([&](db::Session& s) { return service_->prepare_print_many(s, by(a), filter); });
  }
  PassId id_of(const std::string& kind) { return list({.kind = kind}).at(0).id; }
  EnterpriseId e_;
};
FUGONG_BOTH_ENGINES(Print);

TEST_P(Print, a_printed_pass_is_green_at_the_gate) {
  for (const char* kind : {"employee", "truck"}) {
    const http::File file = must(one(clerk(e_), id_of(kind)));
    EXPECT_EQ(file.content_type, "application/pdf");
    EXPECT_TRUE(file.filename.ends_with(".pdf"));
    const std::string token = scanned(from_png(PdfFile(file.bytes).page_png(1, 200)));
    EXPECT_EQ(at_gate(token).verdict, token::Verdict::green) << kind << token;
  }
}

TEST_P(Print, an_enterprise_prints_its_own_passes_only) {
  const EnterpriseId other = enter(2);
  EXPECT_EQ(code_of(one(clerk(other), id_of("truck"))), "pass.not_found");
  EXPECT_EQ(code_of(many(clerk(other), {.kind = "truck"})), "pass.nothing_to_print");
  EXPECT_NE(code_of(many(clerk(other), {.kind = "truck", .enterprise = e_})), "");
  EXPECT_EQ(must(many(clerk(e_), {.kind = "employee"}))->passes.size(), 3u);
  EXPECT_EQ(must(many(commissioner, {.kind = "employee", .enterprise = e_}))->passes.size(), 3u);
}

TEST_P(Print, stopped_passes_are_not_printed) {
  const PassId id = id_of("employee");
  must(act(commissioner, &Service::revoke, id));
  EXPECT_EQ(code_of(one(clerk(e_), id)), "pass.not_valid_to_print");
  EXPECT_EQ(must(many(clerk(e_), {.kind = "employee"}))->passes.size(), 2u);
  stop(e_);
  EXPECT_EQ(code_of(many(clerk(e_), {.kind = "employee"})), "pass.nothing_to_print");
  EXPECT_EQ(code_of(one(clerk(e_), id_of("truck"))), "pass.not_valid_to_print");
}

TEST_P(Print, paper_suits_the_kind) {
  struct Row {
    const char* kind;
    std::optional<Paper> asked;
    std::optional<Paper> given;
  };
  for (const Row& row :
       {Row{"truck", {}, Paper::windscreen}, Row{"truck", Paper::card, {}}, Row{"employee", {}, Paper::sheet},
        Row{"employee", Paper::card, Paper::card}, Row{"employee", Paper::windscreen, {}}}) {
    const auto printing = many(clerk(e_), {.kind = row.kind, .paper = row.asked});
    if (row.given) EXPECT_EQ(must(printing)->paper, *row.given) << row.kind;
    else EXPECT_EQ(code_of(printing), "pass.wrong_paper") << row.kind;
  }
}

TEST_P(Print, many_are_printed_in_the_order_of_their_numbers_and_go_on_after_one) {
  const auto all = must(many(clerk(e_), {.kind = "employee"}));
  EXPECT_TRUE(std::ranges::is_sorted(all->passes, {}, &PrintedPass::number));
  EXPECT_FALSE(all->next);
  const auto rest = must(many(clerk(e_), {.kind = "employee", .after = all->passes.back().number}));
  EXPECT_EQ(rest->passes.size(), 2u);
  EXPECT_EQ(code_of(many(clerk(e_), {.kind = "employee", .after = "x"})), "pass.bad_cursor");
}

}  // namespace
}  // namespace fugong::pass_test
