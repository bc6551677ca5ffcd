// Trays and notices: who is told, who has read it, whom somebody has to ring.
#include "notify/notice_rules.h"
#include "notify/world.h"

namespace fugong::notify_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Notices : public World {
 protected:
  EnterpriseId in(const std::string& subdistrict) {
    return enterprises_.add(engine(), clock_.now(), {.subdistrict = subdistrict, .above_scale = true});
  }
  static NoticeRequest notice_to(Receivers receivers) {
    NoticeRequest r;
    r.receivers = std::move(receivers);
    r.title = {"全区复工通知", "Resumption"};
    r.body = {"{enterprise}：请于今日报送。", "{enterprise}: please report today."};
    return r;
  }
  NoticeView send(const NoticeRequest& request) { return must(act(head, &notify::Service::send_notice, request)); }
  NoticeView progress(const NoticeId& id) { return must(look(head, &notify::Service::notice, id)); }
  std::vector<ReceiptLine> receipts(const NoticeId& id, const char* state) {
    return must(look(head, &notify::Service::receipts, id, ReceiptFilter{.state = state})).items;
  }
  std::vector<CallLine> to_call(const Actor& a) {
    return must(look(a, &notify::Service::call_list, PageFilter{})).items;
  }
  Status read_all(const Actor& a) { return act(a, &notify::Service::read, ReadRequest{}); }
  Actor inspector_of(const std::string& code) {
    return actor(OrganisationKind::subdistrict, code, Role::subdistrict_inspector);
  }
};
FUGONG_BOTH_ENGINES(Notices);

TEST_P(Notices, everybody_sees_the_own_tray_and_those_of_the_own_desks) {
  const Actor wang = inspector_of("210104012"), zhao = inspector_of("210104012"), elsewhere = inspector_of("210104002");
  tell(Owner::of(wang.person), words("给王", "x"));
  clock_.advance_to(clock_.now() + seconds(1));
  tell(Owner::subdistrict("210104012"), words("给街道", "x"));
  clock_.advance_to(clock_.now() + seconds(1));
  tell(Owner::of(Role::subdistrict_inspector), words("给全体", "x"), Urgency::urgent);
  const auto titles = [&](const Actor& a) {
    std::vector<std::string> out;
    for (const MessageView& m : tray(a)) out.push_back(m.title);
    return out;
  };
  EXPECT_THAT(titles(wang), ElementsAre("给全体 (en)", "给街道 (en)", "给王 (en)"));
  EXPECT_THAT(titles(zhao), ElementsAre("给全体 (en)", "给街道 (en)"));
  EXPECT_THAT(titles(elsewhere), ElementsAre("给全体 (en)"));
  EXPECT_EQ(unread(zhao), 2);
  const auto id = tray(wang)[1].id;
  ASSERT_TRUE(act(wang, &notify::Service::read, ReadRequest{.messages = {{id}}}).has_value());
  EXPECT_EQ(unread(zhao), 1) << "a desk's message is read for all who sit there";
  EXPECT_EQ(tray(zhao)[1].read_by_name, wang.person_name);
  ASSERT_TRUE(act(elsewhere, &notify::Service::read, ReadRequest{.messages = {{tray(wang)[2].id}}}).has_value());
  EXPECT_EQ(unread(wang), 2) << "nobody reads for others";
}

