#include "token/base45.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fugong::token {
namespace {

TEST(Base45, examples_of_rfc_9285) {
  EXPECT_EQ(base45_encode("AB"), "BB8");
  EXPECT_EQ(base45_encode("Hello!!"), "%69 VD92EX0");
  EXPECT_EQ(base45_encode("base-45"), "UJCLQE7W581");
  EXPECT_EQ(base45_decode("QED8WEX0").value(), "ietf!");
  EXPECT_EQ(base45_encode(""), "");
  EXPECT_EQ(base45_decode("").value(), "");
}

TEST(Base45, refuses_what_no_encoder_writes_and_says_why) {
  const struct {
    const char* text;
    Base45Fault fault;
  } cases[] = {
      {"GGX", Base45Fault::value},  // 65536
      {":::", Base45Fault::value},  // the largest group
      {"::", Base45Fault::value},   // a pair above 255
      {"A", Base45Fault::length},         {"BB8A", Base45Fault::length},   {"bb8", Base45Fault::lower_case},
      {"BB8\n", Base45Fault::character},  {"BB!", Base45Fault::character}, {"BB\xff", Base45Fault::character},
      {"ＢＢ８", Base45Fault::character},  // full width
  };
  for (const auto& c : cases) {
    const auto decoded = base45_decode(c.text);
    ASSERT_FALSE(decoded) << c.text;
    EXPECT_EQ(decoded.error(), c.fault) << c.text;
  }
  EXPECT_EQ(base45_decode("FGW").value(), "\xff\xff");
}

RC_GTEST_PROP(Base45, any_bytes_survive_and_every_text_has_one_meaning, (const std::string& bytes)) {
  const std::string text = base45_encode(bytes);
  RC_ASSERT(base45_decode(text).value() == bytes);
}

}  // namespace
}  // namespace fugong::token
