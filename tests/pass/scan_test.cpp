#include "token/token.h"
#include "world.h"

namespace fugong::pass_test {
namespace {

class Scans : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    e_ = enter(1);
    hire(e_, 2);
    buy(e_, "辽A12345", "大东至铁西");
    issue_all(e_, "employee");
    issue_all(e_, "truck");
    truck_ = view(list({.kind = "truck"})[0].id);
    worker_ = view(list({.kind = "employee"})[0].id);
  }
  Result<ScanReceipt> upload(const Actor& a, std::vector<ScanBody> scans) {
    const auto prepared =
        read<PreparedScansPtr>([&](db::Session& s) { return service_->prepare_scans(s, by(a), {scans}); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<ScanReceipt>([&](db::Session& s) { return service_->store_scans(s, by(a), *prepared); });
  }
  ScanBody scan(std::string token) { return {.id = ScanId::make(now_, random_), .token = std::move(token)}; }
  Reason reason_of(ScanBody body) { return must(upload(guard, {std::move(body)})).results.at(0).reason; }
  ScanSummary summary() {
    return must(read<ScanSummary>([&](db::Session& s) { return service_->scan_summary(s, by(officer), {}); }));
  }

  EnterpriseId e_;
  PassView truck_, worker_;
};
FUGONG_BOTH_ENGINES(Scans);

// "checkpoint holder heading" of what a watcher hears in the command that stores the scans.
class WatchedScans : public Scans {
 protected:
  void SetUp() override {
    Scans::SetUp();
    service_->hooks().watches = [](db::Session&, const std::string& code) { return code == "east-1"; };
    service_->hooks().on_passages = [this](db::Session&, std::span<const Passage> passages, Timestamp) -> Status {
      for (const Passage& p : passages)
        heard_.push_back(p.holder + (p.heading ? " " + std::string(json::enum_name(*p.heading)) : ""));
      return trouble_;
    };
  }
  std::vector<std::string> heard_;
  Status trouble_;
};
FUGONG_BOTH_ENGINES(WatchedScans);

TEST_P(WatchedScans, of_people_who_went_through_are_told_once_each) {
  ScanBody in = scan(worker_.token);
  in.heading = Heading::in;
  must(upload(guard, {in, scan(truck_.token), scan("FG1:NONSENSE")}));
  must(upload(guard, {in}));
  EXPECT_EQ(heard_, std::vector<std::string>{worker_.line.holder + " in"});
}

TEST_P(WatchedScans, of_people_who_were_turned_back_are_not_told) {
  must(act(officer, &Service::suspend, worker_.line.id));
  must(upload(guard, {scan(worker_.token)}));
  EXPECT_TRUE(heard_.empty());
  ScanBody offline = scan(worker_.token);  // a gate without a network let him in all the same
  offline.offline = true;
  offline.gate_verdict = Verdict::green;
  must(upload(guard, {offline}));
  EXPECT_EQ(heard_.size(), 1u);
}

TEST_P(WatchedScans, of_other_checkpoints_are_not_told) {
  must(upload(actor(OrganisationKind::checkpoint, "west-2", Role::checkpoint_guard), {scan(worker_.token)}));
  EXPECT_TRUE(heard_.empty());
}

TEST_P(WatchedScans, are_not_stored_when_the_watcher_fails) {
  trouble_ = fail(ErrorKind::conflict, "plant.not_found");
  EXPECT_EQ(code_of(upload(guard, {scan(worker_.token)})), "plant.not_found");
  EXPECT_EQ(number("SELECT COUNT(*) FROM pass_scans"), 0);
}

TEST_P(Scans, a_number_typed_at_a_gate_finds_the_pass_for_a_guard_only) {
  const auto ask = [&](const Actor& a, const std::string& number) {
    return read<NumberedPass>([&](db::Session& s) { return service_->pass_of_number(s, by(a), number); });
  };
  EXPECT_EQ(must(ask(guard, truck_.line.number)).token, truck_.token);
  EXPECT_EQ(ask(guard, "210104999999").error().code, "pass.not_found");
  EXPECT_EQ(ask(guard, "12").error().code, "pass.bad_number");
  EXPECT_EQ(ask(officer, truck_.line.number).error().kind, ErrorKind::forbidden);
}

TEST_P(Scans, what_a_guard_flags_is_kept_once_in_the_log) {
  ScanBody body = scan(truck_.token);
  body.flag = Flag::vehicle;
  must(upload(guard, {body}));
  must(upload(guard, {body}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'scan.flag'"), 1);
}

TEST_P(Scans, a_flag_set_after_the_upload_stands_with_the_scan) {
  ScanBody body = scan(truck_.token);
  const ScanBody other = scan(worker_.token);
  must(upload(guard, {body, other}));
  EXPECT_TRUE(summary().flags.empty());
  body.flag = Flag::person;
  EXPECT_EQ(must(upload(guard, {body})).duplicates, 1);
  must(upload(guard, {body}));
  EXPECT_EQ(summary().flags, (std::map<std::string, std::int64_t>{{"person", 1}}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'scan.flag'"), 1);
  body.flag = Flag::paper;  // the guard thinks better of it
  must(upload(guard, {body}));
  EXPECT_EQ(summary().flags, (std::map<std::string, std::int64_t>{{"paper", 1}}));
  body.flag.reset();
  must(upload(guard, {body}));
  EXPECT_EQ(summary().flags.size(), 1u) << "a repetition without a flag takes none back";
}

TEST_P(Scans, a_showing_is_good_once_whoever_uploads_it) {
  const crypto::Signer phone(crypto::KeyPair::generate(crypto::Algorithm::es256));
  Claims claims = read_token(worker_.token)->claims;
  claims.scheme = token::scheme_bound;
  claims.holder_key = token::holder_key_of(phone.public_key());
  const std::string bound = mint(claims, cose::Sealer(keys_.passes, cose::Type::pass));
  const std::int64_t now_s = now_.ms / 1000;
  const ScanBody first = scan(token::show(bound, phone, now_s));
  EXPECT_EQ(reason_of(first), Reason::valid);
  const Actor elsewhere = actor(OrganisationKind::checkpoint, "west-2", Role::checkpoint_guard);
  auto again = scan(first.token);
  again.at = now_ - seconds(10);  // of a gate that was without a network
  const auto answer = must(upload(elsewhere, {again})).results.at(0);
  EXPECT_EQ(answer.reason, Reason::replayed);
  EXPECT_EQ(answer.verdict, Verdict::red);
  EXPECT_EQ(must(upload(guard, {first})).results.at(0).reason, Reason::valid) << "its own repetition is no replay";
  EXPECT_EQ(reason_of(scan(token::show(bound, phone, now_s + 15))), Reason::valid) << "the next one is another";
  EXPECT_EQ(number("SELECT COUNT(*) FROM pass_scans WHERE reason = 'replayed' AND verdict = 'red'"), 1);
}

TEST_P(Scans, a_printed_pass_shown_again_too_soon_is_a_replay_where_the_policy_says_so) {
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::valid);
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::valid) << "the pack says nothing";
  const auto strict = small_pack();
  strict->gate.repeat_s = 600;
  strict->version = "0000000000000002";
  must(write<int>([&](db::Session& s) -> Result<int> {
    FG_CHECK(policies_.install(s, strict, "{}", now_, "system"));
    return 0;
  }));
  now_ = now_ + minutes(5);
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::replayed);
  now_ = now_ + minutes(10);
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::valid);
}

TEST_P(Scans, of_a_pass_that_is_seen_all_day_long_a_replay_is_found_too) {
  const crypto::Signer phone(crypto::KeyPair::generate(crypto::Algorithm::es256));
  Claims claims = read_token(worker_.token)->claims;
  claims.scheme = token::scheme_bound;
  claims.not_before_s -= 3600;
  claims.holder_key = token::holder_key_of(phone.public_key());
  const std::string bound = mint(claims, cose::Sealer(keys_.passes, cose::Type::pass));
  std::vector<ScanBody> day;
  for (int i = 0; i < 70; ++i) {
    day.push_back(scan(token::show(bound, phone, now_.ms / 1000 - 15 * i)));
    day.back().at = now_ - seconds(15 * i);
  }
  EXPECT_EQ(must(upload(guard, day)).results.at(69).reason, Reason::valid);
  const Actor elsewhere = actor(OrganisationKind::checkpoint, "west-2", Role::checkpoint_guard);
  std::vector<ScanBody> others{scan(day[3].token), scan(day[60].token), scan(truck_.token)};
  others[0].at = *day[3].at;
  others[1].at = *day[60].at;
  const auto answer = must(upload(elsewhere, others)).results;
  EXPECT_EQ(answer.at(0).reason, Reason::replayed);
  EXPECT_EQ(answer.at(1).reason, Reason::replayed);
  EXPECT_EQ(answer.at(2).reason, Reason::valid);
  EXPECT_EQ(must(upload(guard, day)).duplicates, 70) << "its own repetition is no replay";
}

TEST_P(Scans, each_token_gets_its_verdict) {
  std::string forged = truck_.token;
  forged[forged.size() - 20] = forged[forged.size() - 20] == 'A' ? 'B' : 'A';
  const KeyRing thief = KeyRing::generate();
  const cose::Sealer sealer(thief.passes, cose::Type::pass);
  Claims claims = read_token(truck_.token)->claims;
  const std::string stolen_form = mint(claims, sealer);
  claims.issuer = {"210199"};
  const std::string of_nowhere = mint(claims, sealer);
  const cose::Sealer ours(keys_.passes, cose::Type::pass);
  claims.issuer = district_;
  claims.not_before_s += 3600;
  const std::string tomorrow = mint(claims, ours);
  claims.not_before_s -= 3600;
  claims.list = 77;  // no such list: nobody can say that it is not revoked
  const std::string no_list = mint(claims, ours);

  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::valid);
  EXPECT_EQ(reason_of(scan(worker_.token + "\r\n")), Reason::valid);
  EXPECT_NE(reason_of(scan(forged)), Reason::valid);
  EXPECT_EQ(reason_of(scan(stolen_form)), Reason::bad_signature);
  EXPECT_EQ(reason_of(scan(of_nowhere)), Reason::unknown_issuer);
  EXPECT_EQ(reason_of(scan(tomorrow)), Reason::not_yet_valid);
  EXPECT_EQ(reason_of(scan(no_list)), Reason::status_missing);
  for (std::size_t cut = 0; cut < truck_.token.size(); cut += 9)
    EXPECT_NE(reason_of(scan(truck_.token.substr(0, cut))), Reason::valid) << cut;
  for (const char* text : {"", "hello", "FG1:", "fg1:abc", "https://example.com/", "大东"})
    EXPECT_EQ(reason_of(scan(text)), Reason::malformed) << text;
  ScanBody copied = scan(truck_.token);
  copied.plate = "辽A99999";
  EXPECT_EQ(reason_of(copied), Reason::wrong_plate);
  ScanBody elsewhere = scan(worker_.token);
  elsewhere.zone = "tiexi";
  EXPECT_EQ(reason_of(elsewhere), Reason::wrong_zone);
  must(act(officer, &Service::suspend, truck_.line.id));
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::suspended);
  must(act(commissioner, &Service::revoke, truck_.line.id));
  EXPECT_EQ(reason_of(scan(truck_.token)), Reason::revoked);
  now_ = now_ + days(8);
  EXPECT_EQ(reason_of(scan(worker_.token)), Reason::expired);
}

