#include "pass/printed.h"

#include <array>

#include "print/guilloche.h"
#include "token/qr.h"

namespace fugong::pass {
namespace {

using print::Align;
using print::Box;
using print::Canvas;
using print::Colour;
using print::Face;
using print::Fit;
using print::Stand;
using print::Type;

constexpr Colour ink{0.02, 0.25, 0.12}, band{0.03, 0.42, 0.22}, ground{0.89, 0.96, 0.905}, threads{0.66, 0.84, 0.71};
constexpr Colour label_ink{0.25, 0.42, 0.32};

// What the pages draw from.
struct Job : Printing {
  std::vector<print::Modules> codes;  // of the passes
};

// The words of one printing.
class Words {
 public:
  explicit Words(const Printing& p) : p_(p) {}
  std::string operator()(const char* code, const TextParams& params = {}) const {
    return message(p_.language, code, params);
  }
  std::string at(Timestamp t) const { return to_local_minutes(t, p_.zone); }
  std::string list(const std::vector<std::string>& items) const {
    std::string out;
    for (const std::string& item : items) out += (out.empty() ? "" : p_.language == Language::en ? ", " : "、") + item;
    return out;
  }
  std::string zones(const PrintedPass& pass) const {
    return pass.zones.empty() ? (*this)("pass.print.everywhere") : list(pass.zones);
  }
  std::string people(const PrintedPass& pass) const {
    if (pass.mates.empty()) return pass.driver;
    return (*this)("pass.print.with_mates", {{"driver", pass.driver}, {"mates", list(pass.mates)}});
  }

 private:
  const Printing& p_;
};

// GA 36: the province, the letter of the authority, a dot, the number.
std::string with_dot(const std::string& plate) {
  std::size_t end = 0;
  for (int characters = 0; end < plate.size() && characters < 2; ++characters) do
      ++end;
    while (end < plate.size() && (static_cast<unsigned char>(plate[end]) & 0xc0) == 0x80);
  return end < plate.size() && end > 1 ? plate.substr(0, end) + "·" + plate.substr(end) : plate;
}

// About how wide a text is, in sizes of its type: Latin letters and digits take a little more than half.
double ems(std::string_view text) {
  double out = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) out += 0.56;
    else if (byte >= 0xc0) out += 1;
  }
  return out;
}

constexpr double mm_per_point = 25.4 / 72;

// One line when it can be with a slightly smaller type: a second one for a single character looks like a mistake.
int lines_for(const std::string& text, double width_mm, double size_pt, int lines_max) {
  constexpr double shrinks_to = 0.85;
  if (text.find('\n') != std::string::npos) return lines_max;
  return ems(text) * size_pt * mm_per_point * shrinks_to <= width_mm ? 1 : lines_max;
}

// A way in two lines that are about as long, broken between two places of it and not within a name.
std::string in_two_lines(const std::string& way, double width_mm, double size_pt) {
  constexpr std::string_view dash = "—";
  if (lines_for(way, width_mm, size_pt, 2) == 1) return way;
  std::size_t best = 0;
  double longest = ems(way);
  for (std::size_t at = way.find(dash); at != std::string::npos; at = way.find(dash, at + dash.size())) {
    const std::size_t end = at + dash.size();
    const double longer = std::max(ems(std::string_view(way).substr(0, end)), ems(std::string_view(way).substr(end)));
    if (longer < longest) longest = longer, best = end;
  }
  return best == 0 ? way : way.substr(0, best) + "\n" + way.substr(best);
}

void draw_qr(Canvas& canvas, const Box& box, double qr_mm, const print::Modules& code) {
  canvas.fill(box, print::white, 1.5);
  canvas.frame(box, band, 0.3, 1.5);
  const double x = box.x + (box.width - qr_mm) / 2, y = box.y + (box.height - qr_mm) / 2;
  canvas.modules({x, y, qr_mm, qr_mm}, code);
}

// The number again and again in letters that a copier cannot hold.
void micro_line(Canvas& canvas, const Box& box, const std::string& number) {
  std::string text;
  while (static_cast<double>(text.size()) < box.width * 2.6) text += number + "  ";  // of 0.4 mm each
  canvas.text(box, text, {.face = Face::hei, .size_pt = 2.2, .colour = band, .line_spacing = 1},
              {.size_min_pt = 2.2, .lines_max = 1});
}

