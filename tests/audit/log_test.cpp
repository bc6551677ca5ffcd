// The log against those who alter it: each test is one way of cheating, and says which rows must be named.
#include "audit/log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "audit/store.h"
#include "audit/tree.h"
#include "audit/verify.h"
#include "support/databases.h"

namespace fugong::audit {
namespace {

const DistrictCode dadong = {"210104"};
const DistrictCode shenhe = {"210103"};

Entry entry(int i, const DistrictCode& district = dadong) {
  return {district, {1'650'000'000'000 + i * 1000}, "person-" + std::to_string(i % 7),         "王 “某”", "case.submit",
          "case",   "case-" + std::to_string(i),    R"({"step":")" + std::to_string(i) + "\"}"};
}

// Not a signature scheme: a stand-in that binds key and message.
const Signer signer = {"test-key", [](std::string_view message) {
                         const Hash hash = leaf_hash("test-key" + std::string(message));
                         return std::string(hash.begin(), hash.end());
                       }};
bool verifies(std::string_view key, std::string_view message, std::string_view signature) {
  const Hash hash = leaf_hash(std::string(key) + std::string(message));
  return std::string(hash.begin(), hash.end()) == signature;
}

class AuditLog : public db_test::EngineTest {
 protected:
  void SetUp() override { engine().migrate(migrations()); }

  void append_to(int count, const DistrictCode& district = dadong) {
    for (int done = 0; done < count;) {
      const int some = std::min(count - done, 1000);
      write([&](db::Session& s) {
        std::vector<Entry> entries;
        for (int i = 0; i < some; ++i) entries.push_back(entry(done + i, district));
        append_all(s, entries);
      });
      done += some;
    }
  }
  void write(const std::function<void(db::Session&)>& work) {
    ASSERT_TRUE(engine().write<void>([&](db::Session& s) -> Status { return work(s), Status{}; }));
  }
  template <class... P>
  void tamper(std::string_view sql, const P&... params) {
    write([&](db::Session& s) { EXPECT_GT(s.exec(sql, params...), 0); });
  }
  Report report(const std::optional<TreeHead>& witnessed = std::nullopt, const DistrictCode& district = dadong) {
    Report out;
    engine().read([&](db::Session& s) { out = verify(s, district, verifies, witnessed); });
    return out;
  }
  TreeHead sign(const DistrictCode& district = dadong) {
    auto head = sign_head(engine(), district, {1'700'000'000'000}, signer);
    if (!head || !*head) throw std::runtime_error("not signed");
    return **head;
  }
  // As the attacker would: a new detail, and the leaf hash that fits it. The row was written as entry(`written`).
  void forge(std::int64_t seq, int written) {
    Entry forged = entry(written);
    forged.detail = R"({"step":"forged"})";
    tamper("UPDATE audit_entry SET detail = :detail, leaf_hash = :hash WHERE district = '210104' AND seq = :seq",
           forged.detail, to_hex(leaf_hash(leaf_data(forged, seq))), seq);
  }
};

struct Expected {
  Damage damage;
  std::int64_t first, last;
};
void expect_findings(const Report& report, std::vector<Expected> expected) {
  ASSERT_EQ(report.findings.size(), expected.size()) << json::write(report);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(report.findings[i].damage, expected[i].damage) << json::write(report);
    EXPECT_EQ(report.findings[i].first, expected[i].first) << json::write(report);
    EXPECT_EQ(report.findings[i].last, expected[i].last) << json::write(report);
    EXPECT_EQ(report.findings[i].what.find_first_of("{_"), std::string::npos) << report.findings[i].what;
  }
}

TEST_P(AuditLog, numbers_entries_per_district_without_gaps_and_takes_none_from_an_undone_command) {
  write([](db::Session& s) {
    EXPECT_EQ(append(s, entry(0)), 0);
    EXPECT_EQ(append(s, entry(1)), 1);
    EXPECT_EQ(append(s, entry(0, shenhe)), 0);
  });
  EXPECT_FALSE(engine().write<void>([](db::Session& s) -> Status {
    append(s, entry(2));
    return fail(ErrorKind::conflict, "changed.my.mind");
  }));
  write([](db::Session& s) {
    const Entry more[] = {entry(2), entry(3)};
    EXPECT_EQ(append_all(s, more), 2);
    EXPECT_EQ(log_size(s, dadong), 4);
    EXPECT_EQ(districts(s), (std::vector{shenhe, dadong}));
  });
  EXPECT_TRUE(report().sound());
  EXPECT_TRUE(report({}, shenhe).sound());
}

