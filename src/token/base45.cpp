#include "token/base45.h"

#include <array>

namespace fugong::token {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

constexpr std::array<std::int8_t, 256> values = [] {
  std::array<std::int8_t, 256> out{};
  out.fill(-1);
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
  return out;
}();

}  // namespace

std::string base45_encode(std::string_view bytes) {
  const auto* in = reinterpret_cast<const unsigned char*>(bytes.data());
  std::string out(bytes.size() / 2 * 3 + bytes.size() % 2 * 2, '\0');
  char* to = out.data();
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2, to += 3) {
    const unsigned n = in[i] * 256u + in[i + 1];
    to[0] = alphabet[n % 45];
    to[1] = alphabet[n / 45 % 45];
    to[2] = alphabet[n / (45 * 45)];
  }
  if (bytes.size() % 2 == 1) {
    const unsigned n = in[bytes.size() - 1];
    to[0] = alphabet[n % 45];
    to[1] = alphabet[n / 45];
  }
  return out;
}

std::expected<std::string, Base45Fault> base45_decode(std::string_view text) {
  for (const char c : text)
    if (values[static_cast<unsigned char>(c)] < 0)
      return std::unexpected(c >= 'a' && c <= 'z' ? Base45Fault::lower_case : Base45Fault::character);
  if (text.size() % 3 == 1) return std::unexpected(Base45Fault::length);
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(values[static_cast<unsigned char>(text[i])]); };
  std::string out(text.size() / 3 * 2 + text.size() % 3 / 2, '\0');
  char* to = out.data();
  std::size_t i = 0;
  for (; i + 2 < text.size(); i += 3) {
    const unsigned n = at(i) + at(i + 1) * 45 + at(i + 2) * 45 * 45;
    if (n > 0xffff) return std::unexpected(Base45Fault::value);
    *to++ = static_cast<char>(n >> 8);
    *to++ = static_cast<char>(n & 255);
  }
  if (i < text.size()) {
    const unsigned n = at(i) + at(i + 1) * 45;
    if (n > 0xff) return std::unexpected(Base45Fault::value);
    *to = static_cast<char>(n);
  }
  return out;
}

}  // namespace fugong::token