void labelled(Canvas& canvas, const Box& box, const std::string& label, const std::string& value, double size_pt,
              int lines) {
  canvas.text({box.x, box.y, box.width, 6}, label,
              {.face = Face::hei, .size_pt = 11, .colour = label_ink, .line_spacing = 1.2}, {.lines_max = 1});
  canvas.text({box.x, box.y + 6, box.width, box.height - 6}, value,
              {.face = Face::hei, .size_pt = size_pt, .bold = true, .colour = ink, .line_spacing = 1.22},
              {.stand = Stand::top, .size_min_pt = 9, .lines_max = lines_for(value, box.width, size_pt, lines)});
}

// ---- the windscreen sheet: 297 × 210 mm, 7 mm of it left to printers that cannot reach the edge ----
constexpr Box sheet{7, 7, 283, 196};

void draw_band(Canvas& canvas, const Printing& printing, const PrintedPass& pass) {
  canvas.fill({sheet.x, sheet.y, sheet.width, 33}, band, 2);
  canvas.fill({sheet.x, sheet.y + 28, sheet.width, 5}, band);
  canvas.text({20, 9.5, 257, 9}, printing.district_name,
              {.face = Face::hei,
               .size_pt = 17,
               .colour = print::white,
               .align = Align::centre,
               .line_spacing = 1.3,
               .tracking_em = 0.2},
              {.lines_max = 1});
  canvas.text({20, 18, 257, 20}, pass.kind_name,
              {.face = Face::hei,
               .size_pt = 42,
               .bold = true,
               .colour = print::white,
               .align = Align::centre,
               .line_spacing = 1.2,
               .tracking_em = 0.25},
              {.size_min_pt = 16, .lines_max = 1});
}

void draw_facts(Canvas& canvas, const Printing& printing, const PrintedPass& pass) {
  const Words words(printing);
  constexpr double left = 15, width = 190;
  const Box plate{left, 45, width, 50};
  canvas.fill(plate, print::white, 3);
  canvas.frame(plate, band, 1.2, 3);
  canvas.text(
      plate.inset(2), with_dot(pass.subject),
      {.face = Face::hei, .size_pt = 116, .bold = true, .colour = ink, .align = Align::centre, .line_spacing = 1.1},
      {.size_min_pt = 24, .lines_max = 1});
  labelled(canvas, {left, 98, width, 30}, words("pass.print.route"),
           pass.route.empty() ? words("pass.print.no_route") : in_two_lines(pass.route, width, 27), 27, 2);
  canvas.line(left, 129, left + width, 129, threads, 0.4);
  // Who may sit in it stands beside the validity, which gives way.
  const double people = pass.driver.empty() ? 0 : 68;
  labelled(canvas, {left, 131, width - people, 17}, words("pass.print.validity"),
           words("pass.print.from_until", {{"from", words.at(pass.not_before)}, {"until", words.at(pass.expires_at)}}),
           23, 1);
  if (people > 0)
    labelled(canvas, {left + width - people + 4, 131, people - 4, 17}, words("pass.print.people"), words.people(pass),
             15, 2);
  canvas.line(left, 149, left + width, 149, threads, 0.4);
  labelled(canvas, {left, 151, 122, 20}, words("pass.print.enterprise"), pass.enterprise_name, 17, 2);
  labelled(canvas, {left + 126, 151, 64, 20}, words("pass.print.zones"), words.zones(pass), 15, 2);
}

void draw_code(Canvas& canvas, const Printing& printing, const PrintedPass& pass, const print::Modules& modules) {
  const Words words(printing);
  const Box code{213, 45, 70, 70};
  draw_qr(canvas, code, windscreen_qr_mm, modules);
  const Type middle{
      .face = Face::hei, .size_pt = 15, .bold = true, .colour = band, .align = Align::centre, .line_spacing = 1.2};
  canvas.text({code.x, 117, code.width, 8}, words("pass.print.scan"), middle, {.lines_max = 1});
  Type small = middle;
  small.size_pt = 11;
  small.bold = false;
  small.colour = label_ink;
  canvas.text({code.x, 130, code.width, 6}, words("pass.print.number"), small, {.lines_max = 1});
  Type number = middle;
  number.size_pt = 21;
  number.colour = ink;
  canvas.text({code.x, 136, code.width, 10}, pass.number, number, {.lines_max = 1});
  canvas.text({code.x, 151, code.width, 6}, words("pass.print.issued"), small, {.lines_max = 1});
  Type issued = middle;
  issued.size_pt = 13;
  issued.colour = ink;
  canvas.text({code.x, 157, code.width, 14}, printing.district_name + "\n" + words.at(pass.issued_at), issued,
              {.lines_max = 2});
}

