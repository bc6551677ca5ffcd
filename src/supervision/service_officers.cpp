// Plants under supervision, the officers who live there, and their check-ins.
#include <algorithm>
#include <map>

#include "crypto/hash.h"
#include "enterprise/service.h"
#include "resumption/service.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

constexpr std::string_view gate_purpose = "supervision.gate";
constexpr std::size_t secret_bytes = 32;
constexpr std::int64_t person_years_max = 2;  // of one assignment

Status check_client(const std::string& client) {
  if (!is_uuid(client)) return invalid("supervision.client", "client");
  return {};
}

OfficerView view_of(const Assignment& a) {
  OfficerView view{.id = a.id, .officer = a.officer, .name = a.officer_name, .from = a.from, .until = {}};
  if (a.until != never) view.until = a.until;
  return view;
}

NoteView view_of(const Note& n) { return {n.kind, n.words, n.officer_name, n.at}; }

// Who would keep a shift, if he may.
Result<Duty> planned_duty(Work& work, const ShiftRequest& wanted, Timestamp now) {
  const auto shifts = shifts_of(work.rules().coverage, wanted.day, work.zone());
  const auto shift = std::ranges::find(shifts, wanted.shift, &Shift::id);
  if (shift == shifts.end()) return invalid("shift.unknown", "shift", {{"shift", wanted.shift}});
  // Who was absent yesterday is not decided today.
  if (shift->to <= now) return invalid("shift.past", "day", {{"day", wanted.day.text}});
  for (const Assignment& a : work.assignments())
    if (a.officer == wanted.officer && a.from <= shift->from && a.until > shift->from)
      return Duty{*shift, a.officer, a.officer_name};
  return invalid("officer.not_assigned", "officer");
}

// What a plant's line says of it besides its own policy and duty.
struct LineFacts {
  bool reported = false;  // today
  std::int64_t inside = 0, raised = 0;
  bool suspended = false;
};

LineFacts facts_of(const ServiceOptions& o, db::Session& session, const Context& context, Work& work) {
  const EnterpriseId& id = work.plant().enterprise;
  const auto open = o.resumption.open_case(session, id);
  return {work.store().has_report(id, work.today()), work.inside(context.now), work.store().raised_count(id),
          open && open->second == resumption::CaseState::suspended};
}

PlantLine line_of(const Context& context, Work& work, const LineFacts& facts) {
  const Plant& p = work.plant();
  PlantLine line{.enterprise = p.enterprise, .name = p.name, .subdistrict = p.subdistrict};
  line.shift = work.running_shift(context.now);
  for (const Assignment& a : work.assignments())
    if (a.until > context.now) line.officers.push_back(view_of(a));
  line.report_due_at = work.report_due_at(work.today());
  if (facts.reported) line.report_today = ReportState::done;
  else if (!work.rules().report.document.empty() && report_is_asked(p, line.report_due_at))
    line.report_today = context.now > line.report_due_at ? ReportState::missing : ReportState::open;
  line.inside = facts.inside;
  const auto policy = work.policy_at(context.now);
  line.head_count_cap = value_of(policy, PolicyKey::head_count_cap).value;
  line.closed = value_of(policy, PolicyKey::closed).value != 0;
  line.open_violations = facts.raised;
  line.suspended = facts.suspended;
  return line;
}

PlantLine line_of(const ServiceOptions& o, db::Session& session, const Context& context, Work& work) {
  return line_of(context, work, facts_of(o, session, context, work));
}

}  // namespace

Result<PlantLine> Service::place(db::Session& session, const Context& context, const PlantRequest& request) {
  FG_CHECK(identity::require(context.actor, "supervision.place"));
  FG_TRY(const enterprise::EnterpriseView e,
         o_.enterprises.get(session, {context.actor, context.now, context.language}, request.enterprise));
  const auto latitude = request.latitude ? request.latitude : e.latitude;
  const auto longitude = request.longitude ? request.longitude : e.longitude;
  if (!latitude || !longitude || !is_position({*latitude, *longitude})) return invalid("plant.no_position", "latitude");
  Store store(o_.district, session);
  auto before = store.plant(e.id);
  if (before && !before->until) return fail(ErrorKind::conflict, "plant.exists", "enterprise");
  if (!before && store.plants().size() >= plants_max)
    return fail(ErrorKind::conflict, "plant.too_many", {}, {{"limit", std::to_string(plants_max)}});
  Plant plant{.enterprise = e.id,
              .name = e.name,
              .subdistrict = e.subdistrict,
              .key_supply = e.key_supply,
              .above_scale = e.scale == enterprise::Scale::above,
              .normal_workers = e.normal_workers,
              .latitude = *latitude,
              .longitude = *longitude,
              .secret_sealed = o_.vault.seal(crypto::random_bytes(secret_bytes), gate_purpose),
              .since = context.now,
              .until = {},
              .checked_until = context.now};
  if (before) store.save(plant);  // the gate keeps its secret
  else store.insert(plant);
  FG_TRY(Work work, Work::load_unchecked(o_, session, context, e.id));
  work.audit("supervision.place", "enterprise", e.id.text);
  work.announce();
  work.arm();
  return line_of(o_, session, context, work);
}

