// The server on a real socket, met by good and bad clients.
#include "http/server.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "http/world.h"
#include "support/http_client.h"

namespace fugong::http_test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

const Headers writer{{"Authorization", "Bearer writer"}};

constexpr Asset assets[] = {{"/index.html", "<!doctype html><title>the desk</title>"},
                            {"/m/index.html", "<!doctype html><title>the phone</title>"},
                            {"/assets/app-1234.js", "console.log(1)"},
                            {"/emblem.svg", "<svg/>"}};

class ServerTest : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    options_.assets = assets;
    options_.events = &hub_;
  }
  void TearDown() override {
    server_.reset();
    World::TearDown();
  }
  Server& server() {
    if (!server_) server_ = std::make_unique<Server>(router(), options_);
    return *server_;
  }
  std::uint16_t port() { return server().port(); }
  static std::string note(const std::string& id, const std::string& text = "b") {
    return R"({"id":")" + id + R"(","text":")" + text + R"("})";
  }

  EventHub hub_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_P(ServerTest, keeps_a_connection_for_many_requests) {
  Client client(port());
  for (int i = 0; i < 20; ++i) {
    const Answer added = client.post("/api/v1/notes", note(std::to_string(i)), writer);
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_EQ(client.get("/api/v1/notes/" + std::to_string(i), writer).body, added.body);
  }
  EXPECT_TRUE(client.is_open());
  const Answer ping = client.get("/api/v1/ping");
  EXPECT_EQ(ping.body, R"({"pong":true})");
  EXPECT_EQ(ping.header("content-type"), "application/json");
  EXPECT_EQ(ping.header("cache-control"), "no-store");
  EXPECT_EQ(ping.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(ping.header("referrer-policy"), "no-referrer");
  EXPECT_TRUE(ping.header("content-security-policy").starts_with("default-src 'self'; "));
  EXPECT_TRUE(ping.header("date").ends_with(" GMT"));
  EXPECT_EQ(client.get("/api/v1/notes?limit=1", writer).body, R"({"items":[{"id":"0","body":"b"}]})");
}

TEST_P(ServerTest, lets_pages_load_pictures_from_one_host_more_and_nothing_else) {
  EXPECT_NE(Client(port()).get("/").header("content-security-policy").find("; img-src 'self' data: blob:; "),
            std::string::npos);
  server_.reset();
  options_.picture_origin = [] { return std::string("https://tiles.example"); };
  const std::string policy = Client(port()).get("/").header("content-security-policy");
  EXPECT_NE(policy.find("; img-src 'self' data: blob: https://tiles.example; "), std::string::npos) << policy;
  EXPECT_EQ(policy.find("tiles.example"), policy.rfind("tiles.example")) << "of pictures alone: " << policy;
}

TEST_P(ServerTest, answers_pipelined_requests_in_order) {
  Client client(port());
  std::string all;
  for (int i = 0; i < 30; ++i) {
    if (i % 3 == 0) {
      const std::string body = note(std::to_string(i));
      all +=
          "POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer writer\r\nContent-Type: application/json\r\n"
          "Content-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body;
    } else if (i % 3 == 1) {
      all +=
          "GET /api/v1/notes/" + std::to_string(i - 1) + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer writer\r\n\r\n";
    } else {
      all += "GET /api/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n";
    }
  }
  client.send(all);
  for (int i = 0; i < 30; ++i) {
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, i % 3 == 0 ? 201 : 200) << i;
    const std::string id = std::to_string(i - i % 3);
    EXPECT_EQ(answer.body, i % 3 == 2 ? R"({"pong":true})" : R"({"id":")" + id + R"(","body":"b"})") << i;
  }
}

