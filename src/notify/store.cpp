#include "notify/store.h"

#include <algorithm>

#include "notify/store_columns.h"

namespace fugong::notify {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

// One column of many records.
template <class Record, class Part>
Texts texts(std::span<const Record> records, Part part) {
  Texts out;
  out.reserve(records.size());
  for (const Record& r : records) out.emplace_back(part(r));
  return out;
}

template <class Record, class Part>
Numbers numbers(std::span<const Record> records, Part part) {
  Numbers out;
  out.reserve(records.size());
  for (const Record& r : records) out.push_back(part(r));
  return out;
}

}  // namespace

void Store::insert(std::span<const Message> m) {
  if (m.empty()) return;
  const db::BulkColumn columns[] = {
      {"district", Texts(m.size(), d_.text)},
      {"owner_kind", texts(m, [](const Message& x) { return json::enum_name(x.owner_kind); })},
      {"owner", texts(m, [](const Message& x) { return x.owner; })},
      {"id", texts(m, [](const Message& x) { return x.id.text; })},
      {"topic", texts(m, [](const Message& x) { return x.topic; })},
      {"urgency", texts(m, [](const Message& x) { return json::enum_name(x.urgency); })},
      {"content_json", texts(m, [](const Message& x) { return x.content_json; })},
      {"notice", texts(m, [](const Message& x) { return x.notice; })},
      {"owner_name", texts(m, [](const Message& x) { return x.owner_name; })},
      {"subdistrict", texts(m, [](const Message& x) { return x.subdistrict; })},
      {"made_at", numbers(m, [](const Message& x) { return x.made_at.ms; })}};
  s_.bulk_insert("notify_messages", columns);
}

std::vector<Message> Store::messages(const Owner& owner, bool unread, const std::string& before_id, int limit) {
  // Two statements, so that what is unread is found by its own index.
  if (unread)
    return s_.query<Message>(
        "SELECT " MESSAGE_COLUMNS
        " FROM notify_messages WHERE district = :d AND owner_kind = :k AND owner = :o AND read_at IS NULL AND (:b = '' "
        "OR id < :b2) ORDER BY id DESC LIMIT :n",
        d_, owner.kind, owner.id, before_id, before_id, limit);
  return s_.query<Message>(
      "SELECT " MESSAGE_COLUMNS
      " FROM notify_messages WHERE district = :d AND owner_kind = :k AND owner = :o AND (:b = '' OR id < :b2) ORDER BY "
      "id DESC LIMIT :n",
      d_, owner.kind, owner.id, before_id, before_id, limit);
}

std::optional<Message> Store::message(const Owner& owner, const MessageId& id) {
  return s_.one<Message>("SELECT " MESSAGE_COLUMNS
                         " FROM notify_messages WHERE district = :d AND owner_kind = :k AND owner = :o AND id = :id",
                         d_, owner.kind, owner.id, id);
}

std::pair<std::int64_t, std::int64_t> Store::count_unread(const Owner& owner, std::int64_t limit) {
  const auto row = s_.one<std::tuple<std::int64_t, std::int64_t>>(
      "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN urgency = 'urgent' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM (SELECT "
      "urgency FROM notify_messages WHERE district = :d AND owner_kind = :k AND owner = :o AND read_at IS NULL ORDER "
      "BY id DESC LIMIT :n) AS newest",
      d_, owner.kind, owner.id, limit);
  return row ? std::pair{std::get<0>(*row), std::get<1>(*row)} : std::pair<std::int64_t, std::int64_t>{};
}

std::int64_t Store::read(const Owner& owner, const MessageId& id, const std::string& by_name, Timestamp now) {
  return s_.exec(
      "UPDATE notify_messages SET read_at = :at, read_by_name = :by WHERE district = :d AND owner_kind = :k AND owner "
      "= :o AND id = :id AND read_at IS NULL",
      now, by_name, d_, owner.kind, owner.id, id);
}

std::int64_t Store::read_all(const Owner& owner, const std::string& by_name, Timestamp now) {
  return s_.exec(
      "UPDATE notify_messages SET read_at = :at, read_by_name = :by WHERE district = :d AND owner_kind = :k AND owner "
      "= :o AND read_at IS NULL",
      now, by_name, d_, owner.kind, owner.id);
}

void Store::confirm(const Owner& owner, const MessageId& id, const std::string& by_name, Timestamp now) {
  s_.exec(
      "UPDATE notify_messages SET confirmed_at = :at, confirmed_by_name = :by WHERE district = :d AND owner_kind = :k "
      "AND owner = :o AND id = :id AND confirmed_at IS NULL",
      now, by_name, d_, owner.kind, owner.id, id);
}

// ---- deliveries ----

