#include "supervision/work.h"

#include <algorithm>
#include <memory>

#include "audit/log.h"

namespace fugong::supervision {

identity::Subject subject_of(const Plant& plant) {
  return {.enterprise = plant.enterprise.text, .subdistrict = plant.subdistrict};
}

Status check_text(const std::string& text, const char* field) {
  if (text.empty()) return invalid("supervision.text_needed", field);
  if (text.size() > text_bytes_max)
    return invalid("supervision.text_long", field, {{"limit", std::to_string(text_bytes_max)}});
  return {};
}

Act act_of(const Context& context, ActKind kind, std::string text) {
  return {0, kind, context.now, context.actor.person.text, context.actor.person_name, std::move(text)};
}

std::string join_ids(const std::vector<std::string>& ids) {
  std::string out;
  for (const std::string& id : ids) out.append(id).append(1, ' ');
  return out;
}

std::vector<std::string> split_ids(std::string_view text) {
  std::vector<std::string> out;
  for (auto at = text.find(' '); at != std::string_view::npos; at = text.find(' ')) {
    out.emplace_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  return out;
}

std::string object_of(std::string_view key, std::string_view text) {
  std::string out = "{";
  json::append_string(out, key);
  out += ':';
  json::append_string(out, text);
  return out + "}";
}

Work::Work(const ServiceOptions& o, db::Session& session, const Context& context, Plant plant, policy::InForce rules)
    : o_(o), session_(session), context_(context), store_(o.district, session), plant_(std::move(plant)),
      rules_(std::move(rules)) {}

Result<Work> Work::load_unchecked(const ServiceOptions& o, db::Session& session, const Context& context,
                                  const EnterpriseId& id) {
  auto plant = Store(o.district, session).plant(id);
  if (!plant) return fail(ErrorKind::not_found, "plant.not_found", "id");
  FG_TRY(policy::InForce rules, o.policies.in_force(session));
  return Work(o, session, context, std::move(*plant), std::move(rules));
}

Result<Work> Work::load(const ServiceOptions& o, db::Session& session, const Context& context, const EnterpriseId& id,
                        std::string_view right) {
  FG_TRY(Work work, load_unchecked(o, session, context, id));
  FG_CHECK(work.may(right));
  return work;
}

Status Work::may(std::string_view right) {
  FG_CHECK(identity::require(context_.actor, right, subject_of(plant_)));
  if (!context_.actor.has(Role::resident_officer)) return {};
  // A little after the end of an assignment a phone may still tell what it kept without a network.
  const Timestamp since = context_.now - hours(rules().coverage.offline_hours_max);
  for (const Assignment& a : assignments())
    if (a.officer == context_.actor.person && a.from <= context_.now && a.until > since) return {};
  return fail(ErrorKind::forbidden, "officer.not_assigned");
}

// ---- one policy ----

const std::vector<Override>& Work::overrides() {
  if (!overrides_) overrides_ = store_.overrides(plant_.enterprise);
  return *overrides_;
}

std::vector<EffectiveValue> Work::policy_at(Timestamp at) {
  if (!phases_) phases_ = o_.policies.history(session_);
  // The phase of that time, under the pack in force; one that it does not know any more holds as today's does.
  std::string id = rules_.phase;
  Timestamp newest{INT64_MIN};
  for (const policy::PhaseChange& change : *phases_)
    if (change.at <= at && change.at >= newest) id = change.phase, newest = change.at;
  const policy::Phase* phase = rules_.pack->phase(id);
  if (!phase) phase = &rules_.current();
  return effective_policy(rules(), {rules_.pack->id, phase->id, phase->closed, phase->test_every_days},
                          plant_.normal_workers, overrides(), at);
}

int Work::report_due_minute(const Date& day) {
  // What holds at the end of the day: an earlier instant could lie before the value began.
  const Timestamp end = start_of_day(next_day(day), zone()) - milliseconds(1);
  return static_cast<int>(value_of(policy_at(end), PolicyKey::report_due_minute).value);
}

Timestamp Work::report_due_at(const Date& day) {
  return supervision::report_due_at(day, report_due_minute(day), zone());
}

namespace {

// The law of each stretch of time in which nothing changes, found out once.
struct Laws {
  std::vector<Timestamp> edges;  // a stretch begins at each of them
  std::vector<std::optional<GateLaw>> kept;
};

}  // namespace

GateRules Work::gate_rules() {
  auto laws = std::make_shared<Laws>();
  if (!phases_) phases_ = o_.policies.history(session_);
  for (const policy::PhaseChange& change : *phases_) laws->edges.push_back(change.at);
  for (const Override& o : overrides()) laws->edges.insert(laws->edges.end(), {o.from, o.until});
  std::ranges::sort(laws->edges);
  laws->kept.resize(laws->edges.size() + 1);
  return {rules(),
          [this, laws](Timestamp at) -> GateLaw {
            const auto stretch = std::ranges::upper_bound(laws->edges, at) - laws->edges.begin();
            std::optional<GateLaw>& law = laws->kept[static_cast<std::size_t>(stretch)];
            if (!law) {
              const auto values = policy_at(at);
              law = GateLaw{value_of(values, PolicyKey::closed).value != 0,
                            value_of(values, PolicyKey::head_count_cap).value,
                            hours(value_of(values, PolicyKey::test_hours).value)};
            }
            return *law;
          },
          zone()};
}

// ---- duty ----

const std::vector<Assignment>& Work::assignments() {
  if (!assignments_) {
    const Timestamp since = context_.now - hours(rules().coverage.offline_hours_max) - days(1);
    assignments_ = store_.assignments(plant_.enterprise, since);
  }
  return *assignments_;
}

std::vector<ShiftPlan> Work::shift_plans(const Date& around) {
  const Date before = local_date(start_of_day(around, zone()) - milliseconds(1), zone());
  return store_.shift_plans(plant_.enterprise, before, next_day(around));
}

ShiftView Work::view_of(const Duty& duty, std::span<const CheckIn> check_ins) {
  const Shift& s = duty.shift;
  ShiftView view{.day = s.day, .shift = s.id, .name = s.id, .from = s.from, .to = s.to};
  for (const policy::DutyShift& named : rules().coverage.shifts)
    if (named.id == s.id) view.name = named.name.in(context_.language);
  if (!duty.officer.empty()) view.officer = duty.officer;
  view.officer_name = duty.officer_name;
  for (const CheckIn& c : check_ins)
    if (c.day == s.day && c.shift == s.id && (!view.checked_in_at || c.officer == duty.officer)) {
      view.checked_in_at = c.at;
      view.distance_m = c.distance_m;
      view.officer = c.officer;
      view.officer_name = c.officer_name;
    }
  if (view.checked_in_at) view.state = DutyState::on_duty;
  else if (duty.officer.empty()) view.state = DutyState::gap;
  else if (context_.now >= s.to) view.state = DutyState::absent;
  else if (context_.now > s.from + minutes(rules().coverage.grace_minutes)) view.state = DutyState::late;
  return view;
}

std::optional<ShiftView> Work::running_shift(Timestamp at) {
  const Date today = local_date(at, zone());
  const Date before = local_date(start_of_day(today, zone()) - milliseconds(1), zone());
  for (const Date& day : {before, today})
    for (const Shift& shift : shifts_of(rules().coverage, day, zone()))
      if (shift.from <= at && at < shift.to && shift.from >= plant_.since) {
        // Whoever has left in the middle of it keeps it no more.
        Duty duty = duty_of(shift, assignments(), plans_ ? *plans_ : shift_plans(today));
        if (!duty.officer.empty() && !std::ranges::any_of(assignments(), [&](const Assignment& a) {
              return a.officer == duty.officer && a.until > at;
            })) {
          Shift rest = shift;
          rest.from = at;
          duty = duty_of(rest, assignments(), {});
          duty.shift = shift;
          if (duty.officer.empty()) return view_of(duty, {});
        }
        return view_of(duty, check_ins_ ? *check_ins_ : store_.check_ins(plant_.enterprise, before, today));
      }
  return std::nullopt;
}

// ---- what is left behind ----

void Work::alert(AlertKind kind, std::string subject, int level, Timestamp at) {
  const Alert a{.id = AlertId::make(context_.now, o_.random),
                .enterprise = plant_.enterprise,
                .enterprise_name = plant_.name,
                .subdistrict = plant_.subdistrict,
                .kind = kind,
                .subject = std::move(subject),
                .level = level,
                .at = at,
                .closed_at = {}};
  if (store_.insert(a)) announce();
}

void Work::close_alert(AlertKind kind, const std::string& subject) {
  store_.close_alerts(plant_.enterprise, kind, subject, context_.now);
}

bool Work::raise(const Finding& f) {
  const Violation v{.id = ViolationId::make(context_.now, o_.random),
                    .enterprise = plant_.enterprise,
                    .enterprise_name = plant_.name,
                    .subdistrict = plant_.subdistrict,
                    .rule = f.rule->id,
                    .severity = f.rule->severity,
                    .subject = f.subject,
                    .subject_name = f.subject_name,
                    .day = f.day,
                    .at = f.at,
                    .evidence = join_ids(f.events),
                    .state = ViolationState::raised,
                    .raised_at = context_.now,
                    .answer_due = context_.now + f.rule->answer};
  for (const Violation& stands : store_.violations(plant_.enterprise, f.day, f.day))
    if (stands.rule == v.rule && stands.subject == v.subject) return false;
  store_.insert(v);
  store_.add_act(v.id.text, {0, ActKind::raised, context_.now, {}, {}, {}});
  alert(AlertKind::violation_raised, v.id.text, f.rule->severity == policy::Severity::grave ? 2 : 1, context_.now);
  audit("violation.raise", "violation", v.id.text, object_of("rule", v.rule));
  return true;
}

void Work::withdraw(Violation& v) {
  v.state = ViolationState::withdrawn;
  store_.save(v);
  store_.add_act(v.id.text, {0, ActKind::withdrawn, context_.now, {}, {}, {}});
  close_alert(AlertKind::violation_raised, v.id.text);
}

void Work::audit(std::string action, std::string subject_kind, std::string subject_id, std::string detail) {
  const bool system = context_.actor.person.empty();
  audit::append(session_, {.district = o_.district,
                           .at = context_.now,
                           .actor = system ? "system" : context_.actor.person.text,
                           .actor_name = context_.actor.person_name,
                           .action = std::move(action),
                           .subject_kind = std::move(subject_kind),
                           .subject_id = std::move(subject_id),
                           .detail = std::move(detail)});
}

void Work::announce() {
  if (!o_.events) return;
  std::string data = object_of("enterprise", plant_.enterprise.text);
  session_.after_commit([hub = o_.events, data = std::move(data)] { hub->publish({"supervision", data}); });
}

void Work::each_due(const std::function<void(AlertKind overdue, const std::string& subject, Timestamp due)>& visit) {
  for (const Violation& v : store_.unanswered(plant_.enterprise))
    visit(AlertKind::answer_overdue, v.id.text, v.answer_due);
  for (const Sanction& s : store_.sanctions({.enterprise = plant_.enterprise.text,
                                             .subdistrict = {},
                                             .state = "in_force",
                                             .before_id = {},
                                             .limit = 50}))
    if (s.rectify_due != never) visit(AlertKind::rectification_overdue, s.id.text, s.rectify_due);
  for (const Inspection& i : store_.undone_inspections(plant_.enterprise))
    visit(AlertKind::inspection_overdue, i.id.text, inspection_due_at(i.day, zone()));
}

Timestamp Work::next_instant() {
  const Timestamp from = plant_.checked_until;
  Timestamp next = never;
  const auto consider = [&](Timestamp at) {
    if (at > from && at < next) next = at;
  };
  if (!plant_.until || *plant_.until > from) {
    const auto due = due_between(
        rules(), plant_, zone(), [this](const Date& day) { return report_due_minute(day); }, from, from + days(2));
    if (!due.empty()) consider(due.front().at);
  }
  each_due([&](AlertKind, const std::string&, Timestamp due) {
    for (const auto& [at, level] : overdue_instants(rules(), due)) consider(at);
  });
  for (const Sanction& s : store_.graces(plant_.enterprise)) next = std::min(next, *s.trucks_until);
  return next;
}

void Work::arm() {
  if (!o_.hooks.arm_timer) return;
  session_.after_commit([arm = o_.hooks.arm_timer, id = plant_.enterprise, at = next_instant()] { arm(id, at); });
}

}  // namespace fugong::supervision
