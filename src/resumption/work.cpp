#include "resumption/work.h"

#include <algorithm>

#include "audit/log.h"
#include "policy/logic.h"

namespace fugong::resumption {
namespace {

using enum CaseState;

EventKind event_of(policy::StepKind kind) {
  switch (kind) {
    case policy::StepKind::screening: return EventKind::screened;
    case policy::StepKind::joint_review: return EventKind::reviewed;
    case policy::StepKind::decision: return EventKind::decided;
    case policy::StepKind::pass_issuance: return EventKind::passes_done;
    case policy::StepKind::inspection: return EventKind::inspected;
    case policy::StepKind::start: return EventKind::resumed;
  }
  return EventKind::screened;
}

// Of a draft whose class the phase in force does not accept: nothing to walk along yet.
const policy::ReviewRoute no_route{};

}  // namespace

Work::Work(const ServiceOptions& o, db::Session& session, const Context& context, Case c, policy::PackPtr pack)
    : o_(o), session_(session), context_(context), store_(o.district, session), before_(c), case_(std::move(c)),
      pack_(std::move(pack)), route_(pack_->route(case_.route)) {
  if (!route_) route_ = &no_route;
}

Work Work::fresh(const ServiceOptions& o, db::Session& session, const Context& context, Case c, policy::PackPtr pack) {
  Work work(o, session, context, std::move(c), std::move(pack));
  work.is_new_ = work.dirty_ = true;
  return work;
}

Result<Work> Work::load(const ServiceOptions& o, db::Session& session, const Context& context, const CaseId& id) {
  auto c = Store(o.district, session).find(id);
  if (!c) return fail(ErrorKind::not_found, "case.not_found", "id");
  FG_TRY(policy::PackPtr pack, o.policies.pack(session, c->pack_id, c->pack_version));
  return Work(o, session, context, std::move(*c), std::move(pack));
}

void Work::note(EventKind kind, std::string subject, std::string detail) {
  dirty_ = true;
  const Actor& actor = context_.actor;
  store_.insert(CaseEvent{case_.id, ++case_.events, context_.now, kind, actor.person.text, actor.person_name,
                          std::move(subject), std::move(detail)});
  if (o_.hooks.happened) o_.hooks.happened(session_, case_, kind, context_.now);
}

// ---- steps ----

Status Work::begin_review() {
  case_.submitted_at = context_.now;
  case_.round = 1;
  clocks_.emplace();
  for (const policy::CaseClock& promise : pack_->clocks) {
    const bool on_route =
        std::ranges::find(route_->steps, promise.stops_when_done, &policy::Step::kind) != route_->steps.end();
    if (!on_route) continue;
    clocks_->push_back(start_clock(pack_->calendar, promise, case_.id, context_.now));
    store_.insert(clocks_->back());
  }
  note(EventKind::submitted);
  refresh_due();
  for (const policy::Step* step : open_steps(*route_, {})) FG_CHECK(open(*step));
  refresh_state();
  return {};
}

Status Work::open(const policy::Step& step) {
  // The rules have judged the application already; what nobody did needs no line of its own on the time line.
  if (step.kind == policy::StepKind::screening && step.automatic) return complete(step);
  if (step.kind == policy::StepKind::pass_issuance) {
    // Nothing asked for: the step is as good as done, and passes asked for later are issued without it.
    if (!o_.hooks.passes_wanted || o_.hooks.passes_wanted(session_, case_.id) == 0) return complete(step);
  }
  FG_TRY(const auto desks, asked(step));
  if (desks.empty()) return complete(step);
  open_tasks(step, desks);
  return {};
}

void Work::open_tasks(const policy::Step& step, std::span<const Desk> desks) {
  dirty_ = true;
  for (const Desk& desk : desks) {
    Task task;
    task.id = TaskId::make(context_.now, o_.random);
    task.case_id = case_.id;
    task.step = step.id;
    task.kind = step.kind;
    task.owner_kind = desk.kind;
    task.owner = desk.owner;
    task.round = case_.round;
    task.opened_at = context_.now;
    set_task_times(pack_->calendar, task, step.limit);
    store_.insert(task);
    opened_.push_back({task.id, task.step, task.kind, task.owner_kind, task.owner,
                       task.due_at == never ? std::nullopt : std::optional(task.due_at)});
    arm_ = std::min(arm_, next_due(task));
    if (tasks_) tasks_->push_back(std::move(task));
  }
}

Result<std::vector<Desk>> Work::asked(const policy::Step& step) {
  const bool conditional = std::ranges::any_of(step.participants, [](const auto& p) { return !p.when.is_null(); });
  if (conditional && !facts_) {
    FG_TRY(EnterpriseCard card, load_card(o_.enterprises, session_, case_.enterprise));
    FG_TRY(json::Value application, json::parse(store_.papers(case_.id).application_json));
    own_facts_ = json::Object{{"enterprise", std::move(card.facts)}, {"application", std::move(application)}};
    facts_ = &own_facts_;
  }
  static const json::Value none;
  return desks_of(step, case_.enterprise, case_.subdistrict, facts_ ? *facts_ : none, &policy::holds);
}

Status Work::finish(const policy::Step& step) {
  note(event_of(step.kind), step.id);
  return complete(step);
}

Status Work::complete(const policy::Step& step) {
  const Advance advance = finish_step(*route_, split_steps(case_.steps_done), step.id);
  case_.steps_done = join_steps(advance.done);
  dirty_ = true;
  if (step.kind == policy::StepKind::decision && !case_.decided_at) case_.decided_at = context_.now;
  stop_clocks_of_done_kinds();
  for (const policy::Step* opened : advance.opened) FG_CHECK(open(*opened));
  refresh_state();
  return {};
}

void Work::refresh_state() {
  if (is_with_applicant(case_.state) || is_ended(case_.state) || case_.state == suspended) return;
  const CaseState now = state_of(*route_, split_steps(case_.steps_done));
  if (now == resumed && !case_.resumed_at) {
    case_.resumed_at = context_.now;
    const bool started = kind_done(*route_, split_steps(case_.steps_done), policy::StepKind::start);
    if (!started) note(EventKind::resumed);  // a route without a start: its last step has been told, this has not
  }
  if (now != case_.state) dirty_ = true;
  case_.state = now;
}

Status Work::settle(Reopen reopen) {
  for (const policy::Step* step : open_steps(*route_, split_steps(case_.steps_done))) {
    if (contains(split_steps(case_.steps_done), step->id)) continue;  // finished by a step before it in this loop
    if (step->kind == policy::StepKind::screening && step->automatic) {
      FG_CHECK(complete(*step));
      continue;
    }
    FG_TRY(const auto desks, asked(*step));
    for (Task& task : tasks()) {
      // Who is no longer asked has no say any more.
      const Desk desk{task.owner_kind, task.owner};
      if (task.step != step->id || task.state == TaskState::cancelled || std::ranges::find(desks, desk) != desks.end())
        continue;
      store_.retire_task(task);
      task.state = TaskState::cancelled;
    }
    if (step->kind == policy::StepKind::pass_issuance && votes(*step).empty()) {
      FG_CHECK(open(*step));
      continue;
    }
    open_tasks(*step, desks_to_open(desks, votes(*step), reopen));
    if (outcome_of(*step, votes(*step)) == StepOutcome::finished) FG_CHECK(finish(*step));
  }
  refresh_state();
  return {};
}

// ---- tasks ----

std::vector<Task>& Work::tasks() {
  if (!tasks_) tasks_ = store_.tasks(case_.id);
  return *tasks_;
}

std::vector<Vote> Work::votes(const policy::Step& step) {
  std::vector<Vote> votes;
  for (const Task& task : tasks()) {
    if (task.step != step.id || task.state == TaskState::cancelled) continue;
    const Desk desk{task.owner_kind, task.owner};
    const auto found = std::ranges::find(votes, desk, &Vote::desk);
    if (found == votes.end()) {
      votes.push_back({desk, task.decision});
    } else {
      found->decision = task.decision;  // the last word counts
    }
  }
  return votes;
}

void Work::close_task(Task& task, Decision decision, const std::string& comment, const std::vector<Reason>& reasons,
                      const std::vector<Finding>& findings) {
  const Task before = task;
  task.state = TaskState::done;
  task.decision = decision;
  task.decided_at = context_.now;
  task.decided_by = context_.actor.person.text;
  task.decided_by_name = context_.actor.person_name;
  task.used_ms = counted_between(pack_->calendar, task.opened_at, context_.now).ms;
  task.comment = comment;
  if (!reasons.empty()) task.reasons_json = json::write(reasons);
  if (!findings.empty()) task.findings_json = json::write(findings);
  store_.save_decision(before, task);
  if (context_.now > task.due_at && !task.breached_at) {  // the timer was a little behind
    const Task decided = task;
    task.breached_at = task.due_at;
    store_.mark(decided, task);
    note(EventKind::sla_breach, task.step + "/" + task.owner);
  }
}

void Work::cancel_open_tasks() {
  for (Task& task : tasks()) {
    if (task.state != TaskState::open) continue;
    store_.cancel_task(task, context_.now);
    task.state = TaskState::cancelled;
  }
}

// ---- mending and ending ----

void Work::give_back(const std::vector<Reason>& reasons, const std::string& step) {
  const std::string text = json::write(reasons);
  case_.state = returned;
  store_.save_reasons(case_.id, text);
  change_clocks([&](SlaClock& clock) { pause_clock(pack_->calendar, clock, context_.now); });
  note(EventKind::returned, step, text);
}

void Work::refuse(const std::vector<Reason>& reasons, const policy::Step& step) {
  const std::string text = json::write(reasons);
  store_.save_reasons(case_.id, text);
  // A refusal is an answer too: what was promised up to the decision has been given.
  change_clocks([&](SlaClock& clock) {
    if (clock.stops_when_done <= policy::StepKind::decision) stop_clock(pack_->calendar, clock, context_.now);
  });
  if (!case_.decided_at) case_.decided_at = context_.now;
  note(EventKind::refused, step.id, text);
  end(refused);
}

void Work::end(CaseState state) {
  cancel_open_tasks();
  change_clocks([&](SlaClock& clock) { lapse_clock(pack_->calendar, clock, context_.now); });
  case_.state = state;
  case_.ended_at = context_.now;
  dirty_ = true;
}

void Work::resume_clocks() {
  change_clocks([&](SlaClock& clock) { resume_clock(pack_->calendar, clock, context_.now); });
}

void Work::change_rules(const Judged& judged) {
  case_.enterprise_name = judged.card.name;
  case_.subdistrict = judged.card.subdistrict;
  case_.above_scale = judged.card.above_scale;
  dirty_ = true;
  const policy::ReviewRoute* to = judged.pack->route(judged.route);
  if (!to) return;  // the phase has no route for this class: the case keeps its own until it is accepted somewhere
  const bool same_route = judged.route == case_.route && judged.pack->version == case_.pack_version;
  if (!same_route && case_.submitted_at) move_to_route(*to);
  case_.pack_id = judged.pack->id;
  case_.pack_version = judged.pack->version;
  case_.phase = judged.phase;
  case_.enterprise_class = judged.enterprise_class;
  case_.route = judged.route;
  pack_ = judged.pack;
  route_ = to;
  if (!same_route && case_.submitted_at) stop_clocks_of_done_kinds();
}

void Work::move_to_route(const policy::ReviewRoute& to) {
  const StepIds done = split_steps(case_.steps_done);
  const StepIds mapped = map_steps(*route_, to, done);
  for (Task& task : tasks()) {
    if (task.state == TaskState::cancelled || contains(done, task.step)) continue;
    const std::string target = map_step(*route_, to, task.step);
    if (target.empty() || contains(mapped, target)) {
      store_.retire_task(task);
      task.state = TaskState::cancelled;
    } else if (target != task.step) {
      store_.move_task(task, target);
      task.step = target;
    }
  }
  case_.steps_done = join_steps(mapped);
}

// ---- clocks ----

std::vector<SlaClock>& Work::clocks() {
  if (!clocks_) clocks_ = store_.clocks(case_.id);
  return *clocks_;
}

template <class Change>
void Work::change_clocks(Change change) {
  for (SlaClock& clock : clocks()) {
    const SlaClock before = clock;
    change(clock);
    if (clock.state == before.state && clock.due_at == before.due_at) continue;
    store_.save(before, clock);
    note_breach_of(before, clock);
    arm_ = std::min(arm_, next_due(clock));
  }
  refresh_due();
}

void Work::note_breach_of(const SlaClock& before, const SlaClock& after) {
  if (after.breached_at && !before.breached_at) note(EventKind::sla_breach, after.clock);
}

void Work::stop_clocks_of_done_kinds() {
  const StepIds done = split_steps(case_.steps_done);
  change_clocks([&](SlaClock& clock) {
    if (kind_done(*route_, done, clock.stops_when_done)) stop_clock(pack_->calendar, clock, context_.now);
  });
}

void Work::refresh_due() {
  case_.due_at = never;
  for (const SlaClock& clock : clocks())
    if (clock.state == ClockState::running) {
      case_.due_at = std::min(case_.due_at, clock.due_at);
      arm_ = std::min(arm_, next_due(clock));
    }
}

std::vector<std::string> Work::mark_due() {
  std::vector<std::string> said;
  const auto say = [&](const std::string& subject, const Due& due, Timestamp warned, Timestamp broken) {
    const auto note_at = [&](EventKind kind, Timestamp at) {
      dirty_ = true;
      said.push_back(std::string(json::enum_name(kind)) + " " + subject);
      store_.insert(CaseEvent{case_.id, ++case_.events, at, kind, {}, {}, subject, {}});
    };
    if (due.warning) note_at(EventKind::sla_warning, warned);
    if (!due.breach) return;
    note_at(EventKind::sla_breach, broken);
    note_at(EventKind::sla_escalated, broken);  // from here on the district leader sees it
  };
  for (SlaClock& clock : clocks()) {
    const Due due = due_of(clock, context_.now);
    if (!due.warning && !due.breach) continue;
    const SlaClock before = clock;
    if (due.warning) clock.warned_at = clock.warn_at;
    if (due.breach) clock.breached_at = clock.due_at;
    store_.save(before, clock);
    say(clock.clock, due, clock.warn_at, clock.due_at);
  }
  for (Task& task : tasks()) {
    const Due due = due_of(task, context_.now);
    if (!due.warning && !due.breach) continue;
    const Task before = task;
    if (due.warning) task.warned_at = task.warn_at;
    if (due.breach) task.breached_at = task.due_at;
    store_.mark(before, task);
    if (due.warning && !due.breach && o_.hooks.nearly_due) o_.hooks.nearly_due(session_, case_, task, context_.now);
    say(task.step + "/" + task.owner, due, task.warn_at, task.due_at);
  }
  return said;
}

Timestamp Work::next_instant() {
  Timestamp next = never;
  for (const SlaClock& clock : clocks()) next = std::min(next, next_due(clock));
  for (const Task& task : tasks()) next = std::min(next, next_due(task));
  return next;
}

// ---- writing ----

void Work::save() {
  if (is_new_) {
    store_.insert(case_);
  } else if (dirty_) {
    store_.save(before_, case_);
  }
  const bool shown_otherwise =
      case_.enterprise_name != before_.enterprise_name || case_.subdistrict != before_.subdistrict;
  if (o_.hooks.kept && (is_new_ || shown_otherwise)) o_.hooks.kept(session_, case_);
  keep_plant();
  store_.tally().write();
}

// The enterprise as the figures see it, where this command has changed how it stands.
void Work::keep_plant() {
  const Standing before = is_new_ ? Standing::none : standing_of(before_.state), now = standing_of(case_.state);
  const bool other_class = now != Standing::none && case_.enterprise_class != before_.enterprise_class;
  if (before == now && !other_class) return;
  const auto known = store_.plant(case_.enterprise);
  Plant plant = known ? *known : plant_of_register(o_, session_, case_.enterprise);
  plant.standing = now;
  if (now != Standing::none) plant.enterprise_class = case_.enterprise_class;
  else plant.enterprise_class = class_of_register(o_, session_, case_.enterprise);
  if (now == Standing::suspended) plant.ever_suspended = true;
  store_.save(known, plant);
}

CaseReceipt Work::receipt() const {
  return {case_.id, case_.state, case_.version, case_.due_at == never ? std::nullopt : std::optional(case_.due_at),
          opened_};
}

void Work::announce() {
  const bool all_done =
      case_.state == resumed && case_.due_at == never && open_steps(*route_, split_steps(case_.steps_done)).empty();
  const bool over = is_ended(case_.state) || all_done;
  if (over || arm_ != never)
    if (const auto& arm = o_.hooks.arm_timer)
      session_.after_commit([&arm, id = case_.id, at = over ? never : arm_] { arm(id, at); });
  if (!o_.events) return;
  std::string data = R"({"case":)";
  json::append(data, case_.id);
  data += R"(,"state":)";
  json::append(data, case_.state);
  data += '}';
  session_.after_commit([hub = o_.events, data = std::move(data)] { hub->publish({"case", data}); });
}

CaseReceipt Work::commit(std::string action, std::string detail) {
  if (!is_new_ && dirty_) ++case_.version;
  save();
  announce();
  audit_case(o_, session_, context_, std::move(action), case_.id, std::move(detail));
  return receipt();
}

void audit_case(const ServiceOptions& o, db::Session& session, const Context& context, std::string action,
                const CaseId& id, std::string detail) {
  const bool person = !context.actor.person.empty();
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = person ? context.actor.person.text : "system",
                          .actor_name = context.actor.person_name,
                          .action = std::move(action),
                          .subject_kind = "case",
                          .subject_id = id.text,
                          .detail = std::move(detail)});
}

}  // namespace fugong::resumption
