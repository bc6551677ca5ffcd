// What holds for messages and channels; pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "notify/model.h"

namespace fugong::notify {

// Every tray that the actor reads: the own one, the organisation's, and those of the roles.
std::vector<Owner> owners_of(const Actor& actor);

// A robot talks to a group: one post serves all who are in it.
constexpr bool is_robot(ChannelKind kind) {
  return kind == ChannelKind::wecom || kind == ChannelKind::dingtalk || kind == ChannelKind::feishu;
}

// At most `bytes_max` bytes, cut between characters, with `mark` at its end when something is missing.
std::string cut(std::string_view text, std::size_t bytes_max, std::string_view mark = "…");

// Codes notify.title, notify.body, notify.link.
Status check_content(const Content& content);

// What a list shows of a channel's settings and of an address: enough to tell them apart, and no secret.
std::string hint_of(ChannelKind kind, const Settings& settings);
std::string hint_of_mail(std::string_view address);

// "https://host" of a URL, for messages to people: paths and queries of robots' URLs hold their keys.
std::string origin_of(std::string_view url);

}  // namespace fugong::notify
