// Every channel against a local server that checks what it gets, and that fails in every way it can.
#include "crypto/hash.h"
#include "crypto/push.h"
#include "notify/robots.h"
#include "notify/world.h"
#include "support/smtp_server.h"

namespace fugong::notify_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using enum ChannelKind;

class Channels : public World {
 protected:
  static SettingsRequest at(const std::string& url, const std::string& secret = {}) {
    SettingsRequest s;
    s.url = url;
    if (!secret.empty()) s.secret = secret;
    return s;
  }
  ChannelId joined(ChannelKind kind, const SettingsRequest& settings) {
    const ChannelId id = channel(kind, settings);
    subscribe(office, id);
    return id;
  }
  DeliveryView last(const ChannelId& id) {
    const auto all = deliveries(id);
    EXPECT_FALSE(all.empty());
    return all.empty() ? DeliveryView{} : all.front();
  }
  std::int64_t rows(const char* sql) {
    std::int64_t n = -1;
    engine().read([&](db::Session& s) { n = *s.one<std::int64_t>(sql); });
    return n;
  }
};
FUGONG_BOTH_ENGINES(Channels);

TEST_P(Channels, wecom_gets_markdown_and_its_key_stands_nowhere_else) {
  StubServer wecom([](const std::string&) { return answer(200, R"({"errcode":0,"errmsg":"ok"})"); });
  const ChannelId id = joined(ChannelKind::wecom, at(wecom.url("/cgi-bin/webhook/send?key=topsecretkey1234")));
  tell(office, words("复工通知", "请查收", "/my"));
  EXPECT_EQ(run_after(), 1u);
  const auto requests = wecom.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_THAT(requests[0], HasSubstr("POST /cgi-bin/webhook/send?key=topsecretkey1234 "));
  EXPECT_EQ(json_body(requests[0]).at("msgtype").as_string(), "markdown");
  EXPECT_THAT(std::string(json_body(requests[0]).at("markdown").at("content").as_string()),
              HasSubstr("](https://fugong.example/my)"));
  EXPECT_EQ(last(id).state, DeliveryState::sent);
  const auto shown = must(look(admin, &notify::Service::channels, PageFilter{})).items.at(0);
  EXPECT_THAT(json::write(shown), Not(HasSubstr("topsecretkey")));
  EXPECT_TRUE(shown.sent_at.has_value());
  engine().read([&](db::Session& s) {
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM notify_channels WHERE settings_sealed LIKE '%topsecret%' OR "
                                   "hint LIKE '%topsecret%'"),
              0);
    EXPECT_EQ(*s.one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE detail LIKE '%topsecret%'"), 0);
  });
}

TEST_P(Channels, dingtalk_and_feishu_check_signature_and_time_as_they_document) {
  const std::string secret = "SEC0123";
  bool dingtalk_right = false, feishu_right = false;
  StubServer dingtalk([&](const std::string& request) {
    const std::string line = request.substr(0, request.find("\r\n"));
    const auto time = line.substr(line.find("&timestamp=") + 11, 13);
    std::string sign = line.substr(line.find("&sign=") + 6);
    sign = sign.substr(0, sign.find(' '));
    for (const auto& [coded, plain] : {std::pair{"%2B", "+"}, {"%2F", "/"}, {"%3D", "="}})
      for (auto at = sign.find(coded); at != std::string::npos; at = sign.find(coded)) sign.replace(at, 3, plain);
    dingtalk_right = std::stoll(time) == clock_.now().ms &&
                     sign == crypto::to_base64(crypto::as_bytes(crypto::hmac_sha256(secret, time + "\n" + secret)));
    return answer(200, dingtalk_right ? R"({"errcode":0})" : R"({"errcode":310000,"errmsg":"sign not match"})");
  });
  StubServer feishu([&](const std::string& request) {
    const auto body = json_body(request);
    const std::string time(body.at("timestamp").as_string());
    feishu_right = std::stoll(time) == clock_.now().ms / 1000 &&
                   body.at("sign").as_string() ==
                       crypto::to_base64(crypto::as_bytes(crypto::hmac_sha256(time + "\n" + secret, "")));
    return answer(200, feishu_right ? R"({"code":0,"msg":"success"})" : R"({"code":19021,"msg":"sign match fail"})");
  });
  joined(ChannelKind::dingtalk, at(dingtalk.url("/robot/send?access_token=t"), secret));
  joined(ChannelKind::feishu, at(feishu.url("/open-apis/bot/v2/hook/token"), secret));
  tell(office, words("题", "文"));
  EXPECT_EQ(run_after(), 2u);
  EXPECT_TRUE(dingtalk_right);
  EXPECT_TRUE(feishu_right);
}

