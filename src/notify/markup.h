// Words of strangers inside the markup of a robot: nothing in them is to become a link, a heading or a call to
// everybody. None of the providers documents an escape, so what has a meaning is replaced by its full-width twin, which
// has none.
#pragma once

#include <string>
#include <string_view>

#include "notify/model.h"

namespace fugong::notify {

// For WeCom's and DingTalk's Markdown.
std::string neutral(std::string_view text);

// Title, text and link as the channel writes them, within the provider's limit, cut with a mark in the language.
std::string robot_markdown(ChannelKind kind, std::string_view title, std::string_view body, std::string_view link,
                           Language language);

// What stands where something had to be cut off.
std::string_view cut_mark(Language language);

}  // namespace fugong::notify
