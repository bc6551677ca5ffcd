#include "notify/notice_rules.h"

#include <algorithm>

#include "base/json.h"
#include "notify/service.h"

namespace fugong::notify {
namespace {

constexpr std::string_view without_case = "none";
constexpr std::size_t choices_max = 200;  // phases, classes, subdistricts and states of one notice

template <class T, class V>
bool allowed(const std::vector<T>& choices, const V& value) {
  return choices.empty() || std::ranges::find(choices, value) != choices.end();
}

}  // namespace

bool asks_for_case(const Receivers& r) { return !r.states.empty() || !r.phases.empty() || !r.classes.empty(); }
bool asks_for_class(const Receivers& r) { return !r.classes.empty(); }

bool matches(const Receivers& r, const Candidate& c) {
  if (!allowed(r.enterprises, c.enterprise) || !allowed(r.subdistricts, c.subdistrict)) return false;
  if (!r.phases.empty() && !(c.standing && allowed(r.phases, c.standing->phase))) return false;
  const std::string_view state = c.standing ? json::enum_name(c.standing->state) : without_case;
  return allowed(r.states, state) && allowed(r.classes, c.enterprise_class);
}

Status check_receivers(const Receivers& r) {
  const std::size_t choices = r.phases.size() + r.classes.size() + r.subdistricts.size() + r.states.size();
  if (choices > choices_max || r.enterprises.size() > receivers_named_max)
    return invalid("notice.receivers", "receivers", {{"limit", std::to_string(receivers_named_max)}});
  for (const std::string& state : r.states)
    if (state != without_case && !json::enum_value<resumption::CaseState>(state))
      return invalid("notice.state", "receivers.states", {{"state", state}});
  return {};
}

}  // namespace fugong::notify
