#include "app/platform.h"

#include <algorithm>
#include <filesystem>

#include "audit/log.h"
#include "audit/routes.h"
#include "audit/tree.h"
#include "bulletin/routes.h"
#include "crypto/hash.h"
#include "crypto/secrets.h"
#include "enterprise/listings.h"
#include "enterprise/routes.h"
#include "exchange/courier.h"
#include "exchange/routes.h"
#include "http/openapi.h"
#include "identity/guard.h"
#include "identity/listings.h"
#include "identity/routes.h"
#include "outbound/hook.h"
#include "pass/listings.h"
#include "pass/routes.h"
#include "pass/wallets.h"
#include "policy/routes.h"
#include "resumption/listings.h"
#include "resumption/routes.h"
#include "search/routes.h"
#include "servicedesk/routes.h"
#include "supervision/routes.h"

namespace fugong::app {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite:";

// In the order of the rooms, each after those it builds on.
std::vector<db::Migration> all_migrations() {
  std::vector<db::Migration> out;
  const auto add = [&](std::span<const db::Migration> room) { out.insert(out.end(), room.begin(), room.end()); };
  add(audit::migrations());
  add(outbound::migrations());
  add(policy::migrations());
  add(identity::migrations());
  add(enterprise::migrations());
  add(attachment::migrations());
  add(pass::migrations());
  add(exchange::migrations());
  add(resumption::migrations());
  add(search::migrations());
  add(supervision::migrations());
  add(servicedesk::migrations());
  add(migrations());
  return out;
}

Result<crypto::Signer> open_signer(const std::string& path) {
  FG_TRY(const std::string pem,
         crypto::read_or_make_secret(path, [] { return crypto::KeyPair::generate(crypto::Algorithm::es256).pem(); }));
  FG_TRY(crypto::KeyPair key, crypto::KeyPair::from_pem(pem));
  return crypto::Signer(std::move(key));
}

// The gateway that sends text messages, when there is one. The operator gives it the secret of the file, made at the
// first start.
Status carry_text_messages(outbound::Outbox& outbox, const PlatformOptions& options, const std::string& keys_folder) {
  if (options.sms_hook.empty()) return {};
  const std::string file = options.sms_secret_file.empty() ? keys_folder + "/sms-hook.secret" : options.sms_secret_file;
  FG_TRY(const std::string text, crypto::read_or_make_secret(file, outbound::WebhookSecret::generate));
  FG_TRY(outbound::WebhookSecret secret, outbound::WebhookSecret::parse(text));
  outbox.carry(std::string(pass::sms_channel),
               outbound::web_hook(options.sms_hook, std::move(secret), outbound::HttpClient()));
  return {};
}

}  // namespace

std::string keys_folder_of(const PlatformOptions& options) {
  if (!options.keys_folder.empty()) return options.keys_folder;
  if (options.db_url.starts_with(sqlite_scheme)) return options.db_url.substr(sqlite_scheme.size()) + ".keys";
  return "fugong.keys";
}

Result<std::unique_ptr<db::Engine>> open_engine(const PlatformOptions& options) {
  try {
    auto engine = db::Engine::open(options.db_url, options.engine);
    engine->migrate(all_migrations());
    return engine;
  } catch (const db::Failure& e) {
    return fail(ErrorKind::unavailable, "app.database", {}, {{"reason", e.what()}});
  }
}

Result<std::unique_ptr<Platform>> open_platform(const PlatformOptions& options, const Clock& clock, Random& random) {
  // A mistyped path must not leave an empty database behind.
  if (!db::Engine::is_there(options.db_url)) return fail(ErrorKind::conflict, "app.not_installed");
  FG_TRY(auto engine, open_engine(options));
  std::optional<Installation> installation;
  std::string url;
  engine->read([&](db::Session& session) {
    installation = read_installation(session);
    url = read_public_url(session);
  });
  if (!installation) return fail(ErrorKind::conflict, "app.not_installed");
  PlatformOptions known = options;
  if (options.public_url.empty()) {
    known.public_url = url;
  } else {
    FG_TRY(known.public_url, exchange::parse_base_url(options.public_url));
    if (known.public_url != url)
      (void)engine->write<bool>(
          [&](db::Session& session) -> Result<bool> { return write_public_url(session, known.public_url), true; });
  }
  return Platform::assemble(std::move(engine), known,
                            {installation->district, installation->name, installation->zone, installation->name_en},
                            clock, random);
}

