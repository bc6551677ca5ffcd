// Internal to servicedesk/: what a reader may see of all tickets.
#pragma once

#include "servicedesk/work.h"

namespace fugong::servicedesk {

// The part of all tickets that is somebody's; empty texts: all of them.
struct Scope {
  std::string enterprise, subdistrict, department;
  bool covers(const Ticket& t) const {
    return (enterprise.empty() || t.enterprise.text == enterprise) &&
           (subdistrict.empty() || t.subdistrict == subdistrict) && (department.empty() || t.department == department);
  }
};
// Code auth.forbidden.
Result<Scope> scope_of(const Context& context);

KnowledgeView view_of(const policy::ServiceRules& rules, const KnowledgeEntry& entry, Language language,
                      int likeness_percent = 0);

}  // namespace fugong::servicedesk
