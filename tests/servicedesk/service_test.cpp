// From a problem raised to one confirmed: who may do what, what each side sees, conflicts, merging, files of problems.
#include "attachment/rules.h"
#include "servicedesk/world.h"
#include "sheet/table.h"

namespace fugong::servicedesk_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class Tickets : public World {
 protected:
  template <class T>
  Result<T> try_as(const Actor& a,
                   Result<T> (Service::*use)(db::Session&, const servicedesk::Context&, const TicketId&,
                                             const WordsRequest&),
                   const TicketId& id) {
    return act(a, use, id, WordsRequest{version(id), "话"});
  }
  Result<ImportReceipt> import(const Actor& a, std::string_view file) {
    const auto prepared =
        engine().template query<TicketImportPtr>([&](db::Session& s) { return desk_->prepare_import(s, as(a), file); });
    if (!prepared) return std::unexpected(prepared.error());
    return act(a, &Service::import, *prepared);
  }
  std::string usc_of(const EnterpriseId& e) {
    std::string usc;
    engine().read([&](db::Session& s) {
      usc = std::string(enterprises_.service().facts(s, e)->json.as_object().at("usc").as_string());
    });
    return usc;
  }
  std::vector<std::string> audited() {
    std::vector<std::string> out;
    engine().read([&](db::Session& s) {
      out = s.query<std::string>("SELECT action FROM audit_entry WHERE action LIKE 'ticket.%' ORDER BY seq");
    });
    return out;
  }
};

TEST_P(Tickets, are_answered_planned_solved_confirmed_and_rated) {
  const EnterpriseId e = enterprise();
  const Actor c = clerk(e);
  const TicketView raised = raise(e);
  EXPECT_EQ(raised.line.number, "220411-0001");
  EXPECT_EQ(raised.line.team, local_team);
  EXPECT_FALSE(raised.line.handler.empty());
  const TicketId id = raised.line.id;
  acknowledge(id);
  must(handle(id, &Service::answer, WordsRequest{version(id), "已联系隔离点"}));
  must(handle(id, &Service::plan, PlanRequest{version(id), Date{"2022-04-12"}, "明日放行"}));
  must(act(c, &Service::decide_plan, id, PlanVerdict{version(id), Verdict::refuse, "等不到明天"}));
  solve(id);
  const TicketView done = must(act(c, &Service::confirm, id, ConfirmRequest{version(id), 5, "很快"}));
  EXPECT_EQ(done.line.state, TicketState::closed);
  EXPECT_EQ(done.line.rating, 5);
  EXPECT_THAT(acts(view(id)),
              ElementsAre("raised", "acknowledged", "answered", "planned", "plan_refused", "solved", "confirmed"));
  EXPECT_THAT(audited(), ElementsAre("ticket.raised", "ticket.acknowledged", "ticket.answered", "ticket.planned",
                                     "ticket.plan_refused", "ticket.solved", "ticket.confirmed"));
}

TEST_P(Tickets, say_where_they_come_from) {
  const EnterpriseId e = enterprise();
  const auto by = [&](const Actor& a) {
    TicketRequest r = problem();
    r.enterprise = e;
    return must(act(a, &Service::raise, r)).line.source;
  };
  EXPECT_EQ(by(clerk(e)), Source::enterprise);
  EXPECT_EQ(by(team_a), Source::officer);
  EXPECT_EQ(by(leader_a), Source::visit);
  const Actor c = clerk(e);
  const auto through_api = must(write<TicketView>(
      [&](db::Session& s) { return desk_->raise(s, {c, clock_.now(), Language::en, Source::api}, problem()); }));
  EXPECT_EQ(through_api.line.source, Source::api);
}

TEST_P(Tickets, sent_twice_are_one) {
  const EnterpriseId e = enterprise();
  const Actor c = clerk(e);
  const TicketRequest r = problem();
  const TicketId first = must(act(c, &Service::raise, r)).line.id;
  EXPECT_EQ(must(act(c, &Service::raise, r)).line.id, first);
  EXPECT_EQ(must(look(team_a, &Service::tickets, TicketFilter{})).items.size(), 1u);
}

