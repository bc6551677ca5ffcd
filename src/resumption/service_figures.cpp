// How well promises were kept, and what the bulletin asks.
#include <algorithm>
#include <map>

#include "resumption/words.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

// Figures look back over a quarter: a wave is a few weeks, and older promises say nothing about today's. And not over
// more cases than these, the newest: their shares and percentiles are as good, and a million need not be read.
constexpr Duration figures_window = days(92);
constexpr int figures_cases_max = 5000;
constexpr int alerts_max = 200;

struct Tally {
  bool of_case = true;
  std::vector<std::int64_t> used_ms;  // of the finished
  std::int64_t in_time = 0, running = 0, overdue = 0;
};

// Nearest-rank percentile.
std::int64_t percentile(std::vector<std::int64_t>& values, int percent) {
  if (values.empty()) return 0;
  const std::size_t rank = (values.size() * std::size_t(percent) + 99) / 100;
  const auto at = values.begin() + std::ptrdiff_t(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

SlaLine to_line(std::string id, Tally& tally) {
  SlaLine line;
  line.id = std::move(id);
  line.of_case = tally.of_case;
  line.finished = std::int64_t(tally.used_ms.size());
  line.in_time = tally.in_time;
  line.running = tally.running;
  line.overdue = tally.overdue;
  if (line.finished > 0) line.in_time_percent = double((line.in_time * 1000 + line.finished / 2) / line.finished) / 10;
  line.median_ms = percentile(tally.used_ms, 50);
  line.p95_ms = percentile(tally.used_ms, 95);
  return line;
}

void add(Tally& tally, const SlaClock& clock, Timestamp as_of) {
  if (clock.stopped_at && *clock.stopped_at <= as_of) {
    if (clock.state != ClockState::done) return;  // lapsed: neither kept nor broken
    tally.used_ms.push_back(clock.used_ms);
    if (clock.used_ms <= clock.limit_ms) ++tally.in_time;
    return;
  }
  ++tally.running;
  if ((clock.breached_at && *clock.breached_at <= as_of) || clock.due_at < as_of) ++tally.overdue;
}

void add(Tally& tally, const Task& task, Timestamp as_of) {
  if (task.decided_at && *task.decided_at <= as_of) {
    tally.used_ms.push_back(task.used_ms);
    if (*task.decided_at <= task.due_at) ++tally.in_time;
    return;
  }
  ++tally.running;
  if (task.due_at < as_of) ++tally.overdue;
}

// The step's name from whichever route of the pack has it.
std::string desk_name(const policy::Pack& pack, const std::string& id, Language language) {
  const std::string step = id.substr(0, id.find('/'));
  for (const policy::ReviewRoute& route : pack.routes)
    if (route.find(step)) return subject_name(pack, &route, id, language);
  return subject_name(pack, nullptr, id, language);
}

}  // namespace

void name_lines(SlaFigures& figures, const policy::Pack& pack, Language language) {
  for (SlaLine& line : figures.lines)
    line.name = line.of_case ? clock_name(pack, line.id, language) : desk_name(pack, line.id, language);
}

SlaFigures Service::sla_figures(db::Session& session, const policy::Pack& pack, Timestamp as_of, Language language) {
  SlaFigures figures;
  figures.as_of = as_of;
  Store store(o_.district, session);
  std::string first = first_id_of(as_of - figures_window);
  if (const auto bound = store.newest_but(as_of, figures_cases_max - 1)) first = std::max(first, bound->text);
  std::map<std::string, Tally> clocks, desks;
  for (const SlaClock& clock : store.clocks_since(first, as_of)) add(clocks[clock.clock], clock, as_of);
  for (const Task& task : store.tasks_since(first, as_of)) {
    const bool one_of_many = task.owner_kind == OwnerKind::enterprise;  // each enterprise its own desk: one line
    Tally& tally = desks[task.step + "/" + (one_of_many ? "enterprise" : task.owner)];
    tally.of_case = false;
    add(tally, task, as_of);
  }
  for (const policy::CaseClock& promise : pack.clocks) figures.lines.push_back(to_line(promise.id, clocks[promise.id]));
  for (auto& [id, tally] : desks) figures.lines.push_back(to_line(id, tally));
  name_lines(figures, pack, language);
  return figures;
}

Result<SlaFigures> Service::sla(db::Session& session, const Context& context, Timestamp as_of) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (as_of >= context.now) return sla_now(session, *rules.pack, context.now, context.language);
  return sla_figures(session, *rules.pack, as_of, context.language);
}

Result<std::vector<SlaAlert>> Service::alerts(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  auto alerts = Store(o_.district, session).alerts(context.now, alerts_max);
  for (SlaAlert& alert : alerts) alert.name = desk_name(*rules.pack, alert.subject, context.language);
  return alerts;
}

ResumedCount Service::resumed(db::Session& session, Timestamp as_of) {
  const auto [total, above_scale] = Store(o_.district, session).resumed_count(as_of);
  return {total, above_scale};
}

void Service::each_at_work(db::Session& session, Timestamp as_of, const std::function<void(const AtWork&)>& visit) {
  Store(o_.district, session).each_at_work(as_of, visit);
}

std::int64_t Service::suspended_ever(db::Session& session, Timestamp as_of) {
  return Store(o_.district, session).suspended_ever(as_of);
}

void Service::each_latest_figures(db::Session& session, const Date& as_of, Timestamp until,
                                  const std::function<void(DailyFigures&&)>& visit) {
  Store(o_.district, session).each_latest_figures(as_of, until, visit);
}

DayCounts Service::day_counts(db::Session& session, Timestamp from, Timestamp to) {
  Store store(o_.district, session);
  return {store.received(from, to), store.decided(from, to), store.broken(from, to)};
}

std::vector<Case> Service::cases_before(db::Session& session, const std::string& id, int limit) {
  CaseQuery query;
  query.after_id = id;
  query.due_before = never + milliseconds(1);  // drafts too, and what has ended
  query.limit = limit;
  return Store(o_.district, session).newest(query);
}

}  // namespace fugong::resumption
