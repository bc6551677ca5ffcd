// Telling somebody something: into the tray, and into the outbox for each channel that was subscribed.
#include <algorithm>

#include "notify/parcel.h"
#include "notify/rules.h"
#include "notify/service.h"
#include "notify/store.h"

namespace fugong::notify {
namespace {

Content catalogue_content(const Telling& t) {
  const auto both = [&](const char* part) {
    const std::string code = t.text + part;
    return LocalText{message(Language::zh_cn, code, t.params), message(Language::en, code, t.params)};
  };
  return {both(".title"), both(".body"), t.link};
}

// What others give us to say may be too long; it is said as far as it goes.
void fit(Content& content) {
  for (std::string* title : {&content.title.zh_cn, &content.title.en}) {
    std::ranges::replace(*title, '\n', ' ');
    *title = cut(*title, title_bytes_max);
  }
  for (std::string* body : {&content.body.zh_cn, &content.body.en}) *body = cut(*body, body_bytes_max);
}

}  // namespace

Timestamp expiry_of(Urgency urgency, Timestamp now) {
  return now + (urgency == Urgency::urgent ? urgent_delivered_within : delivered_within);
}

std::string lane_of(const Route& route) { return route.channel.empty() ? route.hint : route.channel; }

Service::Service(ServiceOptions options) : o_(std::move(options)) {}

void Service::announce(db::Session& session, const Owner& owner) {
  if (!o_.events) return;
  json::Object data{{"kind", json::enum_name(owner.kind)}, {"owner", owner.id}};
  session.after_commit([hub = o_.events, text = json::write_value(data)] { hub->publish({"message", text}); });
}

MessageId Service::tell(db::Session& session, const Owner& owner, const Telling& telling, Timestamp now) {
  return tell(session, owner, telling.topic, telling.urgency, catalogue_content(telling), now);
}

MessageId Service::tell(db::Session& session, const Owner& owner, std::string_view topic, Urgency urgency,
                        const Content& words, Timestamp now) {
  Store store(o_.district, session);
  Content content = words;
  fit(content);
  const Message m{.id = MessageId::make(now, o_.random),
                  .owner_kind = owner.kind,
                  .owner = owner.id,
                  .topic = std::string(topic),
                  .urgency = urgency,
                  .content_json = json::write(content),
                  .made_at = now};
  store.insert(std::span(&m, 1));
  std::vector<outbound::Message> out;
  std::vector<Delivery> deliveries;
  for (const Route& route : store.routes(owner.kind, owner.id)) {
    if (urgency < route.least) continue;
    const Parcel parcel{.message = m.id.text,
                        .owner = owner,
                        .urgency = urgency,
                        .language = route.language,
                        .title = content.title.in(route.language),
                        .body = content.body.in(route.language),
                        .link = o_.public_url.empty() || content.link.empty() ? "" : o_.public_url + content.link,
                        .made_at = now};
    out.push_back({.channel = std::string(json::enum_name(route.kind)),
                   .topic = m.topic,
                   .address = route.subscription.text,
                   .payload = json::write(parcel),
                   .expires_at = expiry_of(urgency, now),
                   .lane = lane_of(route),
                   .when_given_up = outbound::WhenGivenUp::keep});
    deliveries.push_back({.message = m.id,
                          .subscription = route.subscription.text,
                          .outbox = {},
                          .channel = route.channel,
                          .kind = route.kind,
                          .owner_name = {},
                          .topic = m.topic,
                          .made_at = now});
  }
  const auto ids = o_.outbox.put_all(session, out, now);
  for (std::size_t i = 0; i < ids.size(); ++i) deliveries[i].outbox = ids[i].text;
  store.insert(deliveries, {});
  announce(session, owner);
  return m.id;
}

Result<outbound::MessageId> Service::mail(db::Session& session, const std::string& address, std::string_view topic,
                                          const Content& words, Language language, Timestamp now) {
  FG_CHECK(outbound::check_mail_address(address));
  Store store(o_.district, session);
  const auto channel = store.first_mail_channel();
  if (!channel) return fail(ErrorKind::conflict, "notify.no_mail");
  Content content = words;
  fit(content);
  const Parcel parcel{.message = {},
                      .owner = {},
                      .urgency = Urgency::important,
                      .language = language,
                      .title = content.title.in(language),
                      .body = content.body.in(language),
                      .link = {},
                      .made_at = now,
                      .outside = true};
  const auto id = o_.outbox.put(session,
                                {.channel = "email",
                                 .topic = std::string(topic),
                                 .address = address,
                                 .payload = json::write(parcel),
                                 .expires_at = expiry_of(Urgency::important, now),
                                 .lane = channel->id.text,
                                 .when_given_up = outbound::WhenGivenUp::keep},
                                now);
  const Delivery delivery{.message = MessageId{id.text},
                          .subscription = {},
                          .outbox = id.text,
                          .channel = channel->id.text,
                          .kind = ChannelKind::email,
                          .owner_name = hint_of_mail(address),
                          .topic = std::string(topic),
                          .made_at = now};
  store.insert(std::span(&delivery, 1), {});
  return id;
}

}  // namespace fugong::notify
