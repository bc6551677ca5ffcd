// Enterprises full of people, and passes for all of them.
#pragma once

#include <span>

#include "life_cycles.h"

namespace fugong::bench {

// So many enterprises that are at work, each with `people` on its roster.
std::vector<Clerk> settle_with_people(District& district, std::size_t enterprises, std::int64_t people);

// So many more on the roster, drawn from the `first` on.
void bring_people(const District& district, const Clerk& clerk, std::int64_t first, std::int64_t count);

// Asks for passes for everybody of each enterprise; the paths at which they are issued.
std::vector<std::string> ask_for_passes(const District& district, std::span<const Clerk> clerks);

// All of them issued by some commissioners side by side; passes a second, from the first request to the last durable
// answer. Throws std::runtime_error when any is missing.
double issue_passes(District& district, const std::vector<std::string>& paths, std::int64_t people);

// Tokens of passes of the clerk's enterprise, at most 200.
std::vector<std::string> some_tokens(const District& district, const Clerk& clerk);

}  // namespace fugong::bench
