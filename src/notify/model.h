// Messages to people, desks and enterprises, the channels that carry them, and notices to many: plain values, as
// stored.
//
// A message lies in one owner's tray: a person's, or a desk's that several share, where whoever reads it has read it
// for all. Besides, it goes through each channel that the owner has subscribed:
//
//   delivery   waiting → sent | dead; a dead one that is sent again is waiting
//   notice     scheduled → sending → sent; scheduled → cancelled
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/language.h"
#include "outbound/mail.h"

namespace fugong {
BOOST_DESCRIBE_ENUM(Language, zh_cn, en)
}

namespace fugong::notify {

using MessageId = Id<struct NotifyMessageTag>;
using ChannelId = Id<struct ChannelTag>;
using SubscriptionId = Id<struct SubscriptionTag>;
using NoticeId = Id<struct NoticeTag>;

// Whose tray. `role`: everybody with that role, whatever their organisation.
enum class OwnerKind : std::uint8_t { person, enterprise, subdistrict, department, role };
BOOST_DESCRIBE_ENUM(OwnerKind, person, enterprise, subdistrict, department, role)

struct Owner {
  OwnerKind kind = OwnerKind::person;
  std::string id;  // PersonId, EnterpriseId, GB/T 2260 code, department id of the pack, name of a role

