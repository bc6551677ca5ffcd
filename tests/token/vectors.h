// The shared vectors of both verifiers, this one and the web app's: tests/vectors/pass/vectors.json. Made by
// make_pass_vectors, the same bytes every time. Bytes stand in base64url without padding, challenges in hex.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "token/gate_policy.h"

namespace fugong::token::vectors {

struct SeenLine {
  PassId id;
  std::optional<std::int64_t> proof_s;
  Timestamp at{};
};
BOOST_DESCRIBE_STRUCT(SeenLine, (), (id, proof_s, at))

struct Expected {
  Verdict verdict = Verdict::unknown;
  Reason reason = Reason::malformed;
  std::optional<ReadFault> fault;            // where the case is about it
  std::optional<std::int64_t> clock_offset;  // seconds; of shown proofs
  std::optional<bool> upgrade_due;           // true, or absent
};
BOOST_DESCRIBE_STRUCT(Expected, (), (verdict, reason, fault, clock_offset, upgrade_due))

struct Case {
  std::string name;
  std::string token;
  Timestamp at{};
  std::vector<std::int64_t> lists;  // indexes into Vectors::lists: what the gate has
  std::optional<std::string> plate, zone, challenge;
  std::optional<std::vector<SeenLine>> seen;
  std::optional<std::string> needs;  // the algorithm without which a gate can only answer unknown
  Expected expect;
};
BOOST_DESCRIBE_STRUCT(Case, (), (name, token, at, lists, plate, zone, challenge, seen, needs, expect))

struct DeltaCase {
  std::string name;
  std::int64_t list = 0;  // what the gate has
  std::string delta;
  std::string code;                                          // empty: laid on the list; then …
  std::optional<std::int64_t> issued_s;                      // … its time, and
  std::vector<std::pair<std::int64_t, PassStatus>> entries;  // some of its entries
};

struct RenewalCase {
  std::string name;
  std::optional<std::int64_t> kept;  // what the gate has; absent: nothing yet
  std::int64_t fresh = 0;            // what it is offered
  std::string code;                  // empty: taken
};
BOOST_DESCRIBE_STRUCT(RenewalCase, (), (name, kept, fresh, code))

struct Vectors {
  GatePolicy policy;
  std::string trust, root_jwk;
  std::vector<std::string> lists;
  std::vector<Case> cases;
  std::vector<DeltaCase> deltas;
  std::vector<RenewalCase> renewals;
};

Vectors make();
std::string to_json(const Vectors& vectors);

// What the verifier says of a case, with the lists it names.
Judgement judged(const Vectors& vectors, const Case& c);

}  // namespace fugong::token::vectors