TEST_P(Tickets, that_say_nothing_sensible_are_refused) {
  const EnterpriseId e = enterprise();
  const Actor c = clerk(e), other = clerk(enterprise());
  struct Case {
    const char* code;
    void (*change)(TicketRequest&);
  };
  for (const Case& k : {Case{"ticket.client", [](TicketRequest& r) { r.client = "1"; }},
                        {"ticket.category", [](TicketRequest& r) { r.category = "weather"; }},
                        {"ticket.priority", [](TicketRequest& r) { r.priority = "soon"; }},
                        {"ticket.text_needed", [](TicketRequest& r) { r.title = " \n"; }},
                        {"ticket.text_long", [](TicketRequest& r) { r.text.assign(text_bytes_max + 1, 'x'); }}}) {
    TicketRequest r = problem();
    k.change(r);
    EXPECT_EQ(code_of(act(c, &Service::raise, r)), k.code);
  }
  TicketRequest foreign = problem();
  foreign.enterprise = e;
  EXPECT_EQ(code_of(act(other, &Service::raise, foreign)), "auth.forbidden");
  EXPECT_EQ(code_of(act(team_a, &Service::raise, problem())), "ticket.enterprise");
}

TEST_P(Tickets, always_have_exactly_one_named_handler_even_where_a_team_is_empty) {
  people_ = [this](db::Session&, OrganisationKind, const std::string&, Role role) {
    return role == Role::district_leader ? std::vector<Candidate>{{leader_a.person, leader_a.person_name}}
                                         : std::vector<Candidate>{};
  };
  make_desk();
  const TicketView v = raise(enterprise());
  EXPECT_EQ(v.line.handler_name, "leader_a");
  EXPECT_EQ(v.line.level, ServiceLevel::district_leader);
  people_ = [](db::Session&, OrganisationKind, const std::string&, Role) { return std::vector<Candidate>{}; };
  make_desk();
  const Actor c = clerk(enterprise());
  EXPECT_EQ(code_of(act(c, &Service::raise, problem())), "ticket.nobody");
}

TEST_P(Tickets, only_whoever_answers_for_one_acts_on_it_or_the_office) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  const Actor handler = by_name(view(id).line.handler_name);
  const Actor colleague = handler.person == zhang.person ? zhou : zhang;
  const Actor stranger = named("far", OrganisationKind::subdistrict, "210104002", Role::subdistrict_inspector);
  const WordsRequest words{version(id), "办理中"};
  EXPECT_EQ(code_of(act(colleague, &Service::answer, id, words)), "ticket.not_handler");
  EXPECT_EQ(code_of(act(stranger, &Service::answer, id, words)), "auth.forbidden");
  EXPECT_EQ(code_of(act(clerk(enterprise()), &Service::answer, id, words)), "auth.forbidden");
  EXPECT_EQ(code_of(act(team_a, &Service::acknowledge, id, VersionRequest{version(id)})), "ticket.not_handler");
  must(act(team_a, &Service::answer, id, words));
  Actor substitute = colleague;
  substitute.represents = {{handler.person, handler.person_name, handler.roles}};
  must(act(substitute, &Service::acknowledge, id, VersionRequest{version(id)}));
  EXPECT_TRUE(view(id).line.acknowledged);
}

TEST_P(Tickets, are_not_overwritten_by_whoever_has_not_seen_the_last_act) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  const std::int64_t seen = version(id);
  must(act(team_a, &Service::answer, id, WordsRequest{seen, "已电话联系"}));
  const auto late = act(team_b, &Service::solve, id, WordsRequest{seen, "已解决"});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, "ticket.changed");
  EXPECT_EQ(late.error().params[0].second, "team_a");
  EXPECT_EQ(view(id).line.state, TicketState::open);
}

TEST_P(Tickets, show_the_enterprise_no_private_words) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  must(act(team_a, &Service::note, id, WordsRequest{version(id), "该企业屡次迟报"}));
  must(act(team_a, &Service::answer, id, WordsRequest{version(id), "已受理"}));
  EXPECT_THAT(acts(view(id)), Contains("noted"));
  EXPECT_THAT(acts(view_by(clerk(e), id)), ElementsAre("raised", "answered"));
  EXPECT_EQ(code_of(act(clerk(e), &Service::note, id, WordsRequest{version(id), "x"})), "auth.forbidden");
}