TEST_P(Scans, a_phones_proof_is_judged_by_the_hour_of_the_scan_and_good_once) {
  now_ = now_ + hours(2);
  const crypto::Signer phone(crypto::KeyPair::generate(crypto::Algorithm::es256));
  Claims claims = read_token(worker_.token)->claims;
  claims.scheme = token::scheme_bound;
  claims.holder_key = token::holder_key_of(phone.public_key());
  const std::string bound = mint(claims, cose::Sealer(keys_.passes, cose::Type::pass));
  const std::int64_t now_s = now_.ms / 1000;
  auto then = scan(token::show(bound, phone, now_s - 3600));
  then.at = now_ - hours(1);
  EXPECT_EQ(reason_of(then), Reason::valid);
  EXPECT_EQ(reason_of(scan(then.token)), Reason::proof_stale);
  EXPECT_EQ(reason_of(scan(bound)), Reason::proof_stale);
  const std::string shown = token::show(bound, phone, now_s + 20);
  const auto twice = must(upload(guard, {scan(shown), scan(shown)}));
  EXPECT_EQ(twice.results[0].reason, Reason::valid);
  EXPECT_EQ(twice.results[0].clock_offset, 20);
  EXPECT_EQ(twice.results[1].reason, Reason::replayed);
  claims.scheme = token::scheme_challenged;
  const std::string challenge(token::challenge_bytes, 'n');
  auto asked = scan(token::show(mint(claims, cose::Sealer(keys_.passes, cose::Type::pass)), phone, now_s, challenge));
  EXPECT_EQ(reason_of(asked), Reason::proof_stale);
  asked.id = ScanId::make(now_, random_);
  asked.challenge = token::challenge_text(challenge);
  EXPECT_EQ(reason_of(asked), Reason::valid);
  asked.challenge = "FC1:";
  EXPECT_EQ(code_of(upload(guard, {asked})), "verify.challenge");
}

