// Asking for passes: with the application or at any time after it.
#include <algorithm>
#include <unordered_set>

#include "enterprise/service.h"
#include "pass/acts.h"

namespace fugong::pass {
namespace {

Result<EnterpriseId> enterprise_of(const Context& context, const PassRequestBody& body) {
  EnterpriseId enterprise = body.enterprise.value_or(EnterpriseId{});
  if (enterprise.empty() && context.actor.kind == OrganisationKind::enterprise)
    enterprise.text = context.actor.organisation_code;
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = enterprise.text}));
  return enterprise;
}

template <class Tag>
Result<std::vector<std::string>> distinct(const std::vector<Id<Tag>>& ids, const char* field) {
  if (ids.empty()) return invalid("pass.holders_needed", field);
  if (ids.size() > passes_per_act_max)
    return invalid("pass.too_many", field, {{"limit", std::to_string(passes_per_act_max)}});
  std::vector<std::string> out;
  for (const auto& id : ids) out.push_back(id.text);
  std::ranges::sort(out);
  if (std::ranges::adjacent_find(out) != out.end()) return invalid("pass.holder_twice", field);
  return out;
}

// Which of the wanted ids the register does not have for this kind.
template <class Brief>
Status check_known(const std::vector<std::string>& wanted, const std::vector<Brief>& known, const char* field) {
  std::unordered_set<std::string> ids;
  for (const Brief& brief : known) ids.insert(brief.id.text);
  for (const std::string& id : wanted)
    if (!ids.contains(id)) return invalid("pass.unknown_holder", field, {{"id", id}});
  return {};
}

PassRequestView view_of(const PassRequest& r, const policy::Pack& pack, Language language) {
  return {r.id,     r.enterprise, r.case_id, r.kind,         kind_name(pack, r.kind, language), r.purpose, r.holders.empty(),
          r.wanted, r.issued,     r.state,   r.requested_at, r.done_at};
}

}  // namespace

Result<PassRequest> Service::prepare_request(db::Session& session, const Context& context, const PassRequestBody& body) {
  FG_TRY(const EnterpriseId enterprise, enterprise_of(context, body));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::PassKind* kind = rules.pack->pass_kind(body.kind);
  if (!kind) return invalid("pass.unknown_kind", "kind", {{"kind", body.kind}});
  const bool all = body.all.value_or(false);
  if (all + body.workers.has_value() + body.vehicles.has_value() != 1) return invalid("pass.holders_needed", "all");
  const bool of_workers = kind->holder == policy::HolderKind::worker;
  if (of_workers ? body.vehicles.has_value() : body.workers.has_value())
    return invalid("pass.wrong_holders", of_workers ? "vehicles" : "workers");

  PassRequest request{.id = PassRequestId::make(context.now, o_.random), .enterprise = enterprise, .case_id = body.case_id,
                      .kind = body.kind, .purpose = body.purpose.value_or(Purpose::first), .requested_at = context.now,
                      .requested_by = context.actor.person.text};
  std::vector<std::string> ids;
  if (body.workers) {
    FG_TRY(ids, distinct(*body.workers, "workers"));
  }
  if (body.vehicles) {
    FG_TRY(ids, distinct(*body.vehicles, "vehicles"));
  }
  std::size_t found = 0;
  if (of_workers) {
    const auto known = o_.enterprises.workers_brief(session, enterprise, body.workers);
    FG_CHECK(check_known(ids, known, "workers"));
    found = known.size();
  } else {
    const auto use = json::enum_value<enterprise::VehicleUse>(kind->vehicle_use);
    const auto known = o_.enterprises.vehicles_brief(session, enterprise, use, body.vehicles);
    FG_CHECK(check_known(ids, known, "vehicles"));
    found = known.size();
  }
  if (found == 0) return invalid("pass.nobody", "all");
  if (found > passes_per_act_max)
    return invalid("pass.too_many", "all", {{"limit", std::to_string(passes_per_act_max)}});
  request.holders = join_holders(ids);
  request.wanted = static_cast<std::int64_t>(found);
  return request;
}

Result<PassRequestView> Service::request(db::Session& session, const Context& context, const PassRequest& request) {
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = request.enterprise.text}));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (request.case_id && o_.hooks.is_case_of && !o_.hooks.is_case_of(session, request.enterprise, *request.case_id))
    return invalid("pass.not_own_case", "case_id");
  Store store(o_.district, session);
  if (store.same_open_request(request)) return fail(ErrorKind::conflict, "pass.request_open");
  store.insert(request);
  json::Object detail{{"kind", request.kind}, {"purpose", json::enum_name(request.purpose)}, {"wanted", request.wanted},
                      {"enterprise", request.enterprise.text}};
  if (request.case_id) detail["case"] = request.case_id->text;
  audit::append(session, audit_entry(o_, context.now, context.actor, "pass.request", "pass_request", request.id.text, detail));
  publish(o_, session, "pass", {{"request", request.id.text}});
  return view_of(request, *rules.pack, context.language);
}

Result<PassRequestView> Service::withdraw_request(db::Session& session, const Context& context, const PassRequestId& id) {
  Store store(o_.district, session);
  auto request = store.find_request(id);
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = request ? request->enterprise.text : ""}));
  if (!request) return fail(ErrorKind::not_found, "pass.request_not_found");
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (!store.end_request(id, RequestState::withdrawn, 0, context.now))
    return fail(ErrorKind::conflict, "pass.request_done");
  request->state = RequestState::withdrawn;
  request->done_at = context.now;
  if (request->case_id && o_.hooks.on_issued)
    FG_CHECK(o_.hooks.on_issued(session, *request->case_id, store.wanted(*request->case_id), context.now, context.actor));
  audit::append(session, audit_entry(o_, context.now, context.actor, "pass.withdraw_request", "pass_request", id.text, {}));
  return view_of(*request, *rules.pack, context.language);
}

Result<http::Page<PassRequestView>> Service::requests(db::Session& session, const Context& context,
                                                      const PassRequestFilter& filter) {
  FG_TRY(const std::string enterprise, readable_enterprise(context.actor, filter.enterprise));
  FG_TRY(const int limit, page_limit(filter.limit));
  if (filter.after && !is_uuid(*filter.after)) return invalid("pass.bad_cursor", "after");
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  auto rows = Store(o_.district, session)
                  .requests({.enterprise = enterprise,
                             .case_id = filter.case_id ? filter.case_id->text : "",
                             .state = filter.state ? std::string(json::enum_name(*filter.state)) : "",
                             .before = filter.after.value_or(""),
                             .limit = limit + 1});
  return to_page(
      std::move(rows), limit, [&](const PassRequest& r) { return view_of(r, *rules.pack, context.language); },
      [](const PassRequest& r) { return r.id.text; });
}

std::int64_t Service::wanted(db::Session& session, const CaseId& id) { return Store(o_.district, session).wanted(id); }

}  // namespace fugong::pass
