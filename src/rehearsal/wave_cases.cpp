// The way of a case through the wave: apply, review, mend, decide, inspect, start; phases, suspensions, figures.
#include <algorithm>
#include <stdexcept>

#include "policy/logic.h"
#include "rehearsal/application.h"
#include "rehearsal/wave.h"

namespace fugong::rehearsal {
namespace {

using http::Method;
using json::Object;

constexpr int ramp_first_percent = 70, ramp_daily_percent = 10;  // of those who return, from the first day at work

}  // namespace

json::Object Player::application(const Way& way, bool mended) const {
  const Firm& firm = way.plant.firm;
  const json::Value facts = facts_of(firm, next_day(local_date(clock_.now(), scenario_.district.zone)));
  Object out = application_of(scenario_, facts);
  if (!way.flawed) return out;
  const Flaw& flaw = scenario_.flaws[firm.index % scenario_.flaws.size()];
  const auto dot = flaw.field.find('.');
  if (Object* form = out[flaw.field.substr(0, dot)].if_object())
    (*form)[flaw.field.substr(dot + 1)] = policy::apply_logic(mended ? flaw.mended : flaw.at_first, facts);
  return out;
}

void Player::apply(Way& way) {
  const json::Value receipt = way.plant.clerk.must(Method::post, "/api/v1/cases",
                                                   Object{{"application", application(way, false)}, {"submit", true}});
  way.case_id = text_of(receipt, "id");
  ++progress_.applied;
  if (!way.late) ask_for_passes(way, true);
  see_to(way, receipt.at("opened"));
}

// Whoever now has a task on the desk will see to it after a while.
void Player::see_to(Way& way, const json::Value& opened) {
  for (const json::Value& task : opened.as_array()) {
    const std::string id = text_of(task, "id"), kind = text_of(task, "kind"), owner = text_of(task, "owner");
    if (!way.seen_tasks.insert(id).second) continue;
    const Way* key = &way;
    Draw draw(scenario_.seed, "task/" + kind + "/" + owner, key->plant.firm.index * 16 + way.seen_tasks.size());
    const auto go = [this, &way, id, kind, owner] { decide(way, id, kind, owner); };
    const auto& wave = scenario_.wave;
    if (kind == "joint_review")
      later(draw.chance(wave.slow_review_percent) ? wave.slow_minutes : wave.review_minutes, draw, go);
    else if (kind == "inspection") later(wave.inspection_minutes, draw, go);
    else if (kind == "pass_issuance") later(wave.decision_minutes, draw, [this, &way] { issue(way); });
    else if (kind == "start") later(wave.start_minutes, draw, [this, &way] { start(way); });
    else later(wave.decision_minutes, draw, go);
  }
}

void Player::see_to_open_tasks(Way& way) {
  const json::Value view = people_.officers[0].get("/api/v1/cases/" + way.case_id);
  json::Array open;
  for (const json::Value& task : view.at("tasks").as_array())
    if (text_of(task, "state") == "open") open.push_back(task);
  see_to(way, open);
  if (text_of(view.at("line"), "state") == "returned") {
    Draw draw(scenario_.seed, "mend", way.plant.firm.index);
    later(scenario_.wave.mend_minutes, draw, [this, &way] { mend(way); });
  }
}

Caller& Player::reviewer_of(const std::string& owner, const Way& way) {
  auto& here = people_.inspectors.contains(owner) ? people_.inspectors[owner] : people_.reviewers[owner];
  if (!here.empty()) return here[way.plant.firm.index % here.size()];
  return people_.officers[way.plant.firm.index % people_.officers.size()];
}

json::Object Player::decision_on(Way& way, const std::string& kind, const std::string& owner) {
  const bool first_department = !people_.inspectors.contains(owner) && owner == people_.reviewers.begin()->first;
  if (kind == "joint_review" && way.flawed && first_department) {
    way.flawed = false;  // mended next time
    const Flaw& flaw = scenario_.flaws[way.plant.firm.index % scenario_.flaws.size()];
    return {{"decision", "return"},
            {"reasons", json::Array{Object{{"field", flaw.field}, {"text", flaw.reason.zh_cn}}}}};
  }
  Object out{{"decision", "approve"}};
  if (kind == "inspection") {
    json::Array findings;
    for (const std::string& item : checklist_items_) findings.push_back(Object{{"item", item}, {"passed", true}});
    out["findings"] = std::move(findings);
  }
  return out;
}

void Player::decide(Way& way, const std::string& task, const std::string& kind, const std::string& owner) {
  const Object body = decision_on(way, kind, owner);
  Caller& person = reviewer_of(owner, way);
  const Answer answer = person.send(Method::post, "/api/v1/tasks/" + task + "/decision", json::write_value(body));
  // Somebody returned the case, or the phase was switched, before this desk came to it.
  if (answer.status == 409) return;
  if (!answer.ok())
    throw std::runtime_error(person.login() + " decides " + kind + " of " + way.plant.firm.name + ": " + answer.body);
  const json::Value receipt = answer.value().at("case_receipt");
  see_to(way, receipt.at("opened"));
  if (text_of(receipt, "state") != "returned") return;
  Draw draw(scenario_.seed, "mend", way.plant.firm.index);
  later(scenario_.wave.mend_minutes, draw, [this, &way] { mend(way); });
}

void Player::mend(Way& way) {
  const json::Value view = way.plant.clerk.get("/api/v1/cases/" + way.case_id);
  if (text_of(view.at("line"), "state") != "returned") return;
  const bool was_flawed = std::exchange(way.flawed, true);
  const Object papers = application(way, true);
  way.flawed = was_flawed;
  const std::string path = "/api/v1/cases/" + way.case_id;
  way.plant.clerk.must(Method::patch, path,
                       Object{{"version", view.at("line").at("version")}, {"application", papers}});
  see_to(way, way.plant.clerk.must(Method::post, path + "/submission").at("opened"));
}

void Player::start(Way& way) {
  if (way.late) return;
  const Answer answer = way.plant.clerk.send(Method::post, "/api/v1/cases/" + way.case_id + "/resumption");
  if (!answer.ok()) throw std::runtime_error(way.plant.firm.name + " starts: " + answer.body);
  way.at_work = true;
  ++progress_.resumed;
  watch(way);
  ask_for_passes(way, false);
  bind_phones(way);
  keep_tokens(way);
}

void Player::switch_phase(const std::string& phase) {
  const json::Value now = people_.leader[0].get("/api/v1/policy");
  if (text_of(now, "phase") != phase)
    people_.leader[0].must(Method::post, "/api/v1/policy/phase", Object{{"phase", phase}});
  read_rules();
  for (auto& way : ways_) {
    if (!way) continue;
    if (way->at_work) ask_for_passes(*way, false);
    else see_to_open_tasks(*way);
  }
}

void Player::report_figures(Way& way) {
  const Firm& firm = way.plant.firm;
  const Date today = local_date(clock_.now(), scenario_.district.zone);
  // People come back over some days; on the last day of the wave all of them are there.
  Draw draw(scenario_.seed, "day/" + today.text, firm.index);
  const Date applied = local_date(scenario_.wave.start, scenario_.district.zone);
  const auto days_at_work =
      (start_of_day(today, scenario_.district.zone) - start_of_day(applied, scenario_.district.zone)).ms / 86'400'000;
  const std::int64_t percent =
      today == last_day_
          ? 100
          : std::min<std::int64_t>(98, ramp_first_percent + ramp_daily_percent * days_at_work / 4 + draw.between(0, 5));
  const std::int64_t on_site = std::max<std::int64_t>(1, firm.returning_workers * percent / 100);
  const double output = static_cast<double>(firm.normal_output * firm.recovery_percent * percent) / 10'000.0;
  way.plant.clerk.must(Method::post, "/api/v1/enterprises/" + way.plant.id + "/daily-figures",
                       Object{{"date", today.text}, {"on_site", on_site}, {"output", output}, {"tests_done", on_site}});
}

void Player::read_rules() {
  const json::Value rules = people_.leader[0].get("/api/v1/policy");
  kinds_in_phase_.clear();
  checklist_items_.clear();
  const std::string phase = text_of(rules, "phase");
  for (const json::Value& p : rules.at("phases").as_array())
    if (text_of(p, "id") == phase)
      for (const json::Value& kind : p.at("pass_kinds").as_array())
        kinds_in_phase_.insert(std::string(kind.as_string()));
  for (const json::Value& list : rules.at("checklists").as_array())
    for (const json::Value& item : list.at("items").as_array()) checklist_items_.push_back(text_of(item, "id"));
}

}  // namespace fugong::rehearsal