TEST_P(Channels, a_wrong_secret_makes_a_dead_letter_that_goes_out_when_it_is_mended) {
  std::string accepted = "right";
  StubServer feishu([&](const std::string& request) {
    const auto body = json_body(request);
    const bool right = body.at("sign").as_string() == feishu_signature(accepted, clock_.now());
    return answer(
        200, right ? R"({"code":0})" : R"({"code":19021,"msg":"sign match fail or timestamp is not within one hour"})");
  });
  const ChannelId id = joined(ChannelKind::feishu, at(feishu.url("/hook/token-in-the-path"), "wrong"));
  tell(office, words("题", "文"));
  EXPECT_EQ(run_after(), 0u);
  ASSERT_THAT(dead(), SizeIs(1));
  EXPECT_THAT(dead()[0].fault, HasSubstr("19021"));
  EXPECT_THAT(dead()[0].fault, Not(HasSubstr("token-in-the-path")));
  SettingsRequest mended;
  mended.secret = "right";
  must(act(admin, &notify::Service::change_channel, id, ChannelPatch{.version = 1, .settings = mended}));
  const auto receipt = must(act(admin, &notify::Service::send_again, ResendRequest{.channel = id}));
  EXPECT_EQ(receipt.sent_again, 1);
  EXPECT_EQ(run_after(seconds(1)), 1u);
  EXPECT_THAT(dead(), IsEmpty());
  EXPECT_EQ(last(id).state, DeliveryState::sent);
  EXPECT_EQ(must(act(admin, &notify::Service::send_again, ResendRequest{.ids = {{last(id).id.text}}})).gone, 1)
      << "what was sent is not sent again";
}

TEST_P(Channels, a_provider_that_says_too_many_is_left_alone_for_as_long_as_it_takes) {
  int asked = 0;
  StubServer wecom([&](const std::string&) {
    return answer(200, ++asked == 1 ? R"({"errcode":45009,"errmsg":"api freq out of limit"})" : R"({"errcode":0})");
  });
  const ChannelId id = joined(ChannelKind::wecom, at(wecom.url("/send?key=k")));
  tell(office, words("一", "文"));
  tell(office, words("二", "文"));
  EXPECT_EQ(run_after(), 0u);
  EXPECT_EQ(asked, 1) << "the second message did not go where the first was told to wait";
  EXPECT_EQ(run_after(seconds(59)), 0u);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(run_after(seconds(1)), 2u);
  EXPECT_THAT(dead(), IsEmpty());
  EXPECT_EQ(last(id).state, DeliveryState::sent);
}

TEST_P(Channels, fifty_messages_to_a_robot_keep_to_twenty_in_a_minute_and_none_is_lost) {
  StubServer wecom([](const std::string&) { return answer(200, R"({"errcode":0})"); });
  joined(ChannelKind::wecom, at(wecom.url("/send?key=k")));
  for (int i = 0; i < 50; ++i) tell(office, words(std::to_string(i), "文"));
  std::vector<std::size_t> each;
  for (int minute = 0; minute < 4; ++minute) each.push_back(run_after(minute == 0 ? Duration{} : minutes(1)));
  EXPECT_THAT(each, ElementsAre(20, 20, 10, 0));
  EXPECT_EQ(wecom.requests().size(), 50u);
}

