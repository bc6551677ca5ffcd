#include "token/status_delta.h"
#include "token/cwt.h"

#include <optional>

namespace fugong::token {
namespace {

using cbor::Value;

constexpr std::int64_t claim_since = -65550, claim_entries = -65551;
constexpr std::int64_t index_max = static_cast<std::int64_t>(status_list_raw_bytes_max) * 4 - 1;
constexpr std::size_t signed_bytes_max = 256 * 1024;

std::optional<std::int64_t> whole_number(const Value* v) {
  return v && v->integer() && *v->integer() >= 0 ? std::optional(*v->integer()) : std::nullopt;
}

bool read_entry(const Value& v, std::int64_t after, std::pair<std::int64_t, PassStatus>& out) {
  const auto* pair = v.as<cbor::Array>();
  const auto index = pair && pair->size() == 2 ? whole_number(&(*pair)[0]) : std::nullopt;
  const auto status = index ? whole_number(&(*pair)[1]) : std::nullopt;
  if (!status || *index <= after || *index > index_max || *status > static_cast<std::int64_t>(PassStatus::suspended))
    return false;
  out = {*index, static_cast<PassStatus>(*status)};
  return true;
}

std::optional<SignedStatusDelta> read_delta(const Value& whole) {
  const Value* iss = whole.find(cwt::iss);
  const Value* sub = whole.find(cwt::sub);
  const auto iat = whole_number(whole.find(cwt::iat)), since = whole_number(whole.find(claim_since));
  const Value* entries = whole.find(claim_entries);
  const auto* items = entries ? entries->as<cbor::Array>() : nullptr;
  if (!iss || !iss->text() || !sub || !sub->text() || !iat || !since || *since > *iat || !items ||
      items->size() > status_delta_entries_max || whole.as<cbor::Map>()->size() != 5)
    return std::nullopt;
  SignedStatusDelta out{{*iss->text()}, *sub->text(), *iat, *since, {}};
  out.entries.reserve(items->size());
  std::int64_t last = -1;
  for (const Value& v : *items) {
    if (!read_entry(v, last, out.entries.emplace_back())) return std::nullopt;
    last = out.entries.back().first;
  }
  return out;
}

}  // namespace

std::string seal_status_delta(const SignedStatusDelta& delta, const crypto::Signer& issuer) {
  cbor::Array entries;
  entries.reserve(delta.entries.size());
  for (const auto& [index, status] : delta.entries)
    entries.push_back(cbor::Array{index, static_cast<std::int64_t>(status)});
  const Value payload = cbor::Map{{cwt::iss, cbor::Text{delta.issuer.text}},
                                  {cwt::sub, cbor::Text{delta.uri}},
                                  {cwt::iat, delta.issued_s},
                                  {claim_since, delta.since_s},
                                  {claim_entries, std::move(entries)}};
  return cose::Sealer(issuer, cose::Type::status_delta).seal(cbor::encode(payload));
}

Result<SignedStatusDelta> open_status_delta(std::string_view bytes, const Trust& trust) {
  const auto refused = [](const char* code) { return fail(ErrorKind::malformed, code); };
  if (bytes.size() > signed_bytes_max) return refused("status.malformed");
  const auto message = cose::parse(bytes);
  if (!message || !message->is(cose::Type::status_delta)) return refused("status.malformed");
  const auto whole = cbor::decode(message->payload);
  auto delta = whole ? read_delta(*whole) : std::nullopt;
  if (!delta) return refused("status.malformed");
  switch (trust.verify(*message, delta->issuer, delta->issued_s)) {
    case Trust::Answer::good: return std::move(*delta);
    case Trust::Answer::unknown_issuer: return refused("status.unknown_issuer");
    case Trust::Answer::unknown_key:
    case Trust::Answer::bad_signature: break;
  }
  return refused("status.signature");
}

Result<SignedStatusList> apply(SignedStatusList list, const SignedStatusDelta& delta) {
  if (!(list.issuer == delta.issuer) || list.uri != delta.uri) return fail(ErrorKind::conflict, "status.other_list");
  if (list.issued_s < delta.since_s) return fail(ErrorKind::conflict, "status.gap");
  if (list.issued_s > delta.issued_s) return fail(ErrorKind::conflict, "status.rolled_back");
  for (const auto& [index, status] : delta.entries) list.entries.set(index, status);
  list.issued_s = delta.issued_s;
  return list;
}

Status check_newer(const SignedStatusList* kept, const SignedStatusList& fresh) {
  if (!kept) return {};
  if (!(kept->issuer == fresh.issuer) || kept->uri != fresh.uri) return fail(ErrorKind::conflict, "status.other_list");
  if (fresh.issued_s < kept->issued_s) return fail(ErrorKind::conflict, "status.rolled_back");
  return {};
}

}  // namespace fugong::token
