// What phones show. Green only: the pass's own phone signed, around a pass of the issuer, within the gate's window.
#include <cstdlib>

#include "sample.h"
#include "token/base45.h"

using namespace fugong::token;

namespace {

struct World {
  sample::Issuer issuer;
  Trust trust = issuer.trust();
  fugong::crypto::Signer phone{fugong::crypto::KeyPair::generate(fugong::crypto::Algorithm::es256)};
  std::string pass = [this] {
    Claims claims = sample::claims();
    claims.scheme = scheme_bound;
    claims.holder_key = holder_key_of(phone.public_key());
    return issuer.sealer.seal(encode_claims(claims));
  }();

  Judgement judged(std::string_view message) const {
    const std::string text = std::string(token_prefix) + base45_encode(message);
    return judge(check_token(text, trust), sample::now_s, nullptr, {.at = sample::now});
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const World world;
  if (size > 400) return 0;  // more than any code holds
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (world.judged(bytes).verdict == Verdict::green) std::abort();
  // The right phone around whatever it is given.
  const cbor::Map now{{std::int64_t{6}, sample::now_s}};
  if (world.judged(cose::seal_proof(bytes, world.phone, now)).verdict == Verdict::green) std::abort();
  // The right phone around the right pass, with whatever it says of the time.
  const auto said = cbor::decode(bytes);
  const auto* claims = said ? said->as<cbor::Map>() : nullptr;
  if (!claims) return 0;
  const Judgement judgement = world.judged(cose::seal_proof(world.pass, world.phone, *claims));
  const std::int64_t offset_s = judgement.clock_offset.value_or(1'000);
  if (judgement.verdict == Verdict::green && (offset_s < -30 || offset_s > 60)) std::abort();
  return 0;
}
