#include <gtest/gtest.h>

#include <thread>

#include "support/databases.h"

namespace fugong::db {
namespace {

class MigrateTest : public db_test::EngineTest {
 protected:
  std::int64_t number(std::string_view sql) {
    std::int64_t n = -1;
    engine().read([&](Session& s) { n = *s.one<std::int64_t>(sql); });
    return n;
  }
};

constexpr Migration first = {"room", 1,
                             "CREATE TABLE a (x BIGINT NOT NULL PRIMARY KEY) {without_rowid};\n"
                             "INSERT INTO a (x) VALUES (1)"};
constexpr Migration second = {"room", 2, "INSERT INTO a (x) VALUES (2);\nCREATE TABLE b (y TEXT)"};

TEST_P(MigrateTest, applies_what_is_missing_once_and_in_order) {
  const Migration one[] = {first};
  const Migration two[] = {first, second, {"annex", 1, "CREATE TABLE c (z TEXT)"}};
  engine().migrate(one);
  engine().migrate(two);
  engine().migrate(two);
  EXPECT_EQ(number("SELECT SUM(x) FROM a"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM schema_migration"), 3);
  reopen().migrate(two);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 2);
}

TEST_P(MigrateTest, leaves_nothing_of_a_migration_that_fails) {
  const Migration broken[] = {first, {"room", 2, "INSERT INTO a (x) VALUES (2);\nINSERT INTO nowhere VALUES (1)"}};
  EXPECT_THROW(engine().migrate(broken), Failure);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 1);
  const Migration mended[] = {first, second};
  engine().migrate(mended);
  EXPECT_EQ(number("SELECT COUNT(*) FROM a"), 2);
}

TEST_P(MigrateTest, refuses_a_database_that_is_newer_than_the_program) {
  const Migration newer[] = {first, second};
  const Migration older[] = {first};
  engine().migrate(newer);
  EXPECT_THROW(reopen().migrate(older), Failure);
}

TEST_P(MigrateTest, refuses_a_migration_that_was_edited_after_it_ran) {
  const Migration one[] = {first};
  const Migration edited[] = {{"room", 1, "CREATE TABLE a (x TEXT)"}};
  engine().migrate(one);
  EXPECT_THROW(engine().migrate(edited), Failure);
}

TEST_P(MigrateTest, gives_each_engine_its_own_lines) {
  const Migration own[] = {{"room", 1,
                            "CREATE TABLE a (\n{sqlite}  x INTEGER PRIMARY KEY,\n{postgresql}  x BIGINT PRIMARY KEY,\n"
                            "  y TEXT\n);\n{postgresql}INSERT INTO a (x, y) VALUES (1, 'p');\n"
                            "{sqlite}INSERT INTO a (x, y) VALUES (2, 's');\nINSERT INTO a (x, y) VALUES (4, 'both')"}};
  engine().migrate(own);
  EXPECT_EQ(number("SELECT SUM(x) FROM a"), engine().dialect() == Dialect::sqlite ? 6 : 5);
}

TEST_P(MigrateTest, lets_several_nodes_start_at_once) {
  const Migration both[] = {first, second};
  engine();
  std::vector<std::jthread> nodes;
  for (int i = 0; i < 4; ++i) nodes.emplace_back([&] { EXPECT_NO_THROW(Engine::open(url())->migrate(both)); });
  nodes.clear();
  EXPECT_EQ(number("SELECT SUM(x) FROM a"), 3);
}

FUGONG_BOTH_ENGINES(MigrateTest);

TEST(EngineUrl, is_refused_with_a_plain_message) {
  for (const char* url : {"", "sqlite:", "sqlite::memory:", "mysql://x", "sqlite:/no/such/folder/x.sqlite",
                          "postgresql:///nobody?host=/no/such/folder", "postgresql://[bad"})
    EXPECT_THROW(Engine::open(url), Failure) << url;
}

}  // namespace
}  // namespace fugong::db
