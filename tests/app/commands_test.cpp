// The commands that act on a district's database and end, as whoever sits at the console calls them.
#include "app/commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "audit/tree.h"
#include "support/databases.h"

namespace fugong::app {
namespace {

class Commands : public db_test::EngineTest {
 protected:
  void SetUp() override {
    db_test::EngineTest::SetUp();
    const std::string password = (folder_.path() / "password").string();
    std::ofstream(password) << "correct horse battery\n";
    options_ = {.db_url = url(), .keys_folder = (folder_.path() / "keys").string()};
    options_.password_cost = identity::PasswordCost::cheap();
    const int status = init(
        {options_, source + "/policies/dadong-2022", "210104", "大东区", "", "admin", "管理员", password}, terminal_);
    ASSERT_EQ(status, 0) << err_.str();
  }

  const std::string source = FUGONG_SOURCE_DIR;
  db_test::TemporaryFolder folder_;
  PlatformOptions options_;
  std::ostringstream out_, err_;
  Terminal terminal_{Language::en, out_, err_};
};

TEST_P(Commands, sign_what_they_decided_before_they_end) {
  ASSERT_EQ(switch_phase(options_, "closed_management", terminal_), 0) << err_.str();
  db::Engine::open(url())->read([](db::Session& session) {
    const DistrictCode district{"210104"};
    const auto head = audit::last_head(session, district);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->size, audit::log_size(session, district));
  });
  ASSERT_EQ(verify_audit(options_, terminal_), 0) << err_.str();
}

TEST_P(Commands, prove_the_figures_and_make_them_anew) {
  EXPECT_EQ(check_figures(options_, terminal_), 0) << err_.str();
  const auto engine = db::Engine::open(url());
  ASSERT_TRUE(engine->write<int>([](db::Session& s) -> Result<int> {
    s.exec("INSERT INTO pass_tallies (district, name, slot, key, value) VALUES ('210104', 'issued', 0, 'truck', 7)");
    return 0;
  }));
  EXPECT_EQ(check_figures(options_, terminal_), 1);
  EXPECT_NE(err_.str().find("pass: issued 0 truck is kept as 7, the records say 0"), std::string::npos) << err_.str();
  EXPECT_EQ(recount_figures(options_, terminal_), 0);
  EXPECT_EQ(check_figures(options_, terminal_), 0) << err_.str();
}

TEST_P(Commands, put_pictures_under_the_map_and_take_them_away) {
  MapSettings pictures;
  pictures.tiles = "https://tiles.example/{z}/{x}/{y}.png";
  pictures.attribution = "© 天地图";
  ASSERT_EQ(map_pictures(options_, pictures, terminal_), 0) << err_.str();
  EXPECT_NE(out_.str().find("天地图"), std::string::npos);
  const SystemClock clock;
  SystemRandom random;
  EXPECT_EQ((*open_platform(options_, clock, random))->picture_origin(), "https://tiles.example");
  MapSettings wrong;
  wrong.tiles = "https://tiles.example; script-src */{z}/{x}/{y}";
  EXPECT_EQ(map_pictures(options_, wrong, terminal_), 1);
  EXPECT_EQ((*open_platform(options_, clock, random))->picture_origin(), "https://tiles.example");
  MapSettings none;
  none.tiles = "";
  ASSERT_EQ(map_pictures(options_, none, terminal_), 0) << err_.str();
  EXPECT_EQ((*open_platform(options_, clock, random))->picture_origin(), "");
}

FUGONG_BOTH_ENGINES(Commands);

TEST(MistypedPath, is_refused_and_leaves_no_database_behind) {
  const db_test::TemporaryFolder folder;
  const auto path = folder.path() / "nothing.db";
  std::ostringstream out, err;
  EXPECT_EQ(print_bulletin({.db_url = "sqlite:" + path.string()}, "", "text", "", {Language::en, out, err}), 1);
  EXPECT_NE(err.str(), "");
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace fugong::app
