// Whom a notice is for; pure.
#pragma once

#include <optional>

#include "notify/view.h"
#include "resumption/model.h"

namespace fugong::notify {

// What of an enterprise a notice may ask for.
struct Candidate {
  EnterpriseId enterprise;
  std::string subdistrict;
  std::optional<resumption::CaseStanding> standing;  // of its open case
  std::string enterprise_class;
};

// Whether the case, or the class of an enterprise without one, has to be known to decide.
bool asks_for_case(const Receivers& receivers);
bool asks_for_class(const Receivers& receivers);

bool matches(const Receivers& receivers, const Candidate& candidate);

// Codes notice.receivers, notice.state.
Status check_receivers(const Receivers& receivers);

}  // namespace fugong::notify
