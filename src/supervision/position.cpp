#include "supervision/position.h"

#include <cmath>
#include <numbers>

namespace fugong::supervision {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double axis_m = 6'378'245.0;  // Krasovsky 1940
constexpr double eccentricity2 = 0.00669342162296594323;
constexpr double earth_m = 6'371'000.0;

double radians(double degrees) { return degrees * pi / 180; }

}  // namespace

Position to_gcj02(const Position& p) {
  if (p.longitude < 72.004 || p.longitude > 137.8347 || p.latitude < 0.8293 || p.latitude > 55.8271) return p;
  const double x = p.longitude - 105, y = p.latitude - 35, root = std::sqrt(std::fabs(x));
  const double common = (20 * std::sin(6 * x * pi) + 20 * std::sin(2 * x * pi)) * 2 / 3;
  const double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common +
                       (20 * std::sin(y * pi) + 40 * std::sin(y / 3 * pi)) * 2 / 3 +
                       (160 * std::sin(y / 12 * pi) + 320 * std::sin(y * pi / 30)) * 2 / 3;
  const double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common +
                      (20 * std::sin(x * pi) + 40 * std::sin(x / 3 * pi)) * 2 / 3 +
                      (150 * std::sin(x / 12 * pi) + 300 * std::sin(x / 30 * pi)) * 2 / 3;
  const double latitude = radians(p.latitude);
  const double magic = 1 - eccentricity2 * std::sin(latitude) * std::sin(latitude);
  const double root_magic = std::sqrt(magic);
  return {p.latitude + north * 180 / (axis_m * (1 - eccentricity2) / (magic * root_magic) * pi),
          p.longitude + east * 180 / (axis_m / root_magic * std::cos(latitude) * pi)};
}

double distance_m(const Position& a, const Position& b) {
  const double north = radians(b.latitude - a.latitude), east = radians(b.longitude - a.longitude);
  const double h = std::pow(std::sin(north / 2), 2) +
                   std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * std::pow(std::sin(east / 2), 2);
  return 2 * earth_m * std::asin(std::min(1.0, std::sqrt(h)));
}

bool is_position(const Position& p) {
  return std::isfinite(p.latitude) && std::isfinite(p.longitude) && std::fabs(p.latitude) <= 90 &&
         std::fabs(p.longitude) <= 180;
}

}  // namespace fugong::supervision