void draw_checks(Canvas& canvas, const Printing& printing) {
  const Words words(printing);
  const Box box{15, 174, 268, 24};
  canvas.fill(box, {0.97, 0.99, 0.975}, 1.5);
  canvas.frame(box, threads, 0.3, 1.5);
  canvas.text(
      {box.x + 3, box.y, 22, box.height}, words("pass.print.checks"),
      {.face = Face::hei, .size_pt = 13, .bold = true, .colour = band, .align = Align::centre, .line_spacing = 1.3},
      {.lines_max = 2});
  constexpr std::array checks{"pass.print.check_1", "pass.print.check_2", "pass.print.check_3", "pass.print.check_4"};
  for (std::size_t i = 0; i < checks.size(); ++i) {
    const Box at{box.x + 28 + static_cast<double>(i % 2) * 120, box.y + 1 + static_cast<double>(i / 2) * 11, 117, 11};
    canvas.text(at, std::to_string(i + 1) + ". " + words(checks[i]),
                {.size_pt = 10.5, .colour = ink, .line_spacing = 1.3}, {.lines_max = 2});
  }
}

void draw_windscreen(Canvas& canvas, const Job& printing, std::size_t number) {
  const PrintedPass& pass = printing.passes[number];
  canvas.stamp("windscreen", {0, 0, 297, 210}, [](Canvas& c, const Box&) {
    c.fill(sheet, ground, 2);
    print::guilloche(c, sheet.inset(3), {.bands = 4, .lines_per_band = 9, .line_mm = 0.1, .colour = threads});
  });
  draw_band(canvas, printing, pass);
  canvas.frame(sheet, band, 1.0, 2);
  draw_facts(canvas, printing, pass);
  draw_code(canvas, printing, pass, printing.codes[number]);
  draw_checks(canvas, printing);
  micro_line(canvas, {sheet.x + 3, sheet.y + sheet.height - 2.8, sheet.width - 6, 1.4}, pass.number);
}

// ---- the card ----
struct CardField {
  const char* label;
  double y, height, size_pt;
  int lines;
};
constexpr CardField card_fields[] = {{"pass.print.enterprise", 21, 9.6, 8, 2},
                                     {"pass.print.valid_until", 30.8, 6, 9, 1},
                                     {"pass.print.zones", 37.2, 5.8, 7.5, 1},
                                     {"pass.print.number", 43.2, 5.8, 9, 1}};

// What all cards of a kind have in common.
void draw_card_ground(Canvas& canvas, const Box& box, const Job& job, const std::string& kind_name) {
  const Words words(job);
  canvas.fill(box, ground);
  print::guilloche(canvas, box.inset(1), {.bands = 2, .lines_per_band = 6, .line_mm = 0.07, .colour = threads});
  canvas.fill({0, 0, box.width, 11}, band);
  const Type hei{.face = Face::hei, .size_pt = 5.5, .colour = label_ink, .line_spacing = 1.2};
  Type title = hei;
  title.size_pt = 14;
  title.bold = true;
  title.colour = print::white;
  title.tracking_em = 0.1;
  canvas.text({3.5, 1, 44, 9}, kind_name, title, {.size_min_pt = 6, .lines_max = kind_name.size() > 24 ? 2 : 1});
  Type right = hei;
  right.size_pt = 7;
  right.colour = print::white;
  right.align = Align::right;
  canvas.text({48, 1.5, 34.1, 8}, job.district_name, right, {.size_min_pt = 4.5, .lines_max = 2});
  for (const CardField& f : card_fields)
    canvas.text({3.5, f.y, 42, 3}, words(f.label), hei, {.size_min_pt = 4, .lines_max = 1});
  Type hint = hei;
  hint.face = Face::song;
  hint.align = Align::centre;
  canvas.text({3.5, 49.5, 78.6, 3}, words("pass.print.card_hint"), hint, {.size_min_pt = 3.5, .lines_max = 1});
}