TEST_P(Scans, the_same_upload_again_changes_nothing_and_gives_the_first_verdict) {
  const std::vector<ScanBody> scans = {scan(truck_.token), scan("nonsense"), scan(worker_.token)};
  const auto first = must(upload(guard, scans));
  EXPECT_EQ(first.stored, 3);
  must(act(commissioner, &Service::revoke, truck_.line.id));
  const auto again = must(upload(guard, scans));
  EXPECT_EQ(again.stored, 0);
  EXPECT_EQ(again.duplicates, 3);
  for (std::size_t i = 0; i < scans.size(); ++i) {
    EXPECT_TRUE(again.results[i].duplicate);
    EXPECT_EQ(again.results[i].verdict, first.results[i].verdict);
    EXPECT_EQ(again.results[i].reason, first.results[i].reason);
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM pass_scans"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM audit_entry WHERE action = 'scan.upload'"), 1);
  auto mixed = scans;
  mixed.push_back(scan(worker_.token));
  EXPECT_EQ(must(upload(guard, mixed)).stored, 1);
  auto reused = scan("another code");
  reused.id = scans[0].id;
  EXPECT_EQ(code_of(upload(guard, {scan(worker_.token), reused})), "scan.id_reused");
  EXPECT_EQ(number("SELECT COUNT(*) FROM pass_scans"), 4);  // nothing of a refused upload
}

