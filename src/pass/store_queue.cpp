// Requests on their way through the desks, and the journeys that they ask for.
#include "pass/store.h"
#include "pass/store_columns.h"

namespace fugong::pass {
namespace {

// A column that is 0 or 1, wanted as it is or either way.
std::int64_t lowest(const std::optional<bool>& wanted) { return wanted.value_or(false); }
std::int64_t highest(const std::optional<bool>& wanted) { return wanted.value_or(true); }

}  // namespace

std::vector<PassRequest> Store::queue(const QueueQuery& q) {
  if (q.by_age)
    return s_.query<PassRequest>(
        "SELECT " FG_REQUEST
        " FROM pass_requests WHERE district = :d AND state = 'open' AND waiting_for = :w AND id > :after "
        "AND (:k = '' OR kind = :k2) AND (:e = '' OR enterprise = :e2) AND urgent BETWEEN :u0 AND :u1 AND "
        "green BETWEEN :g0 AND :g1 AND due_at < :due ORDER BY id LIMIT :n",
        d_, q.waiting_for, q.after_id, q.kind, q.kind, q.enterprise, q.enterprise, lowest(q.urgent), highest(q.urgent),
        lowest(q.green), highest(q.green), q.due_before, q.limit);
  return s_.query<PassRequest>(
      "SELECT " FG_REQUEST
      " FROM pass_requests WHERE district = :d AND state = 'open' AND waiting_for = :w AND (due_at > :ad "
      "OR (due_at = :ad2 AND id > :after)) AND (:k = '' OR kind = :k2) AND (:e = '' OR enterprise = :e2) "
      "AND urgent BETWEEN :u0 AND :u1 AND green BETWEEN :g0 AND :g1 AND due_at < :due ORDER BY due_at, id "
      "LIMIT :n",
      d_, q.waiting_for, q.after_due, q.after_due, q.after_id, q.kind, q.kind, q.enterprise, q.enterprise,
      lowest(q.urgent), highest(q.urgent), lowest(q.green), highest(q.green), q.due_before, q.limit);
}

bool Store::save(const PassRequest& r) {
  return s_.exec(
             "UPDATE pass_requests SET purpose = :p, holders = :h, wanted = :w, state = :st, done_at = :done, waiting_for = :wf, "
             "then_to = :tt, green = :g, urgent = :u, due_at = :due, reasons = :re WHERE district = :d AND id = :id AND state IN "
             "('open', 'returned')",
             r.purpose, r.holders, r.wanted, r.state, r.done_at, r.waiting_for, r.then_to, r.green, r.urgent, r.due_at,
             r.reasons, d_, r.id) == 1;
}

std::int64_t Store::held_or_asked(const EnterpriseId& enterprise, const std::string& kind, Timestamp now) {
  const auto held = *s_.one<std::int64_t>(
      "SELECT COUNT(DISTINCT holder) FROM passes WHERE district = :d AND enterprise = :e AND kind = :k AND expires_at > :now "
      "AND state <> 'revoked'",
      d_, enterprise, kind, now);
  const auto asked = *s_.one<std::int64_t>(
      "SELECT CAST(COALESCE(SUM(wanted), 0) AS BIGINT) FROM pass_requests WHERE district = :d AND enterprise = :e AND kind = :k "
      "AND purpose = 'first' AND state IN ('open', 'returned')",
      d_, enterprise, kind);
  return held + asked;
}

void Store::insert(const Trip& t) {
  s_.exec("INSERT INTO pass_trips (district, " FG_TRIP
          ") VALUES (:d, :r, :v, :p, :vk, :pc, :va, :s, :e, :ro, :z, :az, :l, :g, :t, :ps, :pm, :pa)",
          d_, t.request, t.vehicle, t.plate, t.vehicle_kind, t.plate_colour, t.validity, t.starts_at, t.ends_at,
          t.route, t.zones, t.asked_zones, t.licence, t.goods, t.tonnes, t.people_sealed, t.people_shown, t.pass);
}

void Store::drop_trips(const PassRequestId& request) {
  s_.exec("DELETE FROM pass_trips WHERE district = :d AND request = :r", d_, request);
}

std::vector<Trip> Store::trips(const PassRequestId& request) {
  return s_.query<Trip>("SELECT " FG_TRIP " FROM pass_trips WHERE district = :d AND request = :r ORDER BY vehicle", d_,
                        request);
}

std::optional<Trip> Store::trip_of(const PassId& pass) {
  return s_.one<Trip>("SELECT " FG_TRIP " FROM pass_trips WHERE district = :d AND pass = :p AND pass <> ''", d_, pass);
}

void Store::set_pass(const PassRequestId& request, const std::string& vehicle, const PassId& pass) {
  s_.exec("UPDATE pass_trips SET pass = :p WHERE district = :d AND request = :r AND vehicle = :v", pass, d_, request,
          vehicle);
}

void Store::move_trip(const PassId& from, const PassId& to) {
  s_.exec("UPDATE pass_trips SET pass = :to WHERE district = :d AND pass = :from AND pass <> ''", to, d_, from);
}

}  // namespace fugong::pass
