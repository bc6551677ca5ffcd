#include "token/cose.h"
#include "token/cwt.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace fugong::token::cose {
namespace {

using cbor::Value;

// SM2 has no number yet (RFC 9053); ours is from the range for private use.
constexpr std::int64_t alg_es256 = -7, alg_eddsa = -8, alg_sm2_sm3 = -65560;
constexpr std::string_view sign1_begin = "\xd2\x84";  // tag 18, an array of four
constexpr std::int64_t typ_pass = 65100, typ_proof = 65101;
constexpr std::string_view typ_status_list = "application/statuslist+cwt";  // draft-ietf-oauth-status-list
constexpr std::string_view typ_status_delta = "application/fugong-statusdelta+cwt";
constexpr std::string_view typ_trust_list = "application/fugong-trust+cwt";
constexpr std::string_view typ_key_set = "application/fugong-keyset+cwt";
constexpr std::string_view typ_request = "application/fugong-request+cwt", typ_answer = "application/fugong-answer+cwt";

// COSE_Key labels and values.
constexpr std::int64_t key_kty = 1, key_kid = 2, key_alg = 3, key_crv = -1, key_x = -2, key_y = -3;
constexpr std::int64_t kty_okp = 1, kty_ec2 = 2, crv_p256 = 1, crv_ed25519 = 6, crv_sm2 = crypto::cose_curve_sm2;
constexpr std::int64_t cnf_key = 1;  // RFC 8747

Value type_value(Type type) {
  switch (type) {
    case Type::pass: return typ_pass;
    case Type::proof: return typ_proof;
    case Type::status_list: return cbor::Text{std::string(typ_status_list)};
    case Type::status_delta: return cbor::Text{std::string(typ_status_delta)};
    case Type::trust_list: return cbor::Text{std::string(typ_trust_list)};
    case Type::key_set: return cbor::Text{std::string(typ_key_set)};
    case Type::district_request: return cbor::Text{std::string(typ_request)};
    case Type::district_answer: return cbor::Text{std::string(typ_answer)};
  }
  throw std::logic_error("an unknown type of message");
}

std::int64_t curve_number(crypto::Algorithm algorithm) {
  switch (algorithm) {
    case crypto::Algorithm::es256: return crv_p256;
    case crypto::Algorithm::eddsa: return crv_ed25519;
    case crypto::Algorithm::sm2: return crv_sm2;
  }
  throw std::logic_error("an unknown algorithm");
}

std::int64_t integer_or(const Value* value, std::int64_t otherwise) {
  return value && value->integer() ? *value->integer() : otherwise;
}

}  // namespace

std::int64_t algorithm_number(crypto::Algorithm algorithm) {
  switch (algorithm) {
    case crypto::Algorithm::es256: return alg_es256;
    case crypto::Algorithm::eddsa: return alg_eddsa;
    case crypto::Algorithm::sm2: return alg_sm2_sm3;
  }
  throw std::logic_error("an unknown algorithm");
}

std::optional<crypto::Algorithm> algorithm_of(std::int64_t number) {
  if (number == alg_es256) return crypto::Algorithm::es256;
  if (number == alg_eddsa) return crypto::Algorithm::eddsa;
  if (number == alg_sm2_sm3) return crypto::Algorithm::sm2;
  return std::nullopt;
}

std::optional<crypto::Algorithm> Sign1::algorithm() const {
  const Value* alg = protected_header.find(header_alg);
  return alg && alg->integer() ? algorithm_of(*alg->integer()) : std::nullopt;
}

std::optional<std::string> Sign1::key_id() const {
  const Value* kid = protected_header.find(header_kid);
  if (!kid || !kid->bytes()) return std::nullopt;
  return *kid->bytes();
}

bool Sign1::is(Type type) const {
  const Value* typ = protected_header.find(header_typ);
  if (!typ) return false;
  switch (type) {  // passes and proofs by the thousand: without a copy
    case Type::pass: return typ->integer() && *typ->integer() == typ_pass;
    case Type::proof: return typ->integer() && *typ->integer() == typ_proof;
    default: return typ->text() && *typ->text() == *type_value(type).text();
  }
}

bool Sign1::has_only(std::initializer_list<std::int64_t> labels) const {
  const auto* guarded = protected_header.as<cbor::Map>();
  const auto* open = unprotected_header.as<cbor::Map>();
  return guarded->size() == labels.size() && open->empty() &&
         std::ranges::all_of(labels, [&](std::int64_t label) { return protected_header.find(label); });
}

std::optional<Sign1> parse(std::string_view bytes) {
  if (!bytes.starts_with(sign1_begin)) return std::nullopt;
  bytes.remove_prefix(sign1_begin.size());
  std::array<Value, 4> parts;
  for (Value& part : parts) {
    auto read = cbor::decode_next(bytes, 2);
    if (!read) return std::nullopt;
    part = std::move(*read);
  }
  auto* header = parts[0].as<cbor::Bytes>();
  auto* payload = parts[2].as<cbor::Bytes>();
  auto* signature = parts[3].as<cbor::Bytes>();
  if (!header || !parts[1].as<cbor::Map>() || !payload || !signature || !bytes.empty()) return std::nullopt;
  Sign1 out{std::move(header->data), cbor::Map{}, std::move(parts[1]), std::move(payload->data),
            std::move(signature->data)};
  if (!out.protected_bytes.empty()) {
    auto map = cbor::decode(out.protected_bytes);
    if (!map || !map->as<cbor::Map>()) return std::nullopt;
    out.protected_header = std::move(*map);
    // A label in both headers is an error (RFC 9052 section 3).
    for (const auto& entry : *out.unprotected_header.as<cbor::Map>())
      for (const auto& guarded : *out.protected_header.as<cbor::Map>())
        if (cbor::encode(entry.first) == cbor::encode(guarded.first)) return std::nullopt;
  }
  return out;
}

