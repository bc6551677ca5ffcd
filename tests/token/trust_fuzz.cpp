// Trust lists from strangers: refused or read, never a crash. Nothing is believed that the pinned root has not signed,
// and what it has signed says the same when it is written and read again.
#include <algorithm>
#include <cstdlib>

#include "sample.h"

using namespace fugong::token;

namespace {

std::string words_of(const TrustList& list) {
  std::string out = list.root + " " + std::to_string(list.issued_s) + " " + std::to_string(list.expires_s);
  for (const TrustedIssuer& issuer : list.issuers) out += cbor::encode(issuer_to_cbor(issuer));
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const sample::Issuer issuer;
  static const fugong::crypto::PublicKey root = issuer.root.public_key();
  static const cose::Sealer sealer(issuer.root, cose::Type::trust_list, true);
  static const cose::Sealer thief(issuer.signer, cose::Type::trust_list, true);
  static const auto shown = cose::parse(issuer.sealer.seal(encode_claims(sample::claims())));
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  (void)Trust::open(bytes);  // carries its root; whoever asks holds that against the one it knows
  if (Trust::open(bytes, &root) || Trust::open(thief.seal(bytes), &root)) std::abort();
  const auto trust = Trust::open(sealer.seal(bytes), &root);
  if (!trust) return 0;
  const auto again = Trust::open(seal_trust_list(trust->list(), issuer.root), &root);
  if (!again || words_of(again->list()) != words_of(trust->list())) std::abort();
  for (const TrustedIssuer& own : trust->list().issuers) {
    (void)speaks_for(trust->list(), own, sample::now);
    (void)trust->status_uri(own.district, 3);
    // A list that does not name the issuer's key never makes its pass good.
    const bool names_key =
        std::ranges::any_of(own.keys, [](const TrustedKey& k) { return k.key == issuer.signer.public_key(); });
    if (!names_key && trust->verify(*shown, own.district, sample::now_s) == Trust::Answer::good) std::abort();
  }
  return 0;
}
