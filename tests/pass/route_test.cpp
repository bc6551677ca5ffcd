#include <fstream>

#include "http/router.h"
#include "identity/rights.h"
#include "pass/routes.h"
#include "token/verify_command.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

using http::Method;

class Routes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    e_ = enter(1);
    hire(e_, 3);
    people_ = {{"clerk", clerk(e_)},
               {"stranger", clerk(enter(2))},
               {"commissioner", commissioner},
               {"officer", officer},
               {"guard", guard}};
    clock_.advance_to(now_);
    router_ = std::make_unique<http::Router>(
        engine(), clock_,
        http::Guard{.authenticate = [this](const http::Request& r, Timestamp) -> Result<Actor> {
                      const auto known = people_.find(std::string(r.header("x-person")));
                      return known == people_.end() ? Actor{} : known->second;
                    },
                    .allows = identity_allows});
    declare_routes(*router_, *service_);
  }
  void TearDown() override {
    router_.reset();
    World::TearDown();
  }
  static bool identity_allows(const Actor& a, std::string_view right);

  http::Response call(const std::string& person, Method method, const std::string& path, const std::string& body = "",
                      std::vector<http::Header> headers = {}) {
    headers.push_back({"X-Person", person});
    headers.push_back({"Accept-Language", "en"});
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    const auto mark = path.find('?');
    return router_->handle({.method = method,
                            .path = path.substr(0, mark),
                            .query = mark == std::string::npos ? "" : path.substr(mark + 1),
                            .headers = std::move(headers),
                            .body = body,
                            .remote_address = {}});
  }
  json::Value ok(const http::Response& r, int status = 200) {
    EXPECT_EQ(r.status, status) << r.body;
    return json::parse(r.body).value_or(json::Value());
  }
  static std::string text(const json::Value& v, const char* pointer) {
    boost::system::error_code none;
    const json::Value* found = v.find_pointer(pointer, none);
    return found && found->is_string() ? std::string(std::string_view(found->get_string())) : "";
  }
  // One pass of everybody; the id of one of them.
  std::string issued_pass() {
    const auto request =
        ok(call("clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":true})"), 201);
    ok(call("commissioner", Method::post, "/api/v1/pass-requests/" + text(request, "/id") + "/issue"));
    return text(ok(call("clerk", Method::get, "/api/v1/passes")), "/items/0/id");
  }

  EnterpriseId e_;
  std::map<std::string, Actor> people_;
  VirtualClock clock_{{}};
  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(Routes);

bool Routes::identity_allows(const Actor& a, std::string_view right) { return identity::allows(a, right); }

TEST_P(Routes, a_pass_goes_from_the_clerks_request_to_the_guards_green_screen) {
  const auto request =
      ok(call("clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":true})"), 201);
  EXPECT_EQ(text(request, "/state"), "open");
  const auto open = ok(call("commissioner", Method::get, "/api/v1/pass-requests?state=open"));
  EXPECT_EQ(text(open, "/items/0/id"), text(request, "/id"));
  const auto receipt = ok(call("commissioner", Method::post, "/api/v1/pass-issuance", "{}"));
  EXPECT_EQ(receipt.at("issued").as_int64(), 3);
  const auto page = ok(call("clerk", Method::get, "/api/v1/passes?kind=employee&state=valid&limit=2"));
  EXPECT_EQ(page.at("items").as_array().size(), 2u);
  const std::string id = text(page, "/items/0/id");
  const std::string token = text(ok(call("clerk", Method::get, "/api/v1/passes/" + id)), "/token");
  const std::string scan = json::write_value(
      json::Object{{"scans", json::Array{json::Object{{"id", ScanId::make(now_, random_).text}, {"token", token}}}}});
  EXPECT_EQ(text(ok(call("guard", Method::post, "/api/v1/scans", scan)), "/results/0/verdict"), "green");
  EXPECT_EQ(ok(call("guard", Method::post, "/api/v1/scans", scan)).at("duplicates").as_int64(), 1);
  EXPECT_EQ(ok(call("officer", Method::get, "/api/v1/scans/summary")).at("total").as_int64(), 1);
  EXPECT_EQ(ok(call("officer", Method::get, "/api/v1/scans/summary?day=2022-04-20")).at("total").as_int64(), 0);
}

