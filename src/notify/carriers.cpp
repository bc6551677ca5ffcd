#include "notify/carriers.h"

#include "crypto/hash.h"
#include "crypto/push.h"
#include "identity/service.h"
#include "notify/markup.h"
#include "notify/push_address.h"
#include "notify/robots.h"
#include "notify/rules.h"
#include "notify/store.h"
#include "outbound/webhook.h"

namespace fugong::notify {
namespace {

using outbound::Attempt;
using outbound::Fate;

constexpr Duration paused_looked_at_every = minutes(5);
constexpr Duration push_ttl = days(1);              // how long a push service keeps it for a browser that is away
constexpr Duration push_token_lives = hours(12);    // RFC 8292 allows 24
constexpr std::size_t push_body_bytes_max = 1'800;  // its JSON, escapes included, has to fit into one record
constexpr std::size_t mail_body_bytes_max = 100 * 1024;
constexpr std::string_view gone = "notify.gone";

// The network's faults name the server at most; what stands behind its name may be a key.
Attempt network_fault(const Error& error) {
  const bool final =
      error.kind == ErrorKind::invalid || error.kind == ErrorKind::forbidden || error.code == "outbound.inside_address";
  return {final ? Fate::refused : Fate::later, error.code, {}};
}

bool is_servers_fault(const Attempt& a) {
  return a.fate == Fate::later && (a.code == "outbound.timed_out" || a.code == "outbound.unreachable" ||
                                   a.code == "outbound.tls" || a.code == "notify.provider_busy");
}

}  // namespace

// Where a message goes, as it stands now.
struct Carriers::Target {
  Settings settings;
  std::string address;
};

void Carriers::join(outbound::Outbox& outbox) {
  for (const ChannelKind kind : {ChannelKind::wecom, ChannelKind::dingtalk, ChannelKind::feishu, ChannelKind::webhook,
                                 ChannelKind::email, ChannelKind::push})
    outbox.carry(std::string(json::enum_name(kind)),
                 outbound::Carrier{
                     .send = [this, kind](const outbound::Outgoing& m) { return send(kind, m); },
                     .wait = [this, kind](std::string_view lane, const outbound::MessageId& id,
                                          Timestamp now) { return pace_.wait(kind, lane, id.text, now); },
                     .settled = [this](db::Session& session, const outbound::Settled& s) { settled(session, s); }});
}

std::string Carriers::push_point() const { return crypto::to_base64url(crypto::push_point(o_.push_key.public_key())); }

Attempt Carriers::send(ChannelKind kind, const outbound::Outgoing& m) {
  const auto parcel = json::read<Parcel>(m.payload);
  if (!parcel) return {Fate::refused, "notify.damaged"};
  if (const Timestamp until = pace_.resting_until(m.lane); until > m.now)
    return {Fate::later, "notify.resting", {}, until - m.now};
  const auto target =
      o_.engine.query<Target>([&](db::Session& session) { return target_of(session, kind, m, *parcel); });
  if (!target) {
    const bool paused = target.error().code == "notify.channel_paused";
    if (paused || target.error().kind == ErrorKind::internal)
      return {Fate::later, target.error().code, {}, paused ? paused_looked_at_every : Duration{}};
    return {Fate::refused, target.error().code};
  }
  const Attempt done = send_to(kind, *target, *parcel, m);
  if (done.fate == Fate::sent) pace_.worked(m.lane);
  else if (done.code == "notify.rate_limited") pace_.slow_down(m.lane, m.now + done.pause);
  else if (is_servers_fault(done)) (void)pace_.failed(m.lane, m.now);
  return done;
}

// Codes notify.unsubscribed, notify.channel_removed, notify.channel_paused, notify.not_entitled.
Result<Carriers::Target> Carriers::target_of(db::Session& session, ChannelKind kind, const outbound::Outgoing& m,
                                             const Parcel& parcel) {
  Store store(o_.district, session);
  Target target;
  if (parcel.outside) {
    target.address = m.address;
  } else if (!m.address.empty()) {
    const auto subscription = store.subscription(m.address);
    if (!subscription || !subscription->active) return fail(ErrorKind::conflict, "notify.unsubscribed");
    if (!subscription->person.empty()) {
      // A desk's messages go to a person's device only as long as the person sits there.
      const auto actor = o_.identities.actor_of_person(session, {subscription->person});
      const auto trays = actor ? owners_of(*actor) : std::vector<Owner>{};
      if (std::ranges::find(trays, parcel.owner) == trays.end())
        return fail(ErrorKind::conflict, "notify.not_entitled");
    }
    if (!subscription->address_sealed.empty()) {
      FG_TRY(target.address, o_.vault.open(subscription->address_sealed, "notify.address"));
    }
  }
  if (kind == ChannelKind::push) return target;
  const auto channel = store.channel(m.lane);
  if (!channel || channel->state == ChannelState::removed) return fail(ErrorKind::conflict, "notify.channel_removed");
  if (channel->state == ChannelState::paused) return fail(ErrorKind::conflict, "notify.channel_paused");
  FG_TRY(const std::string settings, o_.vault.open(channel->settings_sealed, "notify.settings"));
  FG_TRY(target.settings, json::read<Settings>(settings));
  return target;
}

Attempt Carriers::send_to(ChannelKind kind, const Target& target, const Parcel& parcel, const outbound::Outgoing& m) {
  switch (kind) {
    case ChannelKind::wecom:
    case ChannelKind::dingtalk:
    case ChannelKind::feishu: return robot(kind, target, parcel, m);
    case ChannelKind::webhook: return web_hook(target, parcel, m);
    case ChannelKind::email: return email(target, parcel, m);
    case ChannelKind::push: return push(target, parcel, m);
  }
  return {Fate::refused, "notify.damaged"};
}

Attempt Carriers::robot(ChannelKind kind, const Target& target, const Parcel& parcel, const outbound::Outgoing& m) {
  const auto response = o_.web(robot_request(kind, target.settings, parcel, m.now));
  if (!response) return network_fault(response.error());
  return robot_answer(kind, *response, m.now);
}

Attempt Carriers::web_hook(const Target& target, const Parcel& parcel, const outbound::Outgoing& m) {
  const auto secret = outbound::WebhookSecret::parse(target.settings.secret);
  if (!secret) return {Fate::refused, secret.error().code};
  json::Object data{{"message", parcel.message},
                    {"urgency", json::enum_name(parcel.urgency)},
                    {"language", language_tag(parcel.language)},
                    {"title", parcel.title},
                    {"body", parcel.body}};
  if (!parcel.owner.id.empty())
    data["to"] = json::Object{{"kind", json::enum_name(parcel.owner.kind)}, {"id", parcel.owner.id}};
  if (!parcel.link.empty()) data["link"] = parcel.link;
  outbound::Request request{.method = outbound::Method::post, .url = target.settings.url};
  request.body = json::write_value(
      json::Object{{"type", m.topic}, {"timestamp", to_rfc3339(parcel.made_at)}, {"data", std::move(data)}});
  request.headers = secret->sign(m.id.text, m.now, request.body);
  request.headers.push_back({"Content-Type", "application/json"});
  const auto response = o_.web(request);
  if (!response) return network_fault(response.error());
  if (response->ok()) return {};
  const std::string status = "HTTP " + std::to_string(response->status);
  if (response->status == 410) return {Fate::refused, std::string(gone), status};
  if (response->status == 429)
    return {Fate::later, "notify.rate_limited", status, pause_asked(*response, m.now, minutes(1))};
  return {Fate::later, "notify.provider_busy", status,
          response->header("Retry-After").empty() ? Duration{} : pause_asked(*response, m.now, {})};
}

Attempt Carriers::email(const Target& target, const Parcel& parcel, const outbound::Outgoing& m) {
  std::string text = cut(parcel.body, mail_body_bytes_max, cut_mark(parcel.language));
  if (!parcel.link.empty()) text += "\n\n" + parcel.link;
  text += "\n";
  const Status sent = o_.mail(
      target.settings.mail,
      {.id = m.id.text, .to = target.address, .subject = parcel.title, .text = std::move(text), .at = parcel.made_at});
  if (sent) return {};
  Attempt failed = network_fault(sent.error());
  for (const auto& [name, value] : sent.error().params)
    if (name == "status" && value != "0") failed.detail = "SMTP " + value;
  return failed;
}

Attempt Carriers::push(const Target& target, const Parcel& parcel, const outbound::Outgoing& m) {
  const auto address = json::read<PushAddress>(target.address);
  if (!address) return {Fate::refused, "notify.damaged"};
  const auto receiver = receiver_of(*address);
  if (!receiver) return {Fate::refused, receiver.error().code};
  const std::string text = json::write_value(json::Object{{"id", m.id.text},
                                                          {"topic", m.topic},
                                                          {"title", parcel.title},
                                                          {"body", cut(parcel.body, push_body_bytes_max)},
                                                          {"link", parcel.link}});
  if (text.size() > crypto::push_plain_bytes_max) return {Fate::refused, "notify.body"};
  auto body = crypto::seal_push(text, *receiver);
  if (!body) return {Fate::refused, body.error().code};
  outbound::Request request{.method = outbound::Method::post, .url = address->endpoint, .body = std::move(*body)};
  request.headers = {
      {"Authorization",
       crypto::vapid(o_.push_key, origin_of(address->endpoint), o_.push_contact, m.now + push_token_lives)},
      {"TTL", std::to_string(push_ttl.ms / 1000)},
      {"Urgency", parcel.urgency == Urgency::normal ? "normal" : "high"},
      // A push service that has this message already replaces it (RFC 8030 section 5.4); at most 32 letters.
      {"Topic", crypto::to_base64url(crypto::as_bytes(crypto::sha256(m.id.text))).substr(0, 32)},
      {"Content-Encoding", "aes128gcm"},
      {"Content-Type", "application/octet-stream"}};
  const auto response = o_.web(request);
  if (!response) return network_fault(response.error());
  if (response->ok()) return {};
  const std::string status = "HTTP " + std::to_string(response->status);
  if (response->status == 404 || response->status == 410) return {Fate::refused, std::string(gone), status};
  if (response->status == 429)
    return {Fate::later, "notify.rate_limited", status, pause_asked(*response, m.now, minutes(1))};
  if (response->status >= 500) return {Fate::later, "notify.provider_busy", status};
  return {Fate::refused, "notify.provider_refused", status};
}

void Carriers::settled(db::Session& session, const outbound::Settled& s) {
  Store store(o_.district, session);
  const DeliveryState state = s.state == outbound::MessageState::sent       ? DeliveryState::sent
                              : s.state == outbound::MessageState::given_up ? DeliveryState::dead
                                                                            : DeliveryState::waiting;
  store.settle(s.id.text, state, s.attempts, s.code, s.detail,
               state == DeliveryState::waiting ? std::nullopt : std::optional(s.now));
  if (state == DeliveryState::sent) store.note_sent(s.lane, s.now);
  else if (s.code != "notify.resting") store.note_failed(s.lane, s.now, s.code, s.detail);
  // Whoever is gone is told nothing more; a browser subscribes anew when it comes back.
  if (s.code == gone) store.deactivate_all_of(s.id.text);
}

}  // namespace fugong::notify
