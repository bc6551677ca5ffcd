// Internal to pass/: the columns of the described structs, in their members' order.
#pragma once

#define FG_PASS                                                                                                           \
  "id, serial, kind, enterprise, issuance, holder, subject, issued_at, not_before, expires_at, state, hold, changed_at, " \
  "reason, replaces, token"
#define FG_REQUEST                                                                                                             \
  "id, enterprise, case_id, kind, purpose, holders, wanted, state, requested_at, requested_by, issued, done_at, waiting_for, " \
  "then_to, green, urgent, due_at, reasons"
#define FG_TRIP                                                                                                             \
  "request, vehicle, plate, vehicle_kind, plate_colour, validity, starts_at, ends_at, route, zones, asked_zones, licence, " \
  "goods, tonnes, people_sealed, people_shown, pass"
#define FG_SCAN                                                                                                                 \
  "id, checkpoint, at, received_at, token_hash, pass, verdict, reason, offline, gate_verdict, gate_reason, uploaded_by, flag, " \
  "proof_s, heading"
