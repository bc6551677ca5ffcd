// One file of an enterprise, gathered from the rooms that know something of it.
#include <algorithm>
#include <map>

#include "attachment/rules.h"
#include "attachment/service.h"
#include "audit/log.h"
#include "enterprise/service.h"
#include "resumption/service.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

constexpr int dossier_page_max = 500;

// One gathering, for one reader.
struct Gathering {
  const ServiceOptions& o;
  db::Session& session;
  const Context& context;
  const EnterpriseId& enterprise;
  const policy::Pack& pack;
  DossierBook& book;

  std::string say(const std::string& code, const TextParams& params = {}) const {
    return message(context.language, code, params);
  }
};

std::string joined(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += '\n';
    out += part;
  }
  return out;
}

DossierFile file_of(const AttachmentLine& line, std::string section) {
  return {{}, std::move(section), line.created_at, line.bytes, line.sha256};
}

// ---- the application and what was decided on it ----

std::string section_of(resumption::EventKind kind) {
  using enum resumption::EventKind;
  if (kind == inspected) return "inspection";
  const bool applied = kind == submitted || kind == resubmitted || kind == edited || kind == withdrawn;
  return applied ? "application" : "decision";
}

void add_case_files(const Gathering& g, const resumption::Context& there, const resumption::CaseView& view,
                    const std::string& folder) {
  const auto add = [&](const resumption::FilesOf& of, const std::string& section) -> Status {
    FG_TRY(const auto lines, g.o.resumption.attachments(g.session, there, of));
    for (const AttachmentLine& line : lines) {
      if (!line.type) continue;
      g.book.add(folder, attachment::name_for(line.name, *line.type), file_of(line, section),
                 [&o = g.o, actor = there.actor, now = there.now, of,
                  id = line.id](db::Session& session) -> Result<std::string> {
                   FG_TRY(http::File file, o.resumption.read_attachment(session, {actor, now}, of, id));
                   return std::move(file.bytes);
                 });
    }
    return {};
  };
  (void)add(view.line.id, "application");
  for (const resumption::TaskView& task : view.tasks)
    if (task.kind == policy::StepKind::inspection) (void)add(task.id, "inspection");
}

void add_case(const Gathering& g, const resumption::Context& there, const resumption::CaseView& view) {
  const std::string folder = "case-" + local_date(view.line.created_at, g.pack.calendar.zone).text;
  for (const resumption::EventView& e : view.events) {
    std::string reasons;
    for (const resumption::Reason& r : e.reasons) reasons += (reasons.empty() ? "" : "；") + r.text;
    g.book.add({e.at, section_of(e.kind), g.say("dossier.case." + std::string(json::enum_name(e.kind))),
                joined({e.subject_name, e.detail, reasons}), e.by_name.value_or("")});
  }
  for (const resumption::TaskView& t : view.tasks) {
    if (t.kind != policy::StepKind::inspection || !t.decided_at) continue;
    std::string failed;
    for (const resumption::Finding& f : t.findings)
      if (!f.passed) failed += (failed.empty() ? "" : "；") + f.item + (f.note ? " – " + *f.note : "");
    g.book.add({*t.decided_at, "inspection", t.step_name, joined({failed, t.comment.value_or("")}),
                t.decided_by_name.value_or("")});
  }
  g.book.add_json(folder, "application.json", "application", view.line.submitted_at.value_or(view.line.created_at),
                  json::write_value(view.application));
  add_case_files(g, there, view, folder);
}

Status add_cases(const Gathering& g) {
  const resumption::Context there{g.context.actor, g.context.now, g.context.language};
  resumption::CaseFilter filter{.scope = "all", .enterprise = g.enterprise, .limit = resumption::page_size_max};
  do {
    FG_TRY(const auto page, g.o.resumption.list(g.session, there, filter));
    for (const resumption::CaseLine& line : page.first) {
      FG_TRY(const resumption::CaseView view, g.o.resumption.view(g.session, there, line.id));
      add_case(g, there, view);
      FG_CHECK(g.book.check());
    }
    filter.after = page.second;
  } while (filter.after);
  return {};
}

// ---- supervision ----

void add_files(const Gathering& g, const FilesOf& of, const std::string& section, const std::string& folder) {
  for (const AttachmentLine& line : files_of(g.o, g.session, of))
    g.book.add(folder, attachment::name_for(line.name, *line.type), file_of(line, section),
               [&o = g.o, of, id = line.id](db::Session& session) { return file_bytes(o, session, of, id); });
}

void add_duty(const Gathering& g, Store& store) {
  for (const Assignment& a : store.assignments(g.enterprise, Timestamp{0})) {
    g.book.add({a.from, "officer", g.say("dossier.officer.assigned", {{"name", a.officer_name}}), {}, {}});
    if (a.until <= g.context.now)
      g.book.add({a.until, "officer", g.say("dossier.officer.left", {{"name", a.officer_name}}), {}, {}});
  }
  for (const Note& n : store.notes(g.enterprise, Timestamp{0}, int(dossier_entries_max)))
    g.book.add(
        {n.at, "officer", g.say("dossier.officer." + std::string(json::enum_name(n.kind))), n.words, n.officer_name});
}

