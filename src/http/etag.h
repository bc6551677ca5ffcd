// Entity tags (RFC 9110 section 8.8.3).
#pragma once

#include <string>
#include <string_view>

namespace fugong::http {

// A strong tag of the bytes: 128 bits, not cryptographic; whoever could forge one may write the answer anyway.
std::string etag_of(std::string_view bytes);

// Whether an If-None-Match header names the tag; compared weakly, as section 13.1.2 asks.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace fugong::http
