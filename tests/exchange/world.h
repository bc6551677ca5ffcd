// Two districts under a city root, on one fresh database, with a network between them that is a function: what is asked
// of a district's address is answered by its services, unless `lie` answers instead.
#pragma once

#include <mutex>

#include "exchange/courier.h"
#include "exchange/puller.h"
#include "exchange/service.h"
#include "http/etag.h"
#include "pass/world.h"
#include "token/token.h"

namespace fugong::exchange_test {

using namespace exchange;
using pass_test::actor;

// One district with the services that exchange/ stands on.
struct Side {
  Side(db::Engine& engine, const Clock& clock, Random& random, std::string code, std::string its_name,
       std::string its_url, std::vector<policy::Zone> zones)
      : district{std::move(code)}, name(std::move(its_name)), url(std::move(its_url)), policies(district) {
    enterprises = std::make_unique<enterprise::Service>(enterprise::ServiceOptions{
        .district = district, .vault = crypto::Vault(std::string(32, 'k')), .random = random});
    outbox = std::make_unique<outbound::Outbox>(
        outbound::OutboxOptions{district, crypto::Vault(std::string(32, 'o')), random}, engine, clock);
    passes = std::make_unique<pass::Service>(pass::ServiceOptions{.district = district,
                                                                  .name = name,
                                                                  .base_url = url,
                                                                  .engine = engine,
                                                                  .policies = policies,
                                                                  .enterprises = *enterprises,
                                                                  .random = random,
                                                                  .vault = crypto::Vault(std::string(32, 'p')),
                                                                  .keys = keys});
    exchange = std::make_unique<Service>(ServiceOptions{.district = district,
                                                        .name = name,
                                                        .policies = policies,
                                                        .enterprises = *enterprises,
                                                        .passes = *passes,
                                                        .outbox = *outbox,
                                                        .random = random});
    passes->hooks().city_trust = [this](db::Session& s, Timestamp now) { return exchange->city_trust(s, now); };
    passes->hooks().list_for = [this](db::Session& s, const token::Claims& c, Timestamp now) {
      return exchange->list_for(s, c, now);
    };
    auto pack = pass_test::small_pack();
    pack->zones = std::move(zones);
    auto installed = engine.write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(policies.install(s, pack, "{}", clock.now(), "system"));
      return true;
    });
    EXPECT_TRUE(installed.has_value());
  }

  DistrictCode district;
  std::string name, url;
  pass::KeyRing keys = pass::KeyRing::generate();
  policy::Store policies;
  std::unique_ptr<enterprise::Service> enterprises;
  std::unique_ptr<outbound::Outbox> outbox;
  std::unique_ptr<pass::Service> passes;
  std::unique_ptr<Service> exchange;
};

class World : public db_test::EngineTest {
 protected:
  void SetUp() override {
    for (const auto migrations : {audit::migrations(), outbound::migrations(), policy::migrations(),
                                  enterprise::migrations(), pass::migrations(), exchange::migrations()})
      engine().migrate(migrations);
    const std::vector<policy::Zone> west{{"west-park", {"西园", "West park"}}, {"west-port", {"西港", "West port"}}};
    east_ = std::make_unique<Side>(engine(), clock_, random_, "210104", "东区", "https://east.example",
                                   std::vector<policy::Zone>{{"east-park", {"东园", "East park"}}});
    west_ = std::make_unique<Side>(engine(), clock_, random_, "210106", "西区", "https://west.example", west);
    for (Side* side : {east_.get(), west_.get()})
      side->outbox->carry(std::string(courier_channel), courier(*side->exchange, engine(), network()));
  }
  void TearDown() override {
    east_.reset();
    west_.reset();
    EngineTest::TearDown();
  }

