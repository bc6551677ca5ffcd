#include "exchange/key_set.h"
#include "token/cwt.h"

namespace fugong::exchange {
namespace {

using token::cbor::Value;
namespace cbor = token::cbor;
namespace cwt = token::cwt;
namespace cose = token::cose;

constexpr std::int64_t claim_issuer = -65538;

Value payload_of(const KeySet& set) {
  return cbor::Map{{cwt::iss, cbor::Text{set.issuer.district.text}},
                   {cwt::iat, set.issued_s},
                   {claim_issuer, token::issuer_to_cbor(set.issuer)}};
}

std::optional<KeySet> read_set(std::string_view payload) {
  const auto whole = cbor::decode(payload);
  if (!whole) return std::nullopt;
  const Value* issued = whole->find(cwt::iat);
  const Value* entry = whole->find(claim_issuer);
  if (!issued || !issued->integer() || !entry) return std::nullopt;
  auto issuer = token::issuer_from_cbor(*entry);
  if (!issuer) return std::nullopt;
  KeySet out{std::move(*issuer), *issued->integer()};
  // Nothing more, nothing twice, and the district that it is about is the one that speaks.
  if (cbor::encode(payload_of(out)) != payload) return std::nullopt;
  return out;
}

}  // namespace

std::string seal_key_set(const KeySet& set, const crypto::Signer& root) {
  return cose::Sealer(root, cose::Type::key_set, true).seal(cbor::encode(payload_of(set)));
}

Result<SignedKeySet> open_key_set(std::string_view bytes) {
  const auto refused = [](const char* code) { return fail(ErrorKind::malformed, code); };
  if (bytes.size() > key_set_bytes_max) return refused("key_set.malformed");
  const auto message = cose::parse(bytes);
  const auto key = message && message->is(cose::Type::key_set) ? cose::shown_key(*message) : std::nullopt;
  if (!key) return refused("key_set.malformed");
  if (!cose::signature_is_valid(*message, crypto::Verifier(*key))) return refused("key_set.signature");
  auto set = read_set(message->payload);
  if (!set) return refused("key_set.malformed");
  return SignedKeySet{std::move(*set), *key};
}

}  // namespace fugong::exchange
