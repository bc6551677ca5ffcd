#include "enterprise/rules.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/validators.h"

namespace fugong::enterprise {
namespace {

constexpr std::size_t name_bytes_max = 300;  // of a person, a post, a team: 100 Chinese characters
constexpr std::int64_t workers_max = 1'000'000;
constexpr double output_max = 1e12;
constexpr std::int64_t doses_max = 20, seats_max = 300;
constexpr double load_tonnes_max = 1000;

// GB/T 4754-2017: the first and last division of each section.
struct Section {
  char letter;
  int first, last;
};
constexpr std::array<Section, 20> sections{{
    {'A', 1, 5},   {'B', 6, 12},  {'C', 13, 43}, {'D', 44, 46}, {'E', 47, 50}, {'F', 51, 52}, {'G', 53, 60},
    {'H', 61, 62}, {'I', 63, 65}, {'J', 66, 69}, {'K', 70, 70}, {'L', 71, 72}, {'M', 73, 75}, {'N', 76, 79},
    {'O', 80, 82}, {'P', 83, 83}, {'Q', 84, 85}, {'R', 86, 90}, {'S', 91, 96}, {'T', 97, 97},
}};

bool all_digits(std::string_view s) {
  return std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
}

void trim(std::string& text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  const auto end = std::ranges::find_if_not(text.rbegin(), text.rend(), blank).base();
  text.erase(end, text.end());
  text.erase(text.begin(), std::ranges::find_if_not(text, blank));
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void check_text(std::string& text, const char* field, std::size_t bytes_max, Faults& faults) {
  trim(text);
  if (text.size() > bytes_max)
    faults.push_back({field, "enterprise.text_too_long", {{"characters", std::to_string(bytes_max / 3)}}});
  else if (has_control(text)) faults.push_back({field, "enterprise.text_control"});
}
void check_text(std::optional<std::string>& text, const char* field, std::size_t bytes_max, Faults& faults) {
  if (text) check_text(*text, field, bytes_max, faults);
}
void check_needed(std::string& text, const char* field, std::size_t bytes_max, Faults& faults) {
  check_text(text, field, bytes_max, faults);
  if (text.empty()) faults.push_back({field, "enterprise.text_missing"});
}

void take(Result<std::string> parsed, std::string& out, Faults& faults) {
  if (parsed) out = std::move(*parsed);
  else faults.push_back({parsed.error().field, parsed.error().code, parsed.error().params});
}
void check_phone(std::optional<std::string>& phone, const char* field, Faults& faults) {
  if (!phone) return;
  trim(*phone);
  if (phone->empty()) return;  // none
  take(parse_mobile(*phone, field), *phone, faults);
}
// A fixed line is as good: digits, dashes, an extension.
void check_office_phone(std::optional<std::string>& phone, Faults& faults) {
  if (!phone) return;
  trim(*phone);
  if (phone->empty() || parse_mobile(*phone, "phone")) return;
  const auto digits = std::ranges::count_if(*phone, [](char c) { return c >= '0' && c <= '9'; });
  const bool plain = phone->find_first_not_of("0123456789-+() ") == std::string::npos;
  if (!plain || digits < 7 || digits > 18) faults.push_back({"phone", "phone.format"});
}

template <class T>
void check_range(const std::optional<T>& value, const char* field, T low, T high, Faults& faults) {
  if (value && !(*value >= low && *value <= high))
    faults.push_back({field,
                      "enterprise.range",
                      {{"low", std::to_string(static_cast<long long>(low))},
                       {"high", std::to_string(static_cast<long long>(high))}}});
}

void check_position(const std::optional<double>& latitude, const std::optional<double>& longitude, Faults& faults) {
  check_range(latitude, "latitude", -90.0, 90.0, faults);
  check_range(longitude, "longitude", -180.0, 180.0, faults);
  if (latitude.has_value() != longitude.has_value())
    faults.push_back({latitude ? "longitude" : "latitude", "enterprise.half_position"});
}

// Eighteen characters of the code's alphabet; what an official may accept although the check characters fail.
std::string bare_usc(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != ' ') out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  const bool known = out.find_first_not_of("0123456789ABCDEFGHJKLMNPQRTUWXY") == std::string::npos;
  return known && out.size() == 18 ? out : std::string();
}

UscCheck check_usc(RegisterRequest& r, Faults& faults) {
  auto parsed = parse_usc(r.usc, "usc");
  if (parsed) return r.usc = std::move(*parsed), UscCheck::passed;
  const bool only_checks =
      parsed.error().code == "usc.check_digit" || parsed.error().code == "usc.organisation_check_digit";
  if (only_checks && r.override_usc_check.value_or(false)) {
    if (std::string bare = bare_usc(r.usc); !bare.empty()) return r.usc = std::move(bare), UscCheck::overridden;
  }
  faults.push_back({parsed.error().field, parsed.error().code, parsed.error().params});
  return UscCheck::passed;
}

// What a new vehicle and a changed one have in common.
template <class Request>
void check_vehicle_details(Request& r, Faults& faults) {
  check_text(r.model, "model", name_bytes_max, faults);
  check_text(r.route, "route", text_bytes_max, faults);
  check_text(r.driver, "driver", name_bytes_max, faults);
  check_phone(r.driver_phone, "driver_phone", faults);
  check_range(r.seats, "seats", std::int64_t{0}, seats_max, faults);
  check_range(r.load_tonnes, "load_tonnes", 0.0, load_tonnes_max, faults);
}

}  // namespace

Result<std::string> parse_industry(std::string_view text, std::string field) {
  std::string code(text);
  trim(code);
  char letter = 0;
  if (!code.empty() && !all_digits(code.substr(0, 1))) {
    letter = code[0] >= 'a' && code[0] <= 'z' ? static_cast<char>(code[0] - 32) : code[0];
    code.erase(0, 1);
  }
  const auto wrong = [&] {
    return invalid("enterprise.industry", std::move(field), {{"value", std::string(text.substr(0, 20))}});
  };
  if (code.size() < 2 || code.size() > 4 || !all_digits(code)) return wrong();
  const int division = (code[0] - '0') * 10 + (code[1] - '0');
  const auto section =
      std::ranges::find_if(sections, [&](const Section& s) { return division >= s.first && division <= s.last; });
  if (section == sections.end() || (letter && letter != section->letter)) return wrong();
  if (code.size() >= 3 && code[2] == '0') return wrong();  // groups are numbered from 1
  return code;
}

Result<std::string> parse_subdistrict(std::string_view text, const DistrictCode& district, std::string field) {
  std::string code(text);
  trim(code);
  if (code.size() == 9 && all_digits(code) && code.starts_with(district.text)) return code;
  return invalid("enterprise.subdistrict", std::move(field), {{"district", district.text}});
}

UscCheck check_registration(RegisterRequest& r, const DistrictCode& district, Faults& faults) {
  check_needed(r.name, "name", text_bytes_max, faults);
  const UscCheck usc = check_usc(r, faults);
  take(parse_industry(r.industry, "industry"), r.industry, faults);
  take(parse_subdistrict(r.subdistrict, district, "subdistrict"), r.subdistrict, faults);
  check_text(r.park, "park", name_bytes_max, faults);
  check_needed(r.address, "address", text_bytes_max, faults);
  check_position(r.latitude, r.longitude, faults);
  check_needed(r.legal_representative, "legal_representative", name_bytes_max, faults);
  check_office_phone(r.phone, faults);
  check_range(std::optional(r.normal_workers), "normal_workers", std::int64_t{0}, workers_max, faults);
  check_range(r.normal_output, "normal_output", 0.0, output_max, faults);
  check_text(r.output_unit, "output_unit", name_bytes_max, faults);
  return usc;
}

void check_update(UpdateRequest& r, const DistrictCode& district, Faults& faults) {
  if (r.name) check_needed(*r.name, "name", text_bytes_max, faults);
  if (r.industry) take(parse_industry(*r.industry, "industry"), *r.industry, faults);
  if (r.subdistrict) take(parse_subdistrict(*r.subdistrict, district, "subdistrict"), *r.subdistrict, faults);
  check_text(r.park, "park", name_bytes_max, faults);
  if (r.address) check_needed(*r.address, "address", text_bytes_max, faults);
  check_position(r.latitude, r.longitude, faults);
  if (r.legal_representative) check_needed(*r.legal_representative, "legal_representative", name_bytes_max, faults);
  check_office_phone(r.phone, faults);
  check_range(r.normal_workers, "normal_workers", std::int64_t{0}, workers_max, faults);
  check_range(r.normal_output, "normal_output", 0.0, output_max, faults);
  check_text(r.output_unit, "output_unit", name_bytes_max, faults);
}

void check_worker(WorkerRequest& r, Faults& faults) {
  check_needed(r.name, "name", name_bytes_max, faults);
  take(parse_resident_id(r.resident_id, "resident_id"), r.resident_id, faults);
  check_phone(r.phone, "phone", faults);
  check_text(r.post, "post", name_bytes_max, faults);
  check_text(r.team, "team", name_bytes_max, faults);
  check_text(r.residence, "residence", text_bytes_max, faults);
  check_text(r.commuting, "commuting", name_bytes_max, faults);
  check_range(r.vaccine_doses, "vaccine_doses", std::int64_t{0}, doses_max, faults);
}

void check_patch(WorkerPatch& p, Faults& faults) {
  if (p.name) check_needed(*p.name, "name", name_bytes_max, faults);
  check_phone(p.phone, "phone", faults);
  check_text(p.post, "post", name_bytes_max, faults);
  check_text(p.team, "team", name_bytes_max, faults);
  check_text(p.residence, "residence", text_bytes_max, faults);
  check_text(p.commuting, "commuting", name_bytes_max, faults);
  check_range(p.vaccine_doses, "vaccine_doses", std::int64_t{0}, doses_max, faults);
}

void check_vehicle(VehicleRequest& r, Faults& faults) {
  take(parse_plate(r.plate, "plate"), r.plate, faults);
  check_vehicle_details(r, faults);
}

void check_patch(VehiclePatch& p, Faults& faults) { check_vehicle_details(p, faults); }

std::vector<std::string> officer_fields(const UpdateRequest& r) {
  std::vector<std::string> out;
  if (r.name) out.emplace_back("name");
  if (r.scale) out.emplace_back("scale");
  if (r.subdistrict) out.emplace_back("subdistrict");
  if (r.key_supply) out.emplace_back("key_supply");
  if (r.military) out.emplace_back("military");
  return out;
}

std::vector<std::string> changed_fields(const UpdateRequest& r) {
  std::vector<std::string> out;
  boost::mp11::mp_for_each<json::detail::Members<UpdateRequest>>([&](auto d) {
    const auto& member = r.*d.pointer;
    if constexpr (json::detail::IsOptional<std::remove_cvref_t<decltype(member)>>::value)
      if (member) out.emplace_back(d.name);
  });
  return out;
}

Status refuse_faults(Faults faults) {
  if (faults.empty()) return {};
  if (faults.size() == 1)
    return invalid(std::move(faults[0].code), std::move(faults[0].field), std::move(faults[0].params));
  Error error{ErrorKind::invalid, "enterprise.faults", {}, {{"count", std::to_string(faults.size())}}, {}};
  error.more = std::move(faults);
  return std::unexpected(std::move(error));
}

void hide_details(EnterpriseLine& line) {
  line.address = "***";
  line.legal_representative = "***";
}

void hide_details(EnterpriseView& view) {
  view.address = "***";
  view.legal_representative = "***";
  view.latitude.reset();
  view.longitude.reset();
  view.phone.reset();
  view.output_unit = "***";
  view.normal_output = 0;
}

}  // namespace fugong::enterprise
