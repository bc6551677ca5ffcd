// The whole platform on one database: engine, services, hooks between the rooms, routes. Nothing here decides anything.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "app/installation.h"
#include "app/settings.h"
#include "attachment/service.h"
#include "audit/tree.h"
#include "bulletin/service.h"
#include "enterprise/service.h"
#include "exchange/due_thread.h"
#include "exchange/puller.h"
#include "exchange/service.h"
#include "http/events.h"
#include "http/router.h"
#include "identity/service.h"
#include "listing/listing.h"
#include "notify/carriers.h"
#include "notify/service.h"
#include "outbound/outbox.h"
#include "pass/service.h"
#include "resumption/service.h"
#include "resumption/sla_timer.h"
#include "search/service.h"
#include "servicedesk/service.h"
#include "supervision/service.h"

namespace fugong::app {

struct PlatformOptions {
  std::string db_url;         // sqlite:PATH or postgresql://…
  std::string keys_folder{};  // empty: PATH.keys beside a SQLite file, ./fugong.keys otherwise
  std::string public_url{};   // before /api/v1/status-list/N in trust lists; empty: as it was served last
  Duration pull_every = exchange::pull_every_default;  // peers' lists
  std::string sms_hook{};         // URL that sends text messages (outbound/hook.h); empty: none are sent
  std::string sms_secret_file{};  // what its messages are signed with; empty: sms-hook.secret in the keys' folder
  std::string push_contact{};     // mailto: or https: for browsers' push services; empty: the public URL
  std::string channels_ca{};      // PEM of further authorities that channels trust; empty: the system's alone
  bool channels_inside = false;   // robots, web hooks and mail servers may lie inside our own network
  identity::PasswordCost password_cost = identity::PasswordCost::standard();
  identity::CookieTransport cookies = identity::CookieTransport::any;
  // Log-ins hash while they hold a reader; more readers than that leave some for everybody else.
  db::EngineOptions engine{.readers = 4};
};

// What a district's services need to know before its database is asked.
struct DistrictIdentity {
  DistrictCode code;
  std::string name;
  std::string zone;
  std::string name_en{};  // empty: `name`
};

// The services of one district. Thread rule: as each service's own.
class Platform {
 public:
  // On a migrated engine. Opens or makes the key files; codes of crypto/secrets.h.
  static Result<std::unique_ptr<Platform>> assemble(std::unique_ptr<db::Engine> engine, const PlatformOptions& options,
                                                    const DistrictIdentity& district, const Clock& clock,
                                                    Random& random);
  ~Platform();

  db::Engine& engine() { return *engine_; }
  http::Router& router() { return *router_; }
  http::EventHub& events() { return events_; }
  policy::Store& policies() { return policies_; }
  identity::Service& identities() { return *identities_; }
  enterprise::Service& enterprises() { return *enterprises_; }
  pass::Service& passes() { return *passes_; }
  bulletin::Service& bulletins() { return *bulletins_; }
  resumption::Service& resumptions() { return *resumptions_; }
  notify::Service& notices() { return *notices_; }
  supervision::Service& supervisions() { return *supervisions_; }
  resumption::SlaTimer& timer() { return *timer_; }
  search::Service& searches() { return *searches_; }
  db::DueTimer& supervision_timer() { return *supervision_timer_; }
  db::DueTimer& notice_timer() { return *notice_timer_; }
  servicedesk::Service& servicedesk() { return *servicedesk_; }
  db::DueTimer& ticket_timer() { return *ticket_timer_; }
  exchange::Service& exchange() { return *exchange_; }
  exchange::Puller& puller() { return *puller_; }
  exchange::DueThread& pulling() { return *pulling_; }
  outbound::Outbox& outbox() { return *outbox_; }
  const DistrictIdentity& district() const { return district_; }

  // What pages may load pictures from, as the settings have it; from any thread.
  std::string picture_origin() const;
  void refresh_settings();

  // Signs the audit log's head as it stands; every few seconds while serving, and at the end of what is done at once.
  Status sign_audit_head();
  audit::Verifier audit_verifier() const;

 private:
  Platform(std::unique_ptr<db::Engine> engine, DistrictIdentity district, const Clock& clock);
  void make_services(const PlatformOptions& options, Random& random, const crypto::Vault& vault, pass::KeyRing keys);
  void make_channels(const PlatformOptions& options, Random& random, const crypto::Vault& vault,
                     crypto::Signer push_key);
  void connect_rooms();
  enterprise::Hooks hooks_of_enterprises();
  void connect_messages();
  void connect_search();
  Status make_clerk(db::Session& session, const EnterpriseId& e, const enterprise::Clerk& clerk, Timestamp now);
  std::vector<enterprise::Place> subdistricts(db::Session& session, Language language);
  servicedesk::Hooks hooks_of_tickets();
  void declare_routes();
  void declare_listings();
  void use_settings(const MapSettings& settings);

  std::unique_ptr<db::Engine> engine_;
  const DistrictIdentity district_;
  const Clock& clock_;
  http::EventHub events_;
  policy::Store policies_;
  std::unique_ptr<crypto::Signer> audit_signer_;
  std::unique_ptr<search::Service> searches_;
  std::unique_ptr<identity::Service> identities_;
  std::unique_ptr<enterprise::Service> enterprises_;
  std::unique_ptr<outbound::Outbox> outbox_;
  std::unique_ptr<attachment::Service> attachments_;
  std::unique_ptr<pass::Service> passes_;
  std::unique_ptr<exchange::Service> exchange_;
  std::unique_ptr<exchange::Puller> puller_;
  std::unique_ptr<exchange::DueThread> pulling_;
  std::unique_ptr<resumption::Service> resumptions_;
  std::unique_ptr<notify::Carriers> carriers_;
  std::unique_ptr<notify::Service> notices_;
  std::unique_ptr<supervision::Service> supervisions_;
  std::unique_ptr<servicedesk::Service> servicedesk_;
  std::unique_ptr<bulletin::Service> bulletins_;
  std::unique_ptr<resumption::SlaTimer> timer_;
  listing::Desk listing_desk_;
  std::unique_ptr<db::DueTimer> supervision_timer_;
  std::unique_ptr<db::DueTimer> notice_timer_;
  std::unique_ptr<db::DueTimer> ticket_timer_;
  std::unique_ptr<http::Router> router_;
  mutable std::mutex settings_mutex_;
  std::string picture_origin_;
};

// Opens and migrates a database. Code app.database with the reason.
Result<std::unique_ptr<db::Engine>> open_engine(const PlatformOptions& options);
// The platform of the district that is installed on the database. Codes app.database, app.not_installed.
Result<std::unique_ptr<Platform>> open_platform(const PlatformOptions& options, const Clock& clock, Random& random);

std::string keys_folder_of(const PlatformOptions& options);

}  // namespace fugong::app