Result<std::unique_ptr<Platform>> Platform::assemble(std::unique_ptr<db::Engine> engine, const PlatformOptions& options,
                                                     const DistrictIdentity& district, const Clock& clock,
                                                     Random& random) {
  const std::string folder = keys_folder_of(options);
  std::error_code ignored;  // read_or_make_secret says what is wrong with the place
  std::filesystem::create_directories(folder, ignored);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
  FG_TRY(crypto::Vault vault, crypto::open_vault(folder + "/master.key"));
  FG_TRY(crypto::Signer audit_signer, open_signer(folder + "/audit.pem"));
  FG_TRY(pass::KeyRing keys, pass::KeyRing::open(folder));
  std::unique_ptr<Platform> platform(new Platform(std::move(engine), district, clock));
  platform->audit_signer_ = std::make_unique<crypto::Signer>(std::move(audit_signer));
  platform->make_services(options, random, vault, std::move(keys));
  FG_CHECK(carry_text_messages(*platform->outbox_, options, folder));
  platform->connect_rooms();
  platform->declare_routes();
  platform->timer_->restore();
  platform->supervision_timer_->restore();
  platform->ticket_timer_->restore();
  return platform;
}

Platform::Platform(std::unique_ptr<db::Engine> engine, DistrictIdentity district, const Clock& clock)
    : engine_(std::move(engine)), district_(std::move(district)), clock_(clock), policies_(district_.code) {}

Platform::~Platform() {
  // What is queued still points at the services: it ends before they go.
  if (timer_) timer_->stop();
  if (supervision_timer_) supervision_timer_->stop();
  if (ticket_timer_) ticket_timer_->stop();
  if (pulling_) pulling_->stop();
  if (outbox_) outbox_->stop();
  router_.reset();
  engine_.reset();
}

enterprise::Hooks Platform::hooks_of_enterprises() {
  enterprise::Hooks hooks;
  hooks.registered = [this](db::Session& session, const enterprise::Enterprise& e, Timestamp now) -> Status {
    identity::OrganisationRequest own{.kind = OrganisationKind::enterprise,
                                      .code = e.id.text,
                                      .name = e.name,
                                      .name_en = {},
                                      .subdistrict = e.subdistrict};
    auto made = identities_->create_organisation(session, identity::Context::system(now), own);
    if (!made) return std::unexpected(std::move(made).error());
    return {};
  };
  hooks.make_clerk = [this](db::Session& session, const EnterpriseId& e, const enterprise::Clerk& clerk,
                            Timestamp now) { return make_clerk(session, e, clerk, now); };
  hooks.hash_password = [this](std::string_view password, std::string_view login) {
    return identities_->hash_password(password, login, "clerk.password");
  };
  hooks.login_taken = [this](db::Session& session, const std::string& login) {
    return identities_->login_taken(session, login);
  };
  hooks.vehicle_has_pass = [this](db::Session& session, const VehicleId& id, Timestamp now) {
    return passes_->holds_pass(session, id.text, now);
  };
  hooks.places = [this](db::Session& session, Language language) { return subdistricts(session, language); };
  hooks.enterprise_kept = [this](db::Session& session, const enterprise::Enterprise& now,
                                 const enterprise::Enterprise* before) { searches_->index(session, now, before); };
  hooks.workers_kept = [this](db::Session& session, std::span<const enterprise::Worker* const> workers,
                              enterprise::Novelty novelty) { searches_->index(session, workers, novelty); };
  hooks.vehicles_kept = [this](db::Session& session, std::span<const enterprise::Vehicle* const> vehicles,
                               enterprise::Novelty novelty) { searches_->index(session, vehicles, novelty); };
  hooks.vehicle_gone = [this](db::Session& session, const VehicleId& id) { searches_->forget(session, id); };
  return hooks;
}

