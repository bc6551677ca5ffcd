// The law of journeys: what a request for a vehicle's pass may say. Pure; every fault of one request at once.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "pass/trip_model.h"

namespace fugong::pass {

// What the form of a plate tells of its colour (GA 36-2018); nullopt where several are possible.
std::optional<PlateColour> colour_of(std::string_view plate);

// Whether the colour can stand on the plate.
bool colour_fits(std::string_view plate, PlateColour colour);

// A county-level division by its form and province (GB/T 2260): six digits, neither a province nor a prefecture.
bool is_county(std::string_view division);

// "start→entry→end" as it fits into a pass: entry points are left out when there is no room for them; empty when there
// is none for start and end either.
std::string route_text(const std::vector<RoutePoint>& route, std::size_t bytes_max);

// The trip as it is stored, without ids and seals, and the people on it, normalised. Faults are named below `field`.
// Codes pass.trip_needs, trip.vehicle_kind, trip.plate_colour, trip.trailer, trip.division, trip.text,
// trip.entry_points, trip.mates, trip.licence, trip.tonnes, trip.validity, trip.time, trip.zone, and those of the
// validators.
struct CheckedTrip {
  Trip trip;
  TripPeople people;
};
CheckedTrip check_trip(const TripBody& body, const std::string& plate, const policy::Pack& pack,
                       const policy::PassKind& kind, Timestamp now, const std::string& field,
                       std::vector<FieldError>& faults);

// "张*", "210199********1234", "138****5678"; addresses not at all.
TripPeople masked(const TripPeople& people);

}  // namespace fugong::pass
