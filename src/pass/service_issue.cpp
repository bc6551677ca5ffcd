// Issuing in bulk: everything is read, decided and signed on a reader; the command only writes what was made.
#include <set>

#include "pass/drafting.h"

namespace fugong::pass {
namespace {

constexpr int requests_per_act_max = 500;

// The requests of a selection; those named must all be open.
Result<std::vector<PassRequest>> selected(Store& store, const IssueBody& body) {
  if (!body.requests) return store.open_requests(body.case_id ? body.case_id->text : "", requests_per_act_max);
  if (body.requests->size() > requests_per_act_max)
    return invalid("pass.too_many", "requests", {{"limit", std::to_string(requests_per_act_max)}});
  std::vector<PassRequest> out;
  std::set<std::string> seen;
  for (const PassRequestId& id : *body.requests) {
    if (!seen.insert(id.text).second) continue;
    auto request = store.find_request(id);
    if (!request) return fail(ErrorKind::not_found, "pass.request_not_found", "requests", {{"id", id.text}});
    if (request->state != RequestState::open)
      return fail(ErrorKind::conflict, "pass.request_done", "requests", {{"id", id.text}});
    out.push_back(std::move(*request));
  }
  return out;
}

}  // namespace

Result<PreparedIssuePtr> Service::prepare_issue(db::Session& session, const Context& context, const IssueBody& body) {
  FG_CHECK(identity::require(context.actor, "pass.issue"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  Store store(o_.district, session);
  FG_TRY(const auto requests, selected(store, body));
  const bool all_open = !body.requests && !body.case_id;
  Drafting drafting(o_, session, context, rules);
  std::int64_t taken = 0, left = 0;
  for (const PassRequest& request : requests) {
    if (const Status status = drafting.check(request); !status) {
      if (all_open) continue;  // of an enterprise that is not approved yet: its turn comes
      return std::unexpected(status.error());
    }
    const bool fits = drafting.passes() + static_cast<std::size_t>(request.wanted) <= passes_per_act_max;
    if (taken > 0 && !fits) {
      ++left;
      continue;
    }
    drafting.add(request);
    ++taken;
  }
  if (taken == 0) return fail(ErrorKind::conflict, "pass.nothing_open");
  if (!body.requests)
    left += store.count_open(body.case_id ? body.case_id->text : "") - static_cast<std::int64_t>(requests.size());
  FG_TRY(auto prepared, drafting.sign(*serials_, left));
  return PreparedIssuePtr(std::move(prepared));
}

// Asks other districts, tells the cases, and writes into the log; what comes after the last act of a command.
Status Service::finish_issue(db::Session& session, const Context& context, const PreparedIssue& prepared,
                             const std::vector<std::size_t>& acts) {
  Store store(o_.district, session);
  std::vector<audit::Entry> entries;
  std::set<CaseId> cases;
  session.bulk_insert(Store::table, rows_of(prepared, acts));
  for (const std::size_t i : acts) {
    const PreparedIssue::Act& act = prepared.acts[i];
    if (act.request.case_id) cases.insert(*act.request.case_id);
    entries.push_back(issue_entry(o_, context, act, prepared.receipt.requests[i]));
    for (const DistrictQuestion& question : act.questions)
      if (o_.hooks.ask_other_district)
        FG_CHECK(o_.hooks.ask_other_district(session, question, context.now, context.actor));
  }
  for (const CaseId& id : cases)
    if (o_.hooks.on_issued) FG_CHECK(o_.hooks.on_issued(session, id, store.wanted(id), context.now, context.actor));
  audit::append_all(session, entries);
  return {};
}

Result<IssueReceipt> Service::issue(db::Session& session, const Context& context, const PreparedIssuePtr& prepared) {
  FG_CHECK(identity::require(context.actor, "pass.issue"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (rules.pack->id != prepared->pack_id || rules.pack->version != prepared->pack_version)
    return fail(ErrorKind::conflict, "pass.rules_changed");
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < prepared->acts.size(); ++i) {
    FG_CHECK(write_act(o_, session, rules, context, prepared->acts[i]));
    all.push_back(i);
  }
  FG_CHECK(finish_issue(session, context, *prepared, all));
  publish(o_, session, "pass", {{"issued", prepared->receipt.issued}});
  return prepared->receipt;
}

}  // namespace fugong::pass
