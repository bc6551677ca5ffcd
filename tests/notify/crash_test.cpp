// Kills a sending process with -9 in the middle of sending, again and again: every message arrives, and a receiver that
// drops repeats by their id sees each once.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <map>
#include <set>

#include "audit/log.h"
#include "identity/service.h"
#include "notify/carriers.h"
#include "notify/service.h"
#include "notify/store.h"
#include "outbound/webhook.h"
#include "support/child.h"
#include "support/databases.h"
#include "support/stub_server.h"

namespace fugong::notify_test {
namespace {

using namespace notify;

constexpr int messages = 120, kills = 4;
const DistrictCode crash_district{"210104"};

// What sends, as a process assembles it.
struct Sender {
  Sender(db::Engine& engine, const Clock& clock)
      : identities({.district = crash_district, .vault = vault, .random = random}),
        outbox({crash_district, vault, random, 4}, engine, clock),
        carriers({.district = crash_district,
                  .vault = vault,
                  .engine = engine,
                  .identities = identities,
                  .web = outbound::HttpClient({.reach = outbound::Reach::anywhere, .answer_within = seconds(5)}),
                  .mail = {},
                  .push_key = crypto::Signer(crypto::KeyPair::generate(crypto::Algorithm::es256)),
                  .push_contact = "mailto:duty@example.cn"}) {
    carriers.join(outbox);
  }
  crypto::Vault vault{std::string(32, 'k')};
  SystemRandom random;
  identity::Service identities;
  outbound::Outbox outbox;
  Carriers carriers;
};

int send_until_killed() {
  auto engine = db::Engine::open(std::getenv("FUGONG_CRASH_URL"));
  const SystemClock clock;
  Sender sender(*engine, clock);
  sender.outbox.start();
  while (true) pause();
}
const bool is_child = (test_support::child = send_until_killed, true);

pid_t start_child(const std::string& url) {
  const pid_t child = fork();
  if (child != 0) return child;
  setenv(test_support::child_variable, "1", 1);
  setenv("FUGONG_CRASH_URL", url.c_str(), 1);
  execl("/proc/self/exe", "test_notify", nullptr);
  _exit(127);
}

class Crash : public testing::TestWithParam<db::Dialect> {};
FUGONG_BOTH_ENGINES(Crash);

TEST_P(Crash, a_process_killed_in_mid_send_loses_nothing_and_a_receiver_that_drops_repeats_sees_each_once) {
  const db_test::FreshDatabase database(GetParam());
  std::mutex mutex;
  std::condition_variable arrived;
  std::map<std::string, int> times;  // by webhook-id
  std::set<std::string> words;       // by the receiver that drops repeats
  std::size_t total = 0;
  http_test::StubServer receiver([&](const std::string& request) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // some are under way whenever it is killed
    const auto at = request.find("webhook-id: ") + 12;
    const std::string id = request.substr(at, request.find("\r\n", at) - at);
    std::lock_guard lock(mutex);
    ++total;
    if (++times[id] == 1) words.insert(request.substr(request.find("\r\n\r\n") + 4));
    arrived.notify_all();
    return http_test::answer(204);
  });

  {
    auto engine = db::Engine::open(database.url());
    engine->migrate(audit::migrations());
    engine->migrate(outbound::migrations());
    engine->migrate(identity::migrations());
    engine->migrate(notify::migrations());
    const SystemClock clock;
    Sender sender(*engine, clock);
    const auto put = engine->write<int>([&](db::Session& s) -> Result<int> {
      const Settings settings{.url = receiver.url(), .secret = outbound::WebhookSecret::generate()};
      const Channel channel{.id = ChannelId::make(clock.now(), sender.random),
                            .name = "接口",
                            .settings_sealed = sender.vault.seal(json::write(settings), "notify.settings"),
                            .made_at = clock.now()};
      Store(crash_district, s).insert(channel);
      std::vector<outbound::Message> all;
      for (int i = 0; i < messages; ++i) {
        const Parcel parcel{
            .message = std::to_string(i), .title = std::to_string(i), .body = "文", .made_at = clock.now()};
        all.push_back({.channel = "webhook",
                       .topic = "test",
                       .payload = json::write(parcel),
                       .expires_at = clock.now() + hours(1),
                       .lane = channel.id.text});
      }
      sender.outbox.put_all(s, all, clock.now());
      return 0;
    });
    ASSERT_TRUE(put.has_value());
  }

  for (int round = 1; round <= kills; ++round) {
    const pid_t child = start_child(database.url());
    {
      std::unique_lock lock(mutex);
      EXPECT_TRUE(arrived.wait_for(lock, std::chrono::seconds(60), [&] { return total >= std::size_t(round * 15); }));
    }
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the child ended by itself: " << status;
  }

  auto engine = db::Engine::open(database.url());
  const SystemClock clock;
  Sender last(*engine, clock);
  // What the killed ones had in hand is taken up when their claims run out.
  last.outbox.run_due(clock.now() + minutes(3));
  std::lock_guard lock(mutex);
  EXPECT_EQ(times.size(), std::size_t(messages)) << "some are lost";
  EXPECT_EQ(words.size(), std::size_t(messages));
  EXPECT_LT(total, std::size_t(messages + kills * 32)) << "only what was under way comes twice";
  engine->read(
      [&](db::Session& s) { EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'"), 0); });
  std::printf("%d messages, %d kills, %zu requests\n", messages, kills, total);
}

}  // namespace
}  // namespace fugong::notify_test
