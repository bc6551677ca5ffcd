// What has changed in a status list since an earlier issue of it: small enough for a gate to fetch every minute.
//
//   COSE_Sign1, typ application/fugong-statusdelta+cwt, payload
//   { 1: iss district, 2: URI of the list, 6: iat, -65550: iat of the earlier issue, -65551: [[index, status] …] }
//
// Indexes rise. Each entry is the status at iat, so a delta may be laid on every issue from the earlier one on.
#pragma once

#include "token/status_list.h"

namespace fugong::token {

constexpr std::size_t status_delta_entries_max = 10'000;  // 60 KB; from about there the whole list is smaller

struct SignedStatusDelta {
  DistrictCode issuer;
  std::string uri;
  std::int64_t issued_s = 0, since_s = 0;
  std::vector<std::pair<std::int64_t, PassStatus>> entries;  // rising by index, at most status_delta_entries_max
};

std::string seal_status_delta(const SignedStatusDelta& delta, const crypto::Signer& issuer);

// Codes: status.malformed, status.unknown_issuer, status.signature.
Result<SignedStatusDelta> open_status_delta(std::string_view bytes, const Trust& trust);

// The list brought up to the delta's time. Codes: status.other_list; status.gap when the list is older than what the
// delta starts from; status.rolled_back when the list is newer than the delta.
Result<SignedStatusList> apply(SignedStatusList list, const SignedStatusDelta& delta);

// Whether `fresh` may take the place of `kept` (nullptr: none yet): never an older issue, or a pass called back since
// would be good again. Codes: status.other_list, status.rolled_back.
Status check_newer(const SignedStatusList* kept, const SignedStatusList& fresh);

}  // namespace fugong::token
