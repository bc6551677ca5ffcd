#include "identity/routes.h"

#include "identity/guard.h"
#include "identity/rights.h"

namespace fugong::identity {
namespace {

using http::Call;
using http::Empty;
using http::Method;

struct PreparedPerson {
  NewPerson person;
};
struct PreparedChange {
  PersonId id;
  PersonChange change;
};

// Strict: no other site sends it, not even with a followed link; the pages load without it and ask with it.
std::string cookie(const Service& service, std::string_view name, std::string_view value, std::string_view more) {
  std::string out(name);
  out.append("=").append(value).append("; Path=/; SameSite=Strict").append(more);
  if (service.options().cookies == CookieTransport::https_only) out += "; Secure";
  return out;
}

void give_cookies(Call& call, const Service& service, const LoggedIn& session) {
  const std::string age = "; Max-Age=" + std::to_string(session_age_max.ms / 1000);
  call.reply_headers.push_back({"Set-Cookie", cookie(service, session_cookie, session.token, age + "; HttpOnly")});
  call.reply_headers.push_back({"Set-Cookie", cookie(service, csrf_cookie, session.csrf, age)});
}

void take_cookies(Call& call, const Service& service) {
  call.reply_headers.push_back({"Set-Cookie", cookie(service, session_cookie, "", "; Max-Age=0; HttpOnly")});
  call.reply_headers.push_back({"Set-Cookie", cookie(service, csrf_cookie, "", "; Max-Age=0")});
}

std::string session_token(const Call& call) { return call.request.cookie(session_cookie).value_or(""); }

// A program's token may act for its person, but not make itself permanent.
Status needs_session(const Call& call) {
  if (bearer_token(call.request).empty()) return {};
  return fail(ErrorKind::conflict, "auth.needs_session");
}

void declare_sessions(http::Router& router, Service& service, db::Engine& engine) {
  router.staged<LogInRequest, LogIn, SessionView>(
      {Method::post, "/api/v1/session", "public", "logIn", "Log in with login and password"},
      [&service, &engine](Call& call, db::Session& reader, const LogInRequest& body) {
        return service.prepare_log_in(engine, reader, call.now, body, call.request.remote_address);
      },
      [&service](Call& call, db::Session& session, const LogIn& prepared) -> Result<SessionView> {
        FG_TRY(LoggedIn done, service.log_in(session, call.now, call.language, prepared, session_token(call)));
        give_cookies(call, service, done);
        return std::move(done.view);
      });
  router.query<Empty, SessionView>({Method::get, "/api/v1/session", "session.self", "getSession", "Who is logged in"},
                                   [&service](Call& call, db::Session& session, const Empty&) {
                                     return service.who_am_i(session, call.as<Context>());
                                   });
  router.command<Empty, Empty>({Method::del, "/api/v1/session", "session.self", "logOut", "Log out"},
                               [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
                                 FG_CHECK(needs_session(call));
                                 FG_CHECK(service.log_out(session, call.as<Context>(), session_token(call)));
                                 take_cookies(call, service);
                                 return Empty{};
                               });
  router.staged<OwnPasswordRequest, NewPassword, Empty>(
      {Method::post, "/api/v1/session/password", "session.self", "changeOwnPassword",
       "Change the own password; the other sessions end"},
      [&service, &engine](Call& call, db::Session& reader, const OwnPasswordRequest& body) -> Result<NewPassword> {
        FG_CHECK(needs_session(call));
        return service.prepare_own_password(engine, reader, call.as<Context>(), body);
      },
      [&service](Call& call, db::Session& session, const NewPassword& prepared) -> Result<Empty> {
        FG_CHECK(service.change_own_password(session, call.as<Context>(), prepared, session_token(call)));
        return Empty{};
      });
}

void declare_people(http::Router& router, Service& service) {
  router.query<PersonFilter, http::Page<PersonLine>>(
      {Method::get, "/api/v1/people", "identity.manage", "listPeople", "People; phones are masked"},
      [&service](Call& call, db::Session& session, const PersonFilter& filter) {
        return service.people(session, call.as<Context>(), filter);
      });
  router.staged<PersonRequest, PreparedPerson, PersonLine>(
      {Method::post, "/api/v1/people", "identity.manage", "createPerson", "A new person", 201},
      [&service](Call&, db::Session&, const PersonRequest& body) -> Result<PreparedPerson> {
        FG_TRY(std::string hash, service.hash_password(body.password, body.login));
        return PreparedPerson{
            {body.login, body.name, std::move(hash), body.roles, body.organisation, body.phone.value_or("")}};
      },
      [&service](Call& call, db::Session& session, const PreparedPerson& prepared) {
        return service.create_person(session, call.as<Context>(), prepared.person);
      });
  router.command<PhoneRequest, std::vector<PersonLine>>(
      {Method::post, "/api/v1/people/look-up", "identity.manage", "lookUpPeople",
       "Whose phone it is; a POST, so that the number stands in no address"},
      [&service](Call& call, db::Session& session, const PhoneRequest& body) {
        return service.people_of_phone(session, call.as<Context>(), body.phone);
      });
  router.staged<PersonPatch, PreparedChange, PersonLine>(
      {Method::patch, "/api/v1/people/{id}", "identity.manage", "changePerson",
       "Name, roles, phone, disabled, or a new password; in force at once"},
      [&service](Call& call, db::Session& reader, const PersonPatch& body) -> Result<PreparedChange> {
        FG_TRY(const PersonId id, call.id<PersonTag>("id"));
        PersonChange change{body.name, body.roles, body.disabled, body.phone, std::nullopt};
        if (body.password) {
          FG_TRY(const std::string login, service.login_of(reader, call.as<Context>(), id));
          FG_TRY(change.password_hash, service.hash_password(*body.password, login));
        }
        return PreparedChange{id, std::move(change)};
      },
      [&service](Call& call, db::Session& session, const PreparedChange& prepared) {
        return service.change_person(session, call.as<Context>(), prepared.id, prepared.change);
      });
}

void declare_organisations(http::Router& router, Service& service) {
  router.query<OrganisationFilter, http::Page<OrganisationLine>>(
      {Method::get, "/api/v1/organisations", "identity.manage", "listOrganisations", "Organisations of the district"},
      [&service](Call& call, db::Session& session, const OrganisationFilter& filter) {
        return service.organisations(session, call.as<Context>(), filter);
      });
  router.command<OrganisationRequest, OrganisationLine>(
      {Method::post, "/api/v1/organisations", "identity.manage", "createOrganisation", "A new organisation", 201},
      [&service](Call& call, db::Session& session, const OrganisationRequest& body) {
        return service.create_organisation(session, call.as<Context>(), body);
      });
}

void declare_substitutes(http::Router& router, Service& service) {
  router.query<Empty, std::vector<ColleagueLine>>(
      {Method::get, "/api/v1/colleagues", "session.self", "listColleagues",
       "The people of the own organisation, by name"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<ColleagueLine>> {
        return service.colleagues(session, call.as<Context>());
      });
  router.query<Empty, std::vector<SubstituteLine>>(
      {Method::get, "/api/v1/substitutes", "session.self", "listSubstitutes",
       "Who acts for whom, as far as oneself is concerned"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<std::vector<SubstituteLine>> {
        return service.substitutes(session, call.as<Context>());
      });
  router.command<SubstituteRequest, SubstituteLine>(
      {Method::post, "/api/v1/substitutes", "session.self", "nameSubstitute",
       "Name a colleague who acts for oneself for a while", 201},
      [&service](Call& call, db::Session& session, const SubstituteRequest& body) -> Result<SubstituteLine> {
        FG_CHECK(needs_session(call));
        return service.name_substitute(session, call.as<Context>(), body);
      });
  router.command<Empty, Empty>(
      {Method::del, "/api/v1/substitutes/{id}", "session.self", "endSubstitute", "End a substitution early"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
        FG_TRY(const SubstitutionId id, call.id<SubstitutionTag>("id"));
        FG_CHECK(service.end_substitute(session, call.as<Context>(), id));
        return Empty{};
      });
}

void declare_tokens(http::Router& router, Service& service) {
  router.query<Empty, std::vector<TokenLine>>(
      {Method::get, "/api/v1/api-tokens", "session.self", "listApiTokens", "The own API tokens"},
      [&service](Call& call, db::Session& session, const Empty&) {
        return service.tokens(session, call.as<Context>());
      });
  router.command<TokenRequest, IssuedToken>(
      {Method::post, "/api/v1/api-tokens", "session.self", "createApiToken",
       "A token for a program, with the rights of the person; shown this once", 201},
      [&service](Call& call, db::Session& session, const TokenRequest& body) -> Result<IssuedToken> {
        FG_CHECK(needs_session(call));
        return service.create_token(session, call.as<Context>(), body);
      });
  router.command<Empty, Empty>(
      {Method::del, "/api/v1/api-tokens/{id}", "session.self", "revokeApiToken", "Revoke an own API token"},
      [&service](Call& call, db::Session& session, const Empty&) -> Result<Empty> {
        FG_TRY(const ApiTokenId id, call.id<ApiTokenTag>("id"));
        FG_CHECK(service.revoke_token(session, call.as<Context>(), id));
        return Empty{};
      });
}

std::vector<RightLine> matrix() {
  std::vector<RightLine> lines;
  for (const Right& right : rights()) {
    lines.push_back({std::string(right.name), {}});
    for (const Grant& grant : right.grants)
      lines.back().grants.push_back({grant.role, grant.scope == Scope::any ? "any" : "own"});
  }
  return lines;
}

}  // namespace

void declare_routes(http::Router& router, Service& service, db::Engine& engine) {
  declare_sessions(router, service, engine);
  declare_people(router, service);
  declare_organisations(router, service);
  declare_substitutes(router, service);
  declare_tokens(router, service);
  router.query<Empty, std::vector<RightLine>>(
      {Method::get, "/api/v1/rights", "public", "getRights", "The rights matrix: who may do what, and on whom"},
      [](Call&, db::Session&, const Empty&) -> Result<std::vector<RightLine>> { return matrix(); });
}

}  // namespace fugong::identity
