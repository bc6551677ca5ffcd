// Through the router, as a browser meets it; and how long 20,000 rows take.
#include <algorithm>
#include <chrono>
#include <set>

#include "enterprise/routes.h"
#include "enterprise/world.h"
#include "identity/rights.h"
#include "sheet/table.h"

namespace fugong::enterprise_test {
namespace {

using http::Method;
using http::Request;
using http::Response;

class Routes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    clock_.emplace(now_);
    router_ = std::make_unique<http::Router>(
        engine(), *clock_,
        http::Guard{.authenticate = [this](const Request& r, Timestamp) -> Result<Actor> {
                      const auto found = people_.find(std::string(r.header("x-person")));
                      return found == people_.end() ? Actor{} : found->second;
                    },
                    .allows = [](const Actor& a, std::string_view right) { return identity::allows(a, right); }});
    declare_routes(*router_, *service_);
    people_["officer"] = officer;
    people_["reviewer"] = reviewer;
    people_["inspector"] = inspector;
  }
  void TearDown() override {
    router_.reset();
    World::TearDown();
  }
  Response call(const std::string& person, Method method, const std::string& path, std::string body = {},
                const std::string& type = "application/json", const std::string& query = {}) {
    return router_->handle({.method = method,
                            .path = path,
                            .query = query,
                            .headers = {{"x-person", person}, {"content-type", type}, {"accept-language", "en"}},
                            .body = std::move(body),
                            .remote_address = "127.0.0.1"});
  }
  static json::Value parsed(const Response& response) { return json::parse(response.body).value_or(json::Value()); }
  static std::string text(const json::Value& value, const char* member) {
    return std::string(value.as_object().at(member).as_string());
  }
  static std::string body(int number) {
    return R"({"name":"第)" + std::to_string(number) + R"(厂","usc":")" + usc_of(number) +
           R"(","scale":"above","industry":"3670","subdistrict":"210104012","address":"路","legal_representative":"王伟","normal_workers":10})";
  }
  std::string entered(int number) {
    const Response made = call("officer", Method::post, "/api/v1/enterprises", body(number));
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string id = text(parsed(made), "id");
    people_["clerk" + std::to_string(number)] = clerk({id});
    return "/api/v1/enterprises/" + id;
  }

  std::map<std::string, Actor> people_;
  std::optional<VirtualClock> clock_;
  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(Routes);

TEST_P(Routes, let_in_whom_the_table_names) {
  const std::string one = entered(1), two = entered(2);
  struct Case {
    const char* person;
    Method method;
    std::string path, body;
    int status;
  };
  const std::string worker = json::write(person(1));
  for (const Case& c : std::vector<Case>{
           {"", Method::get, "/api/v1/enterprises", "", 401},
           {"reviewer", Method::get, "/api/v1/enterprises", "", 200},
           {"reviewer", Method::post, "/api/v1/enterprises", body(3), 403},
           {"officer", Method::post, "/api/v1/enterprises", body(1), 409},
           {"officer", Method::post, "/api/v1/enterprises", R"({"name":1})", 422},
           {"officer", Method::post, "/api/v1/enterprises", "{", 400},
           {"clerk1", Method::get, one, "", 200},
           {"clerk2", Method::get, one, "", 403},
           {"clerk1", Method::patch, one, R"({"version":1,"address":"新址"})", 200},
           {"clerk1", Method::patch, one, R"({"version":1,"address":"旧址"})", 409},
           {"clerk1", Method::post, one + "/roster", worker, 201},
           {"clerk1", Method::post, one + "/roster", worker, 409},
           {"clerk2", Method::post, one + "/roster", worker, 403},
           {"officer", Method::get, one + "/roster", "", 200},
           {"reviewer", Method::get, one + "/roster", "", 403},
           {"inspector", Method::get, one + "/roster", "", 200},
           {"clerk1", Method::post, one + "/vehicles", R"({"plate":"辽A12345","use":"truck"})", 201},
           {"clerk2", Method::post, two + "/vehicles", R"({"plate":"辽A12345","use":"truck"})", 409},
           {"clerk1", Method::get, one + "/vehicles", "", 200},
           {"clerk1", Method::get, "/api/v1/enterprises/nonsense", "", 404},
       }) {
    const Response response = call(c.person, c.method, c.path, c.body);
    EXPECT_EQ(response.status, c.status) << c.person << " " << c.path << " " << c.body << " → " << response.body;
  }
  const auto listed = parsed(call("clerk2", Method::get, "/api/v1/enterprises", "", "", "limit=10"));
  EXPECT_EQ(listed.as_object().at("items").as_array().size(), 1u);
}

