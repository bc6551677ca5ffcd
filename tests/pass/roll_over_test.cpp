// Keys and schemes change under way, and nobody whose pass is still good is refused.
#include "token/status_delta.h"
#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

class RollOver : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    e_ = enter(1);
    hire(e_, 2);
  }
  Result<PassKeyView> announce(crypto::Algorithm algorithm = crypto::Algorithm::es256) {
    const auto key =
        read<PassKey>([&](db::Session& s) { return service_->prepare_key(s, by(administrator), {algorithm}); });
    if (!key) return std::unexpected(key.error());
    return write<PassKeyView>([&](db::Session& s) { return service_->announce_key(s, by(administrator), *key); });
  }
  using Act = Result<PassKeyView> (Service::*)(db::Session&, const Context&, const std::string&);
  Result<PassKeyView> on_key(Act what, const std::string& key) {
    return write<PassKeyView>([&](db::Session& s) { return (service_.get()->*what)(s, by(administrator), key); });
  }
  std::vector<PassKeyView> keys() {
    return must(
        read<std::vector<PassKeyView>>([&](db::Session& s) { return service_->pass_keys(s, by(administrator)); }));
  }
  Result<SchemeView> call_in(const SchemeBody& body) {
    return write<SchemeView>([&](db::Session& s) { return service_->call_in_scheme(s, by(leader), body); });
  }
  token::GateKind gate_kind(std::size_t i) {
    return must(read<token::GatePolicy>([&](db::Session& s) { return service_->gate_policy(s, now_); })).kinds[i];
  }
  Result<std::string> delta(std::int64_t since_s, std::int64_t number = 0) {
    return read<std::string>([&](db::Session& s) { return service_->status_delta(s, number, since_s, now_); });
  }

  EnterpriseId e_;
  Actor administrator = actor(OrganisationKind::district, "", Role::administrator);
  Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
};
FUGONG_BOTH_ENGINES(RollOver);

TEST_P(RollOver, a_key_is_announced_signs_and_goes_and_no_good_pass_is_refused) {
  issue_all(e_, "employee");
  const std::string before = view(list()[0].id).token;
  const auto gate_trust = token::Trust::open(trust_bytes());  // of a gate that fetches nothing for three days
  const std::string old_key = keys().at(0).key;
  const PassKeyView next = must(announce(crypto::Algorithm::eddsa));
  EXPECT_EQ(next.state, KeyState::announced);
  EXPECT_TRUE(next.here);
  EXPECT_EQ(code_of(announce()), "key.already_announced");
  EXPECT_EQ(code_of(on_key(&Service::activate_key, next.key)), "key.too_early");
  EXPECT_EQ(code_of(on_key(&Service::retire_key, old_key)), "key.not_retiring");
  const auto announced_trust = token::Trust::open(trust_bytes());
  now_ = next.from;
  EXPECT_EQ(must(on_key(&Service::activate_key, next.key)).state, KeyState::active);
  EXPECT_EQ(code_of(on_key(&Service::activate_key, next.key)), "key.not_announced");
  now_ = now_ + hours(2);  // beyond what another node may still have signed with the old key
  hire(e_, 3);             // one more than before
  issue_all(e_, "employee");
  const std::string after = view(list()[0].id).token;
  EXPECT_EQ(token::read_token(after)->message.algorithm(), crypto::Algorithm::eddsa);
  EXPECT_EQ(at_gate(before).verdict, token::Verdict::green);
  EXPECT_EQ(at_gate(after).verdict, token::Verdict::green);
  const auto verdict_with = [&](const token::Trust& trust) {
    token::Circumstances gate{.at = now_ + seconds(10)};
    return verify(after, trust, {}, gate, Language::en).reason;
  };
  EXPECT_EQ(verdict_with(announced_trust.value()), token::Reason::valid) << "known since the announcement";
  EXPECT_EQ(verdict_with(gate_trust.value()), token::Reason::trust_too_old) << "unknown, never a forgery";
  EXPECT_EQ(code_of(on_key(&Service::retire_key, old_key)), "key.still_needed");
  now_ = now_ + days(4);  // the last pass of the old key has ended
  must(on_key(&Service::retire_key, old_key));
  EXPECT_EQ(at_gate(after).verdict, token::Verdict::green);
  EXPECT_EQ(at_gate(before).reason, token::Reason::bad_signature) << "it has ended, and nobody vouches for it any more";
  EXPECT_EQ(keys().size(), 2u);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action LIKE 'key.%'"), 3);
}

