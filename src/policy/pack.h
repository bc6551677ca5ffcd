// A policy pack: everything a district decides by itself, as data. Loaded once, checked whole, then immutable.
//
// Folder layout (policies/SCHEMA.json is the published schema of every file):
//   pack.yaml         id, name, zone, calendar, clocks, default phase
//   departments.yaml  classes.yaml  phases.yaml  routes.yaml  checklists.yaml
//   documents.yaml    forms of "two plans and one form" and their printable templates (templates/*.html)
//   passes.yaml       supervision.yaml      service.yaml          indicators.yaml
//   texts.yaml
//
// Rules are JsonLogic (jsonlogic.com, the standard operators) over the facts
//   {"enterprise": {scale, industry, subdistrict, park, normal_workers, …}, "application": {document id: {field:
//   value}}}.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/language.h"
#include "base/result.h"
#include "policy/service.h"
#include "policy/supervision.h"

namespace fugong::policy {

struct Department {
  std::string id;
  LocalText name;
};

// The first class whose rule holds is the enterprise's class; the last rule is "true".
struct EnterpriseClass {
  std::string id;
  LocalText name;
  json::Value rule;
};

enum class FieldType : std::uint8_t {
  text,
  paragraph,
  integer,
  number,
  boolean,
  date,
  choice,
  multi_choice,
  phone,
  usc,
  resident_id,
  plate
};
BOOST_DESCRIBE_ENUM(FieldType, text, paragraph, integer, number, boolean, date, choice, multi_choice, phone, usc,
                    resident_id, plate)

struct Choice {
  std::string value;
  LocalText label;
};

struct Field {
  std::string id;
  LocalText label;
  FieldType type = FieldType::text;
  bool required = false;
  std::optional<double> minimum, maximum;     // of numbers
  std::optional<int> length_min, length_max;  // of texts, in characters
  std::string pattern;                        // ECMAScript; empty: none
  std::vector<Choice> choices;
  std::string prefill;  // a path into the facts, e.g. "enterprise.name"
  LocalText hint;
};

// One document the applicant hands in: a form, and the template that prints it.
struct Document {
  std::string id;
  LocalText name;
  std::vector<Field> fields;
  std::string template_html;  // {{placeholders}} as pack_render.h says
};

// A condition that must hold before submission; `unless` it holds, the reason is shown.
struct Condition {
  std::string id;
  json::Value rule;
  std::string field;  // where the applicant mends it, e.g. "resumption_plan.isolation_rooms"; may be empty
  LocalText reason;
};

struct Phase {
  std::string id;
  LocalText name;
  LocalText mode;                      // management mode in words
  bool closed = false;                 // people live in
  std::vector<Condition> conditions;   // eligibility, head-count limits, stocks, …
  std::vector<std::string> documents;  // ids, in order
  std::map<std::string, std::string> route_of_class;
  std::vector<std::string> pass_kinds;  // that may be issued
  int test_every_days = 0;              // 0: no duty
};

enum class StepKind : std::uint8_t { screening, joint_review, decision, pass_issuance, inspection, start };
BOOST_DESCRIBE_ENUM(StepKind, screening, joint_review, decision, pass_issuance, inspection, start)

enum class OnReturn : std::uint8_t { to_applicant };
enum class OnRefusal : std::uint8_t { refuse_case, to_decision };
BOOST_DESCRIBE_ENUM(OnReturn, to_applicant)
BOOST_DESCRIBE_ENUM(OnRefusal, refuse_case, to_decision)

// A department that takes part in a joint review; "subdistrict" stands for the enterprise's own.
struct Participant {
  std::string department;
  json::Value when;  // JsonLogic; null: always
};

struct Step {
  std::string id;
  StepKind kind = StepKind::screening;
  LocalText name;
  std::vector<std::string> after;         // ids; empty: starts at submission
  bool automatic = false;                 // screening done by the rules alone
  std::vector<Participant> participants;  // joint_review
  Duration limit{};                       // of each task of the step, from when the step begins; 0: none
  std::string checklist;                  // inspection
  OnReturn on_return = OnReturn::to_applicant;
  OnRefusal on_refusal = OnRefusal::refuse_case;
  bool bulk = false;  // many cases may be decided with one act
};

// Steps form a directed graph without circles; steps with the same `after` run side by side.
struct ReviewRoute {
  std::string id;
  LocalText name;
  std::vector<Step> steps;
  const Step* find(std::string_view step_id) const;
};

// A promise to the applicant over the whole case, e.g. reviewed in 2 h; counted from submission.
struct CaseClock {
  std::string id;
  LocalText name;
  StepKind stops_when_done = StepKind::joint_review;
  Duration limit{};
  int warn_percent = 75;  // of the limit used up
};

// Working time, where the promise counts it; empty days: around the clock.
struct Calendar {
  std::string zone;                             // IANA
  std::vector<int> working_days;                // ISO 8601, 1 = Monday; empty: every day
  int open_minute = 0, close_minute = 24 * 60;  // of the local day
  std::vector<std::string> holidays;            // dates that do not count
};

struct ChecklistItem {
  std::string id;
  LocalText text;
  bool mandatory = true;  // a failed mandatory item fails the inspection
};
struct Checklist {
  std::string id;
  LocalText name;
  std::vector<ChecklistItem> items;
};

enum class HolderKind : std::uint8_t { worker, vehicle };
BOOST_DESCRIBE_ENUM(HolderKind, worker, vehicle)

// From `from` on a pass kind is to carry `scheme` (1 printed, 2 bound to a phone, 3 answering the gate's challenge).
// Passes of an older one are let through, with a hint to the guard, until `grace` is over; without it for as long as
// they are valid.
struct SchemeStep {
  int scheme = 1;
  Timestamp from{};
  std::optional<Duration> grace{};
  bool operator==(const SchemeStep&) const = default;
};

// What a request for a vehicle's pass says of the journey.
enum class TripValidity : std::uint8_t { trip, period };  // there and back once, or for a while
BOOST_DESCRIBE_ENUM(TripValidity, trip, period)
enum class TripAsk : std::uint8_t { vehicle_kind, driver, licence, goods, parties };
BOOST_DESCRIBE_ENUM(TripAsk, vehicle_kind, driver, licence, goods, parties)
// Kinds of motor vehicles after GA 802-2019, tables 1 to 3, as far as passes are made for them.
enum class VehicleKind : std::uint8_t {
  heavy_truck,
  medium_truck,
  light_truck,
  mini_truck,
  tractor,
  special_vehicle,
  large_bus,
  medium_bus,
  small_bus,
  mini_bus,
  small_car,
};
BOOST_DESCRIBE_ENUM(VehicleKind, heavy_truck, medium_truck, light_truck, mini_truck, tractor, special_vehicle,
                    large_bus, medium_bus, small_bus, mini_bus, small_car)

struct TripRules {
  bool required = false;                   // no request without it
  std::vector<TripValidity> validity;      // which of them a request may choose
  Duration trip_max{};                     // of a pass for one trip; one for a period lasts as long as the kind says
  std::vector<VehicleKind> vehicle_kinds;  // empty: any
  std::vector<TripAsk> asks;               // what may not be left out
  int mates_max = 2;                       // besides the driver
  int entry_points_max = 4;
};

// The desks that a request passes before the pass commissioner, one after another, and until when he has issued it.
struct PassReview {
  std::vector<std::string> departments;
  Duration limit{};
};
// A shorter way for those for whom the rule holds, over the facts of the enterprise.
struct GreenChannel {
  json::Value rule;
  PassReview review;
};
// At most so many passes of the kind at a time: `passes` for every `per_workers` of the normal work force.
struct PassLimit {
  std::int64_t passes = 1, per_workers = 1, at_least = 0;
};

struct PassKind {
  std::string id;  // employee, truck, commuter
  LocalText name;
  HolderKind holder = HolderKind::worker;
  Duration validity{};
  int scheme = 1;  // until the first of `schemes` begins
  bool needs_route = false;
  std::vector<std::string> zones;   // default zones; empty: the district
  std::string vehicle_use;          // for vehicles: which use on the register, e.g. "truck", "bus"
  std::vector<SchemeStep> schemes;  // rising in scheme and time
  std::optional<TripRules> trip;    // absent: a request names vehicles and nothing else
  PassReview review;
  std::optional<GreenChannel> green;
  std::optional<PassLimit> limit;              // absent: none
  int speed_kmh_max = 0;                       // two sightings that would take more are an alert; 0: not watched
  bool asks_plate = false, asks_zone = false;  // whether a gate has to tell the plate it read, and where it leads
};

// A part of the district that passes may be limited to, and gates lead to.
struct Zone {
  std::string id;
  LocalText name;
  std::string district{};  // GB/T 2260 code of another district, which is asked before a pass leads there; empty: own
};

// What a gate may rely on while it has no network, and for how long.
struct GateRules {
  std::int64_t leeway_s = 60;                  // clocks of gates and issuers differ a little
  std::int64_t trust_age_s_max = 30 * 86'400;  // an older trust list, or status list, makes green "unknown"
  std::int64_t list_age_s_max = 24 * 3'600;
  std::int64_t proof_past_s = 30, proof_future_s = 60;  // how far a phone's time may be from the gate's
  std::int64_t repeat_s = 0;                            // a printed pass shown again within it is refused; 0: it is not
  std::int64_t key_notice_s = 3 * 86'400;               // a new key is announced so long before it signs
};

// Until when a test makes its holder green, and a sample without a result grey; counted from the sampling.
struct HealthRules {
  Duration green = hours(48), grey = hours(48);
};

// A figure of the bulletin: a measure that bulletin/ knows, with the district's threshold and words.
struct Indicator {
  std::string id;
  LocalText name;
  std::string measure;
  std::optional<double> threshold;
  LocalText unit;
};

struct Pack {
  std::string id;
  std::string version;  // SHA-256 over the files' contents, first 16 hex characters
  LocalText name;
  std::string default_phase;
  Calendar calendar;
  std::vector<CaseClock> clocks;
  std::vector<Department> departments;
  std::vector<EnterpriseClass> classes;
  std::vector<Phase> phases;
  std::vector<ReviewRoute> routes;
  std::vector<Document> documents;
  std::vector<Checklist> checklists;
  std::vector<PassKind> pass_kinds;
  std::vector<Zone> zones;
  GateRules gate;
  HealthRules health;
  SupervisionRules supervision;
  ServiceRules service;
  std::vector<Indicator> indicators;
  std::map<std::string, LocalText> texts;  // the district's own words, e.g. bulletin.title

