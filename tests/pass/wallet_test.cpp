#include "pass/wallets.h"

#include "crypto/signature.h"
#include "pass/wallet_rules.h"
#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

using outbound::Outgoing;

class WalletTest : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    outbox_->carry(std::string(sms_channel),
                   [this](const Outgoing& m) -> Status { return sent_.push_back(m), Status{}; });
    auto pack = small_pack();
    pack->version = "0000000000000002";
    pack->pass_kinds[0].schemes = {{.scheme = 2, .from = now_ - days(1)}};
    write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack, "{}", now_, "system"));
      return 0;
    }).value();
    e_ = enter(1);
    other_ = enter(2);
  }
  WorkerId hire_with_phone(const EnterpriseId& e, int number, const std::string& phone) {
    const Actor own = clerk(e);
    const enterprise::WorkerRequest r{.name = "张三", .resident_id = resident_id(number), .phone = phone};
    return must(write<enterprise::WorkerLine>(
                    [&](db::Session& s) { return enterprises_->add_worker(s, {own, now_}, e, r); }))
        .id;
  }
  static PublicJwk jwk_of(const crypto::Signer& key) {
    const json::Object jwk = key.public_key().jwk();
    const auto text = [&](const char* name) { return std::string(jwk.at(name).as_string()); };
    return {text("kty"), text("crv"), text("x"), text("y"), {}, true, std::vector<std::string>{"verify"}};
  }
  static crypto::Signer phone() { return crypto::Signer(crypto::KeyPair::generate(crypto::Algorithm::es256)); }

  Result<std::vector<ClaimLink>> links(const Actor& a, const ClaimRequest& body) {
    return write<std::vector<ClaimLink>>(
        [&](db::Session& s) { return service_->wallets().make_claims(s, by(a), body); });
  }
  std::string link_code(const WorkerId& worker) {
    const auto made = must(links(clerk(e_), {.workers = std::vector{worker}}));
    return made.at(0).url.substr(made[0].url.find("claim=") + 6);
  }
  Result<PreparedBinding> prepare_bind(const BindRequest& body) {
    return read<PreparedBinding>(
        [&](db::Session& s) { return service_->wallets().prepare_binding(s, by(nobody_), body, ""); });
  }
  Result<BindReceipt> bind(const PreparedBinding& prepared) {
    return write<BindReceipt>([&](db::Session& s) { return service_->wallets().bind(s, by(nobody_), prepared); });
  }
  Result<BindReceipt> bind(const BindRequest& body) {
    const auto prepared = prepare_bind(body);
    if (!prepared) return std::unexpected(prepared.error());
    return bind(*prepared);
  }
  Result<BindReceipt> bind(const std::string& claim, const crypto::Signer& key) {
    return bind(BindRequest{.claim = claim, .public_key = jwk_of(key)});
  }
  static std::string credential(const BindReceipt& r) { return r.wallet.text + "." + r.secret; }
  Result<WalletPasses> passes(const std::string& credential) {
    return read<WalletPasses>([&](db::Session& s) { return service_->wallets().passes(s, by(nobody_), credential); });
  }
  Status unbind(const std::string& credential) {
    const auto prepared = read<PreparedUnbinding>(
        [&](db::Session& s) { return service_->wallets().prepare_unbinding(s, by(nobody_), credential); });
    if (!prepared) return std::unexpected(prepared.error());
    const auto done = write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(service_->wallets().unbind(s, by(nobody_), credential, *prepared));
      return 0;
    });
    return done ? Status{} : std::unexpected(done.error());
  }
  Status ask_code(const std::string& number, const std::string& address = "") {
    const auto prepared = read<PreparedCode>(
        [&](db::Session& s) { return service_->wallets().prepare_code(s, now_, {number}, address); });
    if (!prepared) return std::unexpected(prepared.error());
    const auto receipt =
        write<CodeReceipt>([&](db::Session& s) { return service_->wallets().send_code(s, now_, *prepared); });
    if (!receipt) return std::unexpected(receipt.error());
    EXPECT_EQ(receipt->valid_s, 300);
    outbox_->run_due(now_);
    return {};
  }
  static std::string code_of(const Status& status) { return status ? "" : status.error().code; }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }
  std::string code_sent() const { return std::string(json::parse(sent_.back().payload)->at("code").as_string()); }
  Result<BindReceipt> bind_by_code(const std::string& number, const std::string& code, const crypto::Signer& key) {
    return bind(BindRequest{.phone = number, .code = code, .public_key = jwk_of(key)});
  }
  // As the phone shows it, at a gate that has just fetched the lists.
  token::Reason shown(const std::string& token, const crypto::Signer& key) {
    return at_gate(token::show(token, key, now_.ms / 1000)).reason;
  }

  const Actor nobody_{};
  EnterpriseId e_, other_;
  std::vector<Outgoing> sent_;
};
FUGONG_BOTH_ENGINES(WalletTest);

