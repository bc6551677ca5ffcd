#include "token/cbor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crypto/hash.h"

namespace fugong::token::cbor {
namespace {

std::string hex(std::string_view text) { return crypto::from_hex(text).value(); }

TEST(Cbor, reads_and_writes_the_same_bytes) {
  // Items of our subset, in the encodings that RFC 8949 gives them.
  for (const char* item : {"00",
                           "17",
                           "1818",
                           "18ff",
                           "190100",
                           "1903e8",
                           "1a000f4240",
                           "1b000000e8d4a51000",
                           "1b7fffffffffffffff",
                           "20",
                           "3863",
                           "3903e7",
                           "3b7fffffffffffffff",
                           "40",
                           "4401020304",
                           "60",
                           "6161",
                           "62c3bc",
                           "64f0908591",
                           "80",
                           "83010203",
                           "8301820203820405",
                           "a0",
                           "a201020304",
                           "a26161016162820203",
                           "f4",
                           "f5",
                           "f6",
                           "c11a514b67b0",
                           "d28440a04040",
                           "98190102030405060708090a0b0c0d0e0f101112131415161718181819"}) {
    const auto value = decode(hex(item));
    ASSERT_TRUE(value) << item;
    EXPECT_EQ(crypto::to_hex(encode(*value)), item);
  }
}

TEST(Cbor, refuses_everything_outside_the_deterministic_subset) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "nothing"},
      {"1817", "a head longer than needed, one byte"},
      {"1900ff", "a head longer than needed, two bytes"},
      {"1a0000ffff", "a head longer than needed, four bytes"},
      {"1b00000000ffffffff", "a head longer than needed, eight bytes"},
      {"5803010203", "a string's head longer than needed"},
      {"1b8000000000000000", "an integer of 64 bits"},
      {"3bffffffffffffffff", "a negative integer of 65 bits"},
      {"f97e00", "a float"},
      {"fb3ff199999999999a", "a double"},
      {"f7", "undefined"},
      {"f0", "a simple value"},
      {"f8ff", "a simple value in two bytes"},
      {"f814", "false in two bytes"},
      {"5f42010243030405ff", "an indefinite byte string"},
      {"7f61616162ff", "an indefinite text"},
      {"9fff", "an indefinite array"},
      {"bfff", "an indefinite map"},
      {"ff", "a break"},
      {"1c", "a reserved head"},
      {"a2030401020", "cut"},
      {"a203040102", "map keys out of order"},
      {"a201020103", "the same key twice"},
      {"a2616101616102", "the same text key twice"},
      {"a26162016161", "text keys out of order, and cut"},
      {"0000", "something after the end"},
      {"62ff", "cut text"},
      {"61ff", "invalid UTF-8"},
      {"62c080", "overlong UTF-8"},
      {"63eda080", "a surrogate"},
      {"64f4908080", "beyond Unicode"},
      {"9bffffffffffffffff", "an array larger than the message"},
      {"bb00ffffffffffffff", "a map larger than the message"},
      {"5bffffffffffffffff", "a string larger than the message"},
      {"8181818181818181818100", "too deep"},
      {"c1c1c1c1c1c1c1c1c1c100", "too many tags"},
  };
  for (const auto& [text, why] : cases) {
    const auto bytes = crypto::from_hex(std::string_view(text).size() % 2 ? std::string(text) + "0" : text);
    EXPECT_FALSE(decode(*bytes)) << why;
  }
}

TEST(Cbor, sorts_map_keys_by_their_encoding) {
  const Map map{{Text{"b"}, std::int64_t{1}},
                {std::int64_t{-65537}, std::int64_t{2}},
                {std::int64_t{65535}, std::int64_t{3}},
                {std::int64_t{4}, std::int64_t{4}},
                {Text{"aa"}, std::int64_t{5}}};
  EXPECT_EQ(crypto::to_hex(encode(Value(map))), "a5040419ffff033a000100000261620162616105");
}

TEST(Cbor, every_cut_of_a_message_is_refused) {
  const std::string good = hex("a20163626162028203f5");
  ASSERT_TRUE(decode(good));
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(decode(std::string_view(good).substr(0, size))) << size;
}

RC_GTEST_PROP(Cbor, what_is_accepted_is_written_back_byte_by_byte, (const std::string& bytes)) {
  if (const auto value = decode(bytes)) RC_ASSERT(encode(*value) == bytes);
}

RC_GTEST_PROP(Cbor, integers_and_strings_survive, (std::int64_t n, const std::string& data)) {
  const Value value = Array{n, Bytes{data}, Map{{n, Bytes{data}}}};
  const auto back = decode(encode(value));
  RC_ASSERT(back.has_value());
  RC_ASSERT(*(*back->as<Array>())[0].integer() == n);
  RC_ASSERT(*(*back->as<Array>())[2].find(n)->bytes() == data);
}

}  // namespace
}  // namespace fugong::token::cbor
