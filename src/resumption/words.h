// The pack's words for what stands in a case, in the reader's language; an id without words is shown as it is.
#pragma once

#include "resumption/view.h"

namespace fugong::resumption {

std::string step_name(const policy::ReviewRoute* route, std::string_view step, Language language);
std::string clock_name(const policy::Pack& pack, std::string_view clock, Language language);
std::string phase_name(const policy::Pack& pack, std::string_view phase, Language language);
std::string owner_name(const policy::Pack& pack, OwnerKind kind, const std::string& owner, Language language);
// A clock, a phase, a step, or "step/owner".
std::string subject_name(const policy::Pack& pack, const policy::ReviewRoute* route, const std::string& subject,
                         Language language);

CaseLine to_line(const Case& c, Timestamp now);
TaskView to_view(const policy::Pack& pack, const policy::ReviewRoute* route, const Task& task, Timestamp now,
                 Language language);
ClockView to_view(const policy::Pack& pack, const SlaClock& clock, Timestamp now, Language language);
EventView to_view(const policy::Pack& pack, const policy::ReviewRoute* route, const CaseEvent& event,
                  Language language);

}  // namespace fugong::resumption
