// The city root on its folder: who is let in, what is signed, and what a member's failure does.
#include "exchange/city_root.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "support/databases.h"

namespace fugong::exchange {
namespace {

struct District {
  std::string code, url;
  crypto::Signer root{crypto::KeyPair::generate(crypto::Algorithm::es256)},
      passes{crypto::KeyPair::generate(crypto::Algorithm::es256)};

  KeySet set(std::int64_t issued_s) const {
    return {{{code}, "区" + code, {{passes.public_key(), 0, 4'000'000'000}}, {{0, url + "/api/v1/status-list/0"}}, url},
            issued_s};
  }
  Member member() const { return {{code}, url, fingerprint_of(root.public_key())}; }
};

class CityRootTest : public testing::Test {
 protected:
  void SetUp() override {
    auto made = CityRoot::make(path_, "某市");
    ASSERT_TRUE(made.has_value()) << made.error().code;
    for (const District& d : {east_, west_}) {
      ASSERT_TRUE(made->add(d.member()).has_value());
      answers_[d.url + "/api/v1/key-set"] = seal_key_set(d.set(now_.ms / 1000), d.root);
    }
  }
  SigningReport sign() {
    auto root = CityRoot::open(path_);
    EXPECT_TRUE(root.has_value());
    const auto report = root->sign(
        [this](const outbound::Request& r) -> Result<outbound::Response> {
          const auto known = answers_.find(r.url);
          if (known == answers_.end()) return fail(ErrorKind::unavailable, "outbound.unreachable");
          return outbound::Response{200, {}, known->second};
        },
        now_, Language::en);
    EXPECT_TRUE(report.has_value()) << report.error().code;
    return report.value_or(SigningReport{});
  }
  token::TrustList list() {
    const auto root = CityRoot::open(path_);
    const auto trust = token::Trust::open(root->trust_list(), &root->key());
    EXPECT_TRUE(trust.has_value());
    return trust ? trust->list() : token::TrustList{};
  }
  std::string answer(const District& d, KeySet set) {
    return answers_[d.url + "/api/v1/key-set"] = seal_key_set(set, d.root);
  }

  db_test::TemporaryFolder folder_;
  const std::string path_ = (folder_.path() / "city").string();
  Timestamp now_{1'650'513'600'000};
  const District east_{"210104", "https://east.example"}, west_{"210106", "https://west.example"};
  std::map<std::string, std::string> answers_;
};

TEST_F(CityRootTest, the_list_has_every_member_with_its_keys_and_lists) {
  const SigningReport report = sign();
  ASSERT_EQ(report.members.size(), 2u);
  EXPECT_FALSE(report.members[0].trouble || report.members[1].trouble);
  const token::TrustList signed_list = list();
  EXPECT_EQ(signed_list.root, "某市");
  EXPECT_EQ(signed_list.issued_s, now_.ms / 1000);
  ASSERT_EQ(signed_list.issuers.size(), 2u);
  EXPECT_EQ(signed_list.issuers[0].name, "区210104");
  EXPECT_EQ(signed_list.issuers[0].url, east_.url);
  EXPECT_EQ(signed_list.issuers[0].keys.at(0).key, east_.passes.public_key());
}

TEST_F(CityRootTest, each_list_is_newer_than_the_one_before_even_if_the_clock_is_put_back) {
  sign();
  const std::int64_t first = list().issued_s;
  sign();
  EXPECT_EQ(list().issued_s, first + 1);
  now_ = now_ - hours(1);
  for (const District& d : {east_, west_}) answer(d, d.set(now_.ms / 1000 + 3600));
  sign();
  EXPECT_EQ(list().issued_s, first + 2);
}

TEST_F(CityRootTest, a_member_that_fails_or_lies_keeps_the_entry_that_it_had) {
  sign();
  const auto of_east = [](auto change, const District& d, std::int64_t issued_s) {
    KeySet set = d.set(issued_s);
    change(set);
    return set;
  };
  const std::int64_t later = now_.ms / 1000 + 60;
  const District thief{"210104", east_.url};
  const auto nothing = [](KeySet&) {};
  const std::pair<const char*, std::string> lies[] = {
      {"key_set.other_key", seal_key_set(thief.set(later), thief.root)},
      {"key_set.rolled_back", seal_key_set(of_east(nothing, east_, later - 3600), east_.root)},
      {"key_set.in_future", seal_key_set(of_east(nothing, east_, later + 3600), east_.root)},
      {"key_set.other_district",
       seal_key_set(of_east([](KeySet& s) { s.issuer.district = {"210106"}; }, east_, later), east_.root)},
      {"key_set.no_keys", seal_key_set(of_east([](KeySet& s) { s.issuer.keys.clear(); }, east_, later), east_.root)},
      {"key_set.other_url",
       seal_key_set(of_east([](KeySet& s) { s.issuer.url = "https://elsewhere.example"; }, east_, later), east_.root)},
      {"key_set.other_url",
       seal_key_set(of_east([](KeySet& s) { s.issuer.status_lists[0] = "https://east.example.org/api"; }, east_, later),
                    east_.root)},
      {"key_set.other_url",
       seal_key_set(of_east([](KeySet& s) { s.issuer.status_lists[0] = "http://10.0.0.1/"; }, east_, later),
                    east_.root)},
      {"key_set.too_many_lists", seal_key_set(of_east(
                                                  [&](KeySet& s) {
                                                    for (int i = 0; i < 130; ++i)
                                                      s.issuer.status_lists[i] = east_.url + "/" + std::to_string(i);
                                                  },
                                                  east_, later),
                                              east_.root)},
      {"key_set.malformed", "nonsense"},
      {"key_set.malformed", std::string(key_set_bytes_max + 1, 'x')}};
  for (const auto& [trouble, body] : lies) {
    answers_[east_.url + "/api/v1/key-set"] = body;
    const SigningReport report = sign();
    EXPECT_EQ(report.members.at(0).trouble, trouble);
    EXPECT_FALSE(report.members[0].message->empty());
    EXPECT_FALSE(report.members.at(1).trouble);
    ASSERT_EQ(list().issuers.size(), 2u) << trouble;
    EXPECT_EQ(list().issuers[0].keys.at(0).key, east_.passes.public_key()) << trouble;
  }
  answers_.clear();
  EXPECT_EQ(sign().members.at(0).trouble, "outbound.unreachable");
  EXPECT_EQ(list().issuers.size(), 2u);
}

TEST_F(CityRootTest, a_member_whose_key_is_registered_anew_loses_what_the_old_key_had_said) {
  sign();
  auto root = CityRoot::open(path_);
  Member changed = east_.member();
  changed.fingerprint = fingerprint_of(crypto::KeyPair::generate(crypto::Algorithm::es256).public_key());
  ASSERT_TRUE(root->add(changed).has_value());
  EXPECT_EQ(sign().members.at(0).trouble, "key_set.other_key");
  ASSERT_EQ(list().issuers.size(), 1u);
  EXPECT_EQ(list().issuers[0].district.text, west_.code);
  ASSERT_TRUE(CityRoot::open(path_)->remove({west_.code}).has_value());
  sign();
  EXPECT_TRUE(list().issuers.empty());
}

TEST_F(CityRootTest, who_cannot_be_let_in_is_refused_with_the_reason) {
  auto root = CityRoot::open(path_);
  const auto refusal_of = [&](Member m) {
    const Status status = root->add(m);
    return status ? std::string() : status.error().code;
  };
  Member m = east_.member();
  EXPECT_EQ(refusal_of(m), "");
  EXPECT_EQ(refusal_of({{"21010"}, m.url, m.fingerprint}), "city.bad_code");
  EXPECT_EQ(refusal_of({{"../../"}, m.url, m.fingerprint}), "city.bad_code");
  EXPECT_EQ(refusal_of({m.district, "east.example", m.fingerprint}), "trust.bad_url");
  EXPECT_EQ(refusal_of({m.district, m.url, "abc"}), "city.bad_fingerprint");
  EXPECT_EQ(refusal_of({m.district, m.url, std::string(64, 'g')}), "city.bad_fingerprint");
  EXPECT_EQ(root->remove({"999999"}).error().code, "city.not_member");
  EXPECT_EQ(root->members().size(), 2u);
}

TEST_F(CityRootTest, a_root_is_never_made_over_another_and_its_key_stays_its_own) {
  EXPECT_EQ(CityRoot::make(path_, "另一市").error().code, "city.exists");
  EXPECT_EQ(CityRoot::open(path_ + "x").error().code, "city.missing");
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(path_ + "/root.pem").permissions() & fs::perms::mask,
            fs::perms::owner_read | fs::perms::owner_write);
  std::ofstream(path_ + "/city.json") << "{";
  EXPECT_EQ(CityRoot::open(path_).error().code, "city.damaged");
}

}  // namespace
}  // namespace fugong::exchange
