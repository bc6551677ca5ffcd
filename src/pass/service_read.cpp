// Reading passes, publishing the signed lists, counting for the bulletin.
#include <map>

#include "crypto/hash.h"
#include "pass/acts.h"
#include "pass/publisher.h"
#include "pass/serials.h"
#include "pass/travel.h"
#include "pass/wallets.h"
#include "token/qr.h"

namespace fugong::pass {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

PassLine line_of(const Pass& p, const DistrictCode& district, const policy::Pack& pack, const Context& context) {
  return {p.id,
          number_of(district, p.serial),
          p.kind,
          kind_name(pack, p.kind, context.language),
          p.enterprise,
          p.holder,
          p.subject,
          p.issued_at,
          p.not_before,
          p.expires_at,
          state_at(p.state, p.expires_at, context.now)};
}

}  // namespace

Service::Service(ServiceOptions options)
    : o_(std::move(options)), serials_(std::make_unique<SerialPool>(o_)), publisher_(std::make_unique<Publisher>(o_)),
      wallets_(std::make_unique<Wallets>(o_, *serials_)), travel_(std::make_unique<Travel>(o_)) {}
Service::~Service() = default;

Result<http::Page<PassLine>> Service::list(db::Session& session, const Context& context, const PassFilter& filter) {
  FG_TRY(const std::string enterprise, readable_enterprise(context.actor, filter.enterprise));
  FG_TRY(const int limit, page_limit(filter.limit));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  PassQuery query{.enterprise = enterprise,
                  .kind = filter.kind.value_or(""),
                  .state = filter.state,
                  .limit = limit + 1,
                  .now = context.now};
  if (filter.after) {
    const auto serial = serial_of(o_.district, *filter.after);
    if (!serial) return invalid("pass.bad_cursor", "after");
    query.before = *serial;
  }
  if (filter.number) {
    const auto serial = serial_of(o_.district, *filter.number);
    if (!serial) return invalid("pass.bad_number", "number", {{"district", o_.district.text}});
    query.serial = *serial;
  }
  return to_page(
      Store(o_.district, session).page(query), limit,
      [&](const Pass& p) { return line_of(p, o_.district, *rules.pack, context); },
      [&](const Pass& p) { return number_of(o_.district, p.serial); });
}

Result<PassView> Service::view(db::Session& session, const Context& context, const PassId& id) {
  FG_TRY(Pass pass, readable(o_, session, context, id));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  PassView out{.line = line_of(pass, o_.district, *rules.pack, context)};
  out.status_list = list_of(pass.serial);
  out.status_index = index_of(pass.serial);
  if (const auto token = token::read_token(pass.token)) {
    out.zones = token->claims.zones;
    if (!token->claims.route.empty()) out.route = token->claims.route;
    out.scheme = token->claims.scheme;
    out.key_id = crypto::to_hex(token->message.key_id().value_or(""));
  }
  out.token = std::move(pass.token);
  if (!pass.replaces.empty()) out.replaces = PassId{pass.replaces};
  if (!pass.reason.empty() || pass.changed_at != pass.issued_at) {
    out.changed_at = pass.changed_at;
    if (!pass.reason.empty()) out.reason = pass.reason;
  }
  return out;
}

Result<http::File> Service::qr_svg_file(db::Session& session, const Context& context, const PassId& id) {
  FG_TRY(const Pass pass, readable(o_, session, context, id));
  FG_TRY(std::string svg, token::qr_svg(pass.token));
  return http::File{"image/svg+xml", {}, std::move(svg)};
}

Result<http::File> Service::qr_png_file(db::Session& session, const Context& context, const PassId& id) {
  FG_TRY(const Pass pass, readable(o_, session, context, id));
  FG_TRY(std::string png, token::qr_png(pass.token));
  return http::File{"image/png", {}, std::move(png)};
}

Result<http::File> Service::cwt_file(db::Session& session, const Context& context, const PassId& id) {
  FG_TRY(const Pass pass, readable(o_, session, context, id));
  auto token = token::read_token(pass.token);
  if (!token || state_at(pass.state, pass.expires_at, context.now) != PassState::valid)
    return fail(ErrorKind::conflict, "pass.not_valid_to_export");
  FG_CHECK(follow_keys(o_, session));
  token->claims.status_uri = publisher_->uri(token->claims.list);
  token->claims.issued_s = context.now.ms / 1000;  // of the key that signs today
  return http::File{
      "application/cwt", number_of(o_.district, pass.serial) + ".cwt",
      token::cose::Sealer(o_.keys.passes, token::cose::Type::pass).seal(token::encode_claims(token->claims))};
}

