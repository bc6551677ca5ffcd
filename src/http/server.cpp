#include "http/server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <spdlog/spdlog.h>
#include <thread>
#include <unordered_map>

#include "http/connection.h"

namespace fugong::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

using Acceptor = asio::basic_socket_acceptor<tcp, asio::io_context::executor_type>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>,
                                         asio::io_context::executor_type>;
constexpr auto sweep_every = std::chrono::milliseconds(500);

tcp::endpoint endpoint_of(const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error("not an address: " + options.address);
  return {address, options.port};
}

}  // namespace

struct Server::Impl final : Host {
  Impl(Router& r, const ServerOptions& o) : router_(r), options_(o), acceptor_(io_), timer_(io_) {
    const tcp::endpoint endpoint = endpoint_of(options_);
    error_code error;
    acceptor_.open(endpoint.protocol(), error);
    acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
      throw std::runtime_error("cannot listen on " + options_.address + ":" + std::to_string(options_.port) + ": " +
                               error.message());
    port_ = acceptor_.local_endpoint().port();
    accept();
    sweep_later();
    thread_ = std::thread([this] { io_.run(); });
  }

  ~Impl() override { stop(); }

  // ---- Host ----
  Router& router() override { return router_; }
  const ServerOptions& options() const override { return options_; }
  bool stopping() const override { return stopping_; }
  Instant now() const override { return now_; }
  bool begin_request() override {
    if (in_flight_ >= options_.in_flight_max) return false;
    ++in_flight_;
    std::lock_guard lock(mutex_);
    ++outstanding_;
    return true;
  }
  void end_request() override { --in_flight_; }

  // A whole batch of commands is answered at once: one wake-up of the network thread carries them all.
  void answer_later(ConnectionPtr connection, Response response) override {
    std::lock_guard lock(mutex_);
    answers_.emplace_back(std::move(connection), std::move(response));
    if (answers_.size() == 1) asio::post(io_, [this] { deliver(); });
    --outstanding_;
    if (outstanding_ == 0) all_answered_.notify_all();
  }
  void frame_later(std::weak_ptr<Connection> connection, std::string frame) override {
    asio::post(io_, [connection = std::move(connection), frame = std::move(frame)] {
      if (const auto alive = connection.lock()) alive->push_frame(frame);
    });
  }
  void forget(const Connection* connection) override { connections_.erase(connection); }

  std::uint16_t port() const { return port_; }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { begin_stop(); });
    thread_.join();
    // A request that outlasted the patience still points at us.
    std::unique_lock lock(mutex_);
    all_answered_.wait(lock, [this] { return outstanding_ == 0; });
  }

 private:
  void deliver() {
    std::vector<std::pair<ConnectionPtr, Response>> ready;
    {
      std::lock_guard lock(mutex_);
      ready.swap(answers_);
    }
    for (auto& [connection, response] : ready) connection->answer(std::move(response));
  }

  void accept() {
    acceptor_.async_accept(io_.get_executor(), [this](const error_code& error, Socket socket) {
      if (!acceptor_.is_open()) return;
      if (!error && connections_.size() < options_.connections_max) {
        now_ = std::chrono::steady_clock::now();
        auto connection = std::make_shared<Connection>(*this, std::move(socket));
        connections_.emplace(connection.get(), connection);
        connection->read_head();
      }
      accept();
    });
  }

  void sweep_later() {
    timer_.expires_after(sweep_every);
    timer_.async_wait([this](const error_code& error) {
      if (error) return;
      now_ = std::chrono::steady_clock::now();
      for (const auto& connection : alive()) connection->sweep(now_);
      sweep_later();
    });
  }

  std::vector<ConnectionPtr> alive() const {
    std::vector<ConnectionPtr> all;
    for (const auto& [key, weak] : connections_)
      if (auto connection = weak.lock()) all.push_back(std::move(connection));
    return all;
  }

  bool may_end() const { return connections_.empty() || now_ >= stop_at_; }

  void begin_stop() {
    stopping_ = true;
    stop_at_ = std::chrono::steady_clock::now() + std::chrono::seconds(options_.stop_seconds);
    error_code ignored;
    acceptor_.close(ignored);
    for (const auto& connection : alive())
      if (connection->idle() || connection->streaming()) connection->close();
    if (connections_.empty()) return io_.stop();
    sweep_soon();
  }

  void sweep_soon() {
    timer_.expires_after(std::chrono::milliseconds(5));
    timer_.async_wait([this](const error_code& error) {
      if (error) return;
      now_ = std::chrono::steady_clock::now();
      if (may_end()) return io_.stop();
      sweep_soon();
    });
  }

  Router& router_;
  const ServerOptions options_;
  // Before io_: whatever io_ still holds when it goes takes its leave here.
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_;
  std::vector<std::pair<ConnectionPtr, Response>> answers_;
  asio::io_context io_{1};
  Acceptor acceptor_;
  Timer timer_;
  std::uint16_t port_ = 0;
  bool stopping_ = false;
  Instant now_ = std::chrono::steady_clock::now(), stop_at_{};
  std::size_t in_flight_ = 0;
  std::mutex mutex_;                       // of answers_ and outstanding_
  std::condition_variable all_answered_;
  std::size_t outstanding_ = 0;            // requests inside the router
  std::thread thread_;
};

Server::Server(Router& router, const ServerOptions& options) : impl_(std::make_unique<Impl>(router, options)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
void Server::stop() { impl_->stop(); }

}  // namespace fugong::http
