// What a district says in its own words.
#pragma once

#include "policy/pack.h"

namespace fugong::policy {

// The pack's text, else the catalogue's message of `code`; empty where there is no code.
std::string text_of(const Pack& pack, const std::string& key, const char* code, Language language);
// Without the empty lines.
std::vector<std::string> paragraphs_of(std::string_view text);

}  // namespace fugong::policy
