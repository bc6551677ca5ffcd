// Which pack and phase are in force, on both engines, after restarts, and as the routes show it.
#include "policy/store.h"

#include "audit/log.h"
#include "policy/packs.h"
#include "policy/routes.h"
#include "support/databases.h"

namespace fugong::policy {
namespace {

using namespace policy_test;

const DistrictCode here{"210104"}, elsewhere{"210102"};
constexpr Timestamp noon{1'650'772'800'000};

class PolicyStore : public db_test::EngineTest {
 protected:
  void SetUp() override {
    std::vector<db::Migration> all(audit::migrations().begin(), audit::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    engine().migrate(all);
    dadong_ = load_folder(shipped("dadong-2022"));
    spring_ = load_folder(shipped("spring-restart"));
    ASSERT_TRUE(dadong_.pack && spring_.pack);
  }

  Status install(Store& store, const Loaded& loaded, Timestamp at) {
    const auto done = engine().write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(store.install(s, loaded.pack, json::write(loaded.files), at, "system"));
      return true;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }
  // The steps of a pack that many cases may be decided at with one act, as ROUTE/STEP.
  static std::vector<std::string> bulk_steps(const Pack& pack) {
    std::vector<std::string> out;
    for (const ReviewRoute& route : pack.routes)
      for (const Step& step : route.steps)
        if (step.bulk) out.push_back(route.id + "/" + step.id);
    return out;
  }
  Status switch_to(Store& store, const std::string& phase, Timestamp at) {
    const auto done = engine().write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(store.set_phase(s, phase, at, "leader"));
      return true;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }
  Result<InForce> in_force(Store& store) {
    return engine().query<InForce>([&](db::Session& s) { return store.in_force(s); });
  }
  std::vector<std::string> history(Store& store) {
    std::vector<std::string> out;
    engine().read([&](db::Session& s) {
      for (const PhaseChange& c : store.history(s)) out.push_back(c.pack_id + "/" + c.phase + " by " + c.by);
    });
    return out;
  }

  Loaded dadong_, spring_;
};
using Strings = std::vector<std::string>;

TEST_P(PolicyStore, knows_after_a_restart_which_steps_are_decided_in_bulk) {
  for (const Loaded* loaded : {&dadong_, &spring_}) {
    Store before(here);
    ASSERT_TRUE(install(before, *loaded, noon));
    const auto marked = bulk_steps(*loaded->pack);
    EXPECT_FALSE(marked.empty()) << loaded->pack->id;
    Store after(here);  // knows nothing but what is stored
    engine().read([&](db::Session& s) {
      const auto pack = after.pack(s, loaded->pack->id, loaded->pack->version);
      ASSERT_TRUE(pack);
      EXPECT_NE(*pack, loaded->pack) << "the same object proves nothing";
      EXPECT_EQ(bulk_steps(**pack), marked);
    });
  }
}

TEST_P(PolicyStore, says_that_nothing_is_in_force_before_a_pack_is_installed) {
  Store store(here);
  const auto found = in_force(store);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, "policy.none");
  EXPECT_EQ(switch_to(store, "key_supply", noon).error().code, "policy.none");
  EXPECT_EQ(history(store), Strings{});
}

TEST_P(PolicyStore, puts_a_new_pack_in_force_in_its_default_phase) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  const auto found = in_force(store);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pack->id, "dadong-2022");
  EXPECT_EQ(found->phase, "key_supply");
  EXPECT_EQ(found->current().id, "key_supply");
  EXPECT_EQ(found->since, noon);
}

TEST_P(PolicyStore, installs_the_same_version_once) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  ASSERT_TRUE(install(store, dadong_, noon + hours(1)));
  EXPECT_EQ(history(store), Strings{"dadong-2022/key_supply by system"});
  EXPECT_EQ(in_force(store)->since, noon);
}

TEST_P(PolicyStore, switches_phases_and_remembers_each) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  ASSERT_TRUE(switch_to(store, "closed_management", noon + hours(1)));
  ASSERT_TRUE(switch_to(store, "full_advance", noon + hours(2)));
  const auto unknown = switch_to(store, "restart", noon + hours(3));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "policy.unknown_phase");
  EXPECT_EQ(unknown.error().field, "phase");
  EXPECT_EQ(in_force(store)->phase, "full_advance");
  EXPECT_EQ(in_force(store)->since, noon + hours(2));
  EXPECT_EQ(history(store), (Strings{"dadong-2022/key_supply by system", "dadong-2022/closed_management by leader",
                                     "dadong-2022/full_advance by leader"}));
}