TEST_P(Routes, take_files_and_give_them_back) {
  const std::string one = entered(1);
  const Response form = call("clerk1", Method::get, one + "/roster/template");
  EXPECT_EQ(form.status, 200);
  EXPECT_TRUE(sheet::read_table(form.body));
  const Response done = call("clerk1", Method::post, one + "/roster/import",
                             "姓名,身份证号\n张三," + resident_id_of(1) + "\n李四,1\n", "text/csv");
  ASSERT_EQ(done.status, 200) << done.body;
  const auto receipt = parsed(done).as_object();
  EXPECT_EQ(receipt.at("imported").as_int64(), 1);
  EXPECT_EQ(receipt.at("rejected").as_int64(), 1);
  const Response back = call("clerk1", Method::get, one + "/imports/" + text(parsed(done), "error_file") + "/rejected");
  EXPECT_EQ(back.status, 200);
  EXPECT_NE(back.body.find("李四"), std::string::npos);
  EXPECT_EQ(call("clerk1", Method::post, one + "/roster/import", "\x89PNG", "image/png").status / 100, 4);
  EXPECT_EQ(call("officer", Method::post, one + "/roster/import", "x", "text/csv").status, 403);

  const Response firms = call(
      "officer", Method::post, "/api/v1/enterprises/import",
      "企业名称,统一社会信用代码,规模,行业代码,街道代码,地址,法定代表人,正常用工人数\n坏,1,规上,3670,210104012,路,王,1\n",
      "text/csv");
  ASSERT_EQ(firms.status, 200) << firms.body;
  EXPECT_EQ(
      call("officer", Method::get, "/api/v1/enterprises/imports/" + text(parsed(firms), "error_file") + "/rejected")
          .status,
      200);
  EXPECT_EQ(call("officer", Method::get, "/api/v1/enterprises/import/template").status, 200);
}

TEST_P(Routes, import_twenty_thousand_rows_in_three_seconds) {
  const std::string one = entered(1);
  sheet::Table table;
  std::string csv = "姓名,身份证号,手机号,岗位,班组,居住地,通勤方式,疫苗剂次,最近检测时间,最近检测结果\n";
  std::int64_t bad = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string id = resident_id_of(i);
    if (i % 50 == 7) id.back() = id.back() == '0' ? '1' : '0', ++bad;
    std::vector<std::string> cells{"张三丰", id,         "139" + std::to_string(10'000'000 + i),
                                   "焊工",   "总装一班", "东塔街道和睦路 12 号",
                                   "班车",   "3",        "2022-04-20 08:30",
                                   "阴性"};
    for (const std::string& cell : cells) csv.append(cell).push_back(&cell == &cells.back() ? '\n' : ',');
    table.rows.push_back({0, std::move(cells)});
  }
  const std::string xlsx = *sheet::write_xlsx("s",
                                              {{"姓名"},
                                               {"身份证号"},
                                               {"手机号"},
                                               {"岗位"},
                                               {"班组"},
                                               {"居住地"},
                                               {"通勤方式"},
                                               {"疫苗剂次"},
                                               {"最近检测时间"},
                                               {"最近检测结果"}},
                                              table);
  const auto timed = [&](const char* what, const std::string& file) {
    const auto begin = std::chrono::steady_clock::now();
    const Response done = call("clerk1", Method::post, one + "/roster/import", file, "text/csv");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    std::printf("%s: %.2f s, %zu KiB\n", what, seconds, file.size() / 1024);
    EXPECT_EQ(done.status, 200) << done.body.substr(0, 500);
#ifndef FUGONG_SANITIZED
    EXPECT_LT(seconds, 3.0) << what;
#endif
    return done.status == 200 ? *json::read<ImportReceipt>(done.body) : ImportReceipt{};
  };
  const auto first = timed("CSV, new people", csv);
  EXPECT_EQ(first.rows, 20'000);
  EXPECT_EQ(first.imported, 20'000 - bad);
  EXPECT_EQ(first.rejected, bad);
  EXPECT_EQ(first.errors.size(), import_errors_shown);
  const auto again = timed("CSV, the same people", csv);
  EXPECT_EQ(again.imported, 0);
  EXPECT_EQ(again.updated, 20'000 - bad);
  EXPECT_EQ(timed("XLSX, the same people", xlsx).updated, 20'000 - bad);
  const auto begin = std::chrono::steady_clock::now();
  const Response back = call("clerk1", Method::get, one + "/imports/" + again.error_file->text + "/rejected");
  EXPECT_EQ(back.status, 404);  // the XLSX has replaced it
  std::printf("%.3f s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
}

TEST(Declaration, every_right_is_in_the_table_and_every_name_stands_once) {
  DistrictCode district{"210104"};
  SeededRandom random(1);
  Service service({.district = district, .vault = crypto::Vault(std::string(32, 'k')), .random = random});
  db_test::FreshDatabase database(db::Dialect::sqlite);
  const auto engine = db::Engine::open(database.url());
  const VirtualClock clock(Timestamp{0});
  http::Router router(*engine, clock, {});
  declare_routes(router, service);
  declare_registration_routes(router, service, *engine);
  std::set<std::string_view> operations;
  for (const auto& entry : router.entries()) {
    EXPECT_TRUE(operations.insert(entry.route.operation).second) << entry.route.operation;
    if (entry.route.right == "public") continue;
    EXPECT_NE(std::ranges::find(identity::rights(), entry.route.right, &identity::Right::name),
              identity::rights().end())
        << entry.route.right;
  }
  EXPECT_EQ(operations.size(), 27u);
}

}  // namespace
}  // namespace fugong::enterprise_test
