// Passes and gates in the wave: asked for, issued, renewed, scanned.
#include <algorithm>
#include <stdexcept>

#include "rehearsal/wave.h"
#include "token/token.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

constexpr int tokens_kept = 3;  // of one enterprise and kind, for the gates

// A UUIDv7 as a gate makes it, drawn from the scenario's seed.
std::string gate_id(Timestamp now, Draw& draw) {
  SeededRandom random(draw.next());
  return make_uuid_v7(now, random);
}

}  // namespace

void Player::ask_for_passes(Way& way, bool with_case) {
  Object body;
  if (with_case) body["case_id"] = way.case_id;
  const auto wants = [&](const std::string& kind, std::int64_t holders, std::string_view use) {
    if (holders == 0 || !kinds_in_phase_.contains(kind) || !way.asked_kinds.insert(kind).second) return;
    Object asked = body;
    if (use.empty() || !scenario_.passes.trips) asked["all"] = true;
    else asked["trips"] = journeys(way, use, holders);
    ask(way, kind, std::move(asked));
  };
  wants(scenario_.passes.worker, way.plant.firm.returning_workers, "");
  wants(scenario_.passes.truck, way.plant.firm.trucks, "truck");
  wants(scenario_.passes.bus, way.plant.firm.buses, "bus");
}

// Where each vehicle goes, and who drives it.
json::Array Player::journeys(const Way& way, std::string_view use, std::int64_t vehicles) const {
  const bool truck = use == "truck";
  const std::string home = scenario_.district.name.zh_cn;
  Caller clerk = way.plant.clerk;
  json::Array out;
  const json::Value page =
      clerk.get("/api/v1/enterprises/" + way.plant.id + "/vehicles", "limit=200&use=" + std::string(use));
  for (const json::Value& vehicle : page.at("items").as_array()) {
    Draw draw(scenario_.seed, "journey/" + std::string(use), way.plant.firm.index * 1000 + out.size());
    const Person driver = draw_worker(scenario_, way.plant.firm, draw.between(0, way.plant.firm.returning_workers - 1));
    const Destination& far = draw.pick(scenario_.world.destinations);
    const std::string& street = draw.pick(scenario_.world.streets);
    Object trip{
        {"vehicle", vehicle.at("id")},
        {"from", Object{{"division", scenario_.district.code}, {"place", home + (truck ? "" : street)}}},
        {"to", Object{{"division", truck ? far.division : scenario_.district.code},
                      {"place", truck ? far.place : home + "厂区"}}},
        {"driver", Object{{"name", driver.name}, {"resident_id", driver.resident_id}, {"phone", driver.phone}}}};
    trip["vehicle_kind"] = truck ? (draw.chance(60) ? "heavy_truck" : "medium_truck") : "large_bus";
    if (truck) trip["goods"] = way.plant.firm.trade;
    out.push_back(std::move(trip));
  }
  if (static_cast<std::int64_t>(out.size()) != vehicles)
    throw std::runtime_error(way.plant.firm.name + " misses vehicles");
  return out;
}

void Player::ask(Way& way, const std::string& kind, Object body) {
  const bool with_case = body.contains("case_id");
  body["kind"] = kind;
  way.plant.clerk.must(Method::post, "/api/v1/pass-requests", body);
  if (with_case) return;  // issued as a step of the case
  Draw draw(scenario_.seed, "issue/" + kind,
            way.plant.firm.index * 32 + static_cast<std::uint64_t>(progress_.acts % 32));
  later(scenario_.wave.decision_minutes, draw, [this, &way] { issue(way); });
}

// The departments that look at a request before the commissioner, one after another.
void Player::review(const json::Value& request) {
  std::string desk = text_of(request, "waiting_for");
  while (people_.reviewers.contains(desk)) {
    const json::Array rows{Object{{"request", request.at("id")}, {"decision", "approve"}}};
    const json::Value receipt =
        people_.reviewers[desk][0].must(Method::post, "/api/v1/pass-decisions", Object{{"decisions", rows}});
    if (receipt.at("decided").as_int64() != 1)
      throw std::runtime_error(desk + " reviews passes: " + json::write_value(receipt));
    desk = text_of(receipt.at("results").at(0), "waiting_for");
  }
}

