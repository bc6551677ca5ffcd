#include "http/connection.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "http/assets.h"
#include "http/problem.h"
#include "http/url.h"

namespace fugong::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::string_view stream_path = "/api/v1/events";
constexpr std::size_t frames_max = 64;  // waiting for one listener
constexpr int heartbeat_seconds = 15;
constexpr int drain_seconds = 2;                     // for the peer to read the last answer and go
constexpr std::size_t quick_gzip_bytes = 32 * 1024;  // packed in under a millisecond; workers pack what is longer
constexpr std::string_view methods = "GET, HEAD, POST, PUT, PATCH, DELETE";

std::optional<Method> to_method(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
    case beast::http::verb::head: return Method::get;
    case beast::http::verb::post: return Method::post;
    case beast::http::verb::put: return Method::put;
    case beast::http::verb::patch: return Method::patch;
    case beast::http::verb::delete_: return Method::del;
    default: return std::nullopt;
  }
}

// On everything that we send; scripts and styles only from ourselves (CSP level 3). The phone app's QR reader is
// WebAssembly, which the policy would otherwise count as a string turned into code.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:";
constexpr std::string_view rest_of_policy = "; frame-ancestors 'none'; base-uri 'none'; form-action 'self'\r\n";

// The path and query of a request target, also of the absolute form that RFC 9112 section 3.2.2 wants accepted.
std::string_view origin_form(std::string_view target) {
  if (!target.starts_with("http://") && !target.starts_with("https://")) return target;
  const auto slash = target.find('/', target.find("//") + 2);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

template <class Message>
std::string_view field_of(const Message& message, beast::http::field name) {
  const auto found = message.find(name);
  return found == message.end() ? std::string_view{} : view(found->value());
}

}  // namespace

Connection::Connection(Host& host, Socket socket) : host_(host), socket_(std::move(socket)) {
  error_code error;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), error);
  const auto remote = socket_.remote_endpoint(error);
  if (!error) remote_address_ = remote.address().to_string();
}

Connection::~Connection() { close(); }

std::string Connection::head_of(const Response& response) const {
  std::string head;
  head.reserve(640);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
  head.append("\r\nDate: ").append(host_.date()).append("\r\n");
  if (!response.content_type.empty()) head.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (state_ != State::streaming && response.status != 304 && response.status != 204)
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  bool cached = false;
  for (const Header& h : response.headers) {
    cached = cached || h.name == "Cache-Control";
    head.append(h.name).append(": ").append(h.value).append("\r\n");
  }
  if (!cached) head.append("Cache-Control: no-store\r\n");
  if (!keep_alive_) head.append("Connection: close\r\n");
  else if (http_1_0_) head.append("Connection: keep-alive\r\n");
  head.append(security_headers);
  if (const auto& pictures = host_.options().picture_origin)
    if (const std::string origin = pictures(); !origin.empty()) head.append(" ").append(origin);
  head.append(rest_of_policy).append("\r\n");
  return head;
}

void Connection::read_head() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(host_.options().header_bytes_max));
  parser_->body_limit(boost::none);  // until the head has told the route
  head_only_ = gzip_ = http_1_0_ = false;
  state_ = State::idle;
  wait_until(std::chrono::seconds(host_.options().idle_seconds));
  beast::http::async_read_header(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](const error_code& error, std::size_t) { self->on_head(error); });
}

void Connection::on_head(const error_code& error) {
  if (state_ == State::closed) return;
  if (error) return on_read(error);
  if (parser_->is_done()) return handle();
  state_ = State::body;
  const auto& head = parser_->get();
  const std::string_view target = origin_form(view(head.target()));
  const auto path = percent_decode(target.substr(0, target.find('?')));
  const auto method = to_method(head.method());
  body_limit_ = path && method ? host_.router().body_limit(*method, *path) : body_bytes_default;
  parser_->body_limit(body_limit_);
  if (const auto length = parser_->content_length(); length && *length > body_limit_)
    return on_read(beast::http::error::body_limit);
  if (!beast::iequals(head[beast::http::field::expect], "100-continue")) return read_body();
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  boost::asio::async_write(socket_, boost::asio::buffer(head_),
                           [self = shared_from_this()](const error_code& e, std::size_t) {
                             if (!e && self->state_ != State::closed) self->read_body();
                           });
}

void Connection::read_body() {
  wait_until(std::chrono::seconds(host_.options().body_seconds));
  beast::http::async_read(socket_, buffer_, *parser_,
                          [self = shared_from_this()](const error_code& error, std::size_t) { self->on_read(error); });
}

void Connection::on_read(const error_code& error) {
  if (state_ == State::closed) return;
  if (!error) return handle();
  using Fault = beast::http::error;
  const bool ours = error.category() == make_error_code(Fault::end_of_stream).category();
  const auto code = static_cast<Fault>(error.value());
  if (!ours || code == Fault::end_of_stream || code == Fault::partial_message) return close();
  keep_alive_ = false;
  if (code == Fault::header_limit) return refuse({ErrorKind::malformed, "http.header_too_large"}, 431);
  if (code == Fault::body_limit) {
    language_ = pick_language(field_of(parser_->get(), beast::http::field::accept_language));
    return refuse(
        {ErrorKind::too_large, "http.too_large", {}, {{"limit_kib", std::to_string(body_limit_ / 1024)}}, {}});
  }
  refuse({ErrorKind::malformed, "http.malformed"});
}

