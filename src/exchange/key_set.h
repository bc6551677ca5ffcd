// What a district publishes of itself, so that the city can put it on the trust list: its keys and its status lists,
// signed by its root key.
//
//   COSE_Sign1, typ application/fugong-keyset+cwt, header kccs (RFC 9528) = the district's root key, payload
//   { 1: iss district, 6: iat, -65538: the entry that is wanted on the trust list (token/trust.h) }
#pragma once

#include <string>
#include <string_view>

#include "token/trust.h"

namespace fugong::exchange {

constexpr std::size_t key_set_bytes_max = 64 * 1024;  // ten keys and a hundred lists are under 20 KB

struct KeySet {
  token::TrustedIssuer issuer;
  std::int64_t issued_s = 0;
};

std::string seal_key_set(const KeySet& set, const crypto::Signer& root);

struct SignedKeySet {
  KeySet set;
  crypto::PublicKey root;  // its signature is good; whose the key is the reader has to know
};
// Codes: key_set.malformed, key_set.signature.
Result<SignedKeySet> open_key_set(std::string_view bytes);

}  // namespace fugong::exchange
