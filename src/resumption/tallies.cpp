#include "resumption/tallies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fugong::resumption {
namespace {

constexpr std::int64_t quarter_ms = 15 * 60 * 1000;
constexpr std::int64_t span_ms = std::int64_t{30} * 24 * 3600 * 1000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

std::string joined(std::string_view a, std::string_view b) { return std::string(a).append("|").append(b); }

void add_squares(db::Counts& out, const Plant& p) {
  if (!p.latitude_micro || !p.longitude_micro || p.military) return;
  out.push_back({"placed", 0, "", 1});
  for (std::size_t level = 0; level < std::size(squares_micro); ++level) {
    // Both halves of the number fit: a degree has 360,000 of the finest squares around the earth.
    const std::int64_t square = floor_div(*p.latitude_micro, squares_micro[level]) * 1'000'000 +
                                floor_div(*p.longitude_micro, squares_micro[level]);
    const std::string name = square_name(level);
    out.push_back({name, square, "enterprises", 1});
    out.push_back({name, square, "latitude", *p.latitude_micro});
    out.push_back({name, square, "longitude", *p.longitude_micro});
    if (p.standing != Standing::none) out.push_back({name, square, std::string(json::enum_name(p.standing)), 1});
  }
}

db::Counts timed(std::string_view name, std::int64_t span, const std::string& line, std::optional<std::int64_t> used_ms,
                 bool in_time, bool overdue) {
  if (used_ms)
    return {{std::string(name), span,
             joined(joined(line, in_time ? "in_time" : "late"), std::to_string(bucket_of(*used_ms))), 1}};
  db::Counts out{{std::string(name), span, joined(line, "running"), 1}};
  if (overdue) out.push_back({std::string(name), span, joined(line, "overdue"), 1});
  return out;
}

}  // namespace

Standing standing_of(CaseState state) {
  switch (state) {
    case CaseState::screening:
    case CaseState::reviewing:
    case CaseState::deciding:
    case CaseState::preparing:
    case CaseState::returned: return Standing::in_progress;
    case CaseState::resumed: return Standing::resumed;
    case CaseState::suspended: return Standing::suspended;
    case CaseState::draft:  // nobody but its writer has seen it
    case CaseState::closed:
    case CaseState::refused:
    case CaseState::withdrawn: return Standing::none;
  }
  return Standing::none;
}

std::int64_t quarter_of(Timestamp t) { return floor_div(t.ms, quarter_ms); }
std::int64_t span_of(Timestamp t) { return floor_div(t.ms, span_ms); }

std::int64_t capacity_tenths(double output, double normal_output) {
  if (!(normal_output > 0) || !(output > 0)) return 0;
  const auto is_above = [&](std::int64_t tenths) { return output * 1000 > normal_output * double(tenths); };
  if (is_above(capacity_tenths_max)) return capacity_tenths_max;
  auto tenths = static_cast<std::int64_t>(std::ceil(output * 1000 / normal_output));
  while (is_above(tenths)) ++tenths;  // what the division has rounded away
  while (tenths > 0 && !is_above(tenths - 1)) --tenths;
  return std::min(tenths, capacity_tenths_max);
}

int bucket_of(std::int64_t used_ms) {
  const auto seconds = static_cast<std::uint64_t>(std::max<std::int64_t>(used_ms, 0) / 1000);
  if (seconds < 32) return int(seconds);
  const int doublings = std::bit_width(seconds) - 5;  // 1 for 32 to 63
  return 16 + doublings * 16 + int(seconds >> doublings) - 16;
}

std::int64_t middle_ms(int bucket) {
  if (bucket < 32) return std::int64_t{bucket} * 1000;
  const int doublings = (bucket - 16) / 16;
  const std::int64_t first = std::int64_t{16 + (bucket - 16) % 16} << doublings;
  return (first * 2 + (std::int64_t{1} << doublings)) * 500;
}

Plant with_figures(Plant plant, const DailyFigures& f) {
  plant.day = f.day.text;
  plant.on_site = f.on_site;
  plant.output = f.output;
  plant.tests_done = f.tests_done;
  plant.reported_at = f.reported_at;
  return plant;
}

std::string square_name(std::size_t level) { return "square" + std::to_string(level); }

db::Counts counts_of(const Case& c) {
  db::Counts out;
  const auto add = [&](const char* name, const std::optional<Timestamp>& at) {
    if (at) out.push_back({name, quarter_of(*at), "", 1});
  };
  add("received", c.submitted_at);
  add("decided", c.decided_at);
  add("started", c.resumed_at);
  if (c.resumed_at) add("ended", c.ended_at);
  return out;
}

db::Counts counts_of(const Plant& p) {
  const std::string standing(json::enum_name(p.standing));
  db::Counts out{{"standing", 0, joined(p.subdistrict, standing), 1},
                 {"class", 0, joined(p.enterprise_class, standing), 1}};
  if (p.above_scale) out.push_back({"above", 0, standing, 1});
  if (p.ever_suspended) out.push_back({"suspended_ever", 0, "", 1});
  if (p.standing == Standing::resumed) {
    out.push_back({"workers", 0, p.subdistrict, p.normal_workers});
    out.push_back({"on_site", 0, p.subdistrict, p.on_site});
    if (const auto tenths = capacity_tenths(p.output, p.normal_output))
      out.push_back({"capacity", tenths, p.subdistrict, 1});
  }
  add_squares(out, p);
  return out;
}

db::Counts counts_of(const SlaClock& c) {
  if (c.state == ClockState::lapsed) return {};  // neither kept nor broken
  const bool done = c.state == ClockState::done;
  return timed("promise", span_of(c.started_at), c.clock, done ? std::optional(c.used_ms) : std::nullopt,
               c.used_ms <= c.limit_ms, c.breached_at.has_value());
}

db::Counts counts_of(const Task& t) {
  if (t.state == TaskState::cancelled || t.due_at >= never) return {};
  const bool one_of_many = t.owner_kind == OwnerKind::enterprise;  // each enterprise its own desk: one line
  const bool done = t.state == TaskState::done;
  return timed("desk", span_of(t.opened_at), t.step + "/" + (one_of_many ? "enterprise" : t.owner),
               done ? std::optional(t.used_ms) : std::nullopt, t.decided_at && *t.decided_at <= t.due_at,
               t.breached_at.has_value());
}

db::Count stopped_at(Timestamp from) { return {"stopped", quarter_of(from), "", 1}; }
db::Count went_on_at(Timestamp until) { return {"went_on", quarter_of(until), "", 1}; }

std::vector<std::string_view> parts_of(std::string_view key) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = key.find('|');
    parts.push_back(key.substr(0, end));
    if (end == std::string_view::npos) return parts;
    key.remove_prefix(end + 1);
  }
}

}  // namespace fugong::resumption