TEST_P(Notices, pages_go_on_where_they_ended_and_hold_what_was_asked_for) {
  const Actor wang = inspector_of("210104012");
  for (int i = 0; i < 7; ++i) {
    tell(i % 2 ? Owner::of(wang.person) : Owner::subdistrict("210104012"), words(std::to_string(i), "x"));
    clock_.advance_to(clock_.now() + seconds(1));
  }
  std::vector<std::string> all;
  MessageFilter filter{.limit = 3};
  for (int page = 0; page < 3; ++page) {
    const auto some = must(look(wang, &notify::Service::messages, filter));
    for (const auto& m : some.items) all.push_back(m.title);
    EXPECT_EQ(some.next.has_value(), page < 2);
    filter.after = some.next;
  }
  EXPECT_THAT(all, ElementsAre("6 (en)", "5 (en)", "4 (en)", "3 (en)", "2 (en)", "1 (en)", "0 (en)"));
  EXPECT_EQ(code_of(look(wang, &notify::Service::messages, MessageFilter{.limit = 0})), "notify.bad_limit");
  EXPECT_EQ(code_of(look(wang, &notify::Service::messages, MessageFilter{.after = "x"})), "notify.bad_cursor");
}

TEST_P(Notices, what_is_rolled_back_tells_nobody) {
  const auto undone = write<int>([&](db::Session& s) -> Result<int> {
    room_->tell(s, office, "test", Urgency::normal, words("幻影", "x"), clock_.now());
    return fail(ErrorKind::conflict, "db.failed");
  });
  EXPECT_FALSE(undone);
  EXPECT_EQ(unread(head), 0);
}

TEST_P(Notices, a_notice_reaches_whom_it_is_for_and_the_count_before_is_the_count_after) {
  const EnterpriseId a = in("210104012"), b = in("210104002"), c = in("210104002");
  must(apply(b, papers(20)));
  struct Row {
    const char* name;
    Receivers receivers;
    std::vector<EnterpriseId> reached;
  };
  const std::string class_of_b = must(engine().query<std::string>(
      [&](db::Session& s) -> Result<std::string> { return Base::service_->standing(s, b)->enterprise_class; }));
  const std::vector<Row> rows = {
      {"all", {}, {a, b, c}},
      {"subdistrict", {.subdistricts = {"210104002"}}, {b, c}},
      {"without a case", {.states = {"none"}}, {a, c}},
      {"under review", {.states = {"screening", "reviewing", "deciding"}}, {b}},
      {"a phase that nobody is judged by", {.phases = {"nothing"}}, {}},
      {"a class, with a case or without", {.classes = {class_of_b}}, {a, b, c}},
      {"a list", {.enterprises = {a, c}}, {a, c}},
      {"a list within a subdistrict", {.subdistricts = {"210104002"}, .enterprises = {a, c}}, {c}},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(must(act(head, &notify::Service::preview, PreviewRequest{row.receivers})).enterprises,
              std::int64_t(row.reached.size()))
        << row.name;
    const NoticeId id = send(notice_to(row.receivers)).line.id;
    run_after(seconds(1));
    EXPECT_EQ(progress(id).line.receivers, std::int64_t(row.reached.size())) << row.name;
    std::vector<EnterpriseId> got;
    for (const ReceiptLine& r : receipts(id, "unread")) got.push_back(r.enterprise);
    EXPECT_THAT(got, testing::UnorderedElementsAreArray(row.reached)) << row.name;
  }
  EXPECT_THAT(tray(clerk(a))[0].body, HasSubstr(": please report today."));
  EXPECT_THAT(tray(clerk(a))[0].body, testing::Not(HasSubstr("{enterprise}")));
}

TEST_P(Notices, more_enterprises_than_one_piece_all_get_it_once_also_after_a_crash_in_the_middle) {
  std::vector<EnterpriseId> all;
  for (int i = 0; i < notice_chunk + 20; ++i) all.push_back(in("210104012"));
  const NoticeId id = send(notice_to({})).line.id;
  // One piece is written, then the process ends; another one finds the rest.
  must(write<Timestamp>([&](db::Session& s) { return room_->fire_due(s, id, clock_.now()); }));
  EXPECT_EQ(progress(id).line.state, NoticeState::sending);
  make_room();
  run_after(seconds(1));
  const auto now = progress(id);
  EXPECT_EQ(now.line.state, NoticeState::sent);
  EXPECT_EQ(now.line.receivers, std::int64_t(all.size()));
  engine().read([&](db::Session& s) {
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(DISTINCT owner) FROM notify_messages"), std::int64_t(all.size()));
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM notify_messages"), std::int64_t(all.size()));
  });
}