TEST_P(WalletTest, a_link_binds_the_pass_to_the_phone_and_the_printed_one_is_dead) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const std::string printed = view(list()[0].id).token;
  EXPECT_EQ(at_gate(printed).reason, token::Reason::valid);
  const crypto::Signer key = phone();
  const auto bound = must(bind(link_code(worker), key));
  ASSERT_EQ(bound.holders.size(), 1u);
  EXPECT_EQ(bound.holders[0].name, "张*");
  const auto held = must(passes(credential(bound)));
  ASSERT_EQ(held.passes.size(), 1u);
  const WalletPass& pass = held.passes[0];
  EXPECT_EQ(pass.scheme, 2);
  EXPECT_EQ(pass.kind_name, "pass-employee");
  EXPECT_EQ(pass.enterprise_name, "第1机械厂");
  EXPECT_EQ(shown(pass.token, key), token::Reason::valid);
  EXPECT_EQ(shown(pass.token, phone()), token::Reason::bad_signature);  // another phone
  EXPECT_EQ(at_gate(pass.token).reason, token::Reason::proof_stale);    // a screenshot
  EXPECT_EQ(at_gate(printed).reason, token::Reason::revoked);
  EXPECT_EQ(counts().kinds[0].issued, 1);  // one pass was issued, whatever it looks like
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'wallet.bind'"), 1);
}

TEST_P(WalletTest, a_new_phone_takes_the_pass_from_the_old_one) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const crypto::Signer lost = phone(), found = phone();
  const auto first = must(bind(link_code(worker), lost));
  const std::string old_token = must(passes(credential(first))).passes.at(0).token;
  now_ = now_ + hours(1);
  const auto second = must(bind(link_code(worker), found));
  EXPECT_EQ(code_of(passes(credential(first))), "wallet.unknown");
  EXPECT_EQ(shown(old_token, lost), token::Reason::revoked);
  EXPECT_EQ(shown(must(passes(credential(second))).passes.at(0).token, found), token::Reason::valid);
  EXPECT_EQ(number("SELECT COUNT(*) FROM wallets WHERE ended_at IS NOT NULL"), 1);
}

TEST_P(WalletTest, a_code_goes_to_the_registered_phone_and_opens_it_once) {
  hire_with_phone(e_, 1, "13800000001");
  hire_with_phone(other_, 2, "13800000001");  // the same man at two plants
  hire_with_phone(e_, 3, "13800010001");      // looks alike behind the mask
  issue_all(e_, "employee");
  EXPECT_EQ(code_of(ask_code("138 0000 0001")), "");
  ASSERT_EQ(sent_.size(), 1u);
  EXPECT_EQ(sent_[0].address, "13800000001");
  EXPECT_EQ(code_sent().size(), code_digits);
  const crypto::Signer key = phone();
  const auto bound = must(bind_by_code("13800000001", code_sent(), key));
  EXPECT_EQ(bound.holders.size(), 2u);
  EXPECT_EQ(must(passes(credential(bound))).passes.size(), 1u);  // one of them has a pass
  EXPECT_EQ(code_of(bind_by_code("13800000001", code_sent(), key)), "wallet.wrong_code");
}

