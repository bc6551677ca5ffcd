#include "outbound/addresses.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace fugong::outbound {
namespace {

struct Block4 {
  std::uint32_t base;
  int bits;
};
// RFC 6890 and its registry.
constexpr std::array<Block4, 14> inside4{{{0x00000000, 8},    // "this" network
                                          {0x0A000000, 8},    // private
                                          {0x64400000, 10},   // shared by carriers
                                          {0x7F000000, 8},    // loopback
                                          {0xA9FE0000, 16},   // link-local, and cloud metadata
                                          {0xAC100000, 12},   // private
                                          {0xC0000000, 24},   // protocol assignments
                                          {0xC0000200, 24},   // documentation
                                          {0xC0A80000, 16},   // private
                                          {0xC6120000, 15},   // benchmarks
                                          {0xC6336400, 24},   // documentation
                                          {0xCB007100, 24},   // documentation
                                          {0xE0000000, 4},    // multicast
                                          {0xF0000000, 4}}};  // reserved, broadcast

bool is_inside4(std::uint32_t address) {
  return std::ranges::any_of(inside4, [&](const Block4& b) { return (address ^ b.base) >> (32 - b.bits) == 0; });
}

std::uint32_t last4(const std::array<std::uint8_t, 16>& a, std::size_t at) {
  return std::uint32_t{a[at]} << 24 | std::uint32_t{a[at + 1]} << 16 | std::uint32_t{a[at + 2]} << 8 | a[at + 3];
}

bool is_inside6(const std::array<std::uint8_t, 16>& a) {
  const auto zeros = [&](std::size_t from, std::size_t to) {
    return std::all_of(a.begin() + from, a.begin() + to, [](std::uint8_t b) { return b == 0; });
  };
  if (zeros(0, 10) && a[10] == 0xFF && a[11] == 0xFF) return is_inside4(last4(a, 12));  // IPv4-mapped
  if (zeros(0, 12)) return true;                                                        // ::, ::1, IPv4-compatible
  if (a[0] == 0x00 && a[1] == 0x64 && a[2] == 0xFF && a[3] == 0x9B) return is_inside4(last4(a, 12));  // NAT64
  if (a[0] == 0x20 && a[1] == 0x02) return is_inside4(last4(a, 2));                                   // 6to4
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8) return true;                      // documentation
  return (a[0] & 0xE0) != 0x20;  // only 2000::/3 is out in the world
}

}  // namespace

bool is_inside(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_inside4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), v6.sin6_addr.s6_addr, bytes.size());
    return is_inside6(bytes);
  }
  return true;
}

}  // namespace fugong::outbound
