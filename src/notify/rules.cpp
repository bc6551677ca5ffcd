#include "notify/rules.h"

#include <algorithm>

#include "base/json.h"
#include "notify/service.h"

namespace fugong::notify {
namespace {

constexpr std::size_t key_end_letters = 4;  // of a robot's key, as people compare them

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// A path of our own web app, and nothing that a browser would take for another site.
bool is_own_path(std::string_view link) {
  return link.empty() || (link.size() <= link_bytes_max && link.starts_with('/') && !link.starts_with("//") &&
                          link.find_first_of("\\ \t\r\n<>\"'()[]") == std::string_view::npos);
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

}  // namespace

Owner Owner::of(Role role) { return {OwnerKind::role, std::string(json::enum_name(role))}; }

std::vector<Owner> owners_of(const Actor& actor) {
  std::vector<Owner> out{Owner::of(actor.person)};
  switch (actor.kind) {
    case OrganisationKind::enterprise: out.push_back({OwnerKind::enterprise, actor.organisation_code}); break;
    case OrganisationKind::subdistrict: out.push_back({OwnerKind::subdistrict, actor.organisation_code}); break;
    case OrganisationKind::department: out.push_back({OwnerKind::department, actor.organisation_code}); break;
    case OrganisationKind::district:
    case OrganisationKind::checkpoint: break;
  }
  for (const Role role : actor.roles) out.push_back(Owner::of(role));
  return out;
}

std::string cut(std::string_view text, std::size_t bytes_max, std::string_view mark) {
  if (text.size() <= bytes_max) return std::string(text);
  if (mark.size() > bytes_max) mark = {};
  std::size_t end = bytes_max - mark.size();
  while (end > 0 && is_continuation(text[end])) --end;
  return std::string(text.substr(0, end)).append(mark);
}

Status check_content(const Content& content) {
  for (const std::string* title : {&content.title.zh_cn, &content.title.en})
    if (title->size() > title_bytes_max || title->find('\n') != std::string::npos || has_control(*title))
      return invalid("notify.title", "title", {{"limit", std::to_string(title_bytes_max)}});
  for (const std::string* body : {&content.body.zh_cn, &content.body.en})
    if (body->size() > body_bytes_max || has_control(*body))
      return invalid("notify.body", "body", {{"limit", std::to_string(body_bytes_max)}});
  if (content.title.zh_cn.empty())
    return invalid("notify.title", "title.zh_cn", {{"limit", std::to_string(title_bytes_max)}});
  if (content.body.zh_cn.empty())
    return invalid("notify.body", "body.zh_cn", {{"limit", std::to_string(body_bytes_max)}});
  if (!is_own_path(content.link)) return invalid("notify.link", "link");
  return {};
}

std::string origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return std::string(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

std::string hint_of(ChannelKind kind, const Settings& settings) {
  if (kind == ChannelKind::email) return settings.mail.from + " (" + settings.mail.host + ")";
  if (kind == ChannelKind::push) return {};
  std::string hint = origin_of(settings.url);
  if (is_robot(kind) && settings.url.size() > hint.size() + 2 * key_end_letters)
    hint += " …" + settings.url.substr(settings.url.size() - key_end_letters);
  return hint;
}

std::string hint_of_mail(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || at == 0) return "…";
  return std::string(address.substr(0, 1)) + "…" + std::string(address.substr(at));
}

}  // namespace fugong::notify
