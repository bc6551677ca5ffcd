// Checks of a pack's parts against each other. Pure.
#pragma once

#include <functional>
#include <string>

#include "policy/pack.h"

namespace fugong::policy {

// `path` as in the YAML: "routes[0].steps[1].participants[0].department".
using Complain = std::function<void(const std::string& path, const char* code, TextParams params)>;

void check_pack(const Pack& pack, const Complain& complain);

}  // namespace fugong::policy
