#include "pass/rules.h"
#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

class Changes : public World {
 protected:
  // Every bit of the published list against the stored rows.
  void expect_list_to_agree() {
    const auto trust = Trust::open(trust_bytes());
    const auto list = open_status_list(status_bytes(), trust.value());
    ASSERT_TRUE(list);
    must(read<int>([&](db::Session& s) -> Result<int> {
      for (const auto& [serial, state] :
           s.query<std::tuple<std::int64_t, std::string>>("SELECT serial, state FROM passes"))
        EXPECT_EQ(json::enum_name(list->entries.at(serial)), state) << serial;
      return 0;
    }));
  }
};
FUGONG_BOTH_ENGINES(Changes);

TEST_P(Changes, the_status_list_says_what_the_rows_say_after_a_restart_too) {
  const auto e = enter(1);
  hire(e, 200);
  issue_all(e, "employee");
  const auto lines = list({.limit = 200});
  for (std::size_t i = 0; i < lines.size(); i += 7) must(act(commissioner, &Service::revoke, lines[i].id));
  for (std::size_t i = 1; i < lines.size(); i += 7) must(act(officer, &Service::suspend, lines[i].id));
  for (std::size_t i = 1; i < lines.size(); i += 14) must(act(officer, &Service::restore, lines[i].id));
  expect_list_to_agree();
  restart();
  expect_list_to_agree();
  EXPECT_EQ(list({.state = PassState::revoked, .limit = 200}).size(), 29u);
  EXPECT_EQ(list({.state = PassState::suspended, .limit = 200}).size(), 14u);
  EXPECT_EQ(list({.state = PassState::valid, .limit = 200}).size(), 157u);
}

TEST_P(Changes, a_gate_hears_of_each_change_with_the_next_list) {
  const auto e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  const PassId id = list()[0].id;
  const std::string token = view(id).token;
  EXPECT_EQ(at_gate(token).reason, Reason::valid);
  must(act(officer, &Service::suspend, id));
  EXPECT_EQ(at_gate(token).reason, Reason::suspended);
  must(act(officer, &Service::restore, id));
  EXPECT_EQ(at_gate(token).reason, Reason::valid);
  must(act(commissioner, &Service::revoke, id));
  EXPECT_EQ(at_gate(token).reason, Reason::revoked);
  EXPECT_EQ(view(id).reason, "冒用");
}

TEST_P(Changes, what_cannot_be_is_refused_with_its_own_reason) {
  const auto e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  const PassId id = list()[0].id;
  EXPECT_EQ(code_of(act(commissioner, &Service::revoke, {"01800000-0000-7000-8000-0000000000ff"})), "pass.not_found");
  EXPECT_EQ(code_of(act(officer, &Service::revoke, id)), "auth.forbidden");
  EXPECT_EQ(code_of(act(clerk(e), &Service::suspend, id)), "auth.forbidden");
  EXPECT_EQ(code_of(act(commissioner, &Service::revoke, id, "")), "pass.reason_needed");
  EXPECT_EQ(code_of(act(commissioner, &Service::revoke, id, std::string(reason_bytes_max + 1, 'x'))),
            "pass.reason_too_long");
  EXPECT_EQ(code_of(act(officer, &Service::restore, id)), "pass.not_suspended");
  must(act(officer, &Service::suspend, id));
  EXPECT_EQ(code_of(act(officer, &Service::suspend, id)), "pass.already_suspended");
  must(act(commissioner, &Service::revoke, id));
  for (const Act what : {&Service::revoke, &Service::suspend, &Service::restore})
    EXPECT_EQ(code_of(act(commissioner, what, id)), "pass.already_revoked");
}

TEST_P(Changes, vehicles_under_way_are_spared_until_somebody_stops_them_too) {
  const auto e = enter(1);
  hire(e, 2);
  buy(e, "辽A12345", "大东至铁西");
  issue_all(e, "employee");
  issue_all(e, "truck");
  const auto states = [&](const char* kind) {
    std::set<PassState> out;
    for (const auto& line : list({.enterprise = e, .kind = kind})) out.insert(line.state);
    return out;
  };
  stop(e, {"tru", "truck"});
  EXPECT_EQ(states("employee"), std::set{PassState::suspended});
  EXPECT_EQ(states("truck"), std::set{PassState::valid});
  stop(e);
  EXPECT_EQ(states("truck"), std::set{PassState::suspended});
  go_on(e);
  EXPECT_EQ(states("truck"), std::set{PassState::valid});
  EXPECT_EQ(states("employee"), std::set{PassState::valid});
}

