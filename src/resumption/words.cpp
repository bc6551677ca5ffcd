#include "resumption/words.h"

#include <algorithm>

#include "resumption/judged.h"
#include "resumption/sla.h"

namespace fugong::resumption {
namespace {

OwnerKind kind_of_owner(const policy::Pack& pack, std::string_view owner) {
  if (owner == "office") return OwnerKind::office;
  if (owner == "pass_office") return OwnerKind::pass_office;
  if (pack.department(owner)) return OwnerKind::department;
  return owner == "enterprise" || is_uuid(owner) ? OwnerKind::enterprise : OwnerKind::subdistrict;
}

std::optional<Timestamp> unless_never(Timestamp t) { return t == never ? std::nullopt : std::optional(t); }

std::vector<Finding> read_findings(const std::string& json_text) {
  if (json_text.empty()) return {};
  auto findings = json::read<std::vector<Finding>>(json_text);
  return findings ? std::move(*findings) : std::vector<Finding>{};
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

std::string step_name(const policy::ReviewRoute* route, std::string_view step, Language language) {
  const policy::Step* found = route ? route->find(step) : nullptr;
  return found ? found->name.in(language) : std::string(step);
}

std::string clock_name(const policy::Pack& pack, std::string_view clock, Language language) {
  const auto found = std::ranges::find(pack.clocks, clock, &policy::CaseClock::id);
  return found == pack.clocks.end() ? std::string(clock) : found->name.in(language);
}

std::string phase_name(const policy::Pack& pack, std::string_view phase, Language language) {
  const policy::Phase* found = pack.phase(phase);
  return found ? found->name.in(language) : std::string(phase);
}

std::string owner_name(const policy::Pack& pack, OwnerKind kind, const std::string& owner, Language language) {
  switch (kind) {
    case OwnerKind::office: return message(language, "resumption.owner.office");
    case OwnerKind::pass_office: return message(language, "resumption.owner.pass_office");
    case OwnerKind::enterprise: return message(language, "resumption.owner.enterprise");
    case OwnerKind::department: {
      const policy::Department* found = pack.department(owner);
      return found ? found->name.in(language) : owner;
    }
    case OwnerKind::subdistrict: {
      const auto found = pack.texts.find("subdistrict." + owner);  // a district may give its subdistricts words
      return found != pack.texts.end() ? found->second.in(language) : owner;
    }
  }
  return owner;
}

std::string subject_name(const policy::Pack& pack, const policy::ReviewRoute* route, const std::string& subject,
                         Language language) {
  if (subject.empty()) return {};
  if (const auto slash = subject.find('/'); slash != std::string::npos) {
    const std::string owner = subject.substr(slash + 1);
    return step_name(route, subject.substr(0, slash), language) + " · " +
           owner_name(pack, kind_of_owner(pack, owner), owner, language);
  }
  if (route && route->find(subject)) return step_name(route, subject, language);
  if (pack.phase(subject)) return phase_name(pack, subject, language);
  return clock_name(pack, subject, language);
}

CaseLine to_line(const Case& c, Timestamp now) {
  CaseLine line{.id = c.id,
                .enterprise = c.enterprise,
                .enterprise_name = c.enterprise_name,
                .subdistrict = c.subdistrict,
                .enterprise_class = c.enterprise_class,
                .above_scale = c.above_scale,
                .phase = c.phase,
                .state = c.state,
                .round = c.round,
                .version = c.version,
                .created_at = c.created_at,
                .submitted_at = c.submitted_at,
                .decided_at = c.decided_at,
                .resumed_at = c.resumed_at,
                .ended_at = c.ended_at,
                .due_at = unless_never(c.due_at),
                .time_left_ms = {},
                .overdue = false};
  if (line.due_at) {
    line.time_left_ms = (*line.due_at - now).ms;
    line.overdue = *line.due_at < now;
  }
  return line;
}

TaskView to_view(const policy::Pack& pack, const policy::ReviewRoute* route, const Task& task, Timestamp now,
                 Language language) {
  TaskView view{.id = task.id,
                .case_id = task.case_id,
                .step = task.step,
                .step_name = step_name(route, task.step, language),
                .kind = task.kind,
                .owner_kind = task.owner_kind,
                .owner = task.owner,
                .owner_name = owner_name(pack, task.owner_kind, task.owner, language),
                .round = task.round,
                .state = task.state,
                .opened_at = task.opened_at,
                .due_at = unless_never(task.due_at),
                .time_left_ms = {},
                .overdue = task.decided_at.value_or(now) > task.due_at,
                .decision = task.decision,
                .decided_at = task.decided_at,
                .decided_by_name = unless_empty(task.decided_by_name),
                .comment = unless_empty(task.comment),
                .reasons = read_reasons(task.reasons_json),
                .findings = read_findings(task.findings_json),
                .checklist = {},
                .holder = {},
                .holder_name = unless_empty(task.holder_name),
                .decided_for_name = unless_empty(task.decided_for_name),
                .evidence = {},
                .bulk = false};
  if (!task.holder.empty()) view.holder = PersonId{task.holder};
  if (!task.evidence_json.empty())
    if (auto evidence = json::read<Evidence>(task.evidence_json)) view.evidence = std::move(*evidence);
  if (task.state == TaskState::open && view.due_at) view.time_left_ms = (task.due_at - now).ms;
  if (const policy::Step* step = route ? route->find(task.step) : nullptr) {
    view.checklist = unless_empty(step->checklist);
    view.bulk = step->bulk;
  }
  return view;
}

ClockView to_view(const policy::Pack& pack, const SlaClock& clock, Timestamp now, Language language) {
  const std::int64_t used = used_of(pack.calendar, clock, now).ms;
  return {.clock = clock.clock,
          .name = clock_name(pack, clock.clock, language),
          .state = clock.state,
          .limit_ms = clock.limit_ms,
          .used_ms = used,
          .remaining_ms = clock.limit_ms - used,
          .due_at = unless_never(clock.due_at),
          .warned = clock.warned_at.has_value(),
          .breached = clock.breached_at.has_value()};
}

EventView to_view(const policy::Pack& pack, const policy::ReviewRoute* route, const CaseEvent& event,
                  Language language) {
  EventView view{.number = event.number,
                 .at = event.at,
                 .kind = event.kind,
                 .by_name = unless_empty(event.by_name),
                 .for_name = {},
                 .subject = event.subject,
                 .subject_name = subject_name(pack, route, event.subject, language),
                 .detail = event.detail,
                 .reasons = {}};
  const bool has_reasons = event.kind == EventKind::returned || event.kind == EventKind::refused ||
                           event.kind == EventKind::no_longer_accepted;
  if (has_reasons) {
    view.reasons = read_reasons(event.detail);
    view.detail.clear();
  }
  return view;
}

}  // namespace fugong::resumption
