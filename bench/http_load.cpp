#include "http_load.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace fugong::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Line {  // one connection
  int socket = -1;
  int number = 0;
  std::string out, in;
  std::size_t sent = 0;
  Clock::time_point since{};
  bool waiting = false;
};

// The length of the whole answer at the front of `in`, once its head is there; nullopt before.
std::optional<std::size_t> answer_length(const std::string& in) {
  const auto end = in.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  const auto at = in.find("Content-Length: ");
  const std::size_t length = at < end ? std::strtoul(in.c_str() + at + 16, nullptr, 10) : 0;
  return end + 4 + length;
}

class Thread {
 public:
  Thread(const HttpLoad& load, std::atomic<std::uint64_t>& next, int first, int count, Clock::time_point until)
      : load_(load), next_(next), until_(until), lines_(static_cast<std::size_t>(count)) {
    poll_ = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < count; ++i) {
      Line& line = lines_[static_cast<std::size_t>(i)];
      line.number = first + i;
      connect(line);
    }
  }
  ~Thread() {
    for (Line& line : lines_)
      if (line.socket >= 0) ::close(line.socket);
    ::close(poll_);
  }

  void run() {
    for (Line& line : lines_) next(line);
    std::array<epoll_event, 256> events{};
    const auto patience = until_ + std::chrono::seconds(10);
    while ((open_ > 0 || (paced() && Clock::now() < until_)) && Clock::now() < patience) {
      if (paced()) send_what_is_due();
      const int n = epoll_wait(poll_, events.data(), static_cast<int>(events.size()), paced() ? 1 : 100);
      for (int i = 0; i < n; ++i)
        serve(*static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr),
              events[static_cast<std::size_t>(i)].events);
    }
    for (Line& line : lines_) result.broken += line.waiting;
  }

  HttpLoadResult result;
  std::vector<float> latencies_ms;

 private:
  void connect(Line& line) {
    line.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(load_.port);
    inet_pton(AF_INET, load_.address.c_str(), &address.sin_addr);
    if (::connect(line.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      throw std::runtime_error("http load: connect: " + std::string(std::strerror(errno)));
    const int on = 1;
    setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(line.socket, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &line}};
    epoll_ctl(poll_, EPOLL_CTL_ADD, line.socket, &event);
  }

  bool paced() const { return load_.rate > 0; }
  Clock::time_point due(std::uint64_t number) const {
    return begin_ + std::chrono::duration_cast<Clock::duration>(
                        std::chrono::duration<double>(static_cast<double>(number) / load_.rate));
  }

  // The connection is free again.
  void next(Line& line) {
    if (paced()) idle_.push_back(&line);
    else start(line, Clock::now());
  }

  void send_what_is_due() {
    const auto now = Clock::now();
    if (now >= until_) return;
    while (!idle_.empty()) {
      if (!claimed_) claimed_ = next_.fetch_add(1);
      const auto since = due(*claimed_);
      if (since > now) return;
      Line& line = *idle_.front();
      idle_.pop_front();
      send(line, *std::exchange(claimed_, std::nullopt), since);
    }
  }

  void start(Line& line, Clock::time_point now) {
    if (now >= until_) return;
    const std::uint64_t number = next_.fetch_add(1);
    if (load_.requests_max > 0 && number >= load_.requests_max) return;
    send(line, number, now);
  }

  void send(Line& line, std::uint64_t number, Clock::time_point since) {
    line.out = load_.request(line.number, number);
    if (line.out.empty()) return;
    line.sent = 0;
    line.since = since;
    line.waiting = true;
    ++open_;
    flush(line);
  }

  void flush(Line& line) {
    while (line.sent < line.out.size()) {
      const ssize_t n = ::send(line.socket, line.out.data() + line.sent, line.out.size() - line.sent, MSG_NOSIGNAL);
      if (n > 0) {
        line.sent += static_cast<std::size_t>(n);
        continue;
      }
      if (errno != EAGAIN) return lose(line);
      epoll_event event{.events = EPOLLIN | EPOLLOUT, .data = {.ptr = &line}};
      epoll_ctl(poll_, EPOLL_CTL_MOD, line.socket, &event);
      return;
    }
  }

  void serve(Line& line, std::uint32_t events) {
    if (line.socket < 0) return;
    if (events & EPOLLOUT) {
      epoll_event event{.events = EPOLLIN, .data = {.ptr = &line}};
      epoll_ctl(poll_, EPOLL_CTL_MOD, line.socket, &event);
      flush(line);
      if (line.socket < 0) return;
    }
    std::array<char, 65536> piece;
    const ssize_t n = ::recv(line.socket, piece.data(), piece.size(), 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) return lose(line);
    line.in.append(piece.data(), static_cast<std::size_t>(n));
    const auto length = answer_length(line.in);
    if (!line.waiting || !length || line.in.size() < *length) return;
    const int status = std::atoi(line.in.c_str() + 9);
    count(line, status);
    if (load_.answered) {
      const auto head = line.in.find("\r\n\r\n") + 4;
      load_.answered(line.number, status, std::string_view(line.in).substr(head, *length - head));
    }
    line.in.erase(0, *length);
    next(line);
  }

  void count(Line& line, int status) {
    latencies_ms.push_back(std::chrono::duration<float, std::milli>(Clock::now() - line.since).count());
    ++result.answered;
    ++(status / 100 == 2 || status == 304 ? result.succeeded
       : status == 429 || status == 503   ? result.busy
                                          : result.failed);
    line.waiting = false;
    --open_;
  }

  void lose(Line& line) {
    if (line.waiting) {
      ++result.broken;
      line.waiting = false;
      --open_;
    }
    ::close(line.socket);
    line.socket = -1;
  }

  const HttpLoad& load_;
  std::atomic<std::uint64_t>& next_;
  const Clock::time_point begin_ = Clock::now(), until_;
  int poll_ = -1;
  int open_ = 0;
  std::deque<Line*> idle_;                // of a paced load
  std::optional<std::uint64_t> claimed_;  // the number that waits for its time
  std::vector<Line> lines_;
};

