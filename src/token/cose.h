// Signed messages: COSE_Sign1 (RFC 9052 section 4.2), always tagged 18, and COSE keys (RFC 9052 section 7, RFC 9053).
//
//   18([ bstr protected = {1: alg, 4: kid, 16: typ}, {}, bstr payload, bstr signature ])
//
// typ (RFC 9596) keeps a pass, a proof, a status list and a trust list from standing in for one another.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/signature.h"
#include "token/cbor.h"

namespace fugong::token::cose {

// Labels of headers and keys that we use (IANA COSE registries).
constexpr std::int64_t header_alg = 1, header_kid = 4, header_kccs = 14, header_cwt_claims = 15, header_typ = 16;
constexpr std::uint64_t tag_sign1 = 18;

// What a message is. Passes and proofs sit in a QR code, so they have numbers from the CoAP content formats' range for
// experiments (RFC 7252 section 12.3), 3 bytes each; the others carry their media type.
enum class Type : std::uint8_t {
  pass,
  proof,
  status_list,
  status_delta,
  trust_list,
  key_set,
  district_request,
  district_answer
};

std::int64_t algorithm_number(crypto::Algorithm algorithm);
std::optional<crypto::Algorithm> algorithm_of(std::int64_t number);

struct Sign1 {
  std::string protected_bytes;   // as signed
  cbor::Value protected_header;  // a map, possibly empty
  cbor::Value unprotected_header;
  std::string payload;
  std::string signature;

  // From the protected header only; nullopt when absent or of another type.
  std::optional<crypto::Algorithm> algorithm() const;
  std::optional<std::string> key_id() const;
  bool is(Type type) const;
  // Whether the protected header holds exactly these labels and the unprotected one nothing: no `crit` (RFC 9052
  // section 3.1) that we would have to understand, and no room for what nobody signed.
  bool has_only(std::initializer_list<std::int64_t> labels) const;
};

// nullopt unless `bytes` is exactly one tagged COSE_Sign1 in deterministic CBOR with an attached payload.
std::optional<Sign1> parse(std::string_view bytes);

// What is signed: ["Signature1", protected, external, payload] (RFC 9052 section 4.4).
std::string to_be_signed(std::string_view protected_bytes, std::string_view external, std::string_view payload);

// Whether `verifier` accepts the message. The algorithm named in the message plays no part: the key has one.
bool signature_is_valid(const Sign1& message, const crypto::Verifier& verifier, std::string_view external = {});

// Signs payloads of one type with one key; the header is encoded once. Safe from any thread.
class Sealer {
 public:
  Sealer(const crypto::Signer& signer, Type type, bool with_public_key = false);
  std::string seal(std::string_view payload) const;

 private:
  const crypto::Signer& signer_;
  std::string protected_bytes_, prefix_;  // of the message; of the bytes to be signed
  std::string signed_prefix_;
};

// A proof over a pass (token/token.h): its header carries `claims` instead of a key id.
std::string seal_proof(std::string_view pass, const crypto::Signer& holder, cbor::Map claims);

// The key that a message shows as its signer's own (Sealer's with_public_key), when the message names its algorithm;
// whether it is to be believed is another question.
std::optional<crypto::PublicKey> shown_key(const Sign1& message);

// COSE_Key of a public key, with kid and alg.
cbor::Value key_to_cbor(const crypto::PublicKey& key);
// nullopt for keys of other kinds, and for those whose alg or kid is not theirs.
std::optional<crypto::PublicKey> key_from_cbor(const cbor::Value& value);

}  // namespace fugong::token::cose
