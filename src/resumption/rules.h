// The law of a case. Pure and total: what is known goes in, what follows comes out; no I/O, no clock of its own.
//
// A route is a graph of steps. A step is open when everything before it, however far back, is done and it is not.
// Steps that are open together run side by side. A step that asks several desks waits until all have decided, so that
// the applicant hears every reason at once (一次性告知); only a refusal that ends the case does not wait.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/pack.h"
#include "resumption/model.h"

namespace fugong::resumption {

// ---- what may be done in which state ----
enum class Move : std::uint8_t { edit, submit, withdraw, decide, start, suspend, restore, close };
// conflict with a stable code (case.*) naming the state; see texts/resumption.yaml.
Status check_move(CaseState state, Move move);

bool is_ended(CaseState state);           // closed, refused, withdrawn
bool is_under_way(CaseState state);       // neither ended nor quietly at work: what the desks look at
bool is_in_review(CaseState state);       // screening … preparing
bool is_with_applicant(CaseState state);  // draft, returned
bool is_at_work(CaseState state);         // resumed, suspended

// ---- steps ----
using StepIds = std::vector<std::string>;
StepIds split_steps(std::string_view text);  // as stored in Case::steps_done
std::string join_steps(const StepIds& ids);
bool contains(const StepIds& ids, std::string_view id);

std::vector<const policy::Step*> open_steps(const policy::ReviewRoute& route, const StepIds& done);

// The state of a case in review by its earliest open step; resumed once the start is done (or, on a route without
// one, everything but pass issuance: passes never hold up the work unless the route makes the start wait for them).
CaseState state_of(const policy::ReviewRoute& route, const StepIds& done);

// Whether every step of the kind is done (and there is one).
bool kind_done(const policy::ReviewRoute& route, const StepIds& done, policy::StepKind kind);

// What follows when one step is finished.
struct Advance {
  StepIds done;
  std::vector<const policy::Step*> opened;  // were not open before
  CaseState state = CaseState::screening;
};
Advance finish_step(const policy::ReviewRoute& route, const StepIds& done, std::string_view step);

// ---- desks ----
struct Desk {
  OwnerKind kind = OwnerKind::office;
  std::string owner;
  bool operator==(const Desk&) const = default;
};
// What one desk last said in a step; no decision: it has the task open.
struct Vote {
  Desk desk;
  std::optional<Decision> decision;
};

using Holds = bool (*)(const json::Value& rule, const json::Value& facts);
// The desks that a step asks of this enterprise. Without participants: screening, decision → the office; inspection →
// the subdistrict; start → the enterprise; pass_issuance → the pass office.
std::vector<Desk> desks_of(const policy::Step& step, const EnterpriseId& enterprise, const std::string& subdistrict,
                           const json::Value& facts, Holds holds);

enum class StepOutcome : std::uint8_t { waiting, finished, returned, refused };
// Total over all votes; no votes at all: finished. A refusal that goes to_decision counts as decided.
StepOutcome outcome_of(const policy::Step& step, std::span<const Vote> votes);

// ---- mending ----
// How much of the review is done again when a returned case comes back, by what the applicant changed meanwhile:
//   returned_part: only documents that the reasons name were changed: approvals stand, the desks that sent it back
//                  decide again;
//   whole_step:    something else was changed too, and some reason named no document: all desks of the step;
//   anew:          something was changed that nobody had asked for: the review begins again.
enum class Redo : std::uint8_t { returned_part, whole_step, anew };
Redo redo_of(std::span<const Reason> reasons, std::span<const std::string> changed_documents);
std::string_view document_of(const Reason& reason);  // before the first "."; empty: the case as a whole

// The desks of an open step that need a new task, given what the desks last said: those without a vote, and, when
// `again`, those that did not approve. `whole`: everybody again.
enum class Reopen : std::uint8_t { missing_only, not_approved, everybody };
std::vector<Desk> desks_to_open(std::span<const Desk> asked, std::span<const Vote> votes, Reopen reopen);

// ---- phase switch ----
// Carries what is done onto another route: a step counts as done when its namesake is, or, where the old route has
// none of that name, when all steps of its kind are. Work that is done stays done even behind a new step.
StepIds map_steps(const policy::ReviewRoute& from, const policy::ReviewRoute& to, const StepIds& done);
// The step of `to` that an unfinished step of `from` becomes; empty: none.
std::string map_step(const policy::ReviewRoute& from, const policy::ReviewRoute& to, std::string_view step);

// ---- inspections ----
// Findings must answer every item of the checklist once; codes inspection.missing_item, .unknown_item,
// .duplicate_item, and, when approving, .mandatory_failed.
Status check_findings(const policy::Checklist* checklist, std::span<const Finding> findings, Decision decision);

}  // namespace fugong::resumption