TEST_P(ServerTest, answers_what_is_malformed_with_a_problem_and_closes) {
  struct Case {
    std::string bytes;
    int status;
  };
  const std::string body = note("a");
  const Case cases[] = {
      {"hello\r\n\r\n", 400},
      {"GET\r\n\r\n", 400},
      {"GET /api/v1/ping HTTP/3.0\r\nHost: x\r\n\r\n", 400},
      {"GET /api/v1/ping HTTP/1.1\r\nHost x\r\n\r\n", 400},
      {std::string("GET /api\0/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n", 40), 400},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
      {"GET /api/v1/ping HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'a') + "\r\n\r\n", 431},
      {"GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n", 413},
      {"POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\n\r\n", 413},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" +
           std::string(0x200000, ' '),
       413},
      {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n", 413},
  };
  for (const Case& c : cases) {
    Client client(port());
    client.send(c.bytes);
    const Answer answer = client.read_answer();
    const std::string shown = c.bytes.substr(0, 120);
    EXPECT_EQ(answer.status, c.status) << shown;
    EXPECT_EQ(answer.header("content-type"), "application/problem+json") << shown;
    EXPECT_EQ(answer.header("connection"), "close") << shown;
  }
  EXPECT_EQ(Client(port()).get("/api/v1/ping").status, 200);
}

TEST_P(ServerTest, refuses_what_is_well_formed_and_wrong_but_keeps_the_connection) {
  Client client(port());
  client.connect();
  struct Case {
    const char* head;
    int status;
  };
  const Case cases[] = {
      {"GET /api/v1/ping HTTP/1.1\r\n\r\n", 400},  // no Host
      {"GET /api/v1/ping HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
      {"GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"GET /api/v1/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400},
      {"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 200},  // an address of the app's own router
      {"GET /../etc/passwd.txt HTTP/1.1\r\nHost: x\r\n\r\n", 404},
      {"OPTIONS /api/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n", 405},
      {"BREW /api/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n", 405},
      {"POST /index.html HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", 405},
      {"GET http://elsewhere/api/v1/ping HTTP/1.1\r\nHost: x\r\n\r\n", 200},  // absolute form
      {"GET /api/v1/ping?x=1 HTTP/1.1\r\nHost: x\r\n\r\n", 200},
  };
  for (const Case& c : cases) {
    client.send(c.head);
    const Answer answer = client.read_answer();
    EXPECT_EQ(answer.status, c.status) << c.head << answer.body;
    EXPECT_EQ(answer.header("allow").empty(), answer.status != 405) << c.head;
  }
  EXPECT_TRUE(client.is_open());
}

TEST_P(ServerTest, answers_head_with_the_head_alone) {
  Client client(port());
  for (const auto& [path, status] : {std::pair{"/api/v1/ping", 200},
                                     {"/api/v1/nothing", 404},
                                     {"/", 200},
                                     {"/nothing.png", 404},
                                     {"/api/v1/notes", 401},
                                     {"/api/v1/events", 401}}) {
    const Answer head = client.request("HEAD", path);
    const Answer whole = client.get(path);  // would read the body of the answer before, if there was one
    EXPECT_EQ(head.status, status) << path;
    EXPECT_EQ(whole.status, status) << path;
    EXPECT_EQ(head.header("content-length"), std::to_string(whole.body.size())) << path;
  }
}

TEST_P(ServerTest, speaks_http_1_0) {
  Client client(port());
  client.send("GET /api/v1/ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(client.read_answer().header("connection"), "keep-alive");
  client.send("GET /api/v1/ping HTTP/1.0\r\n\r\n");
  const Answer last = client.read_answer();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.header("connection"), "close");
  EXPECT_FALSE(client.is_open());
}

TEST_P(ServerTest, takes_large_uploads_in_every_form) {
  const std::string bytes(5 * 1024 * 1024, 'x');
  Client client(port());
  EXPECT_EQ(client.request("POST", "/api/v1/uploads", writer, bytes).body, R"({"lines":5242880,"seen_before":0})");
  client.request("DELETE", "/api/v1/notes/upload", writer);
  client.send(
      "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer writer\r\nExpect: 100-continue\r\n"
      "Content-Length: 5\r\n\r\n");
  EXPECT_EQ(client.read_answer(false, true).status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_answer().body, R"({"lines":5,"seen_before":0})");
  client.request("DELETE", "/api/v1/notes/upload", writer);
  client.send(
      "POST /api/v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer writer\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_answer().body, R"({"lines":5,"seen_before":0})");
}

TEST_P(ServerTest, delivers_the_413_even_to_who_keeps_sending) {
  Client client(port());
  client.send("POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Length: 6000000\r\n\r\n");
  client.send(std::string(3'000'000, 'x'));
  const Answer answer = client.read_answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_NE(answer.body.find("1024 KiB"), std::string::npos) << answer.body;
}

TEST_P(ServerTest, packs_long_answers_for_who_asks) {
  Client client(port());
  const Answer plain = client.get("/api/v1/file");
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_EQ(plain.body.size(), 5000u);
  const Answer packed = client.get("/api/v1/file", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_EQ(packed.header("vary"), "Accept-Encoding");
  EXPECT_EQ(packed.header("etag"), "W/" + plain.header("etag"));
  EXPECT_LT(packed.body.size(), 200u);
  EXPECT_TRUE(packed.body.starts_with("\x1f\x8b"));
  EXPECT_EQ(client.get("/api/v1/file", {{"If-None-Match", packed.header("etag")}}).status, 304);
}

TEST_P(ServerTest, serves_the_web_app) {
  Client client(port());
  const Answer page = client.get("/");
  EXPECT_EQ(page.body, assets[0].bytes);
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.header("cache-control"), "no-cache");
  EXPECT_EQ(client.get("/", {{"If-None-Match", page.header("etag")}}).status, 304);
  EXPECT_EQ(client.get("/cases/17?tab=2").body, page.body);
  for (const char* path : {"/m", "/m/", "/m/scan"}) EXPECT_EQ(client.get(path).body, assets[1].bytes) << path;
  const Answer script = client.get("/assets/app-1234.js");
  EXPECT_EQ(script.header("content-type"), "text/javascript");
  EXPECT_NE(script.header("cache-control").find("immutable"), std::string::npos);
  EXPECT_EQ(client.get("/assets/app-9999.js").status, 404);
  EXPECT_EQ(client.get("/emblem.svg").header("content-type"), "image/svg+xml");
}

TEST_P(ServerTest, says_how_to_build_the_app_when_it_has_none) {
  options_.assets = {};
  EXPECT_NE(Client(port()).get("/").body.find("web/build.sh"), std::string::npos);
  EXPECT_EQ(Client(port()).get("/favicon.ico").status, 404);
}

TEST_P(ServerTest, lets_go_of_who_is_slow_or_idle) {
  options_.header_seconds = 1;
  options_.body_seconds = 1;
  options_.idle_seconds = 3;
  struct Case {
    const char* bytes;
    int low_ms, high_ms;
  };
  const Case cases[] = {{"GET /api/v1/pi", 900, 2600},                                                         // a head
                        {"POST /api/v1/notes HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{", 900, 2600},  // a body
                        {"", 2500, 4600}};  // nothing
  server();
  std::vector<std::thread> clients;
  for (const Case& c : cases)
    clients.emplace_back([&c, this] {
      Client client(port());
      client.connect();
      client.send(c.bytes);
      const auto waited = client.wait_for_close();
      EXPECT_GE(waited, milliseconds(c.low_ms)) << c.bytes;
      EXPECT_LE(waited, milliseconds(c.high_ms)) << c.bytes;
    });
  // A byte now and then buys no time.
  clients.emplace_back([this] {
    Client client(port());
    client.connect();
    const auto start = steady_clock::now();
    EXPECT_THROW(
        for (int i = 0; i < 60; ++i) {
          client.send(i == 0 ? "GET / HTTP/1.1\r\n" : "X: y\r\n");
          std::this_thread::sleep_for(milliseconds(100));
        },
        std::runtime_error);
    EXPECT_LE(steady_clock::now() - start, milliseconds(3000));
  });
  for (auto& client : clients) client.join();
}

TEST_P(ServerTest, turns_away_more_connections_than_it_can_serve) {
  options_.connections_max = 3;
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<Client>(port()));
    ASSERT_EQ(clients.back()->get("/api/v1/ping").status, 200);
  }
  Client late(port());
  late.connect();
  EXPECT_EQ(late.read_answer().status, 503);
  clients.pop_back();
  for (int i = 0; i < 100; ++i) {  // the closing is noticed in a moment
    try {
      if (Client(port()).get("/api/v1/ping").status == 200) return;
    } catch (const std::runtime_error&) {}
    std::this_thread::sleep_for(milliseconds(20));
  }
  FAIL() << "the place is not free again";
}

TEST_P(ServerTest, answers_busy_when_too_much_is_in_flight) {
  options_.in_flight_max = 2;
  server();
  std::vector<std::thread> slow;
  for (int i = 0; i < 2; ++i) slow.emplace_back([this] { EXPECT_EQ(Client(port()).get("/api/v1/slow").status, 200); });
  for (int i = 0; i < 500 && slow_requests_ < 2; ++i) std::this_thread::sleep_for(milliseconds(10));
  Client client(port());
  const Answer busy = client.get("/api/v1/ping");
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(busy.header("retry-after"), "2");
  EXPECT_EQ(client.get("/").status, 200);  // the page needs nobody
  gate_.set_value();
  for (auto& thread : slow) thread.join();
  EXPECT_EQ(client.get("/api/v1/ping").status, 200);
}

TEST_P(ServerTest, finishes_what_is_in_flight_when_it_stops) {
  Client idle(port());
  EXPECT_EQ(idle.get("/api/v1/ping").status, 200);
  std::thread slow([this] {
    const Answer answer = Client(port()).get("/api/v1/slow");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("connection"), "close");
  });
  for (int i = 0; i < 500 && slow_requests_ < 1; ++i) std::this_thread::sleep_for(milliseconds(10));
  const auto start = steady_clock::now();
  std::thread stop([this] { server().stop(); });
  EXPECT_LT(idle.wait_for_close(), milliseconds(2000));
  std::this_thread::sleep_for(milliseconds(50));
  EXPECT_THROW(Client(port()).get("/api/v1/ping"), std::runtime_error);  // takes no more
  gate_.set_value();
  stop.join();
  EXPECT_LT(steady_clock::now() - start, milliseconds(4000));
  slow.join();
}

TEST_P(ServerTest, stops_in_time_although_a_request_does_not_end) {
  options_.stop_seconds = 1;
  server();
  std::thread slow([this] { EXPECT_THROW(Client(port()).get("/api/v1/slow"), std::runtime_error); });
  for (int i = 0; i < 500 && slow_requests_ < 1; ++i) std::this_thread::sleep_for(milliseconds(10));
  std::thread opener([this] {
    std::this_thread::sleep_for(milliseconds(1800));
    gate_.set_value();
  });
  server().stop();  // waits for the handler, but no longer for its client
  opener.join();
  server_.reset();
  slow.join();
}

TEST_P(ServerTest, delivers_events_to_who_is_logged_in) {
  Client nobody(port());
  EXPECT_EQ(nobody.get("/api/v1/events").status, 401);
  hub_.publish({"case", R"({"lost":true})"});  // nobody listens
  Client listener(port());
  listener.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reader\r\n\r\n");
  const Answer head = listener.read_head();
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-type"), "text/event-stream");
  EXPECT_EQ(head.header("content-length"), "");
  listener.read_until(": open\n\n");
  for (int i = 0; i < 3; ++i) hub_.publish({"case", R"({"id":)" + std::to_string(i) + "}"});
  EXPECT_EQ(listener.read_until("2}\n\n"),
            "event: case\ndata: {\"id\":0}\n\nevent: case\ndata: {\"id\":1}\n\nevent: case\ndata: {\"id\":2}\n\n");
  hub_.publish({"figures", "{\n}"});
  EXPECT_EQ(listener.read_until("}\n\n"), "event: figures\ndata: {\ndata: }\n\n");
  server().stop();
  EXPECT_LT(listener.wait_for_close(), milliseconds(2000));
  hub_.publish({"case", "{}"});
}

TEST_P(ServerTest, notices_at_once_that_a_listener_has_gone) {
  options_.connections_max = 1;
  for (int i = 0; i < 3; ++i) {
    Client listener(port());
    for (int tries = 0; tries < 200; ++tries) {
      try {
        listener.send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reader\r\n\r\n");
        if (listener.read_head().status == 200) break;
      } catch (const std::runtime_error&) {}
      listener.disconnect();
      std::this_thread::sleep_for(milliseconds(10));
    }
    ASSERT_TRUE(listener.is_open()) << i;
    listener.read_until(": open\n\n");
  }
}

TEST_P(ServerTest, lets_a_slow_listener_lose_events_and_nobody_else) {
  Client slow(port()), quick(port());
  for (Client* client : {&slow, &quick}) {
    client->send("GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reader\r\n\r\n");
    client->read_until(": open\n\n");
  }
  const std::string padding(8000, 'x');
  const auto start = steady_clock::now();
  constexpr int events = 2000;  // 16 MB: more than the sockets hold
  for (int i = 0; i < events; ++i) {
    hub_.publish({"case", std::to_string(i) + padding});
    if (i % 20 == 19) quick.read_until("\ndata: " + std::to_string(i) + padding + "\n\n");
  }
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(20)) << "the slow one held up the publisher";
  Client other(port());
  EXPECT_EQ(other.get("/api/v1/ping").status, 200);
  slow.read_until("\ndata: 0" + padding);  // what it did get is whole
}

TEST_P(ServerTest, writes_durably_for_64_connections_that_read_their_own_writes) {
  constexpr int connections = 64, each = 8;
  std::atomic<int> faults = 0;
  std::latch start(connections);
  std::vector<std::thread> clients;
  for (int c = 0; c < connections; ++c)
    clients.emplace_back([&, c, p = port()] {
      Client client(p, 60);
      start.arrive_and_wait();
      for (int i = 0; i < each; ++i) {
        const std::string id = std::to_string(c) + "-" + std::to_string(i);
        const Answer written = client.post("/api/v1/notes", note(id, id), writer);
        const Answer read = client.get("/api/v1/notes/" + id, writer);
        if (written.status != 201 || read.status != 200 || read.body != written.body) ++faults;
      }
    });
  for (auto& client : clients) client.join();
  EXPECT_EQ(faults, 0);
  EXPECT_EQ(notes(), connections * each);
}

FUGONG_BOTH_ENGINES(ServerTest);

}  // namespace
}  // namespace fugong::http_test
