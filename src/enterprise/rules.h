// What may stand in the register. Pure: requests in, normalised requests and faults out; every fault of one input at
// once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "enterprise/view.h"

namespace fugong::enterprise {

constexpr std::size_t text_bytes_max = 600;  // of a name, an address, a route: 200 Chinese characters

using Faults = std::vector<FieldError>;

// GB/T 4754-2017: division, group or class ("36", "367", "3670"), the section's letter before it at will ("C3670"; it
// is dropped). The division has to belong to the section. Code enterprise.industry.
Result<std::string> parse_industry(std::string_view text, std::string field);

// GB/T 2260 and GB/T 10114: the district's six digits and three more. Code enterprise.subdistrict.
Result<std::string> parse_subdistrict(std::string_view text, const DistrictCode& district, std::string field);

// Whether the code's check characters were wrong and the official accepted it all the same.
enum class UscCheck : std::uint8_t { passed, overridden };

// Each normalises its request in place.
UscCheck check_registration(RegisterRequest& request, const DistrictCode& district, Faults& faults);
void check_update(UpdateRequest& request, const DistrictCode& district, Faults& faults);
void check_worker(WorkerRequest& request, Faults& faults);
void check_patch(WorkerPatch& patch, Faults& faults);
void check_vehicle(VehicleRequest& request, Faults& faults);
void check_patch(VehiclePatch& patch, Faults& faults);

// Which of the fields that decide on rules and visibility an update names; only officers change them.
std::vector<std::string> officer_fields(const UpdateRequest& request);
// All fields that an update names; for the audit log.
std::vector<std::string> changed_fields(const UpdateRequest& request);

// No faults: fine. One: itself. Several: enterprise.faults with all of them in `more`.
Status refuse_faults(Faults faults);

// For lists and files: what an official may read of a military enterprise without the right to its details.
void hide_details(EnterpriseLine& line);
void hide_details(EnterpriseView& view);

}  // namespace fugong::enterprise
