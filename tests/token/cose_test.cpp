#include "token/cose.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <sstream>

#include "crypto/hash.h"

namespace fugong::token::cose {
namespace {

json::Value example(const std::string& name) {
  std::ifstream file(std::string(FUGONG_SOURCE_DIR) + "/tests/vectors/cose-sign1/" + name + ".json");
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

std::string text_at(const json::Value& value, const char* pointer) {
  boost::system::error_code error;
  const json::Value* found = value.find_pointer(pointer, error);
  return found ? std::string(std::string_view(found->as_string())) : std::string();
}

// Their Ed25519 keys stand in hex, their P-256 keys as in a JWK.
crypto::PublicKey key_of(const json::Value& example) {
  const std::string x_hex = text_at(example, "/input/sign0/key/x_hex");
  if (!x_hex.empty()) return crypto::PublicKey::from_ed25519(*crypto::from_hex(x_hex)).value();
  return crypto::PublicKey::from_jwk(example.at_pointer("/input/sign0/key").as_object()).value();
}

struct Outcome {
  bool parsed = false, algorithm_known = false, valid = false;
  std::string to_be_signed;
};

Outcome outcome_of(const json::Value& example) {
  Outcome out;
  const auto message = parse(*crypto::from_hex(text_at(example, "/output/cbor")));
  if (!message) return out;
  out.parsed = true;
  const std::string external = *crypto::from_hex(text_at(example, "/input/sign0/external"));
  out.to_be_signed = to_be_signed(message->protected_bytes, external, message->payload);
  const crypto::Verifier verifier(key_of(example));
  out.algorithm_known = message->algorithm() == verifier.algorithm();
  out.valid = signature_is_valid(*message, verifier, external);
  return out;
}

// The COSE working group's examples that use our algorithms.
TEST(CoseExamples, good_signatures_are_accepted) {
  for (const char* name : {"ecdsa-sig-01", "eddsa-sig-01", "sign-pass-02"}) {
    const auto e = example(name);
    const Outcome o = outcome_of(e);
    EXPECT_TRUE(o.parsed && o.algorithm_known && o.valid) << name;
    const auto expected = crypto::from_hex(text_at(e, "/intermediates/ToBeSign_hex"));
    EXPECT_EQ(o.to_be_signed, *expected) << name;
  }
}

TEST(CoseExamples, an_empty_protected_header_is_signed_as_an_empty_string) {
  const Outcome o = outcome_of(example("sign-pass-01"));
  EXPECT_TRUE(o.valid);
  EXPECT_FALSE(o.algorithm_known);  // named in the open header only: not believed
}

TEST(CoseExamples, an_untagged_or_wrongly_tagged_message_is_refused) {
  EXPECT_FALSE(outcome_of(example("sign-pass-03")).parsed);
  EXPECT_FALSE(outcome_of(example("sign-fail-01")).parsed);
}

TEST(CoseExamples, bad_signatures_are_refused) {
  for (const char* name : {"sign-fail-02", "sign-fail-06", "sign-fail-07"})
    EXPECT_FALSE(outcome_of(example(name)).valid) << name;
  for (const char* name : {"sign-fail-03", "sign-fail-04"}) {
    const Outcome o = outcome_of(example(name));
    EXPECT_FALSE(o.algorithm_known || o.valid) << name;
  }
}

TEST(CoseExamples, algorithms_that_we_do_not_have_are_unknown) {
  for (const char* name : {"ecdsa-sig-02", "ecdsa-sig-03", "ecdsa-sig-04"}) {
    const auto message = parse(*crypto::from_hex(text_at(example(name), "/output/cbor")));
    ASSERT_TRUE(message) << name;
    EXPECT_FALSE(message->algorithm()) << name;
  }
}

// RFC 9052 appendix C.2.1: a single ECDSA signature.
TEST(Cose, example_of_rfc_9052_appendix_c_2_1) {
  const auto key = crypto::PublicKey::from_p256(
      *crypto::from_hex("bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff"),
      *crypto::from_hex("20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e"));
  ASSERT_TRUE(key);
  const auto message =
      parse(*crypto::from_hex("d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab0"
                              "5aac34cc6b23d58fef5c083106"
                              "c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->payload, "This is the content.");
  EXPECT_TRUE(signature_is_valid(*message, crypto::Verifier(*key)));
  EXPECT_FALSE(signature_is_valid(*message, crypto::Verifier(*key), "external"));
}

TEST(Cose, what_a_sealer_writes_is_read_back_and_typed) {
  for (const auto algorithm : {crypto::Algorithm::es256, crypto::Algorithm::eddsa, crypto::Algorithm::sm2}) {
    const crypto::Signer signer(crypto::KeyPair::generate(algorithm));
    const auto message = parse(Sealer(signer, Type::pass).seal("payload"));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->payload, "payload");
    EXPECT_EQ(message->algorithm(), algorithm);
    EXPECT_EQ(message->key_id(), signer.key_id());
    EXPECT_TRUE(message->is(Type::pass));
    for (const Type other : {Type::proof, Type::status_list, Type::status_delta, Type::trust_list})
      EXPECT_FALSE(message->is(other));
    EXPECT_TRUE(signature_is_valid(*message, crypto::Verifier(signer.public_key())));
  }
}

TEST(Cose, a_key_survives_and_a_key_with_another_algorithm_is_refused) {
  for (const auto algorithm : {crypto::Algorithm::es256, crypto::Algorithm::eddsa, crypto::Algorithm::sm2}) {
    const auto key = crypto::KeyPair::generate(algorithm).public_key();
    const auto back = key_from_cbor(key_to_cbor(key));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, key);
    cbor::Map other = *key_to_cbor(key).as<cbor::Map>();
    for (auto& [label, value] : other)
      if (*label.integer() == 3) value = std::int64_t{-35};
    EXPECT_FALSE(key_from_cbor(other));
  }
}

}  // namespace
}  // namespace fugong::token::cose
