// Internal to print/: faces, line breaking and setting, over Pango. Lengths here are points.
#pragma once

#include <cairo.h>
#include <pango/pango.h>

#include <memory>
#include <span>
#include <string>

#include "base/result.h"
#include "print/canvas.h"

namespace fugong::print {

constexpr double points_per_mm = 72 / 25.4;
constexpr std::size_t text_bytes_max = 256 * 1024;  // of one text; a form's longest field has 12 KB

// Code print.fonts_missing: names the Debian package to install.
Status fonts_ready();

// What may be printed of a text: valid UTF-8, no control characters but line feeds, no marks of direction.
std::string printable(std::string_view text);

struct GFree {
  void operator()(void* object) const;
};
template <class T>
using Owned = std::unique_ptr<T, GFree>;

// A text broken into lines; drawn whole or in part.
class SetText {
 public:
  int lines() const;
  double pitch() const { return pitch_; }
  double height() const { return pitch_ * lines(); }
  double width() const;  // of the widest line
  // Lines [first, end) with the top of the first at y.
  void draw(cairo_t* to, double x, double y, int first, int end) const;

 private:
  friend class Typesetter;
  Owned<PangoLayout> layout_;
  double pitch_ = 0, size_ = 0;
  Colour colour_{};
};

class Typesetter {
 public:
  Typesetter();
  ~Typesetter();
  // Breaks at width_pt; 0: only at line feeds. lines_max > 0: ends with "…" where there are more.
  SetText set(std::span<const Run> runs, const Type& type, double width_pt, double indent_pt = 0,
              int lines_max = 0) const;

 private:
  Owned<PangoContext> context_;
};

}  // namespace fugong::print
