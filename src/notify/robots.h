// How WeCom's, DingTalk's and Feishu's group robots are spoken to, and what their answers mean; pure. The facts are the
// providers' own, with sources in docs/notify.md.
#pragma once

#include "notify/parcel.h"
#include "outbound/http_client.h"
#include "outbound/outbox.h"

namespace fugong::notify {

// DingTalk: HMAC-SHA256(key secret, MILLISECONDS "\n" secret), Base64. Feishu: HMAC-SHA256(key SECONDS "\n" secret,
// nothing), Base64.
std::string dingtalk_signature(std::string_view secret, Timestamp at);
std::string feishu_signature(std::string_view secret, Timestamp at);

outbound::Request robot_request(ChannelKind kind, const Settings& settings, const Parcel& parcel, Timestamp now);

// All three say how it went in the body, mostly under status 200. Codes: notify.rate_limited, notify.provider_busy
// (later), notify.provider_refused (for good).
outbound::Attempt robot_answer(ChannelKind kind, const outbound::Response& response, Timestamp now);

// The pause that a server asks for (Retry-After, in seconds or as a date), within limits; `otherwise` without one.
Duration pause_asked(const outbound::Response& response, Timestamp now, Duration otherwise);

}  // namespace fugong::notify