double percentile(std::vector<float>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

}  // namespace

HttpLoadResult run_http_load(const HttpLoad& load) {
  std::atomic<std::uint64_t> next = 0;
  const int threads = std::clamp(load.threads, 1, std::max(load.connections, 1));
  const auto start = Clock::now();
  const auto until = start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(load.seconds));
  std::vector<std::unique_ptr<Thread>> parts;
  for (int t = 0, first = 0; t < threads; ++t) {
    const int count = load.connections / threads + (t < load.connections % threads);
    parts.push_back(std::make_unique<Thread>(load, next, first, count, until));
    first += count;
  }
  std::vector<std::thread> running;
  for (auto& part : parts) running.emplace_back([&part] { part->run(); });
  for (auto& thread : running) thread.join();

  HttpLoadResult all;
  all.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  std::vector<float> latencies;
  for (const auto& part : parts) {
    all.answered += part->result.answered;
    all.succeeded += part->result.succeeded;
    all.busy += part->result.busy;
    all.failed += part->result.failed;
    all.broken += part->result.broken;
    latencies.insert(latencies.end(), part->latencies_ms.begin(), part->latencies_ms.end());
  }
  std::ranges::sort(latencies);
  all.requests_per_second = static_cast<double>(all.answered) / all.seconds;
  all.p50_ms = percentile(latencies, 0.50);
  all.p99_ms = percentile(latencies, 0.99);
  all.max_ms = percentile(latencies, 1.0);
  return all;
}

std::string ask(std::uint16_t port, std::string request) {
  HttpLoad load;
  load.port = port;
  load.connections = 1;
  load.seconds = 60;
  load.requests_max = 1;
  load.request = [&](int, std::uint64_t) { return request; };
  int status = 0;
  std::string body;
  load.answered = [&](int, int s, std::string_view b) { status = s, body = b; };
  run_http_load(load);
  if (status / 100 != 2) throw std::runtime_error("answered " + std::to_string(status) + ": " + body.substr(0, 300));
  return body;
}

std::string http_get(const std::string& path, const std::string& headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string http_post(const std::string& path, const std::string& json, const std::string& headers) {
  return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(json.size()) + "\r\n" + headers + "\r\n" + json;
}

}  // namespace fugong::bench
