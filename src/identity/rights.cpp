#include "identity/rights.h"

#include <algorithm>

namespace fugong::identity {
namespace {

using enum Role;
constexpr Scope any = Scope::any;
constexpr Scope own = Scope::own;

const std::vector<Right> table = {
    {"enterprise.register", {{case_officer, any}, {subdistrict_inspector, own}, {administrator, any}}},
    // Lets an enterprise that registered itself in, and gives out claim codes.
    {"enterprise.confirm", {{case_officer, any}, {subdistrict_inspector, own}}},
    {"enterprise.read",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"enterprise.update", {{enterprise_clerk, own}, {case_officer, any}}},
    // Address, representative and output of military enterprises, which only count in totals for everybody else.
    {"enterprise.read_military",
     {{enterprise_clerk, own}, {subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    {"roster.read",
     {{enterprise_clerk, own}, {subdistrict_inspector, own}, {case_officer, any}, {pass_commissioner, any}}},
    {"roster.write", {{enterprise_clerk, own}}},
    {"case.apply", {{enterprise_clerk, own}}},
    {"case.read",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"case.screen", {{case_officer, any}}},
    {"case.review", {{department_reviewer, own}, {subdistrict_inspector, own}}},
    {"case.decide", {{case_officer, any}}},
    {"case.inspect", {{subdistrict_inspector, own}}},
    {"task.read",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, own},
      {case_officer, any},
      {pass_commissioner, any}}},
    {"task.decide", {{subdistrict_inspector, own}, {department_reviewer, own}, {case_officer, any}}},
    // Notes between departments: the enterprise neither writes nor reads them.
    {"case.note",
     {{subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"case.resume", {{enterprise_clerk, own}, {case_officer, any}}},
    {"case.suspend", {{case_officer, any}}},
    {"case.close", {{case_officer, any}}},
    // Resident officers, and what they watch over; the service asks whether an officer is assigned to the plant.
    {"supervision.place", {{case_officer, any}, {district_leader, any}}},
    {"supervision.read",
     {{enterprise_clerk, own},
      {resident_officer, any},
      {subdistrict_inspector, own},
      {case_officer, any},
      {district_leader, any}}},
    {"duty.check_in", {{resident_officer, any}}},
    {"duty.read", {{resident_officer, any}, {subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    // The screen at the plant's gate is logged in as the plant.
    {"gatecode.show", {{enterprise_clerk, own}}},
    {"override.propose", {{subdistrict_inspector, own}, {case_officer, any}}},
    {"override.decide", {{case_officer, any}, {district_leader, any}}},
    {"report.write", {{enterprise_clerk, own}, {resident_officer, any}}},
    {"closedroster.write", {{enterprise_clerk, own}, {resident_officer, any}}},
    {"gate.report", {{enterprise_clerk, own}, {resident_officer, any}, {checkpoint_guard, any}}},
    {"violation.answer", {{enterprise_clerk, own}}},
    {"violation.decide", {{subdistrict_inspector, own}, {case_officer, any}}},
    {"violation.hear", {{case_officer, any}, {district_leader, any}}},
    // Photos and papers with a violation or a sanction, of both sides.
    {"evidence.add",
     {{enterprise_clerk, own}, {resident_officer, any}, {subdistrict_inspector, own}, {case_officer, any}}},
    {"sanction.order", {{case_officer, any}}},
    {"sanction.rectify", {{enterprise_clerk, own}}},
    {"sanction.inspect", {{subdistrict_inspector, own}, {case_officer, any}}},
    {"inspection.draw", {{case_officer, any}, {district_leader, any}}},
    {"inspection.read", {{subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    {"inspection.record", {{subdistrict_inspector, own}, {case_officer, any}}},
    // One enterprise, one file; also to take it away as PDF or archive.
    {"dossier.read",
     {{enterprise_clerk, own}, {subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    // Problems of enterprises. Whoever answers for one, and whoever raised it, reads it besides; the service asks.
    {"ticket.raise",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {resident_officer, any},
      {district_leader, any}}},
    {"ticket.import", {{subdistrict_inspector, own}, {case_officer, any}}},
    {"ticket.read",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, own},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"ticket.handle",
     {{subdistrict_inspector, own},
      {department_reviewer, own},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    // Acts on a ticket that somebody else answers for.
    {"ticket.direct", {{case_officer, any}, {district_leader, any}}},
    {"ticket.answer",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, own},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"ticket.note",
     {{subdistrict_inspector, own},
      {department_reviewer, own},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"ticket.confirm", {{enterprise_clerk, own}}},
    {"ticket.except", {{district_leader, any}}},
    {"ticket.evening", {{case_officer, any}, {district_leader, any}}},
    {"ticket.figures", {{case_officer, any}, {district_leader, any}}},
    {"knowledge.read",
     {{enterprise_clerk, any},
      {subdistrict_inspector, any},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"knowledge.write", {{case_officer, any}, {pass_commissioner, any}}},
    {"rota.read",
     {{subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any}}},
    {"rota.plan",
     {{subdistrict_inspector, own}, {department_reviewer, own}, {case_officer, any}, {district_leader, any}}},
    {"figures.report", {{enterprise_clerk, own}}},
    {"figures.read",
     {{enterprise_clerk, own}, {subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    {"policy.read",
     {{enterprise_clerk, any},
      {department_reviewer, any},
      {subdistrict_inspector, any},
      {case_officer, any},
      {pass_commissioner, any},
      {resident_officer, any},
      {checkpoint_guard, any},
      {district_leader, any},
      {administrator, any},
      {auditor, any}}},
    {"policy.switch", {{district_leader, any}}},
    {"pass.request", {{enterprise_clerk, own}}},
    {"pass.review", {{department_reviewer, own}, {pass_commissioner, any}}},
    // One request: the enterprise that asked, and the desks that it passes.
    {"pass.look", {{enterprise_clerk, own}, {department_reviewer, own}, {pass_commissioner, any}, {case_officer, any}}},
    {"pass.issue", {{pass_commissioner, any}}},
    {"pass.read", {{enterprise_clerk, own}, {pass_commissioner, any}, {case_officer, any}}},
    {"pass.revoke", {{pass_commissioner, any}}},
    {"pass.suspend", {{pass_commissioner, any}, {case_officer, any}}},
    // Results of tests have come in: what passes say of their holders' health.
    {"pass.colour", {{case_officer, any}, {pass_commissioner, any}}},
    {"pass.upgrade", {{district_leader, any}}},
    {"key.manage", {{administrator, any}}},
    {"scan.upload", {{checkpoint_guard, any}}},
    {"scan.read", {{pass_commissioner, any}, {case_officer, any}, {district_leader, any}}},
    {"alert.close", {{pass_commissioner, any}, {case_officer, any}, {district_leader, any}}},
    {"checkpoint.place", {{case_officer, any}, {administrator, any}}},
    {"recognition.request", {{pass_commissioner, any}}},
    {"recognition.answer", {{pass_commissioner, any}}},
    {"recognition.read", {{pass_commissioner, any}, {case_officer, any}, {district_leader, any}}},
    // Which city root the district believes is decided at the machine's console.
    {"exchange.join", {{district_leader, any}}},
    {"exchange.read", {{pass_commissioner, any}, {case_officer, any}, {district_leader, any}, {administrator, any}}},
    // The district's channels, desks' subscriptions and dead letters; an enterprise has channels of its own.
    {"channel.manage", {{administrator, any}}},
    {"channel.use", {{enterprise_clerk, own}, {administrator, any}}},
    {"subscription.write", {{enterprise_clerk, own}}},
    {"notice.send", {{case_officer, any}, {district_leader, any}}},
    {"notice.read", {{subdistrict_inspector, own}, {case_officer, any}, {district_leader, any}}},
    {"notice.call", {{subdistrict_inspector, own}, {case_officer, any}}},
    {"bulletin.read", {{case_officer, any}, {district_leader, any}}},
    {"search.find",
     {{enterprise_clerk, own},
      {subdistrict_inspector, own},
      {department_reviewer, any},
      {case_officer, any},
      {pass_commissioner, any},
      {district_leader, any},
      {administrator, any}}},
    {"search.phone", {{subdistrict_inspector, own}, {case_officer, any}, {pass_commissioner, any}}},
    {"audit.read", {{auditor, any}}},
    {"identity.manage", {{administrator, any}}},
    {"settings.write", {{administrator, any}}},
};

const Right* find(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Right::name);
  return found == table.end() ? nullptr : &*found;
}

bool owns(const Actor& actor, const Subject& subject) {
  if (actor.organisation_code.empty()) return false;
  switch (actor.kind) {
    case OrganisationKind::enterprise: return subject.enterprise == actor.organisation_code;
    case OrganisationKind::subdistrict: return subject.subdistrict == actor.organisation_code;
    case OrganisationKind::department: return subject.department == actor.organisation_code;
    case OrganisationKind::district:
    case OrganisationKind::checkpoint: return false;
  }
  return false;
}

bool has_role(const Actor& actor, std::string_view right, Role role) {
  if (actor.has(role)) return true;
  return passes_to_substitutes(right) && std::ranges::any_of(actor.represents, [&](const Represented& other) {
           return std::ranges::find(other.roles, role) != other.roles.end();
         });
}

template <class Accept>
bool any_grant(const Actor& actor, std::string_view right, Accept accept) {
  const Right* row = find(right);
  return row &&
         std::ranges::any_of(row->grants, [&](const Grant& g) { return has_role(actor, right, g.role) && accept(g); });
}

constexpr std::string_view passed_on[] = {
    "enterprise.read", "roster.read", "case.read",     "case.screen",   "case.review",  "case.decide",
    "case.inspect",    "case.note",   "task.read",     "task.decide",   "figures.read", "policy.read",
    "pass.read",       "ticket.read", "ticket.handle", "ticket.answer", "ticket.note"};

}  // namespace

bool passes_to_substitutes(std::string_view right) {
  return std::ranges::find(passed_on, right) != std::end(passed_on);
}

std::span<const Right> rights() { return table; }

Status require(const Actor& actor, std::string_view right, const Subject& subject) {
  if (actor.person.empty()) return fail(ErrorKind::unauthenticated, "auth.required");
  const bool allowed =
      any_grant(actor, right, [&](const Grant& g) { return g.scope == Scope::any || owns(actor, subject); });
  if (!allowed) return fail(ErrorKind::forbidden, "auth.forbidden", {}, {{"right", std::string(right)}});
  return {};
}

bool allows(const Actor& actor, std::string_view right) {
  if (right == "public") return true;
  if (actor.person.empty()) return false;
  if (right == "session.self") return true;
  return any_grant(actor, right, [](const Grant&) { return true; });
}

bool allows_everywhere(const Actor& actor, std::string_view right) {
  return !actor.person.empty() && any_grant(actor, right, [](const Grant& g) { return g.scope == Scope::any; });
}

}  // namespace fugong::identity
