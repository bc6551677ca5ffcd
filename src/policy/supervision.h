// What a pack says about watching enterprises at work: daily reports, resident officers, violations, sanctions,
// inspections. Every value a district may want otherwise stands here; src/supervision decides nothing by itself.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/language.h"

namespace fugong::policy {

// One daily report of an enterprise under supervision; its form is a document of the pack.
struct ReportRules {
  std::string document;               // id; empty: no report is asked for
  int due_minute = 20 * 60;           // of the local day
  std::vector<int> remind_minutes;    // before it is due
  std::vector<int> escalate_minutes;  // after it was due: 0 tells the subdistrict, each next one a level higher
  int photos_max = 9;
};

// Part of the day that an officer is on duty; `to` not after `from`: until the next day.
struct DutyShift {
  std::string id;
  LocalText name;
  int from_minute = 0, to_minute = 0;
};

struct CoverageRules {
  std::vector<DutyShift> shifts;  // empty: no duty is kept
  int early_minutes = 60;         // a check-in counts so long before the shift …
  int grace_minutes = 30;         // … and is late so long after its beginning
  int fence_m = 500;              // from the plant's position
  int accuracy_m_max = 100;       // of a phone's position; what it claims beyond is not believed
  int code_period_s = 60;         // the gate's code changes so often
  int code_periods_kept = 1;      // an older or newer one is still good
  int offline_hours_max = 24;     // a phone without a network may tell so much later
};

enum class ViolationKind : std::uint8_t {
  outsider_entered,   // somebody who does not live in came in
  insider_left,       // somebody who lives in went out
  untested_entered,   // came in without a test that is recent enough
  over_cap,           // more people inside than allowed
  report_missing,     // no daily report, so many days in a row
  officer_absent,     // nobody checked in for a shift
  inspection_failed,  // a mandatory item of an inspection
};
BOOST_DESCRIBE_ENUM(ViolationKind, outsider_entered, insider_left, untested_entered, over_cap, report_missing,
                    officer_absent, inspection_failed)

enum class Severity : std::uint8_t { minor, serious, grave };
BOOST_DESCRIBE_ENUM(Severity, minor, serious, grave)

struct ViolationRule {
  std::string id;
  LocalText name;
  ViolationKind kind = ViolationKind::outsider_entered;
  Severity severity = Severity::minor;
  Duration answer{};     // the enterprise may answer until then
  int days = 1;          // report_missing: in a row
  int minutes = 0;       // officer_absent: after the beginning of the shift
  std::string sanction;  // what the district is advised to order; empty: nothing
};

enum class SanctionKind : std::uint8_t { warning, rectification, suspension, closing };
BOOST_DESCRIBE_ENUM(SanctionKind, warning, rectification, suspension, closing)

struct SanctionRule {
  std::string id;
  LocalText name;
  SanctionKind kind = SanctionKind::warning;
  Duration rectify{};      // until when the enterprise has to show that it has mended; 0: nothing to show
  Duration truck_grace{};  // suspension: vehicles under way may finish their journeys …
  std::vector<std::string> truck_grace_kinds{};  // … with passes of these kinds
};

// Draws of the day: so many, each enterprise by its weight.
struct InspectionRules {
  int per_day = 0;
  std::string checklist;
  int base = 1;  // weight of an enterprise that nothing is known of
  int per_violation = 0, per_late_report = 0, key_supply = 0, above_scale = 0;
  int days_back = 7;   // how long violations and late reports count
  int again_days = 0;  // whoever fails is inspected again so many days later; 0: is not
};

struct SupervisionRules {
  ReportRules report;
  CoverageRules coverage;
  int clock_skew_s = 300;          // how far gates' clocks may be from each other
  int test_hours = 48;             // a test is good for entering, where the phase does not say
  int head_count_cap_percent = 0;  // of the normal work force; 0: no cap
  std::vector<ViolationRule> violations;
  std::vector<SanctionRule> sanctions;
  InspectionRules inspections;
  // Answers, rectifications and inspections that stay away: so long after they were due the command's office is told,
  // and with each further entry a level more.
  std::vector<int> overdue_escalate_hours{0};

  const ViolationRule* violation(std::string_view id) const {
    for (const ViolationRule& r : violations)
      if (r.id == id) return &r;
    return nullptr;
  }
  const ViolationRule* violation(ViolationKind kind) const {
    for (const ViolationRule& r : violations)
      if (r.kind == kind) return &r;
    return nullptr;
  }
  const SanctionRule* sanction(std::string_view id) const {
    for (const SanctionRule& r : sanctions)
      if (r.id == id) return &r;
    return nullptr;
  }
};

}  // namespace fugong::policy
