#include "exchange/store.h"

// The columns of the described structs, in their members' order.
#define FG_CITY \
  "url, root, joined_at, etag, issued_s, expires_s, fetched_at, checked_at, next_at, failures, trouble, copies"
#define FG_LIST "peer, number, uri, etag, issued_s, fetched_at, checked_at, next_at, failures, trouble, copies"
#define FG_RECOGNITION                                                                                                        \
  "id, direction, peer, pass, plate, route, entry_points, valid_from, valid_until, enterprise_name, wanted, state, made_at, " \
  "expires_at, received_at, asked_by, zones, reason, answered_at, answered_by, trouble, digest, delivered_at, "               \
  "deliveries_failed, delivery_trouble"

namespace fugong::exchange {
namespace {

constexpr std::string_view last_id = "g";  // after every UUID

}  // namespace

std::optional<City> Store::city() {
  return s_.one<City>("SELECT " FG_CITY " FROM exchange_city WHERE district = :d", d_);
}

std::string Store::trust_bytes() {
  return s_.one<std::string>("SELECT bytes FROM exchange_city WHERE district = :d", d_).value_or("");
}

void Store::join(const City& c) {
  leave();
  s_.exec("INSERT INTO exchange_city (district, " FG_CITY
          ", bytes) VALUES (:d, :u, :r, :j, :e, :i, :x, :f, :c, :n, :k, :t, 0, '')",
          d_, c.url, c.root, c.joined_at, c.etag, c.issued_s, c.expires_s, c.fetched_at, c.checked_at, c.next_at,
          c.failures, c.trouble);
}

void Store::leave() {
  s_.exec("DELETE FROM exchange_lists WHERE district = :d", d_);
  s_.exec("DELETE FROM exchange_city WHERE district = :d", d_);
}

void Store::keep_trust(const City& c, const std::string& bytes) {
  s_.exec("UPDATE exchange_city SET bytes = :b, copies = copies + 1 WHERE district = :d", bytes, d_);
  note(c);
}

void Store::note(const City& c) {
  s_.exec(
      "UPDATE exchange_city SET etag = :e, issued_s = :i, expires_s = :x, fetched_at = :f, checked_at = :c, next_at = :n, "
      "failures = :k, trouble = :t WHERE district = :d",
      c.etag, c.issued_s, c.expires_s, c.fetched_at, c.checked_at, c.next_at, c.failures, c.trouble, d_);
}

std::vector<PeerList> Store::lists() {
  return s_.query<PeerList>("SELECT " FG_LIST " FROM exchange_lists WHERE district = :d ORDER BY peer, number", d_);
}

std::optional<PeerList> Store::list(const DistrictCode& peer, std::int64_t number) {
  return s_.one<PeerList>("SELECT " FG_LIST " FROM exchange_lists WHERE district = :d AND peer = :p AND number = :n",
                          d_, peer, number);
}

std::string Store::list_bytes(const DistrictCode& peer, std::int64_t number) {
  return s_
      .one<std::string>("SELECT bytes FROM exchange_lists WHERE district = :d AND peer = :p AND number = :n", d_, peer,
                        number)
      .value_or("");
}

void Store::want(const PeerList& l) {
  s_.exec(
      "INSERT INTO exchange_lists (district, " FG_LIST
      ", bytes) VALUES (:d, :p, :n, :u, '', 0, 0, 0, 0, 0, '', 0, '') ON CONFLICT (district, peer, number) DO NOTHING",
      d_, l.peer, l.number, l.uri);
}

void Store::forget(const PeerList& l) {
  s_.exec("DELETE FROM exchange_lists WHERE district = :d AND peer = :p AND number = :n", d_, l.peer, l.number);
}

void Store::ask_all_anew() { s_.exec("UPDATE exchange_lists SET etag = '', next_at = 0 WHERE district = :d", d_); }

void Store::keep_list(const PeerList& l, const std::string& bytes) {
  s_.exec("UPDATE exchange_lists SET bytes = :b, copies = copies + 1 WHERE district = :d AND peer = :p AND number = :n",
          bytes, d_, l.peer, l.number);
  note(l);
}

void Store::note(const PeerList& l) {
  s_.exec(
      "UPDATE exchange_lists SET etag = :e, issued_s = :i, fetched_at = :f, checked_at = :c, next_at = :x, failures = :k, "
      "trouble = :t WHERE district = :d AND peer = :p AND number = :n",
      l.etag, l.issued_s, l.fetched_at, l.checked_at, l.next_at, l.failures, l.trouble, d_, l.peer, l.number);
}

void Store::insert(const Recognition& r) {
  s_.exec(
      "INSERT INTO exchange_recognitions (district, " FG_RECOGNITION
      ") VALUES (:d, :id, :dir, :p, :pass, :pl, :ro, :en, :vf, :vu, :e, :w, :st, :m, :x, :rc, :by, :z, :re, :a, :aby, :t, :g, :da, :df, :dt)",
      d_, r.id, r.direction, r.peer, r.pass, r.plate, r.route, r.entry_points, r.valid_from, r.valid_until,
      r.enterprise_name, r.wanted, r.state, r.made_at, r.expires_at, r.received_at, r.asked_by, r.zones, r.reason,
      r.answered_at, r.answered_by, r.trouble, r.digest, r.delivered_at, r.deliveries_failed, r.delivery_trouble);
}

std::optional<Recognition> Store::recognition(const RecognitionId& id) {
  return s_.one<Recognition>("SELECT " FG_RECOGNITION " FROM exchange_recognitions WHERE district = :d AND id = :id",
                             d_, id);
}

std::vector<Recognition> Store::recognitions(const RecognitionQuery& q) {
  const std::string_view before = q.before.empty() ? last_id : std::string_view(q.before);
  if (!q.pass.empty())
    return s_.query<Recognition>(
        "SELECT " FG_RECOGNITION
        " FROM exchange_recognitions WHERE district = :d AND pass = :p AND pass <> '' AND id < :b "
        "ORDER BY id DESC LIMIT :n",
        d_, q.pass, before, q.limit);
  // Open and lapsed ones are the same to the database but for the clock.
  const bool lapsed = q.state == json::enum_name(RecognitionState::lapsed);
  const Timestamp ends_from =
      q.state == json::enum_name(RecognitionState::open) ? Timestamp{q.now.ms + 1} : Timestamp{};
  const Timestamp ends_until = lapsed ? q.now : Timestamp{INT64_MAX};
  const std::string_view state = lapsed ? json::enum_name(RecognitionState::open) : std::string_view(q.state);
  return s_.query<Recognition>(
      "SELECT " FG_RECOGNITION
      " FROM exchange_recognitions WHERE district = :d AND id < :b AND (:dir = '' OR direction = :dir2) "
      "AND (:st = '' OR state = :st2) AND expires_at >= :ef AND expires_at <= :eu "
      "ORDER BY id DESC LIMIT :n",
      d_, before, q.direction, q.direction, state, state, ends_from, ends_until, q.limit);
}

bool Store::open_one_exists(const std::string& pass, const DistrictCode& peer, Timestamp now) {
  return s_
      .one<std::int64_t>(
          "SELECT CAST(1 AS BIGINT) FROM exchange_recognitions WHERE district = :d AND pass = :pass AND pass <> '' AND "
          "peer = :p AND state = 'open' AND expires_at > :now LIMIT 1",
          d_, pass, peer, now)
      .has_value();
}

std::int64_t Store::open_received(const DistrictCode& peer, Timestamp now) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM exchange_recognitions WHERE district = :d AND direction = 'received' AND peer = :p AND "
      "state = 'open' AND expires_at > :now",
      d_, peer, now);
}

