#include "print/canvas.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>
#include <numbers>
#include <vector>

#include "print/surface.h"
#include "print/typesetter.h"

namespace fugong::print {
namespace {

constexpr double shrink_step = 0.96;
constexpr int points_per_module = 4;
constexpr std::size_t picture_bytes_max = 20u << 20;  // the upload limit of http/
constexpr int picture_pixels_max = 40'000'000;        // 160 MB unpacked; a phone's photo has 12 million

double pt(double mm) { return mm * points_per_mm; }

void colour(cairo_t* cairo, Colour c) { cairo_set_source_rgb(cairo, c.red, c.green, c.blue); }

void path(cairo_t* cairo, const Box& b, double radius_mm) {
  const double x = pt(b.x), y = pt(b.y), w = pt(b.width), h = pt(b.height);
  cairo_new_path(cairo);
  if (radius_mm <= 0) return cairo_rectangle(cairo, x, y, w, h);
  const double r = std::min({pt(radius_mm), w / 2, h / 2});
  constexpr double quarter = std::numbers::pi / 2;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + w - r, y + r, r, -quarter, 0);
  cairo_arc(cairo, x + w - r, y + h - r, r, 0, quarter);
  cairo_arc(cairo, x + r, y + h - r, r, quarter, 2 * quarter);
  cairo_arc(cairo, x + r, y + r, r, 2 * quarter, 3 * quarter);
  cairo_close_path(cairo);
}

struct Reading {
  std::string_view rest;
};
cairo_status_t read_piece(void* closure, unsigned char* data, unsigned size) {
  auto& rest = static_cast<Reading*>(closure)->rest;
  if (rest.size() < size) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, rest.data(), size);
  rest.remove_prefix(size);
  return CAIRO_STATUS_SUCCESS;
}

// Width times height of a PNG's IHDR chunk, which stands first; 0: not a PNG.
std::int64_t pixels_of(std::string_view png) {
  if (png.size() < 24 || !png.starts_with("\x89PNG\r\n\x1a\n")) return 0;
  const auto number = [&](std::size_t at) {
    std::int64_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(png[at + i]);
    return n;
  };
  return number(16) * number(20);
}

cairo_surface_t* read_png(std::string_view png) {
  const std::int64_t pixels = pixels_of(png);
  if (png.size() > picture_bytes_max || pixels <= 0 || pixels > picture_pixels_max) return nullptr;
  Reading reading{png};
  cairo_surface_t* image = cairo_image_surface_create_from_png_stream(read_piece, &reading);
  if (cairo_surface_status(image) == CAIRO_STATUS_SUCCESS) return image;
  cairo_surface_destroy(image);
  return nullptr;
}

}  // namespace

double Canvas::text(const Box& box, std::string_view text, const Type& wanted, const Fit& fit) {
  const double width = pt(box.width), height = pt(box.height);
  if (width <= 0 || height <= 0) return 0;
  const Run run{std::string(text)};
  Type type = wanted;
  const auto room = [&] {
    return std::clamp(static_cast<int>((height + 0.01) / (type.size_pt * type.line_spacing)), 1, fit.lines_max);
  };
  SetText set = s_.typesetter.set({&run, 1}, type, fit.lines_max == 1 ? 0 : width);
  if (fit.lines_max == 1) {  // the right size at once
    if (set.width() > width) type.size_pt = std::max(fit.size_min_pt, type.size_pt * 0.998 * width / set.width());
    set = s_.typesetter.set({&run, 1}, type, width);
  }
  while (set.lines() > room() || (room() == 1 && set.pitch() > height + 0.01)) {
    if (type.size_pt * shrink_step < fit.size_min_pt) {
      set = s_.typesetter.set({&run, 1}, type, width, 0, room());
      break;
    }
    type.size_pt *= shrink_step;
    set = s_.typesetter.set({&run, 1}, type, width);
  }
  const int lines = std::min(set.lines(), room());
  const double rest = height - lines * set.pitch();
  const double top = fit.stand == Stand::top ? 0 : fit.stand == Stand::middle ? rest / 2 : rest;
  cairo_save(s_.cairo);
  cairo_new_path(s_.cairo);
  cairo_rectangle(s_.cairo, pt(box.x) - 1, pt(box.y) - 1, width + 2, height + 2);  // strokes reach a little over
  cairo_clip(s_.cairo);
  set.draw(s_.cairo, pt(box.x), pt(box.y) + top, 0, lines);
  cairo_restore(s_.cairo);
  return type.size_pt;
}

