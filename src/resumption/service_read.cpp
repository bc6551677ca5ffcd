// What is read of cases: lists, inboxes, the case page, printed documents, daily figures.
#include <algorithm>
#include <charconv>

#include "resumption/desks.h"
#include "resumption/words.h"
#include "resumption/work.h"

namespace fugong::resumption {
namespace {

Result<int> page_size(const std::optional<int>& limit) {
  const int size = limit.value_or(page_size_default);
  if (size < 1 || size > page_size_max)
    return invalid("case.bad_limit", "limit", {{"limit", std::to_string(page_size_max)}});
  return size;
}

// "1650000000000:0180…": where a list by time left goes on.
Result<std::pair<Timestamp, std::string>> due_cursor(const std::optional<std::string>& after) {
  if (!after) return std::pair{Timestamp{}, std::string()};
  const auto colon = after->find(':');
  std::int64_t ms = 0;
  const char* end = after->data() + (colon == std::string::npos ? 0 : colon);
  const auto [stop, fault] = std::from_chars(after->data(), end, ms);
  if (colon == std::string::npos || fault != std::errc() || stop != end || !is_uuid(after->substr(colon + 1)))
    return invalid("case.bad_cursor", "after");
  return std::pair{Timestamp{ms}, after->substr(colon + 1)};
}

std::string to_cursor(Timestamp due, const std::string& id) { return std::to_string(due.ms) + ":" + id; }

// The actor's own part of all cases; everything for those who may see everything.
Status narrow(const Actor& actor, CaseQuery& q) {
  if (identity::allows_everywhere(actor, "case.read")) return {};
  FG_CHECK(identity::require(actor, "case.read",
                             {.enterprise = actor.organisation_code, .subdistrict = actor.organisation_code}));
  if (actor.kind == OrganisationKind::enterprise) q.enterprise = actor.organisation_code;
  if (actor.kind == OrganisationKind::subdistrict) q.subdistrict = actor.organisation_code;
  return {};
}

std::vector<StepView> steps_of(const policy::ReviewRoute& route, const Case& c, Language language) {
  const StepIds done = split_steps(c.steps_done);
  const auto open = c.submitted_at ? open_steps(route, done) : std::vector<const policy::Step*>{};
  std::vector<StepView> views;
  for (const policy::Step& step : route.steps) {
    StepState state = StepState::waiting;
    if (contains(done, step.id)) {
      state = StepState::done;
    } else if (!is_ended(c.state) && std::ranges::find(open, &step) != open.end()) {
      state = StepState::open;
    }
    views.push_back({step.id, step.name.in(language), step.kind, state, step.after});
  }
  return views;
}

std::vector<std::string> actions_of(const Actor& actor, const Work& work) {
  struct Action {
    const char* name;
    Move move;
    const char* right;
  };
  constexpr Action all[] = {{"edit", Move::edit, "case.apply"},         {"submit", Move::submit, "case.apply"},
                            {"withdraw", Move::withdraw, "case.apply"}, {"start", Move::start, "case.resume"},
                            {"suspend", Move::suspend, "case.suspend"}, {"restore", Move::restore, "case.suspend"},
                            {"close", Move::close, "case.close"}};
  std::vector<std::string> names;
  for (const Action& action : all) {
    if (!check_move(work.c().state, action.move)) continue;
    if (!identity::require(actor, action.right, subject_of(work.c()))) continue;
    if (action.move == Move::start) {
      const auto open = open_steps(work.route(), split_steps(work.c().steps_done));
      if (std::ranges::find(open, policy::StepKind::start, &policy::Step::kind) == open.end()) continue;
    }
    names.emplace_back(action.name);
  }
  return names;
}

// The time line: what was written down, and every desk's decision where it was taken.
std::vector<EventView> time_line(Work& work, Language language) {
  std::vector<EventView> views;
  for (const CaseEvent& event : work.store().events(work.c().id))
    views.push_back(to_view(work.pack(), &work.route(), event, language));
  for (const Task& task : work.tasks()) {
    if (task.kind != policy::StepKind::joint_review || !task.decision || !task.decided_at) continue;
    const std::string subject = task.step + "/" + task.owner;
    views.push_back({.number = 0,
                     .at = *task.decided_at,
                     .kind = EventKind::desk_decided,
                     .by_name = task.decided_by_name,
                     .for_name = task.decided_for_name.empty() ? std::nullopt : std::optional(task.decided_for_name),
                     .subject = subject,
                     .subject_name = subject_name(work.pack(), &work.route(), subject, language),
                     .detail = std::string(json::enum_name(*task.decision)),
                     .reasons = read_reasons(task.reasons_json)});
  }
  // A desk's decision stands before what followed from it at the same instant (number 0).
  std::ranges::sort(views, [](const EventView& a, const EventView& b) {
    return std::tie(a.at, a.number) < std::tie(b.at, b.number);
  });
  return views;
}

json::Value parse_or_empty(const std::string& text) {
  auto value = json::parse(text);
  return value && value->is_object() ? std::move(*value) : json::Value(json::Object{});
}

}  // namespace

Result<std::pair<std::vector<CaseLine>, std::optional<std::string>>> Service::list(db::Session& session,
                                                                                   const Context& context,
                                                                                   const CaseFilter& filter) {
  CaseQuery q;
  FG_TRY(const int limit, page_size(filter.limit));
  q.limit = limit + 1;
  q.subdistrict = filter.subdistrict.value_or("");
  q.phase = filter.phase.value_or("");
  q.enterprise_class = filter.enterprise_class.value_or("");
  if (filter.enterprise) q.enterprise = filter.enterprise->text;
  if (filter.overdue.value_or(false)) q.due_before = context.now;
  else q.due_before = never + milliseconds(1);
  std::optional<CaseState> state;
  if (filter.state) {
    state = json::enum_value<CaseState>(*filter.state);
    if (!state) return invalid("json.unknown_choice", "state", {{"value", *filter.state}});
    q.state = *filter.state;
  }
  if (filter.scope && *filter.scope != "under_way" && *filter.scope != "all")
    return invalid("json.unknown_choice", "scope", {{"value", *filter.scope}});
  const CaseQuery asked = q;
  FG_CHECK(narrow(context.actor, q));
  // Asked for somebody else's cases: an empty list, not one of the own.
  if ((!asked.enterprise.empty() && asked.enterprise != q.enterprise) ||
      (!asked.subdistrict.empty() && asked.subdistrict != q.subdistrict))
    return std::pair{std::vector<CaseLine>{}, std::optional<std::string>{}};

  const bool by_time_left = filter.scope ? *filter.scope == "under_way"
                            : state      ? is_under_way(*state)
                                         : q.enterprise.empty();
  std::vector<Case> cases;
  Store store(o_.district, session);
  if (by_time_left) {
    FG_TRY(std::tie(q.after_due, q.after_id), due_cursor(filter.after));
    cases = store.under_way(q);
  } else {
    if (filter.after && !is_uuid(*filter.after)) return invalid("case.bad_cursor", "after");
    q.after_id = filter.after.value_or("");
    cases = store.newest(q);
  }
  std::pair<std::vector<CaseLine>, std::optional<std::string>> page;
  const bool more = cases.size() > std::size_t(limit);
  if (more) cases.resize(std::size_t(limit));
  for (const Case& c : cases) page.first.push_back(to_line(c, context.now));
  if (more) page.second = by_time_left ? to_cursor(cases.back().due_at, cases.back().id.text) : cases.back().id.text;
  return page;
}

Result<std::pair<std::vector<InboxLine>, std::optional<std::string>>> Service::inbox(db::Session& session,
                                                                                     const Context& context,
                                                                                     const InboxFilter& filter) {
  FG_TRY(const int limit, page_size(filter.limit));
  FG_TRY(const auto cursor, due_cursor(filter.after));
  if (filter.kind && !json::enum_value<policy::StepKind>(*filter.kind))
    return invalid("json.unknown_choice", "kind", {{"value", *filter.kind}});
  FG_TRY(const DeskOf desk, desk_of(context.actor));
  auto rows = Store(o_.district, session)
                  .inbox(desk.kind, desk.owner, filter.kind.value_or(""), cursor.first, cursor.second, limit + 1);
  std::pair<std::vector<InboxLine>, std::optional<std::string>> page;
  const bool more = rows.size() > std::size_t(limit);
  if (more) rows.resize(std::size_t(limit));
  for (const InboxRow& row : rows) {
    FG_TRY(const policy::PackPtr pack, o_.policies.pack(session, row.pack_id, row.pack_version));
    page.first.push_back({to_view(*pack, pack->route(row.route), row.task, context.now, context.language),
                          row.enterprise, row.enterprise_name, row.subdistrict, row.state});
  }
  if (more) page.second = to_cursor(rows.back().task.due_at, rows.back().task.id.text);
  return page;
}

Result<CaseView> Service::view(db::Session& session, const Context& context, const CaseId& id) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  const Case& c = work.c();
  FG_CHECK(identity::require(context.actor, "case.read", subject_of(c)));
  const Language language = context.language;
  const Papers papers = work.store().papers(id);
  CaseView view;
  view.line = to_line(c, context.now);
  view.phase_name = phase_name(work.pack(), c.phase, language);
  const policy::EnterpriseClass* enterprise_class = work.pack().enterprise_class(c.enterprise_class);
  view.class_name = enterprise_class ? enterprise_class->name.in(language) : c.enterprise_class;
  view.route = c.route;
  view.route_name = work.route().name.in(language);
  view.application = parse_or_empty(papers.application_json);
  view.reasons = read_reasons(papers.reasons_json);
  view.steps = steps_of(work.route(), c, language);
  for (const Task& task : work.tasks())
    view.tasks.push_back(to_view(work.pack(), &work.route(), task, context.now, language));
  for (const SlaClock& clock : work.store().clocks(id))
    view.clocks.push_back(to_view(work.pack(), clock, context.now, language));
  view.events = time_line(work, language);
  view.actions = actions_of(context.actor, work);
  const policy::Phase* phase = work.pack().phase(c.phase);
  if (is_with_applicant(c.state)) {  // what the phase now in force would say
    FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
    phase = &rules.current();
    FG_TRY(const Judged judged, judge_under(o_, session, rules, c.enterprise, view.application.as_object()));
    view.unmet = to_reasons(judged.unmet, language);
    view.documents = phase->documents;
  } else if (phase) {
    view.documents = phase->documents;
  }
  view.papers = papers_of(view);
  return view;
}

