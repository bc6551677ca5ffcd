// Health colours: what a test has shown goes into passes, ends by itself, and comes for a whole city at once.
#include <atomic>

#include "pass/rules.h"
#include "pass/wallets.h"
#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

using enum token::Colour;

class Colours : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    e_ = enter(1);
    hire(e_, 5);
    issue_all(e_, "employee");
  }
  Result<ColoursReceipt> tell(const Actor& a, const std::vector<ColourBody>& people) {
    const auto prepared =
        read<PreparedColoursPtr>([&](db::Session& s) { return service_->prepare_colours(s, by(a), {people}); });
    if (!prepared) return std::unexpected(prepared.error());
    return store(*prepared);
  }
  Result<ColoursReceipt> store(const PreparedColoursPtr& prepared) {
    return write<ColoursReceipt>([&](db::Session& s) { return service_->store_colours(s, by(officer), prepared); });
  }
  ColoursReceipt tell(const std::vector<ColourBody>& people) { return must(tell(officer, people)); }
  Result<ColoursReceipt> stream(const std::vector<ColourBody>& people) {
    std::size_t next = 0;
    return service_->recolour(by(officer), [&]() -> std::optional<ColourBody> {
      return next < people.size() ? std::optional(people[next++]) : std::nullopt;
    });
  }
  ColourBody body(const PassLine& pass, token::Colour colour) { return {.worker = {pass.holder}, .colour = colour}; }
  token::Claims claims(const PassId& id) { return read_token(view(id).token)->claims; }
  token::Judgement gate(const PassId& id) { return at_gate(view(id).token); }

  EnterpriseId e_;
};
FUGONG_BOTH_ENGINES(Colours);

TEST_P(Colours, a_result_stands_in_the_pass_and_ends_as_the_pack_says) {
  const PassLine pass = list()[0];
  const PassView before = view(pass.id);
  EXPECT_EQ(tell({body(pass, green)}).passes, 1);
  const PassView after = view(pass.id);
  EXPECT_NE(after.token, before.token);
  EXPECT_EQ(after.line.number, before.line.number);
  EXPECT_EQ(after.status_index, before.status_index);
  EXPECT_EQ(after.line.state, PassState::valid);
  EXPECT_EQ(after.line.expires_at, before.line.expires_at);
  const Timestamp end = now_ + hours(48);  // HealthRules of the pack
  EXPECT_EQ(claims(pass.id).health, (Health{green, end.ms / 1000}));
  EXPECT_EQ(gate(pass.id).verdict, Verdict::green);
  now_ = end - seconds(1);
  EXPECT_EQ(gate(pass.id).verdict, Verdict::green);
  now_ = end;
  EXPECT_EQ(gate(pass.id).reason, Reason::test_overdue) << "by itself, with no other token";
  EXPECT_EQ(tell({body(pass, grey)}).passes, 1);
  EXPECT_EQ(gate(pass.id).verdict, Verdict::grey);
  EXPECT_EQ(gate(pass.id).reason, Reason::test_pending);
  EXPECT_EQ(tell({body(pass, red)}).passes, 1);
  EXPECT_EQ(gate(pass.id).reason, Reason::test_overdue);
  EXPECT_EQ(gate(list()[1].id).verdict, Verdict::green) << "of others nothing is said";
}

TEST_P(Colours, the_end_is_counted_from_the_sampling_or_told_and_never_beyond_the_policy) {
  const auto passes = list();
  ColourBody sampled = body(passes[0], green);
  sampled.sampled_at = now_ - hours(20);
  ColourBody told = body(passes[1], green);
  told.until = now_ + hours(3);
  tell({sampled, told});
  EXPECT_EQ(claims(passes[0].id).health->until_s, (now_ + hours(28)).ms / 1000);
  EXPECT_EQ(claims(passes[1].id).health->until_s, (now_ + hours(3)).ms / 1000);
  told.until = now_ + hours(49);
  const auto refused = tell(officer, {sampled, told});
  EXPECT_EQ(code_of(refused), "pass.colour_time");
  EXPECT_EQ(refused.error().field, "people[1].until");
}

TEST_P(Colours, the_same_results_again_change_nothing) {
  std::vector<ColourBody> people;
  for (const PassLine& pass : list()) {
    people.push_back(body(pass, green));
    people.back().sampled_at = now_;
  }
  EXPECT_EQ(tell(people).passes, 5);
  const std::string token = view(list()[0].id).token;
  now_ = now_ + minutes(30);
  const ColoursReceipt again = tell(people);
  EXPECT_EQ(again.passes, 0);
  EXPECT_EQ(again.unchanged, 5);
  EXPECT_EQ(must(stream(people)).unchanged, 5);
  EXPECT_EQ(view(list()[0].id).token, token);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'pass.colour'"), 1);
}

