#include "servicedesk/work.h"

#include <algorithm>

#include "audit/log.h"

namespace fugong::servicedesk {
namespace {

using policy::ServiceLevel;

OrganisationKind kind_of(policy::TeamOf of) {
  switch (of) {
    case policy::TeamOf::subdistrict: return OrganisationKind::subdistrict;
    case policy::TeamOf::department: return OrganisationKind::department;
    case policy::TeamOf::district: return OrganisationKind::district;
  }
  return OrganisationKind::district;
}

// The part of a key that says whose team it is; empty for the district's.
std::string owner_of(std::string_view key) {
  const auto at = key.find('@');
  return at == std::string_view::npos ? std::string() : std::string(key.substr(at + 1));
}

std::string name_of(const LocalText* text, std::string_view id, Language language) {
  return text ? text->in(language) : std::string(id);
}

// Whom an act is told to.
bool concerns_handler(ActKind kind) {
  using enum ActKind;
  switch (kind) {
    case raised:
    case called_next:
    case escalated:
    case handed_over:
    case plan_accepted:
    case plan_refused:
    case warned:
    case overnight:
    case overdue:
    case unanswered:
    case reopened:
    case absorbed: return true;
    default: return false;
  }
}
bool concerns_enterprise(ActKind kind) {
  using enum ActKind;
  switch (kind) {
    case answered:
    case escalated:
    case handed_over:
    case planned:
    case excepted:
    case merged:
    case solved:
    case closed: return true;
    default: return false;
  }
}

}  // namespace

// ---- teams ----

const policy::ServiceTeam* Teams::find(std::string_view key) const {
  const policy::ServiceTeam* team = rules_.team(team_id(key));
  if (!team) return nullptr;
  const bool owned = key.find('@') != std::string_view::npos;
  if (owned != (team->of != policy::TeamOf::district)) return nullptr;
  if (team->of == policy::TeamOf::department && owner_of(key) != team->department) return nullptr;
  return team;
}

std::vector<Candidate> Teams::members(const std::string& key) {
  std::vector<Candidate> out;
  for (Member& m : Store(o_.district, session_).members(key)) out.push_back({m.person, std::move(m.name)});
  const policy::ServiceTeam* team = find(key);
  if (!out.empty() || !team || !o_.hooks.people) return out;
  return o_.hooks.people(session_, kind_of(team->of), owner_of(key), team->role);
}

std::vector<Candidate> Teams::order(const std::string& key, Timestamp at) {
  const Date today = local_date(at, zone_);
  const Date yesterday = local_date(start_of_day(today, zone_) - milliseconds(1), zone_);
  return call_order(rules_, zone_, members(key), Store(o_.district, session_).plans(key, yesterday, today), at);
}

identity::Subject Teams::subject_of(const std::string& key) const {
  const policy::ServiceTeam* team = find(key);
  identity::Subject subject;
  if (team && team->of == policy::TeamOf::subdistrict) subject.subdistrict = owner_of(key);
  if (team && team->of == policy::TeamOf::department) subject.department = owner_of(key);
  return subject;
}

std::string team_name(const policy::ServiceRules& rules, std::string_view key, Language language) {
  const policy::ServiceTeam* team = rules.team(team_id(key));
  return name_of(team ? &team->name : nullptr, key, language);
}

Status check_words(const std::string& text, const char* field, std::size_t bytes_max) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return invalid("ticket.text_needed", field);
  if (text.size() > bytes_max) return invalid("ticket.text_long", field, {{"limit", std::to_string(bytes_max)}});
  return {};
}

void record(const ServiceOptions& o, db::Session& session, const Context& context, std::string action,
            std::string subject_kind, std::string subject_id) {
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = std::move(action),
                          .subject_kind = std::move(subject_kind),
                          .subject_id = std::move(subject_id)});
}

// ---- loading ----

Work::Work(const ServiceOptions& o, db::Session& session, const Context& context, Ticket ticket,
           policy::InForce in_force)
    : o_(o), session_(session), context_(context), store_(o.district, session), t_(std::move(ticket)),
      in_force_(std::move(in_force)), teams_(std::make_unique<Teams>(o, session, in_force_)) {}

Result<Work> Work::begin(const ServiceOptions& o, db::Session& session, const Context& context, Ticket ticket) {
  FG_TRY(policy::InForce in_force, o.policies.in_force(session));
  return Work(o, session, context, std::move(ticket), std::move(in_force));
}

