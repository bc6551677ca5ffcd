// A small district's rules, as a pack in memory: three phases, two classes, two documents.
//   closed  – only enterprises above designated size, full route, at least two isolation rooms
//   orderly – everybody, full route, at least one isolation room (in force at first)
//   open    – everybody, by commitment: decision and start
#pragma once

#include "resumption/route_fixture.h"

namespace fugong::resumption_test {

inline json::Value rule(const char* text) { return *json::parse(text); }

inline policy::Condition rooms_at_least(const char* rule_text) {
  return {.id = "isolation_rooms",
          .rule = rule(rule_text),
          .field = "plan.rooms",
          .reason = {"隔离房间不足", "Too few isolation rooms"}};
}

inline policy::Field integer_field(std::string id) {
  policy::Field field;
  field.id = id;
  field.label = {id, id};
  field.type = policy::FieldType::integer;
  field.required = true;
  return field;
}

inline policy::Document document(std::string id, std::vector<policy::Field> fields) {
  policy::Document d;
  d.id = id;
  d.name = {id, id};
  d.fields = std::move(fields);
  d.template_html = "<h1>{{enterprise.name}}</h1>";
  return d;
}

inline policy::PackPtr small_pack() {
  auto pack = std::make_shared<policy::Pack>();
  pack->id = "small";
  pack->version = "0000000000000001";
  pack->name = {"小区", "Small"};
  pack->default_phase = "orderly";
  pack->calendar.zone = "Asia/Shanghai";
  pack->clocks = {{"reviewed", {"2小时审核", "Reviewed in 2 h"}, policy::StepKind::joint_review, hours(2), 75},
                  {"decided", {"4小时办结", "Decided in 4 h"}, policy::StepKind::decision, hours(4), 75},
                  {"started", {"24小时开工", "Started within 24 h"}, policy::StepKind::start, hours(24), 75}};
  pack->departments = {
      {"industry", {"工信局", "Industry"}}, {"safety", {"应急局", "Safety"}}, {"auto_city", {"汽车城", "Auto City"}}};
  pack->classes = {{"above", {"规上", "Above size"}, rule(R"({"==":[{"var":"enterprise.scale"},"above"]})")},
                   {"below", {"规下", "Below size"}, rule("true")}};
  auto full = full_route();
  full.steps[1].participants.push_back({"auto_city", rule(R"({"==":[{"var":"enterprise.park"},"auto_city"]})")});
  full.steps[1].limit = hours(2);
  full.steps[1].bulk = true;
  full.steps[4].limit = hours(8);
  full.steps[4].checklist = "site";
  pack->routes = {full, short_route()};
  pack->documents = {document("plan", {integer_field("rooms")}), document("form", {integer_field("people")})};
  policy::Checklist site;
  site.id = "site";
  site.name = {"现场", "Site"};
  site.items = {{"gate", {"大门测温", "Gate"}, true}, {"posters", {"宣传", "Posters"}, false}};
  pack->checklists = {site};
  const auto phase = [&](std::string id, const char* rooms, std::map<std::string, std::string> routes) {
    policy::Phase p;
    p.id = id;
    p.name = {id, id};
    p.mode = {id, id};
    p.documents = {"plan", "form"};
    p.conditions = {rooms_at_least(rooms)};
    p.route_of_class = std::move(routes);
    pack->phases.push_back(std::move(p));
  };
  phase("closed", R"({">=":[{"var":"application.plan.rooms"},2]})", {{"above", "full"}});
  phase("orderly", R"({">=":[{"var":"application.plan.rooms"},1]})", {{"above", "full"}, {"below", "full"}});
  phase("open", R"({">=":[{"var":"application.plan.rooms"},0]})", {{"above", "short"}, {"below", "short"}});
  return pack;
}

}  // namespace fugong::resumption_test
