// Passes, what was asked for, what was issued and what was seen at checkpoints: plain values, as stored.
//
// The life of a pass:  valid ⇄ suspended, both → revoked. Expiry needs no act: it is read off expires_at.
//
// Every pass of a district has a serial number from 0 on, whatever its kind. It gives the number that people read
// (the district's code and at least six digits, as the national truck pass of April 2022 had) and the place of its bits
// in the status lists: list serial / 2^20, index serial % 2^20.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "policy/pack.h"

namespace fugong::pass {

using PassRequestId = Id<struct PassRequestTag>;
using ScanId = Id<struct ScanTag>;

enum class PassState : std::uint8_t { valid, suspended, revoked, expired };  // expired is never stored
BOOST_DESCRIBE_ENUM(PassState, valid, suspended, revoked, expired)

// On whose account a pass is suspended: its own holder's, or because the whole enterprise has to stand still.
enum class Hold : std::uint8_t { none, pass, enterprise };
BOOST_DESCRIBE_ENUM(Hold, none, pass, enterprise)

// Why a pass is asked for: first – the holder has none; renewal – the old one is about to end, and stays good until
// then; replacement – the old one is lost or damaged, and is revoked when the new one is issued.
enum class Purpose : std::uint8_t { first, renewal, replacement };
BOOST_DESCRIBE_ENUM(Purpose, first, renewal, replacement)

struct Pass {
  PassId id;
  std::int64_t serial = 0;
  std::string kind;  // of the policy pack
  EnterpriseId enterprise;
  std::int64_t issuance = 0;  // number within (enterprise, kind)
  std::string holder;         // WorkerId or VehicleId, as the kind has it
  std::string subject;        // the masked name, or the plate: what the pass shows
  Timestamp issued_at{}, not_before{}, expires_at{};
  PassState state = PassState::valid;
  Hold hold = Hold::none;
  Timestamp changed_at{};  // of the state
  std::string reason;      // of the last change
  std::string replaces;    // PassId; empty: a first pass
  std::string token;       // "FG1:…"; its header names the key, its claims zones and route
};
BOOST_DESCRIBE_STRUCT(Pass, (),
                      (id, serial, kind, enterprise, issuance, holder, subject, issued_at, not_before, expires_at,
                       state, hold, changed_at, reason, replaces, token))

enum class RequestState : std::uint8_t { open, returned, refused, issued, withdrawn };
BOOST_DESCRIBE_ENUM(RequestState, open, returned, refused, issued, withdrawn)

constexpr std::string_view commissioner_desk =
    "commissioner";  // where every request ends up; the others are departments

// What is wrong with a request, at its field where there is one.
struct FieldReason {
  std::string field, text;
};
BOOST_DESCRIBE_STRUCT(FieldReason, (), (field, text))

struct PassRequest {
  PassRequestId id;
  EnterpriseId enterprise;
  std::optional<CaseId> case_id;
  std::string kind;
  Purpose purpose = Purpose::first;
  std::string holders;      // ids, each followed by one blank; empty: all on the register when it is issued
  std::int64_t wanted = 0;  // how many holders that were when it was asked for
  RequestState state = RequestState::open;
  Timestamp requested_at{};
  std::string requested_by;  // PersonId
  std::int64_t issued = 0;   // how many passes came of it
  std::optional<Timestamp> done_at;
  std::string waiting_for{commissioner_desk};  // whose desk it lies on: a department, then the commissioner
  std::string then_to{};                       // the departments after that, each followed by one blank
  bool green = false, urgent = false;          // the short way; the enterprise says that it cannot wait
  Timestamp due_at{};                          // until when it is to be issued
  std::string reasons{};                       // JSON array of FieldReason: why it was returned or refused
};
BOOST_DESCRIBE_STRUCT(PassRequest, (),
                      (id, enterprise, case_id, kind, purpose, holders, wanted, state, requested_at, requested_by,
                       issued, done_at, waiting_for, then_to, green, urgent, due_at, reasons))

// One act of issuing for one enterprise and kind. The bulletin counts these rows, not the passes.
struct Issuance {
  EnterpriseId enterprise;
  std::string kind;
  std::int64_t number = 0;  // from 1, within (enterprise, kind)
  PassRequestId request;
  std::optional<CaseId> case_id;
  std::int64_t passes = 0;
  Timestamp issued_at{};
  std::string issued_by;  // PersonId
};
BOOST_DESCRIBE_STRUCT(Issuance, (), (enterprise, kind, number, request, case_id, passes, issued_at, issued_by))

// What a checkpoint saw. Neither the token nor a name is kept: the pass's id where the signature was good.
struct Scan {
  ScanId id;  // made by the gate, so that an upload may be repeated
  std::string checkpoint;
  Timestamp at{};  // by the gate's clock
  Timestamp received_at{};
  std::string token_hash;  // first 16 bytes of SHA-256, hex: tells two codes apart
  std::optional<PassId> pass;
  std::string verdict, reason;            // of this server: Verdict and Reason of verdict.h
  bool offline = false;                   // the gate decided alone
  std::string gate_verdict, gate_reason;  // what it decided then; empty: not told
  std::string uploaded_by;                // PersonId
  std::string flag;                       // Flag of view.h: what the guard saw besides; empty: nothing
  std::optional<std::int64_t> proof_s;    // the phone's time in what it showed
  std::string heading;                    // Heading of view.h: which way the holder went; empty: not told
};
BOOST_DESCRIBE_STRUCT(Scan, (),
                      (id, checkpoint, at, received_at, token_hash, pass, verdict, reason, offline, gate_verdict,
                       gate_reason, uploaded_by, flag, proof_s, heading))

// What is read of a scan to hold others of the same pass against it.
struct SeenPass {
  ScanId id;
  std::string checkpoint;
  Timestamp at{};
  std::string verdict;
  std::optional<std::int64_t> proof_s;
};
BOOST_DESCRIBE_STRUCT(SeenPass, (), (id, checkpoint, at, verdict, proof_s))

// A key that signs passes, from its announcement to its end. The private half stands in a file of each node.
enum class KeyState : std::uint8_t { announced, active, retiring, retired };
BOOST_DESCRIBE_ENUM(KeyState, announced, active, retiring, retired)

struct PassKey {
  std::string key_id;      // hex
  std::string public_key;  // PEM
  KeyState state = KeyState::announced;
  Timestamp from{}, until{};  // passes issued in [from, until) may bear its signature
  Timestamp changed_at{};
  bool operator==(const PassKey&) const = default;
};
BOOST_DESCRIBE_STRUCT(PassKey, (), (key_id, public_key, state, from, until, changed_at))

// A scheme that the district called in beside those of its policy pack.
struct SchemeCall {
  int scheme = 0;
  Timestamp from{}, grace_until{};
};
BOOST_DESCRIBE_STRUCT(SchemeCall, (), (scheme, from, grace_until))

}  // namespace fugong::pass
