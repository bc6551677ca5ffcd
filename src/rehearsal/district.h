// The district of a scenario, set up as a real one is: installed once, then filled through its own routes by its own
// administrator, officers and clerks.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/platform.h"
#include "rehearsal/caller.h"
#include "rehearsal/world.h"

namespace fugong::rehearsal {

// One enterprise and its clerk.
struct Plant {
  Firm firm;
  std::string id;  // EnterpriseId
  Caller clerk;
};

// One line of the accounts that a rehearsal leaves behind.
struct Account {
  std::string login, password, role, name;
};
BOOST_DESCRIBE_STRUCT(Account, (), (login, password, role, name))

struct People {
  std::vector<Caller> officers, commissioners;
  std::map<std::string, std::vector<Caller>> reviewers;   // by department
  std::map<std::string, std::vector<Caller>> inspectors;  // by subdistrict
  std::map<std::string, Caller> guards;                   // by checkpoint
  std::vector<Caller> leader;                             // one
  std::vector<Caller> residents;                          // officers who live in plants
  std::vector<Account> accounts;                          // one per kind of person
};

class DistrictBuilder {
 public:
  DistrictBuilder(app::Platform& platform, const Scenario& scenario, const VirtualClock& clock);

  // Pack, organisations, staff. Throws std::runtime_error when a route refuses.
  People build(const policy::Loaded& policy);
  // Registers a firm, makes its clerk, brings in its roster and vehicles.
  Plant settle(const Firm& firm, People& people);

 private:
  void install(const policy::Loaded& policy);
  void make_organisation(const std::string& kind, const std::string& code, const Words& name);
  void read_organisations(const std::string& kind);
  Caller hire(const std::string& login, const std::string& name, const std::string& role,
              const std::string& organisation);
  void account(People& people, const Caller& caller, const std::string& role, const std::string& name) const;
  std::string person_name(std::string_view purpose, std::uint64_t index) const;
  void bring_people(Plant& plant) const;
  void bring_vehicles(Plant& plant) const;

  app::Platform& platform_;
  const Scenario& scenario_;
  const VirtualClock& clock_;
  const Timestamp tokens_until_;
  Caller admin_;
  std::map<std::string, std::string> organisations_;  // "kind/code" → id
  std::uint64_t hired_ = 0;
};

}  // namespace fugong::rehearsal
