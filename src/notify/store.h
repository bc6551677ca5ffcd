// The room's tables and nobody else's. Each call is one statement, by an index.
#pragma once

#include <span>

#include "db/engine.h"
#include "notify/view.h"

namespace fugong::notify {

// A subscription with what is needed to send through it.
struct Route {
  OwnerKind owner_kind = OwnerKind::person;
  std::string owner;
  SubscriptionId subscription;
  ChannelKind kind = ChannelKind::webhook;
  std::string channel, hint;
  Language language = Language::zh_cn;
  Urgency least = Urgency::normal;
};
BOOST_DESCRIBE_STRUCT(Route, (), (owner_kind, owner, subscription, kind, channel, hint, language, least))

struct Post {
  std::string channel;
  Language language = Language::zh_cn;
  std::string outbox;
};
BOOST_DESCRIBE_STRUCT(Post, (), (channel, language, outbox))

class Store {
 public:
  Store(const DistrictCode& district, db::Session& session) : d_(district), s_(session) {}

  // -- messages --
  void insert(std::span<const Message> messages);
  std::vector<Message> messages(const Owner& owner, bool unread, const std::string& before_id, int limit);
  std::optional<Message> message(const Owner& owner, const MessageId& id);
  // How many are unread, and how many of them urgent; counted up to `limit` each.
  std::pair<std::int64_t, std::int64_t> count_unread(const Owner& owner, std::int64_t limit);
  std::int64_t read(const Owner& owner, const MessageId& id, const std::string& by_name, Timestamp now);
  std::int64_t read_all(const Owner& owner, const std::string& by_name, Timestamp now);
  void confirm(const Owner& owner, const MessageId& id, const std::string& by_name, Timestamp now);

  // -- deliveries --
  void insert(std::span<const Delivery> deliveries, const std::string& notice);
  void settle(const std::string& outbox, DeliveryState state, std::int64_t attempts, const std::string& fault,
              const std::string& detail, std::optional<Timestamp> done_at);

  std::vector<Delivery> deliveries_of(const std::string& channel, int limit);  // the newest first
  std::vector<Delivery> dead(const std::string& before_outbox, int limit);     // the newest first
  std::vector<std::string> dead_of(const std::string& channel, int limit);     // their outbox ids, the oldest first
  bool is_dead(const std::string& outbox);

  // -- channels --
  void insert(const Channel& channel);
  void save(const Channel& channel);  // name, settings, hint, state, version
  std::vector<Channel> channels(const std::string& enterprise, const std::string& after_id, int limit);
  std::int64_t count_channels(const std::string& enterprise);
  std::optional<Channel> channel(const std::string& id);  // removed ones too
  std::optional<Channel> first_mail_channel();            // of the district, active
  void note_sent(const std::string& channel, Timestamp now);
  void note_failed(const std::string& channel, Timestamp now, const std::string& fault, const std::string& detail);

  // -- subscriptions: active ones, of channels that are not removed --
  std::vector<Route> routes(OwnerKind kind, const std::string& owner);
  std::vector<Route> enterprise_routes(const std::string& after, const std::string& last);  // by enterprise
  std::optional<Subscription> subscription(const std::string& id);
  std::optional<Subscription> subscription_at(const std::string& address_index);
  std::vector<Subscription> subscriptions_of(const Owner& owner);  // inactive ones too
  std::vector<Owner> desks_with_subscriptions();                   // of others than people and enterprises
  std::vector<Owner> owners_of(const SubscriptionId& id);
  std::int64_t count_subscriptions(const Owner& owner);
  void insert(const Subscription& subscription, std::span<const Owner> owners);
  void remove(const SubscriptionId& id);
  void deactivate(const std::string& subscription);
  void deactivate_all_of(const std::string& outbox);  // whose message it was

  // -- notices --
  std::optional<Notice> notice(const std::string& id);
  void insert(const Notice& notice);
  void save(const Notice& notice);  // state, cursor, receivers, finished_at, calls_at
  std::vector<Notice> notices(const std::string& before_id, int limit);  // the newest first
  std::vector<Notice> open_notices();  // that are not sent, or whose lists of calls are not given out
  std::vector<SubdistrictProgress> progress(const std::string& notice);
  std::vector<SubdistrictProgress> unread_by_subdistrict(const std::string& notice);  // only `receivers` is filled
  std::vector<std::tuple<ChannelKind, DeliveryState, std::int64_t>> delivery_counts(const std::string& notice);
  // A notice's messages by subdistrict and enterprise; `state`: "", "unread", "read", "unconfirmed"; `after`:
  // "SUBDISTRICT/ENTERPRISE".
  std::vector<Message> receipts(const std::string& notice, const std::string& state, const std::string& subdistrict,
                                const std::string& after, int limit);
  std::optional<Message> message_of_notice(const std::string& notice, const EnterpriseId& enterprise);
  std::vector<Delivery> deliveries_of_message(const MessageId& message);

  std::vector<Post> posts(const std::string& notice);
  void insert(const std::string& notice, const Post& post);
  std::optional<DeliveryState> state_of(const std::string& outbox);

  // Whom nobody has told yet; `after`: "NOTICE/SUBDISTRICT/ENTERPRISE".
  std::vector<Message> to_call(const std::string& subdistrict, const std::string& after, int limit);
  void insert(const PhoneCall& call);
  std::vector<PhoneCall> calls(const std::string& notice, const std::string& enterprise);
  void note_called(const Message& message, Timestamp now);

 private:
  const DistrictCode& d_;
  db::Session& s_;
};

}  // namespace fugong::notify
