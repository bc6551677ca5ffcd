#include "outbound/outbox.h"

#include <gtest/gtest.h>

#include "outbound/hook.h"
#include "support/databases.h"
#include "support/stub_server.h"

namespace fugong::outbound {
namespace {

class OutboxTest : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(migrations());
    outbox_ = make();
    outbox_->carry("sms", [this](const Outgoing& m) { return deliver(m); });
  }
  void TearDown() override {
    outbox_.reset();
    EngineTest::TearDown();
  }
  std::unique_ptr<Outbox> make() {
    return std::make_unique<Outbox>(OutboxOptions{district_, crypto::Vault(std::string(32, 'k')), random_}, engine(),
                                    clock_);
  }
  Status deliver(const Outgoing& m) {
    seen_.push_back(m);
    if (broken_) return fail(ErrorKind::unavailable, "outbound.status", {}, {{"url", "u"}, {"status", "503"}});
    return {};
  }
  MessageId put(const std::string& payload, Duration lives = minutes(5), const std::string& channel = "sms") {
    return engine()
        .write<MessageId>([&](db::Session& s) -> Result<MessageId> {
          return outbox_->put(s, {channel, "wallet.code", "13800000000", payload, clock_.now() + lives}, clock_.now());
        })
        .value();
  }
  std::size_t run_after(Duration pause) {
    clock_.advance_to(clock_.now() + pause);
    return outbox_->run_due(clock_.now());
  }
  std::int64_t rows(const char* sql) {
    std::int64_t n = -1;
    engine().read([&](db::Session& s) { n = *s.one<std::int64_t>(sql); });
    return n;
  }

  DistrictCode district_{"210104"};
  SeededRandom random_{5};
  VirtualClock clock_{{1'650'513'600'000}};
  std::vector<Outgoing> seen_;
  bool broken_ = false;
  std::unique_ptr<Outbox> outbox_;
};
FUGONG_BOTH_ENGINES(OutboxTest);

TEST_P(OutboxTest, a_message_is_sent_once_with_its_address_and_nothing_of_it_is_kept) {
  const MessageId id = put(R"({"code":"123456"})");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE payload_sealed LIKE '%123456%' OR address_sealed LIKE '%138%'"), 0);
  EXPECT_EQ(run_after(seconds(1)), 1u);
  EXPECT_EQ(run_after(seconds(1)), 0u);
  ASSERT_EQ(seen_.size(), 1u);
  EXPECT_EQ(seen_[0].id, id);
  EXPECT_EQ(seen_[0].address, "13800000000");
  EXPECT_EQ(seen_[0].payload, R"({"code":"123456"})");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND address_sealed = '' AND payload_sealed = ''"),
            1);
}

TEST_P(OutboxTest, a_message_of_a_command_that_is_undone_is_never_sent) {
  const auto undone = engine().write<int>([&](db::Session& s) -> Result<int> {
    outbox_->put(s, {"sms", "t", "1", "{}", clock_.now() + hours(1)}, clock_.now());
    return fail(ErrorKind::conflict, "db.failed");
  });
  EXPECT_FALSE(undone);
  EXPECT_EQ(run_after(seconds(1)), 0u);
  EXPECT_TRUE(seen_.empty());
}

TEST_P(OutboxTest, what_cannot_be_sent_is_tried_again_later_and_later_until_it_expires) {
  broken_ = true;
  put("{}", minutes(3));
  EXPECT_EQ(run_after({}), 0u);
  EXPECT_EQ(seen_.size(), 1u);
  // The first pause takes from one to two seconds, the second from two to four.
  run_after(milliseconds(999));
  EXPECT_EQ(seen_.size(), 1u);  // not yet
  run_after(milliseconds(1001));
  EXPECT_EQ(seen_.size(), 2u);
  run_after(milliseconds(1999));
  EXPECT_EQ(seen_.size(), 2u);
  run_after(milliseconds(2001));
  EXPECT_EQ(seen_.size(), 3u);
  EXPECT_EQ(seen_[2].attempt, 3);
  run_after(minutes(4));
  EXPECT_EQ(seen_.size(), 3u);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE state = 'given_up' AND payload_sealed = ''"), 1);
}

