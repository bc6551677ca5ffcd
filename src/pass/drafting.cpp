#include "pass/drafting.h"

#include <algorithm>
#include <array>

#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/service.h"
#include "pass/trip_rules.h"
#include "pass/wallet_rules.h"
#include "pass/wallet_store.h"

namespace fugong::pass {
namespace {

std::string hash_in_pass(const std::string& resident_id_index) {
  return crypto::from_base64url(resident_id_index).value_or("").substr(0, token::id_hash_bytes);
}

// What a vehicle's journey puts into its pass.
std::string route_of(const Trip& trip) {
  const auto points = json::read<std::vector<RoutePoint>>(trip.route);
  return points ? route_text(*points, token::text_bytes_max) : std::string();
}

template <class IdType>
std::optional<std::vector<IdType>> named(const std::string& holders) {
  const auto ids = split_holders(holders);
  if (ids.empty()) return std::nullopt;
  std::vector<IdType> typed;
  for (const std::string& id : ids) typed.push_back({id});
  return typed;
}

}  // namespace

void BufferedRandom::fill(std::span<std::uint8_t> out) {
  for (std::uint8_t& byte : out) {
    if (used_ == buffer_.size()) {
      source_.fill(buffer_);
      used_ = 0;
    }
    byte = buffer_[used_++];
  }
}

Drafting::Drafting(const ServiceOptions& o, db::Session& session, const Context& context, const policy::InForce& rules)
    : o_(o), session_(session), store_(o.district, session), context_(context), rules_(rules), random_(o.random),
      out_(std::make_shared<PreparedIssue>()) {
  out_->pack_id = rules.pack->id;
  out_->pack_version = rules.pack->version;
}

Status Drafting::check(const PassRequest& request) {
  FG_TRY([[maybe_unused]] const auto* kind, issuable_kind(*rules_.pack, rules_.current(), request.kind));
  if (request.waiting_for != commissioner_desk)
    return fail(ErrorKind::conflict, "pass.in_review", "requests",
                {{"id", request.id.text}, {"desk", request.waiting_for}});
  if (o_.hooks.may_issue && !o_.hooks.may_issue(session_, request.enterprise))
    return fail(ErrorKind::conflict, "pass.not_approved", {}, {{"enterprise", request.enterprise.text}});
  return {};
}

std::vector<Drafting::Holder> Drafting::holders_of(const PassRequest& request, const policy::PassKind& kind,
                                                   const Trips& trips) const {
  std::vector<Holder> out;
  if (kind.holder == policy::HolderKind::worker) {
    for (const auto& w : o_.enterprises.workers_brief(session_, request.enterprise, named<WorkerId>(request.holders)))
      out.push_back({w.id.text, mask_name(w.name), hash_in_pass(w.resident_id_index), {}});
    return out;
  }
  const auto use = json::enum_value<enterprise::VehicleUse>(kind.vehicle_use);
  for (const auto& v :
       o_.enterprises.vehicles_brief(session_, request.enterprise, use, named<VehicleId>(request.holders))) {
    Holder holder{v.id.text, v.plate, {}, kind.needs_route ? v.route : std::string()};
    if (const auto trip = trips.find(v.id.text); trip != trips.end()) {
      holder.trip = &trip->second;
      holder.route = route_of(trip->second);
    }
    out.push_back(std::move(holder));
  }
  return out;
}

std::string_view Drafting::skip_code(const PassRequest& request, const policy::PassKind& kind, const Holder& holder,
                                     const LivePass* old, const token::HolderKey* key) const {
  if (old && old->id.empty()) return "pass.has_one";  // issued just now
  const std::string_view code = refusal(request.purpose, old, kind.validity, context_.now);
  if (!code.empty()) return code;
  if (kind.needs_route && holder.route.empty()) return "pass.route_missing";
  if (holder.route.size() > token::text_bytes_max || holder.subject.size() > token::text_bytes_max)
    return "pass.text_too_long";
  if (holder.trip && holder.trip->ends_at && *holder.trip->ends_at <= context_.now) return "pass.trip_over";
  if (!key && schemes_at(kind, {}, context_.now).min > token::scheme_printed) return "pass.phone_needed";
  return {};
}

void Drafting::add(const PassRequest& request) {
  const policy::PassKind kind = store_.with_calls(*rules_.pack->pass_kind(request.kind));
  Held& held = held_of(request);
  Trips trips;
  if (kind.trip)
    for (Trip& trip : store_.trips(request.id)) trips.emplace(trip.vehicle, trip);
  PreparedIssue::Act act{.request = request, .issuance = {}, .replaced = {}, .trips = {}, .questions = {}};
  IssuedRequest answer{.request = request.id, .enterprise = request.enterprise, .kind = request.kind};
  act.first = claims_.size();
  for (Holder& holder : holders_of(request, kind, trips)) {
    const auto live = held.live.find(holder.id);
    const LivePass* old = live == held.live.end() ? nullptr : &live->second;
    const token::HolderKey* key =
        bound_scheme(kind, context_.now) > 0 ? key_of(request.enterprise, holder.id) : nullptr;
    if (const auto code = skip_code(request, kind, holder, old, key); !code.empty()) {
      skip(answer, holder.id, code);
      continue;
    }
    if (old && request.purpose == Purpose::replacement) act.replaced.push_back(old->id.text);
    draft(request, kind, holder, old, key);
  }
  act.count = claims_.size() - act.first;
  answer.issued = static_cast<std::int64_t>(act.count);
  if (answer.issued > 0) ++held.issuance;
  act.issuance = {request.enterprise, request.kind,  held.issuance, request.id,
                  request.case_id,    answer.issued, context_.now,  context_.actor.person.text};
  out_->receipt.issued += answer.issued;
  out_->receipt.skipped += answer.skipped;
  out_->receipt.requests.push_back(std::move(answer));
  out_->acts.push_back(std::move(act));
}

Result<std::shared_ptr<PreparedIssue>> Drafting::sign(SerialPool& pool, std::int64_t left) {
  FG_CHECK(follow_keys(o_, session_));
  FG_TRY(const Integers serials, pool.take(static_cast<std::int64_t>(claims_.size())));
  number(serials);
  const token::cose::Sealer sealer(o_.keys.passes, token::cose::Type::pass);
  Texts tokens = token::mint_all(claims_, sealer, o_.signing_threads);
  for (std::size_t i = 0; i < claims_.size(); ++i) ask_districts(i);
  fill_columns(serials, std::move(tokens));
  out_->receipt.left = left;
  return std::move(out_);
}

Drafting::Held& Drafting::held_of(const PassRequest& request) {
  const auto [at, is_new] = held_.try_emplace({request.enterprise.text, request.kind});
  if (is_new) {
    at->second.issuance = store_.last_issuance(request.enterprise, request.kind);
    // Of several the one that ends last counts, and a suspended one before all.
    for (LivePass& pass : store_.live(request.enterprise, request.kind, context_.now)) {
      LivePass& best = at->second.live[pass.holder];
      const bool better = best.id.empty() || pass.state == PassState::suspended ||
                          (best.state != PassState::suspended && pass.expires_at > best.expires_at);
      if (better) best = std::move(pass);
    }
    at->second.seen = claims_.size();
  }
  // Passes of this act count for its later requests too; they have no id yet.
  for (std::size_t& i = at->second.seen; i < claims_.size(); ++i)
    if (claims_[i].enterprise == request.enterprise && claims_[i].kind == request.kind)
      at->second.live[drafts_[i].holder] = {.id = {}, .holder = drafts_[i].holder};
  return at->second;
}

const token::HolderKey* Drafting::key_of(const EnterpriseId& enterprise, const std::string& holder) {
  const auto [at, is_new] = keys_.try_emplace(enterprise.text);
  if (is_new)
    for (const HolderKey& k : WalletStore(o_.district, session_).keys(enterprise))
      at->second.emplace(k.holder, token::HolderKey{crypto::from_base64url(k.key_x).value_or(""), k.key_y_is_odd});
  const auto found = at->second.find(holder);
  return found == at->second.end() ? nullptr : &found->second;
}

// What the holder's pass before says of the last test: it goes over, or a new pass were green without one.
std::optional<token::Health> Drafting::health_of(const PassId& old) {
  const auto pass = store_.find(old);
  const auto token = pass ? std::optional(token::read_token(pass->token)) : std::nullopt;
  return token && *token ? (*token)->claims.health : std::nullopt;
}

void Drafting::skip(IssuedRequest& answer, const std::string& holder, std::string_view code) {
  if (static_cast<std::size_t>(answer.skipped++) < skipped_shown_max)
    answer.skipped_holders.push_back({holder, std::string(code), message(context_.language, code)});
}

void Drafting::draft(const PassRequest& request, const policy::PassKind& kind, Holder& holder, const LivePass* old,
                     const token::HolderKey* key) {
  token::Claims c;
  c.issuer = o_.district;
  c.issued_s = c.not_before_s = context_.now.ms / 1000;
  if (holder.trip && holder.trip->starts_at) c.not_before_s = std::max(c.issued_s, holder.trip->starts_at->ms / 1000);
  c.expires_s = c.not_before_s + kind.validity.ms / 1000;
  if (holder.trip && holder.trip->ends_at) c.expires_s = std::min(c.expires_s, holder.trip->ends_at->ms / 1000);
  c.id = PassId::make(context_.now, random_);
  c.kind = request.kind;
  if (key) {
    c.scheme = bound_scheme(kind, context_.now);
    c.holder_key = *key;
  } else if (const auto until = schemes_at(kind, {}, context_.now).upgrade_until) {
    // A printed pass ends with the grace of its scheme, so that none that is still good is ever refused.
    c.expires_s = std::min(c.expires_s, until->ms / 1000);
  }
  c.id_hash = std::move(holder.id_hash);
  c.enterprise = request.enterprise;
  (kind.holder == policy::HolderKind::worker ? c.holder : c.plate) = std::move(holder.subject);
  c.zones = kind.zones;
  if (holder.trip)
    for (std::string& zone : split_holders(holder.trip->zones))
      if (c.zones.size() < token::zones_max && std::ranges::find(c.zones, zone) == c.zones.end())
        c.zones.push_back(std::move(zone));
  c.route = std::move(holder.route);
  if (old) c.health = health_of(old->id);
  claims_.push_back(std::move(c));
  drafts_.push_back({out_->acts.size(), std::move(holder.id), old ? old->id.text : std::string(),
                     holder.trip ? holder.trip->asked_zones : std::string(), holder.trip != nullptr});
}

// Ids of one millisecond are random behind it: sorted, they go into every index in its own order.
void Drafting::number(const Integers& serials) {
  std::vector<PassId> ids;
  ids.reserve(claims_.size());
  for (token::Claims& c : claims_) ids.push_back(std::move(c.id));
  std::ranges::sort(ids);
  for (std::size_t i = 0; i < claims_.size(); ++i) {
    claims_[i].id = std::move(ids[i]);
    claims_[i].list = list_of(serials[i]);
    claims_[i].index = index_of(serials[i]);
    IssuedRequest& answer = out_->receipt.requests[drafts_[i].act];
    if (!answer.first_number) answer.first_number = number_of(o_.district, serials[i]);
    if (i + 1 == claims_.size() || drafts_[i + 1].act != drafts_[i].act)
      answer.last_number = number_of(o_.district, serials[i]);
  }
}

// What other districts have to agree to, each in one question.
void Drafting::ask_districts(std::size_t i) {
  const Draft& d = drafts_[i];
  const token::Claims& c = claims_[i];
  if (d.has_trip) out_->acts[d.act].trips.emplace_back(d.holder, c.id);
  std::map<std::string, std::vector<std::string>> by_district;
  for (const std::string& id : split_holders(d.asked_zones))
    if (const auto zone = std::ranges::find(rules_.pack->zones, id, &policy::Zone::id);
        zone != rules_.pack->zones.end())
      by_district[zone->district].push_back(id);
  for (auto& [district, zones] : by_district)
    out_->acts[d.act].questions.push_back({c.id, c.enterprise, c.kind, c.plate, c.route, district, std::move(zones)});
}

void Drafting::fill_columns(const Integers& serials, Texts tokens) {
  const std::size_t n = claims_.size();
  Texts id, kind, enterprise, holder, subject, replaces;
  Integers issuance, not_before, expires;
  for (Texts* column : {&id, &kind, &enterprise, &holder, &subject, &replaces}) column->reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    token::Claims& c = claims_[i];
    Draft& d = drafts_[i];
    id.push_back(std::move(c.id.text));
    kind.push_back(std::move(c.kind));
    enterprise.push_back(std::move(c.enterprise.text));
    issuance.push_back(out_->acts[d.act].issuance.number);
    holder.push_back(std::move(d.holder));
    subject.push_back(std::move(c.plate.empty() ? c.holder : c.plate));
    not_before.push_back(c.not_before_s * 1000);
    expires.push_back(c.expires_s * 1000);
    replaces.push_back(std::move(d.replaces));
  }
  const Integers now(n, context_.now.ms / 1000 * 1000);  // as the token says it, in whole seconds
  // What a new pass has in common with all others (state, hold, reason) are the columns' defaults.
  const auto add = [&](std::string_view name, auto values) { out_->columns.push_back({name, std::move(values)}); };
  add("district", Texts(n, o_.district.text));
  add("id", std::move(id));
  add("serial", serials);
  add("kind", std::move(kind));
  add("enterprise", std::move(enterprise));
  add("issuance", std::move(issuance));
  add("holder", std::move(holder));
  add("subject", std::move(subject));
  add("issued_at", now);
  add("not_before", std::move(not_before));
  add("expires_at", std::move(expires));
  add("changed_at", now);
  add("replaces", std::move(replaces));
  add("token", std::move(tokens));
}

