#include "print/flow.h"

#include <algorithm>
#include <cmath>

#include "print/pages.h"
#include "print/surface.h"

namespace fugong::print {
namespace {

constexpr double room_after_heading_mm = 18;  // the head of a table and a row, or two lines
constexpr double hair_mm = 0.01;              // rounding never begins a new page

int count_index(const Flow& flow) {
  return static_cast<int>(std::ranges::count_if(flow.blocks, [](const Block& b) {
    const Text* text = std::get_if<Text>(&b);
    return text && text->index_level > 0;
  }));
}

std::string plain(const Text& text) {
  std::string out;
  for (const Run& run : text.runs) out += run.text;
  std::ranges::replace(out, '\n', ' ');
  return out;
}

// Goes through the blocks once and writes down where each part stands.
class Breaker {
 public:
  explicit Breaker(Pages& pages) : p_(pages), index_lines_(count_index(pages.flow)) {}

  void run() {
    for (block_ = 0; block_ < p_.flow.blocks.size(); ++block_) std::visit(*this, p_.flow.blocks[block_]);
  }

  void operator()(const Text& text) {
    const SetText set = typesetter_.set(text.runs, text.type, p_.area.width * points_per_mm, indent_pt(text));
    const double pitch = pitch_mm(text.type), height = pitch * set.lines();
    move(text.before_mm);
    const double wanted = height + (text.keep_with_next ? room_after_heading_mm : 0);
    if ((text.keep_together || text.keep_with_next) && wanted > left() && wanted <= p_.area.height) next_page();
    if (text.index_level > 0) p_.index.push_back({plain(text), page_, text.index_level});
    place_lines(set.lines(), pitch);
    move(text.after_mm);
  }

  void operator()(const Table& table) {
    move(table.before_mm);
    for (std::size_t row = 0; row < table.rows.size(); ++row) place_row(table, row);
    move(table.after_mm);
  }

  void operator()(const Drawing& d) { place_whole(d.height_mm); }
  void operator()(const Picture& p) { place_whole(p.height_mm); }
  void operator()(const Space& s) { move(s.height_mm); }
  void operator()(const PageBreak&) { next_page(); }
  void operator()(const Index& index) {
    if (index_lines_ > 0) place_lines(index_lines_, pitch_mm(index.type));
  }

  static double indent_pt(const Text& text) { return text.indent_first_em * text.type.size_pt; }

 private:
  double left() const { return p_.area.y + p_.area.height - y_ + hair_mm; }
  bool at_top() const { return y_ <= p_.area.y + hair_mm; }
  void next_page() {
    ++page_;
    y_ = p_.area.y;
  }
  // Space at the top of a page is no space.
  void move(double height_mm) {
    if (at_top()) return;
    if (height_mm > left()) next_page();
    else y_ += height_mm;
  }
  void add(std::size_t row, int first, int end, double height_mm) {
    p_.parts.push_back({page_, block_, row, first, end, y_, height_mm});
    y_ += height_mm;
  }
  void place_whole(double height_mm) {
    height_mm = std::min(height_mm, p_.area.height);
    if (height_mm > left()) next_page();
    add(0, 0, 1, height_mm);
  }
  // At least two lines stay together at either side of a break.
  void place_lines(int lines, double pitch) {
    for (int first = 0; first < lines;) {
      const int rest = lines - first;
      int fit = std::min(rest, static_cast<int>(left() / pitch));
      if (fit < rest && rest - fit == 1 && fit > 2) --fit;
      if (fit < std::min(2, rest) && !at_top()) {
        next_page();
        continue;
      }
      fit = std::max(fit, 1);
      add(0, first, first + fit, fit * pitch);
      first += fit;
    }
  }
  double head_height(const Table& table) const {
    double height = 0;
    for (std::size_t i = 0; i < std::min(table.head_rows, table.rows.size()); ++i)
      height += row_height_mm(table, lines_of(typesetter_, table, table.rows[i], p_.area.width));
    return height;
  }
  void next_page_of(const Table& table) {
    next_page();
    for (std::size_t i = 0; i < std::min(table.head_rows, table.rows.size()); ++i) {
      const int lines = lines_of(typesetter_, table, table.rows[i], p_.area.width);
      add(i, 0, lines, row_height_mm(table, lines));
    }
  }
  void place_row(const Table& table, std::size_t row) {
    const int lines = lines_of(typesetter_, table, table.rows[row], p_.area.width);
    const double height = row_height_mm(table, lines), pitch = pitch_mm(table.type);
    const bool head = row < table.head_rows;
    if (height <= left()) return add(row, 0, lines, height);
    // A head never stands alone at the end; a modest row goes over as a whole.
    if (head || height <= p_.area.height / 3) {
      if (head) next_page();
      else next_page_of(table);
      if (height <= left()) return add(row, 0, lines, height);
    }
    const double room_min = 2 * table.padding_mm + 2 * pitch;
    for (int first = 0; first < lines;) {
      if (left() < room_min && !at_top()) next_page_of(table);
      int fit = std::max(1, static_cast<int>((left() - 2 * table.padding_mm) / pitch));
      fit = std::min(fit, lines - first);
      add(row, first, first + fit, fit * pitch + 2 * table.padding_mm);
      first += fit;
      if (first < lines) next_page_of(table);
    }
  }

