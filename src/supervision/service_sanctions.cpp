// Sanctions of the pack's catalogue: ordered for confirmed violations, mended, inspected again, lifted.
#include <algorithm>

#include "resumption/service.h"
#include "supervision/lists.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

using policy::SanctionKind;

SanctionLine line_of(const Sanction& s, const policy::SupervisionRules& rules, Language language) {
  const policy::SanctionRule* rule = rules.sanction(s.rule);
  SanctionLine line{.id = s.id,
                    .enterprise = s.enterprise,
                    .enterprise_name = s.enterprise_name,
                    .subdistrict = s.subdistrict,
                    .rule = s.rule,
                    .rule_name = rule ? rule->name.in(language) : s.rule,
                    .kind = s.kind,
                    .reason = s.reason,
                    .state = s.state,
                    .ordered_at = s.ordered_at,
                    .rectify_due = {},
                    .trucks_until = s.trucks_until,
                    .ended_at = s.ended_at};
  if (s.rectify_due != never) line.rectify_due = s.rectify_due;
  return line;
}

struct LoadedSanction {
  Sanction sanction;
  Work work;
};
Result<LoadedSanction> load(const ServiceOptions& o, db::Session& session, const Context& context, const SanctionId& id,
                            std::string_view right) {
  auto s = Store(o.district, session).sanction(id);
  if (!s) return fail(ErrorKind::not_found, "sanction.not_found", "id");
  FG_TRY(Work work, Work::load(o, session, context, s->enterprise, right));
  return LoadedSanction{std::move(*s), std::move(work)};
}

SanctionView view_of(const ServiceOptions& o, db::Session& session, LoadedSanction& l, const Context& context) {
  SanctionView view{.line = line_of(l.sanction, l.work.rules(), context.language)};
  for (std::string& id : split_ids(l.sanction.violations)) view.violations.push_back({std::move(id)});
  view.acts = views_of(l.work.store().acts(l.sanction.id.text));
  const auto add = [&](ActKind act, const char* action, std::string_view right) {
    if (move(l.sanction.state, l.sanction.kind, act) &&
        identity::require(context.actor, right, subject_of(l.work.plant())))
      view.actions.push_back(action);
  };
  add(ActKind::rectified, "rectify", "sanction.rectify");
  add(ActKind::inspected_passed, "inspect", "sanction.inspect");
  add(ActKind::lifted, "lift", "sanction.order");
  const bool ended = l.sanction.state == SanctionState::lifted || l.sanction.state == SanctionState::final;
  if (!ended && identity::require(context.actor, "evidence.add", subject_of(l.work.plant())))
    view.actions.push_back("evidence");
  view.files = files_of(o, session, l.sanction.id);
  return view;
}

Result<SanctionView> finish(const ServiceOptions& o, db::Session& session, LoadedSanction& l, const Context& context,
                            ActKind act, const std::string& text) {
  FG_TRY(l.sanction.state, move(l.sanction.state, l.sanction.kind, act));
  if (l.sanction.state == SanctionState::lifted) l.sanction.ended_at = context.now;
  l.work.store().save(l.sanction);
  l.work.store().add_act(l.sanction.id.text, act_of(context, act, text));
  if (l.sanction.state != SanctionState::in_force)
    l.work.close_alert(AlertKind::rectification_overdue, l.sanction.id.text);
  l.work.audit("sanction." + std::string(json::enum_name(act)), "sanction", l.sanction.id.text,
               object_of("text", text));
  l.work.announce();
  l.work.arm();
  return view_of(o, session, l, context);
}

// All of them confirmed, and this enterprise's.
Status check_violations(Store& store, const SanctionRequest& request) {
  if (request.violations.empty() || request.violations.size() > std::size_t(page_size_max))
    return invalid("sanction.violations", "violations");
  for (std::size_t i = 0; i < request.violations.size(); ++i) {
    const auto v = store.violation(request.violations[i]);
    const std::string field = "violations[" + std::to_string(i) + "]";
    if (!v || v->enterprise != request.enterprise) return invalid("violation.not_found", field);
    if (v->state != ViolationState::confirmed && v->state != ViolationState::upheld)
      return fail(ErrorKind::conflict, "sanction.violation", field,
                  {{"state", std::string(json::enum_name(v->state))}});
  }
  return {};
}

}  // namespace

