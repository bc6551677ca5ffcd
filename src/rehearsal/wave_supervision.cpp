// Resident officers in their plants: check-ins, daily reports, what the gates see, and two breaches that are found out.
#include <stdexcept>

#include "rehearsal/wave.h"
#include "supervision/position.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

// As a phone at the plant measures: the register's position, taken back from the map's datum.
supervision::Position phone_at(const Firm& firm) {
  const supervision::Position there{firm.latitude, firm.longitude}, off = supervision::to_gcj02(there);
  return {2 * there.latitude - off.latitude, 2 * there.longitude - off.longitude};
}

}  // namespace

std::string Player::plant_path(const Way& way) { return "/api/v1/supervision/plants/" + way.plant.id; }

std::string Player::next_client() {
  Draw draw(scenario_.seed, "client", ++clients_);
  class Drawn final : public Random {
   public:
    explicit Drawn(Draw& draw) : draw_(draw) {}
    void fill(std::span<std::uint8_t> out) override {
      for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(draw_.next());
    }

   private:
    Draw& draw_;
  } random(draw);
  return make_uuid_v7(clock_.now(), random);
}

// From its first day at work a key plant has officers who live in, and stays closed whatever the phase says.
void Player::watch(Way& way) {
  const Residents& r = scenario_.world.residents;
  const auto place = static_cast<std::int64_t>(way.plant.firm.index);
  if (way.late || place >= r.enterprises) return;
  Caller& office = people_.officers[way.plant.firm.index % people_.officers.size()];
  office.must(Method::post, "/api/v1/supervision/plants", Object{{"enterprise", way.plant.id}});
  for (std::int64_t i = place; i < r.officers; i += r.enterprises) {
    Caller& resident = people_.residents[static_cast<std::size_t>(i)];
    const json::Value assigned =
        office.must(Method::post, plant_path(way) + "/officers", Object{{"login", resident.login()}});
    residents_[text_of(assigned, "officer")] = &resident;
    way.residents.push_back(&resident);
  }
  way.plant.clerk.must(Method::put, plant_path(way) + "/closed-roster");
  const json::Value proposed = office.must(Method::post, plant_path(way) + "/overrides",
                                           Object{{"key", "closed"},
                                                  {"value", 1},
                                                  {"reason", "重点企业全程闭环管理"},
                                                  {"until", to_rfc3339(scenario_.wave.end + days(30))}});
  people_.leader[0].must(Method::post, plant_path(way) + "/overrides/" + text_of(proposed, "id") + "/decision",
                         Object{{"approve", "yes"}});
  keep_watch(way, local_date(clock_.now(), scenario_.district.zone));
  // A plant that starts in the evening reports on the same day too.
  Draw draw(scenario_.seed, "first report", way.plant.firm.index);
  if (clock_.now() >=
      start_of_day(local_date(clock_.now(), scenario_.district.zone), scenario_.district.zone) + hours(18))
    later({1, 10}, draw, [this, &way] { report_day(way); });
}

// Who is on duty is asked at the beginning of the day, or of the watch; each comes a little before the shift.
void Player::keep_watch(Way& way, const Date& day) {
  const json::Value shifts = way.residents[0]->get(plant_path(way) + "/shifts", "from=" + day.text + "&to=" + day.text);
  for (const json::Value& shift : shifts.as_array()) {
    const auto from = parse_rfc3339(text_of(shift, "from"));
    const json::Value* on_duty = shift.as_object().if_contains("officer");
    if (!from || *from <= clock_.now() || !on_duty || !on_duty->is_string()) continue;
    const auto officer = residents_.find(std::string(on_duty->as_string()));
    if (officer == residents_.end()) continue;
    Draw draw(scenario_.seed, "check-in/" + day.text + text_of(shift, "shift"), way.plant.firm.index);
    later(*from - minutes(draw.between(2, 25)), [this, &way, o = officer->second] { check_in(way, *o); });
  }
  const Timestamp noon = start_of_day(day, scenario_.district.zone) + hours(12);
  if (noon > clock_.now()) later(noon, [this, &way] { let_in(way); });
}

void Player::check_in(Way& way, Caller& officer) {
  const json::Value code = way.plant.clerk.get(plant_path(way) + "/gate-code");
  const supervision::Position here = phone_at(way.plant.firm);
  officer.must(Method::post, plant_path(way) + "/check-ins",
               Object{{"client", next_client()},
                      {"at", to_rfc3339(clock_.now())},
                      {"latitude", here.latitude},
                      {"longitude", here.longitude},
                      {"accuracy_m", 15},
                      {"code", code.at("code")}});
}

