// Keys and signatures that are the same on every run and machine, for the shared vectors and for nothing else: ECDSA
// and SM2 take their nonce from the message and the key (as RFC 6979 does, but simpler), Ed25519 does so by itself.
#pragma once

#include <string>
#include <string_view>

#include "crypto/signature.h"

namespace fugong::token::vectors {

// The key that `name` always gives.
crypto::KeyPair fixed_key(std::string_view name, crypto::Algorithm algorithm = crypto::Algorithm::es256);

std::string fixed_signature(const crypto::KeyPair& key, std::string_view message);

// A COSE_Sign1 with the same contents and a fixed signature.
std::string sign_again(std::string_view message, const crypto::KeyPair& key);

}  // namespace fugong::token::vectors