TEST_P(PolicyStore, keeps_the_phase_when_the_new_version_has_it_and_begins_anew_when_not) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  ASSERT_TRUE(switch_to(store, "orderly_resumption", noon + hours(1)));
  Files files = dadong_.files;
  files["pack.yaml"] += "# revised\n";
  const Loaded revised = load_files(files);
  ASSERT_TRUE(revised.pack);
  ASSERT_TRUE(install(store, revised, noon + hours(2)));
  EXPECT_EQ(in_force(store)->phase, "orderly_resumption");
  EXPECT_EQ(in_force(store)->pack->version, revised.pack->version);
  ASSERT_TRUE(install(store, spring_, noon + hours(3)));
  EXPECT_EQ(in_force(store)->phase, "preparation");
}

TEST_P(PolicyStore, parses_the_stored_copy_after_a_restart) {
  {
    Store store(here);
    ASSERT_TRUE(install(store, dadong_, noon));
    ASSERT_TRUE(switch_to(store, "orderly_resumption", noon + hours(1)));
    ASSERT_TRUE(install(store, spring_, noon + hours(2)));
  }
  reopen();
  Store store(here);
  const auto found = in_force(store);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->pack->version, spring_.pack->version);
  EXPECT_NE(found->pack, spring_.pack) << "read from the database, not handed over";
  const auto old =
      engine().query<PackPtr>([&](db::Session& s) { return store.pack(s, "dadong-2022", dadong_.pack->version); });
  ASSERT_TRUE(old);
  EXPECT_EQ((*old)->documents.size(), dadong_.pack->documents.size());
  EXPECT_EQ(in_force(store)->pack, found->pack) << "parsed once";
}

TEST_P(PolicyStore, shows_a_second_store_of_the_same_database_what_the_first_has_done) {
  Store one(here), two(here);
  ASSERT_TRUE(install(one, dadong_, noon));
  EXPECT_EQ(in_force(two)->phase, "key_supply");
  ASSERT_TRUE(switch_to(two, "full_advance", noon + hours(1)));
  EXPECT_EQ(in_force(one)->phase, "full_advance");
}

TEST_P(PolicyStore, keeps_districts_apart) {
  Store store(here), other(elsewhere);
  ASSERT_TRUE(install(store, dadong_, noon));
  EXPECT_EQ(in_force(other).error().code, "policy.none");
  ASSERT_TRUE(install(other, spring_, noon));
  EXPECT_EQ(in_force(store)->pack->id, "dadong-2022");
  EXPECT_EQ(history(other), Strings{"spring-restart/preparation by system"});
}

TEST_P(PolicyStore, leaves_nothing_of_a_switch_that_is_undone) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  const auto undone = engine().write<bool>([&](db::Session& s) -> Result<bool> {
    FG_CHECK(store.set_phase(s, "full_advance", noon, "leader"));
    FG_CHECK(store.install(s, spring_.pack, json::write(spring_.files), noon, "leader"));
    return fail(ErrorKind::conflict, "policy.none");
  });
  ASSERT_FALSE(undone);
  EXPECT_EQ(in_force(store)->phase, "key_supply");
  EXPECT_EQ(in_force(store)->pack->id, "dadong-2022");
  EXPECT_EQ(history(store).size(), 1u);
  const auto gone =
      engine().query<PackPtr>([&](db::Session& s) { return store.pack(s, "spring-restart", "0123456789abcdef"); });
  EXPECT_EQ(gone.error().code, "policy.unknown_pack");
}

TEST_P(PolicyStore, notes_an_installation_in_the_audit_log) {
  Store store(here);
  ASSERT_TRUE(install(store, dadong_, noon));
  std::int64_t entries = 0;
  engine().read([&](db::Session& s) {
    entries = *s.one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = :a", "policy.install");
  });
  EXPECT_EQ(entries, 1);
}