std::string to_be_signed(std::string_view protected_bytes, std::string_view external, std::string_view payload) {
  // An empty protected map is signed as an empty byte string, however it was sent (RFC 9052 section 4.4).
  if (protected_bytes == "\xa0") protected_bytes = {};
  std::string out;
  out.reserve(payload.size() + protected_bytes.size() + external.size() + 24);
  cbor::Writer(out).array(4).text("Signature1").bytes(protected_bytes).bytes(external).bytes(payload);
  return out;
}

bool signature_is_valid(const Sign1& message, const crypto::Verifier& verifier, std::string_view external) {
  return verifier.verify(to_be_signed(message.protected_bytes, external, message.payload), message.signature);
}

Sealer::Sealer(const crypto::Signer& signer, Type type, bool with_public_key) : signer_(signer) {
  cbor::Map header{{header_alg, algorithm_number(signer.algorithm())},
                   {header_kid, cbor::Bytes{signer.key_id()}},
                   {header_typ, type_value(type)}};
  if (with_public_key) {
    cbor::Map cnf{{cnf_key, key_to_cbor(signer.public_key())}};
    header.emplace_back(header_kccs, cbor::Map{{cwt::cnf, std::move(cnf)}});
  }
  protected_bytes_ = cbor::encode(Value(std::move(header)));
  cbor::Writer(prefix_).tag(tag_sign1).array(4).bytes(protected_bytes_).map(0);
  cbor::Writer(signed_prefix_).array(4).text("Signature1").bytes(protected_bytes_).bytes({});
}

std::string Sealer::seal(std::string_view payload) const {
  std::string text;
  text.reserve(signed_prefix_.size() + payload.size() + 8);
  text = signed_prefix_;
  cbor::Writer(text).bytes(payload);
  const std::string signature = signer_.sign(text);
  std::string out;
  out.reserve(prefix_.size() + payload.size() + signature.size() + 16);
  out = prefix_;
  cbor::Writer(out).bytes(payload).bytes(signature);
  return out;
}

std::string seal_proof(std::string_view pass, const crypto::Signer& holder, cbor::Map claims) {
  const std::string header = cbor::encode(cbor::Map{{header_alg, algorithm_number(holder.algorithm())},
                                                    {header_cwt_claims, std::move(claims)},
                                                    {header_typ, type_value(Type::proof)}});
  std::string out;
  out.reserve(header.size() + pass.size() + 80);
  cbor::Writer(out).tag(tag_sign1).array(4).bytes(header).map(0).bytes(pass);
  cbor::Writer(out).bytes(holder.sign(to_be_signed(header, {}, pass)));
  return out;
}

std::optional<crypto::PublicKey> shown_key(const Sign1& message) {
  const Value* claims = message.protected_header.find(header_kccs);
  const Value* cnf = claims ? claims->find(cwt::cnf) : nullptr;
  const Value* shown = cnf ? cnf->find(cnf_key) : nullptr;
  auto key = shown ? key_from_cbor(*shown) : std::nullopt;
  if (key && message.algorithm() != key->algorithm()) return std::nullopt;
  return key;
}

Value key_to_cbor(const crypto::PublicKey& key) {
  const bool okp = key.algorithm() == crypto::Algorithm::eddsa;
  cbor::Map out{{key_kty, okp ? kty_okp : kty_ec2},
                {key_kid, cbor::Bytes{key.key_id()}},
                {key_alg, algorithm_number(key.algorithm())},
                {key_crv, curve_number(key.algorithm())},
                {key_x, cbor::Bytes{key.x()}}};
  if (!okp) out.emplace_back(key_y, cbor::Bytes{key.y()});
  return out;
}

std::optional<crypto::PublicKey> key_from_cbor(const Value& value) {
  const Value* x = value.find(key_x);
  const Value* y = value.find(key_y);
  if (!x || !x->bytes()) return std::nullopt;
  const std::int64_t kty = integer_or(value.find(key_kty), 0), crv = integer_or(value.find(key_crv), 0);
  Result<crypto::PublicKey> key = fail(ErrorKind::invalid, "key.unsupported");
  if (kty == kty_okp && crv == crv_ed25519) {
    key = crypto::PublicKey::from_ed25519(*x->bytes());
  } else if (kty == kty_ec2 && crv == crv_sm2 && y && y->bytes()) {
    key = crypto::PublicKey::from_sm2(*x->bytes(), *y->bytes());
  } else if (kty == kty_ec2 && crv == crv_p256 && y) {
    if (y->bytes()) key = crypto::PublicKey::from_p256(*x->bytes(), *y->bytes());
    else if (const bool* odd = y->as<bool>()) key = crypto::PublicKey::from_p256_compressed(*x->bytes(), *odd);
  }
  if (!key) return std::nullopt;
  if (integer_or(value.find(key_alg), 0) != algorithm_number(key->algorithm())) return std::nullopt;
  const Value* kid = value.find(key_kid);
  if (kid && (!kid->bytes() || *kid->bytes() != key->key_id())) return std::nullopt;
  return *key;
}

}  // namespace fugong::token::cose
