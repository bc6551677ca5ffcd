#include "token/trust.h"
#include "token/cwt.h"

#include <algorithm>

namespace fugong::token {
namespace {

using cbor::Value;

constexpr std::int64_t claim_issuers = -65538;
constexpr std::int64_t issuer_district = 1, issuer_name = 2, issuer_keys = 3, issuer_lists = 4, issuer_url = 5;
constexpr std::int64_t key_from = -65540, key_until = -65541;

Value key_value(const TrustedKey& k) {
  cbor::Map out = *cose::key_to_cbor(k.key).as<cbor::Map>();
  out.emplace_back(key_from, k.from_s);
  out.emplace_back(key_until, k.until_s);
  return out;
}

bool read_text(const Value* v, std::string& out) { return v && v->text() && (out = *v->text(), true); }
bool read_time(const Value* v, std::int64_t& out) {
  return v && v->integer() && *v->integer() >= 0 && (out = *v->integer(), true);
}

std::optional<TrustList> read_list(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  if (!whole) return std::nullopt;
  TrustList out;
  const Value* issuers = whole->find(claim_issuers);
  if (!read_text(whole->find(cwt::iss), out.root) || !read_time(whole->find(cwt::iat), out.issued_s) ||
      !read_time(whole->find(cwt::exp), out.expires_s) || !issuers || !issuers->as<cbor::Array>())
    return std::nullopt;
  for (const Value& v : *issuers->as<cbor::Array>()) {
    auto issuer = issuer_from_cbor(v);
    if (!issuer) return std::nullopt;
    out.issuers.push_back(std::move(*issuer));
  }
  return out;
}

std::unexpected<Error> refused(const char* code) { return fail(ErrorKind::malformed, code); }

}  // namespace

Value issuer_to_cbor(const TrustedIssuer& issuer) {
  cbor::Array keys;
  for (const TrustedKey& k : issuer.keys) keys.push_back(key_value(k));
  cbor::Map lists;
  for (const auto& [number, uri] : issuer.status_lists) lists.emplace_back(number, cbor::Text{uri});
  cbor::Map out{{issuer_district, cbor::Text{issuer.district.text}},
                {issuer_name, cbor::Text{issuer.name}},
                {issuer_keys, std::move(keys)},
                {issuer_lists, std::move(lists)}};
  if (!issuer.url.empty()) out.emplace_back(issuer_url, cbor::Text{issuer.url});
  return out;
}

std::optional<TrustedIssuer> issuer_from_cbor(const Value& v) {
  TrustedIssuer out;
  const Value* keys = v.find(issuer_keys);
  const Value* lists = v.find(issuer_lists);
  const Value* url = v.find(issuer_url);
  if (!read_text(v.find(issuer_district), out.district.text) || !read_text(v.find(issuer_name), out.name) || !keys ||
      !keys->as<cbor::Array>() || !lists || !lists->as<cbor::Map>() || (url && !read_text(url, out.url)))
    return std::nullopt;
  for (const Value& entry : *keys->as<cbor::Array>()) {
    auto key = cose::key_from_cbor(entry);
    std::int64_t from = 0, until = 0;
    if (!key || !read_time(entry.find(key_from), from) || !read_time(entry.find(key_until), until)) return std::nullopt;
    out.keys.push_back({std::move(*key), from, until});
  }
  for (const auto& [number, uri] : *lists->as<cbor::Map>()) {
    if (!number.integer() || !uri.text()) return std::nullopt;
    out.status_lists.emplace(*number.integer(), *uri.text());
  }
  return out;
}

std::string seal_trust_list(const TrustList& list, const crypto::Signer& root) {
  cbor::Array issuers;
  for (const TrustedIssuer& issuer : list.issuers) issuers.push_back(issuer_to_cbor(issuer));
  const Value payload = cbor::Map{{cwt::iss, cbor::Text{list.root}},
                                  {cwt::exp, list.expires_s},
                                  {cwt::iat, list.issued_s},
                                  {claim_issuers, std::move(issuers)}};
  return cose::Sealer(root, cose::Type::trust_list, true).seal(cbor::encode(payload));
}

bool speaks_for(const TrustList& city, const TrustedIssuer& own, Timestamp now) {
  const std::int64_t now_s = now.ms / 1000;
  const auto entry = std::ranges::find(city.issuers, own.district, &TrustedIssuer::district);
  if (city.expires_s <= now_s || entry == city.issuers.end()) return false;
  const auto signs_now = [&](const TrustedKey& k) { return now_s >= k.from_s && now_s < k.until_s; };
  for (const TrustedKey& k : own.keys) {
    const auto same = [&](const TrustedKey& known) { return known.key == k.key && signs_now(known); };
    if (signs_now(k) && std::ranges::none_of(entry->keys, same)) return false;
  }
  for (const auto& [number, uri] : own.status_lists) {
    // The last one is announced before it is used.
    if (own.status_lists.size() > 1 && number == own.status_lists.rbegin()->first) continue;
    const auto known = entry->status_lists.find(number);
    if (known == entry->status_lists.end() || known->second != uri) return false;
  }
  return true;
}

Result<Trust> Trust::open(std::string_view bytes, const crypto::PublicKey* root) {
  if (bytes.size() > trust_list_bytes_max) return refused("trust.malformed");
  const auto message = cose::parse(bytes);
  if (!message || !message->is(cose::Type::trust_list)) return refused("trust.malformed");
  const auto key = cose::shown_key(*message);
  if (!key) return refused("trust.malformed");
  if (root && !(*root == *key)) return refused("trust.other_root");
  if (!cose::signature_is_valid(*message, crypto::Verifier(*key))) return refused("trust.signature");
  auto list = read_list(message->payload);
  if (!list) return refused("trust.malformed");
  Trust out(std::move(*list));
  out.root_ = *key;
  return out;
}

Trust::Trust(TrustList list) : list_(std::move(list)) {
  for (const TrustedIssuer& issuer : list_.issuers)
    for (const TrustedKey& k : issuer.keys)
      keys_[issuer.district.text].push_back({crypto::Verifier(k.key), k.from_s, k.until_s});
}

Trust::Answer Trust::verify(const cose::Sign1& message, const DistrictCode& issuer, std::int64_t issued_s) const {
  const auto found = keys_.find(issuer.text);
  if (found == keys_.end()) return Answer::unknown_issuer;
  const auto algorithm = message.algorithm();
  const auto key_id = message.key_id();
  if (!algorithm || !key_id) return Answer::bad_signature;
  Answer answer = Answer::unknown_key;
  for (const Key& k : found->second) {
    if (k.verifier.key_id() != *key_id) continue;
    if (k.verifier.algorithm() == *algorithm && issued_s >= k.from_s && issued_s < k.until_s &&
        cose::signature_is_valid(message, k.verifier))
      return Answer::good;
    answer = Answer::bad_signature;
  }
  return answer;
}

const std::string* Trust::status_uri(const DistrictCode& issuer, std::int64_t list) const {
  for (const TrustedIssuer& i : list_.issuers)
    if (i.district == issuer)
      if (const auto found = i.status_lists.find(list); found != i.status_lists.end()) return &found->second;
  return nullptr;
}

}  // namespace fugong::token
