// The registered claims of a CBOR Web Token that passes, lists and letters use (RFC 8392, section 3.1; cnf: RFC 8747).
#pragma once

#include <cstdint>

namespace fugong::token::cwt {

constexpr std::int64_t iss = 1, sub = 2, aud = 3, exp = 4, nbf = 5, iat = 6, cti = 7, cnf = 8;

}  // namespace fugong::token::cwt
