#include "pass/wallet_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "pass/instant.h"

namespace fugong::pass {
namespace {

std::string code_of(const Status& status) { return status ? "" : status.error().code; }

TEST(WalletRules, which_code_opens_a_phone) {
  const PhoneCode good{.phone_index = "p", .code_hash = "h", .sent_at = now, .expires_at = now + minutes(5)};
  const auto with = [&](auto change) {
    PhoneCode row = good;
    change(row);
    return std::optional(row);
  };
  const struct {
    std::optional<PhoneCode> row;
    const char* hash;
    Duration later;
    const char* code;
  } rows[] = {{good, "h", {}, ""},
              {good, "h", milliseconds(299'999), ""},
              {good, "h", minutes(5), "wallet.wrong_code"},
              {good, "x", {}, "wallet.wrong_code"},
              {good, "", {}, "wallet.wrong_code"},
              {{}, "h", {}, "wallet.wrong_code"},
              {with([](PhoneCode& r) { r.code_hash.clear(); }), "", {}, "wallet.wrong_code"},
              {with([](PhoneCode& r) { r.tries = code_tries_max - 1; }), "h", {}, ""},
              {with([](PhoneCode& r) { r.tries = code_tries_max; }), "h", {}, "wallet.wrong_code"}};
  for (const auto& r : rows) EXPECT_EQ(code_of(check_code(r.row, r.hash, now + r.later)), r.code);
}

TEST(WalletRules, which_scheme_a_bound_phone_gets) {
  policy::PassKind kind;
  EXPECT_EQ(bound_scheme(kind, now), 0);
  kind.schemes = {{.scheme = 2, .from = now + days(1)}, {.scheme = 3, .from = now + days(2)}};
  EXPECT_EQ(bound_scheme(kind, now), 2);  // early is fine: gates take it
  EXPECT_EQ(bound_scheme(kind, now + days(1)), 2);
  EXPECT_EQ(bound_scheme(kind, now + days(2)), 3);
  kind.schemes.clear();
  kind.scheme = 2;
  EXPECT_EQ(bound_scheme(kind, now), 2);
}

// However somebody asks, no phone gets more codes than allowed, and none within the pause.
RC_GTEST_PROP(WalletRules, a_phone_is_not_flooded, ()) {
  const auto pauses_s = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1200));
  std::optional<PhoneCode> row;
  std::vector<Timestamp> sent;
  Timestamp at = now;
  for (const int pause : pauses_s) {
    at = at + seconds(pause);
    const auto next = next_code(row, "p", at);
    if (!next) continue;
    row = *next;
    if (!sent.empty()) RC_ASSERT(at - sent.back() >= code_again_after);
    sent.push_back(at);
  }
  // A fixed window lets through at most twice its number around its edge.
  for (std::size_t i = 2 * codes_per_hour_max; i < sent.size(); ++i)
    RC_ASSERT(sent[i] - sent[i - 2 * codes_per_hour_max] >= hours(1));
}

}  // namespace
}  // namespace fugong::pass