Result<Form> Service::form(db::Session& session, const Context& context, const CaseId& id,
                           const std::string& document) {
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_CHECK(identity::require(context.actor, "case.read", subject_of(work.c())));
  // Templates may be replaced while cases are open: the text comes from the pack in force where it has the document.
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::Document* found = rules.pack->document(document);
  if (!found) found = work.pack().document(document);
  if (!found) return fail(ErrorKind::not_found, "case.unknown_document", "document", {{"document", document}});
  FG_TRY(EnterpriseCard card, load_card(o_.enterprises, session, work.c().enterprise));
  const json::Value facts = json::Object{{"enterprise", std::move(card.facts)},
                                         {"application", parse_or_empty(work.store().papers(id).application_json)}};
  return Form{found->name.in(context.language), policy::render_document(*found, facts, context.language),
              work.c().enterprise_name, context.now};
}

Result<Paper> Service::paper(db::Session& session, const Context& context, const CaseId& id, PaperKind kind) {
  FG_TRY(const CaseView read, view(session, context, id));  // checks the right
  FG_TRY(Work work, Work::load(o_, session, context, id));
  FG_TRY(const EnterpriseCard card, load_card(o_.enterprises, session, work.c().enterprise));
  return word_paper(kind, read, card.facts, work.pack(), context.language, context.now);
}

Result<std::vector<DailyFigures>> Service::figures(db::Session& session, const Context& context,
                                                   const EnterpriseId& enterprise, const FiguresFilter& filter) {
  FG_TRY(const EnterpriseCard card, load_card(o_.enterprises, session, enterprise));
  FG_CHECK(identity::require(context.actor, "figures.read",
                             {.enterprise = enterprise.text, .subdistrict = card.subdistrict}));
  return Store(o_.district, session)
      .figures(enterprise, filter.from.value_or(Date{"0000-01-01"}), filter.to.value_or(Date{"9999-12-31"}));
}

}  // namespace fugong::resumption