TEST_P(Channels, a_web_hook_is_signed_after_the_standard_and_keeps_its_id_when_it_is_sent_again) {
  int asked = 0;
  StubServer hook([&](const std::string&) { return answer(++asked < 3 ? 503 : 200); });
  const auto made = must(act(admin, &notify::Service::create_channel,
                             ChannelRequest{ChannelKind::webhook, "接口", at(hook.url("/in?token=t"))}));
  ASSERT_TRUE(made.secret.has_value());
  subscribe(office, made.id);
  tell(office, words("题", "文"), Urgency::urgent);
  run_after();
  run_after(seconds(10));
  EXPECT_EQ(run_after(seconds(60)), 1u);
  const auto requests = hook.requests();
  ASSERT_THAT(requests, SizeIs(3));
  const auto secret = outbound::WebhookSecret::parse(*made.secret).value();
  for (const std::string& r : requests) {
    EXPECT_EQ(header(r, "webhook-id"), header(requests[0], "webhook-id"));
    EXPECT_TRUE(secret.verifies(header(r, "webhook-id"), header(r, "webhook-timestamp"), body(r),
                                header(r, "webhook-signature")));
  }
  EXPECT_NE(header(requests[0], "webhook-timestamp"), header(requests[2], "webhook-timestamp"))
      << "signed anew, or a receiver would take it for a replay";
  const auto said = json_body(requests[0]);
  EXPECT_EQ(said.at("type").as_string(), "test");
  EXPECT_EQ(said.at("data").at("title").as_string(), "题 (en)");
  EXPECT_EQ(said.at("data").at("to").at("id").as_string(), "case_officer");
}

TEST_P(Channels, a_receiver_that_is_gone_is_told_nothing_more) {
  StubServer hook([](const std::string&) { return answer(410); });
  joined(ChannelKind::webhook, at(hook.url(), outbound::WebhookSecret::generate()));
  tell(office, words("题", "文"));
  run_after();
  EXPECT_THAT(dead(), SizeIs(1));
  tell(office, words("题", "文"));
  run_after(minutes(5));
  EXPECT_EQ(hook.requests().size(), 1u);
  const auto subscriptions = must(look(admin, &notify::Service::subscriptions));
  ASSERT_THAT(subscriptions, SizeIs(1));
  EXPECT_FALSE(subscriptions[0].active);
}

TEST_P(Channels, a_slow_or_dead_server_holds_up_no_other_and_gets_its_message_later) {
  bool awake = false;
  StubServer slow([&](const std::string&) { return awake ? answer(200) : std::string(); });
  StubServer quick([](const std::string&) { return answer(200); });
  joined(ChannelKind::webhook, at(slow.url(), outbound::WebhookSecret::generate()));
  joined(ChannelKind::webhook, at(quick.url(), outbound::WebhookSecret::generate()));
  joined(ChannelKind::webhook, at("http://127.0.0.1:1/", outbound::WebhookSecret::generate()));
  for (int i = 0; i < 3; ++i) tell(office, words("题", "文"));
  EXPECT_EQ(run_after(), 3u);
  EXPECT_EQ(quick.requests().size(), 3u);
  EXPECT_EQ(slow.requests().size(), 1u) << "a lane that failed rests";
  awake = true;
  std::size_t later = 0;
  for (int i = 0; i < 8; ++i) later += run_after(minutes(1));
  EXPECT_EQ(later, 3u);
}

TEST_P(Channels, addresses_inside_our_own_network_are_refused_unless_the_operator_allows_them) {
  StubServer inside([](const std::string&) { return answer(200); });
  reach_ = outbound::Reach::outside;
  make_room();
  const ChannelId id = joined(ChannelKind::webhook, at(inside.url(), outbound::WebhookSecret::generate()));
  tell(office, words("题", "文"));
  EXPECT_EQ(run_after(), 0u);
  EXPECT_THAT(inside.requests(), IsEmpty());
  ASSERT_THAT(dead(), SizeIs(1));
  EXPECT_EQ(last(id).state, DeliveryState::dead);
}

TEST_P(Channels, mail_goes_to_the_address_of_the_moment_and_to_nobody_who_has_left) {
  db_test::TemporaryFolder folder;
  mail_test::SmtpServer server(outbound::MailSecurity::starttls, folder.path());
  ca_file_ = server.ca_file();
  make_room();
  SettingsRequest account;
  account.host = "localhost";
  account.port = server.port();
  account.security = outbound::MailSecurity::starttls;
  account.user = "notice@example.cn";
  account.password = "geheim";
  account.from = "notice@example.cn";
  const ChannelId id = channel(ChannelKind::email, account);
  const EnterpriseId e = enterprise();
  const Actor own = clerk(e);
  const auto subscription = must(
      act(own, &notify::Service::subscribe, SubscriptionRequest{.owner = Owner::of(e), .address = "boss@factory.cn"}));
  EXPECT_EQ(subscription.hint, "b…@factory.cn");
  EXPECT_EQ(rows("SELECT COUNT(*) FROM notify_subscriptions WHERE address_sealed LIKE '%boss%'"), 0);
  tell(Owner::of(e), words("题\nBcc: evil@example.cn", "文"));
  EXPECT_EQ(run_after(), 1u);
  ASSERT_THAT(server.mails(), SizeIs(1));
  EXPECT_EQ(server.mails()[0].to, "<boss@factory.cn>");
  EXPECT_THAT(server.mails()[0].data, Not(HasSubstr("\nBcc:")));
  EXPECT_EQ(last(id).state, DeliveryState::sent);
  tell(Owner::of(e), words("题", "文"));
  ASSERT_TRUE(act(own, &notify::Service::unsubscribe, subscription.id).has_value());
  EXPECT_EQ(run_after(seconds(1)), 0u) << "unsubscribed while it was waiting";
  EXPECT_EQ(server.mails().size(), 1u);
}

