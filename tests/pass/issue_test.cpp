#include <set>

#include "token/base45.h"
#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

class Issuing : public World {};
FUGONG_BOTH_ENGINES(Issuing);

TEST_P(Issuing, a_thousand_passes_are_stored_each_with_its_own_place_in_the_status_list) {
  const auto e = enter(1);
  hire(e, 1000);
  const auto receipt = issue_all(e, "employee");
  EXPECT_EQ(receipt.issued, 1000);
  EXPECT_EQ(receipt.skipped, 0);
  EXPECT_EQ(receipt.requests[0].first_number, "210104000001");
  EXPECT_EQ(receipt.requests[0].last_number, "210104001000");
  EXPECT_EQ(number("SELECT COUNT(*) FROM passes"), 1000);
  EXPECT_EQ(number("SELECT COUNT(DISTINCT serial) FROM passes"), 1000);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'pass.issue'"), 1);
  const auto all = counts();
  ASSERT_EQ(all.kinds.size(), 1u);
  EXPECT_EQ(all.kinds[0].issued, 1000);
  EXPECT_EQ(all.kinds[0].enterprises, 1);

  std::set<std::string> ids;
  std::optional<std::string> after;
  do {
    const auto p = page(commissioner, {.enterprise = e, .after = after, .limit = 150});
    for (const PassLine& line : p.items) ids.insert(line.id.text);
    after = p.next;
  } while (after);
  EXPECT_EQ(ids.size(), 1000u);
}

TEST_P(Issuing, a_token_says_what_the_row_says_and_a_gate_lets_it_through) {
  const auto e = enter(1);
  hire(e, 1);
  buy(e, "辽A12345", "大东至铁西");
  issue_all(e, "employee");
  issue_all(e, "truck");
  const auto lines = list();
  ASSERT_EQ(lines.size(), 2u);
  for (const PassLine& line : lines) {
    const PassView pass = view(line.id);
    const auto token = read_token(pass.token);
    ASSERT_TRUE(token);
    const Claims& c = token->claims;
    EXPECT_EQ(c.id, line.id);
    EXPECT_EQ(c.kind, line.kind);
    EXPECT_EQ(c.enterprise, e);
    EXPECT_EQ(c.issued_s * 1000, line.issued_at.ms);
    EXPECT_EQ(c.expires_s * 1000, line.expires_at.ms);
    EXPECT_EQ(c.list, pass.status_list);
    EXPECT_EQ(c.index, pass.status_index);
    EXPECT_EQ(c.kind == "truck" ? c.plate : c.holder, line.subject);
    EXPECT_EQ(c.kind == "truck" ? c.route : "", pass.route.value_or(""));
    EXPECT_LE(pass.token.size(), token_characters_max / 2);
    EXPECT_EQ(line.subject, c.kind == "truck" ? "辽A12345" : "张*");
    EXPECT_EQ(at_gate(pass.token).reason, Reason::valid);
  }
}

TEST_P(Issuing, other_makers_get_the_pass_with_the_whole_way_to_its_status_list) {
  const EnterpriseId e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  const PassId id = list()[0].id;
  const auto exported = [&](const Actor& a) {
    return read<http::File>([&](db::Session& s) { return service_->cwt_file(s, by(a), id); });
  };
  const http::File file = must(exported(clerk(e)));
  EXPECT_EQ(file.content_type, "application/cwt");
  const std::string text = "FG1:" + base45_encode(file.bytes);
  const auto token = read_token(text);
  ASSERT_TRUE(token);
  EXPECT_EQ(token->claims.status_uri, "https://pass.example/api/v1/status-list/0");
  EXPECT_EQ(token->claims.index, 0);
  EXPECT_EQ(token->claims.id, id);
  EXPECT_EQ(at_gate(text).verdict, Verdict::green);
  EXPECT_EQ(code_of(exported(clerk(enter(2)))), "pass.not_found");
  must(act(commissioner, &Service::revoke, id));
  EXPECT_EQ(at_gate(text).reason, Reason::revoked);
  EXPECT_EQ(code_of(exported(clerk(e))), "pass.not_valid_to_export");
}

TEST_P(Issuing, who_has_a_pass_gets_no_second_one_until_it_is_due) {
  const auto e = enter(1);
  hire(e, 3);
  issue_all(e, "employee");
  EXPECT_EQ(issue_all(e, "employee").requests[0].skipped_holders.at(0).code, "pass.has_one");
  const auto early = issue_all(e, "employee", Purpose::renewal);
  EXPECT_EQ(early.issued, 0);
  EXPECT_EQ(early.requests[0].skipped_holders.at(2).code, "pass.not_due");
  now_ = now_ + days(4);
  EXPECT_EQ(issue_all(e, "employee", Purpose::renewal).issued, 3);
  EXPECT_EQ(counts().kinds[0].issued, 6);
  EXPECT_EQ(counts().kinds[0].enterprises, 1);
  const auto lines = list();
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_TRUE(view(lines[0].id).replaces);
  EXPECT_EQ(lines[5].state, PassState::valid);  // the old one stays good until it ends
  now_ = now_ + days(4);
  EXPECT_EQ(list({.state = PassState::expired}).size(), 3u);
  EXPECT_EQ(list({.state = PassState::valid}).size(), 3u);
}

