// The small part of HTML in which policy packs write their printable templates, as blocks of a flow.
//
// Known: h1 h2 h3, p, br, b strong, ul ol li, table tr th td (colspan), hr, div, span, and class="sign" on p or div
// (stands at the right, as signatures do). Any other tag is left out and its text kept; style and script with their
// text. Named entities &amp; &lt; &gt; &quot; &apos; &nbsp; and numeric ones are read. Nothing is ever loaded and
// nothing runs.
#pragma once

#include "print/flow.h"

namespace fugong::print {

constexpr std::size_t markup_bytes_max = 1024 * 1024;
constexpr int markup_depth_max = 32;

// How the parts of a form look; the default is that of GB/T 9704-2012.
struct MarkupLook {
  Type title{.face = Face::song, .size_pt = 22, .bold = true, .align = Align::centre, .line_spacing = 1.45};
  Type heading{.face = Face::hei, .size_pt = 16, .line_spacing = 1.75};
  Type body{.size_pt = 16, .align = Align::justified, .line_spacing = 1.75};
  Type table{.size_pt = 12, .line_spacing = 1.5};
  Type table_head{.face = Face::hei, .size_pt = 12, .line_spacing = 1.5};
};

// Codes print.markup_too_large, print.markup_too_deep.
Result<std::vector<Block>> blocks_of(std::string_view markup, const MarkupLook& look = {});

}  // namespace fugong::print
