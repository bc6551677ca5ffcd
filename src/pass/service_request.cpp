// Asking for passes: with the application or at any time after it.
#include <algorithm>
#include <unordered_set>

#include "enterprise/service.h"
#include "pass/acts.h"
#include "pass/trip_rules.h"
#include "policy/logic.h"

namespace fugong::pass {
namespace {

constexpr std::size_t faults_shown_max = 100;

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

// Which desks the request passes, and until when it is to be through.
void set_route(PassRequest& request, const policy::PassKind& kind, const json::Value& facts, bool urgent,
               Timestamp now) {
  constexpr Duration usual_limit = hours(24);  // where the pack promises nothing, the queue is in order all the same
  request.green = kind.green && policy::holds(kind.green->rule, facts);
  const policy::PassReview& way = request.green ? kind.green->review : kind.review;
  request.waiting_for = way.departments.empty() ? std::string(commissioner_desk) : way.departments.front();
  request.then_to.clear();
  for (std::size_t i = 1; i < way.departments.size(); ++i) request.then_to += way.departments[i] + " ";
  const Duration limit = way.limit.ms > 0 ? way.limit : usual_limit;
  request.urgent = urgent;
  request.due_at = now + Duration{urgent ? limit.ms / 2 : limit.ms};
}

// The vehicles of a request, each with where it is to go.
Result<std::vector<Trip>> checked_trips(const ServiceOptions& o, const policy::Pack& pack, const policy::PassKind& kind,
                                        const std::vector<TripBody>& bodies,
                                        const std::vector<enterprise::VehicleBrief>& known, Timestamp now) {
  if (!kind.trip) return invalid("pass.no_trips", "trips");
  std::vector<FieldError> faults;
  std::vector<Trip> out;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto vehicle = std::ranges::find(known, bodies[i].vehicle, &enterprise::VehicleBrief::id);
    auto [trip, people] = check_trip(bodies[i], vehicle == known.end() ? "" : vehicle->plate, pack, kind, now,
                                     "trips[" + std::to_string(i) + "]", faults);
    trip.people_sealed = o.vault.seal(json::write(people), trip_people_purpose);
    trip.people_shown = json::write(masked(people));
    out.push_back(std::move(trip));
    if (faults.size() > faults_shown_max) break;
  }
  if (faults.empty()) return out;
  Error error{ErrorKind::invalid, "pass.faults", {}, {{"count", std::to_string(faults.size())}}, {}};
  error.more = std::move(faults);
  return std::unexpected(std::move(error));
}

// How many passes of the kind the enterprise may hold at a time; nullopt: any number.
std::optional<std::int64_t> most_passes(const policy::PassKind& kind, std::int64_t normal_workers) {
  if (!kind.limit) return std::nullopt;
  return std::max(kind.limit->at_least, kind.limit->passes * normal_workers / kind.limit->per_workers);
}

}  // namespace

PassRequestView request_view(const PassRequest& r, const policy::Pack& pack, Language language) {
  PassRequestView out{.id = r.id,
                      .enterprise = r.enterprise,
                      .case_id = r.case_id,
                      .kind = r.kind,
                      .kind_name = kind_name(pack, r.kind, language),
                      .purpose = r.purpose,
                      .all = r.holders.empty(),
                      .wanted = r.wanted,
                      .issued = r.issued,
                      .state = r.state,
                      .requested_at = r.requested_at,
                      .done_at = r.done_at,
                      .waiting_for = r.waiting_for,
                      .green = r.green,
                      .urgent = r.urgent,
                      .due_at = r.due_at,
                      .reasons = {}};
  if (!r.reasons.empty())
    if (auto reasons = json::read<std::vector<FieldReason>>(r.reasons)) out.reasons = std::move(*reasons);
  return out;
}

Result<PreparedRequest> Service::prepare_request(db::Session& session, const Context& context,
                                                 const PassRequestBody& body) {
  FG_TRY(const EnterpriseId enterprise, enterprise_of(context, body));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::PassKind* kind = rules.pack->pass_kind(body.kind);
  if (!kind) return invalid("pass.unknown_kind", "kind", {{"kind", body.kind}});
  const bool all = body.all.value_or(false);
  if (all + body.workers.has_value() + body.vehicles.has_value() + body.trips.has_value() != 1)
    return invalid("pass.holders_needed", "all");
  const bool of_workers = kind->holder == policy::HolderKind::worker;
  if (of_workers ? body.vehicles || body.trips : body.workers.has_value())
    return invalid("pass.wrong_holders", of_workers ? "vehicles" : "workers");
  if (kind->trip && kind->trip->required && !body.trips) return invalid("pass.trips_needed", "trips");

  PreparedRequest out;
  PassRequest& request = out.request;
  request = {.id = PassRequestId::make(context.now, o_.random),
             .enterprise = enterprise,
             .case_id = body.case_id,
             .kind = body.kind,
             .purpose = body.purpose.value_or(Purpose::first),
             .requested_at = context.now,
             .requested_by = context.actor.person.text};
  std::vector<std::string> ids;
  std::size_t found = 0;
  if (of_workers) {
    if (body.workers) {
      FG_TRY(ids, distinct(*body.workers, "workers"));
    }
    const auto known = o_.enterprises.workers_brief(session, enterprise, body.workers);
    FG_CHECK(check_known(ids, known, "workers"));
    found = known.size();
  } else {
    std::optional<std::vector<VehicleId>> vehicles = body.vehicles;
    if (body.trips) {
      if (body.trips->size() > trips_max)
        return invalid("pass.too_many", "trips", {{"limit", std::to_string(trips_max)}});
      vehicles.emplace();
      for (const TripBody& trip : *body.trips) vehicles->push_back(trip.vehicle);
    }
    const char* field = body.trips ? "trips" : "vehicles";
    if (vehicles) {
      FG_TRY(ids, distinct(*vehicles, field));
    }
    const auto use = json::enum_value<enterprise::VehicleUse>(kind->vehicle_use);
    const auto known = o_.enterprises.vehicles_brief(session, enterprise, use, vehicles);
    FG_CHECK(check_known(ids, known, field));
    if (body.trips) {
      FG_TRY(out.trips, checked_trips(o_, *rules.pack, *kind, *body.trips, known, context.now));
    }
    found = known.size();
  }
  if (found == 0) return invalid("pass.nobody", "all");
  if (found > passes_per_act_max)
    return invalid("pass.too_many", "all", {{"limit", std::to_string(passes_per_act_max)}});
  request.holders = join_holders(ids);
  request.wanted = static_cast<std::int64_t>(found);
  FG_TRY(const auto facts, o_.enterprises.facts(session, enterprise));
  set_route(request, *kind, json::Object{{"enterprise", facts.json}}, body.urgent.value_or(false), context.now);
  out.most = most_passes(*kind, facts.normal_workers);
  return out;
}

