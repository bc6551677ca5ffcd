// The reviewers' use cases: decide one task, decide many.
#include <algorithm>

#include "resumption/work.h"

namespace fugong::resumption {
namespace {

// The right that a kind of task asks for, on the desk that has it.
Status check_right(const Actor& actor, const Task& task) {
  identity::Subject desk;
  if (task.owner_kind == OwnerKind::department) desk.department = task.owner;
  if (task.owner_kind == OwnerKind::subdistrict) desk.subdistrict = task.owner;
  switch (task.kind) {
    case policy::StepKind::screening: return identity::require(actor, "case.screen", desk);
    case policy::StepKind::joint_review: return identity::require(actor, "case.review", desk);
    case policy::StepKind::decision: return identity::require(actor, "case.decide", desk);
    case policy::StepKind::inspection: return identity::require(actor, "case.inspect", desk);
    case policy::StepKind::start:
    case policy::StepKind::pass_issuance: break;
  }
  // These end by the start of work and by the issue of passes, not by a decision.
  return fail(ErrorKind::conflict, "task.not_decided_here", "id");
}

Status check_open(const Task& task) {
  if (task.state == TaskState::open) return {};
  if (task.state == TaskState::cancelled) return fail(ErrorKind::conflict, "task.cancelled", "id");
  return fail(ErrorKind::conflict, "task.already_decided", "id",
              {{"by", task.decided_by_name},
               {"at", to_rfc3339(task.decided_at.value_or(Timestamp{}))},
               {"decision", std::string(json::enum_name(task.decision.value_or(Decision::approve)))}});
}

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

Result<Ready> check_decision(const ServiceOptions& o, db::Session& session, const Context& context, const TaskId& id,
                             const DecisionRequest& request) {
  auto task = Store(o.district, session).find_task(id);
  if (!task) return fail(ErrorKind::not_found, "task.not_found", "id");
  FG_CHECK(check_right(context.actor, *task));
  FG_CHECK(check_open(*task));
  FG_CHECK(check_words(request));
  FG_TRY(Work work, Work::load(o, session, context, task->case_id));
  FG_CHECK(check_move(work.c().state, Move::decide));
  const policy::Step* step = work.route().find(task->step);
  if (!step) return fail(ErrorKind::conflict, "task.cancelled", "id");
  FG_CHECK(check_inspection(work.pack(), *step, request));
  return Ready{std::move(*task), std::move(work), step};
}

Result<DecisionReceipt> carry_out(Ready& ready, const Context& context, const DecisionRequest& request) {
  const std::vector<Reason> reasons = request.reasons.value_or(std::vector<Reason>{});
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
  FG_TRY(Ready ready, check_decision(o_, session, context, id, request));
  return carry_out(ready, context, request);
}

Result<BulkReceipt> Service::decide_all(db::Session& session, const Context& context, const BulkRequest& request) {
  if (request.rows.size() > bulk_decisions_max)
    return invalid("task.too_many_rows", "rows", {{"limit", std::to_string(bulk_decisions_max)}});
  if (request.rows.empty()) return invalid("task.no_rows", "rows");
  BulkReceipt receipt;
  for (const BulkDecision& row : request.rows) {
    const DecisionRequest decision{row.decision, row.reasons, row.comment, row.findings};
    BulkRow& line = receipt.rows.emplace_back();
    line.task = row.task;
    auto ready = check_decision(o_, session, context, row.task, decision);
    if (!ready) {
      ++receipt.refused;
      line.code = ready.error().code;
      line.reason = message(context.language, ready.error().code, ready.error().params);
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
