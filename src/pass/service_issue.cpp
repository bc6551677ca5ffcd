// Issuing in bulk: everything is read, decided and signed on a reader; the command only writes what was made.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/service.h"
#include "pass/acts.h"
#include "pass/serials.h"
#include "token/token.h"

namespace fugong::pass {

struct PreparedIssue {
  struct Act {  // of one request
    PassRequest request;
    Issuance issuance;
    std::vector<std::string> replaced;  // passes that are revoked by a replacement
  };
  std::string pack_id, pack_version;
  std::vector<Act> acts;
  std::vector<db::BulkColumn> columns;  // of all passes
  IssueReceipt receipt;
};

namespace {

using Texts = std::vector<std::string>;
using Integers = std::vector<std::int64_t>;

// A holder as the register has it.
struct Holder {
  std::string id, subject, id_hash, route;
};

// One pass to be issued: what the row has beyond the claims.
struct Draft {
  std::size_t act = 0;
  std::string holder, replaces;
};

std::string hash_in_pass(const std::string& resident_id_index) {
  return crypto::from_base64url(resident_id_index).value_or("").substr(0, token::id_hash_bytes);
}

std::vector<Holder> holders_of(enterprise::Service& register_, db::Session& session, const PassRequest& request,
                               const policy::PassKind& kind) {
  std::vector<Holder> out;
  const Texts ids = split_holders(request.holders);
  const auto as = [&]<class IdType>(IdType) -> std::optional<std::vector<IdType>> {
    if (ids.empty()) return std::nullopt;
    std::vector<IdType> typed;
    for (const std::string& id : ids) typed.push_back({id});
    return typed;
  };
  if (kind.holder == policy::HolderKind::worker) {
    for (const auto& w : register_.workers_brief(session, request.enterprise, as(WorkerId{})))
      out.push_back({w.id.text, mask_name(w.name), hash_in_pass(w.resident_id_index), {}});
  } else {
    const auto use = json::enum_value<enterprise::VehicleUse>(kind.vehicle_use);
    for (const auto& v : register_.vehicles_brief(session, request.enterprise, use, as(VehicleId{})))
      out.push_back({v.id.text, v.plate, {}, kind.needs_route ? v.route : std::string()});
  }
  return out;
}

// Random bytes in larger pieces: the system is asked once for a hundred ids.
class BufferedRandom final : public Random {
 public:
  explicit BufferedRandom(Random& source) : source_(source) {}
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      if (used_ == buffer_.size()) {
        source_.fill(buffer_);
        used_ = 0;
      }
      byte = buffer_[used_++];
    }
  }

 private:
  Random& source_;
  std::array<std::uint8_t, 1024> buffer_;
  std::size_t used_ = buffer_.size();
};

// Everything one act of issuing gathers before it signs.
class Drafting {
 public:
  Drafting(const ServiceOptions& o, db::Session& session, const Context& context, const policy::InForce& rules)
      : o_(o), session_(session), store_(o.district, session), context_(context), rules_(rules),
        random_(o.random), out_(std::make_shared<PreparedIssue>()) {
    out_->pack_id = rules.pack->id;
    out_->pack_version = rules.pack->version;
  }

  // Why this request cannot be issued now, if so.
  Status check(const PassRequest& request) {
    FG_TRY(const auto* kind, issuable_kind(*rules_.pack, rules_.current(), request.kind));
    if (schemes_at(*kind, {}, context_.now).min > token::scheme_printed)
      return fail(ErrorKind::conflict, "pass.scheme_unsupported", "kind");
    if (o_.hooks.may_issue && !o_.hooks.may_issue(session_, request.enterprise))
      return fail(ErrorKind::conflict, "pass.not_approved", {}, {{"enterprise", request.enterprise.text}});
    return {};
  }

  void add(const PassRequest& request) {
    const policy::PassKind& kind = *rules_.pack->pass_kind(request.kind);
    Held& held = held_of(request);
    PreparedIssue::Act act{.request = request, .issuance = {}, .replaced = {}};
    IssuedRequest answer{.request = request.id, .enterprise = request.enterprise, .kind = request.kind};
    const std::size_t first = claims_.size();
    for (Holder& holder : holders_of(o_.enterprises, session_, request, kind)) {
      const auto live = held.live.find(holder.id);
      const LivePass* old = live == held.live.end() ? nullptr : &live->second;
      const bool issued_just_now = old && old->id.empty();
      std::string_view code =
          issued_just_now ? "pass.has_one" : refusal(request.purpose, old, kind.validity, context_.now);
      if (code.empty() && kind.needs_route && holder.route.empty()) code = "pass.route_missing";
      if (code.empty() && (holder.route.size() > token::text_bytes_max || holder.subject.size() > token::text_bytes_max))
        code = "pass.text_too_long";
      if (!code.empty()) {
        skip(answer, holder.id, code);
        continue;
      }
      if (old && request.purpose == Purpose::replacement) act.replaced.push_back(old->id.text);
      draft(request, kind, holder, old);
    }
    answer.issued = static_cast<std::int64_t>(claims_.size() - first);
    if (answer.issued > 0) ++held.issuance;
    act.issuance = {request.enterprise, request.kind, held.issuance, request.id, request.case_id, answer.issued,
                    context_.now, context_.actor.person.text};
    out_->receipt.issued += answer.issued;
    out_->receipt.skipped += answer.skipped;
    out_->receipt.requests.push_back(std::move(answer));
    out_->acts.push_back(std::move(act));
  }

  std::size_t passes() const { return claims_.size(); }

