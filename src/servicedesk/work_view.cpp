// What the reader of a ticket sees of it, and what he may do.
#include "servicedesk/work.h"

namespace fugong::servicedesk {

TicketLine line_of(const policy::ServiceRules& rules, const Ticket& t, const Context& context) {
  const policy::ServiceCategory* category = rules.category(t.category);
  const policy::ServicePriority* priority = rules.priority(t.priority);
  TicketLine line{.id = t.id,
                  .number = t.number,
                  .enterprise = t.enterprise,
                  .enterprise_name = t.enterprise_name,
                  .subdistrict = t.subdistrict,
                  .source = t.source,
                  .category = t.category,
                  .category_name = category ? category->name.in(context.language) : t.category,
                  .priority = t.priority,
                  .priority_name = priority ? priority->name.in(context.language) : t.priority,
                  .title = t.title,
                  .state = t.state,
                  .version = t.version,
                  .level = t.level,
                  .team = t.team,
                  .team_name = team_name(rules, t.team, context.language),
                  .handler = t.handler,
                  .handler_name = t.handler_name,
                  .mine = t.handler == context.actor.person,
                  .acknowledged = t.acknowledged_at.has_value(),
                  .unanswered = t.unanswered,
                  .overdue = t.breached,
                  .raised_at = t.raised_at,
                  .due_at = {},
                  .left_ms = {},
                  .nights = t.nights,
                  .plan = t.plan,
                  .plan_until = t.plan_until,
                  .solved_at = t.solved_at,
                  .excepted_until = t.excepted_until,
                  .excepted_by = t.excepted_by,
                  .rating = t.rating};
  if (t.due_at != never) line.due_at = t.due_at, line.left_ms = (t.due_at - context.now).ms;
  return line;
}

TicketLine Work::line() const {
  TicketLine line = line_of(rules(), t_, context_);
  line.mine = is_handler();
  return line;
}

std::vector<std::string> Work::actions() const {
  std::vector<std::string> out;
  const auto add = [&](bool allowed, const char* action) {
    if (allowed) out.emplace_back(action);
  };
  const bool open = t_.state == TicketState::open;
  const bool official = may_handle(), enterprise = may("ticket.confirm");
  add(open && is_handler() && !t_.acknowledged_at, "acknowledge");
  add(open && (official || enterprise), "answer");
  add(open && official, "plan");
  add(open && official, "solve");
  add(open && official, "hand_over");
  add(open && official, "sort");
  add(open && official, "merge");
  add(official, "link");
  add(may("ticket.note"), "note");
  add(open && (official || enterprise) && above(t_.level).has_value(), "escalate");
  add(open && enterprise && t_.plan == PlanState::proposed, "decide_plan");
  add(t_.state == TicketState::solved && enterprise, "confirm");
  add(enterprise && check_reopen(rules(), t_, context_.now).has_value(), "reopen");
  add(open && enterprise, "withdraw");
  add(open && may("ticket.except"), "except");
  add(!open && official && t_.solved_at.has_value() && may("knowledge.write"), "keep");
  return out;
}

TicketView Work::view() {
  TicketView view{.line = line(),
                  .text = t_.words,
                  .plan_text = t_.plan_words,
                  .raised_by_name = t_.raised_by_name,
                  .merged_into = t_.merged_into,
                  .acts = {},
                  .links = {},
                  .actions = actions()};
  const bool official = is_handler() || may("ticket.note");
  for (Act& a : store_.acts(t_.id))
    if (official || a.audience == Audience::everybody)
      view.acts.push_back({a.kind, a.audience, a.at, std::move(a.by_name), std::move(a.words), std::move(a.to_name)});
  // What an official has linked may be another enterprise's.
  if (official) view.links = store_.links(t_.id);
  else view.merged_into.clear();
  return view;
}

}  // namespace fugong::servicedesk
