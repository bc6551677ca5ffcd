#include "pass/keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "support/databases.h"

namespace fugong::pass {
namespace {

TEST(KeyRing, is_made_once_and_read_again) {
  const db_test::TemporaryFolder folder;
  const std::string path = (folder.path() / "keys").string();
  const auto first = KeyRing::open(path);
  ASSERT_TRUE(first) << first.error().code;
  const auto again = KeyRing::open(path);
  ASSERT_TRUE(again);
  EXPECT_EQ(first->passes.now().key_id(), again->passes.now().key_id());
  EXPECT_EQ(first->root.key_id(), again->root.key_id());
  EXPECT_NE(first->passes.now().key_id(), first->status.key_id());
  struct stat info{};
  ASSERT_EQ(::stat((path + "/pass.pem").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(KeyRing, takes_retired_public_keys_along) {
  const db_test::TemporaryFolder folder;
  const auto old = KeyRing::generate();
  ASSERT_TRUE(KeyRing::open(folder.path().string()));
  std::ofstream(folder.path() / "retired-2022.pem") << old.passes.public_key().pem();
  const auto ring = KeyRing::open(folder.path().string());
  ASSERT_TRUE(ring);
  ASSERT_EQ(ring->retired.size(), 1u);
  EXPECT_EQ(ring->retired[0], old.passes.public_key());
  std::ofstream(folder.path() / "retired-bad.pem") << "rubbish";
  EXPECT_EQ(KeyRing::open(folder.path().string()).error().code, "key.malformed");
}

TEST(KeyRing, refuses_a_key_file_that_others_may_read_and_one_that_is_none) {
  const db_test::TemporaryFolder folder;
  const std::string path = (folder.path() / "pass.pem").string();
  std::ofstream(path) << "rubbish";
  ::chmod(path.c_str(), 0644);
  EXPECT_EQ(KeyRing::open(folder.path().string()).error().code, "secret.permissions");
  ::chmod(path.c_str(), 0600);
  const auto broken = KeyRing::open(folder.path().string());
  EXPECT_EQ(broken.error().code, "key.malformed");
  EXPECT_EQ(broken.error().params.at(0).second, path);
}

}  // namespace
}  // namespace fugong::pass
