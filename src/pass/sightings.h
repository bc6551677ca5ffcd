// Internal to pass/: what is stored of the passes of an upload around the time of its scans, to find what was shown
// twice and who was at two places. It is asked for once for each pass; of one that was seen all day long nothing is
// kept, and the store is asked scan by scan.
//
// In the command that stores the upload.
#pragma once

#include <map>
#include <span>

#include "pass/store.h"
#include "token/gate_policy.h"

namespace fugong::pass {

constexpr Duration travel_looked_back = days(1);  // over more than that everybody can get everywhere
constexpr int sightings_kept_max = 64;            // of one pass: a bus that goes to and fro has some dozens in two days

class Sightings {
 public:
  Sightings(Store& store, const token::GatePolicy& policy, std::span<const Scan> upload);

  // Whether another upload has let the same showing through already; a printed pass, when the policy does not let it
  // through again so soon. In the command: of two gates that upload at once, one is the second.
  bool was_shown_before(const Scan& scan);

  // Now stored, too.
  void add(const Scan& scan);

  // What was seen of the scan's pass just before and just after, at a checkpoint that `counts` says yes to; nullopt
  // when nothing is kept of the pass.
  template <class F>
  std::optional<std::vector<SeenPass>> around(const Scan& scan, F counts);

 private:
  struct Span {
    Timestamp from{}, until{};
    std::optional<std::vector<SeenPass>> seen;  // by time; nullopt: too many
    bool is_read = false;
  };
  Span& of(const PassId& pass);

  Store& store_;
  const token::GatePolicy& policy_;
  std::map<std::string_view, Span> passes_;  // keys stand in the upload
};

template <class F>
std::optional<std::vector<SeenPass>> Sightings::around(const Scan& scan, F counts) {
  const Span& span = of(*scan.pass);
  if (!span.seen) return std::nullopt;
  const SeenPass *before = nullptr, *after = nullptr;
  for (const SeenPass& other : *span.seen) {
    if (other.id == scan.id || other.at <= scan.at - travel_looked_back || !counts(other.checkpoint)) continue;
    if (other.at <= scan.at) before = &other;
    if (other.at < scan.at) continue;
    if (other.at < scan.at + travel_looked_back) after = &other;
    break;
  }
  std::vector<SeenPass> out;
  for (const SeenPass* other : {before, after})
    if (other && (out.empty() || out[0].id != other->id)) out.push_back(*other);
  return out;
}

}  // namespace fugong::pass
