#include "identity/listings.h"

#include "identity/store.h"

namespace fugong::identity {
namespace {

using listing::Words;

std::string organisation_cell(const DistrictCode& district, const OrganisationId& id, const Words& words) {
  return words.once("organisation " + id.text, [&] {
    const auto found = Store(district, words.session).find(id);
    if (!found) return std::string();
    return words.language == Language::en && !found->name_en.empty() ? found->name_en : found->name;
  });
}

std::string roles_cell(const std::vector<Role>& roles, const Words& words) {
  std::string names;
  for (const Role role : roles) {
    if (!names.empty()) names += words.language == Language::en ? ", " : "、";
    names += words.choice("role", role);
  }
  return names;
}

}  // namespace

void declare_listings(http::Router& router, const listing::Desk& desk, Service& service) {
  listing::declare<PersonFilter, PersonLine>(
      router, desk,
      {.route = {http::Method::post, "/api/v1/people/export", "identity.manage", "exportPeople",
                 "People as a file; phones masked"},
       .name = "people",
       .page = [&service](http::Call& call, db::Session& session,
                          const PersonFilter& filter) { return service.people(session, call.as<Context>(), filter); },
       .columns = {
           {"login", 18, [](const PersonLine& p, const Words&) { return p.login; }},
           {"person", 14, [](const PersonLine& p, const Words&) { return p.name; }},
           {"organisation", 32,
            [&desk](const PersonLine& p, const Words& w) {
              return organisation_cell(desk.district, p.organisation, w);
            }},
           {"roles", 28, [](const PersonLine& p, const Words& w) { return roles_cell(p.roles, w); }},
           {"phone", 16, [](const PersonLine& p, const Words&) { return p.phone_masked; }},
           {"disabled", 10, [](const PersonLine& p, const Words& w) { return w.yes(p.disabled); }},
           {"created", 18, [](const PersonLine& p, const Words& w) { return w.time(p.created_at); }},
       }});
}

}  // namespace fugong::identity
