#include "token/token.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <thread>

#include "token/base45.h"
#include "token/cwt.h"

namespace fugong::token {
namespace {

using cbor::Value;

constexpr std::int64_t claim_status = 65535, claim_pass = -65537;
constexpr std::int64_t cnf_key = 1, key_kty = 1, key_crv = -1, key_x = -2, key_y = -3, kty_ec2 = 2, crv_p256 = 1;
constexpr std::int64_t proof_time = 6, proof_challenge = 10;  // iat; Nonce of RFC 9711
constexpr std::size_t coordinate_bytes = 32;
constexpr std::int64_t pass_kind = 1, pass_scheme = 2, pass_holder = 3, pass_id_hash = 4, pass_enterprise = 5,
                       pass_plate = 6, pass_zones = 7, pass_route = 8, pass_health = 9;
constexpr std::size_t id_bytes = 16;
constexpr std::int64_t time_s_max = 253402300799;  // 9999-12-31T23:59:59Z
constexpr std::int64_t index_max = (std::int64_t{1} << 31) - 1;

void write_id(cbor::Writer& w, const std::string& uuid) {
  const auto bytes = uuid_bytes(uuid);
  w.bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

void write_cnf(cbor::Writer& w, const HolderKey& key) {
  w.integer(cwt::cnf).map(1).integer(cnf_key).map(4).integer(key_kty).integer(kty_ec2).integer(key_crv).integer(
      crv_p256);
  w.integer(key_x).bytes(key.x).integer(key_y).boolean(key.y_is_odd);
}

void write_pass(cbor::Writer& w, const Claims& c) {
  const std::size_t entries = 2u + !c.holder.empty() + !c.id_hash.empty() + !c.enterprise.empty() + !c.plate.empty() +
                              !c.zones.empty() + !c.route.empty() + c.health.has_value();
  w.integer(claim_pass).map(entries).integer(pass_kind).text(c.kind).integer(pass_scheme).integer(c.scheme);
  if (!c.holder.empty()) w.integer(pass_holder).text(c.holder);
  if (!c.id_hash.empty()) w.integer(pass_id_hash).bytes(c.id_hash);
  if (!c.enterprise.empty()) write_id(w.integer(pass_enterprise), c.enterprise.text);
  if (!c.plate.empty()) w.integer(pass_plate).text(c.plate);
  if (!c.zones.empty()) {
    w.integer(pass_zones).array(c.zones.size());
    for (const std::string& zone : c.zones) w.text(zone);
  }
  if (!c.route.empty()) w.integer(pass_route).text(c.route);
  if (c.health)
    w.integer(pass_health).array(2).integer(static_cast<std::int64_t>(c.health->colour)).integer(c.health->until_s);
}

// ---- reading: each returns false for a value of the wrong type or out of its range ----
bool get(const Value& v, std::int64_t low, std::int64_t high, std::int64_t& out) {
  const std::int64_t* n = v.integer();
  return n && *n >= low && *n <= high && (out = *n, true);
}
bool get_text(const Value& v, std::string& out) {
  const std::string* s = v.text();
  return s && !s->empty() && s->size() <= text_bytes_max && (out = *s, true);
}
bool get_id(const Value& v, std::string& out) {
  const std::string* s = v.bytes();
  if (!s || s->size() != id_bytes) return false;
  out = uuid_text(std::span<const std::uint8_t, id_bytes>(reinterpret_cast<const std::uint8_t*>(s->data()), id_bytes));
  return true;
}

bool get_cnf(const Value& v, Claims& c) {
  const Value* key = v.find(cnf_key);
  const Value* x = key ? key->find(key_x) : nullptr;
  const Value* y = key ? key->find(key_y) : nullptr;
  std::int64_t kty = 0, crv = 0;
  if (!x || !y || v.as<cbor::Map>()->size() != 1 || key->as<cbor::Map>()->size() != 4 || !key->find(key_kty) ||
      !key->find(key_crv) || !get(*key->find(key_kty), kty_ec2, kty_ec2, kty) ||
      !get(*key->find(key_crv), crv_p256, crv_p256, crv) || !x->bytes() || x->bytes()->size() != coordinate_bytes ||
      !y->as<bool>())
    return false;
  c.holder_key = HolderKey{*x->bytes(), *y->as<bool>()};
  return true;
}

bool get_status(const Value& v, Claims& c) {
  if (const auto* pair = v.as<cbor::Array>())
    return pair->size() == 2 && get((*pair)[0], 0, index_max, c.list) && get((*pair)[1], 0, index_max, c.index);
  const Value* list = v.find("status_list");
  if (!list || v.as<cbor::Map>()->size() != 1) return false;
  const Value* index = list->find("idx");
  const Value* uri = list->find("uri");
  return index && uri && list->as<cbor::Map>()->size() == 2 && get(*index, 0, index_max, c.index) &&
         get_text(*uri, c.status_uri);
}

bool get_zones(const Value& v, Claims& c) {
  const auto* items = v.as<cbor::Array>();
  if (!items || items->empty() || items->size() > zones_max) return false;
  for (const Value& item : *items)
    if (!get_text(item, c.zones.emplace_back())) return false;
  return true;
}

bool get_health(const Value& v, Claims& c) {
  const auto* pair = v.as<cbor::Array>();
  std::int64_t colour = 0;
  Health health;
  if (!pair || pair->size() != 2 || !get((*pair)[0], 0, 2, colour) || !get((*pair)[1], 0, time_s_max, health.until_s))
    return false;
  health.colour = static_cast<Colour>(colour);
  c.health = health;
  return true;
}

bool get_pass_entry(std::int64_t key, const Value& v, Claims& c) {
  switch (key) {
    case pass_kind: return get_text(v, c.kind);
    case pass_scheme: return get(v, scheme_printed, scheme_challenged, c.scheme);
    case pass_holder: return get_text(v, c.holder);
    case pass_id_hash: return v.bytes() && v.bytes()->size() == id_hash_bytes && (c.id_hash = *v.bytes(), true);
    case pass_enterprise: return get_id(v, c.enterprise.text);
    case pass_plate: return get_text(v, c.plate);
    case pass_zones: return get_zones(v, c);
    case pass_route: return get_text(v, c.route);
    case pass_health: return get_health(v, c);
    default: return false;
  }
}

bool get_pass(const Value& v, Claims& c) {
  const auto* entries = v.as<cbor::Map>();
  if (!entries || !v.find(pass_kind) || !v.find(pass_scheme)) return false;
  return std::ranges::all_of(
      *entries, [&](const auto& e) { return e.first.integer() && get_pass_entry(*e.first.integer(), e.second, c); });
}

bool get_claim(std::int64_t key, const Value& v, Claims& c) {
  switch (key) {
    case cwt::iss: return get_text(v, c.issuer.text);
    case cwt::exp: return get(v, 0, time_s_max, c.expires_s);
    case cwt::nbf: return get(v, 0, time_s_max, c.not_before_s);
    case cwt::iat: return get(v, 0, time_s_max, c.issued_s);
    case cwt::cti: return get_id(v, c.id.text);
    case cwt::cnf: return get_cnf(v, c);
    case claim_status: return get_status(v, c);
    case claim_pass: return get_pass(v, c);
    default: return false;
  }
}

ReadFault fault_of(Base45Fault fault) {
  switch (fault) {
    case Base45Fault::lower_case: return ReadFault::garbled_case;
    case Base45Fault::character: return ReadFault::garbled_character;
    case Base45Fault::length: return ReadFault::garbled_length;
    case Base45Fault::value: return ReadFault::not_base45;
  }
  return ReadFault::not_base45;
}

std::expected<Token, ReadFault> read_pass(cose::Sign1 message) {
  if (!message.has_only({cose::header_alg, cose::header_kid, cose::header_typ}))
    return std::unexpected(ReadFault::wrong_header);
  auto claims = decode_claims(message.payload);
  if (!claims) return std::unexpected(ReadFault::wrong_claims);
  return Token{std::move(message), std::move(*claims), {}};
}

bool get_proof_claims(const Value* claims, Proof& out) {
  const auto* entries = claims ? claims->as<cbor::Map>() : nullptr;
  const Value* time = claims ? claims->find(proof_time) : nullptr;
  const Value* challenge = claims ? claims->find(proof_challenge) : nullptr;
  if (!entries || !time || !get(*time, 0, time_s_max, out.at_s)) return false;
  if (!challenge) return entries->size() == 1;
  if (entries->size() != 2 || !challenge->bytes() || challenge->bytes()->size() != challenge_bytes) return false;
  out.challenge = *challenge->bytes();
  return true;
}

std::expected<Token, ReadFault> read_proof(cose::Sign1 message) {
  const auto refused = std::unexpected(ReadFault::wrong_proof);
  Proof proof;
  if (!message.has_only({cose::header_alg, cose::header_cwt_claims, cose::header_typ}) ||
      message.algorithm() != crypto::Algorithm::es256 ||
      !get_proof_claims(message.protected_header.find(cose::header_cwt_claims), proof))
    return refused;
  auto inside = cose::parse(message.payload);
  if (!inside || !inside->is(cose::Type::pass)) return refused;
  auto token = read_pass(std::move(*inside));
  if (!token) return token;
  if (!token->claims.holder_key) return refused;  // nothing that the proof could prove
  proof.message = std::move(message);
  token->proof = std::move(proof);
  return token;
}

bool is_prefix_in_any_case(std::string_view text) {
  return text.size() >= token_prefix.size() && (text[0] | 0x20) == 'f' && (text[1] | 0x20) == 'g' && text[2] == '1' &&
         text[3] == ':';
}

}  // namespace

std::string encode_claims(const Claims& c) {
  std::string out;
  out.reserve(256);
  cbor::Writer w(out);
  w.map(7u + c.holder_key.has_value()).integer(cwt::iss).text(c.issuer.text).integer(cwt::exp).integer(c.expires_s);
  w.integer(cwt::nbf).integer(c.not_before_s).integer(cwt::iat).integer(c.issued_s);
  write_id(w.integer(cwt::cti), c.id.text);
  if (c.holder_key) write_cnf(w, *c.holder_key);
  w.integer(claim_status);
  if (c.status_uri.empty()) w.array(2).integer(c.list).integer(c.index);
  else w.map(1).text("status_list").map(2).text("idx").integer(c.index).text("uri").text(c.status_uri);
  write_pass(w, c);
  return out;
}

std::optional<Claims> decode_claims(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  const auto* entries = whole ? whole->as<cbor::Map>() : nullptr;
  if (!entries) return std::nullopt;
  Claims out;
  for (const auto& [key, value] : *entries)
    if (!key.integer() || !get_claim(*key.integer(), value, out)) return std::nullopt;
  // Seven claims beside cnf, all known and none twice: so all are there.
  const bool complete = entries->size() == 7u + out.holder_key.has_value();
  return complete && out.holder_key.has_value() == (out.scheme > scheme_printed) ? std::optional(std::move(out))
                                                                                 : std::nullopt;
}

std::string mint(const Claims& claims, const cose::Sealer& sealer) {
  std::string out(token_prefix);
  out += base45_encode(sealer.seal(encode_claims(claims)));
  return out;
}

std::vector<std::string> mint_all(std::span<const Claims> claims, const cose::Sealer& sealer, unsigned threads) {
  std::vector<std::string> out(claims.size());
  const std::size_t shares = std::clamp<std::size_t>(threads, 1, std::max<std::size_t>(claims.size() / 16, 1));
  std::vector<std::exception_ptr> faults(shares);
  const auto work = [&](std::size_t share) {
    try {
      for (std::size_t i = claims.size() * share / shares; i < claims.size() * (share + 1) / shares; ++i)
        out[i] = mint(claims[i], sealer);
    } catch (...) {
      faults[share] = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t share = 1; share < shares; ++share) workers.emplace_back(work, share);
    work(0);
  }
  for (const auto& fault : faults)
    if (fault) std::rethrow_exception(fault);
  return out;
}

std::expected<Token, ReadFault> read_token(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == '\t')) text.remove_suffix(1);
  if (text.empty()) return std::unexpected(ReadFault::empty);
  if (text.size() > token_characters_max) return std::unexpected(ReadFault::too_long);
  if (!text.starts_with(token_prefix))
    return std::unexpected(is_prefix_in_any_case(text) ? ReadFault::garbled_case : ReadFault::not_a_pass);
  const auto bytes = base45_decode(text.substr(token_prefix.size()));
  if (!bytes) return std::unexpected(fault_of(bytes.error()));
  auto message = cose::parse(*bytes);
  if (!message) return std::unexpected(ReadFault::not_signed_cbor);
  if (message->is(cose::Type::pass)) return read_pass(std::move(*message));
  if (message->is(cose::Type::proof)) return read_proof(std::move(*message));
  return std::unexpected(ReadFault::wrong_type);
}

