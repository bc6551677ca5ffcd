// Signed status lists from strangers: refused or read, never a crash; behind a good signature too.
#include <cstdlib>

#include "sample.h"

using namespace fugong::token;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const sample::Issuer issuer;
  static const Trust trust = issuer.trust();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (open_status_list(bytes, trust)) std::abort();
  static const cose::Sealer statuses(issuer.signer, cose::Type::status_list);
  const auto list = open_status_list(statuses.seal(bytes), trust);
  if (list && list->entries.raw().size() < 65'536)
    if (!open_status_list(seal_status_list(*list, issuer.signer), trust)) std::abort();
  return 0;
}
