// A pack as it is written: the shape of the YAML files. The published JSON Schema is made of these structs, so that
// the schema and the loader cannot drift apart.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/pack.h"

namespace fugong::policy::raw {

struct Calendar {
  std::string zone;
  std::optional<std::vector<int>> working_days;
  std::optional<int> open_minute, close_minute;
  std::optional<std::vector<Date>> holidays;
};
BOOST_DESCRIBE_STRUCT(Calendar, (), (zone, working_days, open_minute, close_minute, holidays))

struct Clock {
  std::string id;
  LocalText name;
  StepKind stops_when_done = StepKind::joint_review;
  std::int64_t limit_minutes = 0;
  std::optional<int> warn_percent;
};
BOOST_DESCRIBE_STRUCT(Clock, (), (id, name, stops_when_done, limit_minutes, warn_percent))

struct Department {
  std::string id;
  LocalText name;
};
BOOST_DESCRIBE_STRUCT(Department, (), (id, name))

struct Class {
  std::string id;
  LocalText name;
  json::Value rule;
};
BOOST_DESCRIBE_STRUCT(Class, (), (id, name, rule))

struct Choice {
  std::string value;
  LocalText label;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (value, label))

struct Field {
  std::string id;
  LocalText label;
  FieldType type = FieldType::text;
  std::optional<bool> required;
  std::optional<double> minimum, maximum;
  std::optional<int> length_min, length_max;
  std::optional<std::string> pattern;
  std::optional<std::vector<Choice>> choices;
  std::optional<std::string> prefill;
  std::optional<LocalText> hint;
};
BOOST_DESCRIBE_STRUCT(Field, (),
                      (id, label, type, required, minimum, maximum, length_min, length_max, pattern, choices, prefill,
                       hint))

struct Document {
  std::string id;
  LocalText name;
  std::vector<Field> fields;
  std::string html;  // the printed form
};
BOOST_DESCRIBE_STRUCT(Document, (), (id, name, fields, html))

struct Condition {
  std::string id;
  json::Value rule;
  std::optional<std::string> field;
  LocalText reason;
};
BOOST_DESCRIBE_STRUCT(Condition, (), (id, rule, field, reason))

struct Phase {
  std::string id;
  LocalText name, mode;
  std::optional<bool> closed;
  std::vector<Condition> conditions;
  std::vector<std::string> documents;
  std::map<std::string, std::string> route_of_class;
  std::vector<std::string> pass_kinds;
  std::optional<int> test_every_days;
};
BOOST_DESCRIBE_STRUCT(Phase, (),
                      (id, name, mode, closed, conditions, documents, route_of_class, pass_kinds, test_every_days))

struct Participant {
  std::string department;
  std::optional<json::Value> when;
};
BOOST_DESCRIBE_STRUCT(Participant, (), (department, when))

struct Step {
  std::string id;
  StepKind kind = StepKind::screening;
  LocalText name;
  std::optional<std::vector<std::string>> after;
  std::optional<bool> automatic;
  std::optional<std::vector<Participant>> participants;
  std::optional<std::int64_t> limit_minutes;
  std::optional<std::string> checklist;
  std::optional<OnReturn> on_return;
  std::optional<OnRefusal> on_refusal;
  std::optional<bool> bulk;  // many cases may be decided with one act
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (id, kind, name, after, automatic, participants, limit_minutes, checklist, on_return, on_refusal,
                       bulk))

struct Route {
  std::string id;
  LocalText name;
  std::vector<Step> steps;
};
BOOST_DESCRIBE_STRUCT(Route, (), (id, name, steps))

struct ChecklistItem {
  std::string id;
  LocalText text;
  std::optional<bool> mandatory;
};
BOOST_DESCRIBE_STRUCT(ChecklistItem, (), (id, text, mandatory))

struct Checklist {
  std::string id;
  LocalText name;
  std::vector<ChecklistItem> items;
};
BOOST_DESCRIBE_STRUCT(Checklist, (), (id, name, items))

struct SchemeStep {
  int scheme = 0;
  Timestamp from{};
  std::optional<std::int64_t> grace_hours;
};
BOOST_DESCRIBE_STRUCT(SchemeStep, (), (scheme, from, grace_hours))

struct TripRules {
  std::optional<bool> required;
  std::vector<TripValidity> validity;
  std::optional<std::int64_t> trip_hours_max;
  std::optional<std::vector<VehicleKind>> vehicle_kinds;
  std::optional<std::vector<TripAsk>> asks;
  std::optional<int> mates_max, entry_points_max;
};
BOOST_DESCRIBE_STRUCT(TripRules, (),
                      (required, validity, trip_hours_max, vehicle_kinds, asks, mates_max, entry_points_max))

struct PassReview {
  std::vector<std::string> departments;
  std::int64_t limit_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(PassReview, (), (departments, limit_minutes))

struct GreenChannel {
  json::Value rule;
  std::vector<std::string> departments;
  std::int64_t limit_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(GreenChannel, (), (rule, departments, limit_minutes))

struct PassLimit {
  std::int64_t passes = 0, per_workers = 0;
  std::optional<std::int64_t> at_least;
};
BOOST_DESCRIBE_STRUCT(PassLimit, (), (passes, per_workers, at_least))

struct PassKind {
  std::string id;
  LocalText name;
  HolderKind holder = HolderKind::worker;
  std::int64_t validity_hours = 0;
  std::optional<int> scheme;
  std::optional<bool> needs_route;
  std::optional<std::vector<std::string>> zones;
  std::optional<std::string> vehicle_use;
  std::optional<std::vector<SchemeStep>> schemes;
  std::optional<TripRules> trip;
  std::optional<PassReview> review;
  std::optional<GreenChannel> green;
  std::optional<PassLimit> limit;
  std::optional<int> speed_kmh_max;
  std::optional<bool> asks_plate, asks_zone;
};
BOOST_DESCRIBE_STRUCT(PassKind, (),
                      (id, name, holder, validity_hours, scheme, needs_route, zones, vehicle_use, schemes, trip, review,
                       green, limit, speed_kmh_max, asks_plate, asks_zone))

struct Zone {
  std::string id;
  LocalText name;
  std::optional<std::string> district;
};
BOOST_DESCRIBE_STRUCT(Zone, (), (id, name, district))

struct GateRules {
  std::optional<std::int64_t> leeway_s, trust_age_s_max, list_age_s_max, proof_past_s, proof_future_s, repeat_s,
      key_notice_s;
};
BOOST_DESCRIBE_STRUCT(GateRules, (),
                      (leeway_s, trust_age_s_max, list_age_s_max, proof_past_s, proof_future_s, repeat_s, key_notice_s))

struct HealthRules {
  std::int64_t green_hours = 0, grey_hours = 0;
};
BOOST_DESCRIBE_STRUCT(HealthRules, (), (green_hours, grey_hours))

struct ReportRules {
  std::string document;
  std::optional<int> due_minute;
  std::optional<std::vector<int>> remind_minutes, escalate_minutes;
  std::optional<int> photos_max;
};
BOOST_DESCRIBE_STRUCT(ReportRules, (), (document, due_minute, remind_minutes, escalate_minutes, photos_max))

struct DutyShift {
  std::string id;
  LocalText name;
  int from_minute = 0, to_minute = 0;
};
BOOST_DESCRIBE_STRUCT(DutyShift, (), (id, name, from_minute, to_minute))

struct CoverageRules {
  std::vector<DutyShift> shifts;
  std::optional<int> early_minutes, grace_minutes, fence_m, accuracy_m_max, code_period_s, code_periods_kept,
      offline_hours_max;
};
BOOST_DESCRIBE_STRUCT(CoverageRules, (),
                      (shifts, early_minutes, grace_minutes, fence_m, accuracy_m_max, code_period_s, code_periods_kept,
                       offline_hours_max))

struct ViolationRule {
  std::string id;
  LocalText name;
  ViolationKind kind = ViolationKind::outsider_entered;
  Severity severity = Severity::minor;
  int answer_hours = 0;
  std::optional<int> days, minutes;
  std::optional<std::string> sanction;
};
BOOST_DESCRIBE_STRUCT(ViolationRule, (), (id, name, kind, severity, answer_hours, days, minutes, sanction))

struct SanctionRule {
  std::string id;
  LocalText name;
  SanctionKind kind = SanctionKind::warning;
  std::optional<int> rectify_hours, truck_grace_hours;
  std::optional<std::vector<std::string>> truck_grace_kinds;
};
BOOST_DESCRIBE_STRUCT(SanctionRule, (), (id, name, kind, rectify_hours, truck_grace_hours, truck_grace_kinds))

struct InspectionRules {
  int per_day = 0;
  std::string checklist;
  std::optional<int> base, per_violation, per_late_report, key_supply, above_scale, days_back, again_days;
};
BOOST_DESCRIBE_STRUCT(InspectionRules, (),
                      (per_day, checklist, base, per_violation, per_late_report, key_supply, above_scale, days_back,
                       again_days))

struct SupervisionRules {
  std::optional<ReportRules> report;
  std::optional<CoverageRules> coverage;
  std::optional<int> clock_skew_s, test_hours, head_count_cap_percent;
  std::optional<std::vector<ViolationRule>> violations;
  std::optional<std::vector<SanctionRule>> sanctions;
  std::optional<InspectionRules> inspections;
  std::optional<std::vector<int>> overdue_escalate_hours;
};
BOOST_DESCRIBE_STRUCT(SupervisionRules, (),
                      (report, coverage, clock_skew_s, test_hours, head_count_cap_percent, violations, sanctions,
                       inspections, overdue_escalate_hours))

struct ServiceLimits {
  int department = 0, special_team = 0, district_leader = 0;
};
BOOST_DESCRIBE_STRUCT(ServiceLimits, (), (department, special_team, district_leader))

struct ServicePriority {
  std::string id;
  LocalText name;
  int acknowledge_minutes = 0;
  ServiceLimits limit_minutes;
};
BOOST_DESCRIBE_STRUCT(ServicePriority, (), (id, name, acknowledge_minutes, limit_minutes))

struct ServiceTeam {
  std::string id;
  LocalText name;
  ServiceLevel level = ServiceLevel::department;
  TeamOf of = TeamOf::district;
  std::optional<std::string> department;
  std::optional<Role> role;
};
BOOST_DESCRIBE_STRUCT(ServiceTeam, (), (id, name, level, of, department, role))

struct ServicePlace {
  std::vector<std::string> subdistricts;
  std::string team;
};
BOOST_DESCRIBE_STRUCT(ServicePlace, (), (subdistricts, team))

struct ServiceTeams {
  std::string department, special_team, district_leader;
};
BOOST_DESCRIBE_STRUCT(ServiceTeams, (), (department, special_team, district_leader))

struct ServiceCategory {
  std::string id;
  LocalText name;
  std::string priority;
  ServiceTeams teams;
  std::optional<std::vector<ServicePlace>> places;
};
BOOST_DESCRIBE_STRUCT(ServiceCategory, (), (id, name, priority, teams, places))

struct ServiceRules {
  std::optional<int> warn_minutes, plan_days_max, confirm_hours, reopen_days, visit_after_days;
  std::optional<std::vector<DutyShift>> shifts;
  std::vector<ServicePriority> priorities;
  std::vector<ServiceTeam> teams;
  std::vector<ServiceCategory> categories;
};
BOOST_DESCRIBE_STRUCT(ServiceRules, (),
                      (warn_minutes, plan_days_max, confirm_hours, reopen_days, visit_after_days, shifts, priorities,
                       teams, categories))

struct Indicator {
  std::string id;
  LocalText name;
  std::string measure;
  std::optional<double> threshold;
  LocalText unit;
};
BOOST_DESCRIBE_STRUCT(Indicator, (), (id, name, measure, threshold, unit))

struct Pack {
  std::string id;
  LocalText name;
  std::string default_phase;
  Calendar calendar;
  std::vector<Clock> clocks;
  std::vector<Department> departments;
  std::vector<Class> classes;
  std::vector<Phase> phases;
  std::vector<Route> routes;
  std::vector<Document> documents;
  std::vector<Checklist> checklists;
  std::vector<PassKind> pass_kinds;
  std::optional<std::vector<Zone>> zones;
  std::optional<GateRules> gate;
  std::optional<HealthRules> health;
  std::optional<SupervisionRules> supervision;
  std::optional<ServiceRules> service;
  std::vector<Indicator> indicators;
  std::map<std::string, LocalText> texts;
};
BOOST_DESCRIBE_STRUCT(Pack, (),
                      (id, name, default_phase, calendar, clocks, departments, classes, phases, routes, documents,
                       checklists, pass_kinds, zones, gate, health, supervision, service, indicators, texts))

}  // namespace fugong::policy::raw
