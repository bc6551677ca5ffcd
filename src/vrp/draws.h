// Internal to vrp/: fast numbers for the search, the same on every machine for the same seed (xoshiro256++, Blackman
// and Vigna 2019, seeded by SplitMix64).
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace fugong::vrp {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      seed += 0x9E3779B97F4A7C15u;
      std::uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
      word = z ^ (z >> 31);
    }
  }

  std::uint64_t next() {
    const std::uint64_t out = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return out;
  }
  // In [0, bound), bound < 2^32; its bias of bound / 2^32 does not matter here.
  std::uint32_t below(std::uint64_t bound) { return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32); }
  // In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Once in 2^32 / rarity calls.
  bool rarely(std::uint32_t rarity) { return (next() >> 32) < rarity; }

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace fugong::vrp
