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
  run_after(seconds(1));
  EXPECT_EQ(seen_.size(), 1u);  // not yet
  run_after(seconds(1));
  EXPECT_EQ(seen_.size(), 2u);
  run_after(seconds(5));
  EXPECT_EQ(seen_.size(), 3u);
  EXPECT_EQ(seen_[2].attempt, 3);
  run_after(minutes(4));
  EXPECT_EQ(seen_.size(), 3u);
  EXPECT_EQ(rows("SELECT COUNT(*) FROM outbox WHERE state = 'given_up' AND payload_sealed = ''"), 1);
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
