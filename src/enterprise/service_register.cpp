// The register itself: who stands in it, and who may read what of them.
#include "audit/log.h"
#include "base/validators.h"
#include "enterprise/paging.h"
#include "enterprise/purposes.h"
#include "enterprise/rules.h"
#include "enterprise/service.h"
#include "enterprise/store.h"
#include "identity/rights.h"

namespace fugong::enterprise {
namespace {

identity::Subject subject_of(const Enterprise& e) { return {.enterprise = e.id.text, .subdistrict = e.subdistrict}; }

EnterpriseView view_of(const ServiceOptions& o, const Actor& actor, const Enterprise& e) {
  EnterpriseView view{e.id,
                      e.name,
                      e.usc,
                      e.scale,
                      e.industry,
                      e.subdistrict,
                      e.park,
                      e.address,
                      e.latitude,
                      e.longitude,
                      e.legal_representative,
                      {},
                      e.normal_workers,
                      e.normal_output,
                      e.output_unit,
                      e.key_supply,
                      e.military,
                      e.registered_at,
                      e.version};
  if (auto phone = o.vault.open(e.phone_sealed, purpose::enterprise_phone); !e.phone_sealed.empty() && phone)
    view.phone = identity::require(actor, "enterprise.update", subject_of(e)) ? *phone : mask_mobile(*phone);
  if (e.military && !identity::require(actor, "enterprise.read_military", subject_of(e))) hide_details(view);
  return view;
}

void append_audit(db::Session& session, const ServiceOptions& o, const Context& context, const char* action,
                  const EnterpriseId& id, json::Object detail) {
  audit::append(session, {.district = o.district,
                          .at = context.now,
                          .actor = context.actor.person.text,
                          .actor_name = context.actor.person_name,
                          .action = action,
                          .subject_kind = "enterprise",
                          .subject_id = id.text,
                          .detail = json::write_value(detail)});
}

void apply(const UpdateRequest& r, const crypto::Vault& vault, Enterprise& e) {
  const auto set = [](auto& to, const auto& from) {
    if (from) to = *from;
  };
  set(e.name, r.name);
  set(e.scale, r.scale);
  set(e.industry, r.industry);
  set(e.subdistrict, r.subdistrict);
  set(e.park, r.park);
  set(e.address, r.address);
  if (r.latitude) e.latitude = r.latitude, e.longitude = r.longitude;
  set(e.legal_representative, r.legal_representative);
  if (r.phone) e.phone_sealed = seal_text(vault, *r.phone, purpose::enterprise_phone);
  set(e.normal_workers, r.normal_workers);
  set(e.normal_output, r.normal_output);
  set(e.output_unit, r.output_unit);
  set(e.key_supply, r.key_supply);
  set(e.military, r.military);
  ++e.version;
}

}  // namespace

Enterprise make_enterprise(const ServiceOptions& o, const RegisterRequest& r, Timestamp now) {
  Enterprise e;
  e.id = EnterpriseId::make(now, o.random);
  e.name = r.name;
  e.usc = r.usc;
  e.scale = r.scale;
  e.industry = r.industry;
  e.subdistrict = r.subdistrict;
  e.park = r.park.value_or("");
  e.address = r.address;
  e.latitude = r.latitude;
  e.longitude = r.longitude;
  e.legal_representative = r.legal_representative;
  e.phone_sealed = seal_text(o.vault, r.phone.value_or(""), purpose::enterprise_phone);
  e.normal_workers = r.normal_workers;
  e.normal_output = r.normal_output.value_or(0);
  e.output_unit = r.output_unit.value_or("");
  e.key_supply = r.key_supply.value_or(false);
  e.military = r.military.value_or(false);
  e.registered_at = now;
  return e;
}

Result<EnterpriseView> Service::register_enterprise(db::Session& session, const Context& context,
                                                    const RegisterRequest& request) {
  FG_CHECK(identity::require(context.actor, "enterprise.register", {.subdistrict = request.subdistrict}));
  RegisterRequest r = request;
  Faults faults;
  const UscCheck usc = check_registration(r, o_.district, faults);
  FG_CHECK(refuse_faults(std::move(faults)));
  Store store(o_.district, session);
  if (const auto holder = store.by_usc(r.usc))
    return fail(ErrorKind::conflict, "enterprise.usc_taken", "usc", {{"usc", r.usc}});

  const Enterprise e = make_enterprise(o_, r, context.now);
  store.insert(e);
  if (o_.hooks.registered) FG_CHECK(o_.hooks.registered(session, e, context.now));
  if (o_.hooks.enterprise_kept) o_.hooks.enterprise_kept(session, e, nullptr);
  json::Object detail{{"usc", e.usc}, {"scale", json::enum_name(e.scale)}, {"subdistrict", e.subdistrict}};
  if (usc == UscCheck::overridden) detail["usc_check"] = "overridden";
  append_audit(session, o_, context, "enterprise.register", e.id, std::move(detail));
  return view_of(o_, context.actor, e);
}

Result<EnterpriseView> Service::update(db::Session& session, const Context& context, const EnterpriseId& id,
                                       const UpdateRequest& request) {
  Store store(o_.district, session);
  auto e = store.find(id);
  // A stranger does not learn which ids exist.
  FG_CHECK(identity::require(context.actor, "enterprise.update", e ? subject_of(*e) : identity::Subject{}));
  if (!e) return fail(ErrorKind::not_found, "enterprise.not_found");
  if (const auto fields = officer_fields(request);
      !fields.empty() && !identity::allows_everywhere(context.actor, "enterprise.update"))
    return fail(ErrorKind::forbidden, "enterprise.officer_only", fields.front());
  if (e->version != request.version)
    return fail(ErrorKind::conflict, "enterprise.version", "version", {{"version", std::to_string(e->version)}});
  UpdateRequest r = request;
  Faults faults;
  check_update(r, o_.district, faults);
  FG_CHECK(refuse_faults(std::move(faults)));

  const Enterprise before = *e;
  apply(r, o_.vault, *e);
  store.save(*e);
  if (o_.hooks.enterprise_kept) o_.hooks.enterprise_kept(session, *e, &before);
  json::Array fields;
  for (const std::string& field : changed_fields(r)) fields.emplace_back(field);
  append_audit(session, o_, context, "enterprise.update", id, {{"fields", std::move(fields)}});
  return view_of(o_, context.actor, *e);
}

Result<EnterpriseView> Service::get(db::Session& session, const Context& context, const EnterpriseId& id) {
  const auto e = Store(o_.district, session).find(id);
  FG_CHECK(identity::require(context.actor, "enterprise.read", e ? subject_of(*e) : identity::Subject{}));
  if (!e) return fail(ErrorKind::not_found, "enterprise.not_found");
  return view_of(o_, context.actor, *e);
}

Result<http::Page<EnterpriseLine>> Service::list(db::Session& session, const Context& context,
                                                 const EnterpriseFilter& filter) {
  const Actor& actor = context.actor;
  if (!identity::allows(actor, "enterprise.read")) return fail(ErrorKind::forbidden, "auth.forbidden");
  FG_TRY(const PageLimits page, page_limits(filter.after, filter.limit));
  EnterpriseQuery query{.only = {},
                        .subdistrict = filter.subdistrict.value_or(""),
                        .scale = filter.scale ? std::string(json::enum_name(*filter.scale)) : std::string(),
                        .search = filter.search.value_or(""),
                        .after = page.after,
                        .limit = page.limit + 1};
  if (query.search.size() > text_bytes_max)
    return invalid("enterprise.text_too_long", "search", {{"characters", "200"}});
  if (!identity::allows_everywhere(actor, "enterprise.read")) {
    // Inside the own organisation only; asking for another subdistrict finds nothing.
    if (actor.kind == OrganisationKind::enterprise) query.only = actor.organisation_code;
    else if (query.subdistrict.empty()) query.subdistrict = actor.organisation_code;
    else if (query.subdistrict != actor.organisation_code) return http::Page<EnterpriseLine>{};
    if (query.only.empty() && query.subdistrict.empty()) return http::Page<EnterpriseLine>{};
  }
  auto out = to_page(Store(o_.district, session).list(query), page.limit);
  for (EnterpriseLine& line : out.items)
    if (line.military && !identity::require(actor, "enterprise.read_military",
                                            {.enterprise = line.id.text, .subdistrict = line.subdistrict}))
      hide_details(line);
  return out;
}

}  // namespace fugong::enterprise
