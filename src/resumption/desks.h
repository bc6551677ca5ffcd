// Who may decide a task: whoever sits at its desk, unless it was handed to one of them; or a substitute, in their name.
#pragma once

#include "identity/rights.h"
#include "resumption/model.h"

namespace fugong::resumption {

// In whose name a task is decided; empty: the actor's own.
struct Behalf {
  std::string person, name;
};

// Codes auth.forbidden, task.not_decided_here, task.with_colleague (conflict; params name).
Result<Behalf> behalf_for(const Actor& actor, const Task& task);

// Codes task.cancelled, task.already_decided (conflict; params by, at, decision).
Status check_open(const Task& task);

// The desk that the actor sits at, for the inbox and for notes.
struct DeskOf {
  OwnerKind kind = OwnerKind::office;
  std::string owner;
};
// Code auth.forbidden for those who sit at none.
Result<DeskOf> desk_of(const Actor& actor);

}  // namespace fugong::resumption
