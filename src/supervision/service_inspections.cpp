// The day's inspections: drawn by risk from a seed that nobody chose, and what was found.
#include <algorithm>

#include "audit/log.h"
#include "crypto/hash.h"
#include "supervision/work.h"

namespace fugong::supervision {
namespace {

constexpr std::size_t seed_bytes = 16;

InspectionView view_of(const Inspection& i) {
  InspectionView view{.id = i.id,
                      .day = i.day,
                      .enterprise = i.enterprise,
                      .enterprise_name = i.enterprise_name,
                      .subdistrict = i.subdistrict,
                      .weight = i.weight,
                      .done_at = i.done_at,
                      .by_name = i.by_name,
                      .passed = i.passed,
                      .findings = {},
                      .note = i.note,
                      .follows = {}};
  if (!i.follows.empty()) view.follows = InspectionId{i.follows};
  if (!i.findings_json.empty())
    if (auto findings = json::read<std::vector<CheckedItem>>(i.findings_json)) view.findings = std::move(*findings);
  return view;
}

std::vector<Candidate> weighted(const DrawRecord& record) {
  std::vector<Candidate> out;
  for (const CandidateLine& c : record.candidates) out.push_back({c.enterprise, c.weight});
  return out;
}

// Every item of the checklist once; whether all that are mandatory passed.
Result<bool> judge_findings(const policy::Checklist& list, const std::vector<CheckedItem>& findings) {
  bool passed = true;
  for (const policy::ChecklistItem& item : list.items) {
    if (std::ranges::count(findings, item.id, &CheckedItem::item) != 1)
      return invalid("inspection.items", "findings", {{"item", item.id}});
    passed &= !item.mandatory || std::ranges::find(findings, item.id, &CheckedItem::item)->passed;
  }
  if (findings.size() != list.items.size()) return invalid("inspection.items", "findings", {{"item", "?"}});
  return passed;
}

// What a failed inspection leads to: a violation where the pack has one for it, and another look by a date.
void follow_up(const ServiceOptions& o, Work& work, const Context& context, const Inspection& failed) {
  if (const policy::ViolationRule* rule = work.rules().violation(policy::ViolationKind::inspection_failed))
    work.raise({rule, "inspection/" + failed.id.text, {}, work.today(), context.now, {failed.id.text}});
  const int again_days = work.rules().inspections.again_days;
  if (again_days <= 0) return;
  Date day = work.today();
  for (int i = 0; i < again_days; ++i) day = next_day(day);
  work.store().insert(Inspection{.id = InspectionId::make(context.now, o.random),
                                 .day = day,
                                 .enterprise = failed.enterprise,
                                 .enterprise_name = failed.enterprise_name,
                                 .subdistrict = failed.subdistrict,
                                 .weight = failed.weight,
                                 .done_at = {},
                                 .by_name = {},
                                 .findings_json = {},
                                 .passed = false,
                                 .note = {},
                                 .follows = failed.id.text});
  work.alert(AlertKind::inspection_failed, failed.id.text, 1, context.now);
  if (!failed.follows.empty()) work.close_alert(AlertKind::inspection_failed, failed.follows);
}

}  // namespace

Result<InspectionPlanView> Service::draw_inspections(db::Session& session, const Context& context,
                                                     const PlanRequest& request) {
  FG_CHECK(identity::require(context.actor, "inspection.draw"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const policy::InspectionRules& law = rules.pack->supervision.inspections;
  const std::string& zone = rules.pack->calendar.zone;
  const Date today = local_date(context.now, zone), day = request.day.value_or(today);
  if (law.per_day <= 0) return fail(ErrorKind::conflict, "inspection.none");
  if (day < today) return invalid("inspection.past", "day", {{"today", today.text}});
  Store store(o_.district, session);
  if (const auto drawn = store.plan(day))
    return fail(ErrorKind::conflict, "inspection.drawn", "day", {{"by", drawn->by_name}});
  const Date since = local_date(start_of_day(today, zone) - days(law.days_back), zone);
  const auto reports = store.report_lines(since, today);
  DrawRecord record{
      .weights = {law.base, law.per_violation, law.per_late_report, law.key_supply, law.above_scale, law.days_back},
      .candidates = {}};
  std::vector<Plant> plants = store.plants();
  std::erase_if(plants, [](const Plant& p) { return p.until.has_value(); });
  for (const Plant& p : plants) {
    const Risk risk{.violations = store.violations_since(p.enterprise, since),
                    .late_reports = std::ranges::count_if(
                        reports, [&](const ReportLine& r) { return r.late && r.enterprise == p.enterprise; }),
                    .key_supply = p.key_supply,
                    .above_scale = p.above_scale};
    record.candidates.push_back({p.enterprise, p.name, weight_of(law, risk), risk.violations, risk.late_reports,
                                 risk.key_supply, risk.above_scale});
  }
  std::string seed(seed_bytes, '\0');
  o_.random.fill({reinterpret_cast<std::uint8_t*>(seed.data()), seed.size()});
  seed = crypto::to_hex(seed);
  const auto drawn = draw(seed, weighted(record), static_cast<std::size_t>(law.per_day));
  store.insert({day, seed, json::write(record), std::int64_t(drawn.size()), context.now, context.actor.person_name});
  for (const Candidate& c : drawn) {
    const auto p = std::ranges::find(plants, c.enterprise, &Plant::enterprise);
    store.insert(Inspection{.id = InspectionId::make(context.now, o_.random),
                            .day = day,
                            .enterprise = c.enterprise,
                            .enterprise_name = p->name,
                            .subdistrict = p->subdistrict,
                            .weight = c.weight});
    if (o_.hooks.arm_timer) {
      FG_TRY(Work work, Work::load_unchecked(o_, session, context, c.enterprise));
      work.arm();  // what is not done by the end of the day is told
    }
  }
  audit::append(session, {.district = o_.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = "inspection.draw",
                          .subject_kind = "day",
                          .subject_id = day.text,
                          .detail = object_of("seed", seed)});
  return inspection_plan(session, context, day);
}

Result<InspectionPlanView> Service::inspection_plan(db::Session& session, const Context& context, const Date& day) {
  const Actor& actor = context.actor;
  FG_CHECK(identity::require(actor, "inspection.read", {.enterprise = {}, .subdistrict = actor.organisation_code}));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  Store store(o_.district, session);
  const auto plan = store.plan(day);
  if (!plan) return fail(ErrorKind::not_found, "inspection.not_drawn", "day");
  InspectionPlanView view{.day = day,
                          .seed = plan->seed,
                          .drawn_at = plan->drawn_at,
                          .by_name = plan->by_name,
                          .checklist = rules.pack->supervision.inspections.checklist};
  FG_TRY(DrawRecord record, json::read<DrawRecord>(plan->candidates_json));
  const std::vector<Candidate> candidates = weighted(record);
  view.weights = record.weights;
  view.candidates = std::move(record.candidates);
  // In the order drawn: whoever draws again from seed and candidates compares line by line.
  const auto inspections = store.inspections(day);
  for (const Candidate& c : draw(plan->seed, candidates, static_cast<std::size_t>(plan->drawn)))
    for (const Inspection& i : inspections)
      if (i.enterprise == c.enterprise && i.follows.empty()) view.inspections.push_back(view_of(i));
  return view;
}

Result<InspectionView> Service::record_inspection(db::Session& session, const Context& context, const InspectionId& id,
                                                  const ResultRequest& request) {
  auto i = Store(o_.district, session).inspection(id);
  if (!i) return fail(ErrorKind::not_found, "inspection.not_found", "id");
  FG_TRY(Work work, Work::load(o_, session, context, i->enterprise, "inspection.record"));
  if (i->done_at) return fail(ErrorKind::conflict, "inspection.done", "id", {{"by", i->by_name}});
  const policy::Checklist* list = work.pack().checklist(work.rules().inspections.checklist);
  if (!list) return fail(ErrorKind::conflict, "inspection.none");
  const std::string note = request.note.value_or("");
  if (note.size() > text_bytes_max)
    return invalid("supervision.text_long", "note", {{"limit", std::to_string(text_bytes_max)}});
  FG_TRY(i->passed, judge_findings(*list, request.findings));
  i->done_at = context.now;
  i->by_name = context.actor.person_name;
  i->findings_json = json::write(request.findings);
  i->note = note;
  work.store().save(*i);
  work.close_alert(AlertKind::inspection_overdue, id.text);
  if (!i->follows.empty() && i->passed) work.close_alert(AlertKind::inspection_failed, i->follows);
  if (!i->passed) follow_up(o_, work, context, *i);
  work.audit("inspection.record", "inspection", id.text, object_of("outcome", i->passed ? "passed" : "failed"));
  work.announce();
  work.arm();
  return view_of(*i);
}

Result<std::vector<InspectionView>> Service::follow_ups(db::Session& session, const Context& context) {
  const Actor& actor = context.actor;
  FG_CHECK(identity::require(actor, "inspection.read", {.enterprise = {}, .subdistrict = actor.organisation_code}));
  const bool everywhere = identity::allows_everywhere(actor, "inspection.read");
  std::vector<InspectionView> out;
  for (const Inspection& i :
       Store(o_.district, session).follow_ups(everywhere ? "" : actor.organisation_code, page_size_max))
    out.push_back(view_of(i));
  return out;
}

}  // namespace fugong::supervision
