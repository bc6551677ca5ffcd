// The law of passes. Pure and total: what is known goes in, what follows comes out; no I/O, no clock of its own.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pass/model.h"
#include "policy/pack.h"
#include "token/token.h"

namespace fugong::pass {

// ---- schemes ----
// Which schemes (token/token.h) the passes of a kind may have.
struct Schemes {
  std::int64_t min = 1, wanted = 1;          // below min a gate refuses, below wanted it says that an upgrade is due
  std::optional<Timestamp> upgrade_until{};  // from then on `wanted` is the least; absent: nothing is called off yet
};
// `called_in` are steps that the district decided on beside those of its pack. Of all that have begun the highest
// scheme is wanted.
Schemes schemes_at(const policy::PassKind& kind, std::span<const policy::SchemeStep> called_in, Timestamp now);

// ---- which passes may be issued ----
// The kind, when the phase in force allows it. Codes pass.unknown_kind, pass.kind_not_in_phase.
Result<const policy::PassKind*> issuable_kind(const policy::Pack& pack, const policy::Phase& phase,
                                              std::string_view kind);

// The holder's pass of the kind that ends last and has not ended yet.
struct LivePass {
  PassId id;
  std::string holder;
  Timestamp expires_at{};
  PassState state = PassState::valid;
  Hold hold = Hold::none;
};
BOOST_DESCRIBE_STRUCT(LivePass, (), (id, holder, expires_at, state, hold))

// Why a holder is not issued a pass for this purpose; empty: he is. A first pass only for those without one; a renewal
// from the half of the old one's validity on; and never a second one beside a pass that is suspended.
std::string_view refusal(Purpose purpose, const LivePass* live, Duration validity, Timestamp now);

// ---- changes of one pass ----
enum class Change : std::uint8_t { revoke, suspend, restore };
// A conflict with a stable code, see Service.
Status check_change(const Pass& pass, Change change, Timestamp now);
PassState state_at(PassState stored, Timestamp expires_at, Timestamp now);  // expired is seen here

// ---- health colours ----
// What a pass that says `has` is to say after `told`; nullopt: the same as before. Red counts at once. A sample takes
// nothing from a result that still holds, and what was sampled earlier nothing from what was sampled later.
std::optional<token::Health> recoloured(const std::optional<token::Health>& has, const token::Health& told,
                                        Timestamp now);
// Until when a colour counts that a test of `sampled_at` has given; red has no end, it is what every colour ends in.
Timestamp colour_end(const policy::HealthRules& rules, token::Colour colour, Timestamp sampled_at);

// ---- numbers and lists ----
std::string number_of(const DistrictCode& district, std::int64_t serial);  // its code, then six digits or more
std::optional<std::int64_t> serial_of(const DistrictCode& district, std::string_view number);
std::int64_t list_of(std::int64_t serial);
std::int64_t index_of(std::int64_t serial);

std::string join_holders(const std::vector<std::string>& ids);
std::vector<std::string> split_holders(std::string_view text);

// Scans are summed by the quarter of an hour since 1970.
constexpr std::int64_t quarter_ms = 15 * 60 * 1000;
constexpr std::int64_t quarter_of(Timestamp t) { return t.ms / quarter_ms - (t.ms % quarter_ms < 0); }
// Grows when the rollup counts otherwise than it did: what is kept is then counted again.
constexpr std::int64_t tallies_version = 1;

}  // namespace fugong::pass
