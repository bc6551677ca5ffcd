// Roll-over without stopping anyone: a key is announced, signs, and goes when its last pass has ended; a harder scheme
// is called in with a grace in which the older passes run out.
#include <algorithm>

#include "crypto/hash.h"
#include "pass/acts.h"
#include "pass/publisher.h"
#include "token/token.h"

namespace fugong::pass {
namespace {

constexpr Timestamp end_of_time{253402300799'000};  // 9999-12-31T23:59:59Z
constexpr Duration hand_over_slack = hours(1);  // what other nodes had signed, or were about to, when the key changed

std::string hex_id(const crypto::PublicKey& key) { return crypto::to_hex(key.key_id()); }

PassKeyView view_of(const ServiceOptions& o, const PassKey& key) {
  PassKeyView out{.key = key.key_id, .state = key.state, .from = key.from};
  if (const auto parsed = crypto::PublicKey::from_pem(key.public_key)) out.algorithm = parsed->algorithm();
  out.here = o.keys.find(crypto::from_hex(key.key_id).value_or("")).has_value();
  if (key.until != end_of_time) out.until = key.until;
  return out;
}

// The rows, with the key that the district began with when it has none yet.
std::vector<PassKey> keys_of(const ServiceOptions& o, Store& store) {
  std::vector<PassKey> keys = store.keys();
  if (keys.empty())
    keys.push_back(
        {hex_id(o.keys.passes.public_key()), o.keys.passes.public_key().pem(), KeyState::active, {}, end_of_time, {}});
  return keys;
}

bool has_announced(const std::vector<PassKey>& keys) {
  return std::ranges::find(keys, KeyState::announced, &PassKey::state) != keys.end();
}

PassKey* find(std::vector<PassKey>& keys, std::string_view id) {
  const auto found = std::ranges::find(keys, id, &PassKey::key_id);
  return found == keys.end() ? nullptr : &*found;
}

std::string text_of(Timestamp at) { return to_rfc3339(at); }

audit::Entry entry_of(const ServiceOptions& o, const Context& context, const char* action, const PassKey& key) {
  return audit_entry(o, context.now, context.actor, action, "pass_key", key.key_id, {{"from", text_of(key.from)}});
}

}  // namespace

Status follow_keys(const ServiceOptions& o, db::Session& session) {
  for (const PassKey& key : Store(o.district, session).keys()) {
    if (key.state != KeyState::active) continue;
    FG_TRY(const crypto::Signer* signer, o.keys.find(crypto::from_hex(key.key_id).value_or("")));
    o.keys.passes.hand_over(*signer);
  }
  return {};
}

Result<PassKey> Service::prepare_key(db::Session& session, const Context& context, const KeyAnnouncement& body) {
  FG_CHECK(identity::require(context.actor, "key.manage"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  Store store(o_.district, session);
  if (has_announced(store.keys())) return fail(ErrorKind::conflict, "key.already_announced");
  FG_TRY(const crypto::Signer* made, o_.keys.make(body.algorithm.value_or(crypto::Algorithm::es256)));
  const Timestamp from = context.now + seconds(rules.pack->gate.key_notice_s);
  return PassKey{
      hex_id(made->public_key()), made->public_key().pem(), KeyState::announced, from, end_of_time, context.now};
}

Result<PassKeyView> Service::announce_key(db::Session& session, const Context& context, const PassKey& key) {
  FG_CHECK(identity::require(context.actor, "key.manage"));
  Store store(o_.district, session);
  const std::vector<PassKey> keys = keys_of(o_, store);
  if (has_announced(keys)) return fail(ErrorKind::conflict, "key.already_announced");
  for (const PassKey& known : keys) store.put(known);  // the first key gets its row with its successor
  store.put(key);
  audit::append(session, entry_of(o_, context, "key.announce", key));
  return view_of(o_, key);
}

Result<PassKeyView> Service::activate_key(db::Session& session, const Context& context, const std::string& id) {
  FG_CHECK(identity::require(context.actor, "key.manage"));
  Store store(o_.district, session);
  std::vector<PassKey> keys = keys_of(o_, store);
  PassKey* key = find(keys, id);
  if (!key) return fail(ErrorKind::not_found, "key.unknown");
  if (key->state != KeyState::announced) return fail(ErrorKind::conflict, "key.not_announced");
  if (context.now < key->from) return fail(ErrorKind::conflict, "key.too_early", {}, {{"from", text_of(key->from)}});
  FG_TRY(const crypto::Signer* signer, o_.keys.find(crypto::from_hex(id).value_or("")));
  for (PassKey& old : keys) {
    if (old.state != KeyState::active) continue;
    old.state = KeyState::retiring;
    old.until = context.now + hand_over_slack;
    old.changed_at = context.now;
    store.put(old);
  }
  key->state = KeyState::active;
  key->changed_at = context.now;
  store.put(*key);
  audit::append(session, entry_of(o_, context, "key.activate", *key));
  session.after_commit([passes = o_.keys.passes, signer] { passes.hand_over(*signer); });
  return view_of(o_, *key);
}

Result<PassKeyView> Service::retire_key(db::Session& session, const Context& context, const std::string& id) {
  FG_CHECK(identity::require(context.actor, "key.manage"));
  Store store(o_.district, session);
  std::vector<PassKey> keys = keys_of(o_, store);
  PassKey* key = find(keys, id);
  if (!key) return fail(ErrorKind::not_found, "key.unknown");
  if (key->state != KeyState::retiring) return fail(ErrorKind::conflict, "key.not_retiring");
  const Timestamp last = std::max(key->until, store.last_end({}, key->until, context.now));
  if (last > context.now) return fail(ErrorKind::conflict, "key.still_needed", {}, {{"until", text_of(last)}});
  key->state = KeyState::retired;
  key->changed_at = context.now;
  store.put(*key);
  audit::append(session, entry_of(o_, context, "key.retire", *key));
  return view_of(o_, *key);
}

Result<std::vector<PassKeyView>> Service::pass_keys(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "key.manage"));
  Store store(o_.district, session);
  std::vector<PassKeyView> out;
  for (const PassKey& key : keys_of(o_, store)) out.push_back(view_of(o_, key));
  return out;
}

Result<SchemeView> Service::call_in_scheme(db::Session& session, const Context& context, const SchemeBody& body) {
  FG_CHECK(identity::require(context.actor, "pass.upgrade"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::PassKind* kind = rules.pack->pass_kind(body.kind);
  if (!kind) return invalid("pass.unknown_kind", "kind", {{"kind", body.kind}});
  Store store(o_.district, session);
  const Schemes now = schemes_at(*kind, store.called_in(body.kind), context.now);
  if (body.scheme <= now.min || body.scheme > token::scheme_challenged)
    return invalid("pass.scheme_order", "scheme", {{"scheme", std::to_string(now.min)}});
  const Timestamp from = body.from.value_or(context.now);
  if (from < context.now) return invalid("pass.scheme_past", "from");
  // What is issued until then lasts so long, and what has been issued may last longer.
  const Timestamp needed = std::max(from + kind->validity, store.last_end(body.kind, from, context.now));
  const Timestamp until = body.grace_until.value_or(needed);
  if (until < needed) return invalid("pass.grace_too_short", "grace_until", {{"until", text_of(needed)}});
  store.put(body.kind, {body.scheme, from, until});
  audit::append(session,
                audit_entry(o_, context.now, context.actor, "pass.upgrade", "pass_kind", body.kind,
                            {{"scheme", body.scheme}, {"from", text_of(from)}, {"grace_until", text_of(until)}}));
  publish(o_, session, "pass", {{"kind", body.kind}, {"scheme", body.scheme}});
  return SchemeView{body.kind, body.scheme, from, until};
}

}  // namespace fugong::pass
