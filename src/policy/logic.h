// JsonLogic (jsonlogic.com): rules as JSON, with the standard operators and JavaScript's notion of truth.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"

namespace fugong::policy {

constexpr int logic_depth_max = 32;

// Total: a rule that means nothing (an unknown operator, too deep) gives null; check_rule finds those beforehand.
json::Value apply_logic(const json::Value& rule, const json::Value& data);

// JsonLogic's truth: 0, "", [], null and false are not.
bool truthy(const json::Value& value);
inline bool holds(const json::Value& rule, const json::Value& data) { return truthy(apply_logic(rule, data)); }

// Says what is wrong with a rule: `complain(where within the rule, code, what)`; codes logic.operator, logic.shape,
// logic.too_deep. `on_variable` hears of every constant path that the rule reads outside map, filter, reduce, ….
void check_rule(const json::Value& rule,
                const std::function<void(const std::string&, const char*, const std::string&)>& complain,
                const std::function<void(const std::string&, const std::string&)>& on_variable);

}  // namespace fugong::policy