TEST_P(Channels, mail_to_somebody_outside_goes_through_the_districts_account) {
  db_test::TemporaryFolder folder;
  mail_test::SmtpServer server(outbound::MailSecurity::tls, folder.path());
  ca_file_ = server.ca_file();
  make_room();
  const auto mail = [&](const std::string& address) {
    return write<outbound::MessageId>([&](db::Session& s) {
      return room_->mail(s, address, "request", words("协调请求", "请答复"), Language::zh_cn, clock_.now());
    });
  };
  EXPECT_EQ(code_of(mail("office@city.cn")), "notify.no_mail");
  SettingsRequest account;
  account.host = "localhost";
  account.port = server.port();
  account.from = "notice@example.cn";
  channel(ChannelKind::email, account);
  EXPECT_EQ(code_of(mail("office@city.cn\r\nBcc: x@y.cn")), "outbound.mail_address");
  must(mail("office@city.cn"));
  EXPECT_EQ(run_after(), 1u);
  EXPECT_EQ(server.mails().at(0).to, "<office@city.cn>");
}

TEST_P(Channels, a_browser_gets_what_only_it_can_open_from_a_sender_that_its_service_knows) {
  const crypto::KeyPair browser = crypto::KeyPair::generate(crypto::Algorithm::es256);
  const std::string auth = crypto::random_bytes(16);
  int status = 201;
  StubServer service([&](const std::string&) { return answer(status); });
  SubscriptionRequest request;
  request.push = PushAddress{service.url("/push/abc"), crypto::to_base64url(crypto::push_point(browser.public_key())),
                             crypto::to_base64url(auth)};
  const auto person = must(write<Actor>([&](db::Session& s) -> Result<Actor> {
    const auto system = identity::Context::system(clock_.now());
    FG_TRY(const auto place,
           identities_->create_organisation(
               s, system, {.kind = OrganisationKind::subdistrict, .code = "210104012", .name = "街道"}));
    FG_TRY(const auto line,
           identities_->create_person(s, system, {"wang", "王", "x", {Role::subdistrict_inspector}, place.id}));
    return *identities_->actor_of_person(s, line.id);
  }));
  must(act(person, &notify::Service::subscribe, request));
  must(act(person, &notify::Service::subscribe, request));
  EXPECT_THAT(must(look(person, &notify::Service::subscriptions)), SizeIs(1)) << "the same browser is one";
  tell(Owner::subdistrict("210104012"), words("题", "文", "/notices"), Urgency::urgent);
  EXPECT_EQ(run_after(), 1u);
  const std::string pushed = service.requests().at(0);
  EXPECT_EQ(header(pushed, "Content-Encoding"), "aes128gcm");
  EXPECT_EQ(header(pushed, "Urgency"), "high");
  EXPECT_FALSE(header(pushed, "TTL").empty());
  const std::string token = header(pushed, "Authorization");
  EXPECT_THAT(token, HasSubstr("vapid t="));
  EXPECT_THAT(token, HasSubstr(", k=" + carriers_->push_point()));
  const std::string claims = token.substr(token.find('.') + 1);
  const auto said = json::parse(crypto::from_base64url(claims.substr(0, claims.find('.'))).value()).value();
  EXPECT_EQ(said.at("aud").as_string(), service.url(""));
  const auto opened = crypto::open_push(body(pushed), browser, auth);
  ASSERT_TRUE(opened.has_value());
  EXPECT_THAT(*opened, HasSubstr("题"));
  EXPECT_THAT(pushed, Not(HasSubstr("题")));

  // Moved away from that desk: nothing of it reaches the browser any more.
  must(write<int>([&](db::Session& s) -> Result<int> {
    identity::PersonChange change;
    change.disabled = true;
    FG_TRY(const auto line,
           identities_->change_person(s, identity::Context::system(clock_.now()), person.person, change));
    (void)line;
    return 0;
  }));
  tell(Owner::subdistrict("210104012"), words("题", "文"));
  EXPECT_EQ(run_after(seconds(1)), 0u);
  EXPECT_EQ(service.requests().size(), 1u);
}