void Player::issue(Way& way) {
  if (way.suspended) return;
  Caller& commissioner = people_.commissioners[way.plant.firm.index % people_.commissioners.size()];
  json::Array rows;
  std::vector<std::string> kinds;
  const json::Value page = commissioner.get("/api/v1/pass-requests", "enterprise=" + way.plant.id + "&state=open");
  for (const json::Value& request : page.at("items").as_array()) {
    review(request);
    rows.push_back(Object{{"request", request.at("id")}, {"decision", "approve"}});
    kinds.push_back(text_of(request, "kind"));
  }
  if (rows.empty()) return;
  const json::Value receipt =
      commissioner.must(Method::post, "/api/v1/pass-decisions", Object{{"decisions", std::move(rows)}});
  if (receipt.at("failed").as_int64() > 0)
    throw std::runtime_error(way.plant.firm.name + ": " + json::write_value(receipt));
  progress_.passes += receipt.at("issued").as_int64();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const json::Value& result = receipt.at("results").at(i);
    if (kinds[i] != scenario_.passes.worker || result.at("issued").as_int64() == 0) continue;
    const json::Value newest =
        way.plant.clerk.get("/api/v1/passes", "enterprise=" + way.plant.id + "&kind=" + scenario_.passes.worker +
                                                  "&number=" + text_of(result, "last_number"));
    way.worker_passes_end = *parse_rfc3339(text_of(newest.at("items").at(0), "expires_at"));
    later(way.worker_passes_end - hours(scenario_.passes.renew_hours_before), [this, &way] { renew(way); });
  }
  if (way.at_work) keep_tokens(way);
  else see_to_open_tasks(way);
}

// As long as the wave has renewals left; the last enterprise renews only some of its people.
void Player::renew(Way& way) {
  if (renewals_left_ <= 0 || way.suspended) return;
  Object body{{"purpose", "renewal"}};
  const std::int64_t people = way.plant.firm.returning_workers;
  if (people > renewals_left_) body["workers"] = some_workers(way, renewals_left_);
  else body["all"] = true;
  renewals_left_ -= std::min(people, renewals_left_);
  ask(way, scenario_.passes.worker, std::move(body));
}

json::Array Player::some_workers(const Way& way, std::int64_t count) const {
  json::Array ids;
  std::string after;
  Caller clerk = way.plant.clerk;
  while (static_cast<std::int64_t>(ids.size()) < count) {
    const json::Value page = clerk.get("/api/v1/enterprises/" + way.plant.id + "/roster",
                                       "limit=200" + (after.empty() ? "" : "&after=" + after));
    for (const json::Value& worker : page.at("items").as_array())
      if (static_cast<std::int64_t>(ids.size()) < count) ids.push_back(worker.at("id"));
    const json::Value* next = page.as_object().if_contains("next");
    if (!next || !next->is_string()) break;
    after = std::string(next->get_string());
  }
  return ids;
}

// Some of the printed passes as their holders carry them to the gates; those in phones are signed anew each time.
void Player::keep_tokens(Way& way) {
  way.tokens.clear();
  for (const std::string& kind : {scenario_.passes.worker, scenario_.passes.truck, scenario_.passes.bus}) {
    const json::Value page =
        way.plant.clerk.get("/api/v1/passes", "enterprise=" + way.plant.id + "&kind=" + kind +
                                                  "&state=valid&limit=" + std::to_string(tokens_kept));
    for (const json::Value& line : page.at("items").as_array()) {
      const json::Value view = way.plant.clerk.get("/api/v1/passes/" + text_of(line, "id"));
      if (view.at("scheme").as_int64() > token::scheme_printed) continue;
      way.tokens.emplace_back(text_of(view, "token"), kind == scenario_.passes.worker ? "" : text_of(line, "subject"));
    }
  }
}

// A few workers open the link that their enterprise gives them.
void Player::bind_phones(Way& way) {
  constexpr std::int64_t phones = 2;
  Draw draw(scenario_.seed, "phones", way.plant.firm.index);
  if (!draw.chance(scenario_.wave.wallet_percent)) return;
  const json::Value links =
      way.plant.clerk.must(Method::post, "/api/v1/wallet/claims",
                           Object{{"workers", some_workers(way, std::min(phones, way.plant.firm.returning_workers))}});
  for (const json::Value& link : links.as_array()) {
    const std::string url = text_of(link, "url");
    const auto key = std::make_shared<const crypto::Signer>(crypto::KeyPair::generate(crypto::Algorithm::es256));
    const json::Object jwk = key->public_key().jwk();
    const Object body{
        {"claim", url.substr(url.find("claim=") + 6)},
        {"public_key", Object{{"kty", jwk.at("kty")}, {"crv", jwk.at("crv")}, {"x", jwk.at("x")}, {"y", jwk.at("y")}}}};
    const json::Value bound =
        Caller(platform_.router(), "a phone", "").must(Method::post, "/api/v1/wallet/bindings", body);
    phones_.push_back({key, text_of(bound, "wallet") + "." + text_of(bound, "secret")});
  }
}

