#include "supervision/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/json.h"
#include "crypto/hash.h"

namespace fugong::supervision {
namespace {

using policy::SanctionKind;

// Days since 1970-01-01.
std::int64_t number_of(const Date& day) {
  int part[3] = {1970, 1, 1};
  const char* at = day.text.data();
  const char* end = at + day.text.size();
  for (int& p : part) {
    at = std::from_chars(at, end, p).ptr;
    if (at != end) ++at;
  }
  return std::chrono::sys_days(std::chrono::year(part[0]) / part[1] / part[2]).time_since_epoch().count();
}

Date day_before(const Date& day, const std::string& zone) {
  return local_date(start_of_day(day, zone) - milliseconds(1), zone);
}

std::unexpected<Error> wrong_state(const char* code, std::string_view state) {
  return fail(ErrorKind::conflict, code, {}, {{"state", std::string(state)}});
}

}  // namespace

std::vector<Shift> shifts_of(const policy::CoverageRules& rules, const Date& day, const std::string& zone) {
  std::vector<Shift> out;
  const Timestamp begin = start_of_day(day, zone);
  const std::size_t first = static_cast<std::size_t>(number_of(day)) * rules.shifts.size();
  for (std::size_t i = 0; i < rules.shifts.size(); ++i) {
    const policy::DutyShift& s = rules.shifts[i];
    const int length =
        s.to_minute > s.from_minute ? s.to_minute - s.from_minute : s.to_minute + 24 * 60 - s.from_minute;
    const Timestamp from = begin + minutes(s.from_minute);
    out.push_back({day, s.id, first + i, from, from + minutes(length)});
  }
  std::ranges::sort(out, {}, &Shift::from);
  return out;
}

Duty duty_of(const Shift& shift, std::span<const Assignment> assignments, std::span<const ShiftPlan> plans) {
  std::vector<const Assignment*> there;
  for (const Assignment& a : assignments)
    if (a.from <= shift.from && a.until > shift.from) there.push_back(&a);
  for (const ShiftPlan& plan : plans)
    if (plan.day == shift.day && plan.shift == shift.id)
      for (const Assignment* a : there)
        if (a->officer == plan.officer) return {shift, a->officer, a->officer_name};
  if (there.empty()) return {shift, {}, {}};
  std::ranges::sort(there, {}, [](const Assignment* a) { return std::pair(a->from, a->id); });
  const Assignment* a = there[shift.number % there.size()];  // in turns, shift by shift
  return {shift, a->officer, a->officer_name};
}

std::optional<Duty> duty_for(const policy::CoverageRules& rules, Timestamp at, const PersonId& officer,
                             std::span<const Assignment> assignments, std::span<const ShiftPlan> plans,
                             const std::string& zone) {
  const Date today = local_date(at, zone);
  std::optional<Duty> running, own;
  for (const Date& day : {day_before(today, zone), today, next_day(today)})
    for (const Shift& shift : shifts_of(rules, day, zone)) {
      if (at < shift.from - minutes(rules.early_minutes) || at >= shift.to) continue;
      Duty duty = duty_of(shift, assignments, plans);
      if (duty.officer == officer) own = duty;  // the later one: early for the next shift ends this one's
      if (shift.from <= at) running = std::move(duty);
    }
  return own ? own : running;
}

std::string gate_code(std::string_view secret, Timestamp at, int period_s) {
  auto counter = static_cast<std::uint64_t>(at.ms / 1000 / period_s);
  std::string message(8, '\0');
  for (int i = 7; i >= 0; --i, counter >>= 8) message[static_cast<std::size_t>(i)] = static_cast<char>(counter & 255);
  const crypto::Digest mac = crypto::hmac_sha256(secret, message);
  const std::size_t offset = mac.back() & 15;
  const std::uint32_t number =
      (mac[offset] & 127u) << 24 | mac[offset + 1] << 16 | mac[offset + 2] << 8 | mac[offset + 3];
  return fmt::format("{:06}", number % 1'000'000);
}

bool is_gate_code(std::string_view code, std::string_view secret, Timestamp at, const policy::CoverageRules& rules) {
  bool good = false;
  for (int k = -rules.code_periods_kept; k <= rules.code_periods_kept; ++k)
    good |= crypto::equal_secrets(
        code, gate_code(secret, at + seconds(std::int64_t{k} * rules.code_period_s), rules.code_period_s));
  return good;
}

Result<std::int64_t> check_position(const policy::CoverageRules& rules, const Plant& plant, const CheckInFacts& facts) {
  if (!is_position(facts.position) || !std::isfinite(facts.accuracy_m) || facts.accuracy_m < 0)
    return invalid("check_in.position", "latitude");
  const double away = distance_m(to_gcj02(facts.position), {plant.latitude, plant.longitude});
  const double doubt = std::min<double>(facts.accuracy_m, rules.accuracy_m_max);
  if (away - doubt > rules.fence_m)
    return fail(ErrorKind::conflict, "check_in.outside", "latitude",
                {{"distance", std::to_string(std::llround(away))}, {"fence", std::to_string(rules.fence_m)}});
  return std::llround(away);
}

Status check_time(const policy::CoverageRules& rules, Timestamp at, Timestamp now, Duration skew) {
  if (at > now + skew) return invalid("check_in.future", "at");
  if (at < now - hours(rules.offline_hours_max))
    return invalid("check_in.too_old", "at", {{"hours", std::to_string(rules.offline_hours_max)}});
  return {};
}

Timestamp report_due_at(const Date& day, int due_minute, const std::string& zone) {
  return start_of_day(day, zone) + minutes(due_minute);
}

bool report_is_asked(const Plant& plant, Timestamp due) {
  return due > plant.since && (!plant.until || due <= *plant.until);
}

std::vector<Due> due_between(const policy::SupervisionRules& rules, const Plant& plant, const std::string& zone,
                             const std::function<int(const Date&)>& report_due_minute, Timestamp from, Timestamp to) {
  std::vector<Due> out;
  const auto add = [&](Due due) {
    if (due.at > from && due.at <= to) out.push_back(std::move(due));
  };
  int absent_after = -1;
  for (const policy::ViolationRule& rule : rules.violations)
    if (rule.kind == policy::ViolationKind::officer_absent) absent_after = rule.minutes;
  // What is said of a day may be said up to a week after it (policy/load_supervision.cpp).
  for (Date day = local_date(from - days(8), zone); start_of_day(day, zone) <= to; day = next_day(day)) {
    if (!rules.report.document.empty()) {
      const Timestamp due = report_due_at(day, report_due_minute(day), zone);
      if (report_is_asked(plant, due)) {
        for (int before : rules.report.remind_minutes)
          add({due - minutes(before), DueKind::report_reminder, day, {}, 0});
        for (std::size_t i = 0; i < rules.report.escalate_minutes.size(); ++i)
          add({due + minutes(rules.report.escalate_minutes[i]) + milliseconds(1),
               DueKind::report_missing,
               day,
               {},
               static_cast<int>(i)});
      }
    }
    for (const Shift& shift : shifts_of(rules.coverage, day, zone)) {
      if (shift.from < plant.since || (plant.until && shift.from >= *plant.until)) continue;
      add({shift.from, DueKind::coverage, day, shift.id, 1});
      add({shift.from + minutes(rules.coverage.grace_minutes) + milliseconds(1), DueKind::officer_late, day, shift.id,
           1});
      if (absent_after >= 0)
        add({shift.from + minutes(absent_after) + milliseconds(1), DueKind::officer_absent, day, shift.id, 1});
    }
  }
  std::ranges::sort(out);
  return out;
}

std::vector<std::pair<Timestamp, int>> overdue_instants(const policy::SupervisionRules& rules, Timestamp due) {
  std::vector<std::pair<Timestamp, int>> out;
  for (const int late : rules.overdue_escalate_hours)
    out.emplace_back(due + hours(late) + milliseconds(1), std::min(static_cast<int>(out.size()) + 1, 2));
  return out;
}

Timestamp inspection_due_at(const Date& day, const std::string& zone) { return start_of_day(next_day(day), zone); }

std::vector<EffectiveValue> effective_policy(const policy::SupervisionRules& rules, const PhaseFacts& phase,
                                             std::int64_t normal_workers, std::span<const Override> overrides,
                                             Timestamp at) {
  using enum PolicyKey;
  std::vector<EffectiveValue> values;
  values.push_back({closed, phase.closed, {}, ValueSource::phase, phase.phase, {}, {}});
  values.push_back(
      {head_count_cap, normal_workers * rules.head_count_cap_percent / 100, {}, ValueSource::pack, phase.pack, {}, {}});
  const bool by_phase = phase.test_every_days > 0;
  // A test stays good for as long as the phase lets people wait for the next one.
  values.push_back({test_hours,
                    by_phase ? std::max<std::int64_t>(rules.test_hours, phase.test_every_days * 24) : rules.test_hours,
                    {},
                    by_phase && phase.test_every_days * 24 > rules.test_hours ? ValueSource::phase : ValueSource::pack,
                    by_phase && phase.test_every_days * 24 > rules.test_hours ? phase.phase : phase.pack,
                    {},
                    {}});
  values.push_back({report_due_minute, rules.report.due_minute, {}, ValueSource::pack, phase.pack, {}, {}});
  values.push_back({extra_checks, 0, {}, ValueSource::pack, phase.pack, {}, {}});
  for (EffectiveValue& value : values) {
    const Override* best = nullptr;  // the one approved last
    for (const Override& o : overrides) {
      if (o.key != value.key || o.state != OverrideState::approved || o.from > at || o.until <= at) continue;
      if (!best || std::pair(*best->decided_at, best->id) < std::pair(*o.decided_at, o.id)) best = &o;
    }
    if (best)
      value = {value.key, best->value, best->words, ValueSource::override, best->id.text, best->reason, best->until};
  }
  return values;
}

const EffectiveValue& value_of(std::span<const EffectiveValue> values, PolicyKey key) {
  return *std::ranges::find(values, key, &EffectiveValue::key);
}

Status check_override(const Override& o, Timestamp now) {
  struct Range {
    std::int64_t low, high;
  };
  const auto range = [&]() -> Range {
    switch (o.key) {
      case PolicyKey::closed: return {0, 1};
      case PolicyKey::head_count_cap: return {0, 1'000'000};
      case PolicyKey::test_hours: return {1, 720};
      case PolicyKey::report_due_minute: return {0, 24 * 60};
      case PolicyKey::extra_checks: return {0, 0};
    }
    return {0, 0};
  }();
  if (o.value < range.low || o.value > range.high)
    return invalid("override.value", "value",
                   {{"low", std::to_string(range.low)}, {"high", std::to_string(range.high)}});
  if ((o.key == PolicyKey::extra_checks) == o.words.empty()) return invalid("override.text", "text");
  if (o.until <= o.from || o.until <= now || o.until - o.from > days(366)) return invalid("override.period", "until");
  return {};
}

Result<ViolationState> move(ViolationState from, ActKind act) {
  using enum ViolationState;
  const auto only_from = [&](ViolationState needed, ViolationState to) -> Result<ViolationState> {
    if (from != needed) return wrong_state("violation.state", json::enum_name(from));
    return to;
  };
  switch (act) {
    case ActKind::raised: return only_from(withdrawn, raised);
    case ActKind::withdrawn: return only_from(raised, withdrawn);
    case ActKind::answered:
      if (from != raised && from != confirmed) return wrong_state("violation.state", json::enum_name(from));
      return from;
    case ActKind::confirmed: return only_from(raised, confirmed);
    case ActKind::dismissed: return only_from(raised, dismissed);
    case ActKind::appealed: return only_from(confirmed, appealed);
    case ActKind::upheld: return only_from(appealed, upheld);
    case ActKind::overturned: return only_from(appealed, overturned);
    default: return wrong_state("violation.state", json::enum_name(from));
  }
}

SanctionState first_state(SanctionKind kind) {
  switch (kind) {
    case SanctionKind::warning: return SanctionState::noted;
    case SanctionKind::rectification:
    case SanctionKind::suspension: return SanctionState::in_force;
    case SanctionKind::closing: return SanctionState::final;
  }
  return SanctionState::noted;
}

Result<SanctionState> move(SanctionState from, SanctionKind kind, ActKind act) {
  using enum SanctionState;
  switch (act) {
    case ActKind::rectified:
      if (from == in_force) return rectified;
      break;
    case ActKind::inspected_failed:
      if (from == rectified) return in_force;
      break;
    case ActKind::inspected_passed:
      // An order to rectify ends with it; a suspension is lifted by the command.
      if (from == rectified) return kind == SanctionKind::rectification ? lifted : passed;
      break;
    case ActKind::lifted:
      if (from == passed) return lifted;
      break;
    default: break;
  }
  return wrong_state("sanction.state", json::enum_name(from));
}

}  // namespace fugong::supervision