void add_policy(const Gathering& g, Store& store) {
  for (const Override& o : store.overrides(g.enterprise)) {
    const std::string what = g.say("dossier.policy." + std::string(json::enum_name(o.key)));
    const std::string value = o.words.empty() ? std::to_string(o.value) : o.words;
    const std::string until = to_local_minutes(o.until, g.pack.calendar.zone);
    g.book.add({o.proposed_at, "policy", g.say("dossier.policy.proposed", {{"what", what}, {"value", value}}),
                joined({o.reason, g.say("dossier.policy.until", {{"until", until}})}), o.proposed_by_name});
    if (o.decided_at)
      g.book.add({*o.decided_at,
                  "policy",
                  g.say(o.state == OverrideState::refused ? "dossier.policy.refused" : "dossier.policy.approved",
                        {{"what", what}, {"value", value}}),
                  {},
                  o.decided_by_name});
  }
}

Status add_reports(const Gathering& g, Store& store) {
  Date photos_of;
  for (const Report& r : store.all_reports(g.enterprise)) {
    const TextParams params{{"day", r.day.text}, {"version", std::to_string(r.version)}};
    g.book.add({r.received_at, "report",
                g.say(r.version > 1 ? "dossier.report.corrected" : "dossier.report.filed", params),
                joined({r.version == 1 && r.late ? g.say("dossier.report.late") : "", r.reason}), r.by_name});
    g.book.add_json("reports", r.day.text + "-v" + std::to_string(r.version) + ".json", "report", r.received_at,
                    r.data_json);
    if (r.day != photos_of) add_files(g, ReportDay{g.enterprise, r.day}, "report", "reports");
    photos_of = r.day;
    FG_CHECK(g.book.check());
  }
  return {};
}

void add_acts(const Gathering& g, Store& store, const std::string& about, const std::string& section,
              const std::string& what) {
  for (const Act& a : store.acts(about))
    g.book.add({a.at, section, what + " · " + g.say("dossier.act." + std::string(json::enum_name(a.kind))), a.words,
                a.by_name});
}

Status add_violations(const Gathering& g, Store& store) {
  ListQuery query{.enterprise = g.enterprise.text, .subdistrict = {}, .state = {}, .before_id = {}, .limit = 200};
  for (bool more = true; more;) {
    const auto rows = store.violations(query);
    for (const Violation& v : rows) {
      const policy::ViolationRule* rule = g.pack.supervision.violation(v.rule);
      const std::string name = rule ? rule->name.in(g.context.language) : v.rule;
      add_acts(g, store, v.id.text, "violation", v.subject_name.empty() ? name : name + " · " + v.subject_name);
      add_files(g, v.id, "violation", "violations");
      FG_CHECK(g.book.check());
    }
    more = rows.size() == 200;
    if (more) query.before_id = rows.back().id.text;
  }
  return {};
}

Status add_sanctions(const Gathering& g, Store& store) {
  ListQuery query{.enterprise = g.enterprise.text, .subdistrict = {}, .state = {}, .before_id = {}, .limit = 200};
  for (bool more = true; more;) {
    const auto rows = store.sanctions(query);
    for (const Sanction& s : rows) {
      const policy::SanctionRule* rule = g.pack.supervision.sanction(s.rule);
      add_acts(g, store, s.id.text, "sanction", rule ? rule->name.in(g.context.language) : s.rule);
      add_files(g, s.id, "sanction", "sanctions");
      FG_CHECK(g.book.check());
    }
    more = rows.size() == 200;
    if (more) query.before_id = rows.back().id.text;
  }
  return {};
}

void add_inspections(const Gathering& g, Store& store) {
  for (const Inspection& i : store.all_inspections(g.enterprise)) {
    if (!i.done_at) continue;
    g.book.add({*i.done_at, "inspection",
                g.say(i.follows.empty() ? "dossier.inspection.drawn" : "dossier.inspection.again") + " · " +
                    g.say(i.passed ? "dossier.inspection.passed" : "dossier.inspection.failed"),
                i.note, i.by_name});
    g.book.add_json("inspections", i.day.text + ".json", "inspection", *i.done_at, i.findings_json);
    add_files(g, i.id, "inspection", "inspections");
  }
}

void add_passes(const Gathering& g) {
  if (!g.o.hooks.issuances) return;
  for (const PassesIssued& p : g.o.hooks.issuances(g.session, g.enterprise)) {
    const policy::PassKind* kind = g.pack.pass_kind(p.kind);
    g.book.add({p.at,
                "pass",
                g.say("dossier.pass.issued", {{"kind", kind ? kind->name.in(g.context.language) : p.kind},
                                              {"count", std::to_string(p.passes)}}),
                {},
                {}});
  }
}