bool Store::answer(const Recognition& r) {
  return s_.exec(
             "UPDATE exchange_recognitions SET state = :st, zones = :z, reason = :r, answered_at = :a, answered_by = :by, "
             "trouble = :t WHERE district = :d AND id = :id AND state = 'open'",
             r.state, r.zones, r.reason, r.answered_at, r.answered_by, r.trouble, d_, r.id) == 1;
}

void Store::note_delivered(const RecognitionId& id, Timestamp now) {
  s_.exec(
      "UPDATE exchange_recognitions SET delivered_at = :at, delivery_trouble = '' WHERE district = :d AND id = :id AND "
      "delivered_at IS NULL",
      now, d_, id);
}

void Store::note_undelivered(const RecognitionId& id, std::string_view trouble) {
  s_.exec(
      "UPDATE exchange_recognitions SET deliveries_failed = deliveries_failed + 1, delivery_trouble = :t WHERE district = :d "
      "AND id = :id AND delivered_at IS NULL",
      trouble, d_, id);
}

std::int64_t Store::count_undelivered(Timestamp now) {
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM exchange_recognitions WHERE district = :d AND delivered_at IS NULL AND "
      "(direction = 'sent' OR state <> 'open') AND valid_until > :now",
      d_, now);
}

}  // namespace fugong::exchange
