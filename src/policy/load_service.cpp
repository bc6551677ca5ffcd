#include "policy/load_service.h"

#include <algorithm>
#include <set>

namespace fugong::policy {
namespace {

// Who a team's people are where the pack does not say.
Role usual_role(TeamOf of) {
  switch (of) {
    case TeamOf::subdistrict: return Role::subdistrict_inspector;
    case TeamOf::department: return Role::department_reviewer;
    case TeamOf::district: return Role::case_officer;
  }
  return Role::case_officer;
}

class ServiceChecker {
 public:
  ServiceChecker(const Pack& pack, const Complain& complain) : pack_(pack), s_(pack.service), complain_(complain) {}

  void run() {
    range("service.warn_minutes", s_.warn_minutes, 0, 24 * 60);
    range("service.plan_days_max", s_.plan_days_max, 0, 90);
    range("service.confirm_hours", s_.confirm.ms / 3'600'000, 1, 720);
    range("service.reopen_days", s_.reopen.ms / 86'400'000, 0, 365);
    range("service.visit_after_days", s_.visit_after_days, 1, 365);
    named(s_.shifts, "service.shifts");
    named(s_.priorities, "service.priorities");
    named(s_.teams, "service.teams");
    named(s_.categories, "service.categories");
    for (std::size_t i = 0; i < s_.shifts.size(); ++i) {
      range(at("service.shifts", i) + ".from_minute", s_.shifts[i].from_minute, 0, 24 * 60 - 1);
      range(at("service.shifts", i) + ".to_minute", s_.shifts[i].to_minute, 0, 24 * 60);
    }
    for (std::size_t i = 0; i < s_.priorities.size(); ++i) check(s_.priorities[i], at("service.priorities", i));
    for (std::size_t i = 0; i < s_.teams.size(); ++i) check(s_.teams[i], at("service.teams", i));
    for (std::size_t i = 0; i < s_.categories.size(); ++i) check(s_.categories[i], at("service.categories", i));
  }

 private:
  static std::string at(const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; }

  void range(const std::string& path, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value < low || value > high)
      complain_(path, "policy.range",
                {{"value", std::to_string(value)}, {"range", std::to_string(low) + "–" + std::to_string(high)}});
  }
  void unknown(const std::string& path, const char* kind, const std::string& id) {
    complain_(path, "policy.unknown", {{"kind", kind}, {"id", id}});
  }

  template <class T>
  void named(const std::vector<T>& list, const std::string& name) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!seen.insert(list[i].id).second) complain_(at(name, i) + ".id", "policy.duplicate", {{"id", list[i].id}});
      if (list[i].name.zh_cn.empty()) complain_(at(name, i) + ".name", "policy.missing_text", {{"language", "zh-CN"}});
      if (list[i].name.en.empty()) complain_(at(name, i) + ".name", "policy.missing_text", {{"language", "en"}});
    }
  }

  void check(const ServicePriority& p, const std::string& path) {
    range(path + ".acknowledge_minutes", p.acknowledge.ms / 60'000, 1, 24 * 60);
    for (const Duration limit : p.limit) range(path + ".limit_minutes", limit.ms / 60'000, 1, 30 * 24 * 60);
  }

  void check(const ServiceTeam& team, const std::string& path) {
    if (team.of == TeamOf::department && !pack_.department(team.department))
      unknown(path + ".department", "department", team.department);
  }

  void check_team(const std::string& id, ServiceLevel level, const std::string& path) {
    const ServiceTeam* team = s_.team(id);
    if (!team) return unknown(path, "team", id);
    if (team->level != level)
      complain_(path, "policy.team_level", {{"id", id}, {"level", std::string(json::enum_name(level))}});
  }

  void check(const ServiceCategory& c, const std::string& path) {
    if (!s_.priority(c.priority)) unknown(path + ".priority", "priority", c.priority);
    for (const ServiceLevel level :
         {ServiceLevel::department, ServiceLevel::special_team, ServiceLevel::district_leader})
      check_team(c.teams[static_cast<std::size_t>(level)], level,
                 path + ".teams." + std::string(json::enum_name(level)));
    for (std::size_t i = 0; i < c.places.size(); ++i)
      check_team(c.places[i].team, ServiceLevel::department, at(path + ".places", i) + ".team");
  }

  const Pack& pack_;
  const ServiceRules& s_;
  const Complain& complain_;
};

}  // namespace

ServiceRules to_service(const raw::ServiceRules& r) {
  const ServiceRules usual;
  ServiceRules s;
  s.warn_minutes = r.warn_minutes.value_or(usual.warn_minutes);
  s.plan_days_max = r.plan_days_max.value_or(usual.plan_days_max);
  if (r.confirm_hours) s.confirm = hours(*r.confirm_hours);
  if (r.reopen_days) s.reopen = days(*r.reopen_days);
  s.visit_after_days = r.visit_after_days.value_or(usual.visit_after_days);
  if (r.shifts)
    for (const raw::DutyShift& shift : *r.shifts)
      s.shifts.push_back({shift.id, shift.name, shift.from_minute, shift.to_minute});
  for (const raw::ServicePriority& p : r.priorities)
    s.priorities.push_back({p.id,
                            p.name,
                            minutes(p.acknowledge_minutes),
                            {minutes(p.limit_minutes.department), minutes(p.limit_minutes.special_team),
                             minutes(p.limit_minutes.district_leader)}});
  for (const raw::ServiceTeam& t : r.teams)
    s.teams.push_back({t.id, t.name, t.level, t.of, t.department.value_or(""), t.role.value_or(usual_role(t.of))});
  for (const raw::ServiceCategory& c : r.categories) {
    ServiceCategory category{
        c.id, c.name, c.priority, {c.teams.department, c.teams.special_team, c.teams.district_leader}, {}};
    if (c.places)
      for (const raw::ServicePlace& place : *c.places) category.places.push_back({place.subdistricts, place.team});
    s.categories.push_back(std::move(category));
  }
  return s;
}

void check_service(const Pack& pack, const Complain& complain) { ServiceChecker(pack, complain).run(); }

}  // namespace fugong::policy
