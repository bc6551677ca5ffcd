#include "base/random.h"

#include <sodium.h>

#include <array>

namespace fugong {

std::uint64_t Random::next_u64() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  std::uint64_t value = 0;
  for (std::uint8_t b : bytes) value = value << 8 | b;  // big-endian: the same on every machine
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Rejects the uneven rest, so that no value is likelier than another.
  const std::uint64_t limit = bound * (UINT64_MAX / bound);
  std::uint64_t value = next_u64();
  while (value >= limit) value = next_u64();
  return value % bound;
}

void SystemRandom::fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

void SeededRandom::fill(std::span<std::uint8_t> out) {
  std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < out.size(); i += 8) {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    for (std::size_t k = 0; k < 8 && i + k < out.size(); ++k) out[i + k] = static_cast<std::uint8_t>(z >> (56 - 8 * k));
  }
}

}  // namespace fugong
