// A district with teams on a fresh database, with a clock that stands still until it is told to move.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/rights.h"
#include "resumption/world.h"
#include "servicedesk/service.h"
#include "servicedesk/store.h"

namespace fugong::servicedesk_test {

using namespace servicedesk;
using policy::ServiceLevel;
using resumption_test::actor;

inline const std::string zone = "Asia/Shanghai";
inline const std::string place = "210104012";
inline const std::string local_team = "local@210104012", desk_team = "desk@industry";

// Two shifts; urgent: 10 minutes to say so and 60 / 60 / 120 to solve, normal: 30 and 240 / 240 / 480.
inline policy::ServiceRules small_rules() {
  policy::ServiceRules r;
  r.shifts = {{"day", {"白班", "Day"}, 480, 1200}, {"night", {"夜班", "Night"}, 1200, 480}};
  r.priorities = {{"urgent", {"紧急", "Urgent"}, minutes(10), {minutes(60), minutes(60), minutes(120)}},
                  {"normal", {"一般", "Normal"}, minutes(30), {minutes(240), minutes(240), minutes(480)}}};
  using policy::TeamOf;
  r.teams = {
      {"local", {"属地", "Local"}, ServiceLevel::department, TeamOf::subdistrict, "", Role::subdistrict_inspector},
      {"desk", {"工信局", "Desk"}, ServiceLevel::department, TeamOf::department, "industry", Role::department_reviewer},
      {"special", {"专班", "Special"}, ServiceLevel::special_team, TeamOf::district, "", Role::case_officer},
      {"leaders", {"区领导", "Leaders"}, ServiceLevel::district_leader, TeamOf::district, "", Role::district_leader}};
  r.categories = {
      {"staff", {"返岗", "Staff"}, "normal", {"local", "special", "leaders"}, {}},
      {"logistics", {"物流", "Logistics"}, "urgent", {"desk", "special", "leaders"}, {}},
      {"supplies", {"物资", "Supplies"}, "normal", {"desk", "special", "leaders"}, {{std::vector{place}, "local"}}}};
  return r;
}

inline policy::PackPtr pack() {
  auto pack = std::make_shared<policy::Pack>(*resumption_test::small_pack());
  pack->version = "00000000000000bb";
  pack->service = small_rules();
  return pack;
}

inline Timestamp on(const char* day, int hour, int minute = 0) {
  return start_of_day(Date{day}, zone) + hours(hour) + minutes(minute);
}

class World : public resumption_test::World {
 protected:
  using Base = resumption_test::World;
  void SetUp() override {
    Base::SetUp();
    engine().migrate(servicedesk::migrations());
    must(write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK(policies_.install(s, pack(), "{}", clock_.now(), "system"));
      return 0;
    }));
    make_desk();
  }
  void TearDown() override {
    due_.reset();
    desk_.reset();
    Base::TearDown();
  }
  // As after a restart of the program.
  void make_desk() {
    due_.reset();
    desk_ = std::make_unique<servicedesk::Service>(servicedesk::ServiceOptions{
        .district = district_,
        .policies = policies_,
        .enterprises = enterprises_.service(),
        .resumption = *Base::service_,
        .attachments = attachments_,
        .random = random_,
        .hooks = {.people = people_,
                  .person_of_login = [this](db::Session&, const std::string& login) -> std::optional<Actor> {
                    for (const Actor& a : everybody())
                      if (a.person_name == login) return a;
                    return std::nullopt;
                  },
                  .tell = [this](db::Session&, const Telling& t) { told_.push_back(t); }}});
    due_ = make_timer(engine(), *desk_, clock_);
    due_->restore();
  }

  // ---- people ----
  static Actor named(const char* name, OrganisationKind kind, std::string code, Role role) {
    Actor a = actor(kind, std::move(code), role);
    a.person_name = name;
    return a;
  }
  Actor zhang = named("zhang", OrganisationKind::subdistrict, place, Role::subdistrict_inspector);
  Actor zhou = named("zhou", OrganisationKind::subdistrict, place, Role::subdistrict_inspector);
  Actor desk_a = named("desk_a", OrganisationKind::department, "industry", Role::department_reviewer);
  Actor desk_b = named("desk_b", OrganisationKind::department, "industry", Role::department_reviewer);
  Actor team_a = named("team_a", OrganisationKind::district, "", Role::case_officer);
  Actor team_b = named("team_b", OrganisationKind::district, "", Role::case_officer);
  Actor leader_a = named("leader_a", OrganisationKind::district, "", Role::district_leader);
  Actor leader_b = named("leader_b", OrganisationKind::district, "", Role::district_leader);
  std::vector<Actor> everybody() { return {zhang, zhou, desk_a, desk_b, team_a, team_b, leader_a, leader_b}; }
  Actor& by_name(const std::string& name) {
    for (Actor* a : {&zhang, &zhou, &desk_a, &desk_b, &team_a, &team_b, &leader_a, &leader_b})
      if (a->person_name == name) return *a;
    ADD_FAILURE() << "nobody is called " << name;
    return zhang;
  }
  std::function<std::vector<Candidate>(db::Session&, OrganisationKind, const std::string&, Role)> people_ =
      [this](db::Session&, OrganisationKind kind, const std::string& code, Role role) {
        std::vector<Candidate> out;
        for (const Actor& a : everybody())
          if (a.kind == kind && a.organisation_code == code && a.has(role)) out.push_back({a.person, a.person_name});
        return out;
      };

  servicedesk::Context as(const Actor& a) { return {a, clock_.now(), Language::en}; }

  // ---- acts ----
  template <class Res, class... Args, class... Given>
  Result<Res> act(const Actor& a,
                  Result<Res> (servicedesk::Service::*use)(db::Session&, const servicedesk::Context&, Args...),
                  Given&&... given) {
    return write<Res>([&](db::Session& s) { return (desk_.get()->*use)(s, as(a), given...); });
  }
  template <class Res, class... Args, class... Given>
  Result<Res> look(const Actor& a,
                   Result<Res> (servicedesk::Service::*use)(db::Session&, const servicedesk::Context&, Args...),
                   Given&&... given) {
    return engine().template query<Res>([&](db::Session& s) { return (desk_.get()->*use)(s, as(a), given...); });
  }

  std::string uuid() { return make_uuid_v7(clock_.now(), random_); }
  TicketRequest problem(std::string category = "staff", std::string title = "员工返岗受阻") {
    return {
        .client = uuid(), .category = std::move(category), .title = std::move(title), .text = "十二名员工被隔离在外区"};
  }
  TicketView raise(const EnterpriseId& e, const TicketRequest& request) {
    return must(act(clerk(e), &servicedesk::Service::raise, request));
  }
  TicketView raise(const EnterpriseId& e, const char* category = "staff") { return raise(e, problem(category)); }
  TicketView view(const TicketId& id) { return must(look(team_a, &servicedesk::Service::ticket, id)); }
  TicketView view_by(const Actor& a, const TicketId& id) { return must(look(a, &servicedesk::Service::ticket, id)); }
  std::int64_t version(const TicketId& id) { return view(id).line.version; }
  // By whoever answers for it now.
  template <class Res, class... Args>
  Result<TicketView> handle(const TicketId& id,
                            Result<Res> (servicedesk::Service::*use)(db::Session&, const servicedesk::Context&,
                                                                     const TicketId&, Args...),
                            const std::remove_cvref_t<Args>&... given) {
    return act(by_name(view(id).line.handler_name), use, id, given...);
  }
  TicketView acknowledge(const TicketId& id) {
    return must(handle(id, &servicedesk::Service::acknowledge, VersionRequest{version(id)}));
  }
  TicketView solve(const TicketId& id) {
    return must(handle(id, &servicedesk::Service::solve, WordsRequest{version(id), "已协调放行"}));
  }
  static std::vector<std::string> acts(const TicketView& v) {
    std::vector<std::string> out;
    for (const ActView& a : v.acts) out.emplace_back(json::enum_name(a.kind));
    return out;
  }
  void until(Timestamp t) {
    clock_.advance_to(t);
    due_->run_due(clock_.now());
  }
  void later(Duration d) { until(clock_.now() + d); }

  std::unique_ptr<servicedesk::Service> desk_;
  std::unique_ptr<db::DueTimer> due_;
  std::vector<Telling> told_;
};

}  // namespace fugong::servicedesk_test
