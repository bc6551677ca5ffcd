#include "pass/rules.h"

#include <algorithm>
#include <charconv>

#include "token/status_list.h"
#include "token/token.h"

namespace fugong::pass {

Schemes schemes_at(const policy::PassKind& kind, std::span<const policy::SchemeStep> called_in, Timestamp now) {
  Schemes out{.min = kind.scheme, .wanted = kind.scheme};
  const auto follow = [&](const policy::SchemeStep& step) {
    if (step.from > now || step.scheme < out.wanted) return;
    const std::optional<Timestamp> until = step.grace ? std::optional(step.from + *step.grace) : std::nullopt;
    if (until && *until <= now) out.min = std::max<std::int64_t>(out.min, step.scheme);
    out.wanted = step.scheme;
    out.upgrade_until = until;
  };
  std::vector<policy::SchemeStep> steps = kind.schemes;
  steps.insert(steps.end(), called_in.begin(), called_in.end());
  std::ranges::stable_sort(steps, {}, [](const policy::SchemeStep& s) { return std::pair(s.scheme, s.from.ms); });
  for (const policy::SchemeStep& step : steps) follow(step);
  if (out.min >= out.wanted) out.upgrade_until.reset();
  return out;
}

Result<const policy::PassKind*> issuable_kind(const policy::Pack& pack, const policy::Phase& phase,
                                              std::string_view kind) {
  const policy::PassKind* found = pack.pass_kind(kind);
  if (!found) return invalid("pass.unknown_kind", "kind", {{"kind", std::string(kind)}});
  if (std::ranges::find(phase.pass_kinds, kind) == phase.pass_kinds.end())
    return fail(ErrorKind::conflict, "pass.kind_not_in_phase", "kind",
                {{"kind", found->name.zh_cn}, {"kind_en", found->name.in(Language::en)}});
  return found;
}

std::string_view refusal(Purpose purpose, const LivePass* live, Duration validity, Timestamp now) {
  if (!live) return {};
  if (live->state == PassState::suspended) return "pass.suspended_one";
  switch (purpose) {
    case Purpose::first: return "pass.has_one";
    case Purpose::renewal: return (live->expires_at - now).ms * 2 > validity.ms ? "pass.not_due" : std::string_view{};
    case Purpose::replacement: return {};
  }
  return "pass.has_one";
}

Status check_change(const Pass& pass, Change change, Timestamp now) {
  const auto conflict = [](const char* code) { return fail(ErrorKind::conflict, code); };
  if (pass.state == PassState::revoked) return conflict("pass.already_revoked");
  if (change == Change::revoke) return {};
  if (state_at(pass.state, pass.expires_at, now) == PassState::expired) return conflict("pass.has_expired");
  if (change == Change::suspend) return pass.hold == Hold::pass ? Status(conflict("pass.already_suspended")) : Status{};
  if (pass.state == PassState::valid) return conflict("pass.not_suspended");
  if (pass.hold == Hold::enterprise) return conflict("pass.enterprise_suspended");
  return {};
}

PassState state_at(PassState stored, Timestamp expires_at, Timestamp now) {
  return stored != PassState::revoked && now >= expires_at ? PassState::expired : stored;
}

std::optional<token::Health> recoloured(const std::optional<token::Health>& has, const token::Health& told,
                                        Timestamp now) {
  using enum token::Colour;
  if (has == told) return std::nullopt;
  const bool holds = has && has->colour != red && now.ms / 1000 < has->until_s;
  if (!holds || told.colour == red) return told;
  if (told.colour == grey && has->colour == green) return std::nullopt;
  if (told.colour == has->colour && told.until_s < has->until_s) return std::nullopt;
  return told;
}

Timestamp colour_end(const policy::HealthRules& rules, token::Colour colour, Timestamp sampled_at) {
  switch (colour) {
    case token::Colour::green: return sampled_at + rules.green;
    case token::Colour::grey: return sampled_at + rules.grey;
    case token::Colour::red: break;
  }
  return sampled_at;
}

std::string number_of(const DistrictCode& district, std::int64_t serial) {
  const std::string digits = std::to_string(serial + 1);
  return district.text + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

std::optional<std::int64_t> serial_of(const DistrictCode& district, std::string_view number) {
  if (!number.starts_with(district.text)) return std::nullopt;
  const std::string_view digits = number.substr(district.text.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits.size() < 6 || digits.size() > 12 ||
      value < 1)
    return std::nullopt;
  return value - 1;
}

std::int64_t list_of(std::int64_t serial) { return serial / token::status_list_entries; }
std::int64_t index_of(std::int64_t serial) { return serial % token::status_list_entries; }

std::string join_holders(const std::vector<std::string>& ids) {
  std::string out;
  out.reserve(ids.size() * 37);
  for (const std::string& id : ids) out.append(id).append(1, ' ');
  return out;
}

std::vector<std::string> split_holders(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find(' ');
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

}  // namespace fugong::pass
