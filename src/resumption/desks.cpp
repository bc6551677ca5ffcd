#include "resumption/desks.h"

#include <algorithm>

namespace fugong::resumption {
namespace {

// The right that a kind of task asks for, on the desk that has it.
Status check_right(const Actor& actor, const Task& task) {
  identity::Subject desk;
  if (task.owner_kind == OwnerKind::department) desk.department = task.owner;
  if (task.owner_kind == OwnerKind::subdistrict) desk.subdistrict = task.owner;
  switch (task.kind) {
    case policy::StepKind::screening: return identity::require(actor, "case.screen", desk);
    case policy::StepKind::joint_review: return identity::require(actor, "case.review", desk);
    case policy::StepKind::decision: return identity::require(actor, "case.decide", desk);
    case policy::StepKind::inspection: return identity::require(actor, "case.inspect", desk);
    case policy::StepKind::start:
    case policy::StepKind::pass_issuance: break;
  }
  // These end by the start of work and by the issue of passes, not by a decision.
  return fail(ErrorKind::conflict, "task.not_decided_here", "id");
}

bool may_hold(const Task& task, const PersonId& person) { return task.holder.empty() || task.holder == person.text; }

bool has_or_represents(const Actor& actor, Role role) {
  return actor.has(role) || std::ranges::any_of(actor.represents, [&](const Represented& other) {
           return std::ranges::find(other.roles, role) != other.roles.end();
         });
}

}  // namespace

Result<Behalf> behalf_for(const Actor& actor, const Task& task) {
  Actor one = actor;
  one.represents.clear();
  const Status own = check_right(one, task);
  if (own && may_hold(task, actor.person)) return Behalf{};
  for (const Represented& other : actor.represents) {
    one.person = other.person;
    one.roles = other.roles;
    if (check_right(one, task) && may_hold(task, other.person)) return Behalf{other.person.text, other.name};
  }
  if (!own) return std::unexpected(own.error());
  return fail(ErrorKind::conflict, "task.with_colleague", "id", {{"name", task.holder_name}});
}

Status check_open(const Task& task) {
  if (task.state == TaskState::open) return {};
  if (task.state == TaskState::cancelled) return fail(ErrorKind::conflict, "task.cancelled", "id");
  return fail(ErrorKind::conflict, "task.already_decided", "id",
              {{"by", task.decided_by_name},
               {"at", to_rfc3339(task.decided_at.value_or(Timestamp{}))},
               {"decision", std::string(json::enum_name(task.decision.value_or(Decision::approve)))}});
}

Result<DeskOf> desk_of(const Actor& actor) {
  switch (actor.kind) {
    case OrganisationKind::department: return DeskOf{OwnerKind::department, actor.organisation_code};
    case OrganisationKind::subdistrict: return DeskOf{OwnerKind::subdistrict, actor.organisation_code};
    case OrganisationKind::enterprise: return DeskOf{OwnerKind::enterprise, actor.organisation_code};
    case OrganisationKind::district:
    case OrganisationKind::checkpoint: break;
  }
  if (has_or_represents(actor, Role::case_officer)) return DeskOf{OwnerKind::office, "office"};
  if (has_or_represents(actor, Role::pass_commissioner)) return DeskOf{OwnerKind::pass_office, "pass_office"};
  return fail(ErrorKind::forbidden, "auth.forbidden");
}

}  // namespace fugong::resumption
