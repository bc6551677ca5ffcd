#include "base/ids.h"

namespace fugong {
namespace {

constexpr char hex[] = "0123456789abcdef";

bool is_dash_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::string uuid_text(std::span<const std::uint8_t, 16> bytes) {
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < 16; ++i) {
    if (is_dash_place(out.size())) out += '-';
    out += hex[bytes[i] >> 4];
    out += hex[bytes[i] & 15];
  }
  return out;
}

std::string make_uuid_v7(Timestamp now, Random& random) {
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  for (int i = 0; i < 6; ++i) bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(now.ms >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(0x70 | (bytes[6] & 0x0F));  // version 7
  bytes[8] = static_cast<std::uint8_t>(0x80 | (bytes[8] & 0x3F));  // variant of RFC 9562
  return uuid_text(bytes);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < 36; ++i)
    if (is_dash_place(i) ? text[i] != '-' : hex_value(text[i]) < 0) return false;
  return true;
}

std::array<std::uint8_t, 16> uuid_bytes(std::string_view canonical) {
  std::array<std::uint8_t, 16> bytes{};
  std::size_t n = 0;
  for (std::size_t i = 0; i + 1 < canonical.size() && n < 16;) {
    if (canonical[i] == '-') {
      ++i;
      continue;
    }
    bytes[n++] = static_cast<std::uint8_t>(hex_value(canonical[i]) << 4 | hex_value(canonical[i + 1]));
    i += 2;
  }
  return bytes;
}

}  // namespace fugong