TEST_P(Routes, pictures_are_pictures) {
  const std::string id = issued_pass();
  const auto svg = call("clerk", Method::get, "/api/v1/passes/" + id + "/qr.svg");
  EXPECT_EQ(svg.content_type, "image/svg+xml");
  EXPECT_TRUE(svg.body.contains("<svg"));
  const auto png = call("clerk", Method::get, "/api/v1/passes/" + id + "/qr.png");
  EXPECT_EQ(png.content_type, "image/png");
  EXPECT_TRUE(png.body.starts_with("\x89PNG"));
  EXPECT_EQ(call("stranger", Method::get, "/api/v1/passes/" + id + "/qr.png").status, 404);
}

TEST_P(Routes, acts_need_their_right_and_a_reason) {
  const std::string pass = "/api/v1/passes/" + issued_pass();
  EXPECT_EQ(call("clerk", Method::post, pass + "/revocation", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(call("officer", Method::post, pass + "/revocation", R"({"reason":"x"})").status, 403);
  EXPECT_EQ(call("nobody", Method::post, pass + "/revocation", R"({"reason":"x"})").status, 401);
  EXPECT_EQ(call("commissioner", Method::post, pass + "/revocation", "{}").status, 422);
  EXPECT_EQ(call("commissioner", Method::post, pass + "/revocation", R"({"word":"x"})").status, 422);
  EXPECT_EQ(text(ok(call("officer", Method::post, pass + "/suspension", R"({"reason":"核查"})")), "/state"),
            "suspended");
  EXPECT_EQ(text(ok(call("officer", Method::post, pass + "/restoration")), "/state"), "valid");
  EXPECT_EQ(text(ok(call("commissioner", Method::post, pass + "/revocation", R"({"reason":"冒用"})")), "/state"),
            "revoked");
  EXPECT_EQ(call("commissioner", Method::post, pass + "/revocation", R"({"reason":"冒用"})").status, 409);
}

TEST_P(Routes, gates_fetch_the_lists_without_logging_in_and_only_when_they_have_changed) {
  const std::string id = issued_pass();
  for (const char* path : {"/api/v1/trust-list", "/api/v1/status-list/0", "/api/v1/gate-policy"}) {
    const auto first = call("nobody", Method::get, path);
    ASSERT_EQ(first.status, 200);
    std::string etag;
    for (const auto& h : first.headers)
      if (h.name == "ETag") etag = h.value;
    EXPECT_EQ(call("nobody", Method::get, path, "", {{"If-None-Match", etag}}).status, 304);
    if (std::string_view(path).ends_with("0")) {
      ok(call("commissioner", Method::post, "/api/v1/passes/" + id + "/revocation", R"({"reason":"冒用"})"));
      EXPECT_EQ(call("nobody", Method::get, path, "", {{"If-None-Match", etag}}).status, 200);
    }
  }
  for (const char* path : {"/api/v1/status-list/9", "/api/v1/status-list/-1", "/api/v1/status-list/x",
                           "/api/v1/status-list/99999999999999999999"})
    EXPECT_EQ(call("nobody", Method::get, path).status, 404) << path;
}

TEST_P(Routes, the_command_line_verifies_with_the_files_that_the_server_publishes) {
  const std::string id = issued_pass();
  const std::string token = text(ok(call("clerk", Method::get, "/api/v1/passes/" + id)), "/token");
  const db_test::TemporaryFolder folder;
  const auto save = [&](const char* name, const std::string& bytes) {
    const std::string path = folder.path() / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  };
  const std::string trust = save("trust", call("nobody", Method::get, "/api/v1/trust-list").body);
  VerifyCommand command{.token = token,
                        .trust_file = trust,
                        .status_files = {save("status", call("nobody", Method::get, "/api/v1/status-list/0").body)},
                        .root_file = save("root.pem", keys_.root.public_key().pem()),
                        .at = now_};
  const auto green = run_verify(command);
  ASSERT_TRUE(green) << green.error().code;
  EXPECT_EQ(green->exit_status, 0);
  EXPECT_EQ(text(*json::parse(green->json), "/verdict"), "green");
  ok(call("commissioner", Method::post, "/api/v1/passes/" + id + "/revocation", R"({"reason":"冒用"})"));
  command.status_files = {save("newer", call("nobody", Method::get, "/api/v1/status-list/0").body)};
  const auto red = run_verify(command);
  ASSERT_TRUE(red);
  EXPECT_EQ(red->exit_status, 1);
  EXPECT_EQ(text(*json::parse(red->json), "/reason"), "revoked");
  command.status_files.clear();
  command.at = now_ + days(8);
  EXPECT_EQ(text(*json::parse(run_verify(command)->json), "/reason"), "expired");
  command.root_file = save("other.pem", KeyRing::generate().root.public_key().pem());
  EXPECT_EQ(run_verify(command).error().code, "trust.other_root");
  command.trust_file = (folder.path() / "missing").string();
  EXPECT_EQ(run_verify(command).error().code, "file.unreadable");
}

TEST_P(Routes, what_strangers_send_is_answered_with_a_problem) {
  const struct {
    const char* person;
    Method method;
    const char* path;
    const char* body;
    int status;
  } rows[] = {
      {"clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":"yes"})", 422},
      {"clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":true)", 400},
      {"clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","purpose":"gift","all":true})", 422},
      {"clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","workers":["x"]})", 422},
      {"guard", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":true})", 403},
      {"clerk", Method::get, "/api/v1/passes?limit=0", "", 422},
      {"clerk", Method::get, "/api/v1/passes?limit=201", "", 422},
      {"clerk", Method::get, "/api/v1/passes?after=x", "", 422},
      {"clerk", Method::get, "/api/v1/passes?state=blue", "", 422},
      {"clerk", Method::get, "/api/v1/passes?colour=blue", "", 422},
      {"clerk", Method::get, "/api/v1/passes/x", "", 404},
      {"clerk", Method::post, "/api/v1/pass-issuance", "{}", 403},
      {"commissioner", Method::post, "/api/v1/pass-issuance", "{}", 409},
      {"commissioner", Method::post, "/api/v1/pass-requests/01800000-0000-7000-8000-0000000000ff/issue", "", 404},
      {"guard", Method::post, "/api/v1/scans", R"({"scans":[]})", 422},
      {"guard", Method::post, "/api/v1/scans", R"({"scans":[{"id":"1","token":"x"}]})", 422},
      {"guard", Method::get, "/api/v1/passes", "", 403}};
  for (const auto& r : rows) {
    const auto answer = call(r.person, r.method, r.path, r.body);
    EXPECT_EQ(answer.status / 100, 4) << r.path << r.body << answer.body;
    if (r.status != 400 && r.status != 422) EXPECT_EQ(answer.status, r.status) << r.path << r.body;
    EXPECT_EQ(answer.content_type, "application/problem+json");
  }
}

