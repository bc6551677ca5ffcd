// A made-up list as a file, through the router and on both engines.
#include "listing/listing.h"

#include <gmock/gmock.h>

#include "audit/log.h"
#include "sheet/table.h"
#include "support/databases.h"
#include "support/pdf.h"

namespace fugong::listing {
namespace {

using http::Call;
using http::Method;
using http::Response;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Line {
  std::string name;
  Timestamp at{};
};
struct Filter {
  std::optional<std::string> search;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(Filter, (), (search, after, limit))

class Listing : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    router_ = std::make_unique<http::Router>(
        engine(), clock_,
        http::Guard{.authenticate = [](const http::Request& r, Timestamp) -> Result<Actor> {
                      Actor actor;
                      actor.person.text = std::string(r.header("x-person"));
                      actor.person_name = "周明";
                      return actor;
                    },
                    .allows = [](const Actor& a, std::string_view) { return a.person.text != "guest"; }});
    declare<Filter, Line>(*router_, desk_,
                          {.route = {Method::post, "/api/v1/things/export", "thing.read", "exportThings", "Things"},
                           .name = "vehicles",
                           .page = [this](Call&, db::Session&, const Filter& f) { return page(f); },
                           .columns = {{"name", 30, [](const Line& l, const Words&) { return l.name; }},
                                       {"issued", 18, [](const Line& l, const Words& w) { return w.time(l.at); }}}});
  }
  void TearDown() override {
    router_.reset();
    EngineTest::TearDown();
  }

  Result<http::Page<Line>> page(const Filter& f) {
    if (f.search == "bad") return invalid("json.unknown_choice", "search", {{"value", "bad"}});
    const int from = f.after ? std::stoi(*f.after) : 0;
    http::Page<Line> out;
    for (int i = from; i < std::min(from + f.limit.value_or(50), lines_); ++i)
      out.items.push_back({"第" + std::to_string(i) + "件", clock_.now()});
    if (from + f.limit.value_or(50) < lines_) out.next = std::to_string(from + f.limit.value_or(50));
    return out;
  }
  Response ask(const std::string& body, const std::string& person = "leader") {
    return router_->handle(
        {.method = Method::post,
         .path = "/api/v1/things/export",
         .headers = {{"x-person", person}, {"content-type", "application/json"}, {"accept-language", "zh-CN"}},
         .body = body});
  }
  std::vector<std::string> audit() {
    std::vector<std::string> out;
    engine().read([&](db::Session& s) {
      out = s.query<std::string>("SELECT action || ' ' || subject_id || ' ' || detail FROM audit_entry ORDER BY seq");
    });
    return out;
  }

  int lines_ = 3;
  Desk desk_{.district = {"210104"}, .name = "小区", .name_en = "Small", .zone = "Asia/Shanghai"};
  VirtualClock clock_{*parse_rfc3339("2022-04-11T02:00:00Z")};
  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(Listing);

TEST_P(Listing, holds_every_page_in_order_under_its_headings) {
  lines_ = 450;
  const Response made = ask(R"({"format":"xlsx"})");
  ASSERT_EQ(made.status, 200) << made.body;
  const auto table = sheet::read_table(made.body);
  ASSERT_TRUE(table) << table.error().code;
  ASSERT_EQ(table->rows.size(), 451u);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("企业名称", "签发时间"));
  EXPECT_THAT(table->rows[1].cells, ElementsAre("第0件", "2022-04-11 10:00"));
  EXPECT_EQ(table->rows[450].at(0), "第449件");
}

TEST_P(Listing, says_on_paper_who_took_it_and_when) {
  const Response made = ask(R"({"format":"pdf"})");
  ASSERT_EQ(made.status, 200) << made.body;
  const std::string text = pdf_test::PdfFile(made.body).text();
  EXPECT_THAT(text, HasSubstr("小区企业车辆清单"));
  EXPECT_THAT(text, HasSubstr("周明"));
  EXPECT_THAT(text, HasSubstr("第2件"));
}

TEST_P(Listing, is_in_the_audit_log_without_what_was_searched_for) {
  ASSERT_EQ(ask(R"({"format":"xlsx","filter":{"search":"210199199001010010"}})").status, 200);
  ASSERT_EQ(audit().size(), 1u);
  EXPECT_THAT(audit()[0], HasSubstr("list.export vehicles"));
  EXPECT_THAT(audit()[0], HasSubstr(R"("rows":3)"));
  EXPECT_THAT(audit()[0], HasSubstr(R"(["search"])"));
  EXPECT_THAT(audit()[0], Not(HasSubstr("210199")));
}

TEST_P(Listing, gives_nothing_out_that_is_too_long_or_not_allowed_and_writes_nothing) {
  lines_ = int(rows_max_pdf) + 1;
  const Response long_one = ask(R"({"format":"pdf"})");
  EXPECT_EQ(long_one.status, 422);
  EXPECT_THAT(long_one.body, HasSubstr("listing.too_many"));
  EXPECT_THAT(long_one.body, HasSubstr("3000"));
  EXPECT_EQ(ask(R"({"format":"xlsx","filter":{"search":"bad"}})").status, 422);
  EXPECT_EQ(ask(R"({"format":"docx"})").status, 422);
  EXPECT_EQ(ask(R"({"format":"xlsx","filter":{"colour":"red"}})").status, 422);
  EXPECT_EQ(ask(R"({})").status, 422);
  EXPECT_EQ(ask(R"({"format":"xlsx"})", "guest").status, 403);
  EXPECT_EQ(ask(R"({"format":"xlsx"})", "").status, 401);
  EXPECT_TRUE(audit().empty());
}

TEST_P(Listing, begins_at_the_beginning_wherever_the_reader_was) {
  lines_ = 120;
  const Response made = ask(R"({"format":"xlsx","filter":{"after":"100","limit":5}})");
  EXPECT_EQ(sheet::read_table(made.body)->rows.size(), 121u);
}

TEST_P(Listing, of_nothing_is_a_page_that_says_so) {
  lines_ = 0;
  EXPECT_THAT(pdf_test::PdfFile(ask(R"({"format":"pdf"})").body).text(), HasSubstr("共0行"));
  EXPECT_EQ(sheet::read_table(ask(R"({"format":"xlsx"})").body)->rows.size(), 1u);
}

}  // namespace
}  // namespace fugong::listing