Result<std::string> Service::trust_list(db::Session& session, Timestamp now) {
  // While the city's list does not know a key or a list of ours yet, the own gates are better served with our own.
  const CityTrustPtr city = o_.hooks.city_trust ? o_.hooks.city_trust(session, now) : nullptr;
  if (city && token::speaks_for(city->trust.list(), issuer(session, now), now)) return city->bytes;
  return publisher_->trust_list(session, now);
}
Result<std::string> Service::status_list(db::Session& session, std::int64_t number, Timestamp now) {
  return publisher_->status_list(session, number, now);
}

Result<std::string> Service::status_delta(db::Session& session, std::int64_t number, std::int64_t since_s,
                                          Timestamp now) {
  return publisher_->status_delta(session, number, since_s, now);
}

Result<token::GatePolicy> Service::gate_policy(db::Session& session, Timestamp now) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::GateRules& gate = rules.pack->gate;
  Store store(o_.district, session);
  const std::string& name = o_.name.empty() ? o_.district.text : o_.name;
  token::GatePolicy out{
      .district = o_.district.text, .name = {name, o_.name_en.empty() ? name : o_.name_en}, .now = now};
  out.leeway_s = gate.leeway_s;
  out.trust_age_s_max = gate.trust_age_s_max;
  out.list_age_s_max = gate.list_age_s_max;
  out.proof_past_s = gate.proof_past_s;
  out.proof_future_s = gate.proof_future_s;
  out.repeat_s = gate.repeat_s;
  out.key_notice_s = gate.key_notice_s;
  for (const policy::Zone& zone : rules.pack->zones)
    if (zone.district.empty()) out.zones.push_back({zone.id, zone.name});
  for (const policy::PassKind& kind : rules.pack->pass_kinds) {
    const Schemes schemes = schemes_at(kind, store.called_in(kind.id), now);
    out.kinds.push_back({kind.id, kind.name, std::string(json::enum_name(kind.holder)), kind.asks_plate, kind.asks_zone,
                         schemes.min, schemes.wanted, schemes.upgrade_until});
  }
  return out;
}

Counts Service::counts(db::Session& session, Timestamp until) {
  Counts out;
  for (auto& [kind, passes, enterprises] : Store(o_.district, session).counts(until))
    out.kinds.push_back({std::move(kind), passes, enterprises});
  out.scans = scan_counts(session, {until.ms - day_ms}, until);
  return out;
}

Counts Service::counts_now(db::Session& session, Timestamp now) {
  Store store(o_.district, session);
  Counts out;
  for (const db::Count& c : store.tally().of("issued")) out.kinds.push_back({c.key, c.value, 0});
  for (const db::Count& c : store.tally().of("enterprises"))
    for (KindCount& kind : out.kinds)
      if (kind.kind == c.key) kind.enterprises = c.value;
  out.scans = scan_counts(session, {now.ms - day_ms}, now);
  return out;
}

// Whole quarters of an hour from the rollup, what is left of the first and the last from the scans themselves.
std::vector<VerdictCount> Service::scan_counts(db::Session& session, Timestamp from, Timestamp to) {
  Store store(o_.district, session);
  const std::int64_t first = quarter_of(from + milliseconds(quarter_ms - 1)), end = quarter_of(to);
  std::map<std::string, std::int64_t> sums;
  const auto add = [&](Timestamp a, Timestamp b) {
    for (auto& [verdict, count] : store.verdicts(a, b)) sums[verdict] += count;
  };
  if (first >= end) {
    add(from, to);
  } else {
    add(from, {first * quarter_ms});
    for (const db::Count& c : store.tally().of("scans", first, end - 1)) sums[c.key] += c.value;
    add({end * quarter_ms}, to);
  }
  std::vector<VerdictCount> out;
  for (auto& [verdict, count] : sums)
    if (count != 0) out.push_back({verdict, count});
  return out;
}

bool Service::is_counted(db::Session& session) {
  const auto version = Store(o_.district, session).tally().of("version");
  return version.size() == 1 && version[0].slot == tallies_version;
}

std::vector<db::CountDifference> Service::check_counts(db::Session& session) {
  Store store(o_.district, session);
  return db::differences(store.tally().all(), store.counted_again());
}

void Service::count_again(db::Session& session) {
  Store store(o_.district, session);
  store.tally().replace(store.counted_again());
}

std::vector<Issuance> Service::issuances(db::Session& session, const EnterpriseId& enterprise) {
  return Store(o_.district, session).issuances(enterprise);
}

bool Service::holds_pass(db::Session& session, const std::string& holder, Timestamp now) {
  return !Store(o_.district, session).live_of_holder(holder, now).empty();
}

}  // namespace fugong::pass
