// The districts, keys, phones and lists that the shared vectors are made of.
#pragma once

#include "crypto/hash.h"
#include "fixed_keys.h"
#include "token/base45.h"
#include "token/gate_policy.h"

namespace fugong::token::vectors {

using crypto::Algorithm;

constexpr std::int64_t now_s = 1650513600;  // 2022-04-21T04:00:00Z
constexpr std::int64_t day_s = 86'400;
inline const std::string challenge = "\x11\x22\x33\x44\x55\x66\x77\x88";
inline const std::string other_challenge = "\x88\x77\x66\x55\x44\x33\x22\x11";

inline Timestamp at_s(std::int64_t s) { return {s * 1000}; }
inline std::string text_of(std::string_view bytes) { return std::string(token_prefix) + base45_encode(bytes); }
inline std::string bytes_of(std::string_view text) { return base45_decode(text.substr(token_prefix.size())).value(); }
inline std::string uri(const std::string& district, int number) {
  return "https://" + district + ".example/api/v1/status-list/" + std::to_string(number);
}

inline const std::string home = "210104", peer = "210103", stranger = "210199";

struct Keys {
  crypto::KeyPair root = fixed_key("root");
  crypto::KeyPair es256 = fixed_key("district es256");
  crypto::KeyPair eddsa = fixed_key("district eddsa", Algorithm::eddsa);
  crypto::KeyPair sm2 = fixed_key("district sm2", Algorithm::sm2);
  crypto::KeyPair status = fixed_key("district status");
  crypto::KeyPair retired = fixed_key("district retired");
  crypto::KeyPair announced = fixed_key("district announced");
  crypto::KeyPair peer_pass = fixed_key("peer");
  crypto::KeyPair thief = fixed_key("thief");
  crypto::KeyPair phone = fixed_key("phone"), other_phone = fixed_key("other phone");
};
inline const Keys& keys() {
  static const Keys all;
  return all;
}

inline Claims claims(const std::string& district = home) {
  Claims c;
  c.issuer = {district};
  c.issued_s = c.not_before_s = now_s - 3600;
  c.expires_s = now_s + 10 * day_s;
  c.id = {"01804a1e-7c00-7abc-8def-0123456789ab"};
  c.list = 0;
  c.index = 1000;
  c.kind = "truck";
  c.holder = "张*";
  c.enterprise = {"01804a1e-0000-7000-8000-00000000abcd"};
  c.plate = "辽A12345";
  c.zones = {"east", "west"};
  return c;
}
inline Claims bound(std::int64_t scheme = scheme_bound) {
  Claims c = claims();
  c.kind = "employee";
  c.plate.clear();
  c.scheme = scheme;
  c.holder_key = holder_key_of(keys().phone.public_key());
  return c;
}

inline std::string sealed(const std::string& payload, const crypto::KeyPair& key, cose::Type type = cose::Type::pass) {
  const crypto::Signer signer(key);
  return sign_again(cose::Sealer(signer, type).seal(payload), key);
}
inline std::string pass(const Claims& c, const crypto::KeyPair& key = keys().es256) {
  return text_of(sealed(encode_claims(c), key));
}
inline std::string proof_over(std::string_view payload, const crypto::KeyPair& key, cbor::Map header) {
  return text_of(sign_again(cose::seal_proof(payload, crypto::Signer(key), std::move(header)), key));
}
inline std::string shown(const std::string& token, std::int64_t time_s, std::string_view answer = {},
                         const crypto::KeyPair& key = keys().phone) {
  cbor::Map header{{std::int64_t{6}, time_s}};
  if (!answer.empty()) header.emplace_back(std::int64_t{10}, cbor::Bytes{std::string(answer)});
  return proof_over(bytes_of(token), key, std::move(header));
}

inline TrustList trust_list() {
  constexpr std::int64_t always = 253402300799;
  const auto key = [](const crypto::KeyPair& k, std::int64_t from_s, std::int64_t until_s) {
    return TrustedKey{k.public_key(), from_s, until_s};
  };
  TrustList out{"城市根", now_s - 3600, now_s + 30 * day_s, {}};
  out.issuers.push_back({{home},
                         "甲区",
                         {key(keys().es256, 0, always), key(keys().eddsa, 0, always), key(keys().sm2, 0, always),
                          key(keys().status, 0, always), key(keys().retired, 0, now_s - day_s),
                          key(keys().announced, now_s + day_s, always)},
                         {{0, uri(home, 0)}, {1, uri(home, 1)}}});
  out.issuers.push_back({{peer}, "乙区", {key(keys().peer_pass, 0, always)}, {{0, uri(peer, 0)}}});
  return out;
}

inline GatePolicy policy() {
  GatePolicy out{.district = home, .name = {"甲区", "District A"}, .now = at_s(now_s)};
  out.leeway_s = 60;
  out.trust_age_s_max = 30 * day_s;
  out.list_age_s_max = day_s;
  out.proof_past_s = 30;
  out.proof_future_s = 60;
  out.repeat_s = 120;
  out.key_notice_s = 3 * day_s;
  out.zones = {{"east", {"东区", "East"}}, {"west", {"西区", "West"}}, {"north", {"北区", "North"}}};
  out.kinds = {{"employee", {"职工", "Employee"}, "worker", false, true, 1, 2, at_s(now_s + 5 * day_s)},
               {"truck", {"货车", "Truck"}, "vehicle", true, false, 1, 1, {}},
               {"vip", {"特种", "Special"}, "vehicle", true, false, 2, 3, {}}};
  return out;
}

// ---- status lists; the cases name them by these indexes ----
enum List : std::int64_t { usual, older, newest, foreign, second, forged, of_a_stranger, garbage };

inline SignedStatusList list(const std::string& district, int number, std::int64_t issued_s) {
  SignedStatusList out{{district}, uri(district, number), issued_s, 900, StatusList(4000)};
  out.entries.set(2000, PassStatus::revoked);
  out.entries.set(2001, PassStatus::suspended);
  return out;
}
inline std::string signed_list(const SignedStatusList& l, const crypto::KeyPair& key) {
  return sign_again(seal_status_list(l, crypto::Signer(key)), key);
}
inline std::vector<std::string> lists() {
  SignedStatusList with_more = list(home, 0, now_s - 60);
  with_more.entries.set(1000, PassStatus::revoked);
  return {signed_list(list(home, 0, now_s - 600), keys().status),
          signed_list(list(home, 0, now_s - 7200), keys().status),
          signed_list(with_more, keys().status),
          signed_list(list(peer, 0, now_s - 600), keys().peer_pass),
          signed_list(list(home, 1, now_s - 600), keys().status),
          signed_list(list(home, 0, now_s), keys().thief),
          signed_list(list(stranger, 0, now_s - 600), keys().thief),
          "no list"};
}

inline Verdict verdict_of(Reason r) {
  switch (r) {
    case Reason::valid: return Verdict::green;
    case Reason::test_pending: return Verdict::grey;
    case Reason::unknown_issuer:
    case Reason::trust_too_old:
    case Reason::status_missing:
    case Reason::status_too_old: return Verdict::unknown;
    default: return Verdict::red;
  }
}

}  // namespace fugong::token::vectors
