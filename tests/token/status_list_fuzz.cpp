// Signed lists and trust lists from strangers: refused or read, never a crash; behind a good signature too.
#include <cstdlib>

#include "sample.h"

using namespace fugong::token;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const sample::Issuer issuer;
  static const Trust trust = issuer.trust();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (open_status_list(bytes, trust)) std::abort();
  (void)Trust::open(bytes);  // carries its root; whoever asks holds that against the one it knows
  static const cose::Sealer statuses(issuer.signer, cose::Type::status_list);
  static const cose::Sealer trusts(issuer.root, cose::Type::trust_list, true);
  (void)open_status_list(statuses.seal(bytes), trust);
  (void)Trust::open(trusts.seal(bytes));
  return 0;
}
