// From the start of work on: start, suspend, restore, close; the passes' step; daily figures; what the timer says.
#include <algorithm>
#include <cmath>

#include "audit/log.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

constexpr std::int64_t people_max = 1'000'000;  // of one enterprise; more is a slip of the keyboard
constexpr double output_max = 1e12;

Result<std::string> words_of(const WordRequest& request) {
  if (!request.reason || request.reason->empty()) return invalid("case.reason_needed", "reason");
  if (request.reason->size() > text_bytes_max) return invalid("case.text_too_long", "reason");
  return *request.reason;
}

std::string reason_detail(const std::string& reason) {
  std::string out = R"({"reason":)";
  json::append_string(out, reason);
  return out + "}";
}

const policy::Step* open_step_of(const Work& work, policy::StepKind kind) {
  for (const policy::Step* step : open_steps(work.route(), split_steps(work.c().steps_done)))
    if (step->kind == kind) return step;
  return nullptr;
}

// What still has to be done before the start, in words.
std::string waiting_for(const Work& work, Language language) {
  std::string names;
  for (const policy::Step* step : open_steps(work.route(), split_steps(work.c().steps_done))) {
    if (!names.empty()) names += language == Language::en ? ", " : "、";
    names += step->name.in(language);
  }
  return names;
}

void approve_open_tasks(Work& work, const policy::Step& step) {
  for (Task& task : work.tasks())
    if (task.step == step.id && task.state == TaskState::open) work.close_task(task, Decision::approve, {}, {}, {});
}

Status check_figures(const FiguresRequest& request) {
  if (request.on_site < 0 || request.on_site > people_max) return invalid("figures.out_of_range", "on_site");
  if (request.tests_done < 0 || request.tests_done > people_max) return invalid("figures.out_of_range", "tests_done");
  if (!std::isfinite(request.output) || request.output < 0 || request.output > output_max)
    return invalid("figures.out_of_range", "output");
  return {};
}

}  // namespace

Result<CaseReceipt> Service::start(db::Session& session, const Context& context, const CaseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.resume", subject_of(work.c())));
  FG_CHECK(check_move(work.c().state, Move::start));
  const policy::Step* step = open_step_of(work, policy::StepKind::start);
  if (!step) return fail(ErrorKind::conflict, "case.steps_open", {}, {{"steps", waiting_for(work, context.language)}});
  approve_open_tasks(work, *step);
  FG_CHECK(work.finish(*step));
  return work.commit("case.start");
}

Result<CaseReceipt> Service::suspend(db::Session& session, const Context& context, const CaseId& id,
                                     const WordRequest& request) {
  return suspend_sparing(session, context, id, request, {});
}

Result<CaseReceipt> Service::suspend_sparing(db::Session& session, const Context& context, const CaseId& id,
                                             const WordRequest& request, std::span<const std::string> spared) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.suspend", subject_of(work.c())));
  FG_TRY(const std::string reason, words_of(request));
  FG_CHECK(check_move(work.c().state, Move::suspend));
  work.c().state = CaseState::suspended;
  work.note(EventKind::suspended, {}, reason);
  work.store().begin_suspension(work.c(), context.now, reason, context.actor.person.text);
  if (o_.hooks.suspend_passes)
    FG_CHECK(o_.hooks.suspend_passes(session, work.c().enterprise, reason, spared, context.now, context.actor));
  return work.commit("case.suspend", reason_detail(reason));
}

Result<CaseReceipt> Service::restore(db::Session& session, const Context& context, const CaseId& id,
                                     const WordRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.suspend", subject_of(work.c())));
  FG_CHECK(check_move(work.c().state, Move::restore));
  const std::string reason = request.reason.value_or("");
  if (reason.size() > text_bytes_max) return invalid("case.text_too_long", "reason");
  work.c().state = CaseState::resumed;
  work.note(EventKind::restored, {}, reason);
  work.store().end_suspension(id, context.now);
  if (o_.hooks.restore_passes)
    FG_CHECK(o_.hooks.restore_passes(session, work.c().enterprise, reason, context.now, context.actor));
  return work.commit("case.restore", reason_detail(reason));
}

