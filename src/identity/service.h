// The use cases of identity: organisations and people, log-in and log-out, API tokens, and who is behind a request.
//
// Functions that take a db::Session run in the caller's command and may run more than once. Those that take a
// db::Engine besides are for a worker: they hash passwords, and a wrong one is counted in a command of their own,
// because a command that answers with an error leaves nothing behind.
// Thread rule: a Service may be called from any thread. It keeps two caches: standings and attempts per address.
#pragma once

#include <atomic>
#include <span>

#include "base/language.h"
#include "base/random.h"
#include "base/result.h"
#include "crypto/sealed.h"
#include "db/engine.h"
#include "identity/attempt_limiter.h"
#include "identity/password.h"
#include "identity/session_cache.h"
#include "identity/view.h"

namespace fugong::identity {

class Store;

constexpr int page_size_default = 50, page_size_max = 500;
constexpr int sessions_per_person_max = 10;             // one more ends the oldest
constexpr Duration session_written_every = minutes(1);  // the database knows of a session's use to this

std::span<const db::Migration> migrations();

// The program itself acts at installation, in rehearsals and for other rooms' hooks; no route says so.
enum class Origin : std::uint8_t { person, system };

// Who asks, when, and in which language the answer is read.
struct Context {
  const Actor& actor;
  Timestamp now{};
  Language language = Language::zh_cn;
  Origin origin = Origin::person;

  static Context system(Timestamp now);
};

// A person to be, with the password hashed ahead of the command (Service::hash_password): one hash may serve many.
struct NewPerson {
  std::string login, name, password_hash;
  std::vector<Role> roles;
  OrganisationId organisation;
  std::string phone{};  // empty: none
};

// What of a person changes.
struct PersonChange {
  std::optional<std::string> name;
  std::optional<std::vector<Role>> roles;
  std::optional<bool> disabled;
  std::optional<std::string> phone;
  std::optional<std::string> password_hash;
};

enum class CookieTransport : std::uint8_t { https_only, any };

struct ServiceOptions {
  DistrictCode district;
  crypto::Vault vault;
  Random& random;  // ids only; tokens come from the operating system
  PasswordCost cost = PasswordCost::standard();
  CookieTransport cookies = CookieTransport::any;  // https_only adds Secure
  // How long a standing is believed without asking the database again: what another process changes is seen after it.
  // Changes made through this Service are seen at once.
  Duration standing_trusted_for = seconds(10);
  // People were entered or changed; search keeps its index. Same transaction.
  std::function<void(db::Session&, std::span<const Person>)> people_kept{};
};

// A log-in whose password was right.
struct LogIn {
  PersonId person;
  std::string verified_hash;
  std::string better_hash;  // empty: none needed
  std::string token;
};
struct LoggedIn {
  SessionView view;
  std::string token, csrf;  // for the cookies
};
struct NewPassword {
  std::string verified_hash, hash;
};

// What a request shows. Both tokens empty: nobody.
struct Credentials {
  std::string_view cookie, bearer, csrf;
  Effect effect = Effect::safe;
};

class Service {
 public:
  explicit Service(ServiceOptions options);

  // Checks the rules for passwords and hashes; takes as long as the cost says, so keep it out of commands.
  Result<std::string> hash_password(std::string_view password, std::string_view login = {},
                                    std::string field = "password") const;

  // -- organisations and people (identity.manage) --
  // Codes organisation.code, organisation.taken (conflict), organisation.name, organisation.subdistrict.
  Result<OrganisationLine> create_organisation(db::Session&, const Context&, const OrganisationRequest&);
  // All or none, with one visit to the audit log.
  Result<std::vector<OrganisationId>> create_organisations(db::Session&, const Context&,
                                                           std::span<const OrganisationRequest>);
  Result<http::Page<OrganisationLine>> organisations(db::Session&, const Context&, const OrganisationFilter&);
  // Codes person.login, person.login_taken (conflict), person.name, organisation.unknown, phone.format and those of
  // check_roles.
  Result<PersonLine> create_person(db::Session&, const Context&, const NewPerson&);
  Result<std::vector<PersonId>> create_people(db::Session&, const Context&, std::span<const NewPerson>);
  Result<http::Page<PersonLine>> people(db::Session&, const Context&, const PersonFilter&);
  // Whose phone it is; in the audit log, because somebody's personal data were looked for.
  Result<std::vector<PersonLine>> people_of_phone(db::Session&, const Context&, const std::string& phone);
  // Nobody changes the own roles or disables himself (person.own_standing): an administrator always remains.
  // New roles and `disabled` take effect at once; a new password ends the person's sessions and API tokens.
  Result<PersonLine> change_person(db::Session&, const Context&, const PersonId&, const PersonChange&);
  // The login that a new password is checked against. Code person.not_found.
  Result<std::string> login_of(db::Session&, const Context&, const PersonId&);