Result<Work> Work::load_unchecked(const ServiceOptions& o, db::Session& session, const Context& context,
                                  const TicketId& id) {
  auto ticket = Store(o.district, session).ticket(id);
  if (!ticket) return fail(ErrorKind::not_found, "ticket.not_found", "id");
  return begin(o, session, context, std::move(*ticket));
}

Result<Work> Work::load(const ServiceOptions& o, db::Session& session, const Context& context, const TicketId& id) {
  FG_TRY(Work work, load_unchecked(o, session, context, id));
  const bool concerned = work.is_handler() || work.t_.raised_by == context.actor.person.text;
  if (!concerned) FG_CHECK(identity::require(context.actor, "ticket.read", work.subject()));
  return work;
}

// ---- who may ----

identity::Subject Work::subject() const {
  return {.enterprise = t_.enterprise.text, .subdistrict = t_.subdistrict, .department = t_.department};
}

bool Work::may(std::string_view right) const { return identity::require(context_.actor, right, subject()).has_value(); }

bool Work::is_handler() const {
  const Actor& a = context_.actor;
  if (a.person.empty()) return false;
  return a.person == t_.handler ||
         std::ranges::any_of(a.represents, [&](const Represented& r) { return r.person == t_.handler; });
}

bool Work::may_handle() const { return is_handler() || may("ticket.direct"); }

Status Work::require_handler() const {
  if (!is_handler()) FG_CHECK(identity::require(context_.actor, "ticket.handle", subject()));
  if (!may_handle()) return fail(ErrorKind::forbidden, "ticket.not_handler", {}, {{"name", t_.handler_name}});
  return {};
}

Status Work::check_version(std::int64_t seen) {
  if (seen == t_.version) return {};
  const auto last = store_.last_act(t_.id);
  return fail(ErrorKind::conflict, "ticket.changed", "version",
              {{"by", last && !last->by_name.empty() ? last->by_name : "–"},
               {"act", last ? std::string(json::enum_name(last->kind)) : ""},
               {"version", std::to_string(t_.version)}});
}

// ---- who answers for it ----

void Work::give(ServiceLevel level, const std::string& team, const Candidate& to, Timestamp at) {
  if (level != t_.level || t_.team.empty()) {
    t_.level_at = at;
    t_.breached = false;
  }
  if (level != t_.level || team != t_.team) t_.called.clear();
  t_.level = level;
  t_.team = team;
  if (const policy::ServiceTeam* known = teams_->find(team); known && !known->department.empty())
    t_.department = known->department;
  t_.handler = to.person;
  t_.handler_name = to.name;
  t_.called_at = at;
  t_.acknowledged_at.reset();
  t_.unanswered = false;
  t_.called += to.person.text + " ";
  handler_changed_ = true;
}

bool Work::call(ServiceLevel level, Timestamp at) {
  const policy::ServiceCategory* category = rules().category(t_.category);
  for (std::optional<ServiceLevel> l = level; category && l; l = above(*l)) {
    const std::string key = team_key(team_at(rules(), *category, t_.subdistrict, *l), t_.subdistrict);
    const auto order = teams_->order(key, at);
    if (order.empty()) continue;
    give(*l, key, order.front(), at);
    return true;
  }
  return false;
}

bool Work::call_next(Timestamp at) {
  const auto order = teams_->order(t_.team, at);
  const Candidate* next = next_to_call(order, t_.called);
  if (!next) return false;
  give(t_.level, t_.team, *next, at);
  return true;
}

void Work::acknowledge(Timestamp at) {
  if (!t_.acknowledged_at && is_handler()) t_.acknowledged_at = at;
}

// ---- what happens ----

void Work::act(ActKind kind, Audience audience, std::string words, Timestamp at, bool by_clock) {
  using enum ActKind;
  const bool moves = kind == raised || kind == called_next || kind == escalated || kind == handed_over ||
                     kind == overnight || kind == reopened;
  store_.add_act(t_.id, {.number = 0,
                         .kind = kind,
                         .audience = audience,
                         .at = by_clock ? at : context_.now,
                         .by = by_clock ? std::string() : context_.actor.person.text,
                         .by_name = by_clock ? std::string() : context_.actor.person_name,
                         .words = std::move(words),
                         .to_name = moves ? t_.handler_name : std::string()});
  done_.push_back(kind);
}

