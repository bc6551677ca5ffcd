// What checkpoints saw: judged again here with the newest lists, stored once, however often it is uploaded.
#include <deque>
#include <map>
#include <set>

#include "base/validators.h"
#include "crypto/hash.h"
#include "pass/acts.h"
#include "pass/publisher.h"
#include "pass/travel.h"

namespace fugong::pass {

struct PreparedScans {
  std::vector<Scan> scans;
  std::vector<db::BulkColumn> columns;  // of them, as they are stored
  std::vector<ScanResult> results;
  token::GatePolicy policy;
};

namespace {

constexpr Duration clock_lead_max = minutes(5);  // of a gate's clock before ours
constexpr std::size_t token_hash_bytes = 16;

// Grey is let through as well: sampled, and the result to come.
bool is_passage(token::Verdict verdict) { return verdict == token::Verdict::green || verdict == token::Verdict::grey; }

std::string at_index(std::size_t i, const char* member) { return "scans[" + std::to_string(i) + "]." + member; }

// Judges tokens, each against the lists of the district that issued it; every list is fetched once. Own passes are
// judged by the own keys: the city hears of a new one a little later. It remembers what it has let through: a proof is
// good for one passage.
class Judge {
 public:
  Judge(Publisher& publisher, const ServiceOptions& options, db::Session& session, Timestamp now)
      : publisher_(publisher), o_(options), session_(session), now_(now), trust_(publisher.trust(session, now)),
        city_(o_.hooks.city_trust ? o_.hooks.city_trust(session, now) : nullptr) {}

  token::Judgement operator()(const std::string& token, token::Circumstances circumstances, Language language) {
    token::Checked checked = token::check_token(token, *trust_);
    const bool foreign = city_ && !checked.fault && checked.signature == token::Trust::Answer::unknown_issuer;
    if (foreign) checked = token::check_token(token, city_->trust);
    const token::Trust& trust = foreign ? city_->trust : *trust_;
    const bool good = !checked.fault && checked.signature == token::Trust::Answer::good;
    std::vector<token::Seen>* seen = good ? &seen_[checked.claims.id.text] : nullptr;
    if (seen) circumstances.seen = *seen;
    const token::SignedStatusList* list = good ? list_of(checked.claims) : nullptr;
    token::Judgement out = token::judge(checked, trust.list().issued_s, list, circumstances);
    out.message = token::explanation(out, language);
    if (seen && is_passage(out.verdict))
      seen->push_back(
          {checked.claims.id, checked.proof ? std::optional(checked.proof->at_s) : std::nullopt, circumstances.at});
    return out;
  }

 private:
  const token::SignedStatusList* list_of(const token::Claims& claims) {
    const auto [at, is_new] = lists_.try_emplace({claims.issuer.text, claims.list, claims.status_uri});
    if (is_new && claims.issuer == o_.district) at->second = publisher_.entries(session_, claims.list, now_);
    else if (is_new && o_.hooks.list_for) at->second = o_.hooks.list_for(session_, claims, now_);
    return at->second.get();
  }

