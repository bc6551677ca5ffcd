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
  return {line.id,      line.name,    line.of_case,         line.finished,         line.in_time,
          line.running, line.overdue, line.in_time_percent, line.median_ms / 1000, line.p95_ms / 1000};
}

}  // namespace

struct Service::Count {
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::map<std::string, SubdistrictLine> subdistricts;  // what the register and the daily figures say of each
  std::vector<PassKindLine> passes;
  std::vector<VerdictCount> scans;
};

struct Service::DayLine {
  resumption::DayCounts counts;
  resumption::WorkCounts work;
};

// Kept by the same rule as the count of today.
struct Service::Places {
  std::int64_t version = 0;
  Steady::time_point gathered_at;
  Duration took{};
  std::vector<Spot> spots;
};

struct Service::Standing {
  std::int64_t version = 0;  // entries of the audit log: every decision is one
  std::string pack_version;
  Timestamp now{};
  Steady::time_point counted_at;
  Duration took{};
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::vector<SubdistrictLine> subdistricts;  // without names, as the next two
  std::vector<ClassLine> classes;
  std::vector<PassKindLine> passes;
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
    SubdistrictLine& line = out.subdistricts[e.subdistrict];
    ++line.enterprises;
    b.above_scale_total += e.above_scale;
    const auto found = at_work.find(e.id);
    if (found == at_work.end()) return;
    const bool recovered = is_recovered(found->second.output, e.normal_output, capacity_percent);
    b.employees_normal += e.normal_workers;
    b.employees_returned += found->second.on_site;
    b.capacity_over_80 += recovered;
    line.employees_normal += e.normal_workers;
    line.employees_returned += found->second.on_site;
    line.capacity_over_80 += recovered;
  });
  for (auto& [code, line] : out.subdistricts)
    line.return_rate_percent = percent_of(line.employees_returned, line.employees_normal);
  b.return_rate_percent = percent_of(b.employees_returned, b.employees_normal);

  pass::Counts passes = o_.passes.counts(session, span.until);
  for (const pass::KindCount& kind : passes.kinds) {
    if (kind.kind == "employee") b.passes_employee = kind.issued;
    if (kind.kind == "truck") b.passes_truck = kind.issued, b.truck_enterprises = kind.enterprises;
    out.passes.push_back({kind.kind, {}, kind.issued, kind.enterprises});
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

// A day that has ended is counted once: nothing that is written later belongs to it.
Result<Bulletin> Service::finished(db::Session& session, const policy::Pack& pack, const Date& day, Timestamp now) {
  const std::string key = day.text + " " + pack.id + " " + pack.version;
  {
    std::lock_guard lock(keeping_);
    if (const auto found = yesterdays_.find(key); found != yesterdays_.end()) return found->second;
  }
  FG_TRY(Bulletin bulletin, at(session, day, now));
  if (span_of(day, pack.calendar.zone, now).until + stragglers <= now) {
    std::lock_guard lock(keeping_);
    if (yesterdays_.size() > finished_max) yesterdays_.clear();
    yesterdays_.emplace(key, bulletin);
  }
  return bulletin;
}

Result<Bulletin> Service::day_before(db::Session& session, const policy::Pack& pack, const Date& as_of, Timestamp now) {
  const std::string& zone = pack.calendar.zone;
  return finished(session, pack, local_date(start_of_day(as_of, zone) - milliseconds(1), zone), now);
}

Result<BulletinChanges> Service::changes(db::Session& session, const Context& context,
                                         const std::optional<Date>& as_of) {
  FG_TRY(const Edition found, to_print(session, context, as_of));
  return BulletinChanges{found.bulletin.as_of, found.before.as_of, changes_of(found.bulletin, found.before)};
}

Result<Edition> Service::to_print(db::Session& session, const Context& context, const std::optional<Date>& as_of) {
  FG_TRY(Bulletin bulletin, read(session, context, as_of));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  FG_TRY(Bulletin before, day_before(session, *rules.pack, bulletin.as_of, context.now));
  return Edition{std::move(bulletin), std::move(before), rules.pack};
}

Result<Edition> Service::edition(db::Session& session, const Date& as_of, Timestamp now) {
  FG_TRY(Bulletin bulletin, at(session, as_of, now));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  FG_TRY(Bulletin before, day_before(session, *rules.pack, as_of, now));
  return Edition{std::move(bulletin), std::move(before), rules.pack};
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
  auto& lines = counted.subdistricts;
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
  for (const auto& c : o_.resumption.by_class(session))
    s->classes.push_back(
        {c.enterprise_class, {}, c.resumed + c.in_progress + c.suspended, c.resumed, c.in_progress, c.suspended});
  s->passes = std::move(counted.passes);
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

std::vector<Spot> Service::gather_places(db::Session& session) {
  std::unordered_map<EnterpriseId, resumption::CaseState> states;
  o_.resumption.each_standing(
      session, [&](EnterpriseId&& id, resumption::CaseState state) { states.emplace(std::move(id), state); });
  std::vector<Spot> places;
  o_.enterprises.each_position(session, [&](enterprise::Position&& p) {
    Spot spot{.latitude = p.latitude, .longitude = p.longitude, .enterprises = 1, .enterprise = p.id, .name = {}};
    spot.name = std::move(p.name);
    if (const auto found = states.find(p.id); found != states.end()) {
      if (found->second == resumption::CaseState::resumed) spot.resumed = 1;
      else if (found->second == resumption::CaseState::suspended) spot.suspended = 1;
      else spot.in_progress = 1;
    }
    places.push_back(std::move(spot));
  });
  return gather(std::move(places), spots_max);
}

Result<DistrictMap> Service::map(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  const std::int64_t version = audit::log_size(session, o_.district);
  const auto is_good = [&](const std::shared_ptr<const Places>& p) {
    if (!p) return false;
    return p->version >= version || (p->took >= o_.dear_from && since(p->gathered_at).ms < p->took.ms * kept_for_times);
  };
  std::shared_ptr<const Places> places;
  {
    std::lock_guard lock(keeping_);
    if (is_good(places_)) places = places_;
  }
  if (!places) {
    const auto begin = Steady::now();
    auto fresh = std::make_shared<Places>();
    fresh->version = version;
    fresh->spots = gather_places(session);
    fresh->gathered_at = Steady::now();
    fresh->took = since(begin);
    places = fresh;
    std::lock_guard lock(keeping_);
    places_ = fresh;
  }
  DistrictMap out;
  if (!o_.map_tiles.empty()) out.tiles = o_.map_tiles;
  out.spots = places->spots;
  return out;
}

void Service::name_kinds(Dashboard& d, const Standing& s, const policy::Pack& pack, Language language) {
  d.classes = s.classes;
  for (ClassLine& line : d.classes) {
    const policy::EnterpriseClass* found = pack.enterprise_class(line.id);
    line.name = found ? found->name.in(language) : line.id;
  }
  // Every kind of the pack, issued or not, then those that only an older pack knew.
  std::vector<PassKindLine> issued = s.passes;
  for (const policy::PassKind& kind : pack.pass_kinds) {
    const auto found = std::ranges::find(issued, kind.id, &PassKindLine::kind);
    const bool known = found != issued.end();
    d.passes.push_back({kind.id, kind.name.in(language), known ? found->issued : 0, known ? found->enterprises : 0});
    if (known) issued.erase(found);
  }
  for (PassKindLine& line : issued) {
    line.name = line.kind;
    d.passes.push_back(std::move(line));
  }
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
  for (const resumption::SlaLine& line : promises.lines) {
    PromiseLine& promise = d.promises.emplace_back(to_line(line));
    // The pack names departments; a subdistrict's desk has its code in the place of a name.
    const std::string owner = line.id.substr(line.id.find('/') + 1);
    if (line.of_case || !promise.name.ends_with(owner)) continue;
    promise.name.replace(promise.name.size() - owner.size(), owner.size(),
                         name_of(session, pack, "subdistrict", owner, context.language));
  }
  d.subdistricts = s->subdistricts;
  for (SubdistrictLine& line : d.subdistricts)
    line.name = name_of(session, pack, "subdistrict", line.code, context.language);
  name_kinds(d, *s, pack, context.language);
  d.trend = s->trend;
  d.scans = s->scans;
  return d;
}

}  // namespace fugong::bulletin
