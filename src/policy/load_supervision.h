// Internal to policy/: the supervision part of a pack, from its YAML shape and against the other parts.
#pragma once

#include "policy/checks.h"
#include "policy/raw.h"

namespace fugong::policy {

SupervisionRules to_supervision(const raw::SupervisionRules& r);
void check_supervision(const Pack& pack, const Complain& complain);

// What a daily report may be filled in from besides the register: the day as gates saw it ("day.NAME") and the report
// before ("last.FIELD").
bool is_report_fact(std::string_view name);
bool is_report_field(const Pack& pack, std::string_view field);

}  // namespace fugong::policy