  Pages& p_;
  const int index_lines_;
  const Typesetter typesetter_{};
  std::size_t block_ = 0;
  std::size_t page_ = 1;
  double y_ = p_.area.y;
};

void draw_index(Canvas& canvas, const Index& index, const Part& part, const Pages& pages) {
  const double pitch = pitch_mm(index.type);
  for (int i = part.first; i < part.end; ++i) {
    const OutlineEntry& e = pages.index[static_cast<std::size_t>(i)];
    const double y = part.y_mm + (i - part.first) * pitch, indent = (e.level - 1) * 6.0, number = 14;
    Type right = index.type;
    right.align = Align::right;
    const Fit fit{.size_min_pt = index.type.size_pt, .lines_max = 1};
    canvas.text({pages.area.x + indent, y, pages.area.width - indent - number, pitch}, e.title, index.type, fit);
    canvas.line(pages.area.x + indent, y + pitch * 0.86, pages.area.x + pages.area.width, y + pitch * 0.86,
                {0.7, 0.7, 0.7}, 0.1);
    canvas.text({pages.area.x + pages.area.width - number, y, number, pitch}, std::to_string(e.page), right, fit);
  }
}

void draw_part(Canvas& canvas, const Pages& pages, const Part& part) {
  const Block& block = pages.flow.blocks[part.block];
  const Box box{pages.area.x, part.y_mm, pages.area.width, part.height_mm};
  if (const Text* text = std::get_if<Text>(&block)) {
    const auto& surface = canvas.surface();
    surface.typesetter.set(text->runs, text->type, box.width * points_per_mm, Breaker::indent_pt(*text))
        .draw(surface.cairo, box.x * points_per_mm, box.y * points_per_mm, part.first, part.end);
  } else if (const Table* table = std::get_if<Table>(&block)) {
    draw_row(canvas, *table, part, pages.area);
  } else if (const Drawing* drawing = std::get_if<Drawing>(&block)) {
    drawing->draw(canvas, box);
  } else if (const Picture* picture = std::get_if<Picture>(&block)) {
    canvas.picture(box, picture->png);
  } else if (const Index* index = std::get_if<Index>(&block)) {
    draw_index(canvas, *index, part, pages);
  }
}

void draw_page(Canvas& canvas, const Pages& pages, std::size_t page, std::size_t count) {
  const Flow& f = pages.flow;
  const double below = f.size.height_mm - f.margins.bottom;
  if (f.head) f.head(canvas, {f.margins.left, 0, pages.area.width, f.margins.top}, page, count);
  if (f.foot) f.foot(canvas, {f.margins.left, below, pages.area.width, f.margins.bottom}, page, count);
  const auto end = page < pages.first_part.size() ? pages.first_part[page] : pages.parts.size();
  for (std::size_t i = pages.first_part[page - 1]; i < end; ++i) draw_part(canvas, pages, pages.parts[i]);
}

}  // namespace

Edge page_numbers(Language language) {
  return [language](Canvas& canvas, const Box& margin, std::size_t page, std::size_t pages) {
    const std::string text =
        message(language, "print.page_of", {{"page", std::to_string(page)}, {"pages", std::to_string(pages)}});
    // GB/T 9704-2012, 7.5: 7 mm under the type area.
    canvas.text({margin.x, margin.y + 7, margin.width, 6}, text, {.size_pt = 10.5, .align = Align::centre});
  };
}

Result<Document> lay_out(Flow flow, Properties properties) {
  FG_CHECK(fonts_ready());
  auto pages = std::make_shared<Pages>();
  const Margins& m = flow.margins;
  pages->area = {m.left, m.top, flow.size.width_mm - m.left - m.right, flow.size.height_mm - m.top - m.bottom};
  pages->flow = std::move(flow);
  Breaker(*pages).run();
  const std::size_t count = pages->parts.empty() ? 1 : pages->parts.back().page;
  for (std::size_t page = 1, part = 0; page <= count; ++page) {
    while (part < pages->parts.size() && pages->parts[part].page < page) ++part;
    pages->first_part.push_back(part);
  }
  return Document{.properties = std::move(properties),
                  .size = pages->flow.size,
                  .pages = count,
                  .draw = [pages, count](std::size_t page, Canvas& canvas) { draw_page(canvas, *pages, page, count); },
                  .outline = pages->index};
}

}  // namespace fugong::print