TEST_P(RollOver, another_node_signs_with_the_new_key_or_not_at_all) {
  const PassKeyView next = must(announce());
  now_ = next.from;
  must(on_key(&Service::activate_key, next.key));
  keys_ = KeyRing{crypto::Signer(crypto::KeyPair::generate(crypto::Algorithm::es256)), keys_.status, keys_.root};
  restart();  // a node that has only the first key's file
  const auto request = must(ask(e_, "employee"));
  EXPECT_EQ(code_of(issue({.requests = std::vector{request.id}})), "key.not_here");
}

TEST_P(RollOver, keys_are_the_administrators) {
  for (const Actor& a : {officer, commissioner, guard, leader}) {
    EXPECT_EQ(code_of(read<std::vector<PassKeyView>>([&](db::Session& s) { return service_->pass_keys(s, by(a)); })),
              "auth.forbidden");
    EXPECT_EQ(code_of(read<PassKey>([&](db::Session& s) { return service_->prepare_key(s, by(a), {}); })),
              "auth.forbidden");
  }
  EXPECT_EQ(code_of(on_key(&Service::activate_key, "00")), "key.unknown");
}

TEST_P(RollOver, a_scheme_is_called_in_and_printed_passes_run_out_by_themselves) {
  issue_all(e_, "employee");  // of seven days
  const Timestamp last = list()[0].expires_at;
  now_ = now_ + days(1);
  EXPECT_EQ(code_of(call_in({.kind = "employee", .scheme = 2, .grace_until = now_ + days(6)})), "pass.grace_too_short");
  EXPECT_EQ(code_of(call_in({.kind = "employee", .scheme = 1})), "pass.scheme_order");
  EXPECT_EQ(code_of(call_in({.kind = "employee", .scheme = 4})), "pass.scheme_order");
  EXPECT_EQ(code_of(call_in({.kind = "tank", .scheme = 2})), "pass.unknown_kind");
  EXPECT_EQ(code_of(call_in({.kind = "employee", .scheme = 2, .from = now_ - seconds(1)})), "pass.scheme_past");
  const SchemeView called = must(call_in({.kind = "employee", .scheme = 2}));
  EXPECT_GE(called.grace_until.ms, last.ms);
  const token::GateKind kind = gate_kind(0);
  EXPECT_EQ(kind.scheme_min, 1);
  EXPECT_EQ(kind.scheme_wanted, 2);
  EXPECT_EQ(kind.upgrade_until, called.grace_until);
  now_ = now_ + days(3);
  hire(e_, 3);
  issue_all(e_, "employee");
  EXPECT_LE(list()[0].expires_at.ms, called.grace_until.ms) << "a printed pass ends with the grace";
  now_ = called.grace_until;
  EXPECT_EQ(gate_kind(0).scheme_min, 2);
  hire(e_, 4);
  const auto request = must(ask(e_, "employee"));
  const IssueReceipt receipt = must(issue({.requests = std::vector{request.id}}));
  EXPECT_EQ(receipt.issued, 0);
  ASSERT_FALSE(receipt.requests.at(0).skipped_holders.empty());
  EXPECT_EQ(receipt.requests[0].skipped_holders[0].code, "pass.phone_needed");
}

TEST_P(RollOver, a_delta_brings_a_gates_list_up_to_date) {
  issue_all(e_, "employee");
  const auto trust = token::Trust::open(trust_bytes());
  auto kept = token::open_status_list(status_bytes(), trust.value());
  ASSERT_TRUE(kept);
  const auto passes = list();
  now_ = now_ + minutes(10);
  must(act(commissioner, &Service::revoke, passes[0].id));
  must(act(officer, &Service::suspend, passes[1].id));
  const auto changes = token::open_status_delta(must(delta(kept->issued_s)), *trust);
  ASSERT_TRUE(changes);
  EXPECT_EQ(changes->entries.size(), 2u);
  const auto newer = token::apply(*kept, *changes);
  ASSERT_TRUE(newer);
  const auto whole = token::open_status_list(status_bytes(), *trust);
  EXPECT_EQ(newer->entries.raw(), whole->entries.raw());
  EXPECT_EQ(newer->issued_s, whole->issued_s);
  now_ = now_ + minutes(10);
  must(act(officer, &Service::restore, passes[1].id));
  const auto restored = token::apply(*newer, token::open_status_delta(must(delta(newer->issued_s)), *trust).value());
  EXPECT_EQ(restored->entries.raw(), token::open_status_list(status_bytes(), *trust)->entries.raw());
  EXPECT_EQ(code_of(delta(now_.ms / 1000 - 8 * 86'400)), "status.no_delta");
  EXPECT_EQ(code_of(delta(now_.ms / 1000 + 1)), "status.no_delta");
  EXPECT_EQ(code_of(delta(now_.ms / 1000, 99)), "status.unknown_list");
}

}  // namespace
}  // namespace fugong::pass_test