namespace {

json::Object detail_of(const PreparedIssue::Act& act, const IssuedRequest& answer) {
  json::Object detail{{"enterprise", act.request.enterprise.text},
                      {"kind", act.request.kind},
                      {"purpose", json::enum_name(act.request.purpose)},
                      {"passes", answer.issued},
                      {"skipped", answer.skipped}};
  if (answer.first_number) {
    detail["first"] = *answer.first_number;
    detail["last"] = *answer.last_number;
  }
  return detail;
}

}  // namespace

Status write_act(const ServiceOptions& o, db::Session& session, const policy::InForce& rules, const Context& context,
                 const PreparedIssue::Act& act) {
  const auto& [request, issuance, replaced, trips, questions, first, count] = act;
  Store store(o.district, session);
  FG_TRY([[maybe_unused]] const auto* kind, issuable_kind(*rules.pack, rules.current(), request.kind));
  if (o.hooks.may_issue && !o.hooks.may_issue(session, request.enterprise))
    return fail(ErrorKind::conflict, "pass.not_approved", {}, {{"enterprise", request.enterprise.text}});
  const auto stored = store.find_request(request.id);
  if (!stored || stored->state != RequestState::open || stored->waiting_for != commissioner_desk)
    return fail(ErrorKind::conflict, "pass.request_done", "requests", {{"id", request.id.text}});
  if (issuance.passes > 0 && store.last_issuance(request.enterprise, request.kind) != issuance.number - 1)
    return fail(ErrorKind::conflict, "pass.issued_meanwhile");
  std::vector<Pass> old;
  for (const std::string& id : replaced) {
    auto pass = store.find({id});
    if (!pass || pass->state != PassState::valid) return fail(ErrorKind::conflict, "pass.issued_meanwhile");
    old.push_back(std::move(*pass));
  }
  // Nothing can refuse it any more.
  store.end_request(request.id, RequestState::issued, issuance.passes, context.now);
  if (issuance.passes > 0) store.insert(issuance);
  for (Pass& pass : old) {
    pass.state = PassState::revoked;
    pass.changed_at = context.now;
    pass.reason = message(Language::zh_cn, "pass.replaced");
    store.save_state(pass, PassState::valid);
  }
  if (!old.empty()) store.new_status_version();
  for (const auto& [vehicle, pass] : trips) store.set_pass(request.id, vehicle, pass);
  return {};
}

audit::Entry issue_entry(const ServiceOptions& o, const Context& context, const PreparedIssue::Act& act,
                         const IssuedRequest& answer) {
  return audit_entry(o, context.now, context.actor, "pass.issue", "pass_request", act.request.id.text,
                     detail_of(act, answer));
}

std::vector<db::BulkColumn> rows_of(const PreparedIssue& prepared, const std::vector<std::size_t>& acts) {
  if (acts.size() == prepared.acts.size()) return prepared.columns;
  std::vector<db::BulkColumn> out;
  for (const db::BulkColumn& column : prepared.columns)
    out.push_back({column.name, std::visit(
                                    [&](const auto& values) -> decltype(column.values) {
                                      std::remove_cvref_t<decltype(values)> kept;
                                      for (const std::size_t i : acts) {
                                        const auto& act = prepared.acts[i];
                                        kept.insert(
                                            kept.end(), values.begin() + static_cast<std::ptrdiff_t>(act.first),
                                            values.begin() + static_cast<std::ptrdiff_t>(act.first + act.count));
                                      }
                                      return kept;
                                    },
                                    column.values)});
  return out;
}

}  // namespace fugong::pass
