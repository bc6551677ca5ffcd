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

// Evidence that is no gate event: a day, a shift; of an inspection, what was found wanting.
std::vector<std::string> facts_of(Work& work, const std::string& id, Language language) {
  const auto inspection = is_uuid(id) ? work.store().inspection(InspectionId{id}) : std::optional<Inspection>();
  if (!inspection) return {id};
  std::vector<std::string> out;
  const policy::Checklist* list = work.pack().checklist(work.rules().inspections.checklist);
  const auto findings = json::read<std::vector<CheckedItem>>(inspection->findings_json);
  if (!findings) return {id};
  for (const CheckedItem& f : *findings) {
    if (f.passed) continue;
    std::string name = f.item;
    for (const policy::ChecklistItem& item : list ? list->items : std::vector<policy::ChecklistItem>())
      if (item.id == f.item) name = item.text.in(language);
    out.push_back(f.note && !f.note->empty() ? name + " – " + *f.note : name);
  }
  return out;
}

ViolationView view_of(const ServiceOptions& o, db::Session& session, LoadedViolation& l, const Context& context) {
  const Violation& v = l.violation;
  const policy::ViolationRule* rule = l.work.rules().violation(v.rule);
  ViolationView view{.line = line_of(v, l.work.rules(), context.language), .advised = rule ? rule->sanction : ""};
  for (const std::string& id : split_ids(v.evidence)) {
    if (auto e = l.work.store().event(v.enterprise, id))
      view.evidence.push_back({e->direction, e->at, e->source, e->gate, e->name, e->test_at});
    else
      for (std::string& fact : facts_of(l.work, id, context.language)) view.facts.push_back(std::move(fact));
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
  add(v.state == raised || v.state == confirmed || v.state == appealed, "evidence", "evidence.add");
  view.files = files_of(o, session, v.id);
  return view;
}

// Of one matter only how far up it has come.
std::vector<Alert> highest(std::vector<Alert> alerts) {
  std::vector<Alert> out;
  for (Alert& alert : alerts) {
    const auto said = std::ranges::find_if(out, [&](const Alert& a) {
      return a.enterprise == alert.enterprise && a.kind == alert.kind && a.subject == alert.subject;
    });
    if (said == out.end()) out.push_back(std::move(alert));
    else if (said->level < alert.level) *said = std::move(alert);
  }
  return out;
}

// Writes what somebody did about it.
Result<ViolationView> finish(const ServiceOptions& o, db::Session& session, LoadedViolation& l, const Context& context,
                             ActKind act, const std::string& text) {
  FG_TRY(l.violation.state, move(l.violation.state, act));
  l.work.store().save(l.violation);
  l.work.store().add_act(l.violation.id.text, act_of(context, act, text));
  l.work.audit("violation." + std::string(json::enum_name(act)), "violation", l.violation.id.text,
               object_of("text", text));
  l.work.announce();
  return view_of(o, session, l, context);
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
  return view_of(o_, session, l, context);
}

Result<ViolationView> Service::answer(db::Session& session, const Context& context, const ViolationId& id,
                                      const TextRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.answer"));
  FG_CHECK(check_text(request.text, "text"));
  l.violation.answered = true;
  l.work.close_alert(AlertKind::answer_overdue, id.text);
  return finish(o_, session, l, context, ActKind::answered, request.text);
}

Result<ViolationView> Service::judge(db::Session& session, const Context& context, const ViolationId& id,
                                     const VerdictRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.decide"));
  FG_CHECK(check_text(request.reason, "reason"));
  l.violation.decided_by = context.actor.person.text;
  l.work.close_alert(AlertKind::violation_raised, id.text);
  l.work.close_alert(AlertKind::answer_overdue, id.text);
  return finish(o_, session, l, context, request.verdict == Verdict::confirm ? ActKind::confirmed : ActKind::dismissed,
                request.reason);
}

Result<ViolationView> Service::appeal(db::Session& session, const Context& context, const ViolationId& id,
                                      const TextRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.answer"));
  FG_CHECK(check_text(request.text, "text"));
  return finish(o_, session, l, context, ActKind::appealed, request.text);
}

Result<ViolationView> Service::hear(db::Session& session, const Context& context, const ViolationId& id,
                                    const HearingRequest& request) {
  FG_TRY(LoadedViolation l, load(o_, session, context, id, "violation.hear"));
  FG_CHECK(check_text(request.reason, "reason"));
  if (l.violation.decided_by == context.actor.person.text)
    return fail(ErrorKind::conflict, "violation.own_decision", "id");
  return finish(o_, session, l, context, request.outcome == Hearing::uphold ? ActKind::upheld : ActKind::overturned,
                request.reason);
}

Result<std::vector<Alert>> Service::alerts(db::Session& session, const Context& context) {
  FG_TRY(const ListQuery query, list_query(o_, session, context, {}, {}));
  const Actor& actor = context.actor;
  const bool district_wide = identity::allows_everywhere(actor, "supervision.read");
  // The leader is told what nobody below has settled; the command's office what the subdistricts have not.
  const int level_min = !district_wide || actor.has(Role::resident_officer) ? 0
                        : actor.has(Role::district_leader)                  ? 2
                                                                            : 1;
  std::vector<Alert> out = highest(Store(o_.district, session).open_alerts(query, level_min));
  if (actor.has(Role::resident_officer))
    std::erase_if(out, [&](const Alert& a) {
      return !Work::load(o_, session, context, a.enterprise, "supervision.read").has_value();
    });
  return out;
}

std::vector<Alert> Service::alerts_at_command(db::Session& session) {
  return highest(Store(o_.district, session).open_alerts({.limit = page_size_max}, 1));
}

}  // namespace fugong::supervision