void Canvas::fill(const Box& box, Colour c, double radius_mm) {
  colour(s_.cairo, c);
  path(s_.cairo, box, radius_mm);
  cairo_fill(s_.cairo);
}

void Canvas::frame(const Box& box, Colour c, double line_mm, double radius_mm) {
  colour(s_.cairo, c);
  cairo_set_line_width(s_.cairo, pt(line_mm));
  path(s_.cairo, box, radius_mm);
  cairo_stroke(s_.cairo);
}

void Canvas::line(double x1, double y1, double x2, double y2, Colour c, double line_mm) {
  curve({{x1, y1}, {x2, y2}}, c, line_mm);
}

void Canvas::curve(const std::vector<std::pair<double, double>>& points, Colour c, double line_mm) {
  colour(s_.cairo, c);
  cairo_set_line_width(s_.cairo, pt(line_mm));
  cairo_set_line_join(s_.cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_new_path(s_.cairo);  // setting text leaves a point behind
  for (const auto& [x, y] : points) cairo_line_to(s_.cairo, pt(x), pt(y));
  cairo_stroke(s_.cairo);
}

// As a picture of a few points a module: a tenth of the size of a drawn path, and as sharp on paper.
void Canvas::modules(const Box& box, const Modules& m) {
  if (m.side <= 0) return;
  const int side = m.side * points_per_module;
  cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
  cairo_surface_flush(image);
  unsigned char* data = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  if (!data) throw std::bad_alloc();
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      const std::uint32_t point = m.at(x / points_per_module, y / points_per_module) ? 0 : 0xffffff;
      std::memcpy(data + y * stride + x * 4, &point, sizeof point);
    }
  cairo_surface_mark_dirty(image);
  cairo_save(s_.cairo);
  cairo_translate(s_.cairo, pt(box.x), pt(box.y));
  cairo_scale(s_.cairo, pt(box.width) / side, pt(box.height) / side);
  cairo_set_source_surface(s_.cairo, image, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(s_.cairo), CAIRO_FILTER_NEAREST);
  cairo_paint(s_.cairo);
  cairo_restore(s_.cairo);
  cairo_surface_destroy(image);
}

void Canvas::picture(const Box& box, std::string_view png) {
  cairo_surface_t* image = read_png(png);
  if (!image) {
    frame(box, black, 0.2);
    line(box.x, box.y, box.x + box.width, box.y + box.height, black, 0.2);
    return line(box.x, box.y + box.height, box.x + box.width, box.y, black, 0.2);
  }
  const double width = cairo_image_surface_get_width(image), height = cairo_image_surface_get_height(image);
  const double scale = std::min(pt(box.width) / width, pt(box.height) / height);
  cairo_save(s_.cairo);
  cairo_translate(s_.cairo, pt(box.x) + (pt(box.width) - width * scale) / 2,
                  pt(box.y) + (pt(box.height) - height * scale) / 2);
  cairo_scale(s_.cairo, scale, scale);
  cairo_set_source_surface(s_.cairo, image, 0, 0);
  cairo_paint(s_.cairo);
  cairo_restore(s_.cairo);
  cairo_surface_destroy(image);
}

void Canvas::stamp(const std::string& name, const Box& box, const std::function<void(Canvas&, const Box&)>& draw) {
  cairo_surface_t*& recorded = s_.stamps.recorded[name];
  if (!recorded) {
    const cairo_rectangle_t extents{0, 0, pt(box.width), pt(box.height)};
    recorded = cairo_recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    cairo_t* cairo = cairo_create(recorded);
    Surface surface{cairo, s_.typesetter, s_.stamps};
    Canvas canvas(surface);
    draw(canvas, {0, 0, box.width, box.height});
    cairo_destroy(cairo);
  }
  cairo_save(s_.cairo);
  cairo_set_source_surface(s_.cairo, recorded, pt(box.x), pt(box.y));
  cairo_new_path(s_.cairo);
  cairo_rectangle(s_.cairo, pt(box.x), pt(box.y), pt(box.width), pt(box.height));
  cairo_fill(s_.cairo);
  cairo_restore(s_.cairo);
}

void Canvas::moved(double x_mm, double y_mm, const std::function<void(Canvas&)>& draw) {
  cairo_save(s_.cairo);
  cairo_translate(s_.cairo, pt(x_mm), pt(y_mm));
  draw(*this);
  cairo_restore(s_.cairo);
}

}  // namespace fugong::print