HolderKey holder_key_of(const crypto::PublicKey& key) {
  return {key.x(), !key.y().empty() && (key.y().back() & 1) != 0};
}

std::string show(std::string_view token, const crypto::Signer& holder, std::int64_t at_s, std::string_view challenge) {
  const auto pass = base45_decode(token.substr(token_prefix.size()));
  if (!pass || holder.algorithm() != crypto::Algorithm::es256) throw std::logic_error("this is no pass to show");
  cbor::Map claims{{proof_time, at_s}};
  if (!challenge.empty()) claims.emplace_back(proof_challenge, cbor::Bytes{std::string(challenge)});
  return std::string(token_prefix) + base45_encode(cose::seal_proof(*pass, holder, std::move(claims)));
}

bool proof_is_valid(const Proof& proof, const HolderKey& key) {
  const auto holder = crypto::PublicKey::from_p256_compressed(key.x, key.y_is_odd);
  return holder && cose::signature_is_valid(proof.message, crypto::Verifier(*holder));
}

std::string challenge_text(std::string_view challenge) {
  return std::string(challenge_prefix) + base45_encode(challenge);
}

std::optional<std::string> read_challenge(std::string_view text) {
  if (!text.starts_with(challenge_prefix)) return std::nullopt;
  auto bytes = base45_decode(text.substr(challenge_prefix.size()));
  if (!bytes || bytes->size() != challenge_bytes) return std::nullopt;
  return std::move(*bytes);
}

}  // namespace fugong::token
