#include "supervision/gate_rules.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace fugong::supervision {
namespace {

using policy::ViolationKind;

// Whether the person may have lived in at about that time, and whether he certainly did.
bool perhaps_inside(std::span<const Member> members, const std::string& subject, Timestamp at, Duration skew) {
  return std::ranges::any_of(
      members, [&](const Member& m) { return m.subject == subject && m.from <= at + skew && m.until > at - skew; });
}
bool surely_inside(std::span<const Member> members, const std::string& subject, Timestamp at, Duration skew) {
  return std::ranges::any_of(
      members, [&](const Member& m) { return m.subject == subject && m.from <= at - skew && m.until > at + skew; });
}

class Judge {
 public:
  Judge(const GateRules& rules, std::span<const Member> members) : rules_(rules), members_(members) {}

  void look_at(const Sighting& s) {
    const Duration skew = rules_.skew();
    const GateLaw before = rules_.law_at(s.at - skew), after = rules_.law_at(s.at + skew);
    const bool closed = before.closed && after.closed;
    if (s.direction == Direction::out) {
      if (closed && surely_inside(members_, s.subject, s.at, skew)) find(ViolationKind::insider_left, s);
      return;
    }
    if (closed && !perhaps_inside(members_, s.subject, s.at, skew)) find(ViolationKind::outsider_entered, s);
    // The more lenient of the two laws where they differ.
    if (before.test_good_for.ms <= 0 || after.test_good_for.ms <= 0) return;
    const Duration good = std::max(before.test_good_for, after.test_good_for) + skew + skew;
    if (!s.test_at || s.at - *s.test_at > good) find(ViolationKind::untested_entered, s);
  }

  std::vector<Finding> findings() {
    std::vector<Finding> out;
    for (auto& [key, finding] : found_) out.push_back(std::move(finding));
    return out;
  }

 private:
  void find(ViolationKind kind, const Sighting& s) {
    const policy::ViolationRule* rule = rules_.pack.violation(kind);
    if (!rule) return;
    const Date day = local_date(s.at, rules_.zone);
    Finding& f = found_[{rule->id, s.subject, day.text}];
    if (!f.rule) f = {rule, s.subject, s.name, day, s.at, {}};
    f.at = std::min(f.at, s.at);
    f.events.insert(f.events.end(), s.events.begin(), s.events.end());
  }

  const GateRules& rules_;
  std::span<const Member> members_;
  std::map<std::tuple<std::string, std::string, std::string>, Finding> found_;
};

// When a person goes in (+1) or out (-1).
struct Step {
  Timestamp at{};
  int change = 0;
  auto operator<=>(const Step&) const = default;
};

}  // namespace

std::vector<Sighting> sightings_of(std::vector<GateEvent> events, Duration skew) {
  const auto key = [](const GateEvent& e) { return std::tie(e.subject, e.direction, e.at, e.id); };
  std::ranges::sort(events, {}, key);
  std::vector<Sighting> out;
  Timestamp last{};
  for (GateEvent& e : events) {
    const bool same = !out.empty() && out.back().subject == e.subject && out.back().direction == e.direction &&
                      e.at - last <= skew + skew;
    last = e.at;
    if (!same) out.push_back({e.subject, e.name, e.direction, e.at, {}, {}});
    Sighting& s = out.back();
    if (e.test_at && (!s.test_at || *s.test_at < *e.test_at)) s.test_at = e.test_at;
    if (e.name > s.name) s.name = e.name;  // whichever report knows one
    if (std::ranges::find(s.events, e.id) == s.events.end()) s.events.push_back(std::move(e.id));
  }
  for (Sighting& s : out) std::ranges::sort(s.events);
  std::ranges::sort(out, {}, [](const Sighting& s) { return std::tie(s.subject, s.at, s.direction); });
  return out;
}

std::vector<Finding> judge_people(const GateRules& rules, std::span<const Sighting> sightings,
                                  std::span<const Member> members) {
  // By person, so that a large roster is not gone through for every sighting.
  std::map<std::string_view, std::vector<Member>> of;
  for (const Member& m : members) of[m.subject].push_back(m);
  std::vector<Finding> out;
  for (std::size_t i = 0; i < sightings.size();) {
    const std::string& subject = sightings[i].subject;
    const auto own = of.find(subject);
    Judge judge(rules, own == of.end() ? std::span<const Member>() : std::span<const Member>(own->second));
    for (; i < sightings.size() && sightings[i].subject == subject; ++i) judge.look_at(sightings[i]);
    for (Finding& f : judge.findings()) out.push_back(std::move(f));
  }
  return out;
}

std::int64_t head_count(Timestamp at, std::span<const Sighting> until_then, std::span<const Member> members) {
  std::map<std::string_view, Direction> last;
  for (const Sighting& s : until_then)
    if (s.at <= at) last[s.subject] = s.direction;
  std::int64_t inside = 0;
  for (const auto& [subject, direction] : last) inside += direction == Direction::in;
  std::set<std::string_view> counted;
  for (const Member& m : members)
    inside += m.from <= at && m.until > at && !last.contains(m.subject) && counted.insert(m.subject).second;
  return inside;
}

std::optional<Finding> judge_head_count(const GateRules& rules, const Date& day, std::span<const Sighting> before,
                                        std::span<const Sighting> that_day, std::span<const Member> members) {
  const policy::ViolationRule* rule = rules.pack.violation(ViolationKind::over_cap);
  const Timestamp begin = start_of_day(day, rules.zone), end = start_of_day(next_day(day), rules.zone);
  const std::int64_t cap =
      std::max(rules.law_at(begin).head_count_cap, rules.law_at(end - milliseconds(1)).head_count_cap);
  if (!rule || cap <= 0) return std::nullopt;
  std::map<std::string_view, bool> inside;
  for (const Sighting& s : before) inside[s.subject] = s.direction == Direction::in;
  std::vector<Step> steps;
  std::set<std::string_view> seen;
  for (const Sighting& s : that_day) seen.insert(s.subject);
  for (const Member& m : members) {
    if (inside.contains(m.subject)) continue;
    if (m.from <= begin && m.until > begin) inside[m.subject] = true;
    if (seen.contains(m.subject)) continue;
    if (m.from > begin && m.from < end) steps.push_back({m.from, +1});
    if (m.until > begin && m.until < end) steps.push_back({m.until, -1});
  }
  std::int64_t count = 0;
  for (const auto& [subject, in] : inside) count += in;
  for (const Sighting& s : that_day) {
    bool& in = inside[s.subject];
    if (in == (s.direction == Direction::in)) continue;
    in = !in;
    steps.push_back({s.at, in ? +1 : -1});
  }
  std::ranges::sort(steps);
  // Too many for longer than clocks may differ; less may be an order of events that nobody knows.
  std::optional<Timestamp> over_since;
  if (count > cap) over_since = begin;
  for (const Step& step : steps) {
    count += step.change;
    if (count > cap && !over_since) over_since = step.at;
    if (count <= cap && over_since) {
      if (step.at - *over_since > rules.skew() + rules.skew()) break;
      over_since.reset();
    }
  }
  if (!over_since || end - *over_since <= rules.skew() + rules.skew()) return std::nullopt;
  return Finding{rule, "head_count", {}, day, *over_since, {}};
}

}  // namespace fugong::supervision
