#include "policy/checks.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <set>

#include "policy/load_service.h"
#include "policy/load_supervision.h"
#include "policy/logic.h"
#include "policy/pattern.h"

namespace fugong::policy {
namespace {

// What the register knows of every enterprise (enterprise/service.h, Facts).
constexpr std::array<std::string_view, 14> enterprise_facts{"id",
                                                            "name",
                                                            "usc",
                                                            "scale",
                                                            "industry",
                                                            "subdistrict",
                                                            "park",
                                                            "address",
                                                            "legal_representative",
                                                            "normal_workers",
                                                            "normal_output",
                                                            "key_supply",
                                                            "military",
                                                            "phone"};
constexpr std::array<std::string_view, 16> measures{
    "enterprises_resumed", "employees_returned",   "employees_normal",  "return_rate_percent",
    "capacity_over_80",    "above_scale_resumed",  "above_scale_total", "passes_employee",
    "passes_truck",        "truck_enterprises",    "passes_commuter",   "commuter_enterprises",
    "resident_officers",   "resident_enterprises", "suspensions",       "tickets_solved"};
constexpr int pass_scheme_max = 3;  // token/token.h knows no other
constexpr std::array<std::string_view, 2> needed_texts{"bulletin.title", "bulletin.body"};

std::string at(const std::string& list, std::size_t i) { return list + "[" + std::to_string(i) + "]"; }

class Checker {
 public:
  Checker(const Pack& pack, const Complain& complain) : pack_(pack), complain_(complain) {}

  void run() {
    check_zone();
    unique(pack_.departments, "departments");
    unique(pack_.classes, "classes");
    unique(pack_.phases, "phases");
    unique(pack_.routes, "routes");
    unique(pack_.documents, "documents");
    unique(pack_.checklists, "checklists");
    unique(pack_.pass_kinds, "pass_kinds");
    unique(pack_.zones, "zones");
    unique(pack_.indicators, "indicators");
    unique(pack_.clocks, "clocks");
    if (!pack_.phase(pack_.default_phase)) unknown("default_phase", "phase", pack_.default_phase);
    check_classes();
    for (std::size_t i = 0; i < pack_.phases.size(); ++i) check_phase(pack_.phases[i], at("phases", i));
    for (std::size_t i = 0; i < pack_.routes.size(); ++i) check_route(pack_.routes[i], at("routes", i));
    for (std::size_t i = 0; i < pack_.documents.size(); ++i)
      check_document_form(pack_.documents[i], at("documents", i));
    check_checklists();
    for (std::size_t i = 0; i < pack_.pass_kinds.size(); ++i) check_pass_kind(pack_.pass_kinds[i], at("pass_kinds", i));
    check_gate();
    check_supervision(pack_, complain_);
    check_service(pack_, complain_);
    check_clocks();
    check_indicators();
    check_texts();
  }

 private:
  void say(const std::string& path, const char* code, TextParams params = {}) {
    complain_(path, code, std::move(params));
  }
  void unknown(const std::string& path, const char* kind, const std::string& id) {
    say(path, "policy.unknown", {{"kind", kind}, {"id", id}});
  }

  // Every id once, and every name in both languages.
  template <class T>
  void unique(const std::vector<T>& list, const std::string& name) {
    std::set<std::string> seen;
    if (list.empty() && (name == "phases" || name == "routes" || name == "classes"))
      say(name, "policy.empty_list", {{"id", name}});
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!seen.insert(list[i].id).second) say(at(name, i) + ".id", "policy.duplicate", {{"id", list[i].id}});
      words(list[i].name, at(name, i) + ".name");
    }
  }

  void words(const LocalText& text, const std::string& path) {
    if (text.zh_cn.empty()) say(path, "policy.missing_text", {{"language", "zh-CN"}});
    if (text.en.empty()) say(path, "policy.missing_text", {{"language", "en"}});
  }

  void check_zone() {
    try {
      date::locate_zone(pack_.calendar.zone);
    } catch (const std::exception&) {
      unknown("calendar.zone", "time zone", pack_.calendar.zone);
    }
    for (int day : pack_.calendar.working_days)
      if (day < 1 || day > 7)
        say("calendar.working_days", "policy.range", {{"value", std::to_string(day)}, {"range", "1–7"}});
    if (pack_.calendar.open_minute < 0 || pack_.calendar.close_minute > 24 * 60 ||
        pack_.calendar.open_minute >= pack_.calendar.close_minute)
      say("calendar", "policy.range",
          {{"value", std::to_string(pack_.calendar.open_minute)}, {"range", "open_minute < close_minute ≤ 1440"}});
  }

