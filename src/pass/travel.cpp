#include "pass/travel.h"

#include <cmath>
#include <map>

#include "pass/store.h"

// The columns of Row, in its members' order.
#define FG_ALERT \
  "id, pass, kind, first_scan, second_scan, distance_m, gap_s, speed_kmh, limit_kmh, raised_at, closed_at, note"

namespace fugong::pass {
namespace {

using Places = std::map<std::string, Position>;

Places places_of(const DistrictCode& district, db::Session& session) {
  Places out;
  session.each<std::tuple<std::string, double, double>>(
      "SELECT code, latitude, longitude FROM pass_checkpoints WHERE district = :d",
      [&](auto&& row) { out[std::get<0>(row)] = {std::get<1>(row), std::get<2>(row)}; }, district);
  return out;
}

// What was seen of the pass just before and just after, at checkpoints whose place is known.
std::vector<SeenPass> neighbours(const DistrictCode& district, db::Session& session, const Scan& scan) {
  auto out = session.query<SeenPass>(
      "SELECT s.id, s.checkpoint, s.at, s.verdict, s.proof_s FROM pass_scans s JOIN pass_checkpoints c ON c.district = "
      "s.district AND c.code = s.checkpoint WHERE s.district = :d AND s.pass = :p AND s.at <= :at AND s.at > :from AND "
      "s.id <> :id ORDER BY s.at DESC LIMIT 1",
      district, *scan.pass, scan.at, scan.at - travel_looked_back, scan.id);
  auto later = session.query<SeenPass>(
      "SELECT s.id, s.checkpoint, s.at, s.verdict, s.proof_s FROM pass_scans s JOIN pass_checkpoints c ON c.district = "
      "s.district AND c.code = s.checkpoint WHERE s.district = :d AND s.pass = :p AND s.at >= :at AND s.at < :until AND "
      "s.id <> :id ORDER BY s.at LIMIT 1",
      district, *scan.pass, scan.at, scan.at + travel_looked_back, scan.id);
  out.insert(out.end(), later.begin(), later.end());
  return out;
}

}  // namespace

struct Travel::Row {
  TravelAlertId id;
  PassId pass;
  std::string kind;
  ScanId first, second;  // the earlier first
  std::int64_t distance_m = 0, gap_s = 0, speed_kmh = 0, limit_kmh = 0;
  Timestamp raised_at{};
  std::optional<Timestamp> closed_at;
  std::string note;
  BOOST_DESCRIBE_CLASS(Row, (),
                       (id, pass, kind, first, second, distance_m, gap_s, speed_kmh, limit_kmh, raised_at, closed_at,
                        note),
                       (), ())
};

Status Travel::judge(db::Session& session, const std::vector<FreshScan>& fresh, Sightings& sightings, Timestamp now) {
  const Places places = places_of(o_.district, session);
  if (places.size() < 2) return {};
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  for (const FreshScan& sighted : fresh) {
    const Scan& scan = *sighted.scan;
    const auto here = places.find(scan.checkpoint);
    const policy::PassKind* kind = rules.pack->pass_kind(sighted.kind);
    if (!scan.pass || here == places.end() || !kind || kind->speed_kmh_max <= 0) continue;
    auto others = sightings.around(scan, [&](const std::string& checkpoint) { return places.contains(checkpoint); });
    if (!others) others = neighbours(o_.district, session, scan);
    for (const SeenPass& other : *others)
      if (const auto impossible =
              impossible_between({here->second, scan.at}, {places.at(other.checkpoint), other.at}, kind->speed_kmh_max))
        raise_alert(session, sighted, other, *impossible, kind->speed_kmh_max, now);
  }
  return {};
}

void Travel::raise_alert(db::Session& session, const FreshScan& sighted, const SeenPass& other,
                         const Impossible& impossible, int limit_kmh, Timestamp now) {
  const Scan& scan = *sighted.scan;
  const bool is_later = std::pair(scan.at, scan.id) > std::pair(other.at, other.id);
  const TravelAlertId id = TravelAlertId::make(now, o_.random);
  const auto raised = session.exec(
      "INSERT INTO pass_travel_alerts (district, id, pass, kind, first_scan, second_scan, distance_m, gap_s, speed_kmh, "
      "limit_kmh, raised_at) VALUES (:d, :id, :p, :k, :f, :s, :m, :g, :v, :l, :at) ON CONFLICT (district, first_scan, "
      "second_scan) DO NOTHING",
      o_.district, id, *scan.pass, sighted.kind, is_later ? other.id : scan.id, is_later ? scan.id : other.id,
      std::llround(impossible.distance_m), impossible.gap.ms / 1000, std::llround(impossible.speed_kmh), limit_kmh,
      now);
  if (raised == 0) return;  // both are of this upload
  audit::append(session, audit_entry(o_, now, {}, "alert.travel", "pass", scan.pass->text,
                                     {{"alert", id.text},
                                      {"distance_m", std::llround(impossible.distance_m)},
                                      {"gap_s", impossible.gap.ms / 1000}}));
  publish(o_, session, "alert", {{"alert", id.text}, {"pass", scan.pass->text}, {"kind", "travel"}});
}

Result<CheckpointLine> Travel::place(db::Session& session, const Context& context, const std::string& code,
                                     const CheckpointPlace& body) {
  FG_CHECK(identity::require(context.actor, "checkpoint.place"));
  if (code.empty() || code.size() > checkpoint_code_bytes_max) return invalid("checkpoint.code", "code");
  if (!(std::abs(body.latitude) <= 90)) return invalid("checkpoint.position", "latitude");
  if (!(std::abs(body.longitude) <= 180)) return invalid("checkpoint.position", "longitude");
  session.exec(
      "INSERT INTO pass_checkpoints (district, code, latitude, longitude, changed_at) VALUES (:d, :c, :la, :lo, :at) "
      "ON CONFLICT (district, code) DO UPDATE SET latitude = excluded.latitude, longitude = excluded.longitude, changed_at = "
      "excluded.changed_at",
      o_.district, code, body.latitude, body.longitude, context.now);
  audit::append(session, audit_entry(o_, context.now, context.actor, "checkpoint.place", "checkpoint", code,
                                     {{"latitude", body.latitude}, {"longitude", body.longitude}}));
  return CheckpointLine{code, body.latitude, body.longitude, context.now};
}

Result<std::vector<CheckpointLine>> Travel::checkpoints(db::Session& session, const Context& context) {
  FG_CHECK(identity::require(context.actor, "scan.read"));
  return session.query<CheckpointLine>(
      "SELECT code, latitude, longitude, changed_at FROM pass_checkpoints WHERE district = :d ORDER BY code",
      o_.district);
}

Result<TravelAlertView> Travel::view_of(db::Session& session, const Row& row, Language language) const {
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  TravelAlertView out{.id = row.id,
                      .pass = row.pass,
                      .kind = row.kind,
                      .kind_name = kind_name(*rules.pack, row.kind, language),
                      .number = {},
                      .subject = {},
                      .enterprise = {},
                      .distance_m = row.distance_m,
                      .gap_s = row.gap_s,
                      .speed_kmh = row.speed_kmh,
                      .limit_kmh = row.limit_kmh,
                      .raised_at = row.raised_at,
                      .closed_at = row.closed_at,
                      .note = {},
                      .scans = {}};
  if (!row.note.empty()) out.note = row.note;
  Store store(o_.district, session);
  if (const auto pass = store.find(row.pass)) {
    out.number = number_of(o_.district, pass->serial);
    out.subject = pass->subject;
    out.enterprise = pass->enterprise;
  }
  for (const ScanId& id : {row.first, row.second})
    if (const auto scan = store.find_scan(id))
      out.scans.push_back(
          {id, scan->checkpoint, scan->at, scan->received_at, scan->verdict, scan->reason, scan->offline});
  return out;
}

Result<http::Page<TravelAlertView>> Travel::alerts(db::Session& session, const Context& context,
                                                   const TravelFilter& filter) {
  FG_CHECK(identity::require(context.actor, "scan.read"));
  FG_TRY(const int limit, page_limit(filter.limit));
  if (filter.after && !is_uuid(*filter.after)) return invalid("pass.bad_cursor", "after");
  const std::string_view before = filter.after ? std::string_view(*filter.after) : after_every_id;
  const bool open = filter.open.value_or(false), closed = filter.open && !*filter.open;
  auto rows =
      open ? session.query<Row>("SELECT " FG_ALERT
                                " FROM pass_travel_alerts WHERE district = :d AND closed_at IS NULL AND id < :before "
                                "ORDER BY id DESC LIMIT :n",
                                o_.district, before, limit + 1)
           : session.query<Row>("SELECT " FG_ALERT
                                " FROM pass_travel_alerts WHERE district = :d AND id < :before AND (:all = 1 OR "
                                "closed_at IS NOT NULL) ORDER BY id DESC LIMIT :n",
                                o_.district, before, !closed, limit + 1);
  http::Page<TravelAlertView> page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = rows.back().id.text;
  }
  for (const Row& row : rows) {
    FG_TRY(TravelAlertView view, view_of(session, row, context.language));
    page.items.push_back(std::move(view));
  }
  return page;
}

