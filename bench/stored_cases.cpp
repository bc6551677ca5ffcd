#include "stored_cases.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "audit/log.h"
#include "life_cycles.h"

namespace fugong::bench {
namespace {

constexpr std::int64_t played = 2000;        // cases that are copied again and again
constexpr std::int64_t hour_ms = 3'600'000;  // each copy is so much older than the one before

// Ids begin with their instant (RFC 9562, version 7): an older copy's key goes before all later ones.
void older_id(sqlite3_context* context, int, sqlite3_value** arguments) {
  const std::string id(reinterpret_cast<const char*>(sqlite3_value_text(arguments[0])));
  const std::int64_t ms =
      std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16) - sqlite3_value_int64(arguments[1]);
  const std::string older = fmt::format("{:08x}-{:04x}{}", ms >> 16, ms & 0xffff, id.substr(13));
  sqlite3_result_text(context, older.data(), static_cast<int>(older.size()), SQLITE_TRANSIENT);
}

// ?1: how much older; ?2: the first id that is no copy. Each in the order of its key.
constexpr std::array copies = {
    "INSERT INTO resumption_cases SELECT district, older(id, ?1), older(enterprise, ?1), enterprise_name, subdistrict, "
    "enterprise_class, "
    "above_scale, pack_id, pack_version, phase, route, state, steps_done, round, version, events, created_at - ?1, "
    "submitted_at - ?1, "
    "decided_at - ?1, resumed_at - ?1, ended_at, due_at, under_way FROM resumption_cases WHERE id >= ?2 ORDER BY "
    "district, id",
    "INSERT INTO resumption_papers SELECT district, older(case_id, ?1), application_json, changed_documents, "
    "reasons_json "
    "FROM resumption_papers WHERE case_id >= ?2 ORDER BY district, case_id",
    "INSERT INTO resumption_tasks SELECT district, older(id, ?1), older(case_id, ?1), step, kind, owner_kind, owner, "
    "round, state, opened_at - ?1, due_at - ?1, warn_at - ?1, warned_at, breached_at, decision, decided_at - ?1, "
    "decided_by, decided_by_name, used_ms, comment, reasons_json, findings_json, holder, holder_name, decided_for, "
    "decided_for_name, evidence_json, request FROM resumption_tasks WHERE case_id >= ?2 AND id >= ?2 "
    "ORDER BY district, id",
    "INSERT INTO resumption_clocks SELECT district, older(case_id, ?1), clock, stops_when_done, state, limit_ms, "
    "warn_ms, started_at - ?1, "
    "used_ms, running_since - ?1, due_at - ?1, warn_at - ?1, warned_at, breached_at, stopped_at - ?1 FROM "
    "resumption_clocks "
    "WHERE case_id >= ?2 ORDER BY district, case_id, clock",
    "INSERT INTO resumption_events SELECT district, older(case_id, ?1), number, at - ?1, kind, by_person, by_name, "
    "subject, detail "
    "FROM resumption_events WHERE case_id >= ?2 ORDER BY district, case_id, number",
};

class Copier {
 public:
  explicit Copier(const std::filesystem::path& database) {
    if (sqlite3_open(database.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open " + database.string());
    sqlite3_create_function(db_, "older", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr, older_id, nullptr, nullptr);
    run("PRAGMA synchronous=OFF");
    run("PRAGMA cache_size=-262144");
  }
  ~Copier() {
    for (sqlite3_stmt* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }
  Copier(const Copier&) = delete;
  Copier& operator=(const Copier&) = delete;

  void copy(std::int64_t older_ms, const std::string& first) {
    run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (!statements_[i] && sqlite3_prepare_v2(db_, copies[i], -1, &statements_[i], nullptr) != SQLITE_OK) complain();
      sqlite3_bind_int64(statements_[i], 1, older_ms);
      sqlite3_bind_text(statements_[i], 2, first.data(), static_cast<int>(first.size()), SQLITE_STATIC);
      if (sqlite3_step(statements_[i]) != SQLITE_DONE) complain();
      sqlite3_reset(statements_[i]);
    }
    run("COMMIT");
  }

 private:
  void run(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) complain();
  }
  [[noreturn]] void complain() const { throw std::runtime_error(std::string("storing cases: ") + sqlite3_errmsg(db_)); }

  sqlite3* db_ = nullptr;
  std::array<sqlite3_stmt*, copies.size()> statements_{};
};

struct Played {
  std::string first_case;
  std::vector<audit::Entry> entries;
};

Played play(District& district, std::int64_t count) {
  LifeCycles life(district, district.settle(static_cast<std::size_t>(count)), 64);
  run_http_load(life.load(64, 600));
  if (life.finished() != static_cast<std::uint64_t>(count))
    throw std::runtime_error("storing cases: " + life.first_refusal());
  Played out;
  using Line = std::tuple<std::int64_t, std::string, std::string, std::string, std::string, std::string, std::string>;
  district.platform().engine().read([&](db::Session& session) {
    out.first_case = session.one<std::string>("SELECT MIN(id) FROM resumption_cases").value_or("");
    session.each<Line>(
        "SELECT at, actor, actor_name, action, subject_kind, subject_id, detail FROM audit_entry WHERE subject_kind = "
        "'case' ORDER BY seq",
        [&](Line&& line) {
          auto& [at, actor, name, action, kind, id, detail] = line;
          out.entries.push_back({district.platform().district().code, {at}, actor, name, action, kind, id, detail});
        });
  });
  return out;
}

void append(District& district, const Played& original, std::int64_t older_ms) {
  std::vector<audit::Entry> entries = original.entries;
  for (audit::Entry& e : entries) e.at.ms -= older_ms;
  auto done = district.platform().engine().write<bool>([&](db::Session& session) -> Result<bool> {
    audit::append_all(session, entries);
    return true;
  });
  if (!done) throw std::runtime_error("storing cases: the audit log took no entries");
}

}  // namespace

void store_cases(District& district, const std::filesystem::path& database, std::int64_t total) {
  const std::int64_t each = std::min(played, std::max<std::int64_t>(total / 10, 1));
  const Played original = play(district, each);
  Copier copier(database);
  const std::int64_t rounds = (total + each - 1) / each - 1;
  for (std::int64_t round = rounds; round > 0; --round) {  // the oldest first
    copier.copy(round * hour_ms, original.first_case);
    append(district, original, round * hour_ms);
    if (round % 25 == 0) fmt::print(stderr, "bench: {} of {} cases stored\n", (rounds - round + 1) * each, total);
  }
}

}  // namespace fugong::bench
