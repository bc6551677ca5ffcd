// Lists, the leader's evening, one ticket, files, knowledge.
#include <charconv>

#include "servicedesk/lists.h"

namespace fugong::servicedesk {
namespace {

Result<int> page_size(const std::optional<int>& limit) {
  if (limit && (*limit < 1 || *limit > page_size_max))
    return invalid("ticket.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return limit.value_or(page_size_default);
}

// "MILLISECONDS/ID" of the last one of a list by time left; an id alone of the others.
std::string cursor_of(const Ticket& t, bool by_due) {
  return by_due ? std::to_string(t.due_at.ms) + "/" + t.id.text : t.id.text;
}
Status read_cursor(const std::string& text, bool by_due, ListQuery& query) {
  const auto slash = text.find('/');
  const std::string id = by_due && slash != std::string::npos ? text.substr(slash + 1) : text;
  if (!is_uuid(id)) return invalid("ticket.bad_cursor", "after");
  query.after_id = id;
  if (!by_due) return {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), query.after_at.ms);
  if (error != std::errc() || *end != '/') return invalid("ticket.bad_cursor", "after");
  return {};
}

}  // namespace

Result<Scope> scope_of(const Context& context) {
  const Actor& actor = context.actor;
  Scope scope;
  if (identity::allows_everywhere(actor, "ticket.read")) return scope;
  if (actor.kind == OrganisationKind::subdistrict) scope.subdistrict = actor.organisation_code;
  else if (actor.kind == OrganisationKind::department) scope.department = actor.organisation_code;
  else scope.enterprise = actor.organisation_code;
  FG_CHECK(identity::require(
      actor, "ticket.read",
      {.enterprise = scope.enterprise, .subdistrict = scope.subdistrict, .department = scope.department}));
  return scope;
}

Result<http::Page<TicketLine>> Service::tickets(db::Session& session, const Context& context,
                                                const TicketFilter& filter) {
  FG_TRY(const Scope scope, scope_of(context));
  FG_TRY(const int size, page_size(filter.limit));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  if (filter.state && !json::enum_value<TicketState>(*filter.state)) return invalid("ticket.bad_state", "state");
  const bool mine = filter.whose == Whose::mine, by_due = mine || filter.order == Order::time_left;
  ListQuery query{.enterprise = scope.enterprise,
                  .subdistrict = scope.subdistrict,
                  .department = scope.department,
                  .state = filter.state.value_or(""),
                  .category = filter.category.value_or(""),
                  .team = filter.team.value_or(""),
                  .handler = context.actor.person.text,
                  .limit = size + 1};
  if (filter.enterprise && query.enterprise.empty()) query.enterprise = filter.enterprise->text;
  if (filter.after) FG_CHECK(read_cursor(*filter.after, by_due, query));
  Store store(o_.district, session);
  auto rows = mine ? store.open_of_handler(query) : by_due ? store.open_by_due(query) : store.tickets(query);
  http::Page<TicketLine> page;
  if (int(rows.size()) > size) {
    rows.pop_back();
    page.next = cursor_of(rows.back(), by_due);
  }
  for (const Ticket& t : rows) page.items.push_back(line_of(in_force.pack->service, t, context));
  return page;
}

Result<TicketView> Service::ticket(db::Session& session, const Context& context, const TicketId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  return work.view();
}

Result<std::vector<TicketLine>> Service::overnight(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "ticket.evening"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  const Timestamp until = end_of_day(context.now, in_force.pack->calendar.zone);
  std::vector<TicketLine> out;
  for (const Ticket& t : Store(o_.district, session).ending_by(until, overnight_max))
    out.push_back(line_of(in_force.pack->service, t, context));
  return out;
}

// ---- files ----

Result<attachment::Owner> Service::files_readable(db::Session& session, const Context& context, const TicketId& id) {
  FG_TRY(const Work work, Work::load(o_, session, context, id));
  return attachment::Owner{"ticket", work.ticket().id.text};
}

Result<attachment::Owner> Service::files_editable(db::Session& session, const Context& context, const TicketId& id) {
  FG_TRY(const Work work, Work::load(o_, session, context, id));
  const bool raised = work.ticket().raised_by == context.actor.person.text;
  if (!raised && !work.may("ticket.confirm")) FG_CHECK(work.require_handler());
  FG_CHECK(check_open(work.ticket()));
  return attachment::Owner{"ticket", work.ticket().id.text};
}

// ---- knowledge ----

KnowledgeView view_of(const policy::ServiceRules& rules, const KnowledgeEntry& e, Language language,
                      int likeness_percent) {
  const policy::ServiceCategory* category = rules.category(e.category);
  return {.id = e.id,
          .category = e.category,
          .category_name = category ? category->name.in(language) : e.category,
          .title = e.title,
          .text = e.words,
          .answer = e.answer,
          .by_name = e.by_name,
          .at = e.at,
          .likeness_percent = likeness_percent};
}

Result<KnowledgeView> Service::keep(db::Session& session, const Context& context, const KnowledgeRequest& request) {
  FG_CHECK(identity::require(context.actor, "knowledge.write"));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  const policy::ServiceRules& rules = in_force.pack->service;
  if (!rules.category(request.category))
    return invalid("ticket.category", "category", {{"category", request.category}});
  FG_CHECK(check_words(request.title, "title", title_bytes_max));
  FG_CHECK(check_words(request.text, "text"));
  FG_CHECK(check_words(request.answer, "answer"));
  const KnowledgeEntry entry{.id = make_uuid_v7(context.now, o_.random),
                             .category = request.category,
                             .title = request.title,
                             .words = request.text,
                             .answer = request.answer,
                             .at = context.now,
                             .by_name = context.actor.person_name};
  Store store(o_.district, session);
  store.insert(entry);
  store.put_grams(Shelf::knowledge, entry.id, grams_of(entry.title, entry.words));
  record(o_, session, context, "knowledge.keep", "knowledge", entry.id);
  return view_of(rules, entry, context.language);
}

Result<http::Page<KnowledgeView>> Service::knowledge(db::Session& session, const Context& context,
                                                     const KnowledgeFilter& filter) {
  FG_CHECK(identity::require(context.actor, "knowledge.read"));
  FG_TRY(const int size, page_size(filter.limit));
  FG_TRY(const policy::InForce in_force, o_.policies.in_force(session));
  if (filter.after && !is_uuid(*filter.after)) return invalid("ticket.bad_cursor", "after");
  auto rows = Store(o_.district, session).knowledge(filter.category.value_or(""), filter.after.value_or(""), size + 1);
  http::Page<KnowledgeView> page;
  if (int(rows.size()) > size) {
    rows.pop_back();
    page.next = rows.back().id;
  }
  for (const KnowledgeEntry& e : rows) page.items.push_back(view_of(in_force.pack->service, e, context.language));
  return page;
}

}  // namespace fugong::servicedesk
