#include "bulletin/service.h"

#include <algorithm>
#include <unordered_map>

#include "audit/tree.h"
#include "bulletin/rules.h"
#include "enterprise/service.h"
#include "identity/rights.h"
#include "pass/service.h"
#include "resumption/service.h"
#include "servicedesk/service.h"
#include "supervision/service.h"

namespace fugong::bulletin {
namespace {

// Promises become overdue while nothing is written; so an unchanged district is counted again after this.
constexpr Duration kept_for_max = seconds(1);
// A day is finished once no command that began in it can still be on its way.
constexpr Duration stragglers = minutes(10);
// Until then its figures, counted from the records, may be so old.
constexpr Duration straggling_kept = minutes(1);
constexpr std::size_t finished_max = 16 * trend_days;

// Enterprise ids are UUIDv7 and tell when the enterprise was registered.
Timestamp registered_at(const EnterpriseId& id) {
  const auto bytes = uuid_bytes(id.text);
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes[i];
  return {ms};
}

void add_passes(Bulletin& b, const pass::Counts& passes) {
  for (const pass::KindCount& kind : passes.kinds) {
    if (kind.kind == "employee") b.passes_employee = kind.issued;
    if (kind.kind == "truck") b.passes_truck = kind.issued, b.truck_enterprises = kind.enterprises;
    if (kind.kind == "commuter") b.passes_commuter = kind.issued, b.commuter_enterprises = kind.enterprises;
  }
}

PromiseLine to_line(const resumption::SlaLine& line) {
  return {line.id,      line.name,    line.of_case,         line.finished,         line.in_time,
          line.running, line.overdue, line.in_time_percent, line.median_ms / 1000, line.p95_ms / 1000};
}

}  // namespace

struct Service::Count {
  Bulletin figures;
  std::int64_t enterprises_total = 0;
  std::vector<SubdistrictLine> subdistricts;  // without names, as the next three
  std::vector<ClassLine> classes;
  std::vector<PassKindLine> passes;
  std::vector<VerdictCount> scans;
};

struct Service::Standing {
  std::int64_t version = 0;  // entries of the audit log: every decision is one
  std::string pack_version;
  Timestamp now{};
  Count today;
  std::vector<TrendPoint> trend;
  resumption::SlaFigures promises;  // named in no particular language
};

Service::Service(ServiceOptions options) : o_(std::move(options)) {}
Service::~Service() = default;

// From the records: how it stood when that day ended.
Bulletin Service::count_past(db::Session& session, const policy::Pack& pack, const Date& as_of, Timestamp now) {
  const Span span = span_of(as_of, pack.calendar.zone, now);
  Bulletin b;
  b.as_of = as_of;
  struct Reported {
    std::int64_t on_site = 0;
    double output = 0;
  };
  std::unordered_map<EnterpriseId, Reported> at_work;
  o_.resumption.each_at_work(session, span.until, [&](const resumption::AtWork& e) {
    ++b.enterprises_resumed;
    at_work.try_emplace(e.enterprise);
  });
  o_.resumption.each_latest_figures(session, as_of, span.until, [&](resumption::DailyFigures&& f) {
    if (const auto found = at_work.find(f.enterprise); found != at_work.end()) found->second = {f.on_site, f.output};
  });
  const std::int64_t threshold = capacity_threshold_of(pack);
  o_.enterprises.each_for_figures(session, [&](const enterprise::BulletinFacts& e) {
    if (registered_at(e.id) > span.until) return;
    b.above_scale_total += e.above_scale;
    const auto found = at_work.find(e.id);
    if (found == at_work.end()) return;
    b.above_scale_resumed += e.above_scale;
    b.employees_normal += e.normal_workers;
    b.employees_returned += found->second.on_site;
    b.capacity_over_80 += resumption::capacity_tenths(found->second.output, e.normal_output) > threshold;
  });
  add_passes(b, o_.passes.counts(session, span.until));
  b.tickets_solved = o_.servicedesk.solved_by(session, span.until);
  b.suspensions = o_.resumption.suspended_ever(session, span.until);
  std::tie(b.resident_officers, b.resident_enterprises) = o_.supervision.officers_at(session, span.until);
  const resumption::DayCounts day = o_.resumption.day_counts(session, span.begin, span.until + milliseconds(1));
  b.received_today = day.received;
  b.decided_today = day.decided;
  b.overdue_today = day.overdue;
  b.return_rate_percent = percent_of(b.employees_returned, b.employees_normal);
  return b;
}

// From the sums that the rooms keep: as things stand now.
Service::Count Service::count_today(db::Session& session, const policy::Pack& pack, const Date& today, Timestamp now) {
  const Span span = span_of(today, pack.calendar.zone, now);
  Count out;
  Bulletin& b = out.figures;
  b.as_of = today;
  resumption::DistrictFigures district = o_.resumption.figures_now(session, capacity_threshold_of(pack));
  for (resumption::SubdistrictFigures& s : district.subdistricts) {
    out.enterprises_total += s.enterprises;
    b.enterprises_resumed += s.resumed;
    b.employees_normal += s.normal_workers;
    b.employees_returned += s.on_site;
    b.capacity_over_80 += s.above_threshold;
    out.subdistricts.push_back({.code = std::move(s.subdistrict),
                                .name = {},
                                .enterprises = s.enterprises,
                                .resumed = s.resumed,
                                .in_progress = s.in_progress,
                                .suspended = s.suspended,
                                .employees_returned = s.on_site,
                                .employees_normal = s.normal_workers,
                                .return_rate_percent = percent_of(s.on_site, s.normal_workers),
                                .capacity_over_80 = s.above_threshold});
  }
  for (resumption::ClassFigures& c : district.classes)
    out.classes.push_back({std::move(c.enterprise_class),
                           {},
                           c.enterprises,
                           c.resumed + c.in_progress + c.suspended,
                           c.resumed,
                           c.in_progress,
                           c.suspended});
  b.above_scale_total = district.above_scale;
  b.above_scale_resumed = district.above_scale_resumed;
  b.suspensions = district.suspended_ever;
  b.return_rate_percent = percent_of(b.employees_returned, b.employees_normal);
  pass::Counts passes = o_.passes.counts_now(session, now);
  add_passes(b, passes);
  for (pass::KindCount& kind : passes.kinds)
    out.passes.push_back({std::move(kind.kind), {}, kind.issued, kind.enterprises});
  for (pass::VerdictCount& scan : passes.scans) out.scans.push_back({std::move(scan.verdict), scan.count});
  std::tie(b.resident_officers, b.resident_enterprises) = o_.supervision.officers_at(session, now);
  b.tickets_solved = o_.servicedesk.solved_by(session, now);
  const Timestamp end = span.until + milliseconds(1);
  const resumption::DayFlows flows = o_.resumption.flows(session, span.begin, end);
  b.received_today = flows.received;
  b.decided_today = flows.decided;
  b.overdue_today = o_.resumption.broken(session, span.begin, end);
  return out;
}

Result<Bulletin> Service::at(db::Session& session, const Date& as_of, Timestamp now) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const Date today = local_date(now, rules.pack->calendar.zone);
  if (as_of > today) return invalid("bulletin.future", "as_of", {{"day", as_of.text}, {"today", today.text}});
  if (as_of == today) return count_today(session, *rules.pack, today, now).figures;
  return count_past(session, *rules.pack, as_of, now);
}

