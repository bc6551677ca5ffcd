// The day as gates saw it, and what the rules find in it.
#include <algorithm>
#include <map>

#include "supervision/work.h"

namespace fugong::supervision {
namespace {

bool is_judged_from_gates(const policy::SupervisionRules& rules, const std::string& id) {
  using enum policy::ViolationKind;
  const policy::ViolationRule* rule = rules.violation(id);
  return rule && rule->kind != report_missing && rule->kind != officer_absent && rule->kind != inspection_failed;
}

constexpr std::string_view nobody = "head_count";  // the subject of too many inside

}  // namespace

std::int64_t Work::inside(Timestamp at) {
  const auto seen =
      sightings_of(store_.last_events_before(plant_.enterprise, at + milliseconds(1)), seconds(rules().clock_skew_s));
  return head_count(at, seen, store_.members(plant_.enterprise));
}

json::Value Work::prefill(const Date& day) {
  const policy::Document* document = pack().document(rules().report.document);
  if (!document) return json::Object{};
  const Timestamp begin = start_of_day(day, zone()), end = start_of_day(next_day(day), zone());
  const auto members = store_.members(plant_.enterprise);
  std::int64_t entered = 0, left = 0, outsiders = 0;
  for (const Sighting& s : sightings_of(store_.events(plant_.enterprise, begin, end), seconds(rules().clock_skew_s))) {
    (s.direction == Direction::in ? entered : left) += 1;
    outsiders += s.direction == Direction::in && std::ranges::none_of(members, [&](const Member& m) {
                   return m.subject == s.subject && m.from <= s.at && m.until > s.at;
                 });
  }
  std::int64_t breaches = 0;
  for (const Violation& v : store_.violations(plant_.enterprise, day, day))
    breaches += v.state != ViolationState::withdrawn && v.state != ViolationState::dismissed &&
                v.state != ViolationState::overturned && is_judged_from_gates(rules(), v.rule);
  const json::Object seen{{"inside", inside(std::min(context_.now, end - milliseconds(1)))},
                          {"entered", entered},
                          {"left", left},
                          {"outsiders", outsiders},
                          {"violations", breaches}};
  json::Object last;
  if (const auto report = store_.latest_before(plant_.enterprise, day))
    if (auto data = json::parse(report->data_json); data && data->is_object()) last = data->get_object();
  json::Object out;
  for (const policy::Field& field : document->fields) {
    const auto dot = field.prefill.find('.');
    if (dot == std::string::npos) continue;
    const std::string from = field.prefill.substr(0, dot), name = field.prefill.substr(dot + 1);
    const json::Object* facts = from == "day" ? &seen : from == "last" ? &last : nullptr;
    if (const json::Value* value = facts ? facts->if_contains(name) : nullptr) out[field.id] = *value;
  }
  return out;
}

std::pair<std::int64_t, std::int64_t> Work::judge(const std::vector<GateEvent>& fresh) {
  if (fresh.empty()) return {0, 0};
  const Duration doubt = seconds(2 * rules().clock_skew_s);
  std::set<std::string> days, subjects;
  Timestamp begun = never, ended{};  // of the day looked at last: most events are of the same
  for (const GateEvent& e : fresh) {
    subjects.insert(e.subject);
    for (const Timestamp at : {e.at - doubt, e.at, e.at + doubt}) {
      if (at >= begun && at < ended) continue;
      const Date day = local_date(at, zone());
      begun = start_of_day(day, zone()), ended = start_of_day(next_day(day), zone());
      days.insert(day.text);
    }
  }
  const Date first{*days.begin()}, last{*days.rbegin()};
  // An hour more on both sides: reports of one sighting may stand on both sides of midnight.
  const Timestamp from = start_of_day(first, zone()) - hours(1), to = start_of_day(next_day(last), zone()) + hours(1);
  const auto all = sightings_of(store_.events(plant_.enterprise, from, to), seconds(rules().clock_skew_s));
  const auto members = store_.members(plant_.enterprise);
  const GateRules gate = gate_rules();
  std::vector<Sighting> theirs;
  for (const Sighting& s : all)
    if (subjects.contains(s.subject)) theirs.push_back(s);
  std::vector<Finding> findings = judge_people(gate, theirs, members);
  for (const std::string& day : days) {
    const Timestamp begin = start_of_day(Date{day}, zone()), end = start_of_day(next_day(Date{day}), zone());
    if (gate.law_at(begin).head_count_cap <= 0 && gate.law_at(end).head_count_cap <= 0) continue;
    const auto before = sightings_of(store_.last_events_before(plant_.enterprise, begin), {});
    std::vector<Sighting> that_day;
    for (const Sighting& s : all)
      if (s.at >= begin && s.at < end) that_day.push_back(s);
    if (auto over = judge_head_count(gate, Date{day}, before, that_day, members)) findings.push_back(std::move(*over));
  }
  subjects.insert(std::string(nobody));
  return reconcile(findings, first, last, days, subjects);
}

// Brings the open violations of the days in line with what the rules find now.
std::pair<std::int64_t, std::int64_t> Work::reconcile(const std::vector<Finding>& findings, const Date& first,
                                                      const Date& last, const std::set<std::string>& days,
                                                      const std::set<std::string>& subjects) {
  using Key = std::tuple<std::string, std::string, std::string>;  // rule, subject, day
  std::map<Key, Violation> standing;
  for (Violation& v : store_.violations(plant_.enterprise, first, last))
    if (is_judged_from_gates(rules(), v.rule) && days.contains(v.day.text) && subjects.contains(v.subject))
      standing.emplace(Key{v.rule, v.subject, v.day.text}, std::move(v));
  std::int64_t raised = 0, withdrawn = 0;
  for (const Finding& f : findings) {
    if (!days.contains(f.day.text)) continue;
    const auto found = standing.find({f.rule->id, f.subject, f.day.text});
    if (found == standing.end()) {
      raised += raise(f);
      continue;
    }
    Violation v = std::move(found->second);
    standing.erase(found);
    const std::string evidence = join_ids(f.events);
    const bool back = v.state == ViolationState::withdrawn;
    if (back) {
      v.state = ViolationState::raised;
      store_.add_act(v.id.text, {0, ActKind::raised, context_.now, {}, {}, {}});
      alert(AlertKind::violation_raised, v.id.text, 1, context_.now);
      ++raised;
    }
    // What an official has decided on stays as he saw it.
    if (v.state != ViolationState::raised || (!back && v.evidence == evidence && v.at == f.at)) continue;
    v.evidence = evidence;
    v.at = f.at;
    store_.save(v);
  }
  for (auto& [key, v] : standing) {
    if (v.state != ViolationState::raised) continue;
    withdraw(v);
    ++withdrawn;
  }
  return {raised, withdrawn};
}

}  // namespace fugong::supervision
