#include "bulletin/service.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include "audit/tree.h"
#include "bulletin/rules.h"
#include "enterprise/service.h"
#include "identity/rights.h"
#include "pass/service.h"
#include "resumption/service.h"
#include "supervision/service.h"

namespace fugong::bulletin {
namespace {

using Steady = std::chrono::steady_clock;

// A dear count (ServiceOptions::dear_from) is kept for so many times as long as it took.
constexpr int kept_for_times = 10;
// Promises become overdue while nothing is written; so an unchanged district is counted again after this.
constexpr Duration kept_for_max = seconds(1);
// A day is finished once no command that began in it can still be on its way.
constexpr Duration stragglers = minutes(10);
constexpr std::size_t finished_max = 16 * trend_days;

// Enterprise ids are UUIDv7 and tell when the enterprise was registered.
Timestamp registered_at(const EnterpriseId& id) {
  const auto bytes = uuid_bytes(id.text);
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes[i];
  return {ms};
}

Duration since(Steady::time_point t) {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(Steady::now() - t).count()};
}

PromiseLine to_line(const resumption::SlaLine& line) {
  return {line.id,           line.name,    line.finished,        line.in_time,
          line.running,      line.overdue, line.in_time_percent, line.median_ms / 1000,
          line.p95_ms / 1000};
}

}  // namespace

struct Service::Count {
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::map<std::string, std::int64_t> registered;  // by subdistrict
  std::vector<VerdictCount> scans;
};

struct Service::DayLine {
  resumption::DayCounts counts;
  resumption::WorkCounts work;
};

struct Service::Standing {
  std::int64_t version = 0;  // entries of the audit log: every decision is one
  std::string pack_version;
  Timestamp now{};
  Steady::time_point counted_at;
  Duration took{};
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::vector<SubdistrictLine> subdistricts;  // without names
  std::vector<TrendPoint> trend;
  std::vector<VerdictCount> scans;
  resumption::SlaFigures promises;  // named in no particular language
};

Service::Service(ServiceOptions options) : o_(std::move(options)) {}
Service::~Service() = default;

Service::Count Service::count(db::Session& session, const policy::Pack& pack, const Date& as_of, Timestamp now) {
  const Span span = span_of(as_of, pack.calendar.zone, now);
  Count out;
  Bulletin& b = out.figures;
  b.as_of = as_of;

  struct Reported {
    std::int64_t on_site = 0;
    double output = 0;
  };
  std::unordered_map<EnterpriseId, Reported> at_work;
  o_.resumption.each_at_work(session, span.until, [&](const resumption::AtWork& e) {
    ++b.enterprises_resumed;
    b.above_scale_resumed += e.above_scale;
    at_work.try_emplace(e.enterprise);
  });
  o_.resumption.each_latest_figures(session, as_of, span.until, [&](resumption::DailyFigures&& f) {
    if (const auto found = at_work.find(f.enterprise); found != at_work.end()) found->second = {f.on_site, f.output};
  });
  const double capacity_percent = capacity_percent_of(pack);
  o_.enterprises.each_for_figures(session, [&](const enterprise::BulletinFacts& e) {
    if (registered_at(e.id) > span.until) return;
    ++out.enterprises_total;
    ++out.registered[e.subdistrict];
    b.above_scale_total += e.above_scale;
    const auto found = at_work.find(e.id);
    if (found == at_work.end()) return;
    b.employees_normal += e.normal_workers;
    b.employees_returned += found->second.on_site;
    b.capacity_over_80 += is_recovered(found->second.output, e.normal_output, capacity_percent);
  });
  b.return_rate_percent = percent_of(b.employees_returned, b.employees_normal);

  pass::Counts passes = o_.passes.counts(session, span.until);
  for (const pass::KindCount& kind : passes.kinds) {
    if (kind.kind == "employee") b.passes_employee = kind.issued;
    if (kind.kind == "truck") b.passes_truck = kind.issued, b.truck_enterprises = kind.enterprises;
    if (kind.kind == "commuter") b.passes_commuter = kind.issued, b.commuter_enterprises = kind.enterprises;
  }
  for (pass::VerdictCount& scan : passes.scans) out.scans.push_back({std::move(scan.verdict), scan.count});
  std::tie(b.resident_officers, b.resident_enterprises) = o_.supervision.officers_at(session, span.until);
  b.suspensions = o_.resumption.suspended_ever(session, span.until);
  const resumption::DayCounts day = o_.resumption.day_counts(session, span.begin, span.until + milliseconds(1));
  b.received_today = day.received;
  b.decided_today = day.decided;
  b.overdue_today = day.overdue;
  return out;
}

Result<Bulletin> Service::at(db::Session& session, const Date& as_of, Timestamp now) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const Date today = local_date(now, rules.pack->calendar.zone);
  if (as_of > today) return invalid("bulletin.future", "as_of", {{"day", as_of.text}, {"today", today.text}});
  return count(session, *rules.pack, as_of, now).figures;
}

Result<Bulletin> Service::read(db::Session& session, const Context& context, const std::optional<Date>& as_of) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const Date today = local_date(context.now, rules.pack->calendar.zone);
  if (as_of.value_or(today) != today) return at(session, *as_of, context.now);
  return standing(session, rules, context.now)->figures;
}

Result<std::string> Service::text(db::Session& session, const Context& context, const std::optional<Date>& as_of) {
  FG_TRY(const Bulletin bulletin, read(session, context, as_of));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  return to_text(bulletin, *rules.pack, context.language);
}