// People of the roster who come back from outside with leave; nothing to find.
void Player::let_in(Way& way) {
  json::Array events;
  for (const json::Value& worker : some_workers(way, 2))
    events.push_back(Object{{"id", next_client()},
                            {"direction", "in"},
                            {"at", to_rfc3339(clock_.now() - minutes(5))},
                            {"worker", worker},
                            {"gate", "一号门"},
                            {"test_at", to_rfc3339(clock_.now() - hours(12))}});
  if (!events.empty()) way.plant.clerk.must(Method::post, plant_path(way) + "/gate-events", Object{{"events", events}});
}

void Player::report_day(Way& way) {
  const Date today = local_date(clock_.now(), scenario_.district.zone);
  Caller& officer = *way.residents[0];
  const json::Value known = officer.get(plant_path(way) + "/reports/" + today.text);
  if (text_of(known, "state") != "open") return;
  Object data = known.at("prefill").as_object();
  const auto least = [&](const char* field, std::int64_t value) {
    if (!data.if_contains(field)) data[field] = value;
  };
  least("tests_done", data["tests_due"].as_int64());
  least("fever", 0), least("tests_positive", 0), least("disinfection_rounds", 3);
  least("stocks_days", 14), least("isolation_rooms", 1 + way.plant.firm.returning_workers / 50);
  data["nothing_to_report"] = data["breaches"].as_int64() == 0;
  officer.must(Method::post, plant_path(way) + "/reports",
               Object{{"client", next_client()}, {"day", today.text}, {"data", data}, {"base_version", 0}});
}

json::Array Player::breach_events(const Way& way, const Suspension& s) {
  json::Array events;
  const auto tested = to_rfc3339(clock_.now() - hours(20));
  const auto add = [&](Object who, const char* direction, Timestamp at) {
    who["id"] = next_client();
    who["direction"] = direction;
    who["at"] = to_rfc3339(at);
    who["gate"] = "二号门";
    who["test_at"] = tested;
    events.push_back(std::move(who));
  };
  if (s.breach == Breach::insiders) {
    for (const json::Value& worker : some_workers(way, s.people)) {
      add({{"worker", worker}}, "out", clock_.now() - hours(4));
      add({{"worker", worker}}, "in", clock_.now() - hours(1));
    }
    return events;
  }
  for (std::int64_t n = 0; n < s.people; ++n) {
    const Person person = draw_worker(scenario_, way.plant.firm, way.plant.firm.returning_workers + n);
    add({{"resident_id", person.resident_id}, {"name", person.name}}, "in", clock_.now() - minutes(90 - n));
  }
  return events;
}

// The gate's records come in, the rules find the violations, the subdistrict confirms, the command's office suspends.
void Player::suspend(const Suspension& s) {
  const auto place = static_cast<std::size_t>(s.enterprise);
  Way* way = place < ways_.size() ? ways_[place].get() : nullptr;
  if (!way || way->residents.empty()) throw std::runtime_error("an enterprise that is to be suspended is not watched");
  way->plant.clerk.must(Method::post, plant_path(*way) + "/gate-events", Object{{"events", breach_events(*way, s)}});
  Caller& office = people_.officers[0];
  const json::Value found =
      office.get("/api/v1/supervision/violations", "enterprise=" + way->plant.id + "&state=raised&limit=200");
  json::Array violations;
  for (const json::Value& v : found.at("items").as_array()) {
    const std::string id = text_of(v, "id");
    reviewer_of(way->plant.firm.subdistrict, *way)
        .must(Method::post, "/api/v1/supervision/violations/" + id + "/decision",
              Object{{"verdict", "confirm"}, {"reason", "调取监控核实，情况属实"}});
    violations.push_back(json::Value(id));
  }
  if (violations.empty()) throw std::runtime_error("the rules found nothing at " + way->plant.firm.name);
  const json::Value rules = office.get("/api/v1/supervision/violations/" + std::string(violations[0].as_string()));
  const json::Value ordered = office.must(Method::post, "/api/v1/supervision/sanctions",
                                          Object{{"enterprise", way->plant.id},
                                                 {"rule", rules.at("advised")},
                                                 {"reason", s.reason.zh_cn},
                                                 {"violations", violations}});
  way->sanction = text_of(ordered.at("line"), "id");
  way->suspended = true;
}

void Player::restore(const Suspension& s) {
  Way& way = *ways_[static_cast<std::size_t>(s.enterprise)];
  const std::string path = "/api/v1/supervision/sanctions/" + way.sanction;
  way.plant.clerk.must(Method::post, path + "/rectification",
                       Object{{"text", "已封闭二号门，加派专人值守，全员重新培训"}});
  reviewer_of(way.plant.firm.subdistrict, way)
      .must(Method::post, path + "/inspection", Object{{"outcome", "passed"}, {"text", "现场复查合格"}});
  people_.officers[0].must(Method::post, path + "/lifting", Object{{"text", "整改到位，同意恢复生产"}});
  way.suspended = false;
}

}  // namespace fugong::rehearsal
