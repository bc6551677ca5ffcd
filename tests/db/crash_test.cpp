// Kills a writing process with -9 at a random moment, again and again on one file: every acknowledged command must be
// there, whole, and no half of any other.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <random>
#include <thread>

#include "support/child.h"
#include "support/databases.h"

namespace fugong::db {
namespace {

constexpr int writers = 64;
constexpr int rounds = 20;
constexpr int rounds_long = 300;
constexpr int kill_after_ms_max = 250;

constexpr Migration tables[] = {{"crash", 1,
                                 "CREATE TABLE part (command BIGINT NOT NULL, number BIGINT NOT NULL, "
                                 "parts BIGINT NOT NULL, PRIMARY KEY (command, number)) {without_rowid};\n"
                                 "CREATE TABLE total (id BIGINT NOT NULL PRIMARY KEY, commands BIGINT NOT NULL) "
                                 "{without_rowid};\n"
                                 "INSERT INTO total (id, commands) VALUES (0, 0)"}};

// The child: each writer sends its next command when the last one is answered, and tells the parent of each answer.
// Every eighth command undoes itself after it has written, and must leave nothing.
class Writer {
 public:
  Writer(Engine& engine, int pipe, std::int64_t first) : engine_(engine), pipe_(pipe), next_(first) {}

  void send() {
    const std::int64_t id = next_++;
    engine_.submit(
        [id](Session& s) {
          const std::int64_t parts = 1 + id % 7;
          for (std::int64_t n = 0; n < parts; ++n)
            s.exec("INSERT INTO part (command, number, parts) VALUES (:command, :number, :parts)", id, n, parts);
          s.exec("UPDATE total SET commands = commands + 1 WHERE id = 0");
          return id % 8 != 0;
        },
        [this, id](Outcome outcome) {
          if (outcome == Outcome::durable && write(pipe_, &id, sizeof id) != sizeof id) std::abort();
          send();
        });
  }

 private:
  Engine& engine_;
  const int pipe_;
  std::int64_t next_;
};

int write_until_killed() {
  const char* url = std::getenv("FUGONG_CRASH_URL");
  const int pipe = std::atoi(std::getenv("FUGONG_CRASH_PIPE"));
  const std::int64_t round = std::atoll(std::getenv("FUGONG_CRASH_ROUND"));
  auto engine = Engine::open(url);
  std::vector<std::unique_ptr<Writer>> all;
  for (int w = 0; w < writers; ++w)
    all.push_back(std::make_unique<Writer>(*engine, pipe, (round * writers + w) * 1'000'000));
  std::vector<std::thread> threads;
  for (auto& writer : all) threads.emplace_back([&writer] { writer->send(); });
  while (true) pause();
}
const bool is_child = (test_support::child = write_until_killed, true);

pid_t start_child(const std::string& url, int round, int pipe) {
  const pid_t child = fork();
  if (child != 0) return child;
  setenv(test_support::child_variable, "1", 1);
  setenv("FUGONG_CRASH_URL", url.c_str(), 1);
  setenv("FUGONG_CRASH_PIPE", std::to_string(pipe).c_str(), 1);
  setenv("FUGONG_CRASH_ROUND", std::to_string(round).c_str(), 1);
  execl("/proc/self/exe", "test_db", nullptr);
  _exit(127);
}

// Reads answers until the child is dead and the pipe is dry; kills it `kill_after_ms` after the first answer.
std::vector<std::int64_t> acknowledged(pid_t child, int pipe, int kill_after_ms) {
  std::vector<std::int64_t> out;
  std::string bytes;
  auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  bool killed = false;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (!killed && left.count() <= 0) {
      kill(child, SIGKILL);
      killed = true;
    }
    pollfd waiting = {pipe, POLLIN, 0};
    if (poll(&waiting, 1, killed ? 1000 : static_cast<int>(left.count()) + 1) <= 0) continue;
    char buffer[65536];
    const auto got = read(pipe, buffer, sizeof buffer);
    if (got <= 0) break;
    if (bytes.empty() && out.empty())
      deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kill_after_ms);
    bytes.append(buffer, static_cast<std::size_t>(got));
    std::size_t used = 0;
    for (; bytes.size() - used >= sizeof(std::int64_t); used += sizeof(std::int64_t)) {
      std::memcpy(&out.emplace_back(), bytes.data() + used, sizeof(std::int64_t));
    }
    bytes.erase(0, used);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself: " << status;
  return out;
}

TEST(CrashTest, keeps_every_acknowledged_command_whole_and_no_half_of_any_other) {
  db_test::FreshDatabase database(Dialect::sqlite);
  Engine::open(database.url())->migrate(tables);
  std::random_device seed;
  std::uniform_int_distribution<int> delay(0, kill_after_ms_max);
  std::vector<std::int64_t> all;
  const int count = std::getenv("FUGONG_LONG") ? rounds_long : rounds;
  for (int round = 0; round < count; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = start_child(database.url(), round, ends[1]);
    ::close(ends[1]);
    const auto answered = acknowledged(child, ends[0], delay(seed));
    ::close(ends[0]);
    EXPECT_FALSE(answered.empty());
    all.insert(all.end(), answered.begin(), answered.end());

    auto engine = Engine::open(database.url());
    engine->read([&](Session& s) {
      EXPECT_EQ(s.one<std::string>("PRAGMA integrity_check"), "ok");
      EXPECT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM (SELECT command FROM part GROUP BY command "
                                    "HAVING COUNT(*) <> MAX(parts) OR command % 8 = 0)"),
                0)
          << "half a command";
      EXPECT_EQ(s.one<std::int64_t>("SELECT commands FROM total"),
                s.one<std::int64_t>("SELECT COUNT(DISTINCT command) FROM part"));
      for (const std::int64_t id : answered)
        ASSERT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM part WHERE command = :command", id), 1 + id % 7) << id;
    });
  }
  Engine::open(database.url())->read([&](Session& s) {
    for (const std::int64_t id : all)
      ASSERT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM part WHERE command = :command", id), 1 + id % 7)
          << id << ", acknowledged in an earlier round";
  });
  RecordProperty("acknowledged", static_cast<int>(all.size()));
  std::printf("%zu acknowledged commands survived %d kills\n", all.size(), count);
}

}  // namespace
}  // namespace fugong::db
