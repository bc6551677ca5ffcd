// What falls due at a plant: reminders, missing reports and how they climb, gaps in coverage, officers who do not come,
// answers and rectifications that stay away.
#include <algorithm>

#include "resumption/service.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

// A plant that nobody looked at for longer is not told of every day in between.
constexpr Duration catch_up_max = days(31);

// Days without a report in a row, the given one last, as far back as the rule looks.
std::vector<std::string> missing_days(Work& work, const Date& last, int days_max) {
  std::vector<std::string> out;
  Date day = last;
  for (int i = 0; i <= days_max; ++i) {
    const Timestamp due = work.report_due_at(day);
    if (!report_is_asked(work.plant(), due) || work.store().has_report(work.plant().enterprise, day)) break;
    out.insert(out.begin(), day.text);
    day = local_date(start_of_day(day, work.zone()) - milliseconds(1), work.zone());
  }
  return out;
}

void say_report(Work& work, const Due& due) {
  if (work.store().has_report(work.plant().enterprise, due.day)) return;
  if (due.kind == DueKind::report_reminder) {
    work.alert(AlertKind::report_reminder, due.day.text, 0, due.at);
    return;
  }
  if (due.level == 0) work.close_alert(AlertKind::report_reminder, due.day.text);
  work.alert(AlertKind::report_missing, due.day.text, due.level, due.at);
  const policy::ViolationRule* rule = work.rules().violation(policy::ViolationKind::report_missing);
  if (!rule || due.level != 0) return;
  const auto missing = missing_days(work, due.day, rule->days);
  // Once a run of days; a longer one is the same violation.
  if (missing.size() == static_cast<std::size_t>(rule->days))
    work.raise({rule, "report", {}, due.day, due.at, missing});
}

void say_duty(Work& work, const Due& due) {
  const Date day_before = local_date(start_of_day(due.day, work.zone()) - milliseconds(1), work.zone());
  const auto check_ins = work.store().check_ins(work.plant().enterprise, day_before, due.day);
  for (const Shift& shift : shifts_of(work.rules().coverage, due.day, work.zone())) {
    if (shift.id != due.shift) continue;
    const Duty duty = duty_of(shift, work.assignments(), work.shift_plans(due.day));
    const bool there = std::ranges::any_of(
        check_ins, [&](const CheckIn& c) { return c.day == shift.day && c.shift == shift.id && c.at <= due.at; });
    if (there) return;
    const std::string subject = shift.day.text + "/" + shift.id;
    if (duty.officer.empty()) {
      if (due.kind == DueKind::coverage) work.alert(AlertKind::coverage_gap, subject, due.level, due.at);
      return;
    }
    if (due.kind == DueKind::officer_late) work.alert(AlertKind::officer_late, subject, due.level, due.at);
    const policy::ViolationRule* rule = work.rules().violation(policy::ViolationKind::officer_absent);
    if (due.kind == DueKind::officer_absent && rule)
      work.raise({rule, duty.officer.text + "/" + shift.id, duty.officer_name, shift.day, due.at, {subject}});
  }
}

void say_overdue(Work& work, Timestamp from, Timestamp now) {
  const auto say = [&](AlertKind kind, const std::string& subject, Timestamp due) {
    for (const auto& [at, level] : overdue_instants(work.rules(), due))
      if (at > from && at <= now) work.alert(kind, subject, level, due);
  };
  work.each_due([&](AlertKind kind, const std::string& subject, Timestamp due) { say(kind, subject, due); });
}

// The grace of vehicles under way is over, unless the enterprise works again, by whatever way.
Status end_graces(const ServiceOptions& o, db::Session& session, Work& work, Timestamp now) {
  for (Sanction& s : work.store().graces(work.plant().enterprise)) {
    if (*s.trucks_until > now) continue;
    const auto open = o.resumption.open_case(session, s.enterprise);
    if (open && open->second == resumption::CaseState::suspended && o.hooks.stop_passes)
      FG_CHECK(o.hooks.stop_passes(session, s.enterprise, s.reason, now));
    s.trucks_stopped = true;
    work.store().save(s);
    work.announce();
  }
  return {};
}

}  // namespace

Result<Timestamp> Service::fire_due(db::Session& session, const EnterpriseId& id, Timestamp now) {
  const Actor system{};
  const Context context{system, now, Language::zh_cn};
  auto loaded = Work::load_unchecked(o_, session, context, id);
  if (!loaded) {
    if (loaded.error().kind == ErrorKind::not_found) return never;  // undone after it had armed its timer
    return std::unexpected(std::move(loaded).error());
  }
  Work& work = *loaded;
  FG_CHECK(end_graces(o_, session, work, now));
  if (now > work.plant().checked_until) {
    const Timestamp from = std::max(work.plant().checked_until, now - catch_up_max);
    const auto due = due_between(
        work.rules(), work.plant(), work.zone(), [&](const Date& day) { return work.report_due_minute(day); }, from,
        now);
    for (const Due& d : due) {
      if (d.kind == DueKind::report_reminder || d.kind == DueKind::report_missing) say_report(work, d);
      else say_duty(work, d);
    }
    say_overdue(work, from, now);
    work.plant().checked_until = now;
    work.store().save(work.plant());
  }
  return work.next_instant();
}

std::vector<std::pair<std::string, Timestamp>> Service::pending_instants(db::Session& session) {
  const Actor system{};
  std::vector<std::pair<std::string, Timestamp>> out;
  for (const Plant& plant : Store(o_.district, session).plants()) {
    const Context context{system, plant.checked_until, Language::zh_cn};
    auto work = Work::load_unchecked(o_, session, context, plant.enterprise);
    if (!work) continue;
    if (const Timestamp next = work->next_instant(); next != never) out.emplace_back(plant.enterprise.text, next);
  }
  return out;
}

std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock) {
  auto timer = std::make_unique<db::DueTimer>(
      engine, clock,
      db::DueSource{.fire = [&service](db::Session& session, const std::string& id,
                                       Timestamp now) { return service.fire_due(session, EnterpriseId{id}, now); },
                    .pending = [&service](db::Session& session) { return service.pending_instants(session); }});
  service.hooks().arm_timer = [t = timer.get()](const EnterpriseId& id, Timestamp at) { t->arm(id.text, at); };
  return timer;
}

}  // namespace fugong::supervision