void Platform::make_services(const PlatformOptions& options, Random& random, const crypto::Vault& vault,
                             pass::KeyRing keys) {
  searches_ = std::make_unique<search::Service>(search::ServiceOptions{.district = district_.code, .vault = vault});
  identities_ = std::make_unique<identity::Service>(
      identity::ServiceOptions{.district = district_.code,
                               .vault = vault,
                               .random = random,
                               .cost = options.password_cost,
                               .cookies = options.cookies,
                               .people_kept = [this](db::Session& s, std::span<const identity::Person> people) {
                                 searches_->index(s, people);
                               }});
  enterprises_ = std::make_unique<enterprise::Service>(enterprise::ServiceOptions{.district = district_.code,
                                                                                  .vault = vault,
                                                                                  .random = random,
                                                                                  .zone = district_.zone,
                                                                                  .hooks = hooks_of_enterprises()});
  outbox_ =
      std::make_unique<outbound::Outbox>(outbound::OutboxOptions{district_.code, vault, random}, *engine_, clock_);
  passes_ = std::make_unique<pass::Service>(pass::ServiceOptions{.district = district_.code,
                                                                 .name = district_.name,
                                                                 .name_en = district_.name_en,
                                                                 .base_url = options.public_url,
                                                                 .engine = *engine_,
                                                                 .policies = policies_,
                                                                 .enterprises = *enterprises_,
                                                                 .random = random,
                                                                 .vault = vault,
                                                                 .outbox = outbox_.get(),
                                                                 .events = &events_,
                                                                 .keys = std::move(keys)});
  attachments_ = std::make_unique<attachment::Service>(
      attachment::ServiceOptions{.district = district_.code, .vault = vault, .random = random});
  exchange_ = std::make_unique<exchange::Service>(exchange::ServiceOptions{.district = district_.code,
                                                                           .name = district_.name,
                                                                           .policies = policies_,
                                                                           .enterprises = *enterprises_,
                                                                           .passes = *passes_,
                                                                           .outbox = *outbox_,
                                                                           .random = random,
                                                                           .events = &events_});
  const outbound::HttpClient neighbours({.answer_within = exchange::answer_within});
  outbox_->carry(std::string(exchange::courier_channel), exchange::courier(*exchange_, *engine_, neighbours));
  puller_ = std::make_unique<exchange::Puller>(*engine_, *exchange_, neighbours, options.pull_every);
  pulling_ = std::make_unique<exchange::DueThread>(clock_, [this](Timestamp now) { return puller_->run_due(now); });
  resumptions_ = std::make_unique<resumption::Service>(resumption::ServiceOptions{.district = district_.code,
                                                                                  .policies = policies_,
                                                                                  .enterprises = *enterprises_,
                                                                                  .attachments = *attachments_,
                                                                                  .random = random,
                                                                                  .events = &events_});
  supervisions_ = std::make_unique<supervision::Service>(supervision::ServiceOptions{.district = district_.code,
                                                                                     .vault = vault,
                                                                                     .policies = policies_,
                                                                                     .enterprises = *enterprises_,
                                                                                     .resumption = *resumptions_,
                                                                                     .random = random,
                                                                                     .events = &events_});
  servicedesk_ = std::make_unique<servicedesk::Service>(servicedesk::ServiceOptions{.district = district_.code,
                                                                                    .policies = policies_,
                                                                                    .enterprises = *enterprises_,
                                                                                    .resumption = *resumptions_,
                                                                                    .attachments = *attachments_,
                                                                                    .random = random,
                                                                                    .events = &events_,
                                                                                    .hooks = hooks_of_tickets()});
  bulletins_ = std::make_unique<bulletin::Service>(bulletin::ServiceOptions{
      .district = district_.code,
      .policies = policies_,
      .enterprises = *enterprises_,
      .passes = *passes_,
      .resumption = *resumptions_,
      .supervision = *supervisions_,
      .servicedesk = *servicedesk_,
      .place_name =
          [this](db::Session& session, const std::string& code) {
            if (code == district_.code.text) return district_.name;
            for (const OrganisationKind kind : {OrganisationKind::subdistrict, OrganisationKind::district})
              if (const auto found = identities_->find_organisation(session, kind, code)) return found->name;
            return std::string();
          },
      .map_tiles = options.map_tiles});
  timer_ = std::make_unique<resumption::SlaTimer>(*engine_, *resumptions_, clock_);
  supervision_timer_ = supervision::make_timer(*engine_, *supervisions_, clock_);
  ticket_timer_ = servicedesk::make_timer(*engine_, *servicedesk_, clock_);
  router_ = std::make_unique<http::Router>(*engine_, clock_, identity::guard(*identities_, *engine_));
}