TEST_P(Scans, an_upload_that_cannot_be_right_is_refused_at_its_place) {
  auto late = scan(truck_.token);
  late.at = now_ + hours(1);
  auto plate = scan(truck_.token);
  plate.plate = "XX";
  const auto twice = scan(truck_.token);
  EXPECT_EQ(code_of(upload(guard, {})), "scan.count");
  EXPECT_EQ(code_of(upload(guard, std::vector<ScanBody>(scans_max + 1, twice))), "scan.count");
  EXPECT_EQ(code_of(upload(guard, {twice, twice})), "scan.duplicate_id");
  const auto answer = upload(guard, {twice, late});
  EXPECT_EQ(code_of(answer), "scan.in_future");
  EXPECT_EQ(answer.error().field, "scans[1].at");
  EXPECT_EQ(code_of(upload(guard, {plate})), "plate.format");
  for (const Actor& a : {commissioner, officer, clerk(e_)}) EXPECT_EQ(code_of(upload(a, {twice})), "auth.forbidden");
  EXPECT_EQ(number("SELECT COUNT(*) FROM pass_scans"), 0);
}

TEST_P(Scans, the_gates_own_verdict_stands_beside_ours_and_the_day_is_counted) {
  now_ = now_ + hours(2);
  auto offline = scan(truck_.token);
  offline.at = now_ - hours(1);
  offline.offline = true;
  offline.gate_verdict = Verdict::unknown;
  offline.gate_reason = Reason::status_too_old;
  auto agreed = scan(worker_.token);
  agreed.gate_verdict = Verdict::green;
  must(upload(guard, {offline, agreed, scan("nonsense")}));
  auto yesterday = scan(worker_.token);
  yesterday.at = now_ - days(1);
  must(upload(guard, {yesterday}));
  const ScanSummary today = summary();
  EXPECT_EQ(today.day.text, "2022-04-21");
  EXPECT_EQ(today.total, 3);
  EXPECT_EQ(today.verdicts, (std::map<std::string, std::int64_t>{{"green", 2}, {"red", 1}}));
  EXPECT_EQ(today.reasons, (std::map<std::string, std::int64_t>{{"malformed", 1}, {"valid", 2}}));
  EXPECT_EQ(today.disagreements, 1);
  ASSERT_EQ(today.checkpoints.size(), 1u);
  EXPECT_EQ(today.checkpoints[0].checkpoint, "east-1");
  EXPECT_EQ(today.checkpoints[0].green, 2);
  const auto last_day = counts().scans;
  ASSERT_EQ(last_day.size(), 2u);
  EXPECT_EQ(last_day[0].verdict, "green");
  EXPECT_EQ(last_day[0].count, 2);
}

