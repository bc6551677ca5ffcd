#include "resumption/listings.h"

namespace fugong::resumption {
namespace {

using http::Call;
using http::Method;
using listing::Words;

template <class Line>
Result<http::Page<Line>> page_of(Result<std::pair<std::vector<Line>, std::optional<std::string>>> found) {
  if (!found) return std::unexpected(std::move(found).error());
  http::Page<Line> page;
  page.items = std::move(found->first);
  page.next = std::move(found->second);
  return page;
}

// As the pack in force names it; what only an older one knew keeps its id.
std::string class_cell(policy::Store& policies, const std::string& id, const Words& words) {
  return words.once("class " + id, [&] {
    const auto rules = policies.in_force(words.session);
    const policy::EnterpriseClass* found = rules ? rules->pack->enterprise_class(id) : nullptr;
    return found ? found->name.in(words.language) : id;
  });
}
std::string phase_cell(policy::Store& policies, const std::string& id, const Words& words) {
  return words.once("phase " + id, [&] {
    const auto rules = policies.in_force(words.session);
    const policy::Phase* found = rules ? rules->pack->phase(id) : nullptr;
    return found ? found->name.in(words.language) : id;
  });
}

listing::List<CaseFilter, CaseLine> case_list(Service& service, policy::Store& policies) {
  return {
      .route = {Method::post, "/api/v1/cases/export", "case.read", "exportCases", "The list of cases as a file"},
      .name = "cases",
      .page = [&service](
                  Call& call, db::Session& session,
                  const CaseFilter& filter) { return page_of(service.list(session, call.as<Context>(), filter)); },
      .columns = {
          {"enterprise", 32, [](const CaseLine& c, const Words&) { return c.enterprise_name; }},
          {"subdistrict", 16, [](const CaseLine& c, const Words& w) { return w.place(c.subdistrict); }},
          {"class", 18,
           [&policies](const CaseLine& c, const Words& w) { return class_cell(policies, c.enterprise_class, w); }},
          {"above_scale", 10, [](const CaseLine& c, const Words& w) { return w.yes(c.above_scale); }},
          {"phase", 16, [&policies](const CaseLine& c, const Words& w) { return phase_cell(policies, c.phase, w); }},
          {"state", 14, [](const CaseLine& c, const Words& w) { return w.choice("case", c.state); }},
          {"submitted", 18, [](const CaseLine& c, const Words& w) { return w.time(c.submitted_at); }},
          {"decided", 18, [](const CaseLine& c, const Words& w) { return w.time(c.decided_at); }},
          {"resumed", 18, [](const CaseLine& c, const Words& w) { return w.time(c.resumed_at); }},
          {"due", 18, [](const CaseLine& c, const Words& w) { return w.time(c.due_at); }},
          {"overdue", 10, [](const CaseLine& c, const Words& w) { return w.yes(c.overdue); }},
      }};
}

listing::List<InboxFilter, InboxLine> inbox_list(Service& service) {
  return {.route = {Method::post, "/api/v1/tasks/export", "task.read", "exportTasks",
                    "The inbox of the own desk as a file"},
          .name = "tasks",
          .page =
              [&service](Call& call, db::Session& session, const InboxFilter& filter) {
                return page_of(service.inbox(session, call.as<Context>(), filter));
              },
          .columns = {
              {"enterprise", 34, [](const InboxLine& l, const Words&) { return l.enterprise_name; }},
              {"subdistrict", 18, [](const InboxLine& l, const Words& w) { return w.place(l.subdistrict); }},
              {"step", 18, [](const InboxLine& l, const Words&) { return l.task.step_name; }},
              {"desk", 20, [](const InboxLine& l, const Words&) { return l.task.owner_name; }},
              {"state", 14, [](const InboxLine& l, const Words& w) { return w.choice("case", l.state); }},
              {"opened", 18, [](const InboxLine& l, const Words& w) { return w.time(l.task.opened_at); }},
              {"due", 18, [](const InboxLine& l, const Words& w) { return w.time(l.task.due_at); }},
              {"overdue", 10, [](const InboxLine& l, const Words& w) { return w.yes(l.task.overdue); }},
          }};
}

}  // namespace

void declare_listings(http::Router& router, const listing::Desk& desk, Service& service, policy::Store& policies) {
  listing::declare(router, desk, case_list(service, policies));
  listing::declare(router, desk, inbox_list(service));
}

}  // namespace fugong::resumption