Status Platform::make_clerk(db::Session& session, const EnterpriseId& e, const enterprise::Clerk& clerk,
                            Timestamp now) {
  const auto organisation = identities_->find_organisation(session, OrganisationKind::enterprise, e.text);
  if (!organisation) return fail(ErrorKind::not_found, "enterprise.not_found");
  const identity::NewPerson person{.login = clerk.login,
                                   .name = clerk.name,
                                   .password_hash = clerk.password_hash,
                                   .roles = {Role::enterprise_clerk},
                                   .organisation = organisation->id,
                                   .phone = clerk.phone};
  auto made = identities_->create_person(session, identity::Context::system(now), person);
  if (!made) return std::unexpected(std::move(made).error());
  return {};
}

std::vector<enterprise::Place> Platform::subdistricts(db::Session& session, Language language) {
  std::vector<enterprise::Place> places;
  const identity::OrganisationFilter filter{
      .kind = OrganisationKind::subdistrict, .after = {}, .limit = identity::page_size_max};
  auto page = identities_->organisations(session, identity::Context::system(clock_.now()), filter);
  if (!page) return places;
  for (const identity::OrganisationLine& o : page->items)
    places.push_back({o.code, language == Language::en && !o.name_en.empty() ? o.name_en : o.name});
  std::ranges::sort(places, {}, &enterprise::Place::code);
  return places;
}

servicedesk::Hooks Platform::hooks_of_tickets() {
  servicedesk::Hooks hooks;
  hooks.people = [this](db::Session& session, OrganisationKind kind, const std::string& code, Role role) {
    std::vector<servicedesk::Candidate> out;
    for (Actor& person : identities_->people_with(session, kind, code, role))
      out.push_back({std::move(person.person), std::move(person.person_name)});
    return out;
  };
  hooks.person_of_login = [this](db::Session& session, const std::string& login) {
    return identities_->actor_of(session, login);
  };
  hooks.subdistricts = [this](db::Session& session) {
    std::vector<std::string> codes;
    for (enterprise::Place& place : subdistricts(session, Language::zh_cn)) codes.push_back(std::move(place.code));
    return codes;
  };
  return hooks;
}

// What a room does when something happens in another, in the same transaction.
void Platform::connect_rooms() {
  resumption::Hooks& cases = resumptions_->hooks();
  cases.suspend_passes = [this](db::Session& s, const EnterpriseId& e, const std::string& reason, Timestamp now,
                                const Actor& by) { return passes_->suspend_enterprise(s, e, reason, now, by); };
  cases.restore_passes = [this](db::Session& s, const EnterpriseId& e, const std::string& reason, Timestamp now,
                                const Actor& by) { return passes_->restore_enterprise(s, e, reason, now, by); };
  cases.person = [this](db::Session& s, const PersonId& id) { return identities_->actor_of_person(s, id); };
  cases.passes_wanted = [this](db::Session& s, const CaseId& id) { return passes_->wanted(s, id); };
  connect_search();
  supervisions_->hooks().officer_of_login = [this](db::Session& s, const std::string& login) -> std::optional<Actor> {
    auto actor = identities_->actor_of(s, login);
    if (!actor || !actor->has(Role::resident_officer)) return std::nullopt;
    return actor;
  };
  pass::Hooks& issuing = passes_->hooks();
  issuing.city_trust = [this](db::Session& s, Timestamp now) { return exchange_->city_trust(s, now); };
  issuing.ask_other_district = [this](db::Session& s, const pass::DistrictQuestion& q, Timestamp now,
                                      const Actor& by) -> Status {
    // The pass is good without it: who cannot be asked now is asked later, by hand.
    (void)exchange_->ask_about(s, {by, now}, {q.pass, {q.district}, q.zones});
    return {};
  };
  issuing.list_for = [this](db::Session& s, const token::Claims& claims, Timestamp now) {
    return exchange_->list_for(s, claims, now);
  };
  issuing.may_issue = [this](db::Session& s, const EnterpriseId& e) { return resumptions_->may_issue(s, e); };
  issuing.is_case_of = [this](db::Session& s, const EnterpriseId& e, const CaseId& id) {
    return resumptions_->is_open_case_of(s, e, id);
  };
  issuing.on_issued = [this](db::Session& s, const CaseId& id, std::int64_t remaining, Timestamp now,
                             const Actor& by) -> Status {
    return remaining > 0 ? Status{} : resumptions_->pass_issuance_done(s, id, now, by);
  };
}