std::optional<Request> Connection::take_request() {
  auto& message = parser_->get();
  Request request;
  const std::string_view target = origin_form(view(message.target()));
  const auto question = target.find('?');
  auto path = percent_decode(target.substr(0, question));
  if (!path || !path->starts_with('/')) return std::nullopt;
  // RFC 9112 section 3.2: exactly one Host, or two servers may read two different requests.
  if (!http_1_0_ && message.count(beast::http::field::host) != 1) return std::nullopt;
  request.method = *to_method(message.method());
  request.path = std::move(*path);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  for (const auto& field : message)
    request.headers.push_back({std::string(view(field.name_string())), std::string(view(field.value()))});
  request.body = std::move(message.body());
  request.remote_address = remote_address_;
  return request;
}

void Connection::handle() {
  const auto& head = parser_->get();
  keep_alive_ = head.keep_alive() && !host_.stopping();
  http_1_0_ = head.version() == 10;
  head_only_ = head.method() == beast::http::verb::head;
  gzip_ = accepts_gzip(field_of(head, beast::http::field::accept_encoding));
  language_ = pick_language(field_of(head, beast::http::field::accept_language));
  if (!to_method(head.method())) return refuse_method();
  auto request = take_request();
  if (!request) return refuse({ErrorKind::malformed, "http.malformed"});
  serve(std::move(*request));
}

void Connection::serve(Request request) {
  if (!request.path.starts_with("/api/")) return serve_asset(request);
  if (request.path == stream_path && request.method == Method::get && host_.options().events)
    return open_stream(request);
  if (!host_.begin_request()) return refuse({ErrorKind::unavailable, "http.busy"});
  state_ = State::working;
  in_flight_ = true;
  // The reference is handed on with the answer: none may outlive the server in somebody else's thread.
  host_.router().dispatch(std::move(request), [self = shared_from_this()](Response response) mutable {
    Host& host = self->host_;
    host.answer_later(std::move(self), std::move(response));
  });
}

void Connection::serve_asset(const Request& request) {
  if (request.method != Method::get) return refuse_method();
  auto response = host_.assets().serve(request);
  if (!response) return refuse({ErrorKind::not_found, "not_found"});
  write(std::move(*response));
}

void Connection::answer(Response response) {
  if (std::exchange(in_flight_, false)) host_.end_request();
  if (state_ == State::closed) return;
  if (host_.stopping()) keep_alive_ = false;
  write(std::move(response));
}

void Connection::refuse(const Error& error, int status) {
  Response response = problem(error, language_);
  if (status != 0) response.status = status;
  write(std::move(response));
}

void Connection::refuse_method() {
  Response response = problem({ErrorKind::method_not_allowed, "http.method_not_allowed"}, language_);
  response.headers.push_back({"Allow", std::string(methods)});
  write(std::move(response));
}

void Connection::write(Response response) {
  state_ = State::writing;
  wait_until(std::chrono::seconds(host_.options().body_seconds));
  if (gzip_ && response.body.size() <= quick_gzip_bytes) pack(response);
  head_ = head_of(response);
  body_ = head_only_ ? std::string() : std::move(response.body);
  const std::array<boost::asio::const_buffer, 2> both{boost::asio::buffer(head_), boost::asio::buffer(body_)};
  boost::asio::async_write(socket_, both, [self = shared_from_this()](const error_code& error, std::size_t) {
    if (self->state_ == State::closed) return;
    if (error) return self->close();
    if (!self->keep_alive_) return self->drain();
    self->read_head();
  });
}

void Connection::drain() {
  state_ = State::draining;
  wait_until(std::chrono::seconds(drain_seconds));
  error_code error;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
  if (error) return close();
  body_.resize(16 * 1024);
  read_rest();
}

void Connection::read_rest() {
  socket_.async_read_some(boost::asio::buffer(body_),
                          [self = shared_from_this()](const error_code& error, std::size_t) {
                            if (self->state_ == State::closed) return;
                            if (error) return self->close();
                            self->read_rest();
                          });
}

void Connection::open_stream(const Request& request) {
  const auto actor = host_.router().admit(request, "session.self");
  if (!actor) return refuse(actor.error());
  Response response{.status = 200, .content_type = "text/event-stream"};
  if (head_only_) return write(std::move(response));
  state_ = State::streaming;
  wait_until(std::chrono::seconds(heartbeat_seconds));
  keep_alive_ = false;
  frames_.push_back(std::make_shared<const std::string>(head_of(response) + ": open\n\n"));
  host_.listen(shared_from_this());
  write_next_frame();
  body_.resize(64);
  read_rest();  // tells when the listener goes; until then it keeps the connection alive
}

void Connection::push_frame(const Frame& frame) {
  if (state_ != State::streaming || frames_.size() >= frames_max) return;
  frames_.push_back(frame);
  if (frames_.size() == 1) write_next_frame();
}

void Connection::write_next_frame() {
  boost::asio::async_write(socket_, boost::asio::buffer(*frames_.front()),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (self->state_ == State::closed) return;
                             if (error) return self->close();
                             self->taken_ = true;
                             self->frames_.pop_front();
                             if (!self->frames_.empty()) self->write_next_frame();
                           });
}

void Connection::sweep(Instant now) {
  if (state_ == State::idle && parser_->got_some()) {  // the first byte of a head has come
    state_ = State::head;
    deadline_ = now + std::chrono::seconds(host_.options().header_seconds);
    return;
  }
  if (state_ == State::working || now < deadline_) return;
  if (state_ != State::streaming) return close();
  if (!frames_.empty() && !std::exchange(taken_, false)) return close();  // took nothing for a whole heartbeat
  deadline_ = now + std::chrono::seconds(heartbeat_seconds);
  static const Frame heartbeat = std::make_shared<const std::string>(": here\n\n");
  push_frame(heartbeat);
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  host_.forget(this);
}

}  // namespace fugong::http
