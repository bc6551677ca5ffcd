// The whole platform's routes as every role and as nobody, on both engines.
#include "support/rights_matrix.h"

#include <gtest/gtest.h>

#include "app/platform.h"
#include "app/upkeep.h"
#include "policy/loader.h"
#include "search/reindex.h"
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

TEST_P(PlatformTest, every_list_leaves_the_house_as_a_workbook_and_on_paper_to_whom_may_read_all_of_it) {
  int lists = 0;
  for (const Home& home : homes) {
    const rights_matrix::Caller who = caller(home);
    for (const auto& entry : platform_->router().entries()) {
      if (!entry.route.path.ends_with("/export") || entry.route.path.find('{') != std::string_view::npos) continue;
      if (!identity::allows_everywhere(who.actor, entry.route.right)) continue;
      for (const auto& [format, begins] : {std::pair{"xlsx", "PK"}, std::pair{"pdf", "%PDF"}}) {
        http::Request request{.method = http::Method::post,
                              .path = std::string(entry.route.path),
                              .headers = {{"content-type", "application/json"}},
                              .body = std::string(R"({"format":")") + format + R"("})"};
        who.authenticate(request);
        const http::Response answer = platform_->router().handle(std::move(request));
        EXPECT_EQ(answer.status, 200) << who.name << " " << entry.route.path << " " << answer.body.substr(0, 200);
        EXPECT_TRUE(answer.body.starts_with(begins)) << entry.route.path;
        ++lists;
      }
    }
  }
  EXPECT_GT(lists, 30);
  platform_->engine().read([&](db::Session& s) {
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = 'list.export'"), lists);
  });
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

TEST_P(PlatformTest, an_index_made_anew_finds_what_the_first_one_found) {
  db::Engine& engine = platform_->engine();
  const Actor officer = caller(homes[3]).actor;
  Actor clerk = caller(homes[0]).actor;
  auto entered = engine.write<EnterpriseId>([&](db::Session& s) -> Result<EnterpriseId> {
    enterprise::RegisterRequest mill;
    mill.name = "东站轧钢厂";
    mill.usc = "91210104MA0000000A";
    mill.industry = "C3130";
    mill.subdistrict = "210104012";
    mill.address = "东站街 1 号";
    mill.legal_representative = "王伟";
    mill.normal_workers = 10;
    mill.override_usc_check = true;
    FG_TRY(const auto view, platform_->enterprises().register_enterprise(s, {officer, clock_.now()}, mill));
    clerk.organisation_code = view.id.text;
    FG_TRY(const auto worker,
           platform_->enterprises().add_worker(s, {clerk, clock_.now()}, view.id,
                                               {.name = "欧阳建国", .resident_id = "210199196001010010"}));
    FG_TRY(const auto van, platform_->enterprises().add_vehicle(s, {clerk, clock_.now()}, view.id,
                                                                {.plate = "辽A12345", .driver = "孙师傅"}));
    FG_TRY(const auto draft, platform_->resumptions().prepare_apply(s, {clerk, clock_.now()}, {view.id, {}, false}));
    FG_TRY(const auto receipt, platform_->resumptions().apply(s, {clerk, clock_.now()}, draft));
    return view.id;
  });
  ASSERT_TRUE(entered.has_value()) << entered.error().code << " " << entered.error().field;
  const auto found = [&] {
    std::vector<std::string> titles;
    engine.read([&](db::Session& s) {
      for (const char* words : {"轧钢", "阳建", "a123", "孙师"}) {
        const auto page = platform_->searches().find(s, {officer, clock_.now()}, {words, {}, {}});
        for (const search::Hit& hit : page->items)
          titles.push_back(std::string(json::enum_name(hit.kind)) + " " + hit.title);
      }
      const Actor administrator = *platform_->identities().actor_of(s, "root");
      titles.push_back(
          platform_->searches().find(s, {administrator, clock_.now()}, {"管理员", {}, {}})->items.at(0).id);
    });
    return titles;
  };
  const auto before = found();
  EXPECT_EQ(before.size(), 6u) << "the enterprise, its case, a worker, the van twice, the administrator";
  ASSERT_TRUE(engine.write<int>([](db::Session& s) -> Result<int> { return s.exec("DELETE FROM search_entries"), 0; }));
  const auto again = search::reindex(engine, platform_->searches(),
                                     {platform_->enterprises(), platform_->identities(), platform_->resumptions()});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(found(), before);

  // A district that is older than the index has it built when the program starts, and once only.
  const auto clear = [&] {
    ASSERT_TRUE(
        engine.write<int>([](db::Session& s) -> Result<int> { return s.exec("DELETE FROM search_entries"), 0; }));
  };
  clear();
  index_the_unindexed(*platform_, {});
  std::int64_t entries = -1;
  engine.read([&](db::Session& s) { entries = *s.one<std::int64_t>("SELECT COUNT(*) FROM search_entries"); });
  EXPECT_EQ(entries, 0) << "it is marked as built: nothing is done again";
  ASSERT_TRUE(engine.write<int>([](db::Session& s) -> Result<int> { return s.exec("DELETE FROM search_heads"), 0; }));
  index_the_unindexed(*platform_, {});
  EXPECT_EQ(found(), before);
}

TEST_P(PlatformTest, counts_an_older_districts_sums_when_it_opens) {
  db::Engine& engine = platform_->engine();
  ASSERT_TRUE(engine.write<int>([](db::Session& s) -> Result<int> {
    s.exec("DELETE FROM resumption_tallies");
    s.exec("DELETE FROM pass_tallies");
    return 0;
  }));
  const auto again = open_platform(options_, clock_, random_);
  ASSERT_TRUE(again.has_value());
  (*again)->engine().read([&](db::Session& s) {
    EXPECT_TRUE((*again)->resumptions().is_counted(s));
    EXPECT_TRUE((*again)->passes().is_counted(s));
    EXPECT_TRUE(check_counts(**again, s).empty());
  });
}

TEST_P(PlatformTest, sets_the_maps_pictures_for_pages_to_load) {
  const rights_matrix::Caller administrator = caller(homes[8]), leader = caller(homes[7]);
  const auto ask = [&](const rights_matrix::Caller& who, http::Method method, std::string path, std::string body = {}) {
    http::Request request{.method = method, .path = std::move(path), .body = std::move(body)};
    if (!request.body.empty()) request.headers.push_back({"content-type", "application/json"});
    who.authenticate(request);
    return platform_->router().handle(std::move(request));
  };
  const auto set = [&](const char* body) {
    return ask(administrator, http::Method::put, "/api/v1/settings/map", body);
  };
  EXPECT_EQ(platform_->picture_origin(), "");
  EXPECT_EQ(set(R"({"tiles":"https://tiles.example/{z}/{x}/{y}.png","attribution":"© 天地图"})").status, 200);
  EXPECT_EQ(platform_->picture_origin(), "https://tiles.example");
  const std::string map = ask(leader, http::Method::get, "/api/v1/map").body;
  EXPECT_NE(map.find(R"("tiles":"https://tiles.example/{z}/{x}/{y}.png","attribution":"© 天地图")"), std::string::npos)
      << map;
  const auto wrong = set(R"({"tiles":"https://*/{z}/{x}/{y}"})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find("settings.tiles"), std::string::npos) << wrong.body;
  EXPECT_NE(wrong.body.find("{z}"), std::string::npos) << "the message says what it has to look like: " << wrong.body;
  EXPECT_EQ(platform_->picture_origin(), "https://tiles.example");
  EXPECT_EQ(set(R"({})").status, 200);
  EXPECT_EQ(platform_->picture_origin(), "");
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