TEST_P(WalletTest, a_number_that_nobody_has_is_answered_like_any_other_and_sent_nothing) {
  hire_with_phone(e_, 1, "13800000001");
  EXPECT_EQ(code_of(ask_code("13900000009")), "");
  EXPECT_TRUE(sent_.empty());
  for (const char* number : {"13800000001", "13900000009"}) {
    if (std::string_view(number) == "13800000001") must(write<int>([&](db::Session&) -> Result<int> { return 0; }));
    (void)ask_code(number);
    EXPECT_EQ(code_of(ask_code(number)), "wallet.code_too_soon") << number;
    EXPECT_EQ(code_of(bind_by_code(number, "abcdef", phone())), "wallet.wrong_code") << number;
  }
  EXPECT_EQ(code_of(ask_code("12")), "phone.format");
}

TEST_P(WalletTest, a_wrong_code_counts_even_though_its_command_is_refused) {
  hire_with_phone(e_, 1, "13800000001");
  (void)ask_code("13800000001");
  const std::string right = code_sent(), wrong = right == "000000" ? "000001" : "000000";
  for (int i = 0; i < code_tries_max; ++i)
    EXPECT_EQ(code_of(bind_by_code("13800000001", wrong, phone())), "wallet.wrong_code");
  EXPECT_EQ(code_of(bind_by_code("13800000001", right, phone())), "wallet.wrong_code");
  now_ = now_ + minutes(2);
  (void)ask_code("13800000001");
  EXPECT_EQ(code_of(bind_by_code("13800000001", code_sent(), phone())), "");
}

TEST_P(WalletTest, a_code_ends_after_five_minutes_and_a_newer_one_ends_it_before) {
  hire_with_phone(e_, 1, "13800000001");
  (void)ask_code("13800000001");
  const std::string first = code_sent();
  now_ = now_ + minutes(1);
  (void)ask_code("13800000001");
  if (code_sent() != first) {
    EXPECT_EQ(code_of(bind_by_code("13800000001", first, phone())), "wallet.wrong_code");
  }
  now_ = now_ + minutes(5);
  EXPECT_EQ(code_of(bind_by_code("13800000001", code_sent(), phone())), "wallet.wrong_code");
}

TEST_P(WalletTest, one_address_cannot_ask_without_end) {
  int refused = 0;
  for (int i = 0; i < 100; ++i)
    refused += code_of(ask_code("139" + std::to_string(10'000'000 + i), "203.0.113.5")) == "wallet.too_many";
  EXPECT_GT(refused, 30);
  EXPECT_EQ(code_of(ask_code("13900000009", "203.0.113.6")), "");
}

TEST_P(WalletTest, without_a_gateway_the_answer_is_to_use_links) {
  service_.reset();
  outbox_.reset();
  start();
  hire_with_phone(e_, 1, "13800000001");
  EXPECT_EQ(code_of(ask_code("13800000001")), "wallet.no_codes");
}

TEST_P(WalletTest, of_two_who_open_the_same_link_one_gets_it) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const std::string claim = link_code(worker);
  const auto one = must(prepare_bind({.claim = claim, .public_key = jwk_of(phone())}));
  const auto two = must(prepare_bind({.claim = claim, .public_key = jwk_of(phone())}));
  EXPECT_EQ(code_of(bind(one)), "");
  EXPECT_EQ(code_of(bind(two)), "wallet.claim_used");
  EXPECT_EQ(code_of(prepare_bind({.claim = claim, .public_key = jwk_of(phone())})), "wallet.claim_unknown");
}

TEST_P(WalletTest, a_pass_that_changed_between_signing_and_writing_stops_the_binding) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const auto prepared = must(prepare_bind({.claim = link_code(worker), .public_key = jwk_of(phone())}));
  must(act(officer, &Service::suspend, list()[0].id));
  EXPECT_EQ(code_of(bind(prepared)), "pass.changed_meanwhile");
  EXPECT_EQ(number("SELECT COUNT(*) FROM wallets"), 0);
}

