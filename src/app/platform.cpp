#include "app/platform.h"

#include <algorithm>
#include <filesystem>

#include "app/upkeep.h"
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
#include "notify/routes.h"
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
constexpr std::size_t senders = 8;  // messages under way at once: one slow server holds up an eighth

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
  add(notify::migrations());
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
  FG_TRY(crypto::Signer push_key, open_signer(folder + "/push.pem"));
  FG_TRY(pass::KeyRing keys, pass::KeyRing::open(folder));
  std::unique_ptr<Platform> platform(new Platform(std::move(engine), district, clock));
  platform->audit_signer_ = std::make_unique<crypto::Signer>(std::move(audit_signer));
  platform->make_services(options, random, vault, std::move(keys));
  platform->make_channels(options, random, vault, std::move(push_key));
  FG_CHECK(carry_text_messages(*platform->outbox_, options, folder));
  platform->connect_rooms();
  FG_CHECK(count_the_uncounted(*platform));
  platform->declare_routes();
  platform->refresh_settings();
  platform->timer_->restore();
  platform->supervision_timer_->restore();
  platform->notice_timer_->restore();
  platform->ticket_timer_->restore();
  return platform;
}

Platform::Platform(std::unique_ptr<db::Engine> engine, DistrictIdentity district, const Clock& clock)
    : engine_(std::move(engine)), district_(std::move(district)), clock_(clock), policies_(district_.code) {}

Platform::~Platform() {
  // What is queued still points at the services: it ends before they go.
  if (timer_) timer_->stop();
  if (supervision_timer_) supervision_timer_->stop();
  if (notice_timer_) notice_timer_->stop();
  if (ticket_timer_) ticket_timer_->stop();
  if (pulling_) pulling_->stop();
  if (outbox_) outbox_->stop();
  router_.reset();
  engine_.reset();
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
  outbox_ = std::make_unique<outbound::Outbox>(outbound::OutboxOptions{district_.code, vault, random, senders},
                                               *engine_, clock_);
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
                                                                                     .attachments = *attachments_,
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
      .map_pictures = [](db::Session& session) -> bulletin::MapPictures {
        const MapSettings settings = read_map_settings(session);
        return {settings.tiles, settings.attribution};
      }});
  timer_ = std::make_unique<resumption::SlaTimer>(*engine_, *resumptions_, clock_);
  supervision_timer_ = supervision::make_timer(*engine_, *supervisions_, clock_);
  ticket_timer_ = servicedesk::make_timer(*engine_, *servicedesk_, clock_);
  router_ = std::make_unique<http::Router>(*engine_, clock_, identity::guard(*identities_, *engine_));
}

// What carries messages to people. Its servers were written by administrators and enterprises, not by the operator, so
// they lie outside unless the operator says otherwise.
void Platform::make_channels(const PlatformOptions& options, Random& random, const crypto::Vault& vault,
                             crypto::Signer push_key) {
  using outbound::Reach;
  const Reach reach = options.channels_inside ? Reach::anywhere : Reach::outside;
  const std::string contact = options.push_contact.empty() ? options.public_url : options.push_contact;
  const outbound::MailOptions mail{
      .reach = reach, .answer_within = notify::channel_answers_within, .ca_file = options.channels_ca};
  carriers_ = std::make_unique<notify::Carriers>(
      notify::CarrierOptions{.district = district_.code,
                             .vault = vault,
                             .engine = *engine_,
                             .identities = *identities_,
                             .web = outbound::HttpClient({.reach = reach,
                                                          .answer_within = notify::channel_answers_within,
                                                          .body_bytes_max = notify::answer_bytes_max,
                                                          .ca_file = options.channels_ca}),
                             .mail = [mail](const outbound::MailServer& server,
                                            const outbound::Mail& m) { return outbound::send_mail(mail, server, m); },
                             .push_key = std::move(push_key),
                             .push_contact = contact.empty() ? "mailto:postmaster@localhost" : contact});
  carriers_->join(*outbox_);
  notices_ = std::make_unique<notify::Service>(notify::ServiceOptions{.district = district_.code,
                                                                      .vault = vault,
                                                                      .policies = policies_,
                                                                      .enterprises = *enterprises_,
                                                                      .resumption = *resumptions_,
                                                                      .random = random,
                                                                      .outbox = *outbox_,
                                                                      .push_point = carriers_->push_point(),
                                                                      .public_url = options.public_url,
                                                                      .plain_http = options.channels_inside,
                                                                      .events = &events_});
  notice_timer_ = notify::make_timer(*engine_, *notices_, clock_);
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
  notify::declare_routes(*router_, *notices_);
  declare_listings();
  declare_settings_routes(*router_, district_.code, [this](const MapSettings& settings) { use_settings(settings); });
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

void Platform::use_settings(const MapSettings& settings) {
  const auto origin = settings.tiles ? origin_of_tiles(*settings.tiles) : Result<std::string>(std::string());
  std::lock_guard lock(settings_mutex_);
  picture_origin_ = origin.value_or("");
}

void Platform::refresh_settings() {
  engine_->read([this](db::Session& session) { use_settings(read_map_settings(session)); });
}

std::string Platform::picture_origin() const {
  std::lock_guard lock(settings_mutex_);
  return picture_origin_;
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