TEST_P(Routes, a_phone_is_bound_shows_its_pass_and_is_let_go) {
  issued_pass();
  const std::string worker = workers(e_).at(0).text;
  const auto links =
      ok(call("clerk", Method::post, "/api/v1/wallet/claims", R"({"workers":[")" + worker + R"("]})"), 201);
  const std::string url = text(links, "/0/url");
  const json::Object jwk = crypto::KeyPair::generate(crypto::Algorithm::es256).public_key().jwk();
  const json::Object key{{"kty", "EC"}, {"crv", "P-256"}, {"x", jwk.at("x")}, {"y", jwk.at("y")}, {"ext", true}};
  const std::string body =
      json::write_value(json::Object{{"claim", url.substr(url.find("claim=") + 6)}, {"public_key", key}});
  const auto bound = ok(call("nobody", Method::post, "/api/v1/wallet/bindings", body), 201);
  const http::Header wallet{"X-Wallet", text(bound, "/wallet") + "." + text(bound, "/secret")};
  EXPECT_EQ(call("nobody", Method::post, "/api/v1/wallet/bindings", body).status, 422);  // used
  const auto held = ok(call("nobody", Method::get, "/api/v1/wallet/passes", "", {wallet}));
  EXPECT_EQ(held.at("passes").as_array().size(), 1u);
  EXPECT_EQ(text(held, "/passes/0/enterprise_name"), "第1机械厂");
  EXPECT_EQ(call("nobody", Method::get, "/api/v1/wallet/passes", "", {{"X-Wallet", wallet.value + "x"}}).status, 401);
  EXPECT_EQ(call("nobody", Method::get, "/api/v1/wallet/passes").status, 404);
  EXPECT_EQ(text(ok(call("clerk", Method::get, "/api/v1/enterprises/" + e_.text + "/wallets")), "/items/0/holder"),
            worker);
  EXPECT_EQ(call("stranger", Method::get, "/api/v1/enterprises/" + e_.text + "/wallets").status, 403);
  EXPECT_EQ(call("nobody", Method::del, "/api/v1/wallet/binding", "", {wallet}).status, 204);
  EXPECT_EQ(call("nobody", Method::get, "/api/v1/wallet/passes", "", {wallet}).status, 401);
  EXPECT_EQ(call("nobody", Method::post, "/api/v1/wallet/codes", R"({"phone":"13800000001"})").status,
            409);  // no gateway
  for (const char* bad :
       {"", "{}", R"({"claim":1})", R"({"claim":"x","public_key":{}})", R"({"claim":"x","public_key":null})"})
    EXPECT_EQ(call("nobody", Method::post, "/api/v1/wallet/bindings", bad).status / 100, 4) << bad;
  EXPECT_EQ(call("nobody", Method::post, "/api/v1/wallet/bindings", std::string(5000, ' ') + "{}").status / 100, 4);
}

