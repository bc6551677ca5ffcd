// Against the test vectors of Certificate Transparency's reference implementation (the same tree as RFC 9162).
#include "audit/merkle.h"

#include <gtest/gtest.h>

namespace fugong::audit {
namespace {

std::string bytes(std::string_view hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return out;
}

const std::vector<std::string>& inputs() {
  static const std::vector<std::string> all = {bytes(""),
                                               bytes("00"),
                                               bytes("10"),
                                               bytes("2021"),
                                               bytes("3031"),
                                               bytes("40414243"),
                                               bytes("5051525354555657"),
                                               bytes("606162636465666768696a6b6c6d6e6f")};
  return all;
}

constexpr const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                 "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                 "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                 "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                 "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                 "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                 "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

std::vector<Hash> leaves(std::size_t n) {
  std::vector<Hash> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(leaf_hash(i < inputs().size() ? inputs()[i] : std::to_string(i)));
  return out;
}

Hash root_of(const std::vector<Hash>& all, std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return empty_root();
  if (end - begin == 1) return all[begin];
  std::uint64_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(root_of(all, begin, begin + k), root_of(all, begin + k, end));
}

SubtreeRoot reader(const std::vector<Hash>& all) {
  return [&all](std::uint64_t begin, std::uint64_t end) { return root_of(all, begin, end); };
}

std::vector<std::string> hex(const std::vector<Hash>& path) {
  std::vector<std::string> out;
  for (const Hash& hash : path) out.push_back(to_hex(hash));
  return out;
}

TEST(Merkle, roots_are_those_of_the_reference) {
  EXPECT_EQ(to_hex(empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Frontier frontier;
  EXPECT_EQ(frontier.root(), empty_root());
  for (std::size_t i = 0; i < inputs().size(); ++i) {
    frontier.add(leaf_hash(inputs()[i]));
    EXPECT_EQ(to_hex(frontier.root()), roots[i]) << i + 1;
  }
}

TEST(Merkle, inclusion_paths_are_those_of_the_reference) {
  struct Case {
    std::uint64_t leaf, size;  // leaf from 1, as the reference counts
    std::vector<std::string> path;
  };
  const Case cases[] = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {3, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {2,
       5,
       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
  };
  const auto all = leaves(8);
  for (const Case& c : cases)
    EXPECT_EQ(hex(inclusion_path(c.leaf - 1, c.size, reader(all))), c.path) << c.leaf << " of " << c.size;
}

TEST(Merkle, consistency_paths_are_those_of_the_reference) {
  struct Case {
    std::uint64_t from, to;
    std::vector<std::string> path;
  };
  const Case cases[] = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2,
       5,
       {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
  };
  const auto all = leaves(8);
  for (const Case& c : cases)
    EXPECT_EQ(hex(consistency_path(c.from, c.to, reader(all))), c.path) << c.from << " to " << c.to;
}

TEST(Merkle, every_proof_holds_and_no_altered_one_does) {
  const auto all = leaves(70);
  for (std::uint64_t size = 1; size <= all.size(); ++size) {
    const Hash root = root_of(all, 0, size);
    for (std::uint64_t index = 0; index < size; ++index) {
      auto path = inclusion_path(index, size, reader(all));
      ASSERT_TRUE(verify_inclusion(all[index], index, size, path, root)) << index << "/" << size;
      EXPECT_FALSE(verify_inclusion(all[(index + 1) % 70], index, size, path, root));
      EXPECT_FALSE(verify_inclusion(all[index], size, size, path, root));
      if (size > 1) {
        EXPECT_FALSE(verify_inclusion(all[index], (index + 1) % size, size, path, root)) << index << "/" << size;
        path[0][0] ^= 1;
        EXPECT_FALSE(verify_inclusion(all[index], index, size, path, root));
        path[0][0] ^= 1;
        path.pop_back();
        EXPECT_FALSE(verify_inclusion(all[index], index, size, path, root));
      }
    }
    for (std::uint64_t earlier = 1; earlier <= size; ++earlier) {
      auto path = consistency_path(earlier, size, reader(all));
      const Hash earlier_root = root_of(all, 0, earlier);
      ASSERT_TRUE(verify_consistency(earlier, size, earlier_root, root, path)) << earlier << "/" << size;
      if (earlier == size) continue;
      EXPECT_FALSE(verify_consistency(earlier, size, root, root, path));
      EXPECT_FALSE(verify_consistency(earlier, size, earlier_root, earlier_root, path));
      path.push_back(root);
      EXPECT_FALSE(verify_consistency(earlier, size, earlier_root, root, path));
    }
  }
  EXPECT_FALSE(verify_inclusion({}, 0, 0, {}, {}));
  EXPECT_FALSE(verify_consistency(0, 0, {}, {}, {}));
  EXPECT_FALSE(verify_consistency(3, 2, {}, {}, {}));
}

TEST(Merkle, hex_is_read_strictly) {
  const Hash hash = leaf_hash("x");
  EXPECT_EQ(hash_from_hex(to_hex(hash)), hash);
  for (const std::string& bad :
       {std::string(), std::string(63, '0'), std::string(65, '0'), std::string(64, 'g'), std::string(64, 'A')})
    EXPECT_FALSE(hash_from_hex(bad)) << bad;
}

}  // namespace
}  // namespace fugong::audit