// ---- the routes ----
class PolicyRoutes : public PolicyStore {
 protected:
  void SetUp() override {
    PolicyStore::SetUp();
    router_ = std::make_unique<http::Router>(
        engine(), clock_,
        http::Guard{.authenticate = [](const http::Request& r, Timestamp) -> Result<Actor> {
                      Actor actor;
                      if (!r.header("x-person").empty()) actor.person.text = "p";
                      return actor;
                    },
                    .allows = [](const Actor&, std::string_view right) { return right == "policy.read"; }});
    declare_routes(*router_, store_);
  }
  void TearDown() override {
    router_.reset();
    PolicyStore::TearDown();
  }
  http::Response get(const std::string& path, const std::string& language, bool known = true) {
    std::vector<http::Header> headers{{"accept-language", language}};
    if (known) headers.push_back({"x-person", "p"});
    return router_->handle(
        {.method = http::Method::get, .path = path, .query = {}, .headers = headers, .body = {}, .remote_address = {}});
  }

  VirtualClock clock_{noon};
  Store store_{here};
  std::unique_ptr<http::Router> router_;
};

TEST_P(PolicyRoutes, show_what_is_in_force_in_the_reader_s_language) {
  ASSERT_TRUE(install(store_, dadong_, noon));
  for (const auto& [language, name, mode, yes] :
       {std::tuple{"zh-CN", "大东区疫情防控期间复工复产（2022）", "保供先行", "职工通行证"},
        std::tuple{"en", "Dadong District, resumption of work under epidemic control (2022)", "Key supply first",
                   "Employee pass"}}) {
    const auto response = get("/api/v1/policy", language);
    ASSERT_EQ(response.status, 200) << response.body;
    const json::Value view = *json::parse(response.body);
    EXPECT_EQ(view.at("pack").get_string(), "dadong-2022");
    EXPECT_EQ(view.at("version").get_string(), dadong_.pack->version);
    EXPECT_EQ(view.at("phase").get_string(), "key_supply");
    EXPECT_EQ(view.at("name").get_string(), name);
    EXPECT_EQ(view.at("since").get_string(), to_rfc3339(noon));
    EXPECT_EQ(view.at("phases").at(0).at("name").get_string(), mode);
    EXPECT_EQ(view.at("pass_kinds").at(0).at("name").get_string(), yes);
    EXPECT_EQ(view.at("phases").get_array().size(), 4u);
    EXPECT_EQ(view.at("clocks").at(0).at("limit_ms").get_int64(), 2 * 3'600'000);
    EXPECT_FALSE(view.get_object().contains("rule"));
  }
}

TEST_P(PolicyRoutes, show_a_pack_without_passes) {
  ASSERT_TRUE(install(store_, spring_, noon));
  const json::Value view = *json::parse(get("/api/v1/policy", "zh-CN").body);
  EXPECT_TRUE(view.at("pass_kinds").get_array().empty());
  EXPECT_EQ(view.at("documents").get_array().size(), 6u);
}

TEST_P(PolicyRoutes, show_every_change) {
  ASSERT_TRUE(install(store_, dadong_, noon));
  ASSERT_TRUE(switch_to(store_, "full_advance", noon + hours(1)));
  const auto response = get("/api/v1/policy/history", "en");
  ASSERT_EQ(response.status, 200);
  const json::Value list = *json::parse(response.body);
  ASSERT_EQ(list.get_array().size(), 2u);
  EXPECT_EQ(list.at(1).at("phase").get_string(), "full_advance");
  EXPECT_EQ(list.at(1).at("by").get_string(), "leader");
}

TEST_P(PolicyRoutes, print_an_empty_form) {
  ASSERT_TRUE(install(store_, dadong_, noon));
  const auto page = get("/api/v1/policy/documents/commitment/blank", "en");
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Letter of commitment"), std::string::npos);
  EXPECT_EQ(get("/api/v1/policy/documents/nothing/blank", "en").status, 404);
}

TEST_P(PolicyRoutes, need_a_pack_and_a_person) {
  const auto none = get("/api/v1/policy", "en");
  EXPECT_EQ(none.status, 409);
  EXPECT_EQ(json::parse(none.body)->at("code").get_string(), "policy.none");
  EXPECT_EQ(get("/api/v1/policy", "en", false).status, 401);
}

FUGONG_BOTH_ENGINES(PolicyStore);
FUGONG_BOTH_ENGINES(PolicyRoutes);

}  // namespace
}  // namespace fugong::policy