  Result<PreparedIssuePtr> sign(SerialPool& pool, std::int64_t left) {
    FG_TRY(const Integers serials, pool.take(static_cast<std::int64_t>(claims_.size())));
    number(serials);
    const token::cose::Sealer sealer(o_.keys.passes, token::cose::Type::pass);
    Texts tokens = token::mint_all(claims_, sealer, o_.signing_threads);
    fill_columns(serials, std::move(tokens));
    out_->receipt.left = left;
    return PreparedIssuePtr(std::move(out_));
  }

 private:
  struct Held {  // by one enterprise of one kind
    std::unordered_map<std::string, LivePass> live;
    std::int64_t issuance = 0;
    std::size_t seen = 0;  // drafts that `live` knows of
  };

  Held& held_of(const PassRequest& request) {
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

  void skip(IssuedRequest& answer, const std::string& holder, std::string_view code) {
    if (static_cast<std::size_t>(answer.skipped++) < skipped_shown_max)
      answer.skipped_holders.push_back({holder, std::string(code), message(context_.language, code)});
  }

  void draft(const PassRequest& request, const policy::PassKind& kind, Holder& holder, const LivePass* old) {
    token::Claims c;
    c.issuer = o_.district;
    c.issued_s = c.not_before_s = context_.now.ms / 1000;
    c.expires_s = (context_.now + kind.validity).ms / 1000;
    c.id = PassId::make(context_.now, random_);
    c.kind = request.kind;
    // A printed pass ends with the grace of its scheme, so that none that is still good is ever refused.
    if (const auto until = schemes_at(kind, {}, context_.now).upgrade_until)
      c.expires_s = std::min(c.expires_s, until->ms / 1000);
    c.id_hash = std::move(holder.id_hash);
    c.enterprise = request.enterprise;
    (kind.holder == policy::HolderKind::worker ? c.holder : c.plate) = std::move(holder.subject);
    c.zones = kind.zones;
    c.route = std::move(holder.route);
    claims_.push_back(std::move(c));
    drafts_.push_back({out_->acts.size(), std::move(holder.id), old ? old->id.text : std::string()});
  }

  // Ids of one millisecond are random behind it: sorted, they go into every index in its own order.
  void number(const Integers& serials) {
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

  void fill_columns(const Integers& serials, Texts tokens) {
    const std::size_t n = claims_.size();
    Texts id, kind, enterprise, holder, subject, replaces;
    Integers issuance, expires;
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
    add("not_before", now);
    add("expires_at", std::move(expires));
    add("changed_at", now);
    add("replaces", std::move(replaces));
    add("token", std::move(tokens));
  }

  const ServiceOptions& o_;
  db::Session& session_;
  Store store_;
  const Context& context_;
  const policy::InForce& rules_;
  BufferedRandom random_;
  std::map<std::pair<std::string, std::string>, Held> held_;
  std::vector<token::Claims> claims_;
  std::vector<Draft> drafts_;
  std::shared_ptr<PreparedIssue> out_;
};

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

json::Object detail_of(const PreparedIssue::Act& act, const IssuedRequest& answer) {
  json::Object detail{{"enterprise", act.request.enterprise.text}, {"kind", act.request.kind},
                      {"purpose", json::enum_name(act.request.purpose)}, {"passes", answer.issued},
                      {"skipped", answer.skipped}};
  if (answer.first_number) {
    detail["first"] = *answer.first_number;
    detail["last"] = *answer.last_number;
  }
  return detail;
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
  return drafting.sign(*serials_, left);
}

Result<IssueReceipt> Service::issue(db::Session& session, const Context& context, const PreparedIssuePtr& prepared) {
  FG_CHECK(identity::require(context.actor, "pass.issue"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  if (rules.pack->id != prepared->pack_id || rules.pack->version != prepared->pack_version)
    return fail(ErrorKind::conflict, "pass.rules_changed");
  Store store(o_.district, session);
  std::vector<audit::Entry> entries;
  std::set<CaseId> cases;
  bool revoked = false;
  for (std::size_t i = 0; i < prepared->acts.size(); ++i) {
    const auto& [request, issuance, replaced] = prepared->acts[i];
    FG_TRY([[maybe_unused]] const auto* kind, issuable_kind(*rules.pack, rules.current(), request.kind));
    if (o_.hooks.may_issue && !o_.hooks.may_issue(session, request.enterprise))
      return fail(ErrorKind::conflict, "pass.not_approved", {}, {{"enterprise", request.enterprise.text}});
    if (!store.end_request(request.id, RequestState::issued, issuance.passes, context.now))
      return fail(ErrorKind::conflict, "pass.request_done", "requests", {{"id", request.id.text}});
    if (issuance.passes > 0) {
      if (store.last_issuance(request.enterprise, request.kind) != issuance.number - 1)
        return fail(ErrorKind::conflict, "pass.issued_meanwhile");
      store.insert(issuance);
    }
    for (const std::string& id : replaced) {
      auto old = store.find({id});
      if (!old || old->state != PassState::valid) return fail(ErrorKind::conflict, "pass.issued_meanwhile");
      old->state = PassState::revoked;
      old->changed_at = context.now;
      old->reason = message(Language::zh_cn, "pass.replaced");
      store.save_state(*old, PassState::valid);
      revoked = true;
    }
    if (request.case_id) cases.insert(*request.case_id);
    entries.push_back(audit_entry(o_, context.now, context.actor, "pass.issue", "pass_request", request.id.text,
                                  detail_of(prepared->acts[i], prepared->receipt.requests[i])));
  }
  session.bulk_insert(Store::table, prepared->columns);
  if (revoked) store.new_status_version();
  for (const CaseId& id : cases)
    if (o_.hooks.on_issued) FG_CHECK(o_.hooks.on_issued(session, id, store.wanted(id), context.now, context.actor));
  audit::append_all(session, entries);
  publish(o_, session, "pass", {{"issued", prepared->receipt.issued}});
  return prepared->receipt;
}

}  // namespace fugong::pass
