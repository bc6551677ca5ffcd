#include "notify/robots.h"

#include <algorithm>
#include <charconv>
#include <ctime>

#include "crypto/hash.h"
#include "notify/markup.h"
#include "notify/rules.h"
#include "notify/service.h"

namespace fugong::notify {
namespace {

using outbound::Attempt;
using outbound::Fate;

constexpr std::size_t feishu_text_bytes_max = 15'000;  // the whole request may have 20 KB
constexpr std::size_t json_bytes_max = 16 * 1024;      // of an answer that we read
constexpr std::size_t words_bytes_max = 160;           // of what a provider says
constexpr Duration pause_min = seconds(1), pause_max = hours(1);
// After too many in a minute, WeCom and Feishu take the next minute's; DingTalk takes nothing for ten minutes.
constexpr Duration minute_over = minutes(1), dingtalk_penalty = minutes(10);

// RFC 3986: everything but the unreserved letters.
std::string percent(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain) out += c;
    else (out += '%') += {digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]};
  }
  return out;
}

json::Object feishu_body(const Parcel& parcel) {
  const auto text = [](const std::string& words) { return json::Object{{"tag", "text"}, {"text", words}}; };
  json::Array lines;  // compilers disagree about an array in the braces of an array
  lines.push_back(json::Array{text(cut(parcel.body, feishu_text_bytes_max, cut_mark(parcel.language)))});
  if (!parcel.link.empty())
    lines.push_back(json::Array{json::Object{
        {"tag", "a"}, {"text", parcel.language == Language::en ? "Open" : "查看"}, {"href", parcel.link}}});
  const json::Object post{{"title", cut(parcel.title, title_bytes_max)}, {"content", std::move(lines)}};
  return {
      {"msg_type", "post"},
      {"content", json::Object{{"post", json::Object{{parcel.language == Language::en ? "en_us" : "zh_cn", post}}}}}};
}

struct Said {
  std::int64_t code = 0;
  std::string words;
};

// {"errcode", "errmsg"} of WeCom and DingTalk; {"code", "msg"} of Feishu, or its older {"StatusCode", "StatusMessage"}.
std::optional<Said> said(const outbound::Response& response) {
  if (response.body.size() > json_bytes_max) return std::nullopt;
  const auto body = json::parse(response.body);
  const json::Object* object = body ? body->if_object() : nullptr;
  if (!object) return std::nullopt;
  for (const auto& [code, words] : {std::pair{"errcode", "errmsg"}, {"code", "msg"}, {"StatusCode", "StatusMessage"}}) {
    const json::Value* number = object->if_contains(code);
    if (!number || !number->is_int64()) continue;
    Said out{number->get_int64(), {}};
    if (const json::Value* text = object->if_contains(words); text && text->is_string())
      out.words = cut(std::string_view(text->get_string()), words_bytes_max);
    std::ranges::replace_if(out.words, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    return out;
  }
  return std::nullopt;
}

bool is_too_fast(ChannelKind kind, const Said& answer) {
  switch (kind) {
    case ChannelKind::wecom: return answer.code == 45009 || answer.code == 45033;
    case ChannelKind::dingtalk: return answer.code == 130101 || answer.code == 410100 || answer.code == 90018;
    case ChannelKind::feishu:
      // 9499 is a bad request of whatever kind; only its words tell them apart.
      return answer.code == 11232 || answer.code == 99991400 ||
             (answer.code == 9499 && answer.words.find("too many") != std::string::npos);
    default: return false;
  }
}

}  // namespace

std::string dingtalk_signature(std::string_view secret, Timestamp at) {
  const std::string text = std::to_string(at.ms) + "\n" + std::string(secret);
  return crypto::to_base64(crypto::as_bytes(crypto::hmac_sha256(secret, text)));
}

std::string feishu_signature(std::string_view secret, Timestamp at) {
  const std::string key = std::to_string(at.ms / 1000) + "\n" + std::string(secret);
  return crypto::to_base64(crypto::as_bytes(crypto::hmac_sha256(key, {})));
}

outbound::Request robot_request(ChannelKind kind, const Settings& settings, const Parcel& parcel, Timestamp now) {
  outbound::Request request{.method = outbound::Method::post,
                            .url = settings.url,
                            .headers = {{"Content-Type", "application/json; charset=utf-8"}}};
  json::Object body;
  if (kind == ChannelKind::feishu) {
    body = feishu_body(parcel);
    if (!settings.secret.empty()) {
      body["timestamp"] = std::to_string(now.ms / 1000);
      body["sign"] = feishu_signature(settings.secret, now);
    }
  } else {
    const std::string text = robot_markdown(kind, parcel.title, parcel.body, parcel.link, parcel.language);
    body["msgtype"] = "markdown";
    if (kind == ChannelKind::wecom) body["markdown"] = json::Object{{"content", text}};
    else body["markdown"] = json::Object{{"title", neutral(cut(parcel.title, title_bytes_max))}, {"text", text}};
    if (kind == ChannelKind::dingtalk && !settings.secret.empty())
      request.url += (request.url.find('?') == std::string::npos ? "?timestamp=" : "&timestamp=") +
                     std::to_string(now.ms) + "&sign=" + percent(dingtalk_signature(settings.secret, now));
  }
  request.body = json::write_value(body);
  return request;
}

Duration pause_asked(const outbound::Response& response, Timestamp now, Duration otherwise) {
  const std::string text(response.header("Retry-After"));
  if (text.empty()) return otherwise;
  std::int64_t seconds_asked = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds_asked);
  if (error != std::errc{} || end != text.data() + text.size()) {
    std::tm t{};
    if (!strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S", &t)) return otherwise;
    seconds_asked = timegm(&t) - now.ms / 1000;
  }
  return std::clamp(seconds(std::clamp<std::int64_t>(seconds_asked, 0, pause_max.ms / 1000)), pause_min, pause_max);
}

outbound::Attempt robot_answer(ChannelKind kind, const outbound::Response& response, Timestamp now) {
  const Duration penalty = kind == ChannelKind::dingtalk ? dingtalk_penalty : minute_over;
  if (response.status == 429)
    return {Fate::later, "notify.rate_limited", "HTTP 429", pause_asked(response, now, penalty)};
  const auto answer = said(response);
  if (!answer || (response.status >= 500 && answer->code == 0))
    return {Fate::later, "notify.provider_busy", "HTTP " + std::to_string(response.status)};
  const std::string detail = std::to_string(answer->code) + " " + answer->words;
  if (is_too_fast(kind, *answer))
    return {Fate::later, "notify.rate_limited", detail, pause_asked(response, now, penalty)};
  if (answer->code == 0 && response.ok()) return {};
  // -1: the provider's own "busy, try again".
  if (answer->code == -1 || response.status >= 500) return {Fate::later, "notify.provider_busy", detail};
  return {Fate::refused, "notify.provider_refused", detail};
}

}  // namespace fugong::notify
