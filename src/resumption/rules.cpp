#include "resumption/rules.h"

#include <algorithm>

namespace fugong::resumption {
namespace {

using enum CaseState;

Status conflict(const char* code, CaseState state) {
  return fail(ErrorKind::conflict, code, {}, {{"state", std::string(json::enum_name(state))}});
}

Status check_submit(CaseState state) {
  if (is_with_applicant(state)) return {};
  return conflict(is_ended(state) ? "case.ended" : "case.already_submitted", state);
}

Status check_start(CaseState state) {
  if (state == preparing) return {};
  if (is_at_work(state)) return conflict("case.already_started", state);
  return conflict(is_ended(state) ? "case.ended" : "case.not_approved", state);
}

Status check_suspend(CaseState state) {
  if (state == resumed) return {};
  return conflict(state == suspended ? "case.already_suspended" : "case.not_at_work", state);
}

const policy::Step* find(const policy::ReviewRoute& route, std::string_view id) {
  const auto found = std::ranges::find(route.steps, id, &policy::Step::id);
  return found == route.steps.end() ? nullptr : &*found;
}

// Routes are checked to be free of circles when a pack is loaded; the depth only guards against our own mistakes.
bool ancestors_done(const policy::ReviewRoute& route, const policy::Step& step, const StepIds& done, int depth = 0) {
  if (depth > 64) return false;
  return std::ranges::all_of(step.after, [&](const std::string& id) {
    const policy::Step* before = find(route, id);
    return contains(done, id) && (!before || ancestors_done(route, *before, done, depth + 1));
  });
}

// Earlier kinds give the case its state when steps of several kinds are open.
int rank(policy::StepKind kind) { return static_cast<int>(kind); }

CaseState state_of_kind(policy::StepKind kind) {
  switch (kind) {
    case policy::StepKind::screening: return screening;
    case policy::StepKind::joint_review: return reviewing;
    case policy::StepKind::decision: return deciding;
    case policy::StepKind::pass_issuance:
    case policy::StepKind::inspection:
    case policy::StepKind::start: return preparing;
  }
  return preparing;
}

Desk default_desk(policy::StepKind kind, const EnterpriseId& enterprise, const std::string& subdistrict) {
  switch (kind) {
    case policy::StepKind::inspection: return {OwnerKind::subdistrict, subdistrict};
    case policy::StepKind::start: return {OwnerKind::enterprise, enterprise.text};
    case policy::StepKind::pass_issuance: return {OwnerKind::pass_office, "pass_office"};
    case policy::StepKind::screening:
    case policy::StepKind::joint_review:
    case policy::StepKind::decision: return {OwnerKind::office, "office"};
  }
  return {OwnerKind::office, "office"};
}

// Both languages, because an Error does not know its reader's.
std::vector<std::pair<std::string, std::string>> words(const LocalText& text) {
  return {{"item", text.zh_cn}, {"item_en", text.in(Language::en)}};
}

}  // namespace

bool is_ended(CaseState state) { return state == closed || state == refused || state == withdrawn; }
bool is_under_way(CaseState state) { return !is_ended(state) && state != resumed; }
bool is_in_review(CaseState state) {
  return state == screening || state == reviewing || state == deciding || state == preparing;
}
bool is_with_applicant(CaseState state) { return state == draft || state == returned; }
bool is_at_work(CaseState state) { return state == resumed || state == suspended; }

Status check_move(CaseState state, Move move) {
  switch (move) {
    case Move::edit: return is_with_applicant(state) ? Status{} : conflict("case.not_editable", state);
    case Move::submit: return check_submit(state);
    case Move::withdraw:
      return is_in_review(state) || is_with_applicant(state) ? Status{} : conflict("case.not_withdrawable", state);
    case Move::decide:
      // While the applicant mends one part, the desks of a parallel part go on.
      return is_in_review(state) || state == returned ? Status{} : conflict("case.not_in_review", state);
    case Move::start: return check_start(state);
    case Move::suspend: return check_suspend(state);
    case Move::restore: return state == suspended ? Status{} : conflict("case.not_suspended", state);
    case Move::close: return is_at_work(state) ? Status{} : conflict("case.not_at_work", state);
  }
  return conflict("case.not_in_review", state);
}

StepIds split_steps(std::string_view text) {
  StepIds ids;
  while (!text.empty()) {
    const auto blank = text.find(' ');
    if (blank == 0) {
      text.remove_prefix(1);
      continue;
    }
    ids.emplace_back(text.substr(0, blank));
    if (blank == std::string_view::npos) break;
    text.remove_prefix(blank + 1);
  }
  return ids;
}

std::string join_steps(const StepIds& ids) {
  std::string text;
  for (const std::string& id : ids) {
    text += id;
    text += ' ';
  }
  return text;
}

bool contains(const StepIds& ids, std::string_view id) { return std::ranges::find(ids, id) != ids.end(); }

std::vector<const policy::Step*> open_steps(const policy::ReviewRoute& route, const StepIds& done) {
  std::vector<const policy::Step*> open;
  for (const policy::Step& step : route.steps)
    if (!contains(done, step.id) && ancestors_done(route, step, done)) open.push_back(&step);
  return open;
}

bool kind_done(const policy::ReviewRoute& route, const StepIds& done, policy::StepKind kind) {
  bool any = false;
  for (const policy::Step& step : route.steps) {
    if (step.kind != kind) continue;
    if (!contains(done, step.id)) return false;
    any = true;
  }
  return any;
}

CaseState state_of(const policy::ReviewRoute& route, const StepIds& done) {
  if (kind_done(route, done, policy::StepKind::start)) return resumed;
  const policy::Step* earliest = nullptr;
  for (const policy::Step* step : open_steps(route, done))
    if (!earliest || rank(step->kind) < rank(earliest->kind)) earliest = step;
  if (!earliest) return resumed;
  const bool has_start =
      std::ranges::find(route.steps, policy::StepKind::start, &policy::Step::kind) != route.steps.end();
  if (has_start) return state_of_kind(earliest->kind);
  const bool only_passes_left = std::ranges::all_of(route.steps, [&](const policy::Step& step) {
    return step.kind == policy::StepKind::pass_issuance || contains(done, step.id);
  });
  return only_passes_left ? resumed : state_of_kind(earliest->kind);
}

Advance finish_step(const policy::ReviewRoute& route, const StepIds& done, std::string_view step) {
  Advance advance;
  advance.done = done;
  if (!contains(advance.done, step)) advance.done.emplace_back(step);
  const auto before = open_steps(route, done);
  for (const policy::Step* open : open_steps(route, advance.done))
    if (std::ranges::find(before, open) == before.end()) advance.opened.push_back(open);
  advance.state = state_of(route, advance.done);
  return advance;
}

std::vector<Desk> desks_of(const policy::Step& step, const EnterpriseId& enterprise, const std::string& subdistrict,
                           const json::Value& facts, Holds holds) {
  if (step.participants.empty())
    return step.kind == policy::StepKind::joint_review
               ? std::vector<Desk>{}
               : std::vector<Desk>{default_desk(step.kind, enterprise, subdistrict)};
  std::vector<Desk> desks;
  for (const policy::Participant& p : step.participants) {
    if (!p.when.is_null() && !holds(p.when, facts)) continue;
    Desk desk = p.department == "subdistrict" ? Desk{OwnerKind::subdistrict, subdistrict}
                                              : Desk{OwnerKind::department, p.department};
    if (std::ranges::find(desks, desk) == desks.end()) desks.push_back(std::move(desk));
  }
  return desks;
}

StepOutcome outcome_of(const policy::Step& step, std::span<const Vote> votes) {
  bool waiting = false;
  bool returned_by_any = false;
  for (const Vote& vote : votes) {
    if (!vote.decision) {
      waiting = true;
    } else if (*vote.decision == Decision::refuse && step.on_refusal == policy::OnRefusal::refuse_case) {
      return StepOutcome::refused;
    } else if (*vote.decision == Decision::give_back) {
      returned_by_any = true;
    }
  }
  if (waiting) return StepOutcome::waiting;
  return returned_by_any ? StepOutcome::returned : StepOutcome::finished;
}

std::string_view document_of(const Reason& reason) {
  return std::string_view(reason.field).substr(0, reason.field.find('.'));
}

Redo redo_of(std::span<const Reason> reasons, std::span<const std::string> changed_documents) {
  const bool outside = std::ranges::any_of(changed_documents, [&](const std::string& document) {
    return std::ranges::none_of(reasons, [&](const Reason& r) { return document_of(r) == document; });
  });
  if (!outside) return Redo::returned_part;
  const bool general = std::ranges::any_of(reasons, [](const Reason& r) { return r.field.empty(); });
  return general ? Redo::whole_step : Redo::anew;
}

std::vector<Desk> desks_to_open(std::span<const Desk> asked, std::span<const Vote> votes, Reopen reopen) {
  std::vector<Desk> out;
  for (const Desk& desk : asked) {
    const auto vote = std::ranges::find(votes, desk, &Vote::desk);
    const bool silent = vote == votes.end();
    const bool has_open_task = !silent && !vote->decision;
    const bool approved = !silent && vote->decision == Decision::approve;
    const bool again = reopen == Reopen::everybody || (reopen == Reopen::not_approved && !approved);
    if (silent || (again && !has_open_task)) out.push_back(desk);
  }
  return out;
}

StepIds map_steps(const policy::ReviewRoute& from, const policy::ReviewRoute& to, const StepIds& done) {
  StepIds mapped;
  for (const policy::Step& step : to.steps) {
    const bool finished = find(from, step.id) ? contains(done, step.id) : kind_done(from, done, step.kind);
    if (finished) mapped.push_back(step.id);
  }
  return mapped;
}

std::string map_step(const policy::ReviewRoute& from, const policy::ReviewRoute& to, std::string_view step) {
  if (find(to, step)) return std::string(step);
  const policy::Step* old = find(from, step);
  if (!old) return {};
  const auto found =
      std::ranges::find_if(to.steps, [&](const policy::Step& s) { return s.kind == old->kind && !find(from, s.id); });
  return found == to.steps.end() ? std::string() : found->id;
}

Status check_findings(const policy::Checklist* checklist, std::span<const Finding> findings, Decision decision) {
  if (!checklist) {
    if (findings.empty()) return {};
    return invalid("inspection.unknown_item", "findings[0].item", {{"item", findings[0].item}});
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const std::string field = "findings[" + std::to_string(i) + "].item";
    const std::string& item = findings[i].item;
    if (std::ranges::find(checklist->items, item, &policy::ChecklistItem::id) == checklist->items.end())
      return invalid("inspection.unknown_item", field, {{"item", item}});
    if (std::ranges::find(findings.first(i), item, &Finding::item) != findings.begin() + std::ptrdiff_t(i))
      return invalid("inspection.duplicate_item", field, {{"item", item}});
  }
  for (const policy::ChecklistItem& item : checklist->items) {
    const auto found = std::ranges::find(findings, item.id, &Finding::item);
    if (found == findings.end()) return invalid("inspection.missing_item", "findings", words(item.text));
    if (item.mandatory && !found->passed && decision == Decision::approve)
      return invalid("inspection.mandatory_failed", "decision", words(item.text));
  }
  return {};
}

}  // namespace fugong::resumption
