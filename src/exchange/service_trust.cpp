// Whom the district believes, and how it stands with them.
#include <algorithm>

#include "audit/log.h"
#include "crypto/hash.h"
#include "exchange/service.h"
#include "exchange/store.h"
#include "identity/rights.h"

namespace fugong::exchange {
namespace {

std::optional<Timestamp> given(Timestamp t) { return t.ms > 0 ? std::optional(t) : std::nullopt; }

// Of City and of PeerList.
template <class Kept>
FetchView fetch_view(const Kept& kept, Language language) {
  FetchView out{given({kept.issued_s * 1000}),
                given(kept.fetched_at),
                given(kept.checked_at),
                given(kept.next_at),
                kept.failures,
                {},
                {}};
  if (!kept.trouble.empty()) {
    out.trouble = kept.trouble;
    out.message = message(language, kept.trouble);
  }
  return out;
}

}  // namespace

std::string stored(std::string_view bytes) { return crypto::to_base64url(bytes); }
std::string as_signed(std::string_view text) { return crypto::from_base64url(text).value_or(""); }

std::string Service::key_set(db::Session& session, Timestamp now) {
  const token::TrustedIssuer own = o_.passes.issuer(session, now);
  std::string entry = token::cbor::encode(token::issuer_to_cbor(own));
  const std::int64_t now_s = now.ms / 1000;
  std::lock_guard lock(mutex_);
  const bool is_fresh = now_s >= key_set_issued_s_ && now_s - key_set_issued_s_ < key_set_refresh_s;
  if (entry != key_set_entry_ || !is_fresh) {
    key_set_bytes_ = seal_key_set({own, now_s}, o_.passes.root());
    key_set_entry_ = std::move(entry);
    key_set_issued_s_ = now_s;
  }
  return key_set_bytes_;
}

std::string Service::fingerprint() const { return fingerprint_of(o_.passes.root().public_key()); }

Status Service::join(db::Session& session, const Context& context, const std::string& url,
                     const std::string& root_pem) {
  FG_CHECK(identity::require(context.actor, "exchange.join"));
  FG_TRY(const std::string base, parse_base_url(url));
  FG_TRY(const crypto::PublicKey root, crypto::PublicKey::from_pem(root_pem));
  Store(o_.district, session).join({.url = base, .root = root.pem(), .joined_at = context.now});
  audit(session, context, "exchange.join", "city", base, {{"root", fingerprint_of(root)}});
  return {};
}

Status Service::leave(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "exchange.join"));
  Store store(o_.district, session);
  const auto city = store.city();
  if (!city) return fail(ErrorKind::conflict, "exchange.alone");
  store.leave();
  audit(session, context, "exchange.leave", "city", city->url, {});
  return {};
}

pass::CityTrustPtr Service::city_trust(db::Session& session, Timestamp now) {
  Store store(o_.district, session);
  const auto city = store.city();
  if (!city || city->copies == 0 || city->expires_s <= now.ms / 1000) return nullptr;
  std::lock_guard lock(mutex_);
  if (trust_ && trust_copies_ == city->copies && trust_joined_at_ == city->joined_at) return trust_;
  auto root = crypto::PublicKey::from_pem(city->root);
  std::string bytes = as_signed(store.trust_bytes());
  auto trust = root ? token::Trust::open(bytes, &*root) : std::unexpected(root.error());
  if (!trust) return nullptr;  // somebody has been at the database: better alone than misled
  trust_ = std::make_shared<const pass::CityTrust>(pass::CityTrust{std::move(*trust), std::move(bytes)});
  trust_copies_ = city->copies;
  trust_joined_at_ = city->joined_at;
  lists_.clear();
  return trust_;
}

