// What is taken over from the city and from peers, what is not, and what gates say then.
#include "world.h"

namespace fugong::exchange_test {
namespace {

using outbound::Request;
using outbound::Response;

class Pull : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    truck_ = issue_truck(*east_, "辽A12345", 1);
    token_ = view(*east_, truck_).token;
  }
  // Answers for one address instead of the honest network.
  void answer_for(const std::string& url, std::string body, int status = 200) {
    lie = [url, body, status](const Request& r) -> std::optional<Result<Response>> {
      if (r.url != url) return std::nullopt;
      return Response{status, {}, body};
    };
  }
  FetchView copy() { return status(*west_).peers.at(0).lists.at(0).copy; }
  std::string east_list() {
    return must(read<std::string>([&](db::Session& s) { return east_->passes->status_list(s, 0, now()); }));
  }

  PassId truck_;
  std::string token_;
  const std::string list_url = "https://east.example/api/v1/status-list/0",
                    city_url = "https://city.example/api/v1/trust-list";
};
FUGONG_BOTH_ENGINES(Pull);

TEST_P(Pull, a_pass_of_one_district_is_good_in_the_other_and_revoked_there_after_one_pull) {
  EXPECT_EQ(scanned(*west_, token_), token::Reason::unknown_issuer);
  trust_each_other();
  EXPECT_EQ(scanned(*west_, token_), token::Reason::valid);
  revoke(*east_, truck_);
  EXPECT_EQ(scanned(*west_, token_), token::Reason::valid);
  pass_time(seconds(1));
  ASSERT_TRUE(pull(*west_));
  EXPECT_EQ(scanned(*west_, token_), token::Reason::revoked);
}

TEST_P(Pull, two_lists_of_one_second_are_told_apart) {
  trust_each_other();
  const PassId second = issue_truck(*east_, "辽A54321", 2);
  const std::string token = view(*east_, second).token;
  revoke(*east_, truck_);
  ASSERT_TRUE(pull(*west_));
  EXPECT_EQ(scanned(*west_, token), token::Reason::valid);
  revoke(*east_, second);
  ASSERT_TRUE(pull(*west_));
  EXPECT_EQ(scanned(*west_, token), token::Reason::revoked);
}

TEST_P(Pull, without_news_for_too_long_nobody_can_tell) {
  trust_each_other();
  pass_time(hours(23));
  EXPECT_EQ(scanned(*west_, token_), token::Reason::valid);
  pass_time(hours(2));
  EXPECT_EQ(scanned(*west_, token_), token::Reason::status_too_old);
  ASSERT_TRUE(pull(*west_));
  EXPECT_EQ(scanned(*west_, token_), token::Reason::valid);
}

TEST_P(Pull, whatever_a_peer_sends_wrongly_changes_nothing_but_the_status) {
  trust_each_other();
  const std::string old = east_list();
  pass_time(hours(1));
  ASSERT_TRUE(pull(*west_));
  const FetchView good = copy();
  const std::string honest = east_list();
  std::string flipped = honest;
  flipped.back() ^= 1;
  token::SignedStatusList tomorrow{east_->district, list_url, now().ms / 1000 + 3600, 900, token::StatusList(1)};
  token::SignedStatusList elsewhere{east_->district, list_url + "0", now().ms / 1000, 900, token::StatusList(1)};
  token::SignedStatusList other{west_->district, list_url, now().ms / 1000, 900, token::StatusList(1)};
  const struct {
    const char* trouble;
    std::string body;
    int status = 200;
  } lies[] = {
      {"status.signature", flipped},
      {"status.malformed", honest.substr(1)},
      {"status.malformed", ""},
      {"status.rolled_back", old},
      {"status.in_future", token::seal_status_list(tomorrow, east_->keys.status)},
      {"status.other_uri", token::seal_status_list(elsewhere, east_->keys.status)},
      {"status.other_issuer", token::seal_status_list(other, west_->keys.status)},
      {"status.signature", token::seal_status_list(other, east_->keys.status)},
      {"status.malformed", city_},
      {"outbound.status", honest, 500},
      {"outbound.status", "", 404},
  };
  std::int64_t failures = 0;
  for (const auto& [trouble, body, code] : lies) {
    answer_for(list_url, body, code);
    EXPECT_FALSE(pull(*west_)) << trouble;
    const FetchView now_kept = copy();
    EXPECT_EQ(now_kept.trouble, trouble);
    EXPECT_EQ(now_kept.issued_at, good.issued_at) << trouble;
    EXPECT_EQ(now_kept.fetched_at, good.fetched_at) << trouble;
    EXPECT_EQ(now_kept.failures, ++failures);
    EXPECT_EQ(scanned(*west_, token_), token::Reason::valid) << trouble;
  }
  lie = nullptr;
  EXPECT_TRUE(pull(*west_));
  EXPECT_EQ(copy().failures, 0);
  EXPECT_FALSE(copy().trouble);
}

