// The whole platform's routes as every role and as nobody, on both engines.
#include "support/rights_matrix.h"

#include <gtest/gtest.h>

#include "app/platform.h"
#include "policy/loader.h"
#include "support/databases.h"

namespace fugong::app {
namespace {

struct Home {
  Role role;
  OrganisationKind kind;
  const char* code;
};
const Home homes[] = {{Role::enterprise_clerk, OrganisationKind::enterprise, "01800000-0000-7000-8000-000000000001"},
                      {Role::department_reviewer, OrganisationKind::department, "health"},
                      {Role::subdistrict_inspector, OrganisationKind::subdistrict, "210104012"},
                      {Role::case_officer, OrganisationKind::district, ""},
                      {Role::pass_commissioner, OrganisationKind::district, ""},
                      {Role::resident_officer, OrganisationKind::district, ""},
                      {Role::checkpoint_guard, OrganisationKind::checkpoint, "G01"},
                      {Role::district_leader, OrganisationKind::district, ""},
                      {Role::administrator, OrganisationKind::district, ""},
                      {Role::auditor, OrganisationKind::district, ""}};

class PlatformTest : public db_test::EngineTest {
 protected:
  void SetUp() override {
    options_.db_url = url();
    options_.keys_folder = (keys_.path() / "keys").string();
    options_.password_cost = identity::PasswordCost::cheap();
    auto opened = open_engine(options_);
    ASSERT_TRUE(opened.has_value());
    auto platform =
        Platform::assemble(std::move(*opened), options_, {{"210104"}, "大东区", "Asia/Shanghai"}, clock_, random_);
    ASSERT_TRUE(platform.has_value()) << platform.error().code;
    platform_ = std::move(*platform);
    install_district();
  }
  void TearDown() override {
    platform_.reset();
    EngineTest::TearDown();
  }

  void install_district() {
    auto loaded = policy::load_folder(std::string(FUGONG_SOURCE_DIR) + "/policies/dadong-2022");
    ASSERT_TRUE(loaded.pack);
    hash_ = *platform_->identities().hash_password("A good long passw0rd", "root");
    const NewDistrict district{"210104", "大东区", "Dadong", std::move(loaded), "root", "管理员", hash_};
    auto done = platform_->engine().write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(install(s, district, platform_->policies(), platform_->identities(), clock_.now()));
      return true;
    });
    ASSERT_TRUE(done.has_value()) << done.error().code;
  }

  rights_matrix::Caller caller(const Home& home) {
    identity::Service& identities = platform_->identities();
    const std::string login(json::enum_name(home.role));
    auto made = platform_->engine().write<std::pair<Actor, std::string>>(
        [&](db::Session& s) -> Result<std::pair<Actor, std::string>> {
          const auto system = identity::Context::system(clock_.now());
          auto place = identities.find_organisation(s, home.kind, home.code);
          OrganisationId organisation = place ? place->id : OrganisationId{};
          if (!place) {
            identity::OrganisationRequest request{
                .kind = home.kind, .code = home.code, .name = "某单位", .name_en = {}, .subdistrict = {}};
            FG_TRY(const auto line, identities.create_organisation(s, system, request));
            organisation = line.id;
          }
          FG_TRY(const auto person,
                 identities.create_person(s, system, {login, "某人", hash_, {home.role}, organisation}));
          const Actor actor = *identities.actor_of(s, login);
          FG_TRY(const auto token, identities.create_token(s, {actor, clock_.now()}, {"test", {}}));
          return std::pair{actor, token.token};
        });
    EXPECT_TRUE(made.has_value()) << made.error().code << " " << made.error().field;
    return {login, made->first,
            [token = made->second](http::Request& r) { r.headers.push_back({"Authorization", "Bearer " + token}); }};
  }

  db_test::TemporaryFolder keys_;
  PlatformOptions options_;
  VirtualClock clock_{*parse_rfc3339("2022-04-11T02:00:00Z")};
  SeededRandom random_{3};
  std::unique_ptr<Platform> platform_;
  std::string hash_;
};

TEST_P(PlatformTest, every_route_lets_in_exactly_whom_the_table_names) {
  std::vector<rights_matrix::Caller> callers;
  for (const Home& home : homes) callers.push_back(caller(home));
  EXPECT_GT(platform_->router().entries().size(), 70u);
  rights_matrix::check(platform_->router(), callers);
}

TEST_P(PlatformTest, a_second_district_is_refused_and_changes_nothing) {
  auto loaded = policy::load_folder(std::string(FUGONG_SOURCE_DIR) + "/policies/dadong-2022");
  const NewDistrict other{"210105", "皇姑区", "", std::move(loaded), "root2", "某人", hash_};
  auto done = platform_->engine().write<bool>([&](db::Session& s) -> Result<bool> {
    FG_CHECK(install(s, other, platform_->policies(), platform_->identities(), clock_.now()));
    return true;
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "app.installed");
  platform_->engine().read([&](db::Session& s) { EXPECT_EQ(read_installation(s)->district.text, "210104"); });
}

TEST_P(PlatformTest, opened_again_it_knows_its_district_and_keeps_its_keys) {
  const std::string key_id = [&] {
    EXPECT_TRUE(platform_->sign_audit_head().has_value());
    std::string id;
    platform_->engine().read([&](db::Session& s) { id = audit::last_head(s, {"210104"})->key_id; });
    return id;
  }();
  platform_.reset();
  auto again = open_platform(options_, clock_, random_);
  ASSERT_TRUE(again.has_value()) << again.error().code;
  EXPECT_EQ((*again)->district().code.text, "210104");
  (*again)->engine().read([&](db::Session& s) {
    const auto head = audit::last_head(s, {"210104"});
    EXPECT_EQ(head->key_id, key_id);
    EXPECT_TRUE(audit::check_signature(*head, (*again)->audit_verifier()));
  });
}

TEST_P(PlatformTest, an_empty_database_says_what_to_do) {
  PlatformOptions empty = options_;
  db_test::TemporaryFolder folder;
  empty.db_url = "sqlite:" + (folder.path() / "none.db").string();
  const auto opened = open_platform(empty, clock_, random_);
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "app.not_installed");
  empty.db_url = "mysql://nobody";
  const auto unknown = open_platform(empty, clock_, random_);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, "app.database");
}

FUGONG_BOTH_ENGINES(PlatformTest);

}  // namespace
}  // namespace fugong::app
