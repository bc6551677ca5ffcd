#include "pass/sightings.h"

#include <algorithm>
#include <cstdlib>

namespace fugong::pass {
namespace {

// Grey is let through as well: sampled, and the result to come.
bool let_through(std::string_view verdict) {
  return verdict == json::enum_name(token::Verdict::green) || verdict == json::enum_name(token::Verdict::grey);
}

Duration proof_window(const token::GatePolicy& policy) { return seconds(policy.proof_past_s + policy.proof_future_s); }

}  // namespace

Sightings::Sightings(Store& store, const token::GatePolicy& policy, std::span<const Scan> upload)
    : store_(store), policy_(policy) {
  const Duration around = std::max({travel_looked_back, proof_window(policy), seconds(policy.repeat_s)});
  for (const Scan& scan : upload) {
    if (!scan.pass) continue;
    const auto [at, is_new] = passes_.try_emplace(scan.pass->text);
    Span& span = at->second;
    span.from = is_new ? scan.at - around : std::min(span.from, scan.at - around);
    span.until = is_new ? scan.at + around : std::max(span.until, scan.at + around);
  }
}

Sightings::Span& Sightings::of(const PassId& pass) {
  Span& span = passes_.at(pass.text);
  if (span.is_read) return span;
  span.is_read = true;
  span.seen = store_.seen(pass, span.from, span.until, sightings_kept_max + 1);
  if (span.seen->size() > static_cast<std::size_t>(sightings_kept_max)) span.seen.reset();
  return span;
}

bool Sightings::was_shown_before(const Scan& scan) {
  if (!scan.pass) return false;
  const Duration window = proof_window(policy_), repeat = seconds(policy_.repeat_s);
  if (!scan.proof_s && repeat.ms <= 0) return false;
  const Span& span = of(*scan.pass);
  if (!span.seen)
    return scan.proof_s ? store_.has_passed_with(*scan.pass, *scan.proof_s, scan.id, scan.at - window, scan.at + window)
                        : store_.has_passed(*scan.pass, scan.id, scan.at - repeat, scan.at);
  return std::ranges::any_of(*span.seen, [&](const SeenPass& other) {
    if (other.id == scan.id || !let_through(other.verdict)) return false;
    if (scan.proof_s) return other.proof_s == scan.proof_s && std::abs((other.at - scan.at).ms) <= window.ms;
    return other.at > scan.at - repeat && other.at <= scan.at;
  });
}

void Sightings::add(const Scan& scan) {
  if (!scan.pass) return;
  Span& span = passes_.at(scan.pass->text);
  if (!span.is_read || !span.seen) return;  // what is read after this has it already
  const auto place = std::ranges::upper_bound(*span.seen, scan.at, {}, &SeenPass::at);
  span.seen->insert(place, {scan.id, scan.checkpoint, scan.at, scan.verdict, scan.proof_s});
}

}  // namespace fugong::pass