  // -- installation --
  // The district's own organisation and the first administrator; again: conflict identity.installed.
  Result<PersonId> install(db::Session&, Timestamp now, const OrganisationRequest& district, const std::string& login,
                           const std::string& name, const std::string& password_hash);

  // -- what other rooms and rehearsals ask; no right is checked --
  std::optional<Organisation> find_organisation(db::Session&, OrganisationKind kind, const std::string& code);
  bool login_taken(db::Session&, const std::string& login);
  // By id, a page at a time, for whoever keeps an index of them.
  std::vector<Person> people_after(db::Session&, const std::string& id, int limit);
  // Not disabled, by name.
  std::vector<Person> people_of_role(db::Session&, Role role, int limit);
  // A person as an actor, without anybody to act for; nothing for disabled people.
  std::optional<Actor> actor_of_person(db::Session&, const PersonId& id);
  // Enabled people of an organisation who have a role, by id; at most page_size_max of the organisation are asked.
  std::vector<Actor> people_with(db::Session&, OrganisationKind kind, const std::string& code, Role role);
  // The actor behind a login, as the guard would see it.
  std::optional<Actor> actor_of(db::Session&, const std::string& login);

  // -- sessions --
  // Codes auth.too_many (429), auth.wrong (401), auth.locked, auth.disabled (403).
  Result<LogIn> prepare_log_in(db::Engine&, db::Session& reader, Timestamp now, const LogInRequest&,
                               std::string_view remote_address);
  // `old_token`: the session that the browser had before, if any; it ends.
  Result<LoggedIn> log_in(db::Session&, Timestamp now, Language, const LogIn&, std::string_view old_token = {});
  Status log_out(db::Session&, const Context&, std::string_view token);
  Result<SessionView> who_am_i(db::Session&, const Context&);
  // Codes password.current_wrong, auth.locked and those of check_password. Other sessions of the person end.
  Result<NewPassword> prepare_own_password(db::Engine&, db::Session& reader, const Context&, const OwnPasswordRequest&);
  Status change_own_password(db::Session&, const Context&, const NewPassword&, std::string_view own_token);

  // -- substitutes, named by the actor for the own desk --
  std::vector<ColleagueLine> colleagues(db::Session&, const Context&);
  // Codes substitute.colleague, substitute.self, substitute.period, substitute.too_many.
  Result<SubstituteLine> name_substitute(db::Session&, const Context&, const SubstituteRequest&);
  std::vector<SubstituteLine> substitutes(db::Session&, const Context&);  // of and by the actor, not over yet
  Status end_substitute(db::Session&, const Context&, const SubstitutionId&);

  // -- API tokens of the actor --
  // Codes token.expiry, token.too_many.
  Result<IssuedToken> create_token(db::Session&, const Context&, const TokenRequest&);
  Result<std::vector<TokenLine>> tokens(db::Session&, const Context&);
  Status revoke_token(db::Session&, const Context&, const ApiTokenId&);

  // -- who is behind a request --
  // An empty actor for nobody; codes auth.session_expired, auth.token_invalid (401), auth.disabled, auth.csrf (403).
  Result<Actor> authenticate(db::Engine&, const Credentials&, Timestamp now);
  std::string csrf_of(std::string_view token) const;

  const ServiceOptions& options() const { return o_; }

 private:
  Status may_manage(const Context&) const;
  Result<Person> checked(Store&, const Context&, const NewPerson&, OrganisationKind);
  Result<Organisation> checked(Store&, const Context&, const OrganisationRequest&);
  Status seal_phone(Person&, const std::string& phone) const;
  std::string login_index(std::string_view login) const;
  PersonLine line_of(const Person&) const;
  Result<SessionView> view_of(db::Session&, const Person&, Timestamp now, Language) const;
  // Counts a wrong password durably and says what the caller is told.
  Error count_failure(db::Engine&, const std::string& login, const std::optional<Person>&, Timestamp now);
  void sweep(db::Session&, Timestamp now);
  Result<StandingPtr> read_standing(db::Engine&, Carrier, std::string_view token, const std::string& key,
                                    Timestamp now);
  void touch(db::Engine&, Standing&, const std::string& key, Timestamp now);

  ServiceOptions o_;
  std::string no_hash_;  // what a password is compared with when there is no such login
  SessionCache cache_;
  AttemptLimiter limiter_;
  std::atomic<std::int64_t> swept_ms_{0};
};

}  // namespace fugong::identity