void Store::insert(std::span<const Delivery> d, const std::string& notice) {
  if (d.empty()) return;
  const db::BulkColumn columns[] = {{"district", Texts(d.size(), d_.text)},
                                    {"message", texts(d, [](const Delivery& x) { return x.message.text; })},
                                    {"subscription", texts(d, [](const Delivery& x) { return x.subscription; })},
                                    {"outbox", texts(d, [](const Delivery& x) { return x.outbox; })},
                                    {"channel", texts(d, [](const Delivery& x) { return x.channel; })},
                                    {"kind", texts(d, [](const Delivery& x) { return json::enum_name(x.kind); })},
                                    {"owner_name", texts(d, [](const Delivery& x) { return x.owner_name; })},
                                    {"topic", texts(d, [](const Delivery& x) { return x.topic; })},
                                    {"notice", Texts(d.size(), notice)},
                                    {"state", texts(d, [](const Delivery& x) { return json::enum_name(x.state); })},
                                    {"attempts", numbers(d, [](const Delivery& x) { return x.attempts; })},
                                    {"made_at", numbers(d, [](const Delivery& x) { return x.made_at.ms; })}};
  s_.bulk_insert("notify_deliveries", columns);
}

void Store::settle(const std::string& outbox, DeliveryState state, std::int64_t attempts, const std::string& fault,
                   const std::string& detail, std::optional<Timestamp> done_at) {
  s_.exec(
      "UPDATE notify_deliveries SET state = :s, attempts = :n, fault = :f, fault_detail = :fd, done_at = :at WHERE "
      "district = :d AND outbox = :o",
      state, attempts, fault, detail, done_at, d_, outbox);
}

std::vector<Delivery> Store::deliveries_of(const std::string& channel, int limit) {
  return s_.query<Delivery>(
      "SELECT " DELIVERY_COLUMNS
      " FROM notify_deliveries WHERE district = :d AND channel = :c ORDER BY outbox DESC LIMIT :n",
      d_, channel, limit);
}

std::vector<Delivery> Store::dead(const std::string& before_outbox, int limit) {
  return s_.query<Delivery>("SELECT " DELIVERY_COLUMNS
                            " FROM notify_deliveries WHERE district = :d AND state = 'dead' AND (:b = '' OR outbox < "
                            ":b2) ORDER BY outbox DESC LIMIT :n",
                            d_, before_outbox, before_outbox, limit);
}

std::vector<std::string> Store::dead_of(const std::string& channel, int limit) {
  return s_.query<std::string>(
      "SELECT DISTINCT outbox FROM notify_deliveries WHERE district = :d AND channel = :c AND state = 'dead' ORDER BY "
      "outbox LIMIT :n",
      d_, channel, limit);
}

bool Store::is_dead(const std::string& outbox) {
  return s_
      .one<std::int64_t>(
          "SELECT CAST(1 AS BIGINT) FROM notify_deliveries WHERE district = :d AND outbox = :o AND state = 'dead' LIMIT 1",
          d_, outbox)
      .has_value();
}

// ---- channels ----

void Store::insert(const Channel& c) {
  s_.exec(
      "INSERT INTO notify_channels (district, id, kind, name, enterprise, settings_sealed, hint, state, version, "
      "made_at) VALUES (:d, :id, :k, :n, :e, :s, :h, :st, :v, :at)",
      d_, c.id, c.kind, c.name, c.enterprise, c.settings_sealed, c.hint, c.state, c.version, c.made_at);
}

void Store::save(const Channel& c) {
  s_.exec(
      "UPDATE notify_channels SET name = :n, settings_sealed = :s, hint = :h, state = :st, version = :v WHERE district "
      "= :d AND id = :id",
      c.name, c.settings_sealed, c.hint, c.state, c.version, d_, c.id);
}

std::vector<Channel> Store::channels(const std::string& enterprise, const std::string& after_id, int limit) {
  return s_.query<Channel>("SELECT " CHANNEL_COLUMNS
                           " FROM notify_channels WHERE district = :d AND enterprise = :e AND state <> 'removed' AND "
                           "id > :a ORDER BY id LIMIT :n",
                           d_, enterprise, after_id, limit);
}

std::int64_t Store::count_channels(const std::string& enterprise) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM notify_channels WHERE district = :d AND enterprise = :e AND state <> 'removed'", d_,
      enterprise);
}

std::optional<Channel> Store::channel(const std::string& id) {
  return s_.one<Channel>("SELECT " CHANNEL_COLUMNS " FROM notify_channels WHERE district = :d AND id = :id", d_, id);
}

std::optional<Channel> Store::first_mail_channel() {
  return s_.one<Channel>("SELECT " CHANNEL_COLUMNS
                         " FROM notify_channels WHERE district = :d AND enterprise = '' AND state = 'active' AND kind "
                         "= 'email' ORDER BY id LIMIT 1",
                         d_);
}

void Store::note_sent(const std::string& channel, Timestamp now) {
  // Once a minute is enough to be seen, and keeps the senders of a long run out of one another's way.
  s_.exec(
      "UPDATE notify_channels SET sent_at = :at WHERE district = :d AND id = :id AND (sent_at IS NULL OR sent_at < :old)",
      now, d_, channel, now - minutes(1));
}