std::optional<Travel::Row> Travel::find(db::Session& session, const TravelAlertId& id) const {
  return session.one<Row>("SELECT " FG_ALERT " FROM pass_travel_alerts WHERE district = :d AND id = :id", o_.district,
                          id);
}

Result<TravelAlertView> Travel::close(db::Session& session, const Context& context, const TravelAlertId& id,
                                      const TravelNote& body) {
  FG_CHECK(identity::require(context.actor, "alert.close"));
  auto row = find(session, id);
  if (!row) return fail(ErrorKind::not_found, "alert.not_found");
  if (row->closed_at) return fail(ErrorKind::conflict, "alert.closed");
  if (body.note.empty()) return invalid("pass.reason_needed", "note");
  if (body.note.size() > reason_bytes_max)
    return invalid("pass.reason_too_long", "note", {{"limit", std::to_string(reason_bytes_max / 3)}});
  session.exec(
      "UPDATE pass_travel_alerts SET closed_at = :at, note = :n, closed_by = :by WHERE district = :d AND id = :id",
      context.now, body.note, context.actor.person, o_.district, id);
  row->closed_at = context.now;
  row->note = body.note;
  audit::append(session, audit_entry(o_, context.now, context.actor, "alert.close", "pass", row->pass.text,
                                     {{"alert", id.text}, {"note", body.note}}));
  publish(o_, session, "alert", {{"alert", id.text}, {"pass", row->pass.text}, {"closed", true}});
  return view_of(session, *row, context.language);
}