  template <class T, class F>
  Result<T> write(F command) {
    return engine().template write<T>(std::function<Result<T>(db::Session&)>(std::move(command)));
  }
  template <class T, class F>
  Result<T> read(F work) {
    return engine().template query<T>(std::function<Result<T>(db::Session&)>(std::move(work)));
  }
  template <class T>
  static T must(Result<T> result) {
    if (result) return std::move(*result);
    ADD_FAILURE() << result.error().code << " " << result.error().field;
    return T{};
  }
  template <class T>
  static std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
  }
  Timestamp now() const { return clock_.now(); }
  void pass_time(Duration d) { clock_.advance_to(now() + d); }
  Context by(const Actor& a) const { return {a, now(), Language::en}; }

  // ---- the city ----
  token::TrustList city_list() {
    token::TrustList list{"某市", now().ms / 1000, now().ms / 1000 + 30 * 86'400, {}};
    for (Side* side : {east_.get(), west_.get()}) list.issuers.push_back(issuer(*side));
    return list;
  }
  token::TrustedIssuer issuer(Side& side) {
    token::TrustedIssuer out;
    engine().read([&](db::Session& s) { out = side.passes->issuer(s, now()); });
    return out;
  }
  void sign_city() { city_ = token::seal_trust_list(city_list(), root_); }
  void join(Side& side) {
    must(write<bool>([&](db::Session& s) -> Result<bool> {
      FG_CHECK(side.exchange->join(s, by(leader), "https://city.example/", root_.public_key().pem()));
      return true;
    }));
  }
  bool pull(Side& side) { return Puller(engine(), *side.exchange, network()).pull_all(now()); }
  // Both under the city, each with the other's lists.
  void trust_each_other() {
    sign_city();
    for (Side* side : {east_.get(), west_.get()}) {
      join(*side);
      ASSERT_TRUE(pull(*side));
    }
  }

  // ---- the network ----
  outbound::Transport network() {
    return [this](const outbound::Request& request) -> Result<outbound::Response> {
      {
        std::lock_guard lock(asked_mutex_);  // several neighbours are asked at once
        asked_.push_back(request.url);
      }
      if (lie)
        if (auto lied = lie(request)) return std::move(*lied);
      if (request.url == "https://city.example/api/v1/trust-list") return answer(request, city_);
      for (Side* side : {east_.get(), west_.get()})
        if (request.url.starts_with(side->url + "/")) return at(*side, request.url.substr(side->url.size()), request);
      return fail(ErrorKind::unavailable, "outbound.unreachable");
    };
  }
  static outbound::Response answer(const outbound::Request& request, std::string body) {
    const std::string etag = http::etag_of(body);
    for (const outbound::Header& h : request.headers)
      if (h.name == "If-None-Match" && h.value == etag) return {304, {{"ETag", etag}}, {}};
    return {200, {{"ETag", etag}}, std::move(body)};
  }
  outbound::Response refusal_of(const Error& error) {
    return {error.kind == ErrorKind::conflict ? 409 : 422, {}, json::write_value(json::Object{{"code", error.code}})};
  }
  Result<outbound::Response> at(Side& side, const std::string& path, const outbound::Request& request) {
    const auto file = [&](const auto& read_it) -> Result<outbound::Response> {
      auto bytes = read<std::string>(read_it);
      return bytes ? answer(request, std::move(*bytes)) : refusal_of(bytes.error());
    };
    if (path == "/api/v1/key-set")
      return file([&](db::Session& s) -> Result<std::string> { return side.exchange->key_set(s, now()); });
    if (path.starts_with("/api/v1/status-list/"))
      return file([&](db::Session& s) { return side.passes->status_list(s, std::stoll(path.substr(20)), now()); });
    const auto received =
        path == request_path ? deliver_request(side, request.body) : deliver_answer(side, request.body);
    return received ? outbound::Response{200, {}, json::write(*received)} : refusal_of(received.error());
  }
  Result<LetterReceipt> deliver_request(Side& side, const std::string& letter) {
    const auto prepared =
        read<PreparedRequest>([&](db::Session& s) { return side.exchange->prepare_request(s, now(), letter); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<LetterReceipt>([&](db::Session& s) { return side.exchange->receive(s, now(), *prepared); });
  }
  Result<LetterReceipt> deliver_answer(Side& side, const std::string& letter) {
    const auto prepared =
        read<PreparedAnswer>([&](db::Session& s) { return side.exchange->prepare_answer(s, now(), letter); });
    if (!prepared) return std::unexpected(prepared.error());
    return write<LetterReceipt>([&](db::Session& s) { return side.exchange->receive(s, now(), *prepared); });
  }

  // ---- passes ----
  // A truck pass of the side with plate and route.
  PassId issue_truck(Side& side, const std::string& plate, int serial) {
    enterprise::RegisterRequest r;
    std::string organisation = std::to_string(10'000'000 + serial);
    organisation += organisation_check_character(organisation);
    r.name = "第" + std::to_string(serial) + "机械厂";
    r.usc = "91210104" + organisation;
    r.usc += usc_check_character(r.usc);
    r.industry = "C3670";
    r.subdistrict = side.district.text + "012";
    r.address = "东贸路 1 号";
    r.legal_representative = "王伟";
    r.normal_workers = 120;
    const auto e = must(write<enterprise::EnterpriseView>([&](db::Session& s) {
                     return side.enterprises->register_enterprise(s, {officer, now()}, r);
                   })).id;
    const Actor clerk = actor(OrganisationKind::enterprise, e.text, Role::enterprise_clerk);
    must(write<enterprise::VehicleLine>([&](db::Session& s) {
      return side.enterprises->add_vehicle(s, {clerk, now()}, e, {.plate = plate, .route = "东站至西港"});
    }));
    const auto request = must(read<pass::PreparedRequest>([&](db::Session& s) {
      return side.passes->prepare_request(s, {clerk, now()}, {.kind = "truck", .all = true});
    }));
    const auto asked = must(
        write<pass::PassRequestView>([&](db::Session& s) { return side.passes->request(s, {clerk, now()}, request); }));
    const auto prepared = must(read<pass::PreparedIssuePtr>([&](db::Session& s) {
      return side.passes->prepare_issue(s, {commissioner, now()}, {.requests = std::vector{asked.id}});
    }));
    must(write<pass::IssueReceipt>(
        [&](db::Session& s) { return side.passes->issue(s, {commissioner, now()}, prepared); }));
    const auto page = must(read<http::Page<pass::PassLine>>(
        [&](db::Session& s) { return side.passes->list(s, {commissioner, now()}, {.kind = "truck"}); }));
    return page.items.at(0).id;
  }
  pass::PassView view(Side& side, const PassId& id) {
    return must(read<pass::PassView>([&](db::Session& s) { return side.passes->view(s, {commissioner, now()}, id); }));
  }
  void revoke(Side& side, const PassId& id) {
    must(write<pass::PassReceipt>(
        [&](db::Session& s) { return side.passes->revoke(s, {commissioner, now()}, id, {"冒用"}); }));
  }
  // What the side's server says to a scan at its gate.
  token::Reason scanned(Side& side, const std::string& token, const std::string& zone = {}) {
    pass::ScanUpload upload{{{.id = pass::ScanId::make(now(), random_), .token = token}}};
    if (!zone.empty()) upload.scans[0].zone = zone;
    const auto prepared = must(read<pass::PreparedScansPtr>(
        [&](db::Session& s) { return side.passes->prepare_scans(s, {guard, now()}, upload); }));
    return must(write<pass::ScanReceipt>(
                    [&](db::Session& s) { return side.passes->store_scans(s, {guard, now()}, prepared); }))
        .results.at(0)
        .reason;
  }

  // ---- recognitions ----
  Result<RecognitionView> ask(Side& side, const PassId& id, const DistrictCode& to, const Actor& who) {
    return write<RecognitionView>([&](db::Session& s) {
      return side.exchange->ask(s, by(who), {id, to, std::vector<std::string>{"west-park"}});
    });
  }
  Result<RecognitionView> ask(const PassId& id) { return ask(*east_, id, west_->district, commissioner); }
  Result<RecognitionView> say(Side& side, const RecognitionId& id, const AnswerBody& body, const Actor& who) {
    return write<RecognitionView>([&](db::Session& s) { return side.exchange->answer(s, by(who), id, body); });
  }
  RecognitionView recognition(Side& side, const RecognitionId& id) {
    return must(
        read<RecognitionView>([&](db::Session& s) { return side.exchange->recognition(s, by(commissioner), id); }));
  }
  std::vector<RecognitionView> queue(Side& side, const RecognitionFilter& filter = {}) {
    return must(read<http::Page<RecognitionView>>(
                    [&](db::Session& s) { return side.exchange->recognitions(s, by(commissioner), filter); }))
        .items;
  }
  ExchangeStatus status(Side& side) {
    return must(read<ExchangeStatus>([&](db::Session& s) { return side.exchange->status(s, by(leader)); }));
  }
  std::int64_t audited(const Side& side, const std::string& action) {
    return must(read<std::int64_t>([&](db::Session& s) -> Result<std::int64_t> {
      return *s.one<std::int64_t>("SELECT COUNT(*) FROM audit_entry WHERE district = :d AND action = :a", side.district,
                                  action);
    }));
  }

  Actor officer = actor(OrganisationKind::district, "", Role::case_officer);
  Actor commissioner = actor(OrganisationKind::district, "", Role::pass_commissioner);
  Actor leader = actor(OrganisationKind::district, "", Role::district_leader);
  Actor guard = actor(OrganisationKind::checkpoint, "G01", Role::checkpoint_guard);
  VirtualClock clock_{Timestamp{1'650'513'600'000}};  // 2022-04-21T04:00:00Z
  SeededRandom random_{7};
  crypto::Signer root_{crypto::KeyPair::generate(crypto::Algorithm::es256)};
  std::string city_;
  std::mutex asked_mutex_;
  std::vector<std::string> asked_;
  std::function<std::optional<Result<outbound::Response>>(const outbound::Request&)> lie;
  std::unique_ptr<Side> east_, west_;
};

}  // namespace fugong::exchange_test
