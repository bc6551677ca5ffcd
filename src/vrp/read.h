// Problems from files, and plans to files and back, in the forms in which they are published.
//
//   problem  = vrplib / solomon, told from the first line: only VRPLIB has a colon there
//   vrplib   = *( KEY ":" value ) *( SECTION *( number… ) ) ["EOF"]
//              keys NAME COMMENT TYPE DIMENSION VEHICLES CAPACITY SERVICE_TIME VEHICLES_MAX_DURATION EDGE_WEIGHT_TYPE,
//              sections NODE_COORD DEMAND SERVICE_TIME TIME_WINDOW VEHICLES_DEPOT DEPOT, each with _SECTION;
//              nodes count from 1, the depots first
//   solomon  = name "VEHICLE" "NUMBER CAPACITY" n q "CUSTOMER" headings *( number x y demand open close service )
//   sol      = *( "Route #" k ":" *node ) "Cost" [":"] cost       node: counted from 0, so n is the file's node n + 1
//
// Costs by each collection's own convention: VRPTW and Solomon ten times the distance, cut off, printed with one
// decimal; MDVRPTW a thousand times the distance, rounded. Windows and services are stretched alike.
#pragma once

#include "vrp/model.h"

namespace fugong::vrp {

inline constexpr std::size_t file_bytes_max = 4u << 20;  // 5,000 sites have some 400 KB

// Codes, each with the {line}: vrp.line, .key, .type, .weights, .number, .range, .twice, .missing, .file_capacity,
// .file_window, .depots_first; and vrp.file_too_large and those of check.
Result<Problem> read_problem(std::string_view text);

struct Published {
  Plan plan;
  std::int64_t cost = 0;  // in the problem's own unit
};
// Codes, each with the {line}: vrp.line, .number, .range, .missing.
Result<Published> read_sol(std::string_view text, const Problem& problem);

std::string write_sol(const Problem& problem, const Plan& plan, std::int64_t cost);

}  // namespace fugong::vrp
