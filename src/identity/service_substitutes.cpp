// Substitutes: a person names a colleague of the same organisation who acts for them for a while.
#include <algorithm>

#include "identity/entries.h"
#include "identity/store.h"

namespace fugong::identity {
namespace {

SubstituteLine line_of(Store& store, const Substitution& s, Timestamp now) {
  const auto name = [&](const PersonId& id) {
    const auto person = store.find(id);
    return person ? person->name : std::string();
  };
  return {s.id,
          s.person,
          s.substitute,
          name(s.person),
          name(s.substitute),
          s.from_at,
          s.until_at,
          s.from_at <= now && now < s.until_at};
}

std::string detail_of(const Substitution& s) {
  return json::write_value(json::Object{
      {"substitute", s.substitute.text}, {"from", to_rfc3339(s.from_at)}, {"until", to_rfc3339(s.until_at)}});
}

}  // namespace

std::vector<ColleagueLine> Service::colleagues(db::Session& session, const Context& context) {
  std::vector<ColleagueLine> lines;
  for (const Person& p : Store(o_.district, session).colleagues(context.actor.organisation, colleagues_max))
    if (p.id != context.actor.person) lines.push_back({p.id, p.name, split_roles(p.roles)});
  return lines;
}

std::vector<SubstituteLine> Service::substitutes(db::Session& session, const Context& context) {
  Store store(o_.district, session);
  std::vector<SubstituteLine> lines;
  for (const Substitution& s : store.substitutions(context.actor.person, context.now))
    lines.push_back(identity::line_of(store, s, context.now));
  return lines;
}

Result<SubstituteLine> Service::name_substitute(db::Session& session, const Context& context,
                                                const SubstituteRequest& request) {
  if (context.actor.person.empty()) return fail(ErrorKind::unauthenticated, "auth.required");
  if (request.substitute == context.actor.person) return invalid("substitute.self", "substitute");
  const Timestamp from = std::max(request.from_at.value_or(context.now), context.now);
  FG_CHECK(check_substitute_period(from, request.until_at, context.now));
  Store store(o_.district, session);
  const auto colleague = store.find(request.substitute);
  if (!colleague || colleague->disabled || colleague->organisation != context.actor.organisation)
    return invalid("substitute.colleague", "substitute");
  // Administration, audit and business stay apart, also for a week (GB/T 22239-2019 8.1.5).
  std::vector<Role> together = split_roles(colleague->roles);
  for (const Role role : context.actor.roles)
    if (std::ranges::find(together, role) == together.end()) together.push_back(role);
  FG_CHECK(check_roles(together, context.actor.kind));
  const auto mine = std::ranges::count(store.substitutions(context.actor.person, context.now), context.actor.person,
                                       &Substitution::person);
  if (static_cast<std::size_t>(mine) >= substitutes_per_person_max)
    return fail(ErrorKind::conflict, "substitute.too_many", {},
                {{"limit", std::to_string(substitutes_per_person_max)}});
  const Substitution made{SubstitutionId::make(context.now, o_.random),
                          context.actor.person,
                          request.substitute,
                          from,
                          request.until_at,
                          context.now};
  store.insert(made);
  session.after_commit([this] { cache_.forget_all(); });
  audit::append(session,
                entry_of(o_, context, "substitute.name", "person", context.actor.person.text, detail_of(made)));
  return identity::line_of(store, made, context.now);
}

Status Service::end_substitute(db::Session& session, const Context& context, const SubstitutionId& id) {
  Store store(o_.district, session);
  const auto found = store.find_substitution(id);
  const bool concerned = found && (found->person == context.actor.person || found->substitute == context.actor.person);
  if (!concerned || found->until_at <= context.now) return fail(ErrorKind::not_found, "substitute.not_found", "id");
  store.end_substitution(id, context.now);
  session.after_commit([this] { cache_.forget_all(); });
  audit::append(session, entry_of(o_, context, "substitute.end", "person", found->person.text, detail_of(*found)));
  return {};
}

}  // namespace fugong::identity
