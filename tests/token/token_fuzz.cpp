// Nothing that was not signed by the issuer is ever green; claims that are read are written back the same.
#include <cstdlib>

#include "sample.h"
#include "token/base45.h"

using namespace fugong::token;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const sample::Issuer issuer;
  static const Trust trust = issuer.trust();
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto claims = decode_claims(bytes); claims && encode_claims(*claims) != bytes) std::abort();
  for (const std::string& text : {bytes, "FG1:" + base45_encode(bytes)}) {
    const Judgement judgement = judge(check_token(text, trust), sample::now_s, nullptr, {.at = sample::now});
    if (judgement.verdict == Verdict::green) std::abort();
  }
  // Behind a good signature any payload may stand.
  if (size < 300) read_token("FG1:" + base45_encode(issuer.sealer.seal(bytes)));
  return 0;
}