Result<Bulletin> Service::read(db::Session& session, const Context& context, const std::optional<Date>& as_of) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const Date today = local_date(context.now, rules.pack->calendar.zone);
  if (as_of.value_or(today) != today) return at(session, *as_of, context.now);
  return standing(session, rules, context.now)->today.figures;
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
    const auto found = yesterdays_.find(key);
    if (found != yesterdays_.end() && now <= found->second.good_until) return found->second.bulletin;
  }
  FG_TRY(Bulletin bulletin, at(session, day, now));
  const bool over = span_of(day, pack.calendar.zone, now).until + stragglers <= now;
  std::lock_guard lock(keeping_);
  if (yesterdays_.size() > finished_max) yesterdays_.clear();
  yesterdays_.insert_or_assign(key, Past{bulletin, over ? resumption::never : now + straggling_kept});
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
  if (s->today.figures.as_of != local_date(now, pack.calendar.zone)) return nullptr;
  // Counted at this version or a later one: nothing that the reader may have seen written is missing.
  const Duration apart = now >= s->now ? now - s->now : s->now - now;
  return s->version >= version && apart <= kept_for_max ? s : nullptr;
}

Service::StandingPtr Service::standing(db::Session& session, const policy::InForce& rules, Timestamp now) {
  const policy::Pack& pack = *rules.pack;
  const std::int64_t version = audit::log_size(session, o_.district);
  if (auto s = kept(pack, version, now)) return s;
  std::lock_guard lock(counting_);
  if (auto s = kept(pack, version, now)) return s;  // somebody has just counted
  auto s = std::make_shared<Standing>();
  s->version = version;
  s->pack_version = pack.version;
  s->now = now;
  s->today = count_today(session, pack, local_date(now, pack.calendar.zone), now);
  s->trend = trend(session, s->today, pack.calendar.zone, now);
  s->promises = o_.resumption.sla_now(session, pack, now, Language::zh_cn);
  std::lock_guard keep(keeping_);
  return standing_ = std::move(s);
}

