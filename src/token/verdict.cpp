#include "token/verdict.h"

#include <algorithm>

#include "base/json.h"

namespace fugong::token {
namespace {

Verdict verdict_of(Reason reason) {
  switch (reason) {
    case Reason::valid: return Verdict::green;
    case Reason::test_pending: return Verdict::grey;
    case Reason::unknown_issuer:
    case Reason::trust_too_old:
    case Reason::status_missing:
    case Reason::status_too_old: return Verdict::unknown;
    default: return Verdict::red;
  }
}

std::optional<std::string> given(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

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

// Whether the phone that the pass is bound to is here and now. `seen` by this gate means: not a second time.
std::optional<Reason> fault_of_showing(const Claims& c, const std::optional<Shown>& proof, const Circumstances& now) {
  const std::int64_t at_s = now.at.ms / 1000;
  if (!proof) {
    if (c.scheme > scheme_printed) return Reason::proof_stale;  // a picture of the pass without its phone
    const bool repeated = std::ranges::any_of(now.seen, [&](const Seen& s) {
      return s.id == c.id && s.at <= now.at && now.at.ms - s.at.ms < now.repeat_s * 1000;
    });
    return repeated ? std::optional(Reason::replayed) : std::nullopt;
  }
  const std::int64_t offset_s = proof->at_s - at_s;
  if (offset_s > now.proof_future_s) return offset_s < clock_wrong_s_max ? Reason::clock_wrong : Reason::proof_stale;
  if (offset_s < -now.proof_past_s) return Reason::proof_stale;
  const bool answers = !now.challenge.empty() && proof->challenge == now.challenge;
  const bool answers_another = !now.challenge.empty() && !proof->challenge.empty() && !answers;
  if (answers_another || (c.scheme >= scheme_challenged && !answers)) return Reason::proof_stale;
  const bool repeated =
      std::ranges::any_of(now.seen, [&](const Seen& s) { return s.id == c.id && s.proof_s == proof->at_s; });
  return repeated ? std::optional(Reason::replayed) : std::nullopt;
}

KindSchemes schemes_of(const Claims& c, const Circumstances& now) {
  const auto own = std::ranges::find(now.schemes, c.kind, &KindSchemes::kind);
  return own == now.schemes.end() ? KindSchemes{c.kind, now.scheme_min, now.scheme_wanted} : *own;
}

// Why a pass with a good signature is not green; the first that applies, the gravest first.
Reason reason_of(const Checked& checked, const SignedStatusList* list, const Circumstances& now,
                 const Judgement& ages) {
  const Claims& c = checked.claims;
  const std::int64_t at_s = now.at.ms / 1000;
  const PassStatus status = list ? list->entries.at(c.index) : PassStatus::valid;
  if (status == PassStatus::revoked) return Reason::revoked;
  if (status == PassStatus::suspended) return Reason::suspended;
  if (at_s >= c.expires_s) return Reason::expired;
  if (at_s < c.not_before_s - now.leeway_s) return Reason::not_yet_valid;
  if (c.scheme < schemes_of(c, now).min) return Reason::scheme_too_old;
  if (!now.plate.empty() && !c.plate.empty() && now.plate != c.plate) return Reason::wrong_plate;
  if (!now.zone.empty() && !c.zones.empty() && std::ranges::find(c.zones, now.zone) == c.zones.end())
    return Reason::wrong_zone;
  if (c.health && colour_at(*c.health, at_s) == Colour::red) return Reason::test_overdue;
  if (const auto fault = fault_of_showing(c, checked.proof, now)) return *fault;
  if (*ages.trust_age > now.trust_age_s_max) return Reason::trust_too_old;
  if (!list && now.status_required) return Reason::status_missing;
  if (list && *ages.list_age > now.list_age_s_max) return Reason::status_too_old;
  if (c.health && colour_at(*c.health, at_s) == Colour::grey) return Reason::test_pending;
  return Reason::valid;
}

}  // namespace

Checked check_token(std::string_view text, const Trust& trust) {
  auto token = read_token(text);
  if (!token) return {.fault = token.error()};
  Checked out{.signature = trust.verify(token->message, token->claims.issuer, token->claims.issued_s)};
  if (token->proof) {
    if (out.signature == Trust::Answer::good && !proof_is_valid(*token->proof, *token->claims.holder_key))
      out.signature = Trust::Answer::bad_signature;  // another phone's
    out.proof = Shown{token->proof->at_s, std::move(token->proof->challenge)};
  }
  out.claims = std::move(token->claims);
  return out;
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
  } else if (checked.signature == Trust::Answer::unknown_key && *out.trust_age > now.key_notice_s) {
    out.reason = Reason::trust_too_old;  // the key may be younger than the list
  } else if (checked.signature != Trust::Answer::good) {
    out.reason = Reason::bad_signature;
  } else {
    if (list) out.list_age = std::max<std::int64_t>(0, at_s - list->issued_s);
    out.scheme = checked.claims.scheme;
    out.upgrade_due = checked.claims.scheme < schemes_of(checked.claims, now).wanted;
    out.pass = shown(checked.claims, at_s);
    if (checked.proof) out.clock_offset = checked.proof->at_s - at_s;
    out.reason = reason_of(checked, list, now, out);
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
