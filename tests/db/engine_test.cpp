// The engine's promises: durable before answered, undone alone, busy rather than endless, in order.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <latch>
#include <thread>

#include "support/databases.h"

namespace fugong::db {
namespace {

constexpr Migration tables[] = {{"engine", 1,
                                 "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, part BIGINT NOT NULL) "
                                 "{without_rowid};\n"
                                 "CREATE TABLE counter (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) "
                                 "{without_rowid};\n"
                                 "INSERT INTO counter (id, n) VALUES (0, 0);\n"
                                 "INSERT INTO counter (id, n) VALUES (1, 0)"}};

class EngineTest : public db_test::EngineTest {
 protected:
  void SetUp() override { engine().migrate(tables); }

  std::future<Outcome> submit(Engine::Command command) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    engine().submit(std::move(command), [promise](Outcome o) { promise->set_value(o); });
    return promise->get_future();
  }
  std::int64_t number(std::string_view sql) {
    std::int64_t n = -1;
    engine().read([&](Session& s) { n = *s.one<std::int64_t>(sql); });
    return n;
  }
  // Holds SQLite's writer until told, so that what follows stands in one batch.
  std::promise<void> hold() {
    std::promise<void> go;
    std::latch started(1);
    submit([&started, wait = go.get_future().share()](Session&) {
      started.count_down();
      wait.wait();
      return true;
    });
    started.wait();
    return go;
  }
};

void insert(Session& s, std::int64_t id) {
  s.exec("INSERT INTO item (id, part) VALUES (:id, 1)", id);
  s.exec("INSERT INTO item (id, part) VALUES (:id, 2)", id + 1'000'000);
}

TEST_P(EngineTest, undoes_a_failing_command_of_a_batch_alone) {
  for (const auto& options : {EngineOptions{}, EngineOptions{.writers = 1}, EngineOptions{.group_commit = false}}) {
    reopen(options);
    submit([](Session& s) { return s.exec("DELETE FROM item"), true; }).get();
    auto go = hold();
    std::vector<std::future<Outcome>> outcomes;
    for (int i = 0; i < 60; ++i)
      outcomes.push_back(submit([i](Session& s) {
        insert(s, i);
        if (i % 6 == 1) return false;
        if (i % 6 == 2) throw std::runtime_error("a bug of the command's own");
        if (i % 6 == 3) insert(s, i);  // violates the key
        if (i % 6 == 4) s.exec("INSERT INTO nowhere (x) VALUES (1)");
        return true;
      }));
    go.set_value();
    for (int i = 0; i < 60; ++i) {
      const auto wanted = i % 6 == 1 ? Outcome::undone : i % 6 >= 2 && i % 6 <= 4 ? Outcome::failed : Outcome::durable;
      EXPECT_EQ(outcomes[i].get(), wanted) << i;
    }
    EXPECT_EQ(number("SELECT COUNT(*) FROM item"), 40);
    EXPECT_EQ(number("SELECT COUNT(*) FROM item WHERE id % 6 IN (1, 2, 3, 4) AND id < 1000000"), 0);
  }
}

TEST_P(EngineTest, answers_and_acts_only_after_a_second_connection_can_see_the_command) {
  auto other = Engine::open(url());
  std::atomic<int> acted = 0;
  std::latch answered(100);
  for (int i = 0; i < 100; ++i) {
    const auto seen = [&other, i] {
      std::int64_t n = 0;
      other->read([&](Session& s) { n = *s.one<std::int64_t>("SELECT COUNT(*) FROM item WHERE id = :id", i); });
      return n == 1;
    };
    engine().submit(
        [&, i, seen](Session& s) {
          insert(s, i);
          s.after_commit([&, seen] { acted += seen() ? 1 : 1000; });
          return true;
        },
        [&, seen](Outcome o) {
          EXPECT_EQ(o, Outcome::durable);
          EXPECT_TRUE(seen());
          answered.count_down();
        });
  }
  answered.wait();
  EXPECT_EQ(acted, 100);
}

TEST_P(EngineTest, never_acts_for_a_command_that_is_undone) {
  std::atomic<int> acted = 0;
  auto go = hold();
  std::vector<std::future<Outcome>> outcomes;
  for (int i = 0; i < 20; ++i)
    outcomes.push_back(submit([&acted, i](Session& s) {
      s.after_commit([&acted] { ++acted; });
      s.after_commit([] { throw std::runtime_error("an action's bug stays its own"); });
      if (i % 4 == 1) throw std::runtime_error("a bug");
      if (i % 4 == 2) s.exec("INSERT INTO nowhere (x) VALUES (1)");
      return i % 4 != 3;
    }));
  go.set_value();
  for (auto& outcome : outcomes) outcome.wait();
  EXPECT_EQ(acted, 5);
}

TEST_P(EngineTest, answers_busy_when_the_queue_is_full_and_recovers) {
  reopen({.writers = 1, .queue_limit = 10});
  auto go = hold();
  std::vector<std::future<Outcome>> outcomes;
  for (int i = 0; i < 15; ++i) outcomes.push_back(submit([i](Session& s) { return insert(s, i), true; }));
  EXPECT_EQ(engine().queued(), 10u);
  for (int i = 10; i < 15; ++i) EXPECT_EQ(outcomes[i].get(), Outcome::busy);
  go.set_value();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(outcomes[i].get(), Outcome::durable);
  EXPECT_EQ(submit([](Session& s) { return insert(s, 99), true; }).get(), Outcome::durable);
  EXPECT_EQ(number("SELECT COUNT(*) FROM item"), 22);
}

TEST_P(EngineTest, finishes_what_is_queued_before_it_closes) {
  std::atomic<int> durable = 0;
  for (int i = 0; i < 200; ++i)
    engine().submit([i](Session& s) { return insert(s, i), true; },
                    [&](Outcome o) { durable += o == Outcome::durable; });
  reopen();
  EXPECT_EQ(durable, 200);
  EXPECT_EQ(number("SELECT COUNT(*) FROM item"), 400);
}

TEST_P(EngineTest, loses_no_update_when_many_commands_read_and_write_one_row) {
  std::atomic<int> failed = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 16; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto result = engine().write<std::int64_t>([&](Session& s) -> Result<std::int64_t> {
          const auto n = *s.one<std::int64_t>("SELECT n FROM counter WHERE id = 0");
          s.exec("UPDATE counter SET n = :n WHERE id = 0", n + 1);
          return n;
        });
        failed += !result;
      }
    });
  threads.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(number("SELECT n FROM counter WHERE id = 0"), 800);
}

