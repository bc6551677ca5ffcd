#include "crypto/push.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"

namespace fugong::crypto {
namespace {

std::string bytes(std::string_view text) { return from_base64url(text).value(); }
std::string x_of(std::string_view point) { return std::string(point.substr(1, 32)); }
std::string y_of(std::string_view point) { return std::string(point.substr(33)); }

KeyPair key(std::string_view secret, std::string_view point) {
  const std::string raw = bytes(point);
  return KeyPair::from_jwk({{"kty", "EC"},
                            {"crv", "P-256"},
                            {"x", to_base64url(x_of(raw))},
                            {"y", to_base64url(y_of(raw))},
                            {"d", std::string(secret)}})
      .value();
}

// RFC 8291, section 5 and appendix A.
constexpr std::string_view plain = "When I grow up, I want to be a watermelon";
constexpr std::string_view server_secret = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr std::string_view server_point =
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8";
constexpr std::string_view browser_secret = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr std::string_view browser_point =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr std::string_view auth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr std::string_view salt = "DGv6ra1nlYgDCS1FRnbzlw";
constexpr std::string_view body =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
    "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

TEST(Push, the_example_of_the_standard_comes_out_byte_for_byte) {
  const auto sealed =
      seal_push(plain, {bytes(browser_point), bytes(auth)}, key(server_secret, server_point), bytes(salt));
  ASSERT_TRUE(sealed.has_value());
  EXPECT_EQ(to_base64url(*sealed), body);
  EXPECT_EQ(open_push(bytes(body), key(browser_secret, browser_point), bytes(auth)).value(), plain);
}

TEST(Push, the_longest_text_makes_one_record_of_4096_bytes) {
  const KeyPair browser = key(browser_secret, browser_point);
  const std::string longest(push_plain_bytes_max, 'x');
  const auto sealed = seal_push(longest, {bytes(browser_point), bytes(auth)});
  ASSERT_TRUE(sealed.has_value());
  EXPECT_EQ(sealed->size(), 4096u);
  EXPECT_EQ(open_push(*sealed, browser, bytes(auth)).value(), longest);
  EXPECT_THROW((void)seal_push(longest + "x", {bytes(browser_point), bytes(auth)}), std::length_error);
}

TEST(Push, a_receiver_that_is_none_is_refused) {
  const std::string good = bytes(browser_point), secret = bytes(auth);
  std::string off_curve = good;
  off_curve.back() ^= 1;
  for (const auto& [point, auth_bytes] : {std::pair{good.substr(1), secret},
                                          {off_curve, secret},
                                          {good, secret + "x"},
                                          {std::string(), secret},
                                          {std::string(65, '\0'), secret}})
    EXPECT_EQ(seal_push("x", {point, auth_bytes}).error().code, "push.receiver");
}

TEST(Push, a_body_that_was_touched_does_not_open) {
  const KeyPair browser = key(browser_secret, browser_point);
  for (std::size_t at = 0; at < bytes(body).size(); at += 7) {
    if (at >= push_salt_bytes && at < push_salt_bytes + 4) continue;  // the record size is only a promise
    std::string touched = bytes(body);
    touched[at] ^= 1;
    EXPECT_FALSE(open_push(touched, browser, bytes(auth)).has_value()) << at;
  }
  EXPECT_FALSE(open_push("", browser, bytes(auth)).has_value());
}

TEST(Push, the_token_says_to_whom_until_when_and_from_whom_and_is_signed) {
  const Signer signer(key(server_secret, server_point));
  const std::string value = vapid(signer, "https://push.example.net", "mailto:admin@example.cn", {1'453'523'768'000});
  ASSERT_TRUE(value.starts_with("vapid t="));
  const std::string token = value.substr(8, value.find(", k=") - 8);
  EXPECT_EQ(value.substr(value.find(", k=") + 4), server_point);
  const auto first = token.find('.'), second = token.rfind('.');
  EXPECT_EQ(bytes(token.substr(0, first)), R"({"typ":"JWT","alg":"ES256"})");
  EXPECT_EQ(bytes(token.substr(first + 1, second - first - 1)),
            R"({"aud":"https://push.example.net","exp":1453523768,"sub":"mailto:admin@example.cn"})");
  EXPECT_TRUE(Verifier(signer.public_key()).verify(token.substr(0, second), bytes(token.substr(second + 1))));
}

}  // namespace
}  // namespace fugong::crypto
