// The room of messages on a fresh database, its channels on local servers, and a clock that stands still until it is
// told to move.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identity/service.h"
#include "notify/carriers.h"
#include "notify/service.h"
#include "outbound/webhook.h"
#include "resumption/world.h"
#include "support/stub_server.h"

namespace fugong::notify_test {

using namespace notify;
using http_test::answer;
using http_test::StubServer;
using resumption_test::actor;

inline std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto begin = at + name.size() + 4;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}
inline std::string body(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }
inline json::Value json_body(const std::string& request) { return json::parse(body(request)).value(); }

class World : public resumption_test::World {
 protected:
  using Base = resumption_test::World;
  void SetUp() override {
    Base::SetUp();
    engine().migrate(outbound::migrations());
    engine().migrate(identity::migrations());
    engine().migrate(notify::migrations());
    identities_ = std::make_unique<identity::Service>(
        identity::ServiceOptions{.district = district_, .vault = vault_, .random = random_});
    make_room();
  }
  void TearDown() override {
    timer_.reset();
    room_.reset();
    outbox_.reset();
    carriers_.reset();
    identities_.reset();
    Base::TearDown();
  }
  // As after a start of the program.
  void make_room() {
    timer_.reset();
    room_.reset();
    outbox_ = std::make_unique<outbound::Outbox>(outbound::OutboxOptions{district_, vault_, random_}, engine(), clock_);
    const outbound::MailOptions mail{.reach = reach_, .answer_within = seconds(3), .ca_file = ca_file_};
    carriers_ = std::make_unique<Carriers>(
        CarrierOptions{.district = district_,
                       .vault = vault_,
                       .engine = engine(),
                       .identities = *identities_,
                       .web = outbound::HttpClient({.reach = reach_, .answer_within = seconds(1), .ca_file = ca_file_}),
                       .mail = [mail](const outbound::MailServer& server,
                                      const outbound::Mail& m) { return outbound::send_mail(mail, server, m); },
                       .push_key = push_key_,
                       .push_contact = "mailto:duty@example.cn"});
    carriers_->join(*outbox_);
    room_ = std::make_unique<notify::Service>(notify::ServiceOptions{.district = district_,
                                                                     .vault = vault_,
                                                                     .policies = policies_,
                                                                     .enterprises = enterprises_.service(),
                                                                     .resumption = *Base::service_,
                                                                     .random = random_,
                                                                     .outbox = *outbox_,
                                                                     .push_point = carriers_->push_point(),
                                                                     .public_url = "https://fugong.example",
                                                                     .plain_http = true});
    timer_ = notify::make_timer(engine(), *room_, clock_);
    timer_->restore();
  }

  notify::Context as(const Actor& a, Language language = Language::en) { return {a, clock_.now(), language}; }
  template <class Res, class... Args, class... Given>
  Result<Res> act(const Actor& a, Result<Res> (notify::Service::*use)(db::Session&, const notify::Context&, Args...),
                  Given&&... given) {
    return write<Res>([&](db::Session& s) { return (room_.get()->*use)(s, as(a), given...); });
  }
  template <class... Args, class... Given>
  Status act(const Actor& a, Status (notify::Service::*use)(db::Session&, const notify::Context&, Args...),
             Given&&... given) {
    const auto done = write<int>([&](db::Session& s) -> Result<int> {
      FG_CHECK((room_.get()->*use)(s, as(a), given...));
      return 0;
    });
    if (!done) return std::unexpected(done.error());
    return {};
  }
  template <class Res, class... Args, class... Given>
  Result<Res> look(const Actor& a, Result<Res> (notify::Service::*use)(db::Session&, const notify::Context&, Args...),
                   Given&&... given) {
    return engine().template query<Res>([&](db::Session& s) { return (room_.get()->*use)(s, as(a), given...); });
  }
  std::int64_t unread(const Actor& a) {
    return engine()
        .query<std::int64_t>([&](db::Session& s) -> Result<std::int64_t> { return room_->unread(s, as(a)).unread; })
        .value();
  }
  std::vector<MessageView> tray(const Actor& a) {
    return must(look(a, &notify::Service::messages, MessageFilter{})).items;
  }

  // ---- acts ----
  static Content words(const std::string& title, const std::string& text, const std::string& link = {}) {
    return {{title, title + " (en)"}, {text, text + " (en)"}, link};
  }
  notify::MessageId tell(const Owner& owner, const Content& content, Urgency urgency = Urgency::normal) {
    return must(write<notify::MessageId>([&](db::Session& s) -> Result<notify::MessageId> {
      return room_->tell(s, owner, "test", urgency, content, clock_.now());
    }));
  }
  ChannelId channel(ChannelKind kind, const SettingsRequest& settings, const Actor& by) {
    return must(act(by, &notify::Service::create_channel, ChannelRequest{kind, "渠道", settings})).id;
  }
  ChannelId channel(ChannelKind kind, const SettingsRequest& settings) { return channel(kind, settings, admin); }
  SubscriptionView subscribe(const Owner& owner, const ChannelId& id, std::optional<std::string> address = {}) {
    return must(act(admin, &notify::Service::subscribe,
                    SubscriptionRequest{.owner = owner, .channel = id, .address = std::move(address)}));
  }
  // Sends what is due after a pause.
  std::size_t run_after(Duration pause = {}) {
    clock_.advance_to(clock_.now() + pause);
    timer_->run_due(clock_.now());
    return outbox_->run_due(clock_.now());
  }
  std::vector<DeliveryView> deliveries(const ChannelId& id) {
    return must(look(admin, &notify::Service::deliveries, id));
  }
  std::vector<DeliveryView> dead() { return must(look(admin, &notify::Service::dead_letters, PageFilter{})).items; }

  static Actor named(const char* id, OrganisationKind kind, std::string code, Role role) {
    Actor a = actor(kind, std::move(code), role);
    a.person = PersonId{id};
    return a;
  }
  Actor admin = named("01800000-0000-7000-8000-0000000000a1", OrganisationKind::district, "", Role::administrator);
  Actor head = named("01800000-0000-7000-8000-0000000000a2", OrganisationKind::district, "", Role::case_officer);
  Owner office = Owner::of(Role::case_officer);

  crypto::Vault vault_{std::string(32, 'k')};
  crypto::Signer push_key_{crypto::KeyPair::generate(crypto::Algorithm::es256)};
  outbound::Reach reach_ = outbound::Reach::anywhere;
  std::string ca_file_;
  std::unique_ptr<identity::Service> identities_;
  std::unique_ptr<Carriers> carriers_;
  std::unique_ptr<outbound::Outbox> outbox_;
  std::unique_ptr<notify::Service> room_;
  std::unique_ptr<db::DueTimer> timer_;
};

}  // namespace fugong::notify_test
