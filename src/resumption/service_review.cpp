// The reviewers' use cases: decide one task, decide many.
#include <algorithm>

#include "resumption/desks.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

Status check_words(const DecisionRequest& request) {
  const std::vector<Reason> none;
  const auto& reasons = request.reasons ? *request.reasons : none;
  if (request.decision != Decision::approve && reasons.empty()) return invalid("task.reasons_needed", "reasons");
  if (request.decision == Decision::approve && !reasons.empty()) return invalid("task.reasons_not_expected", "reasons");
  if (reasons.size() > reasons_max)
    return invalid("task.too_many_reasons", "reasons", {{"limit", std::to_string(reasons_max)}});
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    const std::string at = "reasons[" + std::to_string(i) + "]";
    if (reasons[i].text.empty()) return invalid("task.reason_empty", at + ".text");
    if (reasons[i].text.size() > text_bytes_max || reasons[i].field.size() > text_bytes_max)
      return invalid("case.text_too_long", at);
  }
  if (request.comment && request.comment->size() > text_bytes_max) return invalid("case.text_too_long", "comment");
  if (request.findings)
    for (const Finding& finding : *request.findings)
      if (finding.note && finding.note->size() > text_bytes_max) return invalid("case.text_too_long", "findings");
  if (request.request && !is_uuid(*request.request)) return invalid("task.bad_request_key", "request");
  return {};
}

// Strokes only: M, L, blanks and numbers. It is drawn as a path, and nothing else may hide in one.
bool is_signature(std::string_view text) {
  return text.size() <= signature_bytes_max && text.find_first_not_of("ML0123456789. -") == std::string_view::npos;
}

Status check_evidence(const Evidence& evidence, Timestamp now) {
  constexpr Duration clock_tolerance = minutes(10);  // phones are seldom further off
  if (evidence.latitude.has_value() != evidence.longitude.has_value())
    return invalid("inspection.position", "evidence.latitude");
  if (evidence.latitude && !(*evidence.latitude >= -90 && *evidence.latitude <= 90))
    return invalid("inspection.position", "evidence.latitude");
  if (evidence.longitude && !(*evidence.longitude >= -180 && *evidence.longitude <= 180))
    return invalid("inspection.position", "evidence.longitude");
  if (evidence.accuracy_metres && !(*evidence.accuracy_metres >= 0))
    return invalid("inspection.position", "evidence.accuracy_metres");
  if (evidence.made_at && *evidence.made_at > now + clock_tolerance)
    return invalid("inspection.made_in_future", "evidence.made_at");
  if (evidence.signature && !is_signature(*evidence.signature))
    return invalid("inspection.signature", "evidence.signature");
  return {};
}

Status check_inspection(const policy::Pack& pack, const policy::Step& step, const DecisionRequest& request) {
  const std::vector<Finding> none;
  const auto& findings = request.findings ? *request.findings : none;
  const policy::Checklist* checklist = step.checklist.empty() ? nullptr : pack.checklist(step.checklist);
  return check_findings(checklist, findings, request.decision);
}

// All reasons of the desks that sent the case back in this round of the step.
std::vector<Reason> collected_reasons(Work& work, const policy::Step& step) {
  std::vector<Reason> all;
  std::vector<Desk> seen;
  auto& tasks = work.tasks();
  for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) {  // each desk's last word
    const Desk desk{task->owner_kind, task->owner};
    if (task->step != step.id || task->state == TaskState::cancelled || std::ranges::find(seen, desk) != seen.end())
      continue;
    seen.push_back(desk);
    if (task->decision == Decision::approve) continue;
    std::ranges::move(read_reasons(task->reasons_json), std::back_inserter(all));
  }
  return all;
}

std::string audit_detail(const Task& task, const std::vector<Reason>& reasons) {
  std::string out = R"({"task":)";
  json::append(out, task.id);
  out += R"(,"step":)";
  json::append(out, task.step);
  out += R"(,"owner":)";
  json::append(out, task.owner);
  out += R"(,"decision":)";
  json::append(out, *task.decision);
  if (!task.decided_for.empty()) {
    out += R"(,"for":)";
    json::append(out, task.decided_for);
  }
  if (!reasons.empty()) {
    out += R"(,"reasons":)";
    json::append(out, reasons);
  }
  out += '}';
  return out;
}

// What the case does once this desk has spoken. A step with one desk needs no look at the others.
Status follow(Work& work, const policy::Step& step, const Task& task, const std::vector<Reason>& reasons) {
  std::vector<Vote> votes;
  if (step.participants.size() > 1) {
    votes = work.votes(step);
  } else {
    votes.push_back({{task.owner_kind, task.owner}, task.decision});
  }
  switch (outcome_of(step, votes)) {
    case StepOutcome::waiting: return {};
    case StepOutcome::finished: return work.finish(step);
    case StepOutcome::refused: work.refuse(reasons, step); return {};
    case StepOutcome::returned:
      work.give_back(step.participants.size() > 1 ? collected_reasons(work, step) : reasons, step.id);
      return {};
  }
  return {};
}