TEST_P(Tickets, are_read_by_whom_they_concern) {
  const EnterpriseId e = enterprise(), other = enterprise();
  const TicketId staff = raise(e, "staff").line.id, freight = raise(e, "logistics").line.id;
  raise(other, "staff");
  const auto count = [&](const Actor& a) { return must(look(a, &Service::tickets, TicketFilter{})).items.size(); };
  EXPECT_EQ(count(clerk(e)), 2u);
  EXPECT_EQ(count(clerk(other)), 1u);
  EXPECT_EQ(count(zhang), 3u);
  EXPECT_EQ(count(desk_a), 1u);
  EXPECT_EQ(count(team_a), 3u);
  EXPECT_EQ(code_of(look(clerk(other), &Service::ticket, staff)), "auth.forbidden");
  EXPECT_EQ(code_of(look(desk_a, &Service::ticket, staff)), "auth.forbidden");
  EXPECT_EQ(view_by(desk_b, freight).line.id, freight);
}

TEST_P(Tickets, climb_by_the_handlers_word_and_by_the_enterprises) {
  const EnterpriseId e = enterprise();
  const Actor c = clerk(e);
  const TicketId id = raise(e).line.id;
  EXPECT_EQ(must(handle(id, &Service::escalate, WordsRequest{version(id), "超出职权"})).line.level,
            ServiceLevel::special_team);
  EXPECT_EQ(must(act(c, &Service::escalate, id, WordsRequest{version(id), "仍未解决"})).line.level,
            ServiceLevel::district_leader);
  EXPECT_EQ(code_of(act(c, &Service::escalate, id, WordsRequest{version(id), "再升"})), "ticket.top");
  EXPECT_TRUE(view(id).line.handler_name.starts_with("leader"));
}

TEST_P(Tickets, go_sideways_to_another_team_but_not_down_and_keep_their_clock) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  const auto due = view(id).line.due_at;
  later(minutes(20));
  const TicketView v =
      must(handle(id, &Service::hand_over, HandOverRequest{version(id), desk_team, desk_b.person, "请工信局办理"}));
  EXPECT_EQ(v.line.handler_name, "desk_b");
  EXPECT_EQ(v.line.due_at, due) << "handing over wins no time";
  EXPECT_EQ(code_of(act(desk_b, &Service::hand_over, id, HandOverRequest{version(id), "nowhere", {}, "x"})),
            "team.unknown");
  EXPECT_EQ(code_of(act(desk_b, &Service::hand_over, id, HandOverRequest{version(id), desk_team, zhang.person, "x"})),
            "team.person");
  must(act(desk_b, &Service::escalate, id, WordsRequest{version(id), "x"}));
  EXPECT_EQ(code_of(act(team_a, &Service::hand_over, id, HandOverRequest{version(id), local_team, {}, "x"})),
            "team.below");
}

TEST_P(Tickets, merged_are_solved_with_the_other_and_go_their_own_way_from_there) {
  const EnterpriseId a = enterprise(), b = enterprise();
  const TicketId first = raise(a, "logistics").line.id, second = raise(b, "logistics").line.id;
  EXPECT_EQ(code_of(act(team_a, &Service::merge, second, MergeRequest{version(second), second})), "ticket.merge_self");
  must(act(team_a, &Service::merge, second, MergeRequest{version(second), first}));
  EXPECT_EQ(view(second).line.state, TicketState::merged);
  must(act(clerk(a), &Service::escalate, first, WordsRequest{version(first), "急"}));
  EXPECT_EQ(view(second).line.handler_name, view(first).line.handler_name);
  EXPECT_EQ(view_by(clerk(b), second).merged_into, "") << "another enterprise's ticket is nobody else's business";
  solve(first);
  const TicketView child = view_by(clerk(b), second);
  EXPECT_EQ(child.line.state, TicketState::solved);
  EXPECT_EQ(child.acts.back().text, "已协调放行");
  must(act(clerk(b), &Service::reopen, second, WordsRequest{version(second), "我们的车还堵着"}));
  EXPECT_EQ(view(second).line.state, TicketState::open);
  EXPECT_EQ(view(first).line.state, TicketState::solved);
  EXPECT_EQ(code_of(act(team_a, &Service::merge, second, MergeRequest{version(second), first})), "ticket.merge_state");
}