void Store::note_failed(const std::string& channel, Timestamp now, const std::string& fault,
                        const std::string& detail) {
  s_.exec("UPDATE notify_channels SET failed_at = :at, fault = :f, fault_detail = :fd WHERE district = :d AND id = :id",
          now, fault, detail, d_, channel);
}

// ---- subscriptions ----

std::vector<Route> Store::routes(OwnerKind kind, const std::string& owner) {
  return s_.query<Route>(
      "SELECT f.owner_kind, f.owner, s.id, s.kind, s.channel, s.hint, s.language, s.least FROM "
      "notify_follows f JOIN notify_subscriptions s ON s.district = f.district AND s.id = f.subscription WHERE "
      "f.district = :d AND f.owner_kind = :k AND f.owner = :o AND s.active = 1 ORDER BY s.id",
      d_, kind, owner);
}

std::vector<Route> Store::enterprise_routes(const std::string& after, const std::string& last) {
  return s_.query<Route>(
      "SELECT f.owner_kind, f.owner, s.id, s.kind, s.channel, s.hint, s.language, s.least FROM notify_follows f JOIN "
      "notify_subscriptions s ON s.district = f.district AND s.id = f.subscription WHERE f.district = :d AND "
      "f.owner_kind = 'enterprise' AND f.owner > :a AND f.owner <= :l AND s.active = 1 ORDER BY f.owner, s.id",
      d_, after, last);
}

std::optional<Subscription> Store::subscription(const std::string& id) {
  return s_.one<Subscription>(
      "SELECT " SUBSCRIPTION_COLUMNS " FROM notify_subscriptions WHERE district = :d AND id = :id", d_, id);
}

std::optional<Subscription> Store::subscription_at(const std::string& address_index) {
  return s_.one<Subscription>("SELECT " SUBSCRIPTION_COLUMNS
                              " FROM notify_subscriptions WHERE district = :d AND address_index = :a AND "
                              "address_index <> ''",
                              d_, address_index);
}

std::vector<Subscription> Store::subscriptions_of(const Owner& owner) {
  return s_.query<Subscription>(
      "SELECT s.id, s.kind, s.channel, s.address_sealed, s.address_index, s.hint, s.person, s.language, s.least, "
      "s.active, s.made_at FROM notify_follows f JOIN notify_subscriptions s ON s.district = f.district AND s.id = "
      "f.subscription WHERE f.district = :d AND f.owner_kind = :k AND f.owner = :o ORDER BY s.id",
      d_, owner.kind, owner.id);
}

std::vector<Owner> Store::desks_with_subscriptions() {
  return s_.query<Owner>(
      "SELECT DISTINCT owner_kind, owner FROM notify_follows WHERE district = :d AND owner_kind IN ('subdistrict', "
      "'department', 'role') ORDER BY owner_kind, owner",
      d_);
}

std::vector<Owner> Store::owners_of(const SubscriptionId& id) {
  return s_.query<Owner>("SELECT owner_kind, owner FROM notify_follows WHERE district = :d AND subscription = :s", d_,
                         id);
}

std::int64_t Store::count_subscriptions(const Owner& owner) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM notify_follows WHERE district = :d AND owner_kind = :k AND owner = :o", d_, owner.kind,
      owner.id);
}

void Store::insert(const Subscription& s, std::span<const Owner> owners) {
  s_.exec(
      "INSERT INTO notify_subscriptions (district, id, kind, channel, address_sealed, address_index, hint, person, "
      "language, least, active, made_at) VALUES (:d, :id, :k, :c, :a, :ai, :h, :p, :l, :le, :ac, :at)",
      d_, s.id, s.kind, s.channel, s.address_sealed, s.address_index, s.hint, s.person, s.language, s.least, s.active,
      s.made_at);
  for (const Owner& owner : owners)
    s_.exec("INSERT INTO notify_follows (district, owner_kind, owner, subscription) VALUES (:d, :k, :o, :s)", d_,
            owner.kind, owner.id, s.id);
}

void Store::remove(const SubscriptionId& id) {
  s_.exec("DELETE FROM notify_follows WHERE district = :d AND subscription = :s", d_, id);
  s_.exec("DELETE FROM notify_subscriptions WHERE district = :d AND id = :id", d_, id);
}

void Store::deactivate(const std::string& subscription) {
  s_.exec("UPDATE notify_subscriptions SET active = 0 WHERE district = :d AND id = :id", d_, subscription);
}

void Store::deactivate_all_of(const std::string& outbox) {
  s_.exec(
      "UPDATE notify_subscriptions SET active = 0 WHERE district = :d AND id IN (SELECT subscription FROM "
      "notify_deliveries WHERE district = :d2 AND outbox = :o)",
      d_, d_, outbox);
}

}  // namespace fugong::notify
