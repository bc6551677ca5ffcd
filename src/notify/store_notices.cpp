#include <utility>

#include "notify/store.h"
#include "notify/store_columns.h"

namespace fugong::notify {
namespace {

// "A/B" and "A/B/C", as the pages of lists say where they go on.
std::string first_part(std::string& rest) {
  const auto slash = rest.find('/');
  std::string part = rest.substr(0, slash);
  rest = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
  return part;
}

}  // namespace

std::optional<Notice> Store::notice(const std::string& id) {
  return s_.one<Notice>("SELECT " NOTICE_COLUMNS " FROM notify_notices WHERE district = :d AND id = :id", d_, id);
}

void Store::insert(const Notice& n) {
  s_.exec(
      "INSERT INTO notify_notices (district, id, topic, urgency, content_json, receivers_json, confirm, "
      "call_after_minutes, state, made_at, send_at, by_person, by_name, reached, receivers) VALUES (:d, :id, :t, :u, "
      ":c, :r, :cf, :ca, :st, :at, :sa, :by, :bn, :re, :n)",
      d_, n.id, n.topic, n.urgency, n.content_json, n.receivers_json, n.confirm, n.call_after_minutes, n.state,
      n.made_at, n.send_at, n.by, n.by_name, n.cursor, n.receivers);
}

void Store::save(const Notice& n) {
  s_.exec(
      "UPDATE notify_notices SET state = :st, reached = :re, receivers = :n, finished_at = :f, calls_at = :c WHERE "
      "district = :d AND id = :id",
      n.state, n.cursor, n.receivers, n.finished_at, n.calls_at, d_, n.id);
}

std::vector<Notice> Store::notices(const std::string& before_id, int limit) {
  return s_.query<Notice>(
      "SELECT " NOTICE_COLUMNS
      " FROM notify_notices WHERE district = :d AND (:b = '' OR id < :b2) ORDER BY id DESC LIMIT :n",
      d_, before_id, before_id, limit);
}

std::vector<Notice> Store::open_notices() {
  return s_.query<Notice>("SELECT " NOTICE_COLUMNS
                          " FROM notify_notices WHERE district = :d AND (state IN ('scheduled', 'sending') OR (state = "
                          "'sent' AND call_after_minutes > 0 AND calls_at IS NULL)) ORDER BY id",
                          d_);
}

std::vector<SubdistrictProgress> Store::progress(const std::string& notice) {
  return s_.query<SubdistrictProgress>(
      "SELECT subdistrict, COUNT(*), COUNT(read_at), COUNT(confirmed_at), COUNT(called_at) FROM notify_messages WHERE "
      "district = :d AND notice = :n AND notice <> '' GROUP BY subdistrict ORDER BY subdistrict",
      d_, notice);
}

std::vector<SubdistrictProgress> Store::unread_by_subdistrict(const std::string& notice) {
  return s_.query<SubdistrictProgress>(
      "SELECT subdistrict, COUNT(*), CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT) FROM notify_messages "
      "WHERE district = :d AND notice = :n AND notice <> '' AND read_at IS NULL AND called_at IS NULL GROUP BY "
      "subdistrict ORDER BY subdistrict",
      d_, notice);
}

std::vector<std::tuple<ChannelKind, DeliveryState, std::int64_t>> Store::delivery_counts(const std::string& notice) {
  return s_.query<std::tuple<ChannelKind, DeliveryState, std::int64_t>>(
      "SELECT kind, state, COUNT(*) FROM notify_deliveries WHERE district = :d AND notice = :n AND notice <> '' GROUP "
      "BY kind, state ORDER BY kind, state",
      d_, notice);
}

std::vector<Message> Store::receipts(const std::string& notice, const std::string& state,
                                     const std::string& subdistrict, const std::string& after, int limit) {
  std::string rest = after;
  const std::string after_subdistrict = first_part(rest);
  return s_.query<Message>(
      "SELECT " MESSAGE_COLUMNS
      " FROM notify_messages WHERE district = :d AND notice = :n AND notice <> '' AND (:s = '' OR subdistrict = :s2) "
      "AND (subdistrict, owner) > (:as, :ao) AND (:st = '' OR (:st2 = 'unread' AND read_at IS NULL) OR (:st3 = 'read' "
      "AND read_at IS NOT NULL) OR (:st4 = 'unconfirmed' AND confirmed_at IS NULL)) ORDER BY subdistrict, owner LIMIT "
      ":l",
      d_, notice, subdistrict, subdistrict, after_subdistrict, rest, state, state, state, state, limit);
}

std::optional<Message> Store::message_of_notice(const std::string& notice, const EnterpriseId& enterprise) {
  return s_.one<Message>("SELECT " MESSAGE_COLUMNS
                         " FROM notify_messages WHERE district = :d AND owner_kind = 'enterprise' AND owner = :o AND "
                         "notice = :n LIMIT 1",
                         d_, enterprise, notice);
}

std::vector<Delivery> Store::deliveries_of_message(const MessageId& message) {
  return s_.query<Delivery>("SELECT " DELIVERY_COLUMNS
                            " FROM notify_deliveries WHERE district = :d AND message = :m ORDER BY kind, outbox",
                            d_, message);
}

// ---- posts in groups ----

std::vector<Post> Store::posts(const std::string& notice) {
  return s_.query<Post>("SELECT channel, language, outbox FROM notify_posts WHERE district = :d AND notice = :n", d_,
                        notice);
}

void Store::insert(const std::string& notice, const Post& p) {
  s_.exec("INSERT INTO notify_posts (district, notice, channel, language, outbox) VALUES (:d, :n, :c, :l, :o)", d_,
          notice, p.channel, p.language, p.outbox);
}

std::optional<DeliveryState> Store::state_of(const std::string& outbox) {
  return s_.one<DeliveryState>("SELECT state FROM notify_deliveries WHERE district = :d AND outbox = :o LIMIT 1", d_,
                               outbox);
}

// ---- calls ----

std::vector<Message> Store::to_call(const std::string& subdistrict, const std::string& after, int limit) {
  std::string rest = after;
  const std::string after_notice = first_part(rest), after_subdistrict = first_part(rest);
  return s_.query<Message>(
      "SELECT m.id, m.owner_kind, m.owner, m.topic, m.urgency, m.content_json, m.notice, m.owner_name, m.subdistrict, "
      "m.made_at, m.read_at, m.confirmed_at, m.called_at, m.read_by_name, m.confirmed_by_name FROM notify_notices n "
      "JOIN notify_messages m ON m.district = n.district AND m.notice = n.id WHERE n.district = :d AND n.calls_at IS "
      "NOT NULL AND m.notice <> '' AND m.read_at IS NULL AND m.called_at IS NULL AND (:s = '' OR m.subdistrict = :s2) "
      "AND (n.id, m.subdistrict, m.owner) > (:an, :as, :ao) ORDER BY n.id, m.subdistrict, m.owner LIMIT :l",
      d_, subdistrict, subdistrict, after_notice, after_subdistrict, rest, limit);
}

void Store::insert(const PhoneCall& c) {
  s_.exec(
      "INSERT INTO notify_calls (district, notice, enterprise, number, at, by_person, by_name, outcome, note) VALUES "
      "(:d, :n, :e, :i, :at, :by, :bn, :o, :no)",
      d_, c.notice, c.enterprise, c.number, c.at, c.by, c.by_name, c.outcome, c.note);
}

std::vector<PhoneCall> Store::calls(const std::string& notice, const std::string& enterprise) {
  return s_.query<PhoneCall>(
      "SELECT notice, enterprise, number, at, by_person, by_name, outcome, note FROM notify_calls WHERE district = :d "
      "AND notice = :n AND enterprise = :e ORDER BY number",
      d_, notice, enterprise);
}

void Store::note_called(const Message& m, Timestamp now) {
  s_.exec(
      "UPDATE notify_messages SET called_at = :at WHERE district = :d AND owner_kind = :k AND owner = :o AND id = :id",
      now, d_, m.owner_kind, m.owner, m.id);
}

}  // namespace fugong::notify
