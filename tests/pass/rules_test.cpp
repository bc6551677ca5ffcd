#include "pass/rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "pass/instant.h"
#include "token/status_list.h"

namespace fugong::pass {
using namespace token;
namespace {

const DistrictCode district{"210104"};

TEST(PassRules, who_is_refused_a_pass_and_why) {
  const auto live = [](Duration left, PassState state = PassState::valid) {
    return LivePass{{"p"}, "h", now + left, state, state == PassState::valid ? Hold::none : Hold::pass};
  };
  const struct {
    Purpose purpose;
    std::optional<LivePass> old;
    std::string_view code;
  } rows[] = {{Purpose::first, {}, ""},
              {Purpose::renewal, {}, ""},
              {Purpose::replacement, {}, ""},
              {Purpose::first, live(seconds(1)), "pass.has_one"},
              {Purpose::renewal, live(days(4)), "pass.not_due"},
              {Purpose::renewal, live({days(7).ms / 2}), ""},
              {Purpose::renewal, live({days(7).ms / 2 + 1}), "pass.not_due"},
              {Purpose::renewal, live(days(1)), ""},
              {Purpose::replacement, live(days(6)), ""},
              {Purpose::renewal, live(days(1), PassState::suspended), "pass.suspended_one"},
              {Purpose::replacement, live(days(1), PassState::suspended), "pass.suspended_one"}};
  for (const auto& r : rows) EXPECT_EQ(refusal(r.purpose, r.old ? &*r.old : nullptr, days(7), now), r.code);
}

TEST(PassRules, an_ended_pass_can_be_revoked_but_neither_suspended_nor_restored) {
  Pass pass;
  pass.expires_at = now;
  EXPECT_TRUE(check_change(pass, Change::revoke, now));
  EXPECT_EQ(check_change(pass, Change::suspend, now).error().code, "pass.has_expired");
  pass.state = PassState::suspended;
  EXPECT_EQ(check_change(pass, Change::restore, now).error().code, "pass.has_expired");
  EXPECT_EQ(state_at(PassState::suspended, now, now), PassState::expired);
  EXPECT_EQ(state_at(PassState::revoked, now, now), PassState::revoked);
  EXPECT_EQ(state_at(PassState::valid, now + milliseconds(1), now), PassState::valid);
}

TEST(PassRules, a_scheme_is_wanted_from_its_day_and_the_only_one_when_the_grace_is_over) {
  policy::PassKind kind;
  kind.schemes = {{2, now, days(3)}, {3, now + days(10), std::nullopt}};
  const struct {
    const char* when;
    Timestamp at;
    std::int64_t min, wanted;
    std::optional<Timestamp> until;
  } rows[] = {{"before", now - milliseconds(1), 1, 1, {}},
              {"from then on", now, 1, 2, now + days(3)},
              {"last instant of the grace", now + days(3) - milliseconds(1), 1, 2, now + days(3)},
              {"after the grace", now + days(3), 2, 2, {}},
              {"the next, called off by nobody yet", now + days(10), 2, 3, {}}};
  for (const auto& r : rows) {
    const Schemes s = schemes_at(kind, {}, r.at);
    EXPECT_EQ(s.min, r.min) << r.when;
    EXPECT_EQ(s.wanted, r.wanted) << r.when;
    EXPECT_EQ(s.upgrade_until, r.until) << r.when;
  }
  const std::vector<policy::SchemeStep> called_in{{3, now + days(11), days(1)}};
  EXPECT_EQ(schemes_at(kind, called_in, now + days(10)).upgrade_until, std::nullopt);
  EXPECT_EQ(schemes_at(kind, called_in, now + days(11)).upgrade_until, now + days(12));
  EXPECT_EQ(schemes_at(kind, called_in, now + days(12)).min, 3);
  kind = {.scheme = 2};
  EXPECT_EQ(schemes_at(kind, {}, now).min, 2);
}

TEST(PassRules, numbers_have_six_digits_and_grow_when_they_must) {
  EXPECT_EQ(number_of(district, 0), "210104000001");
  EXPECT_EQ(number_of(district, 999'998), "210104999999");
  EXPECT_EQ(number_of(district, 999'999), "2101041000000");
}

RC_GTEST_PROP(PassRules, every_serial_is_read_back_from_its_number_and_has_a_place_of_its_own, ()) {
  const auto serial = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
  RC_ASSERT(serial_of(district, number_of(district, serial)) == serial);
  RC_ASSERT(list_of(serial) * status_list_entries + index_of(serial) == serial);
  RC_ASSERT(index_of(serial) < status_list_entries);
}

RC_GTEST_PROP(PassRules, no_text_crashes_the_reading_of_a_number, (const std::string& text)) {
  const auto serial = serial_of(district, district.text + text);
  if (serial) RC_ASSERT(number_of(district, *serial).size() <= district.text.size() + text.size());
}

RC_GTEST_PROP(PassRules, holders_are_joined_and_split_without_loss, ()) {
  const auto ids = *rc::gen::container<std::vector<std::string>>(
      rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789abcdef-")))));
  RC_ASSERT(split_holders(join_holders(ids)) == ids);
}

// A status list is a plain table of two bits per pass, whatever is written into it in whatever order.
RC_GTEST_PROP(PassRules, a_status_list_remembers_the_last_word_about_every_pass, ()) {
  const auto changes = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 500), rc::gen::inRange(0, 3)));
  StatusList list(10);
  std::map<int, PassStatus> model;
  for (const auto& [index, status] : changes) list.set(index, model[index] = static_cast<PassStatus>(status));
  for (int i = 0; i < 600; ++i) RC_ASSERT(list.at(i) == (model.contains(i) ? model[i] : PassStatus::valid));
}

}  // namespace
}  // namespace fugong::pass