TEST_P(OutboxTest, what_failed_together_does_not_come_back_together) {
  broken_ = true;
  for (int i = 0; i < 40; ++i) put("{}", hours(1));
  run_after({});
  std::int64_t instants = 0;
  engine().read([&](db::Session& s) {
    instants = *s.one<std::int64_t>("SELECT COUNT(DISTINCT due_at) FROM outbox WHERE state = 'waiting'");
  });
  EXPECT_GT(instants, 30);
}

TEST_P(OutboxTest, what_is_refused_for_good_is_kept_where_asked_and_can_be_sent_again_under_its_id) {
  bool refuses = true;
  std::vector<Settled> settled;
  outbox_->carry("robot", Carrier{.send = [&](const Outgoing& m) -> Attempt {
                                    seen_.push_back(m);
                                    return refuses ? Attempt{Fate::refused, "test.refused", "why"} : Attempt{};
                                  },
                                  .settled = [&](db::Session&, const Settled& s) { settled.push_back(s); }});
  const auto keep = [&](WhenGivenUp what) {
    return engine()
        .write<MessageId>([&](db::Session& s) -> Result<MessageId> {
          return outbox_->put(s,
                              {.channel = "robot",
                               .topic = "t",
                               .payload = "{}",
                               .expires_at = clock_.now() + hours(1),
                               .lane = "r1",
                               .when_given_up = what},
                              clock_.now());
        })
        .value();
  };
  const auto again = [&](const MessageId& id) {
    return engine()
        .write<bool>([&](db::Session& s) -> Result<bool> {
          return outbox_->send_again(s, id, clock_.now(), clock_.now() + hours(1));
        })
        .value();
  };
  const MessageId kept = keep(WhenGivenUp::keep), forgotten = keep(WhenGivenUp::forget);
  EXPECT_EQ(run_after({}), 0u);
  ASSERT_EQ(settled.size(), 2u);
  EXPECT_EQ(settled[0].state, MessageState::given_up);
  EXPECT_EQ(settled[0].lane, "r1");
  EXPECT_EQ(settled[0].code, "test.refused");
  EXPECT_EQ(run_after(hours(1)), 0u) << "it is not tried again by itself";
  EXPECT_FALSE(again(forgotten));
  EXPECT_TRUE(again(kept));
  EXPECT_FALSE(again(kept)) << "it waits already";
  refuses = false;
  EXPECT_EQ(run_after({}), 1u);
  EXPECT_EQ(seen_.back().id, kept);
  EXPECT_FALSE(again(kept)) << "what was sent is not sent again";
}

TEST_P(OutboxTest, a_message_that_has_to_wait_for_its_lane_is_put_off_and_that_is_no_attempt) {
  Timestamp free = clock_.now() + seconds(30);
  outbox_->carry("robot", Carrier{.send = [&](const Outgoing& m) -> Attempt { return seen_.push_back(m), Attempt{}; },
                                  .wait = [&](std::string_view, const MessageId&,
                                              Timestamp now) { return free > now ? free - now : Duration{}; }});
  put("{}", hours(1), "robot");
  put("{}", seconds(10), "robot");
  EXPECT_EQ(run_after({}), 0u);
  EXPECT_EQ(run_after(seconds(29)), 0u);
  EXPECT_EQ(run_after(seconds(1)), 1u);
  EXPECT_EQ(seen_.at(0).attempt, 1);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE state = 'given_up'"), 1) << "the other one's time was over";
}

