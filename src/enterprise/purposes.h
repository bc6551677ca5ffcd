// Internal to enterprise/: the purposes under which personal data are sealed, and what is made of a checked request.
#pragma once

#include <string>
#include <string_view>

#include "crypto/sealed.h"
#include "enterprise/service.h"
#include "identity/rights.h"

namespace fugong::enterprise {

namespace purpose {
constexpr std::string_view enterprise_phone = "enterprise.phone";
constexpr std::string_view resident_id = "worker.resident_id";
constexpr std::string_view worker_phone = "worker.phone";
constexpr std::string_view driver_phone = "vehicle.driver_phone";
constexpr std::string_view rejected_rows = "enterprise.rejected_rows";
}  // namespace purpose

// Nothing seals to nothing, so that SQL can see that there is nothing.
inline std::string seal_text(const crypto::Vault& vault, std::string_view plain, std::string_view why) {
  return plain.empty() ? std::string() : vault.seal(plain, why);
}

// Of requests that the rules have passed; ids are new.
Enterprise make_enterprise(const ServiceOptions& o, const RegisterRequest& r, Timestamp now);
Worker make_worker(const ServiceOptions& o, const EnterpriseId& enterprise, const WorkerRequest& r, Timestamp now);
Vehicle make_vehicle(const ServiceOptions& o, const EnterpriseId& enterprise, const VehicleRequest& r, Timestamp now);

// The subject of the actor's right over an enterprise's people and vehicles, read in one statement; a subject that
// belongs to nobody when there is no such enterprise, so that a stranger does not learn which ids exist.
identity::Subject subject_of(db::Session& session, const DistrictCode& district, const EnterpriseId& id);
// The right, and then enterprise.not_found.
Result<identity::Subject> admit(db::Session& session, const ServiceOptions& o, const Context& context,
                                std::string_view right, const EnterpriseId& id);

}  // namespace fugong::enterprise
