#include "token/qr.h"

#include <png.h>
#include <qrencode.h>

#include <algorithm>
#include <csetjmp>
#include <memory>
#include <stdexcept>
#include <vector>

namespace fugong::token {
namespace {

struct Free {
  void operator()(QRinput* p) const { QRinput_free(p); }
  void operator()(QRcode* p) const { QRcode_free(p); }
};
using Code = std::unique_ptr<QRcode, Free>;

constexpr std::string_view alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

Code encode_at(std::string_view text, QRecLevel level) {
  const std::unique_ptr<QRinput, Free> input(QRinput_new2(0, level));
  if (!input) throw std::bad_alloc();
  if (QRinput_append(input.get(), QR_MODE_AN, static_cast<int>(text.size()),
                     reinterpret_cast<const unsigned char*>(text.data())) != 0)
    return {};
  return Code(QRcode_encodeInput(input.get()));
}

Result<Code> encode(std::string_view text) {
  if (text.empty() || text.find_first_not_of(alphanumeric) != std::string_view::npos) return invalid("qr.character");
  for (const QRecLevel level : {QR_ECLEVEL_M, QR_ECLEVEL_L}) {
    Code code = encode_at(text, level);
    if (code && code->version <= qr_version_max) return code;
  }
  return invalid("qr.too_long");
}

bool is_dark(const QRcode& code, int x, int y) {
  const int i = x - qr_quiet_modules, j = y - qr_quiet_modules;
  return i >= 0 && j >= 0 && i < code.width && j < code.width && (code.data[j * code.width + i] & 1);
}

void append_png(png_structp png, png_bytep data, png_size_t size) {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(data), size);
}
void flush_png(png_structp) {}

// libpng reports by longjmp, so nothing with a destructor lives in this frame.
bool write_png(std::string& out, const std::vector<std::vector<png_byte>>& rows, png_uint_32 side, int repeat) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png ? png_create_info_struct(png) : nullptr;
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, &out, append_png, flush_png);
  png_set_IHDR(png, info, side, side, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (std::size_t y = 0; y < rows.size(); ++y)
    for (int n = 0; n < repeat; ++n) png_write_row(png, rows[y].data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return true;
}

}  // namespace

Result<QrModules> qr_modules(std::string_view text) {
  FG_TRY(const Code code, encode(text));
  QrModules out{.side = code->width, .dark = {}};
  const auto count = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  out.dark.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.dark.push_back((code->data[i] & 1) != 0);
  return out;
}

Result<std::string> qr_svg(std::string_view text) {
  FG_TRY(const Code code, encode(text));
  const int side = code->width + 2 * qr_quiet_modules;
  const std::string size = std::to_string(side);
  std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size +
                    "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size +
                    "H0z\"/><path d=\"";
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      if (!is_dark(*code, x, y)) continue;
      int end = x;
      while (is_dark(*code, end, y)) ++end;
      const std::string run = std::to_string(end - x);
      out += "M" + std::to_string(x) + " " + std::to_string(y) + "h" + run + "v1h-" + run + "z";
      x = end;
    }
  out += "\"/></svg>\n";
  return out;
}

Result<std::string> qr_png(std::string_view text, int module_pixels) {
  module_pixels = std::clamp(module_pixels, 1, 32);
  FG_TRY(const Code code, encode(text));
  const int modules = code->width + 2 * qr_quiet_modules;
  const int side = modules * module_pixels;
  std::vector<std::vector<png_byte>> rows(static_cast<std::size_t>(modules),
                                          std::vector<png_byte>(static_cast<std::size_t>((side + 7) / 8), 0xff));
  for (int y = 0; y < modules; ++y)
    for (int x = 0; x < side; ++x)
      if (is_dark(*code, x / module_pixels, y))
        rows[static_cast<std::size_t>(y)][static_cast<std::size_t>(x / 8)] &= static_cast<png_byte>(~(0x80 >> (x % 8)));
  std::string out;
  if (!write_png(out, rows, static_cast<png_uint_32>(side), module_pixels)) throw std::runtime_error("libpng failed");
  return out;
}

}  // namespace fugong::token
