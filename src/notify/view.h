// What the API takes and shows. No reply carries a robot's key, a password or an address; a web hook's secret is shown
// once, when it is made.
#pragma once

#include <map>

#include "http/message.h"
#include "notify/model.h"
#include "notify/push_address.h"
#include "outbound/outbox.h"

namespace fugong::notify {

// ---- the tray ----
struct MessageFilter {
  std::optional<bool> unread;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(MessageFilter, (), (unread, after, limit))

struct MessageView {
  MessageId id;
  OwnerKind to = OwnerKind::person;
  std::string topic;
  Urgency urgency = Urgency::normal;
  std::string title, body, link;
  Timestamp made_at{};
  std::optional<Timestamp> read_at, confirmed_at;
  std::string read_by_name, confirmed_by_name;
  bool to_confirm = false;
};
BOOST_DESCRIBE_STRUCT(MessageView, (),
                      (id, to, topic, urgency, title, body, link, made_at, read_at, confirmed_at, read_by_name,
                       confirmed_by_name, to_confirm))

struct UnreadCount {
  std::int64_t unread = 0;  // at most unread_counted_max: more is said as that many
  std::int64_t urgent = 0;
};
BOOST_DESCRIBE_STRUCT(UnreadCount, (), (unread, urgent))

struct ReadRequest {
  std::optional<std::vector<MessageId>> messages;  // absent: all that are unread
};
BOOST_DESCRIBE_STRUCT(ReadRequest, (), (messages))

// ---- channels ----
struct SettingsRequest {
  std::optional<std::string> url, secret;
  std::optional<std::string> host, user, password, from, from_name;
  std::optional<std::int64_t> port;
  std::optional<outbound::MailSecurity> security;
};
BOOST_DESCRIBE_STRUCT(SettingsRequest, (), (url, secret, host, user, password, from, from_name, port, security))

struct ChannelRequest {
  ChannelKind kind = ChannelKind::webhook;
  std::string name;
  SettingsRequest settings;
};
BOOST_DESCRIBE_STRUCT(ChannelRequest, (), (kind, name, settings))

// Only what is given changes.
struct ChannelPatch {
  std::int64_t version = 0;
  std::optional<std::string> name;
  std::optional<ChannelState> state;
  std::optional<SettingsRequest> settings;
};
BOOST_DESCRIBE_STRUCT(ChannelPatch, (), (version, name, state, settings))

struct MailView {
  std::string host;
  std::int64_t port = 465;
  outbound::MailSecurity security = outbound::MailSecurity::tls;
  std::string user, from, from_name;
};
BOOST_DESCRIBE_STRUCT(MailView, (), (host, port, security, user, from, from_name))

struct ChannelView {
  ChannelId id;
  ChannelKind kind = ChannelKind::webhook;
  std::string name, hint;
  bool has_secret = false;
  std::optional<MailView> mail;
  ChannelState state = ChannelState::active;
  std::int64_t version = 1;
  Timestamp made_at{};
  std::optional<Timestamp> sent_at, failed_at;
  std::string fault;                  // of the last failure, in the reader's language
  std::optional<std::string> secret;  // of a web hook, when it was just made
};
BOOST_DESCRIBE_STRUCT(ChannelView, (),
                      (id, kind, name, hint, has_secret, mail, state, version, made_at, sent_at, failed_at, fault,
                       secret))

struct TestRequest {
  std::optional<std::string> address;  // of a mail account: to whom
};
BOOST_DESCRIBE_STRUCT(TestRequest, (), (address))

struct DeliveryView {
  outbound::MessageId id;  // by which a receiver drops repeats
  ChannelKind kind = ChannelKind::webhook;
  std::string channel_name, to, topic;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  std::string fault;  // in the reader's language, with what the other side said
  Timestamp made_at{};
  std::optional<Timestamp> done_at;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (id, kind, channel_name, to, topic, state, attempts, fault, made_at, done_at))

struct PageFilter {
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(PageFilter, (), (after, limit))

struct ResendRequest {
  std::optional<ChannelId> channel;             // all dead letters of it
  std::optional<std::vector<std::string>> ids;  // or these
};
BOOST_DESCRIBE_STRUCT(ResendRequest, (), (channel, ids))

struct ResendReceipt {
  std::int64_t sent_again = 0;
  std::int64_t gone = 0;  // too old, or sent meanwhile
};
BOOST_DESCRIBE_STRUCT(ResendReceipt, (), (sent_again, gone))

// ---- subscriptions ----
struct SubscriptionRequest {
  std::optional<Owner> owner;          // absent: the actor's own
  std::optional<ChannelId> channel;    // absent: the district's mail account, or push
  std::optional<std::string> address;  // a mail address
  std::optional<PushAddress> push;
  std::optional<Language> language;
  std::optional<Urgency> least;
};
BOOST_DESCRIBE_STRUCT(SubscriptionRequest, (), (owner, channel, address, push, language, least))

struct SubscriptionView {
  SubscriptionId id;
  ChannelKind kind = ChannelKind::webhook;
  Owner owner;
  std::string channel_name, hint;
  Language language = Language::zh_cn;
  Urgency least = Urgency::normal;
  bool active = true;
  Timestamp made_at{};
};
BOOST_DESCRIBE_STRUCT(SubscriptionView, (), (id, kind, owner, channel_name, hint, language, least, active, made_at))

struct PushKey {
  std::string key;  // base64url
};
BOOST_DESCRIBE_STRUCT(PushKey, (), (key))

// ---- notices ----
struct NoticeTemplate {
  std::string id;
  LocalText title, body;
};
BOOST_DESCRIBE_STRUCT(NoticeTemplate, (), (id, title, body))

struct PreviewRequest {
  Receivers receivers;
};
BOOST_DESCRIBE_STRUCT(PreviewRequest, (), (receivers))

struct SubdistrictCount {
  std::string subdistrict;
  std::int64_t enterprises = 0;
};
BOOST_DESCRIBE_STRUCT(SubdistrictCount, (), (subdistrict, enterprises))

struct Preview {
  std::int64_t enterprises = 0;
  std::int64_t by_channel = 0;  // that one channel at least reaches outside the platform
  std::vector<SubdistrictCount> subdistricts;
};
BOOST_DESCRIBE_STRUCT(Preview, (), (enterprises, by_channel, subdistricts))

struct NoticeRequest {
  Receivers receivers;
  LocalText title, body;
  std::optional<std::string> link;
  std::optional<Urgency> urgency;
  std::optional<bool> confirm;
  std::optional<std::int64_t> call_after_minutes;
  std::optional<Timestamp> send_at;  // absent: now
};
BOOST_DESCRIBE_STRUCT(NoticeRequest, (), (receivers, title, body, link, urgency, confirm, call_after_minutes, send_at))

struct NoticeLine {
  NoticeId id;
  std::string title;
  NoticeState state = NoticeState::scheduled;
  Urgency urgency = Urgency::important;
  bool confirm = false;
  Timestamp made_at{}, send_at{};
  std::string by_name;
  std::int64_t receivers = 0;
};
BOOST_DESCRIBE_STRUCT(NoticeLine, (), (id, title, state, urgency, confirm, made_at, send_at, by_name, receivers))

struct ChannelProgress {
  ChannelKind kind = ChannelKind::webhook;
  std::int64_t waiting = 0, sent = 0, dead = 0;
};
BOOST_DESCRIBE_STRUCT(ChannelProgress, (), (kind, waiting, sent, dead))

struct SubdistrictProgress {
  std::string subdistrict;
  std::int64_t receivers = 0, read = 0, confirmed = 0, called = 0;
};
BOOST_DESCRIBE_STRUCT(SubdistrictProgress, (), (subdistrict, receivers, read, confirmed, called))

struct NoticeView {
  NoticeLine line;
  LocalText title, body;
  std::string link;
  std::int64_t call_after_minutes = 0;
  std::optional<Timestamp> finished_at, calls_at;
  std::int64_t read = 0, confirmed = 0, called = 0;
  std::vector<SubdistrictProgress> subdistricts;
  std::vector<ChannelProgress> channels;
};
BOOST_DESCRIBE_STRUCT(NoticeView, (),
                      (line, title, body, link, call_after_minutes, finished_at, calls_at, read, confirmed, called,
                       subdistricts, channels))

struct ReceiptFilter {
  std::optional<std::string> state;  // "unread", "read", "unconfirmed"; absent: all
  std::optional<std::string> subdistrict;
  std::optional<std::string> after;
  std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(ReceiptFilter, (), (state, subdistrict, after, limit))

struct ReceiptLine {
  EnterpriseId enterprise;
  std::string name, subdistrict;
  Timestamp sent_at{};
  std::optional<Timestamp> read_at, confirmed_at, called_at;
  std::string read_by_name, confirmed_by_name;
  std::map<std::string, DeliveryState> channels;  // by kind
};
BOOST_DESCRIBE_STRUCT(ReceiptLine, (),
                      (enterprise, name, subdistrict, sent_at, read_at, confirmed_at, called_at, read_by_name,
                       confirmed_by_name, channels))

// Whom a subdistrict has to ring.
struct CallLine {
  NoticeId notice;
  std::string notice_title;
  EnterpriseId enterprise;
  std::string name, subdistrict;
  std::optional<std::string> phone;  // whole: whoever reads the list is to ring
  Timestamp sent_at{};
  std::int64_t calls = 0;
  std::optional<CallOutcome> last_outcome;
};
BOOST_DESCRIBE_STRUCT(CallLine, (),
                      (notice, notice_title, enterprise, name, subdistrict, phone, sent_at, calls, last_outcome))

struct CallRequest {
  EnterpriseId enterprise;
  CallOutcome outcome = CallOutcome::no_answer;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(CallRequest, (), (enterprise, outcome, note))

struct CallView {
  std::int64_t number = 0;
  Timestamp at{};
  std::string by_name;
  CallOutcome outcome = CallOutcome::no_answer;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (number, at, by_name, outcome, note))

}  // namespace fugong::notify
