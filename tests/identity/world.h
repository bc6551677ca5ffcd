// A district with its first administrator on a fresh database, and a clock that stands still until it is told to move.
#pragma once

#include <gtest/gtest.h>

#include "audit/log.h"
#include "crypto/hash.h"
#include "identity/guard.h"
#include "identity/routes.h"
#include "identity/service.h"
#include "support/databases.h"

namespace fugong::identity_test {

using namespace identity;

constexpr const char* password = "Kx7-mq2-plzw";

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    engine().migrate(audit::migrations());
    engine().migrate(migrations());
    service_ = std::make_unique<Service>(ServiceOptions{.district = district_,
                                                        .vault = crypto::Vault(std::string(32, 'k')),
                                                        .random = random_,
                                                        .cost = PasswordCost::cheap()});
    hash_ = must(service_->hash_password(password));
    admin_ = must(write<PersonId>([&](db::Session& s) {
      return service_->install(s, clock_.now(), {OrganisationKind::district, "", "大东区", "Dadong", {}}, "admin",
                               "管理员", hash_);
    }));
  }
  void TearDown() override {
    service_.reset();
    EngineTest::TearDown();
  }

  template <class T>
  Result<T> write(std::function<Result<T>(db::Session&)> command) {
    return engine().write<T>(std::move(command));
  }
  template <class T>
  Result<T> read(std::function<Result<T>(db::Session&)> work) {
    return engine().query<T>(std::move(work));
  }
  Status act(const std::function<Status(db::Session&)>& command) {
    const auto done = write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(command(s));
      return 0;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }
  template <class T>
  static T must(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().code << " " << result.error().field;
    return T{};
  }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }
  void later(Duration d) { clock_.advance_to(clock_.now() + d); }
  Context system() const { return Context::system(clock_.now()); }

  OrganisationId organisation(OrganisationKind kind, const std::string& code) {
    return must(write<OrganisationId>([&](db::Session& s) -> Result<OrganisationId> {
      if (const auto found = service_->find_organisation(s, kind, code)) return found->id;
      FG_TRY(const auto made, service_->create_organisation(s, system(), {kind, code, "单位" + code, {}, {}}));
      return made.id;
    }));
  }
  OrganisationId district() { return organisation(OrganisationKind::district, ""); }

  PersonId person(const std::string& login, std::vector<Role> roles, const OrganisationId& home,
                  const std::string& phone = {}) {
    return must(write<PersonId>([&](db::Session& s) -> Result<PersonId> {
      FG_TRY(const auto made, service_->create_person(s, system(), {login, "姓名", hash_, roles, home, phone}));
      return made.id;
    }));
  }
  PersonId officer(const std::string& login = "officer") { return person(login, {Role::case_officer}, district()); }

  Result<LoggedIn> log_in(const std::string& login, const std::string& given = password,
                          const std::string& address = {}) {
    Result<LogIn> prepared = fail(ErrorKind::internal, "not run");
    engine().read([&](db::Session& reader) {
      prepared = service_->prepare_log_in(engine(), reader, clock_.now(), {login, given}, address);
    });
    if (!prepared) return std::unexpected(prepared.error());
    return write<LoggedIn>(
        [&](db::Session& s) { return service_->log_in(s, clock_.now(), Language::zh_cn, *prepared); });
  }
  Result<Actor> seen(const LoggedIn& session) {
    return service_->authenticate(engine(), {.cookie = session.token}, clock_.now());
  }
  Result<Actor> seen_bearer(const std::string& token) {
    return service_->authenticate(engine(), {.bearer = token, .effect = Effect::unsafe}, clock_.now());
  }
  Result<PersonLine> change(const PersonId& id, const PersonChange& c) {
    return write<PersonLine>([&](db::Session& s) { return service_->change_person(s, system(), id, c); });
  }
  Actor actor(const std::string& login) {
    Actor out;
    engine().read([&](db::Session& s) { out = service_->actor_of(s, login).value_or(Actor{}); });
    EXPECT_FALSE(out.person.empty()) << login;
    return out;
  }
  IssuedToken token_of(const std::string& login) {
    const Actor who = actor(login);
    return must(write<IssuedToken>([&](db::Session& s) {
      return service_->create_token(s, {who, clock_.now()}, {"program", clock_.now() + days(30)});
    }));
  }
  std::vector<std::string> audited(const std::string& subject) {
    std::vector<std::string> out;
    engine().read([&](db::Session& s) {
      out = s.query<std::string>("SELECT action FROM audit_entry WHERE subject_id = :s ORDER BY seq", subject);
    });
    return out;
  }

  DistrictCode district_{"210104"};
  VirtualClock clock_{Timestamp{1'650'000'000'000}};
  SeededRandom random_{7};
  std::unique_ptr<Service> service_;
  std::string hash_;
  PersonId admin_;
};

}  // namespace fugong::identity_test
