// Internal to policy/: the service part of a pack, from its YAML shape and against the other parts.
#pragma once

#include "policy/checks.h"
#include "policy/raw.h"

namespace fugong::policy {

ServiceRules to_service(const raw::ServiceRules& r);
void check_service(const Pack& pack, const Complain& complain);

}  // namespace fugong::policy