  static Owner of(const PersonId& person) { return {OwnerKind::person, person.text}; }
  static Owner of(const EnterpriseId& enterprise) { return {OwnerKind::enterprise, enterprise.text}; }
  static Owner of(Role role);
  static Owner subdistrict(std::string code) { return {OwnerKind::subdistrict, std::move(code)}; }
  static Owner department(std::string id) { return {OwnerKind::department, std::move(id)}; }
  auto operator<=>(const Owner&) const = default;
};
BOOST_DESCRIBE_STRUCT(Owner, (), (kind, id))

// How much it matters; a subscription takes messages from some urgency on.
enum class Urgency : std::uint8_t { normal, important, urgent };
BOOST_DESCRIBE_ENUM(Urgency, normal, important, urgent)

enum class ChannelKind : std::uint8_t {
  wecom,     // group robot of WeCom
  dingtalk,  // custom robot of DingTalk
  feishu,    // custom robot of Feishu
  webhook,   // Standard Webhooks
  email,     // an account at a mail server; subscriptions say to whom
  push,      // Web Push; one for the whole district, made by itself
};
BOOST_DESCRIBE_ENUM(ChannelKind, wecom, dingtalk, feishu, webhook, email, push)

enum class ChannelState : std::uint8_t { active, paused, removed };
BOOST_DESCRIBE_ENUM(ChannelState, active, paused, removed)

// What a channel needs to send; sealed as a whole.
struct Settings {
  std::string url{};     // of a robot (with its key or token) or a web hook
  std::string secret{};  // a robot's signing secret, empty: none; a web hook's "whsec_…"
  outbound::MailServer mail{};
};
BOOST_DESCRIBE_STRUCT(Settings, (), (url, secret, mail))

struct Channel {
  ChannelId id;
  ChannelKind kind = ChannelKind::webhook;
  std::string name;
  std::string enterprise;       // EnterpriseId: the enterprise's own; empty: the district's
  std::string settings_sealed;  // crypto::Vault, purpose "notify.settings"
  std::string hint;             // what a list shows of the settings: the host, and the end of a key
  ChannelState state = ChannelState::active;
  std::int64_t version = 1;
  Timestamp made_at{};
  std::optional<Timestamp> sent_at, failed_at;  // the last time each
  std::string fault, fault_detail;              // of the last failure
};
BOOST_DESCRIBE_STRUCT(Channel, (),
                      (id, kind, name, enterprise, settings_sealed, hint, state, version, made_at, sent_at, failed_at,
                       fault, fault_detail))

// An owner's messages go through this channel too.
struct Subscription {
  SubscriptionId id;
  ChannelKind kind = ChannelKind::webhook;
  std::string channel;  // ChannelId; empty: push
  std::string
      address_sealed;         // purpose "notify.address": a mail address, or a browser's push subscription; empty: none
  std::string address_index;  // blind index of the same purpose: the same address is not subscribed twice
  std::string hint;           // what a list shows of the address
  std::string person;         // whose device or mail box it is; empty: the organisation's
  Language language = Language::zh_cn;
  Urgency least = Urgency::normal;
  bool active = true;
  Timestamp made_at{};
};
BOOST_DESCRIBE_STRUCT(Subscription, (),
                      (id, kind, channel, address_sealed, address_index, hint, person, language, least, active,
                       made_at))

// The words, in both languages.
struct Content {
  LocalText title, body;
  std::string link{};  // a path of the web app, "/cases/…"; empty: none
};
BOOST_DESCRIBE_STRUCT(Content, (), (title, body, link))

// One owner's copy. Of a notice, the words stand with the notice.
struct Message {
  MessageId id;
  OwnerKind owner_kind = OwnerKind::person;
  std::string owner;
  std::string topic;  // "ticket.assigned": what it is about, for filters and receivers
  Urgency urgency = Urgency::normal;
  std::string content_json;             // Content; empty: the notice's
  std::string notice;                   // NoticeId; empty: none
  std::string owner_name, subdistrict;  // of a notice's enterprise, as it was when it was sent
  Timestamp made_at{};
  std::optional<Timestamp> read_at, confirmed_at, called_at;
  std::string read_by_name, confirmed_by_name;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (id, owner_kind, owner, topic, urgency, content_json, notice, owner_name, subdistrict, made_at,
                       read_at, confirmed_at, called_at, read_by_name, confirmed_by_name))

enum class DeliveryState : std::uint8_t { waiting, sent, dead };
BOOST_DESCRIBE_ENUM(DeliveryState, waiting, sent, dead)

// A message on its way through one channel. `outbox` is the id by which a receiver drops repeats.
struct Delivery {
  MessageId message;
  std::string subscription;  // SubscriptionId; empty: a mail to somebody outside
  std::string outbox;
  std::string channel;  // ChannelId; empty: push
  ChannelKind kind = ChannelKind::webhook;
  std::string owner_name;  // for whom, in words
  std::string topic;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  std::string fault, fault_detail;
  Timestamp made_at{};
  std::optional<Timestamp> done_at;
};
BOOST_DESCRIBE_STRUCT(Delivery, (),
                      (message, subscription, outbox, channel, kind, owner_name, topic, state, attempts, fault,
                       fault_detail, made_at, done_at))

// ---- notices ----
enum class NoticeState : std::uint8_t { scheduled, sending, sent, cancelled };
BOOST_DESCRIBE_ENUM(NoticeState, scheduled, sending, sent, cancelled)

// Which enterprises; empty lists mean any, and all that are given have to agree.
struct Receivers {
  std::vector<std::string> phases, classes, subdistricts;
  std::vector<std::string> states;        // of the open case; "none": without one
  std::vector<EnterpriseId> enterprises;  // a list by name
};
BOOST_DESCRIBE_STRUCT(Receivers, (), (phases, classes, subdistricts, states, enterprises))

struct Notice {
  NoticeId id;
  std::string topic;
  Urgency urgency = Urgency::important;
  std::string content_json;             // Content
  std::string receivers_json;           // Receivers
  bool confirm = false;                 // to be confirmed, not only read
  std::int64_t call_after_minutes = 0;  // who has not read it by then is called; 0: nobody
  NoticeState state = NoticeState::scheduled;
  Timestamp made_at{}, send_at{};
  std::string by, by_name;
  std::string cursor;  // the last enterprise that was looked at
  std::int64_t receivers = 0;
  std::optional<Timestamp> finished_at, calls_at;  // when the lists of calls were given out
};
BOOST_DESCRIBE_STRUCT(Notice, (),
                      (id, topic, urgency, content_json, receivers_json, confirm, call_after_minutes, state, made_at,
                       send_at, by, by_name, cursor, receivers, finished_at, calls_at))

enum class CallOutcome : std::uint8_t { reached, no_answer, wrong_number };
BOOST_DESCRIBE_ENUM(CallOutcome, reached, no_answer, wrong_number)

struct PhoneCall {
  std::string notice, enterprise;
  std::int64_t number = 0;  // 1, 2, … of this enterprise and notice
  Timestamp at{};
  std::string by, by_name;
  CallOutcome outcome = CallOutcome::no_answer;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(PhoneCall, (), (notice, enterprise, number, at, by, by_name, outcome, note))

}  // namespace fugong::notify
