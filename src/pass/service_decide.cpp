// Deciding many requests at once: each row is decided whole, or left as it was with the reason why.
#include <set>

#include "pass/drafting.h"

namespace fugong::pass {

struct PreparedDecisions {
  struct Row {
    DecisionBody body;
    std::optional<Error> refused;    // found out while preparing
    std::optional<std::size_t> act;  // of `issue`: the commissioner approves
  };
  std::vector<Row> rows;
  std::shared_ptr<PreparedIssue> issue;  // nullptr: nothing to issue
};

namespace {

constexpr std::size_t decisions_max = 500, reasons_max = 20;
constexpr std::size_t field_bytes_max = 100;

Error error_of(ErrorKind kind, const char* code, std::string field = {}) { return {kind, code, std::move(field)}; }

Status check_reasons(const DecisionBody& body) {
  const auto reasons = body.reasons.value_or(std::vector<FieldReason>{});
  if (body.decision == RequestDecision::approve) return {};
  if (reasons.empty()) return invalid("pass.reason_needed", "reasons");
  if (reasons.size() > reasons_max)
    return invalid("pass.too_many", "reasons", {{"limit", std::to_string(reasons_max)}});
  for (const FieldReason& reason : reasons) {
    if (reason.text.empty()) return invalid("pass.reason_needed", "reasons");
    if (reason.text.size() > reason_bytes_max || reason.field.size() > field_bytes_max)
      return invalid("pass.reason_too_long", "reasons", {{"limit", std::to_string(reason_bytes_max / 3)}});
  }
  return {};
}

// Whether the row may be decided by the actor as it stands now.
Status check_row(const Actor& actor, const std::optional<PassRequest>& request) {
  if (!request) return fail(ErrorKind::not_found, "pass.request_not_found", "request");
  if (request->state != RequestState::open) return fail(ErrorKind::conflict, "pass.request_done", "request");
  const bool own = request->waiting_for == commissioner_desk ? actor.has(Role::pass_commissioner)
                                                             : actor.organisation_code == request->waiting_for;
  if (!own) return fail(ErrorKind::conflict, "pass.other_desk", "request", {{"desk", request->waiting_for}});
  return {};
}

// From this department's desk to the next one.
void move_on(PassRequest& request) {
  auto next = split_holders(request.then_to);
  request.waiting_for = next.empty() ? std::string(commissioner_desk) : next.front();
  if (!next.empty()) next.erase(next.begin());
  request.then_to = join_holders(next);
}

const char* action_of(RequestDecision decision) {
  switch (decision) {
    case RequestDecision::approve: return "pass.review";
    case RequestDecision::give_back: return "pass.return_request";
    case RequestDecision::refuse: return "pass.refuse_request";
  }
  return "pass.review";
}

DecisionResult failed(const PassRequestId& id, const Error& error, Language language) {
  DecisionResult out{.request = id,
                     .state = {},
                     .waiting_for = {},
                     .first_number = {},
                     .last_number = {},
                     .code = error.code,
                     .message = message(language, error.code, error.params)};
  return out;
}

}  // namespace

Result<PreparedDecisionsPtr> Service::prepare_decisions(db::Session& session, const Context& context,
                                                        const DecisionsBody& body) {
  if (!identity::allows(context.actor, "pass.review")) FG_CHECK(identity::require(context.actor, "pass.review"));
  if (body.decisions.empty() || body.decisions.size() > decisions_max)
    return invalid("pass.too_many", "decisions", {{"limit", std::to_string(decisions_max)}});
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  Store store(o_.district, session);
  auto out = std::make_shared<PreparedDecisions>();
  Drafting drafting(o_, session, context, rules);
  std::set<std::string> seen;
  std::size_t acts = 0;
  for (const DecisionBody& row : body.decisions) {
    if (!seen.insert(row.request.text).second)
      return invalid("pass.request_twice", "decisions", {{"id", row.request.text}});
    const auto request = store.find_request(row.request);
    PreparedDecisions::Row prepared{row, {}, {}};
    Status good = check_reasons(row);
    if (good) good = check_row(context.actor, request);
    const bool issues = good && row.decision == RequestDecision::approve && request->waiting_for == commissioner_desk;
    if (issues) good = drafting.check(*request);
    if (good && issues && drafting.passes() + static_cast<std::size_t>(request->wanted) > passes_per_act_max &&
        acts > 0)
      good = std::unexpected(error_of(ErrorKind::conflict, "pass.next_time"));
    if (!good) prepared.refused = good.error();
    else if (issues) {
      drafting.add(*request);
      prepared.act = acts++;
    }
    out->rows.push_back(std::move(prepared));
  }
  if (acts > 0) {
    FG_TRY(out->issue, drafting.sign(*serials_, 0));
  }
  return PreparedDecisionsPtr(std::move(out));
}

// One row of a department's, or one that is given back or refused.
Result<DecisionResult> Service::decide_row(db::Session& session, const Context& context, const DecisionBody& body) {
  Store store(o_.district, session);
  auto request = store.find_request(body.request);
  FG_CHECK(check_row(context.actor, request));
  const std::string desk = request->waiting_for;
  if (body.decision == RequestDecision::approve) {
    if (desk == commissioner_desk)
      return fail(ErrorKind::conflict, "pass.request_done", "request");  // moved on meanwhile
    move_on(*request);
  } else {
    request->state = body.decision == RequestDecision::refuse ? RequestState::refused : RequestState::returned;
    request->reasons = json::write(*body.reasons);
    if (request->state == RequestState::refused) request->done_at = context.now;
  }
  store.save(*request);
  if (request->state == RequestState::refused && request->case_id && o_.hooks.on_issued)
    FG_CHECK(
        o_.hooks.on_issued(session, *request->case_id, store.wanted(*request->case_id), context.now, context.actor));
  json::Object detail{{"desk", desk}, {"state", json::enum_name(request->state)}};
  if (body.reasons && body.decision != RequestDecision::approve) detail["reasons"] = *json::parse(request->reasons);
  audit::append(session, audit_entry(o_, context.now, context.actor, action_of(body.decision), "pass_request",
                                     request->id.text, detail));
  return DecisionResult{.request = request->id,
                        .state = request->state,
                        .waiting_for = request->waiting_for,
                        .first_number = {},
                        .last_number = {},
                        .code = {},
                        .message = {}};
}

Result<DecisionsReceipt> Service::decide(db::Session& session, const Context& context,
                                         const PreparedDecisionsPtr& prepared) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const bool same_rules = !prepared->issue || (rules.pack->id == prepared->issue->pack_id &&
                                               rules.pack->version == prepared->issue->pack_version);
  DecisionsReceipt receipt;
  std::vector<std::size_t> issued;
  for (const PreparedDecisions::Row& row : prepared->rows) {
    Result<DecisionResult> result =
        row.refused ? Result<DecisionResult>(std::unexpected(*row.refused)) : DecisionResult{};
    if (!row.refused && row.act) {
      const Status done = same_rules ? write_act(o_, session, rules, context, prepared->issue->acts[*row.act])
                                     : Status(fail(ErrorKind::conflict, "pass.rules_changed"));
      const IssuedRequest& answer = prepared->issue->receipt.requests[*row.act];
      if (done) {
        issued.push_back(*row.act);
        result = DecisionResult{.request = row.body.request,
                                .state = RequestState::issued,
                                .waiting_for = std::string(commissioner_desk),
                                .issued = answer.issued,
                                .skipped = answer.skipped,
                                .first_number = answer.first_number,
                                .last_number = answer.last_number,
                                .code = {},
                                .message = {}};
      } else {
        result = std::unexpected(done.error());
      }
    } else if (!row.refused) {
      result = decide_row(session, context, row.body);
    }
    if (result) {
      ++receipt.decided;
      receipt.issued += result->issued;
      receipt.results.push_back(std::move(*result));
    } else {
      ++receipt.failed;
      receipt.results.push_back(failed(row.body.request, result.error(), context.language));
    }
  }
  if (!issued.empty()) FG_CHECK(finish_issue(session, context, *prepared->issue, issued));
  if (receipt.decided > 0) publish(o_, session, "pass", {{"decided", receipt.decided}, {"issued", receipt.issued}});
  return receipt;
}

}  // namespace fugong::pass
