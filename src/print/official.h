// Official documents as GB/T 9704-2012 has them: the mark of who issues them in red, a title, paragraphs, a signature.
#pragma once

#include "print/flow.h"

namespace fugong::print {

// 5.2.3: 22 lines of size 3 (16 points) on a page of 225 mm.
constexpr double official_line_spacing = 225.0 / 22 / (16 * 25.4 / 72);
constexpr Type official_body{.size_pt = 16, .align = Align::justified, .line_spacing = official_line_spacing};
constexpr Type official_title{.size_pt = 22, .bold = true, .align = Align::centre, .line_spacing = 1.5};

// 7.2: the mark in red, the number below it, a red line as wide as the text.
Drawing red_head(const std::string& mark, const std::string& number);
// Begins two characters in, in Chinese.
Text paragraph(std::string text, Language language);
// Who signs and the day, at the right, kept together.
Text signature(const std::string& signed_by, const std::string& day);

}  // namespace fugong::print