void Platform::connect_search() {
  resumptions_->hooks().kept = [this](db::Session& s, const resumption::Case& c) { searches_->index(s, c); };
  searches_->hooks().pass_by_number = [this](db::Session& s, const search::Context& context,
                                             const std::string& number) {
    const auto found =
        passes_->list(s, {context.actor, context.now, context.language},
                      {.enterprise = {}, .kind = {}, .state = {}, .number = number, .after = {}, .limit = 1});
    if (!found || found->items.empty()) return std::optional<search::Hit>();
    const pass::PassLine& line = found->items.front();
    return std::optional(search::Hit{search::Kind::pass, line.id.text, line.number, line.subject, line.enterprise, {}});
  };
}

void Platform::declare_routes() {
  audit::declare_routes(*router_, district_.code);
  policy::declare_routes(*router_, policies_);
  identity::declare_routes(*router_, *identities_, *engine_);
  enterprise::declare_routes(*router_, *enterprises_);
  enterprise::declare_registration_routes(*router_, *enterprises_, *engine_);
  pass::declare_routes(*router_, *passes_);
  exchange::declare_routes(*router_, *exchange_);
  resumption::declare_routes(*router_, *resumptions_);
  supervision::declare_routes(*router_, *supervisions_);
  servicedesk::declare_routes(*router_, *servicedesk_);
  bulletin::declare_routes(*router_, *bulletins_);
  search::declare_routes(*router_, *searches_);
  declare_listings();
  http::declare_openapi(*router_, "Fugong", FUGONG_VERSION);
}

void Platform::declare_listings() {
  listing_desk_ = {
      .district = district_.code,
      .name = district_.name,
      .name_en = district_.name_en,
      .zone = district_.zone,
      .place_name = [this](db::Session& session, const std::string& code, Language language) -> std::string {
        const auto found = identities_->find_organisation(session, OrganisationKind::subdistrict, code);
        if (!found) return {};
        return language == Language::en && !found->name_en.empty() ? found->name_en : found->name;
      }};
  identity::declare_listings(*router_, listing_desk_, *identities_);
  enterprise::declare_listings(*router_, listing_desk_, *enterprises_);
  pass::declare_listings(*router_, listing_desk_, *passes_, *enterprises_);
  resumption::declare_listings(*router_, listing_desk_, *resumptions_, policies_);
}

Status Platform::sign_audit_head() {
  const audit::Signer signer{crypto::to_hex(audit_signer_->key_id()),
                             [this](std::string_view message) { return audit_signer_->sign(message); }};
  auto head = audit::sign_head(*engine_, district_.code, clock_.now(), signer);
  if (!head) return std::unexpected(std::move(head).error());
  return {};
}

audit::Verifier Platform::audit_verifier() const {
  const crypto::Verifier verifier(audit_signer_->public_key());
  return [verifier](std::string_view key_id, std::string_view message, std::string_view signature) {
    return key_id == crypto::to_hex(verifier.key_id()) && verifier.verify(message, signature);
  };
}

}  // namespace fugong::app
