// Who is acting: resolved once per request by identity/, read by every service.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/ids.h"

namespace fugong {

enum class OrganisationKind : std::uint8_t { district, department, subdistrict, enterprise, checkpoint };
BOOST_DESCRIBE_ENUM(OrganisationKind, district, department, subdistrict, enterprise, checkpoint)

// A role says what kind of act a person may do; the organisation says on what (identity/rights.h).
enum class Role : std::uint8_t {
  enterprise_clerk,       // applies for, and reports on, the own enterprise
  department_reviewer,    // decides the own department's review tasks
  subdistrict_inspector,  // inspects and follows enterprises of the own subdistrict
  case_officer,           // the command's office: screens, decides, resumes, suspends
  pass_commissioner,      // issues and revokes passes
  resident_officer,       // lives in the plants that he is assigned to, and reports on them
  checkpoint_guard,       // uploads scans
  district_leader,        // reads everything, switches phases
  administrator,          // people, organisations, policy packs; decides nothing
  auditor,                // reads the audit log; decides nothing
};
BOOST_DESCRIBE_ENUM(Role, enterprise_clerk, department_reviewer, subdistrict_inspector, case_officer, pass_commissioner,
                    resident_officer, checkpoint_guard, district_leader, administrator, auditor)

struct Actor {
  PersonId person;
  std::string person_name;
  OrganisationId organisation;
  OrganisationKind kind = OrganisationKind::district;
  // Department id of the policy pack, GB/T 2260 subdistrict code, enterprise id or checkpoint code,
  // by kind; empty for the district itself.
  std::string organisation_code;
  std::vector<Role> roles;

  bool has(Role role) const {
    for (Role r : roles)
      if (r == role) return true;
    return false;
  }
};

}  // namespace fugong
