#include "http/connection.h"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

#include "http/problem.h"
#include "http/url.h"

namespace fugong::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

constexpr std::string_view stream_path = "/api/v1/events";
constexpr std::size_t frames_max = 64;  // waiting for one listener
constexpr int heartbeat_seconds = 15;

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

// On everything that we send; scripts and styles only from ourselves (CSP level 3).
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'\r\n";

std::string head_of(const Response& response, std::size_t length, bool keep_alive, bool zipped) {
  std::string head;
  head.reserve(640);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
  head.append("\r\n");
  if (!response.content_type.empty()) head.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (response.status != 304 && response.status != 204)
    head.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
  bool cached = false;
  for (const Header& h : response.headers) {
    cached = cached || h.name == "Cache-Control";
    head.append(h.name).append(": ").append(h.value).append("\r\n");
  }
  if (!cached) head.append("Cache-Control: no-store\r\n");
  if (zipped) head.append("Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n");
  if (!keep_alive) head.append("Connection: close\r\n");
  head.append(security_headers).append("\r\n");
  return head;
}

}  // namespace

Connection::Connection(Host& host, Socket socket) : host_(host), socket_(std::move(socket)) {
  error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() { close(); }

void Connection::read_head() {
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(host_.options().header_bytes_max));
  parser_->body_limit(body_bytes_default);
  state_ = buffer_.size() > 0 ? State::head : State::idle;
  wait_until(std::chrono::seconds(buffer_.size() > 0 ? host_.options().header_seconds : host_.options().idle_seconds));
  if (host_.stopping() && state_ == State::idle) return close();
  beast::http::async_read_header(socket_, buffer_, *parser_,
                                 [self = shared_from_this()](const error_code& error, std::size_t) { self->on_head(error); });
}

