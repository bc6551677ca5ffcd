// The journeys that vehicles' passes are asked for: as stored, as asked and as shown.
//
// Who drives and who goes along is sealed as a whole; what is shown of them are masks.
#pragma once

#include <boost/describe.hpp>

#include "base/json.h"
#include "pass/model.h"

namespace fugong::pass {

constexpr std::size_t trips_max = 500;  // of one request

// GA 36-2018: the ground of the plate tells the class of the vehicle.
enum class PlateColour : std::uint8_t { blue, yellow, black, white, green, yellow_green };
BOOST_DESCRIBE_ENUM(PlateColour, blue, yellow, black, white, green, yellow_green)

// A place on the way: a county-level division (GB/T 2260) and what people call it.
struct RoutePoint {
  std::string division;
  std::string place;
};
BOOST_DESCRIBE_STRUCT(RoutePoint, (), (division, place))

struct TripPerson {
  std::string name;
  std::optional<std::string> resident_id, phone;
};
BOOST_DESCRIBE_STRUCT(TripPerson, (), (name, resident_id, phone))

struct TripParty {  // who sends or gets the goods
  std::string name;
  std::optional<std::string> phone, address;
};
BOOST_DESCRIBE_STRUCT(TripParty, (), (name, phone, address))

// ---- asked ----
struct TripBody {
  VehicleId vehicle;
  std::optional<policy::VehicleKind> vehicle_kind;
  std::optional<PlateColour> plate_colour;  // absent: as the plate's form has it
  RoutePoint from, to;
  std::optional<std::vector<RoutePoint>> entry_points;
  std::optional<TripPerson> driver;
  std::optional<std::vector<TripPerson>> mates;
  std::optional<std::string> licence;  // of the operator for road transport
  std::optional<std::string> goods;
  std::optional<double> tonnes;
  std::optional<TripParty> consignor, consignee;
  std::optional<policy::TripValidity> validity;   // absent: the first that the kind offers
  std::optional<Timestamp> starts_at, ends_at;    // absent: from the issue on, for as long as the kind says
  std::optional<std::vector<std::string>> zones;  // besides those of the kind; of other districts too
};
BOOST_DESCRIBE_STRUCT(TripBody, (),
                      (vehicle, vehicle_kind, plate_colour, from, to, entry_points, driver, mates, licence, goods,
                       tonnes, consignor, consignee, validity, starts_at, ends_at, zones))

// ---- stored ----
struct TripPeople {
  std::optional<TripPerson> driver;
  std::vector<TripPerson> mates;
  std::optional<TripParty> consignor, consignee;
};
BOOST_DESCRIBE_STRUCT(TripPeople, (), (driver, mates, consignor, consignee))

struct Trip {
  PassRequestId request;
  std::string vehicle, plate;
  std::string vehicle_kind, plate_colour;  // names of their enums; empty: not told
  policy::TripValidity validity = policy::TripValidity::period;
  std::optional<Timestamp> starts_at, ends_at;
  std::string route;        // JSON array of RoutePoint, start first, end last
  std::string zones;        // own ones, each followed by one blank
  std::string asked_zones;  // of other districts, likewise
  std::string licence, goods;
  double tonnes = 0;
  std::string people_sealed;  // TripPeople as JSON; purpose "trip.people"
  std::string people_shown;   // the same, masked
  std::string pass;           // PassId, once it is issued
};
BOOST_DESCRIBE_STRUCT(Trip, (),
                      (request, vehicle, plate, vehicle_kind, plate_colour, validity, starts_at, ends_at, route, zones,
                       asked_zones, licence, goods, tonnes, people_sealed, people_shown, pass))

// ---- shown ----
struct TripView {
  VehicleId vehicle;
  std::string plate;
  std::optional<policy::VehicleKind> vehicle_kind;
  std::optional<PlateColour> plate_colour;
  std::vector<RoutePoint> route;  // start, entry points, end
  TripPeople people;              // masked
  std::string licence, goods;
  double tonnes = 0;
  policy::TripValidity validity = policy::TripValidity::period;
  std::optional<Timestamp> starts_at, ends_at;
  std::vector<std::string> zones, asked_zones;
  std::optional<PassId> pass;
};
BOOST_DESCRIBE_STRUCT(TripView, (),
                      (vehicle, plate, vehicle_kind, plate_colour, route, people, licence, goods, tonnes, validity,
                       starts_at, ends_at, zones, asked_zones, pass))

}  // namespace fugong::pass
