#include "app/installation.h"

#include "audit/log.h"

namespace fugong::app {
namespace {

constexpr std::string_view first =
    "CREATE TABLE app_district (\n"
    "  district TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, name_en TEXT NOT NULL, zone TEXT NOT NULL,\n"
    "  installed_at BIGINT NOT NULL)";

constexpr std::string_view second = "ALTER TABLE app_district ADD COLUMN public_url TEXT NOT NULL DEFAULT ''";

constexpr std::string_view settings =
    "ALTER TABLE app_district ADD COLUMN map_tiles TEXT NOT NULL DEFAULT '';\n"
    "ALTER TABLE app_district ADD COLUMN map_attribution TEXT NOT NULL DEFAULT ''";

constexpr db::Migration all[] = {{"app", 1, first}, {"app", 2, second}, {"app", 3, settings}};

}  // namespace

std::span<const db::Migration> migrations() { return all; }

std::optional<Installation> read_installation(db::Session& session) {
  return session.one<Installation>("SELECT district, name, name_en, zone, installed_at FROM app_district");
}

std::string read_public_url(db::Session& session) {
  return session.one<std::string>("SELECT public_url FROM app_district").value_or("");
}

void write_public_url(db::Session& session, const std::string& url) {
  session.exec("UPDATE app_district SET public_url = :u", url);
}

Status install(db::Session& session, const NewDistrict& district, policy::Store& policies,
               identity::Service& identities, Timestamp now) {
  if (read_installation(session)) return fail(ErrorKind::conflict, "app.installed");
  const policy::Pack& pack = *district.policy.pack;
  session.exec("INSERT INTO app_district (district, name, name_en, zone, installed_at) VALUES (:d, :n, :e, :z, :a)",
               DistrictCode{district.code}, district.name, district.name_en, pack.calendar.zone, now);
  FG_CHECK(policies.install(session, district.policy.pack, json::write(district.policy.files), now, "system"));
  identity::OrganisationRequest own{.kind = OrganisationKind::district, .code = {}, .name = district.name};
  if (!district.name_en.empty()) own.name_en = district.name_en;
  auto admin =
      identities.install(session, now, own, district.admin_login, district.admin_name, district.admin_password_hash);
  if (!admin) return std::unexpected(std::move(admin).error());
  std::vector<identity::OrganisationRequest> departments;
  for (const policy::Department& d : pack.departments)
    departments.push_back({.kind = OrganisationKind::department,
                           .code = d.id,
                           .name = d.name.zh_cn,
                           .name_en = d.name.en,
                           .subdistrict = {}});
  auto made = identities.create_organisations(session, identity::Context::system(now), departments);
  if (!made) return std::unexpected(std::move(made).error());
  return {};
}

}  // namespace fugong::app
