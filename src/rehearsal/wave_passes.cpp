// Passes and gates in the wave: asked for, issued, renewed, scanned.
#include <algorithm>
#include <stdexcept>

#include "rehearsal/wave.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

constexpr int tokens_kept = 4;  // of one enterprise, for the gates

std::string text_of(const json::Value& v, const char* key) { return std::string(v.at(key).as_string()); }

// A UUIDv7 as a gate makes it, drawn from the scenario's seed.
std::string gate_id(Timestamp now, Draw& draw) {
  SeededRandom random(draw.next());
  return make_uuid_v7(now, random);
}

}  // namespace

void Player::ask_for_passes(Way& way, bool with_case) {
  Object body{{"all", true}};
  if (with_case) body["case_id"] = way.case_id;
  const auto wants = [&](const std::string& kind, std::int64_t holders) {
    if (holders > 0 && kinds_in_phase_.contains(kind) && way.asked_kinds.insert(kind).second) ask(way, kind, body);
  };
  wants(scenario_.passes.worker, way.plant.firm.returning_workers);
  wants(scenario_.passes.truck, way.plant.firm.trucks);
  wants(scenario_.passes.bus, way.plant.firm.buses);
}

void Player::ask(Way& way, const std::string& kind, Object body) {
  const bool with_case = body.contains("case_id");
  body["kind"] = kind;
  way.plant.clerk.must(Method::post, "/api/v1/pass-requests", body);
  if (with_case) return;  // issued as a step of the case
  Draw draw(scenario_.seed, "issue/" + kind, way.plant.firm.index * 32 + static_cast<std::uint64_t>(progress_.acts % 32));
  later(scenario_.wave.decision_minutes, draw, [this, &way] { issue(way); });
}

void Player::issue(Way& way) {
  if (way.suspended) return;
  Caller& commissioner = people_.commissioners[way.plant.firm.index % people_.commissioners.size()];
  json::Array open;
  const json::Value page = commissioner.get("/api/v1/pass-requests", "enterprise=" + way.plant.id + "&state=open");
  for (const json::Value& request : page.at("items").as_array()) open.push_back(request.at("id"));
  if (open.empty()) return;
  const json::Value receipt = commissioner.must(Method::post, "/api/v1/pass-issuance", Object{{"requests", std::move(open)}});
  progress_.passes += receipt.at("issued").as_int64();
  for (const json::Value& request : receipt.at("requests").as_array())
    if (text_of(request, "kind") == scenario_.passes.worker && request.at("issued").as_int64() > 0) {
      const json::Value newest = way.plant.clerk.get("/api/v1/passes", "enterprise=" + way.plant.id + "&kind=" + scenario_.passes.worker +
                                                     "&number=" + text_of(request, "last_number"));
      way.worker_passes_end = *parse_rfc3339(text_of(newest.at("items").at(0), "expires_at"));
      later(way.worker_passes_end - hours(scenario_.passes.renew_hours_before), [this, &way] { renew(way); });
    }
  if (!way.at_work) see_to_open_tasks(way);
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
    const json::Value page = clerk.get("/api/v1/enterprises/" + way.plant.id + "/roster", "limit=200" + (after.empty() ? "" : "&after=" + after));
    for (const json::Value& worker : page.at("items").as_array())
      if (static_cast<std::int64_t>(ids.size()) < count) ids.push_back(worker.at("id"));
    const json::Value* next = page.as_object().if_contains("next");
    if (!next || !next->is_string()) break;
    after = std::string(next->get_string());
  }
  return ids;
}

// Some of the passes as their holders carry them to the gates.
void Player::keep_tokens(Way& way) {
  const json::Value page = way.plant.clerk.get("/api/v1/passes", "enterprise=" + way.plant.id + "&limit=" + std::to_string(tokens_kept));
  for (const json::Value& line : page.at("items").as_array()) {
    const json::Value view = way.plant.clerk.get("/api/v1/passes/" + text_of(line, "id"));
    const bool worker = text_of(line, "kind") == scenario_.passes.worker;
    way.tokens.emplace_back(text_of(view, "token"), worker ? "" : text_of(line, "subject"));
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
    if (scans.size() == 400 || i + 1 == count) {
      guard->second.must(Method::post, "/api/v1/scans", Object{{"scans", std::move(scans)}});
      scans = {};
    }
  }
  progress_.scans += count;
}

}  // namespace fugong::rehearsal
