#include "rehearsal/application.h"

#include "policy/logic.h"

namespace fugong::rehearsal {

json::Value facts_of(const Firm& f, const Date& start) {
  return json::Object{{"firm", json::Object{{"name", f.name},
                                            {"usc", f.usc},
                                            {"address", f.address},
                                            {"phone", f.phone},
                                            {"legal_representative", f.legal_representative},
                                            {"normal_workers", f.normal_workers},
                                            {"returning_workers", f.returning_workers},
                                            {"above_scale", f.above_scale},
                                            {"key_supply", f.key_supply},
                                            {"recovery_percent", f.recovery_percent},
                                            {"index", static_cast<std::int64_t>(f.index)},
                                            {"start_date", start.text}}}};
}

json::Object application_of(const Scenario& scenario, const json::Value& facts) {
  json::Object out;
  for (const auto& [document, fields] : scenario.application) {
    json::Object& form = out[document].emplace_object();
    for (const auto& [field, rule] : fields) form[field] = policy::apply_logic(rule, facts);
  }
  return out;
}

}  // namespace fugong::rehearsal
