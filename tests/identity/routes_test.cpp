// Identity over HTTP handlers: cookies, CSRF, problems, and the rights matrix over this room's own routes.
#include <gmock/gmock.h>

#include "identity/rights.h"
#include "identity/world.h"
#include "support/rights_matrix.h"

namespace fugong::identity_test {
namespace {

using http::Method;
using http::Request;
using http::Response;
using testing::HasSubstr;
using testing::Not;

class Routes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    router_ = std::make_unique<http::Router>(engine(), clock_, guard(*service_, engine()));
    declare_routes(*router_, *service_, engine());
  }
  void TearDown() override {
    router_.reset();
    World::TearDown();
  }

  // What a browser keeps.
  struct Browser {
    std::string session, csrf;
  };
  Response send(Method method, const std::string& path, const std::string& body, const Browser& browser = {},
                std::vector<http::Header> more = {}) {
    Request request{
        .method = method, .path = path, .headers = std::move(more), .body = body, .remote_address = "10.1.1.1"};
    if (const auto q = path.find('?'); q != std::string::npos) {
      request.path = path.substr(0, q);
      request.query = path.substr(q + 1);
    }
    if (!body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    if (!browser.session.empty()) request.headers.push_back({"Cookie", "lang=zh; fugong_session=" + browser.session});
    if (!browser.csrf.empty()) request.headers.push_back({"X-CSRF-Token", browser.csrf});
    return router_->handle(std::move(request));
  }
  Response log_in_http(const std::string& login, const std::string& given = password, const Browser& browser = {}) {
    return send(Method::post, "/api/v1/session", json::write_value(json::Object{{"login", login}, {"password", given}}),
                browser);
  }
  static std::string set_cookie(const Response& response, const std::string& name) {
    for (const auto& h : response.headers)
      if (h.name == "Set-Cookie" && h.value.starts_with(name + "=")) return h.value;
    return {};
  }
  static std::string cookie_value(const Response& response, const std::string& name) {
    const std::string line = set_cookie(response, name);
    if (line.empty()) return {};
    return line.substr(name.size() + 1, line.find(';') - name.size() - 1);
  }
  Browser browser(const std::string& login) {
    const Response response = log_in_http(login);
    EXPECT_EQ(response.status, 200) << response.body;
    return {cookie_value(response, "fugong_session"), cookie_value(response, "fugong_csrf")};
  }
  static std::string code(const Response& response) {
    const auto body = json::parse(response.body);
    if (!body || !body->is_object() || !body->as_object().contains("code")) return {};
    return std::string(body->as_object().at("code").as_string());
  }

  std::unique_ptr<http::Router> router_;
};
FUGONG_BOTH_ENGINES(Routes);

TEST_P(Routes, log_in_gives_cookies_and_a_session_without_secrets) {
  officer();
  const Response response = log_in_http("officer");
  ASSERT_EQ(response.status, 200) << response.body;
  const std::string session = set_cookie(response, "fugong_session"), csrf = set_cookie(response, "fugong_csrf");
  for (const char* part : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=43200"})
    EXPECT_THAT(session, HasSubstr(part));
  EXPECT_THAT(session, Not(HasSubstr("Secure")));  // as configured here
  EXPECT_THAT(csrf, Not(HasSubstr("HttpOnly")));
  const auto body = *json::parse(response.body);
  EXPECT_EQ(body.at("login").as_string(), "officer");
  EXPECT_EQ(body.at("name").as_string(), "姓名");
  EXPECT_EQ(body.at("organisation").at("kind").as_string(), "district");
  EXPECT_EQ(body.at("roles").at(0).as_string(), "case_officer");
  EXPECT_THAT(response.body, Not(HasSubstr(cookie_value(response, "fugong_session"))));
  EXPECT_THAT(response.body, Not(HasSubstr(cookie_value(response, "fugong_csrf"))));

  const Browser mine{cookie_value(response, "fugong_session"), {}};
  const Response me = send(Method::get, "/api/v1/session", "", mine);
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.body, response.body);
  EXPECT_EQ(send(Method::get, "/api/v1/session", "").status, 401);
}

TEST_P(Routes, secure_cookies_say_so) {
  Service secure(ServiceOptions{.district = district_,
                                .vault = crypto::Vault(std::string(32, 'k')),
                                .random = random_,
                                .cost = PasswordCost::cheap(),
                                .cookies = CookieTransport::https_only});
  router_ = std::make_unique<http::Router>(engine(), clock_, guard(secure, engine()));
  declare_routes(*router_, secure, engine());
  const Response response = log_in_http("admin");
  EXPECT_THAT(set_cookie(response, "fugong_session"), HasSubstr("; Secure"));
  EXPECT_THAT(set_cookie(response, "fugong_csrf"), HasSubstr("; Secure"));
  router_.reset();
}

TEST_P(Routes, a_wrong_password_is_401_without_cookies_and_five_are_403) {
  officer();
  for (int i = 0; i < 4; ++i) {
    const Response refused = log_in_http("officer", "wrong");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(code(refused), "auth.wrong");
    EXPECT_EQ(set_cookie(refused, "fugong_session"), "");
  }
  const Response locked = log_in_http("officer", "wrong");
  EXPECT_EQ(locked.status, 403);
  EXPECT_THAT(locked.body, HasSubstr("30"));
  EXPECT_EQ(code(log_in_http("officer")), "auth.locked");
}

TEST_P(Routes, bad_bodies_are_problems) {
  for (const auto& [body, status] :
       std::vector<std::pair<std::string, int>>{{"", 422},
                                                {"{", 400},
                                                {"[]", 422},
                                                {R"({"login":"a"})", 422},
                                                {R"({"login":1,"password":"x"})", 422},
                                                {R"({"login":"a","password":"b","extra":1})", 422},
                                                {R"({"login":"a","login":"b","password":"c"})", 400},
                                                {std::string(2'000'000, 'x'), 413}})
    EXPECT_EQ(send(Method::post, "/api/v1/session", body).status, status) << body.substr(0, 60);
}

TEST_P(Routes, csrf_is_needed_to_log_out_and_the_session_is_gone_then) {
  officer();
  Browser mine = browser("officer");
  const Response refused = send(Method::del, "/api/v1/session", "", {mine.session, {}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(code(refused), "auth.csrf");
  EXPECT_EQ(send(Method::get, "/api/v1/session", "", mine).status, 200);
  const Response out = send(Method::del, "/api/v1/session", "", mine);
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(set_cookie(out, "fugong_session"), HasSubstr("Max-Age=0"));
  const Response after = send(Method::get, "/api/v1/session", "", mine);
  EXPECT_EQ(after.status, 401);
  EXPECT_EQ(code(after), "auth.session_expired");
}

TEST_P(Routes, logging_in_again_ends_the_browsers_old_session) {
  officer();
  const Browser old = browser("officer");
  EXPECT_EQ(send(Method::get, "/api/v1/session", "", old).status, 200);
  EXPECT_EQ(log_in_http("officer", password, old).status, 200);
  EXPECT_EQ(send(Method::get, "/api/v1/session", "", old).status, 401);
}

TEST_P(Routes, an_old_cookie_does_not_stand_in_the_way_of_logging_in) {
  officer();
  EXPECT_EQ(log_in_http("officer", password, {"fgs_rubbish", "rubbish"}).status, 200);
}

TEST_P(Routes, an_administrator_makes_people_who_log_in) {
  const Browser admin = browser("admin");
  const Response department =
      send(Method::post, "/api/v1/organisations",
           R"({"kind":"department","code":"industry","name":"工信局","name_en":"Industry"})", admin);
  ASSERT_EQ(department.status, 201) << department.body;
  const std::string home(json::parse(department.body)->at("id").as_string());
  const auto person_body = [&](const std::string& secret) {
    return json::write_value(json::Object{{"login", "Li.Si"},
                                          {"name", "李四"},
                                          {"password", secret},
                                          {"organisation", home},
                                          {"roles", json::Array{"department_reviewer"}},
                                          {"phone", "13800001234"}});
  };
  EXPECT_EQ(code(send(Method::post, "/api/v1/people", person_body("short"), admin)), "password.short");
  EXPECT_EQ(code(send(Method::post, "/api/v1/people", person_body("the li.si secret"), admin)),
            "password.contains_login");
  const Response made = send(Method::post, "/api/v1/people", person_body(password), admin);
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr("138****1234"));
  EXPECT_EQ(code(send(Method::post, "/api/v1/people", person_body(password), admin)), "person.login_taken");
  const std::string id(json::parse(made.body)->at("id").as_string());

  const Browser reviewer = browser("li.si");
  EXPECT_EQ(send(Method::get, "/api/v1/people", "", reviewer).status, 403);
  EXPECT_THAT(send(Method::get, "/api/v1/people?organisation=" + home, "", admin).body, HasSubstr("li.si"));
  EXPECT_THAT(send(Method::post, "/api/v1/people/look-up", R"({"phone":"13800001234"})", admin).body,
              HasSubstr("li.si"));
  EXPECT_EQ(code(send(Method::patch, "/api/v1/people/" + id, R"({"roles":["administrator"]})", admin)),
            "person.role_misplaced");
  EXPECT_EQ(send(Method::patch, "/api/v1/people/" + id, R"({"roles":["emperor"]})", admin).status, 422);
  EXPECT_EQ(send(Method::patch, "/api/v1/people/" + id, R"({"password":"a new long secret"})", admin).status, 200);
  EXPECT_EQ(send(Method::get, "/api/v1/session", "", reviewer).status, 401);
  EXPECT_EQ(log_in_http("li.si", "a new long secret").status, 200);
  EXPECT_EQ(send(Method::patch, "/api/v1/people/" + id, R"({"disabled":true})", admin).status, 200);
  EXPECT_EQ(code(log_in_http("li.si", "a new long secret")), "auth.disabled");
  EXPECT_EQ(send(Method::patch, "/api/v1/people/01800000-0000-7000-8000-0000000000ff", R"({"name":"x"})", admin).status,
            404);
  EXPECT_EQ(send(Method::patch, "/api/v1/people/nonsense", R"({"name":"x"})", admin).status, 404);
}

TEST_P(Routes, a_program_works_with_an_api_token_but_cannot_make_itself_permanent) {
  const Browser admin = browser("admin");
  const Response made = send(Method::post, "/api/v1/api-tokens", R"({"name":"feed"})", admin);
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string token(json::parse(made.body)->at("token").as_string());
  const std::string id(json::parse(made.body)->at("id").as_string());
  const std::vector<http::Header> bearer = {{"Authorization", "Bearer " + token}};
  EXPECT_EQ(send(Method::get, "/api/v1/people", "", {}, bearer).status, 200);
  EXPECT_EQ(send(Method::get, "/api/v1/people", "", {}, {{"authorization", "bearer " + token}}).status, 200);
  EXPECT_EQ(
      send(Method::post, "/api/v1/organisations", R"({"kind":"department","code":"x","name":"X"})", {}, bearer).status,
      201);
  for (const auto& [method, path, body] : std::vector<std::tuple<Method, std::string, std::string>>{
           {Method::post, "/api/v1/api-tokens", R"({"name":"heir"})"},
           {Method::post, "/api/v1/session/password", R"({"current":"a","password":"b"})"},
           {Method::del, "/api/v1/session", ""}})
    EXPECT_EQ(code(send(method, path, body, {}, bearer)), "auth.needs_session") << path;
  EXPECT_THAT(send(Method::get, "/api/v1/api-tokens", "", admin).body, Not(HasSubstr(token)));
  EXPECT_EQ(send(Method::del, "/api/v1/api-tokens/" + id, "", admin).status, 204);
  EXPECT_EQ(code(send(Method::get, "/api/v1/people", "", {}, bearer)), "auth.token_invalid");
  // Credentials of another kind do not fall back to the cookie.
  EXPECT_EQ(send(Method::get, "/api/v1/people", "", admin, {{"Authorization", "Basic YTpi"}}).status, 401);
}

TEST_P(Routes, the_rights_matrix_is_public) {
  const Response response = send(Method::get, "/api/v1/rights", "");
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(json::parse(response.body)->as_array().size(), rights().size());
  EXPECT_THAT(response.body,
              HasSubstr(R"({"right":"identity.manage","grants":[{"role":"administrator","scope":"any"}]})"));
}

TEST_P(Routes, every_route_lets_in_exactly_whom_the_table_names) {
  const std::vector<std::tuple<Role, OrganisationKind, std::string>> homes = {
      {Role::enterprise_clerk, OrganisationKind::enterprise, "01800000-0000-7000-8000-000000000001"},
      {Role::department_reviewer, OrganisationKind::department, "industry"},
      {Role::subdistrict_inspector, OrganisationKind::subdistrict, "210104012"},
      {Role::case_officer, OrganisationKind::district, ""},
      {Role::pass_commissioner, OrganisationKind::district, ""},
      {Role::resident_officer, OrganisationKind::district, ""},
      {Role::checkpoint_guard, OrganisationKind::checkpoint, "g1"},
      {Role::district_leader, OrganisationKind::district, ""},
      {Role::administrator, OrganisationKind::district, ""},
      {Role::auditor, OrganisationKind::district, ""}};
  std::vector<rights_matrix::Caller> callers;
  for (const auto& [role, kind, code] : homes) {
    const std::string login(json::enum_name(role));
    person(login, {role}, organisation(kind, code));
    callers.push_back({login, actor(login), [token = token_of(login).token](http::Request& r) {
                         r.headers.push_back({"Authorization", "Bearer " + token});
                       }});
  }
  rights_matrix::check(*router_, callers);
}

}  // namespace
}  // namespace fugong::identity_test