TEST_P(Pull, a_trust_list_has_to_be_newer_and_of_the_pinned_root) {
  sign_city();
  const std::string old = city_;
  pass_time(hours(1));
  trust_each_other();
  const crypto::Signer thief(crypto::KeyPair::generate(crypto::Algorithm::es256));
  token::TrustList ended = city_list(), tomorrow = city_list();
  ended.expires_s = now().ms / 1000;
  tomorrow.issued_s += 3600;
  std::string flipped = city_;
  flipped.back() ^= 1;
  const std::pair<const char*, std::string> lies[] = {{"trust.rolled_back", old},
                                                      {"trust.other_root", token::seal_trust_list(city_list(), thief)},
                                                      {"trust.expired", token::seal_trust_list(ended, root_)},
                                                      {"trust.in_future", token::seal_trust_list(tomorrow, root_)},
                                                      {"trust.signature", flipped},
                                                      {"trust.malformed", city_.substr(2)}};
  for (const auto& [trouble, body] : lies) {
    answer_for(city_url, body);
    EXPECT_FALSE(pull(*west_)) << trouble;
    EXPECT_EQ(status(*west_).city->trust_list.trouble, trouble);
    EXPECT_EQ(scanned(*west_, token_), token::Reason::valid) << trouble;
  }
}

TEST_P(Pull, gates_get_the_citys_list_while_it_knows_the_district_as_it_is) {
  const auto served = [&](Side& side) {
    return must(read<std::string>([&](db::Session& s) { return side.passes->trust_list(s, now()); }));
  };
  EXPECT_EQ(token::Trust::open(served(*west_))->list().issuers.size(), 1u);
  trust_each_other();
  EXPECT_EQ(served(*west_), city_);
  EXPECT_TRUE(status(*west_).city->in_use);
  // The city has an old key of the district: its own gates would refuse its own passes.
  token::TrustList list = city_list();
  pass_time(hours(1));
  list.issued_s = now().ms / 1000;
  list.issuers[1].keys[0].key = crypto::KeyPair::generate(crypto::Algorithm::es256).public_key();
  city_ = token::seal_trust_list(list, root_);
  ASSERT_TRUE(pull(*west_));
  EXPECT_NE(served(*west_), city_);
  EXPECT_FALSE(status(*west_).city->in_use);
  EXPECT_EQ(scanned(*west_, token_), token::Reason::valid);  // the server itself still knows the peers
  // It has ended.
  pass_time(days(31));
  EXPECT_EQ(token::Trust::open(served(*east_))->list().issuers.size(), 1u);
  EXPECT_EQ(scanned(*west_, token_), token::Reason::unknown_issuer);
}

TEST_P(Pull, what_the_list_no_longer_names_is_forgotten_and_a_retired_key_believed_no_more) {
  trust_each_other();
  pass_time(hours(1));
  token::TrustList list = city_list();
  list.issuers[0].keys.erase(list.issuers[0].keys.begin() + 1);  // the key of its status lists
  city_ = token::seal_trust_list(list, root_);
  EXPECT_FALSE(pull(*west_));
  EXPECT_EQ(copy().trouble, "status.signature");
  EXPECT_EQ(scanned(*west_, token_), token::Reason::status_missing);
  pass_time(hours(1));
  list = city_list();
  list.issuers.erase(list.issuers.begin());
  city_ = token::seal_trust_list(list, root_);
  EXPECT_TRUE(pull(*west_));
  EXPECT_TRUE(status(*west_).peers.empty());
  EXPECT_EQ(scanned(*west_, token_), token::Reason::unknown_issuer);
  EXPECT_EQ(
      code_of(read<std::string>([&](db::Session& s) { return west_->exchange->peer_list(s, east_->district, 0); })),
      "status.unknown_list");
}

TEST_P(Pull, only_what_is_due_is_asked_for_and_failures_are_tried_again_sooner) {
  trust_each_other();
  Puller puller(engine(), *west_->exchange, network(), minutes(5));
  asked_.clear();
  EXPECT_EQ(puller.run_due(now()), now() + minutes(5));
  EXPECT_TRUE(asked_.empty());
  pass_time(minutes(5));
  answer_for(list_url, "", 500);
  const Timestamp next = puller.run_due(now());
  EXPECT_EQ(asked_.size(), 3u);  // the trust list and both lists of the peer
  EXPECT_EQ(next, now() + first_retry);
  clock_.advance_to(next);
  asked_.clear();
  EXPECT_EQ(puller.run_due(now()), now() + Duration{2 * first_retry.ms});
  EXPECT_EQ(asked_, std::vector{list_url});
}

TEST_P(Pull, only_the_console_joins_and_joining_another_city_forgets_the_first) {
  trust_each_other();
  const auto join_as = [&](const Actor& who, const std::string& url) {
    return code_of(write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(west_->exchange->join(s, by(who), url, root_.public_key().pem()));
      return true;
    }));
  };
  EXPECT_EQ(join_as(commissioner, "https://other.example"), "auth.forbidden");
  for (const char* url :
       {"", "other.example", "ftp://other.example", "https://", "https://user@other.example", "https://a b"})
    EXPECT_EQ(join_as(leader, url), "trust.bad_url") << url;
  EXPECT_EQ(join_as(leader, "https://other.example"), "");
  EXPECT_EQ(scanned(*west_, token_), token::Reason::unknown_issuer);
  EXPECT_EQ(audited(*west_, "exchange.join"), 2);
  EXPECT_EQ(audited(*west_, "exchange.trust_list"), 1);
  const auto leave = [&] {
    return code_of(write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(west_->exchange->leave(s, by(leader)));
      return true;
    }));
  };
  EXPECT_EQ(leave(), "");
  EXPECT_EQ(leave(), "exchange.alone");
}

}  // namespace
}  // namespace fugong::exchange_test
