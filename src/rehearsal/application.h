// What an enterprise writes into its application, by the scenario's rules.
#pragma once

#include "rehearsal/scenario.h"
#include "rehearsal/world.h"

namespace fugong::rehearsal {

// What the scenario's rules see of a firm: {"firm": {…}}.
json::Value facts_of(const Firm& firm, const Date& start);
// {document: {field: value}}.
json::Object application_of(const Scenario& scenario, const json::Value& facts);

}  // namespace fugong::rehearsal