void declare_travel_routes(http::Router& router, Travel& travel) {
  using http::Call;
  using http::Empty;
  using http::Method;
  static constexpr auto context_of = [](const Call& call) { return Context{call.actor, call.now, call.language}; };
  router.query<TravelFilter, http::Page<TravelAlertView>>(
      {Method::get, "/api/v1/travel-alerts", "scan.read", "listTravelAlerts",
       "Pairs of sightings of one pass that no vehicle could make, newest first"},
      [&travel](Call& call, db::Session& session, const TravelFilter& filter) {
        return travel.alerts(session, call.as<Context>(), filter);
      });
  router.command<TravelNote, TravelAlertView>(
      {Method::post, "/api/v1/travel-alerts/{id}/closing", "alert.close", "closeTravelAlert",
       "What was found; ends the alert"},
      [&travel](Call& call, db::Session& session, const TravelNote& body) -> Result<TravelAlertView> {
        FG_TRY(const TravelAlertId id, call.id<TravelAlertTag>("id"));
        return travel.close(session, call.as<Context>(), id, body);
      });
  router.query<Empty, std::vector<CheckpointLine>>(
      {Method::get, "/api/v1/checkpoints", "scan.read", "listCheckpoints", "Where the checkpoints are"},
      [&travel](Call& call, db::Session& session, const Empty&) {
        return travel.checkpoints(session, call.as<Context>());
      });
  router.command<CheckpointPlace, CheckpointLine>(
      {Method::put, "/api/v1/checkpoints/{code}", "checkpoint.place", "placeCheckpoint", "Where a checkpoint is"},
      [&travel](Call& call, db::Session& session, const CheckpointPlace& body) {
        return travel.place(session, call.as<Context>(), std::string(call.param("code")), body);
      });
}

}  // namespace fugong::pass