void Connection::on_head(const error_code& error) {
  if (state_ == State::closed) return;
  if (error) return on_read(error);
  state_ = State::body;
  const auto& head = parser_->get();
  const std::string_view target(head.target().data(), head.target().size());
  const auto path = percent_decode(target.substr(0, target.find('?')));
  const auto method = to_method(head.method());
  parser_->body_limit(path && method ? host_.router().body_limit(*method, *path) : body_bytes_default);
  const auto length = parser_->content_length();
  if (length && path && method && *length > host_.router().body_limit(*method, *path))
    return on_read(beast::http::error::body_limit);
  if (parser_->is_done()) return handle();
  const auto expect = head.find(beast::http::field::expect);
  if (expect == head.end() || !beast::iequals(expect->value(), "100-continue")) return read_body();
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  boost::asio::async_write(socket_, boost::asio::buffer(head_), [self = shared_from_this()](const error_code& e, std::size_t) {
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
    const auto limit = std::to_string(body_bytes_default / 1024);
    return refuse({ErrorKind::too_large, "http.too_large", {}, {{"limit_kib", limit}}, {}});
  }
  refuse({ErrorKind::malformed, "http.malformed"});
}

std::optional<Request> Connection::take_request() {
  auto& message = parser_->get();
  Request request;
  const auto method = to_method(message.method());
  const std::string_view target(message.target().data(), message.target().size());
  const auto question = target.find('?');
  auto path = percent_decode(target.substr(0, question));
  if (!method || !path || !path->starts_with('/')) return std::nullopt;
  request.method = *method;
  request.path = std::move(*path);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  for (const auto& field : message) {
    const auto name = field.name_string();
    const auto value = field.value();
    request.headers.push_back({std::string(name.data(), name.size()), std::string(value.data(), value.size())});
  }
  request.body = std::move(message.body());
  error_code error;
  const auto remote = socket_.remote_endpoint(error);
  if (!error) request.remote_address = remote.address().to_string();
  return request;
}

void Connection::handle() {
  keep_alive_ = parser_->get().keep_alive() && !host_.stopping();
  head_only_ = parser_->get().method() == beast::http::verb::head;
  const auto accepted = parser_->get().find(beast::http::field::accept_encoding);
  gzip_ = accepted != parser_->get().end() && accepted->value().find("gzip") != beast::string_view::npos;
  const bool known = to_method(parser_->get().method()).has_value();
  auto request = take_request();
  if (!known) return refuse({ErrorKind::method_not_allowed, "http.method_not_allowed"});
  if (!request) return refuse({ErrorKind::malformed, "http.malformed"});
  serve(std::move(*request));
}

void Connection::serve(Request request) {
  if (!request.path.starts_with("/api/")) {
    if (request.method != Method::get) return refuse({ErrorKind::method_not_allowed, "http.method_not_allowed"});
    auto response = serve_asset(host_.options().assets, request.path);
    if (!response) return refuse({ErrorKind::not_found, "not_found"});
    return write(*response, head_only_);
  }
  if (request.path == stream_path && request.method == Method::get && host_.options().events) return open_stream(request);
  if (!host_.begin_request()) return refuse({ErrorKind::unavailable, "http.busy"});
  state_ = State::working;
  in_flight_ = true;
  host_.router().dispatch(std::move(request), [self = shared_from_this()](Response response) {
    self->host_.answer_later(self, std::move(response));
  });
}

void Connection::answer(Response response) {
  if (std::exchange(in_flight_, false)) host_.end_request();
  if (state_ == State::closed) return;
  if (host_.stopping()) keep_alive_ = false;
  write(response, head_only_);
}

void Connection::refuse(Error error, int status) {
  Response response = problem(error, Language::zh_cn);
  if (status != 0) response.status = status;
  write(response, false);
}

void Connection::write(const Response& response, bool head_only) {
  state_ = State::writing;
  wait_until(std::chrono::seconds(host_.options().body_seconds));
  auto zipped = gzip_ ? gzip(response.content_type, response.body) : std::nullopt;
  body_ = zipped ? std::move(*zipped) : response.body;
  head_ = head_of(response, body_.size(), keep_alive_, zipped.has_value());
  if (head_only || response.status == 304) body_.clear();
  const std::array<boost::asio::const_buffer, 2> both{boost::asio::buffer(head_), boost::asio::buffer(body_)};
  boost::asio::async_write(socket_, both, [self = shared_from_this()](const error_code& error, std::size_t) {
    if (self->state_ == State::closed) return;
    if (error || !self->keep_alive_) return self->close();
    self->read_head();
  });
}

void Connection::open_stream(const Request& request) {
  const auto actor = host_.router().admit(request, "session.self");
  if (!actor) return refuse(actor.error());
  state_ = State::streaming;
  keep_alive_ = false;
  Response response{.status = 200, .content_type = "text/event-stream"};
  head_ = head_of(response, 0, true, false);
  head_.erase(head_.find("Content-Length"), std::string_view("Content-Length: 0\r\n").size());
  wait_until(std::chrono::seconds(heartbeat_seconds));
  frames_.push_back(head_ + ": open\n\n");
  // The hub outlives its listeners' connections only through a weak pointer: frames for a closed one are dropped.
  subscription_ = host_.options().events->subscribe(
      [&host = host_, weak = weak_from_this()](const std::string& frame) { host.frame_later(weak, frame); });
  write_next_frame();
}

void Connection::push_frame(const std::string& frame) {
  if (state_ != State::streaming || frames_.size() >= frames_max) return;
  frames_.push_back(frame);
  if (frames_.size() == 1) write_next_frame();
}

void Connection::write_next_frame() {
  boost::asio::async_write(socket_, boost::asio::buffer(frames_.front()),
                           [self = shared_from_this()](const error_code& error, std::size_t) {
                             if (self->state_ == State::closed) return;
                             if (error) return self->close();
                             self->frames_.pop_front();
                             if (!self->frames_.empty()) self->write_next_frame();
                           });
}

void Connection::sweep(Instant now) {
  if (state_ == State::working || now < deadline_) return;
  if (state_ == State::streaming) {
    if (frames_.size() > 1) return close();  // nothing was taken for a whole heartbeat
    deadline_ = now + std::chrono::seconds(heartbeat_seconds);
    return push_frame(": here\n\n");
  }
  close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  if (subscription_ != 0) host_.options().events->unsubscribe(std::exchange(subscription_, 0));
  error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
  host_.forget(this);
}

}  // namespace fugong::http