TEST_P(Scans, of_the_last_day_are_counted_to_the_millisecond_from_sums_and_what_is_left_of_two_quarters) {
  const Timestamp end = now_;
  std::vector<Timestamp> at;
  for (int i = 0; i < 60; ++i) at.push_back(end - minutes(37 * i) - milliseconds(i * 7919));
  at.insert(at.end(), {end, end - milliseconds(1), end - days(1), end - days(1) - milliseconds(1)});
  std::vector<ScanBody> bodies;
  for (const Timestamp t : at) {
    bodies.push_back(scan(worker_.token));
    bodies.back().at = t;
  }
  must(upload(guard, bodies));
  const auto differences = [&] {
    return must(read<std::vector<db::CountDifference>>([&](db::Session& s) -> Result<std::vector<db::CountDifference>> {
      auto all = service_->check_counts(s);
      std::erase_if(all, [](const db::CountDifference& d) { return d.name == "version"; });  // never counted whole
      return all;
    }));
  };
  EXPECT_TRUE(differences().empty());
  for (const auto& [from, to] : {std::pair{end - days(1), end}, std::pair{end - minutes(8), end - minutes(3)},
                                 std::pair{end - hours(5) - seconds(1), end - hours(1)}}) {
    const auto wanted = std::ranges::count_if(at, [&](Timestamp t) { return t >= from && t < to; });
    std::int64_t counted = 0;
    for (const VerdictCount& v : must(read<std::vector<VerdictCount>>(
             [&](db::Session& s) -> Result<std::vector<VerdictCount>> { return service_->scan_counts(s, from, to); })))
      counted += v.count;
    EXPECT_EQ(counted, wanted);
  }
  must(write<int>([&](db::Session& s) -> Result<int> {
    s.exec("UPDATE pass_tallies SET value = value + 1 WHERE district = :d AND name = 'issued' AND key = 'truck'",
           district_);
    return 0;
  }));
  EXPECT_EQ(differences().size(), 1u);
  must(write<int>([&](db::Session& s) -> Result<int> { return service_->count_again(s), 0; }));
  EXPECT_TRUE(differences().empty());
  const Counts now =
      must(read<Counts>([&](db::Session& s) -> Result<Counts> { return service_->counts_now(s, now_); }));
  const Counts records = counts();
  ASSERT_EQ(now.kinds.size(), records.kinds.size());
  for (std::size_t i = 0; i < now.kinds.size(); ++i) {
    EXPECT_EQ(now.kinds[i].kind, records.kinds[i].kind);
    EXPECT_EQ(now.kinds[i].issued, records.kinds[i].issued);
    EXPECT_EQ(now.kinds[i].enterprises, records.kinds[i].enterprises);
  }
}

TEST_P(Scans, neither_codes_nor_names_are_kept) {
  must(upload(guard, {scan(truck_.token), scan("张三 210199196001010011")}));
  must(read<int>([&](db::Session& s) -> Result<int> {
    for (const auto& row : s.query<std::tuple<std::string, std::string, std::string>>(
             "SELECT token_hash, checkpoint, reason FROM pass_scans")) {
      EXPECT_EQ(std::get<0>(row).size(), 32u);
      EXPECT_EQ(std::get<0>(row).find("FG1"), std::string::npos);
    }
    return 0;
  }));
}

}  // namespace
}  // namespace fugong::pass_test
