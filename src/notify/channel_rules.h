// What a channel's settings may be; pure.
#pragma once

#include "notify/view.h"
#include "outbound/webhook.h"

namespace fugong::notify {

Status check_name(const std::string& name);  // code channel.name

// What is given replaces what is there.
void apply(const SettingsRequest& request, Settings& settings);

// Codes channel.kind, channel.url, channel.secret, channel.mail, outbound.mail_address, outbound.bad_secret.
Status check_settings(ChannelKind kind, const Settings& settings, bool plain_http);

// Whether it can be asked for: https (or http, where that is allowed), a host, no user name, nothing that breaks a
// line.
bool is_channel_url(std::string_view url, bool plain_http);

}  // namespace fugong::notify
