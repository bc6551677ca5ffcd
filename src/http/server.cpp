#include "http/server.h"

#include <spdlog/spdlog.h>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <ctime>
#include <mutex>
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
constexpr std::size_t queued_frames_max =
    4096;  // events waiting for the network thread; more are lost, none holds up a writer

// What a connection too many is told before it is closed.
constexpr std::string_view full_house =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

// IMF-fixdate of RFC 9110 section 5.6.7.
std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

tcp::endpoint endpoint_of(const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error("not an address: " + options.address);
  return {address, options.port};
}

}  // namespace

struct Server::Impl final : Host {
  Impl(Router& r, const ServerOptions& o) : router_(r), options_(o), shelf_(o.assets), acceptor_(io_), timer_(io_) {
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
    if (options_.events) subscription_ = options_.events->subscribe([this](const std::string& f) { take_frame(f); });
    thread_ = std::thread([this] { run(); });
  }

  ~Impl() override { stop(); }

  // ---- Host ----
  Router& router() override { return router_; }
  const ServerOptions& options() const override { return options_; }
  const AssetShelf& assets() const override { return shelf_; }
  bool stopping() const override { return stopping_; }
  Instant now() const override { return now_; }
  const std::string& date() const override { return date_; }
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
    const bool on_network_thread = io_.get_executor().running_in_this_thread();
    {
      std::lock_guard lock(mutex_);
      if (!on_network_thread) {
        answers_.emplace_back(std::move(connection), std::move(response));
        if (answers_.size() == 1) asio::post(io_, [this] { deliver(); });
      }
      if (--outstanding_ == 0) all_answered_.notify_all();
    }
    // Never touch the server here unless it is our own thread: it may be gone.
    if (on_network_thread) connection->answer(std::move(response));
  }
  void listen(ConnectionPtr connection) override {
    listeners_.push_back(std::move(connection));
    listening_ = true;
  }
  void forget(const Connection* connection) override { connections_.erase(connection); }

  std::uint16_t port() const { return port_; }

  void stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { begin_stop(); });
    thread_.join();
    if (options_.events) options_.events->unsubscribe(subscription_);
    // A request that outlasted the patience still points at us.
    std::unique_lock lock(mutex_);
    all_answered_.wait(lock, [this] { return outstanding_ == 0; });
    answers_.clear();  // sockets go before io_
  }

 private:
  void run() {
    for (;;) {
      try {
        io_.run();
        return;
      } catch (const std::exception& e) {  // no memory, say: that request is lost, the others go on
        spdlog::error("http: {}", e.what());
      }
    }
  }

  void deliver() {
    std::vector<std::pair<ConnectionPtr, Response>> ready;
    {
      std::lock_guard lock(mutex_);
      ready.swap(answers_);
    }
    for (auto& [connection, response] : ready) connection->answer(std::move(response));
  }

  // On the publisher's thread.
  void take_frame(const std::string& frame) {
    if (!listening_) return;
    std::lock_guard lock(mutex_);
    if (frames_.size() >= queued_frames_max) return;
    frames_.push_back(std::make_shared<const std::string>(frame));
    if (frames_.size() == 1) asio::post(io_, [this] { deliver_frames(); });
  }

  void deliver_frames() {
    std::vector<Frame> ready;
    {
      std::lock_guard lock(mutex_);
      ready.swap(frames_);
    }
    std::erase_if(listeners_, [&](const std::weak_ptr<Connection>& weak) {
      const auto listener = weak.lock();
      if (!listener || !listener->streaming()) return true;
      for (const Frame& frame : ready) listener->push_frame(frame);
      return false;
    });
    listening_ = !listeners_.empty();
  }

  void tick() {
    now_ = std::chrono::steady_clock::now();
    date_ = http_date();
    for (const auto& connection : alive()) connection->sweep(now_);
  }

  void accept() {
    acceptor_.async_accept(io_.get_executor(), [this](const error_code& error, Socket socket) {
      if (!acceptor_.is_open()) return;
      if (error) {  // no descriptors left: trying at once again would only spin
        accept_again_ = true;
        return;
      }
      now_ = std::chrono::steady_clock::now();
      if (connections_.size() < options_.connections_max) welcome(std::move(socket));
      else turn_away(std::move(socket));
      accept();
    });
  }

  void welcome(Socket socket) {
    auto connection = std::make_shared<Connection>(*this, std::move(socket));
    connections_.emplace(connection.get(), connection);
    connection->read_head();
  }

  void turn_away(Socket socket) {
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(full_house), ignored);
    socket.shutdown(tcp::socket::shutdown_both, ignored);
  }

  void sweep_later() {
    timer_.expires_after(sweep_every);
    timer_.async_wait([this](const error_code& error) {
      if (error) return;
      tick();
      if (std::exchange(accept_again_, false)) accept();
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
      tick();
      if (may_end()) return io_.stop();
      sweep_soon();
    });
  }

  Router& router_;
  const ServerOptions options_;
  const AssetShelf shelf_;
  // Before io_: whatever io_ still holds when it goes takes its leave here.
  std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_;
  std::vector<std::pair<ConnectionPtr, Response>> answers_;
  std::vector<std::weak_ptr<Connection>> listeners_;
  std::atomic<bool> listening_ = false;  // nobody: a frame costs its publisher nothing
  std::vector<Frame> frames_;
  asio::io_context io_{1};
  Acceptor acceptor_;
  Timer timer_;
  std::uint16_t port_ = 0;
  std::uint64_t subscription_ = 0;
  bool stopping_ = false, accept_again_ = false;
  std::string date_ = http_date();
  Instant now_ = std::chrono::steady_clock::now(), stop_at_{};
  std::size_t in_flight_ = 0;
  std::mutex mutex_;  // of answers_, frames_ and outstanding_
  std::condition_variable all_answered_;
  std::size_t outstanding_ = 0;  // requests inside the router
  std::thread thread_;
};

Server::Server(Router& router, const ServerOptions& options) : impl_(std::make_unique<Impl>(router, options)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return impl_->port(); }
void Server::stop() { impl_->stop(); }

}  // namespace fugong::http
