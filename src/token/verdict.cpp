#include "token/verdict.h"

#include <algorithm>

#include "base/json.h"

namespace fugong::token {
namespace {

Verdict verdict_of(Reason reason) {
  switch (reason) {
    case Reason::valid:
      return Verdict::green;
    case Reason::test_pending:
      return Verdict::grey;
    case Reason::unknown_issuer:
    case Reason::trust_too_old:
    case Reason::status_missing:
    case Reason::status_too_old:
      return Verdict::unknown;
    default:
      return Verdict::red;
  }
}

std::optional<std::string> given(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// Green turns red by itself when the test has run out.
Colour colour_at(const Health& health, std::int64_t at_s) {
  return at_s < health.until_s ? health.colour : Colour::red;
}

ShownPass shown(const Claims& c, std::int64_t at_s) {
  ShownPass out{c.id,
                c.issuer.text,
                c.kind,
                given(c.holder),
                given(c.plate),
                given(c.route),
                {},
                c.zones,
                {c.issued_s * 1000},
                {c.not_before_s * 1000},
                {c.expires_s * 1000},
                {},
                {}};
  if (!c.enterprise.empty()) out.enterprise = c.enterprise;
  if (c.health) {
    out.health = std::string(json::enum_name(colour_at(*c.health, at_s)));
    out.health_until = Timestamp{c.health->until_s * 1000};
  }
  return out;
}

// Why a pass with a good signature is not green; the first that applies, the gravest first.
Reason reason_of(const Claims& c, const SignedStatusList* list, const Circumstances& now, const Judgement& ages) {
  const std::int64_t at_s = now.at.ms / 1000;
  const PassStatus status = list ? list->entries.at(c.index) : PassStatus::valid;
  if (status == PassStatus::revoked) return Reason::revoked;
  if (status == PassStatus::suspended) return Reason::suspended;
  if (at_s >= c.expires_s) return Reason::expired;
  if (at_s < c.not_before_s - now.leeway_s) return Reason::not_yet_valid;
  if (c.scheme < now.scheme_min) return Reason::scheme_too_old;
  if (!now.plate.empty() && !c.plate.empty() && now.plate != c.plate) return Reason::wrong_plate;
  if (!now.zone.empty() && !c.zones.empty() && std::ranges::find(c.zones, now.zone) == c.zones.end())
    return Reason::wrong_zone;
  if (c.health && colour_at(*c.health, at_s) == Colour::red) return Reason::test_overdue;
  if (*ages.trust_age > now.trust_age_s_max) return Reason::trust_too_old;
  if (!list && now.status_required) return Reason::status_missing;
  if (list && *ages.list_age > now.list_age_s_max) return Reason::status_too_old;
  if (c.health && colour_at(*c.health, at_s) == Colour::grey) return Reason::test_pending;
  return Reason::valid;
}

}  // namespace

Checked check_token(std::string_view text, const Trust& trust) {
  auto token = read_token(text);
  if (!token) return {token.error(), Trust::Answer::bad_signature, {}};
  const auto answer = trust.verify(token->message, token->claims.issuer, token->claims.issued_s);
  return {std::nullopt, answer, std::move(token->claims)};
}

const SignedStatusList* list_for(const Claims& claims, const Trust& trust, std::span<const SignedStatusList> lists) {
  const std::string* uri =
      claims.status_uri.empty() ? trust.status_uri(claims.issuer, claims.list) : &claims.status_uri;
  const SignedStatusList* newest = nullptr;
  if (!uri) return newest;
  for (const SignedStatusList& list : lists)
    if (list.issuer == claims.issuer && list.uri == *uri && (!newest || list.issued_s > newest->issued_s))
      newest = &list;
  return newest;
}

Judgement judge(const Checked& checked, std::int64_t trust_issued_s, const SignedStatusList* list,
                const Circumstances& now) {
  const std::int64_t at_s = now.at.ms / 1000;
  Judgement out;
  // A list from after the instant that is asked about is not older than it.
  out.trust_age = std::max<std::int64_t>(0, at_s - trust_issued_s);
  if (checked.fault) {
    out.reason = Reason::malformed;
    out.fault = checked.fault;
  } else if (checked.signature == Trust::Answer::unknown_issuer) {
    out.reason = Reason::unknown_issuer;
  } else if (checked.signature == Trust::Answer::bad_signature) {
    out.reason = Reason::bad_signature;
  } else {
    if (list) out.list_age = std::max<std::int64_t>(0, at_s - list->issued_s);
    out.scheme = checked.claims.scheme;
    out.upgrade_due = checked.claims.scheme < now.scheme_wanted;
    out.pass = shown(checked.claims, at_s);
    out.reason = reason_of(checked.claims, list, now, out);
  }
  out.verdict = verdict_of(out.reason);
  return out;
}

std::string explanation(const Judgement& judgement, Language language) {
  const std::string code = judgement.fault ? "verdict.fault." + std::string(json::enum_name(*judgement.fault))
                                           : "verdict." + std::string(json::enum_name(judgement.reason));
  return message(language, code);
}

Judgement verify(std::string_view token, const Trust& trust, std::span<const SignedStatusList> lists,
                 const Circumstances& circumstances, Language language) {
  const Checked checked = check_token(token, trust);
  const bool good = !checked.fault && checked.signature == Trust::Answer::good;
  const SignedStatusList* list = good ? list_for(checked.claims, trust, lists) : nullptr;
  Judgement out = judge(checked, trust.list().issued_s, list, circumstances);
  out.message = explanation(out, language);
  return out;
}

}  // namespace fugong::token