// The pack's limit on what one enterprise may hold; renewals and replacements take the place of passes that it has.
// `before` is what the same request asked for until now.
Status Service::check_limit(Store& store, const PreparedRequest& prepared, Timestamp now, const PassRequest* before) {
  const PassRequest& request = prepared.request;
  if (!prepared.most || request.purpose != Purpose::first) return {};
  const std::int64_t own = before && before->purpose == Purpose::first ? before->wanted : 0;
  const std::int64_t held = store.held_or_asked(request.enterprise, request.kind, now) - own;
  if (held + request.wanted <= *prepared.most) return {};
  return fail(ErrorKind::conflict, "pass.limit", "kind",
              {{"limit", std::to_string(*prepared.most)}, {"held", std::to_string(held)}});
}

Result<PassRequestView> Service::request(db::Session& session, const Context& context,
                                         const PreparedRequest& prepared) {
  PassRequest request = prepared.request;
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = request.enterprise.text}));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (request.case_id && o_.hooks.is_case_of && !o_.hooks.is_case_of(session, request.enterprise, *request.case_id))
    return invalid("pass.not_own_case", "case_id");
  Store store(o_.district, session);
  if (store.same_open_request(request)) return fail(ErrorKind::conflict, "pass.request_open");
  FG_CHECK(check_limit(store, prepared, context.now));
  store.insert(request);
  for (Trip trip : prepared.trips) {
    trip.request = request.id;
    store.insert(trip);
  }
  json::Object detail{{"kind", request.kind},
                      {"purpose", json::enum_name(request.purpose)},
                      {"wanted", request.wanted},
                      {"enterprise", request.enterprise.text}};
  if (request.case_id) detail["case"] = request.case_id->text;
  audit::append(session,
                audit_entry(o_, context.now, context.actor, "pass.request", "pass_request", request.id.text, detail));
  publish(o_, session, "pass", {{"request", request.id.text}});
  return request_view(request, *rules.pack, context.language);
}

Result<PassRequestView> Service::mend_request(db::Session& session, const Context& context, const PassRequestId& id,
                                              const PreparedRequest& prepared) {
  Store store(o_.district, session);
  const auto old = store.find_request(id);
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = old ? old->enterprise.text : ""}));
  if (!old) return fail(ErrorKind::not_found, "pass.request_not_found");
  if (old->state != RequestState::returned) return fail(ErrorKind::conflict, "pass.request_done");
  if (old->kind != prepared.request.kind || old->enterprise != prepared.request.enterprise)
    return invalid("pass.other_kind", "kind");
  FG_CHECK(check_limit(store, prepared, context.now, &*old));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  PassRequest request = prepared.request;
  request.id = old->id;
  request.case_id = old->case_id;
  request.requested_at = old->requested_at;  // its age counts on
  store.save(request);
  store.drop_trips(id);
  for (Trip trip : prepared.trips) {
    trip.request = id;
    store.insert(trip);
  }
  audit::append(session, audit_entry(o_, context.now, context.actor, "pass.mend_request", "pass_request", id.text,
                                     {{"wanted", request.wanted}}));
  publish(o_, session, "pass", {{"request", id.text}});
  return request_view(request, *rules.pack, context.language);
}

Result<PassRequestView> Service::withdraw_request(db::Session& session, const Context& context,
                                                  const PassRequestId& id) {
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
    FG_CHECK(
        o_.hooks.on_issued(session, *request->case_id, store.wanted(*request->case_id), context.now, context.actor));
  audit::append(session,
                audit_entry(o_, context.now, context.actor, "pass.withdraw_request", "pass_request", id.text, {}));
  return request_view(*request, *rules.pack, context.language);
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
      std::move(rows), limit, [&](const PassRequest& r) { return request_view(r, *rules.pack, context.language); },
      [](const PassRequest& r) { return r.id.text; });
}

std::int64_t Service::wanted(db::Session& session, const CaseId& id) { return Store(o_.district, session).wanted(id); }

}  // namespace fugong::pass
