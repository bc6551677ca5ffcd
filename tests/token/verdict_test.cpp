#include "token/verdict.h"

#include <gtest/gtest.h>

#include "sample.h"
#include "token/base45.h"

namespace fugong::token {
namespace {

using sample::Issuer;
using sample::now_s;

const Issuer& issuer() {
  static const Issuer one;
  return one;
}

Judgement judged(const std::string& token, const Circumstances& c = {.at = sample::now},
                 const std::vector<SignedStatusList>& lists = {}) {
  return verify(token, issuer().trust(), lists, c, Language::en);
}

Judgement judged(const Claims& claims, const Circumstances& c = {.at = sample::now}) {
  return judged(issuer().token(claims), c, {issuer().status_list()});
}

TEST(Verdict, a_good_pass_is_green_and_shows_whom_it_is_for) {
  const Judgement j = judged(sample::claims());
  EXPECT_EQ(j.verdict, Verdict::green);
  EXPECT_EQ(j.reason, Reason::valid);
  ASSERT_TRUE(j.pass);
  EXPECT_EQ(j.pass->plate, "辽A12345");
  EXPECT_EQ(j.pass->holder, "张*");
  EXPECT_EQ(j.scheme, 1);
  EXPECT_EQ(j.list_age, 600);
  EXPECT_EQ(j.trust_age, 7200);
  EXPECT_FALSE(j.clock_offset);
}

TEST(Verdict, without_a_status_list_the_age_is_missing) {
  const Judgement j = judged(issuer().token());
  EXPECT_EQ(j.verdict, Verdict::green);
  EXPECT_FALSE(j.list_age);
  const Judgement strict = judged(issuer().token(), {.at = sample::now, .status_required = true});
  EXPECT_EQ(strict.verdict, Verdict::unknown);
  EXPECT_EQ(strict.reason, Reason::status_missing);
}

TEST(Verdict, each_circumstance_has_its_own_reason) {
  struct Case {
    const char* name;
    Claims claims;
    Circumstances circumstances;
    Verdict verdict;
    Reason reason;
  };
  const auto with = [](auto change) {
    Claims c = sample::claims();
    change(c);
    return c;
  };
  const auto at = [](std::int64_t s) { return Circumstances{.at = {s * 1000}, .list_age_s_max = 7 * 86400}; };
  const Claims plain = sample::claims();
  const std::vector<Case> cases = {
      {"last second", plain, at(plain.expires_s - 1), Verdict::green, Reason::valid},
      {"expired", plain, at(plain.expires_s), Verdict::red, Reason::expired},
      {"too early", plain, at(plain.not_before_s - 61), Verdict::red, Reason::not_yet_valid},
      {"within the leeway", plain, at(plain.not_before_s - 60), Verdict::green, Reason::valid},
      {"right plate", plain, {.at = sample::now, .plate = "辽A12345"}, Verdict::green, Reason::valid},
      {"wrong plate", plain, {.at = sample::now, .plate = "辽A54321"}, Verdict::red, Reason::wrong_plate},
      {"no plate on the pass",
       with([](Claims& c) { c.plate = ""; }),
       {.at = sample::now, .plate = "辽A54321"},
       Verdict::green,
       Reason::valid},
      {"right zone", plain, {.at = sample::now, .zone = "auto_city"}, Verdict::green, Reason::valid},
      {"wrong zone", plain, {.at = sample::now, .zone = "dongta"}, Verdict::red, Reason::wrong_zone},
      {"whole district",
       with([](Claims& c) { c.zones.clear(); }),
       {.at = sample::now, .zone = "dongta"},
       Verdict::green,
       Reason::valid},
      {"scheme too old", plain, {.at = sample::now, .scheme_min = 2}, Verdict::red, Reason::scheme_too_old},
      {"trust too old", plain, {.at = sample::now, .trust_age_s_max = 7199}, Verdict::unknown, Reason::trust_too_old},
      {"list too old", plain, {.at = sample::now, .list_age_s_max = 599}, Verdict::unknown, Reason::status_too_old},
      {"tested", with([](Claims& c) { c.health = Health{Colour::green, now_s + 1}; }), at(now_s), Verdict::green,
       Reason::valid},
      {"test ran out", with([](Claims& c) { c.health = Health{Colour::green, now_s}; }), at(now_s), Verdict::red,
       Reason::test_overdue},
      {"result pending", with([](Claims& c) { c.health = Health{Colour::grey, now_s + 1}; }), at(now_s), Verdict::grey,
       Reason::test_pending},
      {"pending too long", with([](Claims& c) { c.health = Health{Colour::grey, now_s}; }), at(now_s), Verdict::red,
       Reason::test_overdue},
      {"not tested", with([](Claims& c) { c.health = Health{Colour::red, now_s + 9}; }), at(now_s), Verdict::red,
       Reason::test_overdue},
  };
  for (const Case& c : cases) {
    const Judgement j = judged(c.claims, c.circumstances);
    EXPECT_EQ(j.verdict, c.verdict) << c.name;
    EXPECT_EQ(j.reason, c.reason) << c.name << ": " << json::enum_name(j.reason);
  }
}

TEST(Verdict, a_called_back_pass_is_red_even_when_other_things_are_wrong_too) {
  SignedStatusList list = issuer().status_list();
  list.entries.set(70000, PassStatus::revoked);
  EXPECT_EQ(judged(issuer().token(), {.at = sample::now}, {list}).reason, Reason::revoked);
  list.entries.set(70000, PassStatus::suspended);
  EXPECT_EQ(judged(issuer().token(), {.at = {sample::claims().expires_s * 1000}}, {list}).reason, Reason::suspended);
  SignedStatusList newer = issuer().status_list();
  newer.issued_s += 60;
  EXPECT_EQ(judged(issuer().token(), {.at = sample::now}, {newer, list}).verdict, Verdict::green)
      << "the newest list counts";
  SignedStatusList foreign = list;
  foreign.issuer = {"210103"};
  EXPECT_EQ(judged(issuer().token(), {.at = sample::now}, {foreign}).list_age, std::nullopt)
      << "another district's list";
}

TEST(Verdict, an_old_scheme_in_its_grace_period_is_green_with_a_hint) {
  const Judgement j = judged(sample::claims(), {.at = sample::now, .scheme_wanted = 2});
  EXPECT_EQ(j.verdict, Verdict::green);
  EXPECT_TRUE(j.upgrade_due);
}

TEST(Verdict, strangers_and_forgers_are_told_apart_and_nothing_of_theirs_is_shown) {
  Claims foreign = sample::claims();
  foreign.issuer = {"210103"};
  const Judgement unknown = judged(foreign);
  EXPECT_EQ(unknown.verdict, Verdict::unknown);
  EXPECT_EQ(unknown.reason, Reason::unknown_issuer);
  const Issuer forger;
  const Judgement forged = judged(forger.token());
  EXPECT_EQ(forged.verdict, Verdict::red);
  EXPECT_EQ(forged.reason, Reason::bad_signature);
  EXPECT_FALSE(forged.pass || unknown.pass);
}

TEST(Verdict, a_key_counts_only_in_its_time) {
  Claims late = sample::claims();
  late.issued_s = late.not_before_s = now_s + 86400;  // the key's end
  late.expires_s = now_s + 3 * 86400;
  EXPECT_EQ(judged(late, {.at = {(now_s + 2 * 86400) * 1000}}).reason, Reason::bad_signature);
}

TEST(Verdict, a_key_of_one_algorithm_never_verifies_another) {
  // The same issuer, but the header says EdDSA over an ES256 signature.
  const std::string bytes = *base45_decode(issuer().token().substr(4));
  std::string changed = bytes;
  const auto at = changed.find("\xa3\x01\x26");
  ASSERT_NE(at, std::string::npos);
  changed[at + 2] = '\x27';
  EXPECT_EQ(judged("FG1:" + base45_encode(changed)).reason, Reason::bad_signature);
}

TEST(Verdict, no_flipped_bit_is_ever_green) {
  const std::string bytes = *base45_decode(issuer().token().substr(4));
  const Trust trust = issuer().trust();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    const Judgement j = verify("FG1:" + base45_encode(flipped), trust, {}, {.at = sample::now}, Language::en);
    ASSERT_NE(j.verdict, Verdict::green) << "bit " << bit;
  }
}

TEST(Verdict, passes_of_every_algorithm_are_good) {
  for (const auto algorithm : {crypto::Algorithm::es256, crypto::Algorithm::eddsa, crypto::Algorithm::sm2}) {
    const Issuer other(algorithm);
    const auto opened = Trust::open(seal_trust_list(other.trust_list(), other.root));
    ASSERT_TRUE(opened) << json::enum_name(algorithm);
    EXPECT_EQ(verify(other.token(), *opened, {}, {.at = sample::now}, Language::en).verdict, Verdict::green)
        << json::enum_name(algorithm);
  }
}

TEST(Verdict, a_key_that_an_old_trust_list_cannot_know_makes_nobody_a_forger) {
  const Issuer successor;  // its key was announced after this gate fetched its trust list
  const std::string token = successor.token();
  const auto reason_of = [&](std::int64_t trust_age_s) {
    TrustList list = issuer().trust_list();
    list.issued_s = now_s - trust_age_s;
    return verify(token, Trust(list), {}, {.at = sample::now, .key_notice_s = 3600}, Language::en).reason;
  };
  EXPECT_EQ(reason_of(3600), Reason::bad_signature) << "the list would know it";
  EXPECT_EQ(reason_of(3601), Reason::trust_too_old);
}

TEST(Verdict, every_reason_and_fault_has_its_words) {
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<Reason>>([](auto d) {
    for (const Language l : {Language::zh_cn, Language::en})
      EXPECT_TRUE(has_message(l, std::string("verdict.") + d.name)) << d.name;
  });
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<ReadFault>>([](auto d) {
    for (const Language l : {Language::zh_cn, Language::en})
      EXPECT_TRUE(has_message(l, std::string("verdict.fault.") + d.name)) << d.name;
  });
}

}  // namespace
}  // namespace fugong::token