std::shared_ptr<const token::SignedStatusList> Service::list_for(db::Session& session, const token::Claims& claims,
                                                                 Timestamp now) {
  const pass::CityTrustPtr city = city_trust(session, now);
  if (!city) return nullptr;
  std::int64_t number = claims.list;
  if (!claims.status_uri.empty()) {  // the long form names the list by its place
    const auto lists = Store(o_.district, session).lists();
    const auto found = std::ranges::find_if(
        lists, [&](const PeerList& l) { return l.peer == claims.issuer && l.uri == claims.status_uri; });
    if (found == lists.end()) return nullptr;
    number = found->number;
  }
  Store store(o_.district, session);
  const auto row = store.list(claims.issuer, number);
  if (!row || row->copies == 0) return nullptr;
  std::lock_guard lock(mutex_);  // trust_ is set, and perhaps newer than `city` by now: lists are kept for it alone
  KeptList& kept = lists_[{claims.issuer.text, number}];
  if (kept.list && kept.copies == row->copies && kept.trust_copies == trust_copies_) return kept.list;
  auto list = token::open_status_list(as_signed(store.list_bytes(claims.issuer, number)), trust_->trust);
  kept = {row->copies, trust_copies_, nullptr};
  if (list && list->issuer == claims.issuer && list->uri == row->uri)
    kept.list = std::make_shared<const token::SignedStatusList>(std::move(*list));
  return kept.list;
}

std::vector<PeerView> Service::peers(db::Session& session, Timestamp now) {
  std::vector<PeerView> out;
  const pass::CityTrustPtr city = city_trust(session, now);
  if (!city) return out;
  const auto lists = Store(o_.district, session).lists();
  for (const token::TrustedIssuer& issuer : city->trust.list().issuers) {
    if (issuer.district == o_.district) continue;
    PeerView& peer = out.emplace_back(PeerView{issuer.district, issuer.name, {}});
    for (const PeerList& l : lists)
      if (l.peer == issuer.district && l.copies > 0)
        peer.lists.push_back({l.number, l.uri, {l.issued_s * 1000}, l.fetched_at});
  }
  return out;
}

Result<std::string> Service::peer_list(db::Session& session, const DistrictCode& peer, std::int64_t number) {
  std::string bytes = as_signed(Store(o_.district, session).list_bytes(peer, number));
  if (bytes.empty())
    return fail(ErrorKind::not_found, "status.unknown_list", "number", {{"number", std::to_string(number)}});
  return bytes;
}

Result<ExchangeStatus> Service::status(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "exchange.read"));
  Store store(o_.district, session);
  ExchangeStatus out{.district = o_.district, .name = o_.name, .fingerprint = fingerprint()};
  out.letters_waiting = store.count_undelivered(context.now);
  const auto city = store.city();
  if (!city) return out;
  const pass::CityTrustPtr trust = city_trust(session, context.now);
  const auto root = crypto::PublicKey::from_pem(city->root);
  CityView& view = out.city.emplace();
  view.url = city->url;
  view.joined_at = city->joined_at;
  view.root_fingerprint = root ? fingerprint_of(*root) : "";
  view.expires_at = given({city->expires_s * 1000});
  view.trust_list = fetch_view(*city, context.language);
  if (!trust) return out;
  view.name = trust->trust.list().root;
  view.in_use = token::speaks_for(trust->trust.list(), o_.passes.issuer(session, context.now), context.now);
  const auto lists = store.lists();
  for (const token::TrustedIssuer& issuer : trust->trust.list().issuers) {
    if (issuer.district == o_.district) continue;
    PeerStatus& peer = out.peers.emplace_back(
        PeerStatus{issuer.district, issuer.name, issuer.url, static_cast<std::int64_t>(issuer.keys.size()), {}});
    for (const PeerList& l : lists)
      if (l.peer == issuer.district) peer.lists.push_back({l.number, l.uri, fetch_view(l, context.language)});
  }
  return out;
}

void Service::audit(db::Session& session, const Context& context, const char* action, const std::string& subject_kind,
                    const std::string& subject, const json::Object& detail) {
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.empty() ? "system" : context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = action,
                          .subject_kind = subject_kind,
                          .subject_id = subject,
                          .detail = json::write_value(detail)});
}

void Service::note_in_audit_log(db::Session& session, Timestamp now, const char* action,
                                const std::string& subject_kind, const std::string& subject,
                                const json::Object& detail) {
  const Actor nobody;
  audit(session, {nobody, now}, action, subject_kind, subject, detail);
}

}  // namespace fugong::exchange
