// What strangers put into addresses.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/json.h"
#include "http/assets.h"
#include "http/etag.h"
#include "http/router.h"
#include "http/url.h"

namespace fugong::http {
namespace {

struct Every {
  std::optional<std::string> text;
  std::optional<std::int64_t> number;
  std::optional<std::vector<std::string>> list;
};
BOOST_DESCRIBE_STRUCT(Every, (), (text, number, list))

TEST(Url, decodes_what_is_well_formed_and_nothing_else) {
  EXPECT_EQ(percent_decode("%E5%A4%A7a%2f"), "大a/");
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode(""), "");
  for (const char* bad :
       {"%", "%4", "a%4", "%g0", "%0g", "%00", "%ff", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%E5%A4", "\xff"})
    EXPECT_EQ(percent_decode(bad), std::nullopt) << bad;
}

TEST(Url, splits_queries) {
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(split_query("a=1&b=&c&=d&&a=x%3Dy=z"),
            (Pairs{{"a", "1"}, {"b", ""}, {"c", ""}, {"", "d"}, {"a", "x=y=z"}}));
  EXPECT_EQ(split_query(""), Pairs{});
  EXPECT_EQ(split_query("a=%"), std::nullopt);
}

RC_GTEST_PROP(Url, decoding_undoes_encoding, (const std::string& text)) {
  const bool sendable = is_utf8(text) && text.find('\0') == std::string::npos;
  const std::string encoded = percent_encode(text);
  for (char c : encoded) RC_ASSERT(c > ' ' && c < 0x7f && c != '&' && c != '=' && c != '+' && c != '?' && c != '/');
  RC_ASSERT(percent_decode(encoded) == (sendable ? std::optional(text) : std::nullopt));
  RC_ASSERT(percent_decode(encoded, true) == percent_decode(encoded));
}

RC_GTEST_PROP(Url, a_query_of_known_names_reads_back,
              (const std::vector<std::uint16_t>& letters, std::int64_t number)) {
  Every sent{.number = number, .list = std::vector<std::string>{}};
  std::string query = "number=" + std::to_string(number);
  for (std::uint16_t letter : letters) {
    const std::string item =
        letter % 3 == 0 ? std::string(1, static_cast<char>(' ' + letter % 90)) : "大" + std::to_string(letter);
    sent.list->push_back(item);
    query += "&list=" + percent_encode(item);
  }
  if (letters.empty()) sent.list.reset();
  const auto object = detail::query_object(query, json::schema<Every>());
  RC_ASSERT(object.has_value());
  const auto read = json::from_value<Every>(*object);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->number == sent.number);
  RC_ASSERT(read->list == sent.list);
}

RC_GTEST_PROP(Url, any_query_is_read_or_refused, (const std::string& query)) {
  const auto object = detail::query_object(query, json::schema<Every>());
  if (object) RC_ASSERT(object->is_object());
  else RC_ASSERT(object.error().code.starts_with("query."));
}

TEST(Message, finds_headers_and_cookies) {
  const Request request{.headers = {{"Content-Type", "x"}, {"cookie", "a=1; fugong_session=t=; b=2;c"}}};
  EXPECT_EQ(request.header("content-type"), "x");
  EXPECT_EQ(request.header("CONTENT-TYPE"), "x");
  EXPECT_EQ(request.header("content"), "");
  EXPECT_EQ(request.cookie("fugong_session"), "t=");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("session"), std::nullopt);
  EXPECT_EQ(request.cookie("c"), std::nullopt);
}

TEST(Etag, differs_when_a_single_bit_does) {
  const std::string text(1000, 'x');
  std::set<std::string> seen{etag_of(text), etag_of(""), etag_of(std::string(1, '\0')), etag_of(std::string(2, '\0'))};
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] ^= 1;
    seen.insert(etag_of(other));
    seen.insert(etag_of(text.substr(0, i)));
  }
  EXPECT_EQ(seen.size(), 3u + 1000u + 1000u);  // the empty text is there twice
  EXPECT_EQ(etag_of(text), etag_of(std::string(1000, 'x')));
}

TEST(Gzip, is_for_texts_that_are_worth_it_and_readers_that_ask) {
  EXPECT_TRUE(gzip("application/json", std::string(2000, 'a')));
  EXPECT_TRUE(gzip("image/svg+xml", std::string(2000, 'a')));
  EXPECT_FALSE(gzip("application/json", "short"));
  EXPECT_FALSE(gzip("image/png", std::string(2000, 'a')));
  for (const char* yes : {"gzip", "br, gzip", "gzip;q=0.5, *;q=0", "deflate, gzip;q=1"})
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "br", "gzip;q=0", "gzip;q=0.0, br"}) EXPECT_FALSE(accepts_gzip(no)) << no;
}

}  // namespace
}  // namespace fugong::http
