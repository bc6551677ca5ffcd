// Base45 (RFC 9285): bytes as the 45 characters of a QR code's alphanumeric mode.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace fugong::token {

// Why a text is not Base45. Keyboard-wedge scanners and camera apps garble some characters: the first three tell a
// guard to look at the scanner rather than at the driver.
enum class Base45Fault : std::uint8_t {
  lower_case,  // the scanner's caps lock, or a camera app that "corrects" the text
  character,   // not one of the 45: full-width forms, control characters, …
  length,      // a character is missing: 3n + 1 can never be right
  value,       // a group above 65535, or a last pair above 255
};
BOOST_DESCRIBE_ENUM(Base45Fault, lower_case, character, length, value)

std::string base45_encode(std::string_view bytes);
std::expected<std::string, Base45Fault> base45_decode(std::string_view text);

}  // namespace fugong::token
