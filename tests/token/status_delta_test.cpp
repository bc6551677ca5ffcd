#include "token/status_delta.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace fugong::token {
namespace {

using sample::Issuer;
using sample::now_s;

const Issuer& issuer() {
  static const Issuer one;
  return one;
}

SignedStatusDelta delta() {
  return {
      {sample::district}, sample::uri, now_s, now_s - 600, {{7, PassStatus::revoked}, {70000, PassStatus::suspended}}};
}

template <class T>
std::string code_of(const Result<T>& result) {
  return result ? "" : result.error().code;
}

std::string opened(const SignedStatusDelta& d) {
  return code_of(open_status_delta(seal_status_delta(d, issuer().signer), issuer().trust()));
}

TEST(StatusDelta, laid_on_the_list_gives_the_list_of_its_time) {
  const auto read = open_status_delta(seal_status_delta(delta(), issuer().signer), issuer().trust());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->entries, delta().entries);
  SignedStatusList list = issuer().status_list();
  list.entries.set(9, PassStatus::revoked);
  const auto newer = apply(list, *read);
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->issued_s, now_s);
  EXPECT_EQ(newer->entries.at(7), PassStatus::revoked);
  EXPECT_EQ(newer->entries.at(9), PassStatus::revoked) << "untouched";
  EXPECT_EQ(newer->entries.at(70000), PassStatus::suspended);
  EXPECT_EQ(newer->entries.at(8), PassStatus::valid);
}

TEST(StatusDelta, a_restored_pass_is_valid_again_and_a_new_one_makes_the_list_longer) {
  SignedStatusDelta d = delta();
  d.entries = {{7, PassStatus::valid}, {200'000, PassStatus::revoked}};
  SignedStatusList list = issuer().status_list();
  list.entries.set(7, PassStatus::suspended);
  const auto newer = apply(list, d);
  ASSERT_TRUE(newer);
  EXPECT_EQ(newer->entries.at(7), PassStatus::valid);
  EXPECT_EQ(newer->entries.at(200'000), PassStatus::revoked);
}

TEST(StatusDelta, goes_only_forwards_and_only_where_nothing_is_missing) {
  SignedStatusList list = issuer().status_list();  // of 600 s ago, as the delta's start
  list.issued_s = delta().since_s + 5;
  EXPECT_EQ(code_of(apply(list, delta())), "") << "entries are statuses, not steps: a later start loses nothing";
  list.issued_s = delta().since_s - 1;
  EXPECT_EQ(code_of(apply(list, delta())), "status.gap");
  list.issued_s = now_s + 1;
  EXPECT_EQ(code_of(apply(list, delta())), "status.rolled_back");
  list = issuer().status_list();
  list.uri += "0";
  EXPECT_EQ(code_of(apply(list, delta())), "status.other_list");
  list = issuer().status_list();
  list.issuer = {"210103"};
  EXPECT_EQ(code_of(apply(list, delta())), "status.other_list");
}

TEST(StatusDelta, of_strangers_of_other_keys_and_of_another_type_are_refused) {
  EXPECT_EQ(opened(delta()), "");
  const Issuer thief;
  EXPECT_EQ(code_of(open_status_delta(seal_status_delta(delta(), thief.signer), issuer().trust())), "status.signature");
  SignedStatusDelta foreign = delta();
  foreign.issuer = {"210103"};
  EXPECT_EQ(opened(foreign), "status.unknown_issuer");
  const std::string list = seal_status_list(issuer().status_list(), issuer().signer);
  EXPECT_EQ(code_of(open_status_delta(list, issuer().trust())), "status.malformed");
  EXPECT_EQ(code_of(open_status_list(seal_status_delta(delta(), issuer().signer), issuer().trust())),
            "status.malformed");
}

TEST(StatusDelta, of_a_wrong_shape_are_refused) {
  const auto with = [](auto change) {
    SignedStatusDelta d = delta();
    change(d);
    return opened(d);
  };
  EXPECT_EQ(with([](auto& d) { d.entries = {{7, PassStatus::revoked}, {7, PassStatus::valid}}; }), "status.malformed")
      << "twice";
  EXPECT_EQ(with([](auto& d) { d.entries = {{8, PassStatus::revoked}, {7, PassStatus::valid}}; }), "status.malformed")
      << "falling";
  EXPECT_EQ(with([](auto& d) { d.entries = {{-1, PassStatus::revoked}}; }), "status.malformed");
  EXPECT_EQ(with([](auto& d) { d.entries = {{std::int64_t{1} << 40, PassStatus::revoked}}; }), "status.malformed");
  EXPECT_EQ(with([](auto& d) { d.entries = {{1, static_cast<PassStatus>(3)}}; }), "status.malformed");
  EXPECT_EQ(with([](auto& d) { d.since_s = d.issued_s + 1; }), "status.malformed");
  EXPECT_EQ(with([](auto& d) {
              d.entries.clear();
              for (std::int64_t i = 0; i <= static_cast<std::int64_t>(status_delta_entries_max); ++i)
                d.entries.emplace_back(i, PassStatus::revoked);
            }),
            "status.malformed");
  std::string cut = seal_status_delta(delta(), issuer().signer);
  while (!cut.empty()) {
    cut.pop_back();
    ASSERT_EQ(code_of(open_status_delta(cut, issuer().trust())), "status.malformed");
  }
}

TEST(StatusList, an_older_issue_never_takes_the_place_of_a_newer_one) {
  const SignedStatusList kept = issuer().status_list();
  SignedStatusList fresh = kept;
  EXPECT_TRUE(check_newer(nullptr, fresh));
  EXPECT_TRUE(check_newer(&kept, fresh));
  ++fresh.issued_s;
  EXPECT_TRUE(check_newer(&kept, fresh));
  fresh.issued_s -= 2;
  EXPECT_EQ(check_newer(&kept, fresh).error().code, "status.rolled_back");
  fresh = kept;
  fresh.uri += "1";
  EXPECT_EQ(check_newer(&kept, fresh).error().code, "status.other_list");
}

}  // namespace
}  // namespace fugong::token
