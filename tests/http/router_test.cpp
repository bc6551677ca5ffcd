// Requests as values through the router: what is let in, what is refused and how, what is left in the database.
#include <gtest/gtest.h>

#include "http/world.h"

namespace fugong::http_test {
namespace {

class RouterTest : public World {};

TEST_P(RouterTest, writes_and_reads_back) {
  const Response added = ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"复工"})");
  EXPECT_EQ(added.status, 201);
  EXPECT_EQ(added.content_type, "application/json");
  EXPECT_EQ(added.body, R"({"id":"a","body":"复工"})");
  EXPECT_EQ(header(added, "Location"), "/api/v1/notes/a");
  EXPECT_EQ(ask(Method::get, "/api/v1/notes/a").body, added.body);
  EXPECT_EQ(ask(Method::get, "/api/v1/notes").body, R"({"items":[{"id":"a","body":"复工"}]})");
  EXPECT_EQ(ask(Method::del, "/api/v1/notes/a").status, 204);
  EXPECT_EQ(notes(), 0);
}

TEST_P(RouterTest, records_what_leaves_before_it_is_made) {
  const auto take = [&](const char* text) {
    return ask(Method::post, "/api/v1/notes/export", std::string(R"({"id":"x","text":")") + text + R"("})");
  };
  const Response file = take("all");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, "0 notes");
  EXPECT_EQ(file.content_type, "application/pdf");
  EXPECT_NE(header(file, "Content-Disposition").find("filename*=UTF-8''"), std::string::npos);
  EXPECT_EQ(notes(), 1);
  EXPECT_EQ(take("unseen").status, 422);
  EXPECT_EQ(notes(), 1);
  EXPECT_EQ(take("unrecorded").status, 409);
  EXPECT_EQ(notes(), 1) << "what could not be recorded is not made, and leaves nothing";
  EXPECT_EQ(take("unmade").status, 500);
  EXPECT_EQ(notes(), 2) << "that it was asked for stays written down";
}

TEST_P(RouterTest, names_the_fault_of_a_bad_body) {
  struct Case {
    const char* body;
    int status;
    const char* code;
    const char* field;
  };
  const Case cases[] = {
      {"", 422, "json.missing", "id"},
      {"{", 400, "json.syntax", ""},
      {"[]", 422, "json.expected_object", ""},
      {R"({"id":"a","text":"b"} x)", 400, "json.syntax", ""},
      {R"({"id":"a"})", 422, "json.missing", "text"},
      {R"({"id":"a","text":"b","colour":1})", 422, "json.unknown_member", "colour"},
      {R"({"id":"a","text":7})", 422, "json.expected_text", "text"},
      {R"({"id":"a","text":"b","stars":"3"})", 422, "json.expected_integer", "stars"},
      {R"({"id":"a","text":"b","stars":3000000000})", 422, "json.out_of_range", "stars"},
      {R"({"id":"a","id":"b","text":"c"})", 400, "json.duplicate_key", ""},
      {"{\"id\":\"a\",\"text\":\"\xff\"}", 400, "json.syntax", ""},
      {"{\"id\":\"a\",\"text\":\"\\u0000\"}", 400, "json.nul", ""},
      {R"({"id":"a","text":"\u0007b"})", 422, "json.control", "text"},
      {R"({"id":"a","text":"b\b"})", 422, "json.control", "text"},
      {"{\"id\":\"a\",\"text\":\"\x7f\"}", 422, "json.control", "text"},
      {"{\"id\":\"a\",\"text\":\"王\u202e伟\"}", 422, "json.control", "text"},
      {R"({"id":"a","text":"\u2066"})", 422, "json.control", "text"},
  };
  for (const Case& c : cases) {
    const Response response = ask(Method::post, "/api/v1/notes", c.body);
    EXPECT_EQ(response.status, c.status) << c.body << response.body;
    EXPECT_EQ(response.content_type, "application/problem+json") << c.body;
    EXPECT_EQ(code(response), c.code) << c.body;
    const auto problem = json::parse(response.body).value().as_object();
    EXPECT_EQ(problem.at("status").as_int64(), c.status);
    EXPECT_FALSE(problem.at("detail").as_string().empty());
    EXPECT_EQ(problem.contains("field") ? problem.at("field").as_string() : "", c.field) << c.body;
  }
  EXPECT_EQ(notes(), 0);
}

