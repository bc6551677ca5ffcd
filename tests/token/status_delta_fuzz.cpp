// Differences of status lists from strangers: refused, or read and laid on a list, never a crash; nothing is believed
// that was not signed, and what is laid on says afterwards what the difference says.
#include <cstdlib>

#include "sample.h"
#include "token/status_delta.h"

using namespace fugong::token;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const sample::Issuer issuer;
  static const Trust trust = issuer.trust();
  static const cose::Sealer sealer(issuer.signer, cose::Type::status_delta);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (open_status_delta(bytes, trust)) std::abort();
  const auto delta = open_status_delta(sealer.seal(bytes), trust);
  if (!delta) return 0;
  SignedStatusList list = issuer.status_list();
  list.uri = delta->uri;
  list.issued_s = delta->since_s;
  const auto newer = apply(list, *delta);
  if (!newer || !check_newer(&list, *newer)) std::abort();
  for (const auto& [index, status] : delta->entries)
    if (newer->entries.at(index) != status) std::abort();
  return 0;
}
