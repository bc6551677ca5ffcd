#include "pass/trip_rules.h"

#include <algorithm>
#include <array>

#include "base/validators.h"
#include "token/token.h"

namespace fugong::pass {
namespace {

using policy::TripAsk;
using policy::TripRules;

constexpr std::size_t place_bytes_max = 60;  // 20 Chinese characters: start and end have to fit into a pass
constexpr std::size_t name_bytes_max = 90, text_bytes_max = 300;
constexpr double tonnes_max = 500;
constexpr std::size_t licence_characters_min = 6, licence_characters_max = 20;
// GB/T 2260: the provinces' numbers.
constexpr std::array<int, 34> provinces{11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42,
                                        43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82};
// Cities without counties: their own number stands at county level.
constexpr std::array<std::string_view, 4> undivided{"441900", "442000", "460400", "620200"};
constexpr std::string_view arrow = "→";

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_text(std::string_view text, std::size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && !has_control(text);
}

// The mark after the province, its city letter and what may follow.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

class Checker {
 public:
  Checker(const TripBody& body, const policy::Pack& pack, const policy::PassKind& kind, std::string field,
          std::vector<FieldError>& faults)
      : body_(body), pack_(pack), kind_(kind), rules_(*kind.trip), field_(std::move(field)), faults_(faults) {}

  CheckedTrip run(const std::string& plate, Timestamp now) {
    out_.trip.vehicle = body_.vehicle.text;
    out_.trip.plate = plate;
    check_vehicle(plate);
    check_route();
    check_people();
    check_freight();
    check_time(now);
    check_zones();
    return std::move(out_);
  }

 private:
  void say(const std::string& member, const char* code, std::vector<std::pair<std::string, std::string>> params = {}) {
    faults_.push_back({field_ + "." + member, code, std::move(params)});
  }
  bool asks(TripAsk what) const { return std::ranges::find(rules_.asks, what) != rules_.asks.end(); }
  void needs(bool given, TripAsk what, const char* member) {
    if (!given && asks(what)) say(member, "pass.trip_needs");
  }

  void check_vehicle(const std::string& plate) {
    needs(body_.vehicle_kind.has_value(), TripAsk::vehicle_kind, "vehicle_kind");
    if (body_.vehicle_kind) {
      if (!rules_.vehicle_kinds.empty() &&
          std::ranges::find(rules_.vehicle_kinds, *body_.vehicle_kind) == rules_.vehicle_kinds.end())
        say("vehicle_kind", "trip.vehicle_kind");
      out_.trip.vehicle_kind = json::enum_name(*body_.vehicle_kind);
    }
    if (plate.ends_with("挂")) say("vehicle", "trip.trailer");
    const auto colour = body_.plate_colour ? body_.plate_colour : colour_of(plate);
    if (colour && !colour_fits(plate, *colour)) say("plate_colour", "trip.plate_colour", {{"plate", plate}});
    if (colour) out_.trip.plate_colour = json::enum_name(*colour);
  }

  void check_point(const RoutePoint& point, const std::string& member) {
    if (!is_county(point.division)) say(member + ".division", "trip.division");
    if (!is_text(point.place, place_bytes_max))
      say(member + ".place", "trip.text", {{"limit", std::to_string(place_bytes_max / 3)}});
  }

  void check_route() {
    std::vector<RoutePoint> route{body_.from};
    check_point(body_.from, "from");
    if (body_.entry_points) {
      if (body_.entry_points->size() > static_cast<std::size_t>(rules_.entry_points_max))
        say("entry_points", "trip.entry_points", {{"limit", std::to_string(rules_.entry_points_max)}});
      for (std::size_t i = 0; i < std::min<std::size_t>(body_.entry_points->size(), 32); ++i) {
        check_point((*body_.entry_points)[i], "entry_points[" + std::to_string(i) + "]");
        route.push_back((*body_.entry_points)[i]);
      }
    }
    check_point(body_.to, "to");
    route.push_back(body_.to);
    if (route_text(route, token::text_bytes_max).empty())
      say("to.place", "trip.text", {{"limit", std::to_string(place_bytes_max / 3)}});
    out_.trip.route = json::write(route);
  }