void Work::happen(const Due& due) {
  switch (due.kind) {
    case DueKind::warning: t_.warned = true; return act(ActKind::warned, Audience::officials, {}, due.at, true);
    case DueKind::overnight: return happen_overnight(due.at);
    case DueKind::acknowledge: return happen_unacknowledged(due.at);
    case DueKind::level: return happen_level_passed(due.at);
    case DueKind::closing:
      t_.state = TicketState::closed;
      t_.closed_at = due.at;
      return act(ActKind::closed, Audience::everybody, {}, due.at, true);
  }
}

void Work::happen_overnight(Timestamp at) {
  const bool broken = t_.plan == PlanState::accepted;
  stay_overnight(t_, zone());
  if (broken) act(ActKind::plan_broken, Audience::everybody, t_.plan_words, at, true);
  // What stays overnight is the district leader's, by name.
  if (t_.level != ServiceLevel::district_leader) call(ServiceLevel::district_leader, at);
  act(ActKind::overnight, Audience::everybody, {}, at, true);
}

void Work::happen_unacknowledged(Timestamp at) {
  if (call_next(at)) return act(ActKind::called_next, Audience::officials, {}, at, true);
  const auto up = above(t_.level);
  if (up && call(*up, at)) return act(ActKind::escalated, Audience::everybody, {}, at, true);
  t_.unanswered = true;
  act(ActKind::unanswered, Audience::officials, {}, at, true);
}

void Work::happen_level_passed(Timestamp at) {
  const auto up = above(t_.level);
  if (up && call(*up, at)) return act(ActKind::escalated, Audience::everybody, {}, at, true);
  t_.breached = true;
  act(ActKind::overdue, Audience::officials, {}, at, true);
}

void Work::solve(const std::string& words, Timestamp at) {
  if (!t_.first_answer_at) t_.first_answer_at = at;
  t_.state = TicketState::solved;
  t_.solved_at = at;
  t_.solved_same_day = t_.nights == 0 && at < end_of_day(t_.day_from, zone());
  store_.remove_grams(t_.id.text);
  act(ActKind::solved, Audience::everybody, words);
}

// ---- left behind ----

void Work::tell(ActKind kind) {
  if (!o_.hooks.tell) return;
  Telling telling{.ticket = t_.id, .number = t_.number, .act = kind, .handler = {}, .enterprise = {}};
  if (concerns_handler(kind)) telling.handler = t_.handler;
  if (concerns_enterprise(kind)) telling.enterprise = t_.enterprise;
  if (telling.handler || telling.enterprise) o_.hooks.tell(session_, telling);
}

void Work::settle() {
  t_.due_at = due_at(rules(), t_);
  t_.next_due = next_due(rules(), t_).at;
}

void Work::after() {
  for (const ActKind kind : done_) {
    const bool by_clock = context_.actor.person.empty();
    audit::append(session_, {.district = o_.district,
                             .at = context_.now,
                             .actor = by_clock ? "system" : context_.actor.person.text,
                             .actor_name = context_.actor.person_name,
                             .action = "ticket." + std::string(json::enum_name(kind)),
                             .subject_kind = "ticket",
                             .subject_id = t_.id.text,
                             .detail = json::write(json::Value(json::Object{
                                 {"handler", t_.handler.text}, {"level", std::string(json::enum_name(t_.level))}}))});
    tell(kind);
  }
  if (o_.events)
    session_.after_commit(
        [hub = o_.events, data = "{\"ticket\":\"" + t_.id.text + "\"}"] { hub->publish({"ticket", data}); });
  if (o_.hooks.arm_timer)
    session_.after_commit([arm = o_.hooks.arm_timer, id = t_.id, at = t_.next_due] { arm(id, at); });
  done_.clear();
}

void Work::insert() {
  settle();
  store_.insert(t_);
  act(ActKind::raised, Audience::everybody);
  after();
}

void Work::take_along() {
  const bool solved = std::ranges::find(done_, ActKind::solved) != done_.end();
  if (!solved && !handler_changed_) return;
  for (Ticket& child : store_.merged_into(t_.id)) {
    child.level = t_.level;
    child.team = t_.team;
    child.department = t_.department;
    child.handler = t_.handler;
    child.handler_name = t_.handler_name;
    Work other(o_, session_, context_, std::move(child), in_force_);
    if (solved) other.solve(store_.last_act(t_.id)->words, *t_.solved_at);
    other.save();
  }
}

void Work::save() {
  ++t_.version;
  settle();
  store_.save(t_);
  take_along();
  after();
}

}  // namespace fugong::servicedesk