Result<CaseReceipt> Service::close(db::Session& session, const Context& context, const CaseId& id,
                                   const WordRequest& request) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.close", subject_of(work.c())));
  FG_TRY(const std::string reason, words_of(request));
  FG_CHECK(check_move(work.c().state, Move::close));
  const bool was_suspended = work.c().state == CaseState::suspended;
  work.note(EventKind::closed, {}, reason);
  work.end(CaseState::closed);
  if (was_suspended) work.store().end_suspension(id, context.now);
  // A closed case carries no passes either; those of a suspended one stand still already, but for what was spared.
  if (o_.hooks.suspend_passes)
    FG_CHECK(o_.hooks.suspend_passes(session, work.c().enterprise, reason, {}, context.now, context.actor));
  return work.commit("case.close", reason_detail(reason));
}

Status Service::pass_issuance_done(db::Session& session, const CaseId& id, Timestamp now, const Actor& actor) {
  const Context context{actor, now, Language::zh_cn};
  FG_TRY(Work work, Work::load(o_, session, context, id));
  if (is_ended(work.c().state)) return {};
  const policy::Step* step = open_step_of(work, policy::StepKind::pass_issuance);
  if (!step) return {};  // asked for later than the step, or not yet approved
  if (o_.hooks.passes_wanted && o_.hooks.passes_wanted(session, id) > 0) return {};
  approve_open_tasks(work, *step);
  FG_CHECK(work.finish(*step));
  work.commit("case.pass_issuance");
  return {};
}

bool Service::may_issue(db::Session& session, const EnterpriseId& enterprise) {
  return Store(o_.district, session).may_work(enterprise);
}

std::optional<std::pair<CaseId, CaseState>> Service::open_case(db::Session& session, const EnterpriseId& enterprise) {
  return Store(o_.district, session).open_case(enterprise);
}

std::optional<CaseStanding> Service::standing(db::Session& session, const EnterpriseId& enterprise) {
  return Store(o_.district, session).standing(enterprise);
}

bool Service::is_open_case_of(db::Session& session, const EnterpriseId& enterprise, const CaseId& id) {
  const auto open = Store(o_.district, session).open_case(enterprise);
  return open && open->first == id;
}

Result<DailyFigures> Service::report_figures(db::Session& session, const Context& context,
                                             const EnterpriseId& enterprise, const FiguresRequest& request) {
  FG_CHECK(identity::require(context.actor, "figures.report", {.enterprise = enterprise.text}));
  FG_CHECK(check_figures(request));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const Date today = local_date(context.now, rules.pack->calendar.zone);
  if (request.date > today) return invalid("figures.future", "date", {{"today", today.text}});
  Store store(o_.district, session);
  const auto plant = store.plant(enterprise);
  if (!plant || (plant->standing != Standing::resumed && plant->standing != Standing::suspended))
    return fail(ErrorKind::conflict, "figures.not_at_work", "enterprise");
  const DailyFigures figures{enterprise,     request.date,       request.on_site,
                             request.output, request.tests_done, context.now};
  store.insert(figures, context.actor.person.text);
  if (figures.day.text >= plant->day) store.save(plant, with_figures(*plant, figures));
  store.tally().write();
  if (o_.events) session.after_commit([hub = o_.events] { hub->publish({"figures", R"({"kind":"daily"})"}); });
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = "figures.report",
                          .subject_kind = "enterprise",
                          .subject_id = enterprise.text,
                          .detail = json::write(figures)});
  return figures;
}

Result<Timestamp> Service::fire_due(db::Session& session, const CaseId& id, Timestamp now) {
  const Actor system{};
  const Context context{system, now, Language::zh_cn};
  auto loaded = Work::load(o_, session, context, id);
  if (!loaded) {
    if (loaded.error().kind == ErrorKind::not_found) return never;  // undone after it had armed its timer
    return std::unexpected(std::move(loaded).error());
  }
  Work& work = *loaded;
  if (is_ended(work.c().state)) return never;
  if (const auto said = work.mark_due(); !said.empty()) {
    work.save();
    if (o_.events) {
      std::string data = R"({"case":")" + id.text + "\"}";
      session.after_commit([hub = o_.events, data = std::move(data)] { hub->publish({"sla", data}); });
    }
    audit_case(o_, session, context, "case.sla_due", id, R"({"said":)" + json::write(said) + "}");
  }
  return work.next_instant();
}

std::vector<std::pair<CaseId, Timestamp>> Service::pending_instants(db::Session& session) {
  return Store(o_.district, session).next_instants();
}

}  // namespace fugong::resumption
