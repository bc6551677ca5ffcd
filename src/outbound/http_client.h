// Requests to other people's servers: peers' lists, gateways, robots. Nothing here reads the database or decides
// anything.
//
// A server that answers may be slow, broken or hostile: every request ends in time, no answer is longer than asked for,
// compressed bodies are not asked for, and an answer cannot send us on to an address inside our own network.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace fugong::outbound {

enum class Method : std::uint8_t { get, post };

struct Header {
  std::string name, value;
};

struct Request {
  Method method = Method::get;
  std::string url;  // http:// or https://
  std::vector<Header> headers{};
  std::string body{};  // of a POST
};

struct Response {
  int status = 0;
  std::vector<Header> headers{};
  std::string body{};

  bool ok() const { return status >= 200 && status < 300; }
  std::string_view header(std::string_view name) const;  // case-insensitive; empty when absent
};

// Which addresses a request may end at: loopback, private, link-local and multicast ones are "inside".
enum class Reach : std::uint8_t {
  outside,        // public addresses only, whatever a URL says: for URLs that come from others
  as_configured,  // the URL given may lie inside, a redirect must not: for URLs that the operator wrote
  anywhere,       // for tests and closed networks
};
BOOST_DESCRIBE_ENUM(Reach, outside, as_configured, anywhere)

struct ClientOptions {
  Reach reach = Reach::as_configured;
  Duration connect_within = seconds(5);
  Duration answer_within = seconds(20);           // the whole request, redirects included
  std::size_t body_bytes_max = 16 * 1024 * 1024;  // a status list of ten million passes has 0.5 MB
  int redirects_max = 3;                          // of a GET; a POST is never sent on
  std::string ca_file{};                          // PEM; empty: the system's authorities
};

// What rooms ask for, so that tests and rehearsals can answer instead of a network.
using Transport = std::function<Result<Response>(const Request&)>;

// Thread rule: send() may be called from any thread; it blocks until the answer or the time is up.
class HttpClient {
 public:
  explicit HttpClient(ClientOptions options = {});

  // Any status is an answer. Codes: outbound.bad_url, outbound.unreachable, outbound.tls, outbound.timed_out,
  // outbound.too_large, outbound.inside_address, outbound.too_many_redirects; all but the first are `unavailable`.
  Result<Response> send(const Request& request) const;
  Result<Response> operator()(const Request& request) const { return send(request); }

 private:
  ClientOptions o_;
};

// ---- conditional GET ----
// What one has of a URL, and hands back to ask whether there is something newer.
struct Known {
  std::string etag{}, last_modified{};
};
struct Fetched {
  bool changed = false;  // false: what one has is still right, and the body is empty
  Known known{};
  std::string body{};
};
// Codes: those of send(), and outbound.status for any answer but 200 and 304 (param status).
Result<Fetched> fetch(const Transport& transport, const std::string& url, const Known& known = {});

}  // namespace fugong::outbound
