// What a district takes over from others, and what it says to what they ask. Pure and total: no I/O, no clock of its
// own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/key_set.h"
#include "exchange/letter.h"
#include "token/status_list.h"

namespace fugong::exchange {

constexpr Duration clock_lead_max = minutes(5);   // of another's clock before ours
constexpr Duration answer_awaited = days(7);      // how long a request waits for its answer
constexpr Duration request_lasts_max = days(30);  // of a foreign request: no queue keeps it longer
constexpr Duration first_retry = seconds(5);
constexpr Duration letter_retry_max = minutes(30);
constexpr std::size_t lists_of_peer_max = 128;  // 134 million passes
constexpr std::size_t lists_max = 4096;         // of all peers together: a province, each with a few

// ---- lists of others: why one is not taken over; empty: it is ----
// trust.in_future, trust.expired, trust.rolled_back. `kept_issued_s` is the copy's, 0 without one.
std::string_view refusal(const token::TrustList& list, std::int64_t kept_issued_s, Timestamp now);
// status.other_issuer, status.other_uri, status.in_future, status.rolled_back.
std::string_view refusal(const token::SignedStatusList& list, const PeerList& wanted, Timestamp now);
// key_set.other_key, key_set.other_district, key_set.in_future, key_set.rolled_back, key_set.other_url,
// key_set.no_keys, key_set.too_many_lists. Lists have to lie under the member's own URL: nobody sends others elsewhere.
std::string_view refusal(const SignedKeySet& set, const DistrictCode& member, std::string_view url,
                         std::string_view fingerprint, std::int64_t kept_issued_s, Timestamp now);

// Hex of the whole key thumbprint (RFC 9679), as people read it to one another when a district joins.
std::string fingerprint_of(const crypto::PublicKey& key);
// "https://fugong.example" without a trailing slash. Code trust.bad_url.
Result<std::string> parse_base_url(std::string_view text);

// ---- when to try again ----
// A good answer is worth the whole interval; after a failure sooner at first, then as seldom as after a good one.
Timestamp next_pull(std::int64_t failures, Duration every, Timestamp now);
Timestamp next_delivery(std::int64_t attempts, Timestamp now);

// ---- recognitions ----
RecognitionState state_at(RecognitionState stored, Timestamp expires_at, Timestamp now);
// A request as it comes in. Codes: letter.not_for_us, letter.from_ourselves, letter.in_future, letter.expired,
// letter.lasts_too_long, letter.journey_over, letter.incomplete, plate.format.
Status check_request(const RequestLetter& letter, const DistrictCode& own, Timestamp now);
// Zones that a request names. Codes: recognition.too_many_zones, recognition.bad_zone.
Status check_wanted(const std::vector<std::string>& zones);
// An answer before it is signed, against the zones of the district's own policy.
// Codes: recognition.zones_needed, recognition.no_zones, recognition.too_many_zones, recognition.unknown_zone,
// recognition.reason_needed, recognition.reason_too_long.
Status check_answer(const Answer& answer, const std::vector<std::string>& own_zones);
// An answer as it comes in: nobody widens a pass in somebody else's district.
// Codes: letter.not_for_us, letter.in_future, letter.not_their_zone.
Status check_answer(const AnswerLetter& letter, const DistrictCode& own, const std::vector<std::string>& own_zones,
                    Timestamp now);

std::string join_lines(const std::vector<std::string>& lines);
std::vector<std::string> split_lines(std::string_view text);

}  // namespace fugong::exchange
