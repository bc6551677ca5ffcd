// What every service relies on, on both engines.
#include <gtest/gtest.h>

#include <limits>

#include "support/databases.h"

namespace fugong::db {
namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Thing {
  std::string id;
  std::int64_t count = 0;
  double share = 0;
  std::optional<std::string> remark;
  std::optional<std::int64_t> weight;
};
BOOST_DESCRIBE_STRUCT(Thing, (), (id, count, share, remark, weight))

constexpr Migration thing_table[] = {{"thing", 1,
                                      "CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, count BIGINT NOT NULL, "
                                      "share DOUBLE PRECISION NOT NULL, remark TEXT, weight BIGINT) {without_rowid};\n"
                                      "CREATE TABLE other (id TEXT NOT NULL PRIMARY KEY)"}};

class SessionTest : public db_test::EngineTest {
 protected:
  void SetUp() override { engine().migrate(thing_table); }

  Outcome command(Engine::Command work) {
    Outcome outcome = Outcome::failed;
    std::mutex mutex;
    std::condition_variable ready;
    bool finished = false;
    engine().submit(std::move(work), [&](Outcome o) {
      std::lock_guard lock(mutex);
      outcome = o;
      finished = true;
      ready.notify_one();
    });
    std::unique_lock lock(mutex);
    ready.wait(lock, [&] { return finished; });
    return outcome;
  }
  std::int64_t count(std::string_view sql = "SELECT COUNT(*) FROM thing") {
    std::int64_t n = -1;
    engine().read([&](Session& s) { n = *s.one<std::int64_t>(sql); });
    return n;
  }
};

bool insert(Session& s, std::string_view id, std::int64_t number = 0) {
  s.exec("INSERT INTO thing (id, count, share) VALUES (:id, :count, 0.5)", id, number);
  return true;
}

TEST_P(SessionTest, gives_back_every_type_as_it_was_written) {
  const std::vector<Thing> written = {
      {"a", std::numeric_limits<std::int64_t>::max(), 0.1, "备注 “引号” \\ ' \n", 7},
      {"b", std::numeric_limits<std::int64_t>::min(), -1e300, std::nullopt, std::nullopt},
      {"c", 0, 1.0 / 3, "", 0},
  };
  EXPECT_EQ(command([&](Session& s) {
              for (const Thing& t : written)
                EXPECT_EQ(s.exec("INSERT INTO thing (id, count, share, remark, weight) VALUES (:i, :c, :s, :r, :w)",
                                 t.id, t.count, t.share, t.remark, t.weight),
                          1);
              return true;
            }),
            Outcome::durable);
  std::vector<Thing> read;
  engine().read(
      [&](Session& s) { read = s.query<Thing>("SELECT id, count, share, remark, weight FROM thing ORDER BY id"); });
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].id, written[i].id);
    EXPECT_EQ(read[i].count, written[i].count);
    EXPECT_DOUBLE_EQ(read[i].share, written[i].share);
    EXPECT_EQ(read[i].remark, written[i].remark);
    EXPECT_EQ(read[i].weight, written[i].weight);
  }
}

TEST_P(SessionTest, does_not_leave_the_last_rows_value_in_a_null) {
  command([](Session& s) {
    insert(s, "a");
    s.exec("UPDATE thing SET remark = 'x', weight = 3");
    return insert(s, "b");
  });
  engine().read([](Session& s) {
    const auto rows =
        s.query<std::tuple<std::string, std::string, std::int64_t>>("SELECT id, remark, weight FROM thing ORDER BY id");
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[1], std::tuple("b", "", 0));
    EXPECT_EQ(s.one<std::optional<std::int64_t>>("SELECT SUM(weight) FROM thing WHERE id = 'none'"),
              std::optional<std::optional<std::int64_t>>(std::optional<std::int64_t>()));
  });
}

TEST_P(SessionTest, binds_enums_ids_times_and_optionals) {
  command([](Session& s) {
    insert(s, "green", 5);
    return insert(s, "gone", 6);
  });
  engine().read([](Session& s) {
    EXPECT_EQ(s.one<Colour>("SELECT id FROM thing WHERE id = :c", Colour::green), Colour::green);
    EXPECT_EQ(s.one<Timestamp>("SELECT count FROM thing WHERE id = :c", DistrictCode{"green"}), Timestamp{5});
    EXPECT_EQ(s.one<CaseId>("SELECT id FROM thing WHERE count > :ms", Timestamp{5}), CaseId{"gone"});
    EXPECT_FALSE(s.one<std::string>("SELECT id FROM thing WHERE id = :c", std::string("none")));
  });
  EXPECT_THROW(engine().read([](Session& s) { s.one<Colour>("SELECT id FROM thing WHERE id = 'gone'"); }), Failure);
}

