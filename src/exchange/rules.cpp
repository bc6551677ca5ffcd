#include "exchange/rules.h"

#include <algorithm>

#include "base/validators.h"
#include "crypto/hash.h"
#include "token/status_delta.h"
#include "token/token.h"

namespace fugong::exchange {
namespace {

bool is_in_future(std::int64_t issued_s, Timestamp now) { return issued_s * 1000 > (now + clock_lead_max).ms; }

bool lies_under(std::string_view uri, std::string_view url) {
  return uri.size() > url.size() + 1 && uri.starts_with(url) && uri[url.size()] == '/';
}

bool has_zone(const std::vector<std::string>& zones, const std::string& zone) {
  return std::ranges::find(zones, zone) != zones.end();
}

std::unexpected<Error> not_for_us(const DistrictCode& to) {
  return invalid("letter.not_for_us", "aud", {{"district", to.text}});
}

Timestamp doubled(Duration first, std::int64_t times, Duration most, Timestamp now) {
  std::int64_t wait = std::min(first.ms, most.ms);
  for (std::int64_t i = 0; i < times && wait < most.ms; ++i) wait = std::min(2 * wait, most.ms);
  return now + Duration{wait};
}

}  // namespace

std::string_view refusal(const token::TrustList& list, std::int64_t kept_issued_s, Timestamp now) {
  if (is_in_future(list.issued_s, now)) return "trust.in_future";
  if (list.expires_s <= now.ms / 1000) return "trust.expired";
  if (list.issued_s < kept_issued_s) return "trust.rolled_back";
  return {};
}

std::string_view refusal(const token::SignedStatusList& list, const PeerList& wanted, Timestamp now) {
  if (list.issuer != wanted.peer) return "status.other_issuer";
  if (list.uri != wanted.uri) return "status.other_uri";
  if (is_in_future(list.issued_s, now)) return "status.in_future";
  const token::SignedStatusList kept{wanted.peer, wanted.uri, wanted.issued_s, 0, {}};  // but for its entries
  if (!token::check_newer(&kept, list)) return "status.rolled_back";
  return {};
}

std::string_view refusal(const SignedKeySet& signed_set, const DistrictCode& member, std::string_view url,
                         std::string_view fingerprint, std::int64_t kept_issued_s, Timestamp now) {
  const auto& [set, root] = signed_set;
  if (fingerprint_of(root) != fingerprint) return "key_set.other_key";
  if (set.issuer.district != member) return "key_set.other_district";
  if (is_in_future(set.issued_s, now)) return "key_set.in_future";
  if (set.issued_s < kept_issued_s) return "key_set.rolled_back";
  if (set.issuer.keys.empty()) return "key_set.no_keys";
  if (set.issuer.status_lists.size() > lists_of_peer_max) return "key_set.too_many_lists";
  if (set.issuer.url != url) return "key_set.other_url";
  for (const auto& [number, uri] : set.issuer.status_lists)
    if (!lies_under(uri, url)) return "key_set.other_url";
  return {};
}

std::string fingerprint_of(const crypto::PublicKey& key) { return crypto::to_hex(key.thumbprint()); }

Result<std::string> parse_base_url(std::string_view text) {
  constexpr std::size_t bytes_max = 200;
  while (text.ends_with('/')) text.remove_suffix(1);
  const bool known = text.starts_with("https://") || text.starts_with("http://");
  const auto host = known ? text.substr(text.find("//") + 2) : std::string_view();
  const auto is_plain = [](unsigned char c) {
    return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '@' && c != '\\';
  };
  if (host.empty() || host.front() == '/' || text.size() > bytes_max || !std::ranges::all_of(host, is_plain))
    return invalid("trust.bad_url", "url", {{"url", std::string(text.substr(0, bytes_max))}});
  return std::string(text);
}

Timestamp next_pull(std::int64_t failures, Duration every, Timestamp now) {
  return failures == 0 ? now + every : doubled(first_retry, failures - 1, every, now);
}

Timestamp next_delivery(std::int64_t attempts, Timestamp now) {
  return doubled(first_retry, attempts - 1, letter_retry_max, now);
}

RecognitionState state_at(RecognitionState stored, Timestamp expires_at, Timestamp now) {
  return stored == RecognitionState::open && now >= expires_at ? RecognitionState::lapsed : stored;
}

Status check_request(const RequestLetter& l, const DistrictCode& own, Timestamp now) {
  if (l.to != own) return not_for_us(l.to);
  if (l.from == own) return invalid("letter.from_ourselves", "iss");
  if (is_in_future(l.issued_s, now)) return invalid("letter.in_future", "iat");
  if (l.expires_s * 1000 <= now.ms) return invalid("letter.expired", "exp");
  if ((l.expires_s - l.issued_s) * 1000 > request_lasts_max.ms) return invalid("letter.lasts_too_long", "exp");
  const Journey& j = l.journey;
  if (j.valid_until <= j.valid_from || j.valid_until <= now) return invalid("letter.journey_over", "valid_until");
  if (j.route.empty() || j.enterprise_name.empty())
    return invalid("letter.incomplete", j.route.empty() ? "route" : "enterprise_name");
  FG_TRY(const std::string plate, parse_plate(j.plate, "plate"));
  if (plate != j.plate) return invalid("plate.format", "plate");
  return {};
}

Status check_wanted(const std::vector<std::string>& zones) {
  if (zones.size() > letter_zones_max)
    return invalid("recognition.too_many_zones", "zones", {{"limit", std::to_string(letter_zones_max)}});
  for (std::size_t i = 0; i < zones.size(); ++i)
    if (zones[i].empty() || zones[i].size() > token::text_bytes_max ||
        std::ranges::any_of(zones[i], [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
      return invalid("recognition.bad_zone", "zones[" + std::to_string(i) + "]");
  return {};
}

Status check_answer(const Answer& answer, const std::vector<std::string>& own_zones) {
  if (answer.reason.size() > reason_bytes_max)
    return invalid("recognition.reason_too_long", "reason", {{"limit", std::to_string(reason_bytes_max / 3)}});
  if (!answer.granted) {
    if (!answer.zones.empty()) return invalid("recognition.no_zones", "zones");
    if (answer.reason.empty()) return invalid("recognition.reason_needed", "reason");
    return {};
  }
  if (answer.zones.empty()) return invalid("recognition.zones_needed", "zones");
  if (answer.zones.size() > letter_zones_max)
    return invalid("recognition.too_many_zones", "zones", {{"limit", std::to_string(letter_zones_max)}});
  for (std::size_t i = 0; i < answer.zones.size(); ++i) {
    const std::string field = "zones[" + std::to_string(i) + "]";
    if (!has_zone(own_zones, answer.zones[i]))
      return invalid("recognition.unknown_zone", field, {{"zone", answer.zones[i]}});
    if (std::ranges::count(answer.zones, answer.zones[i]) > 1) return invalid("recognition.zone_twice", field);
  }
  return {};
}

Status check_answer(const AnswerLetter& l, const DistrictCode& own, const std::vector<std::string>& own_zones,
                    Timestamp now) {
  if (l.to != own) return not_for_us(l.to);
  if (is_in_future(l.issued_s, now)) return invalid("letter.in_future", "iat");
  if (l.answer.granted == l.answer.zones.empty()) return invalid("letter.incomplete", "zones");
  for (const std::string& zone : l.answer.zones)
    if (has_zone(own_zones, zone)) return invalid("letter.not_their_zone", "zones", {{"zone", zone}});
  return {};
}

std::string join_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out.append(out.empty() ? "" : "\n").append(line);
  return out;
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace fugong::exchange
