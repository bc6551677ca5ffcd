// The fine ground of printed passes, drawn as vector lines as banknotes have it: a copier blurs them, and a forger who
// retypes a pass has to draw them again.
#pragma once

#include "print/canvas.h"

namespace fugong::print {

struct Guilloche {
  int bands = 3;  // of waves across the box, besides the rosette
  int lines_per_band = 8;
  double line_mm = 0.08;
  Colour colour{0.62, 0.80, 0.66};
};
void guilloche(Canvas& canvas, const Box& box, const Guilloche& look);

}  // namespace fugong::print
