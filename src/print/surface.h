// Internal to print/: what stands behind a Canvas.
#pragma once

#include <cairo.h>

#include <map>
#include <string>

#include "print/typesetter.h"

namespace fugong::print {

// Recorded once, painted on many pages.
struct Stamps {
  std::map<std::string, cairo_surface_t*> recorded;
  Stamps() = default;
  Stamps(const Stamps&) = delete;
  Stamps& operator=(const Stamps&) = delete;
  ~Stamps() {
    for (const auto& [name, surface] : recorded) cairo_surface_destroy(surface);
  }
};

struct Canvas::Surface {
  cairo_t* cairo;  // its unit is the point
  const Typesetter& typesetter;
  Stamps& stamps;
};

}  // namespace fugong::print