TEST_P(Changes, an_enterprise_stands_still_and_goes_on_but_its_own_offenders_stay_suspended) {
  const auto e = enter(1);
  const auto other = enter(2);
  hire(e, 4);
  hire(other, 1);
  issue_all(e, "employee");
  issue_all(other, "employee");
  const auto lines = list({.enterprise = e});
  must(act(officer, &Service::suspend, lines[0].id));
  must(act(commissioner, &Service::revoke, lines[1].id));
  bool at_work = false;
  service_->hooks().may_issue = [&](db::Session&, const EnterpriseId&) { return at_work; };
  stop(e);
  for (const auto& line : list({.enterprise = e}))
    EXPECT_EQ(line.state, line.id == lines[1].id ? PassState::revoked : PassState::suspended);
  EXPECT_EQ(list({.enterprise = other})[0].state, PassState::valid);
  EXPECT_EQ(code_of(act(officer, &Service::restore, lines[2].id)), "pass.enterprise_suspended");
  must(act(officer, &Service::suspend, lines[2].id));  // now on its own account
  // Restored while the enterprise stands still, a pass waits for the enterprise.
  EXPECT_EQ(must(act(officer, &Service::restore, lines[0].id)).state, PassState::suspended);
  expect_list_to_agree();
  at_work = true;
  go_on(e);
  EXPECT_EQ(view(lines[0].id).line.state, PassState::valid);
  EXPECT_EQ(view(lines[1].id).line.state, PassState::revoked);
  EXPECT_EQ(view(lines[2].id).line.state, PassState::suspended);
  EXPECT_EQ(view(lines[3].id).line.state, PassState::valid);
  expect_list_to_agree();
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action IN ('pass.suspend_all', 'pass.restore_all')"), 2);
}

TEST_P(Changes, lists_are_signed_anew_only_when_they_change_or_grow_old) {
  const auto e = enter(1);
  hire(e, 1);
  issue_all(e, "employee");
  const std::string first = status_bytes(), trust = trust_bytes();
  now_ = now_ + seconds(status_ttl_s - 1);
  EXPECT_EQ(status_bytes(), first);
  EXPECT_EQ(trust_bytes(), trust);
  must(act(commissioner, &Service::revoke, list()[0].id));
  const std::string second = status_bytes();
  EXPECT_NE(second, first);
  now_ = now_ + seconds(status_ttl_s);
  EXPECT_NE(status_bytes(), second);
  now_ = now_ + days(1);
  EXPECT_NE(trust_bytes(), trust);
  const auto unknown = read<std::string>([&](db::Session& s) { return service_->status_list(s, 2, now_); });
  EXPECT_EQ(code_of(unknown), "status.unknown_list");
}

TEST_P(Changes, an_enterprise_sees_its_own_passes_and_no_others) {
  const auto one = enter(1);
  const auto two = enter(2);
  for (const auto& e : {one, two}) {
    hire(e, 1);
    issue_all(e, "employee");
  }
  EXPECT_EQ(page(clerk(one), {}).items.size(), 1u);
  EXPECT_EQ(list().size(), 2u);
  const PassId theirs = list({.enterprise = two})[0].id;
  const auto own = clerk(one);
  EXPECT_EQ(code_of(read<PassView>([&](db::Session& s) { return service_->view(s, by(own), theirs); })),
            "pass.not_found");
  const auto foreign =
      read<http::Page<PassLine>>([&](db::Session& s) { return service_->list(s, by(own), {.enterprise = two}); });
  EXPECT_EQ(code_of(foreign), "auth.forbidden");
  EXPECT_EQ(code_of(read<PassView>([&](db::Session& s) { return service_->view(s, by(inspector), theirs); })),
            "auth.forbidden");
}

TEST_P(Changes, a_pass_is_found_by_its_printed_number) {
  const auto e = enter(1);
  hire(e, 3);
  issue_all(e, "employee");
  const auto second = list({.number = "210104000002"});
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].number, "210104000002");
  EXPECT_TRUE(list({.number = "210104999999"}).empty());
  for (const char* bad : {"", "000002", "21010400000x", "210104", "2101041", "210104000000", "210104-00001",
                          "2101049999999999999999999"}) {
    const auto answer = read<http::Page<PassLine>>(
        [&](db::Session& s) { return service_->list(s, by(commissioner), {.number = bad}); });
    EXPECT_EQ(code_of(answer), "pass.bad_number") << bad;
  }
}

}  // namespace
}  // namespace fugong::pass_test
