// One page to draw on: lengths in millimetres from the page's upper left corner, type sizes in points.
//
// Any text may be given, also a stranger's: it is shown as it stands, never interpreted. Control characters and marks
// that turn the writing direction are left out; what a face lacks is taken from a fall-back that has all of GB 18030.
// Thread rule: a Canvas belongs to the function that it is handed to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fugong::print {

struct Colour {
  double red = 0, green = 0, blue = 0;  // 0 to 1
};
constexpr Colour black{}, white{1, 1, 1};
constexpr Colour official_red{0.85, 0.07, 0.08};  // of red-headed documents, GB/T 9704-2012

enum class Face : std::uint8_t { song, hei };  // 宋体: serif, to be read; 黑体: sans serif, to be seen
enum class Align : std::uint8_t { left, centre, right, justified };
enum class Stand : std::uint8_t { top, middle, bottom };

// How a text looks.
struct Type {
  Face face = Face::song;
  double size_pt = 12;
  bool bold = false;
  Colour colour{};
  Align align = Align::left;
  double line_spacing = 1.5;  // pitch of the lines in sizes; the same for every script
  double tracking_em = 0;     // between characters, as titles have it
};

// A stretch of text in one weight.
struct Run {
  std::string text;
  bool bold = false;
};

struct Box {
  double x = 0, y = 0, width = 0, height = 0;
  Box inset(double by_mm) const { return {x + by_mm, y + by_mm, width - 2 * by_mm, height - 2 * by_mm}; }
};

// How a text gives way when its box is too small: the type shrinks to size_min_pt, then the text ends with "…".
struct Fit {
  Stand stand = Stand::middle;
  double size_min_pt = 5;
  int lines_max = 100;
};

// A square of dark and light modules (QR code), by rows; the quiet zone is the drawer's.
struct Modules {
  int side = 0;
  std::vector<bool> dark;
  bool at(int x, int y) const { return dark[static_cast<std::size_t>(y * side + x)]; }
};

class Typesetter;  // internal

class Canvas {
 public:
  struct Surface;  // internal
  explicit Canvas(Surface& surface) : s_(surface) {}

  // The size that the text was set in. Nothing is drawn outside of the box.
  double text(const Box& box, std::string_view text, const Type& type, const Fit& fit = {});

  void fill(const Box& box, Colour colour, double radius_mm = 0);
  void frame(const Box& box, Colour colour, double line_mm, double radius_mm = 0);
  void line(double x1, double y1, double x2, double y2, Colour colour, double line_mm);
  void curve(const std::vector<std::pair<double, double>>& points, Colour colour, double line_mm);
  void modules(const Box& box, const Modules& modules);  // black on white
  // A PNG picture, as large as the box allows in its own proportions. One that cannot be read leaves a crossed frame.
  void picture(const Box& box, std::string_view png);
  // Draws once for the whole document what stands on many pages: the same name is the same drawing.
  void stamp(const std::string& name, const Box& box, const std::function<void(Canvas&, const Box&)>& draw);
  // Draws with everything moved right and down.
  void moved(double x_mm, double y_mm, const std::function<void(Canvas&)>& draw);

  Surface& surface() { return s_; }

 private:
  Surface& s_;
};

}  // namespace fugong::print
