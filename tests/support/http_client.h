// A small blocking HTTP/1.1 client on plain sockets, written apart from the server that it tests.
//
//   http_test::Client client(server.port());
//   auto answer = client.request("POST", "/api/v1/session", {{"Content-Type", "application/json"}}, R"({"login":…})");
//
// Keeps its connection; connects again when the server has closed it. send() and read_answer() are for what no decent
// client does. Throws std::runtime_error when the network or the answer is not as it should be.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fugong::http_test {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Answer {
  int status = 0;
  Headers headers{};
  std::string body{};

  // Empty when absent.
  std::string header(std::string_view name) const {
    for (const auto& [known, value] : headers)
      if (known.size() == name.size() && strncasecmp(known.data(), name.data(), name.size()) == 0) return value;
    return {};
  }
};

class Client {
 public:
  explicit Client(std::uint16_t port, int patience_seconds = 20) : port_(port), patience_seconds_(patience_seconds) {}
  ~Client() { disconnect(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Answer request(std::string_view method, std::string_view path, const Headers& headers = {},
                 std::string_view body = {}) {
    std::string text;
    text.append(method).append(" ").append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (const auto& [name, value] : headers) text.append(name).append(": ").append(value).append("\r\n");
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
      text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    text.append("\r\n").append(body);
    const bool was_open = is_open();
    try {
      send(text);
      return read_answer(method == "HEAD");
    } catch (const Closed&) {
      if (!was_open) throw;
    }
    disconnect();  // it was closed while nobody looked; nothing was answered, so it may be said again
    send(text);
    return read_answer(method == "HEAD");
  }
  Answer get(std::string_view path, const Headers& headers = {}) { return request("GET", path, headers); }
  Answer post(std::string_view path, std::string_view json, Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return request("POST", path, headers, json);
  }

  // ---- raw ----
  void send(std::string_view bytes) {
    connect();
    while (!bytes.empty()) {
      const ssize_t n = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) throw Closed("send: " + std::string(std::strerror(errno)));
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  // The next answer on the connection; 1xx answers only when `interim`.
  Answer read_answer(bool head_only = false, bool interim = false) {
    for (;;) {
      Answer answer = read_head();
      if (answer.status < 200 && !interim) continue;
      if (answer.status < 200 || head_only || answer.status == 204 || answer.status == 304) return answer;
      if (const std::string length = answer.header("content-length"); !length.empty())
        answer.body = take(std::stoul(length));
      else
        while (receive()) answer.body += std::exchange(unread_, {});
      if (answer.header("connection") == "close") read_end();
      return answer;
    }
  }
  Answer read_head() {
    Answer answer;
    std::string line = read_line();
    if (!line.starts_with("HTTP/1.1 ") || line.size() < 12) throw std::runtime_error("not a status line: " + line);
    answer.status = std::stoi(line.substr(9, 3));
    for (line = read_line(); !line.empty(); line = read_line()) {
      const auto colon = line.find(": ");
      if (colon == std::string::npos) throw std::runtime_error("not a header: " + line);
      answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return answer;
  }
  std::string read_line() {
    for (auto end = unread_.find("\r\n");; end = unread_.find("\r\n")) {
      if (end != std::string::npos) {
        std::string line = unread_.substr(0, end);
        unread_.erase(0, end + 2);
        return line;
      }
      if (!receive()) throw Closed("closed in a head");
    }
  }
  // All up to and with `text`.
  std::string read_until(std::string_view text) {
    for (;;) {
      if (const auto at = unread_.find(text); at != std::string::npos) return take(at + text.size());
      if (!receive()) throw Closed("closed before: " + std::string(text.substr(0, 60)));
    }
  }
  // How long until the server closes; throws when it does not within the patience.
  std::chrono::milliseconds wait_for_close() {
    const auto start = std::chrono::steady_clock::now();
    while (receive()) {}
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  }
  bool is_open() const { return socket_ >= 0; }
  void connect() {
    if (is_open()) return;
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{patience_seconds_, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
    const std::string why = std::strerror(errno);
    disconnect();
    throw std::runtime_error("connect: " + why);
  }
  void disconnect() {
    if (is_open()) ::close(socket_);
    socket_ = -1;
    unread_.clear();
  }

 private:
  struct Closed : std::runtime_error {
    using std::runtime_error::runtime_error;
  };

  bool receive() {
    char piece[16384];
    const ssize_t n = ::recv(socket_, piece, sizeof piece, 0);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) throw std::runtime_error("no answer in time");
    if (n < 0 && errno != ECONNRESET) throw Closed("recv: " + std::string(std::strerror(errno)));
    if (n <= 0) return false;
    unread_.append(piece, static_cast<std::size_t>(n));
    return true;
  }
  std::string take(std::size_t count) {
    while (unread_.size() < count)
      if (!receive()) throw std::runtime_error("closed in a body");
    std::string out = unread_.substr(0, count);
    unread_.erase(0, count);
    return out;
  }
  void read_end() {
    while (receive()) {}
    disconnect();
  }

  const std::uint16_t port_;
  const int patience_seconds_;
  int socket_ = -1;
  std::string unread_;
};

}  // namespace fugong::http_test
