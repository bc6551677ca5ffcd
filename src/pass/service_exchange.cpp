// What exchange/ needs of passes: the district's own entry for the city, its signature, and passes that lead elsewhere.
#include <algorithm>

#include "pass/acts.h"
#include "pass/publisher.h"
#include "token/token.h"

namespace fugong::pass {
namespace {

struct Found {
  Pass pass;
  token::Claims claims;
};

// A vehicle's pass that is good now.
Result<Found> good_pass(Store& store, const PassId& id, Timestamp now) {
  auto pass = store.find(id);
  if (!pass) return fail(ErrorKind::not_found, "pass.not_found");
  switch (state_at(pass->state, pass->expires_at, now)) {
    case PassState::valid: break;
    case PassState::suspended: return fail(ErrorKind::conflict, "pass.already_suspended");
    case PassState::revoked: return fail(ErrorKind::conflict, "pass.already_revoked");
    case PassState::expired: return fail(ErrorKind::conflict, "pass.has_expired");
  }
  auto token = token::read_token(pass->token);
  if (!token || token->claims.plate.empty() || token->claims.route.empty()) return invalid("pass.no_route", "pass");
  return Found{std::move(*pass), std::move(token->claims)};
}

// Where the pass leads already; an empty list means the whole district.
std::vector<std::string> zones_of(const token::Claims& claims, const policy::Pack& pack, const DistrictCode& district) {
  if (!claims.zones.empty()) return claims.zones;
  std::vector<std::string> out;
  for (const policy::Zone& zone : pack.zones)
    if (zone.district.empty() || zone.district == district.text) out.push_back(zone.id);
  if (out.empty()) out.push_back(district.text);
  return out;
}

}  // namespace

token::TrustedIssuer Service::issuer(db::Session& session, Timestamp now) {
  return publisher_->trust(session, now)->list().issuers.front();
}

std::string Service::seal(db::Session&, token::cose::Type type, std::string_view payload, Timestamp) {
  return token::cose::Sealer(o_.keys.status, type).seal(payload);
}

Result<RecognitionFacts> Service::recognition_facts(db::Session& session, const PassId& id, Timestamp now) {
  Store store(o_.district, session);
  FG_TRY(Found found, good_pass(store, id, now));
  RecognitionFacts out{found.pass.enterprise, std::move(found.claims.plate), std::move(found.claims.route), {},
                       found.pass.not_before, found.pass.expires_at};
  // Between where the journey starts and where it ends.
  if (const auto trip = trip_of(session, id))
    for (std::size_t i = 1; i + 1 < trip->route.size(); ++i) out.entry_points.push_back(trip->route[i].place);
  return out;
}

Result<PassReceipt> Service::add_zones(db::Session& session, const PassId& id, const std::vector<std::string>& zones,
                                       Timestamp now, const Actor& by) {
  Store store(o_.district, session);
  FG_TRY(Found found, good_pass(store, id, now));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  token::Claims& claims = found.claims;
  claims.zones = zones_of(claims, *rules.pack, o_.district);
  for (const std::string& zone : zones)
    if (std::ranges::find(claims.zones, zone) == claims.zones.end()) claims.zones.push_back(zone);
  if (claims.zones.size() > token::zones_max)
    return fail(ErrorKind::conflict, "pass.zones_full", "zones", {{"limit", std::to_string(token::zones_max)}});
  FG_CHECK(follow_keys(o_, session));
  claims.issued_s = now.ms / 1000;  // of the key that signs today
  const std::string token = token::mint(claims, token::cose::Sealer(o_.keys.passes, token::cose::Type::pass));
  if (token.size() > token::token_characters_max) return fail(ErrorKind::conflict, "pass.zones_full", "zones");
  if (!store.save_token(id, token, found.pass.token)) return fail(ErrorKind::conflict, "pass.issued_meanwhile");
  json::Array added;
  for (const std::string& zone : zones) added.emplace_back(zone);
  audit::append(session, audit_entry(o_, now, by, "pass.add_zones", "pass", id.text, {{"zones", std::move(added)}}));
  publish(o_, session, "pass", {{"pass", id.text}});
  return PassReceipt{id, number_of(o_.district, found.pass.serial), found.pass.state, found.pass.changed_at};
}

}  // namespace fugong::pass
