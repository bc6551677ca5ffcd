#include "bare_loop.h"

#include <chrono>

#include "bare_sqlite.h"

namespace fugong::bench {
namespace {

constexpr int rows_max = 20'000;

}  // namespace

struct BareLoop::Impl {
  Database db;
  std::vector<BareRow> figures, entries;
  Statement begin, commit, size, figure, entry;
  std::int64_t number = 0;

  // As the platform's command writes them; seq is the entry's second column, reported_at the figure's seventh.
  void write_command() {
    const auto at = static_cast<std::size_t>(number) % figures.size();
    bind_row(figure, figures[at]);
    sqlite3_bind_int64(figure.get(), 7, number);
    step(figure);
    sqlite3_bind_text(size.get(), 1, "210104", -1, SQLITE_STATIC);
    step(size);
    bind_row(entry, entries[at % entries.size()]);
    sqlite3_bind_int64(entry.get(), 2, number);
    step(entry);
    ++number;
  }
};

BareLoop::BareLoop(const std::filesystem::path& served, const std::filesystem::path& own)
    : impl_(std::make_unique<Impl>()) {
  const Database source = open(served);
  const std::string limit = " LIMIT " + std::to_string(rows_max);
  impl_->figures =
      rows_of(source.get(), ("SELECT district, enterprise, day, on_site, output, tests_done, reported_at, reported_by "
                             "FROM resumption_daily_figures ORDER BY reported_at" +
                             limit));
  impl_->entries = rows_of(
      source.get(), ("SELECT district, seq, at, actor, actor_name, action, subject_kind, subject_id, detail, leaf_hash "
                     "FROM audit_entry WHERE action = 'figures.report'" +
                     limit));
  impl_->db = open(own);
  sqlite3* db = impl_->db.get();
  as_the_writer(db);
  sqlite3_exec(db, "DELETE FROM audit_entry;DELETE FROM audit_head;DELETE FROM resumption_daily_figures;", nullptr,
               nullptr, nullptr);
  impl_->begin = prepare(db, "BEGIN IMMEDIATE");
  impl_->commit = prepare(db, "COMMIT");
  impl_->size = prepare(db,
                        "INSERT INTO audit_head (district, size) VALUES (?, 1) "
                        "ON CONFLICT (district) DO UPDATE SET size = audit_head.size + excluded.size RETURNING size");
  impl_->figure = prepare(db,
                          "INSERT INTO resumption_daily_figures (district, enterprise, day, on_site, output, "
                          "tests_done, reported_at, reported_by) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  impl_->entry = prepare(db,
                         "INSERT INTO audit_entry (district, seq, at, actor, actor_name, action, subject_kind, "
                         "subject_id, detail, leaf_hash) "
                         "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
}
BareLoop::~BareLoop() = default;

double BareLoop::run(double seconds, int commands_per_transaction) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const auto until = start + std::chrono::duration<double>(seconds);
  const std::int64_t first = impl_->number;
  while (Clock::now() < until) {
    step(impl_->begin);
    for (int i = 0; i < commands_per_transaction; ++i) impl_->write_command();
    step(impl_->commit);
  }
  return static_cast<double>(impl_->number - first) / std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace fugong::bench