Result<PlantLine> Service::release(db::Session& session, const Context& context, const EnterpriseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.place"));
  if (work.plant().until) return fail(ErrorKind::conflict, "plant.released", "id");
  work.plant().until = context.now;
  work.store().save(work.plant());
  work.audit("supervision.release", "enterprise", id.text);
  work.announce();
  return line_of(o_, session, context, work);
}

Result<OfficerView> Service::assign(db::Session& session, const Context& context, const EnterpriseId& id,
                                    const AssignRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.place"));
  const auto officer =
      o_.hooks.officer_of_login ? o_.hooks.officer_of_login(session, request.login) : std::optional<Actor>();
  if (!officer) return invalid("officer.unknown", "login", {{"login", request.login}});
  const Assignment a{.id = AssignmentId::make(context.now, o_.random),
                     .enterprise = id,
                     .officer = officer->person,
                     .officer_name = officer->person_name,
                     .from = request.from.value_or(context.now),
                     .until = request.until.value_or(never)};
  if (a.until <= a.from || a.from < context.now - days(1) || a.from > context.now + days(365 * person_years_max))
    return invalid("officer.period", "until");
  for (const Assignment& other : work.assignments())
    if (other.officer == a.officer && other.until > a.from && other.from < a.until)
      return fail(ErrorKind::conflict, "officer.assigned", "login", {{"name", a.officer_name}});
  work.store().insert(a);
  work.audit("supervision.assign", "enterprise", id.text, object_of("officer", a.officer.text));
  FG_TRY(Work after, Work::load_unchecked(o_, session, context, id));
  if (const auto shift = after.running_shift(context.now); shift && shift->state != DutyState::gap)
    after.close_alert(AlertKind::coverage_gap, shift->day.text + "/" + shift->shift);
  work.announce();
  return view_of(a);
}

Result<OfficerView> Service::end_assignment(db::Session& session, const Context& context, const AssignmentId& id) {
  FG_CHECK(identity::require(context.actor, "supervision.place"));
  auto a = Store(o_.district, session).assignment(id);
  if (!a) return fail(ErrorKind::not_found, "officer.not_assigned", "id");
  if (a->until <= context.now) return fail(ErrorKind::conflict, "officer.ended", "id");
  a->until = std::max(context.now, a->from + milliseconds(1));
  Store(o_.district, session).end_assignment(id, a->until);
  FG_TRY(Work work, Work::load_unchecked(o_, session, context, a->enterprise));
  if (const auto shift = work.running_shift(context.now);
      shift && shift->state == DutyState::gap && !work.plant().until)
    work.alert(AlertKind::coverage_gap, shift->day.text + "/" + shift->shift, 1, context.now);
  work.audit("supervision.end_assignment", "enterprise", a->enterprise.text, object_of("officer", a->officer.text));
  work.announce();
  return view_of(*a);
}

Result<std::vector<OfficerChoice>> Service::officers(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "supervision.place"));
  std::vector<OfficerChoice> all = o_.hooks.officers ? o_.hooks.officers(session) : std::vector<OfficerChoice>();
  Store store(o_.district, session);
  std::map<EnterpriseId, std::string> names;
  for (const Plant& p : store.plants()) names.emplace(p.enterprise, p.name);
  std::map<PersonId, std::vector<OfficerPlace>> places;
  for (const Assignment& a : store.assignments_ending_after(context.now))
    places[a.officer].push_back({a.enterprise, names[a.enterprise], a.from, view_of(a).until});
  for (OfficerChoice& o : all) o.places = std::move(places[o.officer]);
  return all;
}