TEST_P(WalletTest, a_suspended_holder_stays_suspended_on_every_phone) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  must(act(officer, &Service::suspend, list()[0].id));
  const crypto::Signer key = phone();
  const auto bound = must(bind(link_code(worker), key));
  const auto held = must(passes(credential(bound)));
  EXPECT_EQ(held.passes.at(0).state, PassState::suspended);
  EXPECT_EQ(shown(held.passes[0].token, key), token::Reason::suspended);
}

TEST_P(WalletTest, letting_the_phone_go_leaves_a_printed_pass_and_ends_the_bound_one) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const crypto::Signer key = phone();
  const auto bound = must(bind(link_code(worker), key));
  const std::string token = must(passes(credential(bound))).passes.at(0).token;
  EXPECT_EQ(code_of(unbind(credential(bound))), "");
  EXPECT_EQ(shown(token, key), token::Reason::revoked);
  EXPECT_EQ(code_of(passes(credential(bound))), "wallet.unknown");
  const auto valid = list({.state = PassState::valid});
  ASSERT_EQ(valid.size(), 1u);
  EXPECT_EQ(at_gate(view(valid[0].id).token).reason, token::Reason::valid);
  EXPECT_EQ(code_of(bind(link_code(worker), phone())), "");
}

TEST_P(WalletTest, the_enterprise_sees_who_is_bound_and_lets_a_lost_phone_go) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  hire_with_phone(e_, 2, "13800000002");
  issue_all(e_, "employee");
  const crypto::Signer key = phone();
  const auto bound = must(bind(link_code(worker), key));
  const std::string token = must(passes(credential(bound))).passes.at(0).token;
  const auto bound_list = [&](const Actor& a) {
    return read<http::Page<WalletLine>>([&](db::Session& s) { return service_->wallets().bound(s, by(a), e_, {}); });
  };
  ASSERT_EQ(must(bound_list(clerk(e_))).items.size(), 1u);
  EXPECT_EQ(must(bound_list(clerk(e_))).items[0].holder, worker.text);
  EXPECT_EQ(code_of(bound_list(clerk(other_))), "auth.forbidden");
  const auto unbound = must(links(clerk(e_), {.unbound = true}));
  EXPECT_EQ(unbound.size(), 1u);
  const auto release = [&](const Actor& a, const std::string& holder) {
    return read<PreparedUnbinding>(
        [&](db::Session& s) { return service_->wallets().prepare_release(s, by(a), e_, holder); });
  };
  EXPECT_EQ(code_of(release(clerk(other_), worker.text)), "auth.forbidden");
  EXPECT_EQ(code_of(release(clerk(e_), e_.text)), "wallet.not_bound");
  const auto prepared = must(release(clerk(e_), worker.text));
  must(write<int>([&](db::Session& s) -> Result<int> {
    FG_CHECK(service_->wallets().release(s, by(clerk(e_)), prepared));
    return 0;
  }));
  EXPECT_EQ(shown(token, key), token::Reason::revoked);
  EXPECT_EQ(code_of(passes(credential(bound))), "wallet.unknown");
}

TEST_P(WalletTest, a_renewal_goes_to_the_bound_phone) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  issue_all(e_, "employee");
  const crypto::Signer key = phone();
  const auto bound = must(bind(link_code(worker), key));
  now_ = now_ + days(5);
  EXPECT_EQ(issue_all(e_, "employee", Purpose::renewal).issued, 1);
  const auto held = must(passes(credential(bound)));
  ASSERT_EQ(held.passes.size(), 2u);
  EXPECT_EQ(held.passes[1].scheme, 2);
  EXPECT_EQ(shown(held.passes[1].token, key), token::Reason::valid);
}

TEST_P(WalletTest, a_kind_that_never_asks_for_a_phone_keeps_its_printed_pass) {
  const auto truck = buy(e_, "辽A12345", "大东至铁西");
  issue_all(e_, "truck");
  const std::string printed = view(list()[0].id).token;
  const auto made = must(links(clerk(e_), {.vehicles = std::vector{truck}}));
  EXPECT_EQ(made.at(0).name, "辽A12345");
  const auto bound = must(bind(made[0].url.substr(made[0].url.find("claim=") + 6), phone()));
  const auto held = must(passes(credential(bound)));
  ASSERT_EQ(held.passes.size(), 1u);
  EXPECT_EQ(held.passes[0].token, printed);
  EXPECT_EQ(held.passes[0].plate, "辽A12345");
  EXPECT_EQ(held.passes[0].route, "大东至铁西");
}

