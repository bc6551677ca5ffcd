// What a phone shows of the pass that is bound to it, and what a gate makes of it.
#include <gtest/gtest.h>

#include "sample.h"
#include "token/base45.h"
#include "token/gate_policy.h"
#include "token/qr.h"

namespace fugong::token {
namespace {

using sample::Issuer;
using sample::now_s;

const Issuer& issuer() {
  static const Issuer one;
  return one;
}
const crypto::Signer& phone() {
  static const crypto::Signer one(crypto::KeyPair::generate(crypto::Algorithm::es256));
  return one;
}

Claims bound(std::int64_t scheme = scheme_bound) {
  Claims c = sample::claims();
  c.scheme = scheme;
  c.holder_key = holder_key_of(phone().public_key());
  return c;
}
std::string pass(std::int64_t scheme = scheme_bound) { return issuer().token(bound(scheme)); }

Judgement judged(const std::string& text, const Circumstances& c = {.at = sample::now}) {
  return verify(text, issuer().trust(), std::vector{issuer().status_list()}, c, Language::en);
}

const std::string challenge(challenge_bytes, 'c');

TEST(Proof, a_bound_pass_survives_encoding) {
  for (const std::int64_t scheme : {scheme_bound, scheme_challenged})
    EXPECT_EQ(decode_claims(encode_claims(bound(scheme))), bound(scheme));
}

TEST(Proof, a_key_stands_in_the_pass_exactly_when_the_scheme_needs_it) {
  Claims without = bound();
  without.holder_key.reset();
  EXPECT_FALSE(decode_claims(encode_claims(without)));
  Claims printed = bound();
  printed.scheme = scheme_printed;
  EXPECT_FALSE(decode_claims(encode_claims(printed)));
  Claims later = bound();
  later.scheme = 4;
  EXPECT_FALSE(decode_claims(encode_claims(later))) << "a scheme that this gate cannot check";
}

TEST(Proof, shown_here_and_now_is_green) {
  const Judgement j = judged(show(pass(), phone(), now_s - 7));
  EXPECT_EQ(j.verdict, Verdict::green) << j.message;
  EXPECT_EQ(j.clock_offset, -7);
  EXPECT_EQ(j.scheme, scheme_bound);
}

TEST(Proof, fits_a_qr_code_that_old_phones_show) {
  const std::string shown = show(pass(scheme_challenged), phone(), now_s, challenge);
  EXPECT_LE(shown.size(), token_characters_max);
  EXPECT_TRUE(qr_svg(shown));
}

TEST(Proof, the_window_is_open_at_both_ends_and_says_whose_clock_is_wrong) {
  struct Case {
    const char* name;
    std::int64_t offset_s;
    Reason reason;
  };
  for (const Case& c : std::vector<Case>{{"oldest", -30, Reason::valid},
                                         {"a second too old", -31, Reason::proof_stale},
                                         {"yesterday's picture", -86'400, Reason::proof_stale},
                                         {"newest", 60, Reason::valid},
                                         {"a second too new", 61, Reason::clock_wrong},
                                         {"eleven hours ahead", 11 * 3'600, Reason::clock_wrong},
                                         {"a day ahead", 86'400, Reason::proof_stale}}) {
    const Judgement j = judged(show(pass(), phone(), now_s + c.offset_s));
    EXPECT_EQ(j.reason, c.reason) << c.name << ": " << json::enum_name(j.reason);
    EXPECT_EQ(j.clock_offset, c.offset_s) << c.name;
    EXPECT_EQ(j.verdict, c.reason == Reason::valid ? Verdict::green : Verdict::red) << c.name;
  }
}

TEST(Proof, a_wrong_clock_is_only_blamed_when_nothing_else_is_wrong) {
  const std::string ahead = show(pass(), phone(), now_s + 600);
  EXPECT_EQ(judged(ahead, {.at = sample::now, .plate = "辽A54321"}).reason, Reason::wrong_plate);
  SignedStatusList list = issuer().status_list();
  list.entries.set(70000, PassStatus::revoked);
  const Judgement revoked = verify(ahead, issuer().trust(), std::vector{list}, {.at = sample::now}, Language::en);
  EXPECT_EQ(revoked.reason, Reason::revoked);
}

TEST(Proof, the_pass_alone_is_a_picture_of_a_pass) {
  EXPECT_EQ(judged(pass()).reason, Reason::proof_stale);
  EXPECT_EQ(judged(pass(scheme_challenged)).reason, Reason::proof_stale);
}

TEST(Proof, of_another_phone_is_a_forgery_and_nothing_is_shown) {
  const crypto::Signer thief(crypto::KeyPair::generate(crypto::Algorithm::es256));
  const Judgement j = judged(show(pass(), thief, now_s));
  EXPECT_EQ(j.reason, Reason::bad_signature);
  EXPECT_FALSE(j.pass);
}

TEST(Proof, over_a_printed_pass_or_over_nothing_is_refused) {
  const auto fault_of = [](const std::string& text) { return read_token(text).error(); };
  EXPECT_EQ(fault_of(show(issuer().token(), phone(), now_s)), ReadFault::wrong_proof);
  const auto over = [](std::string_view payload) {
    return "FG1:" + base45_encode(cose::seal_proof(payload, phone(), {{std::int64_t{6}, now_s}}));
  };
  EXPECT_EQ(fault_of(over("")), ReadFault::wrong_proof);
  const cose::Sealer lists(issuer().signer, cose::Type::status_list);
  EXPECT_EQ(fault_of(over(lists.seal(encode_claims(bound())))), ReadFault::wrong_proof) << "of what is no pass";
}

TEST(Proof, with_other_headers_is_refused) {
  const std::string inside = *base45_decode(std::string_view(pass()).substr(4));
  const auto fault_with = [&](cbor::Map claims) {
    return read_token("FG1:" + base45_encode(cose::seal_proof(inside, phone(), std::move(claims)))).error();
  };
  const std::pair<cbor::Value, cbor::Value> time{std::int64_t{6}, now_s};
  EXPECT_EQ(fault_with({}), ReadFault::wrong_proof);
  EXPECT_EQ(fault_with({{std::int64_t{6}, std::int64_t{-1}}}), ReadFault::wrong_proof);
  EXPECT_EQ(fault_with({time, {std::int64_t{10}, cbor::Bytes{"short"}}}), ReadFault::wrong_proof);
  EXPECT_EQ(fault_with({time, {std::int64_t{4}, now_s}}), ReadFault::wrong_proof);
}

TEST(Proof, shown_twice_is_replayed) {
  const std::string shown = show(pass(), phone(), now_s - 3);
  Circumstances c{.at = sample::now};
  c.seen = {{sample::claims().id, now_s - 18, {(now_s - 15) * 1000}}};
  EXPECT_EQ(judged(shown, c).reason, Reason::valid) << "the code before it";
  c.seen.push_back({sample::claims().id, now_s - 3, {(now_s - 1) * 1000}});
  EXPECT_EQ(judged(shown, c).reason, Reason::replayed);
  c.seen[1].id = PassId{"01804a1e-7c00-7abc-8def-0123456789ac"};
  EXPECT_EQ(judged(shown, c).reason, Reason::valid) << "another pass at the same second";
}

TEST(Proof, a_printed_pass_may_be_limited_to_one_showing_a_while) {
  Circumstances c{.at = sample::now};
  c.seen = {{sample::claims().id, std::nullopt, {(now_s - 60) * 1000}}};
  EXPECT_EQ(judged(issuer().token(), c).reason, Reason::valid) << "off unless the policy asks for it";
  c.repeat_s = 61;
  EXPECT_EQ(judged(issuer().token(), c).reason, Reason::replayed);
  c.repeat_s = 60;
  EXPECT_EQ(judged(issuer().token(), c).reason, Reason::valid);
}

TEST(Proof, scheme_three_answers_the_gates_own_challenge) {
  Circumstances gate{.at = sample::now};
  gate.challenge = challenge;
  EXPECT_EQ(judged(show(pass(scheme_challenged), phone(), now_s, challenge), gate).reason, Reason::valid);
  EXPECT_EQ(judged(show(pass(scheme_challenged), phone(), now_s), gate).reason, Reason::proof_stale) << "no answer";
  const std::string other(challenge_bytes, 'd');
  for (const std::int64_t scheme : {scheme_bound, scheme_challenged})
    EXPECT_EQ(judged(show(pass(scheme), phone(), now_s, other), gate).reason, Reason::proof_stale)
        << "answers another gate";
  EXPECT_EQ(judged(show(pass(), phone(), now_s), gate).reason, Reason::valid) << "scheme 2 need not answer";
  EXPECT_EQ(judged(show(pass(scheme_challenged), phone(), now_s, challenge)).reason, Reason::proof_stale)
      << "nobody asked";
}

TEST(Proof, no_flipped_bit_is_ever_green) {
  const std::string bytes = *base45_decode(std::string_view(show(pass(), phone(), now_s)).substr(4));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_NE(judged("FG1:" + base45_encode(flipped)).verdict, Verdict::green) << "bit " << bit;
  }
}

TEST(Challenge, is_read_back_and_nothing_else_is) {
  EXPECT_EQ(read_challenge(challenge_text(challenge)), challenge);
  for (const char* text : {"", "FC1:", "FG1:000", "FC1:AAAA", "fc1:000000000000"})
    EXPECT_FALSE(read_challenge(text)) << text;
}

TEST(GatePolicy, calls_a_scheme_in_at_its_instant_without_a_network) {
  GatePolicy policy{.district = sample::district, .name = {}, .now = sample::now};
  policy.leeway_s = 60;
  policy.trust_age_s_max = policy.list_age_s_max = 30 * 86'400;
  policy.proof_past_s = 30;
  policy.kinds = {{"truck", {}, "vehicle", true, false, 1, 2, Timestamp{(now_s + 100) * 1000}}};
  const auto reason_at = [&](std::int64_t s) {
    const Judgement j = judged(issuer().token(), circumstances_under(policy, {s * 1000}));
    EXPECT_TRUE(j.upgrade_due);
    return j.reason;
  };
  EXPECT_EQ(reason_at(now_s + 99), Reason::valid);
  EXPECT_EQ(reason_at(now_s + 100), Reason::scheme_too_old);
  policy.kinds[0].id = "employee";
  EXPECT_EQ(judged(issuer().token(), circumstances_under(policy, {(now_s + 100) * 1000})).reason, Reason::valid);
}

TEST(GatePolicy, survives_json) {
  GatePolicy policy{.district = sample::district, .name = {"区", "District"}, .now = sample::now};
  policy.zones = {{"east", {"东", "East"}}};
  policy.kinds = {{"truck", {"货车", "Truck"}, "vehicle", true, false, 1, 2, sample::now}};
  EXPECT_EQ(json::write(json::read<GatePolicy>(json::write(policy)).value()), json::write(policy));
}

}  // namespace
}  // namespace fugong::token
