#include "token/token.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sample.h"
#include "token/base45.h"

namespace fugong::token {
namespace {

using sample::Issuer;

TEST(Claims, survive_encoding_and_are_deterministic_cbor) {
  Claims c = sample::claims();
  c.route = "沈阳大东—铁岭";
  c.health = Health{Colour::grey, sample::now_s + 3600};
  const std::string payload = encode_claims(c);
  EXPECT_TRUE(cbor::decode(payload));
  const auto back = decode_claims(payload);
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, c);
  Claims bare = c;
  bare.holder = bare.plate = bare.route = bare.id_hash = "";
  bare.enterprise = {};
  bare.zones.clear();
  bare.health.reset();
  bare.status_uri = sample::uri;
  bare.list = 0;
  EXPECT_EQ(decode_claims(encode_claims(bare)), bare);
}

TEST(Claims, with_missing_unknown_or_wrong_entries_are_refused) {
  const auto whole = cbor::decode(encode_claims(sample::claims()));
  const cbor::Map good = *whole->as<cbor::Map>();
  for (std::size_t i = 0; i < good.size(); ++i) {
    cbor::Map less = good;
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(decode_claims(cbor::encode(cbor::Value(less)))) << "without claim " << i;
    cbor::Map wrong = good;
    wrong[i].second = cbor::Null{};
    EXPECT_FALSE(decode_claims(cbor::encode(cbor::Value(wrong)))) << "claim " << i << " null";
    wrong[i].second = std::int64_t{-1};
    EXPECT_FALSE(decode_claims(cbor::encode(cbor::Value(wrong)))) << "claim " << i << " negative";
  }
  cbor::Map more = good;
  more.emplace_back(std::int64_t{3}, cbor::Text{"aud"});
  EXPECT_FALSE(decode_claims(cbor::encode(cbor::Value(more))));
}

TEST(Token, fits_a_qr_code_that_old_phones_read) {
  const std::string token = Issuer().token();
  EXPECT_TRUE(token.starts_with("FG1:"));
  EXPECT_LE(token.size(), 366u) << "a printed pass stays at or under version 11, level M";
}

TEST(Token, reads_back_with_the_line_end_that_a_scanner_adds) {
  const Issuer issuer;
  for (const char* end : {"", "\r\n", "\n", "\t"}) {
    const auto token = read_token(issuer.token() + end);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->claims, sample::claims());
  }
}

TEST(Token, garbled_texts_say_what_to_look_at) {
  const std::string good = Issuer().token();
  std::string lower = good;
  lower[1] = 'g';
  std::string lower_body = good;
  for (char& c : lower_body)
    if (c >= 'A' && c <= 'Z' && &c > &lower_body[4]) c = static_cast<char>(c + 32);
  EXPECT_EQ(read_token(lower).error(), ReadFault::garbled_case);
  EXPECT_EQ(read_token(lower_body).error(), ReadFault::garbled_case);
  EXPECT_EQ(read_token(good + "\xe3\x80\x80").error(), ReadFault::garbled_character);
  EXPECT_EQ(read_token("").error(), ReadFault::empty);
  EXPECT_EQ(read_token("\n").error(), ReadFault::empty);
  EXPECT_EQ(read_token("https://example.com/pass").error(), ReadFault::not_a_pass);
  EXPECT_EQ(read_token("HC1:" + good.substr(4)).error(), ReadFault::not_a_pass);
  EXPECT_EQ(read_token("FG1:GGX").error(), ReadFault::not_base45);
  EXPECT_EQ(read_token("FG1:").error(), ReadFault::not_signed_cbor);
  EXPECT_EQ(read_token("FG1:" + std::string(5000, 'A')).error(), ReadFault::too_long);
}

TEST(Token, every_cut_fails_cleanly) {
  const std::string good = Issuer().token();
  const Issuer issuer;
  const Trust trust = issuer.trust();
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(read_token(std::string_view(good).substr(0, size))) << size;
    EXPECT_FALSE(read_token(std::string_view(good).substr(size + 1))) << size;
  }
}

TEST(Token, another_kind_of_signed_message_is_not_a_pass) {
  const Issuer issuer;
  for (const auto type : {cose::Type::status_list, cose::Type::status_delta, cose::Type::trust_list}) {
    const cose::Sealer other(issuer.signer, type);
    const std::string text = "FG1:" + base45_encode(other.seal(encode_claims(sample::claims())));
    EXPECT_EQ(read_token(text).error(), ReadFault::wrong_type);
  }
  const std::string odd = "FG1:" + base45_encode(issuer.sealer.seal("\x01"));
  EXPECT_EQ(read_token(odd).error(), ReadFault::wrong_claims);
}

TEST(Token, headers_that_nobody_asked_for_are_refused) {
  const Issuer issuer;
  const auto message = cose::parse(*base45_decode(issuer.token().substr(4)));
  const auto fault_with = [&](cbor::Map guarded, cbor::Map open) {
    cbor::Map header = *message->protected_header.as<cbor::Map>();
    for (auto& entry : guarded) header.push_back(std::move(entry));
    const std::string bytes = cbor::encode(cbor::Value(std::move(header)));
    const std::string signature = issuer.signer.sign(cose::to_be_signed(bytes, {}, message->payload));
    std::string out;
    cbor::Writer(out).tag(18).array(4).bytes(bytes);
    out += cbor::encode(cbor::Value(std::move(open)));
    cbor::Writer(out).bytes(message->payload).bytes(signature);
    const auto token = read_token("FG1:" + base45_encode(out));
    return token ? std::string() : std::string(json::enum_name(token.error()));
  };
  EXPECT_EQ(fault_with({}, {}), "");
  EXPECT_EQ(fault_with({{std::int64_t{2}, cbor::Array{std::int64_t{99}}}}, {}), "wrong_header") << "crit";
  EXPECT_EQ(fault_with({}, {{std::int64_t{5}, cbor::Bytes{"iv"}}}), "wrong_header") << "what nobody signed";
}

TEST(Token, bulk_signing_keeps_the_order) {
  const Issuer issuer;
  std::vector<Claims> claims(103, sample::claims());
  for (std::size_t i = 0; i < claims.size(); ++i) claims[i].index = static_cast<std::int64_t>(i);
  for (const unsigned threads : {0u, 1u, 2u, 7u}) {
    const auto tokens = mint_all(claims, issuer.sealer, threads);
    ASSERT_EQ(tokens.size(), claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i)
      ASSERT_EQ(read_token(tokens[i])->claims.index, static_cast<std::int64_t>(i));
  }
  EXPECT_TRUE(mint_all({}, issuer.sealer, 4).empty());
}

RC_GTEST_PROP(Token, claims_of_any_value_survive, (std::uint32_t index, std::uint16_t list, std::uint32_t time)) {
  Claims c = sample::claims();
  c.index = index & 0x7fffffff;
  c.list = list;
  c.issued_s = time;
  c.not_before_s = time / 2;
  c.expires_s = std::int64_t{time} * 2;
  RC_ASSERT(decode_claims(encode_claims(c)) == c);
}

RC_GTEST_PROP(Token, strangers_text_never_crashes, (const std::string& text)) {
  RC_ASSERT(!read_token(text));
  RC_ASSERT(!read_token("FG1:" + text));
  RC_ASSERT(!read_token("FG1:" + base45_encode(text)));
}

}  // namespace
}  // namespace fugong::token
