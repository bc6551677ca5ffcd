// Switching the phase: every case that has not ended is judged again, in one transaction.
//
//   in review:          goes on, on the new route with its finished steps; or, when the new phase no longer accepts it,
//                       back to its applicant with the reasons
//   with the applicant: stays there; its next submission is judged by the phase then in force
//   at work, suspended: stays as it is; if it no longer meets the rules, its page and time line say so, and whether
//                       to suspend it is for the command to decide
//
// Clocks are kept: what is used stays used, and they pause only where the enterprise has to mend.
#include <algorithm>

#include "audit/log.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

enum class Effect : std::uint8_t { look_only, carry_out };

void count_conditions(PhaseSwitchReport& report, const Judged& judged) {
  for (const policy::Unmet& unmet : judged.unmet) ++report.by_condition[unmet.code];
}

// The reasons already given and the new ones.
std::vector<Reason> with_earlier(Work& work, std::vector<Reason> reasons) {
  std::vector<Reason> all = read_reasons(work.store().papers(work.c().id).reasons_json);
  std::ranges::move(reasons, std::back_inserter(all));
  return all;
}

Status send_back(Work& work, const Judged& judged, Language language) {
  const auto reasons = to_reasons(judged.unmet, language);
  work.cancel_open_tasks();
  work.change_rules(judged);
  work.give_back(reasons, {});
  work.note(EventKind::no_longer_accepted, judged.phase, json::write(reasons));
  return {};
}

Status carry_on(Work& work, const Judged& judged) {
  work.change_rules(judged);
  work.give_facts(judged.facts);
  work.note(EventKind::phase_changed, judged.phase);
  return work.settle(Reopen::missing_only);
}

// With the applicant or at work: only told.
void tell(Work& work, const Judged& judged, Language language) {
  const auto reasons = to_reasons(judged.unmet, language);
  work.change_rules(judged);
  if (reasons.empty()) {
    work.note(EventKind::phase_changed, judged.phase);
    return;
  }
  work.store().save_reasons(work.c().id, json::write(with_earlier(work, reasons)));
  work.note(EventKind::no_longer_accepted, judged.phase, json::write(reasons));
}

Status judge_one(const ServiceOptions& o, db::Session& session, const Context& context, const policy::InForce& rules,
                 const CaseId& id, Effect effect, PhaseSwitchReport& report) {
  FG_TRY(Work work, Work::load(o, session, context, id));
  const CaseState state = work.c().state;
  FG_TRY(json::Value application, json::parse(work.store().papers(id).application_json));
  FG_TRY(const Judged judged, judge_under(o, session, rules, work.c().enterprise, std::move(application.as_object())));
  ++report.judged;
  const bool accepted = judged.unmet.empty();
  // A draft is unfinished by nature: only a submitted application counts as failing a condition.
  if (!accepted && state != CaseState::draft) count_conditions(report, judged);
  if (is_in_review(state)) {
    if (!accepted) {
      ++report.returned;
      if (effect == Effect::carry_out) FG_CHECK(send_back(work, judged, context.language));
    } else {
      ++report.kept;
      if (judged.route != work.c().route) ++report.rerouted;
      if (effect == Effect::carry_out) FG_CHECK(carry_on(work, judged));
    }
  } else {
    ++(accepted ? report.kept : is_with_applicant(state) ? report.drafts_unmet : report.at_work_unmet);
    if (effect == Effect::carry_out && state != CaseState::draft) tell(work, judged, context.language);
    if (effect == Effect::carry_out && state == CaseState::draft) {
      work.change_rules(judged);
      work.note(EventKind::phase_changed, judged.phase);
    }
  }
  if (effect == Effect::carry_out)
    work.commit("case.rejudge", R"({"phase":")" + rules.phase + R"(","accepted":)" + (accepted ? "true}" : "false}"));
  return {};
}

Result<policy::InForce> rules_of_phase(const policy::InForce& now, const std::string& phase) {
  if (!now.pack->phase(phase)) return invalid("case.unknown_phase", "phase", {{"phase", phase}});
  if (now.phase == phase) return fail(ErrorKind::conflict, "case.phase_in_force", "phase", {{"phase", phase}});
  policy::InForce next = now;
  next.phase = phase;
  return next;
}

Result<PhaseSwitchReport> judge_all(const ServiceOptions& o, db::Session& session, const Context& context,
                                    const policy::InForce& from, const policy::InForce& to, Effect effect) {
  PhaseSwitchReport report;
  report.from = from.phase;
  report.to = to.phase;
  for (const CaseId& id : Store(o.district, session).not_ended())
    FG_CHECK(judge_one(o, session, context, to, id, effect, report));
  return report;
}

}  // namespace

Result<PhaseSwitchReport> Service::switch_phase(db::Session& session, const Context& context,
                                                const std::string& phase) {
  FG_CHECK(identity::require(context.actor, "policy.switch"));
  FG_TRY(const policy::InForce now, o_.policies.in_force(session));
  FG_TRY(policy::InForce next, rules_of_phase(now, phase));
  next.since = context.now;
  FG_CHECK(o_.policies.set_phase(session, phase, context.now, context.actor.person.text));
  FG_TRY(const PhaseSwitchReport report, judge_all(o_, session, context, now, next, Effect::carry_out));
  if (o_.events)
    session.after_commit([hub = o_.events, phase] { hub->publish({"phase", R"({"phase":")" + phase + "\"}"}); });
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = "policy.switch",
                          .subject_kind = "phase",
                          .subject_id = phase,
                          .detail = json::write(report)});
  return report;
}

Result<PhaseSwitchReport> Service::preview_phase(db::Session& session, const Context& context,
                                                 const std::string& phase) {
  FG_CHECK(identity::require(context.actor, "policy.switch"));
  FG_TRY(const policy::InForce now, o_.policies.in_force(session));
  FG_TRY(const policy::InForce next, rules_of_phase(now, phase));
  return judge_all(o_, session, context, now, next, Effect::look_only);
}

}  // namespace fugong::resumption
