#include "print/document.h"

#include <cairo-pdf.h>

#include <cmath>
#include <exception>
#include <memory>
#include <stdexcept>

#include "print/surface.h"

namespace fugong::print {
namespace {

struct Destroy {
  void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
  void operator()(cairo_t* c) const { cairo_destroy(c); }
};
using SurfacePtr = std::unique_ptr<cairo_surface_t, Destroy>;
using CairoPtr = std::unique_ptr<cairo_t, Destroy>;

// Exceptions must not pass through Cairo: kept here and thrown again behind it.
struct Writing {
  const Sink& sink;
  std::exception_ptr thrown{};
};

cairo_status_t write_piece(void* closure, const unsigned char* data, unsigned size) {
  auto& writing = *static_cast<Writing*>(closure);
  try {
    writing.sink({reinterpret_cast<const char*>(data), size});
    return CAIRO_STATUS_SUCCESS;
  } catch (...) {
    writing.thrown = std::current_exception();
    return CAIRO_STATUS_WRITE_ERROR;
  }
}

void require(cairo_status_t status, const Writing& writing) {
  if (writing.thrown) std::rethrow_exception(writing.thrown);
  if (status != CAIRO_STATUS_SUCCESS) throw std::runtime_error(std::string("cairo: ") + cairo_status_to_string(status));
}

Status check(const Document& document) {
  if (document.pages > pages_max) return invalid("print.too_long", {}, {{"limit", std::to_string(pages_max)}});
  return fonts_ready();
}

void set_properties(cairo_surface_t* pdf, const Properties& p) {
  const std::string at = to_rfc3339(p.made_at).substr(0, 19) + "Z";  // Cairo takes no milliseconds
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, printable(p.title).c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_AUTHOR, printable(p.author).c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_SUBJECT, printable(p.subject).c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, "Fugong " FUGONG_VERSION);
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, at.c_str());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_MOD_DATE, at.c_str());
}

// Each entry under the last one of a lower level.
void add_outline(cairo_surface_t* pdf, const std::vector<OutlineEntry>& entries) {
  std::vector<std::pair<int, int>> open;  // level, Cairo's number
  for (const OutlineEntry& e : entries) {
    while (!open.empty() && open.back().first >= e.level) open.pop_back();
    const int parent = open.empty() ? CAIRO_PDF_OUTLINE_ROOT : open.back().second;
    const std::string place = "page=" + std::to_string(e.page) + " pos=[0 0]";
    open.emplace_back(e.level, cairo_pdf_surface_add_outline(pdf, parent, printable(e.title).c_str(), place.c_str(),
                                                             CAIRO_PDF_OUTLINE_FLAG_OPEN));
  }
}

}  // namespace

Status write_pdf(const Document& document, const Sink& sink) {
  FG_CHECK(check(document));
  Writing writing{sink};
  const double width = document.size.width_mm * points_per_mm, height = document.size.height_mm * points_per_mm;
  const SurfacePtr pdf(cairo_pdf_surface_create_for_stream(write_piece, &writing, width, height));
  set_properties(pdf.get(), document.properties);
  {
    const Typesetter typesetter;
    Stamps stamps;
    const CairoPtr cairo(cairo_create(pdf.get()));
    Canvas::Surface surface{cairo.get(), typesetter, stamps};
    for (std::size_t page = 1; page <= document.pages; ++page) {
      Canvas canvas(surface);
      cairo_save(cairo.get());
      document.draw(page, canvas);
      cairo_restore(cairo.get());
      cairo_show_page(cairo.get());
      require(cairo_status(cairo.get()), writing);
    }
  }
  add_outline(pdf.get(), document.outline);
  cairo_surface_finish(pdf.get());
  require(cairo_surface_status(pdf.get()), writing);
  return {};
}

Result<std::string> to_pdf(const Document& document) {
  std::string out;
  FG_CHECK(write_pdf(document, [&](std::string_view piece) { out += piece; }));
  return out;
}

Result<std::string> to_png(const Document& document, std::size_t page, double dots_per_inch) {
  FG_CHECK(check(document));
  if (page < 1 || page > document.pages) return fail(ErrorKind::not_found, "print.no_page");
  const double dots_per_mm = dots_per_inch / 25.4;
  const SurfacePtr image(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(std::lround(document.size.width_mm * dots_per_mm)),
      static_cast<int>(std::lround(document.size.height_mm * dots_per_mm))));
  std::string out;
  const Sink sink = [&](std::string_view piece) { out += piece; };
  Writing writing{sink};
  const CairoPtr cairo(cairo_create(image.get()));
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_scale(cairo.get(), dots_per_inch / 72, dots_per_inch / 72);
  const Typesetter typesetter;
  Stamps stamps;
  Canvas::Surface surface{cairo.get(), typesetter, stamps};
  Canvas canvas(surface);
  document.draw(page, canvas);
  require(cairo_status(cairo.get()), writing);
  require(cairo_surface_write_to_png_stream(image.get(), write_piece, &writing), writing);
  return out;
}

}  // namespace fugong::print
