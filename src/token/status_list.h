// Which passes have been called back: a Token Status List (draft-ietf-oauth-status-list) in its CWT form.
//
//   COSE_Sign1, typ application/statuslist+cwt, payload
//   { 1: iss district, 2: sub URI of the list, 6: iat, 65533: {"bits": 2, "lst": zlib(entries)}, 65534: ttl seconds }
//
// Entry i takes 2 bits, the lowest of its byte first: 0 valid, 1 revoked, 2 suspended.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "token/trust.h"

namespace fugong::token {

constexpr std::int64_t status_list_entries = std::int64_t{1} << 20;  // of one list: at most 256 KB uncompressed
constexpr std::size_t status_list_raw_bytes_max = 16 * 1024 * 1024;  // of a foreign one: 67 million passes
constexpr std::size_t status_list_signed_bytes_max = 16 * 1024 * 1024;

enum class PassStatus : std::uint8_t { valid, revoked, suspended };
BOOST_DESCRIBE_ENUM(PassStatus, valid, revoked, suspended)

class StatusList {
 public:
  StatusList() = default;
  explicit StatusList(std::int64_t entries) : raw_(static_cast<std::size_t>((entries + 3) / 4), '\0') {}
  // Entries beyond the end are valid; the reserved value 3 reads as suspended, because it is not a yes.
  PassStatus at(std::int64_t index) const;
  void set(std::int64_t index, PassStatus status);  // 0 <= index; grows the list
  const std::string& raw() const { return raw_; }
  static StatusList from_raw(std::string raw);

 private:
  std::string raw_;
};

struct SignedStatusList {
  DistrictCode issuer;
  std::string uri;
  std::int64_t issued_s = 0, ttl_s = 0;
  StatusList entries;
};

std::string seal_status_list(const SignedStatusList& list, const crypto::Signer& issuer);

// Codes: status.malformed, status.unknown_issuer, status.signature.
Result<SignedStatusList> open_status_list(std::string_view bytes, const Trust& trust);

}  // namespace fugong::token
