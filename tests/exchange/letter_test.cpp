// Letters and key sets as bytes.
#include "exchange/letter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/hash.h"
#include "exchange/rules.h"

namespace fugong::exchange {
namespace {

RequestLetter request() {
  return {
      {"210104"},
      {"210106"},
      1'650'513'600,
      1'650'600'000,
      {"01800000-0000-7000-8000-000000000001"},
      {"辽A12345", "东站至西港", {"东门", "西门"}, {1'650'513'600'000}, {1'650'900'000'000}, "第一机械厂", {"west"}}};
}
AnswerLetter answer() {
  return {{"210106"}, {"210104"}, 1'650'513'600, {"01800000-0000-7000-8000-000000000001"}, {true, {"west"}, "走二环"}};
}

TEST(Letter, is_read_back_as_it_was_written) {
  EXPECT_EQ(decode_request(encode(request())), request());
  EXPECT_EQ(decode_answer(encode(answer())), answer());
}

TEST(Letter, says_nothing_of_anybody_who_drives_or_rides) {
  const auto whole = token::cbor::decode(encode(request()));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->as<token::cbor::Map>()->size(), 6u);
  EXPECT_EQ(whole->find(-65560)->as<token::cbor::Map>()->size(), 7u);
}

TEST(Letter, with_anything_more_less_or_otherwise_is_refused) {
  for (const std::string& good : {encode(request()), encode(answer())}) {
    for (std::size_t i = 0; i < good.size(); ++i) {
      EXPECT_FALSE(decode_request(good.substr(0, i)) || decode_answer(good.substr(0, i))) << i;
      for (int bit = 0; bit < 8; ++bit) {
        std::string flipped = good;
        flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
        // Another letter, perhaps, but never the same one.
        if (const auto read = decode_request(flipped)) EXPECT_NE(*read, request());
        if (const auto read = decode_answer(flipped)) EXPECT_NE(*read, answer());
      }
    }
    EXPECT_FALSE(decode_request(good + '\0') || decode_answer(good + '\0'));
  }
  EXPECT_FALSE(decode_answer(encode(request())));
  EXPECT_FALSE(decode_request(encode(answer())));
}

TEST(Letter, beyond_its_limits_is_refused) {
  const auto with = [](auto change) {
    RequestLetter l = request();
    change(l);
    return decode_request(encode(l)).has_value();
  };
  EXPECT_TRUE(with([](RequestLetter& l) { l.journey.route = std::string(route_bytes_max, 'x'); }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.journey.route = std::string(route_bytes_max + 1, 'x'); }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.journey.plate = std::string(plate_bytes_max + 1, 'x'); }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.journey.zones.assign(letter_zones_max + 1, "z"); }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.journey.zones = {""}; }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.journey.enterprise_name = "a\tb"; }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.from = {"2101040"}; }));
  EXPECT_FALSE(with([](RequestLetter& l) { l.expires_s = 253402300800; }));
}

RC_GTEST_PROP(Letter, whatever_its_sender_meant_is_read_or_refused_whole,
              (const std::vector<std::string>& texts, bool granted)) {
  AnswerLetter l = answer();
  l.answer = {granted, texts, texts.empty() ? "" : texts[0]};
  for (std::string& text : l.answer.zones) std::erase_if(text, [](unsigned char c) { return c > 0x7e; });
  std::erase_if(l.answer.reason, [](unsigned char c) { return c > 0x7e; });
  if (const auto read = decode_answer(encode(l))) RC_ASSERT(*read == l);
}

TEST(KeySet, is_read_back_and_every_change_is_found) {
  const crypto::Signer root(crypto::KeyPair::generate(crypto::Algorithm::es256)),
      key(crypto::KeyPair::generate(crypto::Algorithm::es256));
  const KeySet set{{{"210104"},
                    "东区",
                    {{key.public_key(), 5, 4'000'000'000}},
                    {{0, "https://east.example/api/v1/status-list/0"}},
                    "https://east.example"},
                   77};
  const std::string bytes = seal_key_set(set, root);
  const auto read = open_key_set(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->root, root.public_key());
  EXPECT_EQ(read->set.issued_s, 77);
  EXPECT_EQ(read->set.issuer.url, "https://east.example");
  EXPECT_EQ(read->set.issuer.keys.at(0).from_s, 5);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    EXPECT_FALSE(open_key_set(flipped).has_value()) << i;
    EXPECT_FALSE(open_key_set(bytes.substr(0, i)).has_value()) << i;
  }
  EXPECT_FALSE(open_key_set(token::seal_trust_list({"东区", 1, 2, {set.issuer}}, root)).has_value());
}

TEST(Fingerprint, is_the_whole_thumbprint_of_rfc_9679) {
  // The example of section 6: its P-256 key and the thumbprint it gives.
  const auto key = crypto::PublicKey::from_p256(
      *crypto::from_hex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"),
      *crypto::from_hex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"));
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(fingerprint_of(*key), "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec");
}

}  // namespace
}  // namespace fugong::exchange