  void rule(const json::Value& rule_value, const std::string& path) {
    check_rule(
        rule_value,
        [&](const std::string& where, const char* code, const std::string& what) {
          say(where.empty() ? path : path + "." + where, code, {{"operator", what}});
        },
        [&](const std::string& where, const std::string& variable) {
          if (!is_fact(variable)) unknown(path + "." + where, "fact", variable);
        });
  }

  bool is_fact(std::string_view path) const {
    if (path.empty() || path == "enterprise" || path == "application") return true;
    if (path.starts_with("day.")) return is_report_fact(path.substr(4));
    if (path.starts_with("last.")) return is_report_field(pack_, path.substr(5));
    if (path.starts_with("enterprise."))
      return std::ranges::find(enterprise_facts, path.substr(11)) != enterprise_facts.end();
    if (!path.starts_with("application.")) return false;
    return is_field(path.substr(12));
  }
  // "document" or "document.field"
  bool is_field(std::string_view path) const {
    const auto dot = path.find('.');
    const Document* document = pack_.document(path.substr(0, dot));
    if (!document) return false;
    return dot == std::string_view::npos ||
           std::ranges::find(document->fields, path.substr(dot + 1), &Field::id) != document->fields.end();
  }

  void check_classes() {
    for (std::size_t i = 0; i < pack_.classes.size(); ++i) rule(pack_.classes[i].rule, at("classes", i) + ".rule");
    if (!pack_.classes.empty() && pack_.classes.back().rule != json::Value(true))
      say(at("classes", pack_.classes.size() - 1) + ".rule", "policy.last_class");
  }

  void check_phase(const Phase& phase, const std::string& path) {
    words(phase.mode, path + ".mode");
    for (std::size_t i = 0; i < phase.conditions.size(); ++i) {
      const Condition& condition = phase.conditions[i];
      const std::string place = at(path + ".conditions", i);
      rule(condition.rule, place + ".rule");
      words(condition.reason, place + ".reason");
      if (!condition.field.empty() && !is_field(condition.field)) unknown(place + ".field", "field", condition.field);
    }
    for (std::size_t i = 0; i < phase.documents.size(); ++i)
      if (!pack_.document(phase.documents[i])) unknown(at(path + ".documents", i), "document", phase.documents[i]);
    for (std::size_t i = 0; i < phase.pass_kinds.size(); ++i)
      if (!pack_.pass_kind(phase.pass_kinds[i])) unknown(at(path + ".pass_kinds", i), "pass kind", phase.pass_kinds[i]);
    if (phase.route_of_class.empty()) say(path + ".route_of_class", "policy.empty_list", {{"id", "route_of_class"}});
    for (const auto& [enterprise_class, route] : phase.route_of_class) {
      const std::string place = path + ".route_of_class." + enterprise_class;
      if (!pack_.enterprise_class(enterprise_class)) unknown(place, "class", enterprise_class);
      if (!pack_.route(route)) unknown(place, "route", route);
    }
  }

