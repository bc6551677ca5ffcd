// The audit log: every decision, appended in the decision's own transaction, as a leaf of the district's Merkle tree
// (RFC 9162). Whoever changes, removes or reorders a row afterwards is found out by audit::verify (audit/verify.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "db/engine.h"

namespace fugong::audit {

// One decision. Nothing personal stands in it beyond the name of the official who acted: subjects are ids.
struct Entry {
  DistrictCode district;
  Timestamp at;
  std::string actor;         // PersonId's text, or "system"
  std::string actor_name{};  // as shown on the day; "" for "system"
  std::string action;        // "case.submit": noun.verb, stable
  std::string subject_kind;  // "case", "pass", "enterprise", …
  std::string subject_id;
  std::string detail = "{}";  // a JSON object's text: what was decided and why
};

// Appends within the session's command and returns the leaf's number in its district, from 0. Concurrent commands of
// one district queue here (the district's row in audit_head), so call it late in the command.
// Throws db::Failure as every statement does.
std::int64_t append(db::Session& session, const Entry& entry);

// Several entries of one district at once, in order; returns the first one's number. For bulk decisions.
std::int64_t append_all(db::Session& session, std::span<const Entry> entries);

std::span<const db::Migration> migrations();

}  // namespace fugong::audit
