#include "child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "http_load.h"

namespace fugong::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point from) { return std::chrono::duration<double>(Clock::now() - from).count(); }

// Its standard output goes to `out`; its standard error stays ours.
int fork_and_run(const std::vector<std::string>& command, int out) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int pid = fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) {
    dup2(out, STDOUT_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  return pid;
}

}  // namespace

Ended run_child(const std::vector<std::string>& command) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const auto begin = Clock::now();
  const int pid = fork_and_run(command, nowhere);
  close(nowhere);
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) throw std::runtime_error("cannot run " + command[0]);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), seconds_since(begin),
          static_cast<double>(usage.ru_maxrss) / 1024};
}

ServedChild::ServedChild(const std::filesystem::path& program, const std::string& db_url,
                         const std::filesystem::path& keys) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  const auto begin = Clock::now();
  pid_ = fork_and_run(
      {program.string(), "serve", "--db", db_url, "--keys", keys.string(), "--port", "0", "--resume-clock"}, ends[1]);
  close(ends[1]);
  // The first line names the address: "fugong 1.0: http://127.0.0.1:43210 (…)".
  std::string line;
  for (char c = 0; line.find('\n') == std::string::npos && read(ends[0], &c, 1) == 1;) line += c;
  close(ends[0]);
  unsigned port = 0;
  const auto at = line.find("127.0.0.1:");
  if (at == std::string::npos || std::sscanf(line.c_str() + at, "127.0.0.1:%u", &port) != 1)
    throw std::runtime_error("the server did not start: " + line);
  ask(static_cast<std::uint16_t>(port), http_get("/api/v1/trust-list"));
  ready_seconds_ = seconds_since(begin);
}

ServedChild::~ServedChild() {
  kill(pid_, SIGTERM);
  waitpid(pid_, nullptr, 0);
}

double ServedChild::resident_mib() const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib / 1024;
  }
  throw std::runtime_error("no memory figure of the server");
}

}  // namespace fugong::bench
