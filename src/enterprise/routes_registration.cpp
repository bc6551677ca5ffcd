// Routes of those who come by themselves, and of who lets them in.
#include "enterprise/routes.h"

namespace fugong::enterprise {
namespace {

using http::Call;
using http::Empty;
using http::Method;

void declare_public(http::Router& router, Registrations& registrations, db::Engine& engine) {
  router.staged<SelfRegistration, PreparedRegistration, RegistrationStatus>(
      {Method::post, "/api/v1/registrations", "public", "registerSelf",
       "An enterprise asks to be registered; an official confirms", 201},
      [&registrations](Call& call, db::Session& reader, const SelfRegistration& body) {
        return registrations.prepare(reader, call.now, body, call.request.remote_address);
      },
      [&registrations](Call& call, db::Session& session, const PreparedRegistration& prepared) {
        return registrations.add(session, call.now, prepared);
      });
  router.query<Empty, RegistrationStatus>(
      {Method::get, "/api/v1/registrations/{id}", "public", "getRegistration",
       "Where a registration stands, for who has its number"},
      [&registrations](Call& call, db::Session& session, const Empty&) -> Result<RegistrationStatus> {
        FG_TRY(const RegistrationId id, call.id<RegistrationTag>("id"));
        return registrations.status(session, id);
      });
  router.staged<ClaimRequest, PreparedClaim, ClaimReceipt>(
      {Method::post, "/api/v1/registrations/claim", "public", "claimEnterprise",
       "Act for an enterprise that the district has entered, with the code it gave", 201},
      [&registrations, &engine](Call& call, db::Session& reader, const ClaimRequest& body) {
        return registrations.prepare_claim(engine, reader, call.now, body, call.request.remote_address);
      },
      [&registrations](Call& call, db::Session& session, const PreparedClaim& prepared) {
        return registrations.claim(session, call.now, prepared);
      });
  router.query<Empty, std::vector<Place>>(
      {Method::get, "/api/v1/subdistricts", "public", "listSubdistricts", "The district's subdistricts"},
      [&registrations](Call& call, db::Session& session, const Empty&) -> Result<std::vector<Place>> {
        return registrations.places(session, call.language);
      });
}

}  // namespace

void declare_registration_routes(http::Router& router, Service& service, db::Engine& engine) {
  Registrations& registrations = service.registrations();
  declare_public(router, registrations, engine);
  router.query<RegistrationFilter, http::Page<RegistrationLine>>(
      {Method::get, "/api/v1/registrations", "enterprise.confirm", "listRegistrations", "Registrations that wait"},
      [&registrations](Call& call, db::Session& session, const RegistrationFilter& filter) {
        return registrations.pending(session, call.as<Context>(), filter);
      });
  router.command<ConfirmationRequest, RegistrationStatus>(
      {Method::post, "/api/v1/registrations/{id}/decision", "enterprise.confirm", "decideRegistration",
       "Let an enterprise in, or refuse it"},
      [&registrations](Call& call, db::Session& session,
                       const ConfirmationRequest& body) -> Result<RegistrationStatus> {
        FG_TRY(const RegistrationId id, call.id<RegistrationTag>("id"));
        return registrations.confirm(session, call.as<Context>(), id, body);
      });
  router.command<Empty, ClaimCode>(
      {Method::post, "/api/v1/enterprises/{id}/claim-code", "enterprise.confirm", "giveClaimCode",
       "A code by which the enterprise's clerk claims it; shown this once", 201},
      [&registrations](Call& call, db::Session& session, const Empty&) -> Result<ClaimCode> {
        FG_TRY(const EnterpriseId id, call.id<EnterpriseTag>("id"));
        return registrations.give_code(session, call.as<Context>(), id);
      });
}

}  // namespace fugong::enterprise
