#include "policy/load_supervision.h"

#include <algorithm>
#include <array>
#include <set>

namespace fugong::policy {
namespace {

// As supervision/service_reports.cpp counts them.
constexpr std::array<std::string_view, 5> report_facts{"inside", "entered", "left", "outsiders", "violations"};
constexpr int day_minutes = 24 * 60;

template <class T>
T given_or(const std::optional<T>& value, T fallback = {}) {
  return value ? *value : fallback;
}

CoverageRules to_coverage(const raw::CoverageRules& r) {
  const CoverageRules usual;
  CoverageRules c{.shifts = {},
                  .early_minutes = given_or(r.early_minutes, usual.early_minutes),
                  .grace_minutes = given_or(r.grace_minutes, usual.grace_minutes),
                  .fence_m = given_or(r.fence_m, usual.fence_m),
                  .accuracy_m_max = given_or(r.accuracy_m_max, usual.accuracy_m_max),
                  .code_period_s = given_or(r.code_period_s, usual.code_period_s),
                  .code_periods_kept = given_or(r.code_periods_kept, usual.code_periods_kept),
                  .offline_hours_max = given_or(r.offline_hours_max, usual.offline_hours_max)};
  for (const raw::DutyShift& s : r.shifts) c.shifts.push_back({s.id, s.name, s.from_minute, s.to_minute});
  return c;
}

class SupervisionChecker {
 public:
  SupervisionChecker(const Pack& pack, const Complain& complain)
      : pack_(pack), s_(pack.supervision), complain_(complain) {}

  void run() {
    check_report();
    check_coverage();
    range("supervision.clock_skew_s", s_.clock_skew_s, 0, 3'600);
    range("supervision.test_hours", s_.test_hours, 1, 720);
    range("supervision.head_count_cap_percent", s_.head_count_cap_percent, 0, 200);
    unique(s_.violations, "supervision.violations");
    unique(s_.sanctions, "supervision.sanctions");
    for (std::size_t i = 0; i < s_.violations.size(); ++i) check(s_.violations[i], at("supervision.violations", i));
    for (std::size_t i = 0; i < s_.sanctions.size(); ++i) {
      range(at("supervision.sanctions", i) + ".rectify_hours", s_.sanctions[i].rectify.ms / 3'600'000, 0, 720);
      range(at("supervision.sanctions", i) + ".truck_grace_hours", s_.sanctions[i].truck_grace.ms / 3'600'000, 0, 72);
      for (const std::string& kind : s_.sanctions[i].truck_grace_kinds)
        if (!pack_.pass_kind(kind)) unknown(at("supervision.sanctions", i) + ".truck_grace_kinds", "pass kind", kind);
    }
    check_inspections();
    for (int hours : s_.overdue_escalate_hours) range("supervision.overdue_escalate_hours", hours, 0, 30 * 24);
    if (!std::ranges::is_sorted(s_.overdue_escalate_hours))
      complain_("supervision.overdue_escalate_hours", "policy.range", {{"value", "…"}, {"range", "↑"}});
  }

 private:
  static std::string at(const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; }

  void range(const std::string& path, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value < low || value > high)
      complain_(path, "policy.range",
                {{"value", std::to_string(value)}, {"range", std::to_string(low) + "–" + std::to_string(high)}});
  }
  void unknown(const std::string& path, const char* kind, const std::string& id) {
    complain_(path, "policy.unknown", {{"kind", kind}, {"id", id}});
  }

