#include "token/trust.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "sample.h"
#include "token/verify_command.h"

namespace fugong::token {
namespace {

using sample::Issuer;

TEST(TrustList, survives_signing) {
  const Issuer issuer;
  const std::string bytes = seal_trust_list(issuer.trust_list(), issuer.root);
  const auto trust = Trust::open(bytes);
  ASSERT_TRUE(trust);
  ASSERT_EQ(trust->list().issuers.size(), 1u);
  EXPECT_EQ(trust->list().issuers[0].name, "大东区");
  EXPECT_EQ(trust->list().issuers[0].keys[0].key, issuer.signer.public_key());
  EXPECT_EQ(*trust->status_uri({sample::district}, 3), sample::uri);
  EXPECT_EQ(trust->status_uri({sample::district}, 4), nullptr);
  EXPECT_EQ(*trust->root(), issuer.root.public_key());
  EXPECT_TRUE(Trust::open(bytes, &issuer.root.public_key()));
}

TEST(TrustList, of_another_root_or_damaged_is_refused) {
  const Issuer issuer;
  const std::string bytes = seal_trust_list(issuer.trust_list(), issuer.root);
  EXPECT_EQ(Trust::open(bytes, &issuer.signer.public_key()).error().code, "trust.other_root");
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(Trust::open(std::string_view(bytes).substr(0, size)));
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    ASSERT_FALSE(Trust::open(flipped)) << i;
  }
}

TEST(StatusList, entries_keep_apart) {
  StatusList list(10);
  list.set(0, PassStatus::revoked);
  list.set(1, PassStatus::suspended);
  list.set(5, PassStatus::suspended);
  list.set(5, PassStatus::valid);
  list.set(40, PassStatus::revoked);
  EXPECT_EQ(list.at(0), PassStatus::revoked);
  EXPECT_EQ(list.at(1), PassStatus::suspended);
  EXPECT_EQ(list.at(2), PassStatus::valid);
  EXPECT_EQ(list.at(5), PassStatus::valid);
  EXPECT_EQ(list.at(40), PassStatus::revoked);
  EXPECT_EQ(list.at(1'000'000), PassStatus::valid);
  EXPECT_EQ(list.raw()[0], '\x09') << "lowest bits first";
}

TEST(StatusList, survives_signing_and_every_damage_is_refused) {
  const Issuer issuer;
  const Trust trust = issuer.trust();
  SignedStatusList list = issuer.status_list();
  list.entries.set(77, PassStatus::suspended);
  const std::string bytes = seal_status_list(list, issuer.signer);
  const auto back = open_status_list(bytes, trust);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->entries.at(77), PassStatus::suspended);
  EXPECT_EQ(back->uri, sample::uri);
  EXPECT_EQ(back->ttl_s, 900);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_FALSE(open_status_list(std::string_view(bytes).substr(0, i), trust)) << i;
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 4);
    ASSERT_FALSE(open_status_list(flipped, trust)) << i;
  }
  const Issuer stranger;
  EXPECT_EQ(open_status_list(seal_status_list(list, stranger.signer), trust).error().code, "status.signature");
  list.issuer = {"210103"};
  EXPECT_EQ(open_status_list(seal_status_list(list, issuer.signer), trust).error().code, "status.unknown_issuer");
}

TEST(StatusList, a_bomb_is_not_unpacked) {
  const Issuer issuer;
  SignedStatusList list = issuer.status_list();
  list.entries = StatusList::from_raw(std::string(status_list_raw_bytes_max + 1, '\0'));
  EXPECT_EQ(open_status_list(seal_status_list(list, issuer.signer), issuer.trust()).error().code, "status.malformed");
}

class VerifyCommandTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "fugong-pass.XXXXXX").string();
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::string write(const std::string& name, const std::string& bytes) {
    const auto path = folder / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  std::filesystem::path folder;
};

TEST_F(VerifyCommandTest, answers_json_and_zero_only_for_green) {
  const Issuer issuer;
  const std::string trust = write("trust", seal_trust_list(issuer.trust_list(), issuer.root));
  SignedStatusList list = issuer.status_list();
  const std::string status = write("status", seal_status_list(list, issuer.signer));
  list.entries.set(70000, PassStatus::revoked);
  const std::string revoked = write("revoked", seal_status_list(list, issuer.signer));
  VerifyCommand command{.token = issuer.token(), .trust_file = trust, .at = sample::now};
  auto answer = run_verify(command);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->exit_status, 0);
  EXPECT_TRUE(answer->json.starts_with(R"({"verdict":"green","reason":"valid")")) << answer->json;
  command.status_files = {status};
  EXPECT_EQ(run_verify(command)->exit_status, 0);
  command.status_files = {revoked};
  EXPECT_EQ(run_verify(command)->exit_status, 1);
  EXPECT_NE(run_verify(command)->json.find(R"("reason":"revoked")"), std::string::npos);
  command.token = "nonsense";
  answer = run_verify(command);
  EXPECT_EQ(answer->exit_status, 1);
  EXPECT_NE(answer->json.find(R"("reason":"malformed","fault":"not_a_pass")"), std::string::npos) << answer->json;
  command.root_file = write("root.pem", issuer.signer.public_key().pem());
  EXPECT_EQ(run_verify(command).error().code, "trust.other_root");
  command.trust_file = (folder / "missing").string();
  command.root_file.clear();
  EXPECT_EQ(run_verify(command).error().code, "file.unreadable");
}

}  // namespace
}  // namespace fugong::token
