// A day as people write it.
#pragma once

#include "base/clock.h"
#include "base/language.h"

namespace fugong {

// "2022年4月24日", "24 April 2022".
std::string in_words(const Date& day, Language language);

}  // namespace fugong