Result<SanctionView> Service::order(db::Session& session, const Context& context, const SanctionRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, request.enterprise, "sanction.order"));
  const policy::SanctionRule* rule = work.rules().sanction(request.rule);
  if (!rule) return invalid("sanction.unknown", "rule", {{"rule", request.rule}});
  FG_CHECK(check_text(request.reason, "reason"));
  FG_CHECK(check_violations(work.store(), request));
  Sanction s{.id = SanctionId::make(context.now, o_.random),
             .enterprise = request.enterprise,
             .enterprise_name = work.plant().name,
             .subdistrict = work.plant().subdistrict,
             .rule = rule->id,
             .kind = rule->kind,
             .reason = request.reason,
             .violations = {},
             .case_id = {},
             .state = first_state(rule->kind),
             .ordered_at = context.now};
  for (const ViolationId& id : request.violations) s.violations.append(id.text).append(1, ' ');
  if (rule->rectify.ms > 0) s.rectify_due = context.now + rule->rectify;
  if (rule->kind == SanctionKind::suspension || rule->kind == SanctionKind::closing) {
    const auto open = o_.resumption.open_case(session, request.enterprise);
    if (!open) return fail(ErrorKind::conflict, "sanction.no_case", "enterprise");
    s.case_id = open->first.text;
    const resumption::Context there{context.actor, context.now, context.language};
    const bool closes = rule->kind == SanctionKind::closing;
    // Suspends the enterprise's passes in this transaction; those of vehicles under way when their grace is over.
    const bool spares = !closes && rule->truck_grace.ms > 0 && !rule->truck_grace_kinds.empty();
    const auto spared = spares ? std::span<const std::string>(rule->truck_grace_kinds) : std::span<const std::string>();
    const auto done = closes ? o_.resumption.close(session, there, open->first, {request.reason})
                             : o_.resumption.suspend_sparing(session, there, open->first, {request.reason}, spared);
    if (!done) return std::unexpected(done.error());
    if (spares) s.trucks_until = context.now + rule->truck_grace;
    for (const int level : {0, 2}) work.alert(AlertKind::suspended, s.id.text, level, context.now);
  }
  work.store().insert(s);
  LoadedSanction l{std::move(s), std::move(work)};
  l.work.store().add_act(l.sanction.id.text, act_of(context, ActKind::ordered, request.reason));
  l.work.audit("sanction.order", "sanction", l.sanction.id.text, object_of("rule", rule->id));
  l.work.announce();
  l.work.arm();
  return view_of(o_, session, l, context);
}

Result<http::Page<SanctionLine>> Service::sanctions(db::Session& session, const Context& context,
                                                    const ListFilter& filter) {
  FG_TRY(const ListQuery query, list_query(o_, session, context, filter, enumerators<SanctionState>()));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  auto rows = Store(o_.district, session).sanctions(query);
  http::Page<SanctionLine> page;
  if (rows.size() == std::size_t(query.limit)) {
    rows.pop_back();
    page.next = rows.back().id.text;
  }
  for (const Sanction& s : rows) page.items.push_back(line_of(s, rules.pack->supervision, context.language));
  return page;
}

Result<SanctionView> Service::sanction(db::Session& session, const Context& context, const SanctionId& id) {
  FG_TRY(LoadedSanction l, load(o_, session, context, id, "supervision.read"));
  return view_of(o_, session, l, context);
}

Result<SanctionView> Service::rectify(db::Session& session, const Context& context, const SanctionId& id,
                                      const TextRequest& request) {
  FG_TRY(LoadedSanction l, load(o_, session, context, id, "sanction.rectify"));
  FG_CHECK(check_text(request.text, "text"));
  return finish(o_, session, l, context, ActKind::rectified, request.text);
}

Result<SanctionView> Service::inspect_again(db::Session& session, const Context& context, const SanctionId& id,
                                            const InspectRequest& request) {
  FG_TRY(LoadedSanction l, load(o_, session, context, id, "sanction.inspect"));
  FG_CHECK(check_text(request.text, "text"));
  return finish(o_, session, l, context,
                request.outcome == Outcome::passed ? ActKind::inspected_passed : ActKind::inspected_failed,
                request.text);
}

Result<SanctionView> Service::lift(db::Session& session, const Context& context, const SanctionId& id,
                                   const TextRequest& request) {
  FG_TRY(LoadedSanction l, load(o_, session, context, id, "sanction.order"));
  FG_CHECK(check_text(request.text, "text"));
  FG_CHECK(move(l.sanction.state, l.sanction.kind, ActKind::lifted));
  // Every pass works again, as it was.
  const auto restored = o_.resumption.restore(session, {context.actor, context.now, context.language},
                                              CaseId{l.sanction.case_id}, {request.text});
  if (!restored) return std::unexpected(restored.error());
  l.work.close_alert(AlertKind::suspended, l.sanction.id.text);
  return finish(o_, session, l, context, ActKind::lifted, request.text);
}

}  // namespace fugong::supervision
