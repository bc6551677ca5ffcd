// Wallets, the enterprise's side: links for its holders, who has bound a phone, and phones that are lost.
#include <algorithm>
#include <unordered_set>

#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/service.h"
#include "pass/rules.h"
#include "pass/wallet_store.h"
#include "pass/wallets.h"

namespace fugong::pass {
namespace {

constexpr std::size_t claim_bytes = 16;
constexpr int holders_page = 500;

struct Named {
  std::string id, name;
  policy::HolderKind kind = policy::HolderKind::worker;
};

template <class Brief, class Tag>
Status take(const std::vector<Id<Tag>>& wanted, const std::vector<Brief>& known, const char* field) {
  std::unordered_set<std::string> ids;
  for (const Brief& brief : known) ids.insert(brief.id.text);
  for (const auto& id : wanted)
    if (!ids.contains(id.text)) return invalid("pass.unknown_holder", field, {{"id", id.text}});
  return {};
}

std::unordered_set<std::string> bound_ids(WalletStore store, const EnterpriseId& enterprise) {
  std::unordered_set<std::string> out;
  for (const HolderKey& key : store.keys(enterprise)) out.insert(key.holder);
  return out;
}

Result<std::vector<Named>> wanted_holders(const ServiceOptions& o, db::Session& session, const EnterpriseId& enterprise,
                                          const ClaimRequest& body) {
  std::vector<Named> out;
  const bool unbound = body.unbound.value_or(false);
  if (unbound == (body.workers || body.vehicles)) return invalid("pass.holders_needed", "unbound");
  if (body.workers || unbound) {
    const auto known = o.enterprises.workers_brief(session, enterprise, body.workers);
    if (body.workers) FG_CHECK(take(*body.workers, known, "workers"));
    const auto bound =
        unbound ? bound_ids(WalletStore(o.district, session), enterprise) : std::unordered_set<std::string>{};
    for (const auto& w : known)
      if (!bound.contains(w.id.text)) out.push_back({w.id.text, w.name, policy::HolderKind::worker});
  }
  if (body.vehicles) {
    const auto known = o.enterprises.vehicles_brief(session, enterprise, {}, body.vehicles);
    FG_CHECK(take(*body.vehicles, known, "vehicles"));
    for (const auto& v : known) out.push_back({v.id.text, v.plate, policy::HolderKind::vehicle});
  }
  if (out.empty()) return invalid("pass.nobody", unbound ? "unbound" : "workers");
  if (out.size() > claims_per_act_max) {
    // Of all that are unbound the first; who asks again gets the next, as these bind.
    if (!unbound) return invalid("pass.too_many", "workers", {{"limit", std::to_string(claims_per_act_max)}});
    out.resize(claims_per_act_max);
  }
  return out;
}

}  // namespace

Result<std::vector<ClaimLink>> Wallets::make_claims(db::Session& session, const Context& context,
                                                    const ClaimRequest& body) {
  EnterpriseId enterprise = body.enterprise.value_or(EnterpriseId{});
  if (enterprise.empty() && context.actor.kind == OrganisationKind::enterprise)
    enterprise.text = context.actor.organisation_code;
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = enterprise.text}));
  FG_TRY(const std::vector<Named> wanted, wanted_holders(o_, session, enterprise, body));
  WalletStore store(o_.district, session);
  const Timestamp expires = context.now + claim_valid_for;
  std::vector<ClaimLink> links;
  for (const Named& holder : wanted) {
    const std::string code = crypto::to_base64url(crypto::random_bytes(claim_bytes));
    store.drop_claims(holder.id);  // the newest link is the only one
    store.insert({crypto::to_hex(crypto::as_bytes(crypto::sha256(code))), holder.id, holder.kind, enterprise, expires},
                 context.actor.person.text, context.now);
    links.push_back({holder.id, holder.name, o_.base_url + "/m/wallet?claim=" + code, expires});
  }
  audit::append(session, audit_entry(o_, context.now, context.actor, "wallet.claims", "enterprise", enterprise.text,
                                     {{"links", static_cast<std::int64_t>(links.size())}}));
  return links;
}

