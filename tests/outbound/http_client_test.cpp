#include "outbound/http_client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "outbound/addresses.h"
#include "support/stub_server.h"

namespace fugong::outbound {
namespace {

using http_test::answer;
using http_test::StubServer;

std::string code_of(const Result<Response>& result) { return result ? "" : result.error().code; }

TEST(HttpClient, a_post_arrives_whole_with_its_headers_and_the_answer_comes_back) {
  StubServer server([](const std::string&) { return answer(202, "taken", "X-Number: 7\r\n"); });
  const std::string body = "手机号 " + std::string(100'000, 'x');
  const auto response = HttpClient().send({.method = Method::post,
                                           .url = server.url("/sms?key=1"),
                                           .headers = {{"Content-Type", "text/plain"}},
                                           .body = body});
  ASSERT_TRUE(response) << response.error().code;
  EXPECT_EQ(response->status, 202);
  EXPECT_EQ(response->body, "taken");
  EXPECT_EQ(response->header("x-number"), "7");
  const std::string request = server.requests().at(0);
  EXPECT_TRUE(request.starts_with("POST /sms?key=1 HTTP/1.1\r\n"));
  EXPECT_NE(request.find("Content-Type: text/plain\r\n"), std::string::npos);
  EXPECT_TRUE(request.ends_with(body));
}

TEST(HttpClient, a_status_of_any_kind_is_an_answer) {
  for (const int status : {200, 204, 400, 404, 429, 500, 503}) {
    StubServer server([&](const std::string&) { return answer(status); });
    const auto response = HttpClient().send({.url = server.url()});
    ASSERT_TRUE(response) << status;
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->ok(), status < 300);
  }
}

TEST(HttpClient, what_does_not_answer_in_time_is_given_up) {
  StubServer server([](const std::string&) { return std::string(); });
  EXPECT_EQ(code_of(HttpClient({.answer_within = milliseconds(200)}).send({.url = server.url()})),
            "outbound.timed_out");
}

TEST(HttpClient, nobody_listening_is_said_so_without_the_key_in_the_query) {
  std::string url;
  {
    StubServer gone([](const std::string&) { return answer(200); });
    url = gone.url("/hook?key=secret");
  }
  const auto response = HttpClient().send({.url = url});
  EXPECT_EQ(code_of(response), "outbound.unreachable");
  for (const auto& [name, value] : response.error().params) EXPECT_EQ(value.find("secret"), std::string::npos) << name;
}

TEST(HttpClient, an_answer_longer_than_asked_for_is_refused_announced_or_not) {
  StubServer announced([](const std::string&) { return answer(200, std::string(1001, 'x')); });
  StubServer streamed([](const std::string&) { return "HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x'); });
  StubServer headers([](const std::string&) {
    std::string many;
    for (int i = 0; i < 2000; ++i) many += "X-" + std::to_string(i) + ": " + std::string(40, 'y') + "\r\n";
    return answer(200, "", many);
  });
  StubServer fits([](const std::string&) { return answer(200, std::string(1000, 'x')); });
  const HttpClient client({.body_bytes_max = 1000});
  for (const StubServer* server : {&announced, &streamed, &headers})
    EXPECT_EQ(code_of(client.send({.url = server->url()})), "outbound.too_large");
  EXPECT_EQ(client.send({.url = fits.url()})->body.size(), 1000u);
}

TEST(HttpClient, what_is_no_plain_http_address_is_refused_before_anything_is_sent) {
  for (const char* url :
       {"", "http://", "ftp://example.com/", "file:///etc/passwd", "https:/example.com", "HTTP://example.com",
        "http://user:word@example.com/", "http://a\r\nHost: b/", "gopher://example.com/", "/path"})
    EXPECT_EQ(code_of(HttpClient().send({.url = url})), "outbound.bad_url") << url;
  EXPECT_EQ(code_of(HttpClient().send({.url = "http://" + std::string(3000, 'a')})), "outbound.bad_url");
  EXPECT_EQ(code_of(HttpClient().send({.url = "http://127.0.0.1/", .headers = {{"X", "a\r\nY: b"}}})),
            "outbound.bad_url");
}

TEST(HttpClient, a_redirect_is_followed_for_a_get_only_and_not_without_end) {
  std::string home;
  StubServer server([&](const std::string& request) {
    if (request.starts_with("GET /end ")) return answer(200, "here");
    if (request.starts_with("GET /loop ")) return answer(302, "", "Location: /loop\r\n");
    return answer(307, "", "Location: /end\r\n");
  });
  const HttpClient client({.reach = Reach::anywhere});
  EXPECT_EQ(client.send({.url = server.url("/start")})->body, "here");
  EXPECT_EQ(client.send({.method = Method::post, .url = server.url("/start"), .body = "x"})->status, 307);
  EXPECT_EQ(code_of(client.send({.url = server.url("/loop")})), "outbound.too_many_redirects");
}

TEST(HttpClient, an_answer_cannot_send_us_into_our_own_network) {
  StubServer inside([](const std::string&) { return answer(200, "secret"); });
  StubServer outside([&](const std::string&) { return answer(302, "", "Location: " + inside.url() + "\r\n"); });
  EXPECT_EQ(code_of(HttpClient().send({.url = outside.url()})), "outbound.inside_address");
  EXPECT_TRUE(inside.requests().empty());
  EXPECT_EQ(code_of(HttpClient({.reach = Reach::outside}).send({.url = inside.url()})), "outbound.inside_address");
  EXPECT_TRUE(inside.requests().empty());
  EXPECT_EQ(HttpClient({.reach = Reach::anywhere}).send({.url = outside.url()})->body, "secret");
}

TEST(Addresses, which_lie_inside) {
  const struct {
    const char* text;
    bool inside;
  } rows[] = {{"127.0.0.1", true},
              {"10.1.2.3", true},
              {"172.16.0.1", true},
              {"172.32.0.1", false},
              {"192.168.1.1", true},
              {"169.254.169.254", true},
              {"100.64.0.1", true},
              {"0.0.0.0", true},
              {"224.0.0.1", true},
              {"255.255.255.255", true},
              {"8.8.8.8", false},
              {"114.114.114.114", false},
              {"193.168.1.1", false},
              {"::1", true},
              {"::", true},
              {"fe80::1", true},
              {"fc00::1", true},
              {"ff02::1", true},
              {"2001:db8::1", true},
              {"2400:3200::1", false},
              {"::ffff:127.0.0.1", true},
              {"::ffff:8.8.8.8", false},
              {"64:ff9b::a00:1", true},
              {"2002:7f00:1::", true}};
  for (const auto& row : rows) {
    sockaddr_storage storage{};
    if (std::string_view(row.text).find(':') == std::string_view::npos) {
      auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
      v4.sin_family = AF_INET;
      ASSERT_EQ(inet_pton(AF_INET, row.text, &v4.sin_addr), 1);
    } else {
      auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
      v6.sin6_family = AF_INET6;
      ASSERT_EQ(inet_pton(AF_INET6, row.text, &v6.sin6_addr), 1);
    }
    EXPECT_EQ(is_inside(reinterpret_cast<const sockaddr&>(storage)), row.inside) << row.text;
  }
}

TEST(Fetch, asks_again_with_what_it_knows_and_takes_only_what_has_changed) {
  StubServer server([](const std::string& request) {
    if (request.find("If-None-Match: \"v1\"") != std::string::npos) return answer(304);
    return answer(200, "list", "ETag: \"v1\"\r\nLast-Modified: Mon, 11 Apr 2022 02:00:00 GMT\r\n");
  });
  const Transport transport = HttpClient();
  const auto first = fetch(transport, server.url());
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->changed);
  EXPECT_EQ(first->body, "list");
  EXPECT_EQ(first->known.etag, "\"v1\"");
  const auto again = fetch(transport, server.url(), first->known);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->changed);
  EXPECT_EQ(again->known.etag, "\"v1\"");
  EXPECT_NE(server.requests().at(1).find("If-Modified-Since: Mon, 11 Apr 2022 02:00:00 GMT"), std::string::npos);
}

TEST(Fetch, any_other_status_gives_nothing) {
  for (const int status : {201, 204, 404, 500}) {
    const auto none =
        fetch([&](const Request&) -> Result<Response> { return Response{.status = status, .body = "x"}; }, "http://a/");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, "outbound.status");
  }
}

}  // namespace
}  // namespace fugong::outbound
