// Whom a gate believes: the trust list, signed by the root (the city), names each district's keys and status lists.
//
//   COSE_Sign1, typ application/fugong-trust+cwt, header kccs (RFC 9528) = the root's own key, payload
//   { 1: root's name, 4: exp, 6: iat,
//     -65538: [ { 1: district, 2: name, 3: COSE_KeySet, 4: { list number: URI }, 5: URL } … ] }
//
// Entry 5, where the district answers other districts, may be missing. Each key of a key set carries -65540 and -65541:
// from and until when (seconds) it may sign.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "token/cose.h"

namespace fugong::token {

constexpr std::size_t trust_list_bytes_max = 4 * 1024 * 1024;  // every county of China with ten keys is under 3 MB

struct TrustedKey {
  crypto::PublicKey key;
  std::int64_t from_s = 0, until_s = 0;  // passes issued in [from, until) may bear its signature
};

struct TrustedIssuer {
  DistrictCode district;
  std::string name;
  std::vector<TrustedKey> keys;
  std::map<std::int64_t, std::string> status_lists;  // number → URI
  std::string url{};                                 // before /api/v1/…; empty: not told
};

struct TrustList {
  std::string root;
  std::int64_t issued_s = 0, expires_s = 0;
  std::vector<TrustedIssuer> issuers;
};

// One entry, as it stands in the list and in a district's own key set (exchange/key_set.h).
cbor::Value issuer_to_cbor(const TrustedIssuer& issuer);
std::optional<TrustedIssuer> issuer_from_cbor(const cbor::Value& value);

std::string seal_trust_list(const TrustList& list, const crypto::Signer& root);

// Whether a city's list knows a district as it is now: every key that signs, every status list in use. Otherwise the
// district's own gates would refuse its own passes. Pure.
bool speaks_for(const TrustList& city, const TrustedIssuer& own, Timestamp now);

// A trust list that has been checked, ready to verify with. Thread rule: immutable; use it from any thread.
class Trust {
 public:
  // The bytes of seal_trust_list (what GET /api/v1/trust-list answers and --trust reads). Without `root` the list is
  // believed because of where it came from, and its signature only guards against damage.
  // Codes: trust.malformed, trust.signature, trust.other_root.
  static Result<Trust> open(std::string_view bytes, const crypto::PublicKey* root = nullptr);
  // Of a list of our own making.
  explicit Trust(TrustList list);

  const TrustList& list() const { return list_; }
  const crypto::PublicKey* root() const { return root_ ? &*root_ : nullptr; }

  // unknown_key: the issuer is known, but none of its keys has the message's key id.
  enum class Answer : std::uint8_t { good, unknown_issuer, unknown_key, bad_signature };
  // Tries every key of the issuer that shares the message's key id, has its algorithm and was in force at `issued_s`.
  Answer verify(const cose::Sign1& message, const DistrictCode& issuer, std::int64_t issued_s) const;

  // The URI of an issuer's list; nullptr when the trust list does not name it.
  const std::string* status_uri(const DistrictCode& issuer, std::int64_t list) const;

 private:
  struct Key {
    crypto::Verifier verifier;
    std::int64_t from_s, until_s;
  };
  TrustList list_;
  std::optional<crypto::PublicKey> root_;
  std::map<std::string, std::vector<Key>, std::less<>> keys_;  // by district
};

}  // namespace fugong::token