TEST_P(Routes, the_commissioner_decides_many_at_once) {
  const auto request =
      ok(call("clerk", Method::post, "/api/v1/pass-requests", R"({"kind":"employee","all":true})"), 201);
  const auto queue = ok(call("commissioner", Method::get, "/api/v1/pass-queue?order=age&limit=5"));
  EXPECT_EQ(text(queue, "/items/0/request/id"), text(request, "/id"));
  EXPECT_EQ(text(queue, "/items/0/enterprise_name"), "第1机械厂");
  const std::string body = R"({"decisions":[{"request":")" + text(request, "/id") + R"(","decision":"approve"}]})";
  EXPECT_EQ(call("clerk", Method::post, "/api/v1/pass-decisions", body).status, 403);
  EXPECT_EQ(ok(call("commissioner", Method::post, "/api/v1/pass-decisions", body)).at("issued").as_int64(), 3);
  const auto again = ok(call("commissioner", Method::post, "/api/v1/pass-decisions", body));
  EXPECT_EQ(text(again, "/results/0/code"), "pass.request_done");
  EXPECT_EQ(text(ok(call("clerk", Method::get, "/api/v1/pass-requests/" + text(request, "/id"))), "/request/state"),
            "issued");
  for (const char* bad : {R"({"decisions":[]})", R"({"decisions":[{"request":"x","decision":"approve"}]})",
                          R"({"decisions":[{"request":"01800000-0000-7000-8000-0000000000ff","decision":"bless"}]})"})
    EXPECT_EQ(call("commissioner", Method::post, "/api/v1/pass-decisions", bad).status, 422) << bad;
  EXPECT_EQ(call("commissioner", Method::get, "/api/v1/pass-queue?after=x").status, 422);
}

}  // namespace
}  // namespace fugong::pass_test