std::string Wallets::name_of(db::Session& session, const WalletHolder& h) const {
  if (h.kind == policy::HolderKind::worker) {
    const auto found = o_.enterprises.workers_brief(session, h.enterprise, std::vector{WorkerId{h.holder}});
    return found.empty() ? std::string() : found[0].name;
  }
  const auto found = o_.enterprises.vehicles_brief(session, h.enterprise, {}, std::vector{VehicleId{h.holder}});
  return found.empty() ? std::string() : found[0].plate;
}

Result<http::Page<WalletLine>> Wallets::bound(db::Session& session, const Context& context,
                                              const EnterpriseId& enterprise, const WalletFilter& filter) {
  FG_CHECK(identity::require(context.actor, "pass.read", {.enterprise = enterprise.text}));
  FG_TRY(const int limit, page_limit(filter.limit));
  if (filter.after && !is_uuid(*filter.after)) return invalid("pass.bad_cursor", "after");
  auto rows = WalletStore(o_.district, session).holders(enterprise, filter.after.value_or(""), limit + 1);
  return to_page(
      std::move(rows), limit,
      [&](const WalletHolder& h) { return WalletLine{h.holder, h.kind, name_of(session, h), h.bound_at}; },
      [](const WalletHolder& h) { return h.holder; });
}

Result<PreparedUnbinding> Wallets::prepare_release(db::Session& session, const Context& context,
                                                   const EnterpriseId& enterprise, const std::string& holder) {
  FG_CHECK(identity::require(context.actor, "pass.request", {.enterprise = enterprise.text}));
  auto found = WalletStore(o_.district, session).holder(holder);
  if (!found || found->enterprise != enterprise) return fail(ErrorKind::not_found, "wallet.not_bound");
  return printed_again(session, context, {std::move(*found)});
}

Status Wallets::release(db::Session& session, const Context& context, const PreparedUnbinding& prepared) {
  return write_unbinding(session, context, prepared, "wallet.release");
}

// The entitlement stays: what was bound becomes a printed pass again, for as long as gates take those, and the next
// phone that is bound gets it.
Result<PreparedUnbinding> Wallets::printed_again(db::Session& session, const Context& context,
                                                 std::vector<WalletHolder> holders) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  FG_CHECK(follow_keys(o_, session));
  Reminting reminting(o_, context.now);
  Store store(o_.district, session);
  for (const WalletHolder& h : holders)
    for (const Pass& pass : store.live_of_holder(h.holder, context.now)) {
      const policy::PassKind* known = rules.pack->pass_kind(pass.kind);
      const auto kind = known ? std::optional(store.with_calls(*known)) : std::nullopt;
      const auto until = kind ? schemes_at(*kind, {}, context.now).upgrade_until : std::nullopt;
      reminting.add(pass, [&](token::Claims& claims) {
        if (!claims.holder_key) return;
        claims.scheme = token::scheme_printed;
        claims.holder_key.reset();
        if (until) claims.expires_s = std::min(claims.expires_s, until->ms / 1000);
      });
    }
  FG_TRY(auto passes, reminting.sign(serials_));
  return PreparedUnbinding{std::move(holders), std::move(passes)};
}

Status Wallets::write_unbinding(db::Session& session, const Context& context, const PreparedUnbinding& prepared,
                                const char* action) {
  WalletStore store(o_.district, session);
  std::vector<audit::Entry> entries;
  for (const WalletHolder& h : prepared.holders) {
    const auto now_bound = store.holder(h.holder);
    if (!now_bound || now_bound->wallet != h.wallet) return fail(ErrorKind::conflict, "pass.changed_meanwhile");
    store.unbind(h.holder);
    if (store.holders(h.wallet).empty()) store.end(h.wallet, context.now);
    entries.push_back(audit_entry(o_, context.now, context.actor, action, "wallet", h.wallet.text,
                                  {{"holder", h.holder}, {"enterprise", h.enterprise.text}}));
  }
  FG_CHECK(write_reminted(o_, session, prepared.passes, message(Language::zh_cn, "pass.unbound"), context.now));
  audit::append_all(session, entries);
  for (const WalletHolder& h : prepared.holders)
    publish(o_, session, "wallet", {{"enterprise", h.enterprise.text}, {"holder", h.holder}, {"bound", false}});
  return {};
}

}  // namespace fugong::pass