  template <class T>
  void take(Result<std::string> parsed, T& out) {
    if (parsed) out = std::move(*parsed);
    else faults_.push_back({parsed.error().field, parsed.error().code, parsed.error().params});
  }

  void check_person(TripPerson& person, const std::string& member) {
    if (!is_text(person.name, name_bytes_max))
      say(member + ".name", "trip.text", {{"limit", std::to_string(name_bytes_max / 3)}});
    if (person.resident_id)
      take(parse_resident_id(*person.resident_id, field_ + "." + member + ".resident_id"), *person.resident_id);
    if (person.phone) take(parse_mobile(*person.phone, field_ + "." + member + ".phone"), *person.phone);
  }

  void check_people() {
    needs(body_.driver.has_value(), TripAsk::driver, "driver");
    out_.people.driver = body_.driver;
    if (out_.people.driver) {
      check_person(*out_.people.driver, "driver");
      // The police hold person, papers, vehicle and route against each other.
      needs(out_.people.driver->phone.has_value(), TripAsk::driver, "driver.phone");
    }
    if (!body_.mates) return;
    if (body_.mates->size() > static_cast<std::size_t>(rules_.mates_max)) {
      say("mates", "trip.mates", {{"limit", std::to_string(rules_.mates_max)}});
      return;
    }
    out_.people.mates = *body_.mates;
    for (std::size_t i = 0; i < out_.people.mates.size(); ++i)
      check_person(out_.people.mates[i], "mates[" + std::to_string(i) + "]");
  }

  void check_party(const std::optional<TripParty>& given, std::optional<TripParty>& out, const char* member) {
    needs(given.has_value(), TripAsk::parties, member);
    out = given;
    if (!out) return;
    const std::string path(member);
    if (!is_text(out->name, text_bytes_max))
      say(path + ".name", "trip.text", {{"limit", std::to_string(text_bytes_max / 3)}});
    if (out->phone) take(parse_mobile(*out->phone, field_ + "." + path + ".phone"), *out->phone);
    if (out->address && !is_text(*out->address, text_bytes_max))
      say(path + ".address", "trip.text", {{"limit", std::to_string(text_bytes_max / 3)}});
  }

