// Problems come in: from an enterprise, an official, a leader on a visit, through the API; and what is shown to whoever
// types one.
#include <fmt/core.h>

#include <algorithm>

#include "enterprise/service.h"
#include "servicedesk/lists.h"
#include "servicedesk/work.h"

namespace fugong::servicedesk {
namespace {

Source source_by(const Context& context) {
  if (context.actor.has(Role::enterprise_clerk)) return context.source;
  return context.actor.has(Role::district_leader) ? Source::visit : Source::officer;
}

Status check_request(const policy::ServiceRules& rules, const TicketRequest& r) {
  if (!is_uuid(r.client)) return invalid("ticket.client", "client");
  if (!rules.category(r.category)) return invalid("ticket.category", "category", {{"category", r.category}});
  if (r.priority && !rules.priority(*r.priority))
    return invalid("ticket.priority", "priority", {{"priority", *r.priority}});
  FG_CHECK(check_words(r.title, "title", title_bytes_max));
  return check_words(r.text, "text");
}

// "220411-0007": the day in the district's zone and how many there were on it.
std::string number_of(Store& store, Timestamp now, const std::string& zone) {
  const std::string day = local_date(now, zone).text;
  const std::string compact = day.substr(2, 2) + day.substr(5, 2) + day.substr(8, 2);
  return fmt::format("{}-{:04}", compact, store.count("number/" + day));
}

}  // namespace

Result<TicketView> Service::raise(db::Session& session, const Context& context, const TicketRequest& request) {
  return raise_checked(session, context, request, source_by(context));
}

Result<TicketView> Service::raise_checked(db::Session& session, const Context& context, const TicketRequest& request,
                                          Source source) {
  if (!identity::allows(context.actor, "ticket.raise")) FG_CHECK(identity::require(context.actor, "ticket.raise"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  const policy::ServiceRules& rules = in_force.pack->service;
  FG_CHECK(check_request(rules, request));
  if (!request.enterprise && context.actor.kind != OrganisationKind::enterprise)
    return invalid("ticket.enterprise", "enterprise");
  const EnterpriseId enterprise =
      request.enterprise ? *request.enterprise : EnterpriseId{context.actor.organisation_code};
  FG_TRY(const enterprise::Facts facts, o_.enterprises.facts(session, enterprise));
  FG_CHECK(identity::require(context.actor, "ticket.raise",
                             {.enterprise = enterprise.text, .subdistrict = facts.subdistrict}));
  Store store(o_.district, session);
  if (const auto known = store.ticket_of_client(context.actor.person.text, request.client)) {
    FG_TRY(Work work, Work::load(o_, session, context, known->id));
    return work.view();
  }
  if (store.open_count(enterprise.text) >= open_per_enterprise_max)
    return fail(ErrorKind::conflict, "ticket.too_many", {}, {{"limit", std::to_string(open_per_enterprise_max)}});
  const std::string& zone = in_force.pack->calendar.zone;
  Ticket t{.id = TicketId::make(context.now, o_.random),
           .number = number_of(store, context.now, zone),
           .enterprise = enterprise,
           .enterprise_name = facts.name,
           .subdistrict = facts.subdistrict,
           .source = source,
           .category = request.category,
           .priority = request.priority.value_or(rules.category(request.category)->priority),
           .title = request.title,
           .words = request.text,
           .raised_at = context.now,
           .level_at = context.now,
           .raised_by = context.actor.person.text,
           .raised_by_name = context.actor.person_name,
           .client = request.client};
  begin_day(t, context.now, zone);
  FG_TRY(Work work, Work::begin(o_, session, context, std::move(t)));
  if (!work.call(policy::ServiceLevel::department, context.now)) return fail(ErrorKind::conflict, "ticket.nobody");
  work.insert();
  store.put_grams(Shelf::open, work.ticket().id.text, grams_of(request.title, request.text));
  return work.view();
}

Result<Catalogue> Service::catalogue(db::Session& session, const Context& context) {
  if (!identity::allows(context.actor, "ticket.read")) FG_CHECK(identity::require(context.actor, "ticket.raise"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  Catalogue out;
  for (const policy::ServiceCategory& c : in_force.pack->service.categories)
    out.categories.push_back({c.id, c.name.in(context.language), c.priority});
  for (const policy::ServicePriority& p : in_force.pack->service.priorities)
    out.priorities.push_back({p.id, p.name.in(context.language)});
  return out;
}

Result<Suggestions> Service::similar(db::Session& session, const Context& context, const SimilarFilter& filter) {
  FG_TRY(const Scope scope, scope_of(context));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  if (filter.text.size() > typed_bytes_max)
    return invalid("ticket.text_long", "text", {{"limit", std::to_string(typed_bytes_max)}});
  const auto grams = grams_of(filter.text, {});
  Store store(o_.district, session);
  Suggestions out;
  for (const auto& [id, shared] : store.alike(Shelf::open, grams)) {
    const int percent = likeness_percent(shared, grams.size());
    if (percent < alike_percent_min || int(out.tickets.size()) == suggestions_max) break;
    const auto ticket = store.ticket(TicketId{id});
    if (ticket && scope.covers(*ticket))
      out.tickets.push_back({line_of(in_force.pack->service, *ticket, context), percent});
  }
  for (const auto& [id, shared] : store.alike(Shelf::knowledge, grams)) {
    const int percent = likeness_percent(shared, grams.size());
    if (percent < alike_percent_min || int(out.answers.size()) == suggestions_max) break;
    if (const auto entry = store.knowledge(id))
      out.answers.push_back(view_of(in_force.pack->service, *entry, context.language, percent));
  }
  return out;
}

}  // namespace fugong::servicedesk
