#include "audit/merkle.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <stdexcept>

namespace fugong::audit {
namespace {

// One context per thread: fetching SHA-256 anew costs more than hashing a leaf.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free), algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    if (!context_ || !algorithm_) throw std::runtime_error("OpenSSL has no SHA-256");
  }
  ~Sha256() { EVP_MD_free(algorithm_); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void begin() { check(EVP_DigestInit_ex2(context_.get(), algorithm_, nullptr)); }
  void add(const void* data, std::size_t size) { check(EVP_DigestUpdate(context_.get(), data, size)); }
  Hash end() {
    Hash out;
    check(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr));
    return out;
  }

 private:
  static void check(int done) {
    if (done != 1) throw std::runtime_error("OpenSSL could not hash");
  }
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  EVP_MD* algorithm_;
};

Sha256& hasher() {
  thread_local Sha256 one;
  return one;
}

// The largest power of two smaller than n; n > 1.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

void add_inclusion(std::uint64_t index, std::uint64_t begin, std::uint64_t end, const SubtreeRoot& subtree,
                   std::vector<Hash>& path) {
  if (end - begin <= 1) return;
  const std::uint64_t middle = begin + split(end - begin);
  if (index < middle) {
    add_inclusion(index, begin, middle, subtree, path);
    path.push_back(subtree(middle, end));
  } else {
    add_inclusion(index, middle, end, subtree, path);
    path.push_back(subtree(begin, middle));
  }
}

// SUBPROOF of RFC 9162 over [begin, end); `whole`: the earlier tree's root is a node of the later one.
void add_consistency(std::uint64_t earlier, std::uint64_t begin, std::uint64_t end, bool whole,
                     const SubtreeRoot& subtree, std::vector<Hash>& path) {
  const std::uint64_t size = end - begin;
  if (earlier == size) {
    if (!whole) path.push_back(subtree(begin, end));
    return;
  }
  const std::uint64_t left = split(size);
  if (earlier <= left) {
    add_consistency(earlier, begin, begin + left, whole, subtree, path);
    path.push_back(subtree(begin + left, end));
  } else {
    add_consistency(earlier - left, begin + left, end, false, subtree, path);
    path.push_back(subtree(begin, begin + left));
  }
}

}  // namespace

Hash leaf_hash(std::string_view data) {
  auto& h = hasher();
  h.begin();
  h.add("\x00", 1);
  h.add(data.data(), data.size());
  return h.end();
}

Hash node_hash(const Hash& left, const Hash& right) {
  auto& h = hasher();
  h.begin();
  h.add("\x01", 1);
  h.add(left.data(), left.size());
  h.add(right.data(), right.size());
  return h.end();
}

Hash empty_root() {
  hasher().begin();
  return hasher().end();
}

std::string to_hex(const Hash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(hash.size() * 2);
  for (const std::uint8_t byte : hash) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

std::optional<Hash> hash_from_hex(std::string_view hex) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  Hash out;
  if (hex.size() != out.size() * 2) return std::nullopt;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = digit(hex[2 * i]);
    const int low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return out;
}

void Frontier::add_subtree(int height, const Hash& root) {
  Hash hash = root;
  size_ += std::uint64_t{1} << height;
  while (!peaks_.empty() && peaks_.back().height == height) {
    hash = node_hash(peaks_.back().hash, hash);
    peaks_.pop_back();
    ++height;
  }
  peaks_.push_back({height, hash});
}

Hash Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Hash hash = peaks_.back().hash;
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) hash = node_hash(peaks_[i].hash, hash);
  return hash;
}

std::vector<Hash> inclusion_path(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree) {
  std::vector<Hash> path;
  if (index < size) add_inclusion(index, 0, size, subtree, path);
  return path;
}

std::vector<Hash> consistency_path(std::uint64_t earlier, std::uint64_t size, const SubtreeRoot& subtree) {
  std::vector<Hash> path;
  if (earlier > 0 && earlier < size) add_consistency(earlier, 0, size, true, subtree, path);
  return path;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const std::vector<Hash>& path,
                      const Hash& root) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash r = leaf;
  for (const Hash& p : path) {
    if (sn == 0) return false;
    if ((fn & 1) || fn == sn) {
      r = node_hash(p, r);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

bool verify_consistency(std::uint64_t earlier, std::uint64_t size, const Hash& earlier_root, const Hash& root,
                        const std::vector<Hash>& path) {
  if (earlier == 0 || earlier > size) return false;
  if (earlier == size) return path.empty() && earlier_root == root;
  std::vector<Hash> nodes = path;
  if (std::has_single_bit(earlier)) nodes.insert(nodes.begin(), earlier_root);
  if (nodes.empty()) return false;
  std::uint64_t fn = earlier - 1;
  std::uint64_t sn = size - 1;
  while (fn & 1) fn >>= 1, sn >>= 1;
  Hash fr = nodes[0];
  Hash sr = nodes[0];
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) || fn == sn) {
      fr = node_hash(nodes[i], fr);
      sr = node_hash(nodes[i], sr);
      while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      sr = node_hash(sr, nodes[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == earlier_root && sr == root;
}

}  // namespace fugong::audit
