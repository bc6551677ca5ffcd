#include "crypto/signature.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

json::Value read_vectors(const std::string& name) {
  std::ifstream file(std::string(FUGONG_SOURCE_DIR) + "/tests/vectors/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

class EveryAlgorithm : public testing::TestWithParam<Algorithm> {};
INSTANTIATE_TEST_SUITE_P(of, EveryAlgorithm, testing::Values(Algorithm::es256, Algorithm::eddsa, Algorithm::sm2),
                         [](const auto& p) { return std::string(json::enum_name(p.param)); });

TEST_P(EveryAlgorithm, verifies_what_it_signed_and_nothing_else) {
  const Signer signer(KeyPair::generate(GetParam()));
  const Verifier verifier(signer.public_key());
  const std::string message = "one vehicle, one pass, one route";
  for (int round = 0; round < 200; ++round) {  // short r and s turn up once in 256 signatures
    const std::string signature = signer.sign(message);
    ASSERT_EQ(signature.size(), signature_bytes);
    ASSERT_TRUE(verifier.verify(message, signature));
  }
  const std::string signature = signer.sign(message);
  EXPECT_FALSE(verifier.verify("one vehicle, two passes", signature));
  EXPECT_FALSE(verifier.verify(message, signature.substr(0, 63)));
  EXPECT_FALSE(verifier.verify(message, signature + "x"));
  EXPECT_FALSE(verifier.verify(message, ""));
  EXPECT_FALSE(verifier.verify(message, std::string(64, '\0')));
  EXPECT_FALSE(Verifier(KeyPair::generate(GetParam()).public_key()).verify(message, signature));
  for (std::size_t i = 0; i < signature.size() * 8; ++i) {
    std::string flipped = signature;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << (i % 8)));
    ASSERT_FALSE(verifier.verify(message, flipped)) << "bit " << i;
  }
}

TEST_P(EveryAlgorithm, keys_survive_pem_and_jwk) {
  const KeyPair pair = KeyPair::generate(GetParam());
  const auto from_pem = KeyPair::from_pem(pair.pem());
  const auto from_jwk = KeyPair::from_jwk(pair.jwk());
  ASSERT_TRUE(from_pem && from_jwk);
  for (const KeyPair& copy : {*from_pem, *from_jwk}) {
    EXPECT_EQ(copy.public_key(), pair.public_key());
    EXPECT_EQ(copy.public_key().key_id(), pair.public_key().key_id());
    EXPECT_TRUE(Verifier(pair.public_key()).verify("m", Signer(copy).sign("m")));
  }
  EXPECT_EQ(*PublicKey::from_pem(pair.public_key().pem()), pair.public_key());
  EXPECT_EQ(*PublicKey::from_jwk(pair.public_key().jwk()), pair.public_key());
  EXPECT_FALSE(pair.public_key().jwk().contains("d"));
  EXPECT_EQ(pair.public_key().key_id().size(), key_id_bytes);
}

TEST_P(EveryAlgorithm, one_key_serves_many_threads_and_many_keys_one_thread) {
  const Signer signer(KeyPair::generate(GetParam()));
  const Verifier verifier(signer.public_key());
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) good += verifier.verify("m", signer.sign("m"));
      });
  }
  EXPECT_EQ(good, 200);
  for (int k = 0; k < 70; ++k) {  // more than a thread keeps contexts for
    const Signer other(KeyPair::generate(GetParam()));
    ASSERT_TRUE(Verifier(other.public_key()).verify("m", other.sign("m")));
    ASSERT_TRUE(verifier.verify("m", signer.sign("m")));
  }
}

TEST(Keys, refuse_points_off_the_curve_and_other_curves) {
  EXPECT_EQ(PublicKey::from_p256(std::string(32, '\1'), std::string(32, '\1')).error().code, "key.malformed");
  EXPECT_EQ(PublicKey::from_p256("short", "short").error().code, "key.malformed");
  EXPECT_EQ(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").error().code,
            "key.malformed");
  EXPECT_EQ(KeyPair::from_pem("").error().code, "key.malformed");
  const json::Object p384{{"kty", "EC"}, {"crv", "P-384"}, {"x", std::string(43, 'A')}};
  EXPECT_EQ(PublicKey::from_jwk(p384).error().code, "key.unsupported");
  json::Object mixed = KeyPair::generate(Algorithm::es256).jwk();
  mixed["d"] = KeyPair::generate(Algorithm::es256).jwk().at("d");
  EXPECT_EQ(KeyPair::from_jwk(mixed).error().code, "key.malformed");
}

// GB/T 32918.5-2017, annex A.2: the standard's own example on its recommended curve, with the usual signer id.
TEST(Sm2, the_example_of_the_standard_is_good) {
  const auto hex = [](std::string_view text) { return from_hex(text).value(); };
  const auto key = PublicKey::from_sm2(hex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"),
                                       hex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"));
  ASSERT_TRUE(key);
  const Verifier verifier(*key);
  const std::string signature =
      hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
          "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
  EXPECT_TRUE(verifier.verify("message digest", signature));
  EXPECT_FALSE(verifier.verify("message digests", signature));
}

TEST(Sm2, a_point_of_another_curve_is_no_key) {
  const PublicKey p256 = KeyPair::generate(Algorithm::es256).public_key();
  EXPECT_EQ(PublicKey::from_sm2(p256.x(), p256.y()).error().code, "key.malformed");
  const PublicKey sm2 = KeyPair::generate(Algorithm::sm2).public_key();
  EXPECT_EQ(PublicKey::from_p256(sm2.x(), sm2.y()).error().code, "key.malformed");
}

// Wycheproof's ECDSA P-256 with SHA-256 and raw signatures: every vector marked invalid must be refused.
TEST(Wycheproof, p256_raw_signatures) {
  const json::Value all = read_vectors("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json");
  int seen = 0;
  for (const auto& group : all.at("testGroups").as_array()) {
    const auto& key = group.at("publicKey").as_object();
    const auto point = from_hex(std::string_view(key.at("uncompressed").as_string()));
    ASSERT_TRUE(point && point->size() == 65);
    const auto parsed = PublicKey::from_p256(point->substr(1, 32), point->substr(33));
    ASSERT_TRUE(parsed);
    const Verifier verifier(*parsed);
    for (const auto& test : group.at("tests").as_array()) {
      const bool valid = test.at("result").as_string() == "valid";
      const auto message = from_hex(std::string_view(test.at("msg").as_string()));
      const auto signature = from_hex(std::string_view(test.at("sig").as_string()));
      ASSERT_TRUE(message && signature);
      EXPECT_EQ(verifier.verify(*message, *signature), valid) << test.at("tcId") << " " << test.at("comment");
      ++seen;
    }
  }
  EXPECT_EQ(seen, all.at("numberOfTests").as_int64());
}

}  // namespace
}  // namespace fugong::crypto