Status gather(const Gathering& g) {
  Store store(g.o.district, g.session);
  FG_CHECK(add_cases(g));
  add_passes(g);
  add_duty(g, store);
  add_policy(g, store);
  FG_CHECK(add_reports(g, store));
  FG_CHECK(add_violations(g, store));
  FG_CHECK(add_sanctions(g, store));
  add_inspections(g, store);
  for (const DossierContributor& contribute : g.o.hooks.dossier)
    FG_CHECK(contribute(g.session, g.context, g.enterprise, g.book));
  FG_CHECK(g.book.check());
  g.book.sort();
  return {};
}

struct Gathered {
  enterprise::EnterpriseView enterprise;
  policy::PackPtr pack;
  DossierBook book;
};

Result<Gathered> gathered(const ServiceOptions& o, db::Session& session, const Context& context, const EnterpriseId& id,
                          const std::optional<Date>& from, const std::optional<Date>& to) {
  FG_CHECK(identity::require(
      context.actor, "dossier.read",
      {.enterprise = context.actor.organisation_code, .subdistrict = context.actor.organisation_code}));
  FG_TRY(enterprise::EnterpriseView e, o.enterprises.get(session, {context.actor, context.now, context.language}, id));
  FG_CHECK(identity::require(context.actor, "dossier.read", {.enterprise = id.text, .subdistrict = e.subdistrict}));
  FG_TRY(const policy::InForce rules, o.policies.in_force(session));
  const std::string& zone = rules.pack->calendar.zone;
  if (from && to && *to < *from) return invalid("dossier.days", "to");
  Gathered out{std::move(e), rules.pack,
               DossierBook(from ? start_of_day(*from, zone) : Timestamp{INT64_MIN},
                           to ? start_of_day(next_day(*to), zone) : never)};
  FG_CHECK(gather({o, session, context, id, *out.pack, out.book}));
  return out;
}

}  // namespace

Result<DossierPage> Service::dossier(db::Session& session, const Context& context, const EnterpriseId& id,
                                     const DossierFilter& filter) {
  const int limit = filter.limit.value_or(page_size_default), after = filter.after.value_or(0);
  if (limit < 1 || limit > dossier_page_max)
    return invalid("supervision.bad_limit", "limit", {{"limit", std::to_string(dossier_page_max)}});
  if (after < 0) return invalid("supervision.bad_cursor", "after");
  FG_TRY(const Gathered g, gathered(o_, session, context, id, filter.from, filter.to));
  DossierPage page{.enterprise = id, .name = g.enterprise.name};
  std::map<std::string, std::int64_t> counts;
  int shown = 0;
  for (auto entry = g.book.entries.rbegin(); entry != g.book.entries.rend(); ++entry) {
    ++counts[entry->section];
    if (filter.section && entry->section != *filter.section) continue;
    if (shown++ < after) continue;
    if (page.entries.size() < std::size_t(limit)) page.entries.push_back(*entry);
    else page.next = after + limit;
  }
  for (const auto& [section, count] : counts)
    page.sections.push_back({section, message(context.language, "dossier.section." + section), count});
  page.files = std::int64_t(g.book.originals.size());
  for (const DossierBook::Original& original : g.book.originals) page.files_bytes += original.file.bytes;
  page.parts = std::int64_t(dossier_parts(g.book.originals).size());
  return page;
}

Result<PreparedDossierPtr> Service::prepare_dossier(db::Session& session, const Context& context,
                                                    const EnterpriseId& id, const DossierOrder& order) {
  FG_TRY(Gathered g, gathered(o_, session, context, id, order.from, order.to));
  const auto firsts = dossier_parts(g.book.originals);
  const int part = order.part.value_or(1);
  if (part < 1 || std::size_t(part) > firsts.size())
    return invalid("dossier.part", "part", {{"parts", std::to_string(firsts.size())}});
  auto out = std::make_shared<PreparedDossier>();
  *out = {.enterprise = std::move(g.enterprise),
          .pack = g.pack,
          .format = order.format,
          .at = context.now,
          .language = context.language,
          .entries = std::move(g.book.entries),
          .files = {},
          .originals = {},
          .part = part,
          .parts = int(firsts.size())};
  for (const DossierBook::Original& original : g.book.originals) out->files.push_back(original.file);
  if (order.format == DossierFormat::pdf) return out;
  const std::size_t first = firsts[std::size_t(part - 1)],
                    end = std::size_t(part) < firsts.size() ? firsts[std::size_t(part)] : g.book.originals.size();
  for (std::size_t i = first; i < end; ++i) {
    FG_TRY(std::string bytes, g.book.originals[i].read(session));
    const bool text = g.book.originals[i].file.path.ends_with(".json");
    out->originals.push_back({g.book.originals[i].file.path, std::move(bytes), !text});
  }
  return out;
}

Status Service::record_dossier(db::Session& session, const Context& context, const PreparedDossierPtr& d) {
  const json::Object detail{{"format", std::string(json::enum_name(d->format))},
                            {"entries", std::int64_t(d->entries.size())},
                            {"files", std::int64_t(d->originals.size())},
                            {"part", d->part}};
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = "dossier.export",
                          .subject_kind = "enterprise",
                          .subject_id = d->enterprise.id.text,
                          .detail = json::write_value(detail)});
  return {};
}

}  // namespace fugong::supervision