Result<ShiftView> Service::plan_shift(db::Session& session, const Context& context, const EnterpriseId& id,
                                      const ShiftRequest& request) {
  FG_TRY(std::vector<ShiftView> planned, plan_shifts(session, context, id, {{request}}));
  return std::move(planned.front());
}

Result<std::vector<ShiftView>> Service::plan_shifts(db::Session& session, const Context& context,
                                                    const EnterpriseId& id, const ShiftsRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.place"));
  if (request.shifts.empty() || request.shifts.size() > planned_shifts_max)
    return invalid("shift.count", "shifts", {{"limit", std::to_string(planned_shifts_max)}});
  std::vector<ShiftView> out;
  for (const ShiftRequest& wanted : request.shifts) {
    FG_TRY(const Duty duty, planned_duty(work, wanted, context.now));
    work.store().put({id, wanted.day, wanted.shift, duty.officer, duty.officer_name});
    work.audit("supervision.plan_shift", "enterprise", id.text,
               object_of("shift", wanted.day.text + "/" + wanted.shift));
    out.push_back(work.view_of(duty, {}));
  }
  work.announce();
  return out;
}

Result<std::vector<PlantLine>> Service::overview(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "duty.read",
                             {.enterprise = {}, .subdistrict = context.actor.organisation_code}));
  FG_TRY(std::vector<Work> works, Work::all(o_, session, context, "duty.read"));
  if (works.empty()) return std::vector<PlantLine>();
  Store store(o_.district, session);
  std::map<std::string, LineFacts> facts;
  const Date today = works.front().today();
  for (const ReportLine& report : store.report_lines(today, today)) facts[report.enterprise.text].reported = true;
  for (const auto& [enterprise, count] : store.inside(context.now)) facts[enterprise].inside = count;
  for (const auto& [enterprise, count] : store.raised_counts()) facts[enterprise].raised = count;
  for (const EnterpriseId& enterprise : o_.resumption.suspended(session)) facts[enterprise.text].suspended = true;
  std::vector<PlantLine> lines;
  for (Work& work : works)
    if (!work.plant().until) lines.push_back(line_of(context, work, facts[work.plant().enterprise.text]));
  return lines;
}

Result<std::vector<ShiftView>> Service::shifts(db::Session& session, const Context& context, const EnterpriseId& id,
                                               const DaysFilter& filter) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "duty.read"));
  const Date from = filter.from.value_or(work.today());
  Date to = filter.to.value_or(next_day(from));
  if (to < from || start_of_day(to, work.zone()) - start_of_day(from, work.zone()) > days(completeness_days_max))
    return invalid("supervision.days", "to", {{"limit", std::to_string(completeness_days_max)}});
  const auto plans = work.store().shift_plans(id, from, to);
  const auto check_ins = work.store().check_ins(id, from, to);
  const auto all = work.store().assignments(id, start_of_day(from, work.zone()));
  std::vector<ShiftView> out;
  for (Date day = from; day <= to; day = next_day(day))
    for (const Shift& shift : shifts_of(work.rules().coverage, day, work.zone()))
      out.push_back(work.view_of(duty_of(shift, all, plans), check_ins));
  // Whoever has left in the middle of the shift that runs keeps it no more.
  if (const auto running = work.running_shift(context.now))
    for (ShiftView& view : out)
      if (view.day == running->day && view.shift == running->shift) view = *running;
  return out;
}

Result<std::vector<DutyPage>> Service::own_duty(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "duty.check_in"));
  std::vector<DutyPage> pages;
  for (const Assignment& a : Store(o_.district, session).assignments_of(context.actor.person, context.now)) {
    if (a.from > context.now) continue;
    FG_TRY(Work work, Work::load_unchecked(o_, session, context, a.enterprise));
    DutyPage page{.plant = line_of(o_, session, context, work), .document = work.rules().report.document};
    const Date today = work.today();
    const auto check_ins = work.store().check_ins(a.enterprise, today, next_day(today));
    for (const Date& day : {today, next_day(today)})
      for (const Shift& shift : shifts_of(work.rules().coverage, day, work.zone()))
        page.shifts.push_back(work.view_of(duty_of(shift, work.assignments(), work.shift_plans(day)), check_ins));
    for (const Note& n : work.store().notes(a.enterprise, context.now - days(7), notes_shown))
      page.notes.push_back(view_of(n));
    pages.push_back(std::move(page));
  }
  return pages;
}