TEST_P(WalletTest, what_does_not_fit_is_refused) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  const std::string claim = link_code(worker);
  const PublicJwk good = jwk_of(phone());
  const auto with = [&](auto change) {
    PublicJwk jwk = good;
    change(jwk);
    return jwk;
  };
  const struct {
    BindRequest body;
    const char* code;
  } rows[] = {
      {{.public_key = good}, "wallet.claim_or_code"},
      {{.claim = claim, .phone = "13800000001", .code = "123456", .public_key = good}, "wallet.claim_or_code"},
      {{.phone = "13800000001", .public_key = good}, "wallet.claim_or_code"},
      {{.claim = "", .public_key = good}, "wallet.claim_unknown"},
      {{.claim = std::string(10'000, 'x'), .public_key = good}, "wallet.claim_unknown"},
      {{.claim = claim + "x", .public_key = good}, "wallet.claim_unknown"},
      {{.phone = "1", .code = "123456", .public_key = good}, "phone.format"},
      {{.phone = "13800000001", .code = std::string(100'000, '1'), .public_key = good}, "wallet.wrong_code"},
      {{.claim = claim, .public_key = with([](PublicJwk& j) { j.x = "AAAA"; })}, "wallet.bad_key"},
      {{.claim = claim, .public_key = with([](PublicJwk& j) { std::swap(j.x, j.y); })}, "wallet.bad_key"},
      {{.claim = claim, .public_key = with([](PublicJwk& j) { j.crv = "P-384"; })}, "wallet.bad_key"},
      {{.claim = claim, .public_key = with([](PublicJwk& j) { j.kty = "OKP", j.crv = "Ed25519"; })}, "wallet.bad_key"}};
  for (const auto& r : rows) EXPECT_EQ(code_of(prepare_bind(r.body)), r.code);
  for (const char* text :
       {"", ".", "x.y", "01800000-0000-7000-8000-0000000000ff.x", "01800000-0000-7000-8000-0000000000ff"})
    EXPECT_EQ(code_of(passes(text)), "wallet.unknown") << text;
  EXPECT_EQ(code_of(links(clerk(other_), {.workers = std::vector{worker}})), "pass.unknown_holder");
  EXPECT_EQ(code_of(links(clerk(other_), {.enterprise = e_, .workers = std::vector{worker}})), "auth.forbidden");
  EXPECT_EQ(code_of(links(commissioner, {.enterprise = e_, .unbound = true})), "auth.forbidden");
  EXPECT_EQ(code_of(links(clerk(e_), {})), "pass.holders_needed");
  now_ = now_ + claim_valid_for;
  EXPECT_EQ(code_of(prepare_bind({.claim = claim, .public_key = good})), "wallet.claim_unknown");
}

TEST_P(WalletTest, neither_links_nor_codes_nor_secrets_stand_in_the_tables) {
  const WorkerId worker = hire_with_phone(e_, 1, "13800000001");
  const std::string claim = link_code(worker);
  (void)ask_code("13800000001");
  const auto bound = must(bind(link_code(worker), phone()));
  must(read<int>([&](db::Session& s) -> Result<int> {
    std::string all;
    for (const char* sql : {"SELECT code_hash FROM wallet_claims", "SELECT code_hash || phone_index FROM wallet_codes",
                            "SELECT secret_hash FROM wallets", "SELECT payload_sealed || address_sealed FROM outbox",
                            "SELECT detail FROM audit_entry"})
      for (const auto& text : s.query<std::string>(sql)) all += text + "\n";
    EXPECT_EQ(all.find(claim), std::string::npos);
    EXPECT_EQ(all.find(code_sent()), std::string::npos);
    EXPECT_EQ(all.find(bound.secret), std::string::npos);
    EXPECT_EQ(all.find("13800000001"), std::string::npos);
    return 0;
  }));
}

}  // namespace
}  // namespace fugong::pass_test
