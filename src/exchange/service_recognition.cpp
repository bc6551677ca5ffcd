// A commuter vehicle of one district on the roads of another: asked for here, decided there, and the other way round.
#include <algorithm>

#include "crypto/hash.h"
#include "exchange/courier.h"
#include "exchange/service.h"
#include "exchange/store.h"
#include "identity/rights.h"

namespace fugong::exchange {
namespace {

constexpr std::size_t digest_bytes = 16;

std::string digest_of(std::string_view payload) {
  return crypto::to_hex(crypto::as_bytes(crypto::sha256(payload)).substr(0, digest_bytes));
}

Result<int> page_limit(const std::optional<int>& limit) {
  if (limit && (*limit < 1 || *limit > page_size_max))
    return invalid("exchange.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return limit.value_or(page_size_default);
}

std::optional<std::string> given_text(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

std::unexpected<Error> alone() { return fail(ErrorKind::conflict, "exchange.alone"); }

RecognitionState state_of(const Answer& answer) {
  return answer.granted ? RecognitionState::granted : RecognitionState::refused;
}

}  // namespace

// A district without zones of its own is one zone, named by its code.
Result<std::vector<std::string>> Service::own_zones(db::Session& session) {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  std::vector<std::string> zones;
  for (const policy::Zone& zone : rules.pack->zones)
    if (zone.district.empty() || zone.district == o_.district.text) zones.push_back(zone.id);
  if (zones.empty()) zones.push_back(o_.district.text);
  return zones;
}

Result<const token::TrustedIssuer*> Service::neighbour(const pass::CityTrustPtr& city, const DistrictCode& code) const {
  if (!city) return alone();
  if (code == o_.district) return invalid("recognition.own_district", "to");
  const auto& issuers = city->trust.list().issuers;
  const auto found = std::ranges::find(issuers, code, &token::TrustedIssuer::district);
  if (found == issuers.end())
    return fail(ErrorKind::not_found, "recognition.unknown_district", "to", {{"district", code.text}});
  if (found->url.empty()) return fail(ErrorKind::conflict, "recognition.no_address", "to", {{"district", found->name}});
  return &*found;
}

Result<std::string> Service::address_of(db::Session& session, const DistrictCode& peer, Timestamp now) {
  const pass::CityTrustPtr city = city_trust(session, now);
  FG_TRY(const auto* issuer, neighbour(city, peer));
  return issuer->url;
}

void Service::post(db::Session& session, token::cose::Type type, const Recognition& about, std::string_view payload,
                   Timestamp now, Timestamp until) {
  // Signed now: a key that retires before the letter arrives is believed for what it signed until then.
  const Parcel parcel{about.id, type == token::cose::Type::district_answer,
                      stored(o_.passes.seal(session, type, payload, now))};
  o_.outbox.put(session, {std::string(courier_channel), "recognition", about.peer.text, json::write(parcel), until},
                now);
}

void Service::note_delivery(db::Session& session, const RecognitionId& id, std::string_view trouble, Timestamp now) {
  Store store(o_.district, session);
  if (trouble.empty()) store.note_delivered(id, now);
  else store.note_undelivered(id, trouble);
  publish(session, id);
}

void Service::publish(db::Session& session, const RecognitionId& id) {
  if (!o_.events) return;
  session.after_commit([hub = o_.events, text = json::write_value(json::Object{{"id", id.text}})] {
    hub->publish({"recognition", text});
  });
}

RecognitionView Service::view_of(const Recognition& r, const pass::CityTrustPtr& city, const Context& context) {
  RecognitionView out{.id = r.id,
                      .direction = r.direction,
                      .peer = r.peer,
                      .peer_name = r.peer.text,
                      .plate = r.plate,
                      .route = r.route,
                      .entry_points = split_lines(r.entry_points),
                      .valid_from = r.valid_from,
                      .valid_until = r.valid_until,
                      .enterprise_name = r.enterprise_name,
                      .wanted = split_lines(r.wanted),
                      .state = state_at(r.state, r.expires_at, context.now),
                      .made_at = r.made_at,
                      .expires_at = r.expires_at,
                      .answered_at = r.answered_at,
                      .zones = split_lines(r.zones),
                      .reason = given_text(r.reason)};
  if (city)
    for (const token::TrustedIssuer& issuer : city->trust.list().issuers)
      if (issuer.district == r.peer) out.peer_name = issuer.name;
  if (!r.pass.empty()) out.pass = PassId{r.pass};
  if (r.received_at.ms > 0) out.received_at = r.received_at;
  if (!r.trouble.empty()) {
    out.trouble = r.trouble;
    out.message = message(context.language, r.trouble);
  }
  if (r.direction == Direction::sent || r.state != RecognitionState::open) {
    DeliveryView& d =
        out.delivery.emplace(DeliveryView{r.delivered_at, r.deliveries_failed, given_text(r.delivery_trouble), {}});
    if (d.trouble) d.message = message(context.language, *d.trouble);
  }
  return out;
}

Result<RecognitionView> Service::ask(db::Session& session, const Context& context, const RecognitionBody& body) {
  FG_CHECK(identity::require(context.actor, "recognition.request"));
  return ask_about(session, context, body);
}

Result<RecognitionView> Service::ask_about(db::Session& session, const Context& context, const RecognitionBody& body) {
  const pass::CityTrustPtr city = city_trust(session, context.now);
  FG_TRY([[maybe_unused]] const auto* peer, neighbour(city, body.to));
  const std::vector<std::string> wanted = body.zones.value_or(std::vector<std::string>{});
  FG_CHECK(check_wanted(wanted));
  FG_TRY(pass::RecognitionFacts facts, o_.passes.recognition_facts(session, body.pass, context.now));
  facts.entry_points.resize(std::min(facts.entry_points.size(), entry_points_max));
  FG_TRY(const enterprise::Facts enterprise, o_.enterprises.facts(session, facts.enterprise));
  Store store(o_.district, session);
  if (store.open_one_exists(body.pass.text, body.to, context.now))
    return fail(ErrorKind::conflict, "recognition.open_already");
  const Timestamp until = std::min(context.now + answer_awaited, facts.expires_at);
  Recognition r{.id = RecognitionId::make(context.now, o_.random),
                .direction = Direction::sent,
                .peer = body.to,
                .pass = body.pass.text,
                .plate = facts.plate,
                .route = facts.route,
                .entry_points = join_lines(facts.entry_points),
                .valid_from = facts.not_before,
                .valid_until = facts.expires_at,
                .enterprise_name = enterprise.name,
                .wanted = join_lines(wanted),
                .made_at = context.now,
                .expires_at = until,
                .asked_by = context.actor.person.text};
  const RequestLetter letter{
      o_.district,
      body.to,
      context.now.ms / 1000,
      until.ms / 1000,
      r.id,
      {r.plate, r.route, facts.entry_points, r.valid_from, r.valid_until, r.enterprise_name, wanted}};
  const std::string payload = encode(letter);
  r.digest = digest_of(payload);
  store.insert(r);
  post(session, token::cose::Type::district_request, r, payload, context.now, until);
  publish(session, r.id);
  audit(session, context, "recognition.request", "recognition", r.id.text, {{"pass", r.pass}, {"to", r.peer.text}});
  return view_of(r, city, context);
}

Result<PreparedRequest> Service::prepare_request(db::Session& session, Timestamp now, std::string_view bytes) {
  const pass::CityTrustPtr city = city_trust(session, now);
  if (!city) return alone();
  FG_TRY(RequestLetter letter, open_request(bytes, city->trust));
  FG_CHECK(check_request(letter, o_.district, now));
  std::string digest = digest_of(encode(letter));
  return PreparedRequest{std::move(letter), std::move(digest)};
}

Result<LetterReceipt> Service::receive(db::Session& session, Timestamp now, const PreparedRequest& prepared) {
  const auto& [l, digest] = prepared;
  Store store(o_.district, session);
  if (const auto known = store.recognition(l.id)) {
    if (known->direction == Direction::received && known->peer == l.from && known->digest == digest)
      return LetterReceipt{l.id, true};
    return fail(ErrorKind::conflict, "letter.id_taken", "cti");
  }
  if (store.open_received(l.from, now) >= open_received_max) return fail(ErrorKind::rate_limited, "letter.queue_full");
  store.insert(Recognition{.id = l.id,
                           .direction = Direction::received,
                           .peer = l.from,
                           .plate = l.journey.plate,
                           .route = l.journey.route,
                           .entry_points = join_lines(l.journey.entry_points),
                           .valid_from = l.journey.valid_from,
                           .valid_until = l.journey.valid_until,
                           .enterprise_name = l.journey.enterprise_name,
                           .wanted = join_lines(l.journey.zones),
                           .made_at = {l.issued_s * 1000},
                           .expires_at = {l.expires_s * 1000},
                           .received_at = now,
                           .digest = digest});
  publish(session, l.id);
  note_in_audit_log(session, now, "recognition.receive", "recognition", l.id.text, {{"from", l.from.text}});
  return LetterReceipt{l.id, false};
}

Result<RecognitionView> Service::answer(db::Session& session, const Context& context, const RecognitionId& id,
                                        const AnswerBody& body) {
  FG_CHECK(identity::require(context.actor, "recognition.answer"));
  Store store(o_.district, session);
  auto r = store.recognition(id);
  if (!r || r->direction != Direction::received) return fail(ErrorKind::not_found, "recognition.not_found");
  if (r->state != RecognitionState::open) return fail(ErrorKind::conflict, "recognition.answered");
  if (state_at(r->state, r->expires_at, context.now) == RecognitionState::lapsed)
    return fail(ErrorKind::conflict, "recognition.has_lapsed");
  const Answer answer{body.granted, body.zones.value_or(std::vector<std::string>{}), body.reason.value_or("")};
  FG_TRY(const auto zones, own_zones(session));
  FG_CHECK(check_answer(answer, zones));
  r->state = state_of(answer);
  r->zones = join_lines(answer.zones);
  r->reason = answer.reason;
  r->answered_at = context.now;
  r->answered_by = context.actor.person.text;
  if (!store.answer(*r)) return fail(ErrorKind::conflict, "recognition.answered");
  const AnswerLetter letter{o_.district, r->peer, context.now.ms / 1000, r->id, answer};
  post(session, token::cose::Type::district_answer, *r, encode(letter), context.now,
       std::min(r->valid_until, context.now + request_lasts_max));
  publish(session, r->id);
  audit(session, context, answer.granted ? "recognition.grant" : "recognition.refuse", "recognition", r->id.text,
        {{"to", r->peer.text}, {"zones", r->zones}, {"reason", r->reason}});
  return view_of(*r, city_trust(session, context.now), context);
}

Result<PreparedAnswer> Service::prepare_answer(db::Session& session, Timestamp now, std::string_view bytes) {
  const pass::CityTrustPtr city = city_trust(session, now);
  if (!city) return alone();
  FG_TRY(AnswerLetter letter, open_answer(bytes, city->trust));
  FG_TRY(const auto zones, own_zones(session));
  FG_CHECK(check_answer(letter, o_.district, zones, now));
  return PreparedAnswer{std::move(letter)};
}

Result<LetterReceipt> Service::receive(db::Session& session, Timestamp now, const PreparedAnswer& prepared) {
  const AnswerLetter& l = prepared.letter;
  Store store(o_.district, session);
  auto r = store.recognition(l.request);
  if (!r || r->direction != Direction::sent || r->peer != l.from)
    return fail(ErrorKind::not_found, "letter.unknown_request", "cti");
  if (r->state != RecognitionState::open) {
    const bool same =
        r->state == state_of(l.answer) && r->zones == join_lines(l.answer.zones) && r->reason == l.answer.reason;
    if (same) return LetterReceipt{r->id, true};
    return fail(ErrorKind::conflict, "letter.answered_otherwise", "cti");
  }
  r->state = state_of(l.answer);
  r->zones = join_lines(l.answer.zones);
  r->reason = l.answer.reason;
  r->answered_at = now;
  if (l.answer.granted) {
    Actor by;
    by.person_name = l.from.text;
    const auto changed = o_.passes.add_zones(session, PassId{r->pass}, l.answer.zones, now, by);
    if (!changed)
      r->trouble = changed.error().code;  // revoked meanwhile, say: the answer stands, the pass does not change
  }
  store.answer(*r);
  publish(session, r->id);
  note_in_audit_log(session, now, "recognition.answered", "recognition", r->id.text,
                    {{"by", l.from.text}, {"granted", l.answer.granted}, {"zones", r->zones}, {"trouble", r->trouble}});
  return LetterReceipt{r->id, false};
}

Result<http::Page<RecognitionView>> Service::recognitions(db::Session& session, const Context& context,
                                                          const RecognitionFilter& filter) {
  FG_CHECK(identity::require(context.actor, "recognition.read"));
  FG_TRY(const int limit, page_limit(filter.limit));
  if (filter.after && !is_uuid(*filter.after)) return invalid("exchange.bad_cursor", "after");
  RecognitionQuery query{.before = filter.after.value_or(""), .limit = limit + 1, .now = context.now};
  if (filter.direction) query.direction = json::enum_name(*filter.direction);
  if (filter.state) query.state = json::enum_name(*filter.state);
  if (filter.pass) query.pass = filter.pass->text;
  auto rows = Store(o_.district, session).recognitions(query);
  http::Page<RecognitionView> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().id.text;
  }
  const pass::CityTrustPtr city = city_trust(session, context.now);
  for (const Recognition& r : rows) page.items.push_back(view_of(r, city, context));
  return page;
}

Result<RecognitionView> Service::recognition(db::Session& session, const Context& context, const RecognitionId& id) {
  FG_CHECK(identity::require(context.actor, "recognition.read"));
  const auto found = Store(o_.district, session).recognition(id);
  if (!found) return fail(ErrorKind::not_found, "recognition.not_found");
  return view_of(*found, city_trust(session, context.now), context);
}

}  // namespace fugong::exchange
