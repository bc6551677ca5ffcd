#include "crypto/sealed.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "crypto/hash.h"
#include "crypto/secrets.h"

namespace fugong::crypto {
namespace {

const std::string master_key(master_key_bytes, '\x11');

TEST(Vault, opens_what_it_sealed_for_the_same_purpose_only) {
  const Vault vault(master_key);
  const std::string id = "210199199001011234";
  const std::string sealed = vault.seal(id, "worker.resident_id");
  EXPECT_EQ(sealed.find(id), std::string::npos);
  EXPECT_EQ(*vault.open(sealed, "worker.resident_id"), id);
  EXPECT_EQ(vault.open(sealed, "worker.phone").error().code, "sealed.damaged");
  EXPECT_EQ(Vault(std::string(master_key_bytes, '\x12')).open(sealed, "worker.resident_id").error().code,
            "sealed.damaged");
  EXPECT_NE(vault.seal(id, "worker.resident_id"), sealed);
  EXPECT_EQ(*vault.open(vault.seal("", "p"), "p"), "");
}

TEST(Vault, finds_every_change_of_a_sealed_text) {
  const Vault vault(master_key);
  const std::string sealed = *from_base64url(vault.seal("13800001234", "p"));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(vault.open(to_base64url(flipped), "p")) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    ASSERT_FALSE(vault.open(to_base64url(sealed.substr(0, size)), "p")) << size;
  EXPECT_FALSE(vault.open("not base64url!", "p"));
}

TEST(Vault, blind_index_is_stable_keyed_and_per_purpose) {
  const Vault vault(master_key);
  EXPECT_EQ(vault.blind_index("a", "p"), Vault(master_key).blind_index("a", "p"));
  EXPECT_EQ(vault.blind_index("a", "p").size(), 22u);
  EXPECT_NE(vault.blind_index("a", "p"), vault.blind_index("b", "p"));
  EXPECT_NE(vault.blind_index("a", "p"), vault.blind_index("a", "q"));
  EXPECT_NE(vault.blind_index("bc", "a"), vault.blind_index("c", "ab"));
  EXPECT_NE(vault.blind_index("a", "p"), Vault(std::string(master_key_bytes, '\x12')).blind_index("a", "p"));
}

class Secrets : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "fugong-secrets.XXXXXX").string();
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

TEST_F(Secrets, are_written_once_and_for_the_owner_alone) {
  const std::string path = (folder / "deep" / "master.key").string();
  EXPECT_EQ(read_secret(path).error().code, "secret.missing");
  ASSERT_TRUE(write_secret(path, "first"));
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
  EXPECT_EQ(write_secret(path, "second").error().code, "secret.exists");
  EXPECT_EQ(*read_secret(path), "first");
  int files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder / "deep")) ++files;
  EXPECT_EQ(files, 1);
}

TEST_F(Secrets, are_refused_when_others_may_read_them) {
  const std::string path = (folder / "master.key").string();
  ASSERT_TRUE(write_secret(path, "x"));
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  EXPECT_EQ(read_secret(path).error().code, "secret.permissions");
}

TEST_F(Secrets, vault_is_the_same_after_a_restart) {
  const std::string path = (folder / "master.key").string();
  const auto first = open_vault(path);
  const auto second = open_vault(path);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*second->open(first->seal("x", "p"), "p"), "x");
  const std::string bad = (folder / "bad.key").string();
  ASSERT_TRUE(write_secret(bad, "abc"));
  EXPECT_EQ(open_vault(bad).error().code, "secret.malformed");
}

}  // namespace
}  // namespace fugong::crypto
