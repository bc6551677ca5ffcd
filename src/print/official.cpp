#include "print/official.h"

namespace fugong::print {

Drawing red_head(const std::string& mark, const std::string& number) {
  return {62, [mark, number](Canvas& canvas, const Box& box) {
            canvas.text({box.x, box.y, box.width, 28}, mark,
                        {.size_pt = 40,
                         .bold = true,
                         .colour = official_red,
                         .align = Align::centre,
                         .line_spacing = 1.2,
                         .tracking_em = 0.08},
                        {.size_min_pt = 16, .lines_max = 1});
            canvas.text({box.x, box.y + 36, box.width, 10}, number, {.size_pt = 16, .align = Align::centre},
                        {.lines_max = 1});
            canvas.line(box.x, box.y + 50, box.x + box.width, box.y + 50, official_red, 0.7);
          }};
}

Text paragraph(std::string text, Language language) {
  return {.runs = {{std::move(text)}}, .type = official_body, .indent_first_em = language == Language::en ? 0.0 : 2.0};
}

Text signature(const std::string& signed_by, const std::string& day) {
  Type type = official_body;
  type.align = Align::right;
  return {.runs = {{signed_by.empty() ? day : signed_by + "\n" + day}},
          .type = type,
          .before_mm = 20,
          .keep_together = true};
}

}  // namespace fugong::print
