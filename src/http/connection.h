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

#include "http/server.h"

namespace fugong::http {

// A concrete executor: the type-erased one costs a third of the request rate.
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
using Instant = std::chrono::steady_clock::time_point;

class Connection;
using ConnectionPtr = std::shared_ptr<Connection>;

// What a connection asks of its server.
class Host {
 public:
  virtual ~Host() = default;
  virtual Router& router() = 0;
  virtual const ServerOptions& options() const = 0;
  virtual bool stopping() const = 0;
  virtual Instant now() const = 0;             // of the last sweep or event; coarse
  virtual bool begin_request() = 0;            // false: too many in flight
  virtual void end_request() = 0;
  virtual void answer_later(ConnectionPtr connection, Response response) = 0;  // from any thread
  virtual void frame_later(std::weak_ptr<Connection> connection, std::string frame) = 0;
  virtual void forget(const Connection* connection) = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Host& host, Socket socket);
  ~Connection();

  void read_head();
  void answer(Response response);              // to the request being worked on
  void push_frame(const std::string& frame);   // of the event stream; dropped when the reader is slow
  // Closes what has waited too long; heartbeats streams.
  void sweep(Instant now);
  void close();
  bool idle() const { return state_ == State::idle; }
  bool streaming() const { return state_ == State::streaming; }

 private:
  enum class State : std::uint8_t { idle, head, body, working, writing, streaming, closed };
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void on_head(const boost::system::error_code& error);
  void read_body();
  void on_read(const boost::system::error_code& error);
  void handle();
  void serve(Request request);
  void open_stream(const Request& request);
  std::optional<Request> take_request();
  void refuse(Error error, int status = 0);
  void write(const Response& response, bool head_only);
  void write_next_frame();
  void wait_until(std::chrono::seconds limit) { deadline_ = host_.now() + limit; }

  Host& host_;
  Socket socket_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  State state_ = State::idle;
  Instant deadline_{};
  bool keep_alive_ = true, head_only_ = false, gzip_ = false, in_flight_ = false;
  std::string head_, body_;                    // being written
  std::uint64_t subscription_ = 0;
  std::deque<std::string> frames_;
};

}  // namespace fugong::http
