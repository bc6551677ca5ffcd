// What districts write to one another: requests to recognise a commuter vehicle's route, and the answers to them.
//
//   request   COSE_Sign1, typ application/fugong-request+cwt, payload
//   { 1: iss, 3: aud, 4: exp, 6: iat, 7: cti request id (16 bytes),
//     -65560: { 1: plate, 2: route, 3: [entry point …], 4: valid from, 5: valid until, 6: enterprise's name,
//               7: [zone wanted …] } }
//
//   answer    COSE_Sign1, typ application/fugong-answer+cwt, payload
//   { 1: iss, 3: aud, 6: iat, 7: cti of the request, -65561: { 1: granted, 2: [zone …], 3: reason } }
//
// All times in seconds since 1970 UTC. The key is one of the sender's on the trust list. Nobody who drives or rides is
// named: the district at the other end decides about a vehicle and a route.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "exchange/model.h"
#include "token/trust.h"

namespace fugong::exchange {

constexpr std::size_t letter_bytes_max = 16 * 1024;  // the longest that the limits below allow has 8 KB
constexpr std::size_t plate_bytes_max = 24;
constexpr std::size_t route_bytes_max = 300;  // 100 Chinese characters, as on the pass
constexpr std::size_t entry_points_max = 16, entry_point_bytes_max = 96;
constexpr std::size_t enterprise_name_bytes_max = 600;  // as the register has it
constexpr std::size_t letter_zones_max = 4;             // a pass holds eight, its own among them
constexpr std::size_t reason_bytes_max = 600;

struct RequestLetter {
  DistrictCode from, to;
  std::int64_t issued_s = 0, expires_s = 0;
  RecognitionId id;
  Journey journey;
  bool operator==(const RequestLetter&) const = default;
};

struct AnswerLetter {
  DistrictCode from, to;
  std::int64_t issued_s = 0;
  RecognitionId request;
  Answer answer;
  bool operator==(const AnswerLetter&) const = default;
};

// The payloads; the sender's key makes letters of them (pass::Service::seal).
std::string encode(const RequestLetter& letter);
std::string encode(const AnswerLetter& letter);
std::optional<RequestLetter> decode_request(std::string_view payload);
std::optional<AnswerLetter> decode_answer(std::string_view payload);

// The letter, when a key of its sender that the trust list knows has signed it.
// Codes: letter.malformed, letter.unknown_sender, letter.signature.
Result<RequestLetter> open_request(std::string_view bytes, const token::Trust& trust);
Result<AnswerLetter> open_answer(std::string_view bytes, const token::Trust& trust);

}  // namespace fugong::exchange