TEST_P(SessionTest, tells_how_many_rows_a_statement_touched) {
  command([](Session& s) {
    for (int i = 0; i < 5; ++i) insert(s, std::to_string(i), i);
    EXPECT_EQ(s.exec("UPDATE thing SET share = 1 WHERE count >= :n", 2), 3);
    EXPECT_EQ(s.exec("DELETE FROM thing WHERE count = :n", 99), 0);
    EXPECT_EQ(s.one<std::int64_t>("UPDATE thing SET count = count + 10 WHERE id = '4' RETURNING count"), 14);
    return true;
  });
  EXPECT_EQ(count("SELECT count FROM thing WHERE id = '4'"), 14);
}

TEST_P(SessionTest, may_run_a_statement_inside_its_own_rows) {
  command([](Session& s) {
    for (int i = 0; i < 3; ++i) insert(s, std::to_string(i), i);
    return true;
  });
  engine().read([](Session& s) {
    constexpr std::string_view sql = "SELECT id FROM thing WHERE count >= :n ORDER BY id";
    std::string seen;
    s.each<std::string>(
        sql,
        [&](const std::string& outer) {
          seen += outer + ":";
          s.each<std::string>(sql, [&](const std::string& inner) { seen += inner; }, 1);
          seen += " ";
        },
        0);
    EXPECT_EQ(seen, "0:12 1:12 2:12 ");
  });
}

TEST_P(SessionTest, survives_a_visitor_that_throws) {
  command([](Session& s) { return insert(s, "a") && insert(s, "b"); });
  constexpr std::string_view sql = "SELECT id FROM thing ORDER BY id";
  EXPECT_THROW(engine().read([&](Session& s) {
    s.each<std::string>(sql, [](const std::string&) { throw std::logic_error("enough"); });
  }),
               std::logic_error);
  for (int i = 0; i < 4; ++i) engine().read([&](Session& s) { EXPECT_EQ(s.query<std::string>(sql).size(), 2u); });
}

TEST_P(SessionTest, names_a_unique_violation_and_undoes_the_whole_command) {
  EXPECT_EQ(command([](Session& s) { return insert(s, "a"); }), Outcome::durable);
  for (const bool keeps : {true, false}) {
    const auto outcome = command([&](Session& s) {
      insert(s, "b");
      EXPECT_THROW(insert(s, "a"), UniqueViolation);
      EXPECT_THROW(insert(s, "c"), Failure) << "after a fault the command can only be undone";
      return keeps;
    });
    EXPECT_EQ(outcome, keeps ? Outcome::failed : Outcome::undone);
    EXPECT_EQ(count(), 1);
  }
  EXPECT_EQ(command([](Session& s) { return insert(s, "b"); }), Outcome::durable) << "the session is usable again";
}

TEST_P(SessionTest, fails_a_command_with_wrong_sql_or_a_nul_and_goes_on) {
  EXPECT_EQ(command([](Session& s) { return s.exec("UPDATE nowhere SET x = 1") > 0; }), Outcome::failed);
  EXPECT_EQ(command([](Session& s) { return insert(s, std::string_view("a\0b", 3)); }), Outcome::failed);
  EXPECT_EQ(command([](Session&) -> bool { throw std::runtime_error("a bug"); }), Outcome::failed);
  EXPECT_EQ(command([](Session& s) { return insert(s, "a"); }), Outcome::durable);
}

TEST_P(SessionTest, inserts_many_rows_at_once) {
  constexpr int n = 25'000;
  std::vector<std::string> ids;
  std::vector<std::int64_t> counts;
  std::vector<double> shares;
  std::vector<std::optional<std::string>> remarks;
  std::vector<std::optional<std::int64_t>> weights;
  for (int i = 0; i < n; ++i) {
    ids.push_back(std::to_string(1'000'000 + i));
    counts.push_back(-i);
    shares.push_back(i / 7.0);
    if (i % 3) remarks.push_back(std::to_string(i) + "” \\ \" {,} NULL\n");
    else remarks.emplace_back();
    if (i % 2) weights.push_back(i);
    else weights.push_back(std::nullopt);
  }
  const std::vector<BulkColumn> columns = {
      {"id", ids}, {"count", counts}, {"share", shares}, {"remark", remarks}, {"weight", weights}};
  EXPECT_EQ(command([&](Session& s) { return s.bulk_insert("thing", columns), true; }), Outcome::durable);
  std::size_t i = 0;
  engine().read([&](Session& s) {
    s.each<Thing>("SELECT id, count, share, remark, weight FROM thing ORDER BY id", [&](const Thing& t) {
      ASSERT_EQ(t.id, ids[i]);
      ASSERT_EQ(t.count, counts[i]);
      ASSERT_DOUBLE_EQ(t.share, shares[i]);
      ASSERT_EQ(t.remark, remarks[i]);
      ASSERT_EQ(t.weight, weights[i]);
      ++i;
    });
  });
  EXPECT_EQ(i, ids.size());
}