TEST_P(Tickets, opened_again_begin_a_new_day_at_the_level_that_solved_them) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  must(handle(id, &Service::escalate, WordsRequest{version(id), "x"}));
  solve(id);
  later(days(1));
  const TicketView v = must(act(clerk(e), &Service::reopen, id, WordsRequest{version(id), "没有解决"}));
  EXPECT_EQ(v.line.level, ServiceLevel::special_team);
  EXPECT_EQ(v.line.due_at, clock_.now() + minutes(240));
  solve(id);
  later(days(31));
  EXPECT_EQ(code_of(act(clerk(e), &Service::reopen, id, WordsRequest{version(id), "x"})), "ticket.reopen_late");
}

TEST_P(Tickets, are_linked_with_cases_of_the_same_enterprise_only) {
  const EnterpriseId e = enterprise(), other = enterprise();
  const TicketId id = raise(e).line.id;
  const CaseId own = must(apply(e, papers(2))).id, foreign = must(apply(other, papers(2))).id;
  const auto link = [&](const CaseId& c) {
    return act(team_a, &Service::link, id, LinkRequest{LinkKind::resumption_case, c.text});
  };
  EXPECT_EQ(must(link(own)).links.size(), 1u);
  EXPECT_EQ(code_of(link(own)), "link.exists");
  EXPECT_EQ(code_of(link(foreign)), "link.unknown");
  EXPECT_THAT(view_by(clerk(e), id).links, IsEmpty());
}

TEST_P(Tickets, alike_are_suggested_while_somebody_types_each_to_whom_they_concern) {
  const EnterpriseId e = enterprise(), other = enterprise();
  const TicketId mine = raise(e, problem("logistics", "货车在收费站被拦下")).line.id;
  raise(other, problem("logistics", "货车在收费站排队"));
  raise(e, problem("staff", "员工宿舍没有热水"));
  must(act(team_a, &Service::keep,
           KnowledgeRequest{"logistics", "货车被拦怎么办", "货车在收费站被拦", "出示跨区电子通行证，或拨打专班电话"}));
  const auto seen = [&](const Actor& a, const char* typed) {
    return must(look(a, &Service::similar, SimilarFilter{typed}));
  };
  const auto by_clerk = seen(clerk(e), "货车被拦在收费站");
  ASSERT_EQ(by_clerk.tickets.size(), 1u);
  EXPECT_EQ(by_clerk.tickets[0].line.id, mine);
  ASSERT_EQ(by_clerk.answers.size(), 1u);
  EXPECT_EQ(by_clerk.answers[0].category_name, "Logistics");
  EXPECT_EQ(seen(team_a, "货车被拦在收费站").tickets.size(), 2u);
  EXPECT_THAT(seen(team_a, "口罩不够").tickets, IsEmpty());
  solve(mine);
  EXPECT_EQ(seen(team_a, "货车被拦在收费站").tickets.size(), 1u) << "what is solved is no duplicate";
}