// A decision that has passed every check; nothing is written yet.
struct Ready {
  Task task;
  Work work;
  const policy::Step* step;
};

// The answer of a decision that was sent before with this key, if it was: nothing is written again.
Result<std::optional<DecisionReceipt>> sent_before(const ServiceOptions& o, db::Session& session,
                                                   const Context& context, const TaskId& id,
                                                   const DecisionRequest& request) {
  if (!request.request) return std::optional<DecisionReceipt>{};
  const auto task = Store(o.district, session).find_task(id);
  const bool same = task && task->state == TaskState::done && task->request == *request.request &&
                    task->decided_by == context.actor.person.text && task->decision == request.decision;
  if (!same) return std::optional<DecisionReceipt>{};
  FG_TRY(const Work work, Work::load(o, session, context, task->case_id));
  return std::optional(DecisionReceipt{id, *task->decision, *task->decided_at, work.receipt()});
}

Result<Ready> check_decision(const ServiceOptions& o, db::Session& session, const Context& context, const TaskId& id,
                             const DecisionRequest& request) {
  auto task = Store(o.district, session).find_task(id);
  if (!task) return fail(ErrorKind::not_found, "task.not_found", "id");
  FG_TRY(Behalf behalf, behalf_for(context.actor, *task));
  FG_CHECK(check_open(*task));
  FG_CHECK(check_words(request));
  if (request.evidence) FG_CHECK(check_evidence(*request.evidence, context.now));
  task->decided_for = std::move(behalf.person);
  task->decided_for_name = std::move(behalf.name);
  FG_TRY(Work work, Work::load(o, session, context, task->case_id));
  FG_CHECK(check_move(work.c().state, Move::decide));
  const policy::Step* step = work.route().find(task->step);
  if (!step) return fail(ErrorKind::conflict, "task.cancelled", "id");
  FG_CHECK(check_inspection(work.pack(), *step, request));
  return Ready{std::move(*task), std::move(work), step};
}

Result<DecisionReceipt> carry_out(Ready& ready, const Context& context, const DecisionRequest& request) {
  const std::vector<Reason> reasons = request.reasons.value_or(std::vector<Reason>{});
  if (request.evidence) ready.task.evidence_json = json::write(*request.evidence);
  ready.task.request = request.request.value_or("");
  ready.work.close_task(ready.task, request.decision, request.comment.value_or(""), reasons,
                        request.findings.value_or(std::vector<Finding>{}));
  FG_CHECK(follow(ready.work, *ready.step, ready.task, reasons));
  const std::string action = "case." + std::string(json::enum_name(ready.task.kind));
  CaseReceipt receipt = ready.work.commit(action, audit_detail(ready.task, reasons));
  return DecisionReceipt{ready.task.id, request.decision, context.now, std::move(receipt)};
}

}  // namespace

Result<DecisionReceipt> Service::decide(db::Session& session, const Context& context, const TaskId& id,
                                        const DecisionRequest& request) {
  FG_TRY(std::optional<DecisionReceipt> before, sent_before(o_, session, context, id, request));
  if (before) return std::move(*before);
  FG_TRY(Ready ready, check_decision(o_, session, context, id, request));
  return carry_out(ready, context, request);
}

Result<BulkReceipt> Service::decide_all(db::Session& session, const Context& context, const BulkRequest& request) {
  if (request.rows.size() > bulk_decisions_max)
    return invalid("task.too_many_rows", "rows", {{"limit", std::to_string(bulk_decisions_max)}});
  if (request.rows.empty()) return invalid("task.no_rows", "rows");
  BulkReceipt receipt;
  for (const BulkDecision& row : request.rows) {
    const DecisionRequest decision{row.decision, row.reasons, row.comment, row.findings, {}, {}};
    BulkRow& line = receipt.rows.emplace_back();
    line.task = row.task;
    auto ready = check_decision(o_, session, context, row.task, decision);
    std::optional<Error> refusal;
    if (!ready) refusal = ready.error();
    else if (!ready->step->bulk) refusal = fail(ErrorKind::conflict, "task.not_in_bulk", "task").error();
    if (refusal) {
      ++receipt.refused;
      line.code = refusal->code;
      line.reason = message(context.language, refusal->code, refusal->params);
      continue;
    }
    // From here on something is written: a fault undoes the whole command, never half a row.
    FG_TRY(const DecisionReceipt decided, carry_out(*ready, context, decision));
    ++receipt.decided;
    line.decided = true;
    line.state = decided.case_receipt.state;
  }
  return receipt;
}

}  // namespace fugong::resumption