// Two nodes on one database: write skew, the anomaly that only SERIALIZABLE prevents.
TEST_P(EngineTest, keeps_an_invariant_over_two_rows_between_two_nodes) {
  auto other = Engine::open(url());
  const auto raise_one = [](Engine& node, std::int64_t id) {
    return node.write<void>([id](Session& s) -> Status {
      const auto sum = *s.one<std::int64_t>("SELECT CAST(SUM(n) AS BIGINT) FROM counter");
      if (sum >= 100) return fail(ErrorKind::conflict, "full");
      s.exec("UPDATE counter SET n = n + 1 WHERE id = :id", id);
      return {};
    });
  };
  std::atomic<int> done = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 40; ++i) {
          const auto result = raise_one(t % 2 ? engine() : *other, t % 2);
          if (result) ++done;
          else EXPECT_TRUE(result.error().code == "full" || result.error().code == "db.busy") << result.error().code;
        }
      });
  }
  EXPECT_EQ(number("SELECT CAST(SUM(n) AS BIGINT) FROM counter"), done);
  EXPECT_LE(done, 100);
}

TEST_P(EngineTest, write_gives_back_the_commands_value_or_its_own_error) {
  EXPECT_EQ(engine().write<int>([](Session& s) -> Result<int> { return insert(s, 1), 7; }), 7);
  const auto refused = engine().write<int>([](Session& s) -> Result<int> {
    insert(s, 2);
    return fail(ErrorKind::conflict, "case.decided");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "case.decided");
  const auto broken = engine().write<int>([](Session& s) -> Result<int> { return insert(s, 1), 7; });
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, "db.failed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM item"), 2);
  const auto wrong =
      engine().query<int>([](Session& s) -> Result<int> { return s.one<int>("SELECT x FROM nowhere"), 0; });
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "db.failed");
}

TEST_P(EngineTest, many_readers_share_a_small_pool_while_commands_run) {
  reopen({.readers = 2});
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  for (int t = 0; t < 6; ++t)
    readers.emplace_back([&] {
      while (!stop)
        engine().read([](Session& s) {
          EXPECT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM item WHERE part = 1"),
                    s.one<std::int64_t>("SELECT COUNT(*) FROM item WHERE part = 2"));
        });
    });
  for (int i = 0; i < 300; ++i) {
    ASSERT_EQ(submit([i](Session& s) { return insert(s, i), true; }).get(), Outcome::durable);
    ASSERT_EQ(number("SELECT COUNT(*) FROM item"), 2 * (i + 1)) << "an answered command is seen by the next read";
  }
  stop = true;
}