TEST_P(Issuing, a_replacement_revokes_the_lost_pass) {
  const auto e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  const std::string lost = view(list()[0].id).token;
  now_ = now_ + hours(1);
  EXPECT_EQ(issue_all(e, "employee", Purpose::replacement).issued, 1);
  EXPECT_EQ(at_gate(lost).reason, Reason::revoked);
  EXPECT_EQ(at_gate(view(list()[0].id).token).reason, Reason::valid);
}

TEST_P(Issuing, a_suspended_holder_gets_nothing_new) {
  const auto e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  must(act(commissioner, &Service::suspend, list()[0].id));
  for (const Purpose purpose : {Purpose::first, Purpose::renewal, Purpose::replacement})
    EXPECT_EQ(issue_all(e, "employee", purpose).requests[0].skipped_holders.at(0).code, "pass.suspended_one");
}

TEST_P(Issuing, a_truck_without_a_route_is_skipped_with_the_reason) {
  const auto e = enter(1);
  buy(e, "辽A12345", "大东至铁西");
  buy(e, "辽A12346", "");
  buy(e, "辽A12347", std::string(text_bytes_max + 1, 'x'));
  buy(e, "辽A12348", "", enterprise::VehicleUse::bus);
  const auto receipt = issue_all(e, "truck");
  EXPECT_EQ(receipt.issued, 1);
  ASSERT_EQ(receipt.skipped, 2);
  EXPECT_EQ(receipt.requests[0].skipped_holders[0].code, "pass.route_missing");
  EXPECT_EQ(receipt.requests[0].skipped_holders[1].code, "pass.text_too_long");
}

TEST_P(Issuing, what_is_asked_for_has_to_fit) {
  const auto e = enter(1);
  hire(e, 2);
  const auto truck = buy(e, "辽A12345", "大东至铁西");
  const auto own = clerk(e);
  const auto people = workers(e);
  const WorkerId stranger{"01800000-0000-7000-8000-0000000000ff"};
  const struct {
    PassRequestBody body;
    std::string code;
  } cases[] = {{{.kind = "bicycle", .all = true}, "pass.unknown_kind"},
               {{.kind = "employee"}, "pass.holders_needed"},
               {{.kind = "employee", .all = false}, "pass.holders_needed"},
               {{.kind = "employee", .workers = people, .all = true}, "pass.holders_needed"},
               {{.kind = "employee", .workers = std::vector<WorkerId>{}}, "pass.holders_needed"},
               {{.kind = "employee", .workers = std::vector{people[0], people[0]}}, "pass.holder_twice"},
               {{.kind = "employee", .workers = std::vector{people[0], stranger}}, "pass.unknown_holder"},
               {{.kind = "employee", .vehicles = std::vector{truck}}, "pass.wrong_holders"},
               {{.kind = "commuter", .vehicles = std::vector{truck}}, "pass.unknown_holder"},
               {{.kind = "commuter", .all = true}, "pass.nobody"},
               {{.kind = "employee", .enterprise = enter(2), .all = true}, "auth.forbidden"},
               {{.kind = "employee", .workers = std::vector{people[1]}}, ""},
               {{.kind = "employee", .workers = std::vector{people[1]}}, "pass.request_open"}};
  for (const auto& c : cases) EXPECT_EQ(code_of(ask_as(own, c.body)), c.code) << c.body.kind;
  EXPECT_EQ(code_of(ask_as(commissioner, {.kind = "employee", .enterprise = e, .all = true})), "auth.forbidden");
  EXPECT_EQ(must(issue()).issued, 1);
}

TEST_P(Issuing, only_what_the_phase_allows_and_only_for_the_approved) {
  const auto e = enter(1);
  hire(e, 1);
  buy(e, "辽A12348", "", enterprise::VehicleUse::bus);
  const auto bus = must(ask(e, "commuter"));
  EXPECT_EQ(code_of(issue({.requests = std::vector{bus.id}})), "pass.kind_not_in_phase");
  const auto night = must(ask(e, "night"));
  // Only for holders who have bound a phone.
  EXPECT_EQ(must(issue({.requests = std::vector{night.id}})).requests[0].skipped_holders[0].code, "pass.phone_needed");
  const auto people = must(ask(e, "employee"));
  bool approved = false;
  service_->hooks().may_issue = [&](db::Session&, const EnterpriseId&) { return approved; };
  EXPECT_EQ(code_of(issue({.requests = std::vector{people.id}})), "pass.not_approved");
  EXPECT_EQ(code_of(issue()), "pass.nothing_open");
  approved = true;
  const auto prepared = must(prepare({}));
  approved = false;  // suspended between signing and writing
  EXPECT_EQ(code_of(issue(prepared)), "pass.not_approved");
  approved = true;
  must(write<int>([&](db::Session& s) -> Result<int> {
    FG_CHECK(policies_.set_phase(s, "closed", now_, "system"));
    return 0;
  }));
  EXPECT_EQ(code_of(issue(prepared)), "pass.kind_not_in_phase");
  EXPECT_EQ(number("SELECT COUNT(*) FROM passes"), 0);
}

