// A district that issues passes, for the tests of this room.
#pragma once

#include <string>

#include "token/status_list.h"
#include "token/token.h"
#include "token/trust.h"
#include "token/verdict.h"

namespace fugong::token::sample {

constexpr std::int64_t now_s = 1650513600;  // 2022-04-21T04:00:00Z
inline const Timestamp now{now_s * 1000};
inline const std::string district = "210104";
inline const std::string uri = "https://pass.example/status-lists/3";

inline Claims claims() {
  Claims c;
  c.issuer = {district};
  c.issued_s = now_s - 3600;
  c.not_before_s = now_s - 3600;
  c.expires_s = now_s + 86400;
  c.id = {"01804a1e-7c00-7abc-8def-0123456789ab"};
  c.list = 3;
  c.index = 70000;
  c.kind = "truck";
  c.holder = "张*";
  c.id_hash = "\x01\x02\x03\x04\x05\x06\x07\xff";
  c.enterprise = {"01804a1e-0000-7000-8000-00000000abcd"};
  c.plate = "辽A12345";
  c.zones = {"dongzhan", "auto_city"};
  return c;
}

struct Issuer {
  explicit Issuer(crypto::Algorithm algorithm = crypto::Algorithm::es256)
      : root(crypto::KeyPair::generate(crypto::Algorithm::es256)), signer(crypto::KeyPair::generate(algorithm)),
        sealer(signer, cose::Type::pass) {}

  TrustList trust_list() const {
    TrustList list{"沈阳市", now_s - 7200, now_s + 30 * 86400, {}};
    list.issuers.push_back({{district}, "大东区", {{signer.public_key(), now_s - 86400, now_s + 86400}}, {{3, uri}}});
    return list;
  }
  Trust trust() const { return Trust(trust_list()); }
  SignedStatusList status_list() const { return {{district}, uri, now_s - 600, 900, StatusList(100000)}; }
  std::string token(const Claims& c = claims()) const { return mint(c, sealer); }

  crypto::Signer root, signer;
  cose::Sealer sealer;
};

}  // namespace fugong::token::sample