  void check_freight() {
    needs(body_.licence.has_value(), TripAsk::licence, "licence");
    if (body_.licence) {
      const std::string& licence = *body_.licence;
      const bool plain =
          std::ranges::all_of(licence, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
      if (!plain || licence.size() < licence_characters_min || licence.size() > licence_characters_max)
        say("licence", "trip.licence");
      out_.trip.licence = licence;
    }
    needs(body_.goods.has_value(), TripAsk::goods, "goods");
    if (body_.goods && !is_text(*body_.goods, text_bytes_max))
      say("goods", "trip.text", {{"limit", std::to_string(text_bytes_max / 3)}});
    out_.trip.goods = body_.goods.value_or("");
    out_.trip.tonnes = body_.tonnes.value_or(0);
    if (!(out_.trip.tonnes >= 0 && out_.trip.tonnes <= tonnes_max)) say("tonnes", "trip.tonnes");
    check_party(body_.consignor, out_.people.consignor, "consignor");
    check_party(body_.consignee, out_.people.consignee, "consignee");
  }

  void check_time(Timestamp now) {
    const auto validity = body_.validity.value_or(rules_.validity.front());
    if (std::ranges::find(rules_.validity, validity) == rules_.validity.end()) say("validity", "trip.validity");
    out_.trip.validity = validity;
    out_.trip.starts_at = body_.starts_at;
    out_.trip.ends_at = body_.ends_at;
    const Duration most = validity == policy::TripValidity::trip ? rules_.trip_max : kind_.validity;
    const Timestamp from = std::max(body_.starts_at.value_or(now), now);
    const std::vector<std::pair<std::string, std::string>> params{{"hours", std::to_string(most.ms / 3'600'000)}};
    if (body_.starts_at && *body_.starts_at > now + kind_.validity) say("starts_at", "trip.time", params);
    if (body_.ends_at && (*body_.ends_at <= from || *body_.ends_at - from > most)) say("ends_at", "trip.time", params);
    if (validity == policy::TripValidity::trip && !body_.ends_at) out_.trip.ends_at = from + most;
  }

  void check_zones() {
    std::vector<std::string> own, asked;
    const auto zones = body_.zones.value_or(std::vector<std::string>{});
    for (std::size_t i = 0; i < zones.size(); ++i) {
      const auto zone = std::ranges::find(pack_.zones, zones[i], &policy::Zone::id);
      if (zone == pack_.zones.end() || i >= token::zones_max) {
        say("zones[" + std::to_string(i) + "]", "trip.zone", {{"zone", zones[i].substr(0, 40)}});
        return;
      }
      auto& list = zone->district.empty() ? own : asked;
      if (std::ranges::find(list, zones[i]) == list.end()) list.push_back(zones[i]);
    }
    for (const std::string& zone : own) out_.trip.zones += zone + " ";
    for (const std::string& zone : asked) out_.trip.asked_zones += zone + " ";
  }

  const TripBody& body_;
  const policy::Pack& pack_;
  const policy::PassKind& kind_;
  const TripRules& rules_;
  const std::string field_;
  std::vector<FieldError>& faults_;
  CheckedTrip out_;
};

}  // namespace

std::optional<PlateColour> colour_of(std::string_view plate) {
  // After the province's character (3 bytes of UTF-8), the city's letter.
  const std::string_view rest = plate.size() > 4 ? plate.substr(4) : std::string_view();
  if (characters(plate) == 8) return rest[0] >= '0' && rest[0] <= '9' ? PlateColour::yellow_green : PlateColour::green;
  if (plate.ends_with("挂") || plate.ends_with("学")) return PlateColour::yellow;
  if (plate.ends_with("警")) return PlateColour::white;
  if (plate.ends_with("港") || plate.ends_with("澳")) return PlateColour::black;
  return std::nullopt;
}

bool colour_fits(std::string_view plate, PlateColour colour) {
  if (const auto only = colour_of(plate)) return colour == *only;
  return colour != PlateColour::green && colour != PlateColour::yellow_green;
}

bool is_county(std::string_view division) {
  if (division.size() != 6 || !std::ranges::all_of(division, [](char c) { return c >= '0' && c <= '9'; })) return false;
  const int province = (division[0] - '0') * 10 + (division[1] - '0');
  const bool is_whole = division.substr(4) == "00" && std::ranges::find(undivided, division) == undivided.end();
  return std::ranges::find(provinces, province) != provinces.end() && !is_whole;
}

std::string route_text(const std::vector<RoutePoint>& route, std::size_t bytes_max) {
  if (route.empty()) return {};
  const std::string end = std::string(arrow) + route.back().place;
  std::string text = route.front().place;
  if (text.size() + end.size() > bytes_max) return {};
  for (std::size_t i = 1; i + 1 < route.size(); ++i) {
    const std::string next = std::string(arrow) + route[i].place;
    if (text.size() + next.size() + end.size() <= bytes_max) text += next;
  }
  return text + end;
}

CheckedTrip check_trip(const TripBody& body, const std::string& plate, const policy::Pack& pack,
                       const policy::PassKind& kind, Timestamp now, const std::string& field,
                       std::vector<FieldError>& faults) {
  return Checker(body, pack, kind, field, faults).run(plate, now);
}

TripPeople masked(const TripPeople& people) {
  TripPeople out = people;
  const auto hide = [](TripPerson& p) {
    p.name = mask_name(p.name);
    if (p.resident_id) p.resident_id = mask_resident_id(*p.resident_id);
    if (p.phone) p.phone = mask_mobile(*p.phone);
  };
  const auto hide_party = [](std::optional<TripParty>& p) {
    if (!p) return;
    if (p->phone) p->phone = mask_mobile(*p->phone);
    p->address.reset();
  };
  if (out.driver) hide(*out.driver);
  for (TripPerson& mate : out.mates) hide(mate);
  hide_party(out.consignor);
  hide_party(out.consignee);
  return out;
}

}  // namespace fugong::pass
