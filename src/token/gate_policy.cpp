#include "token/gate_policy.h"

namespace fugong::token {

Circumstances circumstances_under(const GatePolicy& policy, Timestamp at) {
  Circumstances out{.at = at,
                    .leeway_s = policy.leeway_s,
                    .trust_age_s_max = policy.trust_age_s_max,
                    .list_age_s_max = policy.list_age_s_max,
                    .status_required = true};
  out.proof_past_s = policy.proof_past_s;
  out.proof_future_s = policy.proof_future_s;
  out.repeat_s = policy.repeat_s;
  out.key_notice_s = policy.key_notice_s;
  for (const GateKind& kind : policy.kinds) {
    const bool over = kind.upgrade_until && at >= *kind.upgrade_until;
    out.schemes.push_back({kind.id, over ? kind.scheme_wanted : kind.scheme_min, kind.scheme_wanted});
  }
  return out;
}

}  // namespace fugong::token