TEST_P(RouterTest, names_all_faults_of_a_body_in_the_readers_language) {
  const Response english = ask(Method::post, "/api/v1/notes", R"({"id":1,"text":2})", {{"Accept-Language", "en"}});
  const auto problem = json::parse(english.body).value().as_object();
  ASSERT_EQ(problem.at("errors").as_array().size(), 2u);
  EXPECT_EQ(problem.at("errors").as_array()[1].as_object().at("field").as_string(), "text");
  EXPECT_EQ(problem.at("errors").as_array()[1].as_object().at("detail").as_string(), "This has to be text.");
  const Response chinese = ask(Method::post, "/api/v1/notes", R"({"id":1,"text":2})");
  EXPECT_NE(chinese.body.find("此项应为文字"), std::string::npos);
}

TEST_P(RouterTest, takes_no_body_for_an_empty_object) {
  EXPECT_EQ(ask(Method::post, "/api/v1/notes/a/touch").status, 204);
  EXPECT_EQ(ask(Method::post, "/api/v1/notes/a/touch", "{}").status, 204);
  EXPECT_EQ(ask(Method::del, "/api/v1/notes/a", "{}").status, 204);
  EXPECT_EQ(ask(Method::del, "/api/v1/notes/a", R"({"x":1})").status, 400);
}

TEST_P(RouterTest, reads_the_query_strictly) {
  struct Case {
    const char* query;
    int status;
    const char* code;
  };
  const Case cases[] = {
      {"", 200, ""},
      {"limit=2&after=a&loud=true&weight=0.5&colour=red&tag=x&tag=y", 200, ""},
      {"after=%E5%A4%A7+%2B", 200, ""},
      {"&&limit=2&", 200, ""},
      {"limit=2.5", 422, "query.type"},
      {"limit=", 422, "query.type"},
      {"limit=99999999999999999999", 422, "query.type"},
      {"limit=3000000000", 422, "json.out_of_range"},
      {"limit=1&limit=2", 422, "query.twice"},
      {"loud=yes", 422, "query.type"},
      {"weight=nan", 422, "json.expected_number"},
      {"weight=1x", 422, "query.type"},
      {"colour=blue", 422, "json.unknown_choice"},
      {"colour[]=red", 422, "query.unknown"},
      {"offset=1", 422, "query.unknown"},
      {"after=%", 400, "query.malformed"},
      {"after=%zz", 400, "query.malformed"},
      {"after=%00", 400, "query.malformed"},
      {"after=%ff", 400, "query.malformed"},
  };
  for (const Case& c : cases) {
    const Response response = ask(Method::get, std::string("/api/v1/notes?") + c.query);
    EXPECT_EQ(response.status, c.status) << c.query << response.body;
    EXPECT_EQ(code(response), c.code) << c.query;
  }
}

TEST_P(RouterTest, knows_wrong_paths_from_wrong_methods) {
  for (const char* path :
       {"/api/v1/nothing", "/api/v1/notes/", "/api/v1//notes", "/api/v1", "/", "", "/api/v1/notes/a/b/c"}) {
    const Response response = ask(Method::get, path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(code(response), "not_found") << path;
  }
  const Response wrong = ask(Method::put, "/api/v1/notes", "{}");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(header(wrong, "Allow"), "GET, HEAD, POST");
  EXPECT_EQ(header(ask(Method::patch, "/api/v1/notes/a"), "Allow"), "GET, HEAD, DELETE");
}

TEST_P(RouterTest, takes_json_only_and_no_more_than_the_route_allows) {
  for (const char* type : {"text/plain", "application/jsonp", "application/x-www-form-urlencoded", "application/"})
    EXPECT_EQ(ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"b"})", {{"Content-Type", type}}).status, 415)
        << type;
  EXPECT_EQ(ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"b"})",
                {{"Content-Type", "Application/JSON ; charset=utf-8"}})
                .status,
            201);
  const Response large = ask(Method::post, "/api/v1/notes", std::string(body_bytes_default + 1, ' '));
  EXPECT_EQ(large.status, 413);
  EXPECT_NE(large.body.find("1024"), std::string::npos);
}

