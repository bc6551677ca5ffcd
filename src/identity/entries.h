// Internal to identity/: its lines in the audit log. No login, phone, password or token ever stands in one.
#pragma once

#include "audit/log.h"
#include "identity/service.h"

namespace fugong::identity {

inline audit::Entry entry_of(const ServiceOptions& o, const Context& context, std::string action,
                             std::string subject_kind, std::string subject_id, std::string detail = "{}") {
  const bool person = !context.actor.person.empty();
  return {.district = o.district,
          .at = context.now,
          .actor = person ? context.actor.person.text : "system",
          .actor_name = context.actor.person_name,
          .action = std::move(action),
          .subject_kind = std::move(subject_kind),
          .subject_id = std::move(subject_id),
          .detail = std::move(detail)};
}

inline Actor actor_of(const Person& p, const Organisation& o) {
  return {p.id, p.name, o.id, o.kind, o.code, split_roles(p.roles), {}};
}

}  // namespace fugong::identity