TEST_P(Issuing, one_request_is_issued_once_and_two_acts_do_not_pass_each_other_by) {
  const auto e = enter(1);
  hire(e, 2);
  const auto one = must(ask(e, "employee"));
  const auto twice = must(prepare({.requests = std::vector{one.id}}));
  const auto again = must(prepare({.requests = std::vector{one.id}}));
  const auto other = must(ask_as(clerk(e), {.kind = "employee", .workers = workers(e)}));
  const auto beside = must(prepare({.requests = std::vector{other.id}}));
  EXPECT_EQ(must(issue(twice)).issued, 2);
  EXPECT_EQ(code_of(issue(again)), "pass.request_done");
  EXPECT_EQ(code_of(issue(beside)), "pass.issued_meanwhile");
  EXPECT_EQ(must(issue({.requests = std::vector{other.id}})).skipped, 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM passes"), 2);
}

TEST_P(Issuing, of_several_requests_in_one_act_the_later_see_what_the_first_got) {
  const auto e = enter(1);
  hire(e, 2);
  must(ask_as(clerk(e), {.kind = "employee", .workers = std::vector{workers(e)[0]}}));
  now_ = now_ + seconds(1);
  must(ask(e, "employee"));
  now_ = now_ + seconds(1);
  must(ask(e, "employee", Purpose::replacement));
  const auto receipt = must(issue());
  EXPECT_EQ(receipt.issued, 2);
  EXPECT_EQ(receipt.skipped, 3);
  EXPECT_EQ(counts().kinds[0].issued, 2);
}

TEST_P(Issuing, a_case_hears_when_nothing_is_wanted_any_more) {
  const auto e = enter(1);
  hire(e, 2);
  buy(e, "辽A12345", "大东至铁西");
  const CaseId own{"01800000-0000-7000-8000-00000000cccc"};
  std::vector<std::int64_t> heard;
  service_->hooks().is_case_of = [&](db::Session&, const EnterpriseId&, const CaseId& id) { return id == own; };
  service_->hooks().on_issued = [&](db::Session&, const CaseId&, std::int64_t left, Timestamp, const Actor&) -> Status {
    heard.push_back(left);
    return {};
  };
  EXPECT_EQ(code_of(ask(e, "employee", Purpose::first, CaseId{"01800000-0000-7000-8000-00000000dddd"})),
            "pass.not_own_case");
  const auto people = must(ask(e, "employee", Purpose::first, own));
  must(ask(e, "truck", Purpose::first, own));
  const auto wanted = [&] {
    return must(read<std::int64_t>([&](db::Session& s) -> Result<std::int64_t> { return service_->wanted(s, own); }));
  };
  EXPECT_EQ(wanted(), 3);
  must(issue({.requests = std::vector{people.id}}));
  EXPECT_EQ(wanted(), 1);
  must(issue({.case_id = own}));
  EXPECT_EQ(wanted(), 0);
  EXPECT_EQ(heard, (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(code_of(issue({.case_id = own})), "pass.nothing_open");
}

TEST_P(Issuing, a_request_that_is_withdrawn_is_not_issued) {
  const auto e = enter(1);
  hire(e, 1);
  const auto request = must(ask(e, "employee"));
  const auto withdraw = [&](const Actor& a) {
    return write<PassRequestView>([&](db::Session& s) { return service_->withdraw_request(s, by(a), request.id); });
  };
  EXPECT_EQ(code_of(withdraw(clerk(enter(2)))), "auth.forbidden");
  EXPECT_EQ(must(withdraw(clerk(e))).state, RequestState::withdrawn);
  EXPECT_EQ(code_of(withdraw(clerk(e))), "pass.request_done");
  EXPECT_EQ(code_of(issue({.requests = std::vector{request.id}})), "pass.request_done");
}

TEST_P(Issuing, numbers_are_never_used_twice_even_after_a_restart) {
  const auto e = enter(1);
  hire(e, 3);
  issue_all(e, "employee");
  restart();
  now_ = now_ + days(6);
  const auto second = issue_all(e, "employee", Purpose::renewal);
  EXPECT_EQ(second.requests[0].first_number, "210104001025");  // what was left of the first block is never used
  EXPECT_EQ(number("SELECT COUNT(DISTINCT serial) FROM passes"), 6);
}

TEST_P(Issuing, more_than_one_act_can_hold_is_left_for_the_next) {
  std::vector<EnterpriseId> many;
  for (int i = 1; i <= 3; ++i) {
    many.push_back(enter(i));
    hire(many.back(), 8000);
    must(ask(many.back(), "employee"));
  }
  const auto first = must(issue());
  EXPECT_EQ(first.issued, 16000);
  EXPECT_EQ(first.left, 1);
  EXPECT_EQ(must(issue()).issued, 8000);
  EXPECT_EQ(counts().kinds[0].issued, 24000);
  EXPECT_EQ(counts().kinds[0].enterprises, 3);
}

}  // namespace
}  // namespace fugong::pass_test
