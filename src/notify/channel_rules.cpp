#include "notify/channel_rules.h"

#include <algorithm>

#include "notify/rules.h"
#include "notify/service.h"

namespace fugong::notify {
namespace {

constexpr std::size_t url_bytes_max = 1'000, secret_bytes_max = 200, mail_part_bytes_max = 250;

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
}

Status check_mail_server(const outbound::MailServer& m) {
  const auto wrong = [](const char* field) { return invalid("channel.mail", std::string("settings.") + field); };
  constexpr std::string_view host_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
  if (m.host.empty() || m.host.size() > mail_part_bytes_max ||
      m.host.find_first_not_of(host_letters) != std::string::npos)
    return wrong("host");
  if (m.port == 0) return wrong("port");
  for (const auto& [text, field] : {std::pair{&m.user, "user"}, {&m.password, "password"}, {&m.from_name, "from_name"}})
    if (text->size() > mail_part_bytes_max || !is_printable(*text)) return wrong(field);
  if (m.user.empty() != m.password.empty()) return wrong("password");
  if (!outbound::check_mail_address(m.from)) return wrong("from");
  return {};
}

}  // namespace

Status check_name(const std::string& name) {
  if (name.empty() || name.size() > name_bytes_max || !is_printable(name))
    return invalid("channel.name", "name", {{"limit", std::to_string(name_bytes_max)}});
  return {};
}

void apply(const SettingsRequest& r, Settings& s) {
  const auto take = [](const std::optional<std::string>& from, std::string& to) {
    if (from) to = *from;
  };
  take(r.url, s.url);
  take(r.secret, s.secret);
  take(r.host, s.mail.host);
  take(r.user, s.mail.user);
  take(r.password, s.mail.password);
  take(r.from, s.mail.from);
  take(r.from_name, s.mail.from_name);
  if (r.port) s.mail.port = *r.port > 0 && *r.port <= 65'535 ? static_cast<std::uint16_t>(*r.port) : 0;
  if (r.security) s.mail.security = *r.security;
}

bool is_channel_url(std::string_view url, bool plain_http) {
  if (url.size() > url_bytes_max || !(url.starts_with("https://") || (plain_http && url.starts_with("http://"))))
    return false;
  if (!is_printable(url) || url.find_first_of(" <>\"#") != std::string_view::npos) return false;
  const std::string origin = origin_of(url);
  const std::string_view host = std::string_view(origin).substr(origin.find("://") + 3);
  return !host.empty() && host.find('@') == std::string_view::npos;
}

Status check_settings(ChannelKind kind, const Settings& settings, bool plain_http) {
  if (kind == ChannelKind::push) return invalid("channel.kind", "kind");
  if (kind == ChannelKind::email) return check_mail_server(settings.mail);
  if (!is_channel_url(settings.url, plain_http)) return invalid("channel.url", "settings.url");
  if (kind == ChannelKind::webhook) {
    if (!outbound::WebhookSecret::parse(settings.secret)) return invalid("outbound.bad_secret", "settings.secret");
  } else if (settings.secret.size() > secret_bytes_max || !is_printable(settings.secret)) {
    return invalid("channel.secret", "settings.secret", {{"limit", std::to_string(secret_bytes_max)}});
  }
  return {};
}

}  // namespace fugong::notify
