#include "crypto/hash.h"

#include <gtest/gtest.h>

namespace fugong::crypto {
namespace {

std::string hex(std::string_view bytes) { return to_hex(bytes); }

TEST(Hash, sha256_of_fips_180_4_examples) {
  EXPECT_EQ(hex(as_bytes(sha256("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(as_bytes(sha256(""))), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, hmac_of_rfc_4231_examples) {
  EXPECT_EQ(hex(as_bytes(hmac_sha256("Jefe", "what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hex(as_bytes(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"))),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hash, hkdf_of_rfc_5869_appendix_a1) {
  const std::string secret(22, '\x0b');
  EXPECT_EQ(hex(hkdf_sha256(secret, *from_hex("000102030405060708090a0b0c"), *from_hex("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST(Base64url, has_one_text_for_each_bytes) {
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(from_base64url("Zg"), "f");
  // Stray bits, a lone character, padding, a blank, the other alphabet.
  for (const char* bad : {"Zh", "Zm9", "Z", "Zg==", "Zg ", "+/"}) EXPECT_FALSE(from_base64url(bad)) << bad;
  EXPECT_EQ(from_base64url("Zm8"), "fo");
}

TEST(Hex, refuses_what_is_not_hex) {
  EXPECT_EQ(from_hex("00fF"), std::string("\x00\xff", 2));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

}  // namespace
}  // namespace fugong::crypto