TEST_P(Colours, who_is_stopped_gets_no_fresh_pass_and_who_has_none_is_named) {
  const auto passes = list();
  must(act(officer, &Service::suspend, passes[0].id));
  must(act(commissioner, &Service::revoke, passes[1].id));
  const std::string suspended = view(passes[0].id).token, revoked = view(passes[1].id).token;
  const WorkerId stranger{"01800000-0000-7000-8000-00000000ffff"};
  const ColoursReceipt receipt = tell(
      {body(passes[0], green), body(passes[1], green), body(passes[2], green), {.worker = stranger, .colour = green}});
  EXPECT_EQ(receipt.passes, 1);
  EXPECT_EQ(receipt.suspended, 1);
  EXPECT_EQ(receipt.without, 2);
  EXPECT_EQ(std::set(receipt.without_pass.begin(), receipt.without_pass.end()),
            (std::set<WorkerId>{stranger, {passes[1].holder}}));
  EXPECT_EQ(view(passes[0].id).token, suspended);
  EXPECT_EQ(view(passes[1].id).token, revoked);
  EXPECT_EQ(gate(passes[0].id).reason, Reason::suspended);
}

TEST_P(Colours, a_pass_that_changes_meanwhile_is_prepared_again_and_nothing_is_written_by_halves) {
  const auto passes = list();
  const auto prepared = must(read<PreparedColoursPtr>([&](db::Session& s) {
    return service_->prepare_colours(s, by(officer), {{body(passes[0], green), body(passes[1], green)}});
  }));
  must(act(officer, &Service::suspend, passes[1].id));
  EXPECT_EQ(code_of(store(prepared)), "pass.changed_meanwhile");
  EXPECT_FALSE(claims(passes[0].id).health);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'pass.colour'"), 0);
}

TEST_P(Colours, a_bound_pass_stays_bound_and_gets_the_scheme_and_the_key_in_force) {
  auto pack = small_pack();
  pack->version = "0000000000000002";
  pack->pass_kinds[0].schemes = {{2, now_ - days(1), {}}};
  must(write<int>([&](db::Session& s) -> Result<int> {
    FG_CHECK(policies_.install(s, pack, "{}", now_, "system"));
    return 0;
  }));
  const Actor own = clerk(e_);
  const auto links = must(write<std::vector<ClaimLink>>(
      [&](db::Session& s) { return service_->wallets().make_claims(s, by(own), {.unbound = true}); }));
  const crypto::Signer phone(crypto::KeyPair::generate(crypto::Algorithm::es256));
  const auto jwk = phone.public_key().jwk();
  const auto text = [&](const char* name) { return std::string(jwk.at(name).as_string()); };
  const BindRequest bind{.claim = links[0].url.substr(links[0].url.find("claim=") + 6),
                         .phone = {},
                         .code = {},
                         .public_key = {text("kty"), text("crv"), text("x"), text("y"), {}, {}, {}}};
  const auto prepared = must(read<PreparedBinding>(
      [&](db::Session& s) { return service_->wallets().prepare_binding(s, by(own), bind, "192.0.2.1"); }));
  must(write<BindReceipt>([&](db::Session& s) { return service_->wallets().bind(s, by(own), prepared); }));

  const Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
  must(write<SchemeView>(
      [&](db::Session& s) { return service_->call_in_scheme(s, by(leader), {.kind = "employee", .scheme = 3}); }));
  const Actor administrator = actor(OrganisationKind::district, "", Role::administrator);
  const PassKey key = must(read<PassKey>(
      [&](db::Session& s) { return service_->prepare_key(s, by(administrator), {crypto::Algorithm::eddsa}); }));
  must(write<PassKeyView>([&](db::Session& s) { return service_->announce_key(s, by(administrator), key); }));
  now_ = key.from;
  must(write<PassKeyView>([&](db::Session& s) { return service_->activate_key(s, by(administrator), key.key_id); }));

  ColourBody told{.worker = {links[0].holder}, .colour = green};
  EXPECT_EQ(tell({told}).passes, 1);
  const PassLine pass = [&] {
    for (const PassLine& line : list({.state = PassState::valid}))
      if (line.holder == links[0].holder) return line;
    return PassLine{};
  }();
  EXPECT_EQ(view(pass.id).key_id, key.key_id);
  const token::Claims after = claims(pass.id);
  EXPECT_EQ(after.holder_key, token::holder_key_of(phone.public_key()));
  EXPECT_EQ(after.scheme, token::scheme_challenged);
  EXPECT_EQ(after.health->colour, green);
}

