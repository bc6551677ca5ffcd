// The district's signing keys. They live in files beside the database, never in it: a stolen dump signs nothing.
#pragma once

#include <string>
#include <vector>

#include "crypto/signature.h"

namespace fugong::pass {

// Files of the folder, each 0600, made at the first start:
//   pass.pem    ES256, signs passes           status.pem  ES256, signs status lists
//   root.pem    ES256, signs the trust list; the city's in a network of districts, the district's own when it is alone
//   retired-*.pem  public keys that sign nothing any more and are believed until their last pass ends
struct KeyRing {
  crypto::Signer passes, status, root;
  std::vector<crypto::PublicKey> retired{};

  // Codes: those of crypto/secrets.h and crypto/keys.h, with the path.
  static Result<KeyRing> open(const std::string& folder);
  // New keys of a moment, for tests and benchmarks.
  static KeyRing generate();
};

}  // namespace fugong::pass