FUGONG_BOTH_ENGINES(EngineTest);

TEST(PostgresEngine, comes_back_after_its_connections_were_cut) {
  db_test::FreshDatabase database(Dialect::postgresql);
  auto engine = Engine::open(database.url(), {.readers = 1, .writers = 2});
  engine->migrate(tables);
  for (int round = 0; round < 3; ++round) {
    engine->read([](Session& s) { s.one<int>("SELECT 1"); });
    const auto command = [&](Session& s) -> Status { return insert(s, round), Status{}; };
    db_test::PostgresCluster::shared().run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fugong'");
    EXPECT_TRUE(engine->write<void>(command));
    EXPECT_NO_THROW(engine->read([](Session& s) { s.one<int>("SELECT 1"); }));
  }
  // Cut half-way: nothing was committed yet, so the command runs again on a new connection.
  int runs = 0;
  EXPECT_TRUE(engine->write<void>([&](Session& s) -> Status {
    insert(s, 50);
    if (++runs == 1)
      db_test::PostgresCluster::shared().run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fugong'");
    insert(s, 51);
    return {};
  }));
  EXPECT_EQ(runs, 2);
}

TEST(PostgresEngine, gives_up_with_busy_when_a_conflict_never_ends) {
  db_test::FreshDatabase database(Dialect::postgresql);
  auto engine = Engine::open(database.url());
  auto other = Engine::open(database.url());
  engine->migrate(tables);
  int runs = 0;
  const auto result = engine->write<void>([&](Session& s) -> Status {
    ++runs;
    const auto n = *s.one<std::int64_t>("SELECT n FROM counter WHERE id = 0");
    EXPECT_TRUE(other->write<void>(
        [](Session& o) -> Status { return o.exec("UPDATE counter SET n = n + 1 WHERE id = 0"), Status{}; }));
    s.exec("UPDATE counter SET n = :n WHERE id = 0", n + 100);
    return {};
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "db.busy");
  EXPECT_GT(runs, 3);
  EXPECT_LT(runs, 50);
}

TEST(SqliteEngine, a_full_disk_fails_the_command_that_needs_the_space_and_no_other) {
  db_test::FreshDatabase database(Dialect::sqlite);
  auto engine = Engine::open(database.url(), {.queue_limit = 100});
  const Migration blob_table[] = {
      {"blob", 1, "CREATE TABLE blob (id BIGINT NOT NULL PRIMARY KEY, text TEXT NOT NULL)"}};
  engine->migrate(blob_table);
  const auto limit_pages = [&](std::string_view sql) {
    EXPECT_TRUE(engine->write<void>([&](Session& s) -> Status { return s.one<std::int64_t>(sql), Status{}; }));
  };
  limit_pages("PRAGMA max_page_count = 100");
  std::array<std::promise<Outcome>, 30> outcomes;
  for (int i = 0; i < 30; ++i)
    engine->submit(
        [i](Session& s) {
          s.exec("INSERT INTO blob (id, text) VALUES (:id, :text)", i, std::string(i % 10 == 4 ? 2'000'000 : 10, 'x'));
          return true;
        },
        [&outcomes, i](Outcome o) { outcomes[i].set_value(o); });
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(outcomes[i].get_future().get(), i % 10 == 4 ? Outcome::failed : Outcome::durable) << i;
  limit_pages("PRAGMA max_page_count = 100000");
  EXPECT_TRUE(engine->write<void>([](Session& s) -> Status {
    return s.exec("INSERT INTO blob (id, text) VALUES (:id, :text)", 4, std::string(2'000'000, 'x')), Status{};
  }));
  engine->read([](Session& s) { EXPECT_EQ(s.one<int>("SELECT COUNT(*) FROM blob"), 28); });
}

TEST(SqliteEngine, waits_for_another_process_that_writes_and_then_says_busy) {
  db_test::FreshDatabase database(Dialect::sqlite);
  auto engine = Engine::open(database.url());
  engine->migrate(tables);
  auto other = Engine::open(database.url());
  std::promise<void> go;
  std::latch started(1);
  other->submit(
      [&started, wait = go.get_future().share()](Session& s) {
        insert(s, 1);
        started.count_down();
        wait.wait();
        return true;
      },
      [](Outcome) {});
  started.wait();
  const auto early = engine->write<void>([](Session& s) -> Status { return insert(s, 2), Status{}; });
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, "db.busy");
  go.set_value();
  EXPECT_TRUE(engine->write<void>([](Session& s) -> Status { return insert(s, 2), Status{}; }));
}

}  // namespace
}  // namespace fugong::db
