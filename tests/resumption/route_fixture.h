// The routes the rule tests walk along.
#pragma once

#include "policy/pack.h"
#include "resumption/rules.h"

namespace fugong::resumption_test {

inline policy::Step step(std::string id, policy::StepKind kind, std::vector<std::string> after = {},
                         std::vector<policy::Participant> participants = {}) {
  policy::Step s;
  s.id = id;
  s.kind = kind;
  s.name = {id, id};
  s.after = std::move(after);
  s.participants = std::move(participants);
  return s;
}

// screening ▶ review (two departments and the subdistrict) ▶ decision ▶ passes ∥ inspection; start after inspection.
inline policy::ReviewRoute full_route() {
  using enum policy::StepKind;
  policy::ReviewRoute route{.id = "full", .name = {"全流程", "Full"}, .steps = {}};
  route.steps.push_back(step("screening", screening));
  route.steps.back().automatic = true;
  route.steps.push_back(
      step("review", joint_review, {"screening"}, {{"industry", {}}, {"safety", {}}, {"subdistrict", {}}}));
  route.steps.push_back(step("decision", decision, {"review"}));
  route.steps.push_back(step("passes", pass_issuance, {"decision"}));
  route.steps.push_back(step("inspection", inspection, {"decision"}));
  route.steps.push_back(step("start", start, {"inspection"}));
  return route;
}

// Commitment instead of review: decision ▶ start.
inline policy::ReviewRoute short_route() {
  using enum policy::StepKind;
  policy::ReviewRoute route{.id = "short", .name = {"承诺制", "Commitment"}, .steps = {}};
  route.steps.push_back(step("decision", decision));
  route.steps.push_back(step("start", start, {"decision"}));
  return route;
}

}  // namespace fugong::resumption_test