resumption::DayFlows Service::day_flows(db::Session& session, const Date& day, const std::string& zone, Timestamp now) {
  const Span span = span_of(day, zone, now);
  const std::string key = day.text + " " + zone;
  {
    std::lock_guard lock(keeping_);
    if (const auto found = finished_.find(key); found != finished_.end()) return found->second;
  }
  const Timestamp end = span.until + milliseconds(1);
  const resumption::DayFlows flows = o_.resumption.flows(session, span.begin, end);
  if (end + stragglers <= now) {
    std::lock_guard lock(keeping_);
    if (finished_.size() > finished_max) finished_.clear();  // days long gone
    finished_.emplace(key, flows);
  }
  return flows;
}

// Back from today: what stood when a day ended is what stood when the next one did, but for that one's changes.
std::vector<TrendPoint> Service::trend(db::Session& session, const Count& today, const std::string& zone,
                                       Timestamp now) {
  std::vector<TrendPoint> points;
  Date day = today.figures.as_of;
  std::int64_t resumed = today.figures.enterprises_resumed;
  for (int i = 0; i < trend_days; ++i) {
    const resumption::DayFlows flows = day_flows(session, day, zone, now);
    points.push_back({day, flows.received, flows.decided, resumed});
    resumed += flows.ended - flows.started + flows.stopped - flows.went_on;
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

std::vector<Spot> Service::single_places(db::Session& session) {
  std::unordered_map<EnterpriseId, resumption::Standing> standings;
  o_.resumption.each_placed(session, spots_max, [&](EnterpriseId&& id, resumption::Standing standing) {
    standings.emplace(std::move(id), standing);
  });
  std::vector<Spot> spots;
  o_.enterprises.each_position(session, [&](enterprise::Position&& p) {
    Spot spot{.latitude = p.latitude, .longitude = p.longitude, .enterprises = 1, .enterprise = p.id, .name = {}};
    spot.name = std::move(p.name);
    if (const auto found = standings.find(p.id); found != standings.end()) {
      spot.resumed = found->second == resumption::Standing::resumed;
      spot.suspended = found->second == resumption::Standing::suspended;
      spot.in_progress = found->second == resumption::Standing::in_progress;
    }
    spots.push_back(std::move(spot));
  });
  return spots;
}

Result<DistrictMap> Service::map(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "bulletin.read"));
  DistrictMap out;
  if (o_.map_pictures) {
    MapPictures pictures = o_.map_pictures(session);
    out.tiles = std::move(pictures.tiles);
    out.attribution = std::move(pictures.attribution);
  }
  if (o_.resumption.placed(session) <= std::int64_t(spots_max)) {
    out.spots = single_places(session);
    return out;
  }
  std::vector<Spot> spots;
  for (const resumption::Square& s : o_.resumption.squares(session, spots_max))
    spots.push_back({.latitude = s.latitude,
                     .longitude = s.longitude,
                     .enterprises = s.enterprises,
                     .resumed = s.resumed,
                     .in_progress = s.in_progress,
                     .suspended = s.suspended,
                     .enterprise = {},
                     .name = {}});
  out.spots = gather(std::move(spots), spots_max);
  return out;
}

void Service::name_kinds(Dashboard& d, const Standing& s, const policy::Pack& pack, Language language) {
  d.classes = s.today.classes;
  for (ClassLine& line : d.classes) {
    const policy::EnterpriseClass* found = pack.enterprise_class(line.id);
    line.name = found ? found->name.in(language) : line.id;
  }
  // Every kind of the pack, issued or not, then those that only an older pack knew.
  std::vector<PassKindLine> issued = s.today.passes;
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
  d.figures = s->today.figures;
  d.enterprises_total = s->today.enterprises_total;
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
  d.subdistricts = s->today.subdistricts;
  for (SubdistrictLine& line : d.subdistricts)
    line.name = name_of(session, pack, "subdistrict", line.code, context.language);
  name_kinds(d, *s, pack, context.language);
  d.trend = s->trend;
  d.scans = s->today.scans;
  d.watch = o_.supervision.alerts_at_command(session);
  return d;
}

}  // namespace fugong::bulletin