TEST_P(Tickets, come_from_a_table_with_a_word_about_every_bad_row) {
  const EnterpriseId e = enterprise();
  const std::string usc = usc_of(e);
  const std::string csv = "统一社会信用代码,类别,优先级,标题,内容\n" + usc + ",物流,紧急,货车被拦,\n" + usc +
                          ",天气,,下雨,\n91210104999999999X,staff,,无此企业,\n" + usc + ",staff,,,\n";
  const auto receipt = must(import(team_a, csv));
  EXPECT_EQ(receipt.raised, 1);
  std::vector<std::string> refused;
  for (const RefusedRow& r : receipt.refused) refused.push_back(std::to_string(r.row) + " " + r.code);
  EXPECT_THAT(refused, ElementsAre("3 ticket.category", "4 ticket.enterprise_unknown", "5 ticket.text_needed"));
  const auto page = must(look(team_a, &Service::tickets, TicketFilter{}));
  ASSERT_EQ(page.items.size(), 1u);
  EXPECT_EQ(page.items[0].source, Source::file);
  EXPECT_EQ(page.items[0].priority, "urgent");
  EXPECT_EQ(code_of(import(team_a, "a,b\n1,2\n")), "ticket.headings");
  EXPECT_EQ(code_of(import(team_a, std::string_view("\x89PNG\r\n\x1a\n\0\0\0", 11))), "sheet.not_a_table");
  EXPECT_EQ(code_of(import(clerk(e), csv)), "auth.forbidden");
}

TEST_P(Tickets, carry_files_of_those_concerned) {
  const EnterpriseId e = enterprise();
  const TicketId id = raise(e).line.id;
  const auto editable = [&](const Actor& a) { return code_of(look(a, &Service::files_editable, id)); };
  EXPECT_EQ(editable(clerk(e)), "");
  EXPECT_EQ(editable(by_name(view(id).line.handler_name)), "");
  EXPECT_EQ(editable(clerk(enterprise())), "auth.forbidden");
  EXPECT_EQ(code_of(look(clerk(enterprise()), &Service::files_readable, id)), "auth.forbidden");
  solve(id);
  EXPECT_EQ(editable(clerk(e)), "ticket.state");
  EXPECT_EQ(code_of(look(clerk(e), &Service::files_readable, id)), "");
}

TEST_P(Tickets, of_the_inbox_come_by_the_time_left_page_by_page) {
  const EnterpriseId e = enterprise();
  std::vector<TicketId> urgent_first;
  const TicketId slow = raise(e, "staff").line.id;
  for (int i = 0; i < 3; ++i) {
    later(minutes(1));
    urgent_first.push_back(raise(e, "logistics").line.id);
  }
  urgent_first.push_back(slow);
  std::vector<TicketId> read;
  TicketFilter filter{.order = Order::time_left, .limit = 2};
  for (int pages = 0; pages < 5; ++pages) {
    const auto page = must(look(team_a, &Service::tickets, filter));
    for (const TicketLine& line : page.items) read.push_back(line.id);
    if (!page.next) break;
    filter.after = page.next;
  }
  EXPECT_EQ(read, urgent_first);
  const Actor handler = by_name(view(slow).line.handler_name);
  const auto own = must(look(handler, &Service::tickets, TicketFilter{.whose = Whose::mine}));
  ASSERT_EQ(own.items.size(), 1u);
  EXPECT_TRUE(own.items[0].mine);
  for (const char* cursor : {"x", "12/x", "/", "1e9/01900000-0000-7000-8000-000000000001"})
    EXPECT_EQ(code_of(look(team_a, &Service::tickets, TicketFilter{.order = Order::time_left, .after = cursor})),
              "ticket.bad_cursor")
        << cursor;
}

TEST_P(Tickets, that_would_stay_overnight_stand_on_the_leaders_list) {
  const EnterpriseId e = enterprise();
  const TicketId today = raise(e).line.id, planned = raise(e).line.id, done = raise(e).line.id;
  solve(done);
  must(handle(planned, &Service::plan, PlanRequest{version(planned), Date{"2022-04-13"}, "后天"}));
  must(act(clerk(e), &Service::decide_plan, planned, PlanVerdict{version(planned), Verdict::accept, {}}));
  const auto list = [&] {
    std::vector<TicketId> out;
    for (const TicketLine& line : must(look(leader_a, &Service::overnight))) out.push_back(line.id);
    return out;
  };
  EXPECT_THAT(list(), ElementsAre(today));
  must(act(leader_a, &Service::except, today, PlanRequest{version(today), Date{"2022-04-12"}, "同意"}));
  EXPECT_THAT(list(), ElementsAre(today)) << "with the exception's name on it";
  EXPECT_EQ(code_of(look(zhang, &Service::overnight)), "auth.forbidden");
}