TEST_P(Notices, one_post_in_a_group_serves_all_who_are_in_it) {
  StubServer robot([](const std::string&) { return answer(200, R"({"errcode":0})"); });
  SettingsRequest settings;
  settings.url = robot.url("/send?key=k");
  const ChannelId group = channel(ChannelKind::wecom, settings);
  for (int i = 0; i < 3; ++i) subscribe(Owner::of(in("210104012")), group);
  in("210104012");
  EXPECT_EQ(must(act(head, &notify::Service::preview, PreviewRequest{})).by_channel, 3);
  const NoticeId id = send(notice_to({})).line.id;
  EXPECT_EQ(run_after(seconds(1)), 1u);
  ASSERT_THAT(robot.requests(), SizeIs(1));
  EXPECT_THAT(body(robot.requests()[0]), HasSubstr("all enterprises"));
  const auto channels = progress(id).channels;
  ASSERT_THAT(channels, SizeIs(1));
  EXPECT_EQ(channels[0].sent, 3) << "each of the three is told through it";
  int told = 0;
  for (const ReceiptLine& r : receipts(id, "unread")) told += r.channels.contains("wecom");
  EXPECT_EQ(told, 3);
}

TEST_P(Notices, a_notice_for_later_is_sent_at_its_minute_and_can_be_taken_back_before) {
  const EnterpriseId e = in("210104012");
  NoticeRequest later = notice_to({});
  later.send_at = clock_.now() + hours(3);
  const NoticeId id = send(later).line.id, other = send(later).line.id;
  EXPECT_EQ(must(act(head, &notify::Service::cancel_notice, other)).line.state, NoticeState::cancelled);
  run_after(hours(3) + milliseconds(-1));
  EXPECT_EQ(unread(clerk(e)), 0);
  make_room();
  run_after(milliseconds(1));
  EXPECT_EQ(unread(clerk(e)), 1);
  EXPECT_EQ(progress(id).line.state, NoticeState::sent);
  EXPECT_EQ(code_of(act(head, &notify::Service::cancel_notice, id)), "notice.under_way");
}

TEST_P(Notices, who_has_not_read_it_in_time_is_on_the_subdistricts_list_until_somebody_reaches_them) {
  const EnterpriseId a = in("210104012"), b = in("210104012"), c = in("210104002");
  const Actor own = inspector_of("210104012"), other = inspector_of("210104002");
  NoticeRequest request = notice_to({});
  request.call_after_minutes = 30;
  request.confirm = true;
  const NoticeId id = send(request).line.id;
  run_after();
  ASSERT_TRUE(read_all(clerk(a)).has_value());
  run_after(minutes(30) + milliseconds(-1));
  EXPECT_THAT(to_call(own), IsEmpty());
  run_after(milliseconds(1));
  EXPECT_EQ(unread(own), 1) << "the subdistrict is told to ring";
  ASSERT_THAT(to_call(own), SizeIs(1));
  EXPECT_EQ(to_call(own)[0].enterprise, b);
  ASSERT_THAT(to_call(other), SizeIs(1));
  EXPECT_THAT(to_call(head), SizeIs(2));
  const CallRequest missed{b, CallOutcome::no_answer, "占线"};
  EXPECT_EQ(code_of(act(other, &notify::Service::record_call, id, missed)), "auth.forbidden");
  EXPECT_EQ(must(act(own, &notify::Service::record_call, id, missed)).number, 1);
  EXPECT_EQ(to_call(own)[0].calls, 1);
  EXPECT_EQ(to_call(own)[0].last_outcome, CallOutcome::no_answer);
  must(act(own, &notify::Service::record_call, id, CallRequest{b, CallOutcome::reached, {}}));
  EXPECT_THAT(to_call(own), IsEmpty());
  EXPECT_THAT(must(look(own, &notify::Service::calls, id, b)), SizeIs(2));
  // Whoever reads it late needs no call any more.
  ASSERT_TRUE(read_all(clerk(c)).has_value());
  EXPECT_THAT(to_call(head), IsEmpty());
  const auto now = progress(id);
  EXPECT_EQ(now.read, 2);
  EXPECT_EQ(now.called, 1);
  EXPECT_EQ(now.confirmed, 0);
  EXPECT_THAT(must(look(own, &notify::Service::notice, id)).subdistricts, SizeIs(1)) << "only the own one";
}

