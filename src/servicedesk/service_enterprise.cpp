// What the enterprise says to its ticket, the leader's exception, and the clock.
#include <algorithm>

#include "servicedesk/work.h"

namespace fugong::servicedesk {
namespace {

Result<Work> load_for_enterprise(const ServiceOptions& o, db::Session& session, const Context& context,
                                 const TicketId& id, std::int64_t version) {
  FG_TRY(Work work, Work::load(o, session, context, id));
  FG_CHECK(identity::require(context.actor, "ticket.confirm", work.subject()));
  FG_CHECK(work.check_version(version));
  return work;
}

std::unexpected<Error> wrong_state(const Ticket& t) {
  return fail(ErrorKind::conflict, "ticket.state", {}, {{"state", std::string(json::enum_name(t.state))}});
}

}  // namespace

Result<TicketView> Service::decide_plan(db::Session& session, const Context& context, const TicketId& id,
                                        const PlanVerdict& request) {
  FG_TRY(Work work, load_for_enterprise(o_, session, context, id, request.version));
  FG_CHECK(check_open(work.ticket()));
  Ticket& t = work.ticket();
  if (t.plan != PlanState::proposed) return fail(ErrorKind::conflict, "plan.none");
  const std::string words = request.text.value_or("");
  if (request.verdict == Verdict::refuse) {
    FG_CHECK(check_words(words, "text"));
    t.plan = PlanState::refused;
    work.act(ActKind::plan_refused, Audience::everybody, words);
  } else {
    if (*t.plan_until <= context.now) return fail(ErrorKind::conflict, "plan.past_already");
    t.plan = PlanState::accepted;
    t.day_until = *t.plan_until;
    t.warned = false;
    work.act(ActKind::plan_accepted, Audience::everybody, words);
  }
  work.save();
  return work.view();
}

Result<TicketView> Service::confirm(db::Session& session, const Context& context, const TicketId& id,
                                    const ConfirmRequest& request) {
  FG_TRY(Work work, load_for_enterprise(o_, session, context, id, request.version));
  Ticket& t = work.ticket();
  if (t.state != TicketState::solved) return wrong_state(t);
  if (request.rating < 1 || request.rating > 5) return invalid("ticket.rating", "rating");
  if (request.text) FG_CHECK(check_words(*request.text, "text"));
  t.state = TicketState::closed;
  t.closed_at = context.now;
  t.rating = request.rating;
  work.act(ActKind::confirmed, Audience::everybody, request.text.value_or(""));
  work.save();
  return work.view();
}

Result<TicketView> Service::reopen(db::Session& session, const Context& context, const TicketId& id,
                                   const WordsRequest& request) {
  FG_TRY(Work work, load_for_enterprise(o_, session, context, id, request.version));
  Ticket& t = work.ticket();
  FG_CHECK(check_reopen(work.rules(), t, context.now));
  FG_CHECK(check_words(request.text, "text"));
  t.state = TicketState::open;
  ++t.reopened;
  t.solved_at.reset();
  t.closed_at.reset();
  t.rating.reset();
  t.solved_same_day = false;
  t.merged_into.clear();
  t.plan = PlanState::none;
  t.plan_until.reset();
  t.plan_words.clear();
  t.excepted_until.reset();
  t.excepted_by.clear();
  begin_day(t, context.now, work.zone());
  // It comes back to the level that has solved it, to whoever is on duty there now.
  const policy::ServiceLevel level = t.level;
  t.team.clear();
  if (!work.call(level, context.now)) return fail(ErrorKind::conflict, "ticket.nobody");
  work.store().put_grams(Shelf::open, t.id.text, grams_of(t.title, t.words));
  work.act(ActKind::reopened, Audience::everybody, request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::withdraw(db::Session& session, const Context& context, const TicketId& id,
                                     const WordsRequest& request) {
  FG_TRY(Work work, load_for_enterprise(o_, session, context, id, request.version));
  FG_CHECK(check_open(work.ticket()));
  FG_CHECK(check_words(request.text, "text"));
  // Those merged into it stand on their own again.
  for (const Ticket& child : work.store().merged_into(id)) {
    FG_TRY(Work other, Work::load_unchecked(o_, session, context, child.id));
    Ticket& t = other.ticket();
    t.state = TicketState::open;
    t.merged_into.clear();
    t.level_at = context.now;
    begin_day(t, context.now, other.zone());
    other.store().put_grams(Shelf::open, t.id.text, grams_of(t.title, t.words));
    other.act(ActKind::reopened, Audience::everybody, work.ticket().number);
    other.save();
  }
  work.ticket().state = TicketState::withdrawn;
  work.ticket().closed_at = context.now;
  work.store().remove_grams(id.text);
  work.act(ActKind::withdrawn, Audience::everybody, request.text);
  work.save();
  return work.view();
}

Result<TicketView> Service::except(db::Session& session, const Context& context, const TicketId& id,
                                   const PlanRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "ticket.except", work.subject()));
  FG_CHECK(work.check_version(request.version));
  FG_CHECK(check_open(work.ticket()));
  FG_CHECK(check_words(request.text, "text"));
  FG_TRY(const Timestamp until, end_of_planned_day(work.rules(), request.day, context.now, work.zone()));
  Ticket& t = work.ticket();
  if (until <= t.day_until) return invalid("exception.no_longer", "day");
  t.excepted_until = until;
  t.excepted_by = context.actor.person_name;
  t.day_until = until;
  t.warned = false;
  work.act(ActKind::excepted, Audience::everybody, request.day.text + " " + request.text);
  work.save();
  return work.view();
}

// ---- the clock ----

Result<Timestamp> Service::fire_due(db::Session& session, const TicketId& id, Timestamp now) {
  const Actor system{};
  const Context context{system, now, Language::zh_cn};
  auto loaded = Work::load_unchecked(o_, session, context, id);
  if (!loaded) {
    if (loaded.error().kind == ErrorKind::not_found) return never;  // undone after it had armed its timer
    return std::unexpected(std::move(loaded).error());
  }
  bool happened = false;
  for (Due due = next_due(loaded->rules(), loaded->ticket()); due.at <= now;
       due = next_due(loaded->rules(), loaded->ticket())) {
    loaded->happen(due);
    happened = true;
  }
  if (happened) loaded->save();
  return loaded->ticket().next_due;
}

std::vector<std::pair<std::string, Timestamp>> Service::pending_instants(db::Session& session) {
  return Store(o_.district, session).pending();
}

std::unique_ptr<db::DueTimer> make_timer(db::Engine& engine, Service& service, const Clock& clock) {
  auto timer = std::make_unique<db::DueTimer>(
      engine, clock,
      db::DueSource{.fire = [&service](db::Session& session, const std::string& id,
                                       Timestamp now) { return service.fire_due(session, TicketId{id}, now); },
                    .pending = [&service](db::Session& session) { return service.pending_instants(session); }});
  service.hooks().arm_timer = [t = timer.get()](const TicketId& id, Timestamp at) { t->arm(id.text, at); };
  return timer;
}

}  // namespace fugong::servicedesk
