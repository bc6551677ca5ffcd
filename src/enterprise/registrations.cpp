// Those who come by themselves; nobody acts for an enterprise before an official has said so.
#include "audit/log.h"
#include "base/validators.h"
#include "crypto/hash.h"
#include "enterprise/paging.h"
#include "enterprise/purposes.h"
#include "enterprise/rules.h"
#include "enterprise/service.h"
#include "enterprise/store.h"
#include "enterprise/store_registration.h"
#include "identity/rights.h"
#include "identity/rules.h"

namespace fugong::enterprise {
namespace {

constexpr std::string_view registration_purpose = "enterprise.registration", code_purpose = "enterprise.claim_code";
// Without 0 O 1 I L: a code is read out on the telephone. 8 characters of 30 are 39 bits, and five tries.
constexpr std::string_view code_alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t code_length = 8;
constexpr std::size_t reason_bytes_max = 1500;

// What is sealed of a registration until it is decided.
struct SealedRegistration {
  RegisterRequest request;
  std::string clerk_name, clerk_phone;
};
BOOST_DESCRIBE_STRUCT(SealedRegistration, (), (request, clerk_name, clerk_phone))

void append_audit(db::Session& session, const ServiceOptions& o, Timestamp now, const Actor* actor, const char* action,
                  const char* kind, const std::string& id, json::Object detail) {
  audit::append(session, {.district = o.district,
                          .at = now,
                          .actor = actor ? actor->person.text : "public",
                          .actor_name = actor ? actor->person_name : "",
                          .action = action,
                          .subject_kind = kind,
                          .subject_id = id,
                          .detail = json::write_value(detail)});
}

RegisterRequest to_request(const SelfRegistration& r) {
  RegisterRequest out;
  out.name = r.name;
  out.usc = r.usc;
  out.scale = r.scale;
  out.industry = r.industry;
  out.subdistrict = r.subdistrict;
  out.address = r.address;
  out.legal_representative = r.legal_representative;
  out.normal_workers = r.normal_workers;
  return out;
}

// Without the password's hash.
Clerk check_clerk(const ClerkRequest& r, Faults& faults) {
  Clerk clerk;
  const auto take = [&](Result<std::string> parsed, std::string& out) {
    if (parsed) out = std::move(*parsed);
    else faults.push_back({parsed.error().field, parsed.error().code, parsed.error().params});
  };
  if (!identity::is_plain_name(r.name)) faults.push_back({"clerk.name", "person.name"});
  clerk.name = r.name;
  take(parse_mobile(r.phone, "clerk.phone"), clerk.phone);
  take(identity::parse_login(r.login, "clerk.login"), clerk.login);
  if (const auto good = identity::check_password(r.password, clerk.login, "clerk.password"); !good)
    faults.push_back({good.error().field, good.error().code, good.error().params});
  return clerk;
}

RegistrationStatus status_of(const Registration& r) { return {r.id, r.state, r.name, r.at, r.reason}; }

// Every byte value that would make some characters likelier than others is drawn again.
std::string random_code() {
  constexpr std::size_t fair = 256 - 256 % code_alphabet.size();
  std::string out;
  while (out.size() < code_length) {
    const auto byte = static_cast<unsigned char>(crypto::random_bytes(1)[0]);
    if (byte < fair) out += code_alphabet[byte % code_alphabet.size()];
  }
  return out;
}

std::string plain_code(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::unexpected<Error> usc_known(const std::string& usc) {
  return fail(ErrorKind::conflict, "registration.usc_known", "usc", {{"usc", usc}});
}

}  // namespace

Status Registrations::admit_clerk(db::Session& session, const std::string& password, Clerk& clerk) const {
  if (o_.hooks.login_taken(session, clerk.login) || RegistrationStore(o_.district, session).login_pending(clerk.login))
    return fail(ErrorKind::conflict, "person.login_taken", "clerk.login");
  FG_TRY(clerk.password_hash, o_.hooks.hash_password(password, clerk.login));
  return {};
}

Result<PreparedRegistration> Registrations::prepare(db::Session& reader, Timestamp now, const SelfRegistration& r,
                                                    std::string_view remote_address) {
  if (!limiter_.admit(remote_address, now)) return fail(ErrorKind::rate_limited, "registration.too_many");
  PreparedRegistration out{to_request(r), {}};
  Faults faults;
  check_registration(out.request, o_.district, faults);
  out.clerk = check_clerk(r.clerk, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  out.request.phone = out.clerk.phone;
  if (Store(o_.district, reader).by_usc(out.request.usc)) return usc_known(out.request.usc);
  FG_CHECK(admit_clerk(reader, r.clerk.password, out.clerk));
  return out;
}

Result<RegistrationStatus> Registrations::add(db::Session& session, Timestamp now,
                                              const PreparedRegistration& prepared) {
  const RegisterRequest& request = prepared.request;
  if (Store(o_.district, session).by_usc(request.usc)) return usc_known(request.usc);
  RegistrationStore store(o_.district, session);
  if (store.usc_pending(request.usc)) return fail(ErrorKind::conflict, "registration.pending_already", "usc");
  if (o_.hooks.login_taken(session, prepared.clerk.login) || store.login_pending(prepared.clerk.login))
    return fail(ErrorKind::conflict, "person.login_taken", "clerk.login");
  if (store.pending_count() >= registrations_pending_max) return fail(ErrorKind::unavailable, "registration.full");
  const SealedRegistration sealed{request, prepared.clerk.name, prepared.clerk.phone};
  const Registration r{.id = RegistrationId::make(now, o_.random),
                       .at = now,
                       .usc = request.usc,
                       .name = request.name,
                       .subdistrict = request.subdistrict,
                       .login = prepared.clerk.login,
                       .request_sealed = o_.vault.seal(json::write(sealed), registration_purpose),
                       .password_hash = prepared.clerk.password_hash};
  store.insert(r);
  append_audit(session, o_, now, nullptr, "registration.ask", "registration", r.id.text,
               {{"usc", r.usc}, {"subdistrict", r.subdistrict}});
  return status_of(r);
}

Result<RegistrationStatus> Registrations::status(db::Session& session, const RegistrationId& id) {
  const auto r = RegistrationStore(o_.district, session).find(id);
  if (!r) return fail(ErrorKind::not_found, "registration.not_found");
  return status_of(*r);
}

std::vector<Place> Registrations::places(db::Session& session, Language language) {
  return o_.hooks.places ? o_.hooks.places(session, language) : std::vector<Place>{};
}

// ---- officials ----

Result<http::Page<RegistrationLine>> Registrations::pending(db::Session& session, const Context& context,
                                                            const RegistrationFilter& filter) {
  const Actor& actor = context.actor;
  if (!identity::allows(actor, "enterprise.confirm")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const PageLimits page, page_limits(filter.after, filter.limit));
  const bool everywhere = identity::allows_everywhere(actor, "enterprise.confirm");
  if (!everywhere && actor.organisation_code.empty()) return http::Page<RegistrationLine>{};
  std::vector<RegistrationLine> lines;
  for (const Registration& r :
       RegistrationStore(o_.district, session)
           .pending(everywhere ? std::string() : actor.organisation_code, page.after, page.limit + 1)) {
    FG_TRY(const std::string plain, o_.vault.open(r.request_sealed, registration_purpose));
    FG_TRY(const SealedRegistration sealed, json::read<SealedRegistration>(plain));
    const RegisterRequest& q = sealed.request;
    lines.push_back({r.id, r.state, r.at, q.name, q.usc, q.scale, q.industry, q.subdistrict, q.address,
                     q.legal_representative, q.normal_workers, sealed.clerk_name, sealed.clerk_phone});
  }
  return to_page(std::move(lines), page.limit);
}

Result<RegistrationStatus> Registrations::confirm(db::Session& session, const Context& context,
                                                  const RegistrationId& id, const ConfirmationRequest& request) {
  RegistrationStore store(o_.district, session);
  auto r = store.find(id);
  FG_CHECK(identity::require(context.actor, "enterprise.confirm", {.subdistrict = r ? r->subdistrict : std::string()}));
  if (!r) return fail(ErrorKind::not_found, "registration.not_found");
  if (r->state != RegistrationState::pending) return fail(ErrorKind::conflict, "registration.decided");
  r->decided_at = context.now;
  r->decided_by = context.actor.person.text;
  r->reason = request.reason.value_or("");
  if (r->reason.size() > reason_bytes_max)
    return invalid("enterprise.text_too_long", "reason", {{"characters", "500"}});
  if (request.decision == Confirmation::refuse) {
    if (r->reason.empty()) return invalid("registration.reason_missing", "reason");
    r->state = RegistrationState::refused;
  } else {
    FG_TRY(const std::string plain, o_.vault.open(r->request_sealed, registration_purpose));
    FG_TRY(const SealedRegistration sealed, json::read<SealedRegistration>(plain));
    FG_TRY(const EnterpriseView made, enterprises_.register_enterprise(session, context, sealed.request));
    FG_CHECK(o_.hooks.make_clerk(session, made.id, {sealed.clerk_name, sealed.clerk_phone, r->login, r->password_hash},
                                 context.now));
    r->state = RegistrationState::accepted;
  }
  store.decide(*r);
  append_audit(session, o_, context.now, &context.actor, "registration.decide", "registration", id.text,
               {{"decision", json::enum_name(request.decision)}, {"usc", r->usc}});
  return status_of(*r);
}

Result<ClaimCode> Registrations::give_code(db::Session& session, const Context& context, const EnterpriseId& id) {
  FG_TRY(const identity::Subject subject, admit(session, o_, context, "enterprise.confirm", id));
  const std::string code = random_code();
  const Timestamp expires_at = context.now + claim_code_valid_for;
  RegistrationStore(o_.district, session)
      .save_code({id, o_.vault.blind_index(code, code_purpose), expires_at, 0}, context.actor.person.text);
  append_audit(session, o_, context.now, &context.actor, "enterprise.claim_code", "enterprise", id.text, {});
  return ClaimCode{code.substr(0, 4) + "-" + code.substr(4), expires_at};
}

// ---- claiming ----

Result<PreparedClaim> Registrations::prepare_claim(db::Engine& engine, db::Session& reader, Timestamp now,
                                                   const ClaimRequest& r, std::string_view remote_address) {
  if (!limiter_.admit(remote_address, now)) return fail(ErrorKind::rate_limited, "registration.too_many");
  const auto wrong = [] { return fail(ErrorKind::forbidden, "claim.wrong", "code"); };
  FG_TRY(const std::string usc, parse_usc(r.usc, "usc"));
  const auto enterprise = Store(o_.district, reader).by_usc(usc);
  const auto row = enterprise ? RegistrationStore(o_.district, reader).code_of(*enterprise) : std::nullopt;
  const std::string index = o_.vault.blind_index(plain_code(r.code), code_purpose);
  if (!row || row->expires_at < now || row->wrong >= claim_code_wrong_max) return wrong();
  if (!crypto::equal_secrets(row->code_index, index)) {
    FG_CHECK(engine.write<bool>([&](db::Session& session) -> Result<bool> {
      RegistrationStore(o_.district, session).count_wrong(*enterprise);
      append_audit(session, o_, now, nullptr, "enterprise.claim_wrong", "enterprise", enterprise->text, {});
      return true;
    }));
    return wrong();
  }
  Faults faults;
  Clerk clerk = check_clerk(r.clerk, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  FG_CHECK(admit_clerk(reader, r.clerk.password, clerk));
  return PreparedClaim{*enterprise, index, std::move(clerk)};
}

Result<ClaimReceipt> Registrations::claim(db::Session& session, Timestamp now, const PreparedClaim& prepared) {
  RegistrationStore store(o_.district, session);
  const auto row = store.code_of(prepared.enterprise);
  const auto e = Store(o_.district, session).find(prepared.enterprise);
  // Used by somebody else between the check and this command.
  if (!e || !row || row->code_index != prepared.code_index) return fail(ErrorKind::forbidden, "claim.wrong", "code");
  FG_CHECK(o_.hooks.make_clerk(session, e->id, prepared.clerk, now));
  store.remove_code(e->id);
  append_audit(session, o_, now, nullptr, "enterprise.claim", "enterprise", e->id.text, {});
  return ClaimReceipt{e->id, e->name};
}

}  // namespace fugong::enterprise
