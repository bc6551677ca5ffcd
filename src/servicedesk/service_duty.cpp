// Teams: who belongs to them, who is on duty, whom a ticket wakes.
#include <algorithm>

#include "servicedesk/work.h"

namespace fugong::servicedesk {
namespace {

// Every team as it stands in the district: those of subdistricts only for the reader's own, or by key.
TeamView view_of_team(Teams& teams, const policy::InForce& in_force, const std::string& key, const Context& context) {
  const policy::ServiceRules& rules = in_force.pack->service;
  const policy::ServiceTeam* team = rules.team(team_id(key));
  TeamView view{.team = key, .name = team->name.in(context.language), .level = team->level};
  if (const auto shift = shift_at(rules, in_force.pack->calendar.zone, context.now))
    for (const policy::DutyShift& s : rules.shifts)
      if (s.id == shift->id) view.shift = s.name.in(context.language);
  view.call_order = teams.order(key, context.now);
  view.members = teams.members(key);
  return view;
}

DutyLine line_of(const policy::ServiceRules& rules, const supervision::Shift& shift, std::span<const Candidate> members,
                 std::span<const DutyPlan> plans, const std::string& zone, Language language) {
  DutyLine line{.day = shift.day, .shift = shift.id, .from = shift.from, .to = shift.to};
  for (const policy::DutyShift& s : rules.shifts)
    if (s.id == shift.id) line.shift_name = s.name.in(language);
  line.planned =
      std::ranges::any_of(plans, [&](const DutyPlan& p) { return p.day == shift.day && p.shift == shift.id; });
  const auto order = call_order(rules, zone, members, plans, shift.from);
  if (!order.empty()) line.person = order[0];
  if (order.size() > 1) line.substitute = order[1];
  return line;
}

struct LoadedTeam {
  policy::InForce in_force;
  std::unique_ptr<Teams> teams;
};
Result<LoadedTeam> load_team(const ServiceOptions& o, db::Session& session, const Context& context,
                             const std::string& key, const char* right) {
  FG_TRY(policy::InForce in_force, o.policies.in_force(session));
  LoadedTeam loaded{in_force, nullptr};
  loaded.teams = std::make_unique<Teams>(o, session, loaded.in_force);
  if (!loaded.teams->find(key)) return fail(ErrorKind::not_found, "team.unknown", "team", {{"team", key}});
  FG_CHECK(identity::require(context.actor, right, loaded.teams->subject_of(key)));
  return loaded;
}

}  // namespace

Result<std::vector<TeamView>> Service::teams(db::Session& session, const Context& context) {
  if (!identity::allows(context.actor, "rota.read")) FG_CHECK(identity::require(context.actor, "rota.read"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  Teams teams(o_, session, in_force);
  std::vector<std::string> places;
  if (context.actor.kind == OrganisationKind::subdistrict) places.push_back(context.actor.organisation_code);
  else if (o_.hooks.subdistricts) places = o_.hooks.subdistricts(session);
  std::vector<TeamView> out;
  for (const policy::ServiceTeam& team : in_force.pack->service.teams) {
    if (team.of != policy::TeamOf::subdistrict) {
      out.push_back(view_of_team(teams, in_force, team_key(team, ""), context));
      continue;
    }
    for (const std::string& place : places)
      out.push_back(view_of_team(teams, in_force, team_key(team, place), context));
  }
  return out;
}

Result<TeamView> Service::replace_members(db::Session& session, const Context& context, const std::string& team,
                                          const MembersRequest& request) {
  FG_TRY(LoadedTeam loaded, load_team(o_, session, context, team, "rota.plan"));
  if (request.logins.size() > members_max)
    return invalid("member.too_many", "logins", {{"limit", std::to_string(members_max)}});
  std::vector<Member> members;
  for (std::size_t i = 0; i < request.logins.size(); ++i) {
    const std::string field = "logins[" + std::to_string(i) + "]";
    const auto person = o_.hooks.person_of_login(session, request.logins[i]);
    if (!person) return invalid("member.unknown", field, {{"login", request.logins[i]}});
    if (!identity::allows(*person, "ticket.handle"))
      return invalid("member.may_not", field, {{"login", request.logins[i]}});
    if (std::ranges::find(members, person->person, &Member::person) != members.end())
      return invalid("member.twice", field, {{"login", request.logins[i]}});
    members.push_back({team, person->person, person->person_name, std::int64_t(i)});
  }
  Store(o_.district, session).replace_members(team, members);
  record(o_, session, context, "rota.members", "team", team);
  return view_of_team(*loaded.teams, loaded.in_force, team, context);
}

Result<DutyLine> Service::plan_duty(db::Session& session, const Context& context, const std::string& team,
                                    const DutyRequest& request) {
  FG_TRY(LoadedTeam loaded, load_team(o_, session, context, team, "rota.plan"));
  const policy::ServiceRules& rules = loaded.in_force.pack->service;
  const std::string& zone = loaded.in_force.pack->calendar.zone;
  policy::CoverageRules coverage;
  coverage.shifts = rules.shifts;
  const auto shifts = supervision::shifts_of(coverage, request.day, zone);
  const auto shift = std::ranges::find(shifts, request.shift, &supervision::Shift::id);
  if (shift == shifts.end()) return invalid("duty.shift", "shift", {{"shift", request.shift}});
  if (shift->to <= context.now) return invalid("duty.past", "day");
  const auto members = loaded.teams->members(team);
  const auto person = std::ranges::find(members, request.person, &Candidate::person);
  if (person == members.end()) return invalid("team.person", "person");
  DutyPlan plan{team, request.day, request.shift, person->person, person->name, {}, {}};
  if (request.substitute) {
    const auto substitute = std::ranges::find(members, *request.substitute, &Candidate::person);
    if (substitute == members.end() || substitute == person) return invalid("team.person", "substitute");
    plan.substitute = substitute->person.text;
    plan.substitute_name = substitute->name;
  }
  Store store(o_.district, session);
  store.put(plan);
  record(o_, session, context, "rota.plan", "team", team);
  return line_of(rules, *shift, members, store.plans(team, request.day, request.day), zone, context.language);
}

Result<std::vector<DutyLine>> Service::duty(db::Session& session, const Context& context, const std::string& team,
                                            const DaysFilter& filter) {
  FG_TRY(LoadedTeam loaded, load_team(o_, session, context, team, "rota.read"));
  const policy::ServiceRules& rules = loaded.in_force.pack->service;
  const std::string& zone = loaded.in_force.pack->calendar.zone;
  const Date from = filter.from.value_or(local_date(context.now, zone));
  const Date to = filter.to.value_or(local_date(start_of_day(from, zone) + days(7), zone));
  if (to < from || start_of_day(to, zone) - start_of_day(from, zone) > days(duty_days_max))
    return invalid("ticket.days", "to", {{"limit", std::to_string(duty_days_max)}});
  policy::CoverageRules coverage;
  coverage.shifts = rules.shifts;
  const auto members = loaded.teams->members(team);
  const auto plans = Store(o_.district, session).plans(team, from, to);
  std::vector<DutyLine> out;
  for (Date day = from; day <= to; day = next_day(day))
    for (const supervision::Shift& shift : supervision::shifts_of(coverage, day, zone))
      out.push_back(line_of(rules, shift, members, plans, zone, context.language));
  return out;
}

}  // namespace fugong::servicedesk