TEST_P(SessionTest, keeps_bytes_of_every_value) {
  constexpr Migration table[] = {
      {"pieces", 1, "CREATE TABLE piece (number BIGINT NOT NULL PRIMARY KEY, bytes {bytes} NOT NULL)"}};
  engine().migrate(table);
  std::string all;
  for (int i = 0; i < 3 * 256; ++i) all += static_cast<char>(i);
  const std::vector<BulkColumn> columns = {{"number", std::vector<std::int64_t>{1, 2, 3}},
                                           {"bytes", std::vector<Bytes>{{all}, {""}, {"\\\"\n"}}}};
  EXPECT_EQ(command([&](Session& s) { return s.bulk_insert("piece", columns), true; }), Outcome::durable);
  engine().read([&](Session& s) {
    const auto read = s.query<Bytes>("SELECT bytes FROM piece ORDER BY number");
    ASSERT_EQ(read.size(), 3u);
    EXPECT_EQ(read[0].value, all);
    EXPECT_EQ(read[1].value, "");
    EXPECT_EQ(read[2].value, "\\\"\n");
  });
}

TEST_P(SessionTest, changes_many_rows_at_once_and_only_those_that_are_as_they_are_said_to_be) {
  using Texts = std::vector<std::string>;
  using Numbers = std::vector<std::int64_t>;
  const std::vector<BulkColumn> rows = {{"id", Texts{"a", "b", "c"}},
                                        {"count", Numbers{1, 2, 3}},
                                        {"share", std::vector<double>{0, 0, 0}},
                                        {"remark", Texts{"old", "old", "newer"}}};
  EXPECT_EQ(command([&](Session& s) { return s.bulk_insert("thing", rows), true; }), Outcome::durable);
  const std::vector<BulkColumn> changes = {{"id", Texts{"a", "c", "b", "z"}},
                                           {"remark", Texts{"old", "old", "old", "old"}},
                                           {"count", Numbers{10, 30, 20, 90}},
                                           {"remark", Texts{"one", "three", "tw\"o,{}\\", "none"}}};
  std::int64_t changed = 0;
  EXPECT_EQ(command([&](Session& s) { return changed = s.bulk_update("thing", 2, changes), true; }), Outcome::durable);
  EXPECT_EQ(changed, 2) << "c is not as it is said to be, z is not there";
  engine().read([&](Session& s) {
    using Row = std::tuple<std::string, std::int64_t, std::string>;
    EXPECT_EQ(s.query<Row>("SELECT id, count, remark FROM thing ORDER BY id"),
              (std::vector<Row>{{"a", 10, "one"}, {"b", 20, "tw\"o,{}\\"}, {"c", 3, "newer"}}));
  });
  const std::vector<BulkColumn> none = {{"id", Texts{}}, {"count", Numbers{}}};
  EXPECT_EQ(command([&](Session& s) { return changed = s.bulk_update("thing", 1, none), true; }), Outcome::durable);
  EXPECT_EQ(changed, 0);
  const std::vector<BulkColumn> bad = {{"id", Texts{"a"}}, {"count = 0; --", Numbers{1}}};
  EXPECT_EQ(command([&](Session& s) { return s.bulk_update("thing", 1, bad), true; }), Outcome::failed);
}

TEST_P(SessionTest, refuses_a_bulk_insert_that_is_wrong_and_leaves_nothing) {
  const auto bulk = [&](std::string_view table, std::vector<BulkColumn> columns) {
    return command([&](Session& s) { return s.bulk_insert(table, columns), true; });
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(bulk("other", {{"id", Texts{}}}), Outcome::durable);
  EXPECT_EQ(bulk("other", {{"id", Texts{"a", "a"}}}), Outcome::failed);
  EXPECT_EQ(bulk("other; DROP TABLE thing", {{"id", Texts{"a"}}}), Outcome::failed);
  EXPECT_EQ(bulk("thing", {{"id", Texts{"a"}}, {"count", std::vector<std::int64_t>{}}}), Outcome::failed);
  EXPECT_EQ(count("SELECT COUNT(*) FROM other"), 0);
  EXPECT_EQ(command([](Session& s) {
              try {
                s.bulk_insert("other", std::vector<BulkColumn>{{"id", Texts{"b", "b"}}});
              } catch (const UniqueViolation&) {
                return false;
              }
              return true;
            }),
            Outcome::undone);
}

TEST_P(SessionTest, readers_cannot_write) {
  EXPECT_THROW(engine().read([](Session& s) { insert(s, "a"); }), Failure);
  EXPECT_THROW(engine().read([](Session& s) { s.after_commit([] {}); }), Failure);
  EXPECT_EQ(count(), 0);
}

TEST_P(SessionTest, a_read_sees_one_snapshot) {
  command([](Session& s) { return insert(s, "a"); });
  engine().read([&](Session& s) {
    EXPECT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM thing"), 1);
    EXPECT_EQ(command([](Session& w) { return insert(w, "b"); }), Outcome::durable);
    EXPECT_EQ(s.one<std::int64_t>("SELECT COUNT(*) FROM thing"), 1);
    engine().read([&](Session& inner) { EXPECT_EQ(&inner, &s); });
  });
  EXPECT_EQ(count(), 2);
}

FUGONG_BOTH_ENGINES(SessionTest);

}  // namespace
}  // namespace fugong::db
