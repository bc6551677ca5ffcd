// Duty, deadlines, one policy, and what may happen to a violation or a sanction. Pure.
#pragma once

#include <functional>
#include <span>

#include "base/result.h"
#include "supervision/model.h"
#include "supervision/position.h"

namespace fugong::supervision {

// ---- duty ----
// One shift of one day, in the district's zone.
struct Shift {
  Date day;  // that it begins on
  std::string id;
  std::size_t number = 0;  // of all shifts, one after another
  Timestamp from{}, to{};
};
std::vector<Shift> shifts_of(const policy::CoverageRules& rules, const Date& day, const std::string& zone);

struct Duty {
  Shift shift;
  PersonId officer;  // empty: a gap in coverage
  std::string officer_name;
};
// Who keeps a shift: whom the plan names while he is assigned, else the assigned officers in turns.
Duty duty_of(const Shift& shift, std::span<const Assignment> assignments, std::span<const ShiftPlan> plans);

// The shift that a check-in at that instant is for: the officer's own, from `early` before it begins; else the one
// that runs. nullopt: none of the day's.
std::optional<Duty> duty_for(const policy::CoverageRules& rules, Timestamp at, const PersonId& officer,
                             std::span<const Assignment> assignments, std::span<const ShiftPlan> plans,
                             const std::string& zone);

// ---- the gate's code: RFC 6238 over SHA-256, six digits ----
std::string gate_code(std::string_view secret, Timestamp at, int period_s);
bool is_gate_code(std::string_view code, std::string_view secret, Timestamp at, const policy::CoverageRules& rules);

// Codes check_in.position (no place on earth), check_in.outside {distance}, check_in.code, check_in.future,
// check_in.too_old.
struct CheckInFacts {
  Position position;  // WGS 84
  double accuracy_m = 0;
  Timestamp at{};
  std::string_view code;
};
Result<std::int64_t> check_position(const policy::CoverageRules& rules, const Plant& plant, const CheckInFacts& facts);
Status check_time(const policy::CoverageRules& rules, Timestamp at, Timestamp now, Duration skew);

// ---- what falls due ----
enum class DueKind : std::uint8_t { report_reminder, report_missing, coverage, officer_late, officer_absent };
struct Due {
  Timestamp at{};
  DueKind kind = DueKind::report_reminder;
  Date day;
  std::string shift;
  int level = 0;
  auto operator<=>(const Due&) const = default;
};
// Of a plant in (from, to], in order. `report_due_minute` gives each day's.
std::vector<Due> due_between(const policy::SupervisionRules& rules, const Plant& plant, const std::string& zone,
                             const std::function<int(const Date&)>& report_due_minute, Timestamp from, Timestamp to);
Timestamp report_due_at(const Date& day, int due_minute, const std::string& zone);
// Whether the day is the first report of a plant that came under supervision at `since`, or a later one.
bool report_is_asked(const Plant& plant, Timestamp due);

// When somebody higher up is told of what is overdue since `due`: instants with the level that is then told.
std::vector<std::pair<Timestamp, int>> overdue_instants(const policy::SupervisionRules& rules, Timestamp due);
// An inspection is due until its day ends.
Timestamp inspection_due_at(const Date& day, const std::string& zone);

// ---- one policy ----
enum class ValueSource : std::uint8_t { pack, phase, override };
BOOST_DESCRIBE_ENUM(ValueSource, pack, phase, override)
struct EffectiveValue {
  PolicyKey key = PolicyKey::closed;
  std::int64_t value = 0;
  std::string text;
  ValueSource source = ValueSource::pack;
  std::string source_id;  // pack, phase or override
  std::string reason;     // of an override
  std::optional<Timestamp> until;
};
struct PhaseFacts {
  std::string pack, phase;
  bool closed = false;
  int test_every_days = 0;
};
std::vector<EffectiveValue> effective_policy(const policy::SupervisionRules& rules, const PhaseFacts& phase,
                                             std::int64_t normal_workers, std::span<const Override> overrides,
                                             Timestamp at);
const EffectiveValue& value_of(std::span<const EffectiveValue> values, PolicyKey key);
// Codes override.value, override.text, override.period.
Status check_override(const Override& o, Timestamp now);

// ---- moves; code violation.state or sanction.state (conflict) with the state ----
Result<ViolationState> move(ViolationState from, ActKind act);
Result<SanctionState> move(SanctionState from, policy::SanctionKind kind, ActKind act);
SanctionState first_state(policy::SanctionKind kind);

}  // namespace fugong::supervision