TEST_P(Notices, a_notice_is_confirmed_once_and_by_name) {
  const EnterpriseId e = in("210104012");
  NoticeRequest request = notice_to({});
  request.confirm = true;
  const NoticeId id = send(request).line.id;
  run_after();
  const Actor own = clerk(e), stranger = clerk(in("210104012"));
  const auto m = tray(own).at(0);
  EXPECT_TRUE(m.to_confirm);
  const Status wrong = act(stranger, &notify::Service::confirm, m.id);
  EXPECT_EQ(wrong.error().code, "message.not_found");
  ASSERT_TRUE(act(own, &notify::Service::confirm, m.id).has_value());
  ASSERT_TRUE(act(own, &notify::Service::confirm, m.id).has_value());
  EXPECT_FALSE(tray(own)[0].to_confirm);
  EXPECT_EQ(progress(id).confirmed, 1);
  EXPECT_EQ(receipts(id, "read").at(0).confirmed_by_name, own.person_name);
  engine().read([&](db::Session& s) {
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE action = 'notice.confirm'"), 1);
  });
  clock_.advance_to(clock_.now() + seconds(1));
  tell(Owner::of(own.person), words("题", "文"));
  EXPECT_EQ(act(own, &notify::Service::confirm, tray(own)[0].id).error().code, "message.not_to_confirm");
}

TEST_P(Notices, bad_requests_name_what_is_wrong) {
  const auto code = [&](auto change) {
    NoticeRequest r = notice_to({});
    change(r);
    const auto sent = act(head, &notify::Service::send_notice, r);
    return sent ? std::string() : sent.error().code + " " + sent.error().field;
  };
  EXPECT_EQ(code([](auto& r) { r.title.zh_cn.clear(); }), "notify.title title.zh_cn");
  EXPECT_EQ(code([](auto& r) { r.title.zh_cn = "a\nb"; }), "notify.title title");
  EXPECT_EQ(code([](auto& r) { r.title.en = std::string(301, 'x'); }), "notify.title title");
  EXPECT_EQ(code([](auto& r) { r.body.zh_cn = std::string("a\0b", 3); }), "notify.body body");
  EXPECT_EQ(code([](auto& r) { r.link = "https://evil.example"; }), "notify.link link");
  EXPECT_EQ(code([](auto& r) { r.receivers.states = {"happy"}; }), "notice.state receivers.states");
  EXPECT_EQ(code([](auto& r) { r.receivers.enterprises.resize(5'001); }), "notice.receivers receivers");
  EXPECT_EQ(code([&](auto& r) { r.send_at = clock_.now() + days(91); }), "notice.send_at send_at");
  EXPECT_EQ(code([](auto& r) { r.call_after_minutes = -1; }), "notice.call_after call_after_minutes");
  EXPECT_EQ(code_of(act(inspector_of("210104012"), &notify::Service::send_notice, notice_to({}))), "auth.forbidden");
  const NoticeId none{"01800000-0000-7000-8000-0000000000ff"};
  EXPECT_EQ(code_of(look(head, &notify::Service::notice, none)), "notice.not_found");
  EXPECT_EQ(code_of(look(head, &notify::Service::receipts, none, ReceiptFilter{.state = "odd"})),
            "notice.receipt_state");
}

}  // namespace
}  // namespace fugong::notify_test
