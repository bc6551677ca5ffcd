#include "http/etag.h"

#include <cstdint>
#include <cstdio>
#include <cstring>

namespace fugong::http {
namespace {

__extension__ using Wide = unsigned __int128;

// Both halves of a 64 × 64 bit product folded into one (as wyhash does): every bit of each reaches every bit out.
std::uint64_t fold(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

constexpr std::uint64_t k0 = 0xa0761d6478bd642f, k1 = 0xe7037ed1a0b428db, k2 = 0x8ebc6af09c88c6e3,
                        k3 = 0x589965cc75374cc3;

}  // namespace

std::string etag_of(std::string_view bytes) {
  std::uint64_t low = k0 ^ bytes.size(), high = k1 + bytes.size();
  while (!bytes.empty()) {
    std::uint64_t words[2] = {0, 0};
    const std::size_t taken = std::min<std::size_t>(bytes.size(), sizeof words);
    std::memcpy(words, bytes.data(), taken);
    bytes.remove_prefix(taken);
    low = fold(low ^ words[0] ^ k2, words[1] ^ k1) + high;
    high = fold(high ^ words[1] ^ k3, words[0] ^ k0) ^ low;
  }
  char out[40];
  const int n = std::snprintf(out, sizeof out, "\"%016llx%016llx\"", static_cast<unsigned long long>(fold(low, k3)),
                              static_cast<unsigned long long>(fold(high, k2)));
  return {out, static_cast<std::size_t>(n)};
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  return if_none_match == "*" || if_none_match.find(etag) != std::string_view::npos;
}

}  // namespace fugong::http
