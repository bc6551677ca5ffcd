// The district's signing keys. They live in files beside the database, never in it: a stolen dump signs nothing.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "crypto/signature.h"

namespace fugong::pass {

// The key that signs passes now. It is handed over to another while passes are being made; a signer once read stays
// good for as long as the program runs. Thread rule: safe from any thread; copies share the hand-over.
class SigningKey {
 public:
  SigningKey(crypto::Signer signer);  // NOLINT: a signer is one
  const crypto::Signer& now() const { return *state_->now; }
  operator const crypto::Signer&() const { return now(); }  // NOLINT: wherever a signer is asked for
  const crypto::PublicKey& public_key() const { return now().public_key(); }
  // The signer whose private key this node has; nullptr when it has not.
  const crypto::Signer* find(const std::string& key_id) const;
  const crypto::Signer& keep(crypto::Signer signer) const;
  void hand_over(const crypto::Signer& kept) const { state_->now = &kept; }

 private:
  struct State {
    std::mutex mutex;
    std::map<std::string, std::unique_ptr<const crypto::Signer>> kept;  // by key id
    std::atomic<const crypto::Signer*> now;
  };
  std::shared_ptr<State> state_;
};

// Files of the folder, each 0600, made at the first start:
//   pass.pem    signs passes; ES256 unless another is put there       status.pem  ES256, signs status lists
//   root.pem    ES256, signs the trust list; the city's in a network of districts, the district's own when it is alone
//   pass-KEYID.pem  signs passes after a roll-over; to be copied to every node before it is switched to
//   retired-*.pem  public keys that sign nothing any more and are believed until their last pass ends
struct KeyRing {
  SigningKey passes;
  crypto::Signer status, root;
  std::vector<crypto::PublicKey> retired{};
  std::string folder{};  // empty: keys are kept nowhere

  // The signer with this id, from pass-KEYID.pem when it is not loaded yet. Code key.not_here when the node has no such
  // file.
  Result<const crypto::Signer*> find(const std::string& key_id) const;
  // A new key, in a file of its own. Codes of crypto/secrets.h.
  Result<const crypto::Signer*> make(crypto::Algorithm algorithm) const;

  // Codes: those of crypto/secrets.h and crypto/keys.h, with the path.
  static Result<KeyRing> open(const std::string& folder);
  // New keys of a moment, for tests and benchmarks.
  static KeyRing generate();
};

}  // namespace fugong::pass
