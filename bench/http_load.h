// Load on an HTTP server from many kept connections, with one request under way on each.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fugong::bench {

struct HttpLoad {
  std::uint16_t port = 0;
  std::string address = "127.0.0.1";
  int connections = 64;
  int threads = 1;
  double seconds = 3;
  std::uint64_t requests_max = 0;  // 0: only the time ends it
  double rate = 0;                 // requests a second, whether answered or not; 0: each connection's next at once
  // The bytes of request `number` (counted over all connections, from 0), to be sent on `connection`; empty: the
  // connection has nothing more to send. A connection is always served by the same thread.
  std::function<std::string(int connection, std::uint64_t number)> request;
  std::function<void(int connection, int status, std::string_view body)> answered{};
};

struct HttpLoadResult {
  std::uint64_t answered = 0;   // with any status
  std::uint64_t succeeded = 0;  // 2xx and 304
  std::uint64_t busy = 0;       // 429 and 503
  std::uint64_t failed = 0;     // other statuses
  std::uint64_t broken = 0;     // connections lost or answers that were none
  double seconds = 0;
  double requests_per_second = 0;             // answered
  double p50_ms = 0, p99_ms = 0, max_ms = 0;  // with a rate: from the instant at which it was due
};

// Blocks until the time is over and what is under way is answered. Throws std::runtime_error when it cannot connect.
HttpLoadResult run_http_load(const HttpLoad& load);

// One request on a connection of its own; the body of a 2xx answer. Throws std::runtime_error otherwise.
std::string ask(std::uint16_t port, std::string request);

// "GET /path HTTP/1.1", "POST /path" with a JSON body, with further header lines ("A: b\r\n").
std::string http_get(const std::string& path, const std::string& headers = {});
std::string http_post(const std::string& path, const std::string& json, const std::string& headers = {});

}  // namespace fugong::bench
