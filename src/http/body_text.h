// Internal to http/: what may not stand in a text that somebody typed or pasted.
#pragma once

#include <string_view>

#include "base/result.h"

namespace fugong::http {

// Refuses a JSON body with control characters (tabs and line ends apart) or the marks that turn writing around
// (U+202A to U+202E, U+2066 to U+2069) in a text, naming its field: nobody sees them on a screen, and a name with them
// is not the name that a reader believes to see. Code json.control. What is no JSON is left to the parser.
Status check_texts(std::string_view body);

}  // namespace fugong::http
