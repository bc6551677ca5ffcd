#include "vectors.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "crypto/hash.h"
#include "fixed_keys.h"
#include "token/status_delta.h"

namespace fugong::token::vectors {
namespace {

const Vectors& all() {
  static const Vectors made = make();
  return made;
}

TEST(SharedVectors, are_made_again_to_the_byte) {
  std::ifstream file(std::string(FUGONG_SOURCE_DIR) + "/tests/vectors/pass/vectors.json", std::ios::binary);
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_TRUE(kept.str() == to_json(all())) << "run: make_pass_vectors > tests/vectors/pass/vectors.json";
}

TEST(SharedVectors, are_judged_as_they_say) {
  EXPECT_GE(all().cases.size(), 200u);
  std::set<std::string_view> reasons, faults;
  for (const Case& c : all().cases) {
    const Judgement j = judged(all(), c);
    EXPECT_EQ(j.verdict, c.expect.verdict) << c.name;
    EXPECT_EQ(j.reason, c.expect.reason) << c.name << ": " << json::enum_name(j.reason);
    EXPECT_TRUE(!c.expect.fault || j.fault == c.expect.fault)
        << c.name << ": " << (j.fault ? json::enum_name(*j.fault) : "");
    EXPECT_TRUE(!c.expect.clock_offset || j.clock_offset == c.expect.clock_offset) << c.name;
    if (j.pass) EXPECT_EQ(j.upgrade_due, c.expect.upgrade_due.value_or(false)) << c.name;
    reasons.insert(json::enum_name(j.reason));
    if (c.expect.fault) faults.insert(json::enum_name(*c.expect.fault));
  }
  EXPECT_EQ(reasons.size(), boost::mp11::mp_size<boost::describe::describe_enumerators<Reason>>::value)
      << "a reason without a case";
  EXPECT_EQ(faults.size(), boost::mp11::mp_size<boost::describe::describe_enumerators<ReadFault>>::value)
      << "a fault without a case";
}

TEST(SharedVectors, deltas_are_laid_on_or_refused_as_they_say) {
  const Trust trust = Trust::open(all().trust).value();
  for (const DeltaCase& d : all().deltas) {
    const auto list = open_status_list(all().lists[static_cast<std::size_t>(d.list)], trust);
    ASSERT_TRUE(list);
    const auto delta = open_status_delta(d.delta, trust);
    const auto newer = delta ? apply(*list, *delta) : std::unexpected(delta.error());
    EXPECT_EQ(newer ? "" : newer.error().code, d.code) << d.name;
    if (!newer || !d.code.empty()) continue;
    EXPECT_EQ(newer->issued_s, *d.issued_s) << d.name;
    for (const auto& [index, status] : d.entries) EXPECT_EQ(newer->entries.at(index), status) << d.name << " " << index;
  }
}

TEST(SharedVectors, a_list_takes_anothers_place_or_not_as_they_say) {
  const Trust trust = Trust::open(all().trust).value();
  const auto opened = [&](std::int64_t i) {
    return open_status_list(all().lists[static_cast<std::size_t>(i)], trust).value();
  };
  for (const RenewalCase& r : all().renewals) {
    const auto kept = r.kept ? std::optional(opened(*r.kept)) : std::nullopt;
    const Status taken = check_newer(kept ? &*kept : nullptr, opened(r.fresh));
    EXPECT_EQ(taken ? "" : taken.error().code, r.code) << r.name;
  }
}

TEST(SharedVectors, fixed_signatures_are_good_ones) {
  for (const auto algorithm : {crypto::Algorithm::es256, crypto::Algorithm::eddsa, crypto::Algorithm::sm2}) {
    const crypto::KeyPair key = fixed_key("test", algorithm);
    EXPECT_TRUE(crypto::Verifier(key.public_key()).verify("m", fixed_signature(key, "m")))
        << json::enum_name(algorithm);
    EXPECT_EQ(fixed_signature(key, "m"), fixed_signature(key, "m"));
  }
}

}  // namespace
}  // namespace fugong::token::vectors