TEST_P(OutboxTest, several_senders_send_side_by_side_and_each_message_once) {
  Outbox several(OutboxOptions{district_, crypto::Vault(std::string(32, 'k')), random_, 8}, engine(), clock_);
  std::mutex mutex;
  std::map<std::string, int> times;
  int at_once = 0, most = 0;
  several.carry("sms", [&](const Outgoing& m) -> Status {
    {
      std::lock_guard lock(mutex);
      ++times[m.id.text];
      most = std::max(most, ++at_once);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::lock_guard lock(mutex);
    --at_once;
    return {};
  });
  for (int i = 0; i < 100; ++i) put("{}");
  EXPECT_EQ(several.run_due(clock_.now()), 100u);
  EXPECT_EQ(times.size(), 100u);
  for (const auto& [id, n] : times) EXPECT_EQ(n, 1);
  EXPECT_GT(most, 1);
}

TEST_P(OutboxTest, a_server_that_recovers_gets_what_waited) {
  broken_ = true;
  for (int i = 0; i < 70; ++i) put("{}");
  run_after({});
  broken_ = false;
  seen_.clear();
  EXPECT_EQ(run_after(seconds(2)), 70u);
}

TEST_P(OutboxTest, while_one_sender_has_a_message_no_other_takes_it_and_then_only_if_the_first_has_died) {
  auto other = make();
  std::size_t sent = 0;
  other->carry("sms", [&](const Outgoing&) -> Status { return ++sent, Status{}; });
  outbox_->carry("sms", [&](const Outgoing&) -> Status {
    EXPECT_EQ(other->run_due(clock_.now() + minutes(1)), 0u);
    EXPECT_EQ(other->run_due(clock_.now() + minutes(2)), 1u);
    throw std::runtime_error("the channel's own fault");
  });
  put("{}");
  EXPECT_EQ(run_after({}), 0u);
  EXPECT_EQ(sent, 1u);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"), 1);
}

TEST_P(OutboxTest, the_thread_sends_as_soon_as_the_command_is_durable) {
  const SystemClock real;
  Outbox outbox(OutboxOptions{district_, crypto::Vault(std::string(32, 'k')), random_}, engine(), real);
  std::mutex mutex;
  std::condition_variable ready;
  int sent = 0;
  outbox.carry("sms", [&](const Outgoing&) -> Status {
    std::lock_guard lock(mutex);
    ++sent;
    ready.notify_all();
    return {};
  });
  outbox.start();
  for (int i = 0; i < 3; ++i)
    engine()
        .write<MessageId>([&](db::Session& s) -> Result<MessageId> {
          return outbox.put(s, {"sms", "t", "1", "{}", real.now() + hours(1)}, real.now());
        })
        .value();
  {
    std::unique_lock lock(mutex);
    EXPECT_TRUE(ready.wait_for(lock, std::chrono::seconds(10), [&] { return sent == 3; }));
  }
  outbox.stop();
}

TEST_P(OutboxTest, a_hook_hands_the_message_over_signed) {
  const std::string secret = WebhookSecret::generate();
  http_test::StubServer gateway([](const std::string&) { return http_test::answer(204); });
  outbox_->carry("sms", web_hook(gateway.url("/sms"), WebhookSecret::parse(secret).value(), HttpClient()));
  const MessageId id = put(R"({"code":"123456","text":"您的验证码"})");
  EXPECT_EQ(run_after(seconds(1)), 1u);
  const std::string request = gateway.requests().at(0);
  const auto header = [&](const std::string& name) {
    const auto at = request.find(name + ": ") + name.size() + 2;
    return request.substr(at, request.find("\r\n", at) - at);
  };
  const std::string body = request.substr(request.find("\r\n\r\n") + 4);
  EXPECT_EQ(header("webhook-id"), id.text);
  EXPECT_TRUE(
      WebhookSecret::parse(secret)->verifies(id.text, header("webhook-timestamp"), body, header("webhook-signature")));
  const auto said = json::parse(body);
  ASSERT_TRUE(said);
  EXPECT_EQ(said->at("type").as_string(), "wallet.code");
  EXPECT_EQ(said->at("data").at("to").as_string(), "13800000000");
  EXPECT_EQ(said->at("data").at("code").as_string(), "123456");
}

TEST_P(OutboxTest, a_hook_that_refuses_leaves_the_message_waiting) {
  http_test::StubServer gateway([](const std::string&) { return http_test::answer(500); });
  outbox_->carry("sms", web_hook(gateway.url("/sms?key=1"), WebhookSecret::parse(WebhookSecret::generate()).value(),
                                 HttpClient()));
  put("{}");
  EXPECT_EQ(run_after(seconds(1)), 0u);
  EXPECT_EQ(
      rows("SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND fault LIKE '%500%' AND fault NOT LIKE '%key%'"), 1);
}

}  // namespace
}  // namespace fugong::outbound
