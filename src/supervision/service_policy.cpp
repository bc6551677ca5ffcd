// One enterprise, one policy: what holds there, where it comes from, and who asked for the exception.
#include <algorithm>

#include "supervision/work.h"

namespace fugong::supervision {
namespace {

OverrideView view_of(const Override& o, const Actor& reader) {
  return {.id = o.id,
          .key = o.key,
          .value = o.value,
          .text = o.words,
          .reason = o.reason,
          .from = o.from,
          .until = o.until,
          .state = o.state,
          .proposed_by_name = o.proposed_by_name,
          .decided_by_name = o.decided_by_name,
          .proposed_at = o.proposed_at,
          .decided_at = o.decided_at,
          .own = o.proposed_by == reader.person.text};
}

}  // namespace

Result<PolicyView> Service::policy(db::Session& session, const Context& context, const EnterpriseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "supervision.read"));
  PolicyView view;
  for (EffectiveValue& v : work.policy_at(context.now)) {
    PolicyLine line{v.key,       v.value,     std::move(v.text),   v.source,
                    v.source_id, v.source_id, std::move(v.reason), v.until};
    if (v.source == ValueSource::pack) line.source_name = work.pack().name.in(context.language);
    if (const policy::Phase* phase = work.pack().phase(v.source_id); phase && v.source == ValueSource::phase)
      line.source_name = phase->name.in(context.language);
    for (const Override& o : work.overrides())
      if (v.source == ValueSource::override && o.id.text == v.source_id) line.source_name = o.decided_by_name;
    view.values.push_back(std::move(line));
  }
  for (const Override& o : work.overrides()) view.overrides.push_back(view_of(o, context.actor));
  std::ranges::reverse(view.overrides);
  return view;
}

Result<OverrideView> Service::propose(db::Session& session, const Context& context, const EnterpriseId& id,
                                      const OverrideRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "override.propose"));
  FG_CHECK(check_text(request.reason, "reason"));
  const Override o{.id = OverrideId::make(context.now, o_.random),
                   .enterprise = id,
                   .key = request.key,
                   .value = request.value.value_or(0),
                   .words = request.text.value_or(""),
                   .reason = request.reason,
                   .from = std::max(request.from.value_or(context.now), context.now),
                   .until = request.until,
                   .state = OverrideState::proposed,
                   .proposed_at = context.now,
                   .proposed_by = context.actor.person.text,
                   .proposed_by_name = context.actor.person_name};
  if (o.words.size() > text_bytes_max)
    return invalid("supervision.text_long", "text", {{"limit", std::to_string(text_bytes_max)}});
  FG_CHECK(check_override(o, context.now));
  work.store().insert(o);
  work.audit("override.propose", "enterprise", id.text, json::write(view_of(o, context.actor)));
  work.announce();
  return view_of(o, context.actor);
}

Result<OverrideView> Service::decide(db::Session& session, const Context& context, const EnterpriseId& id,
                                     const OverrideId& override_id, Answer answer) {
  FG_TRY(Work work, Work::load(o_, session, context, id, "override.decide"));
  const auto found = std::ranges::find(work.overrides(), override_id, &Override::id);
  if (found == work.overrides().end()) return fail(ErrorKind::not_found, "override.not_found", "override");
  Override o = *found;
  if (o.state != OverrideState::proposed)
    return fail(ErrorKind::conflict, "override.decided", "override", {{"by", o.decided_by_name}});
  if (o.proposed_by == context.actor.person.text) return fail(ErrorKind::conflict, "override.own", "override");
  o.state = answer == Answer::yes ? OverrideState::approved : OverrideState::refused;
  // Nothing is changed backwards: what was judged until now was judged by the rules of then.
  o.decided_at = context.now;
  o.decided_by = context.actor.person.text;
  o.decided_by_name = context.actor.person_name;
  work.store().save(o);
  work.audit(answer == Answer::yes ? "override.approve" : "override.refuse", "enterprise", id.text,
             object_of("override", o.id.text));
  work.announce();
  FG_TRY(Work after, Work::load_unchecked(o_, session, context, id));
  after.arm();
  return view_of(o, context.actor);
}

}  // namespace fugong::supervision