TEST_P(Tickets, make_figures_by_category_team_and_handler) {
  const EnterpriseId e = enterprise();
  const TicketId quick = raise(e, "staff").line.id, slow = raise(e, "logistics").line.id;
  raise(e, "staff");
  later(minutes(30));
  solve(quick);
  must(act(clerk(e), &Service::confirm, quick, ConfirmRequest{version(quick), 4, {}}));
  later(days(1));
  solve(slow);
  const Figures f = must(look(leader_a, &Service::figures, DaysFilter{}));
  EXPECT_EQ(f.all.raised, 3);
  EXPECT_EQ(f.all.open, 1);
  EXPECT_EQ(f.all.solved, 2);
  EXPECT_EQ(f.all.solved_same_day, 1);
  EXPECT_EQ(f.all.overnight, 2);
  EXPECT_EQ(f.all.solution.median_s, 1800);
  EXPECT_EQ(f.all.solution.p95_s, 86400 + 1800);
  EXPECT_EQ(f.all.ratings, 1);
  EXPECT_EQ(f.all.rating_mean, 4);
  ASSERT_EQ(f.categories.size(), 2u);
  EXPECT_EQ(f.categories[0].name, "Logistics");
  EXPECT_EQ(f.categories[1].raised, 2);
  engine().read([&](db::Session& s) { EXPECT_EQ(desk_->solved_by(s, clock_.now()), 2); });
  must(act(clerk(e), &Service::reopen, slow, WordsRequest{version(slow), "x"}));
  engine().read([&](db::Session& s) { EXPECT_EQ(desk_->solved_by(s, clock_.now()), 1); });
}

TEST_P(Tickets, of_a_team_go_to_its_own_members_once_they_are_named) {
  const auto replace = [&](const Actor& a, std::vector<std::string> logins) {
    return act(a, &Service::replace_members, local_team, MembersRequest{std::move(logins)});
  };
  EXPECT_EQ(must(replace(team_a, {"team_b"})).call_order.front().name, "team_b");
  EXPECT_EQ(raise(enterprise()).line.handler_name, "team_b");
  EXPECT_EQ(code_of(replace(team_a, {"nobody"})), "member.unknown");
  EXPECT_EQ(code_of(replace(team_a, {"team_a", "team_a"})), "member.twice");
  EXPECT_EQ(code_of(replace(desk_a, {"team_a"})), "auth.forbidden");
  EXPECT_EQ(must(replace(zhang, {})).members.size(), 2u) << "none named: whom the pack's role names";
}

TEST_P(Tickets, find_a_rota_that_says_who_keeps_which_shift) {
  const auto plan = [&](const char* day, const char* shift, const PersonId& first, std::optional<PersonId> second) {
    return act(team_a, &Service::plan_duty, desk_team, DutyRequest{Date{day}, shift, first, second});
  };
  EXPECT_EQ(must(plan("2022-04-12", "night", desk_b.person, desk_a.person)).person.name, "desk_b");
  EXPECT_EQ(code_of(plan("2022-04-12", "noon", desk_b.person, {})), "duty.shift");
  EXPECT_EQ(code_of(plan("2022-04-10", "day", desk_b.person, {})), "duty.past");
  EXPECT_EQ(code_of(plan("2022-04-12", "day", zhang.person, {})), "team.person");
  EXPECT_EQ(code_of(plan("2022-04-12", "day", desk_a.person, desk_a.person)), "team.person");
  const auto lines = must(look(desk_a, &Service::duty, desk_team, DaysFilter{Date{"2022-04-12"}, Date{"2022-04-13"}}));
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_TRUE(lines[1].planned);
  EXPECT_EQ(lines[1].substitute.name, "desk_a");
  EXPECT_FALSE(lines[2].planned);
  EXPECT_NE(lines[2].person.name, lines[3].person.name) << "by turns";
  EXPECT_EQ(must(look(team_a, &Service::teams)).size(), 3u) << "without subdistricts";
}

FUGONG_BOTH_ENGINES(Tickets);

}  // namespace
}  // namespace fugong::servicedesk_test