  const Department* department(std::string_view id) const;
  const EnterpriseClass* enterprise_class(std::string_view id) const;
  const Phase* phase(std::string_view id) const;
  const ReviewRoute* route(std::string_view id) const;
  const Document* document(std::string_view id) const;
  const Checklist* checklist(std::string_view id) const;
  const PassKind* pass_kind(std::string_view id) const;
  const Indicator* indicator(std::string_view id) const;
};
using PackPtr = std::shared_ptr<const Pack>;

// ---- pure rules over a pack ----

// One reason why an application is not acceptable, ready to be shown at its field.
struct Unmet {
  std::string field;  // "resumption_plan.isolation_rooms"; empty: about the enterprise as a whole
  std::string code;   // "condition.ID" of the pack, or a field code such as field.required
  LocalText reason;
};

// The class of an enterprise; facts as above.
const EnterpriseClass& classify(const Pack& pack, const json::Value& facts);

// Everything the phase asks for that the facts do not meet; empty: acceptable. Checks each document's fields and then
// the phase's conditions.
std::vector<Unmet> judge(const Pack& pack, const Phase& phase, const json::Value& facts);

// Faults of one document's data against its form, field paths prefixed with the document's id. `complete` asks for
// required fields too; drafts are checked without.
std::vector<Unmet> check_document(const Document& document, const json::Value& data, bool complete);

// The printable document, as HTML with everything escaped.
std::string render_document(const Document& document, const json::Value& facts, Language language);

}  // namespace fugong::policy