TEST_P(RouterTest, lets_in_by_right) {
  const auto status = [&](Method method, const char* path, const char* person) {
    Request request{.method = method, .path = path, .headers = {{"Content-Type", "application/json"}}};
    if (*person) request.headers.push_back({"Authorization", std::string("Bearer ") + person});
    return router().handle(std::move(request)).status;
  };
  EXPECT_EQ(status(Method::get, "/api/v1/ping", ""), 200);
  EXPECT_EQ(status(Method::get, "/api/v1/notes", ""), 401);
  EXPECT_EQ(status(Method::get, "/api/v1/notes", "wrong"), 401);
  EXPECT_EQ(status(Method::get, "/api/v1/notes", "reader"), 403);
  EXPECT_EQ(status(Method::get, "/api/v1/notes", "writer"), 200);
  EXPECT_EQ(status(Method::get, "/api/v1/notes/a", ""), 401);
  EXPECT_EQ(status(Method::get, "/api/v1/notes/a", "reader"), 404);
  EXPECT_EQ(status(Method::post, "/api/v1/notes", "reader"), 403);  // before its body is looked at
  const Response stranger = ask(Method::get, "/api/v1/notes", "", {{"Authorization", "Bearer wrong"}});
  EXPECT_EQ(header(stranger, "WWW-Authenticate"), "Bearer");
}

TEST_P(RouterTest, answers_304_to_who_has_it_already) {
  ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"b"})");
  const Response first = ask(Method::get, "/api/v1/notes");
  const std::string etag = header(first, "ETag");
  ASSERT_EQ(etag.size(), 34u) << etag;
  for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const Response again = ask(Method::get, "/api/v1/notes", "", {{"If-None-Match", known}});
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_TRUE(again.body.empty() && again.content_type.empty());
    EXPECT_EQ(header(again, "ETag"), etag);
  }
  ask(Method::post, "/api/v1/notes", R"({"id":"c","text":"d"})");
  EXPECT_EQ(ask(Method::get, "/api/v1/notes", "", {{"If-None-Match", etag}}).status, 200);
  EXPECT_EQ(header(ask(Method::get, "/api/v1/notes/x"), "ETag"), "");
}

TEST_P(RouterTest, undoes_what_a_refused_or_broken_command_wrote) {
  const Response refused = ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"refuse"})");
  EXPECT_EQ(refused.status, 409);
  const Response thrown = ask(Method::post, "/api/v1/notes", R"({"id":"b","text":"throw"})");
  EXPECT_EQ(thrown.status, 500);
  EXPECT_EQ(code(thrown), "http.internal");
  EXPECT_EQ(thrown.body.find("bug"), std::string::npos) << "what went wrong inside is nobody's business";
  EXPECT_EQ(notes(), 0);
  ask(Method::post, "/api/v1/notes", R"({"id":"c","text":"d"})");
  const Response twice = ask(Method::post, "/api/v1/notes", R"({"id":"c","text":"d"})");  // violates the key
  EXPECT_EQ(twice.status, 500);
  EXPECT_EQ(code(twice), "db.failed");
  EXPECT_EQ(header(twice, "Location"), "");
  EXPECT_EQ(notes(), 1);
}

TEST_P(RouterTest, turns_every_exception_into_a_problem) {
  EXPECT_EQ(code(ask(Method::get, "/api/v1/bug")), "http.internal");
  EXPECT_EQ(code(ask(Method::get, "/api/v1/read-bug")), "http.internal");
  EXPECT_EQ(code(ask(Method::post, "/api/v1/uploads", "bug")), "http.internal");
  EXPECT_EQ(code(ask(Method::get, "/api/v1/notes", "", {{"Authorization", "Bearer broken"}})), "db.failed");
  EXPECT_EQ(code(ask(Method::get, "/api/v1/notes", "", {{"Authorization", "Bearer bug"}})), "http.internal");
  EXPECT_EQ(router().admit({.headers = {{"Authorization", "Bearer broken"}}}, "session.self").error().code,
            "db.failed");
  EXPECT_EQ(router().admit({.headers = {{"Authorization", "Bearer bug"}}}, "session.self").error().code,
            "http.internal");
}