void draw_card(Canvas& canvas, const Job& job, std::size_t number) {
  const PrintedPass& pass = job.passes[number];
  const Words words(job);
  canvas.stamp("card " + pass.kind_name, {0, 0, print::id_card.width_mm, print::id_card.height_mm},
               [&](Canvas& c, const Box& box) { draw_card_ground(c, box, job, pass.kind_name); });
  draw_qr(canvas, {46.6, 13, 36, 36}, card_qr_mm, job.codes[number]);
  Type value{.face = Face::hei, .size_pt = 19, .bold = true, .colour = ink, .line_spacing = 1.2};
  canvas.text({3.5, 12, 42, 8.5}, pass.subject, value, {.size_min_pt = 8, .lines_max = 1});
  const std::string values[] = {pass.enterprise_name, words.at(pass.expires_at), words.zones(pass), pass.number};
  for (std::size_t i = 0; i < std::size(values); ++i) {
    const CardField& f = card_fields[i];
    value.size_pt = f.size_pt;
    canvas.text({3.5, f.y + 2.8, 42, f.height - 2.8}, values[i], value,
                {.stand = Stand::top, .size_min_pt = 4.5, .lines_max = lines_for(values[i], 42, f.size_pt, f.lines)});
  }
  micro_line(canvas, {2, 52.7, 81.6, 0.8}, pass.number);
}

// Two columns of five on A4; marks in the margins only, so that no card shows a line where the knife went beside it.
void draw_sheet(Canvas& canvas, const Job& printing, std::size_t first) {
  const std::size_t count = std::min(cards_per_sheet, printing.passes.size() - first);
  const double width = print::id_card.width_mm, height = print::id_card.height_mm;
  const double left = (print::a4_upright.width_mm - 2 * width) / 2,
               top = (print::a4_upright.height_mm - 5 * height) / 2;
  for (std::size_t i = 0; i < count; ++i)
    canvas.moved(left + static_cast<double>(i % 2) * width, top + static_cast<double>(i / 2) * height,
                 [&](Canvas& c) { draw_card(c, printing, first + i); });
  constexpr double gap = 2, mark = 6;
  for (int i = 0; i <= 2; ++i) {
    const double x = left + i * width;
    canvas.line(x, top - gap - mark, x, top - gap, print::black, 0.1);
    canvas.line(x, top + 5 * height + gap, x, top + 5 * height + gap + mark, print::black, 0.1);
  }
  for (int i = 0; i <= 5; ++i) {
    const double y = top + i * height;
    canvas.line(left - gap - mark, y, left - gap, y, print::black, 0.1);
    canvas.line(left + 2 * width + gap, y, left + 2 * width + gap + mark, y, print::black, 0.1);
  }
}

void draw_page(Canvas& canvas, const Job& job, std::size_t page) {
  switch (job.paper) {
    case Paper::windscreen: return draw_windscreen(canvas, job, page - 1);
    case Paper::card: return draw_card(canvas, job, page - 1);
    case Paper::sheet: return draw_sheet(canvas, job, (page - 1) * cards_per_sheet);
  }
}

}  // namespace

Result<print::Document> lay_out(Printing printing) {
  auto job = std::make_shared<Job>();
  static_cast<Printing&>(*job) = std::move(printing);
  for (const PrintedPass& pass : job->passes) {
    FG_TRY(token::QrModules code, token::qr_modules(pass.token));
    job->codes.push_back({code.side, std::move(code.dark)});
  }
  const Paper paper = job->paper;
  const std::size_t per_page = paper == Paper::sheet ? cards_per_sheet : 1;
  print::Document out;
  out.properties = {.title = job->passes.empty() ? std::string() : job->passes.front().kind_name,
                    .author = job->district_name,
                    .made_at = job->made_at};
  out.size = paper == Paper::windscreen ? print::a4_landscape
             : paper == Paper::card     ? print::id_card
                                        : print::a4_upright;
  out.pages = (job->passes.size() + per_page - 1) / per_page;
  out.draw = [job = std::shared_ptr<const Job>(std::move(job))](std::size_t page, Canvas& canvas) {
    draw_page(canvas, *job, page);
  };
  return out;
}

}  // namespace fugong::pass