  void check_route(const ReviewRoute& route, const std::string& path) {
    unique(route.steps, path + ".steps");
    bool decides = false;
    for (std::size_t i = 0; i < route.steps.size(); ++i) {
      const Step& step = route.steps[i];
      const std::string place = at(path + ".steps", i);
      decides = decides || step.kind == StepKind::decision;
      for (std::size_t k = 0; k < step.after.size(); ++k)
        if (!route.find(step.after[k])) unknown(at(place + ".after", k), "step", step.after[k]);
      check_participants(step, place);
      if (!step.checklist.empty() && !pack_.checklist(step.checklist))
        unknown(place + ".checklist", "checklist", step.checklist);
      if (step.kind == StepKind::inspection && step.checklist.empty()) say(place, "policy.needs_checklist");
      if (step.limit.ms < 0)
        say(place + ".limit_minutes", "policy.range",
            {{"value", std::to_string(step.limit.ms / 60'000)}, {"range", "≥ 0"}});
    }
    if (!decides) say(path, "policy.no_decision", {{"id", route.id}});
    check_reachable(route, path);
  }

  void check_participants(const Step& step, const std::string& place) {
    if (step.kind == StepKind::joint_review && step.participants.empty()) say(place, "policy.no_participants");
    for (std::size_t k = 0; k < step.participants.size(); ++k) {
      const Participant& p = step.participants[k];
      const std::string where = at(place + ".participants", k);
      if (p.department != "subdistrict" && !pack_.department(p.department))
        unknown(where + ".department", "department", p.department);
      if (!p.when.is_null()) rule(p.when, where + ".when");
    }
  }

  // What never begins: steps that wait in a circle, or for one that does not exist.
  void check_reachable(const ReviewRoute& route, const std::string& path) {
    std::set<std::string> begun;
    for (bool grew = true; grew;) {
      grew = false;
      for (const Step& step : route.steps) {
        const bool ready = std::ranges::all_of(step.after, [&](const std::string& id) { return begun.contains(id); });
        if (ready && begun.insert(step.id).second) grew = true;
      }
    }
    for (std::size_t i = 0; i < route.steps.size(); ++i)
      if (!begun.contains(route.steps[i].id))
        say(at(path + ".steps", i) + ".after", "policy.unreachable", {{"id", route.steps[i].id}});
  }

  void check_document_form(const Document& document, const std::string& path) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < document.fields.size(); ++i) {
      const Field& field = document.fields[i];
      const std::string place = at(path + ".fields", i);
      if (!seen.insert(field.id).second) say(place + ".id", "policy.duplicate", {{"id", field.id}});
      words(field.label, place + ".label");
      const bool chosen = field.type == FieldType::choice || field.type == FieldType::multi_choice;
      if (chosen == field.choices.empty()) say(place, "policy.choices", {{"id", field.id}});
      for (std::size_t k = 0; k < field.choices.size(); ++k)
        words(field.choices[k].label, at(place + ".choices", k) + ".label");
      if (!field.prefill.empty() && !is_fact(field.prefill)) unknown(place + ".prefill", "fact", field.prefill);
      if (field.minimum && field.maximum && *field.minimum > *field.maximum)
        say(place + ".minimum", "policy.range", {{"value", "minimum"}, {"range", "≤ maximum"}});
      if (!is_pattern(field.pattern)) say(place + ".pattern", "policy.pattern", {{"pattern", field.pattern}});
    }
    check_template(document, path);
  }

  void check_template(const Document& document, const std::string& path) {
    const std::string& html = document.template_html;
    for (auto open = html.find("{{"); open != std::string::npos; open = html.find("{{", open + 2)) {
      const auto close = html.find("}}", open);
      const std::string name = html.substr(open + 2, close == std::string::npos ? std::string::npos : close - open - 2);
      const bool own = std::ranges::find(document.fields, name, &Field::id) != document.fields.end();
      if (close == std::string::npos || (!own && name != "table" && name != "title" && !is_fact(name)))
        unknown(path + ".html", "placeholder", name);
    }
  }

  void check_checklists() {
    for (std::size_t i = 0; i < pack_.checklists.size(); ++i) {
      std::set<std::string> seen;
      const Checklist& list = pack_.checklists[i];
      for (std::size_t k = 0; k < list.items.size(); ++k) {
        const std::string place = at(at("checklists", i) + ".items", k);
        if (!seen.insert(list.items[k].id).second) say(place + ".id", "policy.duplicate", {{"id", list.items[k].id}});
        words(list.items[k].text, place + ".text");
      }
    }
  }

  void range(const std::string& path, std::int64_t value, std::int64_t low, std::int64_t high) {
    if (value < low || value > high)
      say(path, "policy.range",
          {{"value", std::to_string(value)}, {"range", std::to_string(low) + "–" + std::to_string(high)}});
  }

  void check_pass_kind(const PassKind& kind, const std::string& path) {
    range(path + ".scheme", kind.scheme, 1, pass_scheme_max);
    for (std::size_t i = 0; i < kind.zones.size(); ++i)
      if (const auto zone = std::ranges::find(pack_.zones, kind.zones[i], &Zone::id);
          zone == pack_.zones.end() || !zone->district.empty())
        unknown(at(path + ".zones", i), "zone", kind.zones[i]);
    check_review(kind, path);
    SchemeStep before{.scheme = kind.scheme, .from = {INT64_MIN}};
    for (std::size_t i = 0; i < kind.schemes.size(); ++i) {
      const SchemeStep& step = kind.schemes[i];
      const std::string place = at(path + ".schemes", i);
      range(place + ".scheme", step.scheme, before.scheme + 1, pass_scheme_max);
      if (step.from.ms <= before.from.ms)
        say(place + ".from", "policy.range", {{"value", "from"}, {"range", "> schemes[i-1].from"}});
      if (step.grace) range(place + ".grace_hours", step.grace->ms / 3'600'000, 0, 366 * 24);
      before = step;
    }
  }

  void check_departments(const PassReview& review, const std::string& path) {
    for (std::size_t i = 0; i < review.departments.size(); ++i)
      if (!pack_.department(review.departments[i]))
        unknown(at(path + ".departments", i), "department", review.departments[i]);
    range(path + ".limit_minutes", review.limit.ms / 60'000, 0, 30 * 24 * 60);
  }

  // How a request for the kind is asked and decided.
  void check_review(const PassKind& kind, const std::string& path) {
    range(path + ".validity_hours", kind.validity.ms / 3'600'000, 1, 366 * 24);
    range(path + ".speed_kmh_max", kind.speed_kmh_max, 0, 400);
    check_departments(kind.review, path + ".review");
    if (kind.green) {
      check_departments(kind.green->review, path + ".green");
      rule(kind.green->rule, path + ".green.rule");
    }
    if (kind.limit) {
      range(path + ".limit.passes", kind.limit->passes, 1, 100'000);
      range(path + ".limit.per_workers", kind.limit->per_workers, 1, 1'000'000);
      range(path + ".limit.at_least", kind.limit->at_least, 0, 100'000);
    }
    if (!kind.trip) return;
    if (kind.trip->validity.empty()) say(path + ".trip.validity", "policy.empty_list", {{"id", "validity"}});
    range(path + ".trip.trip_hours_max", kind.trip->trip_max.ms / 3'600'000, 1, 366 * 24);
    range(path + ".trip.mates_max", kind.trip->mates_max, 0, 8);
    range(path + ".trip.entry_points_max", kind.trip->entry_points_max, 0, 8);
  }

  // Upper ends: what would make a check meaningless.
  void check_gate() {
    const GateRules& g = pack_.gate;
    range("gate.leeway_s", g.leeway_s, 0, 3'600);
    range("gate.trust_age_s_max", g.trust_age_s_max, 3'600, 366 * 86'400);
    range("gate.list_age_s_max", g.list_age_s_max, 60, 366 * 86'400);
    range("gate.proof_past_s", g.proof_past_s, 15, 3'600);
    range("gate.proof_future_s", g.proof_future_s, 0, 3'600);
    range("gate.repeat_s", g.repeat_s, 0, 86'400);
    range("gate.key_notice_s", g.key_notice_s, 0, 366 * 86'400);
    range("health.green_hours", pack_.health.green.ms / 3'600'000, 1, 366 * 24);
    range("health.grey_hours", pack_.health.grey.ms / 3'600'000, 1, 366 * 24);
  }

  void check_clocks() {
    for (std::size_t i = 0; i < pack_.clocks.size(); ++i) {
      const CaseClock& clock = pack_.clocks[i];
      const std::string place = at("clocks", i);
      if (clock.limit.ms <= 0)
        say(place + ".limit_minutes", "policy.range",
            {{"value", std::to_string(clock.limit.ms / 60'000)}, {"range", "≥ 1"}});
      if (clock.warn_percent < 1 || clock.warn_percent > 100)
        say(place + ".warn_percent", "policy.range",
            {{"value", std::to_string(clock.warn_percent)}, {"range", "1–100"}});
      const bool ends = std::ranges::any_of(pack_.routes, [&](const ReviewRoute& r) {
        return std::ranges::any_of(r.steps, [&](const Step& s) { return s.kind == clock.stops_when_done; });
      });
      if (!ends)
        unknown(place + ".stops_when_done", "step kind in any route",
                std::string(json::enum_name(clock.stops_when_done)));
    }
  }

  void check_indicators() {
    for (std::size_t i = 0; i < pack_.indicators.size(); ++i)
      if (std::ranges::find(measures, pack_.indicators[i].measure) == measures.end())
        unknown(at("indicators", i) + ".measure", "measure", pack_.indicators[i].measure);
  }

  void check_texts() {
    for (std::string_view key : needed_texts)
      if (!pack_.texts.contains(std::string(key))) say("texts", "policy.needs_text", {{"id", std::string(key)}});
    for (const auto& [key, text] : pack_.texts) words(text, "texts." + key);
  }

  const Pack& pack_;
  const Complain& complain_;
};

}  // namespace

void check_pack(const Pack& pack, const Complain& complain) { Checker(pack, complain).run(); }

}  // namespace fugong::policy