TEST_P(Colours, a_renewed_pass_says_what_the_one_before_said) {
  const PassLine old = list()[0];
  tell({body(old, grey)});
  now_ = now_ + days(4);
  tell({body(old, grey)});
  issue_all(e_, "employee", Purpose::renewal);
  for (const PassLine& pass : list({.state = PassState::valid}))
    EXPECT_EQ(claims(pass.id).health.has_value(), pass.holder == old.holder) << pass.number;
}

TEST_P(Colours, results_are_told_by_those_who_may) {
  const std::vector<ColourBody> people{body(list()[0], green)};
  for (const Actor& a : {guard, inspector, clerk(e_)}) EXPECT_EQ(code_of(tell(a, people)), "auth.forbidden");
  EXPECT_EQ(code_of(tell(officer, {})), "pass.too_many");
  EXPECT_EQ(code_of(tell(officer, std::vector<ColourBody>(colours_max + 1, people[0]))), "pass.too_many");
}

TEST_P(Colours, a_citys_results_come_as_a_stream_while_passes_change) {
  const EnterpriseId large = enter(2);
  hire(large, 2600);
  issue_all(large, "employee");
  std::vector<ColourBody> people;
  for (const WorkerId& worker : workers(large))
    people.push_back({.worker = worker, .colour = green, .until = now_ + hours(9)});
  const auto some = list({.enterprise = large, .limit = 20});
  std::atomic<bool> over = false;
  std::jthread meanwhile([&] {
    for (std::size_t i = 0; !over; i = (i + 1) % some.size()) {
      (void)act(officer, &Service::suspend, some[i].id);
      (void)act(officer, &Service::restore, some[i].id);
    }
  });
  Result<ColoursReceipt> receipt = stream(people);
  while (!receipt && receipt.error().code == "pass.colours_unsettled") receipt = stream(people);
  over = true;
  meanwhile.join();
  const ColoursReceipt rest = must(stream(people));  // of those who were suspended when their turn came
  EXPECT_EQ(must(std::move(receipt)).without, 0);
  EXPECT_EQ(rest.passes + rest.unchanged, 2600);
  EXPECT_EQ(rest.suspended, 0);
  must(read<int>([&](db::Session& s) -> Result<int> {
    std::int64_t seen = 0;
    for (const auto& [token, state] : s.query<std::tuple<std::string, std::string>>(
             "SELECT token, state FROM passes WHERE subject <> '' ORDER BY serial")) {
      const auto health = read_token(token)->claims.health;
      if (!health) continue;
      ++seen;
      EXPECT_EQ(*health, (Health{green, (now_ + hours(9)).ms / 1000}));
    }
    EXPECT_EQ(seen, 2600);
    return 0;
  }));
}

TEST(Recoloured, a_sample_takes_nothing_from_a_result_and_an_older_one_nothing_from_a_newer) {
  const Timestamp now{1'000'000};
  const auto at = [](token::Colour colour, std::int64_t until_s) { return Health{colour, until_s}; };
  struct Row {
    std::optional<Health> has;
    Health told;
    std::optional<Health> becomes;
  };
  const Row rows[] = {
      {{}, at(green, 2000), at(green, 2000)},
      {at(green, 2000), at(green, 2000), {}},
      {at(green, 2000), at(green, 3000), at(green, 3000)},
      {at(green, 2000), at(green, 1500), {}},
      {at(green, 2000), at(grey, 9000), {}},
      {at(green, 1000), at(grey, 9000), at(grey, 9000)},  // it has just ended
      {at(green, 2000), at(red, 1000), at(red, 1000)},
      {at(red, 1000), at(green, 2000), at(green, 2000)},
      {at(red, 5000), at(grey, 2000), at(grey, 2000)},
      {at(grey, 9000), at(green, 2000), at(green, 2000)},
  };
  for (const Row& row : rows)
    EXPECT_EQ(recoloured(row.has, row.told, now), row.becomes)
        << json::enum_name(row.told.colour) << " " << row.told.until_s;
}

}  // namespace
}  // namespace fugong::pass_test