// What the phone shows of the pass that ends last; empty: nothing, or a pass that is not bound to it.
std::string Player::shown_by(const Phone& phone, Timestamp at) const {
  http::Request ask{.method = Method::get,
                    .path = "/api/v1/wallet/passes",
                    .query = {},
                    .headers = {{"X-Wallet", phone.credential}},
                    .body = {},
                    .remote_address = {}};
  const http::Response answer = platform_.router().handle(std::move(ask));
  if (answer.status != 200) throw std::runtime_error("wallet: " + answer.body);
  const json::Value held = *json::parse(answer.body);
  const json::Array& passes = held.at("passes").as_array();
  if (passes.empty() || passes.back().at("scheme").as_int64() < token::scheme_bound) return {};
  return token::show(text_of(passes.back(), "token"), *phone.key, at.ms / 1000);
}

// Somebody photographed a windscreen: the same pass at two gates that are too far apart.
void Player::copy_passes() {
  std::int64_t left = scenario_.wave.clones.passes;
  const auto near = people_.guards.begin();
  const auto far = std::prev(people_.guards.end());
  for (const auto& way : ways_) {
    if (!way || left == 0) continue;
    const auto truck = std::ranges::find_if(way->tokens, [](const auto& kept) { return !kept.second.empty(); });
    if (truck == way->tokens.end()) continue;
    --left;
    Draw draw(scenario_.seed, "clone", way->plant.firm.index);
    for (const auto& [gate, at] :
         {std::pair(near, clock_.now() - minutes(4)), std::pair(far, clock_.now() - minutes(3))})
      gate->second.must(Method::post, "/api/v1/scans",
                        Object{{"scans", json::Array{Object{{"id", gate_id(at, draw)},
                                                            {"at", to_rfc3339(at)},
                                                            {"token", truck->first},
                                                            {"plate", truck->second}}}}});
    progress_.scans += 2;
  }
}

// A photograph that cuts the code, a forged letter, somebody else's plate.
std::string Player::spoil(const std::string& token, Draw& draw) const {
  if (draw.chance(30)) return token.substr(0, token.size() / 2);
  std::string forged = token;
  char& c = forged[static_cast<std::size_t>(draw.between(60, static_cast<std::int64_t>(forged.size()) - 5))];
  c = c == 'A' ? 'B' : 'A';
  return forged;
}

void Player::scan_hour() {
  constexpr int hours_a_day = 13;
  const Date day = local_date(clock_.now(), scenario_.district.zone);
  Draw draw(scenario_.seed, "scans/" + day.text, static_cast<std::uint64_t>(++scan_number_));
  std::vector<const Way*> known;
  for (const auto& way : ways_)
    if (way && !way->tokens.empty()) known.push_back(way.get());
  if (known.empty()) return;
  const std::int64_t count = scenario_.wave.scans_per_day / hours_a_day + 1;
  auto guard = std::next(people_.guards.begin(), draw.between(0, static_cast<std::int64_t>(people_.guards.size()) - 1));
  json::Array scans;
  for (std::int64_t i = 0; i < count; ++i) {
    const Way& way = *draw.pick(known);
    const auto& [token, plate] = draw.pick(way.tokens);
    const Timestamp at = clock_.now() - seconds(draw.between(0, 3000));
    Object scan{{"id", gate_id(at, draw)}, {"at", to_rfc3339(at)}};
    const bool bad = draw.chance(scenario_.wave.bad_scan_percent);
    const bool borrowed = bad && !plate.empty() && draw.chance(50);
    scan["token"] = bad && !borrowed ? spoil(token, draw) : token;
    if (!plate.empty()) scan["plate"] = borrowed ? draw_plate(scenario_, draw.between(200'000, 230'000)) : plate;
    scans.push_back(std::move(scan));
    if (i % 30 == 0 && !phones_.empty()) {
      const Timestamp shown_at = clock_.now() - seconds(draw.between(0, 3000));
      if (std::string shown = shown_by(draw.pick(phones_), shown_at); !shown.empty())
        scans.push_back(
            Object{{"id", gate_id(shown_at, draw)}, {"at", to_rfc3339(shown_at)}, {"token", std::move(shown)}});
    }
    if (scans.size() >= 400 || i + 1 == count) {
      guard->second.must(Method::post, "/api/v1/scans", Object{{"scans", std::move(scans)}});
      scans = {};
    }
  }
  progress_.scans += count;
}

}  // namespace fugong::rehearsal
