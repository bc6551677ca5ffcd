#include "print/typesetter.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include <cmath>
#include <stdexcept>

namespace fugong::print {
namespace {

// Only these, wherever they are installed, so that a machine's other fonts change no document. Noto CJK has about all
// of GB 18030-2005; Hanazono the rest of extension B and later, of rare names of people and places.
constexpr const char* families[] = {"Noto Serif CJK SC", "Noto Sans CJK SC", "HanaMinA", "HanaMinB"};
constexpr const char* family_lists[] = {"Noto Serif CJK SC,HanaMinA,HanaMinB", "Noto Sans CJK SC,HanaMinA,HanaMinB"};

std::string font_rules() {
  std::string accept;
  for (const char* family : families)
    accept += "<pattern><patelt name=\"family\"><string>" + std::string(family) + "</string></patelt></pattern>";
  return "<?xml version=\"1.0\"?><fontconfig><dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"
         "<cachedir>/var/cache/fontconfig</cachedir><cachedir prefix=\"xdg\">fontconfig</cachedir>"
         "<selectfont><acceptfont>" +
         accept + "</acceptfont><rejectfont><pattern></pattern></rejectfont></selectfont></fontconfig>";
}

// Opened by the first who prints. Kept for good: fontconfig allows reading from any thread.
FcConfig* font_config() {
  static FcConfig* const config = [] {
    FcConfig* c = FcConfigCreate();
    const std::string rules = font_rules();
    if (!c || !FcConfigParseAndLoadFromMemory(c, reinterpret_cast<const FcChar8*>(rules.c_str()), FcTrue) ||
        !FcConfigBuildFonts(c))
      throw std::runtime_error("fontconfig failed");
    return c;
  }();
  return config;
}

bool is_installed(const char* family) {
  FcPattern* pattern = FcPatternBuild(nullptr, FC_FAMILY, FcTypeString, family, nullptr);
  FcFontSet* found = FcFontList(font_config(), pattern, nullptr);
  const bool any = found && found->nfont > 0;
  if (found) FcFontSetDestroy(found);
  FcPatternDestroy(pattern);
  return any;
}

// A font map belongs to one thread (Pango's rule) and keeps its opened faces.
PangoFontMap* font_map() {
  static thread_local const Owned<PangoFontMap> map = [] {
    Owned<PangoFontMap> made(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
    if (!made) throw std::runtime_error("no FreeType fonts");
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(made.get()), font_config());
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(made.get()), 72);  // one unit is one point
    return made;
  }();
  return map.get();
}

bool is_printable(gunichar c) {
  if (c == '\n') return true;
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  if (c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) return false;
  return c != 0xfeff && c != 0x200b;
}

int units(double points) { return static_cast<int>(std::lround(points * PANGO_SCALE)); }

PangoAlignment to_pango(Align align) {
  switch (align) {
    case Align::centre: return PANGO_ALIGN_CENTER;
    case Align::right: return PANGO_ALIGN_RIGHT;
    case Align::left:
    case Align::justified: return PANGO_ALIGN_LEFT;
  }
  return PANGO_ALIGN_LEFT;
}

// The characters of all runs, and where they are bold or spaced.
std::string join(std::span<const Run> runs, const Type& type, PangoAttrList* attributes) {
  std::string text;
  for (const Run& run : runs) {
    const auto from = static_cast<guint>(text.size());
    text += printable(run.text);
    if (!run.bold) continue;
    PangoAttribute* bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    bold->start_index = from;
    bold->end_index = static_cast<guint>(text.size());
    pango_attr_list_insert(attributes, bold);
  }
  if (type.tracking_em != 0)
    pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(units(type.tracking_em * type.size_pt)));
  return text;
}

}  // namespace

void GFree::operator()(void* object) const { g_object_unref(object); }

Status fonts_ready() {
  static const std::string missing = [] {
    std::string names;
    for (const char* family : families)
      if (!is_installed(family)) names += (names.empty() ? "" : ", ") + std::string(family);
    return names;
  }();
  if (!missing.empty()) return fail(ErrorKind::unavailable, "print.fonts_missing", {}, {{"fonts", missing}});
  return {};
}

std::string printable(std::string_view text) {
  text = text.substr(0, text_bytes_max);
  const std::unique_ptr<gchar, decltype(&g_free)> valid(
      g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), g_free);
  std::string out;
  out.reserve(text.size());
  for (const gchar* at = valid.get(); *at != 0; at = g_utf8_next_char(at)) {
    const gunichar c = g_utf8_get_char(at);
    if (c == '\t') out += ' ';
    else if (c == 0x2028 || c == 0x2029) out += '\n';
    else if (is_printable(c)) out.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
  }
  return out;
}

int SetText::lines() const { return pango_layout_get_line_count(layout_.get()); }

double SetText::width() const {
  PangoRectangle logical;
  pango_layout_get_extents(layout_.get(), nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

void SetText::draw(cairo_t* to, double x, double y, int first, int end) const {
  cairo_set_source_rgb(to, colour_.red, colour_.green, colour_.blue);
  // The body of a Chinese character reaches from 0.88 above the base line to 0.12 below it.
  double base = y + (pitch_ - size_) / 2 + 0.88 * size_;
  PangoLayoutIter* at = pango_layout_get_iter(layout_.get());
  int number = 0;
  do {
    if (number >= first && number < end) {
      PangoRectangle logical;
      pango_layout_iter_get_line_extents(at, nullptr, &logical);
      cairo_move_to(to, x + static_cast<double>(logical.x) / PANGO_SCALE, base);
      pango_cairo_show_layout_line(to, pango_layout_iter_get_line_readonly(at));
      base += pitch_;
    }
  } while (++number < end && pango_layout_iter_next_line(at));
  pango_layout_iter_free(at);
}

Typesetter::Typesetter() : context_(pango_font_map_create_context(font_map())) {
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  pango_context_set_base_dir(context_.get(), PANGO_DIRECTION_LTR);
  pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
}
Typesetter::~Typesetter() = default;

SetText Typesetter::set(std::span<const Run> runs, const Type& type, double width_pt, double indent_pt,
                        int lines_max) const {
  SetText out;
  out.layout_.reset(pango_layout_new(context_.get()));
  PangoLayout* layout = out.layout_.get();
  out.size_ = type.size_pt;
  out.pitch_ = type.size_pt * type.line_spacing;
  out.colour_ = type.colour;
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family_static(font, family_lists[static_cast<int>(type.face)]);
  pango_font_description_set_weight(font, type.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, type.size_pt * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, to_pango(type.align));
  pango_layout_set_justify(layout, type.align == Align::justified);
  if (width_pt > 0) pango_layout_set_width(layout, units(width_pt));
  if (indent_pt != 0) pango_layout_set_indent(layout, units(indent_pt));
  if (lines_max > 0) {
    pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout, -lines_max);
  }
  PangoAttrList* attributes = pango_attr_list_new();
  const std::string text = join(runs, type, attributes);
  pango_layout_set_attributes(layout, attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  return out;
}

}  // namespace fugong::print
