// Violations: read, answered by the enterprise, judged by a named official, appealed, heard by another one.
#include <algorithm>

#include "supervision/lists.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

ViolationLine line_of(const Violation& v, const policy::SupervisionRules& rules, Language language) {
  const policy::ViolationRule* rule = rules.violation(v.rule);
  return {.id = v.id,
          .enterprise = v.enterprise,
          .enterprise_name = v.enterprise_name,
          .subdistrict = v.subdistrict,
          .rule = v.rule,
          .rule_name = rule ? rule->name.in(language) : v.rule,
          .severity = v.severity,
          .subject_name = v.subject_name,
          .day = v.day,
          .at = v.at,
          .state = v.state,
          .answer_due = v.answer_due,
          .answered = v.answered};
}

// One violation inside one command.
struct LoadedViolation {
  Violation violation;
  Work work;
};
Result<LoadedViolation> load(const ServiceOptions& o, db::Session& session, const Context& context,
                             const ViolationId& id, std::string_view right) {
  auto v = Store(o.district, session).violation(id);
  if (!v) return fail(ErrorKind::not_found, "violation.not_found", "id");
  FG_TRY(Work work, Work::load(o, session, context, v->enterprise, right));
  return LoadedViolation{std::move(*v), std::move(work)};
}

bool may(const Context& context, std::string_view right, const Plant& plant) {
  return identity::require(context.actor, right, subject_of(plant)).has_value();
}

ViolationView view_of(LoadedViolation& l, const Context& context) {
  const Violation& v = l.violation;
  const policy::ViolationRule* rule = l.work.rules().violation(v.rule);
  ViolationView view{.line = line_of(v, l.work.rules(), context.language), .advised = rule ? rule->sanction : ""};
  for (const std::string& id : split_ids(v.evidence)) {
    if (auto e = l.work.store().event(v.enterprise, id))
      view.evidence.push_back({e->direction, e->at, e->source, e->gate, e->name, e->test_at});
    else view.facts.push_back(id);
  }
  view.acts = views_of(l.work.store().acts(v.id.text));
  const Plant& plant = l.work.plant();
  const auto add = [&](bool open, const char* action, std::string_view right) {
    if (open && may(context, right, plant)) view.actions.push_back(action);
  };
  using enum ViolationState;
  add(v.state == raised || v.state == confirmed, "answer", "violation.answer");
  add(v.state == raised, "judge", "violation.decide");
  add(v.state == confirmed, "appeal", "violation.answer");
  add(v.state == appealed && v.decided_by != context.actor.person.text, "hear", "violation.hear");
  add(v.state == confirmed || v.state == upheld, "sanction", "sanction.order");
  return view;
}

// Writes what somebody did about it.
Result<ViolationView> finish(LoadedViolation& l, const Context& context, ActKind act, const std::string& text) {
  FG_TRY(l.violation.state, move(l.violation.state, act));
  l.work.store().save(l.violation);
  l.work.store().add_act(l.violation.id.text, act_of(context, act, text));
  l.work.audit("violation." + std::string(json::enum_name(act)), "violation", l.violation.id.text,
               object_of("text", text));
  l.work.announce();
  return view_of(l, context);
}

}  // namespace

Result<http::Page<ViolationLine>> Service::violations(db::Session& session, const Context& context,
                                                      const ListFilter& filter) {
  FG_TRY(const ListQuery query, list_query(o_, session, context, filter, enumerators<ViolationState>()));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  auto rows = Store(o_.district, session).violations(query);
  http::Page<ViolationLine> page;
  if (rows.size() == std::size_t(query.limit)) {
    rows.pop_back();
    page.next = rows.back().id.text;
  }
  for (const Violation& v : rows) page.items.push_back(line_of(v, rules.pack->supervision, context.language));
  return page;
}

Result<ViolationView> Service::violation(db::Session& session, const Context& context, const ViolationId& id) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "supervision.read"));
  return view_of(l, context);
}

Result<ViolationView> Service::answer(db::Session& session, const Context& context, const ViolationId& id,
                                      const TextRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.answer"));
  FG_CHECK(check_text(request.text, "text"));
  l.violation.answered = true;
  l.work.close_alert(AlertKind::answer_overdue, id.text);
  return finish(l, context, ActKind::answered, request.text);
}

Result<ViolationView> Service::judge(db::Session& session, const Context& context, const ViolationId& id,
                                     const VerdictRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.decide"));
  FG_CHECK(check_text(request.reason, "reason"));
  l.violation.decided_by = context.actor.person.text;
  l.work.close_alert(AlertKind::violation_raised, id.text);
  l.work.close_alert(AlertKind::answer_overdue, id.text);
  return finish(l, context, request.verdict == Verdict::confirm ? ActKind::confirmed : ActKind::dismissed,
                request.reason);
}

Result<ViolationView> Service::appeal(db::Session& session, const Context& context, const ViolationId& id,
                                      const TextRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.answer"));
  FG_CHECK(check_text(request.text, "text"));
  return finish(l, context, ActKind::appealed, request.text);
}

Result<ViolationView> Service::hear(db::Session& session, const Context& context, const ViolationId& id,
                                    const HearingRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.hear"));
  FG_CHECK(check_text(request.reason, "reason"));
  if (l.violation.decided_by == context.actor.person.text)
    return fail(ErrorKind::conflict, "violation.own_decision", "id");
  return finish(l, context, request.outcome == Hearing::uphold ? ActKind::upheld : ActKind::overturned, request.reason);
}

Result<std::vector<Alert>> Service::alerts(db::Session& session, const Context& context) {
  FG_TRY(const ListQuery query, list_query(o_, session, context, {}, {}));
  const Actor& actor = context.actor;
  const bool district_wide = identity::allows_everywhere(actor, "supervision.read");
  // The leader is told what nobody below has settled; the command's office what the subdistricts have not.
  const int level_min = !district_wide || actor.has(Role::resident_officer) ? 0
                        : actor.has(Role::district_leader)                  ? 2
                                                                            : 1;
  std::vector<Alert> out;
  for (Alert& alert : Store(o_.district, session).open_alerts(query, level_min)) {
    // Of one matter only how far up it has come.
    const auto said = std::ranges::find_if(out, [&](const Alert& a) {
      return a.enterprise == alert.enterprise && a.kind == alert.kind && a.subject == alert.subject;
    });
    if (said != out.end()) {
      if (said->level < alert.level) *said = std::move(alert);
      continue;
    }
    if (actor.has(Role::resident_officer) && !Work::load(o_, session, context, alert.enterprise, "supervision.read"))
      continue;
    out.push_back(std::move(alert));
  }
  return out;
}

}  // namespace fugong::supervision