  using ListName = std::tuple<std::string, std::int64_t, std::string>;  // district, number, and place when it is told
  Publisher& publisher_;
  const ServiceOptions& o_;
  db::Session& session_;
  Timestamp now_;
  std::shared_ptr<const token::Trust> trust_;
  const CityTrustPtr city_;  // nullptr: the district is alone
  std::map<ListName, std::shared_ptr<const token::SignedStatusList>> lists_;
  std::map<std::string, std::vector<token::Seen>> seen_;  // by pass
};

// A guard speaks for the own checkpoint only.
Result<std::string> checkpoint_of(const Actor& actor, const ScanBody& scan, std::size_t i) {
  if (actor.kind == OrganisationKind::checkpoint) return actor.organisation_code;
  const std::string code = scan.checkpoint.value_or("");
  if (code.empty() || code.size() > checkpoint_code_bytes_max)
    return invalid("scan.checkpoint_needed", at_index(i, "checkpoint"));
  return code;
}

Result<token::Circumstances> circumstances_of(const token::GatePolicy& policy, const ScanBody& scan, Timestamp at,
                                              std::size_t i) {
  token::Circumstances out = token::circumstances_under(policy, at);
  if (scan.challenge) {
    const auto challenge = token::read_challenge(*scan.challenge);
    if (!challenge) return invalid("verify.challenge", at_index(i, "challenge"));
    out.challenge = *challenge;
  }
  if (scan.plate && !scan.plate->empty()) {
    FG_TRY(out.plate, parse_plate(*scan.plate, at_index(i, "plate")));
  }
  out.zone = scan.zone.value_or("");
  return out;
}

ScanResult known_result(const Scan& scan, Language language) {
  ScanResult out{.id = scan.id, .duplicate = true};
  out.verdict = json::enum_value<token::Verdict>(scan.verdict).value_or(token::Verdict::unknown);
  out.reason = json::enum_value<token::Reason>(scan.reason).value_or(token::Reason::malformed);
  out.message = message(language, "verdict." + scan.reason);
  return out;
}

}  // namespace

Result<PreparedScansPtr> Service::prepare_scans(db::Session& session, const Context& context,
                                                const ScanUpload& upload) {
  FG_CHECK(identity::require(context.actor, "scan.upload"));
  if (upload.scans.empty() || upload.scans.size() > scans_max)
    return invalid("scan.count", "scans", {{"limit", std::to_string(scans_max)}});
  FG_TRY(const token::GatePolicy policy, gate_policy(session, context.now));
  auto out = std::make_shared<PreparedScans>();
  std::set<std::string_view> ids;
  Judge judge_token(*publisher_, o_, session, context.now);
  for (std::size_t i = 0; i < upload.scans.size(); ++i) {
    const ScanBody& body = upload.scans[i];
    if (!ids.insert(body.id.text).second) return invalid("scan.duplicate_id", at_index(i, "id"));
    const Timestamp at = body.at.value_or(context.now);
    if (at > context.now + clock_lead_max) return invalid("scan.in_future", at_index(i, "at"));
    FG_TRY(std::string checkpoint, checkpoint_of(context.actor, body, i));
    FG_TRY(const token::Circumstances circumstances, circumstances_of(policy, body, at, i));
    token::Judgement j = judge_token(body.token, circumstances, context.language);
    Scan scan{.id = body.id, .checkpoint = std::move(checkpoint), .at = at, .received_at = context.now};
    scan.token_hash = crypto::to_hex(crypto::as_bytes(crypto::sha256(body.token)).substr(0, token_hash_bytes));
    if (j.pass) scan.pass = j.pass->id;
    scan.verdict = json::enum_name(j.verdict);
    scan.reason = json::enum_name(j.reason);
    scan.offline = body.offline.value_or(false);
    if (body.gate_verdict) scan.gate_verdict = json::enum_name(*body.gate_verdict);
    if (body.gate_reason) scan.gate_reason = json::enum_name(*body.gate_reason);
    scan.uploaded_by = context.actor.person.text;
    if (body.flag) scan.flag = json::enum_name(*body.flag);
    if (j.clock_offset) scan.proof_s = at.ms / 1000 + *j.clock_offset;
    if (body.heading) scan.heading = json::enum_name(*body.heading);
    out->scans.push_back(std::move(scan));
    out->results.push_back(
        {body.id, false, j.verdict, j.reason, std::move(j.message), std::move(j.pass), j.upgrade_due, j.clock_offset});
  }
  out->policy = policy;
  std::vector<const Scan*> all;
  for (const Scan& scan : out->scans) all.push_back(&scan);
  out->columns = Store::columns_of(o_.district, all);
  return PreparedScansPtr(std::move(out));
}

namespace {

void log_flag(const ServiceOptions& o, db::Session& session, const Context& context, const Scan& scan) {
  audit::append(session, audit_entry(o, context.now, context.actor, "scan.flag", "scan", scan.id.text,
                                     {{"flag", scan.flag}, {"pass", scan.pass ? scan.pass->text : ""}}));
}

// A scan that is stored already was sent before. Another code under its id is a gate that makes its ids badly; what it
// saw must not vanish unseen.
Result<ScanResult> stored_before(const ServiceOptions& o, db::Session& session, const Context& context,
                                 const Scan& scan, const Scan& known, std::size_t number) {
  if (known.token_hash != scan.token_hash) return fail(ErrorKind::conflict, "scan.id_reused", at_index(number, "id"));
  if (!scan.flag.empty() && scan.flag != known.flag) {  // the guard looked again after it was sent
    Store(o.district, session).flag_scan(scan.id, scan.flag);
    log_flag(o, session, context, scan);
  }
  return known_result(known, context.language);
}

void call_replayed(Scan& scan, ScanResult& result, Language language) {
  result.verdict = token::Verdict::red;
  result.reason = token::Reason::replayed;
  result.message = message(language, "verdict.replayed");
  scan.verdict = json::enum_name(result.verdict);
  scan.reason = json::enum_name(result.reason);
}

// Whether the holder went on, as the gate decided; a gate that decided nothing did as it was told. Who shows a pass
// once more has gone through with it before, so that it does not matter which of two gates tells first.
bool went_through(const Scan& scan) {
  const bool alone = !scan.gate_verdict.empty();
  const std::string& verdict = alone ? scan.gate_verdict : scan.verdict;
  return verdict == json::enum_name(token::Verdict::green) || verdict == json::enum_name(token::Verdict::grey) ||
         (!alone && scan.reason == json::enum_name(token::Reason::replayed));
}

}  // namespace

struct SeenPassage {
  const Scan* scan = nullptr;
  std::optional<token::ShownPass> pass;  // of a good signature
};

Status Service::tell_passages(db::Session& session, const std::vector<SeenPassage>& seen, Timestamp now) {
  if (!o_.hooks.watches || !o_.hooks.on_passages) return {};
  std::map<std::string, bool> watched;
  std::vector<Passage> passages;
  for (const auto& [scan, shown] : seen) {
    if (!shown || shown->plate || !went_through(*scan)) continue;
    const auto [place, is_new] = watched.try_emplace(scan->checkpoint, false);
    if (is_new) place->second = o_.hooks.watches(session, scan->checkpoint);
    if (!place->second) continue;
    const auto pass = Store(o_.district, session).find(shown->id);
    passages.push_back({scan->id, scan->checkpoint, scan->at, json::enum_value<Heading>(scan->heading), shown->id,
                        pass ? pass->holder : "", shown->holder.value_or("")});
  }
  return passages.empty() ? Status{} : o_.hooks.on_passages(session, passages, now);
}

Result<ScanReceipt> Service::store_scans(db::Session& session, const Context& context,
                                         const PreparedScansPtr& prepared) {
  FG_CHECK(identity::require(context.actor, "scan.upload"));
  Store store(o_.district, session);
  Sightings sightings(store, prepared->policy, prepared->scans);
  ScanReceipt receipt{.results = prepared->results};
  std::vector<const Scan*> fresh;
  std::deque<Scan> replayed;  // what is prepared may be stored once more, so it is not changed
  std::vector<FreshScan> sighted;
  std::vector<SeenPassage> seen;
  std::map<std::string, std::int64_t> verdicts;
  for (std::size_t i = 0; i < prepared->scans.size(); ++i) {
    const Scan* scan = &prepared->scans[i];
    ScanResult& result = receipt.results[i];
    if (const auto known = store.find_scan(scan->id)) {
      FG_TRY(result, stored_before(o_, session, context, *scan, *known, i));
      ++receipt.duplicates;
      continue;
    }
    if (is_passage(result.verdict) && sightings.was_shown_before(*scan)) {
      scan = &replayed.emplace_back(*scan);
      call_replayed(replayed.back(), result, context.language);
    }
    fresh.push_back(scan);
    ++verdicts[scan->verdict];
    if (result.pass) sighted.push_back({scan, result.pass->kind});
    seen.push_back({scan, result.pass});
    if (!scan->flag.empty()) log_flag(o_, session, context, *scan);
  }
  receipt.stored = static_cast<std::int64_t>(fresh.size());
  if (fresh.empty()) return receipt;
  const bool as_prepared = replayed.empty() && receipt.duplicates == 0;
  store.insert_scans(as_prepared ? prepared->columns : Store::columns_of(o_.district, fresh), fresh);
  for (const Scan* scan : fresh) sightings.add(*scan);
  FG_CHECK(travel_->judge(session, sighted, sightings, context.now));
  FG_CHECK(tell_passages(session, seen, context.now));
  json::Object counted;
  for (const auto& [verdict, count] : verdicts) counted[verdict] = count;
  const json::Object detail{{"scans", receipt.stored}, {"verdicts", counted}};
  audit::append(session, audit_entry(o_, context.now, context.actor, "scan.upload", "checkpoint",
                                     fresh.front()->checkpoint, detail));
  publish(o_, session, "scan", detail);
  return receipt;
}

Result<ScanSummary> Service::scan_summary(db::Session& session, const Context& context,
                                          const ScanSummaryFilter& filter) {
  FG_CHECK(identity::require(context.actor, "scan.read"));
  FG_TRY(const policy::InForce rules, o_.policies.in_force(session));
  const std::string& zone = rules.pack->calendar.zone;
  ScanSummary out;
  out.day = filter.day.value_or(local_date(context.now, zone));
  std::map<std::string, CheckpointCount> checkpoints;
  for (const auto& [verdict, reason, checkpoint, count, otherwise] :
       Store(o_.district, session).scan_groups(start_of_day(out.day, zone), start_of_day(next_day(out.day), zone))) {
    out.total += count;
    out.verdicts[verdict] += count;
    out.reasons[reason] += count;
    out.disagreements += otherwise;
    CheckpointCount& line = checkpoints[checkpoint];
    line.checkpoint = checkpoint;
    line.scans += count;
    if (verdict == json::enum_name(token::Verdict::green)) line.green += count;
  }
  for (const auto& [flag, count] :
       Store(o_.district, session).flags(start_of_day(out.day, zone), start_of_day(next_day(out.day), zone)))
    out.flags[flag] = count;
  for (auto& [code, line] : checkpoints) out.checkpoints.push_back(std::move(line));
  return out;
}

Result<NumberedPass> Service::pass_of_number(db::Session& session, const Context& context, const std::string& number) {
  FG_CHECK(identity::require(context.actor, "scan.upload"));
  const auto serial = serial_of(o_.district, number);
  if (!serial) return invalid("pass.bad_number", "number", {{"district", o_.district.text}});
  auto found = Store(o_.district, session).page({.serial = *serial, .limit = 1, .now = context.now});
  if (found.empty()) return fail(ErrorKind::not_found, "pass.not_found", "number");
  return NumberedPass{std::move(found.front().token)};
}

}  // namespace fugong::pass