TEST_P(Channels, a_paused_channel_keeps_its_messages_and_a_removed_one_loses_them) {
  StubServer hook([](const std::string&) { return answer(200); });
  const ChannelId id = joined(ChannelKind::webhook, at(hook.url(), outbound::WebhookSecret::generate()));
  must(act(admin, &notify::Service::change_channel, id, ChannelPatch{.version = 1, .state = ChannelState::paused}));
  tell(office, words("题", "文"));
  EXPECT_EQ(run_after(minutes(1)), 0u);
  EXPECT_EQ(code_of(act(admin, &notify::Service::change_channel, id,
                        ChannelPatch{.version = 1, .state = ChannelState::active})),
            "channel.version");
  must(act(admin, &notify::Service::change_channel, id, ChannelPatch{.version = 2, .state = ChannelState::active}));
  EXPECT_EQ(run_after(minutes(5)), 1u);
  tell(office, words("题", "文"));
  must(act(admin, &notify::Service::change_channel, id, ChannelPatch{.version = 3, .state = ChannelState::removed}));
  EXPECT_EQ(run_after(seconds(1)), 0u);
  EXPECT_EQ(hook.requests().size(), 1u);
}

TEST_P(Channels, the_test_button_says_what_came_of_it) {
  StubServer hook([](const std::string&) { return answer(200); });
  const ChannelId id = channel(ChannelKind::webhook, at(hook.url(), outbound::WebhookSecret::generate()));
  must(act(admin, &notify::Service::test_channel, id, TestRequest{}));
  EXPECT_EQ(last(id).state, DeliveryState::waiting);
  EXPECT_EQ(run_after(), 1u);
  EXPECT_EQ(last(id).state, DeliveryState::sent);
  EXPECT_EQ(json_body(hook.requests().at(0)).at("type").as_string(), "channel.test");
}

TEST_P(Channels, an_enterprise_has_channels_of_its_own_and_sees_no_others) {
  StubServer hook([](const std::string&) { return answer(200); });
  const Actor own = clerk(enterprise()), other = clerk(enterprise());
  const ChannelId mine = channel(ChannelKind::webhook, at(hook.url(), outbound::WebhookSecret::generate()), own);
  EXPECT_THAT(must(look(other, &notify::Service::channels, PageFilter{})).items, IsEmpty());
  EXPECT_THAT(must(look(admin, &notify::Service::channels, PageFilter{})).items, IsEmpty());
  EXPECT_EQ(code_of(act(other, &notify::Service::change_channel, mine, ChannelPatch{.version = 1})),
            "channel.not_found");
  EXPECT_EQ(code_of(act(
                other, &notify::Service::subscribe,
                SubscriptionRequest{.owner = Owner{OwnerKind::enterprise, other.organisation_code}, .channel = mine})),
            "subscription.channel");
  EXPECT_EQ(
      code_of(act(other, &notify::Service::subscribe,
                  SubscriptionRequest{.owner = Owner{OwnerKind::enterprise, own.organisation_code}, .channel = mine})),
      "auth.forbidden");
  EXPECT_EQ(code_of(look(head, &notify::Service::dead_letters, PageFilter{})), "auth.forbidden");
}

TEST_P(Channels, a_subscription_takes_what_matters_enough) {
  StubServer hook([](const std::string&) { return answer(200); });
  const ChannelId id = channel(ChannelKind::webhook, at(hook.url(), outbound::WebhookSecret::generate()));
  must(act(admin, &notify::Service::subscribe,
           SubscriptionRequest{.owner = office, .channel = id, .least = Urgency::urgent}));
  tell(office, words("题", "文"), Urgency::important);
  tell(office, words("急", "文"), Urgency::urgent);
  EXPECT_EQ(run_after(), 1u);
  EXPECT_EQ(unread(head), 2) << "the tray takes everything";
}

}  // namespace
}  // namespace fugong::notify_test
