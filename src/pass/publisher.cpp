#include "pass/publisher.h"

#include <algorithm>

#include "pass/acts.h"
#include "token/status_delta.h"

namespace fugong::pass {
namespace {

constexpr std::int64_t delta_age_s_max = 7 * 86'400;  // a gate that was off for longer takes the whole list
// A change may become visible a little after its own time: commands wait in a queue.
constexpr Duration commit_slack = minutes(2);

token::PassStatus status_of(PassState state) {
  switch (state) {
    case PassState::revoked: return token::PassStatus::revoked;
    case PassState::suspended: return token::PassStatus::suspended;
    default: return token::PassStatus::valid;
  }
}

constexpr std::int64_t end_of_time_s = 253402300799;  // 9999-12-31T23:59:59Z

bool is_fresh(std::int64_t issued_s, std::int64_t ttl_s, Timestamp now) {
  const std::int64_t now_s = now.ms / 1000;
  return now_s >= issued_s && now_s - issued_s < ttl_s;
}

// One list more than is in use is announced, so that a gate with yesterday's trust list knows the next one.
std::int64_t lists_for(std::int64_t serials) { return list_of(serials) + 2; }

}  // namespace

std::string Publisher::uri(std::int64_t number) const {
  return o_.base_url + "/api/v1/status-list/" + std::to_string(number);
}

void Publisher::refresh_trust(db::Session& session, Timestamp now) {
  const std::int64_t lists = lists_for(Store(o_.district, session).serials_taken());
  std::vector<PassKey> keys = Store(o_.district, session).keys();
  if (trust_ && keys == keys_ && lists <= lists_ && is_fresh(trust_->list().issued_s, trust_refresh_s, now)) return;
  lists_ = std::max(lists, lists_);
  const std::int64_t now_s = now.ms / 1000;
  token::TrustedIssuer self{o_.district, o_.name.empty() ? o_.district.text : o_.name, {}, {}, o_.base_url};
  // A key is believed for as long as it is listed: what ends are the passes, and they end soon.
  keys_ = std::move(keys);
  (void)follow_keys(o_, session);  // a node without the private key can still publish and verify
  if (keys_.empty()) self.keys.push_back({o_.keys.passes.public_key(), 0, end_of_time_s});
  for (const PassKey& key : keys_)
    if (auto shown = crypto::PublicKey::from_pem(key.public_key); shown && key.state != KeyState::retired)
      self.keys.push_back({std::move(*shown), key.from.ms / 1000, key.until.ms / 1000});
  self.keys.push_back({o_.keys.status.public_key(), 0, end_of_time_s});
  for (const crypto::PublicKey& key : o_.keys.retired) self.keys.push_back({key, 0, end_of_time_s});
  for (std::int64_t number = 0; number < lists_; ++number) self.status_lists.emplace(number, uri(number));
  token::TrustList list{self.name, now_s, now_s + trust_valid_s, {std::move(self)}};
  trust_bytes_ = token::seal_trust_list(list, o_.keys.root);
  trust_ = std::make_shared<const token::Trust>(std::move(list));
}

std::string Publisher::trust_list(db::Session& session, Timestamp now) {
  std::lock_guard lock(mutex_);
  refresh_trust(session, now);
  return trust_bytes_;
}

std::shared_ptr<const token::Trust> Publisher::trust(db::Session& session, Timestamp now) {
  std::lock_guard lock(mutex_);
  refresh_trust(session, now);
  return trust_;
}

Publisher::List& Publisher::refresh_list(db::Session& session, std::int64_t number, Timestamp now) {
  Store store(o_.district, session);
  List& kept = list_[number];
  const std::int64_t version = store.status_version();
  if (kept.entries && kept.version == version && is_fresh(kept.entries->issued_s, status_ttl_s, now)) return kept;
  const std::int64_t first = number * token::status_list_entries;
  const std::int64_t used = std::clamp<std::int64_t>(store.serials_taken() - first, 1, token::status_list_entries);
  auto list = std::make_shared<token::SignedStatusList>();
  *list = {o_.district, uri(number), now.ms / 1000, status_ttl_s, token::StatusList(used)};
  store.each_stopped(first, first + token::status_list_entries, [&](std::int64_t serial, PassState state) {
    list->entries.set(serial - first,
                      state == PassState::revoked ? token::PassStatus::revoked : token::PassStatus::suspended);
  });
  kept = {version, std::move(list), {}};
  return kept;
}

Result<std::string> Publisher::status_list(db::Session& session, std::int64_t number, Timestamp now) {
  std::lock_guard lock(mutex_);
  refresh_trust(session, now);
  if (number < 0 || number >= lists_)
    return fail(ErrorKind::not_found, "status.unknown_list", "number", {{"number", std::to_string(number)}});
  List& list = refresh_list(session, number, now);
  if (list.bytes.empty()) list.bytes = token::seal_status_list(*list.entries, o_.keys.status);
  return list.bytes;
}

Result<std::string> Publisher::status_delta(db::Session& session, std::int64_t number, std::int64_t since_s,
                                            Timestamp now) {
  {
    std::lock_guard lock(mutex_);
    refresh_trust(session, now);
    if (number < 0 || number >= lists_)
      return fail(ErrorKind::not_found, "status.unknown_list", "number", {{"number", std::to_string(number)}});
  }
  const std::int64_t now_s = now.ms / 1000;
  if (since_s > now_s || now_s - since_s > delta_age_s_max)
    return fail(ErrorKind::not_found, "status.no_delta", "since");
  const std::int64_t first = number * token::status_list_entries;
  const auto changed = Store(o_.district, session)
                           .changed(first, first + token::status_list_entries, Timestamp{since_s * 1000} - commit_slack,
                                    static_cast<int>(token::status_delta_entries_max) + 1);
  if (changed.size() > token::status_delta_entries_max) return fail(ErrorKind::not_found, "status.no_delta", "since");
  token::SignedStatusDelta delta{o_.district, uri(number), now_s, since_s, {}};
  for (const auto& [serial, state] : changed) delta.entries.emplace_back(serial - first, status_of(state));
  return token::seal_status_delta(delta, o_.keys.status);
}

std::shared_ptr<const token::SignedStatusList> Publisher::entries(db::Session& session, std::int64_t number,
                                                                  Timestamp now) {
  std::lock_guard lock(mutex_);
  refresh_trust(session, now);
  if (number < 0 || number >= lists_) return nullptr;
  return refresh_list(session, number, now).entries;
}

}  // namespace fugong::pass