Result<GateCode> Service::gate_code(db::Session& session, const Context& context, const EnterpriseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "gatecode.show"));
  FG_TRY(const std::string secret, o_.vault.open(work.plant().secret_sealed, gate_purpose));
  const int period = work.rules().coverage.code_period_s;
  return GateCode{supervision::gate_code(secret, context.now, period),
                  Timestamp{(context.now.ms / 1000 / period + 1) * period * 1000}, period};
}

Result<CheckInReceipt> Service::check_in(db::Session& session, const Context& context, const EnterpriseId& id,
                                         const CheckInRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "duty.check_in"));
  FG_CHECK(check_client(request.client));
  const policy::CoverageRules& rules = work.rules().coverage;
  FG_CHECK(check_time(rules, request.at, context.now, seconds(work.rules().clock_skew_s)));
  const CheckInFacts facts{
      {request.latitude, request.longitude}, request.accuracy_m.value_or(0), request.at, request.code};
  FG_TRY(const std::int64_t distance, check_position(rules, work.plant(), facts));
  FG_TRY(const std::string secret, o_.vault.open(work.plant().secret_sealed, gate_purpose));
  if (!is_gate_code(request.code, secret, request.at, rules)) return fail(ErrorKind::conflict, "check_in.code", "code");
  const Date day = local_date(request.at, work.zone());
  const auto duty =
      duty_for(rules, request.at, context.actor.person, work.assignments(), work.shift_plans(day), work.zone());
  if (!duty) return fail(ErrorKind::conflict, "check_in.no_shift");
  const CheckIn c{.client = request.client,
                  .enterprise = id,
                  .day = duty->shift.day,
                  .shift = duty->shift.id,
                  .officer = context.actor.person,
                  .officer_name = context.actor.person_name,
                  .at = request.at,
                  .received_at = context.now,
                  .distance_m = distance,
                  .late = request.at > duty->shift.from + minutes(rules.grace_minutes)};
  CheckInReceipt receipt{c.day, c.shift, c.at, c.distance_m, c.late, {}};
  for (const Note& n : work.store().notes(id, context.now - days(7), notes_shown))
    if (n.kind == NoteKind::hand_over && n.officer != context.actor.person && !receipt.hand_over)
      receipt.hand_over = view_of(n);
  for (const CheckIn& stands : work.store().check_ins(id, c.day, c.day))
    if (stands.shift == c.shift && stands.officer == c.officer) {  // sent again, or checked in again: the first counts
      receipt.at = stands.at, receipt.distance_m = stands.distance_m, receipt.late = stands.late;
      return receipt;
    }
  work.store().insert(c);
  work.close_alert(AlertKind::officer_late, c.day.text + "/" + c.shift);
  work.close_alert(AlertKind::coverage_gap, c.day.text + "/" + c.shift);
  // A phone without a network tells later that he was there in time.
  for (Violation& v : work.store().violations(id, c.day, c.day))
    if (v.subject == c.officer.text + "/" + c.shift && v.state == ViolationState::raised && v.at > c.at)
      work.withdraw(v);
  work.audit("supervision.check_in", "enterprise", id.text, object_of("shift", c.day.text + "/" + c.shift));
  work.announce();
  return receipt;
}

Result<NoteView> Service::note(db::Session& session, const Context& context, const EnterpriseId& id,
                               const NoteRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "duty.check_in"));
  FG_CHECK(check_client(request.client));
  FG_CHECK(check_text(request.text, "text"));
  FG_CHECK(check_time(work.rules().coverage, request.at, context.now, seconds(work.rules().clock_skew_s)));
  const Note n{request.client, id,         request.kind, request.text, context.actor.person, context.actor.person_name,
               request.at,     context.now};
  if (work.store().insert(n)) {
    work.audit("supervision.note", "enterprise", id.text, object_of("kind", json::enum_name(n.kind)));
    work.announce();
  }
  return view_of(n);
}

Result<std::vector<NoteView>> Service::notes(db::Session& session, const Context& context, const EnterpriseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "duty.read"));
  std::vector<NoteView> out;
  for (const Note& n : work.store().notes(id, Timestamp{0}, page_size_max)) out.push_back(view_of(n));
  return out;
}

std::pair<std::int64_t, std::int64_t> Service::officers_at(db::Session& session, Timestamp at) {
  return Store(o_.district, session).officers_at(at);
}

}  // namespace fugong::supervision
