// What a district asks of its gates, as GET /api/v1/gate-policy answers and --gate-policy reads: enough to judge a pass
// for days without a network, also across the instant at which a scheme is called in.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/language.h"
#include "token/verdict.h"

namespace fugong::token {

struct GateZone {
  std::string id;
  LocalText name;
};
BOOST_DESCRIBE_STRUCT(GateZone, (), (id, name))

struct GateKind {
  std::string id;
  LocalText name;
  std::string holder;  // worker or vehicle
  bool asks_plate = false, asks_zone = false;
  std::int64_t scheme_min = 1, scheme_wanted = 1;
  std::optional<Timestamp> upgrade_until;  // from then on scheme_wanted is the least
};
BOOST_DESCRIBE_STRUCT(GateKind, (), (id, name, holder, asks_plate, asks_zone, scheme_min, scheme_wanted, upgrade_until))

struct GatePolicy {
  std::string district;
  LocalText name;
  Timestamp now;  // by the server's clock, for gates to set theirs
  std::int64_t leeway_s = 0, trust_age_s_max = 0, list_age_s_max = 0, proof_past_s = 0, proof_future_s = 0,
               repeat_s = 0, key_notice_s = 0;
  std::vector<GateZone> zones;
  std::vector<GateKind> kinds;
};
BOOST_DESCRIBE_STRUCT(GatePolicy, (),
                      (district, name, now, leeway_s, trust_age_s_max, list_age_s_max, proof_past_s, proof_future_s,
                       repeat_s, key_notice_s, zones, kinds))

// What a gate under this policy starts from at `at`; what it sees of the traveller is added by the caller.
Circumstances circumstances_under(const GatePolicy& policy, Timestamp at);

}  // namespace fugong::token
