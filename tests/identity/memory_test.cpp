// What identity keeps in memory: standings and attempts.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "identity/attempt_limiter.h"
#include "identity/password.h"
#include "identity/session_cache.h"

namespace fugong::identity {
namespace {

StandingPtr standing(std::string name) {
  auto s = std::make_shared<Standing>();
  s->actor.person_name = std::move(name);
  return s;
}

TEST(SessionCache, gives_back_what_was_put_until_it_is_forgotten) {
  SessionCache cache;
  EXPECT_EQ(cache.find("a"), nullptr);
  cache.put("a", standing("A"), cache.mark());
  cache.put("b", standing("B"), cache.mark());
  ASSERT_NE(cache.find("a"), nullptr);
  EXPECT_EQ(cache.find("a")->actor.person_name, "A");
  cache.forget("a");
  EXPECT_EQ(cache.find("a"), nullptr);
  EXPECT_NE(cache.find("b"), nullptr);
  cache.forget_all();
  EXPECT_EQ(cache.find("b"), nullptr);
}

TEST(SessionCache, refuses_what_was_read_before_a_change) {
  SessionCache cache;
  const auto before_log_out = cache.mark();
  cache.forget("a");
  cache.put("a", standing("A"), before_log_out);
  EXPECT_EQ(cache.find("a"), nullptr);
  const auto before_change = cache.mark();
  cache.forget_all();
  cache.put("a", standing("A"), before_change);
  EXPECT_EQ(cache.find("a"), nullptr);
  cache.put("a", standing("A"), cache.mark());
  EXPECT_NE(cache.find("a"), nullptr);
}

TEST(SessionCache, stays_bounded) {
  SessionCache cache;
  for (std::size_t i = 0; i < SessionCache::entries_max * 2; ++i)
    cache.put(std::to_string(i), standing("x"), cache.mark());
  std::size_t found = 0;
  for (std::size_t i = 0; i < SessionCache::entries_max * 2; ++i) found += cache.find(std::to_string(i)) != nullptr;
  EXPECT_GT(found, 0u);
  EXPECT_LE(found, SessionCache::entries_max);
  EXPECT_NE(cache.find(std::to_string(SessionCache::entries_max * 2 - 1)), nullptr);
}

TEST(SessionCache, never_shows_a_forgotten_standing_whoever_reads_at_the_same_time) {
  SessionCache cache;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  for (int t = 0; t < 3; ++t)
    readers.emplace_back([&] {
      while (!stop) {
        const auto mark = cache.mark();
        if (!cache.find("a")) cache.put("a", standing("A"), mark);
      }
    });
  // The mark of a slow reader, taken before each change, puts nothing back after it.
  for (int i = 0; i < 2000; ++i) {
    const auto mark = cache.mark();
    i % 2 ? cache.forget("b") : cache.forget_all();
    cache.put("b", standing("old"), mark);
    ASSERT_EQ(cache.find("b"), nullptr);
  }
  stop = true;
}

int admitted(AttemptLimiter& limiter, std::string_view address, Timestamp now, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limiter.admit(address, now);
  return count;
}

TEST(AttemptLimiter, lets_a_burst_in_and_then_a_trickle) {
  AttemptLimiter limiter;
  const Timestamp t{1'650'000'000'000};
  EXPECT_EQ(admitted(limiter, "10.1.2.3", t, 200), 60);
  EXPECT_EQ(admitted(limiter, "10.1.2.4", t, 200), 60);
  EXPECT_EQ(admitted(limiter, "10.1.2.3", t + seconds(1), 10), 0);
  EXPECT_EQ(admitted(limiter, "10.1.2.3", t + seconds(60), 200), 30);
  EXPECT_EQ(admitted(limiter, "10.1.2.3", t + hours(24), 200), 60);
  EXPECT_EQ(admitted(limiter, "10.1.2.3", t, 10), 0);  // a clock that was set back gives nothing
  EXPECT_EQ(admitted(limiter, "", t, 1000), 1000);     // the program itself
}

TEST(AttemptLimiter, counts_an_ipv6_network_as_one) {
  AttemptLimiter limiter;
  const Timestamp t{1'650'000'000'000};
  EXPECT_EQ(admitted(limiter, "2001:db8:1:2::1", t, 200), 60);
  EXPECT_EQ(admitted(limiter, "2001:db8:1:2:ffff::9", t, 200), 0);
  EXPECT_EQ(admitted(limiter, "2001:db8:1:3::1", t, 200), 60);
  EXPECT_EQ(admitted(limiter, "::ffff:10.0.0.1", t, 200), 60);
  EXPECT_EQ(admitted(limiter, "::ffff:10.0.0.2", t, 200), 60);
}

TEST(AttemptLimiter, stays_bounded) {
  AttemptLimiter limiter;
  const Timestamp t{1'650'000'000'000};
  for (std::size_t i = 0; i < AttemptLimiter::addresses_max * 3; ++i) EXPECT_TRUE(limiter.admit(std::to_string(i), t));
}

TEST(PasswordHash, is_argon2id_and_tells_right_from_wrong) {
  const std::string hash = make_password_hash("correct horse battery", PasswordCost::cheap());
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << hash;
  EXPECT_TRUE(verify_password(hash, "correct horse battery"));
  EXPECT_FALSE(verify_password(hash, "correct horse battery "));
  EXPECT_FALSE(verify_password(hash, ""));
  EXPECT_NE(hash, make_password_hash("correct horse battery", PasswordCost::cheap()));
  EXPECT_FALSE(wants_new_hash(hash, PasswordCost::cheap()));
  EXPECT_TRUE(wants_new_hash(hash, PasswordCost::standard()));
  for (const char* broken : {"", "$argon2id$", "$2b$12$abc", "plain"})
    EXPECT_FALSE(verify_password(broken, "x")) << broken;
}

}  // namespace
}  // namespace fugong::identity
