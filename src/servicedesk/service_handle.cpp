// What whoever answers for a ticket does: acknowledge, answer, plan, hand over, sort, solve, merge, link, note.
#include <algorithm>

#include "resumption/service.h"
#include "servicedesk/work.h"

namespace fugong::servicedesk {
namespace {

// An open ticket under the hand of whoever may act on it, as he has seen it.
Result<Work> open_for_handler(const ServiceOptions& o, db::Session& session, const Context& context, const TicketId& id,
                              std::int64_t version) {
  FG_TRY(Work work, Work::load(o, session, context, id));
  FG_CHECK(work.require_handler());
  FG_CHECK(work.check_version(version));
  FG_CHECK(check_open(work.ticket()));
  work.acknowledge(context.now);
  return work;
}

}  // namespace

Result<TicketView> Service::acknowledge(db::Session& session, const Context& context, const TicketId& id,
                                        const VersionRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "ticket.handle", work.subject()));
  if (!work.is_handler())
    return fail(ErrorKind::forbidden, "ticket.not_handler", {}, {{"name", work.ticket().handler_name}});
  if (work.ticket().acknowledged_at) return work.view();  // said twice
  FG_CHECK(work.check_version(request.version));
  FG_CHECK(check_open(work.ticket()));
  work.acknowledge(context.now);
  work.act(ActKind::acknowledged, Audience::everybody);
  work.save();
  return work.view();
}

