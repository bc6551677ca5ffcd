#include "pass/trip_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/validators.h"
#include "pass/instant.h"

namespace fugong::pass {
namespace {

policy::Pack pack() {
  policy::Pack p;
  p.zones = {{"dadong", {"大东区", "Dadong"}}, {"tiexi", {"铁西区", "Tiexi"}, "210106"}};
  return p;
}

policy::PassKind truck() {
  policy::PassKind kind;
  kind.holder = policy::HolderKind::vehicle;
  kind.validity = days(15);
  kind.trip = policy::TripRules{.validity = {policy::TripValidity::period, policy::TripValidity::trip},
                                .trip_max = hours(72),
                                .vehicle_kinds = {policy::VehicleKind::heavy_truck},
                                .asks = {policy::TripAsk::driver, policy::TripAsk::goods},
                                .mates_max = 1,
                                .entry_points_max = 1};
  return kind;
}

TripBody good() {
  TripBody b;
  b.vehicle_kind = policy::VehicleKind::heavy_truck;
  b.from = {"210104", "沈阳市大东区"};
  b.to = {"220106", "长春市绿园区"};
  b.entry_points = {{{"220122", "农安县"}}};
  b.driver = TripPerson{"张三", {}, "13800000001"};
  b.goods = "汽车零部件";
  return b;
}

std::vector<FieldError> faults_of(const TripBody& body, const std::string& plate = "辽A12345",
                                  const policy::PassKind& kind = truck()) {
  std::vector<FieldError> faults;
  check_trip(body, plate, pack(), kind, now, "trips[0]", faults);
  return faults;
}

TEST(TripRules, each_fault_is_named_at_its_field) {
  const struct {
    const char* field;
    const char* code;
    std::function<void(TripBody&)> change;
    const char* plate = "辽A12345";
  } rows[] = {
      {"", "", [](TripBody&) {}},
      {"driver", "pass.trip_needs", [](TripBody& b) { b.driver.reset(); }},
      {"driver.phone", "pass.trip_needs", [](TripBody& b) { b.driver->phone.reset(); }},
      {"driver.phone", "phone.format", [](TripBody& b) { b.driver->phone = "123"; }},
      {"driver.resident_id", "resident_id.length", [](TripBody& b) { b.driver->resident_id = "123"; }},
      {"driver.name", "trip.text", [](TripBody& b) { b.driver->name = ""; }},
      {"goods", "pass.trip_needs", [](TripBody& b) { b.goods.reset(); }},
      {"goods", "trip.text", [](TripBody& b) { b.goods = std::string(301, 'x'); }},
      {"vehicle_kind", "trip.vehicle_kind", [](TripBody& b) { b.vehicle_kind = policy::VehicleKind::small_car; }},
      {"vehicle", "trip.trailer", [](TripBody&) {}, "辽A1234挂"},
      {"plate_colour", "trip.plate_colour", [](TripBody& b) { b.plate_colour = PlateColour::green; }},
      {"plate_colour", "trip.plate_colour", [](TripBody& b) { b.plate_colour = PlateColour::blue; }, "辽A12345D"},
      {"from.division", "trip.division", [](TripBody& b) { b.from.division = "210100"; }},
      {"to.division", "trip.division", [](TripBody& b) { b.to.division = "99"; }},
      {"to.place", "trip.text", [](TripBody& b) { b.to.place = std::string(61, 'x'); }},
      {"to.place", "trip.text", [](TripBody& b) { b.to.place = "a\nb"; }},
      {"entry_points", "trip.entry_points", [](TripBody& b) { b.entry_points->push_back(b.to); }},
      {"mates", "trip.mates", [](TripBody& b) { b.mates = {{{"李四"}, {"王五"}}}; }},
      {"mates[0].phone", "phone.format", [](TripBody& b) { b.mates = {{{"李四", {}, "1"}}}; }},
      {"licence", "trip.licence", [](TripBody& b) { b.licence = "21 01"; }},
      {"tonnes", "trip.tonnes", [](TripBody& b) { b.tonnes = -1; }},
      {"tonnes", "trip.tonnes", [](TripBody& b) { b.tonnes = std::numeric_limits<double>::quiet_NaN(); }},
      {"ends_at", "trip.time", [](TripBody& b) { b.ends_at = now; }},
      {"ends_at", "trip.time", [](TripBody& b) { b.ends_at = now + days(15) + seconds(1); }},
      {"ends_at", "trip.time",
       [](TripBody& b) { b.validity = policy::TripValidity::trip, b.ends_at = now + hours(73); }},
      {"starts_at", "trip.time", [](TripBody& b) { b.starts_at = now + days(16); }},
      {"zones[0]", "trip.zone", [](TripBody& b) { b.zones = {{"nowhere"}}; }},
      {"zones[8]", "trip.zone", [](TripBody& b) { b.zones = std::vector<std::string>(9, "dadong"); }},
      {"consignor.phone", "phone.format", [](TripBody& b) { b.consignor = TripParty{"甲", "1"}; }},
  };
  for (const auto& r : rows) {
    TripBody body = good();
    r.change(body);
    const auto faults = faults_of(body, r.plate);
    if (*r.code == 0) {
      EXPECT_TRUE(faults.empty()) << faults[0].field << faults[0].code;
      continue;
    }
    ASSERT_EQ(faults.size(), 1u) << r.field << " " << r.code;
    EXPECT_EQ(faults[0].field, std::string("trips[0].") + r.field);
    EXPECT_EQ(faults[0].code, r.code);
  }
}

TEST(TripRules, all_faults_of_one_trip_are_told_at_once) {
  TripBody body = good();
  body.driver.reset();
  body.goods.reset();
  body.to.division = "x";
  EXPECT_EQ(faults_of(body).size(), 3u);
}

TEST(TripRules, zones_of_other_districts_are_kept_apart_from_our_own) {
  TripBody body = good();
  body.zones = {{"tiexi", "dadong", "tiexi"}};
  std::vector<FieldError> faults;
  const auto checked = check_trip(body, "辽A12345", pack(), truck(), now, "t", faults);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(checked.trip.zones, "dadong ");
  EXPECT_EQ(checked.trip.asked_zones, "tiexi ");
}

TEST(TripRules, a_trip_ends_even_when_the_enterprise_does_not_say_when) {
  TripBody body = good();
  body.validity = policy::TripValidity::trip;
  std::vector<FieldError> faults;
  EXPECT_EQ(check_trip(body, "辽A12345", pack(), truck(), now, "t", faults).trip.ends_at, now + hours(72));
}

TEST(TripRules, what_a_plate_says_of_its_colour) {
  const struct {
    const char* plate;
    std::optional<PlateColour> colour;
  } rows[] = {{"辽A12345", {}},
              {"辽AD12345", PlateColour::green},
              {"辽AF1234A", PlateColour::green},
              {"辽A12345D", PlateColour::yellow_green},
              {"辽A1234挂", PlateColour::yellow},
              {"辽A1234警", PlateColour::white},
              {"粤Z1234港", PlateColour::black}};
  for (const auto& r : rows) {
    EXPECT_EQ(colour_of(r.plate), r.colour) << r.plate;
    if (r.colour) {
      EXPECT_TRUE(colour_fits(r.plate, *r.colour));
    }
  }
  EXPECT_TRUE(colour_fits("辽A12345", PlateColour::yellow));
  EXPECT_TRUE(colour_fits("辽A12345", PlateColour::blue));
}

TEST(TripRules, which_divisions_are_counties) {
  for (const char* good : {"210104", "110101", "820001", "441900", "620200"}) EXPECT_TRUE(is_county(good)) << good;
  for (const char* bad : {"", "210000", "210100", "21010", "2101044", "990101", "21010a", "二一零一零四"})
    EXPECT_FALSE(is_county(bad)) << bad;
}

TEST(TripRules, people_are_masked_and_addresses_left_out) {
  const TripPeople shown = masked({TripPerson{"张三", "210199196001010011", "13800000001"},
                                   {TripPerson{"李四", {}, {}}},
                                   TripParty{"甲公司", "13900000002", "某路 1 号"},
                                   {}});
  EXPECT_EQ(shown.driver->name, "张*");
  EXPECT_EQ(shown.driver->phone, "138****0001");
  EXPECT_EQ(shown.driver->resident_id->find("19600101"), std::string::npos);
  EXPECT_EQ(shown.mates[0].name, "李*");
  EXPECT_EQ(shown.consignor->name, "甲公司");
  EXPECT_FALSE(shown.consignor->address);
}

// Whatever the places are called, the text fits into a pass and keeps its two ends, or there is none.
RC_GTEST_PROP(TripRules, a_route_fits_into_a_pass, (const std::vector<std::string>& places, std::uint8_t room)) {
  std::vector<RoutePoint> route;
  for (const std::string& place : places) route.push_back({"210104", place});
  const std::string text = route_text(route, room);
  RC_ASSERT(text.size() <= room);
  if (!text.empty()) RC_ASSERT(text.starts_with(places.front()) && text.ends_with(places.back()));
}

}  // namespace
}  // namespace fugong::pass
