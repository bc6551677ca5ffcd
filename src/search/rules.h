// How texts are folded, cut and ranked. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "search/model.h"

namespace fugong::search {

constexpr std::size_t query_bytes_max = 200;     // longer than any name that somebody types
constexpr std::size_t terms_max = 3;             // further words are left out
constexpr std::size_t folded_letters_max = 300;  // of one entry

// Letters and digits only: full width to half width, capitals to small letters, blanks and punctuation left out (names
// with middle dots are typed with and without). One separate word per text; words are separated by a line feed.
std::string fold(std::string_view text);

// The terms of what somebody typed, folded. A term of one letter is kept: it narrows, but cannot be looked up alone.
std::vector<std::string> terms_of(std::string_view typed);
bool can_be_looked_up(const std::vector<std::string>& terms);

// Pairs of neighbouring letters of each word of a folded text, as they come.
std::vector<std::string> pairs_of(std::string_view folded);
// Pairs of neighbouring letters of each word, each once and each prefixed with the kind's letter, separated by blanks.
// Only letters, digits and characters beyond ASCII: one token each for FTS5's tokenizer "ascii".
std::string grams_of(Kind kind, std::string_view folded);
// Tokens that bind an entry to its owner: an enterprise's search is as narrow in the index as in the rules.
std::string owner_gram(Kind kind, char owner, std::string_view code);
// All tokens of an entry.
std::string grams_of(const Entry& entry, std::string_view folded);

// Lower is better: the whole title, its beginning, a part of it, something else of the entry.
int rank(std::string_view folded_title, const std::vector<std::string>& terms);

}  // namespace fugong::search
