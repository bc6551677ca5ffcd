// What one room asks of another, and what it does when something happens there, in the same transaction.
#include <algorithm>

#include "app/platform.h"
#include "pass/wallets.h"
#include "servicedesk/routes.h"
#include "supervision/routes.h"

namespace fugong::app {
namespace {

// Who has a task to do: whoever it was handed to, or all who sit at the desk.
notify::Owner desk_of(const resumption::Task& task) {
  using notify::Owner;
  if (!task.holder.empty()) return Owner::of(PersonId{task.holder});
  switch (task.owner_kind) {
    case resumption::OwnerKind::office: return Owner::of(Role::case_officer);
    case resumption::OwnerKind::department: return Owner::department(task.owner);
    case resumption::OwnerKind::subdistrict: return Owner::subdistrict(task.owner);
    case resumption::OwnerKind::enterprise: return Owner::of(EnterpriseId{task.owner});
    case resumption::OwnerKind::pass_office: break;
  }
  return Owner::of(Role::pass_commissioner);
}

}  // namespace

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
                                 const enterprise::Enterprise* before) {
    searches_->index(session, now, before);
    resumptions_->enterprise_kept(session, now.id);
  };
  hooks.workers_kept = [this](db::Session& session, std::span<const enterprise::Worker* const> workers,
                              enterprise::Novelty novelty) { searches_->index(session, workers, novelty); };
  hooks.vehicles_kept = [this](db::Session& session, std::span<const enterprise::Vehicle* const> vehicles,
                               enterprise::Novelty novelty) { searches_->index(session, vehicles, novelty); };
  hooks.vehicle_gone = [this](db::Session& session, const VehicleId& id) { searches_->forget(session, id); };
  return hooks;
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
  cases.suspend_passes = [this](db::Session& s, const EnterpriseId& e, const std::string& reason,
                                std::span<const std::string> spared, Timestamp now,
                                const Actor& by) { return passes_->suspend_enterprise(s, e, reason, spared, now, by); };
  cases.restore_passes = [this](db::Session& s, const EnterpriseId& e, const std::string& reason, Timestamp now,
                                const Actor& by) { return passes_->restore_enterprise(s, e, reason, now, by); };
  cases.person = [this](db::Session& s, const PersonId& id) { return identities_->actor_of_person(s, id); };
  cases.passes_wanted = [this](db::Session& s, const CaseId& id) { return passes_->wanted(s, id); };
  connect_search();
  connect_messages();
  supervisions_->hooks().officer_of_login = [this](db::Session& s, const std::string& login) -> std::optional<Actor> {
    auto actor = identities_->actor_of(s, login);
    if (!actor || !actor->has(Role::resident_officer)) return std::nullopt;
    return actor;
  };
  supervisions_->hooks().is_checkpoint = [this](db::Session& s, const std::string& code) {
    return identities_->find_organisation(s, OrganisationKind::checkpoint, code).has_value();
  };
  supervisions_->hooks().issuances = [this](db::Session& s, const EnterpriseId& e) {
    std::vector<supervision::PassesIssued> out;
    for (const pass::Issuance& i : passes_->issuances(s, e)) out.push_back({i.issued_at, i.kind, i.passes});
    return out;
  };
  supervisions_->hooks().stop_passes = [this](db::Session& s, const EnterpriseId& e, const std::string& reason,
                                              Timestamp now) {
    return passes_->suspend_enterprise(s, e, reason, {}, now, Actor{});
  };
  supervisions_->hooks().officers = [this](db::Session& s) {
    std::vector<supervision::OfficerChoice> out;
    for (identity::Person& p : identities_->people_of_role(s, Role::resident_officer, supervision::officers_max))
      out.push_back({p.id, std::move(p.login), std::move(p.name), {}});
    return out;
  };
  pass::Hooks& issuing = passes_->hooks();
  issuing.watches = [this](db::Session& s, const std::string& code) { return supervisions_->watches(s, code); };
  issuing.on_passages = [this](db::Session& s, std::span<const pass::Passage> passages, Timestamp now) {
    return supervisions_->take_passages(s, passages, now);
  };
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

// Whom a case concerns hears of it, in the transaction that decided it.
void Platform::connect_messages() {
  using resumption::Case, resumption::EventKind, resumption::Task;
  resumption::Hooks& cases = resumptions_->hooks();
  cases.happened = [this](db::Session& s, const Case& c, EventKind kind, Timestamp now) {
    const bool stops = kind == EventKind::suspended || kind == EventKind::closed;
    if (!stops && kind != EventKind::returned && kind != EventKind::refused && kind != EventKind::decided &&
        kind != EventKind::restored)
      return;
    const std::string event(json::enum_name(kind));
    const notify::Telling telling{.topic = "case." + event,
                                  .text = "case.told." + event,
                                  .params = {{"enterprise", c.enterprise_name}},
                                  .link = "/cases/" + c.id.text,
                                  .urgency = stops ? notify::Urgency::urgent : notify::Urgency::important};
    notices_->tell(s, notify::Owner::of(c.enterprise), telling, now);
    if (kind == EventKind::suspended || kind == EventKind::restored)
      notices_->tell(s, notify::Owner::subdistrict(c.subdistrict), telling, now);
  };
  cases.nearly_due = [this](db::Session& s, const Case& c, const Task& task, Timestamp now) {
    notices_->tell(s, desk_of(task),
                   {.topic = "sla.warning",
                    .text = "case.told.nearly_due",
                    .params = {{"enterprise", c.enterprise_name},
                               {"due", to_local_minutes(task.due_at, district_.zone).substr(11)}},
                    .link = "/cases/" + c.id.text,
                    .urgency = notify::Urgency::important},
                   now);
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

}  // namespace fugong::app
