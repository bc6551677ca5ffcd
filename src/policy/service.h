// What a pack says about the problems of enterprises: categories, priorities, teams, limits. Every value a district may
// want otherwise stands here; src/servicedesk decides nothing by itself.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/language.h"
#include "policy/supervision.h"

namespace fugong::policy {

// Whoever cannot solve a problem in time hands it one level up.
enum class ServiceLevel : std::uint8_t { department, special_team, district_leader };
BOOST_DESCRIBE_ENUM(ServiceLevel, department, special_team, district_leader)
constexpr std::size_t service_levels = 3;

struct ServicePriority {
  std::string id;
  LocalText name;
  Duration acknowledge{};  // whoever is called says so within it, or the next one is called
  std::array<Duration, service_levels> limit{};
  Duration limit_at(ServiceLevel level) const { return limit[static_cast<std::size_t>(level)]; }
};

// Whose people a team is made of.
enum class TeamOf : std::uint8_t { subdistrict, department, district };
BOOST_DESCRIBE_ENUM(TeamOf, subdistrict, department, district)

struct ServiceTeam {
  std::string id;
  LocalText name;
  ServiceLevel level = ServiceLevel::department;
  TeamOf of = TeamOf::district;  // subdistrict: one team in each
  std::string department;        // TeamOf::department
  Role role = Role::case_officer;
};

// Enterprises of some subdistricts go to a team of their own.
struct ServicePlace {
  std::vector<std::string> subdistricts;
  std::string team;
};

struct ServiceCategory {
  std::string id;
  LocalText name;
  std::string priority;
  std::array<std::string, service_levels> teams;
  std::vector<ServicePlace> places;
};

struct ServiceRules {
  int warn_minutes = 120;         // what would stay overnight is said so long before the day ends
  int plan_days_max = 7;          // a plan's date lies no further ahead
  Duration confirm = hours(72);   // a solved ticket that the enterprise says nothing to is closed
  Duration reopen = days(30);     // and may be opened again so long after it was solved
  int visit_after_days = 14;      // an enterprise that no leader has visited for so long is due
  std::vector<DutyShift> shifts;  // empty: the teams' members take turns
  std::vector<ServicePriority> priorities;
  std::vector<ServiceTeam> teams;
  std::vector<ServiceCategory> categories;  // empty: no tickets

  const ServicePriority* priority(std::string_view id) const {
    for (const ServicePriority& p : priorities)
      if (p.id == id) return &p;
    return nullptr;
  }
  const ServiceTeam* team(std::string_view id) const {
    for (const ServiceTeam& t : teams)
      if (t.id == id) return &t;
    return nullptr;
  }
  const ServiceCategory* category(std::string_view id) const {
    for (const ServiceCategory& c : categories)
      if (c.id == id) return &c;
    return nullptr;
  }
};

}  // namespace fugong::policy