Result<TicketView> Service::answer(db::Session& session, const Context& context, const TicketId& id,
                                   const WordsRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  const bool enterprise = work.may("ticket.confirm");
  if (!enterprise) FG_CHECK(work.require_handler());
  FG_CHECK(work.check_version(request.version));
  FG_CHECK(check_open(work.ticket()));
  FG_CHECK(check_words(request.text, "text"));
  work.acknowledge(context.now);
  if (!enterprise && !work.ticket().first_answer_at) work.ticket().first_answer_at = context.now;
  work.act(ActKind::answered, Audience::everybody, request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::plan(db::Session& session, const Context& context, const TicketId& id,
                                 const PlanRequest& request) {
  FG_TRY(Work work, open_for_handler(o_, session, context, id, request.version));
  FG_CHECK(check_words(request.text, "text"));
  FG_TRY(const Timestamp until, end_of_planned_day(work.rules(), request.day, context.now, work.zone()));
  Ticket& t = work.ticket();
  // A plan that was accepted holds until the enterprise accepts another one.
  if (t.plan == PlanState::accepted) return fail(ErrorKind::conflict, "plan.accepted_already");
  t.plan = PlanState::proposed;
  t.plan_until = until;
  t.plan_words = request.text;
  if (!t.first_answer_at) t.first_answer_at = context.now;
  work.act(ActKind::planned, Audience::everybody, request.day.text + " " + request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::hand_over(db::Session& session, const Context& context, const TicketId& id,
                                      const HandOverRequest& request) {
  FG_TRY(Work work, open_for_handler(o_, session, context, id, request.version));
  FG_CHECK(check_words(request.text, "text"));
  const policy::ServiceTeam* team = work.teams().find(request.team);
  if (!team) return invalid("team.unknown", "team", {{"team", request.team}});
  // Down the ladder the clocks would begin anew: a ticket that has come up stays up.
  if (team->level < work.ticket().level) return invalid("team.below", "team");
  const auto order = work.teams().order(request.team, context.now);
  auto to = order.begin();
  if (request.person) to = std::ranges::find(order, *request.person, &Candidate::person);
  if (to == order.end()) {
    if (request.person) return invalid("team.person", "person");
    return fail(ErrorKind::conflict, "ticket.nobody");
  }
  work.give(team->level, request.team, *to, context.now);
  work.acknowledge(context.now);  // who hands it to himself has seen it
  work.act(ActKind::handed_over, Audience::everybody, request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::sort(db::Session& session, const Context& context, const TicketId& id,
                                 const SortRequest& request) {
  FG_TRY(Work work, open_for_handler(o_, session, context, id, request.version));
  if (!work.rules().category(request.category))
    return invalid("ticket.category", "category", {{"category", request.category}});
  if (!work.rules().priority(request.priority))
    return invalid("ticket.priority", "priority", {{"priority", request.priority}});
  Ticket& t = work.ticket();
  const std::string before = t.category + "/" + t.priority;
  t.category = request.category;
  t.priority = request.priority;
  work.act(ActKind::sorted, Audience::officials, before + " → " + t.category + "/" + t.priority);
  work.save();
  return work.view();
}

Result<TicketView> Service::solve(db::Session& session, const Context& context, const TicketId& id,
                                  const WordsRequest& request) {
  FG_TRY(Work work, open_for_handler(o_, session, context, id, request.version));
  FG_CHECK(check_words(request.text, "text"));
  work.solve(request.text, context.now);
  work.save();
  return work.view();
}

Result<TicketView> Service::merge(db::Session& session, const Context& context, const TicketId& id,
                                  const MergeRequest& request) {
  FG_TRY(Work work, open_for_handler(o_, session, context, id, request.version));
  if (request.into == id) return invalid("ticket.merge_self", "into");
  FG_TRY(Work into, Work::load(o_, session, context, request.into));
  if (into.ticket().state != TicketState::open) return fail(ErrorKind::conflict, "ticket.merge_state", "into");
  // What was merged into this one goes along.
  for (Ticket& child : work.store().merged_into(id)) {
    child.merged_into = request.into.text;
    work.store().save(child);
  }
  Ticket& t = work.ticket();
  t.state = TicketState::merged;
  t.merged_into = request.into.text;
  work.store().remove_grams(id.text);
  work.store().insert(id, {LinkKind::ticket, request.into.text, into.ticket().number});
  into.store().insert(request.into, {LinkKind::ticket, id.text, t.number});
  work.act(ActKind::merged, Audience::everybody);
  const policy::ServiceLevel level = into.ticket().level;
  t.level = level;
  t.team = into.ticket().team;
  t.department = into.ticket().department;
  t.handler = into.ticket().handler;
  t.handler_name = into.ticket().handler_name;
  work.save();
  into.act(ActKind::absorbed, Audience::officials, t.number + " " + t.enterprise_name);
  into.save();
  return work.view();
}

Result<TicketView> Service::link(db::Session& session, const Context& context, const TicketId& id,
                                 const LinkRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(work.require_handler());
  if (!is_uuid(request.other)) return invalid("link.unknown", "other");
  std::string label;
  if (request.kind == LinkKind::ticket) {
    FG_TRY(const Work other, Work::load(o_, session, context, TicketId{request.other}));
    label = other.ticket().number + " " + other.ticket().title;
  } else {
    const auto seen = o_.resumption.view(session, {context.actor, context.now, context.language}, {request.other});
    if (!seen || seen->line.enterprise != work.ticket().enterprise) return invalid("link.unknown", "other");
    label = seen->line.enterprise_name;
  }
  if (!work.store().insert(id, {request.kind, request.other, label}))
    return fail(ErrorKind::conflict, "link.exists", "other");
  work.act(ActKind::linked, Audience::officials, label);
  work.save();
  return work.view();
}

Result<TicketView> Service::note(db::Session& session, const Context& context, const TicketId& id,
                                 const WordsRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  if (!work.is_handler()) FG_CHECK(identity::require(context.actor, "ticket.note", work.subject()));
  FG_CHECK(work.check_version(request.version));
  FG_CHECK(check_words(request.text, "text"));
  work.act(ActKind::noted, Audience::officials, request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::escalate(db::Session& session, const Context& context, const TicketId& id,
                                     const WordsRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  if (!work.may("ticket.confirm")) FG_CHECK(work.require_handler());
  FG_CHECK(work.check_version(request.version));
  FG_CHECK(check_open(work.ticket()));
  FG_CHECK(check_words(request.text, "text"));
  const auto up = above(work.ticket().level);
  if (!up || !work.call(*up, context.now)) return fail(ErrorKind::conflict, "ticket.top");
  work.act(ActKind::escalated, Audience::everybody, request.text);
  work.save();
  return work.view();
}

}  // namespace fugong::servicedesk
