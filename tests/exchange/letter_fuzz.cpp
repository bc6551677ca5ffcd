// What districts send one another: whatever is read is written back the same, and nothing that was not signed is
// believed.
#include <cstdlib>

#include "exchange/key_set.h"
#include "exchange/letter.h"

using namespace fugong;
using namespace fugong::exchange;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const crypto::Signer key(crypto::KeyPair::generate(crypto::Algorithm::es256));
  static const token::Trust trust(
      {"city", 0, 4'000'000'000, {{{"210106"}, "west", {{key.public_key(), 0, 4'000'000'000}}, {}, ""}}});
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto letter = decode_request(bytes); letter && encode(*letter) != bytes) std::abort();
  if (const auto letter = decode_answer(bytes); letter && encode(*letter) != bytes) std::abort();
  if (open_request(bytes, trust) || open_answer(bytes, trust) || open_key_set(bytes)) std::abort();
  // Behind a good signature any payload may stand.
  using token::cose::Sealer, token::cose::Type;
  if (size < 2000) {
    (void)open_request(Sealer(key, Type::district_request).seal(bytes), trust);
    (void)open_answer(Sealer(key, Type::district_answer).seal(bytes), trust);
    (void)open_key_set(Sealer(key, Type::key_set, true).seal(bytes));
  }
  return 0;
}