Result<std::pair<Bulletin, policy::PackPtr>> Service::to_print(db::Session& session, const Context& context,
                                                               const std::optional<Date>& as_of) {
  FG_TRY(Bulletin bulletin, read(session, context, as_of));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  return std::pair{std::move(bulletin), rules.pack};
}

// ---- the dashboard ----

Service::StandingPtr Service::kept(const policy::Pack& pack, std::int64_t version, Timestamp now) {
  std::lock_guard lock(keeping_);
  const StandingPtr s = standing_;
  if (!s || s->pack_version != pack.version) return nullptr;
  if (s->figures.as_of != local_date(now, pack.calendar.zone)) return nullptr;
  const Duration apart = now >= s->now ? now - s->now : s->now - now;
  const Duration age = since(s->counted_at);
  const bool dear = s->took >= o_.dear_from && age.ms < s->took.ms * kept_for_times;
  // Virtual clocks leap; a real one has gone on by the time that passed since the count began.
  if (dear && apart <= kept_for_max + s->took + age) return s;
  // Counted at this version or a later one: nothing that the reader may have seen written is missing.
  return s->version >= version && apart <= kept_for_max ? s : nullptr;
}

Service::StandingPtr Service::standing(db::Session& session, const policy::InForce& rules, Timestamp now) {
  const policy::Pack& pack = *rules.pack;
  const std::int64_t version = audit::log_size(session, o_.district);
  if (auto s = kept(pack, version, now)) return s;
  std::lock_guard lock(counting_);
  if (auto s = kept(pack, version, now)) return s;  // somebody has just counted

  const auto begin = Steady::now();
  auto s = std::make_shared<Standing>();
  s->version = version;
  s->pack_version = pack.version;
  s->now = now;
  const Date today = local_date(now, pack.calendar.zone);
  Count counted = count(session, pack, today, now);
  s->figures = std::move(counted.figures);
  s->enterprises_total = counted.enterprises_total;
  std::map<std::string, SubdistrictLine> lines;
  for (const auto& [code, total] : counted.registered) lines[code].enterprises = total;
  for (const auto& c : o_.resumption.by_subdistrict(session)) {
    SubdistrictLine& line = lines[c.subdistrict];
    line.resumed = c.resumed;
    line.in_progress = c.in_progress;
    line.suspended = c.suspended;
  }
  for (auto& [code, line] : lines) {
    line.code = code;
    s->subdistricts.push_back(std::move(line));
  }
  s->trend = trend(session, s->figures, pack.calendar.zone, now);
  s->scans = std::move(counted.scans);
  s->promises = o_.resumption.sla_figures(session, pack, now, Language::zh_cn);
  s->counted_at = Steady::now();
  s->took = since(begin);
  std::lock_guard keep(keeping_);
  return standing_ = std::move(s);
}

Service::DayLine Service::day_line(db::Session& session, const Date& day, const std::string& zone, Timestamp now) {
  const Span span = span_of(day, zone, now);
  const std::string key = day.text + " " + zone;
  {
    std::lock_guard lock(keeping_);
    if (const auto found = finished_.find(key); found != finished_.end()) return found->second;
  }
  const Timestamp end = span.until + milliseconds(1);
  const DayLine line{o_.resumption.day_counts(session, span.begin, end),
                     o_.resumption.work_counts(session, span.begin, end)};
  if (end + stragglers <= now) {
    std::lock_guard lock(keeping_);
    if (finished_.size() > finished_max) finished_.clear();  // days long gone
    finished_.emplace(key, line);
  }
  return line;
}

// Back from today, so that no day but the first counts all that are at work.
std::vector<TrendPoint> Service::trend(db::Session& session, const Bulletin& today, const std::string& zone,
                                       Timestamp now) {
  std::vector<TrendPoint> points;
  Date day = today.as_of;
  std::int64_t started_so_far = today.enterprises_resumed;  // suspended ones included, from the first line on
  for (int i = 0; i < trend_days; ++i) {
    const DayLine line = day_line(session, day, zone, now);
    if (i == 0) started_so_far += line.work.suspended;
    points.push_back({day, line.counts.received, line.counts.decided, started_so_far - line.work.suspended});
    started_so_far += line.work.ended - line.work.started;
    day = local_date(start_of_day(day, zone) - milliseconds(1), zone);
  }
  std::ranges::reverse(points);
  return points;
}

std::string Service::name_of(db::Session& session, const policy::Pack& pack, const char* kind, const std::string& code,
                             Language language) const {
  const auto found = pack.texts.find(std::string(kind) + "." + code);
  if (found != pack.texts.end()) return found->second.in(language);
  std::string name = o_.place_name ? o_.place_name(session, code) : std::string();
  return name.empty() ? code : name;
}

Result<Dashboard> Service::dashboard(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const StandingPtr s = standing(session, rules, context.now);
  const policy::Pack& pack = *rules.pack;
  Dashboard d;
  d.now = s->now;
  d.district = name_of(session, pack, "district", o_.district.text, context.language);
  d.phase = rules.phase;
  d.phase_name = rules.current().name.in(context.language);
  d.figures = s->figures;
  d.enterprises_total = s->enterprises_total;
  resumption::SlaFigures promises = s->promises;
  name_lines(promises, pack, context.language);
  for (const resumption::SlaLine& line : promises.lines) d.promises.push_back(to_line(line));
  d.subdistricts = s->subdistricts;
  for (SubdistrictLine& line : d.subdistricts)
    line.name = name_of(session, pack, "subdistrict", line.code, context.language);
  d.trend = s->trend;
  d.scans = s->scans;
  return d;
}

}  // namespace fugong::bulletin
