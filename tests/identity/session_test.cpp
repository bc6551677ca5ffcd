// Log-in, sessions and API tokens through the service, on both engines.
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "identity/world.h"

namespace fugong::identity_test {
namespace {

using testing::Contains;
using testing::ElementsAre;

class Sessions : public World {};
FUGONG_BOTH_ENGINES(Sessions);

TEST_P(Sessions, the_right_password_opens_one) {
  const PersonId id = officer();
  const LoggedIn session = must(log_in(" Officer "));
  EXPECT_EQ(session.view.person, id);
  EXPECT_EQ(session.view.login, "officer");
  EXPECT_EQ(session.view.organisation.kind, OrganisationKind::district);
  EXPECT_EQ(session.view.organisation.name, "大东区");
  EXPECT_THAT(session.view.roles, ElementsAre(Role::case_officer));
  const Actor actor = must(seen(session));
  EXPECT_EQ(actor.person, id);
  EXPECT_TRUE(actor.has(Role::case_officer));
  EXPECT_THAT(audited(id.text), ElementsAre("person.create", "session.begin"));
  const auto me = must(
      read<SessionView>([&](db::Session& s) { return service_->who_am_i(s, {actor, clock_.now(), Language::en}); }));
  EXPECT_EQ(me.organisation.name, "Dadong");
}

TEST_P(Sessions, wrong_password_unknown_login_and_nonsense_look_alike) {
  officer();
  for (const auto& [login, given] :
       std::vector<std::pair<std::string, std::string>>{{"officer", "Kx7-mq2-plzW"},
                                                        {"nobody", password},
                                                        {"", ""},
                                                        {"officer", ""},
                                                        {"张三", "x"},
                                                        {"officer", std::string(10'000, 'x')},
                                                        {"' OR 1=1 --", password}}) {
    const auto refused = log_in(login, given);
    EXPECT_EQ(code_of(refused), "auth.wrong") << login;
    if (!refused) {
      EXPECT_EQ(refused.error().kind, ErrorKind::unauthenticated);
      EXPECT_TRUE(refused.error().field.empty());
    }
  }
}

TEST_P(Sessions, five_wrong_passwords_lock_for_half_an_hour) {
  const PersonId id = officer();
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(code_of(log_in("officer", "wrong")), "auth.wrong") << i;
  EXPECT_EQ(code_of(log_in("officer", "wrong")), "auth.locked");
  const auto locked = log_in("officer");  // the right one does not help now
  ASSERT_EQ(code_of(locked), "auth.locked");
  EXPECT_EQ(locked.error().params.at(0).second, "30");
  later(minutes(29));
  EXPECT_EQ(log_in("officer").error().params.at(0).second, "1");
  later(minutes(1));
  EXPECT_TRUE(log_in("officer"));
  EXPECT_EQ(audited(id.text),
            (std::vector<std::string>{"person.create", "session.refuse", "session.refuse", "session.refuse",
                                      "session.refuse", "session.refuse", "session.begin"}));
}

TEST_P(Sessions, a_right_password_in_between_starts_the_count_over) {
  officer();
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(code_of(log_in("officer", "wrong")), "auth.wrong");
    EXPECT_TRUE(log_in("officer"));
  }
}

TEST_P(Sessions, a_login_that_does_not_exist_locks_like_one_that_does) {
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(code_of(log_in("ghost", "wrong")), "auth.wrong");
  EXPECT_EQ(code_of(log_in("ghost", "wrong")), "auth.locked");
  EXPECT_EQ(code_of(log_in("ghost", "wrong")), "auth.locked");
}

TEST_P(Sessions, the_count_outlives_a_restart) {
  officer();
  for (int i = 1; i <= 5; ++i) (void)log_in("officer", "wrong");
  reopen();
  EXPECT_EQ(code_of(log_in("officer")), "auth.locked");
}

TEST_P(Sessions, wrong_passwords_at_once_are_all_counted) {
  officer();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) threads.emplace_back([&] { (void)log_in("officer", "wrong"); });
  for (auto& t : threads) t.join();
  EXPECT_EQ(code_of(log_in("officer", "wrong")), "auth.locked");
}

TEST_P(Sessions, a_disabled_person_does_not_get_in_and_a_wrong_password_does_not_tell) {
  const PersonId id = officer();
  must(change(id, {.disabled = true}));
  EXPECT_EQ(code_of(log_in("officer")), "auth.disabled");
  EXPECT_EQ(code_of(log_in("officer", "wrong")), "auth.wrong");
  must(change(id, {.disabled = false}));
  EXPECT_TRUE(log_in("officer"));
}

TEST_P(Sessions, what_changes_between_hashing_and_writing_counts) {
  const PersonId id = officer();
  LogIn prepared;
  engine().read([&](db::Session& s) {
    prepared = must(service_->prepare_log_in(engine(), s, clock_.now(), {"officer", password}, ""));
  });
  must(change(id, {.password_hash = must(service_->hash_password("another long secret"))}));
  EXPECT_EQ(code_of(write<LoggedIn>(
                [&](db::Session& s) { return service_->log_in(s, clock_.now(), Language::zh_cn, prepared); })),
            "auth.wrong");
}

TEST_P(Sessions, end_when_idle_and_after_twelve_hours_of_use) {
  officer();
  const LoggedIn idle = must(log_in("officer"));
  later(minutes(29));
  EXPECT_TRUE(seen(idle));
  later(minutes(29));
  EXPECT_TRUE(seen(idle));  // each use gives another half hour
  later(minutes(30));
  EXPECT_EQ(code_of(seen(idle)), "auth.session_expired");

  const LoggedIn busy = must(log_in("officer"));
  for (int i = 0; i < 35; ++i) {
    later(minutes(20));
    EXPECT_TRUE(seen(busy)) << i;
  }
  later(minutes(20));
  EXPECT_EQ(code_of(seen(busy)), "auth.session_expired");
}

TEST_P(Sessions, use_is_remembered_by_the_database_within_a_minute) {
  officer();
  const LoggedIn session = must(log_in("officer"));
  for (int i = 0; i < 4; ++i) {
    later(minutes(20));
    EXPECT_TRUE(seen(session)) << i;
  }
  service_ = std::make_unique<Service>(ServiceOptions{.district = district_,
                                                      .vault = crypto::Vault(std::string(32, 'k')),
                                                      .random = random_,
                                                      .cost = PasswordCost::cheap()});
  // Written behind the answer, by whichever writer is free.
  for (int tries = 0; tries < 500; ++tries) {
    std::int64_t seen_at = 0;
    engine().read([&](db::Session& s) { seen_at = *s.one<std::int64_t>("SELECT seen_at FROM identity_sessions"); });
    if (seen_at == clock_.now().ms) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  later(minutes(28));
  EXPECT_TRUE(seen(session));
}

TEST_P(Sessions, log_out_ends_a_session_that_the_cache_knows) {
  officer();
  const LoggedIn session = must(log_in("officer")), other = must(log_in("officer"));
  const Actor actor = must(seen(session));
  ASSERT_TRUE(act([&](db::Session& s) { return service_->log_out(s, {actor, clock_.now()}, session.token); }));
  EXPECT_EQ(code_of(seen(session)), "auth.session_expired");
  EXPECT_TRUE(seen(other));
  EXPECT_THAT(audited(actor.person.text), Contains("session.end"));
}

TEST_P(Sessions, new_roles_and_disabling_take_effect_at_once) {
  const PersonId id = officer();
  const LoggedIn session = must(log_in("officer"));
  const IssuedToken token = token_of("officer");
  EXPECT_TRUE(must(seen(session)).has(Role::case_officer));
  EXPECT_TRUE(must(seen_bearer(token.token)).has(Role::case_officer));
  must(change(id, {.roles = std::vector{Role::district_leader}}));
  EXPECT_FALSE(must(seen(session)).has(Role::case_officer));
  EXPECT_TRUE(must(seen(session)).has(Role::district_leader));
  EXPECT_FALSE(must(seen_bearer(token.token)).has(Role::case_officer));
  must(change(id, {.disabled = true}));
  EXPECT_EQ(code_of(seen(session)), "auth.session_expired");
  EXPECT_EQ(code_of(seen_bearer(token.token)), "auth.disabled");
}

TEST_P(Sessions, another_process_is_believed_within_ten_seconds) {
  const PersonId id = officer();
  const LoggedIn session = must(log_in("officer"));
  ASSERT_TRUE(seen(session));
  Service elsewhere(ServiceOptions{.district = district_,
                                   .vault = crypto::Vault(std::string(32, 'k')),
                                   .random = random_,
                                   .cost = PasswordCost::cheap()});
  must(write<PersonLine>([&](db::Session& s) {
    return elsewhere.change_person(s, system(), id, {.roles = std::vector{Role::district_leader}});
  }));
  later(seconds(10));
  EXPECT_TRUE(must(seen(session)).has(Role::district_leader));
}

TEST_P(Sessions, unsafe_methods_need_the_sessions_own_csrf_token) {
  officer();
  const LoggedIn mine = must(log_in("officer")), other = must(log_in("officer"));
  const auto with = [&](std::string_view csrf, Effect effect) {
    return code_of(
        service_->authenticate(engine(), {.cookie = mine.token, .csrf = csrf, .effect = effect}, clock_.now()));
  };
  EXPECT_EQ(with("", Effect::safe), "");
  EXPECT_EQ(with("", Effect::unsafe), "auth.csrf");
  EXPECT_EQ(with(other.csrf, Effect::unsafe), "auth.csrf");
  EXPECT_EQ(with(mine.token, Effect::unsafe), "auth.csrf");
  EXPECT_EQ(with(mine.csrf, Effect::unsafe), "");
  EXPECT_NE(mine.csrf, other.csrf);
}

TEST_P(Sessions, strangers_tokens_are_refused_and_nothing_is_nobody) {
  officer();
  const LoggedIn session = must(log_in("officer"));
  const IssuedToken token = token_of("officer");
  EXPECT_TRUE(must(service_->authenticate(engine(), {}, clock_.now())).person.empty());
  std::string changed = session.token;
  changed.back() = changed.back() == 'A' ? 'B' : 'A';
  for (const std::string& bad : {std::string("x"), std::string(47, 'x'), changed, session.token.substr(1), token.token,
                                 std::string(100'000, 'x'), session.token + "\n"})
    EXPECT_EQ(code_of(service_->authenticate(engine(), {.cookie = bad}, clock_.now())), "auth.session_expired");
  for (const std::string& bad : {std::string("x"), session.token, token.token + "=", token.token.substr(0, 46)})
    EXPECT_EQ(code_of(seen_bearer(bad)), "auth.token_invalid");
}

TEST_P(Sessions, one_more_than_the_limit_ends_the_oldest) {
  officer();
  std::vector<LoggedIn> all;
  for (int i = 0; i <= sessions_per_person_max; ++i) {
    later(seconds(1));
    all.push_back(must(log_in("officer")));
    EXPECT_TRUE(seen(all.back()));
  }
  EXPECT_EQ(code_of(seen(all.front())), "auth.session_expired");
  for (std::size_t i = 1; i < all.size(); ++i) EXPECT_TRUE(seen(all[i])) << i;
}

TEST_P(Sessions, the_own_password_is_changed_with_the_old_one_and_other_sessions_end) {
  officer();
  const LoggedIn here = must(log_in("officer")), there = must(log_in("officer"));
  const Actor actor = must(seen(here));
  const auto set = [&](const std::string& current, const std::string& wanted) -> Status {
    Result<NewPassword> prepared = fail(ErrorKind::internal, "not run");
    const Context context{actor, clock_.now()};
    engine().read(
        [&](db::Session& s) { prepared = service_->prepare_own_password(engine(), s, context, {current, wanted}); });
    if (!prepared) return std::unexpected(prepared.error());
    return act([&](db::Session& s) { return service_->change_own_password(s, context, *prepared, here.token); });
  };
  EXPECT_EQ(code_of(set("wrong", "another long secret")), "password.current_wrong");
  EXPECT_EQ(code_of(set(password, "short")), "password.short");
  EXPECT_EQ(code_of(set(password, "my officer secret")), "password.contains_login");
  EXPECT_EQ(code_of(set(password, password)), "password.same");
  EXPECT_TRUE(seen(there));
  EXPECT_EQ(code_of(set(password, "another long secret")), "");
  EXPECT_TRUE(seen(here));
  EXPECT_EQ(code_of(seen(there)), "auth.session_expired");
  EXPECT_EQ(code_of(log_in("officer")), "auth.wrong");
  EXPECT_TRUE(log_in("officer", "another long secret"));
  for (int i = 0; i < 4; ++i) EXPECT_EQ(code_of(set("wrong", "yet another secret")), "password.current_wrong");
  EXPECT_EQ(code_of(set("wrong", "yet another secret")), "auth.locked");
}

TEST_P(Sessions, a_password_hashed_at_another_cost_is_hashed_anew) {
  const PersonId id = officer();
  Service stricter(ServiceOptions{.district = district_,
                                  .vault = crypto::Vault(std::string(32, 'k')),
                                  .random = random_,
                                  .cost = {.passes = 2, .memory_bytes = 16'384}});
  LogIn prepared;
  engine().read([&](db::Session& s) {
    prepared = must(stricter.prepare_log_in(engine(), s, clock_.now(), {"officer", password}, ""));
  });
  must(write<LoggedIn>([&](db::Session& s) { return stricter.log_in(s, clock_.now(), Language::zh_cn, prepared); }));
  std::string stored;
  engine().read([&](db::Session& s) {
    stored = *s.one<std::string>("SELECT password_hash FROM identity_people WHERE id = :id", id);
  });
  EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=16,t=2,")) << stored;
  EXPECT_TRUE(log_in("officer"));
}

TEST_P(Sessions, api_tokens_carry_the_persons_rights_until_they_expire_or_are_revoked) {
  officer();
  const IssuedToken token = token_of("officer");
  EXPECT_TRUE(token.token.starts_with("fgt_"));
  const Actor actor = must(seen_bearer(token.token));  // no CSRF token asked
  EXPECT_TRUE(actor.has(Role::case_officer));
  const auto listed =
      must(read<std::vector<TokenLine>>([&](db::Session& s) { return service_->tokens(s, {actor, clock_.now()}); }));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].name, "program");
  later(days(29));
  EXPECT_TRUE(seen_bearer(token.token));
  later(days(1));
  EXPECT_EQ(code_of(seen_bearer(token.token)), "auth.token_invalid");

  const IssuedToken second = token_of("officer");
  EXPECT_TRUE(seen_bearer(second.token));
  const Actor stranger = this->actor("admin");
  EXPECT_EQ(
      code_of(act([&](db::Session& s) { return service_->revoke_token(s, {stranger, clock_.now()}, second.id); })),
      "token.not_found");
  EXPECT_TRUE(act([&](db::Session& s) { return service_->revoke_token(s, {actor, clock_.now()}, second.id); }));
  EXPECT_EQ(code_of(seen_bearer(second.token)), "auth.token_invalid");
  EXPECT_THAT(audited(second.id.text), ElementsAre("token.create", "token.revoke"));
}

TEST_P(Sessions, a_person_has_at_most_twenty_api_tokens) {
  officer();
  for (int i = 0; i < api_tokens_per_person_max; ++i) token_of("officer");
  const Actor who = actor("officer");
  EXPECT_EQ(code_of(write<IssuedToken>(
                [&](db::Session& s) { return service_->create_token(s, {who, clock_.now()}, {"one more", {}}); })),
            "token.too_many");
}

TEST_P(Sessions, an_address_that_tries_too_often_waits) {
  officer();
  int refused = 0;
  for (int i = 0; i < 80; ++i) refused += code_of(log_in(std::to_string(100 + i), "x", "10.0.0.9")) == "auth.too_many";
  EXPECT_EQ(refused, 20);
  EXPECT_EQ(log_in("officer", password, "10.0.0.9").error().kind, ErrorKind::rate_limited);
  EXPECT_TRUE(log_in("officer", password, "10.0.0.10"));
  later(minutes(1));
  EXPECT_TRUE(log_in("officer", password, "10.0.0.9"));
}

TEST_P(Sessions, no_token_password_login_or_phone_is_stored_in_plain_or_audited) {
  const PersonId id = person("wang.wu", {Role::case_officer}, district(), "13800001234");
  const LoggedIn session = must(log_in("wang.wu"));
  const IssuedToken token = token_of("wang.wu");
  must(change(id, {.phone = "13900004321", .password_hash = must(service_->hash_password("another long secret"))}));
  (void)log_in("wang.wu", "Secret-typed-1");
  std::string everything;
  engine().read([&](db::Session& s) {
    for (const char* sql :
         {"SELECT actor_name || action || subject_id || detail FROM audit_entry",
          "SELECT token_hash FROM identity_sessions", "SELECT token_hash || name FROM identity_api_tokens",
          "SELECT password_hash || phone_sealed || phone_index FROM identity_people",
          "SELECT login_index FROM identity_failures"})
      for (const auto& line : s.query<std::string>(sql)) everything += line + "\n";
  });
  for (const std::string& secret :
       {session.token, session.csrf, token.token, std::string(password), std::string("another long secret"),
        std::string("Secret-typed-1"), std::string("13800001234"), std::string("13900004321"), std::string("wang.wu")})
    EXPECT_EQ(everything.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace fugong::identity_test
