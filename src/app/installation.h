// A district on a database: which one it is, and how it comes there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/engine.h"
#include "identity/service.h"
#include "policy/loader.h"
#include "policy/store.h"

namespace fugong::app {

std::span<const db::Migration> migrations();

struct Installation {
  DistrictCode district;
  std::string name, name_en;
  std::string zone;  // IANA
  Timestamp installed_at{};
};
BOOST_DESCRIBE_STRUCT(Installation, (), (district, name, name_en, zone, installed_at))

std::optional<Installation> read_installation(db::Session& session);

// Where gates and other districts reach it, as it was served last: commands beside the server have to say the same.
std::string read_public_url(db::Session& session);
void write_public_url(db::Session& session, const std::string& url);

// What a new district needs to be told.
struct NewDistrict {
  std::string code, name, name_en;
  policy::Loaded policy;  // sound
  std::string admin_login, admin_name;
  std::string admin_password_hash;
};
// In one command: the district's record, its policy pack, its organisation, its departments (from the pack) and the
// first administrator. Code app.installed (conflict) when the database has a district already.
Status install(db::Session& session, const NewDistrict& district, policy::Store& policies,
               identity::Service& identities, Timestamp now);

}  // namespace fugong::app
