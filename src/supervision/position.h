// Whether somebody is at the plant. Pure.
#pragma once

namespace fugong::supervision {

struct Position {
  double latitude = 0, longitude = 0;  // degrees
};

// Phones measure in WGS 84, Chinese maps and the register show GCJ-02, some hundred metres off; unchanged outside
// China.
Position to_gcj02(const Position& wgs84);
// Along the great circle, on a sphere of 6,371 km.
double distance_m(const Position& a, const Position& b);
bool is_position(const Position& p);

}  // namespace fugong::supervision