TEST_P(RouterTest, prepares_before_it_writes) {
  const Response bad = ask(Method::post, "/api/v1/uploads", "bad", {{"Content-Type", "text/csv"}});
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(notes(), 0);
  ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"b"})");
  const Response good = ask(Method::post, "/api/v1/uploads", "four", {{"Content-Type", "text/csv"}});
  EXPECT_EQ(good.body, R"({"lines":4,"seen_before":1})");
  EXPECT_EQ(notes(), 2);
}

TEST_P(RouterTest, makes_documents_of_what_a_reader_saw) {
  ask(Method::post, "/api/v1/notes", R"({"id":"a","text":"b"})");
  const Response made = ask(Method::get, "/api/v1/booklet");
  EXPECT_EQ(made.body, "1 notes");
  EXPECT_EQ(made.content_type, "application/pdf");
  EXPECT_EQ(code(ask(Method::get, "/api/v1/booklet?limit=0")), "json.out_of_range");
  EXPECT_EQ(ask(Method::get, "/api/v1/booklet?limit=2").status, 409);
  EXPECT_EQ(code(ask(Method::get, "/api/v1/booklet?limit=3")), "http.internal");
  EXPECT_EQ(code(ask(Method::get, "/api/v1/booklet?limit=7")), "http.internal");
  EXPECT_EQ(ask(Method::get, "/api/v1/booklet", {}, {{"Authorization", "Bearer someone"}}).status, 403);
}

TEST_P(RouterTest, answers_quickly_while_documents_are_made_and_refuses_too_many) {
  std::atomic<int> made = 0, busy = 0;
  constexpr int documents = 40;  // more than may wait
  for (int i = 0; i < documents; ++i)
    router().dispatch({.path = "/api/v1/booklet", .query = "limit=4", .headers = {{"Authorization", "Bearer writer"}}},
                      [&](Response response) { ++(response.status == 200 ? made : busy); });
  EXPECT_EQ(ask(Method::get, "/api/v1/notes").status, 200);
  for (int i = 0; i < 1000 && busy == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_GT(busy, 0);
  gate_.set_value();
  for (int i = 0; i < 1000 && made + busy < documents; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(made + busy, documents);
  EXPECT_GT(made, 30);
}

TEST_P(RouterTest, sends_files_with_their_names) {
  const Response file = ask(Method::get, "/api/v1/file");
  EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(header(file, "Content-Disposition"), "attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.csv");
}

TEST_P(RouterTest, answers_dispatched_requests_once_each_from_many_threads) {
  std::atomic<int> answers = 0, bad = 0;
  constexpr int threads = 4, each = 50;
  std::vector<std::thread> callers;
  for (int t = 0; t < threads; ++t)
    callers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i) {
        Request request{.method = Method::post,
                        .path = "/api/v1/notes",
                        .headers = {{"Authorization", "Bearer writer"}, {"Content-Type", "application/json"}},
                        .body = R"({"id":")" + std::to_string(t * 1000 + i) + R"(","text":"b"})"};
        router().dispatch(std::move(request), [&](Response response) {
          if (response.status != 201) ++bad;
          ++answers;
        });
        Request read{.path = "/api/v1/notes", .query = "limit=1", .headers = {{"Authorization", "Bearer writer"}}};
        router().dispatch(std::move(read), [&](Response response) {
          if (response.status != 200) ++bad;
          ++answers;
        });
      }
    });
  for (auto& caller : callers) caller.join();
  for (int i = 0; i < 2000 && answers < threads * each * 2; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(answers, threads * each * 2);
  EXPECT_EQ(bad, 0);
  EXPECT_EQ(notes(), threads * each);
}

FUGONG_BOTH_ENGINES(RouterTest);

}  // namespace
}  // namespace fugong::http_test
