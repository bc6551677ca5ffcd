// The network side: HTTP/1.1 (RFC 9112) on one thread, in front of a Router, the web app and the event stream.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "http/assets.h"
#include "http/events.h"
#include "http/router.h"

namespace fugong::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  std::span<const Asset> assets{};
  EventHub* events = nullptr;  // serves GET /api/v1/events when given
  // "https://tiles.example": besides ourselves, where pages' pictures may come from; empty: from nowhere. Asked for
  // every answer, from the server's threads.
  std::function<std::string()> picture_origin{};
  std::size_t connections_max = 4096;
  std::size_t in_flight_max = 2048;  // requests being worked on; one more is answered 503 at once
  std::size_t header_bytes_max = 16 * 1024;
  int header_seconds = 10;  // to send a request's head, from its first byte
  int body_seconds = 60;    // to send its body
  int idle_seconds = 75;    // between requests
  int stop_seconds = 10;    // for requests in flight when it stops
};

class Server {
 public:
  // Listens when it returns; throws std::runtime_error with a plain message when it cannot.
  Server(Router& router, const ServerOptions& options);
  ~Server();  // stop()

  std::uint16_t port() const;
  // Graceful: takes no more connections, answers what is in flight, then returns. From any thread but its own.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::http
