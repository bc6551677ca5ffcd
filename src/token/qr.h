// A pass as a QR code (ISO/IEC 18004), alphanumeric mode, level M, or L where M would pass version 13: larger codes are
// not read from an old phone's screen.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace fugong::token {

constexpr int qr_version_max = 13;
constexpr int qr_quiet_modules = 4;  // the standard's margin

// The bare code, without its margin; dark modules by rows.
struct QrModules {
  int side = 0;
  std::vector<bool> dark;
};

// Code qr.too_long when the text does not fit, qr.character when it is not alphanumeric in QR's sense.
Result<QrModules> qr_modules(std::string_view text);
Result<std::string> qr_svg(std::string_view text);
// `module_pixels` from 1 to 32. Black and white, 1 bit a pixel.
Result<std::string> qr_png(std::string_view text, int module_pixels = 6);

}  // namespace fugong::token