TEST_P(AuditLog, stays_sound_when_many_append_at_once) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) write([&](db::Session& s) { append(s, entry(t * 100 + i)); });
    });
  threads.clear();
  sign();
  const Report found = report();
  EXPECT_TRUE(found.sound()) << json::write(found);
  EXPECT_EQ(found.entries, 400);
  EXPECT_EQ(found.covered, 400);
}

TEST_P(AuditLog, one_by_one_and_in_bulk_make_the_same_tree) {
  append_to(600);
  write([](db::Session& s) {
    for (int i = 0; i < 600; ++i) append(s, entry(i, shenhe));
    Frontier expected;
    for (int i = 0; i < 600; ++i) expected.add(leaf_hash(leaf_data(entry(i), i)));
    EXPECT_EQ(root_at(s, dadong, 600), expected.root());
    EXPECT_EQ(s.query<int>("SELECT 1 FROM audit_tile").size(), 4u);
    EXPECT_EQ(root_at(s, dadong, 0), empty_root());
  });
  EXPECT_TRUE(report({}, shenhe).sound());
}

TEST_P(AuditLog, proves_every_kind_of_entry_and_every_kind_of_growth) {
  constexpr std::int64_t sizes[] = {1, 2, 255, 256, 257, 511, 512, 700, 66'000};
  append_to(66'000);  // one complete tile of level 1
  engine().read([&](db::Session& s) {
    Frontier tree;
    std::map<std::int64_t, TreeHead> heads;
    for (int i = 0; i < 66'000; ++i) {
      tree.add(leaf_hash(leaf_data(entry(i), i)));
      if (std::ranges::count(sizes, i + 1)) heads[i + 1] = {dadong, i + 1, {}, to_hex(tree.root()), "", ""};
    }
    for (const std::int64_t size : sizes)
      for (const std::int64_t seq : {0L, 1L, 255L, 256L, 300L, 65'535L, 65'536L, 65'999L}) {
        const auto proof = prove_inclusion(s, dadong, seq, size);
        if (seq >= size) {
          ASSERT_FALSE(proof);
          EXPECT_EQ(proof.error().code, "audit.no_such_entry");
          continue;
        }
        ASSERT_TRUE(proof);
        EXPECT_TRUE(check(*proof, heads[size])) << seq << " in " << size;
        EXPECT_FALSE(check(*proof, heads[size == 2 ? 1 : 2]));
      }
    for (const std::int64_t from : sizes)
      for (const std::int64_t to : sizes) {
        const auto proof = prove_consistency(s, dadong, from, to);
        ASSERT_EQ(proof.has_value(), from <= to);
        EXPECT_EQ(proof && check(*proof, heads[from], heads[to]), from <= to) << from << " to " << to;
      }
    EXPECT_FALSE(prove_inclusion(s, dadong, 0, 66'001));
    EXPECT_FALSE(prove_inclusion(s, dadong, -1, 5));
    EXPECT_FALSE(prove_consistency(s, dadong, 0, 5));
    EXPECT_FALSE(prove_consistency(s, shenhe, 1, 1));
  });
}

TEST_P(AuditLog, signs_a_head_once_per_state_and_never_over_a_tampered_log) {
  EXPECT_EQ(sign_head(engine(), dadong, {1}, signer)->has_value(), false);
  append_to(300);
  const TreeHead first = sign();
  EXPECT_EQ(first.size, 300);
  EXPECT_TRUE(check_signature(first, verifies));
  EXPECT_EQ(sign().signature, first.signature);
  TreeHead altered = first;
  altered.size = 299;
  EXPECT_FALSE(check_signature(altered, verifies));
  append_to(10);
  const TreeHead second = sign();
  engine().read([&](db::Session& s) {
    EXPECT_TRUE(check(*prove_consistency(s, dadong, 300, 310), first, second));
    EXPECT_EQ(head_covering(s, dadong, 305)->size, 310);
    EXPECT_FALSE(head_covering(s, dadong, 310));
  });
  forge(305, 5);
  append_to(1);
  const auto refused = sign_head(engine(), dadong, {2}, signer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "audit.damaged");
}

TEST_P(AuditLog, names_a_changed_row) {
  append_to(600);
  sign();
  tamper("UPDATE audit_entry SET actor_name = '别人' WHERE district = '210104' AND seq = 17");
  tamper("UPDATE audit_entry SET at = at + 1 WHERE district = '210104' AND seq = 599");
  expect_findings(report(), {{Damage::changed, 17, 17}, {Damage::changed, 599, 599}});
  tamper("UPDATE audit_entry SET leaf_hash = 'nonsense' WHERE district = '210104' AND seq = 18");
  EXPECT_EQ(report().findings[0].damage, Damage::tile_changed) << json::write(report());
}

TEST_P(AuditLog, names_the_tile_when_the_leaf_hash_was_recomputed) {
  append_to(600);
  forge(300, 300);
  expect_findings(report(), {{Damage::tile_changed, 256, 511}});
}

TEST_P(AuditLog, names_the_rows_between_two_heads_when_everything_below_was_recomputed) {
  append_to(520);
  sign();
  append_to(70);
  sign();
  forge(530, 10);
  expect_findings(report(), {{Damage::tree_changed, 520, 589}});
}

TEST_P(AuditLog, names_missing_rows) {
  append_to(600);
  sign();
  tamper("DELETE FROM audit_entry WHERE district = '210104' AND seq >= 100 AND seq < 103");
  expect_findings(report(), {{Damage::missing, 100, 102}});
}

TEST_P(AuditLog, names_reordered_rows) {
  for (const bool with_hashes : {false, true}) {
    const DistrictCode& district = with_hashes ? shenhe : dadong;
    append_to(300, district);
    // The two rows change places, with or without their hashes.
    write([&](db::Session& s) {
      for (const std::string_view sql : {"UPDATE audit_entry SET seq = -1 WHERE seq = 20 AND district = :d",
                                         "UPDATE audit_entry SET seq = 20 WHERE seq = 30 AND district = :d",
                                         "UPDATE audit_entry SET seq = 30 WHERE seq = -1 AND district = :d"})
        s.exec(sql, district);
      if (with_hashes) return;
      const auto a = *s.one<std::string>("SELECT leaf_hash FROM audit_entry WHERE seq = 20");
      const auto b = *s.one<std::string>("SELECT leaf_hash FROM audit_entry WHERE seq = 30");
      s.exec("UPDATE audit_entry SET leaf_hash = :h WHERE seq = 20", b);
      s.exec("UPDATE audit_entry SET leaf_hash = :h WHERE seq = 30", a);
    });
    const Report found = report({}, district);
    std::vector<std::int64_t> reordered;
    for (const Finding& f : found.findings)
      if (f.damage == Damage::reordered) reordered.push_back(f.first);
    EXPECT_EQ(reordered, (std::vector<std::int64_t>{20, 30})) << json::write(found);
  }
}

TEST_P(AuditLog, names_a_tail_that_was_cut_off) {
  append_to(600);
  const TreeHead kept = sign();
  tamper("DELETE FROM audit_entry WHERE district = '210104' AND seq >= 590");
  expect_findings(report(), {{Damage::truncated, 590, 599}});
  tamper("UPDATE audit_head SET size = 590 WHERE district = '210104'");
  expect_findings(report(), {{Damage::truncated, 590, 599}});
  tamper("DELETE FROM audit_tree_head WHERE district = '210104'");
  EXPECT_TRUE(report().sound()) << "nothing in the database tells any more";
  expect_findings(report(kept), {{Damage::truncated, 590, 599}});
}

TEST_P(AuditLog, names_forged_heads_missing_tiles_and_surplus_rows) {
  append_to(300);
  sign();
  tamper("UPDATE audit_tree_head SET signature = '00' WHERE district = '210104'");
  expect_findings(report(), {{Damage::head_forged, 0, 299}});
  tamper("DELETE FROM audit_tile WHERE district = '210104'");
  tamper("UPDATE audit_head SET size = 298 WHERE district = '210104'");
  const Report found = report();
  std::set<Damage> kinds;
  for (const Finding& f : found.findings) kinds.insert(f.damage);
  EXPECT_EQ(kinds, (std::set{Damage::head_forged, Damage::tile_missing, Damage::surplus})) << json::write(found);
}

TEST_P(AuditLog, a_tampered_log_does_not_stop_the_districts_work) {
  append_to(100);
  tamper("DELETE FROM audit_entry WHERE district = '210104' AND seq = 50");
  append_to(200);
  expect_findings(report(), {{Damage::missing, 50, 50}});
}

FUGONG_BOTH_ENGINES(AuditLog);

}  // namespace
}  // namespace fugong::audit
