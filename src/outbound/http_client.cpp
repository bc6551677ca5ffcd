#include "outbound/http_client.h"

#include <strings.h>

#include <algorithm>
#include <chrono>

#include "outbound/curl_handle.h"

namespace fugong::outbound {
namespace {

constexpr std::size_t header_bytes_max = 64 * 1024;  // of an answer
constexpr std::size_t url_bytes_max = 2048;

// What one exchange gathers, and why it was broken off by ourselves.
struct Exchange {
  Response response;
  std::size_t body_bytes_max = 0, header_bytes = 0;
  bool too_large = false;
  Door door;
};

std::size_t take_body(const char* data, std::size_t, std::size_t size, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  if (exchange.response.body.size() + size > exchange.body_bytes_max) return exchange.too_large = true, 0;
  exchange.response.body.append(data, size);
  return size;
}

std::size_t take_header(const char* data, std::size_t, std::size_t size, void* to) {
  auto& exchange = *static_cast<Exchange*>(to);
  if ((exchange.header_bytes += size) > header_bytes_max) return exchange.too_large = true, 0;
  std::string_view line(data, size);
  if (line.starts_with("HTTP/")) exchange.response.headers.clear();  // of an interim answer
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return size;
  const auto trimmed = [](std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return std::string();
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
  };
  exchange.response.headers.push_back({trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1))});
  return size;
}

std::unexpected<Error> unavailable(const char* code, const std::string& url, const std::string& reason = {}) {
  // Query strings of robots' URLs hold their keys: they are not for logs.
  return fail(ErrorKind::unavailable, code, {}, {{"url", url.substr(0, url.find('?'))}, {"reason", reason}});
}

std::unexpected<Error> failure_of(CURLcode code, const Exchange& exchange, const std::string& url) {
  if (exchange.too_large) return unavailable("outbound.too_large", url);
  if (exchange.door.inside) return unavailable("outbound.inside_address", url);
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return invalid("outbound.bad_url", "url");
    case CURLE_OPERATION_TIMEDOUT: return unavailable("outbound.timed_out", url);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE: return unavailable("outbound.tls", url, curl_easy_strerror(code));
    default: return unavailable("outbound.unreachable", url, curl_easy_strerror(code));
  }
}

LineList header_list(const Request& request) {
  LineList list;
  for (const Header& h : request.headers) append_line(list, h.name + ": " + h.value);
  if (request.method == Method::post) append_line(list, "Expect:");  // no waiting for "100 Continue"
  return list;
}

bool has_line_break(const Request& request) {
  const auto broken = [](const std::string& text) { return text.find_first_of("\r\n") != std::string::npos; };
  return broken(request.url) ||
         std::ranges::any_of(request.headers, [&](const Header& h) { return broken(h.name) || broken(h.value); });
}

// An address of our own network is no server of somebody else's: neither is a user name in a URL.
bool is_plain_url(const std::string& url) {
  if (url.size() > url_bytes_max || !(url.starts_with("http://") || url.starts_with("https://"))) return false;
  const auto begin = url.find("//") + 2;
  const auto authority = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  return !authority.empty() && authority.find('@') == std::string::npos;
}

void set_up(CURL* handle, const Request& request, const ClientOptions& o, const std::string& url, curl_slist* headers,
            Duration left, Exchange& exchange) {
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // what the environment says is no decision of the operator's
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(o.connect_within, left).ms));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.ms));
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "fugong/" FUGONG_VERSION);
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  if (!o.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, o.ca_file.c_str());
  if (request.method == Method::post) {
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, &exchange);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, &exchange.door);
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
  for (const Header& h : headers)
    if (h.name.size() == name.size() && strncasecmp(h.name.data(), name.data(), name.size()) == 0) return h.value;
  return {};
}

HttpClient::HttpClient(ClientOptions options) : o_(std::move(options)) {}

Result<Response> HttpClient::send(const Request& request) const {
  if (has_line_break(request) || !is_plain_url(request.url)) return invalid("outbound.bad_url", "url");
  const auto began = std::chrono::steady_clock::now();  // not ours to inject: it bounds a real network's patience
  std::string url = request.url;
  const LineList headers = header_list(request);
  for (int hop = 0;; ++hop) {
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    const Duration left{o_.answer_within.ms - spent.count()};
    if (left.ms <= 0) return unavailable("outbound.timed_out", url);
    const Handle handle = new_handle();
    Exchange exchange{.response = {}, .body_bytes_max = o_.body_bytes_max};
    exchange.door.inside_allowed = o_.reach == Reach::anywhere || (o_.reach == Reach::as_configured && hop == 0);
    set_up(handle.get(), request, o_, url, headers.get(), left, exchange);
    if (const CURLcode code = curl_easy_perform(handle.get()); code != CURLE_OK) return failure_of(code, exchange, url);
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    exchange.response.status = static_cast<int>(status);
    const char* next = nullptr;
    curl_easy_getinfo(handle.get(), CURLINFO_REDIRECT_URL, &next);
    if (request.method != Method::get || !is_redirect(exchange.response.status) || !next)
      return std::move(exchange.response);
    if (hop >= o_.redirects_max) return unavailable("outbound.too_many_redirects", url);
    const bool was_secret = url.starts_with("https://");
    url = next;
    if (!is_plain_url(url) || (was_secret && !url.starts_with("https://")))
      return unavailable("outbound.bad_redirect", url);
  }
}

Result<Fetched> fetch(const Transport& transport, const std::string& url, const Known& known) {
  Request request{.url = url};
  if (!known.etag.empty()) request.headers.push_back({"If-None-Match", known.etag});
  if (!known.last_modified.empty()) request.headers.push_back({"If-Modified-Since", known.last_modified});
  FG_TRY(Response response, transport(request));
  if (response.status == 304) return Fetched{.known = known};
  if (response.status != 200)
    return fail(ErrorKind::unavailable, "outbound.status", {},
                {{"url", url.substr(0, url.find('?'))}, {"status", std::to_string(response.status)}});
  return Fetched{true,
                 {std::string(response.header("ETag")), std::string(response.header("Last-Modified"))},
                 std::move(response.body)};
}

}  // namespace fugong::outbound
