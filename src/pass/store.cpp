#include "pass/store.h"

#include "pass/store_columns.h"

namespace fugong::pass {
namespace {

std::string_view cursor(const std::string& before) {
  return before.empty() ? after_every_id : std::string_view(before);
}

}  // namespace

std::int64_t Store::take_serials(std::int64_t count) {
  const auto end = s_.one<std::int64_t>(
      "INSERT INTO pass_heads (district, serials, status_version) VALUES (:d, :n, 0) "
      "ON CONFLICT (district) DO UPDATE SET serials = pass_heads.serials + excluded.serials RETURNING serials",
      d_, count);
  return *end - count;
}

std::int64_t Store::serials_taken() {
  return s_.one<std::int64_t>("SELECT serials FROM pass_heads WHERE district = :d", d_).value_or(0);
}

std::int64_t Store::status_version() {
  return s_.one<std::int64_t>("SELECT status_version FROM pass_heads WHERE district = :d", d_).value_or(0);
}

void Store::new_status_version() {
  s_.exec(
      "INSERT INTO pass_heads (district, serials, status_version) VALUES (:d, 0, 1) "
      "ON CONFLICT (district) DO UPDATE SET status_version = pass_heads.status_version + 1",
      d_);
}

std::optional<Pass> Store::find(const PassId& id) {
  return s_.one<Pass>("SELECT " FG_PASS " FROM passes WHERE district = :d AND id = :id", d_, id);
}

std::vector<LivePass> Store::live(const EnterpriseId& enterprise, const std::string& kind, Timestamp now) {
  return s_.query<LivePass>(
      "SELECT id, holder, expires_at, state, hold FROM passes WHERE district = :d AND enterprise = :e AND kind = :k "
      "AND expires_at > :now AND state <> 'revoked' ORDER BY serial",
      d_, enterprise, kind, now);
}

std::vector<Pass> Store::live_of_holder(const std::string& holder, Timestamp now) {
  return s_.query<Pass>("SELECT " FG_PASS
                        " FROM passes WHERE district = :d AND holder = :h AND expires_at > :now AND state <> 'revoked' "
                        "ORDER BY serial",
                        d_, holder, now);
}

void Store::insert(const Pass& p) {
  s_.exec("INSERT INTO passes (district, " FG_PASS
          ") VALUES (:d, :id, :s, :k, :e, :i, :h, :su, :at, :nb, :x, :st, :ho, :ch, :r, :re, :t)",
          d_, p.id, p.serial, p.kind, p.enterprise, p.issuance, p.holder, p.subject, p.issued_at, p.not_before,
          p.expires_at, p.state, p.hold, p.changed_at, p.reason, p.replaces, p.token);
}

std::vector<Pass> Store::page(const PassQuery& q) {
  if (q.serial >= 0)
    return s_.query<Pass>("SELECT " FG_PASS
                          " FROM passes WHERE district = :d AND serial = :s AND (:e = '' OR enterprise = :e2)",
                          d_, q.serial, q.enterprise, q.enterprise);
  // Stopped passes are few, and found by their own index; the others are read along the list's order.
  if (q.state == PassState::revoked || q.state == PassState::suspended)
    return s_.query<Pass>(
        "SELECT " FG_PASS
        " FROM passes WHERE district = :d AND state <> 'valid' AND state = :st AND (state = 'revoked' OR "
        "expires_at > :now) AND (:e = '' OR enterprise = :e2) AND (:k = '' OR kind = :k2) AND serial < :before "
        "ORDER BY serial DESC LIMIT :n",
        d_, *q.state, q.now, q.enterprise, q.enterprise, q.kind, q.kind, q.before, q.limit);
  // Without a wanted state, or with one of the two that the clock tells apart.
  const Timestamp from = q.state == PassState::valid ? Timestamp{q.now.ms + 1} : Timestamp{};
  const Timestamp until = q.state == PassState::expired ? q.now : Timestamp{INT64_MAX};
  const std::string_view not_state = q.state == PassState::valid     ? std::string_view("suspended")
                                     : q.state == PassState::expired ? std::string_view("revoked")
                                                                     : std::string_view();
  const std::string_view not_revoked = q.state ? std::string_view("revoked") : std::string_view();
  if (q.enterprise.empty())
    return s_.query<Pass>(
        "SELECT " FG_PASS
        " FROM passes WHERE district = :d AND serial < :before AND expires_at >= :from AND expires_at <= :until "
        "AND state <> :ns AND state <> :nr AND (:k = '' OR kind = :k2) ORDER BY serial DESC LIMIT :n",
        d_, q.before, from, until, not_state, not_revoked, q.kind, q.kind, q.limit);
  return s_.query<Pass>(
      "SELECT " FG_PASS
      " FROM passes WHERE district = :d AND enterprise = :e AND serial < :before AND expires_at >= :from AND "
      "expires_at <= :until AND state <> :ns AND state <> :nr AND (:k = '' OR kind = :k2) "
      "ORDER BY serial DESC LIMIT :n",
      d_, q.enterprise, q.before, from, until, not_state, not_revoked, q.kind, q.kind, q.limit);
}

bool Store::save_state(const Pass& p, PassState before) {
  return s_.exec(
             "UPDATE passes SET state = :st, hold = :h, changed_at = :at, reason = :r WHERE district = :d AND id = :id "
             "AND state = :before",
             p.state, p.hold, p.changed_at, p.reason, d_, p.id, before) == 1;
}

bool Store::save_token(const PassId& id, const std::string& token, const std::string& before) {
  return s_.exec("UPDATE passes SET token = :t WHERE district = :d AND id = :id AND token = :before", token, d_, id,
                 before) == 1;
}

void Store::each_live(
    const std::string& holder, Timestamp now,
    const std::function<void(std::tuple<std::string, std::string, PassState, std::string>&&)>& visit) {
  s_.each<std::tuple<std::string, std::string, PassState, std::string>>(
      "SELECT id, kind, state, token FROM passes WHERE district = :d AND holder = :h AND expires_at > :now AND "
      "state <> 'revoked' ORDER BY serial",
      visit, d_, holder, now);
}

std::int64_t Store::save_tokens(std::vector<std::string> ids, std::vector<std::string> before,
                                std::vector<std::string> tokens) {
  const std::size_t count = ids.size();
  const db::BulkColumn columns[] = {{"district", std::vector(count, d_.text)},
                                    {"id", std::move(ids)},
                                    {"state", std::vector(count, std::string(json::enum_name(PassState::valid)))},
                                    {"token", std::move(before)},
                                    {"token", std::move(tokens)}};
  return s_.bulk_update(table, 4, columns);
}

std::int64_t Store::hold_enterprise(const EnterpriseId& enterprise, const std::string& reason,
                                    std::span<const std::string> spared, Timestamp now) {
  std::string kinds = " ";  // each between blanks
  for (const std::string& kind : spared) kinds.append(kind).append(1, ' ');
  return s_.exec(
      "UPDATE passes SET state = 'suspended', hold = 'enterprise', changed_at = :at, reason = :r WHERE district = :d "
      "AND enterprise = :e AND state = 'valid' AND expires_at > :now AND REPLACE(:k, ' ' || kind || ' ', '') = :k2",
      now, reason, d_, enterprise, now, kinds, kinds);
}

std::int64_t Store::free_enterprise(const EnterpriseId& enterprise, const std::string& reason, Timestamp now) {
  return s_.exec(
      "UPDATE passes SET state = 'valid', hold = 'none', changed_at = :at, reason = :r WHERE district = :d "
      "AND enterprise = :e AND state = 'suspended' AND hold = 'enterprise'",
      now, reason, d_, enterprise);
}

void Store::each_stopped(std::int64_t first, std::int64_t end,
                         const std::function<void(std::int64_t, PassState)>& visit) {
  s_.each<std::tuple<std::int64_t, PassState>>(
      "SELECT serial, state FROM passes WHERE district = :d AND state <> 'valid' AND serial >= :first AND serial < :end",
      [&](const auto& row) { visit(std::get<0>(row), std::get<1>(row)); }, d_, first, end);
}

std::vector<std::tuple<std::int64_t, PassState>> Store::changed(std::int64_t first, std::int64_t end, Timestamp since,
                                                                int limit) {
  return s_.query<std::tuple<std::int64_t, PassState>>(
      "SELECT serial, state FROM passes WHERE district = :d AND changed_at <> issued_at AND changed_at >= :since AND "
      "serial >= :first AND serial < :end ORDER BY serial LIMIT :n",
      d_, since, first, end, limit);
}

Timestamp Store::last_end(const std::string& kind, Timestamp issued_before, Timestamp now) {
  return {*s_.one<std::int64_t>(
      "SELECT COALESCE(MAX(expires_at), 0) FROM passes WHERE district = :d AND (:k = '' OR kind = :k2) AND issued_at < :i "
      "AND expires_at > :now AND state <> 'revoked'",
      d_, kind, kind, issued_before, now)};
}

std::vector<PassKey> Store::keys() {
  return s_.query<PassKey>(
      "SELECT key_id, public_key, state, from_at, until_at, changed_at FROM pass_keys WHERE district = :d ORDER BY key_id",
      d_);
}

void Store::put(const PassKey& k) {
  s_.exec(
      "INSERT INTO pass_keys (district, key_id, public_key, state, from_at, until_at, changed_at) VALUES (:d, :k, :p, :st, "
      ":f, :u, :at) ON CONFLICT (district, key_id) DO UPDATE SET state = excluded.state, from_at = excluded.from_at, "
      "until_at = excluded.until_at, changed_at = excluded.changed_at",
      d_, k.key_id, k.public_key, k.state, k.from, k.until, k.changed_at);
}

std::vector<policy::SchemeStep> Store::called_in(const std::string& kind) {
  std::vector<policy::SchemeStep> out;
  for (const SchemeCall& c : s_.query<SchemeCall>(
           "SELECT scheme, from_at, grace_until FROM pass_schemes WHERE district = :d AND kind = :k ORDER BY scheme",
           d_, kind))
    out.push_back({c.scheme, c.from, c.grace_until - c.from});
  return out;
}

policy::PassKind Store::with_calls(policy::PassKind kind) {
  for (policy::SchemeStep& step : called_in(kind.id)) kind.schemes.push_back(std::move(step));
  return kind;
}

void Store::put(const std::string& kind, const SchemeCall& c) {
  s_.exec(
      "INSERT INTO pass_schemes (district, kind, scheme, from_at, grace_until) VALUES (:d, :k, :s, :f, :u) "
      "ON CONFLICT (district, kind, scheme) DO UPDATE SET from_at = excluded.from_at, grace_until = excluded.grace_until",
      d_, kind, c.scheme, c.from, c.grace_until);
}

void Store::insert(const PassRequest& r) {
  s_.exec("INSERT INTO pass_requests (district, " FG_REQUEST
          ") VALUES (:d, :id, :e, :c, :k, :p, :h, :w, :st, :at, :by, :n, :done, :wf, :tt, :g, :u, :due, :re)",
          d_, r.id, r.enterprise, r.case_id, r.kind, r.purpose, r.holders, r.wanted, r.state, r.requested_at,
          r.requested_by, r.issued, r.done_at, r.waiting_for, r.then_to, r.green, r.urgent, r.due_at, r.reasons);
}

std::optional<PassRequest> Store::find_request(const PassRequestId& id) {
  return s_.one<PassRequest>("SELECT " FG_REQUEST " FROM pass_requests WHERE district = :d AND id = :id", d_, id);
}

bool Store::same_open_request(const PassRequest& r) {
  return s_
      .one<std::int64_t>(
          "SELECT CAST(1 AS BIGINT) FROM pass_requests WHERE district = :d AND enterprise = :e AND state = 'open' AND kind = :k AND "
          "purpose = :p AND holders = :h LIMIT 1",
          d_, r.enterprise, r.kind, r.purpose, r.holders)
      .has_value();
}

std::vector<PassRequest> Store::requests(const RequestQuery& q) {
  const std::string_view before = cursor(q.before);
  if (!q.case_id.empty())
    return s_.query<PassRequest>(
        "SELECT " FG_REQUEST
        " FROM pass_requests WHERE district = :d AND case_id = :c AND id < :before AND (:e = '' OR enterprise = :e2) AND "
        "(:st = '' OR state = :st2) ORDER BY id DESC LIMIT :n",
        d_, q.case_id, before, q.enterprise, q.enterprise, q.state, q.state, q.limit);
  if (!q.enterprise.empty())
    return s_.query<PassRequest>("SELECT " FG_REQUEST
                                 " FROM pass_requests WHERE district = :d AND enterprise = :e AND id < :before AND "
                                 "(:st = '' OR state = :st2) ORDER BY id DESC LIMIT :n",
                                 d_, q.enterprise, before, q.state, q.state, q.limit);
  if (q.state == json::enum_name(RequestState::open))
    return s_.query<PassRequest>("SELECT " FG_REQUEST
                                 " FROM pass_requests WHERE district = :d AND state = 'open' AND id < :before "
                                 "ORDER BY id DESC LIMIT :n",
                                 d_, before, q.limit);
  return s_.query<PassRequest>(
      "SELECT " FG_REQUEST
      " FROM pass_requests WHERE district = :d AND id < :before AND (:st = '' OR state = :st2) "
      "ORDER BY id DESC LIMIT :n",
      d_, before, q.state, q.state, q.limit);
}

std::vector<PassRequest> Store::open_requests(const std::string& case_id, int limit) {
  if (case_id.empty())
    return s_.query<PassRequest>(
        "SELECT " FG_REQUEST
        " FROM pass_requests WHERE district = :d AND state = 'open' AND waiting_for = 'commissioner' ORDER BY id "
        "LIMIT :n",
        d_, limit);
  return s_.query<PassRequest>(
      "SELECT " FG_REQUEST
      " FROM pass_requests WHERE district = :d AND case_id = :c AND state = 'open' AND waiting_for = "
      "'commissioner' ORDER BY id "
      "LIMIT :n",
      d_, case_id, limit);
}

std::int64_t Store::count_open(const std::string& case_id) {
  if (case_id.empty())
    return *s_.one<std::int64_t>(
        "SELECT COUNT(*) FROM pass_requests WHERE district = :d AND state = 'open' AND waiting_for = "
        "'commissioner'",
        d_);
  return *s_.one<std::int64_t>(
      "SELECT COUNT(*) FROM pass_requests WHERE district = :d AND case_id = :c AND state = 'open' AND waiting_for = "
      "'commissioner'",
      d_, case_id);
}

bool Store::end_request(const PassRequestId& id, RequestState state, std::int64_t issued, Timestamp now) {
  return s_.exec(
             "UPDATE pass_requests SET state = :st, issued = :n, done_at = :at WHERE district = :d AND id = :id AND "
             "state IN ('open', 'returned')",
             state, issued, now, d_, id) == 1;
}

std::int64_t Store::wanted(const CaseId& id) {
  return *s_.one<std::int64_t>(
      "SELECT CAST(COALESCE(SUM(wanted), 0) AS BIGINT) FROM pass_requests WHERE district = :d AND case_id = :c AND "
      "state IN ('open', 'returned')",
      d_, id);
}

std::int64_t Store::last_issuance(const EnterpriseId& enterprise, const std::string& kind) {
  return *s_.one<std::int64_t>(
      "SELECT COALESCE(MAX(number), 0) FROM pass_issuances WHERE district = :d AND enterprise = :e AND kind = :k", d_,
      enterprise, kind);
}

void Store::insert(const Issuance& i) {
  s_.exec(
      "INSERT INTO pass_issuances (district, enterprise, kind, number, request, case_id, passes, issued_at, issued_by) "
      "VALUES (:d, :e, :k, :n, :r, :c, :p, :at, :by)",
      d_, i.enterprise, i.kind, i.number, i.request, i.case_id, i.passes, i.issued_at, i.issued_by);
  count(i);
}

std::vector<Issuance> Store::issuances(const EnterpriseId& enterprise) {
  return s_.query<Issuance>(
      "SELECT enterprise, kind, number, request, case_id, passes, issued_at, issued_by FROM pass_issuances "
      "WHERE district = :d AND enterprise = :e ORDER BY issued_at, kind, number",
      d_, enterprise);
}

std::vector<std::tuple<std::string, std::int64_t, std::int64_t>> Store::counts(Timestamp until) {
  return s_.query<std::tuple<std::string, std::int64_t, std::int64_t>>(
      "SELECT kind, CAST(SUM(passes) AS BIGINT), COUNT(DISTINCT enterprise) FROM pass_issuances WHERE district = :d AND "
      "issued_at < :until GROUP BY kind ORDER BY kind",
      d_, until);
}

std::optional<Scan> Store::find_scan(const ScanId& id) {
  return s_.one<Scan>("SELECT " FG_SCAN " FROM pass_scans WHERE district = :d AND id = :id", d_, id);
}

std::vector<db::BulkColumn> Store::columns_of(const DistrictCode& d, const std::vector<const Scan*>& scans) {
  const auto column = [&](std::string_view name, auto value_of) {
    std::vector<std::remove_cvref_t<decltype(value_of(*scans[0]))>> values;
    values.reserve(scans.size());
    for (const Scan* scan : scans) values.push_back(value_of(*scan));
    return db::BulkColumn{name, std::move(values)};
  };
  using Text = std::string;
  using Integer = std::int64_t;
  return {column("district", [&](const Scan&) { return d.text; }),
          column("id", [](const Scan& s) { return s.id.text; }),
          column("checkpoint", [](const Scan& s) { return s.checkpoint; }),
          column("at", [](const Scan& s) { return s.at.ms; }),
          column("received_at", [](const Scan& s) { return s.received_at.ms; }),
          column("token_hash", [](const Scan& s) { return s.token_hash; }),
          column("pass", [](const Scan& s) { return s.pass ? std::optional<Text>(s.pass->text) : std::nullopt; }),
          column("verdict", [](const Scan& s) { return s.verdict; }),
          column("reason", [](const Scan& s) { return s.reason; }),
          column("offline", [](const Scan& s) { return Integer{s.offline}; }),
          column("gate_verdict", [](const Scan& s) { return s.gate_verdict; }),
          column("gate_reason", [](const Scan& s) { return s.gate_reason; }),
          column("uploaded_by", [](const Scan& s) { return s.uploaded_by; }),
          column("flag", [](const Scan& s) { return s.flag; }),
          column("proof_s", [](const Scan& s) { return s.proof_s; }),
          column("heading", [](const Scan& s) { return s.heading; })};
}

void Store::insert_scans(std::span<const db::BulkColumn> columns, const std::vector<const Scan*>& scans) {
  s_.bulk_insert("pass_scans", columns);
  count(scans);
}

std::vector<SeenPass> Store::seen(const PassId& pass, Timestamp from, Timestamp until, int limit) {
  return s_.query<SeenPass>(
      "SELECT id, checkpoint, at, verdict, proof_s FROM pass_scans WHERE district = :d AND pass = :p AND at >= :from AND "
      "at <= :until ORDER BY at LIMIT :n",
      d_, pass, from, until, limit);
}

void Store::flag_scan(const ScanId& id, const std::string& flag) {
  s_.exec("UPDATE pass_scans SET flag = :f WHERE district = :d AND id = :id", flag, d_, id);
}

bool Store::has_passed_with(const PassId& pass, std::int64_t proof_s, const ScanId& but, Timestamp since,
                            Timestamp until) {
  return s_
      .one<std::int64_t>(
          "SELECT CAST(1 AS BIGINT) FROM pass_scans WHERE district = :d AND pass = :p AND at >= :since AND at <= :until "
          "AND proof_s = :t AND verdict IN ('green', 'grey') AND id <> :but LIMIT 1",
          d_, pass, since, until, proof_s, but)
      .has_value();
}

bool Store::has_passed(const PassId& pass, const ScanId& but, Timestamp since, Timestamp until) {
  return s_
      .one<std::int64_t>(
          "SELECT CAST(1 AS BIGINT) FROM pass_scans WHERE district = :d AND pass = :p AND at > :since AND at <= :until "
          "AND verdict IN ('green', 'grey') AND id <> :but LIMIT 1",
          d_, pass, since, until, but)
      .has_value();
}

std::vector<std::tuple<std::string, std::int64_t>> Store::flags(Timestamp from, Timestamp to) {
  return s_.query<std::tuple<std::string, std::int64_t>>(
      "SELECT flag, COUNT(*) FROM pass_scans WHERE district = :d AND at >= :from AND at < :to AND flag <> '' GROUP BY flag "
      "ORDER BY flag",
      d_, from, to);
}

std::vector<std::tuple<std::string, std::int64_t>> Store::verdicts(Timestamp from, Timestamp to) {
  return s_.query<std::tuple<std::string, std::int64_t>>(
      "SELECT verdict, COUNT(*) FROM pass_scans WHERE district = :d AND at >= :from AND at < :to GROUP BY verdict "
      "ORDER BY verdict",
      d_, from, to);
}

std::vector<std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t>> Store::scan_groups(
    Timestamp from, Timestamp to) {
  return s_.query<std::tuple<std::string, std::string, std::string, std::int64_t, std::int64_t>>(
      "SELECT verdict, reason, checkpoint, COUNT(*), CAST(SUM(CASE WHEN gate_verdict <> '' AND gate_verdict <> verdict "
      "THEN 1 ELSE 0 END) AS BIGINT) FROM pass_scans WHERE district = :d AND at >= :from AND at < :to "
      "GROUP BY verdict, reason, checkpoint ORDER BY checkpoint, verdict, reason",
      d_, from, to);
}

}  // namespace fugong::pass
