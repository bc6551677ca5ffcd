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
