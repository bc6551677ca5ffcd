// Merkle trees of RFC 9162 section 2.1 over SHA-256. Pure: nothing here knows where leaves are kept.
//
//   MTH({})     = SHA-256()
//   MTH({d0})   = SHA-256(0x00 || d0)
//   MTH(D[n])   = SHA-256(0x01 || MTH(D[0:k]) || MTH(D[k:n])),  k the largest power of two smaller than n
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::audit {

using Hash = std::array<std::uint8_t, 32>;

Hash leaf_hash(std::string_view data);
Hash node_hash(const Hash& left, const Hash& right);
Hash empty_root();

std::string to_hex(const Hash& hash);
std::optional<Hash> hash_from_hex(std::string_view hex);

// The right edge of a tree that grows: the roots of its complete subtrees, largest first. O(log n) memory.
class Frontier {
 public:
  void add(const Hash& leaf) { add_subtree(0, leaf); }
  // The root of 2^height leaves; the leaves before it must be a multiple of 2^height.
  void add_subtree(int height, const Hash& root);
  Hash root() const;
  std::uint64_t size() const { return size_; }

 private:
  struct Peak {
    int height;
    Hash hash;
  };
  std::vector<Peak> peaks_;
  std::uint64_t size_ = 0;
};

// MTH over the leaves [begin, end), however the caller gets at it.
using SubtreeRoot = std::function<Hash(std::uint64_t begin, std::uint64_t end)>;

// RFC 9162 2.1.3.1: proves that leaf `index` is in the tree of `size` leaves; index < size.
std::vector<Hash> inclusion_path(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree);
// RFC 9162 2.1.4.1: proves that the tree of `size` leaves begins with that of `earlier`; 0 < earlier <= size.
std::vector<Hash> consistency_path(std::uint64_t earlier, std::uint64_t size, const SubtreeRoot& subtree);

// RFC 9162 2.1.3.2 and 2.1.4.2. Any input is safe.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& path,
                      const Hash& root);
bool verify_consistency(std::uint64_t earlier, std::uint64_t size, const Hash& earlier_root, const Hash& root,
                        const std::vector<Hash>& path);

}  // namespace fugong::audit
