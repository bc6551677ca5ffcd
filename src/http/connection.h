// Internal to http/: one connection, and what it needs of its server. Everything here runs on the network thread.
#pragma once

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "base/language.h"
#include "http/server.h"

namespace fugong::http {

// A concrete executor: the type-erased one costs a third of the request rate.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using Instant = std::chrono::steady_clock::time_point;

class Connection;
using ConnectionPtr = std::shared_ptr<Connection>;

using Frame = std::shared_ptr<const std::string>;  // of the event stream; one text for all listeners

// What a connection asks of its server.
class Host {
 public:
  virtual ~Host() = default;
  virtual Router& router() = 0;
  virtual const ServerOptions& options() const = 0;
  virtual const AssetShelf& assets() const = 0;
  virtual bool stopping() const = 0;
  virtual Instant now() const = 0;              // of the last sweep or event; coarse
  virtual const std::string& date() const = 0;  // the same as an HTTP-date
  virtual bool begin_request() = 0;             // false: too many in flight
  virtual void end_request() = 0;
  virtual void answer_later(ConnectionPtr connection, Response response) = 0;  // from any thread
  virtual void listen(ConnectionPtr connection) = 0;                           // to the events, from now on
  virtual void forget(const Connection* connection) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Host& host, Socket socket);
  ~Connection();

  void read_head();
  void answer(Response response);       // to the request being worked on
  void push_frame(const Frame& frame);  // dropped when the listener is slow
  // Closes what has waited too long; heartbeats streams.
  void sweep(Instant now);
  void close();
  bool idle() const { return state_ == State::idle && !parser_->got_some(); }
  bool streaming() const { return state_ == State::streaming; }

 private:
  // draining: the last answer is out; what the peer still sends is read, or the system would throw our answer away.
  enum class State : std::uint8_t { idle, head, body, working, writing, streaming, draining, closed };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void on_head(const boost::system::error_code& error);
  void read_body();
  void on_read(const boost::system::error_code& error);
  void handle();
  void serve(Request request);
  void serve_asset(const Request& request);
  void open_stream(const Request& request);
  std::optional<Request> take_request();
  std::string head_of(const Response& response) const;
  void refuse(const Error& error, int status = 0);
  void refuse_method();
  void write(Response response);
  void drain();
  void read_rest();
  void write_next_frame();
  void wait_until(std::chrono::seconds limit) { deadline_ = host_.now() + limit; }

  Host& host_;
  Socket socket_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  State state_ = State::idle;
  Instant deadline_{};
  std::size_t body_limit_ = body_bytes_default;
  bool keep_alive_ = true, in_flight_ = false, taken_ = false;  // taken_: some frame since the last heartbeat
  bool head_only_ = false, gzip_ = false, http_1_0_ = false;    // of the request being answered
  Language language_ = Language::zh_cn;
  std::string remote_address_;
  std::string head_, body_;  // being written
  std::deque<Frame> frames_;
};

}  // namespace fugong::http
