#include "print/guilloche.h"

#include <cmath>
#include <numbers>

namespace fugong::print {
namespace {

constexpr double circle = 2 * std::numbers::pi;
constexpr double step_mm = 1.2;  // of a wave: its bends stay round at 600 dots per inch

// Lines that swing about one another between two envelopes.
void band(Canvas& canvas, const Box& box, double middle, double swing, int number, const Guilloche& look) {
  for (int line = 0; line < look.lines_per_band; ++line) {
    const double phase = circle * line / look.lines_per_band;
    std::vector<std::pair<double, double>> points;
    for (double x = 0; x <= box.width + step_mm / 2; x += step_mm) {
      const double along = circle * x / box.width;
      const double envelope = swing * (0.55 + 0.45 * std::cos(along * (2 + number)));
      points.emplace_back(box.x + std::min(x, box.width),
                          middle + envelope * std::sin(along * (7 + 2 * number) + phase));
    }
    canvas.curve(points, look.colour, look.line_mm);
  }
}

void rosette(Canvas& canvas, const Box& box, const Guilloche& look) {
  const double radius = std::min(box.width, box.height) * 0.42;
  const double x = box.x + box.width / 2, y = box.y + box.height / 2;
  constexpr int rings = 5, points_per_ring = 360;
  for (int ring = 0; ring < rings; ++ring) {
    std::vector<std::pair<double, double>> points;
    for (int i = 0; i <= points_per_ring; ++i) {
      const double angle = circle * i / points_per_ring;
      const double r = radius * (0.35 + 0.13 * ring + 0.10 * std::sin(24 * angle + circle * ring / rings));
      points.emplace_back(x + r * std::cos(angle), y + r * std::sin(angle));
    }
    canvas.curve(points, look.colour, look.line_mm);
  }
}

}  // namespace

void guilloche(Canvas& canvas, const Box& box, const Guilloche& look) {
  for (int i = 0; i < look.bands; ++i)
    band(canvas, box, box.y + box.height * (i + 0.5) / look.bands, box.height / look.bands * 0.52, i, look);
  rosette(canvas, box, look);
}

}  // namespace fugong::print