  template <class T>
  void unique(const std::vector<T>& list, const std::string& name) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!seen.insert(list[i].id).second) complain_(at(name, i) + ".id", "policy.duplicate", {{"id", list[i].id}});
      if (list[i].name.zh_cn.empty()) complain_(at(name, i) + ".name", "policy.missing_text", {{"language", "zh-CN"}});
      if (list[i].name.en.empty()) complain_(at(name, i) + ".name", "policy.missing_text", {{"language", "en"}});
    }
  }

  void check_report() {
    const ReportRules& r = s_.report;
    if (!r.document.empty() && !pack_.document(r.document))
      unknown("supervision.report.document", "document", r.document);
    range("supervision.report.due_minute", r.due_minute, 0, day_minutes);
    range("supervision.report.photos_max", r.photos_max, 0, 50);
    for (int minutes : r.remind_minutes) range("supervision.report.remind_minutes", minutes, 1, day_minutes);
    for (int minutes : r.escalate_minutes) range("supervision.report.escalate_minutes", minutes, 0, 7 * day_minutes);
    if (!std::ranges::is_sorted(r.escalate_minutes))
      complain_("supervision.report.escalate_minutes", "policy.range", {{"value", "…"}, {"range", "↑"}});
  }

  void check_coverage() {
    const CoverageRules& c = s_.coverage;
    unique(c.shifts, "supervision.coverage.shifts");
    for (std::size_t i = 0; i < c.shifts.size(); ++i) {
      const std::string path = at("supervision.coverage.shifts", i);
      range(path + ".from_minute", c.shifts[i].from_minute, 0, day_minutes - 1);
      range(path + ".to_minute", c.shifts[i].to_minute, 0, day_minutes);
    }
    range("supervision.coverage.early_minutes", c.early_minutes, 0, 6 * 60);
    range("supervision.coverage.grace_minutes", c.grace_minutes, 0, 6 * 60);
    range("supervision.coverage.fence_m", c.fence_m, 10, 20'000);
    range("supervision.coverage.accuracy_m_max", c.accuracy_m_max, 0, 5'000);
    range("supervision.coverage.code_period_s", c.code_period_s, 15, 3'600);
    range("supervision.coverage.code_periods_kept", c.code_periods_kept, 0, 10);
    range("supervision.coverage.offline_hours_max", c.offline_hours_max, 0, 7 * 24);
  }

  void check(const ViolationRule& rule, const std::string& path) {
    range(path + ".answer_hours", rule.answer.ms / 3'600'000, 1, 720);
    range(path + ".days", rule.days, 1, 30);
    range(path + ".minutes", rule.minutes, 0, day_minutes);
    if (!rule.sanction.empty() && !s_.sanction(rule.sanction)) unknown(path + ".sanction", "sanction", rule.sanction);
  }

  void check_inspections() {
    const InspectionRules& i = s_.inspections;
    range("supervision.inspections.per_day", i.per_day, 0, 500);
    range("supervision.inspections.base", i.base, 1, 1'000);
    range("supervision.inspections.days_back", i.days_back, 1, 365);
    range("supervision.inspections.again_days", i.again_days, 0, 90);
    for (int weight : {i.per_violation, i.per_late_report, i.key_supply, i.above_scale})
      range("supervision.inspections", weight, 0, 1'000);
    if (i.per_day > 0 && !pack_.checklist(i.checklist))
      unknown("supervision.inspections.checklist", "checklist", i.checklist);
  }

  const Pack& pack_;
  const SupervisionRules& s_;
  const Complain& complain_;
};

}  // namespace

SupervisionRules to_supervision(const raw::SupervisionRules& r) {
  const SupervisionRules usual;
  SupervisionRules s;
  if (r.report)
    s.report = {.document = r.report->document,
                .due_minute = given_or(r.report->due_minute, usual.report.due_minute),
                .remind_minutes = given_or(r.report->remind_minutes),
                .escalate_minutes = given_or(r.report->escalate_minutes),
                .photos_max = given_or(r.report->photos_max, usual.report.photos_max)};
  if (r.coverage) s.coverage = to_coverage(*r.coverage);
  s.clock_skew_s = given_or(r.clock_skew_s, usual.clock_skew_s);
  s.test_hours = given_or(r.test_hours, usual.test_hours);
  s.head_count_cap_percent = given_or(r.head_count_cap_percent, 0);
  for (const raw::ViolationRule& v : given_or(r.violations))
    s.violations.push_back({v.id, v.name, v.kind, v.severity, hours(v.answer_hours), given_or(v.days, 1),
                            given_or(v.minutes, 0), given_or(v.sanction)});
  for (const raw::SanctionRule& v : given_or(r.sanctions))
    s.sanctions.push_back({v.id, v.name, v.kind, hours(given_or(v.rectify_hours, 0)),
                           hours(given_or(v.truck_grace_hours, 0)), given_or(v.truck_grace_kinds)});
  if (r.inspections) {
    const raw::InspectionRules& i = *r.inspections;
    s.inspections = {i.per_day,
                     i.checklist,
                     given_or(i.base, usual.inspections.base),
                     given_or(i.per_violation, 0),
                     given_or(i.per_late_report, 0),
                     given_or(i.key_supply, 0),
                     given_or(i.above_scale, 0),
                     given_or(i.days_back, usual.inspections.days_back),
                     given_or(i.again_days, 0)};
  }
  s.overdue_escalate_hours = given_or(r.overdue_escalate_hours, usual.overdue_escalate_hours);
  return s;
}

void check_supervision(const Pack& pack, const Complain& complain) { SupervisionChecker(pack, complain).run(); }

bool is_report_fact(std::string_view name) { return std::ranges::find(report_facts, name) != report_facts.end(); }

bool is_report_field(const Pack& pack, std::string_view field) {
  const Document* report = pack.document(pack.supervision.report.document);
  return report && std::ranges::find(report->fields, field, &Field::id) != report->fields.end();
}

}  // namespace fugong::policy
