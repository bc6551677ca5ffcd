// What HTTP adds: bodies, parameters, who may call what.
#include "exchange/routes.h"

#include "http/router.h"
#include "identity/rights.h"
#include "world.h"

namespace fugong::exchange_test {
namespace {

using http::Method;

class ExchangeRoutes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    truck_ = issue_truck(*west_, "辽A12345", 1);
    trust_each_other();
    router_ = std::make_unique<http::Router>(
        engine(), clock_,
        http::Guard{
            .authenticate = [this](const http::Request& r, Timestamp) -> Result<Actor> {
              const std::string_view who = r.header("x-person");
              return who == "commissioner" ? commissioner : who == "leader" ? leader : who == "guard" ? guard : Actor{};
            },
            .allows = [](const Actor& a, std::string_view right) { return identity::allows(a, right); }});
    declare_routes(*router_, *west_->exchange);
  }
  void TearDown() override {
    router_.reset();
    World::TearDown();
  }
  http::Response call(const std::string& person, Method method, const std::string& path, std::string body = "",
                      std::vector<http::Header> headers = {}) {
    headers.push_back({"X-Person", person});
    headers.push_back({"Accept-Language", "en"});
    if (!body.empty() && body.front() == '{') headers.push_back({"Content-Type", "application/json"});
    else if (!body.empty()) headers.push_back({"Content-Type", "application/cose"});
    const auto mark = path.find('?');
    return router_->handle({.method = method,
                            .path = path.substr(0, mark),
                            .query = mark == std::string::npos ? "" : path.substr(mark + 1),
                            .headers = std::move(headers),
                            .body = std::move(body),
                            .remote_address = {}});
  }
  std::string code_in(const http::Response& r) {
    const auto value = json::parse(r.body);
    const json::Object* object = value ? value->if_object() : nullptr;
    const json::Value* code = object ? object->if_contains("code") : nullptr;
    return code ? std::string(std::string_view(code->get_string())) : "";
  }

  PassId truck_;
  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(ExchangeRoutes);

TEST_P(ExchangeRoutes, gates_and_neighbours_read_without_an_account) {
  const auto peers = call("", Method::get, "/api/v1/peers");
  ASSERT_EQ(peers.status, 200);
  const auto list = json::read<std::vector<PeerView>>(peers.body);
  ASSERT_TRUE(list.has_value() && list->size() == 1 && !list->at(0).lists.empty()) << peers.body;
  EXPECT_EQ(list->at(0).name, "东区");
  const auto bytes = call("", Method::get, "/api/v1/peers/210104/status-list/0");
  EXPECT_EQ(bytes.status, 200);
  EXPECT_EQ(bytes.content_type, "application/statuslist+cwt");
  EXPECT_EQ(bytes.body,
            must(read<std::string>([&](db::Session& s) { return east_->passes->status_list(s, 0, now()); })));
  std::string etag;
  for (const http::Header& h : bytes.headers)
    if (h.name == "ETag") etag = h.value;
  EXPECT_EQ(call("", Method::get, "/api/v1/peers/210104/status-list/0", "", {{"If-None-Match", etag}}).status, 304);
  for (const char* path : {"/api/v1/peers/210104/status-list/99", "/api/v1/peers/210104/status-list/x",
                           "/api/v1/peers/210104/status-list/-1", "/api/v1/peers/210106/status-list/0",
                           "/api/v1/peers/%00/status-list/0", "/api/v1/peers/210104/status-list/99999999999999999999"})
    EXPECT_EQ(call("", Method::get, path).status, 404) << path;
  const auto set = call("", Method::get, "/api/v1/key-set");
  EXPECT_EQ(set.status, 200);
  EXPECT_EQ(open_key_set(set.body)->set.issuer.url, west_->url);
  EXPECT_EQ(call("", Method::get, "/api/v1/key-set").body, set.body);  // so that its ETag means something
}

TEST_P(ExchangeRoutes, the_state_of_things_is_for_the_staff) {
  EXPECT_EQ(call("", Method::get, "/api/v1/exchange").status, 401);
  EXPECT_EQ(call("guard", Method::get, "/api/v1/exchange").status, 403);
  const auto status = json::read<ExchangeStatus>(call("leader", Method::get, "/api/v1/exchange").body);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->city->name, "某市");
  EXPECT_EQ(status->fingerprint.size(), 64u);
}

TEST_P(ExchangeRoutes, letters_that_are_none_are_answered_with_a_problem) {
  for (const char* path : {"/api/v1/exchange/requests", "/api/v1/exchange/answers"})
    for (const std::string& body :
         {std::string(), std::string("x"), std::string(5000, '\xd2'), std::string("{}"), city_}) {
      const auto refused = call("", Method::post, path, body);
      EXPECT_EQ(refused.status, 400) << path << body.size();
      EXPECT_EQ(code_in(refused), "letter.malformed");
    }
}

TEST_P(ExchangeRoutes, a_request_goes_from_the_commissioners_click_to_the_other_districts_answer) {
  const std::string body = R"({"pass":")" + truck_.text + R"(","to":"210104","zones":["east-park"]})";
  EXPECT_EQ(call("guard", Method::post, "/api/v1/recognitions", body).status, 403);
  EXPECT_EQ(call("commissioner", Method::post, "/api/v1/recognitions", R"({"pass":"x","to":"210104"})").status, 422);
  EXPECT_EQ(call("commissioner", Method::post, "/api/v1/recognitions", R"({"to":"210104"})").status, 422);
  const auto asked = json::read<RecognitionView>(call("commissioner", Method::post, "/api/v1/recognitions", body).body);
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(west_->outbox->run_due(now()), 1u);
  must(say(*east_, asked->id, {true, std::vector<std::string>{"east-park"}, {}}, commissioner));
  EXPECT_EQ(east_->outbox->run_due(now()), 1u);
  const auto page = json::read<http::Page<RecognitionView>>(
      call("leader", Method::get, "/api/v1/recognitions?direction=sent&state=granted").body);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->items.at(0).zones, std::vector<std::string>{"east-park"});
  EXPECT_EQ(call("leader", Method::get, "/api/v1/recognitions/" + asked->id.text).status, 200);
  EXPECT_EQ(call("leader", Method::get, "/api/v1/recognitions/nothing").status, 404);
  EXPECT_EQ(call("leader", Method::get, "/api/v1/recognitions?direction=sideways").status, 422);
  EXPECT_EQ(call("leader", Method::get, "/api/v1/recognitions?colour=red").status, 422);
  EXPECT_EQ(call("leader", Method::post, "/api/v1/recognitions/" + asked->id.text + "/answer",
                 R"({"granted":false,"reason":"x"})")
                .status,
            403);
  EXPECT_EQ(code_in(call("commissioner", Method::post, "/api/v1/recognitions/" + asked->id.text + "/answer",
                         R"({"granted":false,"reason":"x"})")),
            "recognition.not_found");
  EXPECT_EQ(call("commissioner", Method::post, "/api/v1/recognitions/" + asked->id.text + "/answer", "{}").status, 422);
}

}  // namespace
}  // namespace fugong::exchange_test
